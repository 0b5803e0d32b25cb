import DossierDomain
import DossierRouting
import Testing

@Suite("Consultations and sending back")
struct ConsultationTests {
    private static let police = AgencyID("police-van-an")

    /// The district's labour division holds the allowance since 23 August, and may ask and answer.
    private func asked(within limit: TimeLimit = .workingDays(3)) throws -> (Life, ConsultationID) {
        var life = try Life.atDistrict()
        try life.act(consult(life, limit), by: .system("labour-van-quan"), at: at("08-26 09:00"))
        return (life, try #require(life.current.consultations.first?.id))
    }

    private func consult(_ life: Life, _ limit: TimeLimit, of agency: AgencyID = police) -> DossierCommand {
        .consult(
            .init(
                assignment: life.current.branches[0].assignment ?? AssignmentID("none"), asked: agency,
                limit: limit, question: secret("question")))
    }

    @Test("RTE-06 whoever is asked has until the limit, and the holder stays the holder")
    func asking() throws {
        let (life, id) = try asked()
        let consultation = try #require(life.current.consultations.first)
        #expect(consultation.dueAt == at("08-29 17:00"), "three working days after Monday the 26th")
        #expect(life.current.holder == .agency(AgencyID("labour-van-quan")))
        #expect(life.current.isVisible(to: .agency(Self.police)))
        let item = try #require(life.current.workItems.first { $0.kind == .answerConsultation })
        #expect(item.body == .agency(Self.police) && item.id == id.text && item.dueAt == consultation.dueAt)
    }

    @Test("RTE-06 only the holder asks, only another agency that exists is asked")
    func whoAsks() throws {
        let life = try Life.atDistrict()
        func rejection(_ actor: Actor, _ agency: String = "police-van-an") -> CommandRejection? {
            life.rejection(
                of: consult(life, .workingDays(3), of: AgencyID(agency)), by: actor, at: at("08-26 09:00"))
        }
        #expect(rejection(.system("labour-lang-son")) == .forbidden(.consultByHolder))
        #expect(rejection(.clerk("van-an")) == .forbidden(.consultByHolder))
        #expect(
            rejection(.any(.postalClerk, .agency(AgencyID("labour-van-quan")), .post)) == .forbidden(.consultByHolder),
            "SEC-03")
        #expect(rejection(.system("labour-van-quan"), "nobody") == .unknownAgency(AgencyID("nobody")))
        #expect(rejection(.system("labour-van-quan"), "labour-van-quan") == .consultsItself)
    }

    @Test("RTE-06 the answer is recorded, from whoever was asked and from nobody else, once")
    func answering() throws {
        var (life, id) = try asked()
        let answer = DossierCommand.answerConsultation(id, answer: secret("answer"))
        #expect(
            life.rejection(of: answer, by: .system("labour-van-quan"), at: at("08-27 09:00"))
                == .forbidden(.answerByAsked))
        try life.act(answer, by: .system("police-van-an"), at: at("08-27 09:00"))
        #expect(life.current.consultations.isEmpty)
        #expect(
            life.rejection(of: answer, by: .system("police-van-an"), at: at("08-27 10:00")) == .unknownConsultation(id))
    }

    @Test("RTE-06 silence past the limit is reported to the forwarding office, once, and a late answer is taken")
    func silence() throws {
        var (life, id) = try asked()
        let report = DossierCommand.reportSilence(id)
        #expect(life.rejection(of: report, by: .administrator, at: at("08-29 17:00")) == .notSilent(id))
        #expect(
            life.rejection(of: report, by: .official("van-an"), at: at("08-30 08:00")) == .forbidden(.watchBySystem))
        try life.act(report, by: .administrator, at: at("08-30 08:00"))
        guard case .consultationSilent(let silent) = life.events.last?.event else {
            Issue.record("silence was not reported")
            return
        }
        #expect(silent.reportedTo == OfficeID("van-an"))
        #expect(life.rejection(of: report, by: .administrator, at: at("08-31 08:00")) == .notSilent(id))
        // What the clock saw on the 30th does not keep anybody from telling of the 29th later (TIM-09).
        try life.act(
            .answerConsultation(id, answer: secret("answer")), by: .system("police-van-an"), at: at("08-29 17:30"),
            now: at("08-30 09:00"))
        #expect(life.current.consultations.isEmpty)
    }

    @Test("RTE-06 a question ends with the step during which it was asked")
    func stepEnds() throws {
        var (life, _) = try asked()
        try life.complete(by: "labour-van-quan", "08-27 10:00")
        #expect(life.current.consultations.isEmpty)
        #expect(!life.current.workItems.contains { $0.kind == .answerConsultation })
    }

    @Test("RTE-06 a step is sent back with a reason to whoever passed it on, mended, and passed on again")
    func sendingBack() throws {
        var life = try Life.atDistrict()
        let assignment = try #require(life.current.branches[0].assignment)
        let sendBack = DossierCommand.sendBack(.init(assignment: assignment, reason: secret("reason")))
        #expect(
            life.rejection(of: sendBack, by: .system("committee-van-an"), at: at("08-26 09:00"))
                == .forbidden(.consultByHolder))
        try life.act(sendBack, by: .system("labour-van-quan"), at: at("08-26 09:00"))
        #expect(life.current.holder == .agency(AgencyID("labour-van-quan")), "until it is acknowledged")
        #expect(life.current.branches[0].assignment == nil)
        try life.acknowledge(by: .system("committee-van-an"), "08-26 15:00")
        #expect(life.current.holder == .agency(AgencyID("committee-van-an")))
        #expect(life.current.custodian == .body(.agency(AgencyID("committee-van-an"))))
        #expect(life.current.workItems.map(\.kind) == [.offerHandover])
        try life.pass(by: .system("committee-van-an"), "08-27 09:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-28 10:00")
        #expect(life.current.branches[0].dueAt == at("09-09 17:00"), "the whole share from the new receipt (TIM-08)")
        #expect(life.current.number != nil)
    }

    @Test("RTE-06 what is not taken back is held on, from its first receipt")
    func notTakenBack() throws {
        var life = try Life.atDistrict()
        let before = life.current.branches[0]
        let assignment = try #require(before.assignment)
        try life.act(
            .sendBack(.init(assignment: assignment, reason: secret("reason"))), by: .system("labour-van-quan"),
            at: at("08-26 09:00"))
        let open = try #require(life.current.openHandovers.first)
        try life.act(
            .returnHandover(open.handover.id, reason: secret("no")), by: .system("committee-van-an"),
            at: at("08-26 15:00"))
        #expect(life.current.branches == [before])
    }

    @Test("RTE-06 nobody passed on what an agency began by itself")
    func nobody() throws {
        var life = try Life.sideBySide()
        try life.complete(by: "police-van-an", "08-28 10:00")
        try life.complete(by: "insurance-van-quan", "08-28 11:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-29 08:00")
        let held = try #require(life.current.branches[0].assignment)
        try life.act(
            .sendBack(.init(assignment: held, reason: secret("reason"))), by: .system("committee-van-an"),
            at: at("08-29 09:00"))
        #expect(life.current.openHandovers[0].handover.to == .agency(AgencyID("police-van-an")), "the lead's")
        var own = try Life.received("9.000001")
        try own.pass(by: .clerk("van-an"), "08-20 09:00")
        for agency in ["labour-van-quan", "police-van-an"] {
            try own.acknowledge(by: .system(agency), "08-21 08:00")
        }
        try own.complete(by: "labour-van-quan", "08-22 08:00")
        try own.acknowledge(by: .system("labour-lang-son"), "08-23 08:00")
        try own.complete(by: "police-van-an", "08-23 09:00")
        try own.complete(by: "labour-lang-son", "08-26 08:00")
        let drafting = try #require(own.current.branches[0].assignment)
        #expect(
            own.rejection(
                of: .sendBack(.init(assignment: drafting, reason: secret("reason"))), by: .system("labour-lang-son"),
                at: at("08-26 09:00")) == .nobodyToSendBackTo)
    }
}
