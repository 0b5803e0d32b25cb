import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

/// Tokens of terminals and systems: what an administrator with curl sees, and what their bearers do.
@Suite("Credentials", .timeLimit(.minutes(20)))
struct CredentialTests {
    static let terminal: JSONValue = [
        "role": "postal-clerk", "office": "van-quan.van-an.one-stop", "counter": "van-quan.van-an.counter-1",
        "name": "Máy quầy 1", "days": 30,
    ]

    /// Issues a credential and has `name` bear it; answers its identity.
    private func issue(_ body: JSONValue, as name: String, in house: House) async throws -> String {
        let issued = try await house.must("/v1/credentials", House.administrator, body)
        house.bear(issued.text("token"), as: name)
        return try #require(issued["credential"]?["id"]?.asString)
    }

    private func standing(of id: String, in house: House) async throws -> JSONValue {
        let list = try await house.send(.get, "/v1/credentials?limit=200", as: House.administrator)
        return try #require(list.json["credentials"]?.asArray?.first { $0.text("id") == id })
    }

    @Test("SEC-06 a token is stored as a digest, shown once, expires after its days, and is revoked at once")
    func life() async throws {
        let house = try House()
        let issued = try await house.must("/v1/credentials", House.administrator, Self.terminal)
        let token = issued.text("token")
        let id = try #require(issued["credential"]?["id"]?.asString)
        #expect(token.hasPrefix("motcua_\(id)_"))
        house.bear(token, as: "terminal")
        let me = try await house.send(.get, "/v1/me", as: "terminal")
        #expect(me.json["counter"] == "van-quan.van-an.counter-1" && me.json["role"] == "postal-clerk", "\(me.json)")

        let list = try await house.send(.get, "/v1/credentials?limit=200", as: House.administrator)
        let secret = try #require(token.split(separator: "_").last)
        #expect(!list.json.encodedString.contains(secret), "the list tells no secret")
        let stored = try #require(try house.store.makeReader().credential(CredentialID(id)))
        #expect(stored.secretDigest.count == 32)

        house.pass(seconds: 30 * 86_400 - 1)
        #expect(try await house.send(.get, "/v1/me", as: "terminal").status == 200)
        house.pass(seconds: 1)
        #expect(try await house.send(.get, "/v1/me", as: "terminal").status == 401)
        #expect(try await standing(of: id, in: house)["standing"] == "expired")

        let other = try await issue(Self.terminal, as: "other", in: house)
        #expect(try await house.send(.get, "/v1/me", as: "other").status == 200)
        let revoked = try await house.send(.delete, "/v1/credentials/\(other)", as: House.administrator)
        #expect(revoked.status == 200 && revoked.json["standing"] == "revoked", "\(revoked.json)")
        #expect(try await house.send(.get, "/v1/me", as: "other").status == 401)
        let again = try await house.send(.delete, "/v1/credentials/\(other)", as: House.administrator)
        #expect(again.json["revokedAt"] == revoked.json["revokedAt"], "revoked once")
        house.pass(seconds: -3_600)
        #expect(try await house.send(.get, "/v1/me", as: "other").status == 401, "a clock set back brings none back")
        #expect(try await standing(of: other, in: house)["standing"] == "revoked")
        #expect(try await house.send(.delete, "/v1/credentials/none", as: House.administrator).status == 404)
        house.close()
    }

    @Test(
        "ORG-07 SEC-01 a credential is issued under a posting only where, as what and at which counter somebody is posted",
        arguments: [
            ("agency", "van-quan.labour", nil, false), ("office", "van-quan.one-stop", nil, false),
            ("office", "van-quan.van-an.one-stop", "van-quan.van-an.counter-2", false),
            ("office", "van-quan.van-an.one-stop", "van-quan.van-an.counter-1", true),
            ("office", "van-quan.van-an.one-stop", nil, true), ("agency", "van-quan.van-an.committee", nil, true),
        ] as [(String, String, String?, Bool)])
    func underPosting(kind: String, place: String, counter: String?, isIssued: Bool) async throws {
        let house = try House()
        var body: JSONObject = [
            "role": "official", "name": "Bình", "posting": "demo.binh.van-an", "days": 30,
        ]
        body.append(kind, .string(place))
        if let counter { body.append("counter", .string(counter)) }
        let answer = try await house.send(.post, "/v1/credentials", as: House.administrator, body: .object(body))
        if isIssued {
            #expect(answer.status == 201, "\(answer.json)")
            house.bear(answer.json.text("token"), as: "binh")
            #expect(try await house.send(.get, "/v1/me", as: "binh").status == 200)
        } else {
            #expect(answer.problem == "/problems/credential-refused", "\(answer.json)")
            let named = counter ?? "demo.binh.van-an"
            #expect(answer.json.text("detail").contains(named), "\(answer.json)")
        }
        house.close()
    }

    @Test("a rotated credential and its successor are both accepted for a while, at the same place")
    func rotation() async throws {
        let house = try House()
        let old = try await issue(Self.terminal, as: "old", in: house)
        let rotated = try await house.must(
            "/v1/credentials/\(old)/rotation", House.administrator, ["overlapMinutes": 60, "days": 90])
        house.bear(rotated.text("token"), as: "new")
        #expect(rotated["credential"]?["replaces"]?.asString == old)
        for bearer in ["old", "new"] {
            let me = try await house.send(.get, "/v1/me", as: bearer)
            #expect(me.status == 200 && me.json["counter"] == "van-quan.van-an.counter-1", "\(bearer): \(me.json)")
        }
        // What was sent under the old token is the same act under the new one.
        let first = try await house.send(.post, "/v1/dossiers", as: "old", key: "r-1", body: House.newDossier)
        let retry = try await house.send(.post, "/v1/dossiers", as: "new", key: "r-1", body: House.newDossier)
        #expect(first.status == 201 && retry.isReplay && retry.json["number"] == first.json["number"], "\(retry.json)")
        house.pass(seconds: 3_599)
        #expect(try await house.send(.get, "/v1/me", as: "old").status == 200)
        house.pass(seconds: 1)
        #expect(try await house.send(.get, "/v1/me", as: "old").status == 401)
        #expect(try await house.send(.get, "/v1/me", as: "new").status == 200)
        let late = try await house.send(
            .post, "/v1/credentials/\(old)/rotation", as: House.administrator, body: [:])
        #expect(late.status == 404, "what has ended isn't rotated: \(late.json)")
        house.close()
    }

    @Test("rotated without an overlap, the old token ends at once; the list says who issued what")
    func rotationAtOnce() async throws {
        let house = try House()
        let old = try await issue(
            ["role": "administrator", "name": "Quản trị viên 2"], as: "second administrator", in: house)
        let made = try await house.must("/v1/credentials", "second administrator", Self.terminal)
        house.pass(seconds: 1)
        let rotated = try await house.must(
            "/v1/credentials/\(old)/rotation", House.administrator, ["overlapMinutes": 0])
        #expect(try await house.send(.get, "/v1/me", as: "second administrator").status == 401)
        house.bear(rotated.text("token"), as: "second administrator")
        #expect(try await house.send(.get, "/v1/me", as: "second administrator").status == 200)
        let theirs = try await house.send(.get, "/v1/credentials?issuedBy=\(old)", as: House.administrator)
        let listed = theirs.json["credentials"]?.asArray?.map { $0.text("id") }
        #expect(try listed == [#require(made["credential"]).text("id")], "what a leaked token has issued")
        house.close()
    }

    @Test("a token is shown again to nobody but whose request issued it, and for a week")
    func replayIsBound() async throws {
        let house = try House()
        _ = try await issue(["role": "administrator", "name": "Quản trị viên 2"], as: "second", in: house)
        func send(as name: String) async throws -> House.Answer {
            try await house.send(.post, "/v1/credentials", as: name, key: "terminal-1", body: Self.terminal)
        }
        let first = try await send(as: House.administrator)
        #expect(first.status == 201 && !first.isReplay, "\(first.json)")
        house.pass(seconds: 7 * 86_400 - 1)
        let again = try await send(as: House.administrator)
        #expect(again.isReplay && again.json["token"] == first.json["token"], "\(again.json)")
        let other = try await send(as: "second")
        #expect(other.status == 422 && other.json["token"] == nil, "\(other.json)")
        house.pass(seconds: 1)
        let late = try await send(as: House.administrator)
        #expect(late.status == 422 && late.json["token"] == nil, "\(late.json)")
        house.close()
    }

    @Test("when a credential was last used is kept to the minute")
    func lastUse() async throws {
        let house = try House()
        let id = try await issue(Self.terminal, as: "terminal", in: house)
        #expect(try await standing(of: id, in: house)["lastUsedAt"] == nil)
        _ = try await house.send(.get, "/v1/me", as: "terminal")
        try await house.service.keepUses()
        #expect(try await standing(of: id, in: house)["lastUsedAt"]?.asString == "\(house.now)")
        house.close()
    }

    @Test(
        "SEC-01 a credential is for one body in force and one role",
        arguments: [
            ["role": "citizen", "name": "x"], ["role": "postal-clerk", "name": "x"],
            ["role": "agency-system", "name": "x"], ["role": "official", "name": "x"],
            ["role": "official", "office": "nowhere", "name": "x"],
            ["role": "official", "office": "van-quan.van-an.one-stop", "name": "x"],
            ["role": "official", "agency": "van-quan.van-an.committee", "name": "x"],
            ["role": "agency-system", "agency": "nobody", "name": "x"],
            [
                "role": "postal-clerk", "office": "van-quan.yen-phuc.one-stop",
                "counter": "van-quan.van-an.counter-1", "name": "x",
            ],
            ["role": "administrator", "posting": "demo.an.van-an", "name": "x"],
        ] as [JSONValue])
    func refused(_ body: JSONValue) async throws {
        let house = try House()
        let answer = try await house.send(.post, "/v1/credentials", as: House.administrator, body: body)
        #expect(answer.status == 422 && answer.problem == "/problems/credential-refused", "\(answer.json)")
        house.close()
    }

    @Test("SEC-04 guessing a number's slip code is slowed from wherever, and meanwhile for the right code too")
    func lookUpGuessing() async throws {
        let house = try House()
        let received = try await house.must("/v1/dossiers", House.clerk, House.newDossier)
        let number = JSONValue.string(received.text("number"))
        let right: JSONValue = ["number": number, "slipCode": .string(received.text("slipCode"))]
        let wrong: JSONValue = ["number": number, "slipCode": "0000-0000"]
        #expect(try await house.send(.post, "/v1/lookup", as: House.nobody, body: right).status == 200)
        for _ in 0..<60 {
            #expect(try await house.send(.post, "/v1/lookup", as: House.nobody, body: wrong).status == 404)
        }
        for body in [wrong, right] {
            let slowed = try await house.send(.post, "/v1/lookup", as: House.nobody, body: body)
            #expect(slowed.status == 429 && slowed.problem == "/problems/too-fast", "\(slowed.json)")
            #expect(slowed.fields[.retryAfter] == "1")
        }
        house.pass(seconds: 1)
        #expect(try await house.send(.post, "/v1/lookup", as: House.nobody, body: right).status == 200)
        house.close()
    }

    @Test("SEC-04 an address that guesses is slowed, whichever numbers it takes, and no other")
    func addressGuessing() async throws {
        let house = try House()
        func guess(_ serial: Int, from address: String) async throws -> House.Answer {
            let number = "000.00.19.H37-190820-9\(100 + serial)"
            return try await house.send(
                .post, "/v1/lookup", as: House.nobody, body: ["number": .string(number), "slipCode": "0000-0000"],
                address: address)
        }
        for serial in 0..<20 { #expect(try await guess(serial, from: "192.0.2.1").status == 404) }
        #expect(try await guess(20, from: "192.0.2.1").status == 429)
        #expect(try await guess(20, from: "192.0.2.2").status == 404)
        house.close()
    }
}

extension JSONValue {
    /// The whole value as text.
    fileprivate var encodedString: String { String(decoding: encoded(), as: UTF8.self) }
}
