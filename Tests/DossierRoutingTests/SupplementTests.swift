import DossierDomain
import DossierRouting
import Testing

@Suite("A supplement during handling")
struct SupplementTests {
    private let district = Actor.system("labour-van-quan")
    private let clerk = Actor.clerk("van-an")

    @Test("SUP-01 the agency asks, the one-stop office gives form 02, the citizen has the dossier meanwhile")
    func way() throws {
        var life = try Life.atDistrict()
        try life.act(.ask(life.current, by: "labour-van-quan"), by: district, "08-23 14:00")
        #expect(life.kinds.suffix(2) == [.supplementAsked, .handoverOffered])
        #expect(life.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-an"))])
        #expect(life.current.nationalCode == 4, "the citizen hasn't been told")
        #expect(
            life.rejection(of: .issueSupplementRequest, by: clerk, "08-23 15:00") == .noSupplementToIssue,
            "the office doesn't have it yet")
        try life.acknowledge(by: clerk, "08-26 08:00")
        #expect(life.current.workItems.map(\.kind) == [.issueSupplementRequest])
        try life.act(.issueSupplementRequest, by: clerk, "08-26 09:00")
        #expect(life.current.status == .awaitingSupplement)
        #expect(life.current.nationalCode == 5)
        #expect(life.current.custodian == .applicant)
        #expect(life.current.mainLineHolder == .applicant)
        #expect(life.current.workItems.map(\.kind) == [.receiveSupplement])
        #expect(life.current.registers?.notices.map(\.kind) == [.supplement])
        #expect(!life.current.isLate(at: at("09-30 08:00")), "the citizen isn't late")
    }

    @Test("SUP-01 only the holder asks, of what is on the list, and only the receiving office tells the citizen")
    func who() throws {
        let life = try Life.atDistrict()
        let ask = DossierCommand.ask(life.current, by: "labour-van-quan")
        for other: Actor in [clerk, .official("van-quan"), .system("labour-lang-son"), .administrator] {
            #expect(life.rejection(of: ask, by: other, "08-23 14:00") == .forbidden(.askByHolder))
        }
        let unlisted = MissingDocument(document: DocumentID("photo"), originals: 1, copies: 0)
        #expect(
            life.rejection(of: .ask(life.current, by: "labour-van-quan", [unlisted]), by: district, "08-23 14:00")
                == .documentsNotOnList([DocumentID("photo")]))
        #expect(
            life.rejection(of: .ask(life.current, by: "labour-van-quan", []), by: district, "08-23 14:00")
                == .supplementEmpty)
        #expect(
            life.rejection(
                of: .askSupplement(
                    .init(
                        assignment: AssignmentID("none"), missing: [needsCertificate], guidance: secret("guidance"))),
                by: district, "08-23 14:00") == .unknownAssignment(AssignmentID("none")))
        let waiting = try Life.awaitingSupplement()
        #expect(
            waiting.rejection(of: .supplement(documents: [certificate]), by: .clerk("yen-phuc"), "08-27 08:00")
                == .forbidden(.receiveAtOwnOffice))
    }

    @Test("SUP-01 a second request is rejected, because the law allows one")
    func once() throws {
        var life = try Life.awaitingSupplement()
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-28 08:00")
        try life.pass(by: clerk, "08-28 09:00")
        try life.acknowledge(by: district, "08-28 10:00")
        #expect(
            life.rejection(of: .ask(life.current, by: "labour-van-quan"), by: district, "08-28 11:00")
                == .supplementAlreadyAsked(at("08-23 14:00")))
    }

    @Test("SUP-01 a request that the office sends back was never made: the agency's work goes on, with its first date")
    func sentBack() throws {
        var life = try Life.atDistrict()
        let before = life.current.branches
        try life.act(.ask(life.current, by: "labour-van-quan"), by: district, "08-23 14:00")
        #expect(life.current.branches.map(\.status) == [.offered] && life.current.branches.map(\.assignment) == [nil])
        let handover = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(.returnHandover(handover, reason: secret("reason")), by: clerk, "08-26 08:00")
        #expect(life.current.handlingSupplement == nil)
        #expect(life.current.branches == before, "no new share is counted")
        #expect(life.current.workItems.map(\.kind) == [.completeStep])
        #expect(life.current.custodian == .body(.agency(AgencyID("labour-van-quan"))))
        #expect(life.rejection(of: .pass, by: district, "08-26 09:00") == .nothingToOffer)
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("08-26 09:00")))
        #expect(ledger.steps.map(\.receivedAt) == [at("08-20 10:00"), at("08-23 10:00")])
        #expect(ledger.steps.last?.completedAt == nil)
        #expect(life.rejection(of: .ask(life.current, by: "labour-van-quan"), by: district, "08-26 09:00") == nil)
        try life.complete(by: "labour-van-quan", "08-26 10:00")
        #expect(life.folded == life.state)
    }

    @Test("SUP-01 RTE-05 a request that a new plan takes back was never made: whoever goes on with the step may ask")
    func takenBackByPlan() throws {
        var life = try Life.atDistrict()
        try life.act(.ask(life.current, by: "labour-van-quan"), by: district, "08-23 14:00")
        let step = PlannedAgency(step: StepID("appraise"), agency: AgencyID("committee-van-quan"))
        try life.act(.replan(.init(steps: [step], reason: secret("reason"))), by: .official("van-an"), "08-23 15:00")
        #expect(life.current.handlingSupplement == nil)
        try life.acknowledge(by: .system("committee-van-quan"), "08-26 08:00")
        try life.act(
            .ask(life.current, by: "committee-van-quan"), by: .system("committee-van-quan"), "08-26 09:00")
        #expect(life.current.handlingSupplement?.askedBy == .agency(AgencyID("committee-van-quan")))
        #expect(life.folded == life.state)
    }

    @Test("SUP-02 with the papers complete the limit counts from the beginning; the first due date is kept")
    func reset() throws {
        var life = try Life.awaitingSupplement()
        let first = try #require(life.current.reception?.firstDueAt)
        #expect(first == at("09-16 17:00"))
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-28 08:00")
        #expect(life.kinds.suffix(2) == [.supplemented, .timeLimitReset])
        #expect(life.current.status == .handling)
        #expect(life.current.reception?.dueAt == at("09-23 17:00"), "25 days from 28 August, moved off a Sunday")
        #expect(life.current.reception?.firstDueAt == first)
        #expect(life.current.reception?.passOnBy == at("08-28 17:00"))
        #expect(life.current.reception?.rescheduledAt == nil, "the one new appointment is unused")
        #expect(life.current.custodian == .body(.office(OfficeID("van-an"))))
        try life.pass(by: clerk, "08-28 09:00")
        try life.acknowledge(by: district, "08-29 08:00")
        #expect(life.current.branches.map(\.step) == [StepID("appraise")], "the commune's step stays finished")
        #expect(life.current.branches.map(\.dueAt) == [at("09-09 17:00")], "ten days from its new receipt")
        try life.act(.apology("2019-09-30"), by: district, "09-06 08:00")
        #expect(life.current.reception?.dueAt == at("09-30 17:00"))
    }

    @Test("SUP-02 papers may come in parts; only the last part resets the limit")
    func parts() throws {
        var life = try Life.atDistrict()
        let two = [needsCertificate, MissingDocument(document: DocumentID("application"), originals: 1, copies: 1)]
        try life.act(.ask(life.current, by: "labour-van-quan", two), by: district, "08-23 14:00")
        try life.acknowledge(by: clerk, "08-26 08:00")
        try life.act(.issueSupplementRequest, by: clerk, "08-26 09:00")
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-28 08:00")
        #expect(life.current.status == .awaitingSupplement)
        #expect(life.current.handlingSupplement?.outstanding == [two[1]])
        #expect(life.rejection(of: .supplement(documents: []), by: clerk, "08-28 09:00") == .supplementEmpty)
        let rest = SubmittedDocument(document: DocumentID("application"), originals: 2, copies: 0)
        try life.act(.supplement(documents: [rest]), by: clerk, "08-29 08:00")
        #expect(life.current.status == .handling, "a spare original serves as its copy")
        #expect(life.current.reception?.countedFrom == at("08-29 08:00"))
    }

    @Test("SUP-02 a body at work on another branch keeps its work, and has its date counted anew")
    func sideBySide() throws {
        var life = try Life.sideBySide()
        let police = Actor.system("police-van-an")
        try life.act(.ask(life.current, by: "police-van-an"), by: police, "08-22 10:00")
        try life.acknowledge(by: clerk, "08-22 14:00")
        try life.act(.issueSupplementRequest, by: clerk, "08-22 15:00")
        #expect(life.current.branches.map(\.status) == [.awaitingApplicant, .held])
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-27 08:00")
        let card = try #require(life.current.branches.first { $0.branch == BranchID("card") })
        #expect(card.dueAt == at("09-11 17:00"), "ten working days from 27 August, over National Day")
        try life.complete(by: "insurance-van-quan", "08-27 10:00")
        try life.pass(by: clerk, "08-27 11:00")
        try life.acknowledge(by: police, "08-28 08:00")
        try life.complete(by: "police-van-an", "08-29 08:00")
        #expect(life.current.stage == StageID("stage-3"))
    }

    @Test("TIM-05 the ledger gives the time of a supplement to the applicant")
    func ledger() throws {
        var life = try Life.awaitingSupplement()
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-28 08:00")
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("08-28 08:00")))
        let applicant = ledger.mainLine.filter { $0.holder == .applicant }
        #expect(applicant.map(\.from) == [at("08-26 09:00")])
        #expect(applicant.map(\.to) == [at("08-28 08:00")])
        #expect(zip(ledger.mainLine, ledger.mainLine.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(ledger.steps.map(\.step) == [StepID("check"), StepID("appraise")])
        #expect(ledger.steps.last?.completedAt == at("08-23 14:00"), "the district's own work ended with its request")
        let rows = ControlSheet(events: life.events).rows
        #expect(rows.contains { $0.to == .applicant } && rows.last?.from == .applicant)
    }

    @Test("SUP-02 a changed calendar counts from the completed supplement")
    func calendarAfterReset() throws {
        var life = try Life.awaitingSupplement()
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-28 08:00")
        life.catalogue = SmallProvince.withDayOff("2019-09-23")
        try life.act(.applyCalendar, by: .administrator, "08-29 08:00")
        #expect(life.current.reception?.dueAt == at("09-24 17:00"))
    }
}
