/// Reads rendered papers as blocks, for those who lay out pages: the same templates and values that a browser gets.
///
/// It reads what ``TemplateCheck`` lets through and what the renderer escapes, not HTML at large. It is total: whatever
/// stands there comes to blocks, nothing is an error, so that no value can keep a paper from being printed. It takes a
/// paper in pieces, cut outside of tags, and gives each block once it is complete; a list of any length passes through.
public struct PaperReader: Sendable {
    /// What an open element is to the blocks around it.
    private enum Part {
        case inline, block, isolate, title, style, columns, column, table, row, cell, picture
    }

    private struct Open {
        let name: Substring
        let part: Part
        let look: PaperLook
        /// Whether items within are numbered, and how many there were.
        var isNumbered = false
        var itemCount = 0
    }

    private var open: [Open] = []
    private var blocks: [PaperBlock] = []
    private var sheet = PaperSheet()
    private var line = PaperLine()
    private var title: [UInt8] = []
    private var columns: [PaperColumn]?
    private var row: [PaperCell]?
    private var cell: PaperCell?
    private var picture: PaperPicture?

    /// A reader at the beginning of a paper.
    public init() {}

    /// Reads on, and gives what was completed.
    public mutating func read(_ html: String) -> [PaperBlock] {
        var markup = PaperMarkup(html)
        while let token = markup.next() {
            switch token {
            case .text(let bytes): add(bytes)
            case .opening(let name, let attributes): begin(name, attributes)
            case .closing(let name): end(name)
            }
        }
        defer { blocks = [] }
        return blocks
    }

    /// Ends the paper, and gives what was still open.
    public mutating func finish() -> [PaperBlock] {
        while let last = open.popLast() { leave(last) }
        flush(look)
        defer { blocks = [] }
        return blocks
    }

    private var look: PaperLook { open.last?.look ?? PaperLook() }

    /// How the innermost element looks that isn't inline: what text on its own stands in.
    private var blockLook: PaperLook {
        open.last { $0.part != .inline && $0.part != .isolate }?.look ?? PaperLook()
    }

    // MARK: Text

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        switch open.last?.part {
        case .style, .picture: return
        case .title: title += bytes
        default:
            if look.isUppercase {
                line.add(Array(String(decoding: bytes, as: UTF8.self).uppercased().utf8)[...], look.ink)
            } else {
                line.add(bytes, look.ink)
            }
        }
    }

    /// Ends the paragraph under way, if there is one.
    private mutating func flush(_ look: PaperLook) {
        let text = line.take()
        guard text != nil || look.height > 0 || look.isRuled else { return }
        let paragraph = PaperParagraph(text: text ?? PaperText(), look: look)
        if cell != nil {
            cell?.paragraphs.append(paragraph)
        } else if var begun = columns {
            if begun.isEmpty { begun.append(PaperColumn(isNatural: false)) }
            begun[begun.count - 1].paragraphs.append(paragraph)
            columns = begun
        } else {
            blocks.append(.paragraph(paragraph))
        }
    }

    /// Text that stands in a block beside other blocks, without a paragraph of its own.
    private mutating func flushLoose() {
        var look = blockLook
        (look.before, look.after, look.height, look.isRuled) = (0, 0, 0, false)
        flush(look)
    }

    // MARK: Elements

    private mutating func begin(_ name: Substring, _ attributes: PaperMarkup.Attributes) {
        switch name {
        case "meta": return
        case "br": return line.breakOff(look.ink)
        case "hr":
            flushLoose()
            return flush(look.within(name, []))
        case "path":
            if picture != nil { picture?.areas += PaperPath.areas(of: attributes["d"] ?? "") }
            return
        default: break
        }
        let classes = (attributes["class"] ?? "").split(separator: " ")
        let part = part(of: name, classes)
        if part != .inline, part != .isolate { flushLoose() }
        var look = self.look.within(name, classes)
        // In a column paragraphs stand one below the other without room between them.
        if part == .block, columns != nil { (look.before, look.after) = (0, 0) }
        enter(name, part, look, classes, attributes)
        open.append(Open(name: name, part: part, look: look, isNumbered: name == "ol"))
        if name == "li" { beginItem() }
        if part == .isolate { line.beginIsolate(look.ink) }
    }

    private func part(of name: Substring, _ classes: [Substring]) -> Part {
        switch name {
        case "title": .title
        case "style": .style
        case "bdi": .isolate
        case "b", "strong", "i", "em", "u", "small", "span": .inline
        case "table" where cell == nil && columns == nil: .table
        case "tr" where cell == nil && row == nil && columns == nil: .row
        case "td" where cell == nil && row != nil, "th" where cell == nil && row != nil: .cell
        case "svg" where cell == nil && columns == nil: .picture
        case "div", "header", "section":
            if columns != nil {
                open.last?.part == .columns && cell == nil ? .column : .block
            } else if cell == nil, classes.contains("heading") || classes.contains("signs") {
                .columns
            } else {
                .block
            }
        default: .block
        }
    }

    private mutating func enter(
        _ name: Substring, _ part: Part, _ look: PaperLook, _ classes: [Substring],
        _ attributes: PaperMarkup.Attributes
    ) {
        switch part {
        case .columns: columns = []
        case .column: columns?.append(PaperColumn(isNatural: classes.contains("nation")))
        case .row: row = []
        case .cell:
            let span = attributes["colspan"].flatMap { Int($0) } ?? 1
            cell = PaperCell(span: min(max(span, 1), 64))
        case .picture:
            let box = (attributes["viewbox"] ?? "").split(separator: " ").compactMap { Double($0) }
            picture = PaperPicture(
                width: box.count == 4 ? box[2] : 1, height: box.count == 4 ? box[3] : 1,
                side: sheet.isLarge ? 40 : 27)
        case .block where name == "body":
            sheet = PaperSheet(isList: classes.contains("list"), isLarge: classes.contains("large"))
            blocks.append(.sheet(sheet))
        case .block where classes.contains("back"): blocks.append(.pageBreak)
        case .block, .inline, .isolate, .title, .style, .table: break
        }
    }

    private mutating func beginItem() {
        guard let list = open.lastIndex(where: { $0.name == "ul" || $0.name == "ol" }) else { return }
        open[list].itemCount += 1
        line.add(Array((open[list].isNumbered ? "\(open[list].itemCount). " : "• ").utf8)[...], look.ink)
    }

    private mutating func end(_ name: Substring) {
        guard let found = open.lastIndex(where: { $0.name == name }) else { return }
        while open.count > found, let last = open.popLast() { leave(last) }
    }

    private mutating func leave(_ element: Open) {
        switch element.part {
        case .inline, .style: break
        case .isolate: line.endIsolate(element.look.ink)
        case .title:
            blocks.append(.title(PaperLine.joined(title)))
            title = []
        case .block: flush(element.look)
        case .column: flush(element.look)
        case .columns:
            flush(element.look)
            if let columns, columns.contains(where: { !$0.paragraphs.isEmpty }) {
                blocks.append(.columns(columns, element.look))
            }
            columns = nil
        case .cell:
            flush(element.look)
            if let cell { row?.append(cell) }
            cell = nil
        case .row:
            if let row, !row.isEmpty {
                blocks.append(open.contains { $0.name == "thead" } ? .tableHead(row) : .row(row))
            }
            row = nil
        case .table: blocks.append(.tableEnd)
        case .picture:
            if let picture, !picture.areas.isEmpty { blocks.append(.picture(picture)) }
            picture = nil
        }
    }
}
