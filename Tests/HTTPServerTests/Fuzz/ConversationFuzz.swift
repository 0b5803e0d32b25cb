import HTTPMessage
import HTTPTypes

@testable import HTTPServer

/// The connection's state machine under any order of bytes, answers, time and ends.
enum ConversationFuzz {
    typealias Broken = FuzzTargets.Broken

    static func run(_ data: some RandomAccessCollection<UInt8>, cuts: UInt8) throws(Broken) {
        try sameHoweverCut(data, cuts: cuts)
        var walk = Walk(streams: cuts % 2 == 1)
        try walk.run(Array(data))
    }

    private static func configuration(streams: Bool) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        configuration.connection.message = FuzzTargets.tightLimits
        configuration.connection.pipelinedBytes = 200
        configuration.connection.pipelinedCount = 3
        configuration.connection.unsentBytes = 150
        configuration.connection.bodyWindowBytes = 100
        configuration.connection.lingerBytes = 300
        configuration.connection.requestCount = 6
        configuration.contentCoding.decodedBodyBytes = 500
        if streams { configuration.bodyReception = { _ in .streamed(maximumBytes: 300) } }
        return configuration
    }

    // MARK: Cut anywhere

    /// What a client got, and what handlers got, when every request is answered at once.
    private struct Conversation: Equatable {
        var output: [UInt8] = []
        var requests: [String] = []
        var isClosed = false
    }

    private static func sameHoweverCut(
        _ data: some RandomAccessCollection<UInt8>, cuts: UInt8
    ) throws(Broken) {
        let whole = talk([Array(data)])
        let cut = talk(FuzzTargets.pieces(data, cuts: cuts))
        try FuzzTargets.expect(whole == cut, "cut otherwise the conversation differs:\n\(whole)\n\(cut)")
    }

    private static func talk(_ pieces: [[UInt8]]) -> Conversation {
        var configuration = configuration(streams: false)
        configuration.connection.pipelinedBytes = 1 << 20
        configuration.connection.lingerBytes = 1 << 20
        var bench = ConversationBench(configuration: configuration)
        var conversation = Conversation()
        for piece in pieces where bench.state.wantsBytes {
            bench.receive(piece)
            answerAll(&bench, &conversation)
        }
        bench.closePeer()
        answerAll(&bench, &conversation)
        conversation.isClosed = bench.isClosed
        // Whether 100 (Continue) is still needed depends on whether the body has come (RFC 9110, 10.1.1).
        conversation.output = removing(ResponseEncoder.continueAnswer, from: conversation.output)
        return conversation
    }

    private static func answerAll(_ bench: inout ConversationBench, _ conversation: inout Conversation) {
        conversation.output += bench.takeBytes()
        while bench.requests.count > conversation.requests.count {
            let request = bench.requests[conversation.requests.count]
            conversation.requests.append("\(request.head.method) \(request.head.target.raw) \(request.body)")
            bench.answer("answer \(conversation.requests.count)")
            conversation.output += bench.takeBytes()
        }
    }

    private static func removing(_ pattern: [UInt8], from bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if rest.starts(with: pattern) {
                rest = rest.dropFirst(pattern.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    // MARK: Any order of events

    private struct Walk {
        private var bench: ConversationBench
        private var answeredCount = 0
        private var streamsAnswer = false

        init(streams: Bool) {
            bench = ConversationBench(configuration: ConversationFuzz.configuration(streams: streams))
        }

        mutating func run(_ program: [UInt8]) throws(Broken) {
            var rest = program[...]
            while let step = rest.popFirst(), !bench.isClosed {
                switch step % 8 {
                case 0, 1:
                    let count = Int(rest.popFirst() ?? 0)
                    let bytes = Array(rest.prefix(count))
                    rest = rest.dropFirst(count)
                    if bench.state.wantsBytes, !bytes.isEmpty { bench.receive(bytes) }
                case 2: answer(step)
                case 3: _ = bench.take(Int(step) / 2)
                case 4: bench.pass(.milliseconds(Int(step) * 40))
                case 5: if step > 200 { bench.closePeer() }
                case 6: if step > 200 { bench.drain() }
                default: if handles, bench.requests.last?.stream != nil { _ = bench.takePiece() }
                }
                try check()
            }
            try end()
        }

        private var handles: Bool { bench.requests.count > answeredCount }

        private mutating func answer(_ step: UInt8) {
            guard handles else { return }
            do {
                if streamsAnswer {
                    if step < 128 {
                        // A handler waits here.
                        guard bench.state.takesMore else { return }
                        try bench.write(String(repeating: "s", count: Int(step)))
                        return
                    }
                    try bench.endAnswer()
                    streamsAnswer = false
                    answeredCount += 1
                } else if step % 3 == 0, bench.beginAnswer(length: nil) {
                    streamsAnswer = true
                } else {
                    if step % 3 != 0 { bench.answer(String(repeating: "a", count: Int(step))) }
                    answeredCount += 1
                }
            } catch {
                // The client has gone or the connection was refused meanwhile; the handler ends here.
                streamsAnswer = false
                answeredCount += 1
            }
        }

        private func check() throws(Broken) {
            let state = bench.state
            try FuzzTargets.expect(
                bench.requests.count - answeredCount <= 1, "two handlers at once")
            try FuzzTargets.expect(
                state.parser.bufferedByteCount <= 200 + 256, "\(state.parser.bufferedByteCount) bytes wait unparsed")
            // Unsent answers hold the next request back, and a refusal and a streamed piece may still follow.
            try FuzzTargets.expect(state.unsentByteCount <= 4_096, "\(state.unsentByteCount) bytes wait to be sent")
            // What has gone is forgotten when something is appended, unless more waits.
            let heldCount = state.outbox.bytes.count
            try FuzzTargets.expect(heldCount <= 12_288, "\(heldCount) bytes are held to be sent")
            if bench.isClosed {
                try FuzzTargets.expect(state.deadline == nil, "a closed connection waits for a deadline")
                try FuzzTargets.expect(state.unsentByteCount == 0, "a closed connection holds an answer")
            } else if state.phase != .handling {
                try FuzzTargets.expect(state.deadline != nil, "nothing ends \(state.phase)")
            }
        }

        /// Whatever went before: with its handlers answered and time passing, a connection ends.
        private mutating func end() throws(Broken) {
            var patience = 100
            while !bench.isClosed, patience > 0 {
                while handles { answer(streamsAnswer ? 254 : 1) }
                bench.pass(.seconds(100))
                patience -= 1
            }
            try FuzzTargets.expect(bench.isClosed, "\(bench.state.phase) never ends")
        }
    }
}
