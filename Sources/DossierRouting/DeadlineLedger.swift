import DossierDomain

/// Where the time of a dossier went: every minute between reception and return belongs to exactly one
/// holder on the main line, which follows the lead, and on each side branch while it runs (TIM-05).
public struct DeadlineLedger: Sendable {
    /// A stretch of time with one holder.
    public struct Segment: Hashable, Sendable {
        /// The side branch; `nil` on the main line.
        public let branch: BranchID?
        /// Who held it: an office, an agency, or the carrier that had it.
        public let holder: Custodian
        /// When it began.
        public let from: Timestamp
        /// When it ended, or the instant of asking where it goes on.
        public let to: Timestamp
        /// Minutes of work in it, by the holder's calendar (a carrier's by the receiving office's).
        public let workingMinutes: Int
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
        /// When it was completed; `nil` while it goes on.
        public var completedAt: Timestamp?

        /// Early, on time or late; `nil` while it goes on in time.
        public func punctuality(at now: Timestamp) -> Punctuality? {
            if let completedAt { return Punctuality(doneAt: completedAt, dueAt: dueAt) }
            return now > dueAt ? .late : nil
        }
    }

    /// When it was received.
    public let receivedAt: Timestamp
    /// What form 01 promised, with what moved the date.
    public let deadline: Deadline
    /// When it is due now.
    public let dueAt: Timestamp
    /// The end of the last segment: the handing over, or the instant of asking.
    public let until: Timestamp
    /// Whether the citizen has the result.
    public let isClosed: Bool
    /// Early, on time or late for the whole; `nil` while it goes on in time.
    public let punctuality: Punctuality?
    /// The main line, in order; its segments partition the elapsed time exactly.
    public let mainLine: [Segment]
    /// The side branches, in order.
    public let sideLines: [Segment]
    /// The agencies' steps, in order of receipt.
    public let steps: [StepAccount]
}

extension Catalogue {
    /// Reads the ledger from a received dossier's events; `nil` for a submission.
    ///
    /// `now` ends the segment that goes on.
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
        let until = state.handedOverAt ?? max(now, state.lastOccurredAt)
        bookkeeping.close(at: until)
        let officeCalendar = calendar(of: state.office, on: reception.receivedAt.date)
        func segments(_ open: [LedgerBookkeeping.Stretch]) -> [DeadlineLedger.Segment] {
            open.map { stretch in
                let calendar: WorkingCalendar
                if case .body(let body) = stretch.holder {
                    calendar = self.calendar(of: body, on: stretch.from.date)
                } else {
                    calendar = officeCalendar
                }
                let to = stretch.to ?? until
                return DeadlineLedger.Segment(
                    branch: stretch.branch, holder: stretch.holder, from: stretch.from, to: to,
                    workingMinutes: calendar.workingMinutes(from: stretch.from, to: to))
            }
        }
        let punctuality =
            state.readyAt.map { Punctuality(doneAt: $0, dueAt: reception.dueAt) }
            ?? (until > reception.dueAt ? .late : nil)
        return DeadlineLedger(
            receivedAt: reception.receivedAt,
            deadline: statutoryDeadline(of: procedure, at: state.office, countedFrom: reception.receivedAt),
            dueAt: reception.dueAt, until: until, isClosed: state.handedOverAt != nil, punctuality: punctuality,
            mainLine: segments(bookkeeping.mainLine), sideLines: segments(bookkeeping.sideLines),
            steps: bookkeeping.steps)
    }
}

/// Collects stretches of time while events are folded.
private struct LedgerBookkeeping {
    struct Stretch {
        let branch: BranchID?
        let holder: Custodian
        let from: Timestamp
        var to: Timestamp?
    }

    let catalogue: Catalogue
    var mainLine: [Stretch] = []
    var sideLines: [Stretch] = []
    var steps: [DeadlineLedger.StepAccount] = []

    mutating func note(
        _ event: DossierEvent, before: DossierState?, after: DossierState, at instant: Timestamp
    ) {
        guard after.reception != nil else { return }
        if after.status == .handedOver {
            close(at: instant)
        } else {
            extend(&mainLine, branch: nil, holder: after.mainLineHolder, at: instant)
            noteSideLines(of: after, at: instant)
        }
        noteStep(event, before: before, after: after, at: instant)
    }

    mutating func close(at instant: Timestamp) {
        for index in mainLine.indices where mainLine[index].to == nil { mainLine[index].to = instant }
        for index in sideLines.indices where sideLines[index].to == nil { sideLines[index].to = instant }
    }

    private mutating func noteSideLines(of state: DossierState, at instant: Timestamp) {
        let running = state.branches.filter { $0.branch != state.lead && $0.status != .completed }
        for index in sideLines.indices where sideLines[index].to == nil {
            if !running.contains(where: { $0.branch == sideLines[index].branch }) { sideLines[index].to = instant }
        }
        for branch in running {
            extend(&sideLines, branch: branch.branch, holder: state.holder(of: branch), at: instant)
        }
    }

    /// Begins a new stretch where the holder changes, and ends the one before at the same instant.
    private func extend(
        _ line: inout [Stretch], branch: BranchID?, holder: Custodian, at instant: Timestamp
    ) {
        if let index = line.lastIndex(where: { $0.branch == branch && $0.to == nil }) {
            if line[index].holder == holder { return }
            line[index].to = instant
        }
        line.append(Stretch(branch: branch, holder: holder, from: instant))
    }

    private mutating func noteStep(
        _ event: DossierEvent, before: DossierState?, after: DossierState, at instant: Timestamp
    ) {
        switch event {
        case .handoverAcknowledged(let acknowledged):
            guard let open = before?.openHandovers.first(where: { $0.handover.id == acknowledged.handover }),
                let branch = open.handover.branch, let step = open.handover.step,
                case .agency(let agency) = open.handover.to, let dueAt = acknowledged.dueAt
            else { return }
            begin(step, of: branch, at: agency, dueAt: dueAt, state: after, instant: instant)
        case .stepStarted(let started):
            begin(
                started.step, of: started.branch, at: started.agency, dueAt: started.dueAt, state: after,
                instant: instant)
        case .stepCompleted(let completed):
            guard let index = steps.lastIndex(where: { $0.step == completed.step && $0.completedAt == nil })
            else { return }
            steps[index].completedAt = instant
        case .submitted, .supplementRequested, .supplemented, .received, .receptionConfirmed, .stageEntered,
            .handoverOffered, .handoverDispatched, .handoverReturned, .decided, .resultHandedOver, .deadlineMoved,
            .consultationRequested, .consultationAnswered, .consultationSilent, .stepSentBack, .planFlagged,
            .replanned, .latenessForeseen:
            return
        }
    }

    private mutating func begin(
        _ step: StepID, of branch: BranchID, at agency: AgencyID, dueAt: Timestamp, state: DossierState,
        instant: Timestamp
    ) {
        guard let route = state.reception.flatMap({ catalogue.route($0.route) }), let share = route.step(step)?.share
        else { return }
        let calendar = catalogue.calendar(of: .agency(agency), on: instant.date)
        steps.append(
            DeadlineLedger.StepAccount(
                branch: branch, step: step, agency: agency, receivedAt: instant,
                deadline: share.deadline(from: instant, calendar: calendar), dueAt: dueAt))
    }
}

extension DossierState {
    /// Who holds the main line: the lead's holder, or the carrier that has the lead's handover (HND-01).
    public var mainLineHolder: Custodian {
        if let leading = branches.first(where: { $0.branch == lead }) { return holder(of: leading) }
        return carrier(ofBranch: nil) ?? .body(holder)
    }

    /// Who holds a branch: its holder, or the carrier that has its handover.
    func holder(of branch: BranchProgress) -> Custodian {
        carrier(ofBranch: branch.branch) ?? .body(branch.holder)
    }

    private func carrier(ofBranch branch: BranchID?) -> Custodian? {
        openHandovers.first { $0.handover.branch == branch && $0.dispatchedAt != nil }?.carriage
            .map { .carrier($0.carrier) }
    }
}
