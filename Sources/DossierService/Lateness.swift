import DossierDomain
import DossierRouting
import DossierStore

/// A dossier that will be late, or is, with what can still be done about it (LAT-03).
public struct LatenessOutlook: Sendable {
    /// The dossier.
    public let state: DossierState
    /// When the result is promised.
    public let dueAt: Timestamp
    /// When it would be at the counter if everybody takes the whole share from now on.
    public let projectedAt: Timestamp
    /// Working minutes until the promise, by the calendar of the office in charge; negative once it is past.
    public let workingMinutesLeft: Int
    /// The last working moment on which an apology is in time (LAT-01).
    public let apologiseBy: Timestamp
    /// The steps under way whose own time can still be told, with the working minutes left of each by its body's
    /// calendar; negative once past.
    public let steps: [(progress: BranchProgress, workingMinutesLeft: Int)]
    /// Questions that nobody answered in time (RTE-06).
    public let silent: [Consultation]
}

extension DossierService {
    /// A page of what will be late, by body: for an agency the dossiers that wait for it, nearest due date first; for
    /// an office those that it looks after (RTE-05) and whose result isn't back yet.
    ///
    /// Pages follow the list that is looked through, so that one may hold fewer rows than asked for; the last has no
    /// cursor. Throws ``ServiceError/notFound`` for a body that isn't the actor's own, but for an administrator's.
    public func lateness(
        of body: Body, after cursor: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<LatenessOutlook> {
        try requireAccess(to: body, by: actor, for: .reading)
        let page: Page<DossierState>
        switch body {
        case .office(let office):
            page = try pending(at: office, after: cursor, limit: limit, for: actor, reader: reader)
        case .agency:
            var filter = WorkFilter(body: body, limit: limit)
            filter.after = cursor
            page = try waiting(matching: filter, for: actor, reader: reader)
        }
        let instant = now()
        return Page(elements: page.elements.compactMap { outlook(of: $0, at: instant) }, next: page.next)
    }

    /// The offices whose dossiers that office may have to look after: itself, and those that have ceased, which it may
    /// have taken over from (RTE-05).
    public func offices(lookedAfterBy office: OfficeID) -> [OfficeID] {
        let today = now().date
        let former = Set(catalogue.document.offices.map(\.id)).filter { catalogue.office($0, on: today) == nil }
        return [office] + former.subtracting([office]).sorted()
    }

    /// A page of the dossiers that an office looks after and whose result isn't back yet, its own first.
    ///
    /// A cursor among those it took over names the office that had received them.
    private func pending(
        at office: OfficeID, after cursor: String?, limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<DossierState> {
        let parts = (cursor ?? "").split(separator: "!", maxSplits: 1, omittingEmptySubsequences: false)
        var left = offices(lookedAfterBy: office)[...]
        var after = cursor
        if parts.count == 2 {
            left = left.drop { $0.text != parts[0] }
            after = parts[1].isEmpty ? nil : String(parts[1])
        }
        guard !left.isEmpty else { throw .store(.invalidCursor) }
        while let receiving = left.popFirst() {
            var filter = DossierFilter(limit: limit)
            filter.office = receiving
            filter.isPending = true
            filter.after = after
            after = nil
            let page = try dossiers(matching: filter, for: actor, reader: reader)
            let mine = page.elements.filter { $0.officeInCharge == office }
            var next = page.next
            if receiving != office { next = next.map { "\(receiving)!\($0)" } }
            next = next ?? left.first.map { "\($0)!" }
            if !mine.isEmpty || page.next != nil || next == nil { return Page(elements: mine, next: next) }
        }
        return Page(elements: [], next: nil)
    }

    /// The dossiers of a page of work, each once.
    private func waiting(
        matching filter: WorkFilter, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<DossierState> {
        let work = try work(matching: filter, for: actor, reader: reader)
        var states: [DossierState] = []
        for item in work.elements where !states.contains(where: { $0.id == item.dossier }) {
            states.append(try dossier(item.dossier, for: actor, reader: reader))
        }
        return Page(elements: states, next: work.next)
    }

    /// `nil` where it isn't expected to be late.
    private func outlook(of state: DossierState, at instant: Timestamp) -> LatenessOutlook? {
        let catalogue = self.catalogue
        guard let dueAt = state.reception?.dueAt,
            let projectedAt = catalogue.projectedReturn(of: state, at: instant), projectedAt > dueAt
        else { return nil }
        let calendar = catalogue.calendar(of: state.officeInCharge, on: instant.date)
        let steps = state.branches.compactMap { progress -> (progress: BranchProgress, workingMinutesLeft: Int)? in
            guard let due = progress.dueAt else { return nil }
            let own = catalogue.calendar(of: progress.holder, on: instant.date)
            return (progress, own.signedWorkingMinutes(from: instant, to: due))
        }
        return LatenessOutlook(
            state: state, dueAt: dueAt, projectedAt: projectedAt,
            workingMinutesLeft: calendar.signedWorkingMinutes(from: instant, to: dueAt),
            apologiseBy: calendar.lastApology(before: dueAt), steps: steps,
            silent: state.consultations.filter { $0.dueAt < instant })
    }
}

extension WorkingCalendar {
    /// Minutes of work between two instants; negative where the second lies before the first.
    fileprivate func signedWorkingMinutes(from start: Timestamp, to end: Timestamp) -> Int {
        workingMinutes(from: start, to: end) - workingMinutes(from: end, to: start)
    }
}
