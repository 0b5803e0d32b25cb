import DossierAPI
import Foundation
import Testing

/// Faults that stay until somebody mends them, and what a server does meanwhile.
@Suite("Faults that stay", .serialized)
struct StandingFaultTests {
    /// Returns when the log says that, or after a minute's worth of looks.
    private func waitForLog(_ words: String, of server: ServerProcess) throws -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if try server.logText().contains(words) { return true }
            _ = Client(port: server.port).send("GET", "/healthz")
        }
        return false
    }

    @Test("AUD-03 a key file of another database that is put in place of a server's own isn't taken, and that is told")
    func foreignKeyFile() throws {
        let (installation, tokens) = try Installation.pilot()
        var server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let before = try #require(clerk.receive(key: "k1")?.field("number"))
        let path = installation.folder.path + "/motcua.key"
        let own = try String(contentsOfFile: path, encoding: .utf8)
        // As the first start of another installation makes it: master key 1, like this one's.
        try (String(repeating: "5a", count: 32) + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let meanwhile = try #require(clerk.receive(key: "k2")?.field("number"))
        for number in [before, meanwhile] {
            let shown = clerk.send("GET", "/v1/dossiers/\(number)")
            #expect(shown?.json["applicant"]?["name"]?.asString == "Hoàng Thị Mẫu", "\(shown?.text ?? "-")")
        }
        #expect(try waitForLog("holds the keys of another database", of: server))
        try own.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(server.terminate() == 0)
        server = try installation.serve()
        let shown = Client(port: server.port, token: tokens["VAN_AN_CLERK"]).send("GET", "/v1/dossiers/\(meanwhile)")
        #expect(shown?.json["applicant"]?["name"]?.asString == "Hoàng Thị Mẫu", "\(shown?.text ?? "-")")
        #expect(server.terminate() == 0)
    }

    @Test("a pending dossier that can't be read doesn't keep old keys from being forgotten")
    func unreadableDossier() throws {
        let (installation, tokens) = try Installation.pilot()
        let first = try installation.serve()
        #expect(Client(port: first.port, token: tokens["VAN_AN_CLERK"]).receive(key: "k1")?.status == 201)
        #expect(first.terminate() == 0)
        let spoilt = try installation.run(
            "/usr/bin/sqlite3",
            [
                installation.folder.path + "/motcua.db",
                "UPDATE dossier SET state = '{'; UPDATE idempotency_record SET recorded_at = 1;",
            ], environment: installation.environment)
        #expect(spoilt.status == 0, "\(spoilt.output)")
        let server = try installation.serve(["--watch-seconds", "1"])
        #expect(try waitForLog("looking at pending dossiers", of: server), "it is told what can't be read")
        #expect(try waitForLog("forgot old keys", of: server))
        #expect(server.terminate() == 0)
    }

    @Test(
        "what comes to nothing counts against its address like anything else without a credential",
        arguments: [
            ("GET", "/v1/nothing", []), ("DELETE", "/v1/lookup", []), ("OPTIONS", "/v1/lookup", []),
            ("GET", "/v1/procedures", ["Accept: audio/ogg"]),
        ])
    func addresses(method: String, path: String, fields: [String]) throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve(["--max-rate-per-address", "60"])
        let stranger = Client(port: server.port)
        let statuses = (0..<30).compactMap { _ in stranger.send(method, path, fields: fields)?.status }
        #expect(statuses.count == 30 && statuses.first != 429 && statuses.last == 429, "\(statuses)")
        #expect(stranger.send("GET", "/healthz")?.status == 200)
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        #expect(clerk.receive(key: "k1")?.status == 201, "nobody with a credential is held up")
        #expect(server.terminate() == 0)
    }
}
