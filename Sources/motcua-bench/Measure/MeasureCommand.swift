import ArgumentParser
import Foundation
import Glibc

/// `motcua-bench measure`.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure the service on made-up dossiers, beside a bare answer and SQLite alone.",
        discussion: """
            Starts `motcua` and `http-example` of the same build beside this program, and puts load on them from one
            thread. Every figure and its peer are measured in every round, one after the other; the table shows the
            medians. Databases are generated under --folder where they are missing (as dossiers-SIZE.db and .key, which
            `generate` makes as well), and receive more with every run.
            """)

    @Option(help: "Dossiers in the database; may be given several times, smallest first.") var size: [Int] = [20_000]
    @Option(help: "How often everything is measured: 1–99, odd.") var rounds = 3
    @Option(help: "Seconds for each figure in each round: 0.1–60.") var seconds = 1.0
    @Option(help: "Folder of the databases.") var folder = "var/bench"
    @Option(help: "File that the tables are written to, as Markdown.") var write: String?
    @Option(help: "How much the service logs.") var logLevel = "info"
    @Option(help: "Measure only figures whose name has this in it, and verify nothing; to look at one of them.")
    var only: String?

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
        if only == nil { try Self.copy(path, to: copy) }
        defer { Self.remove(copy) }
        // After the copying, so that what is served has been read.
        let verification = only == nil ? try database.verify() : nil

        let started = ContinuousClock.now
        let service = try database.serve(logLevel: logLevel, log: "\(folder)/service.log", isWatching: false)
        let startSeconds = (ContinuousClock.now - started) / .seconds(1)
        let bare = try MeasuredServer(ServedDatabase.program("http-example"), ["--port", "0"])
        defer {
            bare.stop()
            service.stop()
        }
        var measurement = Measurement(
            seconds: seconds, service: service, bare: bare, logPath: path + "-wal", communes: database.communes,
            pools: database.pools, only: only)
        if only == nil {
            try measureBesideSQLite(&measurement, served: path, copy: copy, head: head)
        } else {
            for _ in 1...rounds { try measurement.round() }
        }
        let peak = service.figure("VmHWM")
        return MeasureReport.Section(
            dossierCount: count, eventCount: head, databaseBytes: bytesBefore, startSeconds: startSeconds,
            verification: verification, peakResidentBytes: peak * 1_024, rows: measurement.rows)
    }

    /// All rounds, with the same rows by SQLite alone in each of them.
    private func measureBesideSQLite(
        _ measurement: inout Measurement, served: String, copy: String, head: Int
    ) throws {
        // Fewer where each has an fsync to itself.
        let groups = [(size: 1, count: 150), (size: 16, count: 800), (size: 64, count: 1_600)].map {
            (size: $0.size, count: max($0.size, Int(Double($0.count) * seconds)))
        }
        let wanted = groups.reduce(0) { $0 + $1.count } * rounds
        try measurement.receive(atLeast: wanted)
        let rows = try RawSQLite(path: served).receptions(after: head, limit: wanted)
        guard rows.count == wanted else {
            throw Failure("\(rows.count) receptions in a row instead of \(wanted): something else came between them.")
        }
        let alone = try RawSQLite(path: copy)
        var used = 0
        for round in 1...rounds {
            Self.tell("round \(round) of \(rounds) …")
            try measurement.round()
            for group in groups {
                let part = rows[used..<used + group.count]
                used += part.count
                let seconds = try alone.write(part, groupedBy: group.size)
                measurement.noteRaw(groupSize: group.size, rate: Double(part.count) / max(seconds, 1e-9))
            }
        }
    }

    static func tell(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    private static func copy(_ path: String, to copy: String) throws {
        remove(copy)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        // Two databases may be more than memory holds; the copy needs only the pages that receptions change.
        let descriptor = Glibc.open(copy, O_RDONLY)
        defer { close(descriptor) }
        fsync(descriptor)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
