import ArgumentParser
import Foundation
import Glibc

/// `motcua-bench poll`.
struct PollCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract:
            "Measure what agencies that poll cost: parked polls, wake-ups, claims and completions.",
        discussion: """
            Starts `motcua` of the same build on a database of its own, and measures from one process beside it. Claims
            and completions are written again by SQLite alone: the same rows into the same tables, as many in a
            transaction.
            """)

    @Option(help: "How many polls wait while memory is measured: 1–20,000.") var parked = 10_000
    @Option(help: "How many polls wait while wake-ups are measured: 1–5,000.") var waiting = 1_000
    @Option(help: "How many dossiers are claimed and completed: 100–100,000.") var dossiers = 2_000
    @Option(help: "File that the table is written to, as Markdown.") var write: String?

    func run() throws {
        guard (1...20_000).contains(parked), (1...5_000).contains(waiting),
            (100...100_000).contains(dossiers)
        else {
            throw Failure("--parked takes 1–20000, --waiting 1–5000, --dossiers 100–100000.")
        }
        var descriptors = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
        descriptors.rlim_cur = descriptors.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
        let folder = NSTemporaryDirectory() + "motcua-bench-poll-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try PolledServer(folder: folder)
        defer { server.stop() }
        var measurement = PollMeasurement(server: server)
        try measurement.warmUp()
        try measurement.emptyPolls()
        try measurement.memory(of: parked)
        try measurement.wakeUps(of: 1, beside: waiting - 1)
        try measurement.wakeUps(of: waiting, beside: 0)
        try measurement.work(dossiers)
        let text = measurement.markdown()
        print(text)
        if let write { try text.write(toFile: write, atomically: true, encoding: .utf8) }
    }
}

/// `motcua` of the same build, on a database of its own.
final class PolledServer {
    let port: UInt16
    let database: String
    let tokens: [String: String]
    private let process = Process()

    init(folder: String) throws {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let program = own.appendingPathComponent("motcua").path
        database = folder + "/motcua.db"
        var environment = ProcessInfo.processInfo.environment
        environment["MOTCUA_DATABASE"] = database
        environment["MOTCUA_KEY_FILE"] = folder + "/motcua.key"
        func output(_ arguments: [String]) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.environment = environment
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failure("motcua \(arguments) failed: \(text)")
            }
            return text
        }
        _ = try output(["migrate"])
        _ = try output(["config", "load", "config/lang-son"])
        var tokens: [String: String] = [:]
        for line in try output(["credential", "issue", "--demonstration"]).split(separator: "\n")
        where line.hasPrefix("export ") {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            tokens[String(parts[0])] = String(parts[1].prefix { $0 != " " })
        }
        self.tokens = tokens
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "serve", "--port", "0", "--max-rate-per-credential", "0", "--max-rate-per-address", "0",
            "--max-connections", "30000", "--max-connections-per-address", "30000",
        ]
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        guard FileManager.default.createFile(atPath: folder + "/log", contents: nil) else {
            throw Failure("The log can't be written.")
        }
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/log"))
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure("motcua ended before it served.") }
            line += more
        }
        let digits = String(decoding: line, as: UTF8.self).prefix { $0 != "\n" }.reversed().prefix {
            $0.isNumber
        }
        guard let port = UInt16(String(digits.reversed())) else {
            throw Failure("motcua says no port.")
        }
        self.port = port
    }

    /// Returns when that many polls are parked, as the server itself says; throws after half a minute.
    func awaitParked(_ count: Int) throws {
        let line = try PollLine(port: port)
        for _ in 0..<3_000 {
            let metrics = try line.ask("GET", "/metrics", token: tokens["ADMINISTRATOR"]).body
            let value = metrics.components(separatedBy: "\nmotcua_polls_parked ").dropFirst().first?.prefix {
                $0.isNumber
            }
            if value.flatMap({ Int($0) }) == count { return }
            usleep(10_000)
        }
        throw Failure("the server doesn't park \(count) polls")
    }

    /// SIGTERM, and waits for the end.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Resident memory in KiB.
    var residentKiB: Int {
        guard
            let text = try? String(
                contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        else { return 0 }
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    /// Processor time so far, in seconds.
    var processorSeconds: Double {
        guard
            let text = try? String(
                contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        return ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0))
            / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
