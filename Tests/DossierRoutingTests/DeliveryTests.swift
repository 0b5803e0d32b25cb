import DossierDomain
import DossierRouting
import Testing

@Suite("Delivery and correction of results")
struct DeliveryTests {
    private let clerk = Actor.clerk("van-an")
    private let province = Actor.system("labour-lang-son")
    private let posting = DossierCommand.postResult(Carriage(carrier: "VNPost", trackingCode: "RA1VN"))
    private let corrected = Decision(
        outcome: .granted, number: "13/QĐ", date: date("2019-09-12"), signer: secret("signer"))

    private func handingOver(_ method: HandingOverMethod) -> DossierCommand {
        .handOverResult(.init(to: .applicant, recipient: secret("recipient"), method: method))
    }

    @Test("RES-02 whoever takes a result identifies themselves, a representative shows the authorisation")
    func standing() throws {
        let life = try Life.ready()
        let rows: [(RecipientKind, RecipientStanding, CommandRejection?)] = [
            (.applicant, RecipientStanding(isIdentified: false), .recipientUnidentified),
            (.applicant, RecipientStanding(isAuthorised: false), nil),
            (.representative, RecipientStanding(isAuthorised: false), .recipientUnauthorised),
            (.representative, RecipientStanding(), nil),
        ]
        for (to, standing, rejection) in rows {
            let command = DossierCommand.handOverResult(
                .init(to: to, recipient: secret("recipient"), method: .counter, standing: standing))
            #expect(life.rejection(of: command, by: clerk, "09-06 08:00") == rejection)
        }
    }

    @Test("RES-02 an original that stayed behind is given back later, once")
    func originals() throws {
        var life = try Life.ready()
        try life.act(.handOver, by: clerk, "09-06 08:00")
        #expect(life.current.originalsHeld == [DocumentID("application")])
        let giving = DossierCommand.giveBackPapers(
            .init(
                to: .applicant, recipient: secret("recipient"), method: .counter,
                originals: [DocumentID("application")]))
        #expect(life.rejection(of: .givingBack, by: clerk, "09-07 08:00") == .supplementEmpty)
        try life.act(giving, by: clerk, "09-09 08:00")
        #expect(life.current.originalsHeld.isEmpty)
        #expect(life.current.status == .handedOver)
        #expect(
            life.rejection(of: giving, by: clerk, "09-10 08:00")
                == .originalsNotHeld([DocumentID("application")], of: allowance))
    }

    @Test("RES-03 the post carries the result, and its delivery is the handing over")
    func delivered() throws {
        var life = try Life.ready()
        #expect(life.rejection(of: .recordFailedDelivery, by: clerk, "09-06 08:00") == .resultNotWithPost)
        #expect(life.rejection(of: .takeBackResult, by: clerk, "09-06 08:00") == .resultNotWithPost)
        #expect(life.rejection(of: posting, by: province, "09-06 08:00") == .forbidden(.handOverByReturnOffice))
        try life.act(posting, by: clerk, "09-06 08:00")
        #expect(life.current.custodian == .carrier("VNPost"))
        #expect(life.current.mainLineHolder == .carrier("VNPost"))
        #expect(life.rejection(of: posting, by: clerk, "09-06 09:00") == .resultWithPost)
        #expect(life.rejection(of: handingOver(.counter), by: clerk, "09-06 09:00") == .resultWithPost)
        try life.act(handingOver(.post), by: clerk, "09-09 10:00")
        #expect(life.current.status == .handedOver)
    }

    @Test("RES-03 two invitations two working days apart, then back; sooner is a breach on record")
    func undeliverable() throws {
        let rows: [([String], Breach?)] = [
            (["09-06 10:00", "09-10 10:00"], nil), (["09-06 10:00", "09-09 10:00"], .returnedTooSoon),
            (["09-06 10:00", "09-09 10:00", "09-10 08:00"], nil), (["09-06 10:00"], .returnedTooSoon),
            ([], .returnedTooSoon),
        ]
        for (invitations, breach) in rows {
            var life = try Life.ready()
            try life.act(posting, by: clerk, "09-06 08:00")
            for invitation in invitations { try life.act(.recordFailedDelivery, by: clerk, invitation) }
            try life.act(.takeBackResult, by: clerk, "09-11 08:00")
            #expect(life.current.registers?.breaches.map(\.breach) ?? [] == [breach].compactMap(\.self))
            #expect(life.current.custodian == .body(.office(OfficeID("van-an"))))
            #expect(life.current.delivery == nil)
            #expect(life.current.registers?.notices.last?.kind == .undelivered)
            try life.act(handingOver(.counter), by: clerk, "09-12 08:00")
            #expect(life.current.registers?.notices.allSatisfy { $0.settledAt != nil } == true)
        }
    }

    @Test("RES-04 a wrong result is replaced and goes the whole way again; the first one stays on record")
    func correction() throws {
        var life = try Life.ready()
        try life.act(.handOver, by: clerk, "09-06 08:00")
        let correction = DossierCommand.correctDecision(.init(decision: corrected, reason: secret("reason")))
        for other: Actor in [clerk, .system("labour-van-quan"), .administrator] {
            #expect(life.rejection(of: correction, by: other, "09-12 08:00") == .forbidden(.correctByDecider))
        }
        try life.act(correction, by: province, "09-12 08:00")
        #expect(life.current.status == .decided)
        #expect(life.current.decision == corrected)
        #expect(life.current.handedOverAt == nil)
        let replaced = try #require(life.current.registers?.replacedDecisions.first)
        #expect(replaced.decision == granted)
        #expect(replaced.handedOverAt == at("09-06 08:00"))
        try life.acknowledge(by: clerk, "09-13 08:00")
        try life.act(.handOver, by: clerk, "09-13 09:00")
        #expect(life.current.status == .handedOver)
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("09-20 08:00")))
        #expect(ledger.mainLine.contains { $0.holder == .applicant && $0.to == at("09-12 08:00") })
        #expect(zip(ledger.mainLine, ledger.mainLine.dropFirst()).allSatisfy { $0.to == $1.from })
    }

    @Test("RES-04 before it leaves the new result goes in its place; on its way, or with the post, it has to arrive")
    func correctionBefore() throws {
        let correction = DossierCommand.correctDecision(.init(decision: corrected, reason: secret("reason")))
        var life = try Life.decided()
        var early = life
        try early.act(correction, by: province, "09-04 11:00")
        #expect(early.kinds.last == .decisionReplaced)
        #expect(early.current.openHandovers.count == 1)
        let handover = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(.dispatchHandover(handover, Carriage(carrier: "VNPost")), by: province, "09-04 12:00")
        #expect(life.rejection(of: correction, by: province, "09-04 14:00") == .resultOnItsWay)
        var posted = try Life.ready()
        try posted.act(posting, by: clerk, "09-06 08:00")
        #expect(posted.rejection(of: correction, by: province, "09-06 09:00") == .resultWithPost)
        let bare = Decision(outcome: .refused, number: "1", date: date("2019-09-06"), signer: secret("signer"))
        #expect(
            life.rejection(
                of: .correctDecision(.init(decision: bare, reason: secret("reason"))), by: province, "09-04 14:00")
                == .reasonsMissing)
    }
}
