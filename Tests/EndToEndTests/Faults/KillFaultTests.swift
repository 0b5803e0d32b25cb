import Foundation
import Testing

@Suite("Faults: killed", .serialized)
struct KillFaultTests {
    /// Kills that one database bears before the next one is taken: its office has 9,999 numbers a day.
    private static let killsPerDatabase = 40

    @Test("AUD-02 IDM-01 kill -9 at random moments under load loses and doubles nothing that was acknowledged")
    func kills() throws {
        var left = Depth.count(smoke: 4, full: 240)
        while left > 0 {
            let campaign = try Campaign()
            let runs = min(left, Self.killsPerDatabase)
            for _ in 0..<runs {
                let server = try campaign.installation.serve()
                campaign.receiveAndKill(
                    server, after: FaultLuck.number(in: 1...110), of: campaign.openAndNewKeys(160))
            }
            try campaign.settle("kill -9 at a random moment under load", runs: runs)
            left -= runs
        }
    }

    /// A place in the writing at which the server is killed.
    private struct Place {
        let name: String
        let call: String
        let file: String
        let act: String
        let range: ClosedRange<Int>
    }

    /// The start writes a few times itself, which the first two places meet. The others meet the load: eight counters
    /// with 30 receptions each take at least 30 groups, however slow the disk is.
    private static let places = [
        Place(
            name: "as it starts, before the log's fsync", call: "sync", file: ".db-wal", act: "kill-before",
            range: 1...3),
        Place(
            name: "as it starts, within a write to the log", call: "write", file: ".db-wal", act: "kill-half",
            range: 1...5),
        Place(name: "before the log's fsync", call: "sync", file: ".db-wal", act: "kill-before", range: 9...30),
        Place(name: "after the log's fsync", call: "sync", file: ".db-wal", act: "kill-after", range: 9...30),
        Place(name: "within a write to the log", call: "write", file: ".db-wal", act: "kill-half", range: 20...300),
        Place(name: "within a checkpoint's write", call: "write", file: ".db", act: "kill-half", range: 1...150),
        Place(name: "before a checkpoint's fsync", call: "sync", file: ".db", act: "kill-before", range: 1...1),
        Place(name: "after a checkpoint's fsync", call: "sync", file: ".db", act: "kill-after", range: 1...1),
    ]

    @Test("AUD-02 IDM-01 killed between append and fsync, or within a checkpoint, it loses and doubles nothing")
    func killsAtWrites() throws {
        for place in Self.places {
            var campaign = try Campaign()
            let runs = Depth.count(smoke: 1, full: 12)
            var hits = 0
            for run in 0..<runs {
                if run > 0, run.isMultiple(of: 6) {
                    try campaign.settle("kill -9 \(place.name)", runs: 6)
                    campaign = try Campaign()
                }
                let fault = try FaultShim.fault(
                    place.act, at: FaultLuck.number(in: place.range), call: place.call, file: place.file)
                // The log is moved every few thousand pages, and in the end.
                let count = Depth.count(smoke: 240, full: place.file == ".db" ? 1_100 : 240)
                if try campaign.receiveUntilGone(under: fault, keys: campaign.openAndNewKeys(count)) { hits += 1 }
            }
            #expect(hits == runs, "\(place.name): hit \(hits) of \(runs) times, seed \(FaultLuck.seed)")
            try campaign.settle("kill -9 \(place.name)", runs: runs - (runs - 1) / 6 * 6)
        }
    }

    @Test("killed within a migration, the next one brings the database to the same schema")
    func killsDuringMigration() throws {
        let whole = Installation(folder: try TemporaryFolder())
        #expect(try whole.run(["migrate"]).status == 0)
        let schema = try dump(whole)
        let runs = Depth.count(smoke: 3, full: 48)
        var hits = 0
        for run in 0..<runs {
            let installation = Installation(folder: try TemporaryFolder())
            let (call, file) = [("write", ".db-wal"), ("sync", ".db-wal"), ("write", ".db"), ("open", ".db-wal")][
                run % 4]
            let at = call == "write" ? FaultLuck.number(in: 1...40) : call == "sync" ? FaultLuck.number(in: 1...4) : 1
            let killed = try installation.run(
                ["migrate"], environment: try FaultShim.fault("kill-before", at: at, call: call, file: file))
            if killed.status != 0 { hits += 1 }
            let again = try installation.run(["migrate"])
            #expect(again.status == 0, "\(again.output)")
            #expect(try dump(installation) == schema)
            #expect(try installation.run(["verify"]).status == 0)
        }
        #expect(hits * 2 >= runs, "hit \(hits) of \(runs) times, seed \(FaultLuck.seed)")
        FaultReport.add(
            .init(
                fault: "kill -9 within a migration", runs: hits, acknowledged: 0, found: 0, lost: 0, doubled: 0,
                outcome: "`motcua migrate` again ends with the same schema"))
    }

    private func dump(_ installation: Installation) throws -> String {
        try installation.run(
            "/usr/bin/sqlite3",
            [installation.folder.path + "/motcua.db", "SELECT sql FROM sqlite_schema ORDER BY name"],
            environment: installation.environment
        ).output
    }
}
