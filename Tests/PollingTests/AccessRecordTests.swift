import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

/// Who gave whom which credential and login, as an administrator or inspector reads it afterwards.
@Suite("Who may come in, on record", .timeLimit(.minutes(3)))
struct AccessRecordTests {
    private static let first = "con trâu đi qua đồng"
    private static let own = "hoa đào nở trên núi"
    private static let wrong = "không phải mật khẩu"
    private let house: House

    init() throws {
        house = try House()
    }

    /// What stands in the record under that question, oldest first.
    private func audit(_ question: String) async throws -> [JSONValue] {
        let page = try await house.send(.get, "/v1/audit?limit=200&" + question, as: House.administrator)
        #expect(page.status == 200, "\(page.json)")
        return page.json["events"]?.asArray ?? []
    }

    /// Each as `type by credential`.
    private func acts(_ question: String) async throws -> [String] {
        try await audit(question).compactMap { row in
            guard let event = row["event"], let by = event["by"]?["credential"]?.asString else { return nil }
            return "\(event.text("type")) by \(by)"
        }
    }

    private func give(_ password: String = first, as who: String = House.administrator) async throws -> House.Answer {
        try await house.send(
            .put, "/v1/logins/demo.an", as: who,
            body: ["userName": "an.vanan", "password": .string(password)])
    }

    private func logIn(
        _ password: String, _ more: [(String, JSONValue)] = [], from address: String? = nil
    ) async throws -> House.Answer {
        var body: JSONObject = ["userName": "an.vanan", "password": .string(password)]
        for (name, value) in more { body.append(name, value) }
        return try await house.send(.post, "/v1/sessions", as: House.nobody, body: .object(body), address: address)
    }

    @Test(
        "SEC-06 AUD-01 a credential's record says who issued it, for whom and until when, what replaced it, and who revoked it"
    )
    func credentials() async throws {
        let issued = try await house.must("/v1/credentials", House.administrator, CredentialTests.terminal)
        let id = try #require(issued["credential"]?["id"]?.asString)
        house.pass(seconds: 60)
        let rotated = try await house.must(
            "/v1/credentials/\(id)/rotation", House.administrator, ["overlapMinutes": 60])
        let next = try #require(rotated["credential"]?["id"]?.asString)
        for _ in 0..<2 {
            _ = try await house.send(.delete, "/v1/credentials/\(id)", as: House.administrator)
        }
        let by = "by test-administrator"
        #expect(
            try await acts("record=credential-\(id)") == [
                "credentialIssued \(by)", "credentialReplaced \(by)", "credentialRevoked \(by)",
            ])
        let record = try await audit("record=credential-\(id)")
        let first = try #require(record.first?["event"])
        #expect(first["data"]?["holder"]?["credential"]?.asString == id)
        #expect(first["data"]?["holder"]?["body"]?["id"] == "van-quan.van-an.one-stop", "\(first)")
        #expect(first["data"]?["expiresAt"] == issued["credential"]?["expiresAt"])
        #expect(first["requestId"]?.asString?.hasPrefix("request-") == true)
        #expect(record[1]["event"]?["data"]?["replacedBy"]?.asString == next)
        let successor = try await audit("record=credential-\(next)")
        #expect(successor.count == 1 && successor.first?["event"]?["data"]?["replaces"]?.asString == id)

        // A request that is sent again issues nothing anew.
        let before = try await audit("type=credentialIssued&credential=test-administrator").count
        for _ in 0..<2 {
            _ = try await house.send(
                .post, "/v1/credentials", as: House.administrator, key: "once", body: CredentialTests.terminal)
        }
        #expect(try await audit("type=credentialIssued&credential=test-administrator").count == before + 1)
        let refused = try await house.send(
            .post, "/v1/credentials", as: House.administrator, body: ["role": "citizen", "name": "x"])
        #expect(refused.status == 422)
        #expect(try await audit("type=credentialIssued&credential=test-administrator").count == before + 1)
        try await house.expectSound()
        house.close()
    }

    @Test("SEC-06 AUD-01 a login's record says who gave it, what its owner changed, and who took it away")
    func logins() async throws {
        #expect(try await give().status == 200)
        #expect(try await give().status == 200, "sent again it changes nothing")
        let session = try await logIn(Self.first, [("newPassword", .string(Self.own))])
        #expect(session.status == 201, "\(session.json)")
        house.bear(session.json.text("token"), as: "Ms An")
        #expect(try await logIn(Self.own).status == 201, "an ordinary login is no event")
        let secret = OneTimeSecret.new()
        func code() throws -> JSONValue { .string(try #require(secret.code(of: house.now.milliseconds / 30_000))) }
        let set = try await house.send(
            .put, "/v1/me/one-time-codes", as: "Ms An", body: ["secret": .string(secret.text), "code": try code()])
        #expect(set.status == 204, "\(set.json)")
        house.introduce("second administrator", .administrator, nil)
        #expect(try await give(as: "second administrator").status == 200)
        #expect(try await house.send(.delete, "/v1/logins/demo.an", as: House.administrator).status == 204)
        #expect(try await house.send(.delete, "/v1/logins/demo.an", as: House.administrator).status == 404)

        let record = try await audit("record=login-demo.an")
        let types = record.compactMap { $0["event"]?.text("type") }
        #expect(types == ["loginGiven", "loginChanged", "loginChanged", "loginGiven", "loginRemoved"])
        let data = record.compactMap { $0["event"]?["data"] }
        #expect(data[0] == ["person": "demo.an", "anew": false, "codesEnded": false])
        #expect(data[1] == ["person": "demo.an", "password": true, "codes": false])
        #expect(data[2] == ["person": "demo.an", "password": false, "codes": true])
        #expect(data[3] == ["person": "demo.an", "anew": true, "codesEnded": true])
        let by = record.compactMap { $0["event"]?["by"] }
        #expect(by[0]["credential"] == "test-administrator" && by[3]["credential"] == "test-second-administrator")
        #expect(by[1]["posting"] == "demo.an.van-an", "its owner, under their posting")
        #expect(by[1]["credential"] == session.json["credential"]?["id"])
        #expect(by[4]["credential"] == "test-administrator", "the row is gone, what happened stays")
        #expect(try await acts("posting=demo.an.van-an").count == 2)
        try await house.expectSound()
        house.close()
    }

    @Test("SEC-06 an administrator who revokes somebody's session is on record, logging out is not")
    func sessions() async throws {
        _ = try await give()
        let one = try await logIn(Self.first, [("newPassword", .string(Self.own))])
        let two = try await logIn(Self.own)
        house.bear(two.json.text("token"), as: "Ms An")
        #expect(try await house.send(.delete, "/v1/sessions/current", as: "Ms An").status == 204)
        let id = try #require(one.json["credential"]?["id"]?.asString)
        #expect(try await house.send(.delete, "/v1/credentials/\(id)", as: House.administrator).status == 200)
        let revoked = try await audit("type=credentialRevoked")
        #expect(revoked.count == 1 && revoked.first?["record"]?.asString == "credential-\(id)")
        #expect(revoked.first?["event"]?["data"]?["holder"]?["posting"] == "demo.an.van-an")
        try await house.expectSound()
        // The session's row is forgotten after a month, what happened to it isn't.
        house.pass(seconds: 40 * 86_400)
        try await house.service.keepUses()
        #expect(try house.store.makeReader().credential(CredentialID(id)) == nil)
        try await house.expectSound()
        house.close()
    }

    @Test("AUD-01 a lock-out is told once for all wrong tries in a row, and names that nobody has not at all")
    func lockOut() async throws {
        _ = try await give()
        for _ in 0..<14 {
            #expect(try await logIn(Self.wrong, from: "198.51.100.7").status == 401)
            house.pass(seconds: 900)
        }
        let bars = try await audit("type=loginBarred")
        #expect(bars.count == 1, "\(bars)")
        let event = try #require(bars.first?["event"])
        #expect(event["by"]?["credential"] == "system")
        #expect(event["data"]?["atHome"] == false && event["data"]?["failures"] == 10 && event["data"]?["until"] != nil)
        let head = try house.store.makeReader().chainHead()
        for _ in 0..<12 {
            let nobody = try await house.send(
                .post, "/v1/sessions", as: House.nobody, body: ["userName": "no.such", "password": .string(Self.wrong)])
            #expect(nobody.status == 401)
            house.pass(seconds: 900)
        }
        #expect(try house.store.makeReader().chainHead() == head)
        try await house.expectSound()
        house.close()
    }

    @Test("AUD-03 SEC-06 events of credentials and logins hold no token, password, code or secret, nor a digest of one")
    func noSecrets() async throws {
        let issued = try await house.must("/v1/credentials", House.administrator, CredentialTests.terminal)
        let id = CredentialID(try #require(issued["credential"]?["id"]?.asString))
        let rotated = try await house.must("/v1/credentials/\(id)/rotation", House.administrator, [:])
        let given = try await give()
        let secret = OneTimeSecret.new()
        let code = try #require(secret.code(of: house.now.milliseconds / 30_000))
        let session = try await logIn(
            Self.first,
            [("newPassword", .string(Self.own)), ("secret", .string(secret.text)), ("code", .string(code))])
        #expect(session.status == 201, "\(session.json)")
        let reader = try house.store.makeReader()
        let login = try #require(try reader.login(of: PersonID("demo.an")))
        let digests = try [id, CredentialID(try #require(rotated["credential"]?["id"]?.asString))].map { id in
            try #require(try reader.credential(id)).secretDigest
        }
        var searched = [Self.first, Self.own, secret.text, login.passwordDigest, login.userName, "Máy quầy 1"]
        searched += [given.json.text("setUpCode")]
        searched += [issued, rotated, session.json].compactMap { $0["token"]?.asString.map { String($0.suffix(72)) } }
        let bytes = digests + [try #require(login.codeSecret), try #require(login.home)]
        searched += bytes.map { $0.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() }
        #expect(searched.count == 14 && searched.allSatisfy { $0.utf8.count > 5 })
        let lines = try reader.chain(after: 0, limit: 1_000).map(\.canonical)
        #expect(lines.count >= 6)
        for line in lines {
            for text in searched { #expect(!line.contains(text), "\(text) in \(line)") }
        }
        house.close()
    }

    @Test("whoever has the code of a first password logs in although strangers try, with no other code and no longer")
    func setUpCode() async throws {
        let given = try await give()
        let setUpCode = given.json.text("setUpCode")
        #expect(setUpCode.count == 14, "\(given.json)")
        #expect(try await give().json["setUpCode"]?.asString == setUpCode, "sent again it is the same")
        let list = try await house.send(.get, "/v1/logins", as: House.administrator)
        #expect(list.json["logins"]?[0]?["setUpCode"] == nil, "the list doesn't tell it")
        for _ in 0..<4 { _ = try await logIn(Self.wrong, from: "198.51.100.7") }
        let change: (String, JSONValue) = ("newPassword", .string(Self.own))
        #expect(try await logIn(Self.first, [change], from: "192.0.2.1").status == 429, "barred from anywhere")
        for other in ["0000-0000-0000", "K7QX-3M2P"] {
            let barred = try await logIn(Self.first, [change, ("setUpCode", .string(other))], from: "192.0.2.1")
            #expect(barred.status == 429, "'\(other)': \(barred.json)")
        }
        // Wrong passwords under the code count, so that it is no way to guess them.
        let code: (String, JSONValue) = ("setUpCode", .string(setUpCode.lowercased().replacing("-", with: " ")))
        for _ in 0..<4 { #expect(try await logIn(Self.wrong, [code], from: "192.0.2.1").status == 401) }
        #expect(try await logIn(Self.first, [change, code], from: "192.0.2.1").status == 429)
        house.pass(seconds: 2)
        _ = try await logIn(Self.wrong, from: "198.51.100.7")
        #expect(try await logIn(Self.first, [change, code], from: "192.0.2.1").status == 201)

        // From now on the line that they came from is theirs, and the code is worth nothing.
        for _ in 0..<5 { _ = try await logIn(Self.wrong, from: "198.51.100.7") }
        #expect(try await logIn(Self.own, [code], from: "203.0.113.9").status == 429)
        #expect(try await logIn(Self.own, from: "192.0.2.1").status == 201)
        // Given anew, it is another one.
        let anew = try await give("bưởi da xanh ngoài vườn").json.text("setUpCode")
        #expect(anew.count == 14 && anew != setUpCode)
        house.close()
    }

    @Test("a wrong try costs as many commits whether or not anybody has the name")
    func sameWork() async throws {
        _ = try await give()
        func commits(_ name: String) async throws -> Int {
            let before = house.store.statistics.changeCount
            let answer = try await house.send(
                .post, "/v1/sessions", as: House.nobody,
                body: ["userName": .string(name), "password": .string(Self.wrong)])
            #expect(answer.status == 401, "\(answer.json)")
            return house.store.statistics.changeCount - before
        }
        #expect(try await commits("an.vanan") == 1)
        #expect(try await commits("no.such") == 1)
        house.close()
    }
}
