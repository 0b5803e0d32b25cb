import DossierDomain

/// Something that a review of a configuration found, in words for whoever mends it (CAT-01, CFG-02).
public struct ReviewFinding: Hashable, Sendable {
    /// Whether it keeps the configuration from being published.
    public enum Severity: String, Codable, Sendable, CaseIterable {
        /// It must not be published.
        case error
        /// It may be published; somebody should look.
        case warning
    }

    /// Kinds of configured things.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// See the types of the domain with these names.
        case level, unit, agency, office, counter, person, posting, calendar, procedure, route, form, retention
    }

    /// What it is about.
    public struct Place: Hashable, Codable, Sendable {
        /// Kind of the thing.
        public let kind: Kind
        /// Its key, `CODE@VERSION` for versions; `*` where the kind as a whole is meant.
        public let id: String

        /// A thing of a kind.
        public init(kind: Kind, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// How bad it is.
    public let severity: Severity
    /// What it is about.
    public let place: Place
    /// What is wrong, with what to do where that isn't plain.
    public let reason: String

    /// A finding about a place.
    public init(_ severity: Severity, _ place: Place, _ reason: String) {
        self.severity = severity
        self.place = place
        self.reason = reason
    }
}

extension ReviewFinding: CustomStringConvertible {
    /// `error: office ID: what is wrong`.
    public var description: String { "\(severity.rawValue): \(place.kind.rawValue) \(place.id): \(reason)" }
}

/// Judges a configuration as a whole: what must be mended before it is published, and what deserves a look.
///
/// Pure, and total: it accepts any document that could be loaded, however broken. References are judged over
/// the whole span in which a row applies (ORG-01), routes on every day on which something changes (RTE-05).
/// `date` is the day of the review: only warnings depend on it. Errors come first, in the document's order.
public func review(_ document: ConfigurationDocument, on date: CivilDate) -> [ReviewFinding] {
    var review = Review(of: document, on: date)
    review.judgeLevels()
    review.judgeUnits()
    review.judgeAgencies()
    review.judgeOffices()
    review.judgeCounters()
    review.judgePeople()
    review.judgeCalendars()
    review.judgeVersions()
    review.judgeRoutes()
    review.judgeShares()
    review.judgeOptions()
    review.judgeResolution()
    review.judgeReception()
    review.judgeRetention()
    return review.findings.filter { $0.severity == .error }
        + review.findings.filter { $0.severity == .warning }
}

/// A review in the making, with the indexes that keep it from scanning.
struct Review {
    let document: ConfigurationDocument
    let date: CivilDate
    let catalogue: Catalogue
    let levels: [LevelID: Level]
    let units: [UnitID: [AdministrativeUnit]]
    let agencies: [AgencyID: [Agency]]
    let offices: [OfficeID: [Office]]
    let counters: [CounterID: [Counter]]
    let people: Set<PersonID>
    let postings: [PostingID: [Posting]]
    let calendars: [CalendarID: WorkingCalendar]
    let procedureCodes: Set<ProcedureCode>
    let routes: [RouteID: [Route]]
    private(set) var findings: [ReviewFinding] = []

    init(of document: ConfigurationDocument, on date: CivilDate) {
        self.document = document
        self.date = date
        catalogue = Catalogue(document, version: 0)
        levels = Dictionary(document.levels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        units = Dictionary(grouping: document.units, by: \.id)
        agencies = Dictionary(grouping: document.agencies, by: \.id)
        offices = Dictionary(grouping: document.offices, by: \.id)
        counters = Dictionary(grouping: document.counters, by: \.id)
        people = Set(document.people.map(\.id))
        postings = Dictionary(grouping: document.postings, by: \.id)
        calendars = Dictionary(
            document.calendars.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        procedureCodes = Set(document.procedures.map(\.code))
        routes = Dictionary(grouping: document.routes, by: \.id)
    }

    mutating func error(_ kind: ReviewFinding.Kind, _ id: some CustomStringConvertible, _ reason: String) {
        findings.append(ReviewFinding(.error, .init(kind: kind, id: id.description), reason))
    }

    mutating func warn(_ kind: ReviewFinding.Kind, _ id: some CustomStringConvertible, _ reason: String) {
        findings.append(ReviewFinding(.warning, .init(kind: kind, id: id.description), reason))
    }

    /// Every row ends on or after its first day, and rows of one identity don't share a day (ORG-01).
    mutating func judgeSpans<Row: EffectiveDated, Key: Hashable & CustomStringConvertible>(
        _ kind: ReviewFinding.Kind, _ rows: [Row], by key: (Row) -> Key
    ) {
        for row in rows { judgeSpan(kind, key(row), row) }
        for (first, second) in overlaps(rows, by: key) {
            error(
                kind, key(second),
                "stands twice on the same days (from \(first.validFrom) and from \(second.validFrom)): let the first "
                    + "end with validTo before the second begins")
        }
    }

    /// The row ends on or after its first day.
    mutating func judgeSpan(
        _ kind: ReviewFinding.Kind, _ id: some CustomStringConvertible, _ row: some EffectiveDated
    ) {
        guard let end = row.validTo, end < row.validFrom else { return }
        error(kind, id, "ends (\(end)) before it begins (\(row.validFrom))")
    }

    /// What a row refers to exists, and is in force as long as the row is.
    mutating func judgeReference(
        _ kind: ReviewFinding.Kind, _ id: some CustomStringConvertible, to target: String,
        rows: [some EffectiveDated]?, during validity: Validity
    ) {
        guard let rows else { return error(kind, id, "refers to \(target), which doesn't exist") }
        guard let day = firstDay(of: validity, withoutAnyOf: rows) else { return }
        error(kind, id, "refers to \(target), which is not in force on \(day)")
    }
}

/// The first day of a span on which none of the rows is in force; `nil` where they cover it.
func firstDay(of span: Validity, withoutAnyOf rows: [some EffectiveDated]) -> CivilDate? {
    var day = span.from
    for row in rows.sorted(by: { $0.validFrom < $1.validFrom }) {
        if row.validFrom > day { return day }
        guard let end = row.validTo else { return nil }
        day = max(day, end.adding(days: 1))
        if let last = span.to, day > last { return nil }
    }
    return day
}

/// Pairs of rows with one key that are in force on the same day, at most one for each row; rows for which
/// `differ` is false don't count as a pair.
func overlaps<Row: EffectiveDated, Key: Hashable>(
    _ rows: [Row], by key: (Row) -> Key, differ: (Row, Row) -> Bool = { _, _ in true }
) -> [(Row, Row)] {
    var openByKey: [Key: [Row]] = [:]
    var pairs: [(Row, Row)] = []
    for row in rows.sorted(by: { $0.validFrom < $1.validFrom }) {
        // Rows come by their first day, so those that have ended by now can never overlap a later one.
        let open = openByKey[key(row), default: []].filter { $0.validity.overlaps(row.validity) }
        if let other = open.first(where: { differ($0, row) }) { pairs.append((other, row)) }
        openByKey[key(row)] = open + [row]
    }
    return pairs
}
