import Foundation
import Testing

/// Real clients, proxies and attackers against `http-example`. They are scripts under `Peers`, which can also be run
/// by hand; each says on its last lines what is wrong and ends with 1.
@Suite("The HTTP server and its peers", .serialized)
struct PeerTests {
    @Test(
        "find the same requests in the same bytes: the server and an nginx before it",
        .enabled(if: PeerScript.has("nginx"), "nginx is missing; `make test` installs it"))
    func smuggling() throws {
        try PeerScript.expectSuccess(
            "smuggling.py", ["--random", PeerScript.isFull ? "20000" : "400"])
    }

    @Test("serve real clients: curl and Python, and in the long form requests, Node, Go, wrk and ab")
    func realClients() throws {
        try PeerScript.expectSuccess("clients.py", PeerScript.isFull ? ["--all"] : [])
    }

    @Test("hostile clients cost no descriptors and no memory, and nobody else's answers")
    func hostile() throws {
        try PeerScript.expectSuccess("hostile.py", PeerScript.isFull ? ["--full"] : [])
    }
}

/// Runs a script of the `Peers` folder.
enum PeerScript {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Peers"

    /// The long form of every script: `MOTCUA_TEST_DEPTH=full`.
    static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    /// A command is installed; Debian keeps servers in a folder outside a user's PATH.
    static func has(_ command: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/sbin"]
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
    }

    /// The example beside the test's own bundle.
    private static func example() throws -> String {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let root = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        for candidate in [own.appendingPathComponent("http-example").path, root + "/.build/debug/http-example"]
        where FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        throw Failure(description: "http-example is not built")
    }

    static func expectSuccess(_ script: String, _ arguments: [String] = []) throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("peer-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: output.path, contents: nil) else {
            throw Failure(description: "\(output.path) cannot be written")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Whatever hangs, the tests go on.
        process.arguments =
            ["timeout", "--kill-after=5", isFull ? "3600" : "900", "python3", "-B", "\(folder)/\(script)"] + arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["HTTP_EXAMPLE": try example()]) { _, new in new }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try FileManager.default.removeItem(at: output)
        #expect(process.terminationStatus == 0, Comment(rawValue: "\(script):\n\(text.suffix(8_000))"))
        // What the long form came to is worth a line in its log, also when all is well.
        if isFull { print("\(script) \(arguments.joined(separator: " ")):\n\(text.suffix(8_000))") }
    }
}
