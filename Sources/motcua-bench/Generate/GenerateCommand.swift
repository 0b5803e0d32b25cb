import ArgumentParser
import DossierDomain
import DossierStore
import DossierStoreSQLite
import Foundation

/// `motcua-bench generate`.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Fill an empty database with made-up dossiers and their whole record.",
        discussion: """
            Made-up people of Lạng Sơn come to the counters of the configuration for its procedures, as often as
            each is asked for; the engine decides everything that happens to their dossiers, up to --until. The
            same seed and configuration give the same record, to the last hash of its chain. The result passes
            `motcua verify` and is served like any other database.
            """)

    @Option(help: "Database to fill; made where it is missing.") var database = "var/bench.db"
    @Option(help: "Its key file; made where it is missing.") var keyFile = "var/bench.key"
    @Option(help: "Folder of the numbered SQL migrations.") var migrations = "migrations/sqlite"
    @Option(help: "Folder of the configuration that is loaded where there is none.")
    var configuration = "config/lang-son"
    @Option(help: "How many dossiers are brought: 1–10,000,000.") var dossiers = 100_000
    @Option(help: "The same seed gives the same record.") var seed: UInt64 = 1
    @Option(help: "First day (YYYY-MM-DD).") var from = "2024-01-02"
    @Option(help: "Nothing happens on or after that day (YYYY-MM-DD).") var until = "2026-01-01"

    func run() async throws {
        guard (1...10_000_000).contains(dossiers) else { throw Failure("--dossiers takes 1–10000000.") }
        guard let from = CivilDate(from), let until = CivilDate(until), from < until else {
            throw Failure("--from and --until take days like 2024-01-02, the first before the second.")
        }
        let installation = Installation(database: database, keyFile: keyFile)
        let (store, catalogue) = try await installation.open(
            migrations: migrations, configuration: configuration, options: .filling)
        defer { store.close() }
        guard try store.makeReader().dossiers(afterID: nil, limit: 1).isEmpty else {
            throw Failure("\(database) holds dossiers already: name an empty or a new one.")
        }
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(
            catalogue: catalogue, mix: try ProcedureMix(catalogue, on: from, seed: seed), people: People(),
            keys: try installation.keys(), seed: seed, end: Timestamp(until, .midnight))
        var generation = try Generation(dossiers, from: from, in: world, store: store)
        var told = start
        let report = try await generation.run { date, report in
            guard clock.now - told > .seconds(5) else { return }
            told = clock.now
            FileHandle.standardError.write(
                Data("\(date): \(report.dossierCount) dossiers, \(report.eventCount) events …\n".utf8))
        }
        try await store.keep("real", for: .clockKind)
        try await store.keep(String(catalogue.version), for: .appliedConfiguration)
        let head = try store.makeReader().chainHead()
        store.close()
        let seconds = max(0.001, (clock.now - start) / .seconds(1))
        let bytes = (try FileManager.default.attributesOfItem(atPath: database)[.size] as? Int) ?? 0
        print(
            "\(report.dossierCount) dossiers, \(report.eventCount) events in \(Int(seconds)) s "
                + "(\(Int(Double(report.eventCount) / seconds)) events/s); \(bytes / 1_048_576) MiB, "
                + "\(bytes / max(1, report.dossierCount)) bytes a dossier")
        for status in DossierStatus.allCases { print("  \(status.rawValue): \(report.statuses[status] ?? 0)") }
        print("chain head \(head.position) " + head.hash.map { String(format: "%02x", $0) }.joined())
    }
}
