import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("An answer that is written while it goes")
struct StreamedAnswerTests {
    static func asked(
        _ request: String = ConnectionStateTests.get, _ configure: (inout ConnectionLimits) -> Void = { _ in }
    ) -> ConversationBench {
        var bench = ConversationBench(configure)
        bench.receive(request)
        return bench
    }

    @Test("goes out in chunks, and the connection stays")
    func chunks() throws {
        var bench = Self.asked(ConnectionStateTests.get + ConnectionStateTests.get)
        #expect(bench.beginAnswer() == true)
        try bench.write("hello ")
        try bench.write("")
        #expect(bench.take().hasSuffix("Transfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n"))
        try bench.write(String(repeating: "x", count: 300))
        try bench.endAnswer()
        #expect(bench.requests.count == 2)
        let rest = bench.take()
        #expect(rest.hasPrefix("12c\r\nxxx"))
        #expect(rest.hasSuffix("\r\n0\r\n\r\n"))
        bench.answer("next")
        #expect(bench.take().hasPrefix("HTTP/1.1 200 "))
    }

    @Test("of a known length is framed by it; another length cuts the connection")
    func length() throws {
        var bench = Self.asked()
        #expect(bench.beginAnswer(length: 5) == true)
        try bench.write("hel")
        try bench.write("lo")
        try bench.endAnswer()
        #expect(bench.take().hasSuffix("Content-Length: 5\r\n\r\nhello"))
        #expect(bench.state.phase == .idle)

        var long = Self.asked()
        #expect(long.beginAnswer(length: 5) == true)
        #expect(throws: AnswerStreamError.wrongLength) { try long.write("hello!") }
        var short = Self.asked()
        #expect(short.beginAnswer(length: 5) == true)
        try short.write("hell")
        #expect(throws: AnswerStreamError.wrongLength) { try short.endAnswer() }
    }

    @Test("ends with the connection for a client of HTTP/1.0")
    func untilClose() throws {
        var bench = Self.asked("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(bench.beginAnswer() == true)
        try bench.write("hello")
        try bench.endAnswer()
        let answer = bench.take()
        #expect(answer.hasSuffix("Connection: close\r\n\r\nhello"))
        #expect(!answer.contains("chunked"))
        #expect(bench.isShut)
    }

    @Test("has no body for HEAD, and none is asked of its handler")
    func head() {
        var bench = Self.asked("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(bench.beginAnswer(length: 5) == false)
        #expect(bench.take().hasSuffix("Content-Length: 5\r\n\r\n"))
        #expect(bench.state.phase == .idle)
        bench.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(bench.beginAnswer() == false)
        #expect(!bench.take().contains("chunked"))
    }

    @Test("costs what waits of it, for a client that takes much and never all")
    func neverAll() throws {
        var bench = Self.asked { $0.unsentBytes = 1_000 }
        #expect(bench.beginAnswer() == true)
        var taken = ""
        var most = 0
        for _ in 0..<1_000 {
            try bench.write(String(repeating: "x", count: 500))
            taken += bench.take(bench.state.unsentByteCount - 100)
            most = max(most, bench.state.outbox.bytes.count)
        }
        #expect(most < 2_000)
        try bench.endAnswer()
        taken += bench.take()
        let body = taken.split(separator: "\r\n\r\n", maxSplits: 1).last
        let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
        let isWhole = body.map(String.init) == String(repeating: chunk, count: 1_000) + "0\r\n\r\n"
        #expect(isWhole)
    }

    @Test("waits for a client that does not take it, and is cut when that lasts")
    func backPressure() throws {
        var bench = Self.asked { $0.unsentBytes = 50 }
        #expect(bench.beginAnswer() == true)
        #expect(!bench.state.takesMore)
        _ = bench.take()
        #expect(bench.state.takesMore)
        try bench.write(String(repeating: "x", count: 200))
        #expect(!bench.state.takesMore)
        bench.pass(.seconds(20))
        #expect(bench.isClosed)
        #expect(throws: AnswerStreamError.gone) { try bench.write("more") }
        #expect(throws: AnswerStreamError.gone) { try bench.endAnswer() }
    }

    @Test("that pauses is not hurried while nothing waits to be sent")
    func pause() throws {
        var bench = Self.asked()
        #expect(bench.beginAnswer() == true)
        _ = bench.take()
        #expect(bench.state.deadline == nil)
        bench.pass(.seconds(3_600))
        try bench.write("late")
        try bench.endAnswer()
        #expect(bench.take().contains("late"))
    }

    @Test("is compressed on the way and comes back whole")
    func gzip() throws {
        var bench = Self.asked()
        let compressor = try #require(GzipCompressor.forPieces(level: 4))
        #expect(bench.beginAnswer(compressor: compressor) == true)
        let text = (0..<2_000).map { "line \($0)\n" }.joined()
        for start in stride(from: 0, to: text.count, by: 700) {
            try bench.write(String(text.dropFirst(start).prefix(700)))
        }
        try bench.endAnswer()
        var wire: [UInt8] = []
        while bench.state.unsentByteCount > 0 { wire += bench.takeBytes() }
        let start = try #require(wire.firstRange(of: Array("\r\n\r\n".utf8))).upperBound
        let packed = try Self.unchunked(Array(wire[start...]))
        #expect(packed.count < text.utf8.count / 2)
        #expect(try Gunzip.decode(packed, configuration: ContentCodingConfiguration()) == Array(text.utf8))
    }

    /// Reads a chunked body with the parser that reads requests.
    static func unchunked(_ bytes: [UInt8]) throws -> [UInt8] {
        var parser = RequestParser()
        parser.receive(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + bytes)
        var body: [UInt8] = []
        while true {
            switch try parser.next() {
            case .body(let piece): body += piece
            case .head: break
            case .end: return body
            case .needMore: throw TestPeer.Failure(what: "a chunked body ends")
            }
        }
    }
}
