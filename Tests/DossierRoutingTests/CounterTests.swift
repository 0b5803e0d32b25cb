import DossierDomain
import DossierRouting
import Testing

@Suite("Refusal, carrier and fast path at the counter")
struct CounterTests {
    private let clerk = Actor.clerk("van-an")
    private let official = Actor.official("van-an")
    private let signed = DossierCommand.refuseReception(
        .init(reason: secret("reason"), signer: secret("signer"), number: "3/TC"))

    private func submitted() throws(CommandRejection) -> Life {
        var life = Life()
        try life.act(.submit(.papers("2.002307", at: "van-an-2", [application])), by: clerk, "08-20 08:00")
        return life
    }

    @Test("RCV-03 an official refuses with reason and signature; the papers go back at once, no number is spent")
    func refusal() throws {
        var life = try submitted()
        try life.act(signed, by: official, "08-20 08:10")
        #expect(life.current.status == .receptionRefused)
        #expect(life.current.nationalCode == 3)
        #expect(life.current.number == nil)
        #expect(life.current.custodian == .applicant)
        #expect(life.current.counterRefusal?.signer == secret("signer"))
        #expect(life.current.counterRefusal?.number == "3/TC")
        #expect(
            life.rejection(of: .receive(.init()), by: official, "08-20 09:00")
                == .notInStatus(.receptionRefused, allowed: DossierStatus.receptionRefused.allowedCommands))
    }

    @Test("RCV-03 postal staff only propose; a named official confirms, or goes on otherwise")
    func proposal() throws {
        var life = try submitted()
        #expect(life.rejection(of: signed, by: clerk, "08-20 08:10") == .forbidden(.signByOfficial))
        try life.act(.refuseReception(.init(reason: secret("reason"))), by: clerk, "08-20 08:10")
        #expect(life.current.status == .refusalProposed)
        #expect(life.current.nationalCode == 1)
        var confirmed = life
        try confirmed.act(signed, by: official, "08-20 08:20")
        #expect(confirmed.current.status == .receptionRefused)
        #expect(confirmed.current.counterRefusal?.proposedBy == clerk)
        try life.act(.supplement(documents: [certificate]), by: clerk, "08-20 08:30")
        try life.act(.receive(.init()), by: clerk, "08-20 08:40")
        #expect(life.current.status == .received)
        #expect(life.current.counterRefusal == nil)
    }

    @Test("RCV-03 the staff of another office can't refuse here")
    func otherOffice() throws {
        #expect(
            try submitted().rejection(of: signed, by: .official("yen-phuc"), "08-20 08:10")
                == .forbidden(.receiveAtOwnOffice))
    }

    @Test("RCV-08 the post as a carrier: with the authority only when the record is signed, and submitted from then")
    func carrier() throws {
        var life = try Life.entrusted()
        #expect(life.current.status == .entrusted)
        #expect(life.current.channel == .post)
        #expect(life.current.custodian == .carrier("VNPost"))
        #expect(life.current.legallySubmittedAt == nil)
        #expect(life.current.isVisible(to: .office(OfficeID("yen-phuc"))), "the post office can tell the citizen")
        #expect(
            life.rejection(of: .receive(.init()), by: clerk, "08-20 09:00")
                == .notInStatus(.entrusted, allowed: DossierStatus.entrusted.allowedCommands))
        #expect(
            life.rejection(of: .signHandoverRecord(.init()), by: clerk, "08-20 09:00") == .forbidden(.signByOfficial))
        try life.act(.signHandoverRecord(.init(number: "BB-7")), by: official, "08-20 09:00")
        #expect(life.current.status == .submitted)
        #expect(life.current.submittedAt == at("08-19 16:00"))
        #expect(life.current.legallySubmittedAt == at("08-20 09:00"))
        #expect(life.current.custodian == .body(.office(OfficeID("van-an"))))
        try life.act(.receive(.init()), by: clerk, "08-20 09:10")
        #expect(life.current.reception?.dueAt == at("09-16 17:00"), "counted from the reception, not from the post")
    }

    @Test("RCV-08 what the parcel lacks of its list is asked for before reception")
    func lacking() throws {
        var life = try Life.entrusted()
        try life.act(.signHandoverRecord(.init(missing: [needsCertificate])), by: official, "08-20 09:00")
        #expect(
            life.rejection(of: .receive(.init()), by: clerk, "08-20 09:10")
                == .documentsMissing([needsCertificate], of: allowance))
    }

    @Test("RCV-08 only postal staff carry; their own office's counter receives there and then")
    func notCarrier() {
        let papers = DossierCommand.Submit.papers("2.002307", at: "van-an-2")
        #expect(
            Life().rejection(of: .submit(papers.consigned), by: .official("yen-phuc"), "08-20 08:00")
                == .forbidden(.entrustToPost))
        #expect(
            Life().rejection(of: .submit(papers.consigned), by: clerk, "08-20 08:00")
                == .ownOfficeIsNoCarrier(OfficeID("van-an")))
        let sameDay = DossierCommand.Submit.papers("1.000656", at: "van-an-2", []).consigned
        #expect(
            Life().rejection(of: .submit(sameDay), by: .clerk("yen-phuc"), "08-20 08:00")
                == .channelNotOffered(.post, offered: [.counter]))
    }

    @Test(
        "RCV-09 who acts for whom, and by which documents",
        arguments: [
            (PartyStanding(), nil),
            (PartyStanding(isIdentified: false), .applicantUnidentified),
            (PartyStanding(kind: .organisation), .organisationUnrepresented),
            (PartyStanding(kind: .organisation, representative: RecipientStanding()), nil),
            (PartyStanding(representative: RecipientStanding(isAuthorised: false)), .representativeUnauthorised),
            (PartyStanding(representative: RecipientStanding(isIdentified: false)), .representativeUnauthorised),
        ] as [(PartyStanding, CommandRejection?)])
    func standing(standing: PartyStanding, rejection: CommandRejection?) throws {
        let submit = DossierCommand.Submit.papers("2.002307", at: "van-an-2").with(standing)
        #expect(Life().rejection(of: .submit(submit), by: clerk, "08-20 08:00") == rejection)
        guard rejection == nil else { return }
        var life = Life()
        try life.act(.submit(submit), by: clerk, "08-20 08:00")
        #expect(life.current.applicantKind == standing.kind)
    }

    private func atOnce(
        _ procedure: String = "1.000656", decision: Decision = granted, returnOffice: String? = nil
    ) -> DossierCommand {
        .settleAtOnce(
            .init(
                submit: .papers(procedure, at: "van-an-1", procedure == "1.000656" ? [] : allPapers),
                receive: .init(returnOffice: returnOffice.map { OfficeID($0) }), decision: decision,
                handingOver: .init(to: .applicant, recipient: secret("recipient"), method: .counter)))
    }

    @Test("RCV-06 a same-day procedure in one request: received, decided and handed over are three facts still")
    func settledAtOnce() throws {
        var life = Life(under: SmallProvince.withDelegation)
        try life.act(atOnce(), by: .posted("van-an", as: "binh"), "08-20 09:00")
        #expect(
            life.kinds == [
                .submitted, .received, .stageEntered, .stepStarted, .stepCompleted, .decided, .handoverOffered,
                .handoverAcknowledged, .resultHandedOver,
            ])
        #expect(life.current.status == .handedOver)
        #expect(life.current.number != nil)
        #expect(life.current.reception?.slipIssued == false)
        #expect(life.current.decidedBy == .agency(AgencyID("committee-van-an")), "the agency's decision, delegated")
        #expect(life.folded == life.current)
    }

    @Test("SEC-03 at the counter only an official with a delegation for the procedure decides")
    func delegation() {
        let life = Life(under: SmallProvince.withDelegation)
        for other: Actor in [.posted("van-an", as: "hoa"), .official("van-an"), .clerk("van-an")] {
            #expect(life.rejection(of: atOnce(), by: other, "08-20 09:00") == .forbidden(.decideByDelegation))
        }
        let binh = Actor.posted("van-an", as: "binh")
        #expect(
            life.rejection(of: atOnce("2.002307"), by: binh, "08-20 09:00")
                == .notSettledAtOnce(ProcedureCode("2.002307")))
        #expect(
            life.rejection(of: atOnce(returnOffice: "van-quan"), by: binh, "08-20 09:00")
                == .notSettledAtOnce(ProcedureCode("1.000656")))
        let bare = Decision(outcome: .refused, number: "1", date: date("2019-08-20"), signer: secret("signer"))
        #expect(life.rejection(of: atOnce(decision: bare), by: binh, "08-20 09:00") == .reasonsMissing)
    }

    @Test("SEC-03 whoever received doesn't decide, under whichever credential")
    func receiverDoesNotDecide() throws {
        let hoa = Actor.posted("van-an", as: "hoa")
        func official(_ posting: String, as credential: CredentialID? = nil) -> Actor {
            Actor(
                credential: credential ?? CredentialID("other-\(posting)"), role: .official,
                body: .agency(AgencyID("committee-van-an")), employer: .agency, posting: PostingID(posting))
        }
        var life = try Life.received("1.000656", at: "van-an-1", by: hoa, under: SmallProvince.withDelegation)
        try life.pass(by: hoa, "08-20 08:10")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 08:20")
        let completion = DossierCommand.complete(life.current, by: "committee-van-an", decision: granted)
        #expect(
            life.rejection(of: completion, by: official("hoa-committee"), "08-20 09:00")
                == .forbidden(.decideByAnother))
        for misfit in [official("hoa"), official("none")] {
            #expect(life.rejection(of: completion, by: misfit, "08-20 09:00") == .forbidden(.actUnderPosting))
        }
        for other in [official("binh-committee"), .system("committee-van-an")] {
            #expect(life.rejection(of: completion, by: other, "08-20 09:00") == nil)
        }
        // A correction decides anew.
        try life.act(completion, by: official("binh-committee"), "08-20 09:00")
        let correction = DossierCommand.correctDecision(.init(decision: granted, reason: secret("reason")))
        for receiver in [official("hoa-committee"), official("hoa-committee", as: hoa.credential)] {
            #expect(
                life.rejection(of: correction, by: receiver, "08-20 10:00") == .forbidden(.decideByAnother))
            #expect(
                authorize(
                    .act(.correctDecision), in: life.current, by: receiver, on: date("2019-08-20"),
                    under: life.catalogue) == Verdict(isAllowed: false, rule: .decideByAnother))
        }
        #expect(life.rejection(of: correction, by: official("binh-committee"), "08-20 10:00") == nil)
        #expect(life.rejection(of: correction, by: .system("committee-van-an"), "08-20 10:00") == nil)
    }

    @Test("SEC-03 an official who decides is somebody: without a posting nobody can tell that another received")
    func namelessOfficialsDecideNothing() throws {
        let committee = Body.agency(AgencyID("committee-van-an"))
        let hoa = Actor.posted("van-an", as: "hoa")
        var life = try Life.received("1.000656", at: "van-an-1", by: hoa, under: SmallProvince.withDelegation)
        try life.pass(by: hoa, "08-20 08:10")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 08:20")
        let completion = DossierCommand.complete(life.current, by: "committee-van-an", decision: granted)
        let nameless = Actor.any(.official, committee, .agency)
        #expect(life.rejection(of: completion, by: nameless, "08-20 09:00") == .forbidden(.decideByAnother))
        try life.act(completion, by: .system("committee-van-an"), "08-20 09:00")
        let correction = DossierCommand.correctDecision(.init(decision: granted, reason: secret("reason")))
        #expect(life.rejection(of: correction, by: nameless, "08-20 10:00") == .forbidden(.decideByAnother))
    }
}
