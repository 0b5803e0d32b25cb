import ArgumentParser
import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import GRDBSQLite

/// `motcua-bench rehearse`.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Measure rehearsals of changes of the configuration on a generated database (CFG-02).",
        discussion: """
            Three changes are rehearsed on the day after the last event. Beside each round SQLite alone reads the same
            rows, by its C interface and on one thread: what reading costs without looking. Then each is rehearsed and
            applied on a copy of the database, and what happens is compared with what was promised.
            """)

    @Option(help: "A database that `generate` filled.") var database = "var/bench.db"
    @Option(help: "Its key file.") var keyFile = "var/bench.key"
    @Option(help: "Folder of the numbered SQL migrations.") var migrations = "migrations/sqlite"
    @Option(help: "Folder of the configuration.") var configuration = "config/lang-son"
    @Option(help: "How often each is rehearsed: 1–100.") var rounds = 5
    @Option(help: "Write the report to that file.") var write: String?

    /// How long a rehearsal may take, in milliseconds.
    static let aim = 2_000

    func run() async throws {
        guard (1...100).contains(rounds) else { throw Failure("--rounds takes 1–100.") }
        var lines = try await measurements()
        lines += try await comparisons()
        let report = lines.joined(separator: "\n") + "\n"
        print(report)
        if let write { try report.write(toFile: write, atomically: true, encoding: .utf8) }
    }

    private func measurements() async throws -> [String] {
        let subject = try await RehearsalSubject(
            Installation(database: database, keyFile: keyFile), migrations: migrations, configuration: configuration)
        defer { subject.store.close() }
        var rows: [String] = []
        var looked = 0
        for change in RehearsedChange.all {
            let document = try change.make(subject.service.catalogue.document, subject.now.date)
            var own: [Int] = []
            var raw: [Int] = []
            var report = RehearsalReport()
            for _ in 0..<rounds {
                raw.append(try milliseconds { try subject.readAlone() })
                let clock = ContinuousClock()
                let start = clock.now
                report = try await subject.rehearse(document).report
                own.append(Int((clock.now - start) / .milliseconds(1)))
            }
            looked = max(looked, report.dossierCount)
            let (median, peer) = (Self.median(own), Self.median(raw))
            guard median <= Self.aim else { throw Failure("\(change.name) took \(median) ms, more than \(Self.aim).") }
            let ratio = String(format: "%.1f", Double(median) / Double(max(1, peer)))
            rows.append(
                "| \(change.name) | \(median) | \(own.max() ?? 0) | \(peer) | \(ratio) | \(report.dueDates.count)"
                    + " | \(report.plans.count) | \(report.atOffices.count) | \(report.keeping.count)"
                    + " | \(report.counters.count) |")
        }
        return [
            "# Rehearsing a change of the configuration", "",
            "Written by `make bench-rehearse` (`motcua-bench rehearse`): \(looked) open dossiers, rehearsed as of"
                + " \(subject.now), \(rounds) rounds each.", MeasureReport.machine(), "",
            "Milliseconds: the median and the worst of a rehearsal, judging the whole configuration included; of SQLite alone"
                + " reading the same states by its C interface on one thread, in the same rounds; and the ratio of both medians."
                + " A rehearsal decodes every state and asks the rules about it, on all cores. At most \(Self.aim) are allowed.",
            "",
            "| Change | Median | Worst | SQLite alone | Ratio | Due dates | Plans | At offices | Keep their version | Counters |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ] + rows
    }

    /// Rehearses and applies each change, one after the other, on a copy.
    private func comparisons() async throws -> [String] {
        let copy = database + ".copy"
        let parts = ["", "-wal", "-shm"]
        func remove() { for part in parts { unlink(copy + part) } }
        remove()
        defer { remove() }
        for part in parts.dropLast() where FileManager.default.fileExists(atPath: database + part) {
            try FileManager.default.copyItem(atPath: database + part, toPath: copy + part)
        }
        let subject = try await RehearsalSubject(
            Installation(database: copy, keyFile: keyFile), migrations: migrations, configuration: configuration)
        defer { subject.store.close() }
        var rows: [String] = []
        for change in RehearsedChange.all { rows.append(try await subject.compare(change)) }
        return [
            "", "## Exact against applying it", "",
            "Each was then rehearsed and applied, one on top of the other, on a copy of the database. The due dates that moved are"
                + " those that were named: as many, the first hundred from and to the instants that were said, and no other event"
                + " was written but the change's own. How many dossiers are at Châu Sơn or come back to it, and how many were"
                + " received by the version that is replaced, was counted once more by SQL.", "",
            "| Change | Due dates named | Moved | Seconds to apply | Counted by SQL |", "|---|---|---|---|---|",
        ] + rows
    }

    private func milliseconds(_ work: () throws -> Void) rethrows -> Int {
        let clock = ContinuousClock()
        let start = clock.now
        try work()
        return Int((clock.now - start) / .milliseconds(1))
    }

    private static func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
}

/// A database whose configuration is rehearsed, at the instant after its last event.
struct RehearsalSubject: Sendable {
    let store: SQLiteStore
    let service: DossierService<SQLiteStore>
    let now: Timestamp
    private let database: String

    init(_ installation: Installation, migrations: String, configuration: String) async throws {
        let (store, catalogue) = try await installation.open(migrations: migrations, configuration: configuration)
        let reader = try store.makeReader()
        let last = try reader.chain(after: reader.chainHead().position - 1, limit: 1).first?.event?.occurredAt
        guard let last else { throw Failure("\(installation.database) holds nothing: run `motcua-bench generate`.") }
        let now = Timestamp(last.date.adding(days: 1), .midnight)
        self.store = store
        self.now = now
        database = installation.database
        service = DossierService(
            store: store, keys: try installation.keys(), catalogue: catalogue, now: { now },
            newID: { UUID().uuidString })
        // As at a server's start: what is moved below is moved from the configuration in force.
        _ = try await service.applyCalendar(reader: reader)
    }

    func rehearse(_ document: ConfigurationDocument) async throws -> ConfigurationRehearsal {
        let written = WrittenConfiguration(document: document, json: try canonicalJSON(document))
        return try await service.rehearseConfiguration(by: .system) { _, _ throws(ServiceError) in
            ConfigurationProposal(written, reason: nil)
        }
    }

    /// Reads the states of all open dossiers by SQLite's C interface.
    func readAlone() throws {
        var bytes = 0
        try each("SELECT state FROM dossier WHERE \(Self.open)") { statement in
            bytes += sqlite3_column_text(statement, 0) == nil ? 0 : Int(sqlite3_column_bytes(statement, 0))
        }
        guard bytes > 0 else { throw Failure("\(database) holds no open dossiers.") }
    }

    /// Applies what was rehearsed, and compares; a row of the report.
    func compare(_ change: RehearsedChange) async throws -> String {
        let document = try change.make(service.catalogue.document, now.date)
        let report = try await rehearse(document).report
        let head = try store.makeReader().chainHead().position
        let written = WrittenConfiguration(document: document, json: try canonicalJSON(document))
        let clock = ContinuousClock()
        let start = clock.now
        let performed = try await service.changeConfiguration(
            by: Caller(actor: .system, requestID: "bench", idempotencyKey: nil)
        ) { _, _ throws(ServiceError) in ConfigurationProposal(written, reason: change.name) }
        let seconds = (clock.now - start) / .seconds(1)
        func expect(_ isTrue: Bool, _ what: String) throws {
            guard isTrue else { throw Failure("\(change.name): \(what).") }
        }
        let moved = Dictionary(performed.moved.map { ($0.number, ($0.from, $0.to)) }, uniquingKeysWith: { $1 })
        try expect(moved.count == report.dueDates.count, "\(report.dueDates.count) named, \(moved.count) moved")
        for row in report.dueDates.first {
            let (from, to) = row.dossier.number.flatMap { moved[$0] } ?? (now, now)
            try expect(from == row.from && to == row.to, "\(row.dossier) moved otherwise")
        }
        let eventCount = try store.makeReader().chainHead().position - head
        try expect(eventCount == 1 + moved.count, "\(eventCount) events were written")
        var counted = ""
        if report.atOffices.count > 0 {
            let there = try count(
                "'dinh-lap.chau-son.one-stop' IN (coalesce(state ->> '$.successor', state ->> '$.office'),"
                    + " state ->> '$.reception.returnOffice')")
            try expect(there == report.atOffices.count, "\(there) are at the office, \(report.atOffices.count) named")
            counted = "\(there) at the office"
        }
        if report.keeping.count > 0 {
            let keeping = try count(
                "state ->> '$.procedure.code' = '2.002307' AND state ->> '$.reception' IS NOT NULL")
            try expect(keeping == report.keeping.count, "\(keeping) keep it, \(report.keeping.count) named")
            counted = "\(keeping) keep their version"
        }
        return
            "| \(change.name) | \(report.dueDates.count) | \(moved.count) | \(String(format: "%.1f", seconds)) | \(counted) |"
    }

    /// Open dossiers, as a condition.
    private static let open = "status NOT IN ('handedOver', 'receptionRefused', 'withdrawn', 'stopped')"

    private func count(_ condition: String) throws -> Int {
        var count = 0
        try each("SELECT count(*) FROM dossier WHERE state ->> '$.endedAt' IS NULL AND \(Self.open) AND \(condition)") {
            count = Int(sqlite3_column_int64($0, 0))
        }
        return count
    }

    private func each(_ sql: String, _ row: (OpaquePointer) -> Void) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(database, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK, let opened else {
            throw Failure("\(database) can't be opened.")
        }
        defer { sqlite3_close_v2(opened) }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(opened, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw Failure(String(cString: sqlite3_errmsg(opened)))
        }
        defer { sqlite3_finalize(statement) }
        while sqlite3_step(statement) == SQLITE_ROW { row(statement) }
    }
}
