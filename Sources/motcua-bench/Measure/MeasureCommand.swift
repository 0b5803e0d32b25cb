import ArgumentParser
import Foundation

/// `motcua-bench measure`.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure the service on made-up dossiers, beside a bare answer and SQLite alone.",
        discussion: """
            Starts `motcua` and `http-example` of the same build beside this program, and puts load on them from one
            thread. Every figure and its peer are measured in every round, one after the other; the table shows the
            medians. Databases are generated under --folder where they are missing, and receive more with every run.
            """)

    @Option(help: "Dossiers in the database; may be given several times, smallest first.") var size: [Int] = [20_000]
    @Option(help: "How often everything is measured: 1–99, odd.") var rounds = 3
    @Option(help: "Seconds for each figure in each round: 0.1–60.") var seconds = 1.0
    @Option(help: "Folder of the databases.") var folder = "var/bench"
    @Option(help: "File that the tables are written to, as Markdown.") var write: String?
    @Option(help: "How much the service logs.") var logLevel = "info"

    func run() async throws {
        guard (1...99).contains(rounds), rounds % 2 == 1, (0.1...60).contains(seconds),
            size.allSatisfy({ (1...10_000_000).contains($0) }), size == size.sorted(), !size.isEmpty
        else { throw Failure("--rounds takes an odd number up to 99, --seconds 0.1–60, --size 1–10000000, rising.") }
        var report = MeasureReport(rounds: rounds, seconds: seconds, logLevel: logLevel)
        for count in size {
            report.sections.append(try await measure(count))
        }
        let text = report.markdown()
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
    }

    private func measure(_ count: Int) async throws -> MeasureReport.Section {
        let database = try await ServedDatabase.open(size: count, folder: folder)
        let path = database.path
        let head = database.eventCount
        let bytesBefore = database.databaseBytes()
        let copy = "\(folder)/alone.db"
        try Self.copy(path, to: copy)
        defer { Self.remove(copy) }

        let started = ContinuousClock.now
        let service = try database.serve(logLevel: logLevel, log: "\(folder)/service.log")
        let startSeconds = (ContinuousClock.now - started) / .seconds(1)
        let bare = try MeasuredServer(ServedDatabase.program("http-example"), ["--port", "0"])
        defer {
            bare.stop()
            service.stop()
        }
        var measurement = Measurement(
            seconds: seconds, service: service, bare: bare, logPath: path + "-wal", communes: database.communes,
            pools: database.pools)
        let groups = [1, 16, 64]
        let perGroup = max(500, Int(2_000 * seconds))
        try measurement.receive(atLeast: groups.count * perGroup * rounds)
        let served = try RawSQLite(path: path)
        let alone = try RawSQLite(path: copy)
        let rows = try served.receptions(after: head, limit: groups.count * perGroup * rounds)
        var used = 0
        for round in 1...rounds {
            Self.tell("\(count) dossiers, round \(round) of \(rounds) …")
            try measurement.round()
            for group in groups {
                let part = rows[used..<min(used + perGroup, rows.count)]
                used += part.count
                let seconds = try alone.write(part, groupedBy: group)
                measurement.noteRaw(groupSize: group, rate: Double(part.count) / max(seconds, 1e-9))
            }
        }
        let peak = service.figure("VmHWM")
        return MeasureReport.Section(
            dossierCount: count, eventCount: head, databaseBytes: bytesBefore, startSeconds: startSeconds,
            peakResidentBytes: peak * 1_024, rows: measurement.rows)
    }

    static func tell(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    private static func copy(_ path: String, to copy: String) throws {
        remove(copy)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
