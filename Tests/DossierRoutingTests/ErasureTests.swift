import DossierDomain
import DossierRouting
import Testing

/// When personal data may be erased, and when it has to be kept.
@Suite("Erasure and retention")
struct ErasureTests {
    private static let administrator = Actor(
        credential: CredentialID("administrator"), role: .administrator, body: nil, employer: .agency)

    private static let rules = [
        RetentionRule(kind: .dossier, months: 6, ground: "chung"),
        RetentionRule(kind: .dossier, procedure: ProcedureCode("2.002307"), months: 12, ground: "riêng"),
        RetentionRule(kind: .submission, months: 1, ground: "chưa nhận"),
    ]

    private func catalogue(_ rules: [RetentionRule]) -> Catalogue {
        var document = SmallProvince.document
        document.retention = rules
        return Catalogue(document, version: 1)
    }

    private func erase(
        _ state: DossierState, _ ground: ErasureGround = .personRequest, on date: String,
        by actor: Actor = administrator, rules: [RetentionRule] = rules
    ) -> Result<[DossierEvent], CommandRejection> {
        guard let instant = Timestamp(date + "T09:00:00+07:00") else { preconditionFailure("a day") }
        do throws(CommandRejection) {
            return .success(
                try decide(
                    .erasePersonalData(ground), given: state, by: actor, at: instant, now: instant,
                    under: catalogue(rules)))
        } catch {
            return .failure(error)
        }
    }

    private func withdrawn() throws -> DossierState {
        var life = try Life.received("2.002307")
        try life.act(.withdrawal, by: .clerk("van-an"), at: at("08-20 10:00"))
        try life.act(.givingBack, by: .clerk("van-an"), at: at("08-20 10:05"))
        return life.current
    }

    @Test("AUD-03 a dossier that is over is kept to its rule's last day, the procedure's own before the general one")
    func kept() throws {
        let state = try withdrawn()
        #expect(
            erase(state, on: "2020-08-20")
                == .failure(.retained(until: try #require(CivilDate("2020-08-20")), ground: "riêng")))
        let erased = DossierEvent.personalDataErased(
            .init(ground: .personRequest, keptUntil: try #require(CivilDate("2020-08-20"))))
        #expect(erase(state, on: "2020-08-21") == .success([erased]))
        let general = erase(state, .retentionExpired, on: "2020-02-20", rules: [Self.rules[0]])
        #expect(general == .failure(.retained(until: try #require(CivilDate("2020-02-20")), ground: "chung")))
        #expect((try? erase(state, .retentionExpired, on: "2020-02-21", rules: [Self.rules[0]]).get()) != nil)
    }

    @Test("AUD-03 without a rule nothing has expired, and nothing is erased, whoever asks")
    func withoutRule() throws {
        let state = try withdrawn()
        for ground in ErasureGround.allCases {
            #expect(erase(state, ground, on: "2050-01-01", rules: []) == .failure(.noRetentionRule))
        }
    }

    @Test("AUD-03 an open dossier isn't erased, nor one whose papers are still there, nor one with an open complaint")
    func open() throws {
        let handling = try Life.atDistrict().current
        guard case .failure(.notInStatus) = erase(handling, on: "2050-01-01") else {
            Issue.record("an open dossier was erased")
            return
        }
        var life = try Life.received("2.002307")
        try life.act(.withdrawal, by: .clerk("van-an"), at: at("08-20 10:00"))
        #expect(erase(life.current, on: "2050-01-01") == .failure(.matterOpen(.papersHeld)))
        try life.act(.givingBack, by: .clerk("van-an"), at: at("08-20 10:05"))
        try life.act(.complain(.init(content: secret("content"))), by: .clerk("van-an"), at: at("08-20 10:10"))
        #expect(erase(life.current, on: "2050-01-01") == .failure(.matterOpen(.complaintUnanswered)))
    }

    @Test("AUD-03 a submission isn't over while the office or the carrier has its papers, however long nobody came")
    func submission() throws {
        var life = Life()
        try life.act(
            .submit(.papers("2.002307", at: "van-an-2", [application])), by: .clerk("van-an"), at: at("08-20 08:00"))
        for state in [life.current, try Life.entrusted().current] {
            guard case .failure(.notInStatus) = erase(state, on: "2050-01-01") else {
                Issue.record("erased in \(state.status) with \(state.custodian)")
                continue
            }
            #expect(state.openMatter == .papersHeld)
            #expect(catalogue(Self.rules).retention(of: state) == nil)
        }
        try life.act(
            .refuseReception(.init(reason: secret("reason"), signer: secret("signer"))), by: .official("van-an"),
            at: at("08-20 08:05"))
        #expect(
            erase(life.current, on: "2019-09-20")
                == .failure(.retained(until: try #require(CivilDate("2019-09-20")), ground: "chưa nhận")))
        #expect((try? erase(life.current, on: "2019-09-21").get()) != nil)
        #expect(erase(life.current, on: "2050-01-01", rules: [Self.rules[0]]) == .failure(.noRetentionRule))
    }

    @Test("AUD-03 SEC-03 only administrators erase")
    func rights() throws {
        let state = try withdrawn()
        for actor in [Actor.clerk("van-an"), .official("van-an"), .system("labour-van-quan"), .citizen] {
            #expect(erase(state, on: "2050-01-01", by: actor) == .failure(.forbidden(.eraseByAdministrator)))
        }
    }

    @Test("AUD-03 nothing more is done to an erased dossier, not even erasing it again")
    func afterwards() throws {
        var state = try withdrawn()
        let instant = try #require(Timestamp("2020-08-21T09:00:00+07:00"))
        for event in try erase(state, on: "2020-08-21").get() {
            state = evolve(state, with: event, of: state.id, at: instant, by: Self.administrator)
        }
        #expect(state.personalDataErasedAt == instant)
        #expect(erase(state, on: "2050-01-01") == .failure(.personalDataErased(instant)))
        for command in [DossierCommand.givingBack, .complain(.init(content: secret("content")))] {
            #expect(throws: CommandRejection.personalDataErased(instant)) {
                try decide(
                    command, given: state, by: .clerk("van-an"), at: instant, now: instant,
                    under: catalogue(Self.rules))
            }
        }
    }

    @Test(
        "months are counted by the calendar",
        arguments: [
            ("2019-08-20", 1, "2019-09-20"), ("2019-01-31", 1, "2019-02-28"), ("2020-01-31", 1, "2020-02-29"),
            ("2019-12-31", 2, "2020-02-29"), ("2019-08-31", 120, "2029-08-31"), ("2020-02-29", 12, "2021-02-28"),
            ("2019-03-15", -3, "2018-12-15"), ("2019-03-31", -1, "2019-02-28"), ("2019-05-31", 1, "2019-06-30"),
            ("2019-01-01", -1, "2018-12-01"),
        ])
    func months(from: String, months: Int, to: String) throws {
        #expect(try #require(CivilDate(from)).adding(months: months) == CivilDate(to))
    }

    @Test("a configuration's rules of retention are reviewed: once each, of a procedure that there is, with a ground")
    func reviewed() throws {
        func findings(_ rules: [RetentionRule]) -> [String] {
            var document = SmallProvince.document
            document.retention = rules
            return review(document, on: CivilDate(dayNumber: 18_000)).filter { $0.place.kind == .retention }.map(
                \.reason)
        }
        #expect(findings(Self.rules).isEmpty)
        let bad: [(RetentionRule, String)] = [
            (Self.rules[0], "twice"),
            (RetentionRule(kind: .dossier, procedure: ProcedureCode("9"), months: 1, ground: "g"), "no procedure 9"),
            (
                RetentionRule(kind: .read, procedure: ProcedureCode("2.002307"), months: 12, ground: "g"),
                "of no procedure"
            ),
            (RetentionRule(kind: .read, months: 11, ground: "g"), "11 months: 12–1200"),
            (RetentionRule(kind: .read, months: 0, ground: "g"), "0 months"),
            (RetentionRule(kind: .read, months: 1_201, ground: "g"), "1201 months"),
            (RetentionRule(kind: .read, months: 12, ground: ""), "no ground"),
        ]
        for (rule, reason) in bad {
            let found = findings(Self.rules + [rule])
            #expect(found.count == 1 && found[0].contains(reason), "\(found)")
        }
    }

    @Test("AUD-03 a person is answered by an official whose posting protects data, and by nobody else")
    func answering() throws {
        var document = SmallProvince.document
        let day = try #require(CivilDate("2019-08-20"))
        document.people.append(Person(id: PersonID("p"), name: "P"))
        func posting(_ id: String, _ role: Role, protectsData: Bool?) -> Posting {
            Posting(
                id: PostingID(id), person: PersonID("p"), office: OfficeID("office-van-an"), role: role,
                employer: .agency, validity: Validity(from: day), protectsData: protectsData)
        }
        document.postings += [
            posting("protector", .official, protectsData: true), posting("other", .official, protectsData: nil),
        ]
        let catalogue = Catalogue(document, version: 1)
        func rule(_ actor: Actor, on date: CivilDate) -> (Bool, AuthorizationRule) {
            let verdict = authorizeAnswerToPerson(by: actor, on: date, under: catalogue)
            return (verdict.isAllowed, verdict.rule)
        }
        #expect(rule(.posted("office-van-an", as: "protector"), on: day) == (true, .answerPersonByProtector))
        #expect(rule(.posted("office-van-an", as: "other"), on: day) == (false, .answerPersonByProtector))
        #expect(rule(.official("van-an"), on: day) == (false, .answerPersonByProtector))
        #expect(rule(Self.administrator, on: day) == (false, .answerPersonByProtector))
        #expect(rule(.posted("office-van-an", as: "protector"), on: day.adding(days: -1)) == (false, .actUnderPosting))
    }
}
