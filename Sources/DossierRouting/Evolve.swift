import DossierDomain

/// The state after one more event: the only way a state comes about (AUD-02). Pure and total.
///
/// `id` names the dossier, `occurredAt` and `actor` are the event's own. An event that can't follow the
/// state is a broken invariant: such a record was never written by `decide`.
public func evolve(
    _ state: DossierState?, with event: DossierEvent, of id: DossierID, at occurredAt: Timestamp, by actor: Actor
) -> DossierState {
    guard var next = state else {
        guard case .submitted(let submitted) = event else {
            preconditionFailure("the first event of a dossier is its submission")
        }
        return DossierState(id: id, submitted: submitted, at: occurredAt)
    }
    next.apply(event, at: occurredAt, by: actor)
    next.version += 1
    if !event.isObservation { next.lastOccurredAt = occurredAt }
    return next
}

extension DossierState {
    /// What these events of one dossier, from its first on, add up to; `nil` where there are none.
    public init?(of events: some Sequence<RecordedEvent>) {
        var state: DossierState?
        for recorded in events {
            state = evolve(
                state, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
        }
        guard let state else { return nil }
        self = state
    }

    fileprivate mutating func apply(_ event: DossierEvent, at occurredAt: Timestamp, by actor: Actor) {
        switch event {
        case .submitted:
            preconditionFailure("a dossier is submitted once")
        case .supplementRequested(let request):
            requestSupplement(request, at: occurredAt)
        case .supplemented(let supplement):
            bring(supplement)
        case .received(let received):
            receive(received, at: occurredAt, by: actor)
        case .receptionConfirmed:
            reception?.confirmationAwaited = false
        case .stageEntered(let entered):
            stage = entered.stage
            lead = entered.lead
            holder = entered.holder
            branches = entered.branches.map {
                BranchProgress(branch: $0.branch, step: $0.step, status: .toOffer, holder: entered.holder)
            }
        case .handoverOffered(let offered):
            offer(offered, at: occurredAt)
        case .handoverDispatched(let dispatched):
            dispatch(dispatched, at: occurredAt)
        case .handoverAcknowledged(let acknowledged):
            acknowledge(acknowledged, at: occurredAt)
        case .handoverReturned(let returned):
            takeBack(returned.handover, at: occurredAt)
        case .stepStarted(let started):
            start(started, at: occurredAt)
        case .stepCompleted(let completed):
            complete(completed)
        case .decided(let decided):
            decide(decided, at: occurredAt)
        case .deadlineMoved(let moved):
            reception?.dueAt = moved.dueAt
            for step in moved.steps { updateBranch(step.branch) { $0.dueAt = step.dueAt } }
        case .consultationRequested(let requested):
            consultations.append(requested.consultation)
            join(.agency(requested.consultation.asked))
        case .consultationAnswered(let answered):
            consultations.removeAll { $0.id == answered.consultation }
        case .consultationSilent(let silent):
            for index in consultations.indices where consultations[index].id == silent.consultation {
                consultations[index].silenceReportedAt = occurredAt
            }
            join(.office(silent.reportedTo))
        case .stepSentBack(let sentBack):
            sendBack(sentBack, at: occurredAt)
        case .planFlagged(let flagged):
            flag(flagged)
        case .replanned(let replanned):
            replan(replanned)
        case .latenessForeseen(let foreseen):
            latenessForeseenFor = foreseen.dueAt
        case .resultHandedOver(let handedOver):
            status = .handedOver
            handedOverAt = occurredAt
            // What is over needs no plan any more.
            planProblems = []
            flaggedTo = nil
            delivery = nil
            giveBack(handedOver.originalsReturned)
            settleNotices([.earlyResult, .result, .undelivered, .lateness], at: occurredAt)
        case .handoverRecordSigned(let record):
            status = .submitted
            consignment?.recordSignedAt = occurredAt
            custodian = .body(.office(office))
            documents = documents.subtracting(record.missing)
        case .refusalProposed(let proposed):
            status = .refusalProposed
            counterRefusal = CounterRefusal(reason: proposed.reason, proposedBy: actor)
        case .receptionRefused(let refused):
            status = .receptionRefused
            counterRefusal = CounterRefusal(
                reason: refused.reason, proposedBy: counterRefusal?.proposedBy ?? actor, signer: refused.signer,
                number: refused.number)
            custodian = .applicant
        case .supplementAsked(let asked):
            askSupplement(asked, at: occurredAt)
        case .timeLimitReset(let reset):
            resetTimeLimit(reset, at: occurredAt)
        case .rescheduled(let rescheduled):
            reschedule(rescheduled, at: occurredAt)
        case .withdrawn:
            end(.withdrawn, at: occurredAt)
        case .stopped:
            end(.stopped, at: occurredAt)
            owe(.stop, at: occurredAt)
        case .papersGivenBack(let given):
            giveBack(given.originals)
            if endedAt != nil { custodian = .applicant }
        case .resultPosted(let posted): post(posted, at: occurredAt)
        case .deliveryFailed: delivery?.invitations.append(occurredAt)
        case .resultReturned(let returned): takeBackResult(returned, at: occurredAt)
        case .decisionReplaced(let replaced): replaceDecision(replaced, at: occurredAt)
        case .incidentReported(let incident): report(incident, at: occurredAt)
        case .paymentDemanded(let payment): demand(payment, at: occurredAt)
        case .feeCollected(let collected): collect(collected, at: occurredAt)
        case .noticeRecorded(let recorded): tryNotice(recorded, at: occurredAt)
        case .rated(let rated): rate(rated, at: occurredAt)
        case .complaintReceived(let complaint): complain(complaint, at: occurredAt)
        case .complaintAnswered(let answered): answerComplaint(answered, at: occurredAt)
        case .scanAttached(let attached): scans = (scans ?? []) + [attached.scan]
        case .personalDataErased: personalDataErasedAt = occurredAt
        // Its record is no dossier's.
        case .inspected: break
        // In records of their own, never in a dossier's.
        case .configurationChanged, .access: break
        }
    }

    private mutating func receive(
        _ received: DossierEvent.Received, at occurredAt: Timestamp, by actor: Actor
    ) {
        status = .received
        counterRefusal = nil
        procedure = received.procedure
        reception = Reception(
            number: received.number, receivedAt: occurredAt, agency: received.agency, route: received.route,
            firstDueAt: received.dueAt, dueAt: received.dueAt, passOnBy: received.passOnBy, receivedBy: actor,
            confirmationAwaited: received.confirmationRequired, slipIssued: received.slipIssued,
            returnOffice: received.returnOffice)
        join(.agency(received.agency))
        join(.office(received.returnOffice))
    }

    private mutating func offer(_ offered: DossierEvent.HandoverOffered, at occurredAt: Timestamp) {
        let handover = offered.handover
        var open = OpenHandover(
            handover: handover, offeredAt: occurredAt, carriage: offered.carriage,
            dispatchedAt: offered.carriage == nil ? nil : occurredAt, acknowledgeBy: offered.acknowledgeBy)
        // A request for papers that the office sends back was never made: the work goes on as it was (SUP-01).
        if handover.purpose == .supplement {
            open.sentBack = branches.first { $0.branch == handover.branch }.flatMap(HeldWork.init(of:))
        }
        openHandovers.append(open)
        if let carriage = offered.carriage, handover.carriesPaper { custodian = .carrier(carriage.carrier) }
        list(offered.manifest, handover, at: occurredAt)
        join(handover.to)
        if let monitor = handover.monitor, !monitors.contains(monitor) { monitors.append(monitor) }
        guard let branch = handover.branch else { return }
        updateBranch(branch) { progress in
            progress.release(to: .offered)
            progress.step = handover.step ?? progress.step
        }
    }

    private mutating func acknowledge(
        _ acknowledged: DossierEvent.HandoverAcknowledged, at occurredAt: Timestamp
    ) {
        guard let open = removeHandover(acknowledged.handover) else { return }
        let handover = open.handover
        if handover.carriesPaper { custodian = .body(handover.to) }
        answer(open, with: acknowledged.discrepancies, at: occurredAt)
        switch handover.purpose {
        case .step:
            guard endedAt == nil, let branch = handover.branch else {
                holder = handover.to
                return
            }
            if status == .received { status = .handling }
            updateBranch(branch) { progress in
                progress.status = .held
                progress.holder = handover.to
                progress.assignment = AssignmentID(handover.id.text)
                progress.heldSince = occurredAt
                progress.dueAt = acknowledged.dueAt
                progress.forwarder = handover.from
            }
            if branch == lead { holder = handover.to }
        case .sendBack:
            // What ended while a carrier had it has no branch to come back to.
            guard endedAt == nil, let branch = handover.branch else {
                holder = handover.to
                return
            }
            updateBranch(branch) { progress in
                progress.status = .toOffer
                progress.holder = handover.to
            }
            if branch == lead { holder = handover.to }
        case .result:
            status = .readyToHandOver
            // A result that moves to another office was at a counter before: form 01 is judged by the first (TIM-08).
            readyAt = readyAt ?? occurredAt
            holder = handover.to
            if let dueAt = reception?.dueAt {
                owe(occurredAt.date < dueAt.date ? .earlyResult : .result, at: occurredAt)
            }
        case .supplement:
            guard endedAt == nil, let branch = handover.branch else {
                holder = handover.to
                return
            }
            updateBranch(branch) { progress in
                progress.status = .toRequest
                progress.holder = handover.to
            }
            if branch == lead { holder = handover.to }
        case .papers:
            holder = handover.to
        }
    }

    private mutating func takeBack(_ id: HandoverID, at occurredAt: Timestamp) {
        guard let open = removeHandover(id) else { return }
        answer(open, .returned, at: occurredAt)
        // Form 02 never reached the citizen, so it wasn't asked for yet.
        if open.handover.purpose == .supplement { handlingSupplement = nil }
        // Whoever sent it is responsible again; the paper, if it went along, is theirs to collect.
        if open.handover.carriesPaper { custodian = .body(open.handover.from) }
        guard endedAt == nil, let branch = open.handover.branch else { return }
        updateBranch(branch) { progress in
            progress.holder = open.handover.from
            guard let work = open.sentBack else { return progress.status = .toOffer }
            // What nobody took back is still held, from its first receipt on.
            progress.status = .held
            progress.assignment = work.assignment
            progress.heldSince = work.heldSince
            progress.dueAt = work.dueAt
        }
    }

    private mutating func sendBack(_ sentBack: DossierEvent.StepSentBack, at occurredAt: Timestamp) {
        let handover = sentBack.handover
        var open = OpenHandover(
            handover: handover, offeredAt: occurredAt, carriage: sentBack.carriage,
            dispatchedAt: sentBack.carriage == nil ? nil : occurredAt, acknowledgeBy: sentBack.acknowledgeBy)
        open.sentBack = sentBack.work
        openHandovers.append(open)
        if let carriage = sentBack.carriage, handover.carriesPaper { custodian = .carrier(carriage.carrier) }
        guard let branch = handover.branch else { return }
        consultations.removeAll { $0.branch == branch }
        updateBranch(branch) { $0.release(to: .offered) }
    }

    private mutating func replan(_ replanned: DossierEvent.Replanned) {
        for id in replanned.withdrawn { withdraw(id) }
        for branch in replanned.released {
            consultations.removeAll { $0.branch == branch }
            updateBranch(branch) { $0.release(to: .toOffer) }
        }
        plannedAgencies.removeAll { named in replanned.steps.contains { $0.step == named.step } }
        plannedAgencies += replanned.steps
        planProblems = []
        flaggedTo = nil
        guard let returnOffice = replanned.returnOffice else { return }
        reception?.returnOffice = returnOffice
        join(.office(returnOffice))
        guard status == .readyToHandOver else { return }
        if delivery == nil {
            // What lies at another office goes from there to the new one.
            status = .decided
        } else {
            // What the post has it delivers, or brings back to the new one (RES-03).
            holder = .office(returnOffice)
        }
    }

    /// Ends a handover that nobody will answer; a carrier that has the paper keeps it until the next one is offered.
    private mutating func withdraw(_ id: HandoverID) {
        guard let open = removeHandover(id) else { return }
        // A request for papers that never arrived was never made; whoever goes on with the step may ask.
        if open.handover.purpose == .supplement { handlingSupplement = nil }
        if open.handover.carriesPaper, open.carriage == nil { custodian = .body(open.handover.from) }
        guard endedAt == nil, let branch = open.handover.branch else { return }
        updateBranch(branch) { $0.status = .toOffer }
    }

    private mutating func start(_ started: DossierEvent.StepStarted, at occurredAt: Timestamp) {
        if status == .received { status = .handling }
        if started.branch == lead {
            holder = .agency(started.agency)
            // What a carrier was bringing to a body that has ceased comes back to whoever goes on with the step.
            if case .carrier = custodian, !openHandovers.contains(where: \.handover.carriesPaper) {
                custodian = .body(holder)
            }
        }
        join(.agency(started.agency))
        updateBranch(started.branch) { progress in
            progress.step = started.step
            progress.status = .held
            progress.holder = .agency(started.agency)
            progress.assignment = started.assignment
            progress.heldSince = occurredAt
            progress.dueAt = started.dueAt
        }
    }

    private mutating func complete(_ completed: DossierEvent.StepCompleted) {
        // Opinions that come after the step has ended are of no use to it any more.
        consultations.removeAll { $0.branch == completed.branch }
        updateBranch(completed.branch) { progress in
            progress.release(to: .toOffer)
            if let next = completed.next {
                progress.step = next
            } else {
                progress.status = .completed
            }
        }
    }

    mutating func join(_ body: Body) {
        if !participants.contains(body) { participants.append(body) }
    }

    mutating func updateBranch(_ branch: BranchID, _ change: (inout BranchProgress) -> Void) {
        guard let index = branches.firstIndex(where: { $0.branch == branch }) else {
            preconditionFailure("an event names a branch that its stage doesn't have")
        }
        change(&branches[index])
    }

    mutating func updateHandover(_ id: HandoverID, _ change: (inout OpenHandover) -> Void) {
        guard let index = openHandovers.firstIndex(where: { $0.handover.id == id }) else {
            preconditionFailure("an event names a handover that isn't open")
        }
        change(&openHandovers[index])
    }

    mutating func removeHandover(_ id: HandoverID) -> OpenHandover? {
        guard let index = openHandovers.firstIndex(where: { $0.handover.id == id }) else {
            preconditionFailure("an event names a handover that isn't open")
        }
        return openHandovers.remove(at: index)
    }

    func handoverCarriesPaper(_ id: HandoverID) -> Bool {
        openHandovers.contains { $0.handover.id == id && $0.handover.carriesPaper }
    }
}

extension DossierEvent {
    /// Whether it is something that the system saw by its clock, or a picture of what was brought that arrived when the
    /// line allowed: acts that happened before it may still be told of later (TIM-09).
    fileprivate var isObservation: Bool {
        switch self {
        case .consultationSilent, .latenessForeseen, .scanAttached: true
        // An office that takes a dossier over has it from then on.
        case .planFlagged(let flagged): !flagged.isTakenOver
        case .submitted, .supplementRequested, .supplemented, .received, .receptionConfirmed, .stageEntered,
            .handoverOffered, .handoverDispatched, .handoverAcknowledged, .handoverReturned, .stepStarted,
            .stepCompleted, .decided, .resultHandedOver, .deadlineMoved, .consultationRequested, .withdrawn, .stopped,
            .handoverRecordSigned, .refusalProposed, .receptionRefused, .supplementAsked, .timeLimitReset,
            .rescheduled, .papersGivenBack, .incidentReported, .resultPosted, .deliveryFailed, .resultReturned,
            .decisionReplaced, .paymentDemanded, .feeCollected, .noticeRecorded, .rated, .complaintReceived,
            .complaintAnswered, .personalDataErased, .inspected, .configurationChanged, .access, .consultationAnswered,
            .stepSentBack, .replanned:
            false
        }
    }
}

extension HeldWork {
    /// The work of a branch; `nil` where nobody holds it.
    fileprivate init?(of progress: BranchProgress) {
        guard let assignment = progress.assignment, let since = progress.heldSince, let dueAt = progress.dueAt
        else { return nil }
        self.init(assignment: assignment, heldSince: since, dueAt: dueAt)
    }
}

extension BranchProgress {
    /// Ends the hold of the step.
    mutating func release(to status: Status) {
        self.status = status
        assignment = nil
        heldSince = nil
        dueAt = nil
    }
}
