import DossierAPI
import Foundation
import Testing

@Suite("Faults: the disk", .serialized)
struct DiskFaultTests {
    /// A fault that comes and goes with a file, on a running server.
    private struct Trouble {
        let name: String
        let act: String
        let call: String
        let file: String
        /// What receptions are answered meanwhile; `nil` where the fault must not be felt.
        let status: Int?
    }

    private static let troubles = [
        Trouble(name: "the disk is full (log)", act: "ENOSPC", call: "write", file: ".db-wal", status: 507),
        Trouble(
            name: "the disk is full (database, at a checkpoint)", act: "ENOSPC", call: "write", file: ".db", status: nil
        ),
        Trouble(name: "I/O error writing the log", act: "EIO", call: "write", file: ".db-wal", status: 503),
        Trouble(name: "I/O error in the log's fsync", act: "EIO", call: "sync", file: ".db-wal", status: 503),
        Trouble(name: "I/O error writing the database", act: "EIO", call: "write", file: ".db", status: nil),
        Trouble(name: "I/O error in the database's fsync", act: "EIO", call: "sync", file: ".db", status: nil),
        Trouble(name: "the file system turned read-only", act: "EROFS", call: "write", file: ".db-wal", status: 503),
    ]

    @Test("what the disk refuses is answered 503 or 507, and goes on by itself when the disk does")
    func troubles() throws {
        for trouble in Self.troubles {
            let campaign = try Campaign()
            let runs = Depth.count(smoke: 1, full: 5)
            var answered: [Int: Int] = [:]
            for _ in 0..<runs {
                let trigger = campaign.installation.folder.path + "/trouble"
                let mark = trigger + ".met"
                try? FileManager.default.removeItem(atPath: mark)
                let server = try campaign.installation.serve(
                    environment: try FaultShim.fault(
                        trouble.act, call: trouble.call, file: trouble.file, while: trigger, marking: mark))
                campaign.receive(campaign.newKeys(40), at: server.port)
                #expect(campaign.promises.takeRefusals().isEmpty, "\(trouble.name): before it")
                #expect(FileManager.default.createFile(atPath: trigger, contents: nil))
                // In depth, enough for checkpoints to come due while the database can't be written.
                let count = trouble.status == nil ? Depth.count(smoke: 24, full: 1_100) : 24
                campaign.receive(campaign.newKeys(count), at: server.port)
                let refusals = campaign.promises.takeRefusals()
                answered.merge(refusals) { $0 + $1 }
                let client = Client(port: server.port, token: campaign.token, language: "en")
                if let status = trouble.status {
                    #expect(Set(refusals.keys) == [status], "\(trouble.name): \(refusals)")
                    let refused = try #require(client.receive(key: "told"))
                    #expect(refused.status == status)
                    #expect(refused.field("detail")?.lowercased().contains("key") == true, "\(refused.text)")
                    _ = campaign.promises.note(status, nil, under: "told")
                } else {
                    #expect(refusals.isEmpty, "\(trouble.name): \(refusals)")
                }
                let number = try #require(campaign.promises.promised.values.first)
                #expect(client.send("GET", "/v1/dossiers/\(number)")?.status == 200, "reading goes on")
                guard trouble.status != nil else {
                    // The last checkpoint fails too; the log then stays for the next start.
                    #expect(server.terminate() == 0, "\(trouble.name)")
                    #expect(FileManager.default.fileExists(atPath: mark), "\(trouble.name): never met")
                    try FileManager.default.removeItem(atPath: trigger)
                    continue
                }
                #expect(FileManager.default.fileExists(atPath: mark), "\(trouble.name): never met")
                try FileManager.default.removeItem(atPath: trigger)
                _ = campaign.promises.takeRefusals()
                campaign.receive(campaign.openAndNewKeys(40), at: server.port)
                #expect(campaign.promises.takeRefusals().isEmpty, "\(trouble.name): after it")
                server.kill()
            }
            let told = answered.sorted { $0.key < $1.key }.map { "\($0.key)" }.joined(separator: ", ")
            try campaign.settle(
                trouble.name, runs: runs,
                outcome: told.isEmpty ? "nothing is felt: the log takes it in" : "\(told) while it lasts, then on")
        }
    }

    @Test("an I/O error in reading is answered 503, and the next reading succeeds")
    func reading() throws {
        let campaign = try Campaign()
        var server = try campaign.installation.serve()
        campaign.receive(campaign.newKeys(60), at: server.port)
        #expect(server.terminate() == 0)
        let trigger = campaign.installation.folder.path + "/trouble"
        server = try campaign.installation.serve(
            environment: try FaultShim.fault("EIO", call: "read", file: ".db", while: trigger))
        #expect(FileManager.default.createFile(atPath: trigger, contents: nil))
        let number = try #require(campaign.promises.promised.values.first)
        let client = Client(port: server.port, token: campaign.token)
        let answer = try #require(client.send("GET", "/v1/dossiers/\(number)"))
        #expect(answer.status == 503, "\(answer.text)")
        #expect(answer.field("type") == "/problems/storage-damaged", "SQLite takes it for damage: \(answer.text)")
        try FileManager.default.removeItem(atPath: trigger)
        #expect(client.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        #expect(server.terminate() == 0)
        try campaign.settle("I/O error reading the database", runs: 1, outcome: "503 while it lasts, then on")
    }

    @Test("a real file system that fills up: 507, and on when there is room")
    func fullFileSystem() throws {
        let campaign = try Campaign()
        let folder = campaign.installation.folder.path
        let disk = folder + "/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        func mount(_ arguments: [String]) throws -> Bool {
            try campaign.installation.run("/usr/bin/env", ["mount"] + arguments, environment: [:]).status == 0
        }
        // Only root may mount; elsewhere the shim's ENOSPC above has to do.
        guard getuid() == 0, try mount(["-t", "tmpfs", "-o", "size=9m", "motcua-test", disk]) else { return }
        defer { _ = try? campaign.installation.run("/usr/bin/env", ["umount", disk], environment: [:]) }
        try FileManager.default.copyItem(atPath: folder + "/motcua.db", toPath: disk + "/motcua.db")
        let place = ["MOTCUA_DATABASE": disk + "/motcua.db"]
        let server = try campaign.installation.serve(environment: place)
        campaign.receive(campaign.newKeys(700), at: server.port)
        let refusals = campaign.promises.takeRefusals()
        #expect(Set(refusals.keys) == [507], "\(refusals)")
        #expect(campaign.promises.promised.count > 20)
        let number = try #require(campaign.promises.promised.values.first)
        let client = Client(port: server.port, token: campaign.token)
        #expect(client.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        #expect(try mount(["-o", "remount,size=256m", disk]))
        campaign.receive(campaign.promises.open, at: server.port)
        #expect(campaign.promises.takeRefusals().isEmpty)
        #expect(server.terminate() == 0)
        // Back to where the others lie, to be asked there.
        for file in ["motcua.db", "motcua.db-wal", "motcua.db-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/" + file)
        }
        try FileManager.default.copyItem(atPath: disk + "/motcua.db", toPath: folder + "/motcua.db")
        try campaign.settle(
            "a tmpfs of 9 MiB fills up, and is made larger", runs: 1, outcome: "507 while it is full, then on")
    }

    @Test("on a read-only file system the server refuses to start and says what to do")
    func readOnlyStart() throws {
        let campaign = try Campaign()
        for file in [".db.lock", ".db", ".db-wal"] {
            let refused = try campaign.installation.run(
                ["serve", "--port", "0"], environment: try FaultShim.fault("EROFS", call: "open", file: file))
            #expect(refused.status == 1, "\(file): \(refused.output)")
            #expect(refused.output.contains("writ"), "\(file): \(refused.output)")
        }
        try campaign.settle(
            "read-only file system at the start", runs: 3, outcome: "refuses to start: make the folder writable")
    }

    @Test("a corrupted page is answered 503, never with wrong data, and verify says where")
    func corruptedPage() throws {
        let campaign = try Campaign()
        var server = try campaign.installation.serve()
        campaign.receive(campaign.newKeys(60), at: server.port)
        #expect(server.terminate() == 0)
        let database = campaign.installation.folder.path + "/motcua.db"
        let backup = database + ".backup"
        try FileManager.default.copyItem(atPath: database, toPath: backup)
        let number = try #require(campaign.promises.promised.values.sorted().last)
        try damage(database, everywhere: Array(number.utf8))

        server = try campaign.installation.serve()
        let client = Client(port: server.port, token: campaign.token, language: "en")
        let answer = try #require(client.send("GET", "/v1/dossiers/\(number)"))
        #expect(answer.status == 503, "\(answer.text)")
        #expect(answer.field("detail")?.contains("administrator") == true, "\(answer.text)")
        _ = server.terminate()
        #expect(try server.logText().contains("corrupt"), "the log says what is the matter")
        #expect(try campaign.installation.run(["verify"]).status == 1)

        try damageHeader(database)
        let refused = try campaign.installation.run(["serve", "--port", "0"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("backup"), "\(refused.output)")
        try FileManager.default.removeItem(atPath: database)
        try FileManager.default.moveItem(atPath: backup, toPath: database)
        try campaign.settle(
            "corrupted page; corrupted header", runs: 2,
            outcome: "\(answer.status), the log and `verify` name it; refuses to start: restore the backup")
    }

    /// Overwrites every page on which those bytes stand.
    private func damage(_ path: String, everywhere bytes: [UInt8]) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        var count = 0
        while let found = data.range(of: Data(bytes)) {
            let page = found.lowerBound / 4_096 * 4_096
            data.replaceSubrange(page..<page + 4_096, with: Data(repeating: 0xA5, count: 4_096))
            count += 1
        }
        #expect(count > 0, "the number stands nowhere")
        try data.write(to: URL(fileURLWithPath: path))
    }

    private func damageHeader(_ path: String) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data.replaceSubrange(0..<100, with: Data(repeating: 0x5A, count: 100))
        try data.write(to: URL(fileURLWithPath: path))
    }
}
