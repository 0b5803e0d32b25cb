import Foundation

/// A folder that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("motcua-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }
}

struct ProcessFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether the process was killed (SIGKILL).
    var isKilled = false
}

/// The real executable on a database of its own.
struct Installation: Sendable {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    let folder: TemporaryFolder
    /// Whether its servers take requests as fast as they come: for tests that send as fast as they can.
    var isWithoutRates = false

    /// An installation with the pilot loaded and the demonstration credentials issued: a copy of the first one.
    static func pilot() throws -> (Installation, tokens: [String: String]) {
        let (template, tokens) = try firstPilot.get()
        return (try template.copied(), tokens)
    }

    /// Another one with the same files.
    func copied() throws -> Installation {
        let copy = Installation(folder: try TemporaryFolder(), isWithoutRates: isWithoutRates)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.copyItem(atPath: folder.path + "/" + file, toPath: copy.folder.path + "/" + file)
        }
        return copy
    }

    private static let firstPilot = Result { try makePilot() }

    private static func makePilot() throws -> (Installation, tokens: [String: String]) {
        let installation = Installation(folder: try TemporaryFolder())
        for arguments in [["migrate"], ["config", "load", root + "/config/lang-son"]] {
            let result = try installation.run(arguments)
            guard result.status == 0 else { throw ProcessFailure(description: result.output) }
        }
        let issued = try installation.run(["credential", "issue", "--demonstration"])
        var tokens: [String: String] = [:]
        for line in issued.output.split(separator: "\n") where line.hasPrefix("export ") {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            tokens[String(parts[0])] = String(parts[1].prefix { $0 != " " })
        }
        return (installation, tokens)
    }

    var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["MOTCUA_DATABASE"] = folder.path + "/motcua.db"
        environment["MOTCUA_KEY_FILE"] = folder.path + "/motcua.key"
        environment["MOTCUA_MIGRATIONS"] = Self.root + "/migrations/sqlite"
        environment["SWIFT_BACKTRACE"] = "enable=no"
        if isWithoutRates {
            environment["MOTCUA_MAX_RATE_PER_CREDENTIAL"] = "0"
            environment["MOTCUA_MAX_RATE_PER_ADDRESS"] = "0"
        }
        return environment
    }

    /// The executable beside the test's own.
    static func executable(_ name: String = "motcua") throws -> String {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for candidate in [own.appendingPathComponent(name).path, root + "/.build/debug/" + name]
        where FileManager.default.isExecutableFile(atPath: candidate) {
            return candidate
        }
        throw ProcessFailure(description: "the executable \(name) is not beside the tests: build it first")
    }

    /// Runs a subcommand to its end; standard output and error together.
    func run(
        _ arguments: [String], environment more: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        try run(Self.executable(), arguments, environment: environment.merging(more) { $1 })
    }

    func run(
        _ program: String, _ arguments: [String], environment: [String: String]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Pastes every block of a document into a shell, as somebody who follows it does.
    func paste(
        _ document: String, tokens: [String: String], port: UInt16
    ) throws -> (status: Int32, output: String) {
        let text = try String(contentsOfFile: Self.root + "/" + document, encoding: .utf8)
        var script = "set -euo pipefail\n"
        var isInside = false
        for line in text.components(separatedBy: "\n") {
            if line == "```sh" {
                isInside = true
            } else if line == "```" {
                isInside = false
            } else if isInside {
                script += line + "\n"
            }
        }
        let path = folder.path + "/pasted.sh"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        var environment = environment
        environment.merge(tokens) { $1 }
        environment["MOTCUA"] = "http://127.0.0.1:\(port)"
        return try run("/bin/bash", [path], environment: environment)
    }

    /// Starts the server on a free port and returns when it answers.
    ///
    /// `under` is a program with its arguments that starts the server as itself, such as a tracer that detaches.
    func serve(
        _ arguments: [String] = [], environment: [String: String] = [:], under wrapper: [String] = []
    ) throws -> ServerProcess {
        try ServerProcess(installation: self, arguments: arguments, environment: environment, wrapper: wrapper)
    }
}

/// A running server.
final class ServerProcess {
    let port: UInt16
    private let process = Process()
    private let log: String

    fileprivate init(
        installation: Installation, arguments: [String], environment: [String: String], wrapper: [String]
    ) throws {
        log = installation.folder.path + "/server.log"
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(fileURLWithPath: log))
        }
        let command = wrapper + [try Installation.executable(), "serve", "--port", "0"] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = installation.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try errors.seekToEnd()
        process.standardError = errors
        try process.run()
        var announced = Data()
        while !announced.contains(UInt8(ascii: "\n")) {
            let more = pipe.fileHandleForReading.availableData
            if more.isEmpty {
                process.waitUntilExit()
                let isKilled =
                    process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
                throw ProcessFailure(
                    description: "the server ended with \(process.terminationStatus): "
                        + (try String(contentsOfFile: log, encoding: .utf8)), isKilled: isKilled)
            }
            announced += more
        }
        // The first address is the one that --port asks for.
        let line = String(decoding: announced, as: UTF8.self).prefix { $0 != "\n" }
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw ProcessFailure(description: "no port in '\(line)'")
        }
        self.port = port
    }

    deinit {
        if process.isRunning { kill() }
    }

    var identifier: Int32 { process.processIdentifier }

    /// `kill -9`.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func signal(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
    }

    /// SIGTERM; answers the exit status.
    func terminate() -> Int32 {
        Foundation.kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Its resident memory.
    func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let size = line.flatMap({ Int($0.filter(\.isNumber)) }) else {
            throw ProcessFailure(description: "no VmRSS in /proc/\(identifier)/status")
        }
        return size * 1_024
    }

    func logText() throws -> String {
        try String(contentsOfFile: log, encoding: .utf8)
    }
}
