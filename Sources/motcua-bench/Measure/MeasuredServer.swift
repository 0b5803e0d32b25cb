import Foundation
import Glibc

/// A server process of the release build, with what the system says of it.
final class MeasuredServer {
    let port: UInt16
    let identifier: Int32
    private let process = Process()

    /// Starts a program that announces its address as the end of its first line, and waits for that line.
    init(_ program: String, _ arguments: [String], log: String? = nil) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        if let log {
            guard FileManager.default.createFile(atPath: log, contents: nil) else {
                throw Failure("The log \(log) can't be written.")
            }
            process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        } else {
            process.standardError = FileHandle.nullDevice
        }
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else {
                process.waitUntilExit()
                throw Failure("\(program) ended before it served\(log.map { ": see \($0)" } ?? "").")
            }
            line += more
        }
        let text = String(decoding: line, as: UTF8.self).prefix { $0 != "\n" }
        let digits = text.reversed().prefix { $0.isNumber }.reversed()
        guard let port = UInt16(String(digits)) else { throw Failure("\(program) says no port: \(text)") }
        self.port = port
        identifier = process.processIdentifier
    }

    deinit { stop() }

    /// SIGTERM, and waits for the end.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Processor time used so far, user and system, in seconds.
    func processorSeconds() -> Double {
        ProcessorTime.seconds(of: String(identifier))
    }

    /// A number of `/proc/PID/status`, such as `VmRSS` in KiB, or of `/proc/PID/io`, such as `write_bytes`.
    func figure(_ name: String, in file: String = "status") -> Int {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/\(file)", encoding: .utf8) else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
            return Int(line.dropFirst(name.count + 1).drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        }
        return 0
    }

    /// How many descriptors are open.
    func descriptorCount() -> Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")) ?? []).count
    }
}
