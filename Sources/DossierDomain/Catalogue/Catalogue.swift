/// A configuration indexed for use: an immutable snapshot, swapped whole when a new one is loaded.
///
/// Look-ups take the day of the act, because units, agencies, offices, counters and calendars apply as of
/// each act (ORG-01); procedures and routes are also found by their pinned version for ever (CAT-01).
public final class Catalogue: Sendable {
    /// Version of the configuration, recorded with each event.
    public let version: Int
    /// The document it was made from.
    public let document: ConfigurationDocument

    private let levels: [LevelID: Level]
    private let units: [UnitID: [AdministrativeUnit]]
    private let agencies: [AgencyID: [Agency]]
    private let agenciesByUnit: [UnitID: [Agency]]
    private let offices: [OfficeID: [Office]]
    private let officesByUnit: [UnitID: [Office]]
    private let counters: [CounterID: [Counter]]
    private let countersByOffice: [OfficeID: [Counter]]
    private let postings: [PostingID: [Posting]]
    private let calendarsByOffice: [OfficeID: [(validity: Validity, calendar: WorkingCalendar)]]
    private let procedures: [ProcedureCode: [Procedure]]
    private let routes: [RouteID: [Route]]
    let retentionRules: [String: RetentionRule]

    /// Indexes a document.
    public init(_ document: ConfigurationDocument, version: Int) {
        self.version = version
        self.document = document
        levels = Dictionary(document.levels.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        units = Dictionary(grouping: document.units, by: \.id)
        agencies = Dictionary(grouping: document.agencies, by: \.id)
        agenciesByUnit = Dictionary(grouping: document.agencies, by: \.unit)
        offices = Dictionary(grouping: document.offices, by: \.id)
        var serving: [UnitID: [Office]] = [:]
        for office in document.offices {
            for unit in office.serves { serving[unit, default: []].append(office) }
        }
        officesByUnit = serving
        counters = Dictionary(grouping: document.counters, by: \.id)
        countersByOffice = Dictionary(grouping: document.counters, by: \.office)
        postings = Dictionary(grouping: document.postings, by: \.id)
        let calendars = Dictionary(document.calendars.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var calendarsByOffice: [OfficeID: [(validity: Validity, calendar: WorkingCalendar)]] = [:]
        for office in document.offices {
            guard let calendar = calendars[office.calendar]?.closing(on: office.closures) else { continue }
            calendarsByOffice[office.id, default: []].append((office.validity, calendar))
        }
        self.calendarsByOffice = calendarsByOffice
        procedures = Dictionary(grouping: document.procedures, by: \.code)
        routes = Dictionary(grouping: document.routes, by: \.id)
        retentionRules = Dictionary(
            document.retention.map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A level.
    public func level(_ id: LevelID) -> Level? { levels[id] }

    /// A unit as it was on that day.
    public func unit(_ id: UnitID, on date: CivilDate) -> AdministrativeUnit? {
        inForce(units[id], on: date)
    }

    /// An agency as it was on that day.
    public func agency(_ id: AgencyID, on date: CivilDate) -> Agency? {
        inForce(agencies[id], on: date)
    }

    /// An office as it was on that day.
    public func office(_ id: OfficeID, on date: CivilDate) -> Office? {
        inForce(offices[id], on: date)
    }

    /// An office as it was on the first of these days on which it was in force, or else as it is last told of.
    ///
    /// Whatever has been in force stays configured; without it the invariant is broken.
    public func office(_ id: OfficeID, onOneOf dates: CivilDate...) -> Office {
        for date in dates {
            if let office = office(id, on: date) { return office }
        }
        guard let office = offices[id]?.last else { preconditionFailure("office \(id) was never configured") }
        return office
    }

    /// A counter as it was on that day.
    public func counter(_ id: CounterID, on date: CivilDate) -> Counter? {
        inForce(counters[id], on: date)
    }

    /// A posting as it was on that day.
    public func posting(_ id: PostingID, on date: CivilDate) -> Posting? {
        inForce(postings[id], on: date)
    }

    /// The offices in force on that day, in the document's order.
    public func offices(on date: CivilDate) -> [Office] {
        document.offices.filter { $0.validity.contains(date) }
    }

    /// The agencies in force on that day, in the document's order.
    public func agencies(on date: CivilDate) -> [Agency] {
        document.agencies.filter { $0.validity.contains(date) }
    }

    /// An office's counters in force on that day.
    public func counters(of office: OfficeID, on date: CivilDate) -> [Counter] {
        countersByOffice[office, default: []].filter { $0.validity.contains(date) }
    }

    /// The office that serves a unit on that day.
    public func office(serving unit: UnitID, on date: CivilDate) -> Office? {
        inForce(officesByUnit[unit], on: date)
    }

    /// The version of a procedure by which receptions are made on that day: the newest in force.
    public func procedure(_ code: ProcedureCode, on date: CivilDate) -> Procedure? {
        procedures[code, default: []].filter { $0.validity.contains(date) }.max { $0.version < $1.version }
    }

    /// A pinned version of a procedure.
    public func procedure(_ reference: ProcedureReference) -> Procedure? {
        procedures[reference.code]?.first { $0.version == reference.version }
    }

    /// The procedures by which receptions are made on that day, by code.
    public func procedures(on date: CivilDate) -> [Procedure] {
        procedures.keys.sorted().compactMap { procedure($0, on: date) }
    }

    /// The version of a route that receptions follow on that day: the newest in force.
    public func route(_ id: RouteID, on date: CivilDate) -> Route? {
        routes[id, default: []].filter { $0.validity.contains(date) }.max { $0.version < $1.version }
    }

    /// A pinned version of a route.
    public func route(_ reference: RouteReference) -> Route? {
        routes[reference.id]?.first { $0.version == reference.version }
    }

    /// The calendar an office works by on that day, with its own closures; after it has ceased, its last one.
    ///
    /// A checked configuration gives every office a calendar; without one the invariant is broken.
    public func calendar(of office: OfficeID, on date: CivilDate) -> WorkingCalendar {
        let rows = calendarsByOffice[office, default: []]
        guard let row = rows.first(where: { $0.validity.contains(date) }) ?? rows.last else {
            preconditionFailure("office \(office) has no calendar: the configuration was not checked")
        }
        return row.calendar
    }

    /// The calendar a body works by: an agency's is that of its office, also after the agency has ceased.
    public func calendar(of body: Body, on date: CivilDate) -> WorkingCalendar {
        switch body {
        case .office(let id): return calendar(of: id, on: date)
        case .agency(let id):
            guard let agency = agency(id, on: date) ?? agencies[id]?.last else {
                preconditionFailure("agency \(id) was never configured")
            }
            return calendar(of: agency.office, on: date)
        }
    }

    /// The unit itself or the nearest unit above it that is of that level.
    public func ancestor(of unit: UnitID, level: LevelID, on date: CivilDate) -> UnitID? {
        var current: UnitID? = unit
        // A chain of units can't be longer than there are levels; the bound ends a configured circle.
        for _ in 0...levels.count {
            guard let id = current, let found = self.unit(id, on: date) else { return nil }
            if found.level == level { return id }
            current = found.parent
        }
        return nil
    }

    /// The agency of a unit that answers for a field on that day.
    public func agency(of unit: UnitID, field: Agency.Field, on date: CivilDate) -> Agency? {
        agenciesByUnit[unit, default: []].first { $0.validity.contains(date) && $0.fields.contains(field) }
    }

    /// Whether a counter receives a procedure: one of its office's level, or one assigned to it (ORG-06).
    public func receives(_ procedure: Procedure, at counter: Counter, on date: CivilDate) -> Bool {
        if counter.alsoReceives.contains(procedure.code) { return true }
        guard let office = office(counter.office, on: date), let first = office.serves.first else { return false }
        return unit(first, on: date)?.level == procedure.level
    }

    private func inForce<Row: EffectiveDated>(_ rows: [Row]?, on date: CivilDate) -> Row? {
        rows?.first { $0.validity.contains(date) }
    }
}
