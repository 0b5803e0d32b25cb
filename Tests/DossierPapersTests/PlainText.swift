/// What a browser would show of a page, read by a small tokenizer of the tests' own: tags by scalars, as the HTML standard
/// does it, and character references.
struct PlainText {
    /// All text, runs of white space as one space.
    private(set) var text = ""
    /// The contents of each `bdi`, exactly.
    private(set) var isolated: [String] = []
    /// Names of all elements, in order.
    private(set) var elements: [String] = []

    init(_ html: String) {
        let scalars = Array(html.unicodeScalars)
        var index = 0
        var plain = String.UnicodeScalarView()
        var inside: String.UnicodeScalarView?
        var isStyle = false
        while index < scalars.count {
            let isTag = scalars[index] == "<" && index + 1 < scalars.count && Self.startsTag(scalars[index + 1])
            if isTag {
                var end = index
                var isQuoted = false
                while end < scalars.count, isQuoted || scalars[end] != ">" {
                    if scalars[end] == "\"" { isQuoted.toggle() }
                    end += 1
                }
                var tag = String.UnicodeScalarView()
                tag.append(contentsOf: scalars[(index + 1)..<min(end, scalars.count)])
                let name = String(String(tag).prefix { $0 != " " })
                elements.append(name)
                switch name {
                case "style": isStyle = true
                case "/style": isStyle = false
                case "bdi": inside = String.UnicodeScalarView()
                case "/bdi":
                    if let content = inside { isolated.append(String(content)) }
                    inside = nil
                case "b", "/b", "i", "/i", "span", "/span": break
                default: plain.append(" ")
                }
                index = end + 1
                continue
            }
            var scalar = scalars[index]
            if scalar == "&", let end = scalars[index...].prefix(12).firstIndex(of: ";") {
                var reference = String.UnicodeScalarView()
                reference.append(contentsOf: scalars[(index + 1)..<end])
                if let known = Self.references[String(reference)] {
                    scalar = known
                    index = end
                }
            }
            if !isStyle { plain.append(scalar) }
            inside?.append(scalar)
            index += 1
        }
        text = String(plain).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func startsTag(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "/" || scalar == "!" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static let references: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'", "#96": "`", "#13": "\r",
    ]
}

/// Names that break what prints them.
enum HostileNames {
    static let all: [String] = {
        let seeds = [
            "Nguyễn Thị Ánh Tuyết", "Nguye\u{302}\u{303}n Thi\u{323} A\u{301}nh", "Đặng Ỷ Lan", "Hoàng Văn Thụ",
            "H'Hen Niê", "O'Brien <b>Việt</b>", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
            "</bdi></p><h1>x", "&lt;b&gt;", "&amp;amp;", "&#x3C;script&#x3E;", "{{number}}",
            "{{{number}}}", "{{/applicant}}",
            "李小龍", "黃氏玫 (Hoàng Thị Mai)", "สมชาย ใจดี", "Иван Иванович", "مُحَمَّد عَلِيّ",
            "דָּוִד בֶּן־גּוּרִיוֹן", "\u{202E}gnôgN",
            "\u{2066}abc\u{2069}\u{202D}", "👩‍👩‍👧‍👦 Gia đình", "🇻🇳 Việt Nam", "Zalgo Z\u{310}\u{321}\u{489}\u{335}\u{327}",
            "\"\u{301} onclick=\"x", "<\u{338}b>", "&\u{20E3}lt;", "'\u{308}'", "`\u{300}`",
            "a\u{200B}b\u{200D}c\u{FEFF}d",
            "\u{00A0}Trống\u{00A0}", "ﬁ ﬂ ſ ẞ", "ẬẶỆỘỢỰ ậặệộợự", "𝕳𝖔à𝖓𝖌", "javascript:alert(1)", "-->", "]]>", "%00%0a",
        ]
        var names = seeds
        for seed in seeds {
            names.append(String(repeating: seed + " ", count: 60))
            names.append("Ông " + seed)
            names.append(seed + "<")
            names.append(seed + "\u{301}\u{323}")
        }
        return names
    }()
}
