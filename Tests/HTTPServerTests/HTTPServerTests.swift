import Glibc
import HTTPMessage
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import HTTPServer

@Suite("The server")
struct HTTPServerTests {
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    static func server(
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        handler: @escaping RequestHandler = { request in
            ServerResponse(status: .ok, body: Array((request.head.target.rawPath + ".").utf8) + request.body)
        }
    ) throws -> HTTPServer {
        var configuration = HTTPServerConfiguration()
        configuration.addresses = [ListenAddress(host: "127.0.0.1", port: 0)]
        configuration.loopCount = 2
        configuration.connection.drainIdleGrace = .zero
        // These tests wait for events, however busy the machine is; those about time move a clock of their own.
        configuration.connection.headTimeout = .seconds(3_600)
        configuration.connection.bodyGrace = .seconds(3_600)
        configuration.connection.answerGrace = .seconds(3_600)
        configuration.connection.lingerTimeout = .seconds(3_600)
        configuration.connection.idleTimeout = .seconds(3_600)
        configure(&configuration)
        return try HTTPServer(
            configuration: configuration, logger: Logger(label: "test"), refusal: ConversationBench.refusal
        ) { _ in handler }
    }

    @Test("keeps a connection and answers pipelined requests in order")
    func pipelining() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send((1...200).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        let answers = try await peer.read(until: "/200.")
        let bodies = answers.split(separator: "\r\n\r\n").dropFirst().map { $0.prefix { $0 != "." } }
        #expect(bodies.map(String.init) == (1...200).map { "/\($0)" })
        try await peer.send(Self.get)
        #expect(try await peer.read(until: "/.").hasPrefix("HTTP/1.1 200 OK\r\n"))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("invites a body, takes it, and answers")
    func expectContinue() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send(
            "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(try await peer.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try await peer.send("hello")
        #expect(try await peer.read(until: "/p.hello").hasPrefix("HTTP/1.1 200 OK\r\n"))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("answers a half-closed client and closes")
    func halfClose() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send(Self.get)
        peer.shutWrite()
        #expect(try await peer.readToEnd().hasSuffix("\r\n\r\n/."))
        await server.drain(within: .seconds(3_600))
    }

    @Test("delivers a big answer through a small buffer")
    func partialWrites() async throws {
        let body = [UInt8](repeating: 0x78, count: 3_000_000) + Array("end".utf8)
        let server = try Self.server(handler: { _ in ServerResponse(status: .ok, body: body) })
        let peer = try TestPeer.paired(with: server, sendBuffer: 4_096)
        try await peer.send(Self.get + Self.get)
        let first = try await peer.read(until: "end")
        #expect(first.utf8.count > 3_000_000)
        try await peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(try await peer.readToEnd().hasSuffix("end"))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("takes a big body in pieces")
    func bigBody() async throws {
        let server = try Self.server(handler: { request in
            ServerResponse(status: .ok, body: Array("\(request.body.count)!".utf8))
        })
        let peer = try TestPeer.paired(with: server)
        try await peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        try await peer.send(String(repeating: "x", count: 1_000_000))
        #expect(try await peer.read(until: "!").hasSuffix("1000000!"))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test(
        "refuses, and the refusal arrives though the client keeps sending",
        arguments: [
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n", "413"),
            ("GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n", "431"),
            ("GET / HTTP/1.1\r\n\r\n", "400"), ("GET / HTTP/2.0\r\n\r\n", "505"),
        ])
    func refusals(request: String, status: String) async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send(request + String(repeating: "x", count: 100_000))
        peer.shutWrite()
        #expect(try await peer.readToEnd().hasPrefix("HTTP/1.1 \(status) "))
        await server.drain(within: .seconds(3_600))
    }

    @Test("says 408 to a slow head when its own clock says so")
    func slowHead() async throws {
        let time = ManualClock()
        let server = try Self.server { $0.clock = time.clock }
        let peer = try TestPeer.paired(with: server)
        try await peer.send("GET / HTTP/1.1\r\n")
        await server.visitLoops()
        time.advance(3_600)
        await server.visitLoops()
        #expect(try await peer.readToEnd().hasPrefix("HTTP/1.1 408 "))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("answers 503 with Retry-After above its limit, and serves again below it")
    func overload() async throws {
        let server = try Self.server { $0.connectionCount = 1 }
        let first = try TestPeer.paired(with: server)
        try await first.send(Self.get)
        _ = try await first.read(until: "/.")
        let second = try TestPeer.paired(with: server)
        let refusal = try await second.readToEnd()
        #expect(refusal.hasPrefix("HTTP/1.1 503 "))
        #expect(refusal.contains("Retry-After: 5\r\n"))
        second.shutWrite()
        first.shutWrite()
        #expect(try await first.readToEnd() == "")
        await server.visitLoops()
        let third = try TestPeer.paired(with: server)
        try await third.send(Self.get)
        #expect(try await third.read(until: "/.").hasPrefix("HTTP/1.1 200 "))
        third.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("runs a handler on its loop's thread, also after another thread has resumed it")
    func executor() async throws {
        let server = try Self.server(handler: { request in
            let before = pthread_self()
            await withCheckedContinuation { continuation in
                Task.detached { continuation.resume() }
            }
            let same = pthread_self() == before
            return ServerResponse(status: .ok, body: Array("\(same) \(request.loopIndex) \(before)!".utf8))
        })
        var threads: [Int: Set<String>] = [:]
        for _ in 0..<8 {
            let peer = try TestPeer.paired(with: server)
            try await peer.send(Self.get)
            let words = try await peer.read(until: "!").split(separator: "\r\n\r\n")[1].split(separator: " ")
            #expect(words[0] == "true")
            let loop = try #require(Int(words[1]))
            threads[loop, default: []].insert(String(words[2]))
        }
        #expect(threads.count == 2)
        #expect(threads.values.allSatisfy { $0.count == 1 })
        await server.drain(within: .seconds(3_600))
    }

    @Test("lets a handler finish whose client has gone")
    func abandonedHandler() async throws {
        let gate = Gate()
        let finished = Gate()
        finished.open()
        let server = try Self.server(handler: { _ in
            await gate.pass()
            #expect(!Task.isCancelled)
            await finished.pass()
            return ServerResponse(status: .ok)
        })
        do {
            let peer = try TestPeer.paired(with: server)
            try await peer.send(Self.get)
            await gate.arrival(of: 1)
        }
        await server.visitLoops()
        gate.open()
        await finished.arrival(of: 1)
        await server.drain(within: .seconds(3_600))
    }

    @Test("serves many TCP clients at once")
    func concurrentClients() async throws {
        let server = try Self.server()
        let address = try #require(try server.start().first)
        #expect(address.port != 0)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<16 {
                group.addTask {
                    let peer = try await TestPeer.connected(to: address.port)
                    for request in 0..<20 {
                        try await peer.send("GET /\(client)/\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                        _ = try await peer.read(until: "/\(client)/\(request).")
                    }
                    return 20
                }
            }
            var answerCount = 0
            for try await count in group { answerCount += count }
            #expect(answerCount == 320)
        }
        await server.drain(within: .seconds(3_600))
    }

    @Test("drains: the request under way is answered, the idle client let go, nobody cut")
    func drain() async throws {
        let gate = Gate()
        // One loop, so that the idle client's end shows that the busy one's loop drains too.
        let server = try Self.server({ $0.loopCount = 1 }) { request in
            if request.head.target.path == ["slow"] { await gate.pass() }
            return ServerResponse(status: .ok, body: Array("done".utf8))
        }
        let port = try #require(try server.start().first).port
        let idle = try await TestPeer.connected(to: port)
        try await idle.send(Self.get)
        _ = try await idle.read(until: "done")
        let busy = try await TestPeer.connected(to: port)
        try await busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        await gate.arrival(of: 1)
        async let cutCount = server.drain(within: .seconds(60))
        #expect(try await idle.readToEnd() == "")
        idle.shutWrite()
        // The other client may be on another loop, which has to have heard of it as well.
        #expect(!server.isServing)
        await server.visitLoops()
        gate.open()
        let answer = try await busy.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.hasSuffix("done"))
        busy.shutWrite()
        #expect(await cutCount == 0)
        await #expect(throws: (any Error).self) {
            let late = try await TestPeer.connected(to: port)
            try await late.send(Self.get)
            _ = try await late.read(until: "done")
        }
    }

    @Test("lets nobody wait for a loop that has ended")
    func endedLoops() async throws {
        let server = try Self.server()
        try server.start()
        await server.drain(within: .seconds(60))
        await server.visitLoops()
    }

    @Test("cuts at the end of its patience what a handler keeps waiting")
    func drainDeadline() async throws {
        let gate = Gate()
        let time = ManualClock()
        let server = try Self.server(
            { $0.clock = time.clock },
            handler: { _ in
                await gate.pass()
                return ServerResponse(status: .ok)
            })
        let peer = try TestPeer.paired(with: server)
        try await peer.send(Self.get)
        await gate.arrival(of: 1)
        let other = try TestPeer.paired(with: server)
        try await other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await gate.arrival(of: 2)
        async let cutCount = server.drain(within: .seconds(1))
        try await waitUntil("the server stops serving") { !server.isServing }
        await server.visitLoops()
        time.advance(2)
        await server.visitLoops()
        #expect(await cutCount == 2)
        gate.open()
        #expect(try await peer.readToEnd() == "")
    }

    @Test("tells why it cannot start")
    func startErrors() async throws {
        #expect(throws: ServerStartError(operation: "address nowhere", errorNumber: 0)) {
            try Self.server { $0.addresses = [ListenAddress(host: "nowhere", port: 0)] }.start()
        }
        let server = try Self.server()
        _ = try server.start()
        #expect(throws: ServerStartError.self) { try server.start() }
        await server.drain(within: .seconds(3_600))
        #expect(throws: ServerStartError.self) { try server.serve(fileDescriptor: 0) }
    }
}
