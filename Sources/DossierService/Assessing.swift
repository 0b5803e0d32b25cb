import DossierDomain
import DossierRouting
import DossierStore

extension DossierService {
    /// How many days an assessment covers at the most: a quarter.
    public static var assessmentDayCount: Int { 92 }
    /// How many dossiers are read before others get the loop.
    private static var assessmentPageSize: Int { 50 }

    /// The indicators of a period of at most ``assessmentDayCount`` days: of an office over the dossiers that it
    /// received, of an agency over those received anywhere in which it took part (EVA-01).
    ///
    /// Throws ``ServiceError/notFound`` for a body that isn't the actor's own, but for an overseer's, and
    /// ``ServiceError/tooManyRows(limit:)`` where more dossiers, complaints or inspections than ``registerRowLimit`` came in it.
    public func assess(
        _ body: Body, from: CivilDate, to: CivilDate, for actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) -> Assessment {
        try requireAccess(to: body, by: actor, for: .reading)
        let now = now()
        var assessment = Assessment(of: body)
        var filter = DossierFilter(rows: .seen(by: body), limit: Self.assessmentPageSize)
        if case .office(let office) = body { filter.office = office }
        filter.receivedFrom = Timestamp(from, .midnight)
        filter.receivedBefore = Timestamp(to.adding(days: 1), .midnight)
        var dossierCount = 0
        repeat {
            let page = try ServiceError.reading { () throws(StoreError) in
                // States and events of one moment: whoever commits meanwhile changes both together.
                try reader.snapshot { () throws(StoreError) in
                    let page = try reader.dossiers(matching: filter)
                    for state in page.elements where state.readyAt != nil {
                        let times = catalogue.agencyTimes(of: try reader.events(of: state.id), at: now)
                        if let score = DossierScore(state, times: times) { assessment.add(score) }
                    }
                    return page
                }
            }
            dossierCount += page.elements.count
            try requireWithinLimit(dossierCount)
            filter.after = page.next
            await Task.yield()
        } while filter.after != nil
        var complaints = RegisterFilter(kind: .complaint, body: body)
        complaints.from = filter.receivedFrom
        complaints.before = filter.receivedBefore
        for entry in try allEntries(matching: complaints, for: actor, reader: reader) {
            assessment.add(.init(dueAt: entry.dueAt, answeredAt: entry.settledAt, at: now))
        }
        var inspections = complaints
        inspections.kind = .inspection
        for entry in try allEntries(matching: inspections, for: actor, reader: reader) {
            guard let inspection = try inspection(entry.dossier, reader: reader) else {
                throw .store(.corrupt("a row in a register names an inspection that is not there"))
            }
            assessment.add(inspection)
        }
        return assessment
    }
}
