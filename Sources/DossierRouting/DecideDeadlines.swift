import DossierDomain

extension Deliberation {
    /// Moves due dates that are not yet past to where the calendar in force puts them (TIM-01).
    ///
    /// The promise of form 01 stays on record as the first due date; a date that is past stays as it is, because
    /// nobody can meet it any more. Rejected where nothing moves, so that the event says which dates did.
    mutating func applyCalendar() throws(CommandRejection) {
        try require(actor.role == .administrator, .applyCalendarByAdministrator)
        guard let reception = state.reception, let procedure = catalogue.procedure(state.procedure) else {
            preconditionFailure("a received dossier's procedure version is no longer configured")
        }
        let receivedAt = reception.receivedAt
        let whole = procedure.timeLimit.deadline(
            from: receivedAt, calendar: catalogue.calendar(of: state.office, on: receivedAt.date))
        let dueAt = reception.dueAt > occurredAt ? whole.dueAt : reception.dueAt
        let route = pinnedRoute()
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
