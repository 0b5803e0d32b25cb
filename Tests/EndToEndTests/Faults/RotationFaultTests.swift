import DossierAPI
import Foundation
import Synchronization
import Testing

/// Replacing the master key, killed and without power (AUD-03): both of database and key file or neither, and nothing is lost.
@Suite("Faults: replacing the master key", .serialized)
struct RotationFaultTests {
    /// A whole replacement on a copy, with all that it did to the files.
    private struct Recording {
        let before: [String: [UInt8]]
        let log: [UInt8]
        let folder: String
    }

    private static let recording = Result { try record(SealedDossiers.all()) }

    private static func record(_ dossiers: SealedDossiers) throws -> Recording {
        let copy = try dossiers.installation.copied()
        let log = try TemporaryFolder()
        let before = try SealedDossiers.files(SealedDossiers.writtenNames, in: copy)
        let done = try copy.run(["keys", "rotate"], environment: try logging(to: log, from: copy))
        #expect(done.status == 0 && done.output.contains("is retired"), "\(done.output)")
        return Recording(before: before, log: try written(log), folder: copy.folder.path)
    }

    private static func logging(to log: TemporaryFolder, from installation: Installation) throws -> [String: String] {
        try FaultShim.environment(["FAULT_LOG": log.path + "/writes", "FAULT_LOG_FOLDER": installation.folder.path])
    }

    private static func written(_ log: TemporaryFolder) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: log.path + "/writes")))
    }

    /// So many of them, by luck.
    private static func some<Element>(_ all: [Element], smoke: Int, full: Int) -> [Element] {
        let count = Depth.count(smoke: smoke, full: full)
        guard count < all.count else { return all }
        var left = all
        return (0..<count).map { _ in left.remove(at: FaultLuck.number(in: 0...(left.count - 1))) }
    }

    /// Goes on with the replacement, and expects that nothing is left of it; answers how many keys were opened before and after.
    private func expectGoesOn(
        _ installation: Installation, keys: Int, _ when: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let found = try SealedDossiers.openedKeys(of: installation, when, sourceLocation: sourceLocation)
        #expect(found == keys, "\(when): \(found) of \(keys) keys are there", sourceLocation: sourceLocation)
        let done = try installation.run(["keys", "rotate"])
        #expect(
            done.status == 0 && done.output.contains("is retired"), "\(when): \(done.output)",
            sourceLocation: sourceLocation)
        let status = try installation.run(["keys", "status"])
        #expect(
            status.status == 0 && status.output.hasSuffix("\t\(keys) personal keys\tnewest\n")
                && status.output.split(separator: "\n").count == 1, "\(when): \(status.output)",
            sourceLocation: sourceLocation)
        let after = try SealedDossiers.openedKeys(of: installation, when, sourceLocation: sourceLocation)
        #expect(after == keys, "\(when): \(after) of \(keys) keys are there in the end", sourceLocation: sourceLocation)
        return min(found, after)
    }

    @Test(
        "AUD-03 killed at any write, sync or renaming of database and key file, the replacement goes on and loses nothing"
    )
    func kills() throws {
        let dossiers = try SealedDossiers.all()
        let recording = try Self.recording.get()
        let places = WritingPlace.all(in: recording.log, folder: recording.folder)
        let (ofKeyFile, ofDatabase) = (places.filter(\.isOfKeyFile), places.filter { !$0.isOfKeyFile })
        // Two key files are written, given their name, and synced with their folder; the rest is in the database.
        #expect(ofKeyFile.count { $0.call == "rename" } == 2 && ofKeyFile.count { $0.file == ".key.new" } >= 4)
        #expect(Set(ofDatabase.map(\.call)).isSuperset(of: ["write", "sync"]))
        var (runs, opened) = (0, 0)
        for place in Self.some(ofKeyFile, smoke: 4, full: .max) + Self.some(ofDatabase, smoke: 3, full: 80) {
            for act in Self.some(place.acts, smoke: 1, full: place.isOfKeyFile ? .max : 1) {
                // The folder is another one in each copy.
                let copy = try dossiers.installation.copied()
                let own =
                    place.file.hasPrefix("/")
                    ? WritingPlace(call: place.call, file: copy.folder.path, count: place.count) : place
                let when = "\(act) \(own), seed \(FaultLuck.seed)"
                let killed = try copy.run(["keys", "rotate"], environment: try own.fault(act))
                #expect(killed.status == SIGKILL, "\(when): \(killed.output)")
                runs += 1
                if runs.isMultiple(of: 3) {
                    let server = try copy.serve(SealedDossiers.then)
                    dossiers.expectReadable(
                        dossiers.applicants, by: Client(port: server.port, token: dossiers.clerk), when)
                    server.kill()
                }
                opened += try expectGoesOn(copy, keys: dossiers.keyCount, when)
            }
        }
        FaultReport.add(
            .init(
                fault: "kill -9 while the master key is replaced, at each write, sync and renaming", runs: runs,
                acknowledged: runs * dossiers.keyCount, found: opened, lost: runs * dossiers.keyCount - opened,
                doubled: 0, outcome: "personal keys: all are opened; `motcua keys rotate` again goes on"))
    }

    @Test(
        "AUD-03 killed beside a server, and the server with it: what comes in meanwhile is readable, and so is all before"
    )
    func killsBesideServer() throws {
        let dossiers = try SealedDossiers.all()
        let recording = try Self.recording.get()
        // The end is another one beside a server, who has the database open still.
        let places = ["rename.key", "write.key.new", "sync.key.new", "write.db-wal", "sync.db-wal"].flatMap { kind in
            let all = WritingPlace.all(in: recording.log, folder: recording.folder).filter { $0.call + $0.file == kind }
            return kind.hasSuffix("-wal") ? all.dropLast(2) : all[...]
        }
        let copy = try dossiers.installation.copied()
        var server = try copy.serve(SealedDossiers.then)
        let received = Mutex(dossiers.applicants)
        let chosen = Self.some(places, smoke: 4, full: 32)
        for (round, place) in chosen.enumerated() {
            let act = Self.some(place.acts, smoke: 1, full: 1)[0]
            let when = "\(act) \(place), seed \(FaultLuck.seed)"
            let client = Client(port: server.port, token: dossiers.clerk)
            let group = DispatchGroup()
            for counter in 0..<2 {
                DispatchQueue.global().async(group: group) {
                    for index in 0..<3 {
                        let key = "\(round)-\(counter)-\(index)"
                        let name = "Khách " + key
                        // Where the key was replaced in this very moment it is answered 503, and sent again.
                        guard let number = dossiers.receive(name, key: key, by: client)?.field("number") else {
                            continue
                        }
                        received.withLock { $0[number] = name }
                    }
                }
            }
            let killed = try copy.run(["keys", "rotate"], environment: try place.fault(act))
            #expect(killed.status == SIGKILL, "\(when): \(killed.output)")
            if round.isMultiple(of: 2) { server.kill() }
            group.wait()
            if round.isMultiple(of: 2) { server = try copy.serve(SealedDossiers.then) }
            dossiers.expectReadable(
                received.withLock { $0 }, by: Client(port: server.port, token: dossiers.clerk), when)
            let done = try copy.run(["keys", "rotate"])
            #expect(done.status == 0 && done.output.contains("is retired"), "\(when): \(done.output)")
        }
        let all = received.withLock { $0 }
        #expect(all.count > dossiers.applicants.count, "nothing came in meanwhile")
        dossiers.expectReadable(all, by: Client(port: server.port, token: dossiers.clerk), "in the end")
        #expect(server.terminate() == 0)
        // What was received and not acknowledged may be there as well.
        let opened = try SealedDossiers.openedKeys(of: copy, "in the end")
        #expect(opened >= dossiers.keyCount + all.count - dossiers.applicants.count)
        FaultReport.add(
            .init(
                fault: "kill -9 while the master key is replaced beside a server, and of both", runs: chosen.count,
                acknowledged: all.count, found: all.count, lost: 0, doubled: 0,
                outcome: "dossiers: all name their applicant; receptions go on"))
    }

    // MARK: Without power

    @Test("AUD-03 the power lost anywhere in a replacement: key file and database fit each other, and nothing is lost")
    func powerLoss() throws {
        let dossiers = try SealedDossiers.all()
        let recording = try Self.recording.get()
        let all = DiskRecord.all(in: recording.log)
        // Writes between two of these differ in nothing that is sure.
        let turns = all.indices.filter { all[$0].record.kind != "W" }
        var cuts: [Int] = []
        for turn in Self.some(turns, smoke: 3, full: 16) {
            cuts.append(all[turn].end)
            if turn > 0 { cuts.append(all[turn - 1].end) }
        }
        cuts.append(recording.log.count)
        var (runs, opened) = (0, 0)
        for cut in Set(cuts).sorted() {
            let disk = try WrittenDisk(
                folder: recording.folder, names: SealedDossiers.writtenNames, log: Array(recording.log[..<cut]),
                before: recording.before)
            for luck in Self.some(WrittenDisk.Luck.allCases, smoke: 1, full: .max) {
                let when = "power lost after \(cut) of \(recording.log.count) bytes, \(luck), seed \(FaultLuck.seed)"
                let copy = try SealedDossiers.installation(with: disk.afterPowerLoss(luck))
                if cut == recording.log.count {
                    let status = try copy.run(["keys", "status"]).output
                    #expect(
                        status == "master key 2\t\(dossiers.keyCount) personal keys\tnewest\n", "\(when): \(status)")
                    // A log that was cut off may be back, until somebody opens it.
                    let files = try SealedDossiers.files(["motcua.db", "motcua.db-wal"], in: copy).values.map {
                        Data($0)
                    }
                    for key in dossiers.wrappedKeys.values.joined() {
                        #expect(
                            !files.contains { $0.range(of: Data(hexadecimal: key)) != nil },
                            "\(when): what the former key wrapped lies in a file")
                    }
                }
                runs += 1
                opened += try expectGoesOn(copy, keys: dossiers.keyCount, when)
            }
        }
        FaultReport.add(
            .init(
                fault: "loss of power anywhere while the master key is replaced", runs: runs,
                acknowledged: runs * dossiers.keyCount, found: opened, lost: runs * dossiers.keyCount - opened,
                doubled: 0, outcome: "personal keys: all are opened; `motcua keys rotate` again goes on"))
    }

    @Test("AUD-03 what a server seals by a key whose file has its name only just is readable after a loss of power")
    func powerLossAfterRenaming() throws {
        let dossiers = try SealedDossiers.all()
        let copy = try dossiers.installation.copied()
        let log = try TemporaryFolder()
        let before = try SealedDossiers.files(SealedDossiers.writtenNames, in: copy)
        let environment = try Self.logging(to: log, from: copy)
        let server = try copy.serve(SealedDossiers.then, environment: environment)
        let client = Client(port: server.port, token: dossiers.clerk)
        // SQLite syncs the folder as well, but once: with the first commit to a new log.
        #expect(dossiers.receive("Người Cũ", key: "old", by: client)?.status == 201)
        // Killed when the new file has taken the former one's place, before it has the folder synced.
        let fault = try FaultShim.fault("kill-after", call: "rename", file: "/motcua.key")
        let killed = try copy.run(["keys", "rotate"], environment: environment.merging(fault) { $1 })
        #expect(killed.status == SIGKILL, "\(killed.output)")
        let received = dossiers.receive("Người Mới", key: "new", by: client)
        let number = try #require(received?.field("number"), "\(received?.text ?? "no answer")")
        server.kill()
        #expect(
            try copy.run(["keys", "status"]).output.contains("master key 2\t1 personal keys"), "sealed by the new key")
        let disk = try WrittenDisk(
            folder: copy.folder.path, names: SealedDossiers.writtenNames, log: try Self.written(log), before: before)
        for luck in WrittenDisk.Luck.allCases {
            let found = try SealedDossiers.installation(with: disk.afterPowerLoss(luck))
            let again = try found.serve(SealedDossiers.then)
            dossiers.expectReadable(
                [number: "Người Mới"], by: Client(port: again.port, token: dossiers.clerk), "\(luck)")
            #expect(again.terminate() == 0)
            _ = try expectGoesOn(found, keys: dossiers.keyCount + 2, "\(luck)")
        }
        FaultReport.add(
            .init(
                fault: "loss of power between a key file's new name and its folder's sync", runs: 4, acknowledged: 4,
                found: 4, lost: 0, doubled: 0, outcome: "a server syncs it before it seals by it"))
    }
}
