/// A kind of configured things, as addresses and files name it (CFG-01).
public enum ConfigurationKind: String, Codable, Sendable, CaseIterable {
    /// See the types of the domain with these names, in the singular.
    case levels, units, agencies, offices, counters, people, postings, calendars, procedures, routes, forms
    /// See ``RetentionRule``.
    case retention
}

/// One configured thing: all rows of one identity (ORG-01), or all versions of one key (CAT-01).
public struct ConfigurationObject: Hashable, Sendable {
    /// Of which kind.
    public let kind: ConfigurationKind
    /// Its identity; a procedure's code.
    public let id: String

    /// A thing of a kind.
    public init(_ kind: ConfigurationKind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

extension ConfigurationObject: Comparable, CustomStringConvertible {
    /// `kind/id`, as addresses end.
    public var description: String { "\(kind.rawValue)/\(id)" }

    /// Reads what ``description`` wrote; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = ConfigurationKind(rawValue: String(parts[0])), !parts[1].isEmpty else {
            return nil
        }
        self.init(kind, String(parts[1]))
    }

    /// By kind in the document's order, then by identity.
    public static func < (left: ConfigurationObject, right: ConfigurationObject) -> Bool {
        func place(_ object: ConfigurationObject) -> Int {
            ConfigurationKind.allCases.firstIndex(of: object.kind) ?? 0
        }
        return (place(left), left.id) < (place(right), right.id)
    }
}

extension ConfigurationObject: Codable {
    /// Reads `kind/id` from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let object = ConfigurationObject(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not kind/id")
        }
        self = object
    }

    /// Writes `kind/id` as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What happens to one configured thing between two configurations.
public struct ConfigurationChange: Hashable, Codable, Sendable {
    /// What happens.
    public enum Act: String, Codable, Sendable, CaseIterable {
        /// It wasn't there before.
        case added
        /// It says something else.
        case changed
        /// It is gone.
        case removed
    }

    /// The thing.
    public let object: ConfigurationObject
    /// What happens to it.
    public let act: Act

    /// A change of a thing.
    public init(_ object: ConfigurationObject, _ act: Act) {
        self.object = object
        self.act = act
    }
}

extension ConfigurationDocument {
    /// The rows of one thing, and nothing else.
    public func part(_ object: ConfigurationObject) -> ConfigurationDocument {
        var part = ConfigurationDocument()
        let id = object.id
        switch object.kind {
        case .levels: part.levels = levels.filter { $0.id.text == id }
        case .units: part.units = units.filter { $0.id.text == id }
        case .agencies: part.agencies = agencies.filter { $0.id.text == id }
        case .offices: part.offices = offices.filter { $0.id.text == id }
        case .counters: part.counters = counters.filter { $0.id.text == id }
        case .people: part.people = people.filter { $0.id.text == id }
        case .postings: part.postings = postings.filter { $0.id.text == id }
        case .calendars: part.calendars = calendars.filter { $0.id.text == id }
        case .procedures: part.procedures = procedures.filter { $0.code.text == id }
        case .routes: part.routes = routes.filter { $0.id.text == id }
        case .forms: part.forms = forms.filter { $0.id.text == id }
        case .retention: part.retention = retention.filter { $0.key == id }
        }
        return part
    }

    /// The same with the rows of one thing in place of those it had; none of them where the part has none.
    public func replacing(_ object: ConfigurationObject, with part: ConfigurationDocument) -> ConfigurationDocument {
        var document = self
        let id = object.id
        switch object.kind {
        case .levels: document.levels = levels.filter { $0.id.text != id } + part.levels
        case .units: document.units = units.filter { $0.id.text != id } + part.units
        case .agencies: document.agencies = agencies.filter { $0.id.text != id } + part.agencies
        case .offices: document.offices = offices.filter { $0.id.text != id } + part.offices
        case .counters: document.counters = counters.filter { $0.id.text != id } + part.counters
        case .people: document.people = people.filter { $0.id.text != id } + part.people
        case .postings: document.postings = postings.filter { $0.id.text != id } + part.postings
        case .calendars: document.calendars = calendars.filter { $0.id.text != id } + part.calendars
        case .procedures: document.procedures = procedures.filter { $0.code.text != id } + part.procedures
        case .routes: document.routes = routes.filter { $0.id.text != id } + part.routes
        case .forms: document.forms = forms.filter { $0.id.text != id } + part.forms
        case .retention: document.retention = retention.filter { $0.key != id } + part.retention
        }
        return document
    }

    /// The identities of a kind, each once, in order.
    public func identities(of kind: ConfigurationKind) -> [String] { Set(keys(of: kind)).sorted() }

    /// How many rows a kind has, of all its things.
    public func rowCount(of kind: ConfigurationKind) -> Int { keys(of: kind).count }

    private func keys(of kind: ConfigurationKind) -> [String] {
        switch kind {
        case .levels: levels.map(\.id.text)
        case .units: units.map(\.id.text)
        case .agencies: agencies.map(\.id.text)
        case .offices: offices.map(\.id.text)
        case .counters: counters.map(\.id.text)
        case .people: people.map(\.id.text)
        case .postings: postings.map(\.id.text)
        case .calendars: calendars.map(\.id.text)
        case .procedures: procedures.map(\.code.text)
        case .routes: routes.map(\.id.text)
        case .forms: forms.map(\.id.text)
        case .retention: retention.map(\.key)
        }
    }

    /// What happens to which things on the way from here to another configuration, in order.
    ///
    /// The order of rows of different things says nothing; that of rows of one thing does.
    public func changes(to other: ConfigurationDocument) -> [ConfigurationChange] {
        Self.changes(.levels, levels, other.levels) { $0.id.text }
            + Self.changes(.units, units, other.units) { $0.id.text }
            + Self.changes(.agencies, agencies, other.agencies) { $0.id.text }
            + Self.changes(.offices, offices, other.offices) { $0.id.text }
            + Self.changes(.counters, counters, other.counters) { $0.id.text }
            + Self.changes(.people, people, other.people) { $0.id.text }
            + Self.changes(.postings, postings, other.postings) { $0.id.text }
            + Self.changes(.calendars, calendars, other.calendars) { $0.id.text }
            + Self.changes(.procedures, procedures, other.procedures) { $0.code.text }
            + Self.changes(.routes, routes, other.routes) { $0.id.text }
            + Self.changes(.forms, forms, other.forms) { $0.id.text }
            + Self.changes(.retention, retention, other.retention) { $0.key }
    }

    private static func changes<Row: Equatable>(
        _ kind: ConfigurationKind, _ before: [Row], _ after: [Row], by key: (Row) -> String
    ) -> [ConfigurationChange] {
        guard before != after else { return [] }
        let old = Dictionary(grouping: before, by: key)
        let new = Dictionary(grouping: after, by: key)
        return Set(old.keys).union(new.keys).sorted().compactMap { id in
            let object = ConfigurationObject(kind, id)
            switch (old[id], new[id]) {
            case (nil, _): return ConfigurationChange(object, .added)
            case (_, nil): return ConfigurationChange(object, .removed)
            case (let before, let after): return before == after ? nil : ConfigurationChange(object, .changed)
            }
        }
    }
}
