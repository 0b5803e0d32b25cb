#if PDF
    import DossierDomain
    import Foundation
    import Testing

    @testable import DossierPapers
    @testable import DossierPapersPDF

    /// Papers as PDF, as readers of other makers see them.
    @Suite("Papers as PDF")
    struct PDFTests {
        static let press = Result { () throws(PressFailure) in try PDFPress(threads: 2).press }

        static func pdf(_ html: String) async throws -> [UInt8] { try await press.get().print(html) }

        /// What a reader that copies all text gets.
        static func text(_ pdf: [UInt8]) throws -> String {
            let scratch = try Scratch()
            return try Tool.text("pdftotext", ["-raw", try scratch.write(pdf, "a.pdf"), "-"])
        }

        /// Letters as readers agree on them: composed, and without what no reader shows.
        static func shown(_ text: String) -> String {
            let scalars = text.precomposedStringWithCanonicalMapping.unicodeScalars.filter {
                !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
                    && $0.properties.generalCategory != .format
            }
            return String(String.UnicodeScalarView(scalars))
        }

        private static let variants: [(name: String, variant: PaperVariant, width: Double)] = [
            ("", PaperVariant(), 419.53), ("-large", PaperVariant(isLarge: true), 595.28),
            ("-gloss", PaperVariant(hasGloss: true), 419.53),
        ]

        @Test(
            "every form is a small PDF of its size of paper with subset fonts, and says what its page says",
            arguments: Specimens.slips)
        func forms(slip: Specimens.Slip) async throws {
            for (name, variant, width) in Self.variants {
                let html = try Specimens.html(slip, variant)
                let bytes = try await Self.pdf(html)
                #expect(bytes.starts(with: Array("%PDF-1.".utf8)))
                #expect(bytes.count <= 60 * 1_024, "\(slip.name)\(name) has \(bytes.count) bytes")
                let scratch = try Scratch()
                let file = try scratch.write(bytes, "a.pdf")
                let info = try Tool.text("pdfinfo", [file])
                let size = try #require(info.split(separator: "\n").first { $0.hasPrefix("Page size:") })
                let found = size.split(separator: " ").compactMap { Double($0) }.first ?? 0
                #expect(abs(found - width) < 0.01, "\(size)")
                let fonts = try Tool.text("pdffonts", [file]).split(separator: "\n").dropFirst(2)
                #expect(!fonts.isEmpty)
                for font in fonts {
                    #expect(font.contains(#/ yes +yes +yes /#), "embedded, subset, with Unicode: \(font)")
                }
                let body = html[try #require(html.firstRange(of: "<body")).lowerBound...]
                let said = Self.shown(try Self.text(bytes)).lowercased()
                for line in PlainText(String(body)).text.split(separator: " ") {
                    #expect(said.contains(Self.shown(String(line)).lowercased()), "missing: \(line)")
                }
            }
        }

        @Test("form 01 fits on both sides of one A5 sheet", arguments: ["2019-08-20", "2025-08-20"])
        func sides(day: String) async throws {
            let bytes = try await Self.pdf(try Specimens.html(.init(paper: .receipt, day: day)))
            let scratch = try Scratch()
            let info = try Tool.text("pdfinfo", [try scratch.write(bytes, "a.pdf")])
            #expect(info.contains(/Pages: +2\n/), "\(info)")
            let back = try Tool.text("pdftotext", ["-f", "2", "-raw", scratch.path + "/a.pdf", "-"])
            for part in [
                "Nhập mã hồ sơ", "K7QX-3M2P", "Chấm điểm việc phục vụ", "Cần hỏi hoặc phản ánh",
                "hỏi trực tiếp tại quầy",
                "sự kiện số 42", "Trang 2",
            ] { #expect(back.contains(part), "the back lacks: \(part)") }
        }

        /// Whether a text that was copied out has a name in it.
        ///
        /// Of right-to-left writing readers give letters in their order, but points and signs without a direction by
        /// where they stand on the line: there the letters must be whole, and everything else be there as often.
        private static func has(_ text: String, _ name: String) -> Bool {
            let (text, name) = (shown(text), shown(name))
            func letters(_ text: String) -> String.UnicodeScalarView {
                String.UnicodeScalarView(
                    text.unicodeScalars.filter {
                        (0x590...0x8FF).contains($0.value) && $0.properties.generalCategory == .otherLetter
                    })
            }
            guard !letters(name).isEmpty else { return text.contains(name) }
            let rest = Dictionary(grouping: name.unicodeScalars) { $0 }.mapValues(\.count)
            return String(letters(text)).contains(String(letters(name)))
                && rest.allSatisfy { scalar, count in text.unicodeScalars.count { $0 == scalar } >= count }
        }

        @Test("what was entered is what is copied out of the PDF, for two hundred hostile names")
        func hostileNames() async throws {
            let names = HostileNames.all
            #expect(names.count >= 200)
            var failed: [String] = []
            for name in names {
                let slip = Specimens.slips[0]
                let bytes = try await Self.pdf(try Specimens.html(slip, name: name, address: nil))
                if !Self.has(try Self.text(bytes), name) {
                    failed.append(name.unicodeScalars.prefix(60).map { $0.escaped(asASCII: true) }.joined())
                }
            }
            #expect(failed.isEmpty, "\(failed.count) of \(names.count): \(failed.prefix(12))")
            #expect(!Self.has("Nguyễn Thị Anh", "Nguyễn Thị Ánh") && !Self.has("\u{5D0}\u{5D2}", "\u{5D0}\u{5D1}"))
        }

        @Test("a reader of codes reads the QR code off the printed page", arguments: [false, true])
        func code(isLarge: Bool) async throws {
            let slip = Specimens.slips[0]
            let bytes = try await Self.pdf(try Specimens.html(slip, PaperVariant(isLarge: isLarge)))
            let scratch = try Scratch()
            let file = try scratch.write(bytes, "a.pdf")
            try Tool.run(
                "pdftoppm", ["-r", "150", "-f", "1", "-l", "1", "-singlefile", "-png", file, scratch.path + "/p"])
            let read = try Tool.text(
                "zbarimg", ["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", scratch.path + "/p.png"])
            let number = try #require(try Specimens.record(slip).state.number?.text)
            #expect(read == "https://motcua.example.vn/tra-cuu#number=\(number)&code=K7QX-3M2P\n")
        }

        // MARK: Tables over pages

        private static func document(_ body: String) async throws -> (text: [String], file: String, scratch: Scratch) {
            let bytes = try await pdf("<html><body>\(body)</body></html>")
            let scratch = try Scratch()
            let file = try scratch.write(bytes, "a.pdf")
            let pages = try Tool.text("pdftotext", ["-raw", file, "-"]).split(separator: "\u{C}").map(String.init)
            return (pages, file, scratch)
        }

        @Test("a long list has its head on every page, every row once, and numbered pages", arguments: Specimens.lists)
        func pages(paper: Paper) async throws {
            let list = try Specimens.list(paper)
            let run = try Self.press.get().begin(true)
            var bytes = try await run.print(list.head)
            for start in stride(from: 0, to: 300, by: 50) {
                bytes += try await run.print(list.rows(start..<(start + 50)))
            }
            #expect(bytes.count > 20_000, "pages leave as they are full")
            bytes += try await run.print(list.tail)
            bytes += try await run.finish()
            let scratch = try Scratch()
            let pages = try Tool.text("pdftotext", ["-raw", try scratch.write(bytes, "a.pdf"), "-"])
                .split(separator: "\u{C}").map(String.init)
            #expect(pages.count > 5)
            for (index, page) in pages.enumerated() {
                #expect(
                    page.contains("Trang \(index + 1)\n") || page.hasSuffix("Trang \(index + 1)"), "\(page.suffix(80))")
                if index < pages.count - 1 {
                    #expect(Self.shown(page).contains("Mãhồsơ"), "page \(index + 1) has no head")
                }
            }
            let all = Self.shown(pages.joined())
            for index in [1, 59, 60, 61, 150, 299, 300] {
                let serial = String(10_000 + index).dropFirst()
                #expect(all.components(separatedBy: "190820-\(serial)").count == 2, "row \(index) once")
            }
        }

        /// Memory that this process holds, in KiB.
        private static func residentKibibytes() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
        }

        @Test("a register's memory doesn't grow with its rows")
        func memory() async throws {
            let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
            let list = try Specimens.list(.register)
            let run = try Self.press.get().begin(true)
            var bytes = try await run.print(list.head).count
            var early = 0
            let pages = isFull ? 1_000 : 30
            for page in 0..<pages {
                bytes += try await run.print(list.rows((page * 100)..<(page * 100 + 100))).count
                if page == 9 { early = try Self.residentKibibytes() }
            }
            let late = try Self.residentKibibytes()
            bytes += try await run.finish().count
            #expect(bytes > pages * 10_000)
            #expect(late - early < 24 * 1_024, "\(pages * 100) rows: from \(early) to \(late) KiB")
        }

        @Test("a row taller than a page goes on on the next, and nothing of it is lost")
        func tallRow() async throws {
            let words = (0..<3_000).map { "từ\($0)" }
            let (pages, _, _) = try await Self.document(
                "<table><thead><tr><th>Đầu</th><th>Cuối</th></tr></thead><tbody><tr><td>\(words.joined(separator: " "))</td>"
                    + "<td>x</td></tr><tr><td>sau</td><td>y</td></tr></tbody></table>")
            #expect(pages.count > 3)
            let all = pages.joined(separator: " ").split { $0.isWhitespace }.filter { $0.hasPrefix("từ") }.map(
                String.init)
            #expect(all == words)
            #expect(pages.allSatisfy { $0.contains("Đầu") } && pages.last?.contains("sau") == true)
        }

        @Test("long paragraphs, long signatures and words without end go on over pages")
        func longText() async throws {
            let word = String(repeating: "Đặng", count: 4_000)
            let (pages, _, _) = try await Self.document(
                "<p>\(word)</p><div class=\"signs\"><div><p>\(word)</p></div><div><p>kế bên</p></div></div><p>hết</p>")
            // A word may go on on the next page, behind the foot of this one.
            let all = Self.shown(pages.joined()).replacing(#/Trang\d+/#, with: "")
            #expect(all.components(separatedBy: "Đặng").count == 8_001)
            #expect(all.contains("kếbên") && all.contains("hết"))
        }

        @Test("a heading doesn't stay alone at the end of a page")
        func headings() async throws {
            for count in 30...50 {
                let (pages, _, _) = try await Self.document(
                    String(repeating: "<p>dòng</p>", count: count) + "<h2>Mục</h2><p>theo sau</p>")
                let page = try #require(pages.first { $0.contains("Mục") })
                #expect(page.contains("theo sau"), "\(count)")
            }
        }

        @Test("an empty paper is a page all the same, and garbage is laid out as what it says")
        func garbage() async throws {
            let press = try Self.press.get()
            #expect(try await press.print("").count > 500)
            let bytes = try await press.print(
                "<td>a</tr><svg viewBox=\"0 0 0 0\"><path d=\"M0 0h1v1z\"/></svg><p>b<table>c")
            let text = try Self.text(bytes)
            for part in ["a", "b", "c"] { #expect(text.contains(part)) }
        }

        // MARK: The press

        @Test("as many papers as there is room for, then it is busy; what is dropped makes room")
        func busy() async throws {
            let press = try PDFPress(threads: 1).press
            var open: [PressRun] = []
            for _ in 0..<PDFPress.paperLimit { open.append(try press.begin(false)) }
            #expect(throws: PressFailure.busy) { try press.begin(false) }
            #expect(throws: Never.self) { try press.begin(true) }
            _ = try await open[0].print("<p>x</p>")
            open.removeLast(2)
            open.append(try press.begin(false))
            #expect(try await press.print("<p>y</p>").count > 500)
            var lists: [PressRun] = []
            for _ in 0..<PDFPress.listLimit { lists.append(try press.begin(true)) }
            #expect(throws: PressFailure.busy) { try press.begin(true) }
        }

        @Test("papers laid out at the same time don't mix")
        func together() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<24 {
                    group.addTask {
                        let text = try Self.text(try await Self.pdf("<body><p>phiếu \(index) hết</p></body>"))
                        #expect(text.contains("phiếu \(index) hết"))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
#endif
