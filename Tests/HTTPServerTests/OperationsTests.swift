import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("What operators and browsers need")
struct OperationsTests {
    static func head(_ text: String) throws -> RequestHead {
        var parser = RequestParser()
        parser.receive(Array(text.replacing("⏎", with: "\r\n").utf8))
        guard case .head(let head, _) = try parser.next() else { throw TestPeer.Failure(what: "a head") }
        return head
    }

    static let crossOrigin = CrossOrigin(
        origins: ["https://counter.example"], requestFields: ["Authorization", "If-Match"], exposedFields: ["ETag"])

    @Test("A preflight request from a named origin is answered")
    func preflight() throws {
        let head = try Self.head(
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: https://counter.example⏎Access-Control-Request-Method: PUT⏎⏎")
        let answer = try #require(Self.crossOrigin.preflight(head))
        #expect(answer.status == .noContent)
        #expect(answer.fields[.accessControlAllowOrigin] == "https://counter.example")
        #expect(answer.fields[.accessControlAllowHeaders] == "Authorization, If-Match")
        #expect(answer.fields[.accessControlMaxAge] == "600")
        #expect(answer.fields[.vary] == "Origin")
        #expect(answer.fields[.accessControlAllowCredentials] == nil)
    }

    @Test(
        "Any other request is none, and its answer may not be read",
        arguments: [
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: https://evil.example⏎Access-Control-Request-Method: PUT⏎⏎",
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: https://counter.example.evil⏎Access-Control-Request-Method: PUT⏎⏎",
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: http://counter.example⏎Access-Control-Request-Method: PUT⏎⏎",
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: null⏎Access-Control-Request-Method: PUT⏎⏎",
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Access-Control-Request-Method: PUT⏎⏎", "GET /a HTTP/1.1⏎Host: a⏎⏎",
            "GET /a HTTP/1.1⏎Host: a⏎Origin: https://counter.example, https://evil.example⏎⏎",
        ])
    func otherOrigins(text: String) throws {
        let head = try Self.head(text)
        #expect(Self.crossOrigin.preflight(head) == nil)
        var answer = ServerResponse(status: .ok, fields: [.vary: "Accept-Language"])
        Self.crossOrigin.mark(&answer, for: head)
        #expect(answer.fields[.accessControlAllowOrigin] == nil)
        #expect(answer.fields[.vary] == "Accept-Language, Origin")
    }

    @Test("Without named origins nothing is said at all")
    func off() throws {
        let off = CrossOrigin(origins: [], requestFields: [], exposedFields: [])
        let head = try Self.head(
            "OPTIONS /a HTTP/1.1⏎Host: a⏎Origin: https://counter.example⏎Access-Control-Request-Method: PUT⏎⏎")
        #expect(off.preflight(head) == nil)
        var answer = ServerResponse(status: .ok)
        off.mark(&answer, for: head)
        #expect(answer.fields.isEmpty)
    }

    @Test("The server counts what it does, and says it as Prometheus reads it")
    func statistics() async throws {
        let time = ManualClock()
        let server = try HTTPServerTests.server({
            $0.clock = time.clock
            $0.connectionCount = 1
            // One loop takes connections in the order in which they come.
            $0.loopCount = 1
        })
        let peer = try TestPeer.paired(with: server)
        try await peer.send(HTTPServerTests.get + HTTPServerTests.get + "BROKEN\r\n\r\n")
        let turnedAway = try TestPeer.paired(with: server)
        #expect(try await turnedAway.readToEnd().hasPrefix("HTTP/1.1 503 "))
        turnedAway.shutWrite()
        let answers = try await peer.readToEnd()
        peer.shutWrite()
        await server.drain(within: .seconds(60))
        let statistics = server.statistics()
        #expect(statistics.acceptedCount == 2)
        #expect(statistics.turnedAwayCount == 1)
        #expect(statistics.closedCount == 2)
        #expect(statistics.connectionCount == 0)
        #expect(statistics.requestCount == 2)
        #expect(statistics.answerCounts == [2: 2, 3: 0, 4: 1, 5: 1])
        #expect(statistics.bytesIn == HTTPServerTests.get.utf8.count * 2 + 10)
        #expect(statistics.bytesOut > answers.utf8.count)
        #expect(statistics.refusals.map { "\($0.refusal.status) \($0.count)" } == ["400 1", "503 1"])
        #expect(statistics.turnCount > 0)
        #expect(statistics.turns.last?.count == statistics.turnCount)
        var metrics = MetricsText()
        statistics.write(to: &metrics)
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains("http_answers_total{class=\"2xx\"} 2"))
        #expect(lines.contains("http_loop_turn_seconds_bucket{le=\"0.001\"} \(statistics.turnCount)"))
        #expect(
            lines.contains(
                "http_refusals_total{status=\"400\",clause=\"RFC 9112, 3\",reason=\"request line without a target\"} 1")
        )
        for line in lines where !line.hasPrefix("#") {
            #expect(Int(line.split(separator: " ").last ?? "") != nil || line.contains("_sum"))
        }
    }

    @Test("Labels are quoted, durations are seconds")
    func text() {
        var metrics = MetricsText()
        metrics.begin("a", .histogram, "b")
        metrics.histogram(
            "a", [("c", "d\"e\\f\ng")], buckets: [(.milliseconds(5), 1), (.seconds(2), 3)], count: 4,
            sum: .microseconds(1_500_020))
        #expect(
            metrics.text == """
                # HELP a b
                # TYPE a histogram
                a_bucket{c="d\\"e\\\\f\\ng",le="0.005"} 1
                a_bucket{c="d\\"e\\\\f\\ng",le="2"} 3
                a_bucket{c="d\\"e\\\\f\\ng",le="+Inf"} 4
                a_sum{c="d\\"e\\\\f\\ng"} 1.50002
                a_count{c="d\\"e\\\\f\\ng"} 4

                """)
    }

    @Test("Every answer reaches the observer of its loop, also one whose client has gone")
    func observer() async throws {
        let gate = Gate()
        let records = Collected()
        let server = try HTTPServerTests.server({
            $0.observer = { _ in LoopObserver(answered: { records.add($0) }) }
        }) { request in
            if request.head.target.path == ["wait"] { await gate.pass() }
            var response = ServerResponse(status: .ok, body: Array("done".utf8))
            response.operation = "op"
            response.requestID = request.head.target.path.first ?? ""
            return response
        }
        let peer = try TestPeer.paired(with: server)
        try await peer.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await peer.read(until: "done")
        do {
            let gone = try TestPeer.paired(with: server)
            try await gone.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            await gate.arrival(of: 1)
        }
        await server.visitLoops()
        gate.open()
        peer.shutWrite()
        await server.drain(within: .seconds(60))
        await server.ended()
        let all = records.all.sorted { $0.requestID < $1.requestID }
        #expect(all.map(\.requestID) == ["one", "wait"])
        #expect(all.map(\.wasCut) == [false, true])
        #expect(all.map(\.operation) == ["op", "op"])
        #expect(all.first?.method == .get)
    }
}
