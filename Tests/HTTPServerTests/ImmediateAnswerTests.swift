import HTTPMessage
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Answers that need no waiting")
struct ImmediateAnswerTests {
    /// Answers `/now…`, `/stream` and `/park` at once, the rest by its handler.
    static func server(
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        handler: @escaping RequestHandler = { request in
            ServerResponse(status: .ok, body: Array((request.head.target.rawPath + ".").utf8))
        }
    ) throws -> HTTPServer {
        let settings: (inout HTTPServerConfiguration) -> Void = { configuration in
            configuration.immediateAnswer = { request in
                switch request.head.target.path.first {
                case "now": ServerResponse(status: .ok, body: Array("at once \(request.head.target.rawPath).".utf8))
                case "stream":
                    ServerResponse(
                        status: .ok, content: .stream(AnswerStream { try await $0.write(Array("in pieces".utf8)) }))
                case "park": parked
                default: nil
                }
            }
            configure(&configuration)
        }
        return try HTTPServerTests.server(settings, handler: handler)
    }

    /// An answer that is there as soon as it is waited for.
    private static var parked: ServerResponse {
        var response = ServerResponse(status: .noContent)
        response.parked = ParkedAnswer(
            whenReady: { $0() }, answer: { ServerResponse(status: .ok, body: Array("woken.".utf8)) })
        return response
    }

    static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    @Test("come in order with those of handlers, however they are pipelined")
    func order() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        let paths = (0..<300).map { $0 % 3 == 1 ? "/later/\($0)" : "/now/\($0)" }
        try await peer.send(paths.map(Self.get).joined())
        let answers = try await peer.read(until: "/now/299.")
        let bodies = answers.split(separator: "\r\n\r\n").dropFirst().map { $0.prefix { $0 != "." } }
        #expect(bodies.map(String.init) == paths.map { $0.hasPrefix("/now") ? "at once \($0)" : $0 })
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("may be streamed, and the connection goes on behind them")
    func streamed() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send(Self.get("/stream") + Self.get("/now"))
        let answers = try await peer.read(until: "at once /now.")
        #expect(answers.contains("\r\n9\r\nin pieces\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("close where the client asks for it, and give their place back without ever having had a task")
    func places() async throws {
        let server = try Self.server { $0.connectionCount = 1 }
        for _ in 0..<5 {
            let peer = try TestPeer.paired(with: server)
            try await peer.send("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try await peer.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("at once /now."))
        }
        #expect(await server.drain(within: .seconds(3_600)) == 0)
    }

    @Test("may be parked, and the connection goes on behind them")
    func parks() async throws {
        let server = try Self.server()
        let peer = try TestPeer.paired(with: server)
        try await peer.send(Self.get("/park") + Self.get("/now"))
        let answers = try await peer.read(until: "at once /now.")
        #expect(answers.contains("\r\n\r\nwoken.HTTP/1.1 200 OK\r\n"))
        #expect(!answers.contains(" 204 "))
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test("are never another request's, where their own is turned away")
    func turnedAway() async throws {
        let gate = Gate()
        let server = try Self.server(
            {
                $0.loopCount = 1
                $0.forwardedRequestCountPerClient = 1
                $0.forwarding.trusted = [AddressRange("unix")].compactMap { $0 }
            },
            handler: { request in
                if request.head.target.path == ["wait"] { await gate.pass() }
                return ServerResponse(status: .ok, body: Array((request.head.target.rawPath + ".").utf8))
            })
        func get(_ path: String, for client: String) -> String {
            "GET \(path) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(client)\r\n\r\n"
        }
        let first = try TestPeer.paired(with: server)
        try await first.send(get("/wait", for: "192.0.2.1"))
        await gate.arrival(of: 1)
        let second = try TestPeer.paired(with: server)
        try await second.send(get("/stream", for: "192.0.2.1"))
        #expect(try await second.read(until: "at once").hasPrefix("HTTP/1.1 429 "))
        try await second.send(get("/later", for: "192.0.2.2") + get("/now", for: "192.0.2.2"))
        let answers = try await second.read(until: "at once /now.")
        #expect(answers.contains("\r\n\r\n/later.HTTP/1.1 200 OK\r\n"))
        gate.open()
        _ = try await first.read(until: "/wait.")
        for peer in [first, second] { peer.shutWrite() }
        await server.drain(within: .seconds(3_600))
    }

    @Test("leave also when there is no room for a handler; what needs one gets 503, and its connection stays")
    func overloaded() async throws {
        let gate = Gate()
        let server = try Self.server(
            {
                $0.loopCount = 1
                $0.handlerCount = 1
            },
            handler: { request in
                await gate.pass()
                return ServerResponse(status: .ok, body: Array((request.head.target.rawPath + ".").utf8))
            })
        let first = try TestPeer.paired(with: server)
        try await first.send(Self.get("/wait"))
        await gate.arrival(of: 1)
        let second = try TestPeer.paired(with: server)
        try await second.send(["/now", "/later", "/stream", "/park", "/now/2"].map(Self.get).joined())
        let answers = try await second.read(until: "at once /now/2.")
        #expect(answers.ranges(of: "HTTP/1.1 200 ").count == 2)
        #expect(answers.ranges(of: "HTTP/1.1 503 ").count == 3)
        #expect(answers.ranges(of: "Retry-After: 5\r\n").count == 3)
        gate.open()
        _ = try await first.read(until: "/wait.")
        try await second.send(Self.get("/later"))
        #expect(try await second.read(until: "/later.").hasPrefix("HTTP/1.1 200 "))
        for peer in [first, second] { peer.shutWrite() }
        await server.drain(within: .seconds(3_600))
    }

    @Test("are told to whoever observes the loop, as handlers' answers are")
    func observed() async throws {
        let records = Mutex<[AccessRecord]>([])
        let server = try Self.server { configuration in
            configuration.observer = { _ in LoopObserver(answered: { record in records.withLock { $0.append(record) } })
            }
        }
        let peer = try TestPeer.paired(with: server)
        try await peer.send(Self.get("/now"))
        let now = try await peer.read(until: "now.")
        try await peer.send(Self.get("/later"))
        let later = try await peer.read(until: "later.")
        peer.shutWrite()
        await server.drain(within: .seconds(3_600))
        #expect(records.withLock { $0.map(\.answerBytes) } == [now.utf8.count, later.utf8.count])
        #expect(records.withLock { $0.map(\.status) } == [200, 200])
    }

    @Test("are not asked of a request whose body streams")
    func uploads() async throws {
        let server = try Self.server { $0.bodyReception = { _ in .streamed(maximumBytes: 100) } }
        let peer = try TestPeer.paired(with: server)
        try await peer.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        let answer = try await peer.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("/now."))
        await server.drain(within: .seconds(3_600))
    }
}
