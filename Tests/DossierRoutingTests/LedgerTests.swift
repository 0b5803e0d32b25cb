import DossierDomain
import DossierRouting
import Testing

/// Where the time went, read as a citizen or a chief of office would (TIM-05).
@Suite("The deadline ledger")
struct LedgerTests {
    private func ledger(_ life: Life, _ now: String) throws -> DeadlineLedger {
        try #require(life.catalogue.ledger(of: life.events, now: at(now)))
    }

    private func row(_ segment: DeadlineLedger.Segment) -> String {
        let holder =
            switch segment.holder {
            case .body(let body): body.key
            case .carrier(let name): name
            case .applicant: "applicant"
            }
        return "\(holder) \(segment.activity.rawValue)"
    }

    @Test("TIM-05 the segments name holder and work, follow one another, and add up to the whole")
    func segments() throws {
        var life = try Life.received("2.002307", under: TransitTests.withNorms)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-22 10:00", carriage: Carriage(carrier: "VNPost"))
        try life.acknowledge(by: .system("labour-van-quan"), "08-26 10:00")
        let ledger = try ledger(life, "08-27 10:00")
        #expect(
            ledger.mainLine.map(row) == [
                "office:van-an passingOn", "office:van-an handingOver", "agency:committee-van-an handling",
                "VNPost carrying", "agency:labour-van-quan handling",
            ])
        #expect(zip(ledger.mainLine, ledger.mainLine.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(ledger.mainLine.map(\.workingMinutes) == [60, 60, 960, 960, 480])
        #expect(ledger.mainLine.map(\.punctuality) == [.onTime, nil, .early, .late, nil])
        #expect(ledger.mainLine[4].isOpen && ledger.mainLine[4].share == TimeAllowance(.calendarDays(10)))
    }

    @Test("HND-03 late transit is the carrier's: whoever gets it late has the whole share")
    func lateTransit() throws {
        var life = try Life.received("2.002307", under: TransitTests.withNorms)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-22 10:00", carriage: Carriage(carrier: "VNPost"))
        try life.acknowledge(by: .system("labour-van-quan"), "08-28 10:00")
        let ledger = try ledger(life, "08-29 10:00")
        let carrying = try #require(ledger.mainLine.first { $0.activity == .carrying })
        #expect(carrying.deadline?.dueAt == at("08-23 17:00"))
        #expect(carrying.punctuality == .late)
        #expect(life.current.branches[0].dueAt == at("09-09 17:00"), "ten days after 28 August end on a Saturday")
        #expect(ledger.mainLine.last?.punctuality == nil)
    }

    @Test("TIM-05 the 15:00 rule and holidays are named where they moved an end")
    func reasons() throws {
        var life = try Life.received("2.002307", on: "08-30 15:30", under: TransitTests.withNorms)
        try life.pass(by: .clerk("van-an"), "09-03 08:00")
        try life.acknowledge(by: .system("committee-van-an"), "09-03 09:00")
        let ledger = try ledger(life, "09-03 10:00")
        let calendar = TransitTests.withNorms.calendar(of: .office(OfficeID("van-an")), on: date("2019-08-30"))
        let daysOff = ["2019-08-31", "2019-09-01", "2019-09-02"].map { text in
            Deadline.Reason.skipped(date(text), calendar.day(date(text)))
        }
        #expect(
            ledger.mainLine[0].deadline
                == Deadline(
                    dueAt: at("09-03 07:30"),
                    reasons: [.cutOffPassed(on: date("2019-08-30"), countsAs: date("2019-09-03"))] + daysOff))
        #expect(ledger.mainLine[0].punctuality == .late)
        let step = try #require(ledger.mainLine.last?.deadline)
        #expect(
            step.reasons.contains {
                if case .lastDayMoved(let from, _, let to) = $0 {
                    return from == date("2019-09-08") && to == date("2019-09-09")
                }
                return false
            })
    }

    @Test("TIM-05 side branches partition their own time, and the lead waits for them on its own line")
    func sideLines() throws {
        var life = try Life.sideBySide()
        try life.complete(by: "police-van-an", "08-28 10:00")
        let ledger = try ledger(life, "08-29 10:00")
        #expect(ledger.mainLine.last?.activity == .waitingForBranches)
        #expect(
            ledger.sideLines.map(row) == [
                "agency:committee-van-an handingOver", "agency:insurance-van-quan handling",
            ])
        #expect(ledger.sideLines[0].from == at("08-20 16:00") && ledger.sideLines[1].from == at("08-22 08:00"))
        #expect(ledger.sideLines[1].isOpen)
    }

    @Test("TIM-05 a consultation lies within the time of whoever asked, and its answer may be late")
    func consultations() throws {
        var life = try Life.atDistrict()
        try life.act(
            .consult(
                .init(
                    assignment: life.current.branches[0].assignment ?? AssignmentID("none"),
                    asked: AgencyID("police-van-an"), limit: .workingDays(1), question: secret("question"))),
            by: .system("labour-van-quan"), at: at("08-26 09:00"))
        let id = try #require(life.current.consultations.first?.id)
        try life.act(
            .answerConsultation(id, answer: secret("answer")), by: .system("police-van-an"), at: at("08-28 09:00"))
        let ledger = try ledger(life, "08-29 10:00")
        #expect(ledger.consultations.count == 1)
        #expect(ledger.consultations[0].from == at("08-26 09:00") && ledger.consultations[0].to == at("08-28 09:00"))
        #expect(ledger.consultations[0].punctuality == .late)
        #expect(ledger.mainLine.last?.from == at("08-23 10:00"), "the holder's clock ran on")
    }

    @Test("TIM-05 what would come of it: whole shares, an answer today, and nothing once the result is there")
    func projection() throws {
        var life = try Life.received("2.002307", under: TransitTests.withNorms)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        let whole = try #require(try ledger(life, "08-21 10:00").projection)
        #expect(whole.withWholeShares == at("09-24 17:00"))
        // Answered on the 21st: the post until the 22nd, ten days until 3 September, the post until the 5th, ten days
        // until Monday the 16th, and the post until the 18th.
        #expect(whole.ifAnsweredNow == at("09-18 17:00"))
        #expect(whole.dueIfSupplementedNow == nil)
        #expect(try ledger(try Life.ready(), "09-06 10:00").projection == nil)
    }

    @Test("TIM-05 a step that was sent back and came again has two accounts; one nobody took back has one")
    func sentBack() throws {
        var life = try Life.atDistrict()
        let assignment = try #require(life.current.branches[0].assignment)
        try life.act(
            .sendBack(.init(assignment: assignment, reason: secret("reason"))), by: .system("labour-van-quan"),
            at: at("08-26 09:00"))
        var refused = life
        let open = try #require(life.current.openHandovers.first?.handover.id)
        try refused.act(
            .returnHandover(open, reason: secret("no")), by: .system("committee-van-an"), at: at("08-26 15:00"))
        #expect(try ledger(refused, "08-27 10:00").steps.filter { $0.step == StepID("appraise") }.count == 1)
        #expect(try ledger(refused, "08-27 10:00").steps.last?.completedAt == nil)
        try life.acknowledge(by: .system("committee-van-an"), "08-26 15:00")
        try life.pass(by: .system("committee-van-an"), "08-27 09:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-28 10:00")
        let accounts = try ledger(life, "08-29 10:00").steps.filter { $0.step == StepID("appraise") }
        #expect(accounts.map(\.completedAt) == [at("08-26 09:00"), nil])
    }
}
