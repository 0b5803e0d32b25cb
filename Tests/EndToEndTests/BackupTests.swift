import DossierAPI
import Foundation
import Synchronization
import Testing

@Suite("Backup and restore", .serialized)
struct BackupTests {
    private func numbers(_ answers: [Answer?]) -> [String] { answers.compactMap { $0?.field("number") } }

    /// Restores a backup beside the key it needs, and reads those dossiers from a server on it.
    private func expectRestored(
        _ backup: String, with numbers: [String], from source: Installation, token: String?
    ) throws {
        let place = Installation(folder: try TemporaryFolder())
        try FileManager.default.copyItem(
            atPath: source.folder.path + "/motcua.key", toPath: place.folder.path + "/motcua.key")
        let restored = try place.run(["restore", backup])
        #expect(restored.status == 0 && restored.output.contains("0 differences"), "\(restored.output)")
        let again = try place.run(["restore", backup])
        #expect(again.status == 1 && again.output.contains("nothing is overwritten"), "\(again.output)")
        let verified = try place.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        let server = try place.serve()
        let clerk = Client(port: server.port, token: token)
        for number in numbers { #expect(clerk.send("GET", "/v1/dossiers/\(number)")?.status == 200, "\(number)") }
        #expect(server.terminate() == 0)
    }

    @Test("AUD-02 a backup under load has all that was acknowledged before it began, and is restored elsewhere")
    func underLoad() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let before = numbers((0..<20).map { clerk.receive(key: "before-\($0)") })
        #expect(before.count == 20)

        let isEnough = Atomic<Bool>(false)
        let port = server.port
        let token = tokens["VAN_AN_CLERK"]
        let done = DispatchSemaphore(value: 0)
        let load = Thread {
            let clerk = Client(port: port, token: token)
            for index in 0..<2_000 where !isEnough.load(ordering: .relaxed) {
                _ = clerk.receive(key: "meanwhile-\(index)")
            }
            done.signal()
        }
        load.start()
        let backup = installation.folder.path + "/backups/first"
        let made = try installation.run(["backup", backup])
        isEnough.store(true, ordering: .relaxed)
        done.wait()
        #expect(made.status == 0 && made.output.contains("0 differences"), "\(made.output)")
        #expect(server.terminate() == 0)
        try expectRestored(backup, with: before, from: installation, token: token)
        let twice = try installation.run(["backup", backup])
        #expect(twice.status == 1 && twice.output.contains("there already"), "\(twice.output)")
    }

    @Test("AUD-02 administrators back up by curl; asked again, the same backup is answered; damage is found by restore")
    func overHTTP() throws {
        let (installation, tokens) = try Installation.pilot()
        let folder = installation.folder.path + "/backups"
        let server = try installation.serve(["--backup-folder", folder])
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let number = try #require(clerk.receive(key: "k1")?.field("number"))
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        let made = try #require(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#))
        #expect(made.status == 200 && made.field("name") == "first", "\(made.text)")
        let again = try #require(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#))
        #expect(again.status == 200 && again.json == made.json, "\(again.text)")
        #expect(administrator.send("GET", "/v1/backups")?.json["backups"]?[0] == made.json)
        #expect(administrator.send("POST", "/v1/backups", body: #"{"name": "../away"}"#)?.status == 422)
        #expect(clerk.send("POST", "/v1/backups", body: #"{"name": "second"}"#)?.status == 403)
        #expect(server.terminate() == 0)
        try expectRestored(folder + "/first", with: [number], from: installation, token: tokens["VAN_AN_CLERK"])

        let broken = try installation.run(
            "/usr/bin/sqlite3",
            [folder + "/first/motcua.db", "DELETE FROM work_item"], environment: installation.environment)
        #expect(broken.status == 0, "\(broken.output)")
        let place = Installation(folder: try TemporaryFolder())
        let refused = try place.run(["restore", folder + "/first"])
        #expect(refused.status == 1, "\(refused.output)")
        #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/motcua.db"))
    }

    @Test("SEC-01 without a folder no backup is made, and administrators alone change the log level")
    func refused() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        #expect(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)?.status == 409)
        #expect(administrator.send("GET", "/v1/log-level")?.field("level") == "info")
        #expect(administrator.send("PUT", "/v1/log-level", body: #"{"level": "error"}"#)?.status == 200)
        #expect(administrator.send("GET", "/v1/log-level")?.field("level") == "error")
        #expect(administrator.send("PUT", "/v1/log-level", body: #"{"level": "loud"}"#)?.status == 422)
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        #expect(clerk.send("PUT", "/v1/log-level", body: #"{"level": "debug"}"#)?.status == 403)
        #expect(clerk.send("GET", "/v1/audit")?.status == 403)
        #expect(server.terminate() == 0)
    }
}
