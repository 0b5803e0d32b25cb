/// What keeps a template from being published: the line, and what to do.
public struct TemplateProblem: Error, Hashable, Sendable {
    /// Line of the template, from 1.
    public let line: Int
    /// What is wrong and what to do, in English as all of the configuration's messages.
    public let reason: String
}

/// Limits of templates.
public enum TemplateLimits {
    /// Bytes of a template or part.
    public static let byteCount = 64 * 1_024
    /// Sections within each other.
    public static let depth = 16
    /// Forms of a set, and parts of a set.
    public static let count = 32
    /// Problems that are told of one template.
    public static let problemCount = 50
}

/// Reads a template once and says what is wrong with it: tags that aren't ours, unknown fields, sections that don't close,
/// elements and attributes that aren't on the list, anything that could fetch or run.
///
/// It works by lists of what is allowed, because nobody can list all that is dangerous (decision 0051).
struct TemplateCheck {
    private static let attributes: Set<String> = [
        "lang", "class", "id", "title", "charset", "name", "content", "colspan", "scope", "viewbox", "d", "role",
        "shape-rendering",
    ]
    /// Attributes whose values may hold fields.
    private static let filled: Set<String> = ["class", "title", "d", "viewbox"]
    /// What a picture is drawn with, in browsers and in the PDF.
    private static let pathBytes = Set("MmLlHhVvZz0123456789 ,.-\n".utf8)
    private static let forbiddenStyle = [
        "@import", "url(", "expression(", "image(", "image-set(", "src(", "\\", "<", "&",
    ]

    private enum Place: Equatable {
        case text
        case tag
        case attribute(String)
        case style
        case title
    }

    private struct Open {
        let name: String
        let line: Int
        let place: Place
        let fields: [String: PaperField]?
    }

    private let bytes: [UInt8]
    private let parts: Set<String>
    private let firstLine: Int
    private var index = 0
    private var line: Int
    private var place = Place.text
    private var open: [Open] = []
    private var scopes: [[String: PaperField]]
    private(set) var problems: [TemplateProblem] = []
    /// Where the section of rows stands, as offsets: its opening tag, its content, its closing tag.
    private(set) var rows: (start: Int, content: Range<Int>, end: Int)?
    private var rowsStart: (tag: Int, content: Int)?
    private var outline = TemplateOutline()
    /// Whether all of the template is read; pieces end within elements.
    private let isWhole: Bool

    /// Checks a template against the fields it is filled with and the parts it may call; or, of one that was checked, a
    /// piece that begins at `line`.
    init(_ template: String, fields: [String: PaperField], parts: Set<String>, pieceAt piece: Int? = nil) {
        bytes = Array(template.utf8)
        self.parts = parts
        isWhole = piece == nil
        let line = piece ?? 1
        firstLine = line
        self.line = line
        scopes = [fields]
        guard bytes.count <= TemplateLimits.byteCount else {
            note("has \(bytes.count) bytes; at most \(TemplateLimits.byteCount) are accepted")
            return
        }
        run()
        checkBraces(template)
        for section in open { note("the section {{#\(section.name)}} is never closed", at: section.line) }
        if place != .text, problems.isEmpty { note("ends inside an element, a title or a style sheet") }
        if isWhole, problems.isEmpty, let rest = outline.rest() { note(rest.reason, at: rest.line) }
    }

    private mutating func note(_ reason: String, at other: Int? = nil) {
        guard problems.count < TemplateLimits.problemCount else { return }
        problems.append(TemplateProblem(line: other ?? line, reason: reason))
    }

    /// The renderer goes by characters and this check by bytes: they agree only where nothing combines with a brace.
    private mutating func checkBraces(_ template: String) {
        var line = firstLine
        for character in "}" + template {
            if character.isNewline { line += 1 }
            guard let first = character.unicodeScalars.first, first == "{" || first == "}",
                character.unicodeScalars.count > 1
            else { continue }
            note("a brace with a combining mark: put something between them", at: line)
        }
        if template.hasSuffix("{") { note("ends in a brace") }
    }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }

    private mutating func run() {
        while index < bytes.count {
            if starts("{{") {
                readTag()
                continue
            }
            switch place {
            case .text: readText()
            case .tag: readInsideTag()
            case .attribute(let name):
                if bytes[index] == UInt8(ascii: "\"") {
                    place = .tag
                } else if name == "d", !Self.pathBytes.contains(bytes[index]) {
                    note("a path has straight lines only: M, L, H, V, Z and numbers")
                    while index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\"") { advance() }
                }
                advance()
            case .style: readStyle()
            case .title: readTitle()
            }
        }
    }

    // MARK: HTML

    private mutating func readText() {
        guard bytes[index] == UInt8(ascii: "<") else {
            checkReference()
            return advance()
        }
        if starts("<!DOCTYPE html>") || starts("<!doctype html>") { return advance(15) }
        let isClosing = starts("</")
        advance(isClosing ? 2 : 1)
        let name = readName()
        guard TemplateOutline.elements.contains(name) else {
            note(
                name.isEmpty
                    ? "a bare < or an HTML comment: write &lt;, and {{! … }} for what shouldn't be printed"
                    : "the element <\(name)> is not accepted; forms hold text, tables, svg and one style sheet")
            return
        }
        if isWhole, let reason = isClosing ? outline.end(name) : outline.begin(name, line: line) { note(reason) }
        if name == "style" || name == "title", !isClosing {
            guard starts(">") else { return note("<\(name)> takes no attributes") }
            advance()
            place = name == "style" ? .style : .title
        } else {
            place = .tag
        }
    }

    /// Of the thousands of names that HTML has for characters a few are enough in UTF-8.
    private mutating func checkReference() {
        guard bytes[index] == UInt8(ascii: "&"), let end = bytes[index...].prefix(32).firstIndex(of: UInt8(ascii: ";"))
        else { return }
        let reference = bytes[(index + 1)..<end]
        guard !reference.isEmpty, reference.allSatisfy({ Self.isNameByte($0) || $0 == UInt8(ascii: "#") }) else {
            return
        }
        let text = String(decoding: reference, as: UTF8.self)
        if PaperMarkup.scalar(of: text) == nil { note("“&\(text);” isn't known here: write the character itself") }
    }

    private mutating func readName() -> String {
        let start = index
        while index < bytes.count, Self.isNameByte(bytes[index]) { advance() }
        return String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private mutating func readInsideTag() {
        switch bytes[index] {
        case UInt8(ascii: ">"):
            place = .text
            advance()
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "/"):
            advance()
        default:
            let name = readName()
            guard Self.attributes.contains(name) || name.hasPrefix("aria-") else {
                note("the attribute “\(name)” is not accepted: no handlers, styles, links or sources in elements")
                while index < bytes.count, bytes[index] != UInt8(ascii: ">") { advance() }
                return
            }
            if starts("=\"") {
                advance(2)
                place = .attribute(name)
            } else if starts("=") {
                note("the value of “\(name)” needs double quotes")
                advance()
            }
        }
    }

    /// Browsers take whatever stands here for text up to the first `</title>`, even within what looks like an attribute.
    private mutating func readTitle() {
        if starts("</title>") {
            advance(8)
            _ = outline.end("title")
            place = .text
            return
        }
        if bytes[index] == UInt8(ascii: "<") { note("a title holds text and fields only: write &lt; for <") }
        advance()
    }

    private mutating func readStyle() {
        let start = index
        while index < bytes.count, !starts("</style>"), !starts("{{") { advance() }
        let text = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
        for word in Self.forbiddenStyle where text.contains(word) {
            note("the style sheet before this line has “\(word)”: nothing may be fetched from outside")
        }
        if starts("</style>") {
            advance(8)
            _ = outline.end("style")
            place = .text
        }
    }

    // MARK: Mustache

    private mutating func readTag() {
        let start = index
        let startLine = line
        advance(2)
        var content: [UInt8] = []
        while index < bytes.count, !starts("}}") {
            content.append(bytes[index])
            advance()
        }
        guard index < bytes.count else { return note("{{ without }}", at: startLine) }
        advance(2)
        let text = String(decoding: content, as: UTF8.self)
        let name = String(text.dropFirst().drop { $0 == " " }.prefix { $0 != " " })
        // Not even a comment, which could split a word that is looked for.
        if place == .style { return note("a style sheet takes no fields, sections or comments", at: startLine) }
        if place == .tag {
            return note(
                "{{\(text)}} stands inside an element: a field may stand in text and in the values of"
                    + " \(Self.filled.sorted().joined(separator: ", "))", at: startLine)
        }
        switch text.first {
        case "!": return
        case "#", "^": openSection(name, isInverted: text.first == "^", start: start, at: startLine)
        case "/": closeSection(name, start: start, at: startLine)
        case ">": callPart(name, at: startLine)
        case "{", "&":
            note("unescaped fields are not accepted: write {{name}} with two braces", at: startLine)
            if starts("}") { advance() }
        case "=", "%", "<", "$", nil:
            note("“{{\(text)}}” is not accepted: fields, sections, parts and comments are", at: startLine)
        default: show(text.filter { $0 != " " }, at: startLine)
        }
    }

    private mutating func mayStandHere(_ what: String, at line: Int) -> Bool {
        switch place {
        case .text, .title: return true
        case .attribute(let name) where Self.filled.contains(name): return true
        case .tag, .attribute, .style:
            note(
                "\(what) may stand in text and in the values of \(Self.filled.sorted().joined(separator: ", ")) only",
                at: line)
            return false
        }
    }

    private mutating func show(_ name: String, at line: Int) {
        guard mayStandHere("a field", at: line) else { return }
        switch field(name) {
        case .text: return
        case .some: note("“\(name)” is no text: open it as a section, {{#\(name)}} … {{/\(name)}}", at: line)
        case nil: unknown(name, at: line)
        }
    }

    private mutating func openSection(_ name: String, isInverted: Bool, start: Int, at line: Int) {
        let field = mayStandHere("a section", at: line) ? self.field(name) : nil
        if field == nil { unknown(name, at: line) }
        var inner: [String: PaperField]?
        if !isInverted {
            switch field {
            case .list(let fields), .object(let fields): inner = fields
            case .text, .flag, nil: break
            }
        }
        if name == "rows", !isInverted, open.isEmpty { rowsStart = (start, index) }
        open.append(Open(name: name, line: line, place: place, fields: inner))
        if place == .text { outline.beginSection() }
        if let inner { scopes.append(inner) }
        guard open.count <= TemplateLimits.depth else {
            note("sections are nested deeper than \(TemplateLimits.depth)", at: line)
            index = bytes.count
            return
        }
    }

    private mutating func closeSection(_ name: String, start: Int, at line: Int) {
        guard let section = open.last, section.name == name else {
            let expected = open.last.map { ", where {{/\($0.name)}} is expected" } ?? ", which was never opened"
            return note("{{/\(name)}} closes “\(name)”\(expected)", at: line)
        }
        open.removeLast()
        if section.place == .text, let reason = outline.endSection(name), isWhole { note(reason, at: line) }
        if section.fields != nil { scopes.removeLast() }
        if section.place != place {
            note("the section {{#\(name)}} begins and ends in different places of an element", at: line)
        }
        if name == "rows", open.isEmpty, let begun = rowsStart {
            rows = (begun.tag, begun.content..<start, index)
            rowsStart = nil
        }
    }

    private mutating func callPart(_ name: String, at line: Int) {
        guard place == .text else { return note("a part may stand in text only", at: line) }
        guard !isWhole || outline.takesParts else {
            return note("a part stands between paragraphs and tables, not within one", at: line)
        }
        guard parts.contains(name) else {
            let known = parts.isEmpty ? "there are none here" : "known: \(parts.sorted().joined(separator: ", "))"
            return note("there is no part “\(name)”; \(known)", at: line)
        }
    }

    /// The field by that name: the first step from the innermost scope outwards, the others within.
    private func field(_ name: String) -> PaperField? {
        let steps = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = steps.first, let scope = scopes.last(where: { $0[first] != nil }) else { return nil }
        var found = scope[first]
        for step in steps.dropFirst() {
            guard case .object(let fields)? = found else { return nil }
            found = fields[step]
        }
        return found
    }

    private mutating func unknown(_ name: String, at line: Int) {
        guard field(name) == nil else { return }
        let known = Set(scopes.flatMap(\.keys)).sorted().joined(separator: ", ")
        note("there is no field “\(name)” here; known: \(known)", at: line)
    }
}
