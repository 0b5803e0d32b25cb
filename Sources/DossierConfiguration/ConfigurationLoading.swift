import DossierDomain
import Yams

/// One file of a configuration: a path within its directory, and what it says.
public struct ConfigurationFile: Hashable, Sendable {
    /// Path within the directory, such as `procedures/2.002307.yaml`.
    public let path: String
    /// The bytes, which should be UTF-8.
    public let bytes: [UInt8]

    /// A file with these bytes.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// A file with this text.
    public init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// What it says, bad bytes replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Loads a configuration from a directory of YAML files (CFG-01).
///
/// Reads `levels`, `units`, `agencies`, `offices`, `counters`, `people` and `calendars.yaml`, `retention.yaml` where there is one, and one file for
/// each version in `procedures/` and `routes/`. The answer is in canonical order. What it says is not judged
/// here but by the review.
///
/// Throws ``ConfigurationProblems`` with everything that is wrong, not only the first.
public func loadConfiguration(from directory: String) throws(ConfigurationProblems) -> ConfigurationDocument {
    let (files, problems) = readConfigurationFiles(in: directory)
    return try ConfigurationLoading(files, unreadable: problems).result()
}

/// Loads a configuration from files that were read elsewhere; see ``loadConfiguration(from:)``.
///
/// Throws ``ConfigurationProblems`` with everything that is wrong, not only the first.
public func loadConfiguration(files: [ConfigurationFile]) throws(ConfigurationProblems)
    -> ConfigurationDocument
{
    try ConfigurationLoading(files, unreadable: []).result()
}

/// Loads the whole configuration from one document: what ``canonicalJSON(_:)`` wrote, or the same as YAML.
///
/// Throws ``ConfigurationProblems`` with everything that is wrong; their file is `name`.
public func loadConfiguration(
    document bytes: [UInt8], name: String
) throws(ConfigurationProblems) -> ConfigurationDocument {
    var loading = ConfigurationLoading()
    loading.readDocument(ConfigurationFile(path: name, bytes: bytes))
    return try loading.result()
}

/// Loads the rows of one thing from a document of JSON or YAML with its table alone, such as `{"offices": […]}`.
///
/// Throws ``ConfigurationProblems`` with everything that is wrong; their file is `name`.
public func loadConfiguration(
    part bytes: [UInt8], of object: ConfigurationObject, name: String
) throws(ConfigurationProblems) -> ConfigurationDocument {
    var loading = ConfigurationLoading()
    loading.readPart(ConfigurationFile(path: name, bytes: bytes), of: object)
    return try loading.result()
}

/// A configuration on its way from files to a document.
private struct ConfigurationLoading {
    private static let tables: Set<String> = [
        "levels.yaml", "units.yaml", "agencies.yaml", "offices.yaml", "counters.yaml", "people.yaml",
        "calendars.yaml",
    ]
    /// What a configuration may do without.
    private static let optionalTables: Set<String> = ["retention.yaml"]

    private var document = ConfigurationDocument()
    private var problems: [ConfigurationProblem] = []

    init() {}

    init(_ files: [ConfigurationFile], unreadable: [ConfigurationProblem]) {
        problems = unreadable
        for file in files.sorted(by: { $0.path < $1.path }) where !file.path.hasPrefix("forms/") { read(file) }
        readForms(files.filter { $0.path.hasPrefix("forms/") })
        let found = Set(files.map(\.path) + unreadable.map(\.file))
        for name in Self.tables.subtracting(found).sorted() {
            note(name, "the file is missing; a table without rows is written as \(name.dropLast(5)): []")
        }
        let limit = ConfigurationLimits.rowCount
        for (folder, count) in [("procedures", document.procedures.count), ("routes", document.routes.count)]
        where count > limit {
            note(folder, "has \(count) files; at most \(limit) are accepted")
        }
    }

    func result() throws(ConfigurationProblems) -> ConfigurationDocument {
        guard problems.isEmpty else {
            throw ConfigurationProblems(Array(problems.prefix(ConfigurationLimits.problemCount)))
        }
        return document.inCanonicalOrder
    }

    mutating func readDocument(_ file: ConfigurationFile) {
        var new = document
        problems += DossierConfiguration.problems(
            reading: file, limit: ConfigurationLimits.documentByteCount
        ) { root, session in
            new = try session.value(of: ConfigurationDocument.self, at: [], from: root)
        }
        if problems.isEmpty { problems += formProblems(in: new.forms, file: file.path) }
        document = new
    }

    /// Reads the rows of one thing: a table with its rows and nothing else.
    mutating func readPart(_ file: ConfigurationFile, of object: ConfigurationObject) {
        var part = ConfigurationDocument()
        problems += DossierConfiguration.problems(
            reading: file, limit: ConfigurationLimits.fileByteCount
        ) { root, session in
            let kind = object.kind.rawValue
            guard case .mapping = root else {
                return session.record(at: [], node: root, "begins with the table's name, here \(kind):")
            }
            let decoder = NodeDecoder(root, at: [], in: session)
            try part.read(object.kind, from: try decoder.container(keyedBy: PathKey.self))
            decoder.reportSurplusKeys()
            guard session.problems.isEmpty else { return }
            let others = part.identities(of: object.kind).filter { $0 != object.id }
            for other in others {
                session.record(
                    at: [PathKey(kind)], node: root,
                    "has rows of \(other): this address takes those of \(object.id) alone")
            }
            if part.identities(of: object.kind).isEmpty {
                session.record(at: [PathKey(kind)], node: root, "has no rows: DELETE takes \(object) away")
            }
        }
        if problems.isEmpty { problems += formProblems(in: part.forms, file: file.path) }
        document = part
    }

    private mutating func note(_ file: String, _ reason: String) {
        problems.append(ConfigurationProblem(file: file, line: nil, path: "", reason: reason))
    }

    private mutating func read(_ file: ConfigurationFile) {
        var new = document
        problems += DossierConfiguration.problems(
            reading: file, limit: ConfigurationLimits.fileByteCount
        ) { root, session in
            if file.path.hasPrefix("procedures/") {
                let row = try session.value(of: Procedure.self, at: [], from: root)
                checkName(of: file, is: row.code.text, version: row.version, key: "code", root, session)
                new.procedures.append(row)
            } else if file.path.hasPrefix("routes/") {
                let row = try session.value(of: Route.self, at: [], from: root)
                checkName(of: file, is: row.id.text, version: row.version, key: "id", root, session)
                new.routes.append(row)
            } else {
                try readTable(file.path, from: root, into: &new, session)
            }
        }
        document = new
    }

    private mutating func readForms(_ files: [ConfigurationFile]) {
        let folders = Dictionary(grouping: files) { file in
            file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
        }
        for (place, files) in folders.sorted(by: { $0.key < $1.key }) {
            guard let sheet = files.first(where: { $0.path == place + formSheetName }) else {
                note(place + formSheetName, "the file is missing: it says what the forms beside it are")
                continue
            }
            var loading = FormSetLoading(files, in: place)
            var set: FormSet?
            problems += DossierConfiguration.problems(
                reading: sheet, limit: ConfigurationLimits.fileByteCount
            ) { root, session in
                let sheet = try session.value(of: FormSheet.self, at: [], from: root)
                if session.problems.isEmpty { set = loading.set(by: sheet) }
            }
            problems += loading.problems
            if let set { document.forms.append(set) }
        }
    }

    private func readTable(
        _ path: String, from root: Node, into document: inout ConfigurationDocument,
        _ session: DecodingSession
    ) throws {
        guard Self.tables.union(Self.optionalTables).contains(path) else {
            return session.record(
                at: [], node: nil,
                "is no file of a configuration; rename or remove it. The files are "
                    + Self.tables.union(Self.optionalTables).sorted().joined(separator: ", ")
                    + ", procedures/CODE.yaml and routes/ID.yaml")
        }
        guard case .mapping = root else {
            return session.record(at: [], node: root, "begins with the table's name, such as units:")
        }
        let decoder = NodeDecoder(root, at: [], in: session)
        let table = try decoder.container(keyedBy: PathKey.self)
        switch path {
        case "levels.yaml": try document.read(.levels, from: table)
        case "units.yaml": try document.read(.units, from: table)
        case "agencies.yaml": try document.read(.agencies, from: table)
        case "offices.yaml": try document.read(.offices, from: table)
        case "counters.yaml": try document.read(.counters, from: table)
        case "people.yaml":
            try document.read(.people, from: table)
            try document.read(.postings, from: table)
        case "calendars.yaml": try document.read(.calendars, from: table)
        case "retention.yaml": try document.read(.retention, from: table)
        default: preconditionFailure("a table that nobody reads")
        }
        decoder.reportSurplusKeys()
    }

    /// The file's name must say which version it holds, so that one version is never kept in two files.
    private func checkName(
        of file: ConfigurationFile, is id: String, version: Int, key: String, _ root: Node,
        _ session: DecodingSession
    ) {
        let folder = file.path.prefix { $0 != "/" }
        let expected = versionFilePath(in: String(folder), id: id, version: version)
        guard session.problems.isEmpty, file.path != expected else { return }
        session.record(
            at: [PathKey(key)], node: root.mapping?[key] ?? root,
            "this is version \(version) of \(id): the file must be named \(expected)")
    }
}

extension ConfigurationDocument {
    /// Reads the table of one kind.
    fileprivate mutating func read(
        _ kind: ConfigurationKind, from table: KeyedDecodingContainer<PathKey>
    ) throws {
        let key = PathKey(kind.rawValue)
        switch kind {
        case .levels: levels = try table.decode([Level].self, forKey: key)
        case .units: units = try table.decode([AdministrativeUnit].self, forKey: key)
        case .agencies: agencies = try table.decode([Agency].self, forKey: key)
        case .offices: offices = try table.decode([Office].self, forKey: key)
        case .counters: counters = try table.decode([Counter].self, forKey: key)
        case .people: people = try table.decode([Person].self, forKey: key)
        case .postings: postings = try table.decode([Posting].self, forKey: key)
        case .calendars: calendars = try table.decode([WorkingCalendar].self, forKey: key)
        case .procedures: procedures = try table.decode([Procedure].self, forKey: key)
        case .routes: routes = try table.decode([Route].self, forKey: key)
        case .forms: forms = try table.decode([FormSet].self, forKey: key)
        case .retention: retention = try table.decode([RetentionRule].self, forKey: key)
        }
    }
}

/// Composes a file's tree and hands it on; answers what was wrong on the way.
private func problems(
    reading file: ConfigurationFile, limit: Int, with body: (Node, DecodingSession) throws -> Void
) -> [ConfigurationProblem] {
    let session = DecodingSession(file: file.path)
    guard file.bytes.count <= limit else {
        session.record(at: [], line: nil, "is longer than the \(limit) bytes that are accepted")
        return session.problems
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
        let line = lineOfBadEncoding(in: file.bytes)
        session.record(at: [], line: line, "is not UTF-8: save the file in that encoding")
        return session.problems
    }
    do {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        // Nodes know their anchors only as long as the parser lives.
        try withExtendedLifetime(parser) {
            guard let root = try parser.singleRoot() else {
                return session.record(at: [], line: nil, "is empty")
            }
            guard !hasAnchor(root, path: [], session) else { return }
            try body(root, session)
        }
    } catch let error as YamlError {
        let (line, reason) = placeAndReason(of: error)
        session.record(at: [], line: line, reason)
    } catch {
        // A value without a stand-in; why it could not be read has usually been written down already.
        if session.problems.isEmpty { session.record(at: [], line: nil, "can't be read: \(error)") }
    }
    return session.problems
}

/// Where a version of a procedure or route is kept: version 1 under its key, later ones as `KEY@VERSION`.
func versionFilePath(in folder: String, id: String, version: Int) -> String {
    "\(folder)/\(id)\(version == 1 ? "" : "@\(version)").yaml"
}

/// Anchors and aliases are refused: a few lines of them unfold into gigabytes, and a row should stand for itself.
///
/// An alias is its anchored node, so not looking into anchored nodes keeps the walk as short as the file.
private func hasAnchor(_ node: Node, path: [any CodingKey], _ session: DecodingSession) -> Bool {
    if node.anchor != nil {
        session.record(
            at: path, node: node, "anchors (&) and aliases (*) are not accepted: write the value out")
        return true
    }
    switch node {
    case .scalar: return false
    case .alias: return true
    case .sequence(let nodes):
        return nodes.enumerated().contains { hasAnchor($1, path: path + [PathKey(index: $0)], session) }
    case .mapping(let pairs):
        return pairs.contains { key, value in
            hasAnchor(key, path: path, session)
                || hasAnchor(value, path: path + [PathKey(key.scalar?.string ?? "?")], session)
        }
    }
}

func lineOfBadEncoding(in bytes: [UInt8]) -> Int? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
}

private func placeAndReason(of error: YamlError) -> (line: Int?, reason: String) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        let before = context.map { "\($0.text) (line \($0.mark.line)), " } ?? ""
        return (mark.line, "is not YAML: \(before)\(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
        return (context.mark.line, "a key stands twice in one place: " + keys.joined(separator: ", "))
    case .reader(let problem, let offset, _, let yaml):
        let line = offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }
        return (line, "is not YAML: \(problem)")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
        return (nil, "can't be read: \(error)")
    }
}
