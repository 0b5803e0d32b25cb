import DossierAPI
import Foundation
import Testing

@Suite("The configuration of a running process", .serialized)
struct ConfigurationProcessTests {
    @Test(
        "CFG-01 CFG-02 what the document about the configuration says can be pasted line by line, and the record verifies"
    )
    func document() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let received = try #require(clerk.receive(key: "k1"))
        let result = try installation.paste("docs/configuration.md", tokens: tokens, port: server.port)
        #expect(result.status == 0, "\(result.output.suffix(3_000))")
        for said in [
            "refused: it has changed", "refused: there is no such office", "refused: not so many would be forgotten",
            "the same bytes as at first",
        ] {
            #expect(result.output.contains(said), "\(said)")
        }
        let number = try #require(received.field("number"))
        #expect(clerk.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0 && verified.output.contains("0 differences"), "\(verified.output)")
    }

    @Test("AUD-03 a folder that has records of reading forgotten is loaded only with their number")
    func forgetting() throws {
        let (installation, tokens) = try Installation.pilot()
        let folder = installation.folder.path + "/longer"
        try FileManager.default.copyItem(atPath: Installation.root + "/config/lang-son", toPath: folder)
        let file = URL(fileURLWithPath: folder + "/retention.yaml")
        let rules = try String(contentsOf: file, encoding: .utf8)
        try Data(rules.replacingOccurrences(of: "months: 60", with: "months: 1200").utf8).write(to: file)
        #expect(try installation.run(["config", "load", folder]).status == 0)
        let server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let number = try #require(clerk.receive(key: "k1")?.field("number"))
        #expect(clerk.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        #expect(server.terminate() == 0)
        let load = ["config", "load", Installation.root + "/config/lang-son"]
        let refused = try installation.run(load)
        #expect(refused.status == 1, "\(refused.output)")
        let told = try #require(refused.output.firstMatch(of: /publish it with forgets=(\d+)/), "\(refused.output)")
        let wrong = try installation.run(load + ["--forgets", "1000"])
        #expect(wrong.status == 1 && wrong.output.contains("not 1000"), "\(wrong.output)")
        let loaded = try installation.run(load + ["--forgets", String(told.1)])
        #expect(loaded.status == 0 && loaded.output.contains("as version 3"), "\(loaded.output)")
    }

    @Test("CFG-01 a change is in force on every loop at once, and after kill -9 as well")
    func everyLoop() throws {
        let (installation, tokens) = try Installation.pilot()
        var server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00", "--loops", "4"])
        var administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        let path = "/v1/config/offices/van-quan.van-an.one-stop"
        let read = try #require(administrator.send("GET", path))
        let tag = try #require(read.fields["etag"])
        let body = read.text.replacingOccurrences(
            of: #""nameEnglish":"One-Stop Office of Van An Commune""#, with: #""nameEnglish":"Van An""#)
        #expect(body != read.text)
        let changed = try #require(
            administrator.send("PUT", path + "?reason=shorter", key: "k1", body: body, fields: ["If-Match: \(tag)"]))
        #expect(changed.status == 200, "\(changed.text)")
        // Each request comes on a connection of its own, which the kernel spreads over the loops.
        for _ in 0..<24 {
            let office = administrator.send("GET", "/v1/offices/van-quan.van-an.one-stop")
            #expect(office?.field("name") == "Van An")
        }
        server.kill()
        server = try installation.serve(["--clock", "2019-08-20T08:05:00+07:00"])
        administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        #expect(administrator.send("GET", "/v1/offices/van-quan.van-an.one-stop")?.field("name") == "Van An")
        let again = administrator.send(
            "PUT", path + "?reason=shorter", key: "k1", body: body, fields: ["If-Match: \(tag)"])
        #expect(again?.fields["idempotency-replayed"] == "true" && again?.json["version"]?.asInteger == 2)
        #expect(server.terminate() == 0)
        let database = installation.folder.path + "/motcua.db"
        let forged = try installation.run(
            "/usr/bin/sqlite3",
            [
                database,
                "DROP TRIGGER configuration_not_updated; UPDATE configuration SET reason = 'another' WHERE version = 2",
            ], environment: installation.environment)
        #expect(forged.status == 0, "\(forged.output)")
        let verified = try installation.run(["verify"])
        #expect(verified.status != 0 && verified.output.contains("configuration 2"), "\(verified.output)")
    }
}
