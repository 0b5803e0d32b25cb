import DossierDomain
import DossierRouting
import DossierTesting
import Testing

/// Dossiers whose staff do what is waiting, or anything else that comes to mind; the same for the same seed.
struct RandomLife {
    private(set) var life = Life()
    private var generator: SeededGenerator
    private var clock = at("08-20 08:00")
    private(set) var rejected = 0

    private static let codes = ["2.002307", "2.000986", "9.000001", "1.000656", "1.001612", "1.004222"]
    private static let people: [Actor] =
        ["van-an", "van-quan", "yen-phuc", "lang-son"].flatMap { [.clerk($0), .official($0)] }
        + SmallProvince.document.agencies.map { .system($0.id.text) }
        + SmallProvince.document.agencies.map { .any(.postalClerk, .agency($0.id), .post) } + [.administrator]

    init(seed: Int) throws {
        generator = SeededGenerator(seed: UInt64(seed))
        let code = Self.codes.randomElement(using: &generator) ?? Self.codes[0]
        let counter =
            code == "1.001612" ? "van-an-2" : ["van-an-1", "van-an-2"].randomElement(using: &generator)
        let brought =
            code == "1.000656" ? [] : [allPapers, [application], []].randomElement(using: &generator)
        try life.act(
            .submit(.papers(code, at: counter ?? "van-an-2", brought ?? [])), by: .clerk("van-an"), at: clock)
    }

    /// One more attempt; whether anything came of it.
    mutating func attempt() -> Bool {
        clock = clock.adding(minutes: .random(in: 0...900, using: &generator))
        let choice = Int.random(in: 0..<8, using: &generator)
        let (command, actor) = choice < 2 ? anything() : choice < 3 ? whatTheClockSays() : whatIsWaiting()
        // Now and then somebody tells of the future, or of what was before the last act.
        let instant = Int.random(in: 0..<20, using: &generator) == 0 ? clock.adding(minutes: -2_000) : clock
        let now = Int.random(in: 0..<20, using: &generator) == 0 ? clock.adding(minutes: -1) : clock
        let before = life
        do {
            try life.act(command, by: actor, at: instant, now: now)
            let verdict = authorize(
                .act(command.name), in: before.current, by: actor, on: instant.date, under: life.catalogue)
            #expect(verdict.isAllowed, "SEC-05: \(command.name) was done against \(verdict.rule)")
            return true
        } catch {
            rejected += 1
            #expect(life.state == before.state)
            #expect(life.events.count == before.events.count)
            return false
        }
    }

    /// What the system would tell of by its clock.
    private mutating func whatTheClockSays() -> (DossierCommand, Actor) {
        guard let question = life.current.consultations.first(where: { $0.silenceReportedAt == nil }) else {
            return (.warnOfLateness, .administrator)
        }
        clock = max(clock, question.dueAt.adding(minutes: 1))
        return (.reportSilence(question.id), .administrator)
    }

    /// Work that the dossier says is waiting, done by whom it waits for.
    private mutating func whatIsWaiting() -> (DossierCommand, Actor) {
        guard let item = life.current.workItems.randomElement(using: &generator) else {
            return atTheCounter()
        }
        if item.kind == .acknowledgeHandover, let id = item.handover,
            Int.random(in: 0..<4, using: &generator) == 0
        {
            return (.returnHandover(id, reason: secret("reason")), Self.doer(of: item))
        }
        return (command(for: item), Self.doer(of: item))
    }

    private mutating func atTheCounter() -> (DossierCommand, Actor) {
        let missing = life.catalogue.procedure(life.current.procedure)?.missingDocuments(
            from: life.current.documents)
        guard let missing, !missing.isEmpty else { return (.receive(.init()), .clerk("van-an")) }
        let commands: [DossierCommand] = [
            .requestSupplement(.init(missing: missing)),
            .supplement(
                documents: missing.map {
                    SubmittedDocument(document: $0.document, originals: $0.originals, copies: $0.copies)
                }),
        ]
        return (commands.randomElement(using: &generator) ?? commands[0], .clerk("van-an"))
    }

    private mutating func anything() -> (DossierCommand, Actor) {
        let state = life.current
        let handover =
            state.openHandovers.randomElement(using: &generator)?.handover.id ?? HandoverID("d1.99")
        let work =
            state.branches.compactMap(\.assignment).randomElement(using: &generator) ?? AssignmentID("d1.99")
        let carriage = Carriage(carrier: "VNPost")
        let decision = Bool.random(using: &generator) ? granted : nil
        let asked = AgencyID("committee-yen-phuc")
        let commands: [DossierCommand] = [
            .consult(.init(assignment: work, asked: asked, limit: .workingDays(1), question: secret("question"))),
            .sendBack(.init(assignment: work, reason: secret("reason"))),
            .receive(.init()), .confirmReception, .pass, .offerHandover(.init(carriage: carriage)),
            .dispatchHandover(handover, carriage), .acknowledgeHandover(handover),
            .returnHandover(handover, reason: secret("reason")),
            .completeStep(.init(assignment: work, decision: decision, carriage: carriage)), .handOver,
            .submit(.papers("2.002307", at: "van-an-2")), .supplement(documents: [certificate]),
        ]
        let command = commands.randomElement(using: &generator) ?? .pass
        if Bool.random(using: &generator) {
            let concerned: [Actor] = [
                .clerk(state.office.text), .official(state.office.text),
                Self.actor(for: state.decidedBy ?? state.holder),
            ]
            return (later(work), concerned.randomElement(using: &generator) ?? .administrator)
        }
        // Half of the time somebody who has to do with it, so that returns and carriages happen.
        let near =
            state.openHandovers.flatMap { [$0.handover.from, $0.handover.to] } + state.branches.map(\.holder)
            + [state.decidedBy ?? state.holder, .office(state.office)]
        if Bool.random(using: &generator), let body = near.randomElement(using: &generator) {
            if case .office(let office) = body, Bool.random(using: &generator) {
                return (command, .official(office.text))
            }
            return (command, Self.actor(for: body))
        }
        return (command, Self.people.randomElement(using: &generator) ?? .administrator)
    }

    /// Something that isn't waited for, as far as there is something to do it to.
    private mutating func later(_ work: AssignmentID) -> DossierCommand {
        let registers = life.current.registers
        let fees = ["copy", "licence", "none"].randomElement(using: &generator) ?? "copy"
        let name = DossierCommand.Name.allCases.suffix(19).randomElement(using: &generator) ?? .rate
        switch name {
        case .askSupplement:
            return .askSupplement(.init(assignment: work, missing: [needsCertificate], guidance: secret("guidance")))
        case .collectFee:
            return .collectFee(
                .init(
                    receipt: "BL-1", method: .cash, fees: [FeeQuantity(fee: fees)],
                    obligation: registers?.obligations.randomElement(using: &generator)?.id))
        case .recordNotice:
            let notice = registers?.notices.randomElement(using: &generator)?.id ?? NoticeID("none")
            return .recordNotice(.init(notice: notice, channel: .phone, outcome: .delivered))
        case .answerComplaint:
            let complaint = registers?.complaints.randomElement(using: &generator)?.id ?? ComplaintID("none")
            return .answerComplaint(.init(complaint: complaint, answer: secret("answer"), upheld: true))
        default: return .later(name)
        }
    }

    func command(for item: WorkItem) -> DossierCommand {
        switch item.kind {
        case .confirmReception: return .confirmReception
        case .offerHandover: return .pass
        case .acknowledgeHandover: return .acknowledgeHandover(item.handover ?? HandoverID("none"))
        case .completeStep:
            let route = life.current.reception.flatMap { life.catalogue.route($0.route) }
            let decides = item.step.flatMap { route?.step($0) }?.decides == true
            return .completeStep(
                .init(assignment: item.assignment ?? AssignmentID("none"), decision: decides ? granted : nil))
        case .handOverResult: return .handOver
        case .answerConsultation:
            let id = life.current.consultations.first { $0.id.text == item.id }?.id
            return .answerConsultation(id ?? ConsultationID("none"), answer: secret("answer"))
        case .replan: return .replan(.init(reason: secret("reason")))
        case .issueSupplementRequest: return .issueSupplementRequest
        case .receiveSupplement:
            let outstanding = life.current.handlingSupplement?.outstanding ?? []
            return .supplement(
                documents: outstanding.map {
                    SubmittedDocument(document: $0.document, originals: $0.originals, copies: $0.copies)
                })
        case .giveBackPapers: return .givingBack
        }
    }

    static func doer(of item: WorkItem) -> Actor {
        if case .office(let office) = item.body, item.kind == .confirmReception {
            return .official(office.text)
        }
        return actor(for: item.body)
    }

    private static func actor(for body: Body) -> Actor {
        switch body {
        case .office(let id): .clerk(id.text)
        case .agency(let id): .system(id.text)
        }
    }
}

@Suite("Random lives")
struct RandomLifeTests {
    static let seeds = 1...300

    @Test("RTE-04 at every moment one holder per active branch, one lead, one custodian", arguments: seeds)
    func invariants(seed: Int) throws {
        var random = try RandomLife(seed: seed)
        for _ in 0..<60 where random.attempt() { check(random) }
        checkWhole(random)
    }

    @Test(
        "STA-01 from reception on, the national code goes back only for a supplement, a payment or a corrected result",
        arguments: seeds)
    func monotone(seed: Int) throws {
        var random = try RandomLife(seed: seed)
        var code = 0
        for _ in 0..<60 where random.attempt() {
            guard !random.life.current.status.isSubmission else { continue }
            let now = random.life.current.status.nationalCode
            let isReset = random.life.kinds.suffix(3).contains { $0 == .timeLimitReset || $0 == .decisionReplaced }
            #expect(now >= code || isReset)
            code = now
        }
    }

    @Test("the walk goes everywhere: lives end, every kind of event happens, and much is rejected")
    func reach() throws {
        var kinds = Set<DossierEvent.Kind>()
        var (ended, rejected) = (0, 0)
        for seed in Self.seeds {
            var random = try RandomLife(seed: seed)
            for _ in 0..<60 { _ = random.attempt() }
            kinds.formUnion(random.life.kinds)
            if random.life.current.status == .handedOver { ended += 1 }
            rejected += random.rejected
        }
        // Calendars don't change during these walks, nor do bodies cease, and no carrier brings the papers; what is
        // rare here has tests of its own.
        let elsewhere = DossierEvent.Kind.ofAccess.union([
            .deadlineMoved, .planFlagged, .replanned, .handoverRecordSigned, .receptionRefused, .deliveryFailed,
            .resultReturned, .consultationSilent, .consultationAnswered, .scanAttached, .inspected,
            .personalDataErased, .configurationChanged,
        ])
        #expect(Set(DossierEvent.Kind.allCases).subtracting(kinds).isSubset(of: elsewhere))
        #expect(ended > 150)
        #expect(rejected > 1_000)
    }

    private func check(_ random: RandomLife) {
        let state = random.life.current
        guard state.reception != nil else {
            #expect(state.branches.isEmpty && state.openHandovers.isEmpty)
            #expect(
                state.custodian == (state.status == .receptionRefused ? .applicant : .body(.office(state.office))))
            return
        }
        checkBranches(of: state)
        checkCustody(of: state)
        checkWork(of: random)
    }

    private func checkBranches(of state: DossierState) {
        #expect(Set(state.branches.map(\.branch)).count == state.branches.count)
        if !state.branches.isEmpty {
            let leads = state.branches.filter { $0.branch == state.lead }
            #expect(leads.count == 1)
            #expect(leads.map(\.holder) == [state.holder], "the main line follows the lead")
        }
        for branch in state.branches {
            let open = state.openHandovers.filter { $0.handover.branch == branch.branch }
            #expect(open.count == (branch.status == .offered ? 1 : 0))
            #expect(open.allSatisfy { $0.handover.from == branch.holder }, "offered, it stays the sender's")
            #expect((branch.assignment != nil) == (branch.status == .held))
            #expect((branch.dueAt != nil) == (branch.status == .held))
            #expect(state.isVisible(to: branch.holder))
        }
        let assignments = state.branches.compactMap(\.assignment)
        #expect(Set(assignments).count == assignments.count)
    }

    private func checkCustody(of state: DossierState) {
        let carrying = state.openHandovers.filter(\.handover.carriesPaper)
        #expect(carrying.count <= 1, "one paper file, so one handover of it")
        switch state.custodian {
        case .carrier(let name):
            #expect((carrying.first?.carriage ?? state.delivery?.carriage)?.carrier == name)
        case .applicant:
            let isOver = state.endedAt != nil && state.workItems.isEmpty
            #expect(isOver || state.branches.contains { $0.status == .awaitingApplicant })
        case .body(let body):
            #expect(body == state.holder, "whoever holds the main line has the paper")
            #expect(carrying.allSatisfy { $0.carriage == nil })
        }
    }

    /// Something always waits for somebody until the end, and whoever it waits for can do it.
    private func checkWork(of random: RandomLife) {
        let state = random.life.current
        let items = state.workItems
        let isOver = state.status == .handedOver || (state.endedAt != nil && state.custodian == .applicant)
        #expect(items.isEmpty == isOver, "never stuck silently (RTE-05)")
        #expect(Set(items.map(\.id)).count == items.count)
        for item in items {
            #expect(state.isVisible(to: item.body))
            let rejection = random.life.rejection(
                of: random.command(for: item), by: RandomLife.doer(of: item), at: state.lastOccurredAt)
            let isWithPost = item.kind == .handOverResult && rejection == .resultWithPost
            #expect(rejection == nil || isWithPost, "\(item.kind) waits for \(item.body.key)")
        }
    }

    /// What holds of the whole record, whatever happened.
    private func checkWhole(_ random: RandomLife) {
        let life = random.life
        #expect(life.folded == life.state, "AUD-02: the events add up to the state")
        #expect(life.current.version == life.events.count)
        for recorded in life.events {
            let kind = recorded.event.kind
            if kind == .decided || kind == .stepCompleted {
                #expect(recorded.actor.employer == .agency, "SEC-03: nobody from the post decides")
                #expect(recorded.actor.role != .postalClerk)
            }
        }
        checkLedger(of: life)
    }

    private func checkLedger(of life: Life) {
        let now = life.current.lastOccurredAt.adding(minutes: 500)
        guard let reception = life.current.reception else {
            #expect(life.catalogue.ledger(of: life.events, now: now) == nil)
            return
        }
        guard let ledger = life.catalogue.ledger(of: life.events, now: now) else {
            Issue.record("a received dossier has a ledger")
            return
        }
        #expect(ledger.mainLine.first?.from == reception.receivedAt)
        #expect(ledger.mainLine.last?.to == ledger.until)
        #expect(
            zip(ledger.mainLine, ledger.mainLine.dropFirst()).allSatisfy { $0.to == $1.from },
            "TIM-05: no gap")
        #expect(
            ledger.mainLine.map(\.workingMinutes).reduce(0, +)
                == SmallProvince.calendar.workingMinutes(from: reception.receivedAt, to: ledger.until),
            "TIM-05: the segments add up to the whole")
    }
}

@Suite("Replaying")
struct ReplayTests {
    @Test("AUD-02 the events of any life add up to its state, event by event", arguments: 1...100)
    func replay(seed: Int) throws {
        var random = try RandomLife(seed: seed)
        for _ in 0..<40 {
            _ = random.attempt()
            #expect(random.life.folded == random.life.state)
            #expect(random.life.current.version == random.life.events.count)
        }
    }
}
