import DossierDomain

extension Deliberation {
    /// How many working days after reception a supplement is asked for at the latest (NĐ61/2018 Article 19.4).
    static var supplementWorkingDays: Int { 3 }

    /// Asks for papers through the one-stop office, once; the dossier goes back to it with the request (SUP-01).
    mutating func askSupplement(_ ask: DossierCommand.AskSupplement) throws(CommandRejection) {
        let progress = try held(ask.assignment, for: .askSupplement)
        if let earlier = state.handlingSupplement { throw .supplementAlreadyAsked(earlier.askedAt) }
        guard !ask.missing.isEmpty else { throw .supplementEmpty }
        try requireListed(ask.missing.map(\.document), in: pinnedProcedure())
        emit(
            .supplementAsked(
                .init(
                    assignment: ask.assignment, branch: progress.branch, step: progress.step, missing: ask.missing,
                    guidance: ask.guidance, breach: isPastSupplementLimit ? .supplementAskedLate : nil)))
        let isLead = progress.branch == state.lead
        let handover = Handover(
            id: HandoverID("\(state.id).\(state.version + 1)"), purpose: .supplement, branch: progress.branch,
            step: progress.step, from: progress.holder, to: .office(state.officeInCharge), carriesPaper: isLead,
            monitor: nil)
        offer(handover, with: isLead ? ask.carriage : nil)
    }

    /// Whether form 02 comes later than the law wants it: three working days after reception, or as sector law says.
    private var isPastSupplementLimit: Bool {
        let days = pinnedProcedure().supplementWorkingDays ?? Self.supplementWorkingDays
        return occurredAt
            > TimeAllowance(.workingDays(days)).deadline(from: reception().receivedAt, calendar: officeCalendar())
            .dueAt
    }

    /// Gives the agency's form 02 to the citizen, who has the dossier from now on (SUP-01).
    mutating func issueSupplementRequest() throws(CommandRejection) {
        try require(.act(.issueSupplementRequest))
        guard let supplement = state.handlingSupplement,
            state.branches.contains(where: { $0.branch == supplement.branch && $0.status == .toRequest })
        else { throw .noSupplementToIssue }
        let askedLate = state.registers?.breaches.contains { $0.breach == .supplementAskedLate } == true
        emit(
            .supplementRequested(
                .init(
                    missing: supplement.missing, guidance: supplement.guidance,
                    breach: isPastSupplementLimit && !askedLate ? .supplementIssuedLate : nil)))
    }

    /// Counts the time limit from the beginning, now that everything is there (SUP-02).
    mutating func resetTimeLimit() {
        let calendar = officeCalendar()
        let route = pinnedRoute()
        let steps = state.branches.compactMap { branch -> DossierEvent.DeadlineMoved.Step? in
            guard branch.status == .held, let share = route.step(branch.step)?.share else { return nil }
            let due = share.deadline(from: occurredAt, calendar: catalogue.calendar(of: branch.holder, on: date)).dueAt
            return .init(branch: branch.branch, dueAt: due)
        }
        emit(
            .timeLimitReset(
                .init(
                    dueAt: catalogue.promise(
                        of: pinnedProcedure(), along: route, for: state, countedFrom: occurredAt),
                    passOnBy: calendar.passOnDeadline(from: occurredAt), steps: steps)))
    }

    /// Apologises for being late; the first time with a new appointment, which is the only one (LAT-01, LAT-02).
    mutating func apologise(_ apology: DossierCommand.Apologise) throws(CommandRejection) {
        let reception = reception()
        try require(.act(.apologise))
        var dueAt: Timestamp?
        if let earlier = reception.rescheduledAt {
            guard apology.newDueOn == nil else { throw .alreadyRescheduled(earlier) }
        } else {
            guard let day = apology.newDueOn else { throw .newDateMissing }
            let calendar = officeCalendar()
            let appointed = calendar.closing(of: calendar.workingDay(onOrAfter: day))
            let present = max(reception.dueAt, occurredAt)
            guard appointed > present else { throw .newDateNotLater(present) }
            dueAt = appointed
        }
        let isLate = state.apologyDueOn.map { occurredAt.date > $0 } == true
        emit(
            .rescheduled(
                .init(
                    by: actingBody, reason: apology.reason, signer: apology.signer, dueAt: dueAt,
                    breach: isLate ? .apologyLate : nil)))
    }
}
