internal import HTTPMessage
internal import HTTPTypes

/// The way in: from bytes to a request for a handler.
extension ConnectionState {
    /// Takes what the parser has, as far as there is room for what comes of it.
    mutating func advance(at now: MonotonicTime) {
        while mayParse {
            do {
                guard try step(at: now) else { break }
            } catch {
                refuse(error, at: now)
                return
            }
        }
        if inflow != nil { watchBody(at: now) }
    }

    /// Looks at what came behind a request that is answered.
    mutating func goOn(at now: MonotonicTime) {
        if parser.bufferedByteCount > 0 || peerHasClosed { advance(at: now) }
    }

    private var mayParse: Bool {
        switch phase {
        case .idle, .head, .body:
            // A client that does not take its answers gets no further request handled.
            return outbox.unsentByteCount < limits.unsentBytes && outbox.file == nil
                && outbox.answerCount < limits.pipelinedCount
        case .handling:
            guard let inflow, inflow.failure == nil, !inflow.isComplete else { return false }
            return inflow.byteCount < limits.bodyWindowBytes
        case .closing, .lingering, .closed:
            return false
        }
    }

    /// Takes one event from the parser; false when there is nothing to go on with.
    private mutating func step(at now: MonotonicTime) throws(ProtocolRefusal) -> Bool {
        let event: RequestEvent
        do {
            event = try parser.next()
        } catch {
            throw ProtocolRefusal(error)
        }
        switch event {
        case .needMore:
            try waitForMore(at: now)
            return false
        case .head(let head, let framing):
            try begin(head, framing, at: now)
            return true
        case .body(let piece):
            try take(piece, at: now)
            if phase == .body { phaseDeadline = bodyPace.deadline }
            return true
        case .end:
            if let gunzip, bodyBytes > 0 || inflow != nil { try gunzip.finish() }
            if inflow != nil {
                inflow?.isComplete = true
                return false
            }
            return finishRequest(at: now)
        }
    }

    private mutating func waitForMore(at now: MonotonicTime) throws(ProtocolRefusal) {
        if phase == .idle, !parser.isBetweenRequests {
            phase = .head
            // The first head has had its deadline since the connection was accepted.
            if requestCount > 0 { phaseDeadline = now + limits.headTimeout }
        }
        guard peerHasClosed else { return }
        if phase == .idle {
            startClosing(lingers: false)
            if outbox.isEmpty { finishClosing(at: now) }
        } else {
            throw ProtocolRefusal(status: 400, clause: "RFC 9112, 8", reason: "request was cut short")
        }
    }

    private mutating func begin(
        _ head: RequestHead, _ framing: RequestFraming, at now: MonotonicTime
    ) throws(ProtocolRefusal) {
        var head = head
        coding = ContentCoding.read(&head)
        self.head = head
        isHead = head.method == .head
        version = head.version
        self.framing = framing
        records.headCame(head.method, at: now)
        phase = .body
        bodyPace = Pace(at: now, grace: environment.spans.bodyGrace)
        bodyBytes = 0
        phaseDeadline = bodyPace.deadline
        guard framing.body != .none else {
            if ContentCoding.bodyCoding(head) == .unsupported { throw Self.unknownCoding }
            return
        }
        let reception = environment.reception?(head) ?? .gathered
        let bound = if case .streamed(let bytes) = reception { bytes } else { limits.message.bodyBytes }
        do {
            try parser.limitBody(to: bound)
        } catch {
            throw ProtocolRefusal(error)
        }
        try prepareDecoding(reception)
        // RFC 9110, 10.1.1: not needed once the body has begun to come.
        let awaitsInvitation = framing.expectsContinue && parser.bufferedByteCount == 0
        switch reception {
        case .gathered:
            if awaitsInvitation { invite(at: now) }
        case .streamed:
            guard environment.hasRoomForHandler else { throw environment.overload }
            inflow = Inflow(awaitsInvitation: awaitsInvitation)
            dispatch(stream: requestCount + 1)
        }
    }

    private static let unknownCoding = ProtocolRefusal(
        status: 415, clause: "RFC 9110, 15.5.16", reason: "unknown content coding")

    private mutating func prepareDecoding(_ reception: BodyReception) throws(ProtocolRefusal) {
        guard let head else { return }
        switch ContentCoding.bodyCoding(head) {
        case .identity: return
        case .unsupported: throw Self.unknownCoding
        case .gzip: break
        }
        let configuration = environment.contentCoding
        let limit =
            if case .streamed(let bytes) = reception { bytes } else { configuration.decodedBodyBytes }
        gunzip = try Gunzip(limit: limit, maximumRatio: configuration.maximumRatio)
        self.head?.fields[.contentEncoding] = nil
        self.head?.fields[.contentLength] = nil
    }

    private mutating func invite(at now: MonotonicTime) {
        outbox.open(in: environment, at: now)
        outbox.bytes += ResponseEncoder.continueAnswer
    }

    private mutating func take(_ piece: [UInt8], at now: MonotonicTime) throws(ProtocolRefusal) {
        bodyBytes += piece.count
        bodyPace.moved(piece.count, at: now, grace: limits.bodyGrace, rate: limits.minimumBodyRate)
        records.bodyCame(piece.count)
        var plain = piece
        if let gunzip { plain = try gunzip.decode(piece) }
        if inflow != nil {
            inflow?.append(plain)
            return
        }
        guard environment.reserve(plain.count) else { throw environment.overload }
        reservedBytes += plain.count
        if body.isEmpty { body = plain } else { body += plain }
    }

    /// The request is complete; true when there is a next one to look at.
    private mutating func finishRequest(at now: MonotonicTime) -> Bool {
        // Where it may need no handler, that is asked before there has to be room for one.
        guard environment.hasRoomForHandler || environment.answersAtOnce else {
            requestCount += 1
            // The framing is sound, so the connection may stay: opening another would cost both sides more.
            answerRefusal(environment.overload, keepsAlive: keepsConnection, at: now)
            return phase == .idle
        }
        dispatch(stream: nil)
        return false
    }

    private mutating func dispatch(stream: Int?) {
        // The parser gives bodies and ends only after a head.
        guard let head = head.take() else { return }
        environment.counters.add(.requests)
        requestCount += 1
        pendingRequest = Received(head: head, body: body, coding: coding, stream: stream)
        body = []
        phase = .handling
        phaseDeadline = nil
    }

    // MARK: A body while it comes

    /// The next piece for the handler of the request with that number.
    mutating func takePiece(of number: Int, at now: MonotonicTime) -> TakenPiece {
        guard number == requestCount, inflow != nil else { return .failed(.gone) }
        if let failure = inflow?.failure { return .failed(failure) }
        if inflow?.awaitsInvitation == true {
            inflow?.awaitsInvitation = false
            // What is being answered already cannot be interrupted by an interim answer.
            if outflow == nil { invite(at: now) }
            watchBody(at: now)
        }
        if let piece = inflow?.next() {
            advance(at: now)
            return .piece(piece)
        }
        if let failure = inflow?.failure { return .failed(failure) }
        return inflow?.isComplete == true ? .end : .wait
    }

    /// Measures the minimum rate only while the server reads and has asked: a slow handler is not the client's fault.
    private mutating func watchBody(at now: MonotonicTime) {
        guard phase == .handling, let inflow else { return }
        if inflow.isComplete || inflow.awaitsInvitation || inflow.failure != nil || !wantsBytes {
            self.inflow?.clockStands = true
            phaseDeadline = nil
            return
        }
        if inflow.clockStands {
            self.inflow?.clockStands = false
            bodyPace = Pace(at: now, grace: limits.bodyGrace)
        }
        phaseDeadline = bodyPace.deadline
    }
}
