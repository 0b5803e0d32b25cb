import HTTPMessage
import HTTPTypes
import Testing

@Suite("The request parser")
struct RequestParserTests {
    /// What became of some bytes, in a form that does not depend on how they were cut.
    struct Outcome: Equatable {
        var verdict = "wait"
        var bodies: [[UInt8]] = []
        var heads: [RequestHead] = []
    }

    static func parse(
        _ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits(), hostNames: HostNames? = nil
    ) -> Outcome {
        var parser = RequestParser(limits: limits, hostNames: hostNames)
        var outcome = Outcome()
        var completeCount = 0
        do throws(ParseError) {
            for piece in pieces {
                parser.receive(piece)
                feeding: while true {
                    switch try parser.next() {
                    case .needMore: break feeding
                    case .head(let head, _):
                        outcome.heads.append(head)
                        outcome.bodies.append([])
                    case .body(let bytes): outcome.bodies[outcome.bodies.count - 1] += bytes
                    case .end: completeCount += 1
                    }
                }
            }
            if parser.isBetweenRequests {
                outcome.verdict = completeCount == 1 ? "ok" : "ok\(completeCount)"
            }
        } catch {
            outcome.verdict = "\(error.status)"
            #expect(!error.clause.isEmpty)
            #expect(throws: error) { try parser.next() }
        }
        return outcome
    }

    /// Parses whole, cut in two at every place, and byte by byte; all must agree.
    static func parseEveryWay(
        _ bytes: [UInt8], limits: HTTPLimits = HTTPLimits(), hostNames: HostNames? = nil
    ) -> Outcome {
        let whole = parse([bytes], limits: limits, hostNames: hostNames)
        for cut in 0...bytes.count {
            let halves = parse([Array(bytes[..<cut]), Array(bytes[cut...])], limits: limits, hostNames: hostNames)
            #expect(halves == whole, "cut at \(cut)")
        }
        let single = parse(bytes.map { [$0] }, limits: limits, hostNames: hostNames)
        #expect(single == whole, "byte by byte")
        return whole
    }

    @Test(
        "Tables",
        arguments: ByteTableRow.rows(
            RequestTables.requestLines + "\n" + RequestTables.fields + "\n" + RequestTables.framing))
    func table(row: ByteTableRow) {
        #expect(Self.parseEveryWay(row.bytes).verdict == row.verdict)
    }

    @Test("Requests for other hosts than the server's own", arguments: ByteTableRow.rows(RequestTables.hostNames))
    func hostNames(row: ByteTableRow) throws {
        let names = try #require(HostNames(["motcua.example", "192.0.2.1", "[2001:DB8::1]"]))
        #expect(Self.parseEveryWay(row.bytes, hostNames: names).verdict == row.verdict)
    }

    @Test(
        "Host names are names and addresses without port",
        arguments: [[], [""], ["a:80"], ["http://a"], ["a/"], ["*"], ["a", "::1"], ["[::1"], ["[::1]:80"], ["a b"]])
    func noHostNames(texts: [String]) {
        #expect(HostNames(texts) == nil)
    }

    @Test("Chunked bodies", arguments: ByteTableRow.rows(RequestTables.chunks))
    func chunked(row: ByteTableRow) {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let outcome = Self.parseEveryWay(head + row.bytes)
        let expected = row.verdict.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        #expect(outcome.verdict == expected[0])
        if expected.count == 2 { #expect(outcome.bodies == [Array(expected[1].utf8)]) }
    }

    @Test("Limits are exact and hold however the bytes are cut", arguments: LimitCase.all)
    func limits(limit: LimitCase) {
        var limits = HTTPLimits()
        limit.set(&limits)
        #expect(Self.parseEveryWay(Array(limit.allowed.utf8), limits: limits).verdict == limit.allowedVerdict)
        #expect(Self.parseEveryWay(Array(limit.refused.utf8), limits: limits).verdict == limit.refusedVerdict)
    }

    @Test("A head tells method, target, version and fields")
    func headContents() throws {
        let bytes = Array(
            "POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nx-two: 2\r\nContent-Length: 2\r\n\r\nhi".utf8)
        let outcome = Self.parse([bytes])
        let head = try #require(outcome.heads.first)
        #expect(head.method == .post)
        #expect(head.target.path == ["a"])
        #expect(head.target.raw == "/a?b=c")
        #expect(head.target.query == [QueryItem(name: "b", value: "c")])
        #expect(head.version == .http11)
        #expect(head.field(try #require(HTTPField.Name("X-Two"))) == "1, 2")
        #expect(outcome.bodies == [Array("hi".utf8)])
    }

    @Test(
        "Keep-alive follows version and Connection",
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "close", false), ("HTTP/1.1", "Close", false),
            ("HTTP/1.1", "keep-alive", true), ("HTTP/1.1", "x, close", false), ("HTTP/1.1", "closed", true),
            ("HTTP/1.1", "keep-alive, close", false), ("HTTP/1.0", "", false),
            ("HTTP/1.0", "keep-alive", true),
            ("HTTP/1.0", "Keep-Alive", true), ("HTTP/1.0", "close", false),
            ("HTTP/1.0", "keep-alive, close", false),
        ])
    func keepAlive(version: String, connection: String, keepsAlive: Bool) throws {
        var parser = RequestParser()
        parser.receive(Array("GET / \(version)\r\nHost: a\r\nConnection: \(connection)\r\n\r\n".utf8))
        guard case .head(_, let framing) = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(framing.keepsAlive == keepsAlive)
    }

    @Test("100-continue is told only where a body will come")
    func expectsContinue() throws {
        for (fields, expected) in [
            ("Expect: 100-continue\r\nContent-Length: 1", true), ("Expect: 100-continue", false),
            ("Content-Length: 1", false),
        ] {
            var parser = RequestParser()
            parser.receive(Array("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n".utf8))
            guard case .head(_, let framing) = try parser.next() else {
                Issue.record("no head")
                return
            }
            #expect(framing.expectsContinue == expected)
        }
    }
}

/// One limit, a request just inside it and one just outside.
struct LimitCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let set: @Sendable (inout HTTPLimits) -> Void
    let allowed: String
    var allowedVerdict = "ok"
    let refused: String
    let refusedVerdict: String

    private static let end = "\r\nHost: a\r\n\r\n"
    private static let chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let all: [LimitCase] = [
        LimitCase(
            testDescription: "request line", set: { $0.requestLineBytes = 20 },
            allowed: "GET /234567 HTTP/1.1" + end, refused: "GET /2345678 HTTP/1.1" + end,
            refusedVerdict: "414"),
        LimitCase(
            testDescription: "request line without end", set: { $0.requestLineBytes = 20 },
            allowed: "GET /234567890123456", allowedVerdict: "wait", refused: "GET /23456789012345678",
            refusedVerdict: "414"),
        LimitCase(
            testDescription: "method", set: { $0.methodBytes = 3 }, allowed: "GET / HTTP/1.1" + end,
            refused: "HEAD / HTTP/1.1" + end, refusedVerdict: "501"),
        LimitCase(
            testDescription: "target", set: { $0.targetBytes = 5 }, allowed: "GET /2345 HTTP/1.1" + end,
            refused: "GET /23456 HTTP/1.1" + end, refusedVerdict: "414"),
        LimitCase(
            testDescription: "segments", set: { $0.pathSegmentCount = 2 }, allowed: "GET /a/b HTTP/1.1" + end,
            refused: "GET /a/b/ HTTP/1.1" + end, refusedVerdict: "400"),
        LimitCase(
            testDescription: "query", set: { $0.queryItemCount = 2 }, allowed: "GET /?a&b=1& HTTP/1.1" + end,
            refused: "GET /?a&b&c HTTP/1.1" + end, refusedVerdict: "400"),
        LimitCase(
            testDescription: "header bytes", set: { $0.headerBytes = 16 },
            allowed: "GET / HTTP/1.1\r\nHost: a\r\nX: 12\r\n\r\n",
            refused: "GET / HTTP/1.1\r\nHost: a\r\nX: 123\r\n\r\n", refusedVerdict: "431"),
        LimitCase(
            testDescription: "header count", set: { $0.headerCount = 2 },
            allowed: "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n",
            refused: "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", refusedVerdict: "431"),
        LimitCase(
            testDescription: "body", set: { $0.bodyBytes = 2 },
            allowed: "POST / HTTP/1.1\r\nContent-Length: 2\r\nHost: a\r\n\r\nhi",
            refused: "POST / HTTP/1.1\r\nContent-Length: 3\r\nHost: a\r\n\r\nhi!", refusedVerdict: "413"),
        LimitCase(
            testDescription: "chunked body", set: { $0.bodyBytes = 2 },
            allowed: chunkedHead + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n",
            refused: chunkedHead + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", refusedVerdict: "413"),
        LimitCase(
            testDescription: "chunk line", set: { $0.chunkLineBytes = 4 },
            allowed: chunkedHead + "0;ab\r\n\r\n", refused: chunkedHead + "0;abc\r\n\r\n",
            refusedVerdict: "400"),
        LimitCase(
            testDescription: "chunk extensions", set: { $0.chunkExtensionBytes = 4 },
            allowed: chunkedHead + "1;a\r\nx\r\n0;a\r\n\r\n",
            refused: chunkedHead + "1;a\r\nx\r\n0;ab\r\n\r\n",
            refusedVerdict: "400"),
        LimitCase(
            testDescription: "trailer bytes", set: { $0.trailerBytes = 6 },
            allowed: chunkedHead + "0\r\nX: 1\r\n\r\n", refused: chunkedHead + "0\r\nX: 12\r\n\r\n",
            refusedVerdict: "431"),
        LimitCase(
            testDescription: "trailer count", set: { $0.trailerCount = 1 },
            allowed: chunkedHead + "0\r\nX: 1\r\n\r\n", refused: chunkedHead + "0\r\nX: 1\r\nY: 1\r\n\r\n",
            refusedVerdict: "431"),
    ]
}
