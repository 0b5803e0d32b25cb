import Crypto
import DossierAPI
import DossierTesting
import Foundation
import Synchronization
import Testing

@Suite("Backup and restore", .serialized)
struct BackupTests {
    private static let picture = Pictures.jpeg([UInt8](repeating: 7, count: 200_000))

    private func file(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// Attaches a scan to a new dossier; answers the dossier's number.
    private func attachScan(at port: UInt16, token: String) throws -> String {
        let client = Client(port: port, token: token)
        let number = try #require(client.receive(key: "with-scan")?.field("number"))
        let digest = SHA256.hash(data: Self.picture).map { String(format: "%02x", $0) }.joined()
        let begun = client.send(
            "POST", "/v1/dossiers/\(number)/documents", key: "scan",
            body: """
                {"document": "declaration", "mediaType": "image/jpeg", "byteCount": \(Self.picture.count),
                 "sha256": "\(digest)"}
                """)
        let location = try #require(begun?.fields["location"], "\(begun?.text ?? "-")")
        let sent = UploadClient(port: port, token: token).goOn(location, at: 0, with: Self.picture[...], isLast: true)
        #expect(sent?.fields["upload-complete"] == "?1", "\(sent?.text ?? "-")")
        return number
    }

    /// Restores a backup into another folder, beside the key it needs, and asks a server on it again for what was
    /// promised, and for the scan.
    private func expectRestored(
        _ backup: String, promised: [String: String], scanOf number: String, from source: Installation, token: String
    ) throws {
        let place = Installation(folder: try TemporaryFolder())
        try FileManager.default.copyItem(
            atPath: source.folder.path + "/motcua.key", toPath: place.folder.path + "/motcua.key")
        let restored = try place.run(["restore", backup])
        #expect(restored.status == 0 && restored.output.contains("0 differences"), "\(restored.output)")
        #expect(try names(in: place.folder.path).allSatisfy { !$0.contains("restoring") })
        let again = try place.run(["restore", backup])
        #expect(again.status == 1 && again.output.contains("nothing is overwritten"), "\(again.output)")
        let verified = try place.run(["verify"])
        #expect(verified.status == 0 && verified.output.contains(" 1 scans"), "\(verified.output)")
        let server = try place.serve()
        let clerk = Client(port: server.port, token: token)
        for (key, number) in promised {
            let answer = clerk.receive(key: key)
            #expect(answer?.field("number") == number, "\(key): \(answer?.text ?? "-")")
            #expect(answer?.fields["idempotency-replayed"] == "true", "\(key) was received again")
        }
        let scan = clerk.send("GET", "/v1/dossiers/\(number)/documents/declaration/1")
        #expect(scan?.status == 200 && scan?.body == Self.picture)
        #expect(server.terminate() == 0)
    }

    @Test("AUD-02 backups under load, by curl and command, have all that was acknowledged before, and serve elsewhere")
    func underLoad() throws {
        let campaign = try Campaign()
        let installation = campaign.installation
        let folder = installation.folder.path + "/backups"
        let server = try installation.serve(["--backup-folder", folder])
        let tokens = try Installation.pilot().tokens
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        let number = try attachScan(at: server.port, token: campaign.token)

        let isWarm = DispatchSemaphore(value: 0)
        let isOver = DispatchSemaphore(value: 0)
        let isEnough = Atomic<Bool>(false)
        Thread.detachNewThread { [port = server.port] in
            for _ in 0..<100 where !isEnough.load(ordering: .relaxed) {
                campaign.receive(campaign.newKeys(60), at: port) { _, count in
                    if count == 60 { isWarm.signal() }
                }
            }
            isOver.signal()
        }
        try #require(isWarm.wait(timeout: .now() + 240) == .success, "waited for sixty receptions in vain")
        let beforeFirst = campaign.promises.promised
        let first = administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)
        #expect(first?.status == 200 && first?.field("name") == "first", "\(first?.text ?? "-")")
        let beforeSecond = campaign.promises.promised
        let second = try installation.run(["backup", folder + "/second"])
        #expect(second.status == 0 && second.output.contains("0 differences"), "\(second.output)")
        let afterwards = campaign.promises.promised
        isEnough.store(true, ordering: .relaxed)
        try #require(isOver.wait(timeout: .now() + 240) == .success, "waited for the last reception in vain")
        #expect(campaign.promises.takeRefusals().isEmpty, "receiving goes on")
        #expect(beforeFirst.count >= 60 && beforeFirst.count < afterwards.count, "it was under load")
        let listed = administrator.send("GET", "/v1/backups")?.json["backups"]?.asArray ?? []
        #expect(listed.compactMap { $0["name"]?.asString } == ["first", "second"] && listed[0] == first?.json)
        #expect(listed.allSatisfy { $0["scanCount"]?.asInteger == 1 })
        #expect(server.terminate() == 0)
        try expectRestored(
            folder + "/first", promised: beforeFirst, scanOf: number, from: installation, token: campaign.token)
        try expectRestored(
            folder + "/second", promised: beforeSecond, scanOf: number, from: installation, token: campaign.token)
    }

    @Test("AUD-02 asked again under one name, the same backup is answered; what isn't a backup's name is refused")
    func overHTTP() throws {
        let (installation, tokens) = try Installation.pilot()
        let folder = installation.folder.path + "/backups"
        let server = try installation.serve(["--backup-folder", folder])
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        #expect(administrator.send("GET", "/v1/backups")?.json["backups"]?.asArray?.isEmpty == true)
        let made = try #require(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#))
        #expect(clerk.receive(key: "k1")?.status == 201)
        let again = try #require(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#))
        #expect(made.status == 200 && again.status == 200 && again.json == made.json, "\(again.text)")
        for name in ["../away", ".hidden", "", "First"] {
            let refused = administrator.send("POST", "/v1/backups", body: #"{"name": "\#(name)"}"#)
            #expect(refused?.status == 422, "\(name): \(refused?.text ?? "-")")
        }
        #expect(clerk.send("POST", "/v1/backups", body: #"{"name": "second"}"#)?.status == 403)
        #expect(try names(in: folder) == ["first"])
        #expect(server.terminate() == 0)
        let twice = try installation.run(["backup", folder + "/first"])
        #expect(twice.status == 1 && twice.output.contains("there already"), "\(twice.output)")
    }

    @Test(
        "AUD-02 scans that come or go while a backup is made leave it whole; another one is told to wait; those there are are listed"
    )
    func busy() throws {
        let (installation, tokens) = try Installation.pilot()
        let folder = installation.folder.path + "/backups"
        let server = try installation.serve(["--backup-folder", folder])
        let token = try #require(tokens["VAN_AN_CLERK"])
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        // A scan that takes as long to read as its writer holds it open.
        let scans = installation.folder.path + "/scans/stored/ab"
        try FileManager.default.createDirectory(atPath: scans, withIntermediateDirectories: true)
        #expect(mkfifo(scans + "/slow", 0o600) == 0)
        #expect(FileManager.default.createFile(atPath: scans + "/vanishing", contents: nil))
        let first = Mutex<Answer?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let answer = administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)
            first.withLock { $0 = answer }
            isDone.signal()
        }
        // It can be opened for writing once the backup reads it.
        var slow: Int32 = -1
        let patience = Patience()
        while slow < 0, !patience.isExhausted {
            slow = open(scans + "/slow", O_WRONLY | O_NONBLOCK)
            if slow < 0 { _ = administrator.send("GET", "/healthz") }
        }
        try #require(slow >= 0, "the backup has come to the scan")
        let second = administrator.send("POST", "/v1/backups", body: #"{"name": "second"}"#)
        #expect(second?.status == 503 && second?.field("type") == "/problems/backup-busy", "\(second?.text ?? "-")")
        let other = try installation.run(["backup", folder + "/first"])
        #expect(other.status == 1 && other.output.contains("is being made"), "\(other.output)")
        #expect(administrator.send("GET", "/v1/backups")?.json["backups"]?.asArray?.isEmpty == true)
        // The scans are being copied, the database isn't yet: what it names by then is there as well.
        #expect(unlink(scans + "/vanishing") == 0)
        let number = try attachScan(at: server.port, token: token)
        close(slow)
        try #require(isDone.wait(timeout: .now() + 240) == .success, "waited for the end in vain")
        let made = try #require(first.withLock { $0 })
        #expect(made.status == 200 && made.json["scanCount"]?.asInteger == 2, "\(made.text)")
        try expectRestored(folder + "/first", promised: [:], scanOf: number, from: installation, token: token)
        #expect(unlink(scans + "/slow") == 0)
        #expect(administrator.send("POST", "/v1/backups", body: #"{"name": "second"}"#)?.status == 200)
        #expect(server.terminate() == 0)
    }

    @Test("AUD-02 a damaged backup is not restored, nor one that another database was put into")
    func damaged() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let token = try #require(tokens["VAN_AN_CLERK"])
        _ = try attachScan(at: server.port, token: token)
        let backup = installation.folder.path + "/first"
        #expect(try installation.run(["backup", backup]).status == 0)
        let other = installation.folder.path + "/second"
        #expect(Client(port: server.port, token: token).receive(key: "k2")?.status == 201)
        #expect(try installation.run(["backup", other]).status == 0)
        #expect(server.terminate() == 0)

        func expectRefused(_ source: String, _ reason: String) throws {
            let place = Installation(folder: try TemporaryFolder())
            let refused = try place.run(["restore", source])
            #expect(refused.status == 1 && refused.output.contains(reason), "\(refused.output)")
            let left = FileManager.default.enumerator(atPath: place.folder.path)?.compactMap { $0 as? String } ?? []
            let files = left.filter { name in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: place.folder.path + "/" + name, isDirectory: &isFolder)
                    && !isFolder.boolValue && !name.hasSuffix(".lock")
            }
            #expect(files.isEmpty, "\(files)")
        }
        // A scan that lies there damaged is mended from the backup.
        let place = Installation(folder: try TemporaryFolder())
        try FileManager.default.copyItem(
            atPath: installation.folder.path + "/motcua.key", toPath: place.folder.path + "/motcua.key")
        let live = place.folder.path + "/scans/stored"
        try FileManager.default.createDirectory(
            atPath: place.folder.path + "/scans", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: backup + "/scans/stored", toPath: live)
        let stored = backup + "/scans/stored"
        let scan = try #require(
            FileManager.default.enumerator(atPath: stored)?.compactMap { $0 as? String }.first { $0.count > 32 })
        let whole = try Data(contentsOf: URL(fileURLWithPath: stored + "/" + scan))
        var bytes = whole
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: live + "/" + scan))
        let mended = try place.run(["restore", backup])
        #expect(mended.status == 0 && mended.output.contains("1 scans"), "\(mended.output)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: live + "/" + scan)) == whole)
        try bytes.write(to: URL(fileURLWithPath: stored + "/" + scan))
        try expectRefused(backup, "its digest differs")
        try whole.write(to: URL(fileURLWithPath: stored + "/" + scan))
        try FileManager.default.removeItem(atPath: other + "/motcua.db")
        try FileManager.default.copyItem(atPath: backup + "/motcua.db", toPath: other + "/motcua.db")
        try expectRefused(other, "isn't the one that")
        let broken = try installation.run(
            "/usr/bin/sqlite3", [backup + "/motcua.db", "DELETE FROM work_item"],
            environment: installation.environment)
        #expect(broken.status == 0, "\(broken.output)")
        try expectRefused(backup, "damaged")
        try FileManager.default.removeItem(atPath: backup + "/backup.json")
        try expectRefused(backup, "it has no backup.json")
        try expectRefused(installation.folder.path + "/nothing", "is no backup")
    }

    @Test("a full disk is answered 507, leaves nothing that looks like a backup, and keeps nobody from receiving")
    func fullDisk() throws {
        let (installation, tokens) = try Installation.pilot()
        let folder = installation.folder.path + "/backups"
        let trigger = installation.folder.path + "/trouble"
        let server = try installation.serve(
            ["--backup-folder", folder],
            environment: try FaultShim.fault(
                "ENOSPC", at: 3, call: "write", file: ".first.unfinished/motcua.db", while: trigger,
                marking: trigger + ".met"))
        let token = try #require(tokens["VAN_AN_CLERK"])
        _ = try attachScan(at: server.port, token: token)
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        #expect(FileManager.default.createFile(atPath: trigger, contents: nil))
        let full = administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)
        #expect(full?.status == 507 && full?.field("type") == "/problems/storage-full", "\(full?.text ?? "-")")
        #expect(file(trigger + ".met"))
        #expect(try names(in: folder).isEmpty)
        #expect(administrator.send("GET", "/v1/backups")?.json["backups"]?.asArray?.isEmpty == true)
        #expect(Client(port: server.port, token: token).receive(key: "meanwhile")?.status == 201)
        try FileManager.default.removeItem(atPath: trigger)
        let made = administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)
        #expect(made?.status == 200, "\(made?.text ?? "-")")
        #expect(server.terminate() == 0)

        // Full at a scan, and at the receipt, which is written last; and where a name can't be made durable.
        for (call, path) in [
            ("write", ".copying"), ("write", "backup.json"), ("sync", "motcua.db"), ("sync", "unfinished/scans"),
        ] {
            let failed = try installation.run(
                ["backup", folder + "/second"], environment: try FaultShim.fault("ENOSPC", call: call, file: path))
            #expect(failed.status == 1 && failed.output.contains("No backup was made"), "\(path): \(failed.output)")
            #expect(try names(in: folder) == ["first"], "\(path)")
        }
        // A folder for backups that has to be made first has a name that survives as well, as has the one it lies in.
        for (index, path) in ["/outer", "/outer/inner"].enumerated() {
            let deep = installation.folder.path + "/\(index)/outer/inner"
            try FileManager.default.createDirectory(
                atPath: installation.folder.path + "/\(index)", withIntermediateDirectories: true)
            let failed = try installation.run(
                ["backup", deep + "/second"], environment: try FaultShim.fault("ENOSPC", call: "sync", file: path))
            #expect(failed.status == 1 && failed.output.contains("No backup was made"), "\(path): \(failed.output)")
        }
    }

    @Test("AUD-02 a backup that was killed in its midst isn't taken for one, and the next of its name is whole")
    func killed() throws {
        let (installation, _) = try Installation.pilot()
        let folder = installation.folder.path + "/backups"
        for path in ["motcua.db", "backup.json"] {
            let killed = try installation.run(
                ["backup", folder + "/first"],
                environment: try FaultShim.fault("kill-half", call: "write", file: ".first.unfinished/" + path))
            #expect(killed.status != 0)
            #expect(try names(in: folder) == [".first.unfinished"])
            let place = Installation(folder: try TemporaryFolder())
            let refused = try place.run(["restore", folder + "/.first.unfinished"])
            #expect(refused.status == 1, "\(refused.output)")
        }
        let whole = try installation.run(["backup", folder + "/first"])
        #expect(whole.status == 0 && whole.output.contains("0 differences"), "\(whole.output)")
        #expect(try names(in: folder) == ["first"])
    }

    @Test("without a folder no backup is made, and the log level changes what is logged at once")
    func logLevel() throws {
        let (installation, tokens) = try Installation.pilot()
        let server = try installation.serve()
        let administrator = Client(port: server.port, token: tokens["ADMINISTRATOR"], language: "en")
        #expect(administrator.send("POST", "/v1/backups", body: #"{"name": "first"}"#)?.status == 409)
        #expect(administrator.send("GET", "/v1/backups")?.status == 409)
        func ask(_ id: String) { _ = administrator.send("GET", "/v1/me", fields: ["X-Request-Id: \(id)"]) }
        func set(_ level: String) {
            let answer = administrator.send("PUT", "/v1/log-level", body: #"{"level": "\#(level)"}"#)
            #expect(answer?.status == 200 && answer?.field("level") == level)
        }
        #expect(administrator.send("GET", "/v1/log-level")?.field("level") == "info")
        set("error")
        set("info")
        ask("request-heard")
        // A line is written when its connection is done with, so it is waited for.
        let patience = Patience()
        while try !server.logText().contains("request-heard") { try patience.check("the request's line in the log") }
        set("error")
        ask("request-not-heard")
        #expect(server.terminate() == 0)
        let log = try server.logText()
        #expect(!log.contains("request-not-heard"), "\(log)")
        // Whoever turns the log off stands in it.
        let changes = log.split(separator: "\n").filter { $0.contains("the log level was changed") }
        #expect(changes.count == 3 && changes.allSatisfy { $0.contains("credential=demo-administrator") }, "\(log)")
    }
}
