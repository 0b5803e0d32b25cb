import DossierDomain
import DossierRouting
import Testing

@Suite("Handovers between bodies")
struct HandoverTests {
    @Test("RTE-04 HND-04 in parallel branches the paper goes with the lead, the data to all")
    func paperWithLead() throws {
        var life = try Life.received("2.000986")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-20 16:00", carriage: Carriage(carrier: "VNPost"))
        let carrying = life.current.openHandovers.filter(\.handover.carriesPaper)
        #expect(carrying.map(\.handover.to) == [.agency(AgencyID("police-van-an"))])
        #expect(life.current.custodian == .carrier("VNPost"))
        #expect(life.current.openHandovers.filter { $0.carriage != nil }.count == 1, "only paper is carried")
        try life.acknowledge(by: .system("insurance-van-quan"), "08-21 08:00")
        #expect(life.current.custodian == .carrier("VNPost"), "acknowledging the data moves no paper")
        try life.acknowledge(by: .system("police-van-an"), "08-21 09:00")
        #expect(life.current.custodian == .body(.agency(AgencyID("police-van-an"))))
    }

    @Test("RTE-04 HND-04 data that is sent back moves no paper")
    func dataSentBack() throws {
        var life = try Life.received("2.000986")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-20 16:00")
        try life.acknowledge(by: .system("police-van-an"), "08-21 08:00")
        let data = try #require(life.current.openHandovers.first).handover
        #expect(data.to == .agency(AgencyID("insurance-van-quan")))
        try life.act(
            .returnHandover(data.id, reason: secret("reason")), by: .system("insurance-van-quan"),
            at: at("08-21 09:00"))
        #expect(life.current.custodian == .body(.agency(AgencyID("police-van-an"))))
        #expect(
            life.current.branches.map(\.holder)
                == [.agency(AgencyID("police-van-an")), .agency(AgencyID("committee-van-an"))])
    }

    @Test("RTE-04 HND-04 the side branch that ends last can't send the lead's paper off")
    func carriageOfAnother() throws {
        var life = try Life.sideBySide()
        try life.complete(by: "police-van-an", "08-28 08:00")
        try life.complete(
            by: "insurance-van-quan", "08-29 08:00", carriage: Carriage(carrier: "Viettel Post"))
        #expect(life.current.custodian == .body(.agency(AgencyID("police-van-an"))))
        #expect(life.current.openHandovers.allSatisfy { $0.carriage == nil })
    }

    @Test(
        "HND-01 offered, it stays the sender's; acknowledged, it is the receiver's; returned, the sender's again"
    )
    func twoSided() throws {
        var life = try Life.received("2.002307")
        let office = Body.office(OfficeID("van-an"))
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        let offered = try #require(life.current.openHandovers.first).handover
        #expect(life.current.branches.map(\.holder) == [office])
        #expect(life.current.branches.map(\.status) == [.offered])
        #expect(life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 09:05")) == .nothingToOffer)
        try life.act(
            .returnHandover(offered.id, reason: secret("reason")), by: .system("committee-van-an"),
            at: at("08-20 10:00"))
        #expect(life.current.branches.map(\.status) == [.toOffer])
        #expect(life.current.custodian == .body(office))
        #expect(life.current.status == .received)
        try life.pass(by: .clerk("van-an"), "08-20 11:00")
        #expect(
            life.current.openHandovers.map(\.handover.id) != [offered.id], "offered anew under a new identity"
        )
        try life.acknowledge(by: .system("committee-van-an"), "08-20 14:00")
        #expect(life.current.branches.map(\.holder) == [.agency(AgencyID("committee-van-an"))])
        #expect(life.current.custodian == .body(.agency(AgencyID("committee-van-an"))))
    }

    @Test(
        "HND-01 with a carrier the paper and the clock are the carrier's until it is acknowledged or returned"
    )
    func carrier() throws {
        var life = try Life.received("2.002307")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        let id = try #require(life.current.openHandovers.first).handover.id
        let carriage = Carriage(carrier: "VNPost", trackingCode: "RA1VN")
        #expect(
            life.rejection(
                of: .dispatchHandover(id, carriage), by: .system("committee-van-an"), at: at("08-20 09:30"))
                == .forbidden(.passOnByHolder))
        try life.act(.dispatchHandover(id, carriage), by: .clerk("van-an"), at: at("08-20 10:00"))
        #expect(life.current.custodian == .carrier("VNPost"))
        #expect(life.current.mainLineHolder == .carrier("VNPost"))
        #expect(life.current.openHandovers.map(\.dispatchedAt) == [at("08-20 10:00")])
        #expect(
            life.rejection(of: .dispatchHandover(id, carriage), by: .clerk("van-an"), at: at("08-20 10:30"))
                == .alreadyDispatched(id))
        var returned = life
        try returned.act(
            .returnHandover(id, reason: secret("reason")), by: .system("committee-van-an"),
            at: at("08-21 08:00"))
        #expect(returned.current.custodian == .body(.office(OfficeID("van-an"))))
        try life.acknowledge(by: .system("committee-van-an"), "08-21 08:00")
        #expect(life.current.custodian == .body(.agency(AgencyID("committee-van-an"))))
    }

    @Test("HND-01 only whom it is offered to answers, and an unknown handover is said to be unknown")
    func answers() throws {
        var life = try Life.received("2.002307")
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        let id = try #require(life.current.openHandovers.first).handover.id
        let reason = secret("reason")
        for other: Actor in [
            .clerk("van-an"), .official("van-an"), .system("labour-van-quan"), .administrator,
            .any(.administrator, .agency(AgencyID("committee-van-an")), .agency),
        ] {
            for command in [DossierCommand.acknowledgeHandover(id), .returnHandover(id, reason: reason)] {
                #expect(
                    life.rejection(of: command, by: other, at: at("08-20 10:00"))
                        == .forbidden(.answerByRecipient))
            }
        }
        let unknown = HandoverID("d1.99")
        for command in [
            DossierCommand.acknowledgeHandover(unknown), .returnHandover(unknown, reason: reason),
            .dispatchHandover(unknown, Carriage(carrier: "VNPost")),
        ] {
            #expect(
                life.rejection(of: command, by: .system("committee-van-an"), at: at("08-20 10:00"))
                    == .unknownHandover(unknown))
        }
    }

    @Test("RTE-03 the upper level's office sees what passes to its agencies, the others don't")
    func monitors() throws {
        let life = try Life.decided()
        #expect(life.current.monitors == [OfficeID("van-quan"), OfficeID("lang-son")])
        for (office, sees) in [("van-an", true), ("van-quan", true), ("lang-son", true), ("yen-phuc", false)] {
            #expect(life.current.isVisible(to: .office(OfficeID(office))) == sees, "\(office)")
        }
        #expect(!life.current.isVisible(to: .agency(AgencyID("finance-van-quan"))))
        let early = try Life.received("2.002307")
        #expect(early.current.monitors.isEmpty, "nothing has passed yet")
    }

    @Test("RTE-06 only the holder passes on")
    func passingOn() throws {
        let life = try Life.received("2.002307")
        for other: Actor in [
            .clerk("yen-phuc"), .official("van-quan"), .system("committee-van-an"), .administrator,
            .any(.administrator, .office(OfficeID("van-an")), .agency),
        ] {
            #expect(
                life.rejection(of: .pass, by: other, at: at("08-20 09:00")) == .forbidden(.passOnByHolder))
        }
        #expect(life.rejection(of: .pass, by: .official("van-an"), at: at("08-20 09:00")) == nil)
        let other = DossierCommand.offerHandover(.init(branch: BranchID("no-such-branch")))
        #expect(life.rejection(of: other, by: .clerk("van-an"), at: at("08-20 09:00")) == .nothingToOffer)
    }

    @Test("RTE-01 branches can be passed on one by one")
    func branchByBranch() throws {
        var life = try Life.received("9.000001")
        for (index, branch) in ["police", "labour"].enumerated() {
            try life.act(
                .offerHandover(.init(branch: BranchID(branch))), by: .clerk("van-an"),
                at: at("08-20 09:0\(index)"))
        }
        #expect(
            life.current.openHandovers.map(\.handover.branch) == [BranchID("police"), BranchID("labour")])
    }
}
