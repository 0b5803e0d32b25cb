import DossierAPI
import Foundation
import Testing

@Suite("The real process", .serialized)
struct MainJobTests {
    @Test("the walkthrough runs line by line, and the record verifies")
    func walkthrough() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let result = try installation.paste("docs/walkthrough.md", tokens: tokens, port: server.port)
        #expect(result.status == 0, "\(result.output.suffix(2_000))")
        #expect(result.output.contains("rejected: papers are missing"))
        #expect(result.output.contains("rejected: the law allows one new appointment"))
        #expect(result.output.contains("2019-09-16T17:00:00+07:00"), "25 days from 20/08/2019, moved off a Saturday")
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("9 dossiers, 0 differences"))
        #expect(try !server.logText().contains("Hoàng Thị Mẫu"), "no personal data in the log")
    }

    @Test("IDM-01 a retried reception happens once, also after a restart, and another body under its key is refused")
    func retries() throws {
        let (installation, tokens) = try Installation.pilot()
        var server = try installation.serve()
        var clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let first = try #require(clerk.receive(key: "k1"))
        #expect(first.status == 201, "\(first.text)")
        server.kill()
        server = try installation.serve()
        clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let again = try #require(clerk.receive(key: "k1"))
        #expect(again.status == 201)
        #expect(again.fields["idempotency-replayed"] == "true")
        #expect(again.field("number") == first.field("number"))
        let other = try #require(
            clerk.send(
                "POST", "/v1/dossiers", key: "k1", body: Client.newDossier.replacingOccurrences(of: "Mẫu", with: "Khác")
            ))
        #expect(other.status == 422)
        #expect(other.field("type") == "/problems/idempotency-key-reused")
        #expect(server.terminate() == 0)
    }

    @Test("IDM-02 a stale If-Match changes nothing and says the current version")
    func staleVersion() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let received = try #require(clerk.receive(key: "k1"))
        let number = try #require(received.field("number"))
        let stale = try #require(
            clerk.send(
                "POST", "/v1/dossiers/\(number)/handovers", key: "k2", body: "{}", fields: ["If-Match: \"1-1-vi\""]))
        #expect(stale.status == 412)
        #expect(stale.json["currentVersion"] != nil)
        let tag = try #require(received.fields["etag"])
        let unchanged = try #require(clerk.send("GET", "/v1/dossiers/\(number)", fields: ["If-None-Match: \(tag)"]))
        #expect(unchanged.status == 304)
        let fresh = try #require(
            clerk.send("POST", "/v1/dossiers/\(number)/handovers", key: "k3", body: "{}", fields: ["If-Match: \(tag)"]))
        #expect(fresh.status == 201, "\(fresh.text)")
    }

    @Test("a training clock is said in every answer, and refused on a database of the real clock")
    func trainingClock() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let answer = try #require(Client(port: server.port, token: tokens["VAN_AN_CLERK"]).send("GET", "/v1/me"))
        #expect(answer.fields["x-motcua-clock"]?.contains("2019-08-20T08:0") == true)
        #expect(try server.logText().contains("TRAINING CLOCK"))
        #expect(server.terminate() == 0)
        #expect(throws: ProcessFailure.self) { try installation.serve() }
    }

    @Test("a second server on the same database is refused with the reason")
    func secondServer() throws {
        let (installation, _) = try Installation.pilot()
        let server = try installation.serve()
        #expect(throws: ProcessFailure.self) { try installation.serve() }
        #expect(server.terminate() == 0)
    }

    @Test("a lost key file stops the server instead of losing personal data without a word")
    func lostKeyFile() throws {
        let (installation, _) = try Installation.pilot()
        #expect(try installation.serve().terminate() == 0)
        try FileManager.default.removeItem(atPath: installation.folder.path + "/motcua.key")
        #expect(throws: ProcessFailure.self) { try installation.serve() }
    }

    @Test("a revoked credential is refused at once, while the server runs")
    func revocation() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        #expect(clerk.send("GET", "/v1/me")?.status == 200)
        #expect(try installation.run(["credential", "revoke", "demo-van-an-clerk"]).status == 0)
        #expect(clerk.send("GET", "/v1/me")?.status == 401)
    }

    @Test("TIM-01 a configuration with a new day off moves open due dates, and the log says which")
    func newDayOff() throws {
        let (installation, tokens) = try Installation.pilot()
        let clock = ["--clock", "2019-08-20T08:00:00+07:00"]
        var server = try installation.serve(clock)
        let received = try #require(Client(port: server.port, token: tokens["VAN_AN_CLERK"]).receive(key: "k1"))
        let number = try #require(received.field("number"))
        #expect(received.field("dueAt") == "2019-09-16T17:00:00+07:00")
        #expect(server.terminate() == 0)

        let folder = installation.folder.path + "/config"
        try FileManager.default.copyItem(atPath: Installation.root + "/config/lang-son", toPath: folder)
        let file = folder + "/calendars.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = text.replacingOccurrences(
            of: "daysOff:\n",
            with: "daysOff:\n      - { date: 2019-09-16, name: Nghỉ đột xuất, kind: holiday, basis: assumed }\n")
        #expect(changed != text)
        try Data(changed.utf8).write(to: URL(fileURLWithPath: file))
        let loaded = try installation.run(["config", "load", folder])
        #expect(loaded.status == 0, "\(loaded.output)")

        server = try installation.serve(["--clock", "2019-08-20T09:00:00+07:00"])
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let moved = try #require(clerk.send("GET", "/v1/dossiers/\(number)"))
        #expect(moved.field("dueAt") == "2019-09-17T17:00:00+07:00")
        #expect(moved.field("firstDueAt") == "2019-09-16T17:00:00+07:00")
        #expect(try server.logText().contains(number))
        #expect(server.terminate() == 0)
        #expect(try installation.run(["verify"]).status == 0)
    }

    @Test("AUD-03 with a subject's key gone the values are gone, and the record still verifies")
    func erasure() throws {
        let (installation, tokens) = try Installation.pilot()
        var server = try installation.serve()
        var clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let received = try #require(clerk.receive(key: "k1"))
        let number = try #require(received.field("number"))
        #expect(received.json["applicant"]?["name"]?.asString == "Hoàng Thị Mẫu")
        #expect(server.terminate() == 0)

        let database = installation.folder.path + "/motcua.db"
        let stored = try Data(contentsOf: URL(fileURLWithPath: database))
        #expect(stored.range(of: Data("Hoàng Thị Mẫu".utf8)) == nil, "nothing personal lies open in the database")
        server = try installation.serve()
        clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let before = try #require(clerk.send("GET", "/v1/dossiers/\(number)"))
        #expect(before.json["applicant"]?["name"]?.asString == "Hoàng Thị Mẫu")

        // While the server runs and has just answered with it: whatever it remembers counts no longer.
        let erased = try installation.run(
            "/usr/bin/sqlite3", [database, "DELETE FROM personal_subject"], environment: installation.environment)
        #expect(erased.status == 0, "\(erased.output)")
        let again = try #require(clerk.send("GET", "/v1/dossiers/\(number)"))
        #expect(again.status == 200)
        #expect(again.json["applicant"] == nil)
        #expect(server.terminate() == 0)
        #expect(try installation.run(["verify"]).status == 0)
    }

    @Test("CAT-01 a draft is validated and previewed without loading it")
    func draft() throws {
        let installation = Installation(folder: try TemporaryFolder())
        let preview = try installation.run([
            "config", "check", Installation.root + "/config/lang-son", "--preview", "1.010816", "--office",
            "van-quan.van-an.one-stop", "--received-at", "2019-08-20T08:00:00+07:00",
        ])
        #expect(preview.status == 0, "\(preview.output)")
        #expect(preview.output.contains("due 2019-10-08T17:00:00+07:00"))
        let empty = try installation.run(["config", "check", installation.folder.path])
        #expect(empty.status == 1)
        #expect(empty.output.contains("units.yaml: the file is missing"))
    }

    @Test("a setting outside its limits is refused by the name it was given under, an unknown one by its line")
    func settings() throws {
        let (installation, _) = try Installation.pilot()
        let port = try installation.run(["serve", "--port", "70000"])
        #expect(port.status == 1)
        #expect(port.output.contains("--port is '70000': it takes a whole number of port from 0 to 65535"))
        let file = installation.folder.path + "/settings.yaml"
        try Data("port: 0\nprot: 1\n".utf8).write(to: URL(fileURLWithPath: file))
        let unknown = try installation.run(["serve", "--settings", file])
        #expect(unknown.status == 1)
        #expect(unknown.output.contains("settings.yaml:2: no such setting 'prot'"))
    }
}
