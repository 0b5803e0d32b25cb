import Glibc
import HTTPMessage
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Answers that aren't there yet")
struct ParkedAnswerTests {
    /// Requests that were parked, to be woken one by one.
    private final class Bench: Sendable {
        private let wakes = Mutex<[@Sendable () -> Void]>([])
        private let gone = Mutex(0)

        var parkedCount: Int { wakes.withLock { $0.count } }
        var goneCount: Int { gone.withLock { $0 } }

        /// Parks `/wait`, and parks it again where `again` says so; answers everything else.
        @Sendable func handle(_ request: ServerRequest) async -> ServerResponse {
            guard request.head.target.rawPath.hasPrefix("/wait") else {
                return ServerResponse(status: .ok, body: [0x2E])
            }
            request.whenClientGone { [self] in
                gone.withLock { $0 += 1 }
                wakeAll()
            }
            return parked(
                times: request.head.target.rawPath == "/wait/twice" ? 2 : 1, path: request.head.target.rawPath)
        }

        private func parked(times: Int, path: String) -> ServerResponse {
            var response = ServerResponse(status: .noContent)
            response.parked = ParkedAnswer(
                whenReady: { [self] wake in wakes.withLock { $0.append(wake) } },
                answer: { [self] in
                    times > 1
                        ? parked(times: times - 1, path: path)
                        : ServerResponse(status: .ok, body: Array("woken\(path)!".utf8))
                })
            return response
        }

        func wakeFirst() {
            wakes.withLock { $0.removeFirst() }()
        }

        func wakeAll() {
            let calls = wakes.withLock { wakes in
                defer { wakes = [] }
                return wakes
            }
            for call in calls { call() }
        }

        func untilParked(_ count: Int) async throws {
            try await waitUntil("\(count) parked requests") { parkedCount >= count }
        }
    }

    @Test(
        "a parked request doesn't count as one at work, and what is pipelined behind it waits", .timeLimit(.minutes(20))
    )
    func parks() async throws {
        let bench = Bench()
        let server = try HTTPServerTests.server(
            {
                $0.handlerCount = 2; $0.loopCount = 1
            }, handler: bench.handle)
        let waiting = try (0..<3).map { _ in try TestPeer.paired(with: server) }
        for (index, peer) in waiting.enumerated() {
            try await peer.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            try await bench.untilParked(index + 1)
        }
        let other = try TestPeer.paired(with: server)
        try await other.send(HTTPServerTests.get)
        #expect(try await other.read(until: "\r\n\r\n.").hasPrefix("HTTP/1.1 200 "), "both places are free")
        // One by one, because what is pipelined needs a place while the answer before it still has one.
        for peer in waiting {
            bench.wakeFirst()
            let answers = try await peer.read(until: "\r\n\r\n.")
            #expect(answers.contains("woken/wait!") && answers.split(separator: "HTTP/1.1 200").count == 2)
            peer.shutWrite()
        }
        other.shutWrite()
        await server.drain(within: .seconds(3_600))
    }

    @Test(
        "it may be parked again; a client that hangs up is told of, and the loops end with the last",
        .timeLimit(.minutes(20)))
    func parksAgain() async throws {
        let bench = Bench()
        let server = try HTTPServerTests.server(handler: bench.handle)
        let peer = try TestPeer.paired(with: server)
        try await peer.send("GET /wait/twice HTTP/1.1\r\nHost: a\r\n\r\n")
        try await bench.untilParked(1)
        bench.wakeAll()
        try await bench.untilParked(1)
        bench.wakeAll()
        #expect(try await peer.read(until: "woken/wait/twice!").hasPrefix("HTTP/1.1 200 "))
        try await peer.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        try await bench.untilParked(1)
        peer.shutWrite()
        #expect(try await peer.readToEnd().hasSuffix("woken/wait!"), "half-closed counts as gone, and is answered")
        #expect(bench.goneCount == 1)
        let drained = try TestPeer.paired(with: server)
        try await drained.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        try await bench.untilParked(1)
        async let cut = server.drain(within: .seconds(3_600))
        bench.wakeAll()
        #expect(try await drained.readToEnd().hasSuffix("woken/wait!"))
        drained.shutWrite()
        #expect(await cut == 0)
        await server.ended()
    }
}
