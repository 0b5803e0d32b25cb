import Dispatch
import DossierAPI
import DossierDomain
import Foundation
import Testing

/// The reference counter client against a real server, over a line that does everything a line can do.
@Suite("Counters on a bad line", .serialized, .timeLimit(.minutes(20)))
struct CounterProcessTests {
    private static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
    private static let seeds: Range<UInt64> = isFull ? 0..<100 : 0..<3
    private static let start = "2019-08-20T08:00:00+07:00"

    /// A server in August 2019 and two terminals of one agency.
    private struct Village {
        let installation: Installation
        let server: ServerProcess
        let clerk: Client
        let tokens: [String]
        let clockOffset: Double

        init() throws {
            let (installation, issued) = try Installation.pilot()
            let official = try installation.run([
                "credential", "issue", "--role", "official", "--office", "van-quan.van-an.one-stop", "--posting",
                "demo.binh.van-an",
            ])
            self.installation = installation
            server = try installation.serve(["--clock", CounterProcessTests.start])
            tokens = [
                issued["VAN_AN_CLERK"] ?? "", official.output.trimmingCharacters(in: .whitespacesAndNewlines),
            ]
            clerk = Client(port: server.port, token: tokens[0])
            // A little behind the server's clock as it is now: what a terminal says happened has happened.
            let told = try #require(clerk.send("GET", "/v1/me")?.fields["x-motcua-clock"])
            let now = try #require(Timestamp(told.components(separatedBy: "now=").last ?? ""), "\(told)")
            clockOffset = Double(now.milliseconds) / 1_000 - Date().timeIntervalSince1970 - 1
        }

        func terminal(_ index: Int, port: String? = nil, timeout: String = "240") -> ReferenceCounter {
            ReferenceCounter(
                folder: installation.folder.path + "/terminal-\(index)", token: tokens[index],
                port: port ?? String(server.port), clockOffset: clockOffset, installation: installation,
                timeout: timeout)
        }

        /// What has become of each number of the day, in a word.
        func standings() throws -> [String] {
            var found: [String] = []
            while true {
                let path = "/v1/offices/van-quan.van-an.one-stop/numbers?date=2019-08-20&after=\(found.count)"
                let page = try #require(clerk.send("GET", path)).json
                let rows = page["numbers"]?.asArray ?? []
                found += rows.map { row in
                    [row["standing"]?.asString, row["reason"]?.asString].compactMap { $0 }.joined(separator: " ")
                }
                if page["next"] == nil || rows.isEmpty { return found }
            }
        }

        /// Ends the server, and has the whole record checked.
        func end() throws {
            #expect(server.terminate() == 0)
            let verified = try installation.run(["verify"])
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    private static func reception(_ index: Int, documents: [String] = ["identity", "paper"]) -> JSONValue {
        [
            "procedure": "2.000884", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
            "applicant": [
                "name": .string("Hoàng Thị Mẫu \(index)"),
                "identityDocument": ["kind": "citizen-id", "number": .string("0201750\(10_000 + index)")],
            ],
            "documents": .list(documents) { ["document": .string($0), "originals": 1] },
        ]
    }

    private static func fee(_ slip: JSONValue) -> JSONValue {
        let number = slip["number"]?.asString ?? ""
        return [
            "path": .string("/v1/dossiers/\(number)/fees"),
            "body": ["receipt": .string("BL-\(number.suffix(4))"), "fees": [["fee": "phi"]]],
        ]
    }

    @Test(
        "OFF-01 OFF-02 IDM-01 RCV-05 over a line that cuts, truncates, delays and doubles, all that was promised is there once"
    )
    func badLine() throws {
        for seed in Self.seeds {
            let village = try Village()
            let line = try PlayedLine.bad(to: village.server, seed: seed, share: 0.7)
            let terminals = [0, 1].map { village.terminal($0, port: line.port, timeout: "5") }
            var slips: [[JSONValue]] = []
            for terminal in terminals {
                try terminal.insist(["prepare", "8"])
                slips.append(try terminal.receive((0..<6).map { Self.reception($0) }))
                _ = try terminal.act(slips[slips.count - 1].prefix(3).map(Self.fee))
            }
            // Both at once, as when the line comes back to a village.
            let outcomes = Self.together(terminals.map { terminal in { try terminal.insist(["upload"]) } })
            for outcome in outcomes { _ = try outcome.get() }
            for terminal in terminals {
                try terminal.insist(["reconcile"])
                try terminal.insist(["close", "today"])
            }
            let told = try line.end()
            try expectPromises(slips.flatMap { $0 }, in: village, "seed \(seed): \(told)")
            let standings = try village.standings()
            #expect(standings.count { $0 == "dossier" } == 12, "seed \(seed): \(standings)")
            #expect(standings.count { $0 == "void unused" } == 4, "seed \(seed): \(standings)")
            #expect(standings.count == 16, "seed \(seed): \(standings)")
            let fees = village.clerk.send("GET", "/v1/offices/van-quan.van-an.one-stop/fees?date=2019-08-20")?.json
            #expect(fees?["receiptCount"] == 6 && fees?["totalVND"] == 60_000, "seed \(seed): \(fees ?? .null)")
            try village.end()
            print("seed \(seed): \(told)")
        }
    }

    /// Everything a slip says is so: number, code, time of reception, appointment.
    private func expectPromises(_ slips: [JSONValue], in village: Village, _ what: String) throws {
        #expect(Set(slips.compactMap { $0["number"]?.asString }).count == slips.count, "\(what): a number twice")
        for slip in slips {
            let number = slip["number"]?.asString ?? ""
            let dossier = try #require(village.clerk.send("GET", "/v1/dossiers/\(number)"))
            #expect(dossier.status == 200, "\(what): \(number) \(dossier.text)")
            let received = dossier.json["receivedAt"]?.asString?.prefix(19)
            #expect(received == slip["receivedAt"]?.asString?.prefix(19), "\(what): \(dossier.text) \(slip)")
            #expect(dossier.json["dueAt"] == slip["dueAt"], "\(what): \(dossier.text) \(slip)")
            let code = slip["slipCode"]?.asString ?? ""
            let found = Client(port: village.server.port).send(
                "POST", "/v1/lookup", body: "{\"number\": \"\(number)\", \"slipCode\": \"\(code)\"}")
            #expect(found?.status == 200, "\(what): \(number) \(code)")
        }
    }

    /// Runs them at the same time.
    private static func together(_ work: [@Sendable () throws -> Int]) -> [Result<Int, any Error>] {
        let outcomes = Outcomes(count: work.count)
        DispatchQueue.concurrentPerform(iterations: work.count) { index in
            outcomes.set(index, Result { try work[index]() })
        }
        return outcomes.all
    }

    private final class Outcomes: @unchecked Sendable {
        private var outcomes: [Result<Int, any Error>?]
        private let lock = NSLock()

        init(count: Int) {
            outcomes = Array(repeating: nil, count: count)
        }

        func set(_ index: Int, _ outcome: Result<Int, any Error>) {
            lock.withLock { outcomes[index] = outcome }
        }

        var all: [Result<Int, any Error>] { lock.withLock { outcomes.compactMap { $0 } } }
    }

    @Test("OFF-01 a day of 300 acts, also with one in twenty bad, is taken in at once, each with its outcome")
    func wholeDay() throws {
        let village = try Village()
        let terminal = village.terminal(0)
        try terminal.insist(["prepare", "100"])
        for bad in [0, 20] {
            let before = try village.standings().count { $0 == "dossier" }
            let slips = try terminal.receive(
                (0..<50).map { index in
                    Self.reception(
                        index, documents: bad > 0 && index % bad == 0 ? ["identity"] : ["identity", "paper"])
                })
            // Each dossier: reception, fee, and four notes of what the citizen thought of it are too many; complaints aren't.
            let acts = slips.flatMap { slip -> [JSONValue] in
                let path = "/v1/dossiers/\(slip["number"]?.asString ?? "")/complaints"
                return [Self.fee(slip)]
                    + (0..<4).map { ["path": .string(path), "body": ["content": .string("Phản ánh \($0).")]] }
            }
            _ = try terminal.act(acts)
            let clock = ContinuousClock()
            let start = clock.now
            let result = try terminal.run(["upload"])
            #expect(result.status == 0, "\(result.output)")
            let rejected = bad == 0 ? 0 : 50 / bad + 1
            #expect(
                result.output.contains("\(300 - 6 * rejected) done 0 there \(6 * rejected) rejected"),
                "\(result.output)")
            #expect(try village.standings().count { $0 == "dossier" } == before + 50 - rejected)
            print(
                "a day of 300 acts, \(6 * rejected) of them bad: \(clock.now - start), Python and debug build included")
        }
        try terminal.insist(["close", "today"])
        let standings = try village.standings()
        #expect(standings.count { $0 == "void receptionRejected" } == 3, "\(standings)")
        #expect(!standings.contains("reserved") && !standings.contains("unexplained"))
        try village.end()
    }

    @Test("OFF-01 a commune's day of fifty acts goes over a real line of 64 kbit/s and 600 ms")
    func slowLine() throws {
        let village = try Village()
        let line = try PlayedLine.slow(to: village.server)
        let terminal = village.terminal(0, port: line.port)
        let clock = ContinuousClock()
        let start = clock.now
        try terminal.insist(["prepare", "30"])
        let prepared = clock.now
        let slips = try terminal.receive((0..<25).map { Self.reception($0) })
        _ = try terminal.act(slips.map(Self.fee))
        let back = clock.now
        let result = try terminal.run(["upload"])
        #expect(result.status == 0 && result.output.contains("50 done"), "\(result.output)")
        let uploaded = clock.now
        try terminal.insist(["reconcile"])
        print(
            "64 kbit/s, 600 ms: numbers and pack \(prepared - start), fifty acts \(uploaded - back), reconciliation"
                + " \(clock.now - uploaded)")
        try expectPromises(slips, in: village, "over a slow line")
        try line.end()
        try village.end()
    }

    @Test("OFF-01 a terminal that loses power in the midst of a slip goes on where its journal ends")
    func tornJournal() throws {
        let village = try Village()
        let terminal = village.terminal(0)
        try terminal.insist(["prepare", "5"])
        let slips = try terminal.receive([Self.reception(0), Self.reception(1)])
        let journal = terminal.folder + "/journal"
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: journal))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"kind\": \"act\", \"key\": \"half".utf8))
        try handle.close()
        let more = try terminal.receive([Self.reception(2)])
        #expect(Set((slips + more).compactMap { $0["number"]?.asString }).count == 3)
        try terminal.insist(["upload"])
        try expectPromises(slips + more, in: village, "after a torn journal")
        // The server forgets nothing either: killed and started again, it has the same.
        village.server.kill()
        let again = try village.installation.serve(["--clock", Self.start])
        let clerk = Client(port: again.port, token: village.tokens[0])
        #expect(clerk.send("GET", "/v1/dossiers/\(more[0]["number"]?.asString ?? "")")?.status == 200)
        #expect(again.terminate() == 0)
    }
}
