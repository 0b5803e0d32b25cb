import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("A connection")
struct ConnectionStateTests {
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("is kept after an answer and gives the next request")
    func keepAlive() {
        var bench = ConversationBench()
        bench.receive(Self.get)
        #expect(bench.requests.count == 1)
        #expect(bench.state.phase == .handling)
        #expect(bench.state.deadline == nil)
        bench.answer()
        #expect(bench.take().hasPrefix("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
        #expect(bench.state.phase == .idle)
        bench.receive(Self.get)
        #expect(bench.requests.count == 2)
    }

    @Test("answers pipelined requests in order, one handler at a time")
    func pipelining() {
        var bench = ConversationBench()
        bench.receive((1...3).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        #expect(bench.requests.count == 1)
        for count in 1...3 {
            #expect(bench.requests.count == count)
            #expect(bench.requests[count - 1].head.target.path == ["\(count)"])
            bench.answer("answer\(count)")
        }
        #expect(
            bench.take().split(separator: "\r\n\r\n").dropFirst().map { $0.prefix(7) } == [
                "answer1", "answer2", "answer3",
            ])
    }

    @Test("stops reading when too much is pipelined, and goes on afterwards")
    func pipelineBound() {
        var bench = ConversationBench { $0.pipelinedBytes = 60 }
        bench.receive(Self.get)
        #expect(bench.state.wantsBytes)
        bench.receive(Self.get + Self.get + Self.get)
        #expect(!bench.state.wantsBytes)
        bench.answer()
        bench.answer()
        #expect(bench.state.wantsBytes)
    }

    @Test("begins no request while the client does not take its answers")
    func answerBackPressure() {
        var bench = ConversationBench { $0.unsentBytes = 10 }
        bench.receive(Self.get + Self.get)
        bench.answer()
        #expect(bench.requests.count == 1)
        _ = bench.take()
        #expect(bench.requests.count == 2)
    }

    @Test("says 408 when a head takes too long, and closes")
    func slowHead() {
        var bench = ConversationBench()
        bench.receive("GET / HT")
        bench.pass(.seconds(9))
        bench.receive("TP/1.1\r\n")
        #expect(bench.state.phase == .head)
        bench.pass(.seconds(1))
        #expect(bench.take().hasPrefix("HTTP/1.1 408 \r\n"))
        #expect(bench.isShut)
        #expect(!bench.isClosed)
        bench.closePeer()
        #expect(bench.isClosed)
    }

    @Test("gives a later head its own ten seconds")
    func slowLaterHead() {
        var bench = ConversationBench()
        bench.receive(Self.get)
        bench.answer()
        _ = bench.take()
        bench.pass(.seconds(70))
        bench.receive("G")
        bench.pass(.milliseconds(9_999))
        #expect(bench.state.phase == .head)
        bench.pass(.milliseconds(1))
        #expect(bench.take().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("closes without a word when nothing ever comes, and when it idles too long")
    func idle() {
        var fresh = ConversationBench()
        fresh.pass(.seconds(10))
        #expect(fresh.take() == "")
        #expect(fresh.isShut)
        fresh.pass(.seconds(3))
        #expect(fresh.isClosed)

        var kept = ConversationBench()
        kept.receive(Self.get)
        kept.answer()
        _ = kept.take()
        kept.pass(.seconds(74))
        #expect(!kept.isShut)
        kept.pass(.seconds(1))
        #expect(kept.isShut)
    }

    @Test("says 408 when a body comes slower than the minimum rate")
    func slowBody() {
        var bench = ConversationBench { $0.minimumBodyRate = 10 }
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        bench.pass(.seconds(9))
        bench.receive(String(repeating: "x", count: 50))
        bench.pass(.seconds(5))
        #expect(bench.state.phase == .body)
        bench.pass(.seconds(1))
        #expect(bench.take().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("is cut when an answer is taken slower than the minimum rate")
    func slowReader() {
        var bench = ConversationBench { $0.minimumAnswerRate = 10 }
        bench.receive(Self.get)
        bench.answer(String(repeating: "x", count: 10_000))
        bench.pass(.seconds(19))
        #expect(bench.take(50).utf8.count == 50)
        bench.pass(.seconds(5))
        #expect(!bench.isClosed)
        bench.pass(.seconds(1))
        #expect(bench.isClosed)
    }

    @Test("is cut when a reader stands still, however much its system's buffers took before")
    func readerStandsStill() {
        var bench = ConversationBench { $0.minimumAnswerRate = 10 }
        bench.receive(Self.get)
        bench.answer(String(repeating: "x", count: 100_000))
        #expect(bench.take(50_000).utf8.count == 50_000)
        // All of it lies in this system's buffer.
        bench.pass(.seconds(19), undelivered: 50_000)
        #expect(!bench.isClosed)
        bench.pass(.seconds(1), undelivered: 50_000)
        #expect(bench.isClosed)
    }

    @Test("keeps a slow reader whose system acknowledges, and gives no credit for past speed")
    func readerGoesOn() {
        var bench = ConversationBench { $0.minimumAnswerRate = 10 }
        bench.receive(Self.get)
        bench.answer(String(repeating: "x", count: 100_000))
        #expect(bench.take(50_000).utf8.count == 50_000)
        bench.pass(.seconds(20), undelivered: 49_000)
        bench.pass(.seconds(20), undelivered: 48_000)
        #expect(!bench.isClosed)
        bench.pass(.seconds(20), undelivered: 48_000)
        #expect(bench.isClosed)
    }

    @Test("gives a body no credit for past speed")
    func bodyStandsStill() {
        var bench = ConversationBench { $0.minimumBodyRate = 10 }
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        bench.receive(String(repeating: "x", count: 90_000))
        bench.pass(.seconds(9))
        #expect(bench.state.phase == .body)
        bench.pass(.seconds(1))
        #expect(bench.take().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("lets a handler take its time")
    func slowHandler() {
        var bench = ConversationBench()
        bench.receive(Self.get)
        bench.pass(.seconds(3_600))
        #expect(bench.state.phase == .handling)
        bench.answer()
        #expect(bench.take().hasPrefix("HTTP/1.1 200 "))
    }

    @Test("refuses broken bytes, answers what came before, and listens on for a while")
    func refusal() {
        var bench = ConversationBench()
        bench.receive(Self.get + "BROKEN\r\n\r\n")
        bench.answer("first")
        let answers = bench.take()
        #expect(answers.contains("first"))
        #expect(answers.contains("HTTP/1.1 400 \r\n"))
        #expect(answers.contains("Connection: close\r\n"))
        #expect(bench.isShut)
        bench.receive("more of it")
        #expect(bench.requests.count == 1)
        #expect(!bench.isClosed)
        bench.pass(.seconds(3))
        #expect(bench.isClosed)
    }

    @Test("does not listen for ever to a client that keeps sending")
    func lingerBound() {
        var bench = ConversationBench { $0.lingerBytes = 100 }
        bench.receive("BROKEN\r\n\r\n")
        _ = bench.take()
        bench.receive(String(repeating: "x", count: 100))
        #expect(!bench.isClosed)
        bench.receive("x")
        #expect(bench.isClosed)
    }

    @Test("invites a body that waits for it, once, and not when it has begun")
    func expectContinue() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        var bench = ConversationBench()
        bench.receive(head)
        #expect(bench.take() == "HTTP/1.1 100 Continue\r\n\r\n")
        bench.receive("hi")
        #expect(bench.requests.first?.body == Array("hi".utf8))

        var eager = ConversationBench()
        eager.receive(head + "h")
        #expect(eager.take() == "")
    }

    @Test("invites no body that would be refused")
    func expectRefused() {
        var bench = ConversationBench { $0.message.bodyBytes = 1 }
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(bench.take().hasPrefix("HTTP/1.1 413 "))
        var coded = ConversationBench()
        coded.receive(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n"
        )
        #expect(coded.take().hasPrefix("HTTP/1.1 415 "))
    }

    @Test("answers a client that has shut its sending side")
    func halfClose() {
        var bench = ConversationBench()
        bench.receive(Self.get + Self.get)
        bench.closePeer()
        #expect(!bench.isClosed)
        bench.answer("first")
        bench.answer("second")
        let answers = bench.take()
        #expect(answers.contains("first"))
        #expect(answers.contains("second"))
        #expect(answers.contains("Connection: close"))
        #expect(bench.isClosed)
    }

    @Test("says 400 to a request that ends too early")
    func truncated() {
        var bench = ConversationBench()
        bench.receive("GET / HT")
        bench.closePeer()
        #expect(bench.take().hasPrefix("HTTP/1.1 400 "))
        #expect(bench.isClosed)
        var quiet = ConversationBench()
        quiet.closePeer()
        #expect(quiet.take() == "")
        #expect(quiet.isClosed)
    }

    @Test("drops the answer of a handler whose client has gone")
    func lostWhileHandling() {
        var bench = ConversationBench()
        bench.receive(Self.get)
        bench.lose()
        #expect(bench.isClosed)
        bench.answer()
        #expect(bench.take() == "")
    }

    @Test("closes at once when the client asked for it")
    func closeAsked() {
        for request in ["GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"] {
            var bench = ConversationBench()
            bench.receive(request)
            bench.answer()
            #expect(bench.take().contains("Connection: close\r\n"))
            #expect(bench.isClosed)
        }
    }

    @Test("closes after its last permitted request, without cutting what is under way")
    func requestCount() {
        var bench = ConversationBench { $0.requestCount = 2 }
        bench.receive(Self.get)
        bench.answer()
        #expect(!bench.take().contains("Connection: close"))
        bench.receive(Self.get)
        bench.answer()
        #expect(bench.take().contains("Connection: close"))
        #expect(bench.isShut)
        #expect(!bench.isClosed)
    }

    @Test("drains: finishes what has begun, gives an idle client a moment, a new one its first request")
    func drain() {
        var busy = ConversationBench()
        busy.receive(Self.get)
        busy.drain()
        busy.answer()
        #expect(busy.take().contains("Connection: close"))

        var kept = ConversationBench()
        kept.receive(Self.get)
        kept.answer()
        _ = kept.take()
        var late = kept
        kept.drain()
        kept.pass(.milliseconds(100))
        #expect(kept.isShut)
        late.drain()
        late.pass(.milliseconds(99))
        late.receive(Self.get)
        late.answer()
        #expect(late.take().contains("Connection: close"))

        var fresh = ConversationBench()
        fresh.drain()
        fresh.pass(.seconds(9))
        fresh.receive(Self.get)
        fresh.answer()
        #expect(fresh.take().contains("Connection: close"))
    }

    @Test("tells an overloaded client when to come again")
    func overload() {
        var bench = ConversationBench()
        bench.refuse(ProtocolRefusal(status: 503, clause: "", reason: "", retryAfterSeconds: 5))
        #expect(bench.take().contains("Retry-After: 5\r\n"))
        #expect(bench.isShut)
    }

    @Test("leaves out the body for HEAD")
    func head() {
        var bench = ConversationBench()
        bench.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        bench.answer("hello")
        #expect(bench.take().hasSuffix("Content-Length: 5\r\n\r\n"))
    }

    @Test("replaces an answer that cannot be written by 500")
    func brokenAnswer() {
        var bench = ConversationBench()
        bench.receive(Self.get)
        bench.drain()
        var state = bench.state
        state.answered(ServerResponse(status: .continue), at: bench.now)
        #expect(state.outbox.withUnsentBytes { String(decoding: $0, as: UTF8.self) }.hasPrefix("HTTP/1.1 500 "))
    }
}
