import DossierDomain

extension Deliberation {
    /// Moves due dates that are not yet past to where the calendar in force puts them (TIM-01).
    ///
    /// The promise of form 01 stays on record as the first due date; a date that is past stays as it is, because
    /// nobody can meet it any more. Rejected where nothing moves, so that the event says which dates did.
    mutating func applyCalendar() throws(CommandRejection) {
        try require(.act(.applyCalendar))
        guard let reception = state.reception, let procedure = catalogue.procedure(state.procedure) else {
            preconditionFailure("a received dossier's procedure version is no longer configured")
        }
        let route = pinnedRoute()
        let promise = catalogue.promise(
            of: procedure, along: route, for: state, countedFrom: reception.countedFrom ?? reception.receivedAt)
        // A new appointment is a day that was promised by name: no calendar moves it.
        let dueAt =
            reception.dueAt > occurredAt && reception.lawfulDueAt == nil ? promise : reception.dueAt
        let steps = state.branches.compactMap { branch -> DossierEvent.DeadlineMoved.Step? in
            guard branch.status == .held, let heldSince = branch.heldSince, let current = branch.dueAt,
                current > occurredAt, let share = route.step(branch.step)?.share
            else { return nil }
            let calendar = catalogue.calendar(of: branch.holder, on: heldSince.date)
            let moved = share.deadline(from: heldSince, calendar: calendar).dueAt
            return moved == current ? nil : .init(branch: branch.branch, dueAt: moved)
        }
        guard dueAt != reception.dueAt || !steps.isEmpty else { throw .deadlinesStand }
        emit(.deadlineMoved(.init(dueAt: dueAt, steps: steps)))
    }
}

extension Catalogue {
    /// What form 01 promises for a dossier that counts from that instant, by the procedure's appointment policy
    /// (CAT-03, TIM-04). Where the chain can't be resolved any more, it stays with the statutory limit.
    public func promise(
        of procedure: Procedure, along route: Route, for state: DossierState, countedFrom: Timestamp
    ) -> Timestamp {
        let statutory = statutoryDeadline(of: procedure, at: state.office, countedFrom: countedFrom).dueAt
        guard procedure.options?.appointment == .chain, let office = office(state.office, on: countedFrom.date)
        else { return statutory }
        do {
            return try itinerary(
                of: procedure, along: route, from: office, applicantUnit: state.applicantUnit,
                receivedAt: countedFrom, returnOffice: state.reception?.returnOffice
            ).promisedAt
        } catch {
            return statutory
        }
    }
}
