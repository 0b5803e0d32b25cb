import DossierDomain
import DossierRouting
import Testing

/// Where routing meets the rest of a dossier's life; each found by the simulation or by reading both.
@Suite("Routing and the rest of life")
struct InterplayTests {
    private let carriage = Carriage(carrier: "VNPost", trackingCode: "T1")

    private func sentBackByPost() throws -> Life {
        var life = try Life.atDistrict()
        let assignment = try #require(life.current.branches[0].assignment)
        try life.act(
            .sendBack(.init(assignment: assignment, reason: secret("reason"), carriage: carriage)),
            by: .system("labour-van-quan"), at: at("08-24 09:00"))
        return life
    }

    @Test("RTE-06 WDR-01 what is on its way back when the citizen withdraws arrives, and goes back to the citizen")
    func withdrawnOnItsWayBack() throws {
        var life = try sentBackByPost()
        try life.act(
            .withdraw(.init(by: .applicant, requester: secret("citizen"))), by: .clerk("van-an"), at: at("08-26 09:00"))
        let open = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(.acknowledgeHandover(open), by: .system("committee-van-an"), at: at("08-26 15:00"))
        #expect(life.current.custodian == .body(.agency(AgencyID("committee-van-an"))))
    }

    @Test("RTE-05 HND-04 a parcel on its way to a body that has ceased comes back to whoever goes on")
    func parcelToCeased() throws {
        var life = try sentBackByPost()
        life.catalogue = ReplanningTests.without("committee-van-an")
        try life.act(.replan(.init(reason: secret("ground"))), by: .official("van-an"), at: at("08-26 10:00"))
        #expect(life.current.openHandovers.isEmpty)
        #expect(life.current.custodian == .body(.agency(AgencyID("labour-van-quan"))), "one custodian (RTE-04)")
    }

    @Test("RTE-05 RES-03 a result that is with the post when its office ceases is delivered, or comes to the new one")
    func postedWhenOfficeCeases() throws {
        var life = try Life.ready()
        try life.act(.postResult(carriage), by: .clerk("van-an"), at: at("09-05 11:00"))
        life.catalogue = ReplanningTests.without("van-an")
        try life.act(
            .replan(.init(returnOffice: OfficeID("van-quan"), reason: secret("ground"))), by: .administrator,
            at: at("09-06 10:00"))
        #expect(life.current.status == .readyToHandOver)
        #expect(life.current.custodian == .carrier("VNPost"))
        try life.act(.takeBackResult, by: .clerk("van-quan"), at: at("09-12 10:00"))
        #expect(life.current.custodian == .body(.office(OfficeID("van-quan"))))
    }

    @Test("SUP-02 TIM-04 after a supplement a remote commune has its longer limit again")
    func resetInRemoteCommune() throws {
        let catalogue = TransitTests.with(.init(remoteExtension: .calendarDays(5)), remote: [.distant])
        var life = try Life.received("2.002307", under: catalogue)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        let assignment = try #require(life.current.branches[0].assignment)
        try life.act(
            .askSupplement(
                .init(
                    assignment: assignment, missing: [needsCertificate], guidance: secret("guidance"),
                    carriage: carriage)),
            by: .system("committee-van-an"), at: at("08-21 09:00"))
        try life.acknowledge(by: .clerk("van-an"), "08-21 10:00")
        try life.act(.issueSupplementRequest, by: .clerk("van-an"), at: at("08-21 11:00"))
        try life.act(.supplement(documents: [certificate]), by: .clerk("van-an"), at: at("08-26 09:00"))
        #expect(life.current.reception?.dueAt == at("09-25 17:00"), "thirty days from Monday the 26th")
        #expect(life.current.reception?.firstDueAt == at("09-19 17:00"))
    }

    @Test("SUP-02 CAT-03 a promise by the chain is counted by the chain again; where it finds nobody, by the limit")
    func chainAgain() throws {
        var chain = TransitTests.with(.init(appointment: .chain)).document
        var life = try Life.awaitingSupplement()
        life.catalogue = Catalogue(chain, version: 2)
        try life.act(.supplement(documents: [certificate]), by: .clerk("van-an"), "08-28 08:00")
        let byChain = try #require(life.current.reception?.dueAt)
        chain.agencies = ReplanningTests.without("labour-lang-son").document.agencies
        var broken = try Life.awaitingSupplement()
        broken.catalogue = Catalogue(chain, version: 2)
        try broken.act(.supplement(documents: [certificate]), by: .clerk("van-an"), "08-28 08:00")
        #expect(broken.current.reception?.dueAt == at("09-23 17:00"), "25 days from 28 August, moved off a Sunday")
        #expect(byChain > at("09-23 17:00"), "with transit and return")
    }

    @Test("RTE-05 an agency that was named and has ceased itself is flagged again")
    func namedAndCeased() throws {
        var life = try Life.atDistrict()
        let step = PlannedAgency(step: StepID("decide"), agency: AgencyID("committee-lang-son"))
        try life.act(.replan(.init(steps: [step], reason: secret("reason"))), by: .official("van-an"), "08-23 15:00")
        life.catalogue = ReplanningTests.without("committee-lang-son")
        try life.act(.checkPlan, by: .administrator, "08-26 08:00")
        #expect(life.current.planProblems == [PlanProblem(.stepUnresolved, step: StepID("decide"))])
    }

    @Test(
        "RTE-05 where no office above is left, the dossier is flagged to the one that has ceased, and taken over by none"
    )
    func nobodyAbove() throws {
        var life = try Life.received("2.002307")
        life.catalogue = ReplanningTests.without("van-an", "van-quan", "lang-son")
        try life.act(.checkPlan, by: .administrator, "08-26 08:00")
        #expect(life.current.successor == nil)
        #expect(life.current.flaggedTo == OfficeID("van-an"))
        #expect(
            life.current.planProblems.map(\.cause) == [.returnOfficeCeased, .bodyCeased],
            "an administrator may still plan it anew")
    }
}
