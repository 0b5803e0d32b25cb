import DossierAPI
import DossierDomain
import DossierFiles
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Testing

/// Erasing personal data, finding people, and telling them what is held about them.
@Suite("Personal data", .timeLimit(.minutes(20)))
struct PersonalDataTests {
    private let house: House
    private static let number = "020175001234"

    init() throws {
        house = try House()
        house.introduce("inspector", .inspector, nil)
        house.introduce(
            "protector", .official, .office(OfficeID("lang-son.one-stop")), posting: "demo.giang.lang-son")
    }

    private func search(_ text: String, as who: String, limit: Int64 = 50, after: String? = nil) async throws
        -> House.Answer
    {
        var body: JSONObject = ["q": .string(text), "limit": .integer(limit)]
        if let after { body.append("after", .string(after)) }
        return try await house.send(.post, "/v1/dossiers/search", as: who, body: .object(body), isKeyless: true)
    }

    private func found(_ text: String, as who: String) async throws -> [String] {
        let answer = try await search(text, as: who)
        #expect(answer.status == 200, "\(answer.json)")
        return (answer.json["dossiers"]?.asArray ?? []).map { $0.text("number") }
    }

    private func problems() async throws -> [String] {
        try await verify(
            house.store, genesis: EventChain.genesis, hash: { EventChain.hash(after: $0, canonical: $1) }, workers: 1,
            scans: try ScanFolder(path: house.directory.file("scans")), keys: { [keys = house.service.keys] in keys },
            now: 0
        ).differences.map { "\($0)" }
    }

    // MARK: Erasing

    @Test("AUD-03 what was erased is gone from every answer, and the chain stays whole")
    func erased() async throws {
        let reception = JSONValue.object(UnsafeRequests.papers())
        let first = try await house.send(.post, "/v1/dossiers", as: House.clerk, key: "first", body: reception)
        let number = first.json.text("number")
        let path = "/v1/dossiers/\(number)"
        let early = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "personRequest"])
        #expect(early.status == 409 && early.problem == "/problems/not-in-status", "\(early.json)")
        let known: JSONValue = [
            "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": .string(Self.number)],
        ]
        try await house.must(path + "/withdrawal", House.clerk, ["requester": known, "reason": "Đổi ý."])
        let papers = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "personRequest"])
        #expect(papers.problem == "/problems/matter-open", "\(papers.json)")
        try await house.must(path + "/paper-returns", House.clerk, ["recipient": known])
        let kept = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "personRequest"])
        #expect(kept.status == 409 && kept.problem == "/problems/retained", "\(kept.json)")
        #expect(kept.json["keptUntil"] == "2039-08-20")
        let before = try await house.send(.get, path, as: House.clerk)
        #expect(before.json["applicant"]?["name"] == "Hoàng Thị Mẫu")
        let neighbour = try await house.withdrawn()
        let reader = try house.store.makeReader()
        let keys = try reader.subjects(afterID: nil, limit: 1_000).map(\.value.wrappedKey)

        house.pass(years: 21)
        let done = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "retentionExpired"])
        #expect(done.status == 201, "\(done.json)")
        #expect(done.json["personalDataErasedAt"] != nil && done.json["allowed"] == [])
        for who in [House.clerk, House.counterOfficial] {
            let answer = try await house.send(.get, path, as: who)
            #expect(answer.status == 200 && answer.json["applicant"] == nil, "\(answer.json)")
            #expect(answer.json["personalDataErasedAt"] != nil)
            #expect(answer.json["status"] == "withdrawn")
        }
        let events = try await house.send(.get, path + "/events", as: House.clerk)
        #expect(events.json["events"]?.asArray?.last?["data"]?["ground"] == "retentionExpired", "\(events.json)")
        // Whoever wants to read it in an emergency is told, on record, as often as it is sent.
        let wish: JSONValue = ["number": .string(number), "reason": "Công dân cấp cứu."]
        house.introduce("inspector", .inspector, nil)
        house.introduce("hoa", .official, .agency(AgencyID("van-quan.labour")), posting: "demo.hoa.van-quan-labour")
        for _ in 0..<2 {
            let gone = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "gone", body: wish)
            #expect(gone.status == 410 && gone.problem == "/problems/personal-data-erased", "\(gone.json)")
        }
        let tries = try await house.send(.get, "/v1/audit/reads?emergency=true", as: "inspector").json["reads"]
        #expect(tries?.asArray?.map { $0["scope"] } == [.string(number)])
        for part in ["/clock", "/control-sheet", "/forms", "/route"] {
            #expect(try await house.send(.get, path + part, as: House.clerk).status == 200, "\(part)")
        }
        let slip = try await house.send(.get, path + "/slips/01", as: House.clerk, accept: "text/html")
        #expect(slip.status == 410 && slip.json["type"] == "/problems/personal-data-erased", "\(slip.json)")
        let register = try await house.send(
            .get, "/v1/offices/van-quan.van-an.one-stop/register?from=2019-08-20&to=2019-08-20", as: House.clerk,
            accept: "text/csv")
        #expect(register.text.contains("(đã xóa)") && register.text.contains(number), "\(register.text)")
        let code = house.service.keys.slipCode(for: try #require(DossierNumber(number)))
        let looked = try await house.send(
            .post, "/v1/lookup", as: House.nobody, body: ["number": .string(number), "slipCode": .string(code)])
        #expect(looked.status == 200 && looked.json["status"] == "withdrawn", "\(looked.json)")
        let replay = try await house.send(.post, "/v1/dossiers", as: House.clerk, key: "first", body: reception)
        #expect(replay.isReplay && replay.json["applicant"] == nil, "\(replay.json)")
        let again = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "retentionExpired"])
        #expect(again.status == 410 && again.problem == "/problems/personal-data-erased", "\(again.json)")
        let complaint = try await house.send(
            .post, path + "/complaints", as: House.clerk, body: ["content": "Chậm."])
        #expect(complaint.status == 410, "\(complaint.json)")
        #expect(try await found(Self.number, as: House.clerk) == [neighbour.replacing("/v1/dossiers/", with: "")])
        let other = try await house.send(.get, neighbour, as: House.clerk)
        #expect(other.json["applicant"]?["name"] == "Hoàng Thị Mẫu", "the neighbour's data stays")
        #expect(try await problems() == [])

        // In the file nothing of the keys is left once the log has moved into it.
        let left = Set(try reader.subjects(afterID: nil, limit: 1_000).map(\.value.wrappedKey))
        let gone = keys.filter { !left.contains($0) }
        #expect(gone.count >= 3 && !left.isEmpty)
        house.close()
        let file = try Data(contentsOf: URL(fileURLWithPath: house.directory.file("motcua.sqlite")))
        for key in gone { #expect(file.range(of: Data(key)) == nil, "an erased key lies in the file") }
        #expect(file.range(of: Data(left.first ?? [])) != nil, "a key that is there lies in the file")
    }

    @Test("AUD-03 SEC-03 nobody but an administrator erases, and nobody learns of a foreign dossier by trying")
    func whoErases() async throws {
        let path = try await house.withdrawn()
        house.pass(years: 21)
        for who in [House.clerk, House.counterOfficial, House.committee, "inspector", "protector"] {
            let answer = try await house.send(.post, path + "/erasure", as: who, body: ["ground": "personRequest"])
            #expect(answer.status == 403, "\(who): \(answer.json)")
        }
        let none = try await house.send(
            .post, "/v1/dossiers/000.19.34.H37-190820-9999/erasure", as: House.administrator,
            body: ["ground": "personRequest"])
        #expect(none.status == 404)
        let bad = try await house.send(
            .post, path + "/erasure", as: House.administrator, body: ["ground": "because"])
        #expect(bad.status == 422, "\(bad.json)")
    }

    @Test("AUD-03 the scans of an erased dossier can't be read, and their files are gone")
    func scans() async throws {
        let desk = try ScanDesk()
        let house = desk.house
        let path = try await house.received()
        let content = ScanDesk.picture(70_000)
        #expect(try await desk.attach(content, of: path, key: "s1").status == 200)
        let picture = path + "/documents/declaration/1"
        // Begun and never ended: nobody can go on with it afterwards, nor read what came of it.
        #expect(try await desk.begin(ScanDesk.picture(50_000, seed: 2), of: path, key: "s2").status == 201)
        let person: JSONValue = [
            "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": .string(Self.number)],
        ]
        try await house.must(path + "/withdrawal", House.clerk, ["requester": person])
        try await house.must(path + "/paper-returns", House.clerk, ["recipient": person])
        #expect(try await desk.send(.get, picture).status == 200)
        #expect(desk.files.count == 2)
        house.pass(years: 21)
        try await house.must(path + "/erasure", House.administrator, ["ground": "retentionExpired"])
        let gone = try await desk.send(.get, picture)
        #expect(gone.status == 410 && gone.problem == "/problems/scan-erased", "\(gone.json)")
        #expect(desk.files.isEmpty)
        let listed = try await house.send(.get, path + "/documents", as: House.clerk)
        #expect(listed.status == 200, "\(listed.json)")
        house.close()
    }

    @Test("AUD-03 what has expired is listed with its rule, and erased in one request, each with an outcome of its own")
    func retention() async throws {
        let refused = try await house.refused().replacing("/v1/submissions/", with: "")
        let other = try await house.refused().replacing("/v1/submissions/", with: "")
        let abandoned = try await house.submitted(["declaration"]).replacing("/v1/submissions/", with: "")
        let withdrawn = try await house.withdrawn()
        let running = try await house.received()
        func due(_ query: String = "", as who: String = House.administrator) async throws -> JSONValue {
            let answer = try await house.send(.get, "/v1/retention" + query, as: who)
            #expect(answer.status == 200, "\(answer.json)")
            return answer.json
        }
        #expect(try await due()["due"] == [])
        house.pass(years: 2)
        let listed = try await due(as: "inspector")
        #expect(Set(listed["due"]?.asArray?.map { $0.text("submission") } ?? []) == [refused, other], "\(listed)")
        #expect(listed["due"]?[0]?["keptUntil"] == "2020-08-20")
        #expect(listed["rules"]?.asArray?.count == 4)
        let first = try await due("?limit=1")
        let rest = try await due("?limit=1&after=\(first.text("next"))")
        #expect(first["due"]?.asArray?.count == 1 && rest["due"]?.asArray?.count == 1)
        let state = try await house.send(.get, withdrawn, as: House.clerk).json
        let erased = try await house.must(
            "/v1/retention/erasures", House.administrator,
            [
                "submissions": .array(
                    [refused, state.text("submission"), "unknown", other, abandoned].map { .string($0) })
            ])
        let outcomes = erased["outcomes"]?.asArray ?? []
        #expect(outcomes.map { $0["done"] } == [true, false, false, true, false], "\(outcomes)")
        #expect(outcomes[1]["problem"] == "/problems/retained" && outcomes[2]["problem"] == "/problems/not-found")
        #expect(outcomes[4]["problem"] == "/problems/not-in-status", "its papers lie at the office")
        #expect(try await due()["due"] == [])
        let read = try await house.send(.get, "/v1/submissions/\(refused)", as: House.clerk)
        #expect(read.status == 200 && read.json["applicant"] == nil, "\(read.json)")
        #expect(try await house.send(.get, running, as: House.clerk).json["applicant"] != nil)
        for who in [House.clerk, House.counterOfficial, House.committee] {
            #expect(try await house.send(.get, "/v1/retention", as: who).status == 403)
        }
        #expect(try await problems() == [])
        house.close()
    }

    @Test("records of reading are forgotten when their rule's time has passed, and not before")
    func oldReads() async throws {
        let path = try await house.received()
        _ = try await house.send(.get, path, as: House.clerk)
        try await house.service.keepReads()
        func count() throws -> Int { try house.store.makeReader().reads(matching: ReadFilter()).elements.count }
        house.pass(years: 4)
        #expect(try await house.service.forgetOldReads() == 0)
        #expect(try count() == 1)
        house.pass(years: 2)
        #expect(try await house.service.forgetOldReads() == 1)
        #expect(try count() == 0)
        house.close()
    }

    // MARK: Finding

    @Test("AUD-03 SEC-02 a person is found by the number of an identity document, however typed, within the row filter")
    func searched() async throws {
        let path = try await house.withdrawn()
        let number = path.replacing("/v1/dossiers/", with: "")
        for text in [Self.number, "020 175 001 234", "020.175.001.234", number, number.lowercased()] {
            #expect(try await found(text, as: House.clerk) == [number], "\(text)")
        }
        #expect(try await found("2.002307", as: House.clerk) == [number])
        for text in [Self.number, number, "2.002307"] {
            #expect(try await found(text, as: House.neighbourClerk) == [], "\(text)")
            #expect(try await found(text, as: House.labour) == [], "\(text)")
        }
        for text in ["020175001235", "...", "' OR 1=1 --"] { #expect(try await found(text, as: House.clerk) == []) }
        let row = try await search(Self.number, as: House.clerk).json["dossiers"]?[0]
        #expect(row?["applicant"] == nil, "a row names nobody")
        try await house.service.keepReads()
        let reads = try await house.send(.get, "/v1/audit/reads?dossier=\(number)", as: "inspector").json
        let mine = reads["reads"]?.asArray?.filter { $0["operation"] == "searchDossiers" }
        #expect(mine?.count == 1, "\(reads)")
        let misses = try await house.send(.get, "/v1/audit/reads?credential=test-labour", as: "inspector").json
        #expect(misses["reads"]?[0]?["scope"] == "identity number", "\(misses)")
        #expect(!String(decoding: misses.encoded(), as: UTF8.self).contains(Self.number))
        for who in [House.administrator, "inspector"] {
            #expect(try await search(Self.number, as: who).status == 403)
        }
        for body: JSONValue in [[:], ["q": ""], ["q": .string(String(repeating: "1", count: 101))]] {
            let answer = try await house.send(.post, "/v1/dossiers/search", as: House.clerk, body: body)
            #expect(answer.status == 422, "\(answer.json)")
        }
        house.close()
    }

    @Test("SEC-04 whoever tries numbers that nobody has is slowed, and not only until the next session")
    func triedNumbers() async throws {
        _ = try await house.withdrawn()
        house.introduce(
            "session", .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")),
            counter: "van-quan.van-an.counter-1",
            posting: "demo.an.van-an")
        house.introduce(
            "later", .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-1",
            posting: "demo.an.van-an")
        for text in (0..<20).map({ "0201750012\(10 + $0)" }) { #expect(try await found(text, as: "session") == []) }
        for who in ["session", "later"] {
            let barred = try await search(Self.number, as: who)
            #expect(barred.status == 429 && barred.problem == "/problems/too-fast", "\(barred.json)")
            #expect(barred.fields[.retryAfter] == "6")
        }
        #expect(try await found("2.002307", as: "session").count == 1, "by procedure it goes on")
        #expect(try await found(Self.number, as: House.clerk).count == 1, "nobody else waits")
        house.pass(seconds: 6)
        #expect(try await found(Self.number, as: "session").count == 1)
        house.close()
    }

    @Test("a person's dossiers come in pages, newest first, each once whatever parts the person has in it")
    func pages() async throws {
        var numbers: [String] = []
        for _ in 0..<5 { numbers.append(try await house.received().replacing("/v1/dossiers/", with: "")) }
        _ = try await house.withdrawn()
        var found: [String] = []
        var after: String?
        repeat {
            let page = try await search(Self.number, as: House.clerk, limit: 2, after: after).json
            found += (page["dossiers"]?.asArray ?? []).map { $0.text("number") }
            after = page["next"]?.asString
        } while after != nil
        #expect(found.count == 6 && found.dropFirst() == numbers.reversed()[...])
        let bad = try await search(Self.number, as: House.clerk, after: "nonsense")
        #expect(bad.status == 422 || bad.status == 400, "\(bad.json)")
        house.close()
    }

    // MARK: Telling a person

    @Test(
        "AUD-03 a person is told everything that is held about them, and nothing about others (Decree 13/2023 Article 14)"
    )
    func told() async throws {
        let path = try await house.withdrawn()
        var body = UnsafeRequests.papers()
        body.append(
            "representative",
            [
                "name": "Nông Văn Khác", "identityDocument": ["kind": "citizen-id", "number": "020175009999"],
                "authorisation": "Giấy ủy quyền 1",
            ])
        let represented = try await house.received(.object(body))
        _ = try await house.send(.get, path, as: House.clerk)
        try await house.service.keepReads()
        func export(_ number: String, as who: String = "protector", limit: Int64 = 20) async throws -> House.Answer {
            try await house.send(
                .post, "/v1/personal-data/exports", as: who,
                body: ["identityNumber": .string(number), "limit": .integer(limit)], isKeyless: true)
        }
        let answer = try await export("020 175 001 234")
        #expect(answer.status == 200, "\(answer.json)")
        let dossiers = answer.json["dossiers"]?.asArray ?? []
        #expect(dossiers.count == 2)
        let withdrawn = try #require(dossiers.first { "/v1/dossiers/\($0.text("number"))" == path })
        #expect(withdrawn["as"]?.asArray?.count == 3, "as applicant, as who withdrew, as who took the papers")
        #expect(withdrawn["as"]?[0]?["identityDocument"]?["number"] == "020175001234")
        #expect(withdrawn["keptUntil"] == "2039-08-20")
        #expect(withdrawn["events"]?.asArray?.last?["type"] == "papersGivenBack")
        #expect(withdrawn["reads"]?.asArray?.contains { $0["operation"] == "readDossier" } == true)
        #expect(!String(decoding: answer.json.encoded(), as: UTF8.self).contains("Nông Văn Khác"))
        let other = try await export("020175009999")
        #expect(other.json["dossiers"]?.asArray?.count == 1)
        #expect(other.json["dossiers"]?[0]?["as"]?[0]?["name"] == "Nông Văn Khác", "\(represented)")
        #expect(try await export("000000000000").json["dossiers"] == [])
        let first = try await export(Self.number, limit: 1).json
        #expect(first["dossiers"]?.asArray?.count == 1 && first["next"] != nil)
        for who in [House.counterOfficial, House.provinceOfficial, House.delegated] {
            let refused = try await export(Self.number, as: who)
            #expect(refused.status == 403 && refused.json["rule"] == "answerPersonByProtector", "\(refused.json)")
        }
        for who in [House.clerk, House.administrator, House.committee, "inspector"] {
            #expect(try await export(Self.number, as: who).status == 403, "\(who)")
        }
        try await house.service.keepReads()
        let reads = try await house.send(.get, "/v1/audit/reads?credential=test-protector", as: "inspector").json
        #expect(reads["reads"]?.asArray?.contains { $0["operation"] == "exportPersonalData" } == true)
        house.close()
    }
}
