import DossierDomain
import DossierRouting
import Testing

@Suite("Withdrawal, stop, loss and papers given back")
struct EndingTests {
    private let clerk = Actor.clerk("van-an")
    private let district = Actor.system("labour-van-quan")
    private let committee = Actor.system("committee-van-an")
    private let office = Custodian.body(.office(OfficeID("van-an")))

    @Test("WDR-01 withdrawn before it was passed on: the office gives everything back")
    func withdrawnAtOffice() throws {
        var life = try Life.received("2.002307")
        #expect(
            life.rejection(of: .withdrawal, by: .clerk("yen-phuc"), "08-20 09:00")
                == .forbidden(.informByReceivingOffice))
        try life.act(.withdrawal, by: clerk, "08-20 09:00")
        #expect(life.current.status == .withdrawn)
        #expect(life.current.nationalCode == 7)
        #expect(life.current.workItems.map(\.kind) == [.giveBackPapers])
        try life.act(
            .giveBackPapers(
                .init(
                    to: .representative, recipient: secret("recipient"), method: .post, trackingCode: "RA1VN",
                    originals: [DocumentID("application")])), by: clerk, "08-20 10:00")
        #expect(life.current.custodian == .applicant)
        #expect(life.current.originalsHeld.isEmpty)
        #expect(life.current.workItems.isEmpty)
        #expect(life.rejection(of: .givingBack, by: clerk, "08-20 11:00") == .papersElsewhere(.applicant))
        #expect(!life.current.isLate(at: at("09-30 08:00")))
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("09-30 08:00")))
        #expect(ledger.isClosed && ledger.until == at("08-20 09:00") && ledger.punctuality == nil)
    }

    @Test("WDR-01 withdrawn at an agency: the papers come back through the office")
    func withdrawnAtAgency() throws {
        var life = try Life.atDistrict()
        try life.act(.withdrawal, by: clerk, "08-26 09:00")
        #expect(life.current.branches.isEmpty)
        #expect(life.current.openHandovers.map(\.handover.purpose) == [.papers])
        #expect(
            life.rejection(of: .givingBack, by: clerk, "08-26 10:00")
                == .papersElsewhere(.body(.agency(AgencyID("labour-van-quan")))))
        let handover = try #require(life.current.openHandovers.first?.handover.id)
        var sentBack = life
        try sentBack.act(.returnHandover(handover, reason: secret("reason")), by: clerk, "08-26 11:00")
        #expect(sentBack.current.workItems.map(\.kind) == [.offerHandover])
        #expect(sentBack.rejection(of: .pass, by: clerk, "08-26 12:00") == .forbidden(.passOnByHolder))
        try sentBack.act(.pass, by: district, "08-26 12:00")
        #expect(sentBack.current.openHandovers.map(\.handover.purpose) == [.papers])
        try life.act(.acknowledgeHandover(handover), by: clerk, "08-27 09:00")
        #expect(life.current.custodian == office)
        #expect(life.rejection(of: .pass, by: clerk, "08-27 10:00") == .nothingToOffer)
        try life.act(.givingBack, by: clerk, "08-27 10:00")
        #expect(life.current.custodian == .applicant)
    }

    @Test("WDR-01 withdrawn while a carrier has the papers: they go back from wherever they arrive")
    func withdrawnOnTheRoad() throws {
        var life = try Life.received("2.002307")
        try life.act(.offerHandover(.init(carriage: Carriage(carrier: "VNPost"))), by: clerk, "08-20 09:00")
        try life.act(.withdrawal, by: clerk, "08-20 15:00")
        #expect(life.current.custodian == .carrier("VNPost"))
        #expect(life.current.openHandovers.count == 1)
        try life.acknowledge(by: committee, "08-21 09:00")
        #expect(life.kinds.suffix(2) == [.handoverAcknowledged, .handoverOffered])
        #expect(life.current.openHandovers.map(\.handover.purpose) == [.papers])
        try life.acknowledge(by: clerk, "08-21 15:00")
        #expect(life.current.workItems.map(\.kind) == [.giveBackPapers])
    }

    @Test("WDR-01 withdrawn while the citizen has the papers for a supplement: nothing is left to give back")
    func withdrawnDuringSupplement() throws {
        var life = try Life.awaitingSupplement()
        try life.act(.withdrawal, by: clerk, "08-27 09:00")
        #expect(life.current.custodian == .applicant)
        #expect(life.current.workItems.isEmpty)
        #expect(life.current.registers?.notices.allSatisfy { $0.settledAt != nil } == true)
    }

    @Test("WDR-01 until the result is decided, and not after")
    func tooLate() throws {
        #expect(
            try Life.decided().rejection(of: .withdrawal, by: clerk, "09-04 11:00")
                == .notInStatus(.decided, allowed: DossierStatus.decided.allowedCommands))
    }

    @Test("WDR-01 handling is stopped with a reason by whoever holds it, and the citizen is told")
    func stopped() throws {
        var life = try Life.atDistrict()
        for other: Actor in [clerk, .system("labour-lang-son"), .official("van-quan"), .administrator] {
            #expect(life.rejection(of: .stopping, by: other, "08-26 09:00") == .forbidden(.askByHolder))
        }
        #expect(life.rejection(of: .stopping, by: .official("van-an"), "08-26 09:00") == nil)
        try life.act(.stopping, by: district, "08-26 09:00")
        #expect(life.current.status == .stopped)
        #expect(life.current.nationalCode == 8)
        #expect(life.current.registers?.notices.map(\.kind) == [.stop])
        #expect(life.current.openHandovers.map(\.handover.purpose) == [.papers])
    }

    @Test("HND-04 loss and damage name whoever has the papers at that moment")
    func incident() throws {
        var life = try Life.received("2.002307")
        let lost = DossierCommand.reportIncident(.init(kind: .lost, description: secret("description")))
        try life.act(.offerHandover(.init(carriage: Carriage(carrier: "VNPost"))), by: clerk, "08-20 09:00")
        try life.act(lost, by: committee, "08-22 09:00")
        let incident = try #require(life.current.registers?.incidents.first)
        #expect(incident.custodian == .carrier("VNPost"))
        #expect(incident.handover == life.current.openHandovers.first?.handover.id)
        let handover = try #require(incident.handover)
        let discrepancy = Discrepancy(document: DocumentID("application"), kind: .missing, count: 1)
        try life.act(.acknowledgeHandover(handover, discrepancies: [discrepancy]), by: committee, "08-23 09:00")
        #expect(life.current.status == .handling, "it goes on by the electronic copy")
        #expect(life.current.registers?.discrepancies.map(\.items) == [[discrepancy]])
        let damaged = DossierCommand.reportIncident(
            .init(kind: .damaged, documents: [DocumentID("certificate")], description: secret("description")))
        try life.act(damaged, by: committee, "08-23 10:00")
        #expect(life.current.registers?.incidents.last?.custodian == .body(.agency(AgencyID("committee-van-an"))))
    }

    @Test("HND-04 reported by those who take part, of papers that were handed in")
    func incidentWho() throws {
        let life = try Life.atDistrict()
        let lost = DossierCommand.reportIncident(.init(kind: .lost, description: secret("description")))
        for other: Actor in [.official("yen-phuc"), .official("van-quan"), .administrator] {
            #expect(life.rejection(of: lost, by: other, "08-26 09:00") == .forbidden(.reportByParticipant))
        }
        // On the list or not: what nobody handed in can't have been lost here.
        for paper in [DocumentID("authorisation"), DocumentID("photo")] {
            let unknown = DossierCommand.reportIncident(
                .init(kind: .lost, documents: [application.document, paper], description: secret("description")))
            #expect(
                life.rejection(of: unknown, by: clerk, "08-26 09:00") == .documentsNotHandedIn([paper], of: allowance))
        }
    }

    @Test("HND-02 a discrepancy is recorded for each paper, of what is on the list; a surplus may be anything")
    func discrepancies() throws {
        var life = try Life.received("2.002307")
        try life.pass(by: clerk, "08-20 09:00")
        let handover = try #require(life.current.openHandovers.first?.handover.id)
        let unlisted = Discrepancy(document: DocumentID("photo"), kind: .damaged, count: 1)
        #expect(
            life.rejection(of: .acknowledgeHandover(handover, discrepancies: [unlisted]), by: committee, "08-20 10:00")
                == .documentsNotOnList([DocumentID("photo")]))
        let surplus = Discrepancy(document: DocumentID("photo"), kind: .surplus, count: 2, note: secret("note"))
        try life.act(.acknowledgeHandover(handover, discrepancies: [surplus]), by: committee, "08-20 10:00")
        #expect(life.current.registers?.discrepancies.first?.from == .office(OfficeID("van-an")))
    }

    @Test("HND-02 a manifest says of each dossier what became of it at the other end")
    func manifest() throws {
        let manifest = ManifestID("m1")
        func answer(_ change: (inout Life, HandoverID) throws -> Void) throws -> ManifestItem.Answer? {
            var life = try Life.received("2.002307")
            try life.act(.offerHandover(.init(manifest: manifest)), by: clerk, "08-20 09:00")
            let item = try #require(life.current.registers?.manifestItems.first)
            #expect(item.manifest == manifest && item.answer == nil)
            try change(&life, item.handover)
            return life.current.registers?.manifestItems.first?.answer
        }
        let damaged = Discrepancy(document: DocumentID("application"), kind: .damaged, count: 1)
        #expect(try answer { try $0.act(.acknowledgeHandover($1), by: committee, "08-20 10:00") } == .acknowledged)
        #expect(
            try answer { try $0.act(.acknowledgeHandover($1, discrepancies: [damaged]), by: committee, "08-20 10:00") }
                == .withDiscrepancies)
        #expect(
            try answer { try $0.act(.returnHandover($1, reason: secret("reason")), by: committee, "08-20 10:00") }
                == .returned)
        #expect(try answer { life, _ in try life.act(.withdrawal, by: clerk, "08-20 10:00") } == .overtaken)
        var dispatched = try Life.received("2.002307")
        try dispatched.pass(by: clerk, "08-20 09:00")
        let handover = try #require(dispatched.current.openHandovers.first?.handover.id)
        try dispatched.act(
            .dispatchHandover(handover, Carriage(carrier: "VNPost"), manifest: manifest), by: clerk, "08-20 09:30")
        #expect(dispatched.current.registers?.manifestItems.map(\.handover) == [handover])
    }
}
