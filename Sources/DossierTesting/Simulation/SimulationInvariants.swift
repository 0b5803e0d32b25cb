import DossierDomain
import DossierRouting

/// What a simulation remembers of a dossier apart from its state, so that the state can't vouch for itself.
struct Witness: Sendable {
    var eventCount = 0
    var custodian: Custodian?
    var number: DossierNumber?
    var firstDueAt: Timestamp?
}

extension Simulation {
    /// Performs a request and checks everything that must hold afterwards.
    mutating func perform(
        _ request: SimulatedRegistry.Request, expecting version: Int? = nil, fault: SimulatedRegistry.Fault?
    ) throws(SimulationFailure) -> SimulatedRegistry.Answer {
        let before = registry.entries[request.dossier]
        let total = registry.eventCount
        let answer = registry.perform(request, now: clock, expecting: version, fault: fault)
        report.requestCount += 1
        let after = registry.entries[request.dossier]
        let added = (after?.events.count ?? 0) - (before?.events.count ?? 0)
        guard registry.eventCount - total == added else {
            throw failure(request.dossier, "events of another dossier came with the request")
        }
        switch answer {
        case .done(let version, let isReplay):
            if !isReplay, added == 0 { throw failure(request.dossier, "it was acknowledged, and nothing recorded") }
            if version > after?.state.version ?? 0 { throw failure(request.dossier, "an acknowledged change is lost") }
        case .rejected, .versionMismatch, .keyReused:
            if before?.state != after?.state || added != 0 {
                throw failure(request.dossier, "a rejected request changed something")
            }
        case .lost: break
        }
        guard let after, added > 0 else { return answer }
        if before?.state.personalDataErasedAt != nil {
            throw failure(request.dossier, "something was done after its personal data was erased (AUD-03)")
        }
        try check(after, before: before, id: request.dossier)
        return answer
    }

    private mutating func check(
        _ entry: SimulatedRegistry.Entry, before: SimulatedRegistry.Entry?, id: DossierID
    ) throws(SimulationFailure) {
        var witness = witnesses[id] ?? Witness()
        var state = before?.state
        for recorded in entry.events.dropFirst(witness.eventCount) {
            let next = evolve(state, with: recorded.event, of: id, at: recorded.occurredAt, by: recorded.actor)
            try check(recorded.event, from: state, to: next, witness: &witness, id: id)
            state = next
        }
        guard state == entry.state else { throw failure(id, "its state is not the fold of its events (AUD-02)") }
        guard entry.state.version == entry.events.count,
            entry.events.enumerated().allSatisfy({ $1.sequence == $0 + 1 })
        else { throw failure(id, "its events are not numbered without gaps") }
        witness.eventCount = entry.events.count
        witnesses[id] = witness
        try checkHolders(of: entry.state, witness: witness)
        try checkWork(of: entry.state)
        try checkLedger(of: entry, id: id)
    }

    /// What a single event may change.
    private func check(
        _ event: DossierEvent, from before: DossierState?, to after: DossierState, witness: inout Witness,
        id: DossierID
    ) throws(SimulationFailure) {
        if let old = before?.reception?.dueAt, let new = after.reception?.dueAt, old != new {
            guard [.deadlineMoved, .timeLimitReset, .rescheduled].contains(event.kind) else {
                throw failure(id, "\(event.kind) moved the due date")
            }
        }
        if let reception = after.reception {
            if let first = witness.firstDueAt, first != reception.firstDueAt {
                throw failure(id, "its first due date changed (LAT-02)")
            }
            if let number = witness.number, number != reception.number { throw failure(id, "its number changed") }
            witness.firstDueAt = reception.firstDueAt
            witness.number = reception.number
        }
        for branch in before?.branches ?? [] where branch.status == .held {
            guard let same = after.branches.first(where: { $0.assignment == branch.assignment }) else { continue }
            if same.dueAt != branch.dueAt, event.kind != .deadlineMoved, event.kind != .timeLimitReset {
                throw failure(id, "\(event.kind) moved a step's due date")
            }
        }
        witness.follow(event, from: before, office: after.officeInCharge)
        if case .personalDataErased = event {
            // A result has been handed over; whatever else ended, its papers are with the citizen.
            guard let before, before.isEnded, before.status == .handedOver || witness.custodian == .applicant else {
                throw failure(id, "its personal data was erased though it isn't over (AUD-03)")
            }
        }
        guard witness.custodian == after.custodian else {
            let told = witness.custodian?.key ?? "nobody"
            throw failure(id, "the paper is with \(told), but the state says \(after.custodian.key) (HND-04)")
        }
        let bodies = Set(before?.participants ?? [])
        guard bodies.isSubset(of: after.participants) else { throw failure(id, "a participant can't see it any more") }
    }

    /// One holder per branch, one lead, one custodian (RTE-04).
    private func checkHolders(of state: DossierState, witness: Witness) throws(SimulationFailure) {
        let id = state.id
        guard Set(state.branches.map(\.branch)).count == state.branches.count else {
            throw failure(id, "a branch stands twice")
        }
        if !state.branches.isEmpty {
            let leads = state.branches.filter { $0.branch == state.lead }
            guard leads.count == 1, leads[0].holder == state.holder else {
                throw failure(id, "the main line does not follow one lead (RTE-04)")
            }
        }
        for branch in state.branches {
            let open = state.openHandovers.filter { $0.handover.branch == branch.branch }
            guard open.count == (branch.status == .offered ? 1 : 0),
                open.allSatisfy({ $0.handover.from == branch.holder })
            else { throw failure(id, "branch \(branch.branch) has more or less than one holder (RTE-04)") }
            guard (branch.assignment != nil) == (branch.status == .held),
                (branch.dueAt != nil) == (branch.status == .held)
            else { throw failure(id, "branch \(branch.branch) is held and not held") }
        }
        guard state.openHandovers.filter(\.handover.carriesPaper).count <= 1 else {
            throw failure(id, "one paper file is handed over twice (RTE-04)")
        }
    }

    /// Something waits for somebody until the end (RTE-05).
    private func checkWork(of state: DossierState) throws(SimulationFailure) {
        guard !state.status.isSubmission else { return }
        let items = state.workItems
        guard items.isEmpty == state.isEnded else { throw failure(state.id, "nothing waits, and it isn't over") }
        guard Set(items.map(\.id)).count == items.count, items.allSatisfy({ state.isVisible(to: $0.body) }) else {
            throw failure(state.id, "work stands twice, or waits for somebody who can't see it")
        }
    }

    /// The parts of the ledger add up (TIM-05).
    func checkLedger(of entry: SimulatedRegistry.Entry, id: DossierID) throws(SimulationFailure) {
        guard let reception = entry.state.reception else { return }
        guard let ledger = registry.catalogue.ledger(of: entry.events, now: clock) else {
            throw failure(id, "a received dossier has no ledger")
        }
        let line = ledger.mainLine
        guard line.first?.from == reception.receivedAt, line.last?.to == ledger.until,
            zip(line, line.dropFirst()).allSatisfy({ $0.to == $1.from && $0.to > $0.from })
        else { throw failure(id, "the main line does not partition the elapsed time (TIM-05)") }
        for branch in Set(ledger.sideLines.compactMap(\.branch)) {
            let side = ledger.sideLines.filter { $0.branch == branch }
            guard zip(side, side.dropFirst()).allSatisfy({ $0.to <= $1.from && $0.to > $0.from }) else {
                throw failure(id, "the line of branch \(branch) overlaps itself (TIM-05)")
            }
        }
        // All bodies of this province work by one calendar, so that the parts add up to the whole to the minute.
        let whole = registry.catalogue.calendar(of: entry.state.office, on: reception.receivedAt.date)
            .workingMinutes(from: reception.receivedAt, to: ledger.until)
        guard line.map(\.workingMinutes).reduce(0, +) == whole else {
            throw failure(id, "the segments' working minutes don't add up to \(whole) (TIM-05)")
        }
        let accounts = Dictionary(grouping: ledger.steps, by: \.step).values
        for account in accounts where account.filter({ $0.completedAt == nil }).count > 1 {
            throw failure(id, "a step is open twice in the ledger")
        }
    }

    /// What holds of a dossier's whole record.
    func checkWhole(_ id: DossierID) throws(SimulationFailure) {
        guard let entry = registry.entries[id] else { throw failure(id, "it is lost") }
        try checkLedger(of: entry, id: id)
        for recorded in entry.events {
            switch recorded.event {
            case .decided, .stepCompleted:
                guard recorded.actor.employer == .agency, recorded.actor.role != .postalClerk else {
                    throw failure(id, "somebody from the post decided (SEC-03)")
                }
            default: break
            }
        }
        let keys = Dictionary(grouping: entry.events, by: \.requestID)
        for (key, events) in keys where Set(events.map(\.recordedAt)).count > 1 {
            throw failure(id, "request \(key) was done twice (IDM-01)")
        }
        if let number = entry.state.number, registry.dossierOfNumber[number.text] != id {
            throw failure(id, "its number names another dossier (RCV-05)")
        }
    }

    func failure(_ id: DossierID, _ fact: String) -> SimulationFailure {
        SimulationFailure(
            seed: seed, requestCount: report.requestCount, dossier: id.text, fact: fact,
            trace: (registry.entries[id]?.events.suffix(8) ?? []).map {
                "\($0.event.kind.rawValue) \($0.occurredAt) by \($0.actor.body?.key ?? "system")"
            })
    }
}

extension Witness {
    /// Follows the paper by the events alone.
    fileprivate mutating func follow(_ event: DossierEvent, from before: DossierState?, office: OfficeID) {
        func handover(_ id: HandoverID) -> Handover? {
            before?.openHandovers.first { $0.handover.id == id && $0.handover.carriesPaper }?.handover
        }
        switch event {
        case .submitted(let submitted):
            custodian = submitted.consignment.map { .carrier($0.carriage.carrier) } ?? .body(.office(office))
        case .planFlagged(let flagged):
            // An office that takes over has the papers that the former one had; a result stays where it lies.
            if flagged.isTakenOver, let before, before.status != .readyToHandOver,
                custodian == .body(.office(before.officeInCharge))
            {
                custodian = .body(.office(flagged.reportedTo))
            }
        case .handoverRecordSigned: custodian = .body(.office(office))
        case .receptionRefused: custodian = .applicant
        case .supplementRequested:
            if before?.reception != nil, custodian == .body(.office(office)) { custodian = .applicant }
        case .timeLimitReset:
            if custodian == .applicant { custodian = .body(.office(office)) }
        case .papersGivenBack:
            if before?.endedAt != nil { custodian = .applicant }
        case .resultPosted(let posted): custodian = .carrier(posted.carriage.carrier)
        case .resultReturned: custodian = before.map { .body($0.holder) }
        case .decisionReplaced:
            if before?.status != .decided { custodian = before?.decidedBy.map { .body($0) } }
        case .handoverOffered(let offered):
            if let carriage = offered.carriage, offered.handover.carriesPaper {
                custodian = .carrier(carriage.carrier)
            }
        case .stepStarted(let started):
            // A parcel whose recipient has ceased comes back to the agency that goes on by itself.
            if started.branch == before?.lead, case .carrier = custodian,
                before?.openHandovers.contains(where: \.handover.carriesPaper) == false
            {
                custodian = .body(.agency(started.agency))
            }
        case .stepSentBack(let sentBack):
            if let carriage = sentBack.carriage, sentBack.handover.carriesPaper {
                custodian = .carrier(carriage.carrier)
            }
        case .handoverDispatched(let dispatched):
            if handover(dispatched.handover) != nil { custodian = .carrier(dispatched.carriage.carrier) }
        case .handoverAcknowledged(let acknowledged):
            if let handover = handover(acknowledged.handover) { custodian = .body(handover.to) }
        case .handoverReturned(let returned):
            if let handover = handover(returned.handover) { custodian = .body(handover.from) }
        default: break
        }
    }
}
