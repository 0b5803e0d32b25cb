internal import HTTPMessage
internal import HTTPTypes

/// An answer that its handler writes piece by piece.
struct Outflow {
    /// Bytes still to come; nil in chunks or to the end of the connection.
    var remaining: Int?
    let isChunked: Bool
    let keepsAlive: Bool
    let compressor: GzipCompressor?
}

/// The way out: from an answer to bytes.
extension ConnectionState {
    /// Whether the connection may be kept after an answer that is framed now.
    var keepsConnection: Bool {
        clientKeepsConnection && !isDraining && requestCount < limits.requestCount && bodyIsRead
    }

    private var clientKeepsConnection: Bool {
        framing.keepsAlive && !(peerHasClosed && parser.bufferedByteCount == 0)
    }

    /// Nobody can say where the next request begins before the body of this one has come.
    private var bodyIsRead: Bool { inflow?.isComplete ?? true }

    // MARK: Whole answers

    /// The handler's answer, where it is bytes or a file.
    mutating func answered(_ response: ServerResponse, at now: MonotonicTime) {
        // A client that went away gets nothing; its handler was left to finish.
        guard phase == .handling else { return }
        let keepsAlive = keepsConnection
        do {
            try append(response, keepsAlive: keepsAlive, at: now)
        } catch {
            answerIsBroken(at: now)
            return
        }
        finishAnswer(keepsAlive: keepsAlive, at: now)
        if phase == .idle { goOn(at: now) }
    }

    private mutating func answerIsBroken(at now: MonotonicTime) {
        let reason = "the answer could not be written"
        refuse(ProtocolRefusal(status: 500, clause: "RFC 9110, 15.6.1", reason: reason), at: now)
    }

    /// Answers in the place of the handler; the connection stays where it may.
    mutating func turnAway(_ refusal: ProtocolRefusal, at now: MonotonicTime) {
        guard phase == .handling else { return }
        answerRefusal(refusal, keepsAlive: keepsConnection, at: now)
        if phase == .idle { goOn(at: now) }
    }

    /// Answers without a handler and closes.
    mutating func refuse(_ refusal: ProtocolRefusal, at now: MonotonicTime) {
        // Part of another answer has gone out already: all that is left is to show that it is not whole.
        guard outflow == nil else {
            environment.counters.countRefusal(refusal)
            inflow?.failure = .refused(refusal)
            lost(at: now)
            return
        }
        answerRefusal(refusal, keepsAlive: false, at: now)
        if phase != .closed { inflow?.failure = .refused(refusal) }
    }

    mutating func answerRefusal(_ refusal: ProtocolRefusal, keepsAlive: Bool, at now: MonotonicTime) {
        environment.counters.countRefusal(refusal)
        var response = environment.refusal(refusal)
        if let seconds = refusal.retryAfterSeconds, !response.fields.contains(.retryAfter) {
            response.fields[.retryAfter] = String(seconds)
        }
        do {
            try append(response, refusal: refusal, keepsAlive: keepsAlive, at: now)
        } catch {
            // The application's own words cannot be sent, so the client has to do without an answer.
            lost(at: now)
            return
        }
        if keepsAlive {
            finishAnswer(keepsAlive: true, at: now)
        } else {
            forgetRequest()
            startClosing(lingers: true)
        }
    }

    private mutating func append(
        _ response: ServerResponse, refusal: ProtocolRefusal? = nil, keepsAlive: Bool, at now: MonotonicTime
    ) throws(ResponseEncodingError) {
        outbox.open(in: environment, at: now)
        let before = outbox.unsentByteCount
        let context = encodingContext(keepsAlive: keepsAlive)
        switch response.content {
        case .bytes(let bytes):
            try ResponseEncoder.append(
                status: response.status, fields: response.fields, body: bytes, context: context, to: &outbox.bytes)
        case .file(let slice):
            try ResponseEncoder.appendHead(
                status: response.status, fields: response.fields, framing: .length(slice.count), context: context,
                to: &outbox.bytes)
            if !context.isHead, ResponseEncoder.hasBody(response.status) { outbox.append(slice) }
        case .stream:
            // The words for a refusal are never streamed.
            throw .informationalStatus(response.status.code)
        }
        outbox.countAnswer()
        environment.counters.countAnswer(status: response.status.code)
        if environment.isObserved {
            records.answerBegan(response, refusal: refusal, at: now)
            records.answerGrew(by: outbox.unsentByteCount - before)
            records.answerEnded()
        }
    }

    private func encodingContext(keepsAlive: Bool) -> ResponseEncoder.Context {
        ResponseEncoder.Context(
            isHead: isHead, version: version, keepsAlive: keepsAlive, date: environment.date)
    }

    private mutating func finishAnswer(keepsAlive: Bool, at now: MonotonicTime) {
        // A client that asked for the end sends nothing more; others may have requests under way.
        let lingers = clientKeepsConnection || parser.bufferedByteCount > 0 || !bodyIsRead
        forgetRequest()
        if !bodyIsRead { inflow?.failure = .gone } else { inflow = nil }
        guard keepsAlive else {
            startClosing(lingers: lingers)
            return
        }
        phase = .idle
        phaseDeadline = idleDeadline(at: now)
        if parser.bufferedByteCount > 0 { records.requestBegan(at: now) }
    }

    // MARK: Streamed answers

    /// The head of an answer that is written piece by piece; false when there is nothing to write, because the client
    /// has gone or wants no body.
    mutating func beginAnswer(
        _ response: ServerResponse, length: Int?, compressor: GzipCompressor?, at now: MonotonicTime
    ) -> Bool {
        guard phase == .handling else { return false }
        let isChunked = length == nil && version == .http11
        let framing: ResponseEncoder.Framing = length.map { .length($0) } ?? (isChunked ? .chunked : .untilClose)
        let hasBody = !isHead && ResponseEncoder.hasBody(response.status)
        let keepsAlive = keepsConnection && (framing != .untilClose || !hasBody)
        outbox.open(in: environment, at: now)
        let before = outbox.unsentByteCount
        do {
            try ResponseEncoder.appendHead(
                status: response.status, fields: response.fields, framing: framing,
                context: encodingContext(keepsAlive: keepsAlive), to: &outbox.bytes)
        } catch {
            answerIsBroken(at: now)
            return false
        }
        outbox.countAnswer()
        environment.counters.countAnswer(status: response.status.code)
        if environment.isObserved {
            records.answerBegan(response, refusal: nil, at: now)
            records.answerGrew(by: outbox.unsentByteCount - before)
        }
        guard hasBody else {
            records.answerEnded()
            finishAnswer(keepsAlive: keepsAlive, at: now)
            if phase == .idle { goOn(at: now) }
            return false
        }
        outflow = Outflow(
            remaining: length, isChunked: isChunked, keepsAlive: keepsAlive, compressor: compressor)
        return true
    }

    /// The next piece of the answer.
    mutating func write(_ bytes: [UInt8], at now: MonotonicTime) throws(AnswerStreamError) {
        guard phase == .handling, let outflow else { throw .gone }
        if let remaining = outflow.remaining {
            guard bytes.count <= remaining else { throw .wrongLength }
            self.outflow?.remaining = remaining - bytes.count
        }
        send(outflow.compressor?.compressPiece(bytes) ?? bytes, isChunked: outflow.isChunked, at: now)
    }

    /// The client has taken enough of what came before to write on.
    @inline(__always)
    var takesMore: Bool { outbox.unsentByteCount < limits.unsentBytes || phase == .closed }

    /// The end of the answer.
    mutating func endAnswer(at now: MonotonicTime) throws(AnswerStreamError) {
        guard phase == .handling, let outflow else { throw .gone }
        guard outflow.remaining ?? 0 == 0 else { throw .wrongLength }
        if let compressor = outflow.compressor {
            send(compressor.finishPieces(), isChunked: outflow.isChunked, at: now)
        }
        if outflow.isChunked {
            outbox.open(in: environment, at: now)
            ResponseEncoder.appendLastChunk(to: &outbox.bytes)
            records.answerGrew(by: 5)
        }
        records.answerEnded()
        self.outflow = nil
        finishAnswer(keepsAlive: outflow.keepsAlive, at: now)
        if outbox.isEmpty {
            records.allSent(at: now)
            if phase == .closing { finishClosing(at: now) }
        }
        if phase == .idle { goOn(at: now) }
    }

    private mutating func send(_ bytes: [UInt8], isChunked: Bool, at now: MonotonicTime) {
        outbox.open(in: environment, at: now)
        let before = outbox.unsentByteCount
        if isChunked {
            ResponseEncoder.appendChunk(bytes, to: &outbox.bytes)
        } else {
            outbox.bytes += bytes
        }
        records.answerGrew(by: outbox.unsentByteCount - before)
    }
}
