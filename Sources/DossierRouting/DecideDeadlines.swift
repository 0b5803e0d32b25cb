import DossierDomain

extension Deliberation {
    /// Moves due dates that are not yet past to where the calendar in force puts them (TIM-01).
    ///
    /// The promise of form 01 stays on record as the first due date; a date that is past stays as it is, because
    /// nobody can meet it any more. Rejected where nothing moves, so that the event says which dates did.
    mutating func applyCalendar() throws(CommandRejection) {
        try require(.act(.applyCalendar))
        guard let moved = catalogue.movedDeadlines(of: state, at: occurredAt) else { throw .deadlinesStand }
        emit(.deadlineMoved(moved))
    }
}

extension Catalogue {
    /// Where this configuration's calendars put the due dates of a received dossier that aren't past at that instant
    /// (TIM-01); `nil` where none of them moves, and for a submission.
    public func movedDeadlines(of state: DossierState, at instant: Timestamp) -> DossierEvent.DeadlineMoved? {
        guard let reception = state.reception else { return nil }
        guard let procedure = procedure(state.procedure), let route = route(reception.route) else {
            preconditionFailure("a received dossier's procedure or route version is no longer configured")
        }
        // A new appointment is a day that was promised by name: no calendar moves it.
        let isOpen = reception.dueAt > instant && reception.lawfulDueAt == nil
        let dueAt =
            isOpen
            ? promise(
                of: procedure, along: route, for: state, countedFrom: reception.countedFrom ?? reception.receivedAt)
            : reception.dueAt
        let steps = state.branches.compactMap { branch -> DossierEvent.DeadlineMoved.Step? in
            guard branch.status == .held, let heldSince = branch.heldSince, let current = branch.dueAt,
                current > instant, let share = route.step(branch.step)?.share
            else { return nil }
            let calendar = calendar(of: branch.holder, on: heldSince.date)
            let moved = share.deadline(from: heldSince, calendar: calendar).dueAt
            return moved == current ? nil : .init(branch: branch.branch, dueAt: moved)
        }
        guard dueAt != reception.dueAt || !steps.isEmpty else { return nil }
        return DossierEvent.DeadlineMoved(dueAt: dueAt, steps: steps)
    }

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
