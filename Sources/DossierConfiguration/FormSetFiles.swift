import DossierDomain
import DossierPapers
import Yams

/// `set.yaml` of a folder of forms: everything but the templates, which lie beside it.
struct FormSheet: Codable {
    struct Form: Codable {
        let paper: Paper
        let number: String?
        let title: String
        let titleEnglish: String
        let file: String
    }

    let id: FormSetID
    let version: Int
    let validFrom: CivilDate
    let validTo: CivilDate?
    let legalBasis: String
    let forms: [Form]

    init(_ set: FormSet) {
        id = set.id
        version = set.version
        validFrom = set.validFrom
        validTo = set.validTo
        legalBasis = set.legalBasis
        forms = set.forms.map {
            Form(
                paper: $0.paper, number: $0.number, title: $0.title, titleEnglish: $0.titleEnglish, file: $0.file)
        }
    }
}

let formSheetName = "set.yaml"
private let templateSuffix = ".mustache"
private let partSuffix = ".part.mustache"

/// The folder of a set: version 1 under its key, later ones as `KEY@VERSION`.
private func folder(of id: FormSetID, version: Int) -> String {
    "forms/\(id.text)" + (version == 1 ? "" : "@\(version)")
}

/// A set of forms as the files from which it loads again.
func files(of set: FormSet, sheet: ConfigurationFile) -> [ConfigurationFile] {
    let place = folder(of: set.id, version: set.version) + "/"
    return [ConfigurationFile(path: place + formSheetName, bytes: sheet.bytes)]
        + set.forms.map { ConfigurationFile(path: place + $0.file, text: $0.template) }
        + set.parts.map { ConfigurationFile(path: place + $0.name + partSuffix, text: $0.template) }
}

/// Puts a set together from its sheet and the files beside it, and compiles it: a template that can't be printed with is
/// refused here, with file, line and reason, so that no counter ever meets it.
struct FormSetLoading {
    private let place: String
    private var files: [String: ConfigurationFile]
    private(set) var problems: [ConfigurationProblem] = []

    /// `files` are those of one folder; `place` its path with a slash.
    init(_ files: [ConfigurationFile], in place: String) {
        self.place = place
        self.files = Dictionary(
            files.map { (String($0.path.dropFirst(place.count)), $0) }, uniquingKeysWith: { $1 })
    }

    private mutating func note(_ file: String, _ reason: String, line: Int? = nil) {
        problems.append(ConfigurationProblem(file: place + file, line: line, path: "", reason: reason))
    }

    /// The set by that sheet; `nil` where something is wrong.
    mutating func set(by sheet: FormSheet) -> FormSet? {
        files[formSheetName] = nil
        let expected = folder(of: sheet.id, version: sheet.version) + "/"
        if place != expected {
            note(formSheetName, "this is version \(sheet.version) of \(sheet.id): its folder must be named \(expected)")
        }
        if sheet.forms.isEmpty { note(formSheetName, "has no forms") }
        let papers = Dictionary(grouping: sheet.forms, by: \.paper).filter { $1.count > 1 }
        for paper in papers.keys.map(\.rawValue).sorted() {
            note(formSheetName, "has two forms for “\(paper)”: one set prints a paper in one way")
        }
        let partNames = files.keys.filter { $0.hasSuffix(partSuffix) }.sorted()
        if max(sheet.forms.count, partNames.count) > TemplateLimits.count {
            note(formSheetName, "has more than \(TemplateLimits.count) forms or parts")
        }
        let parts = partNames.compactMap { name -> FormSet.Part? in
            text(of: name).map { FormSet.Part(name: String(name.dropLast(partSuffix.count)), template: $0) }
        }
        let forms = sheet.forms.compactMap { form -> FormSet.Form? in
            guard Self.isTemplateName(form.file) else {
                note(
                    formSheetName,
                    "“\(form.file)” is no name of a template: lower-case letters, digits and -, ending in .mustache")
                return nil
            }
            return text(of: form.file).map {
                FormSet.Form(
                    paper: form.paper, number: form.number, title: form.title, titleEnglish: form.titleEnglish,
                    file: form.file, template: $0)
            }
        }
        for name in files.keys.sorted() {
            note(name, "is named by no form of \(formSheetName): name it there, or remove the file")
        }
        guard problems.isEmpty else { return nil }
        return compiled(
            FormSet(
                id: sheet.id, version: sheet.version, validity: Validity(from: sheet.validFrom, to: sheet.validTo),
                legalBasis: sheet.legalBasis, forms: forms, parts: parts))
    }

    private mutating func compiled(_ set: FormSet) -> FormSet? {
        do {
            _ = try PaperTemplates(set)
            return set
        } catch {
            for entry in error.entries { note(entry.file, entry.problem.reason, line: entry.problem.line) }
            return nil
        }
    }

    private static func isTemplateName(_ name: String) -> Bool {
        name.hasSuffix(templateSuffix) && !name.hasSuffix(partSuffix)
            && Identifier<FormSet>(validating: String(name.dropLast(templateSuffix.count))) != nil
    }

    /// The text of a file beside the sheet, which is used up by it.
    private mutating func text(of name: String) -> String? {
        guard let file = files.removeValue(forKey: name) else {
            note(name, "the file is missing")
            return nil
        }
        guard file.bytes.count <= TemplateLimits.byteCount else {
            note(name, "is longer than the \(TemplateLimits.byteCount) bytes that are accepted")
            return nil
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            note(name, "is not UTF-8: save the file in that encoding", line: lineOfBadEncoding(in: file.bytes))
            return nil
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where line.unicodeScalars.contains(where: { !$0.isWritten }) {
            note(name, "has a control character, such as a tab: use spaces", line: index + 1)
            return nil
        }
        return lines.joined(separator: "\n")
    }
}

/// What is wrong with sets of forms that came in a document, by the same checks as a folder's: templates that can't be
/// printed with above all. The path names set and template.
func formProblems(in sets: [FormSet], file: String) -> [ConfigurationProblem] {
    sets.flatMap { set -> [ConfigurationProblem] in
        let place = folder(of: set.id, version: set.version) + "/"
        // The sheet's own bytes are not read again: what it says was decoded with the document.
        let sheet = ConfigurationFile(path: formSheetName, bytes: [])
        var loading = FormSetLoading(files(of: set, sheet: sheet), in: place)
        _ = loading.set(by: FormSheet(set))
        return loading.problems.map {
            ConfigurationProblem(
                file: file, line: nil, path: $0.file + ($0.line.map { ":\($0)" } ?? ""), reason: $0.reason)
        }
    }
}
