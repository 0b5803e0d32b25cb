import HTTPMessage
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Answers that need no waiting")
struct ImmediateAnswerTests {
    /// Answers `/now…` at once, the rest by its handler.
    static func server(_ configure: (inout HTTPServerConfiguration) -> Void = { _ in }) throws -> HTTPServer {
        try HTTPServerTests.server({ configuration in
            configuration.immediateAnswer = { request in
                switch request.head.target.path.first {
                case "now": ServerResponse(status: .ok, body: Array("at once \(request.head.target.rawPath).".utf8))
                case "stream":
                    ServerResponse(
                        status: .ok, content: .stream(AnswerStream { try await $0.write(Array("in pieces".utf8)) }))
                default: nil
                }
            }
            configure(&configuration)
        })
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
