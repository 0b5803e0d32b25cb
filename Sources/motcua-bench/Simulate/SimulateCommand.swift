import ArgumentParser
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import Glibc

/// `motcua-bench simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the province over HTTP: counters, agencies and carriers at work for so many minutes.",
        discussion: """
            Starts `motcua` of the same build beside this program on a new database, with a clock at the end of the \
            simulated year, and lets every office and agency of the configuration poll its work and do it, by the \
            same behaviour as the simulation in memory. Some requests are sent twice, some answers are thrown away and \
            asked for again, and the server is killed and started again on the way. In the end every acknowledged \
            dossier must be there once, and `motcua verify` must find nothing.
            """)

    @Option(help: "Minutes of machine time: 0.05–60.") var minutes = 10.0
    @Option(help: "Offices and agencies are shared among so many connections: 1–64.") var workers = 8
    @Option(help: "How often the server is killed on the way: 0–20.") var kills = 2
    @Option(help: "Seed of what happens.") var seed: UInt64 = 1
    @Option(help: "Folder of the database; it must not exist.") var folder = "var/simulation"
    @Option(help: "File that the report is written to, as Markdown.") var write: String?

    func run() async throws {
        guard (0.05...60).contains(minutes), (1...64).contains(workers), (0...20).contains(kills) else {
            throw Failure("--minutes takes 0.05–60, --workers 1–64, --kills 0–20.")
        }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Failure("\(folder) is there already: name a new folder.")
        }
        let installation = Installation(database: "\(folder)/motcua.db", keyFile: "\(folder)/motcua.key")
        let (store, catalogue) = try await installation.open(
            migrations: "migrations/sqlite", configuration: "config/lang-son")
        _ = try installation.keys()
        let staff = try await Staff.employ(in: store, catalogue)
        store.close()

        let server = try SimulatedServer(installation: installation, folder: folder)
        let province = try RunningProvince(catalogue: catalogue, staff: staff, seed: seed, port: server.port)
        let started = ContinuousClock.now
        let threads = (0..<workers).map { SimulatedWorker(index: $0, of: workers, in: province) }
        for thread in threads { thread.start() }
        for kill in 1...(kills + 1) {
            let until = Duration.seconds(minutes * 60) * kill / (kills + 1)
            try await Task.sleep(until: started + until, clock: .continuous)
            guard kill <= kills else { break }
            try server.killAndRestart()
        }
        province.stop()
        for thread in threads { thread.join() }
        let elapsed = ContinuousClock.now - started
        let memory = server.residentKilobytes()
        let status = server.terminate()
        let total = threads.map(\.tally).reduce(WorkerTally(), +)
        let report = SimulationOverHTTP(
            minutes: Double(elapsed.components.seconds) / 60, workers: workers, kills: kills, seed: seed, tally: total,
            memoryKilobytes: memory, databaseBytes: Self.size(of: installation.database),
            verification: try server.verify(), exitStatus: status, simulatedUntil: province.now)
        let text = report.markdown
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
        guard report.isSound else { throw Failure("The simulation found something wrong: see above.") }
    }

    private static func size(of path: String) -> Int {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (attributes[.size] as? Int) ?? 0
        } catch {
            return 0
        }
    }
}

/// The server's process, on one port for its whole life, however often it is killed.
final class SimulatedServer {
    let port: UInt16
    private let installation: Installation
    private let folder: String
    private var process = Process()
    private static let clock = "2020-01-02T08:00:00+07:00"

    init(installation: Installation, folder: String) throws {
        self.installation = installation
        self.folder = folder
        let (process, port) = try Self.start(installation, folder: folder, port: 0)
        self.process = process
        self.port = port
    }

    private static var program: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("motcua").path
    }

    private static func start(
        _ installation: Installation, folder: String, port: UInt16
    ) throws -> (Process, UInt16) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "serve", "--max-rate-per-credential", "0", "--max-rate-per-address", "0",
            "--database", installation.database, "--key-file", installation.keyFile, "--port", "\(port)",
            "--clock", clock, "--log-level", "warning", "--watch-seconds", "0",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        let log = "\(folder)/server.log"
        if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(fileURLWithPath: log)) }
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try errors.seekToEnd()
        process.standardError = errors
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure("The server ended before it served: see \(log).") }
            line += more
        }
        let digits = String(decoding: line, as: UTF8.self).split(separator: "\n")[0].split(separator: ":").last
        guard let digits, let port = UInt16(digits) else { throw Failure("The server said no port.") }
        return (process, port)
    }

    /// `kill -9`, and a start on the same port and database.
    func killAndRestart() throws {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        process = try Self.start(installation, folder: folder, port: port).0
    }

    /// SIGTERM; answers the exit status.
    func terminate() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func residentKilobytes() -> Int {
        do {
            let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        } catch {
            return 0
        }
    }

    /// What `motcua verify` says, how long it took, and whether it was clean.
    func verify() throws -> (text: String, seconds: Double, isClean: Bool) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = ["verify", "--database", installation.database, "--key-file", installation.keyFile]
        let pipe = Pipe()
        process.standardOutput = pipe
        let started = ContinuousClock.now
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let took = ContinuousClock.now - started
        let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        return (text, seconds, process.terminationStatus == 0)
    }
}
