#if PDF
    import Foundation

    /// Programs that look at what was made.
    enum Tool {
        struct Failed: Error {
            let program: String
            let status: Int32
            let output: String
        }

        /// Runs a program of the path and gives what it writes.
        @discardableResult
        static func run(_ program: String, _ arguments: [String], input: [UInt8]? = nil) throws -> Data {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [program] + arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failed(
                    program: program, status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
            }
            return bytes
        }

        static func text(_ program: String, _ arguments: [String]) throws -> String {
            String(decoding: try run(program, arguments), as: UTF8.self)
        }
    }

    /// A folder for a test's files, gone when it is.
    final class Scratch {
        let path: String

        init() throws {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("papers-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            path = folder.path
        }

        deinit {
            do {
                try FileManager.default.removeItem(atPath: path)
            } catch {
                print("left behind: \(path)")
            }
        }

        func write(_ bytes: [UInt8], _ name: String) throws -> String {
            try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
            return path + "/" + name
        }
    }
#endif
