/// Holds the elements of a template to what browsers and the PDF read alike: each is closed, in order, within the section
/// it was opened in, and stands where it may.
///
/// Browsers repair silently what isn't so, each guess another than a page's layout would make (decision 0053).
struct TemplateOutline {
    private enum Kind {
        case document, container, paragraph, inline, list, item, table, group, row, cell, picture, hidden
    }

    private static let kinds: [String: Kind] = [
        "html": .document, "head": .document, "body": .container, "header": .container, "section": .container,
        "div": .container, "p": .paragraph, "h1": .paragraph, "h2": .paragraph, "h3": .paragraph, "span": .inline,
        "b": .inline, "strong": .inline, "i": .inline, "em": .inline, "u": .inline, "small": .inline, "bdi": .inline,
        "br": .inline, "hr": .paragraph, "ul": .list, "ol": .list, "li": .item, "table": .table, "thead": .group,
        "tbody": .group, "tr": .row, "th": .cell, "td": .cell, "svg": .picture, "path": .picture, "meta": .hidden,
        "title": .hidden, "style": .hidden,
    ]
    private static let empty: Set<String> = ["br", "hr", "meta", "path"]

    private struct Open {
        let name: String
        let line: Int
    }

    private var open: [Open] = []
    /// How many elements were open where each section began.
    private var sections: [Int] = []
    /// After the first mistake the rest would only be told of its consequences.
    private var isLost = false

    /// Every element that templates may use.
    static let elements: Set<String> = Set(kinds.keys)

    /// What is wrong with opening that element here.
    mutating func begin(_ name: String, line: Int) -> String? {
        guard !isLost else { return nil }
        if let outer = open.last, !Self.may(name, standIn: outer.name) {
            isLost = true
            return "<\(name)> can't stand in the <\(outer.name)> of line \(outer.line): close that first"
        }
        if open.isEmpty, let needed = Self.parents[name] {
            isLost = true
            return "<\(name)> stands only in \(needed)"
        }
        if !Self.empty.contains(name) { open.append(Open(name: name, line: line)) }
        return nil
    }

    /// What is wrong with closing that element here.
    mutating func end(_ name: String) -> String? {
        guard !isLost else { return nil }
        guard open.count > sections.last ?? 0, let last = open.last, last.name == name else {
            isLost = true
            if Self.empty.contains(name) { return "<\(name)> holds nothing: leave </\(name)> out" }
            guard open.count > sections.last ?? 0, let last = open.last else {
                return "</\(name)> closes what isn't open" + (sections.isEmpty ? "" : " in this section")
            }
            return "</\(name)> stands where the <\(last.name)> of line \(last.line) is still open"
        }
        open.removeLast()
        return nil
    }

    /// A section begins in the text.
    mutating func beginSection() {
        sections.append(open.count)
    }

    /// What is wrong with ending the section here.
    mutating func endSection(_ name: String) -> String? {
        guard let begun = sections.popLast(), !isLost, open.count > begun, let last = open.last else { return nil }
        isLost = true
        return "the section {{#\(name)}} ends while the <\(last.name)> of line \(last.line) is open: close it before"
    }

    /// Whether a part may be called here.
    var takesParts: Bool {
        guard let outer = open.last, !isLost else { return true }
        return Self.kinds[outer.name] == .container || Self.kinds[outer.name] == .document
    }

    /// What is still open at the end.
    func rest() -> (line: Int, reason: String)? {
        guard !isLost, let last = open.last else { return nil }
        return (last.line, "the <\(last.name)> is never closed: write </\(last.name)>")
    }

    private static let parents = [
        "li": "<ul> or <ol>", "thead": "<table>", "tbody": "<table>", "tr": "<thead> or <tbody>", "th": "<tr>",
        "td": "<tr>", "path": "<svg>",
    ]

    private static func may(_ name: String, standIn outer: String) -> Bool {
        guard let inner = kinds[name], let kind = kinds[outer] else { return false }
        switch kind {
        case .document:
            return outer == "html"
                ? name == "head" || name == "body" : inner == .hidden
        case .container:
            return [.container, .paragraph, .inline, .list, .table].contains(inner) && name != "body" || name == "svg"
        case .paragraph, .inline: return inner == .inline
        case .list: return inner == .item
        case .item: return inner == .inline
        case .table: return inner == .group
        case .group: return inner == .row
        case .row: return inner == .cell
        case .cell: return inner == .inline || inner == .paragraph
        case .picture: return outer == "svg" && name == "path"
        case .hidden: return false
        }
    }
}
