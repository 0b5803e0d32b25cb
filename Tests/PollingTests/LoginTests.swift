import Dispatch
import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import HTTPTypes
import Synchronization
import Testing

/// People who log in: what a clerk sees in the morning, and what somebody who guesses sees.
@Suite("Logging in", .timeLimit(.minutes(20)))
struct LoginTests {
    private static let first = "con trâu đi qua đồng"
    private static let own = "hoa đào nở trên núi"

    private func logIn(
        _ password: String, _ more: JSONObject = [:], name: String = "an.vanan", from address: String? = nil,
        in house: House
    ) async throws -> House.Answer {
        var body: JSONObject = ["userName": .string(name), "password": .string(password)]
        for member in more.members { body.append(member.name, member.value) }
        return try await house.send(.post, "/v1/sessions", as: House.nobody, body: .object(body), address: address)
    }

    /// A house where Ms An has a login with a password of her own.
    private func settled() async throws -> House {
        let house = try House()
        let given = try await house.send(
            .put, "/v1/logins/demo.an", as: House.administrator,
            body: ["userName": "an.vanan", "password": .string(Self.first)])
        #expect(given.status == 200 && given.json["mustChangePassword"] == true, "\(given.json)")
        let changed = try await logIn(Self.first, ["newPassword": .string(Self.own)], in: house)
        #expect(changed.status == 201, "\(changed.json)")
        return house
    }

    @Test("a first password is good for nothing but to be changed; the session acts under the posting")
    func firstPassword() async throws {
        let house = try House()
        let body: JSONValue = ["userName": "an.vanan", "password": .string(Self.first)]
        for _ in 0..<2 {
            let given = try await house.send(.put, "/v1/logins/demo.an", as: House.administrator, body: body)
            #expect(given.status == 200, "\(given.json)")
        }
        let kept = try #require(try house.store.makeReader().login(named: "an.vanan"))
        #expect(kept.version == house.now.milliseconds, "sent again, it changes nothing")
        let row = try await house.send(.get, "/v1/logins", as: House.administrator).json["logins"]?.asArray?.first
        #expect(row?["setBy"] == "test-administrator", "\(row ?? .null)")
        let refused = try await logIn(Self.first, in: house)
        #expect(refused.status == 403 && refused.problem == "/problems/password-change-needed", "\(refused.json)")
        let same = try await logIn(Self.first, ["newPassword": .string(Self.first)], in: house)
        #expect(same.status == 422 && same.json["weakness"] == "sameAsBefore", "\(same.json)")
        let weak = try await logIn(Self.first, ["newPassword": "an.vanan 12345"], in: house)
        #expect(weak.status == 422 && weak.json["weakness"] == "holdsName", "\(weak.json)")
        let session = try await logIn(Self.first, ["newPassword": .string(Self.own)], in: house)
        #expect(session.status == 201, "\(session.json)")
        #expect(try await logIn(Self.first, in: house).problem == "/problems/login-failed")

        house.bear(session.json.text("token"), as: "Ms An")
        let me = try await house.send(.get, "/v1/me", as: "Ms An")
        #expect(me.json["posting"] == "demo.an.van-an" && me.json["role"] == "postal-clerk", "\(me.json)")
        #expect(try await house.send(.delete, "/v1/sessions/current", as: "Ms An").status == 204)
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 401)
        house.close()
    }

    @Test("a session is over after twelve hours, and with a new first password at once")
    func sessionEnds() async throws {
        let house = try await settled()
        house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "Ms An")
        house.pass(seconds: 12 * 3_600 - 1)
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 200)
        house.pass(seconds: 1)
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 401)
        house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "Ms An")
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 200)
        _ = try await house.send(
            .put, "/v1/logins/demo.an", as: House.administrator,
            body: ["userName": "an.vanan", "password": "bưởi da xanh ngoài vườn"])
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 401)
        house.close()
    }

    /// Keeps the only thread that looks at passwords busy until the semaphore is signalled.
    private func hold(_ house: House) async throws -> DispatchSemaphore {
        let isHeld = DispatchSemaphore(value: 0)
        let hasBegun = Atomic<Bool>(false)
        let workers = house.service.passwords
        Task {
            _ = await workers.run(for: "held") {
                hasBegun.store(true, ordering: .releasing)
                _ = isHeld.wait(timeout: .now() + 60)
            }
        }
        try await house.until { hasBegun.load(ordering: .acquiring) }
        return isHeld
    }

    /// Logs in with a try that reaches the workers before `meanwhile` and is looked at after it.
    private func logIn(
        in house: House, from address: String? = nil, meanwhile: () async throws -> Void
    ) async throws -> House.Answer {
        let isHeld = try await hold(house)
        async let answer = logIn(Self.own, from: address, in: house)
        do {
            try await house.until { house.service.passwords.waitingCount == 1 }
            try await meanwhile()
        } catch {
            isHeld.signal()
            throw error
        }
        isHeld.signal()
        return try await answer
    }

    @Test("somebody has eight sessions at once: with the ninth the oldest one ends")
    func sessionLimit() async throws {
        let house = try await settled()
        for index in 0..<9 {
            house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "Ms An \(index)")
            house.pass(seconds: 1)
        }
        for index in 0..<9 {
            let status = try await house.send(.get, "/v1/me", as: "Ms An \(index)").status
            #expect(status == (index == 0 ? 401 : 200), "\(index)")
        }
        house.close()
    }

    /// Tries that found no place.
    private final class Refusals: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test("who tries from everywhere takes the places of everywhere else, and not those of the office's own line")
    func placesAtHome() async throws {
        let house = try await settled()
        let isHeld = try await hold(house)
        let workers = house.service.passwords
        let refusals = Refusals()
        async let refused = withTaskGroup(of: Bool.self) { group in
            for index in 0..<40 {
                group.addTask {
                    let isRefused = await workers.run(for: "\(index)", {}) == nil
                    if isRefused { refusals.count.add(1, ordering: .relaxed) }
                    return isRefused
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        // All of them have tried: whoever came once the worker is free would find a place.
        try await house.until("32 wait and 8 are refused") {
            workers.waitingCount == 32 && refusals.count.load(ordering: .relaxed) == 8
        }
        async let answer = logIn(Self.own, in: house)
        try await house.until { workers.waitingCount == 33 }
        isHeld.signal()
        let session = try await answer
        #expect(session.status == 201, "\(session.json)")
        #expect(await refused == 8)
        house.close()
    }

    @Test("a login that is removed or given anew while its password is looked at opens no session")
    func resetMeanwhile() async throws {
        let house = try await settled()
        let removed = try await logIn(in: house) {
            let answer = try await house.send(.delete, "/v1/logins/demo.an", as: House.administrator)
            #expect(answer.status == 204, "\(answer.json)")
        }
        #expect(removed.status == 401, "\(removed.json)")
        let sessions = try await house.send(
            .get, "/v1/credentials?kind=session&standing=accepted", as: House.administrator)
        #expect(sessions.json["credentials"]?.asArray == [], "\(sessions.json)")
        house.close()
    }

    @Test("a try that waited while its name was barred isn't answered, right or wrong")
    func barredMeanwhile() async throws {
        let house = try await settled()
        let barred = try await logIn(in: house, from: "198.51.100.7") {
            var login = try #require(try house.store.makeReader().login(named: "an.vanan"))
            login.failuresElsewhere = FailedAttempts(count: 10, latestAt: house.now)
            try await house.store.keep(login)
        }
        #expect(barred.status == 429 && barred.problem == "/problems/login-barred", "\(barred.json)")
        house.close()
    }

    @Test("a password that its owner changes ends the sessions that the old one opened")
    func changedPassword() async throws {
        let house = try await settled()
        house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "thief")
        let changed = try await logIn(Self.own, ["newPassword": .string(Self.first)], in: house)
        house.bear(changed.json.text("token"), as: "Ms An")
        #expect(try await house.send(.get, "/v1/me", as: "thief").status == 401)
        #expect(try await house.send(.get, "/v1/me", as: "Ms An").status == 200)
        house.close()
    }

    @Test("who guesses from elsewhere doesn't lock its owner out of the office that they last logged in from")
    func noLockOutByStrangers() async throws {
        let house = try await settled()
        #expect(try await logIn(Self.own, from: "192.0.2.1", in: house).status == 201)
        for _ in 0..<4 { _ = try await logIn("không phải mật khẩu", from: "198.51.100.7", in: house) }
        #expect(try await logIn("không phải mật khẩu", from: "203.0.113.9", in: house).status == 429)
        #expect(try await logIn(Self.own, from: "192.0.2.1", in: house).status == 201)
        #expect(try await logIn(Self.own, from: "198.51.100.7", in: house).status == 429, "still barred elsewhere")
        for _ in 0..<4 { _ = try await logIn("không phải mật khẩu", from: "192.0.2.1", in: house) }
        #expect(try await logIn(Self.own, from: "192.0.2.1", in: house).status == 429, "its own tries count")
        let row = try await house.send(.get, "/v1/logins", as: House.administrator).json["logins"]?.asArray?.first
        #expect(row?["failures"] == ["atHome": 4, "elsewhere": 4], "\(row ?? .null)")
        house.close()
    }

    @Test("given a password anew, its owner isn't locked out of the office's line by strangers either")
    func resetKeepsTheLine() async throws {
        let house = try await settled()
        #expect(try await logIn(Self.own, from: "192.0.2.1", in: house).status == 201)
        let reset = try await house.send(
            .put, "/v1/logins/demo.an", as: House.administrator,
            body: ["userName": "an.vanan", "password": .string(Self.first)])
        #expect(reset.status == 200, "\(reset.json)")
        for _ in 0..<4 { _ = try await logIn("không phải mật khẩu", from: "198.51.100.7", in: house) }
        let changed = try await logIn(Self.first, ["newPassword": .string(Self.own)], from: "192.0.2.1", in: house)
        #expect(changed.status == 201, "\(changed.json)")
        house.close()
    }

    @Test("a name that nobody has is slowed like any other, so that names can't be found out")
    func unknownNames() async throws {
        let house = try await settled()
        var answers: [[Int]] = []
        for name in ["an.vanan", "no.such"] {
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await logIn("mật khẩu nào đó", name: name, in: house).status) }
            answers.append(statuses)
        }
        #expect(answers == [[401, 401, 401, 401, 429, 429], [401, 401, 401, 401, 429, 429]])
        house.close()
    }

    @Test("wrong passwords slow the name down, also for the right one and after a restart, and not for ever")
    func lockOut() async throws {
        var house = try await settled()
        for _ in 0..<4 {
            let wrong = try await logIn("không phải mật khẩu", in: house)
            #expect(wrong.status == 401 && wrong.problem == "/problems/login-failed", "\(wrong.json)")
        }
        let nobody = try await logIn("không phải mật khẩu", name: "no.such", in: house)
        #expect(nobody.status == 401 && nobody.problem == "/problems/login-failed", "\(nobody.json)")
        let barred = try await logIn(Self.own, in: house)
        #expect(barred.status == 429 && barred.problem == "/problems/login-barred", "\(barred.json)")
        #expect(barred.fields[.retryAfter] == "2")
        let now = house.now
        house.close()
        house = try House(in: house.directory)
        house.pass(seconds: Int((now.milliseconds - house.now.milliseconds) / 1_000))
        #expect(try await logIn(Self.own, in: house).status == 429)
        house.pass(seconds: 2)
        #expect(try await logIn(Self.own, in: house).status == 201)
        #expect(try house.store.makeReader().login(named: "an.vanan")?.failuresAtHome == FailedAttempts.none)
        house.close()
    }

    @Test("one address that guesses is slowed down, whatever names it takes")
    func addressGuessing() async throws {
        let house = try House()
        for index in 0..<20 {
            let wrong = try await logIn("mật khẩu nào đó", name: "no.\(index)", from: "192.0.2.1", in: house)
            #expect(wrong.status == 401, "\(wrong.json)")
        }
        let slowed = try await logIn("mật khẩu nào đó", name: "no.20", from: "192.0.2.1", in: house)
        #expect(slowed.status == 429 && slowed.fields[.retryAfter] == "6", "\(slowed.json)")
        let elsewhere = try await logIn("mật khẩu nào đó", name: "no.20", from: "192.0.2.2", in: house)
        #expect(elsewhere.status == 401, "\(elsewhere.json)")
        house.close()
    }

    @Test("codes of an authenticator are asked for once set up, and each is taken once")
    func codes() async throws {
        let house = try await settled()
        house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "Ms An")
        let offered = try await house.send(.post, "/v1/me/one-time-secrets", as: "Ms An")
        let secret = try #require(OneTimeSecret(offered.json.text("secret")))
        #expect(offered.json.text("address").contains("secret=\(secret.text)&issuer=MotCua"))
        func code() throws -> JSONValue {
            .string(try #require(secret.code(of: house.now.milliseconds / 30_000)))
        }
        let wrong = try await house.send(
            .put, "/v1/me/one-time-codes", as: "Ms An", body: ["secret": .string(secret.text), "code": "abcdef"])
        #expect(wrong.status == 422 && wrong.problem == "/problems/code-wrong", "\(wrong.json)")
        for _ in 0..<2 {
            let set = try await house.send(
                .put, "/v1/me/one-time-codes", as: "Ms An",
                body: ["secret": .string(secret.text), "code": try code()])
            #expect(set.status == 204, "\(set.json)")
        }
        #expect(try await logIn(Self.own, in: house).problem == "/problems/code-needed")
        #expect(try await logIn(Self.own, ["code": try code()], in: house).problem == "/problems/login-failed")
        house.pass(seconds: 30)
        #expect(try await logIn(Self.own, ["code": try code()], in: house).status == 201)
        #expect(try await logIn(Self.own, ["code": try code()], in: house).problem == "/problems/login-failed")
        house.close()
    }

    @Test("a session alone doesn't come by the codes; their owner changes telephones with a code of the old one")
    func otherTelephone() async throws {
        let house = try await settled()
        house.bear(try await logIn(Self.own, in: house).json.text("token"), as: "Ms An")
        let old = OneTimeSecret.new()
        let new = OneTimeSecret.new()
        func set(_ secret: OneTimeSecret, current: String? = nil) async throws -> House.Answer {
            let step = house.now.milliseconds / 30_000
            var body: JSONObject = [
                "secret": .string(secret.text), "code": .string(try #require(secret.code(of: step))),
            ]
            body.append("currentCode", ifPresent: current.map { .string($0) })
            return try await house.send(.put, "/v1/me/one-time-codes", as: "Ms An", body: .object(body))
        }
        #expect(try await set(old).status == 204)
        house.pass(seconds: 60)
        #expect(try await set(new).problem == "/problems/code-needed")
        let wrong = try await set(new, current: "abcdef")
        #expect(wrong.status == 401 && wrong.problem == "/problems/login-failed", "\(wrong.json)")
        let code = try #require(old.code(of: house.now.milliseconds / 30_000))
        #expect(try await set(new, current: code).status == 204)
        house.pass(seconds: 60)
        let fresh = try #require(new.code(of: house.now.milliseconds / 30_000))
        #expect(try await logIn(Self.own, ["code": .string(fresh)], in: house).status == 201)
        // Guessing here counts like guessing at the door.
        for _ in 0..<4 { _ = try await set(old, current: "abcdef") }
        #expect(try await set(old, current: "abcdef").problem == "/problems/login-barred")
        house.close()
    }

    @Test("administrators log in with a code: the first time they are given its secret and send one along")
    func administratorsHaveCodes() async throws {
        let house = try House()
        let given = try await house.send(
            .put, "/v1/logins/demo.lan", as: House.administrator,
            body: ["userName": "lan", "password": .string(Self.first)])
        #expect(given.status == 200, "\(given.json)")
        let refused = try await logIn(Self.first, ["newPassword": .string(Self.own)], name: "lan", in: house)
        #expect(refused.status == 403 && refused.problem == "/problems/codes-needed", "\(refused.json)")
        #expect(refused.json.text("address").hasPrefix("otpauth://totp/MotCua:lan?secret="))
        let secret = try #require(OneTimeSecret(refused.json.text("secret")))
        var more: JSONObject = ["newPassword": .string(Self.own), "secret": .string(secret.text)]
        let without = try await logIn(Self.first, more, name: "lan", in: house)
        #expect(without.status == 422 && without.problem == "/problems/code-wrong", "\(without.json)")
        more.append("code", .string(try #require(secret.code(of: house.now.milliseconds / 30_000))))
        let session = try await logIn(Self.first, more, name: "lan", in: house)
        #expect(session.status == 201, "\(session.json)")
        house.bear(session.json.text("token"), as: "Ms Lan")
        #expect(try await house.send(.get, "/v1/credentials", as: "Ms Lan").status == 200)
        #expect(try await logIn(Self.own, name: "lan", in: house).problem == "/problems/code-needed")
        house.close()
    }

    @Test("whoever has no posting today doesn't log in, whoever has several says which")
    func postings() async throws {
        let house = try await settled()
        let other = try await logIn(Self.own, ["posting": "demo.binh.van-an"], in: house)
        #expect(other.status == 409 && other.json["postings"] == ["demo.an.van-an"], "\(other.json)")
        house.pass(seconds: -30 * 86_400)
        let early = try await logIn(Self.own, in: house)
        #expect(early.status == 403 && early.problem == "/problems/not-posted", "\(early.json)")
        house.close()
    }

    @Test(
        "codes are those of RFC 6238, appendix B, in six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(_ row: (seconds: Int64, code: String)) throws {
        // The ASCII text 12345678901234567890 in base 32.
        let secret = try #require(OneTimeSecret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
        #expect(secret.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(secret.code(of: row.seconds / 30) == row.code)
    }
}
