import DossierDomain
import DossierRouting

/// Years of a made-up province from one seed: offices, clerks, carriers, agencies and citizens act at random, with
/// lost requests and answers, retries, restarts, lost parcels, bodies that cease and a calendar that changes. After
/// each request everything that must hold is checked.
public struct Simulation: Sendable {
    /// How much is simulated.
    public struct Extent: Sendable {
        /// Dossiers begun.
        public var dossierCount = 30
        /// Days from the first to the last dossier.
        public var dayCount = 500

        /// A small province for a year and a half.
        public init() {}
    }

    /// The seed.
    public let seed: UInt64
    let extent: Extent
    var generator: SeededGenerator
    /// What is recorded.
    public internal(set) var registry: SimulatedRegistry
    /// What it came to so far.
    public internal(set) var report = SimulationReport()
    var clock: Timestamp
    var staff = SimulatedStaff()
    private let firstDay = SimulatedProvince.day(2019, 1, 7)
    private let calendarChange: CivilDate
    private let changedCatalogue: Catalogue
    private var watchedOn: CivilDate
    var keyCount = 0
    /// Requests whose answer was lost, to be sent again.
    var unanswered: [SimulatedRegistry.Request] = []
    /// Handovers whose parcel was lost, and the day from which the recipient gives up waiting.
    private var lostParcels: [HandoverID: CivilDate] = [:]
    var answered: [SimulatedRegistry.Request] = []
    var witnesses: [DossierID: Witness] = [:]

    /// A simulation about to begin.
    public init(seed: UInt64, extent: Extent = Extent()) {
        self.seed = seed
        self.extent = extent
        var generator = SeededGenerator(seed: seed)
        let firstDay = self.firstDay
        func someDay() -> CivilDate {
            firstDay.adding(days: Int.random(in: 60...max(61, extent.dayCount), using: &generator))
        }
        let endings = SimulatedProvince.Endings(northLabour: someDay(), southLabour: someDay(), merger: someDay())
        calendarChange = someDay()
        let extra = calendarChange.adding(days: Int.random(in: 3...20, using: &generator))
        let before = Catalogue(SimulatedProvince.document(endings), version: 1)
        changedCatalogue = Catalogue(SimulatedProvince.document(endings, extraDaysOff: [extra]), version: 2)
        registry = SimulatedRegistry(catalogue: before)
        clock = before.calendar(of: OfficeID("tinh"), on: firstDay).opening(of: firstDay)
        watchedOn = firstDay
        self.generator = generator
    }

    /// Runs it to its end: everything that was begun is ended.
    public mutating func run() throws(SimulationFailure) {
        let minutes = extent.dayCount * 1_440
        let steps = extent.dossierCount * 21
        while report.dossierCount < extent.dossierCount || clock.date < firstDay.adding(days: extent.dayCount) {
            try pass(minutes: Int.random(in: 0...(2 * minutes / steps), using: &generator))
            try act()
            if report.requestCount > steps * 20 { break }
        }
        try finish()
        report.dayCount = clock.date.dayNumber - firstDay.dayNumber
        report.eventCount = registry.eventCount
        report.kinds = Set(registry.order.flatMap { registry.entries[$0]?.events.map(\.event.kind.rawValue) ?? [] })
    }

    func happens(_ thousandths: Int, using generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<1_000, using: &generator) < thousandths
    }

    private var open: [DossierID] {
        registry.order.filter { registry.entries[$0]?.state.isEnded == false }
    }

    // MARK: Time

    private mutating func pass(minutes: Int) throws(SimulationFailure) {
        clock = clock.adding(minutes: minutes)
        if registry.catalogue.version == 1, clock.date >= calendarChange {
            registry.catalogue = changedCatalogue
            for id in open { _ = try send(.applyCalendar, on: id, by: SimulatedStaff.system, isSystem: true) }
        }
        guard clock.date > watchedOn else { return }
        watchedOn = clock.date
        for id in open { try watch(id) }
        if happens(15, using: &generator) {
            let before = registry.entries.mapValues(\.state)
            registry.restart()
            report.restartCount += 1
            for (id, state) in before where registry.entries[id]?.state != state {
                throw failure(id, "after a restart the fold is another state (AUD-02)")
            }
        }
    }

    /// What the service's watch does with one dossier.
    private mutating func watch(_ id: DossierID) throws(SimulationFailure) {
        guard let state = registry.entries[id]?.state, let reception = state.reception else { return }
        let allowed = state.status.allowedCommands
        for consultation in state.consultations
        where consultation.silenceReportedAt == nil && consultation.dueAt < clock && allowed.contains(.reportSilence) {
            _ = try send(.reportSilence(consultation.id), on: id, by: SimulatedStaff.system, isSystem: true)
        }
        if allowed.contains(.checkPlan),
            registry.catalogue.planProblems(of: state, on: clock.date) != state.planProblems
        {
            _ = try send(.checkPlan, on: id, by: SimulatedStaff.system, isSystem: true)
        }
        if allowed.contains(.warnOfLateness), state.latenessForeseenFor != reception.dueAt {
            _ = try send(.warnOfLateness, on: id, by: SimulatedStaff.system, isSystem: true)
        }
    }

    // MARK: Acts

    private mutating func act() throws(SimulationFailure) {
        if !unanswered.isEmpty, happens(500, using: &generator) {
            return try sendAgain(unanswered.remove(at: Int.random(in: 0..<unanswered.count, using: &generator)))
        }
        if !answered.isEmpty, happens(30, using: &generator) {
            report.duplicateCount += 1
            let request = answered[Int.random(in: 0..<answered.count, using: &generator)]
            return try expectReplay(of: request)
        }
        if !answered.isEmpty, happens(20, using: &generator) {
            let request = answered[Int.random(in: 0..<answered.count, using: &generator)]
            return try expectRefusals(after: request)
        }
        if happens(30, using: &generator) { return try eraseSomething() }
        let open = self.open
        let due = (clock.date.dayNumber - firstDay.dayNumber) * extent.dossierCount / max(1, extent.dayCount)
        if report.dossierCount < extent.dossierCount, open.isEmpty || report.dossierCount <= due {
            return try begin()
        }
        guard let id = open.randomElement(using: &generator), let state = registry.entries[id]?.state else { return }
        if happens(60, using: &generator) { return try nonsense(about: state) }
        if happens(60, using: &generator) { return try somethingElse(about: state) }
        try work(on: state)
    }

    private mutating func begin() throws(SimulationFailure) {
        let communes = SimulatedProvince.communes.filter {
            registry.catalogue.office(OfficeID($0), on: clock.date) != nil
        }
        guard let commune = communes.randomElement(using: &generator),
            let procedure = SimulatedProvince.procedures.randomElement(using: &generator)
        else { return }
        report.dossierCount += 1
        let id = DossierID("d\(report.dossierCount)")
        let papers = [
            SubmittedDocument(document: DocumentID("application"), originals: 1, copies: 0),
            SubmittedDocument(document: DocumentID("proof"), originals: 0, copies: 1),
        ]
        let isComplete = happens(800, using: &generator)
        let submit = DossierCommand.Submit(
            id: id, procedure: ProcedureCode(procedure), counter: CounterID("\(commune).counter"), channel: .counter,
            applicantUnit: UnitID(commune), applicant: secret("\(id).applicant"),
            documents: isComplete ? papers : [papers[0]])
        if happens(40, using: &generator), let other = communes.first(where: { $0 != commune }) {
            return try entrust(submit, to: other)
        }
        let command: DossierCommand = isComplete ? .submitAndReceive(submit, .init()) : .submit(submit)
        let clerk = SimulatedStaff.actor(for: .office(OfficeID(commune)), kind: .offerHandover)
        _ = try send(command, on: id, by: clerk)
    }

    /// A clerk of another commune's post office takes the papers as a carrier (RCV-08).
    private mutating func entrust(_ submit: DossierCommand.Submit, to other: String) throws(SimulationFailure) {
        let consignment = Consignment(
            number: "PG-\(submit.id)", carriage: Carriage(carrier: "VNPost"), from: OfficeID(other))
        let carried = DossierCommand.Submit(
            id: submit.id, procedure: submit.procedure, counter: submit.counter, channel: .post,
            applicantUnit: submit.applicantUnit, applicant: submit.applicant, documents: submit.documents,
            consignment: consignment)
        let clerk = SimulatedStaff.actor(for: .office(OfficeID(other)), kind: .offerHandover)
        _ = try send(.submit(carried), on: submit.id, by: clerk)
    }

    /// Something that waits in a dossier, done by whom it waits for.
    mutating func work(on state: DossierState) throws(SimulationFailure) {
        if state.status.isSubmission { return try atTheCounter(state) }
        if let open = state.openHandovers.first(where: { $0.carriage == nil }), happens(80, using: &generator),
            registry.catalogue.isInForce(open.handover.from, on: clock.date)
        {
            let carriage = Carriage(carrier: "VNPost", trackingCode: "EG000000001VN")
            let sender = SimulatedStaff.actor(for: open.handover.from, kind: .offerHandover)
            _ = try send(.dispatchHandover(open.handover.id, carriage), on: state.id, by: sender)
            return
        }
        let items = state.workItems.filter { registry.catalogue.isInForce($0.body, on: clock.date) }
        guard let item = items.randomElement(using: &generator) else { return }
        if let handover = item.handover, let until = lostParcels[handover] {
            // Nothing came; in the end the recipient says so, and the sender has it to pass on again.
            guard clock.date >= until else { return }
            let comingBack = DossierCommand.returnHandover(handover, reason: secret("\(state.id).lost"))
            _ = try send(comingBack, on: state.id, by: SimulatedStaff.actor(for: item.body, kind: item.kind))
            return
        }
        let byPost = item.kind == .handOverResult ? resultByPost(of: state) : nil
        let deed = byPost == nil ? staff.deed(for: item.kind, using: &generator) : .wait
        guard let command = byPost ?? command(deed, about: item, in: state) else { return }
        let before = Set(state.openHandovers.map(\.handover.id))
        _ = try send(command, on: state.id, by: SimulatedStaff.actor(for: item.body, kind: item.kind))
        for handover in registry.entries[state.id]?.state.openHandovers ?? []
        where handover.dispatchedAt != nil && !before.contains(handover.handover.id) && handover.handover.carriesPaper {
            guard happens(20, using: &generator) else { continue }
            lostParcels[handover.handover.id] = clock.date.adding(days: Int.random(in: 8...30, using: &generator))
        }
    }

    private mutating func atTheCounter(_ state: DossierState) throws(SimulationFailure) {
        if state.status == .entrusted {
            let official = SimulatedStaff.actor(for: .office(state.office), kind: .confirmReception)
            _ = try send(.signHandoverRecord(.init()), on: state.id, by: official)
            return
        }
        let clerk = SimulatedStaff.actor(for: .office(state.office), kind: .offerHandover)
        let missing =
            registry.catalogue.procedure(state.procedure)?.missingDocuments(from: state.documents) ?? []
        let command: DossierCommand
        if registry.catalogue.office(state.office, on: clock.date) == nil {
            // The commune was merged while the citizen was away; what was never received can't be passed on.
            abandoned.insert(state.id)
            return
        } else if missing.isEmpty {
            command = .receive(.init())
        } else if state.status != .supplementRequested {
            command = .requestSupplement(.init(missing: missing))
        } else {
            command = .supplement(
                documents: missing.map {
                    SubmittedDocument(document: $0.document, originals: $0.originals, copies: $0.copies)
                })
        }
        if case .rejected(.routeUnresolved, _) = try send(command, on: state.id, by: clerk) {
            // No agency answers for a step any more: it is refused before it is received, not in the middle (RTE-05).
            abandoned.insert(state.id)
        }
    }

    /// Submissions that can't be received any more: their office, or an agency on the way, has ceased.
    var abandoned: Set<DossierID> = []

    /// Somebody tries something that isn't theirs to do, or isn't so.
    private mutating func nonsense(about state: DossierState) throws(SimulationFailure) {
        let reason = secret("\(state.id).nonsense")
        let handover = state.openHandovers.first?.handover.id ?? HandoverID("none")
        let assignment = state.branches.compactMap(\.assignment).first ?? AssignmentID("none")
        let commands: [DossierCommand] = [
            .confirmReception, .offerHandover(.init()), .acknowledgeHandover(handover),
            .returnHandover(handover, reason: reason), .completeStep(.init(assignment: assignment)),
            .sendBack(.init(assignment: assignment, reason: reason)), .replan(.init(reason: reason)), .checkPlan,
            .handOverResult(.init(to: .applicant, recipient: reason, method: .counter)),
            .receive(.init()), .dispatchHandover(handover, Carriage(carrier: "VNPost")),
        ]
        let bodies: [Body] =
            registry.catalogue.document.agencies.map { .agency($0.id) }
            + registry.catalogue.document.offices.map { .office($0.id) }
        guard let command = commands.randomElement(using: &generator),
            let body = bodies.randomElement(using: &generator)
        else { return }
        let instant = happens(200, using: &generator) ? clock.adding(minutes: -30_000) : clock
        _ = try send(command, on: state.id, by: SimulatedStaff.actor(for: body, kind: .offerHandover), at: instant)
    }

    // MARK: The end

    /// Ends everything that was begun: staff work as they should, nothing is lost any more.
    private mutating func finish() throws(SimulationFailure) {
        staff = .diligent
        for request in unanswered { try sendAgain(request) }
        unanswered = []
        lostParcels = [:]
        for _ in 0..<200 where !open.allSatisfy(abandoned.contains) {
            try pass(minutes: 1_440)
            for id in open where !abandoned.contains(id) {
                guard let state = registry.entries[id]?.state else { continue }
                try work(on: state)
            }
        }
        for id in open where !abandoned.contains(id) { throw failure(id, "it never ends: something is stuck (RTE-05)") }
        for id in registry.order { try checkWhole(id) }
        report.endedCount = registry.order.count - open.count
    }

    func secret(_ name: String) -> PrivateReference {
        PrivateReference(
            subject: SubjectID("subject"), value: PrivateValueID(name),
            commitment: Commitment(String(repeating: "0", count: 64)))
    }
}

extension DossierState {
    /// Whether nobody has anything left to do.
    var isEnded: Bool {
        status == .handedOver || status == .receptionRefused || (endedAt != nil && custodian == .applicant)
    }
}
