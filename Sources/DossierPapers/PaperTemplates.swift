import DossierDomain
import Mustache

/// The compiled forms of a set: rendered as often as one likes, never changed.
public struct PaperTemplates: Sendable {
    /// A paper as it is sent: what comes before the rows, each row, what comes after them.
    private struct Sheet: Sendable {
        let head: String
        /// Names of the templates of a row and of the end; `nil` where the paper is rendered in one go.
        let pieces: (row: String, tail: String)?
    }

    private let sheets: [Paper: Sheet]
    private let library: MustacheLibrary

    /// Compiles a set, or says for each template what is wrong with it, by the file's name.
    ///
    /// Parts may use the fields that every paper has; papers that list rows have one section `rows` outside all others,
    /// so that they can be sent a page at a time; what all rows add up to is known only after them.
    public init(_ set: FormSet) throws(TemplateProblems) {
        MustacheContentTypes.register(PaperEscaping(), named: PaperEscaping.name)
        var problems: [TemplateProblems.Entry] = []
        var templates: [String: MustacheTemplate] = [:]
        var sheets: [Paper: Sheet] = [:]
        func compile(_ text: some StringProtocol, as name: String, file: String) {
            do {
                templates[name] = try MustacheTemplate(
                    string: "{{% CONTENT_TYPE:\(PaperEscaping.name)}}" + text)
            } catch {
                problems.append(.init(file: file, problem: TemplateProblem(line: 1, reason: "can't be read: \(error)")))
            }
        }
        let parts = Set(set.parts.map(\.name))
        for part in set.parts {
            let file = part.name + ".part.mustache"
            let check = TemplateCheck(part.template, fields: PaperFields.shared, parts: [])
            problems += check.problems.map { .init(file: file, problem: $0) }
            if check.problems.isEmpty { compile(part.template, as: part.name, file: file) }
        }
        for form in set.forms {
            let fields = PaperFields.of(form.paper)
            let check = TemplateCheck(form.template, fields: fields, parts: parts)
            problems += check.problems.map { .init(file: form.file, problem: $0) }
            guard check.problems.isEmpty else { continue }
            let name = "paper:" + form.paper.rawValue
            guard form.paper.isStreamed else {
                sheets[form.paper] = Sheet(head: name, pieces: nil)
                compile(form.template, as: name, file: form.file)
                continue
            }
            guard let rows = check.rows else {
                let reason = "needs one section {{#rows}} … {{/rows}} outside all others: the table's rows"
                problems.append(.init(file: form.file, problem: TemplateProblem(line: 1, reason: reason)))
                continue
            }
            let bytes = Array(form.template.utf8)
            func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            for (range, known) in [
                (0..<rows.start, PaperFields.before(fields)), (rows.content, PaperFields.row(fields)),
                (rows.end..<bytes.count, PaperFields.after(fields)),
            ] {
                let line = 1 + bytes[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
                problems += TemplateCheck(piece(range), fields: known, parts: parts, pieceAt: line).problems
                    .map { .init(file: form.file, problem: $0) }
            }
            sheets[form.paper] = Sheet(head: name, pieces: (name + ":row", name + ":tail"))
            compile(piece(0..<rows.start), as: name, file: form.file)
            compile("{{#rows}}" + piece(rows.content) + "{{/rows}}", as: name + ":row", file: form.file)
            compile(piece(rows.end..<bytes.count), as: name + ":tail", file: form.file)
        }
        guard problems.isEmpty else { throw TemplateProblems(entries: problems) }
        self.sheets = sheets
        library = MustacheLibrary(templates: templates)
    }

    /// A whole paper as HTML; `nil` where the set hasn't got it.
    public func render(_ paper: Paper, _ fields: [String: PaperValue]) -> String? {
        guard let sheet = sheets[paper] else { return nil }
        guard sheet.pieces != nil else { return text(sheet.head, fields) }
        guard case .list(let rows)? = fields["rows"] else { return nil }
        return render(.head, of: paper, fields) + render(rows: rows, of: paper, fields)
            + render(.tail, of: paper, fields)
    }

    /// The ends of a paper that is sent a page at a time.
    public enum End: Sendable {
        /// What comes before the rows.
        case head
        /// What comes after them.
        case tail
    }

    /// What comes before or after the rows; empty where the set hasn't got the paper.
    public func render(_ end: End, of paper: Paper, _ fields: [String: PaperValue]) -> String {
        guard let sheet = sheets[paper], let pieces = sheet.pieces else { return "" }
        return text(end == .head ? sheet.head : pieces.tail, fields)
    }

    /// Some rows; `fields` are those of the paper.
    public func render(
        rows: [[String: PaperValue]], of paper: Paper, _ fields: [String: PaperValue]
    ) -> String {
        guard let pieces = sheets[paper]?.pieces else { return "" }
        var fields = fields
        fields["rows"] = .list(rows)
        return text(pieces.row, fields)
    }

    private func text(_ name: String, _ fields: [String: PaperValue]) -> String {
        library.render(fields.mapValues(\.mustache), withTemplate: name) ?? ""
    }
}

/// Everything that is wrong with a set's templates.
public struct TemplateProblems: Error, Hashable, Sendable {
    /// A problem in a file of the set.
    public struct Entry: Hashable, Sendable {
        /// Name of the file within the set.
        public let file: String
        /// The problem.
        public let problem: TemplateProblem
    }

    /// The problems, file by file; never empty.
    public let entries: [Entry]
}

extension Paper {
    /// Whether it is a list of any length, sent a page at a time.
    public var isStreamed: Bool {
        switch self {
        case .register, .manifest, .feeReconciliation, .dueList: true
        case .receipt, .supplementRequest, .refusal, .apology, .stopNotice, .controlSheet, .consignmentNote,
            .handoverRecord:
            false
        }
    }
}
