import DossierDomain
import DossierRouting
import Testing

/// Acts that one tells of another: whom a terminal or a colleague may name, and whom SEC-03 then keeps from deciding.
@Suite("Acts told for a colleague")
struct PerformerTests {
    private static let always = Validity(from: date("2019-01-01"))

    /// Officials at Văn An's office, most of whom also decide at its committee; a clerk; and some who don't belong.
    private static let catalogue = SmallProvince.changed { document in
        let people = ["an", "binh", "chi", "dung", "giang", "clerk", "hoa"]
        document.people = people.map { Person(id: PersonID($0), name: $0) }
        func at(
            _ office: String, _ person: String, counter: String? = nil, clerk: Bool = false,
            _ validity: Validity = always
        ) -> Posting {
            Posting(
                id: PostingID(person == "dung" && office == "van-quan" ? "dung-elsewhere" : person),
                person: PersonID(person), office: OfficeID(office), counter: counter.map { CounterID($0) },
                role: clerk ? .postalClerk : .official, employer: clerk ? .post : .agency, validity: validity)
        }
        document.postings =
            [
                at("van-an", "an", counter: "van-an-1"), at("van-an", "binh"),
                at("van-an", "chi", counter: "van-an-2"),
                at("van-an", "giang", Validity(from: date("2019-01-01"), to: date("2019-08-20"))),
                at("van-an", "hoa", Validity(from: date("2019-08-21"))),
                at("van-an", "clerk", clerk: true), at("van-quan", "dung"),
            ]
            + people.filter { $0 != "clerk" }.map { person in
                Posting(
                    id: PostingID("\(person)-committee"), person: PersonID(person),
                    agency: AgencyID("committee-van-an"), role: .official, employer: .agency, validity: always)
            }
    }

    /// A terminal at counter 1 that stands for several officials, and one of the post's.
    private static let terminal = Actor(
        credential: CredentialID("terminal"), role: .official, body: .office(OfficeID("van-an")), employer: .agency,
        counter: CounterID("van-an-1"))
    private static let postTerminal = Actor.clerk("van-an", counter: "van-an-1")
    private static let an = Actor.posted("van-an", as: "an")
    private static let binh = Actor.posted("van-an", as: "binh")

    private static func atCommittee(_ person: String) -> Actor {
        Actor(
            credential: CredentialID("decider-\(person)"), role: .official,
            body: .agency(AgencyID("committee-van-an")), employer: .agency,
            posting: PostingID("\(person)-committee"))
    }

    /// Received so at counter 1 on 20 August, and at the committee, which decides.
    private static func atTheCommittee(receivedBy actor: Actor) throws -> Life {
        var life = try Life.received("1.000656", at: "van-an-1", by: actor, under: catalogue)
        if life.current.reception?.confirmationAwaited == true {
            try life.act(.confirmReception, by: Actor.posted("van-an", as: "chi"), at: at("08-20 08:05"))
        }
        try life.pass(by: binh, "08-20 08:10")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 08:20")
        return life
    }

    @Test(
        "SEC-03 ORG-07 whoever is named was posted there, then, at that counter, in the teller's role and employment",
        arguments: [
            ("terminal", "an", nil), ("terminal", "binh", nil), ("terminal", "giang", nil),
            ("terminal", "chi", .performByColleague), ("terminal", "hoa", .performByColleague),
            ("terminal", "clerk", .performByColleague), ("terminal", "dung", .performByColleague),
            ("terminal", "an-committee", .performByColleague), ("terminal", "nobody", .performByColleague),
            ("an", "binh", nil), ("an", "chi", .performByColleague), ("an", "an", nil),
            ("binh", "an", nil), ("binh", "clerk", .performByColleague),
            ("post", "clerk", nil), ("post", "binh", .performByColleague),
            // Who wasn't posted tells nothing of that day, whoever did it.
            ("hoa", "binh", .actUnderPosting),
        ] as [(String, String, AuthorizationRule?)])
    func whomOneMayName(teller: String, performer: String, rule: AuthorizationRule?) throws {
        let tellers = ["terminal": Self.terminal, "post": Self.postTerminal]
        let actor = (tellers[teller] ?? .posted("van-an", as: teller)).telling(of: PostingID(performer))
        let life = Life(id: "d2", under: Self.catalogue)
        let command = DossierCommand.submitAndReceive(.papers("1.000656", at: "van-an-1", [], id: "d2"), .init())
        // Told two days later: what counts is the day of the act.
        let rejection = life.rejection(of: command, by: actor, at: at("08-20 09:00"), now: at("08-22 09:00"))
        #expect(rejection == rule.map { .forbidden($0) })
    }

    @Test("SEC-03 a performer who is tied to a counter received there, wherever the teller sits")
    func counters() {
        let life = Life(id: "d2", under: Self.catalogue)
        let elsewhere = DossierCommand.submit(.papers("1.000656", at: "van-an-2", [], id: "d2"))
        #expect(
            life.rejection(of: elsewhere, by: Self.binh.telling(of: PostingID("an")), at: at("08-20 09:00"))
                == .forbidden(.receiveAtOwnOffice))
        #expect(
            life.rejection(of: elsewhere, by: Self.binh.telling(of: PostingID("chi")), at: at("08-20 09:00")) == nil)
    }

    @Test("SEC-03 whoever tells their own acts names nobody")
    func ownActs() {
        #expect(Self.an.telling(of: PostingID("an")) == Self.an)
        #expect(Self.an.telling(of: nil) == Self.an)
        #expect(Self.an.telling(of: PostingID("binh")).performer == PostingID("binh"))
    }

    @Test(
        "SEC-03 whoever received doesn't decide: who did it, who told it, and whoever may have where a terminal did",
        arguments: [
            (an, ["an"]),
            (an.telling(of: PostingID("binh")), ["an", "binh"]),
            (binh.telling(of: PostingID("an")), ["an", "binh"]),
            // Any of the officials posted at counter 1 or at the office that day; naming one takes nobody away.
            (terminal, ["an", "binh", "giang"]),
            (terminal.telling(of: PostingID("an")), ["an", "binh", "giang"]),
            // The post's terminal stands for postal staff, who never decide.
            (postTerminal, []),
            (postTerminal.telling(of: PostingID("clerk")), []),
        ] as [(Actor, [String])])
    func whoDecides(receiver: Actor, bound: [String]) throws {
        let life = try Self.atTheCommittee(receivedBy: receiver)
        #expect(life.current.reception?.receivedBy == receiver && life.folded == life.current)
        let completion = DossierCommand.complete(life.current, by: "committee-van-an", decision: granted)
        for person in ["an", "binh", "chi", "dung", "giang", "hoa"] {
            let actor = Self.atCommittee(person)
            let expected: CommandRejection? = bound.contains(person) ? .forbidden(.decideByAnother) : nil
            #expect(life.rejection(of: completion, by: actor, at: at("08-20 09:00")) == expected, "\(person)")
            let asked = authorize(.decide, in: life.current, by: actor, on: date("2019-08-20"), under: life.catalogue)
            #expect(asked.isAllowed == !bound.contains(person), "\(person) is told beforehand")
        }
        // Agencies' systems decide for their officials, and keep for themselves who it was.
        #expect(life.rejection(of: completion, by: .system("committee-van-an"), at: at("08-20 09:00")) == nil)
    }

    @Test("SEC-03 what counters do may be told for a colleague; whoever decides, confirms or signs says so themselves")
    func whatMayBeTold() throws {
        let life = try Self.atTheCommittee(receivedBy: Self.an)
        let told = Self.binh.telling(of: PostingID("an"))
        let refused = Action.allCases.filter { action in
            if case .read = action { return false }
            return authorize(action, in: life.current, by: told, on: date("2019-08-20"), under: life.catalogue)
                == Verdict(isAllowed: false, rule: .performByColleague)
        }
        #expect(
            refused.map(\.name).sorted() == [
                "answerComplaint", "answerConsultation", "apologise", "applyCalendar", "askSupplement", "checkPlan",
                "completeStep", "confirmReception", "consult", "correctDecision", "decide", "demandPayment",
                "erasePersonalData", "replan", "reportSilence", "sendBack", "settleAtOnce", "signHandoverRecord",
                "signRefusal", "stop", "warnOfLateness",
            ])
        let completion = DossierCommand.complete(life.current, by: "committee-van-an", decision: granted)
        #expect(
            life.rejection(
                of: completion, by: Self.atCommittee("chi").telling(of: PostingID("dung-committee")),
                at: at("08-20 09:00")) == .forbidden(.performByColleague))
    }
}
