import DossierDomain
import Testing

@testable import DossierPapers

extension PaperBlock {
    /// Every paragraph in it, in order.
    var paragraphs: [PaperParagraph] {
        switch self {
        case .paragraph(let paragraph): [paragraph]
        case .columns(let columns, _): columns.flatMap(\.paragraphs)
        case .tableHead(let cells), .row(let cells): cells.flatMap(\.paragraphs)
        case .title, .sheet, .picture, .pageBreak, .tableEnd: []
        }
    }
}

/// What a reader of any kind must agree on: letters in order, white space and marks of direction aside.
func letters(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.filter {
                !$0.properties.isWhitespace && !(0x202A...0x202E).contains($0.value)
                    && !(0x2066...0x2069).contains($0.value)
            }))
}

@Suite("Rendered papers read as blocks")
struct PaperReaderTests {
    private static func blocks(_ html: String) -> [PaperBlock] {
        var reader = PaperReader()
        return reader.read(html) + reader.finish()
    }

    private static func text(_ html: String) -> [String] {
        blocks(html).flatMap(\.paragraphs).map(\.text.string)
    }

    @Test("form 01 is a sheet, its heading, a code, paragraphs, a table, signatures and a back")
    func receipt() throws {
        let blocks = Self.blocks(try Specimens.html(Specimens.slips[0]))
        #expect(blocks.contains(.sheet(PaperSheet(isList: false, isLarge: false))))
        #expect(
            blocks.contains { block in
                if case .title(let title) = block { title.hasPrefix("Giấy tiếp nhận hồ sơ") } else { false }
            })
        let columns = blocks.compactMap { block -> [PaperColumn]? in
            if case .columns(let columns, _) = block { columns } else { nil }
        }
        #expect(columns.map(\.count) == [2, 2])
        #expect(columns[0][1].isNatural && !columns[0][0].isNatural)
        #expect(columns[1][0].paragraphs.map(\.text.string).last == "\u{2068}Hoàng Thị Mẫu\u{2069}")
        let heads = blocks.count { if case .tableHead = $0 { true } else { false } }
        let rows = blocks.count { if case .row = $0 { true } else { false } }
        #expect((heads, rows) == (1, 2))
        #expect(blocks.count { $0 == .pageBreak } == 1 && blocks.count { $0 == .tableEnd } == 1)
        let picture = try #require(
            blocks.compactMap { block -> PaperPicture? in
                if case .picture(let picture) = block { picture } else { nil }
            }.first)
        #expect(picture.width == picture.height && picture.side == 27)
        let record = try Specimens.record(Specimens.slips[0])
        let link = "https://motcua.example.vn/tra-cuu#number=\(record.state.number?.text ?? "")&code=K7QX-3M2P"
        let code = try #require(QRCode(link))
        // Each run of dark modules is one area of four corners.
        let modules = picture.areas.reduce(0.0) { $0 + $1[1].x - $1[0].x }
        #expect(Int(modules) == code.modules.count { $0 } && Int(picture.width) == code.drawnSize)
    }

    @Test("every paper says as blocks what it says to a browser", arguments: Specimens.slips)
    func same(slip: Specimens.Slip) throws {
        for variant in [PaperVariant(), PaperVariant(isLarge: true, hasGloss: true)] {
            let html = try Specimens.html(slip, variant)
            let body = html[try #require(html.firstRange(of: "<body")).lowerBound...]
            let blocks = Self.blocks(String(body)).flatMap(\.paragraphs).map(\.text.string).joined()
            #expect(letters(blocks).lowercased() == letters(PlainText(String(body)).text).lowercased())
        }
    }

    @Test("a name is one isolated run, whatever is in it", arguments: [0, 40, 80, 120, 160, 200])
    func hostileNames(start: Int) throws {
        for name in HostileNames.all.dropFirst(start).prefix(start == 200 ? 1_000 : 40) {
            let html = try Specimens.html(Specimens.slips[0], name: name, address: name)
            let found = Self.text(html).filter { letters($0).contains(letters(name)) }
            #expect(found.count >= 3, "\(name)")
            for text in found {
                var depth = 0
                for scalar in text.unicodeScalars {
                    if (0x2066...0x2068).contains(scalar.value) { depth += 1 }
                    if scalar.value == 0x2069 { depth -= 1 }
                    #expect(depth >= 0, "\(name)")
                }
                #expect(depth == 0, "\(name) leaves a direction open")
            }
        }
    }

    @Test("white space is as in HTML: one space, none at the ends, kept between elements")
    func whiteSpace() {
        #expect(Self.text("<p>  a\n\t b <b> c</b>d </p><p> </p>x") == ["a b cd", "x"])
        #expect(Self.text("<p>a<br> b&nbsp;c&#13;d</p>") == ["a\nb\u{A0}c d"])
        #expect(Self.text("<div>a<p>b</p>c</div>") == ["a", "b", "c"])
        #expect(Self.text("<td>a</td>") == ["a"])
        #expect(Self.text("<h1>đường</h1>") == ["ĐƯỜNG"])
        #expect(Self.text("<ol><li>a</li><li>b</li></ol><ul><li>c</li></ul>") == ["1. a", "2. b", "• c"])
        #expect(Self.text("<p>a\u{0}b\u{7F}</p>") == ["a\u{FFFD}b\u{FFFD}"])
    }

    @Test("bold, italic, small and grey are runs; a paragraph's class is how it stands")
    func looks() throws {
        let block = try #require(Self.blocks("<p class=\"under x\">a<b>b<i class=\"gloss\">c</i></b></p>").first)
        let paragraph = try #require(block.paragraphs.first)
        #expect(paragraph.look.alignment == .center && paragraph.look.after == 2)
        let runs = paragraph.text.runs
        #expect(runs.map(\.byteCount) == [1, 1, 1])
        #expect(runs.map(\.ink.isBold) == [false, true, false] && runs.map(\.ink.isGrey) == [false, false, true])
        #expect(runs.map(\.ink.scale) == [1, 1, 0.8])
    }

    @Test("a list read in the pieces it is sent in is the list read at once", arguments: Specimens.lists)
    func pieces(paper: Paper) throws {
        let list = try Specimens.list(paper)
        let whole = Self.blocks(list.head + list.rows(0..<7) + list.tail)
        var reader = PaperReader()
        var blocks = reader.read(list.head)
        for index in 0..<7 {
            let row = reader.read(list.rows(index..<(index + 1)))
            #expect(row.count == 1, "a row is given as soon as it is whole")
            blocks += row
        }
        blocks += reader.read(list.tail) + reader.finish()
        #expect(blocks == whole)
        #expect(whole.contains(.sheet(PaperSheet(isList: true, isLarge: false))))
    }

    @Test("whatever it is given, it reads to the end")
    func total() {
        let pieces = [
            "<", ">", "</", "<p>", "</p>", "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<thead>",
            "</thead>",
            "<div class=\"signs\">", "<div>", "</div>", "<bdi>", "</bdi>", "\u{2067}", "\u{2069}",
            "<svg viewBox=\"0 0 9 9\">",
            "<path d=\"M1 1h5v5z\"/>", "<path d=\"M1 -\"/>", "</svg>", "<title>", "</title>", "<style>", "</style>",
            "&", "&#",
            "&amp;", "&#1114112;", "&#55296;", "x", " ", "é\u{301}", "<br>", "<hr>", "<ul>", "<li>",
            "<body class=\"list\">",
            "<section class=\"back\">", "colspan=\"99999999999\"", "<td colspan=\"-1\">", "\"",
        ]
        var state: UInt64 = 11
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        for _ in 0..<3_000 {
            let html = (0..<random(40)).map { _ in pieces[random(pieces.count)] }.joined()
            for paragraph in Self.blocks(html).flatMap(\.paragraphs) {
                #expect(paragraph.text.runs.reduce(0) { $0 + $1.byteCount } == paragraph.text.bytes.count)
            }
        }
    }
}
