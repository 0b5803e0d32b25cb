import DossierDomain

/// Who holds a line of the ledger, and at what.
struct LedgerPosture: Hashable {
    let holder: Custodian
    let activity: DeadlineLedger.Activity
    let step: StepID?
    /// Which piece of work or handover; another one begins another stretch.
    let occasion: String?
}

/// A stretch of time in the making.
struct LedgerStretch {
    let branch: BranchID?
    let posture: LedgerPosture
    let from: Timestamp
    var to: Timestamp?
    var share: TimeAllowance?
    var deadline: Deadline?
}

/// Collects stretches of time while events are folded (TIM-05).
struct LedgerBookkeeping {
    let catalogue: Catalogue
    var mainLine: [LedgerStretch] = []
    var sideLines: [LedgerStretch] = []
    var consultations: [LedgerStretch] = []
    var steps: [DeadlineLedger.StepAccount] = []
    private(set) var closedAt: Timestamp?

    init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    mutating func note(
        _ event: DossierEvent, before: DossierState?, after: DossierState, at instant: Timestamp
    ) {
        guard after.reception != nil else { return }
        // A corrected result opens the ledger again; in between the citizen had the wrong one.
        if case .decisionReplaced = event, let handedOverAt = before?.handedOverAt {
            closedAt = nil
            guard handedOverAt < instant else {
                return extend(\.mainLine, branch: nil, posture: after.mainLinePosture, state: after, at: instant)
            }
            let posture = LedgerPosture(holder: .applicant, activity: .keeping, step: nil, occasion: nil)
            mainLine.append(LedgerStretch(branch: nil, posture: posture, from: handedOverAt, to: instant))
        }
        if after.isOver {
            close(at: instant)
        } else {
            extend(\.mainLine, branch: nil, posture: after.mainLinePosture, state: after, at: instant)
            noteSideLines(of: after, at: instant)
            noteConsultations(of: after, at: instant)
        }
        noteSteps(before: before, after: after, at: instant)
    }

    private mutating func close(at instant: Timestamp) {
        guard closedAt == nil else { return }
        closedAt = instant
        for index in mainLine.indices where mainLine[index].to == nil { mainLine[index].to = instant }
        for index in sideLines.indices where sideLines[index].to == nil { sideLines[index].to = instant }
        for index in consultations.indices where consultations[index].to == nil { consultations[index].to = instant }
    }

    private mutating func noteSideLines(of state: DossierState, at instant: Timestamp) {
        let running = state.branches.filter { $0.branch != state.lead && $0.status != .completed }
        for index in sideLines.indices where sideLines[index].to == nil {
            if !running.contains(where: { $0.branch == sideLines[index].branch }) { sideLines[index].to = instant }
        }
        sideLines.removeAll { $0.from == $0.to }
        for branch in running {
            extend(
                \.sideLines, branch: branch.branch, posture: state.posture(of: branch), state: state, at: instant)
        }
    }

    private mutating func noteConsultations(of state: DossierState, at instant: Timestamp) {
        for index in consultations.indices where consultations[index].to == nil {
            let occasion = consultations[index].posture.occasion
            if !state.consultations.contains(where: { $0.id.text == occasion }) { consultations[index].to = instant }
        }
        for asked in state.consultations
        where !consultations.contains(where: { $0.posture.occasion == asked.id.text }) {
            let posture = LedgerPosture(
                holder: .body(.agency(asked.asked)), activity: .consulting, step: asked.step, occasion: asked.id.text)
            var stretch = LedgerStretch(branch: asked.branch, posture: posture, from: instant)
            stretch.deadline = Deadline(dueAt: asked.dueAt, reasons: [])
            consultations.append(stretch)
        }
    }

    /// Begins a new stretch where the holder or the work changes, and ends the one before at the same instant.
    private mutating func extend(
        _ line: WritableKeyPath<LedgerBookkeeping, [LedgerStretch]>, branch: BranchID?, posture: LedgerPosture,
        state: DossierState, at instant: Timestamp
    ) {
        if let index = self[keyPath: line].lastIndex(where: { $0.branch == branch && $0.to == nil }) {
            let open = self[keyPath: line][index]
            if open.posture == posture {
                // What a calendar moved is told as it is now; the first date is that of form 01.
                if let dueAt = due(of: posture, branch: branch ?? state.lead, in: state), dueAt != open.deadline?.dueAt
                {
                    self[keyPath: line][index].deadline = deadline(
                        of: posture, dueAt: dueAt, from: open.from, in: state)
                }
                return
            }
            // What began and ended at one instant took nobody's time.
            if open.from == instant {
                self[keyPath: line].remove(at: index)
            } else {
                self[keyPath: line][index].to = instant
            }
        }
        var stretch = LedgerStretch(branch: branch, posture: posture, from: instant)
        if posture.activity == .handling { stretch.share = share(of: posture.step, in: state) }
        stretch.deadline = due(of: posture, branch: branch ?? state.lead, in: state)
            .map { deadline(of: posture, dueAt: $0, from: instant, in: state) }
        self[keyPath: line].append(stretch)
    }

    private func share(of step: StepID?, in state: DossierState) -> TimeAllowance? {
        guard let step, let route = state.reception.flatMap({ catalogue.route($0.route) }) else { return nil }
        return route.step(step)?.share
    }

    private func due(of posture: LedgerPosture, branch: BranchID?, in state: DossierState) -> Timestamp? {
        switch posture.activity {
        case .handling: state.branches.first { $0.branch == branch }?.dueAt
        case .carrying: state.openHandovers.first { $0.handover.id.text == posture.occasion }?.carriage?.arriveBy
        case .passingOn: state.passesOn(from: posture.holder) ? state.reception?.passOnBy : nil
        case .handingOver, .waitingForBranches, .supplementing, .consulting, .keeping: nil
        }
    }

    /// The due date with the rules and days that moved it there, as far as they explain that very date.
    private func deadline(
        of posture: LedgerPosture, dueAt: Timestamp, from: Timestamp, in state: DossierState
    ) -> Deadline {
        var reasons: [Deadline.Reason] = []
        if case .body(let body) = posture.holder {
            let calendar = catalogue.calendar(of: body, on: from.date)
            if posture.activity == .handling, let share = share(of: posture.step, in: state) {
                let since = state.branches.first { $0.step == posture.step }?.heldSince ?? from
                let computed = share.deadline(from: since, calendar: calendar)
                if computed.dueAt == dueAt { reasons = computed.reasons }
            } else if posture.activity == .passingOn, calendar.passOnDeadline(from: from) == dueAt {
                reasons = calendar.passOnReasons(from: from)
            }
        } else if posture.activity == .carrying {
            let calendar = catalogue.calendar(of: state.officeInCharge, on: from.date)
            var day = from.date.adding(days: 1)
            while day < dueAt.date {
                if !calendar.isWorking(day) { reasons.append(.skipped(day, calendar.day(day))) }
                day = day.adding(days: 1)
            }
        }
        return Deadline(dueAt: dueAt, reasons: reasons)
    }

    /// Opens an account for work that is held now and wasn't before, and ends one whose work isn't held any more.
    private mutating func noteSteps(before: DossierState?, after: DossierState, at instant: Timestamp) {
        let held = after.branches.filter { $0.status == .held }
        for branch in before?.branches ?? [] where branch.status == .held {
            guard !held.contains(where: { $0.assignment == branch.assignment }),
                let index = steps.lastIndex(where: { $0.step == branch.step && $0.completedAt == nil })
            else { continue }
            steps[index].completedAt = instant
        }
        for branch in held {
            guard before?.branches.contains(where: { $0.assignment == branch.assignment }) != true,
                case .agency(let agency) = branch.holder, let dueAt = branch.dueAt,
                let share = share(of: branch.step, in: after)
            else { continue }
            let since = branch.heldSince ?? instant
            let calendar = catalogue.calendar(of: .agency(agency), on: since.date)
            let account = DeadlineLedger.StepAccount(
                branch: branch.branch, step: branch.step, agency: agency, receivedAt: since,
                deadline: share.deadline(from: since, calendar: calendar), dueAt: dueAt)
            // What nobody took back goes on under its first receipt (RTE-06).
            if let index = steps.lastIndex(where: { $0.step == branch.step && $0.receivedAt == since }) {
                steps[index].completedAt = nil
            } else {
                steps.append(account)
            }
        }
    }
}

extension DossierState {
    /// Who holds the main line: the lead's holder, or the carrier that has the lead's handover (HND-01).
    public var mainLineHolder: Custodian { mainLinePosture.holder }

    /// Whether nothing is left to be done.
    var isOver: Bool { status == .handedOver || endedAt != nil }

    /// Whether the citizen is to bring something while the dossier waits.
    var waitsForApplicant: Bool { branches.contains { $0.status == .awaitingApplicant } }

    /// Whether that holder is the receiving office, which is to pass it on by a certain time (TIM-03).
    func passesOn(from holder: Custodian) -> Bool {
        status == .received || (reception?.countedFrom != nil && holder == .body(.office(officeInCharge)))
    }

    var mainLinePosture: LedgerPosture {
        if let leading = branches.first(where: { $0.branch == lead }) { return posture(of: leading) }
        if let open = openHandovers.first(where: { $0.handover.branch == nil }) { return posture(of: open) }
        if let delivery {
            return LedgerPosture(
                holder: .carrier(delivery.carriage.carrier), activity: .carrying, step: nil, occasion: nil)
        }
        return LedgerPosture(
            holder: .body(holder), activity: status == .readyToHandOver ? .keeping : .passingOn, step: nil,
            occasion: nil)
    }

    /// Who holds a branch, and at what.
    func posture(of branch: BranchProgress) -> LedgerPosture {
        switch branch.status {
        case .toOffer, .toRequest:
            return LedgerPosture(holder: .body(branch.holder), activity: .passingOn, step: branch.step, occasion: nil)
        case .awaitingApplicant:
            return LedgerPosture(holder: .applicant, activity: .supplementing, step: branch.step, occasion: nil)
        case .held:
            return LedgerPosture(
                holder: .body(branch.holder), activity: .handling, step: branch.step,
                occasion: branch.assignment?.text)
        case .completed:
            return LedgerPosture(
                holder: .body(branch.holder), activity: .waitingForBranches, step: branch.step, occasion: nil)
        case .offered:
            guard let open = openHandovers.first(where: { $0.handover.branch == branch.branch }) else {
                return LedgerPosture(
                    holder: .body(branch.holder), activity: .passingOn, step: branch.step, occasion: nil)
            }
            return posture(of: open)
        }
    }

    private func posture(of open: OpenHandover) -> LedgerPosture {
        let carrier = open.dispatchedAt == nil ? nil : open.carriage?.carrier
        return LedgerPosture(
            holder: carrier.map { .carrier($0) } ?? .body(open.handover.from),
            activity: carrier == nil ? .handingOver : .carrying, step: open.handover.step,
            occasion: open.handover.id.text)
    }
}
