import DossierDomain
import Foundation
import Yams

extension ConfigurationDocument {
    /// The same configuration in its canonical order: levels by rank, everything else by key, then by first
    /// day or version.
    ///
    /// Two documents that say the same in another order of rows are the same configuration, with one digest.
    public var inCanonicalOrder: ConfigurationDocument {
        ConfigurationDocument(
            levels: levels.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) },
            units: units.sorted { ($0.id, $0.validFrom) < ($1.id, $1.validFrom) },
            agencies: agencies.sorted { ($0.id, $0.validFrom) < ($1.id, $1.validFrom) },
            offices: offices.sorted { ($0.id, $0.validFrom) < ($1.id, $1.validFrom) },
            counters: counters.sorted { ($0.id, $0.validFrom) < ($1.id, $1.validFrom) },
            people: people.sorted { $0.id < $1.id },
            postings: postings.sorted { ($0.id, $0.validFrom) < ($1.id, $1.validFrom) },
            calendars: calendars.sorted { $0.id < $1.id },
            procedures: procedures.sorted { ($0.code, $0.version) < ($1.code, $1.version) },
            routes: routes.sorted { ($0.id, $0.version) < ($1.id, $1.version) },
            forms: forms.sorted { ($0.id, $0.version) < ($1.id, $1.version) },
            retention: retention.sorted { $0.key < $1.key })
    }
}

/// Writes a configuration as the YAML files from which it loads again, in canonical order (CFG-01).
///
/// One row a line in the tables, so that two exports compare well; comments of the original are not kept.
/// Throws what the encoder throws, which happens only where a type of the domain can't be encoded.
public func export(_ document: ConfigurationDocument) throws -> [ConfigurationFile] {
    let document = document.inCanonicalOrder
    var files = [
        try table("levels.yaml", [("levels", rows(document.levels))]),
        try table("units.yaml", [("units", rows(document.units))]),
        try table("agencies.yaml", [("agencies", rows(document.agencies))]),
        try table("offices.yaml", [("offices", rows(document.offices))]),
        try table("counters.yaml", [("counters", rows(document.counters))]),
        try table("people.yaml", [("people", rows(document.people)), ("postings", rows(document.postings))]),
        try table("calendars.yaml", [("calendars", rows(document.calendars, depthOfLines: 2))]),
    ]
    if !document.retention.isEmpty {
        files.append(try table("retention.yaml", [("retention", rows(document.retention))]))
    }
    for procedure in document.procedures {
        let path = versionFilePath(in: "procedures", id: procedure.code.text, version: procedure.version)
        files.append(
            ConfigurationFile(path: path, text: try text(of: restyled(tree(procedure), depthOfLines: 2))))
    }
    for route in document.routes {
        let path = versionFilePath(in: "routes", id: route.id.text, version: route.version)
        files.append(
            ConfigurationFile(path: path, text: try text(of: restyled(tree(route), depthOfLines: 7))))
    }
    for set in document.forms {
        let sheet = ConfigurationFile(
            path: formSheetName, text: try text(of: restyled(tree(FormSheet(set)), depthOfLines: 2)))
        files += DossierConfiguration.files(of: set, sheet: sheet)
    }
    return files
}

/// The whole configuration as one JSON document with sorted keys, rows in canonical order, no spaces.
///
/// Equal configurations give equal bytes: what the store keeps and digests are made of. Throws what the encoder
/// throws, which happens only where a type of the domain can't be encoded.
public func canonicalJSON(_ document: ConfigurationDocument) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(document.inCanonicalOrder))
}

/// The rows of one thing as canonical JSON: its table alone, `{"offices":[…]}`. Throws what the encoder throws.
public func canonicalJSON(_ document: ConfigurationDocument, of kind: ConfigurationKind) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func encoded(_ rows: some Encodable) throws -> [UInt8] { Array(try encoder.encode([kind.rawValue: rows])) }
    let document = document.inCanonicalOrder
    return switch kind {
    case .levels: try encoded(document.levels)
    case .units: try encoded(document.units)
    case .agencies: try encoded(document.agencies)
    case .offices: try encoded(document.offices)
    case .counters: try encoded(document.counters)
    case .people: try encoded(document.people)
    case .postings: try encoded(document.postings)
    case .calendars: try encoded(document.calendars)
    case .procedures: try encoded(document.procedures)
    case .routes: try encoded(document.routes)
    case .forms: try encoded(document.forms)
    case .retention: try encoded(document.retention)
    }
}

/// The whole configuration as one YAML document, in canonical order: equal configurations give equal bytes.
///
/// Throws what the encoder throws.
public func canonicalYAML(_ document: ConfigurationDocument) throws -> [UInt8] {
    let document = document.inCanonicalOrder
    let tables = try ConfigurationKind.allCases.map { ($0.rawValue, try table(of: $0, in: document)) }
    return Array(try text(of: Node(tables.map { (Node($0.0), $0.1) }, .implicit, .block)).utf8)
}

/// The rows of one thing as YAML: its table alone. Throws what the encoder throws.
public func canonicalYAML(_ document: ConfigurationDocument, of kind: ConfigurationKind) throws -> [UInt8] {
    let rows = try table(of: kind, in: document.inCanonicalOrder)
    return Array(try text(of: Node([(Node(kind.rawValue), rows)], .implicit, .block)).utf8)
}

private func table(of kind: ConfigurationKind, in document: ConfigurationDocument) throws -> Node {
    switch kind {
    case .levels: try rows(document.levels)
    case .units: try rows(document.units)
    case .agencies: try rows(document.agencies)
    case .offices: try rows(document.offices)
    case .counters: try rows(document.counters)
    case .people: try rows(document.people)
    case .postings: try rows(document.postings)
    case .calendars: try rows(document.calendars, depthOfLines: 2)
    case .procedures: try rows(document.procedures, depthOfLines: 2)
    case .routes: try rows(document.routes, depthOfLines: 7)
    case .forms: try rows(document.forms, depthOfLines: 4)
    case .retention: try rows(document.retention)
    }
}

private func table(_ path: String, _ parts: [(String, Node)]) throws -> ConfigurationFile {
    let node = Node(parts.map { (Node($0.0), $0.1) }, .implicit, .block)
    return ConfigurationFile(path: path, text: try text(of: node))
}

private func text(of node: Node) throws -> String {
    try serialize(node: node, indent: 2, width: -1, allowUnicode: true)
}

/// The rows as a list, those that are deeper than `depthOfLines` levels on one line each.
private func rows<Row: Encodable>(_ values: [Row], depthOfLines: Int = 0) throws -> Node {
    guard !values.isEmpty else { return Node([Node](), .implicit, .flow) }
    return Node(try values.map { restyled(try tree($0), depthOfLines: depthOfLines) }, .implicit, .block)
}

private func tree(_ value: some Encodable) throws -> Node {
    let encoder = YAMLEncoder()
    encoder.options.allowUnicode = true
    encoder.options.width = -1
    return try compose(yaml: try encoder.encode(value)) ?? Node("")
}

/// Puts everything below a depth on one line, as the hand-written files do.
private func restyled(_ node: Node, depthOfLines: Int) -> Node {
    switch node {
    case .scalar(var scalar):
        // Dates need no quotes here: every text is taken as written.
        if CivilDate(scalar.string) != nil { scalar.style = .plain }
        return .scalar(scalar)
    case .alias: return node
    case .sequence(let sequence):
        let style: Node.Sequence.Style = depthOfLines > 0 && !sequence.isEmpty ? .block : .flow
        return Node(sequence.map { restyled($0, depthOfLines: depthOfLines - 1) }, .implicit, style)
    case .mapping(let mapping):
        let style: Node.Mapping.Style = depthOfLines > 0 ? .block : .flow
        // Only the hours of the week are a dictionary, which has no order of its own.
        let week = Dictionary(uniqueKeysWithValues: Weekday.allCases.enumerated().map { ($1.rawValue, $0) })
        let pairs =
            mapping.allSatisfy { week[$0.key.string ?? ""] != nil }
            ? mapping.sorted { week[$0.key.string ?? "", default: 0] < week[$1.key.string ?? "", default: 0] }
            : Array(mapping)
        return Node(
            pairs.map { ($0.key, restyled($0.value, depthOfLines: depthOfLines - 1)) }, .implicit, style)
    }
}
