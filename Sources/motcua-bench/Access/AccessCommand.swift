import ArgumentParser
import DossierService
import DossierTesting
import Foundation
import HTTPLoad

/// `motcua-bench access`.
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Measure what one password costs, and what counting a request against its rate costs.",
        discussion: "Passwords against Python's hashlib.scrypt (OpenSSL), requests with rates against without.")

    @Option(help: "Tries of each cost.") var tries = 11
    @Option(help: "Rounds of the requests.") var rounds = 5
    @Option(help: "Seconds of each.") var seconds = 3.0
    @Option(help: "Dossiers in the database.") var dossiers = 10_000
    @Option(help: "Folder of the database, which is made where it is missing.") var folder = "var/bench"
    @Option(help: "File that the tables are written to, as Markdown.") var write: String?

    func run() async throws {
        guard (3...101).contains(tries), (1...50).contains(rounds), (0.5...60).contains(seconds) else {
            throw Failure("--tries takes 3–101, --rounds 1–50, --seconds 0.5–60.")
        }
        var report = AccessReport(tries: tries, rounds: rounds, seconds: seconds)
        for roundsLog2 in 13...17 { report.passwords.append(try PasswordCost(roundsLog2: roundsLog2, tries: tries)) }
        try await requests(into: &report)
        let text = report.markdown()
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
    }

    /// One credential on eight connections, and as many credentials as there are communes, with and without rates.
    private func requests(into report: inout AccessReport) async throws {
        let database = try await ServedDatabase.open(size: dossiers, folder: folder)
        guard let clerk = database.communes.first?.clerk else { throw Failure("No commune has a counter.") }
        let me = database.communes.map { RequestPool.get("/v1/me", $0.clerk) }
        let pools = [
            ("Who am I, one credential", RequestPool([RequestPool.get("/v1/me", clerk)])),
            ("Who am I, \(me.count) credentials", RequestPool(me)),
            ("One of many dossiers", database.pools.random),
        ]
        for round in 0..<rounds {
            // In turns, so that neither is always first.
            for isLimited in round.isMultiple(of: 2) ? [false, true] : [true, false] {
                let rate = isLimited ? "10000000" : "0"
                let server = try database.serve(
                    logLevel: "warning", log: "\(folder)/access.log", isWatching: false, rate: rate)
                defer { server.stop() }
                for (name, pool) in pools {
                    var load = LoadRun(port: server.port)
                    load.duration = .seconds(seconds)
                    let asking = (0..<8).map { Asking(pool: pool, generator: SeededGenerator(seed: UInt64($0))) }
                    report.note(name, isLimited, try Gauge(server: server).measure(name, load, asking))
                }
            }
        }
    }
}
