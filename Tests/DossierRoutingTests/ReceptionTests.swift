import DossierDomain
import DossierRouting
import Testing

@Suite("Reception")
struct ReceptionTests {
    @Test("RCV-01 what postal staff received waits for an official, who alone can confirm it")
    func confirmation() throws {
        var life = try Life.received("2.002307", at: "van-an-1")
        #expect(life.current.reception?.confirmationAwaited == true)
        #expect(life.current.workItems.map(\.kind) == [.confirmReception])
        #expect(
            life.rejection(of: .pass, by: .clerk("van-an"), at: at("08-20 09:00")) == .confirmationAwaited)
        #expect(
            life.rejection(of: .pass, by: .official("van-an"), at: at("08-20 09:00")) == .confirmationAwaited)
        for other: Actor in [
            .clerk("van-an"), .official("yen-phuc"), .system("committee-van-an"), .administrator,
            .any(.official, .office(OfficeID("van-an")), .post),
        ] {
            #expect(
                life.rejection(of: .confirmReception, by: other, at: at("08-20 09:00"))
                    == .forbidden(.confirmByOfficial), "\(other.credential)")
        }
        try life.act(.confirmReception, by: .official("van-an"), at: at("08-20 09:00"))
        #expect(life.current.reception?.confirmationAwaited == false)
        #expect(life.current.reception?.receivedAt == at("08-20 08:00"), "its time counts from the reception")
        #expect(
            life.rejection(of: .confirmReception, by: .official("van-an"), at: at("08-20 09:10"))
                == .nothingToConfirm)
        try life.pass(by: .clerk("van-an"), "08-20 09:30")
        #expect(life.current.openHandovers.count == 1)
    }

    @Test(
        "RCV-01 an official's own reception, or one at a counter that trusts its staff, needs no confirmation"
    )
    func noConfirmation() throws {
        for life in [
            try Life.received("2.002307", at: "van-an-1", by: .official("van-an")),
            try Life.received("2.002307", at: "van-an-2", by: .clerk("van-an")),
        ] {
            #expect(life.current.reception?.confirmationAwaited == false)
            #expect(
                life.rejection(of: .confirmReception, by: .official("van-an"), at: at("08-20 09:00"))
                    == .nothingToConfirm)
        }
    }

    @Test("RCV-01 the reception tells who received, for whom employed, and on behalf of which agency")
    func attribution() throws {
        let clerk = Actor.clerk("van-an", counter: "van-an-2")
        let reception = try #require(try Life.received("2.002307", by: clerk).current.reception)
        #expect(reception.receivedBy == clerk)
        #expect(reception.receivedBy.employer == .post)
        #expect(reception.agency == AgencyID("committee-van-an"))
    }

    @Test("RCV-02 incomplete papers stay a submission: form 02, the rest brought, then the number")
    func supplement() throws {
        var life = Life()
        let clerk = Actor.clerk("van-an")
        try life.act(
            .submit(.papers("2.002307", at: "van-an-2", [application])), by: clerk, at: at("08-20 08:00"))
        #expect(
            life.rejection(of: .receive(.init()), by: clerk, at: at("08-20 08:05"))
                == .documentsMissing([needsCertificate], of: allowance))
        try life.act(
            .requestSupplement(.init(missing: [needsCertificate], guidance: secret("guidance"))), by: clerk,
            at: at("08-20 08:10"))
        #expect(life.current.status == .supplementRequested)
        #expect(life.current.number == nil)
        #expect(life.current.workItems.isEmpty, "nobody but the citizen has to do anything")
        try life.act(.supplement(documents: [certificate]), by: clerk, at: at("08-22 08:00"))
        #expect(life.current.status == .submitted)
        try life.act(.receive(.init()), by: clerk, at: at("08-22 08:05"))
        #expect(life.current.number?.text == "000.21.19.H37-190822-0001")
        #expect(
            life.current.reception?.receivedAt == at("08-22 08:05"), "the time runs from the complete dossier"
        )
        #expect(life.current.documents == allPapers)
    }

    @Test("RCV-02 a second form 02 may repeat the first, never ask for more")
    func supplementOnce() throws {
        var life = Life()
        let clerk = Actor.clerk("van-an")
        let both = [
            needsCertificate, MissingDocument(document: DocumentID("application"), originals: 1, copies: 0),
        ]
        try life.act(.submit(.papers("2.002307", at: "van-an-2", [])), by: clerk, at: at("08-20 08:00"))
        try life.act(.requestSupplement(.init(missing: both)), by: clerk, at: at("08-20 08:10"))
        try life.act(.supplement(documents: [application]), by: clerk, at: at("08-21 08:00"))
        let authorisation = MissingDocument(document: DocumentID("authorisation"), originals: 1, copies: 0)
        let twoCopies = MissingDocument(document: DocumentID("certificate"), originals: 0, copies: 2)
        for (asked, more) in [
            ([needsCertificate, authorisation], [authorisation]), ([twoCopies], [twoCopies]),
            ([twoCopies, authorisation], [twoCopies, authorisation]),
        ] {
            #expect(
                life.rejection(
                    of: .requestSupplement(.init(missing: asked)), by: clerk, at: at("08-21 08:10"))
                    == .supplementAsksMore(more.map(\.document), of: allowance))
        }
        try life.act(.requestSupplement(.init(missing: [needsCertificate])), by: clerk, at: at("08-21 08:10"))
        #expect(
            life.current.firstSupplementRequest == both, "the first request stays what later ones are held to"
        )
    }

    @Test("RCV-02 neither form 02 nor a supplement may be empty")
    func emptySupplement() throws {
        var life = Life()
        let clerk = Actor.clerk("van-an")
        try life.act(.submit(.papers("2.002307", at: "van-an-2", [])), by: clerk, at: at("08-20 08:00"))
        for empty in [DossierCommand.requestSupplement(.init(missing: [])), .supplement(documents: [])] {
            #expect(life.rejection(of: empty, by: clerk, at: at("08-20 08:10")) == .supplementEmpty)
        }
    }

    @Test("RCV-04 the reception gives number, form 01, return date and place")
    func formOne() throws {
        let reception = try #require(try Life.received("2.002307").current.reception)
        #expect(reception.number?.text == "000.21.19.H37-190820-0001")
        #expect(reception.slipIssued)
        #expect(reception.receivedAt == at("08-20 08:00"))
        #expect(reception.dueAt == at("09-16 17:00"), "25 days end on Saturday 14 September")
        #expect(reception.firstDueAt == reception.dueAt)
        #expect(reception.returnOffice == OfficeID("van-an"))
    }

    @Test("RCV-04 the engine leaves the number to the store, which alone knows the serials of the day")
    func numberLeftOpen() throws {
        let events = try decide(
            .submitAndReceive(.papers("2.002307", at: "van-an-2"), .init()), given: nil, by: .clerk("van-an"),
            at: at("08-20 08:00"), now: at("08-20 08:00"), under: SmallProvince.catalogue)
        let numbers = events.compactMap { event in
            if case .received(let received) = event { received.number } else { nil }
        }
        #expect(numbers.isEmpty)
        #expect(events.map(\.kind) == [.submitted, .received, .stageEntered])
    }

    @Test(
        "RCV-04 TIM-03 by when it is passed on",
        arguments: [("14:59", "08-20 17:00"), ("15:01", "08-21 07:30")])
    func passOnBy(received: String, passOnBy: String) throws {
        let life = try Life.received("2.002307", on: "08-20 \(received)")
        #expect(life.current.reception?.passOnBy == at(passOnBy))
        #expect(life.current.workItems.map(\.dueAt) == [at(passOnBy)])
    }

    @Test("RCV-06 same-day procedures print form 01 only when asked, and are recorded all the same")
    func slip() throws {
        for asked in [false, true] {
            var life = Life()
            try life.act(
                .submitAndReceive(.papers("1.000656", at: "van-an-2", []), .init(slipAsked: asked)),
                by: .clerk("van-an"), at: at("08-20 08:00"))
            #expect(life.current.reception?.slipIssued == asked)
            #expect(life.current.number != nil)
            #expect(life.current.reception?.dueAt == at("08-20 17:00"))
        }
    }

    @Test("RCV-07 papers beyond the published list can be neither taken nor demanded")
    func beyondTheList() throws {
        let photo = DocumentID("photo")
        let clerk = Actor.clerk("van-an")
        var life = Life()
        let brought = SubmittedDocument(document: photo, originals: 2, copies: 0)
        #expect(
            life.rejection(
                of: .submit(.papers("2.002307", at: "van-an-2", allPapers + [brought])), by: clerk,
                at: at("08-20 08:00")) == .documentsNotOnList([photo]))
        try life.act(
            .submit(.papers("2.002307", at: "van-an-2", [application])), by: clerk, at: at("08-20 08:00"))
        for demand in [
            DossierCommand.requestSupplement(
                .init(missing: [needsCertificate, MissingDocument(document: photo, originals: 2, copies: 0)])),
            .supplement(documents: [certificate, brought]),
        ] {
            #expect(
                life.rejection(of: demand, by: clerk, at: at("08-20 08:10")) == .documentsNotOnList([photo]))
            #expect(
                life.rejection(of: demand, by: .official("van-an"), at: at("08-20 08:10"))
                    == .documentsNotOnList([photo]), "nor by an official")
        }
    }

    @Test(
        "RCV-02 papers are counted by kind: an original beyond the need serves as its copy, not the reverse")
    func counting() {
        let procedure = SmallProvince.procedure("1", "r", .sameDay, level: "commune")
        func missing(_ brought: [SubmittedDocument]) -> [MissingDocument] {
            procedure.missingDocuments(from: brought)
        }
        let certified = SubmittedDocument(document: DocumentID("certificate"), originals: 1, copies: 0)
        let copied = SubmittedDocument(document: DocumentID("application"), originals: 0, copies: 3)
        #expect(missing(allPapers).isEmpty)
        #expect(missing([application, certified]).isEmpty)
        #expect(
            missing([copied, certificate])
                == [MissingDocument(document: DocumentID("application"), originals: 1, copies: 0)])
        #expect(
            missing([]).map(\.document.text) == ["application", "certificate"],
            "the authorisation is for some")
    }

    @Test("ORG-06 a counter refuses what it doesn't receive and names the office that does")
    func notReceivedHere() {
        func refusal(_ procedure: String, at counter: String, by actor: Actor, for unit: String)
            -> CommandRejection?
        {
            Life().rejection(
                of: .submit(.papers(procedure, at: counter, for: unit)), by: actor, at: at("08-20 08:00"))
        }
        let business = ProcedureCode("1.001612")
        #expect(
            refusal("1.001612", at: "van-an-1", by: .clerk("van-an"), for: "van-an")
                == .notReceivedHere(business, receivedBy: OfficeID("van-quan")))
        #expect(
            refusal("1.001612", at: "van-an-1", by: .clerk("van-an"), for: "tan-lien")
                == .notReceivedHere(business, receivedBy: OfficeID("cao-loc")), "by where the applicant lives"
        )
        #expect(
            refusal("2.002307", at: "van-quan-1", by: .official("van-quan"), for: "yen-phuc")
                == .notReceivedHere(ProcedureCode("2.002307"), receivedBy: OfficeID("yen-phuc")))
        #expect(
            refusal("2.002307", at: "van-quan-1", by: .official("van-quan"), for: "tan-lien")
                == .notReceivedHere(ProcedureCode("2.002307"), receivedBy: nil), "Tân Liên has no office")
        #expect(
            refusal("1.001612", at: "van-an-2", by: .clerk("van-an"), for: "van-an") == nil, "assigned to it")
        #expect(refusal("1.001612", at: "van-quan-1", by: .official("van-quan"), for: "van-an") == nil)
    }

    @Test("SEC-03 only staff of the office receive at its counters, at their own counter where they have one")
    func ownCounter() {
        let submit = DossierCommand.submit(.papers("2.002307", at: "van-an-2"))
        for other: Actor in [
            .clerk("yen-phuc"), .official("van-quan"), .system("committee-van-an"), .administrator,
            .clerk("van-an", counter: "van-an-1"), .any(.agencySystem, .office(OfficeID("van-an")), .agency),
            .any(.administrator, .office(OfficeID("van-an")), .agency),
        ] {
            #expect(
                Life().rejection(of: submit, by: other, at: at("08-20 08:00"))
                    == .forbidden(.receiveAtOwnOffice),
                "\(other.credential)")
        }
        #expect(
            Life().rejection(of: submit, by: .clerk("van-an", counter: "van-an-2"), at: at("08-20 08:00"))
                == nil)
    }

    @Test("SEC-03 form 02, supplement and reception are the office's own too")
    func ownSubmission() throws {
        var life = Life()
        try life.act(
            .submit(.papers("2.002307", at: "van-an-2")), by: .clerk("van-an"), at: at("08-20 08:00"))
        for command: DossierCommand in [
            .receive(.init()), .supplement(documents: [certificate]),
            .requestSupplement(.init(missing: [needsCertificate])),
        ] {
            for other: Actor in [.clerk("yen-phuc"), .system("committee-van-an"), .administrator] {
                #expect(
                    life.rejection(of: command, by: other, at: at("08-20 08:10"))
                        == .forbidden(.receiveAtOwnOffice))
            }
        }
    }

    @Test("ORG-01 the procedure and route versions of the day of reception are pinned")
    func pinned() throws {
        let catalogue = SmallProvince.changed { document in
            document.procedures.append(
                SmallProvince.procedure(
                    "2.002307", version: 2, "allowance", .calendarDays(10), level: "commune",
                    validity: Validity(from: date("2019-08-22"))))
            document.routes.append(
                SmallProvince.route(
                    "allowance", version: 2,
                    [[("main", [SmallProvince.step("all", .receivingAgency, .sameDay, true)])]])
            )
        }
        var life = Life()
        let clerk = Actor.clerk("van-an")
        try life.act(.submit(.papers("2.002307", at: "van-an-2")), by: clerk, at: at("08-20 08:00"))
        #expect(life.current.procedure.version == 1)
        life.catalogue = catalogue
        try life.act(.receive(.init()), by: clerk, at: at("08-22 08:00"))
        #expect(life.current.procedure.version == 2, "pinned when it is received, not when it is brought")
        #expect(life.current.reception?.route == RouteReference(id: RouteID("allowance"), version: 2))
        #expect(
            life.current.reception?.dueAt == at("09-03 17:00"),
            "ten days end on Sunday; Monday is National Day")

        var older = try Life.received("2.002307")
        older.catalogue = catalogue
        try older.pass(by: clerk, "08-23 08:00")
        #expect(
            older.current.branches.map(\.step) == [StepID("check")], "goes on along the route it began with")
    }
}
