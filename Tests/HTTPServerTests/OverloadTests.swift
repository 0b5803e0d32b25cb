import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("A server with too much to do")
struct OverloadTests {
    static func bench(_ configure: (inout HTTPServerConfiguration) -> Void) -> ConversationBench {
        var configuration = HTTPServerConfiguration()
        configure(&configuration)
        return ConversationBench(configuration: configuration)
    }

    @Test("answers 503 with Retry-After at once, keeps the connection, and serves when there is room again")
    func handlers() {
        var bench = Self.bench { $0.handlerCount = 3 }
        bench.environment.handlerCount = 3
        bench.receive(ConnectionStateTests.get + ConnectionStateTests.get)
        #expect(bench.requests.isEmpty)
        let answers = bench.take()
        #expect(answers.ranges(of: "HTTP/1.1 503 ").count == 2)
        #expect(answers.contains("Retry-After: 5\r\n"))
        #expect(!answers.contains("Connection: close"))
        bench.environment.handlerCount = 2
        bench.receive(ConnectionStateTests.get)
        #expect(bench.requests.count == 1)
    }

    @Test("does not overflow its stack on thousands of pipelined requests that it turns away")
    func manyTurnedAway() {
        var bench = Self.bench {
            $0.handlerCount = 1
            $0.connection.unsentBytes = .max
            $0.connection.pipelinedCount = .max
        }
        bench.environment.handlerCount = 1
        bench.receive(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 2_000))
        #expect(bench.take().ranges(of: "HTTP/1.1 503 ").count == 2_000)
    }

    @Test("takes no upload to stream that no handler would read")
    func streams() {
        var bench = Self.bench {
            $0.handlerCount = 1
            $0.bodyReception = { _ in .streamed(maximumBytes: 100) }
        }
        bench.environment.handlerCount = 1
        bench.receive(StreamedBodyTests.head(10, "Expect: 100-continue\r\n"))
        let answer = bench.take()
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("Retry-After: 5\r\n"))
        #expect(bench.requests.isEmpty)
    }

    @Test("holds bodies only up to its budget, and has it back when they are answered or lost")
    func bodies() {
        var configuration = HTTPServerConfiguration()
        configuration.gatheredBodyBytes = 10
        var first = ConversationBench(configuration: configuration)
        let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n"
        first.receive(post + "12345678")
        #expect(first.requests.count == 1)
        var second = ConversationBench(sharing: first.environment)
        second.receive(post + "123")
        #expect(second.take().hasPrefix("HTTP/1.1 503 "))
        first.answer()
        var third = ConversationBench(sharing: first.environment)
        third.receive(post + "1234567")
        third.lose()
        var fourth = ConversationBench(sharing: first.environment)
        fourth.receive(post + "12345678")
        #expect(fourth.requests.count == 1)
    }

    @Test("begins no request behind too many answers that nobody has taken")
    func depth() {
        var bench = Self.bench { $0.connection.pipelinedCount = 2 }
        bench.receive(String(repeating: ConnectionStateTests.get, count: 3))
        bench.answer()
        #expect(bench.requests.count == 2)
        bench.answer()
        #expect(bench.requests.count == 2)
        _ = bench.take()
        #expect(bench.requests.count == 3)
    }

    @Test("tells each answer once, with its times, and what was cut")
    func records() {
        var configuration = HTTPServerConfiguration()
        configuration.connection.requestCount = 5
        var bench = ConversationBench(configuration: configuration, isObserved: true)
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Le")
        bench.pass(.seconds(2))
        bench.receive("ngth: 2\r\n\r\nhi" + ConnectionStateTests.get + "BROKEN\r\n\r\n")
        bench.pass(.seconds(1))
        bench.answer("one")
        #expect(bench.takeRecords().isEmpty)
        bench.pass(.seconds(1))
        bench.answer("two")
        let answers = bench.take()
        let records = bench.takeRecords()
        #expect(records.map(\.status) == [200, 200, 400])
        #expect(records.map(\.requestBodyBytes) == [2, 0, 0])
        #expect(records.map { $0.method?.rawValue } == ["POST", "GET", nil])
        #expect(records.map { $0.refusal?.clause } == [nil, nil, "RFC 9112, 3"])
        #expect(records.map(\.totalTime) == [.seconds(4), .seconds(1), .zero])
        #expect(records.map(\.answerBytes).reduce(0, +) == answers.utf8.count)
        #expect(bench.takeRecords().isEmpty)

        var cut = ConversationBench(configuration: configuration, isObserved: true)
        cut.receive(ConnectionStateTests.get)
        cut.answer("never read")
        cut.lose()
        #expect(cut.takeRecords().map(\.wasCut) == [true])
    }
}
