import CLinux
import Glibc
import HTTPMessage
import HTTPTypes
import Logging
import Testing

@testable import HTTPServer

@Suite("When the kernel or the client says no", .serialized)
struct HostileKernelTests {
    @Test("No descriptor left: accepting pauses, the others are served, and it goes on when one is free")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPServerTests.server { $0.acceptBackoff = .milliseconds(1) }
            let port = try #require(try server.start().first).port
            let served = try await TestPeer.connected(to: port)
            try await served.send(HTTPServerTests.get)
            _ = try await served.read(until: "/.")
            // Room for exactly one more descriptor, which the next client's own socket takes.
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let probe = dup(served.descriptor)
            close(probe)
            limit.rlim_cur = rlim_t(probe + 1)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let waiting = try await TestPeer.connected(to: port)
            try await waiting.send(HTTPServerTests.get)
            while server.statistics().acceptPauseCount < 3 { await Task.yield() }
            try await served.send(HTTPServerTests.get)
            _ = try await served.read(until: "/.")
            // More than one, because what runs the tests may take the first.
            limit.rlim_cur += 8
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            _ = try await waiting.read(until: "/.")
            exit(0)
        }
    }

    /// A client that leaves with a reset instead of an orderly end.
    static func reset(_ peer: TestPeer) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(peer.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    @Test(
        "A reset at any stage ends one connection and nothing else",
        arguments: [
            "", "GET / HT", "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
            HTTPServerTests.get, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n", "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", "BROKEN\r\n\r\n",
        ])
    func resets(sent: String) async throws {
        let gate = Gate()
        let folder = try TemporaryFolder()
        let path = try folder.write([UInt8](repeating: 0x78, count: 5_000_000), to: "f")
        let server = try HTTPServerTests.server({
            $0.bodyReception = { $0.target.path == ["up"] ? .streamed(maximumBytes: 100) : .gathered }
        }) { request in
            switch request.head.target.path.first {
            case "up":
                do {
                    while try await request.stream?.next() != nil {}
                } catch {
                    return ServerResponse(status: .badRequest)
                }
            case "file":
                guard let file = try? OpenFile(path: path) else { break }
                return .file(file, for: request.head, contentType: "application/pdf")
            case "stream":
                return ServerResponse(
                    status: .ok,
                    content: .stream(
                        AnswerStream { writer in
                            while true { try await writer.write([UInt8](repeating: 0x78, count: 100_000)) }
                        }))
            case "wait": await gate.pass()
            default: break
            }
            return ServerResponse(status: .ok, body: [UInt8](repeating: 0x78, count: 1_000_000))
        }
        let port = try #require(try server.start().first).port
        for _ in 0..<4 {
            let peer = try await TestPeer.connected(to: port)
            Self.reset(peer)
            try await peer.send(sent)
            if sent.contains("wait") { await gate.arrival(of: 1) }
            if sent.contains("file") || sent.contains("stream") { try await peer.read(atLeast: 1) }
        }
        let other = try await TestPeer.connected(to: port)
        try await other.send(HTTPServerTests.get)
        try await other.read(atLeast: 1_000_000)
        gate.open()
        other.shutWrite()
        await server.drain(within: .seconds(600))
        await server.ended()
        let statistics = server.statistics()
        #expect(statistics.acceptedCount == 5)
        #expect(statistics.closedCount == 5)
        #expect(statistics.connectionCount == 0)
    }
}
