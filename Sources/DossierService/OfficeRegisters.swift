import DossierDomain
import DossierRouting
import DossierStore

/// What the dossiers of a period are worth by the indicators (TT01/2018 Articles 13–15).
public struct OfficeAssessment: Sendable {
    /// An indicator, in tenths of a point, over so many dossiers.
    public struct Row: Hashable, Sendable {
        /// Number of the indicator, 1–9.
        public let indicator: Int
        /// Tenths of a point.
        public let tenths: Int
        /// Over how many dossiers.
        public let count: Int
    }

    /// How many dossiers have a result at the counter.
    public let dossierCount: Int
    /// How many complaints came in the period.
    public let complaintCount: Int
    /// The indicators that something is known of, in order.
    public let indicators: [Row]
    /// What indicators 1–4 and 7 add up to; `nil` where one of 1, 3 and 7 is missing.
    public let fulfilment: Assessment.Fulfilment?
}

extension DossierService {
    /// How many days an assessment covers at the most.
    public static var assessmentDayCount: Int { 31 }

    /// A page of a register; a body's own staff and administrators read it, of a manifest both sides.
    public func register(
        matching filter: RegisterFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<RegisterEntry> {
        guard actor.role == .administrator || actor.body != nil else { throw .notFound }
        var filter = filter
        if actor.role != .administrator {
            guard filter.body == nil || filter.body == actor.body else { throw .notFound }
            filter.body = actor.body
        }
        return try ServiceError.reading { () throws(StoreError) in try reader.register(matching: filter) }
    }

    /// All rows that match; throws ``ServiceError/tooManyRows(limit:)`` where there are more than ``registerRowLimit``.
    private func allEntries(
        matching filter: RegisterFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [RegisterEntry] {
        var filter = filter
        filter.limit = 200
        var entries: [RegisterEntry] = []
        repeat {
            let page = try register(matching: filter, for: actor, reader: reader)
            entries += page.elements
            try requireWithinLimit(entries.count)
            filter.after = page.next
        } while filter.after != nil
        return entries
    }

    /// A sum over some of the rows would pass for the sum over all of them.
    private func requireWithinLimit(_ rowCount: Int) throws(ServiceError) {
        guard rowCount <= registerRowLimit else { throw .tooManyRows(limit: registerRowLimit) }
    }

    /// The money taken at an office on a day (FEE-01).
    ///
    /// Throws ``ServiceError/tooManyRows(limit:)`` rather than answer a part of it.
    public func payments(
        at office: OfficeID, on date: CivilDate, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [RegisterEntry] {
        var filter = RegisterFilter(kind: .payment, body: .office(office))
        filter.from = Timestamp(date, .midnight)
        filter.before = Timestamp(date.adding(days: 1), .midnight)
        return try allEntries(matching: filter, for: actor, reader: reader)
    }

    /// The indicators of the dossiers that an office received in a period of at most ``assessmentDayCount`` days.
    ///
    /// Throws ``ServiceError/tooManyRows(limit:)`` where more dossiers or complaints than ``registerRowLimit`` came in it.
    public func assess(
        _ office: OfficeID, from: CivilDate, to: CivilDate, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> OfficeAssessment {
        guard actor.role == .administrator || actor.body == .office(office) else { throw .notFound }
        let begin = Timestamp(from, .midnight)
        let end = Timestamp(to.adding(days: 1), .midnight)
        var filter = DossierFilter(limit: 200)
        filter.office = office
        filter.receivedFrom = begin
        filter.receivedBefore = end
        var sums: [Int: (sum: Int, count: Int)] = [:]
        var dossierCount = 0
        var readCount = 0
        repeat {
            let page = try dossiers(matching: filter, for: actor, reader: reader)
            for state in page.elements {
                guard let score = DossierScore(state) else { continue }
                dossierCount += 1
                for (indicator, points) in score.scores {
                    let known = sums[indicator] ?? (0, 0)
                    sums[indicator] = (known.sum + points, known.count + 1)
                }
            }
            readCount += page.elements.count
            try requireWithinLimit(readCount)
            filter.after = page.next
        } while filter.after != nil
        var complaints = RegisterFilter(kind: .complaint, body: .office(office))
        complaints.from = begin
        complaints.before = end
        let received = try allEntries(matching: complaints, for: actor, reader: reader)
        let inTime = received.count { entry in entry.settledAt.map { $0 <= entry.dueAt ?? $0 } ?? false }
        let overdue = received.count { entry in entry.settledAt == nil && entry.dueAt.map { $0 < now() } ?? false }
        var rows = sums.keys.sorted().compactMap { indicator -> OfficeAssessment.Row? in
            guard let known = sums[indicator],
                let tenths = Assessment.tenths(sum: known.sum, dossierCount: known.count)
            else { return nil }
            return OfficeAssessment.Row(indicator: indicator, tenths: tenths, count: known.count)
        }
        let staff = rows.reduce(0) { $0 + $1.tenths }
        let isWhole = Set([1, 3, 7]).isSubset(of: sums.keys)
        let answered = Assessment.complaintScore(
            count: received.count { $0.settledAt != nil }, answeredInTimeCount: inTime, overdueCount: overdue)
        rows.append(OfficeAssessment.Row(indicator: 8, tenths: answered * 10, count: received.count))
        return OfficeAssessment(
            dossierCount: dossierCount, complaintCount: received.count, indicators: rows,
            fulfilment: isWhole ? Assessment.Fulfilment(tenths: staff) : nil)
    }
}
