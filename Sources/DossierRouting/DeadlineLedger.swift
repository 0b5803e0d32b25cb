import DossierDomain

/// Where the time of a dossier went: every minute between reception and return belongs to exactly one
/// holder on the main line, which follows the lead, and on each side branch while it runs (TIM-05).
public struct DeadlineLedger: Sendable {
    /// What the holder of a stretch of time is at.
    public enum Activity: String, Sendable, CaseIterable {
        /// The dossier waits to be passed on.
        case passingOn
        /// It is offered, and stays with the sender until it is acknowledged (HND-01).
        case handingOver
        /// A carrier has it.
        case carrying
        /// An agency works on a step.
        case handling
        /// The lead's branch has ended and waits for the others.
        case waitingForBranches
        /// The citizen is to bring what was asked for.
        case supplementing
        /// Another agency is asked; the clock of whoever asks runs on.
        case consulting
        /// The result lies at the counter for the citizen.
        case keeping
    }

    /// A stretch of time with one holder.
    public struct Segment: Hashable, Sendable {
        /// The side branch; `nil` on the main line.
        public let branch: BranchID?
        /// Who held it: an office, an agency, the carrier that had it, or the applicant.
        public let holder: Custodian
        /// What the holder was at.
        public let activity: Activity
        /// The step it concerns.
        public let step: StepID?
        /// When it began.
        public let from: Timestamp
        /// When it ended, or the instant of asking where it goes on.
        public let to: Timestamp
        /// Whether it goes on.
        public let isOpen: Bool
        /// Minutes of work in it, by the holder's calendar (a carrier's and an applicant's by the receiving office's).
        public let workingMinutes: Int
        /// The holder's share of the time, where it has one.
        public let share: TimeAllowance?
        /// When it was to end, with the rules and holidays that moved that date; `nil` where nothing limits it.
        public let deadline: Deadline?

        /// Early, on time or late; `nil` where nothing limits it, and while it goes on in time.
        public var punctuality: Punctuality? {
            guard let deadline else { return nil }
            if isOpen { return to > deadline.dueAt ? .late : nil }
            return Punctuality(doneAt: to, dueAt: deadline.dueAt)
        }
    }

    /// One agency's step, judged from its own receipt (TIM-08).
    public struct StepAccount: Hashable, Sendable {
        /// The branch.
        public let branch: BranchID
        /// The step.
        public let step: StepID
        /// The agency.
        public let agency: AgencyID
        /// When the agency received it.
        public let receivedAt: Timestamp
        /// Its share of the time, with what moved the date.
        public let deadline: Deadline
        /// When it was due.
        public let dueAt: Timestamp
        /// When it was completed, or taken from the agency; `nil` while it goes on.
        public var completedAt: Timestamp?

        /// Early, on time or late; `nil` while it goes on in time.
        public func punctuality(at now: Timestamp) -> Punctuality? {
            if let completedAt { return Punctuality(doneAt: completedAt, dueAt: dueAt) }
            return now > dueAt ? .late : nil
        }
    }

    /// What would come of it from the instant of asking on.
    public struct Projection: Hashable, Sendable {
        /// When the result would be at the counter if everybody takes the whole share.
        public let withWholeShares: Timestamp
        /// When it would be there if whoever has it now answers at once and the others take the whole share.
        public let ifAnsweredNow: Timestamp
        /// What form 01's date would become if the applicant answered at once; `nil` where nothing is asked of them.
        public let dueIfSupplementedNow: Timestamp?
    }

    /// When it was received.
    public let receivedAt: Timestamp
    /// What form 01 promised, with what moved the date.
    public let deadline: Deadline
    /// When it is due now.
    public let dueAt: Timestamp
    /// The end of the last segment: the handing over, or the instant of asking.
    public let until: Timestamp
    /// Whether it is over: the citizen has the result, or what there was to give back.
    public let isClosed: Bool
    /// Early, on time or late for the whole; `nil` while it goes on in time.
    public let punctuality: Punctuality?
    /// The main line, in order; its segments partition the elapsed time exactly.
    public let mainLine: [Segment]
    /// The side branches, in order; those of one branch partition the time in which it ran.
    public let sideLines: [Segment]
    /// Questions to other agencies, in order; they lie within the time of whoever asked.
    public let consultations: [Segment]
    /// The agencies' steps, in order of receipt.
    public let steps: [StepAccount]
    /// What would come of it; `nil` once the result lies at the counter.
    public let projection: Projection?
}

extension Catalogue {
    /// Reads the ledger from a received dossier's events; `nil` for a submission.
    ///
    /// `now` ends the segments that go on.
    public func ledger(of events: [RecordedEvent], now: Timestamp) -> DeadlineLedger? {
        var bookkeeping = LedgerBookkeeping(catalogue: self)
        var state: DossierState?
        for recorded in events {
            let next = evolve(
                state, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
            bookkeeping.note(recorded.event, before: state, after: next, at: recorded.occurredAt)
            state = next
        }
        guard let state, let reception = state.reception, let procedure = procedure(state.procedure) else {
            return nil
        }
        let until = bookkeeping.closedAt ?? max(now, state.lastOccurredAt)
        let office = state.office
        func segments(_ stretches: [LedgerStretch]) -> [DeadlineLedger.Segment] {
            stretches.map { segment(of: $0, until: until, receivedAt: office) }
        }
        let punctuality =
            state.readyAt.map { Punctuality(doneAt: $0, dueAt: reception.dueAt) }
            ?? (state.isLate(at: until) ? .late : nil)
        return DeadlineLedger(
            receivedAt: reception.receivedAt,
            deadline: statutoryDeadline(
                of: procedure, at: state.office, countedFrom: reception.countedFrom ?? reception.receivedAt),
            dueAt: reception.dueAt, until: until, isClosed: bookkeeping.closedAt != nil, punctuality: punctuality,
            mainLine: segments(bookkeeping.mainLine), sideLines: segments(bookkeeping.sideLines),
            consultations: segments(bookkeeping.consultations), steps: bookkeeping.steps,
            projection: bookkeeping.closedAt == nil ? projection(of: state, procedure: procedure, at: until) : nil)
    }

    private func segment(
        of stretch: LedgerStretch, until: Timestamp, receivedAt office: OfficeID
    ) -> DeadlineLedger.Segment {
        let calendar: WorkingCalendar
        if case .body(let body) = stretch.posture.holder {
            calendar = self.calendar(of: body, on: stretch.from.date)
        } else {
            calendar = self.calendar(of: office, on: stretch.from.date)
        }
        let to = stretch.to ?? until
        return DeadlineLedger.Segment(
            branch: stretch.branch, holder: stretch.posture.holder, activity: stretch.posture.activity,
            step: stretch.posture.step, from: stretch.from, to: to, isOpen: stretch.to == nil,
            workingMinutes: calendar.workingMinutes(from: stretch.from, to: to), share: stretch.share,
            deadline: stretch.deadline)
    }

    private func projection(
        of state: DossierState, procedure: Procedure, at now: Timestamp
    ) -> DeadlineLedger.Projection? {
        guard let reception = state.reception, let route = route(reception.route),
            let whole = projectedReturn(of: state, at: now),
            let answered = projectedReturn(of: state, at: now, answeredNow: true)
        else { return nil }
        return DeadlineLedger.Projection(
            withWholeShares: whole, ifAnsweredNow: answered,
            dueIfSupplementedNow: state.waitsForApplicant
                ? promise(of: procedure, along: route, for: state, countedFrom: now) : nil)
    }
}
