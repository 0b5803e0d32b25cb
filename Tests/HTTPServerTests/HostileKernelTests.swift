import CLinux
import Dispatch
import Glibc
import HTTPMessage
import HTTPTypes
import Logging
import Synchronization
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
            // Whoever comes next has its socket already; from then on nobody in this process gets a descriptor.
            let socket = clinux_stream_socket(AF_INET)
            var before = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            var none = before
            none.rlim_cur = 3
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
            let waiting = try await TestPeer.connected(to: port, on: socket)
            try await waiting.send(HTTPServerTests.get)
            try await waitUntil("accepting pauses") { server.statistics().acceptPauseCount >= 3 }
            try await served.send(HTTPServerTests.get)
            _ = try await served.read(until: "/.")
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
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

    @Test("Signals that interrupt the loops again and again lose no byte, in or out, from memory or from a file")
    func signals() async {
        await #expect(processExitsWith: .success) {
            // A prime length, so that a piece that is lost, doubled or out of place shows.
            let block = (0..<65_521).map { UInt8(0x61 + $0 % 26) }
            let bytes = (0..<320).flatMap { _ in block }
            let text = String(decoding: bytes, as: UTF8.self)
            let folder = try TemporaryFolder()
            let path = try folder.write(bytes, to: "f")
            let interrupter = Interrupter()
            let server = try HTTPServerTests.server({
                $0.bodyReception = { _ in .streamed(maximumBytes: 30_000_000) }
            }) { request in
                interrupter.addThread()
                switch request.head.target.path.first {
                case "up": return await Self.verdict(on: request.stream, expecting: bytes)
                case "file":
                    guard let file = try? OpenFile(path: path) else { break }
                    return .file(file, for: request.head, contentType: "application/pdf")
                case "down":
                    return ServerResponse(
                        status: .ok,
                        content: .stream(
                            AnswerStream(length: bytes.count) { writer in
                                for start in stride(from: 0, to: bytes.count, by: 65_521) {
                                    try await writer.write(Array(bytes[start..<start + 65_521]))
                                }
                            }))
                default: break
                }
                return ServerResponse(status: .notFound)
            }
            let port = try #require(try server.start().first).port
            // On every loop before anything is interrupted.
            for _ in 0..<10_000 where interrupter.threadCount < 2 {
                _ = try await Self.exchange("GET / HTTP/1.1\r\n", port)
            }
            #expect(interrupter.threadCount == 2)
            interrupter.begin()
            try await waitUntil("the loops are interrupted") { interrupter.count > 0 }
            async let up = Self.exchange("POST /up HTTP/1.1\r\nContent-Length: \(bytes.count)\r\n", port, body: text)
            async let down = Self.exchange("GET /down HTTP/1.1\r\n", port)
            async let file = Self.exchange("GET /file HTTP/1.1\r\n", port)
            let (told, streamed, sent) = try await (up, down, file)
            interrupter.end()
            #expect(told == "the same")
            #expect(streamed == text)
            #expect(sent == text)
            exit(0)
        }
    }

    /// Whether the body that came is `bytes`.
    private static func verdict(on body: RequestBody?, expecting bytes: [UInt8]) async -> ServerResponse {
        var came: [UInt8] = []
        do {
            while let piece = try await body?.next() { came += piece }
        } catch {
            return ServerResponse(status: .badRequest)
        }
        return ServerResponse(status: .ok, body: Array((came == bytes ? "the same" : "another").utf8))
    }

    /// Sends a request on a connection of its own, and answers the body that comes.
    private static func exchange(_ head: String, _ port: UInt16, body: String = "") async throws -> String {
        let peer = try await TestPeer.connected(to: port)
        try await peer.send(head + "Host: a\r\nConnection: close\r\n\r\n" + body)
        let answer = try await peer.readToEnd()
        guard let end = answer.firstRange(of: "\r\n\r\n") else { throw TestPeer.Failure(what: "no head") }
        return String(answer[end.upperBound...])
    }
}

/// Fires SIGUSR1 at the threads that came by, again and again. Its handler does nothing but count, and system calls are not
/// gone on with by themselves (no `SA_RESTART`): what is under way ends with EINTR, or with a part.
private final class Interrupter: Sendable {
    private static let arrived = Atomic<Int>(0)
    private let threads = Mutex<Set<pthread_t>>([])
    private let isOver = Atomic<Bool>(false)

    /// Signals that reached a thread.
    var count: Int { Self.arrived.load(ordering: .relaxed) }

    var threadCount: Int { threads.withLock { $0.count } }

    /// The calling thread wants to be interrupted from `begin` on. A thread has the mask of its maker, and one of Swift's
    /// own lets no signal in.
    func addThread() {
        guard threads.withLock({ $0.insert(pthread_self()).inserted }) else { return }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGUSR1)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    func begin() {
        // Made before a handler needs it.
        _ = count
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            _ = Interrupter.arrived.add(1, ordering: .relaxed)
        }
        sigaction(SIGUSR1, &action, nil)
        DispatchQueue.global().async {
            while !self.isOver.load(ordering: .relaxed) {
                for thread in self.threads.withLock({ $0 }) { pthread_kill(thread, SIGUSR1) }
                sched_yield()
            }
        }
    }

    func end() {
        isOver.store(true, ordering: .relaxed)
    }
}
