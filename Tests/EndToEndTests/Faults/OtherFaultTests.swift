import DossierAPI
import Foundation
import Testing

@Suite("Faults: neighbours and clocks", .serialized)
struct OtherFaultTests {
    @Test("a second server is refused, and a foreign writer is waited for")
    func secondProcess() throws {
        let campaign = try Campaign()
        let server = try campaign.installation.serve()
        campaign.receive(campaign.newKeys(20), at: server.port)
        let second = try campaign.installation.run(["serve", "--port", "0"])
        #expect(second.status == 1)
        #expect(second.output.contains("another server runs on this database"), "\(second.output)")
        #expect(try campaign.installation.run(["migrate"]).status == 1)
        #expect(try campaign.installation.run(["verify"]).status == 0, "a reader may run beside it")

        let foreign = try ForeignWriter(campaign.installation.folder.path + "/motcua.db")
        let answers = DispatchGroup()
        answers.enter()
        Thread.detachNewThread { [port = server.port] in
            campaign.receive(campaign.newKeys(16), at: port)
            answers.leave()
        }
        // Reading goes on beside it, and by the time this is answered receptions wait.
        let number = try #require(campaign.promises.promised.values.first)
        let client = Client(port: server.port, token: campaign.token)
        #expect(client.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        foreign.finish()
        try #require(answers.wait(timeout: .now() + 240) == .success, "a reception was never answered")
        // Whoever waited for longer than the writer does (5 s, and a slow machine is slow) was told to come back, and comes.
        #expect(Set(campaign.promises.takeRefusals().keys).isSubset(of: [503]))
        campaign.receive(campaign.promises.open, at: server.port)
        #expect(campaign.promises.takeRefusals().isEmpty && campaign.promises.open.isEmpty)
        var outcome = "the second refuses to start; a foreign writer is waited for"
        if Depth.isFull {
            // Held longer than the writer waits (5 s), receptions are told to come back.
            let longer = try ForeignWriter(campaign.installation.folder.path + "/motcua.db")
            campaign.receive(campaign.newKeys(8), at: server.port)
            #expect(Set(campaign.promises.takeRefusals().keys) == [503])
            longer.finish()
            campaign.receive(campaign.promises.open, at: server.port)
            #expect(campaign.promises.takeRefusals().isEmpty)
            outcome += ", 503 after 5 s"
        }
        #expect(server.terminate() == 0)
        try campaign.settle("a second process on the same database", runs: 1, outcome: outcome)
    }

    @Test("a wall clock that jumps back and forth loses and doubles nothing, and is told where it stands in the way")
    func jumpingClock() throws {
        let campaign = try Campaign()
        let clock = campaign.installation.folder.path + "/clock"
        func set(_ milliseconds: Int64) throws {
            // In place: the server has the file mapped.
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: clock))
            try handle.write(contentsOf: withUnsafeBytes(of: milliseconds.littleEndian) { Data($0) })
            try handle.close()
        }
        #expect(FileManager.default.createFile(atPath: clock, contents: Data(count: 8)))
        let server = try campaign.installation.serve(environment: try FaultShim.environment(["FAULT_CLOCK": clock]))
        let day: Int64 = 86_400_000
        let jumps: [Int64] = [0, day, -day, 3_600_000, -3_600_000, 40 * day, -40 * day, 61_000, 0]
        for _ in 0..<Depth.count(smoke: 1, full: 10) {
            for jump in jumps {
                try set(jump)
                campaign.receive(campaign.newKeys(16), at: server.port)
            }
        }
        #expect(campaign.promises.takeRefusals().isEmpty)

        // An act on a dossier of an hour ahead can't be before its reception.
        try set(3_600_000)
        let client = Client(port: server.port, token: campaign.token, language: "en")
        let key = campaign.newKeys(1)[0]
        campaign.receive([key], at: server.port)
        let number = try #require(campaign.promises.promised[key])
        try set(0)
        let early = try #require(client.send("POST", "/v1/dossiers/\(number)/handovers", key: "early", body: "{}"))
        #expect(early.status == 422)
        #expect(early.field("type") == "/problems/occurred-before-last-act", "\(early.text)")
        try set(3_600_000)
        let later = try #require(client.send("POST", "/v1/dossiers/\(number)/handovers", key: "later", body: "{}"))
        #expect(later.status == 201, "\(later.text)")
        #expect(server.terminate() == 0)
        try campaign.settle(
            "the clock jumps back and forth", runs: jumps.count,
            outcome: "receptions go on; an act before the last one is refused with 422")
    }
}

/// Somebody else's transaction that holds the write lock of a database.
private final class ForeignWriter {
    private let process = Process()
    private let input = Pipe()

    /// Takes the lock; returns when it is held.
    init(_ path: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [path]
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(
            contentsOf: Data("PRAGMA busy_timeout = 5000;\nBEGIN IMMEDIATE;\nSELECT 'held';\n".utf8))
        var said = ""
        while !said.contains("held") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw ProcessFailure(description: "sqlite3 ended: \(said)") }
            said += String(decoding: more, as: UTF8.self)
        }
    }

    /// Gives the lock up and ends.
    func finish() {
        try? input.fileHandleForWriting.write(contentsOf: Data("ROLLBACK;\n.quit\n".utf8))
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
