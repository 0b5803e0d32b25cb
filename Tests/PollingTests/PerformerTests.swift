import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

/// Acts that one tells of another, as a clerk sees them: an offline day, one act alone, and who may decide afterwards.
@Suite("Acts told for a colleague", .timeLimit(.minutes(2)))
struct PerformerTests {
    private static let office = Body.office(OfficeID("van-quan.van-an.one-stop"))
    private static let committee = Body.agency(AgencyID("van-quan.van-an.committee"))
    private static let counter = "van-quan.van-an.counter-1"

    /// A house where three officials receive at Văn An's counter 1 and decide at its committee, and one at counter 2.
    private static func house() throws -> House {
        let house = try House.withTwoCounters { document in
            for (id, name) in [("mai", "Lý Thị Mai (mẫu)"), ("nam", "Vi Văn Nam (mẫu)"), ("oanh", "Hà Thị Oanh (mẫu)")]
            {
                document.people.append(Person(id: PersonID("test.\(id)"), name: name, fictional: true))
                document.postings.append(
                    Posting(
                        id: PostingID("test.\(id).van-an"), person: PersonID("test.\(id)"),
                        office: OfficeID("van-quan.van-an.one-stop"),
                        agency: AgencyID("van-quan.van-an.committee"),
                        counter: CounterID(id == "oanh" ? "van-quan.van-an.counter-2" : counter), role: .official,
                        employer: .agency,
                        validity: Validity(from: document.counters[0].validFrom), fictional: true))
            }
        }
        for (name, posting) in [("binh", "demo.binh.van-an"), ("mai", "test.mai.van-an"), ("nam", "test.nam.van-an")] {
            house.introduce(name, .official, office, counter: counter, posting: posting)
            house.introduce("\(name) deciding", .official, committee, posting: posting)
        }
        house.introduce("terminal", .official, office, counter: counter)
        return house
    }

    /// The same item, told of that posting's act.
    private static func told(_ item: JSONValue, of performer: String) -> JSONValue {
        changed(item) { $0.append("performer", .string(performer)) }
    }

    private static func changed(_ item: JSONValue, _ change: (inout JSONObject) -> Void) -> JSONValue {
        var body = item["body"]?.asObject ?? JSONObject()
        change(&body)
        let others = (item.asObject ?? JSONObject()).members.filter { $0.name != "body" }
        return .object(JSONObject(others + [.init(name: "body", value: .object(body))]))
    }

    /// A reception of what the committee certifies on the same day, with form 01.
    private static func certification(_ key: String, _ number: String? = nil, at time: String) -> JSONValue {
        let item = House.reception(
            key, number: number, at: "2019-08-20T\(time):00+07:00", procedure: "2.000884",
            documents: ["identity", "paper"])
        return changed(item) { $0.append("slip", true) }
    }

    /// Passes a received dossier on to the committee, which takes it; answers what completing its step is posted to.
    private static func pass(_ number: String, by name: String, in house: House) async throws -> String {
        let offered = try await house.must("/v1/dossiers/\(number)/handovers", name)
        let id = offered["handovers"]?[0]?.text("id") ?? ""
        try await house.must("/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", House.committee)
        return "/v1/dossiers/\(number)/assignments/\(id)/completion"
    }

    private static let decision: JSONValue = [
        "decision": [
            "outcome": "granted", "number": "1/CT", "date": "2019-08-20",
            "signer": ["name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"],
        ]
    ]

    @Test("SEC-03 OFF-01 an item of a day names who did it; who isn't posted there then is refused, the others go on")
    func aDay() async throws {
        let house = try Self.house()
        let numbers = House.numbers(of: try await house.reserve(5, as: "binh"))
        house.pass(seconds: 36_000)
        let day = [
            Self.certification("own", numbers[0], at: "08:10"),
            Self.told(Self.certification("mai", numbers[1], at: "08:20"), of: "test.mai.van-an"),
            Self.told(
                House.act(
                    "fee", "/v1/dossiers/\(numbers[1])/fees", at: "2019-08-20T08:21:00+07:00",
                    ["receipt": "BL-1", "fees": [["fee": "phi"]]]), of: "test.mai.van-an"),
            // The post's clerk, whoever sits at another counter, and nobody at all.
            Self.told(Self.certification("clerk", numbers[2], at: "08:30"), of: "demo.an.van-an"),
            Self.told(Self.certification("oanh", numbers[3], at: "08:40"), of: "test.oanh.van-an"),
            Self.told(Self.certification("nobody", numbers[4], at: "08:50"), of: "nobody"),
        ]
        let answer = try await house.upload(day, as: "binh", key: "day")
        let refused = "forbidden-by-rule"
        #expect(House.outcomes(answer) == ["done", "done", "done", refused, refused, refused], "\(answer.json)")
        let problem = answer.json["outcomes"]?[3]?["problem"]
        #expect(problem?["rule"] == "performByColleague", "\(answer.json)")
        #expect(problem?["detail"]?.asString?.contains("performer") == true)
        #expect(answer.json["outcomes"]?[3]?["tellCitizen"]?.asString?.contains(numbers[2]) == true)

        let events = try house.eventCount()
        let again = try await house.upload(day, as: "binh", key: "day", sentAt: answer.json["sentAt"]?.asString)
        #expect(again.isReplay && House.outcomes(again).prefix(3) == ["alreadyThere", "alreadyThere", "alreadyThere"])
        // The same act under its key, with somebody else named, is another act.
        let other = Self.told(Self.certification("mai", numbers[1], at: "08:20"), of: "test.nam.van-an")
        #expect(House.outcomes(try await house.upload([other], as: "binh")) == ["idempotency-key-reused"])
        #expect(try house.eventCount() == events)

        // The record has both: in the dossier, in the timeline, on form 01, in what an inspector asks for.
        let dossier = try await house.send(.get, "/v1/dossiers/\(numbers[1])", as: "binh")
        let receiver = dossier.json["receivedBy"]
        #expect(
            receiver?["performer"] == "test.mai.van-an" && receiver?["posting"] == "demo.binh.van-an"
                && receiver?["credential"] == "test-binh", "\(dossier.json)")
        let timeline = try await house.send(.get, "/v1/dossiers/\(numbers[1])/events", as: "binh").json["events"]
        #expect(
            timeline?.asArray?.allSatisfy { $0["by"]?["performer"] == "test.mai.van-an" } == true,
            "\(timeline ?? .null)")
        let slip = try await house.send(.get, "/v1/dossiers/\(numbers[1])/slips/01", as: "binh", accept: "text/html")
        #expect(slip.text.contains("Lý Thị Mai (mẫu), do Hoàng Văn Bình (mẫu) nhập"), "\(slip.text)")
        let own = try await house.send(.get, "/v1/dossiers/\(numbers[0])", as: "binh")
        #expect(own.json["receivedBy"]?["performer"] == nil && own.json["receivedBy"]?["posting"] == "demo.binh.van-an")
        let told = try await house.send(.get, "/v1/audit?posting=test.mai.van-an", as: House.administrator)
        #expect(told.json["events"]?.asArray?.count == timeline?.asArray?.count, "\(told.json)")
        let table = try await house.send(.get, "/v1/audit", as: House.administrator, accept: "text/csv")
        #expect(table.text.contains("\"demo.binh.van-an\",\"test.mai.van-an\","), "\(table.text)")
        try await house.expectSound()
        house.close()
    }

    @Test("SEC-03 who did it and who told it don't decide, and are told so beforehand; a third official does")
    func deciding() async throws {
        let house = try Self.house()
        let numbers = House.numbers(of: try await house.reserve(1, as: "binh"))
        house.pass(seconds: 36_000)
        let item = Self.told(Self.certification("mai", numbers[0], at: "08:20"), of: "test.mai.van-an")
        #expect(House.outcomes(try await house.upload([item], as: "binh")) == ["done"])
        let completion = try await Self.pass(numbers[0], by: "binh", in: house)
        for name in ["mai deciding", "binh deciding"] {
            let can = try await house.send(.get, "/v1/me/can?action=decide&dossier=\(numbers[0])", as: name)
            #expect(can.json["allowed"] == false && can.json["rule"] == "decideByAnother", "\(name): \(can.json)")
            let answer = try await house.send(.post, completion, as: name, body: Self.decision)
            #expect(answer.status == 403 && answer.json["rule"] == "decideByAnother", "\(name): \(answer.json)")
        }
        let answer = try await house.send(.post, completion, as: "nam deciding", body: Self.decision)
        #expect(answer.status == 201, "\(answer.json)")
        house.close()
    }

    @Test(
        "SEC-03 a shared terminal may name who did it, online too; nobody posted there that day decides what it received"
    )
    func sharedTerminal() async throws {
        let house = try Self.house()
        let item = Self.told(Self.certification("mai", at: "08:00"), of: "test.mai.van-an")
        let received = try await house.send(.post, "/v1/dossiers", as: "terminal", body: item["body"])
        #expect(received.status == 201, "\(received.json)")
        #expect(received.json["receivedBy"]?["performer"] == "test.mai.van-an", "\(received.json)")
        #expect(received.json["receivedBy"]?["posting"] == nil)
        let number = received.json.text("number")
        let slip = try await house.send(.get, "/v1/dossiers/\(number)/slips/01", as: "terminal", accept: "text/html")
        #expect(slip.text.contains("Lý Thị Mai (mẫu), do Quầy số 1"), "\(slip.text)")
        let completion = try await Self.pass(number, by: "terminal", in: house)
        for name in ["mai deciding", "binh deciding", "nam deciding"] {
            let answer = try await house.send(.post, completion, as: name, body: Self.decision)
            #expect(answer.status == 403 && answer.json["rule"] == "decideByAnother", "\(name): \(answer.json)")
        }
        #expect(try await house.send(.post, completion, as: House.committee, body: Self.decision).status == 201)
        // Whoever confirms or decides says so themselves: those bodies name nobody.
        let confirmation = try await house.send(
            .post, "/v1/dossiers/\(number)/confirmation", as: "terminal", body: ["performer": "test.mai.van-an"])
        #expect(confirmation.status == 422 && confirmation.problem == "/problems/invalid-body", "\(confirmation.json)")
        house.close()
    }

    @Test("OFF-01 the pack says who works at the office's counters, for whom acts may be told")
    func pack() async throws {
        let house = try Self.house()
        let pack = try await house.send(.get, House.vanAn + "/pack", as: "terminal")
        let rows = pack.json["postings"]?.asArray ?? []
        #expect(
            Set(rows.compactMap { $0["id"]?.asString }) == [
                "demo.an.van-an", "demo.binh.van-an", "test.mai.van-an", "test.nam.van-an", "test.oanh.van-an",
            ], "\(rows)")
        let mai = rows.first { $0["id"] == "test.mai.van-an" }
        #expect(mai?["person"] == "Lý Thị Mai (mẫu)" && mai?["role"] == "official", "\(rows)")
        #expect(mai?["employer"] == "agency" && mai?["counter"]?.asString == Self.counter)
        house.close()
    }
}
