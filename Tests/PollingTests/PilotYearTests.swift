import DossierAPI
import DossierDomain
import Foundation
import HTTPTypes
import Testing

/// A year of Văn An's office, before and after it moved on 1 August 2019; the same four dossiers each month, so that
/// every figure can be reckoned by hand (docs/pilot.md).
///
/// Each month on a Tuesday: A, decided on Wednesday and collected on Thursday; B1 and B2, an interlinked group of one
/// citizen, decided and collected on Friday, their last day; C, decided a week later, four days late by the calendar,
/// and collected then, or after the move delivered by post. Four dossiers, three citizens, 1 + 3 + 3 + 7 = 14 days.
/// Five months before, at which officials receive: 2 + 2 + 2 = 6 visits. Seven after, at which postal staff do:
/// 2 + 2 + 1 = 5 visits, and a trip spared.
///
/// Beside them, after: D, brought on 10 September without a paper, which comes the day after, decided and collected on
/// Friday 13: two days, three visits of which two are needed. E, of 25 February 2020, still without a result on 1 March
/// when it was due on 28 February: late. F, brought by post on 28 February and open: no visit, a trip spared.
@Suite("The pilot's year", .timeLimit(.minutes(20)))
struct PilotYearTests {
    private static let tuesdays = [
        "2019-03-12", "2019-04-09", "2019-05-14", "2019-06-11", "2019-07-09",
        "2019-08-13", "2019-09-10", "2019-10-08", "2019-11-12", "2019-12-10", "2020-01-14", "2020-02-11",
    ]
    private static let year = "from=2019-03-01&until=2020-02-29"
    private static let office = "van-quan.van-an.one-stop"
    /// Who sat at the counter before the move.
    private static let formerOfficial = "former official"
    private static let person: JSONValue = [
        "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
    ]

    private let house: House

    init() throws {
        house = try House()
        house.introduce(
            Self.formerOfficial, .official, .office(OfficeID(Self.office)), counter: "van-quan.van-an.counter-1")
    }

    private func set(_ day: CivilDate) throws {
        let eight = try #require(TimeOfDay("08:00"))
        house.pass(seconds: Int((Timestamp(day, eight).milliseconds - house.now.milliseconds) / 1_000))
    }

    @discardableResult
    private func post(_ path: String, as who: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await house.send(.post, path, as: who, body: body)
        #expect(answer.status == 201, "\(path): \(answer.json)")
        return answer.json
    }

    private static func papers(
        _ documents: [String] = ["declaration", "identity"], group: String? = nil, channel: String? = nil
    ) -> JSONValue {
        var papers = UnsafeRequests.papers("1.004873", documents)
        papers.append("group", ifPresent: group.map { .string($0) })
        papers.append("channel", ifPresent: channel.map { .string($0) })
        return .object(papers)
    }

    /// Who receives: officials before the move, postal staff after it.
    private var receiver: String {
        house.now.date.description < "2019-08-01" ? Self.formerOfficial : House.clerk
    }

    /// Receives a certificate of marital status, three working days, and passes it on to the committee.
    private func receive(group: String? = nil) async throws -> String {
        let received = try await post("/v1/dossiers", as: receiver, Self.papers(group: group))
        return try await passOn(received)
    }

    private func passOn(_ received: JSONValue) async throws -> String {
        let number = try #require(received["number"]?.asString)
        try await post("/v1/dossiers/\(number)/handovers", as: receiver, [:])
        try await acknowledge(number, as: House.committee)
        return number
    }

    private func acknowledge(_ number: String, as who: String) async throws {
        let dossier = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk).json
        let handover = try #require(dossier["handovers"]?[0]?["id"]?.asString, "\(dossier)")
        try await post("/v1/dossiers/\(number)/handovers/\(handover)/acknowledgement", as: who, [:])
    }

    private func settle(_ numbers: String...) async throws {
        for number in numbers {
            let dossier = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk).json
            let assignment = try #require(dossier["branches"]?[0]?["assignment"]?.asString, "\(dossier)")
            try await post(
                "/v1/dossiers/\(number)/assignments/\(assignment)/completion", as: House.committee,
                [
                    "decision": [
                        "outcome": "granted", "number": "7/XN", "date": .date(house.now.date),
                        "signer": ["name": "Lương Văn Ký", "position": "Chủ tịch"],
                    ]
                ])
            try await acknowledge(number, as: House.clerk)
        }
    }

    private func handOver(_ numbers: String...) async throws {
        for number in numbers {
            try await post("/v1/dossiers/\(number)/handing-over", as: receiver, ["recipient": Self.person])
        }
    }

    private func deliver(_ number: String) async throws {
        try await post("/v1/dossiers/\(number)/result-delivery", as: receiver, ["carrier": "VNPost"])
        try await post(
            "/v1/dossiers/\(number)/handing-over", as: receiver, ["recipient": Self.person, "method": "post"])
    }

    private func month(_ text: String) async throws {
        let tuesday = try #require(CivilDate(text))
        try set(tuesday)
        let first = try await receive()
        let group = "k1-\(text)"
        let (second, third) = (try await receive(group: group), try await receive(group: group))
        let last = try await receive()
        let incomplete =
            text == "2019-09-10"
            ? try #require(
                try await post("/v1/submissions", as: receiver, Self.papers(["declaration"]))["submission"]?.asString)
            : nil
        let missing: JSONValue = ["document": "identity", "originals": 1]
        if let incomplete {
            try await post("/v1/submissions/\(incomplete)/supplement-requests", as: receiver, ["missing": [missing]])
        }
        try set(tuesday.adding(days: 1))
        try await settle(first)
        var supplemented: String?
        if let incomplete {
            try await post("/v1/submissions/\(incomplete)/supplements", as: receiver, ["documents": [missing]])
            supplemented = try await passOn(
                try await post("/v1/submissions/\(incomplete)/reception", as: receiver, [:]))
        }
        try set(tuesday.adding(days: 2))
        try await handOver(first)
        try set(tuesday.adding(days: 3))
        try await settle(second, third)
        try await handOver(second, third)
        if let supplemented {
            try await settle(supplemented)
            try await handOver(supplemented)
        }
        try set(tuesday.adding(days: 7))
        try await settle(last)
        if receiver == House.clerk { try await deliver(last) } else { try await handOver(last) }
    }

    private func live() async throws {
        for text in Self.tuesdays { try await month(text) }
        try set(try #require(CivilDate("2020-02-25")))
        _ = try await receive()
        try set(try #require(CivilDate("2020-02-28")))
        try await post("/v1/dossiers", as: receiver, Self.papers(channel: "post"))
        try set(try #require(CivilDate("2020-03-02")))
    }

    private func get(_ path: String, as who: String = House.administrator, accept: String? = nil) async throws
        -> House.Answer
    {
        try await house.send(.get, path, as: who, accept: accept)
    }

    @Test("PIL-02 PIL-03 the report of a year is the golden, each figure traced to its rows, and reproducible")
    func year() async throws {
        try await live()
        let known = "asKnownAt=2020-03-01T00:00:00%2B07:00"
        let path = "/v1/reports/pilot?\(Self.year)&\(known)&office=\(Self.office)"
        let csv = try await get(path, accept: "text/csv")
        let golden = House.root + "/Tests/PollingTests/Goldens/pilot-year.csv"
        let text = csv.text.replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n")
        #expect(text == (try String(contentsOfFile: golden, encoding: .utf8)))

        let report = try await get(path).json
        let part = try #require(report["offices"]?[0], "\(report)")
        #expect(part["postsFreed"] == 1 && part["freed"]?.asArray?.count == 1 && part["movedOn"] == "2019-08-01")
        for host in ["agencyHosted", "postHosted"] {
            try await expectTraced(try #require(part[host]), host)
        }
        let shares = try #require(part["postHosted"])
        // 1,000 × 22 ÷ 30 = 733.3; 10 × 100 ÷ 29 = 34.5; 100 × 39 ÷ 31 = 125.8.
        #expect(shares["onTimePerMille"] == 733 && shares["throughPostPerMille"] == 1_000)
        #expect(shares["daysToResultTenths"] == 34 && shares["visitsPerDossierHundredths"] == 126)
        // What happens afterwards changes nothing of what was known then.
        try await post("/v1/dossiers", as: House.clerk, .object(UnsafeRequests.papers()))
        #expect(try await get(path).json == report)
    }

    /// That each figure is what its rows add up to, reckoned anew from what the rows say.
    private func expectTraced(_ figures: JSONValue, _ host: String) async throws {
        var rowsOf: [String: [JSONValue]] = [:]
        for figure in figures["rows"]?.asObject?.members ?? [] {
            rowsOf[figure.name] = try await rows(try #require(figure.value.asString))
        }
        func figure(_ name: String) -> Int { figures[name]?.asInteger.map { Int($0) } ?? -1 }
        let counted = [
            "dossiers": "dossiers", "throughPost": "through-post", "receivedByPost": "received-by-post",
            "broughtByPost": "brought-by-post", "deliveredByPost": "delivered-by-post", "results": "results",
            "onTime": "on-time", "late": "late",
        ]
        for (name, rows) in counted { #expect(figure(name) == rowsOf[rows]?.count, "\(host) \(name)") }
        let counts = (rowsOf["results"] ?? []).compactMap { $0["daysToResult"]?.asInteger }
        #expect(figure("daysToResult") == Int(counts.reduce(0, +)), "\(host) days")

        // Of a group the days count together.
        let all = rowsOf["dossiers"] ?? []
        let citizens = Dictionary(grouping: all) { $0["group"]?.asString ?? $0["number"]?.asString ?? "" }
        #expect(figure("citizens") == citizens.count, "\(host) citizens")
        func days(_ name: String, of rows: [JSONValue]) -> Set<String> {
            Set(rows.flatMap { $0[name]?.asArray ?? [] }.compactMap(\.asString))
        }
        #expect(figure("visits") == citizens.values.reduce(0) { $0 + days("visitDays", of: $1).count }, "\(host)")
        #expect(
            figure("neededVisits") == citizens.values.reduce(0) { $0 + days("neededDays", of: $1).count }, "\(host)")
        let spared = citizens.values.reduce(0) { sum, rows in
            let isBrought = rows.contains { $0["broughtInPerson"] == true }
            let delivered = days("deliveryDays", of: rows).subtracting(days("visitDays", of: rows))
            return sum + (isBrought ? 0 : 1) + delivered.count
        }
        #expect(figure("tripsSpared") == spared, "\(host) trips")
        func numbers(_ rows: [JSONValue]?) -> Set<String> { Set((rows ?? []).compactMap { $0["number"]?.asString }) }
        #expect(numbers(rowsOf["visits"]) == numbers(all.filter { !days("visitDays", of: [$0]).isEmpty }), "\(host)")
        #expect(
            rowsOf["trips-spared"]?.count == spared && rowsOf["extra-visits"]?.count == (host == "postHosted" ? 1 : 0))
    }

    private func rows(_ address: String) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var next: String? = ""
        while let after = next {
            let escaped = after.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? after
            let cursor = after.isEmpty ? "" : "&after=\(escaped)"
            let page = try await get("\(address)&limit=7\(cursor)")
            #expect(page.status == 200, "\(page.json)")
            rows += page.json["rows"]?.asArray ?? []
            next = page.json["next"]?.asString
        }
        return rows
    }

    @Test("PIL-03 baselines, premises and postings are those that were known at T")
    func configurationKnown() async throws {
        let house = try await House.configured()
        house.pass(seconds: 3_600)
        let path = "/v1/config/offices/\(Self.office)"
        let read = try await house.configure(.get, path)
        let counted = #""posts":2"#
        #expect(read.text.contains(counted))
        let changed = try await house.configure(
            .put, path + "?reason=x", body: read.text.replacing(counted, with: #""posts":3"#), ifMatch: read.tag)
        #expect(changed.status == 200, "\(changed.text.prefix(400))")
        house.pass(seconds: 3_600)
        func known(_ instant: String) async throws -> (posts: JSONValue?, version: JSONValue?) {
            let report = try await house.send(
                .get, "/v1/reports/pilot?from=2019-08-20&until=2019-08-20&office=\(Self.office)&asKnownAt=\(instant)",
                as: House.administrator
            ).json
            return (report["offices"]?[0]?["baseline"]?["posts"], report["configurationVersion"])
        }
        // Before the first version was recorded, the first is all that can be known.
        for instant in ["2019-08-20T00:00:00Z", "2019-08-20T01:00:00Z", "2019-08-20T01:59:59Z"] {
            let before = try await known(instant)
            #expect(before.posts == 2 && before.version == 1, "\(instant)")
        }
        let after = try await known("2019-08-20T02:00:00Z")
        #expect(after.posts == 3 && after.version == 2)
        house.close()
    }

    @Test("PIL-02 officials see their own office's figures alone; postal staff and agencies none")
    func rights() async throws {
        let path = "/v1/reports/pilot?\(Self.year)"
        try set(try #require(CivilDate("2020-03-02")))
        let own = try await get(path, as: House.counterOfficial)
        #expect(own.status == 200 && own.json["offices"]?.asArray?.count == 1, "\(own.json)")
        #expect(own.json["offices"]?[0]?["office"]?["id"]?.asString == Self.office)
        for place in [path, "/v1/reports/pilot/rows?\(Self.year)"] {
            let foreign = try await get(place + "&office=\(Self.office)", as: House.neighbour)
            #expect(foreign.status == 403 && foreign.json["rule"] == "readPilotByOfficial", "\(foreign.json)")
            #expect(try await get(place + "&office=\(Self.office)", as: House.counterOfficial).status == 200)
            #expect(try await get(place, as: House.clerk).status == 403)
            #expect(try await get(place, as: House.committee).status == 403)
        }
    }

    @Test("PIL-02 a period that is upside down or too long, and an instant to come, are refused")
    func refused() async throws {
        for query in [
            "from=2019-09-02&until=2019-09-01", "from=2019-01-01&until=2020-01-02",
            "from=2019-08-01&until=2019-08-02&asKnownAt=2030-01-01T00:00:00Z",
        ] {
            let answer = try await get("/v1/reports/pilot?\(query)")
            #expect(answer.status == 400 && answer.problem == "/problems/invalid-query", "\(query): \(answer.json)")
        }
    }

    @Test("PIL-02 more dossiers than are added up are refused, never counted in part")
    func tooMany() async throws {
        let small = try House(registerRowLimit: 1)
        for _ in 0..<2 {
            let answer = try await small.send(
                .post, "/v1/dossiers", as: House.clerk, body: .object(UnsafeRequests.papers()))
            #expect(answer.status == 201, "\(answer.json)")
        }
        let answer = try await small.send(
            .get, "/v1/reports/pilot?from=2019-08-20&until=2019-08-20", as: House.administrator)
        #expect(answer.status == 422 && answer.problem == "/problems/too-many-rows", "\(answer.json)")
        small.close()
    }
}
