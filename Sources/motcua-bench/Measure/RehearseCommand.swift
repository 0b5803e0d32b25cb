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
            Three changes are rehearsed on the day after the last reception: a public holiday on the next Friday that is none, Châu Sơn
            back in its agency's premises from the next Monday, and a new version of 2.002307 with 8 instead of 10 days at
            the district. Beside each round SQLite alone reads the same rows, by its C interface and on one thread: what
            reading costs without looking. Nothing is changed.
            """)

    @Option(help: "A database that `generate` filled.") var database = "var/bench.db"
    @Option(help: "Its key file.") var keyFile = "var/bench.key"
    @Option(help: "Folder of the numbered SQL migrations.") var migrations = "migrations/sqlite"
    @Option(help: "Folder of the configuration.") var configuration = "config/lang-son"
    @Option(help: "How often each is rehearsed: 1–100.") var rounds = 5

    func run() async throws {
        guard (1...100).contains(rounds) else { throw Failure("--rounds takes 1–100.") }
        let installation = Installation(database: database, keyFile: keyFile)
        let (store, catalogue) = try await installation.open(migrations: migrations, configuration: configuration)
        defer { store.close() }
        guard
            let last = try store.makeReader().chain(after: store.makeReader().chainHead().position - 1, limit: 1).first?
                .event?.occurredAt
        else { throw Failure("\(database) holds no dossiers: run `motcua-bench generate` first.") }
        let now = Timestamp(last.date.adding(days: 1), .midnight)
        let service = DossierService(
            store: store, keys: try installation.keys(), catalogue: catalogue, now: { now },
            newID: { UUID().uuidString })
        print("now \(now); \(ProcessInfo.processInfo.activeProcessorCount) processors; milliseconds by round")
        for (name, document) in try changes(of: catalogue.document, on: now.date) {
            let written = WrittenConfiguration(document: document, json: try canonicalJSON(document))
            var own: [Int] = []
            var raw: [Int] = []
            var report = RehearsalReport()
            for _ in 0..<rounds {
                raw.append(try read())
                let clock = ContinuousClock()
                let start = clock.now
                let rehearsal = try await service.rehearseConfiguration(by: .system) { _, _ throws(ServiceError) in
                    ConfigurationProposal(written, reason: nil)
                }
                report = rehearsal.report
                own.append(Int((clock.now - start) / .milliseconds(1)))
            }
            print("\(name): \(joined(own)); SQLite alone \(joined(raw)); looked at \(report.dossierCount)")
            print(
                "  due dates \(report.dueDates.count), plans \(report.plans.count), at offices \(report.atOffices.count)"
            )
            print("  keeping their version \(report.keeping.count), counters \(report.counters.count)")
        }
    }

    private func joined(_ milliseconds: [Int]) -> String {
        milliseconds.map { "\($0)" }.joined(separator: " ")
    }

    /// Reads the states of all open dossiers by SQLite's C interface; answers the milliseconds.
    private func read() throws -> Int {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(database, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK, let opened else {
            throw Failure("\(database) can't be opened.")
        }
        defer { sqlite3_close_v2(opened) }
        let clock = ContinuousClock()
        let start = clock.now
        var statement: OpaquePointer?
        let sql = """
            SELECT state FROM dossier
            WHERE status NOT IN ('handedOver', 'receptionRefused', 'withdrawn', 'stopped')
            """
        guard sqlite3_prepare_v2(opened, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw Failure("the states can't be read.")
        }
        defer { sqlite3_finalize(statement) }
        var bytes = 0
        while sqlite3_step(statement) == SQLITE_ROW {
            bytes += sqlite3_column_text(statement, 0) == nil ? 0 : Int(sqlite3_column_bytes(statement, 0))
        }
        guard bytes > 0 else { throw Failure("\(database) holds no open dossiers.") }
        return Int((clock.now - start) / .milliseconds(1))
    }

    private func changes(
        of document: ConfigurationDocument, on today: CivilDate
    ) throws -> [(String, ConfigurationDocument)] {
        func next(_ weekday: Weekday) -> CivilDate {
            var day = today.adding(days: 1)
            while day.weekday != weekday { day = day.adding(days: 1) }
            return day
        }
        func changed(
            _ object: ConfigurationObject, in document: ConfigurationDocument, _ change: (String) -> String
        ) throws -> ConfigurationDocument {
            let text = String(decoding: try canonicalJSON(document.part(object), of: object.kind), as: UTF8.self)
            let next = change(text)
            guard next != text else { throw Failure("\(object) is not as this measurement knows it.") }
            let part = try loadConfiguration(part: Array(next.utf8), of: object, name: object.description)
            return document.replacing(object, with: part).inCanonicalOrder
        }
        var friday = next(.friday)
        while document.calendars.contains(where: { $0.daysOff.contains { $0.date == friday } }) {
            friday = friday.adding(days: 7)
        }
        let holiday = try changed(ConfigurationObject(.calendars, "lang-son"), in: document) {
            $0.replacingOccurrences(
                of: #""daysOff":["#,
                with: #""daysOff":[{"date":"\#(friday)","kind":"holiday","name":"Nghỉ lễ"},"#)
        }
        let moved = try changed(ConfigurationObject(.offices, "dinh-lap.chau-son.one-stop"), in: document) {
            $0.replacingOccurrences(
                of: #"],"serves""#, with: #",{"from":"\#(next(.monday))","kind":"agency"}],"serves""#)
        }
        func version(_ text: String, _ old: String, _ new: String) -> String {
            guard let start = text.range(of: "["), let change = text.range(of: old) else { return text }
            let row = text[start.upperBound...].dropLast(2).replacingOccurrences(
                of: #""validFrom":"2019-01-01""#, with: #""validFrom":"2019-01-01","validTo":"\#(today)""#)
            let next = text.replacingCharacters(in: change, with: new)[start.upperBound...].dropLast(2)
                .replacingOccurrences(of: #""version":1"#, with: #""version":2"#)
                .replacingOccurrences(
                    of: #""validFrom":"2019-01-01""#, with: #""validFrom":"\#(today.adding(days: 1))""#)
            return "\(text[..<start.upperBound])\(row),\(next)]}"
        }
        let route = try changed(ConfigurationObject(.routes, "veteran-funeral-allowance"), in: document) {
            version($0, #""share":{"calendarDays":10}"#, #""share":{"calendarDays":8}"#)
        }
        let shorter = try changed(ConfigurationObject(.procedures, "2.002307"), in: route) {
            version($0, #""timeLimit":{"calendarDays":25}"#, #""timeLimit":{"calendarDays":23}"#)
        }
        return [("holiday next Friday", holiday), ("Châu Sơn moves back", moved), ("2.002307 with 8 days", shorter)]
    }
}
