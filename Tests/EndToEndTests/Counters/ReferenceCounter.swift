import DossierAPI
import Foundation
import Testing

/// `docs/clients/counter.py`, each command a process of its own, on a folder that outlives them.
struct ReferenceCounter: Sendable {
    let folder: String
    let token: String
    let port: String
    /// Seconds by which the machine's clock is ahead.
    let clockOffset: Double
    let installation: Installation
    /// Seconds without a byte after which it takes its line for dead: few on a line that is meant to break.
    var timeout = "240"

    /// Runs a command to its end; what it wrote to either output, and how it ended.
    func run(
        _ arguments: [String], lines: [JSONValue] = [], tries: Int = 0, port other: String? = nil
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Installation.root + "/docs/clients/counter.py", folder] + arguments
        process.environment = installation.environment.merging([
            "MOTCUA": "http://127.0.0.1:\(other ?? port)", "TOKEN": token, "OFFICE": "van-quan.van-an.one-stop",
            "TRIES": String(tries), "TIMEOUT": timeout, "CLOCK_OFFSET": String(clockOffset),
            "PYTHONIOENCODING": "utf-8",
        ]) { $1 }
        let input = folder + ".input"
        let text = lines.map { String(decoding: $0.encoded(), as: UTF8.self) + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: input))
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Runs a command again and again, as a clerk would, until it ends well; how often it had to.
    @discardableResult
    func insist(_ arguments: [String], tries: Int = 2) throws -> Int {
        for attempt in 1...100 {
            let result = try run(arguments, tries: tries)
            if result.status == 0 { return attempt }
            guard result.output.contains("no line") else {
                throw ProcessFailure(description: "\(arguments): \(result.output)")
            }
        }
        throw ProcessFailure(description: "\(arguments) never got through")
    }

    /// Receives without a line; answers what the slips say.
    func receive(_ bodies: [JSONValue]) throws -> [JSONValue] {
        // Port 9 on this machine discards: nothing may be sent.
        let result = try run(["receive"], lines: bodies, port: "9")
        try #require(result.status == 0, "\(result.output)")
        return try result.output.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    }

    /// Does other acts without a line; answers their keys.
    func act(_ acts: [JSONValue]) throws -> [String] {
        let result = try run(["act"], lines: acts, port: "9")
        try #require(result.status == 0, "\(result.output)")
        return try result.output.split(separator: "\n").map { line in
            try JSONReader.read(Array(line.utf8))["key"]?.asString ?? ""
        }
    }
}

/// A line between terminals and a server, played by a script.
final class PlayedLine {
    let port: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// The line of `bad_line.py`.
    static func bad(to server: ServerProcess, seed: UInt64, share: Double) throws -> PlayedLine {
        try PlayedLine("Counters/bad_line.py", [String(server.port), String(seed), String(share)])
    }

    /// The line of `slow_line.py`: 64 kbit/s, and each byte 600 ms late.
    static func slow(to server: ServerProcess) throws -> PlayedLine {
        try PlayedLine("Scans/slow_line.py", [String(server.port), "64000", "600"])
    }

    private init(_ script: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Installation.root + "/Tests/EndToEndTests/" + script] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = line.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(UInt16(port) != nil, "the line says no port: '\(line)'")
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Ends it; answers what it did.
    @discardableResult
    func end() throws -> String {
        try input.fileHandleForWriting.close()
        let told = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: told, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
