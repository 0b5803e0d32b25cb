import DossierAPI
import DossierDomain
import DossierService
import DossierTesting
import Foundation
import Synchronization
import Testing

/// People and machines at the door of a real server: they log in, are turned away, and lose what is taken from them.
@Suite("Logins and credentials over HTTP", .serialized)
struct LoginProcessTests {
    private let access: AccessProcess

    init() throws {
        access = try AccessProcess()
    }

    @Test("SEC-06 a session by password and code is bound to its posting and ends with it, on the day after its last")
    func session() throws {
        let posting = "role: postal-clerk,  employer: post,   validFrom: 2019-08-01"
        try access.loadPilot(
            replacing: "van-quan.van-an.counter-1, \(posting)",
            with: "van-quan.van-an.counter-1, \(posting), validTo: 2019-08-20")
        var server = try access.serve(at: "2019-08-20T16:00:00+07:00")
        try access.give("demo.an", named: "an.vanan", at: server)
        #expect(try access.logIn("an.vanan", AccessProcess.first, at: server).status == 403)
        let changed = try access.logIn(
            "an.vanan", AccessProcess.first, #", "newPassword": "\#(AccessProcess.own)""#, at: server)
        #expect(changed.status == 201, "\(changed.text)")

        // Codes, from the telephone of the same morning.
        var clerk = try access.bearing(changed, at: server)
        let offered = try #require(clerk.send("POST", "/v1/me/one-time-secrets"))
        let secret = try #require(OneTimeSecret(offered.field("secret") ?? ""), "\(offered.text)")
        let code = try AccessProcess.code(of: secret, after: offered)
        let set = clerk.send(
            "PUT", "/v1/me/one-time-codes", body: #"{"secret": "\#(secret.text)", "code": "\#(code)"}"#)
        #expect(set?.status == 204, "\(set?.text ?? "")")
        let without = try access.logIn("an.vanan", AccessProcess.own, at: server)
        #expect(without.status == 401 && without.text.contains("/problems/code-needed"), "\(without.text)")
        // The next code: the one above was used, and both are taken within half a minute of their time.
        let next = try AccessProcess.code(of: secret, after: without, steps: 1)
        let session = try access.logIn("an.vanan", AccessProcess.own, #", "code": "\#(next)""#, at: server)
        #expect(session.status == 201, "\(session.text)")
        #expect(try access.logIn("an.vanan", AccessProcess.own, #", "code": "\#(next)""#, at: server).status == 401)

        clerk = try access.bearing(session, at: server)
        #expect(clerk.send("GET", "/v1/me")?.field("posting") == "demo.an.van-an")
        let received = try #require(clerk.receive(key: "by-session"))
        #expect(received.status == 201, "\(received.text)")
        server.kill()

        // Past midnight the session's twelve hours aren't over, its posting is.
        server = try access.serve(at: "2019-08-21T00:30:00+07:00")
        clerk = try access.bearing(session, at: server)
        let refused = try #require(clerk.send("GET", "/v1/me"))
        #expect(refused.status == 403 && refused.field("rule") == "actUnderPosting", "\(refused.text)")
        #expect(clerk.receive(key: "by-session-2")?.status == 403)
        let late = try AccessProcess.code(of: secret, after: refused)
        let again = try access.logIn("an.vanan", AccessProcess.own, #", "code": "\#(late)""#, at: server)
        #expect(again.status == 403 && again.text.contains("/problems/not-posted"), "\(again.text)")
        #expect(server.terminate() == 0)
    }

    @Test("SEC-06 what an administrator or the machine itself revokes or rotates counts for the next request")
    func revokedAndRotated() throws {
        let server = try access.installation.serve()
        func issued(_ arguments: [String]) throws -> String {
            let result = try access.installation.run(["credential"] + arguments)
            return try #require(
                result.output.split(whereSeparator: \.isWhitespace).map(String.init).first { $0.hasPrefix("motcua_") },
                "\(result.output)")
        }
        func identity(of token: String) -> String { String(token.split(separator: "_")[1]) }
        func status(_ token: String) -> Int? { Client(port: server.port, token: token).send("GET", "/v1/me")?.status }

        // The first administrator is issued on the machine itself, and issues the terminal's over HTTP.
        let administrator = try issued(["issue", "--role", "administrator", "--name", "Quản trị viên 1"])
        let made = try #require(
            Client(port: server.port, token: administrator).send(
                "POST", "/v1/credentials", key: "terminal-1",
                body: """
                    {"role": "postal-clerk", "office": "van-quan.van-an.one-stop", "name": "Máy quầy 1",
                     "counter": "van-quan.van-an.counter-1"}
                    """))
        let terminal = try #require(made.field("token"), "\(made.text)")
        #expect(status(terminal) == 200)

        let second = try issued(["rotate", identity(of: terminal), "--overlap-minutes", "60"])
        #expect(status(terminal) == 200 && status(second) == 200, "both for an hour")
        let third = try issued(["rotate", identity(of: second), "--overlap-minutes", "0"])
        #expect(status(second) == 401 && status(third) == 200, "at once")
        let refused = try access.installation.run(["credential", "rotate", identity(of: second)])
        #expect(refused.status != 0 && refused.output.contains("no credential"), "\(refused.output)")

        #expect(try access.installation.run(["credential", "revoke", identity(of: third)]).status == 0)
        #expect(status(third) == 401)
        let revoked = Client(port: server.port, token: administrator).send(
            "DELETE", "/v1/credentials/\(identity(of: terminal))")
        #expect(revoked?.status == 200)
        #expect(status(terminal) == 401)
        let list = try access.installation.run(["credential", "list"]).output
        #expect(list.contains("Máy quầy 1") && list.contains("revoked"), "\(list)")
        for token in [administrator, terminal, second, third] {
            #expect(!list.contains(token.suffix(72)), "the list tells no secret")
        }

        // Two processes have written one chain, and each act stands in it with who did it.
        let audit =
            try #require(
                Client(port: server.port, token: administrator).send("GET", "/v1/audit?limit=200")
            ).json["events"]?.asArray ?? []
        func acts(on token: String) -> [String] {
            audit.filter { $0["record"]?.asString == "credential-\(identity(of: token))" }.compactMap { row in
                guard let type = row["event"]?["type"]?.asString, let by = row["event"]?["by"]?["credential"]?.asString
                else { return nil }
                return "\(type) by \(by == identity(of: administrator) ? "administrator" : by)"
            }
        }
        #expect(acts(on: administrator) == ["credentialIssued by system"])
        #expect(
            acts(on: terminal) == [
                "credentialIssued by administrator", "credentialReplaced by system",
                "credentialRevoked by administrator",
            ])
        #expect(acts(on: second) == ["credentialIssued by system", "credentialReplaced by system"])
        #expect(acts(on: third) == ["credentialIssued by system", "credentialRevoked by system"])
        #expect(server.terminate() == 0)
        let verified = try access.installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("wrong passwords lock a name out, told in Vietnamese and kept over kills; it ends by itself")
    func lockOut() throws {
        var server = try access.serve(at: "2019-08-20T08:00:00+07:00")
        try access.give("demo.an", named: "an.vanan", at: server)
        @discardableResult func wrong() throws -> Timestamp {
            let answer = try access.logIn("an.vanan", "không phải mật khẩu", at: server)
            #expect(answer.status == 401, "\(answer.text)")
            return try AccessProcess.clock(of: answer)
        }
        for _ in 0..<4 { try wrong() }
        // Two minutes are longer than any of the delays before the tenth.
        var last = Timestamp(milliseconds: 0)
        for minute in 1...6 {
            server.kill()
            server = try access.serve(at: "2019-08-20T08:\(10 + 2 * minute):00+07:00")
            last = try wrong()
        }
        server.kill()
        server = try access.serve(at: "2019-08-20T08:30:00+07:00")
        let change = #", "newPassword": "\#(AccessProcess.own)""#
        let barred = try access.logIn("an.vanan", AccessProcess.first, change, at: server)
        let wait = try #require(barred.fields["retry-after"].flatMap { Int($0) }, "\(barred.text)")
        // A quarter of an hour from the tenth on, by the server's clock.
        let left = last.milliseconds / 1_000 + 900 - (try AccessProcess.clock(of: barred)).milliseconds / 1_000
        #expect(barred.status == 429 && (left - 2...left + 2).contains(Int64(wait)), "\(barred.text) \(left)")
        #expect(barred.field("title") == "Tạm khóa đăng nhập")
        #expect(barred.field("detail")?.hasPrefix("Thử lại sau \(wait) giây.") == true, "\(barred.text)")
        let told = try #require(
            access.client("ADMINISTRATOR", at: server).send("GET", "/v1/audit?type=loginBarred"))
        let bars = told.json["events"]?.asArray ?? []
        #expect(bars.count == 1 && bars.first?["record"] == "login-demo.an", "\(told.text)")
        #expect(
            bars.first?["event"]?["by"]?["credential"] == "system" && bars.first?["event"]?["data"]?["failures"] == 10)
        server.kill()
        server = try access.serve(at: "2019-08-20T08:45:00+07:00")
        let opened = try access.logIn("an.vanan", AccessProcess.first, change, at: server)
        #expect(opened.status == 201, "\(opened.text)")
        let metrics = try #require(access.client("ADMINISTRATOR", at: server).send("GET", "/metrics")).text
        #expect(metrics.contains("motcua_access_total{event=\"session-opened\"} 1\n"))
        #expect(server.terminate() == 0)
    }

    @Test("a credential that is too fast is told in Vietnamese how long to wait, and nobody else waits for it")
    func rates() throws {
        let server = try access.installation.serve([
            "--max-rate-per-credential", "60", "--max-rate-per-address", "60",
        ])
        func tooFast(_ client: Client, _ path: String) -> Answer? {
            for _ in 0..<200 {
                guard let answer = client.send("GET", path) else { return nil }
                if answer.status == 429 { return answer }
            }
            return nil
        }
        let refused = try #require(tooFast(access.client("VAN_AN_POLICE", at: server), "/v1/me"))
        let wait = try #require(refused.fields["retry-after"].flatMap { Int($0) })
        #expect((1...2).contains(wait))
        #expect(refused.field("title") == "Gửi quá nhanh")
        #expect(refused.field("detail")?.hasPrefix("Thử lại sau \(wait) giây. Chờ số giây") == true, "\(refused.text)")
        #expect(access.client("VAN_AN_CLERK", at: server).send("GET", "/v1/me")?.status == 200)

        #expect(tooFast(access.client(nil, at: server), "/v1/me") != nil, "without a token the address counts")
        #expect(access.client("VAN_AN_CLERK", at: server).send("GET", "/v1/me")?.status == 200)
        #expect(access.client(nil, at: server).send("GET", "/healthz")?.status == 200, "whoever watches is told")
        let metrics = try #require(access.client("ADMINISTRATOR", at: server).send("GET", "/metrics")).text
        for event in ["credential-too-fast", "address-too-fast"] {
            #expect(metrics.contains("motcua_access_total{event=\"\(event)\"} 1\n"), "\(event)")
        }
        #expect(server.terminate() == 0)
    }

    @Test("beside a client that sends as fast as it can, every reception of a counter is answered")
    func greedyClient() throws {
        let server = try access.installation.serve(["--max-rate-per-credential", "120"])
        let greedy = access.client("VAN_AN_COMMITTEE", at: server)
        let counter = access.client("VAN_AN_CLERK", at: server)
        final class Counts: Sendable {
            let refused = Atomic<Int>(0)
            let taken = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)
        }
        let counts = Counts()
        // Threads: whoever waits for an answer keeps nobody else from sending. They go on for as long as the counter receives,
        // and until they were told.
        let senders = DispatchGroup()
        for sender in 0..<8 {
            Thread.detachNewThread(in: senders) {
                let patience = Patience()
                var index = 0
                while !counts.isOver.load(ordering: .relaxed) || counts.refused.load(ordering: .relaxed) == 0,
                    !patience.isExhausted
                {
                    index += 1
                    let answer = greedy.send(
                        "POST", "/v1/agencies/van-quan.van-an.committee/claims", key: "g-\(sender)-\(index)",
                        body: #"{"count": 1, "leaseSeconds": 60}"#)
                    switch answer?.status {
                    case 429: counts.refused.add(1, ordering: .relaxed)
                    case 201, 204: counts.taken.add(1, ordering: .relaxed)
                    default: Issue.record("a claim came to \(answer?.text ?? "nothing")")
                    }
                }
            }
        }
        var received = 0
        for index in 0..<20 where counter.receive(key: "c-\(index)")?.status == 201 {
            received += 1
        }
        counts.isOver.store(true, ordering: .relaxed)
        try #require(senders.wait(timeout: .now() + 600) == .success, "a sender never came back")
        #expect(received == 20)
        #expect(counts.taken.load(ordering: .relaxed) > 0, "claims were at work beside it")
        #expect(counts.refused.load(ordering: .relaxed) > 0, "the greedy client was told to be slower")
        #expect(server.terminate() == 0)
    }
}
