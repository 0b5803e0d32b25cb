import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("A body that is read while it comes")
struct StreamedBodyTests {
    static func bench(
        upTo bytes: Int = 1_000_000, _ configure: (inout HTTPServerConfiguration) -> Void = { _ in }
    ) -> ConversationBench {
        var configuration = HTTPServerConfiguration()
        configuration.bodyReception = { $0.target.path.first == "up" ? .streamed(maximumBytes: bytes) : .gathered }
        configure(&configuration)
        return ConversationBench(configuration: configuration)
    }

    static func head(_ length: Int, _ more: String = "") -> String {
        "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(more)\r\n"
    }

    static let chunkedHead = "POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test("reaches its handler piece by piece, in order, and then the next request comes")
    func pieces() {
        var bench = Self.bench()
        bench.receive(Self.head(6) + "ab")
        #expect(bench.requests.count == 1)
        #expect(bench.requests[0].body.isEmpty)
        #expect(bench.takePiece() == "ab")
        #expect(bench.takePiece() == "wait")
        bench.receive("cd")
        bench.receive("ef" + ConnectionStateTests.get)
        #expect(bench.takePiece() == "cdef")
        #expect(bench.takePiece() == "end")
        #expect(bench.takePiece() == "end")
        #expect(bench.requests.count == 1)
        bench.answer("done")
        #expect(bench.requests.count == 2)
        bench.answer("next")
        let answers = bench.take()
        #expect(answers.contains("done"))
        #expect(answers.contains("next"))
        #expect(!answers.contains("Connection: close"))
    }

    @Test("is gathered where the server was not told otherwise")
    func gathered() {
        var bench = Self.bench()
        bench.receive("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh")
        #expect(bench.requests.isEmpty)
        bench.receive("i")
        #expect(bench.requests.first?.body == Array("hi".utf8))
        #expect(bench.requests.first?.stream == nil)
    }

    @Test("is not read further ahead of its handler than the window")
    func backPressure() {
        var bench = Self.bench { $0.connection.bodyWindowBytes = 10 }
        bench.receive(Self.head(100) + "0123456")
        #expect(bench.state.wantsBytes)
        bench.receive("789")
        #expect(!bench.state.wantsBytes)
        #expect(bench.takePiece() == "0123456789")
        #expect(bench.state.wantsBytes)
        #expect(bench.takePiece() == "wait")
    }

    @Test("costs no more than its window when it comes in chunks of one byte")
    func tinyChunks() {
        var inflow = Inflow(awaitsInvitation: false)
        for _ in 0..<65_536 { inflow.append([0x78]) }
        var sizes: [Int] = []
        while let piece = inflow.next() { sizes.append(piece.count) }
        #expect(sizes == [16_384, 16_384, 16_384, 16_384])
    }

    @Test("is let go of piece by piece, although its handler never catches up with it")
    func takenPieces() throws {
        var inflow = Inflow(awaitsInvitation: false)
        inflow.append([UInt8](repeating: 0x78, count: 16_384))
        for _ in 0..<10 {
            inflow.append([UInt8](repeating: 0x78, count: 16_384))
            guard var piece = inflow.next() else { throw TestPeer.Failure(what: "no piece") }
            // What somebody else holds too is copied before it is written to.
            let place = piece.withUnsafeBytes { $0.baseAddress }
            piece[0] = 0x79
            #expect(piece.withUnsafeBytes { $0.baseAddress } == place)
        }
    }

    @Test("is invited when the handler asks, and not when it refuses first")
    func invitation() {
        let head = Self.head(2, "Expect: 100-continue\r\n")
        var bench = Self.bench()
        bench.receive(head)
        #expect(bench.requests.count == 1)
        #expect(bench.take() == "")
        bench.pass(.seconds(60))
        #expect(bench.takePiece() == "wait")
        #expect(bench.take() == "HTTP/1.1 100 Continue\r\n\r\n")
        bench.receive("hi")
        #expect(bench.takePiece() == "hi")

        var refused = Self.bench()
        refused.receive(head)
        refused.answer("no")
        let answer = refused.take()
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(refused.isShut)
    }

    @Test("that is left unread closes the connection after the answer")
    func unread() {
        var bench = Self.bench()
        bench.receive(Self.head(10) + "abc")
        bench.answer("enough")
        #expect(bench.take().contains("Connection: close\r\n"))
        #expect(bench.isShut)
        #expect(!bench.isClosed)
        bench.receive("defghij" + ConnectionStateTests.get)
        #expect(bench.requests.count == 1)
        #expect(bench.takePiece() == "gone")

        // All of it has come, though nobody looked at it: the next request is where it should be.
        var whole = Self.bench()
        whole.receive(Self.head(3) + "abc" + ConnectionStateTests.get)
        whole.answer("fine")
        #expect(!whole.take().contains("Connection: close"))
        #expect(whole.requests.count == 2)
    }

    @Test("that breaks a rule is answered at once; its handler learns why, and its answer is dropped")
    func broken() {
        var bench = Self.bench()
        bench.receive(Self.chunkedHead + "2\r\nab\r\nx\r\n")
        #expect(bench.take().hasPrefix("HTTP/1.1 400 "))
        #expect(bench.takePiece() == "400")
        bench.answer("never")
        #expect(bench.take() == "")
    }

    @Test("has a limit of its own, told by its length or found while it comes")
    func limit() {
        var told = Self.bench(upTo: 5)
        told.receive(Self.head(6))
        #expect(told.take().hasPrefix("HTTP/1.1 413 "))
        #expect(told.requests.isEmpty)
        var found = Self.bench(upTo: 5)
        found.receive(Self.chunkedHead + "5\r\nabcde\r\n")
        #expect(found.takePiece() == "abcde")
        found.receive("1\r\n")
        #expect(found.take().hasPrefix("HTTP/1.1 413 "))
        #expect(found.takePiece() == "413")
        var large = Self.bench(upTo: 2_000_000) { $0.connection.message.bodyBytes = 10 }
        large.receive(Self.head(2_000_000))
        #expect(large.requests.count == 1)
    }

    @Test("is decompressed on the way, and a bomb is refused as soon as it shows")
    func gzip() throws {
        let compressor = GzipCompressor(level: 9)
        let text = (0..<3_000).map { "line \($0 * 7_919 % 10_007)\n" }.joined()
        let packed = try #require(compressor.compress(Array(text.utf8)))
        var bench = Self.bench()
        bench.receive(Self.head(packed.count, "Content-Encoding: gzip\r\n"))
        #expect(bench.requests.first?.head.field(.contentEncoding) == nil)
        var got = ""
        for start in stride(from: 0, to: packed.count, by: 1_000) {
            bench.receive(Array(packed[start..<min(start + 1_000, packed.count)]))
            var piece = bench.takePiece()
            while piece != "wait", piece != "end" {
                got += piece
                piece = bench.takePiece()
            }
        }
        #expect(got == text)
        #expect(bench.takePiece() == "end")

        let bomb = try #require(compressor.compress([UInt8](repeating: 0, count: 3_000_000)))
        var hit = Self.bench(upTo: 100_000_000)
        hit.receive(Self.head(bomb.count + 100, "Content-Encoding: gzip\r\n"))
        hit.receive(Array(bomb.prefix(1_500)))
        #expect(hit.take().hasPrefix("HTTP/1.1 413 "))
        var gathered = Self.bench()
        gathered.receive(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
        gathered.receive(Array(bomb.prefix(1_500)))
        #expect(gathered.take().hasPrefix("HTTP/1.1 413 "))

        var short = Self.bench()
        short.receive(Self.head(20, "Content-Encoding: gzip\r\n"))
        short.receive(Array(packed.prefix(20)))
        #expect(short.take().hasPrefix("HTTP/1.1 400 "))
    }

    @Test("in chunks of one byte costs little more than its bytes")
    func chunksOfOneByte() {
        var bench = Self.bench()
        bench.receive(Self.chunkedHead)
        for _ in 0..<20_000 { bench.receive("1\r\nx\r\n") }
        let pieces = (0..<100).map { _ in bench.takePiece() }.filter { $0 != "wait" }
        #expect(pieces.joined() == String(repeating: "x", count: 20_000))
    }

    @Test("must keep its rate while the server reads; a slow handler is not the client's fault")
    func rate() {
        var bench = Self.bench {
            $0.connection.minimumBodyRate = 10
            $0.connection.bodyWindowBytes = 20
        }
        bench.receive(Self.head(1_000) + String(repeating: "x", count: 20))
        #expect(bench.state.deadline == nil)
        bench.pass(.seconds(3_600))
        #expect(bench.takePiece().utf8.count == 20)
        bench.pass(.seconds(9))
        #expect(bench.state.phase == .handling)
        bench.receive("0123456789")
        bench.pass(.seconds(1))
        #expect(bench.state.phase == .handling)
        bench.pass(.seconds(1))
        #expect(bench.take().hasPrefix("HTTP/1.1 408 "))
        #expect(bench.takePiece() == "408")
    }

    @Test("of a client that goes away fails for its handler")
    func abandoned() {
        var shut = Self.bench()
        shut.receive(Self.head(10) + "abc")
        shut.closePeer()
        #expect(shut.take().hasPrefix("HTTP/1.1 400 "))
        #expect(shut.takePiece() == "400")
        var reset = Self.bench()
        reset.receive(Self.head(10) + "abc")
        reset.lose()
        #expect(reset.takePiece() == "gone")
    }

    @Test("may be answered while it comes: an echo")
    func echo() throws {
        var bench = Self.bench()
        bench.receive(Self.head(6) + "abc")
        #expect(bench.takePiece() == "abc")
        #expect(bench.beginAnswer() == true)
        try bench.write("abc")
        bench.receive("def")
        #expect(bench.takePiece() == "def")
        try bench.write("def")
        #expect(bench.takePiece() == "end")
        try bench.endAnswer()
        let answer = bench.take()
        #expect(answer.hasSuffix("\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"))
        // Begun before the whole request was there.
        #expect(answer.contains("Connection: close\r\n"))

        var broken = Self.bench()
        broken.receive(Self.chunkedHead)
        #expect(broken.beginAnswer() == true)
        broken.receive("x\r\n")
        #expect(broken.isClosed)
        #expect(throws: AnswerStreamError.gone) { try broken.write("a") }
    }
}
