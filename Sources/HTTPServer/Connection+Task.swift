internal import HTTPMessage
internal import HTTPTypes

/// What a connection's task does: it takes requests, asks the handler, and gives the answers to the state machine. All of
/// it runs on the loop's thread.
extension Connection {
    /// Requests that a task takes in a row before others on the loop get their turn.
    private static let requestsInARow = 32

    // MARK: Requests

    /// Takes requests and answers them until the connection ends, or until one is parked.
    func run(_ handler: RequestHandler) async {
        while let received = await nextRequest() {
            let client: PeerAddress
            let start: MonotonicTime
            let response: ServerResponse
            if let woken = woken.take() {
                (client, start) = (woken.client, woken.start)
                response = await woken.answer.answer()
            } else {
                client = loop.client(of: received.head, peer: peer)
                state.records.client = client
                guard loop.enter(client, peer: peer) else {
                    forgetReadyAnswer()
                    turnAway(loop.tooManyRequests)
                    loop.environment.handlerCount -= 1
                    continue
                }
                start = loop.observer == nil ? loop.now : loop.configuration.clock.monotonic()
                if let known = readyAnswer.take() {
                    response = known
                } else {
                    response = await handler(request(received, client: client))
                }
            }
            if let parked = response.parked {
                park(ParkedRequest(received: received, client: client, start: start, answer: parked))
                return
            }
            whenClientGone = nil
            if loop.observer != nil { state.records.handlerTime = loop.configuration.clock.monotonic() - start }
            loop.leave(client, peer: peer)
            if !isOpen {
                reportUnsent(response, to: received, client: client)
            } else if let streamed = answer(response, to: received) {
                await produce(streamed)
            }
            loop.environment.handlerCount -= 1
        }
        loop.taskEnded(self)
    }

    private func park(_ request: ParkedRequest) {
        loop.environment.handlerCount -= 1
        request.answer.whenReady { [loop] in loop.submit { self.wake(request) } }
    }

    /// Goes on with a request that was parked, on a new task.
    private func wake(_ request: ParkedRequest) {
        loop.environment.handlerCount += 1
        woken = request
        loop.run(self)
    }

    func request(_ received: ConnectionState.Received, client: PeerAddress) -> ServerRequest {
        let body = received.stream.map { number in
            RequestBody { () throws(RequestBodyError) in try await self.nextPiece(of: number) }
        }
        return ServerRequest(
            head: received.head, body: received.body, stream: body, peer: peer, client: client,
            receivedAt: loop.now, loopIndex: loop.index, door: door, connection: self)
    }

    /// Keeps a call for the moment the client hangs up; makes it at once where that has happened.
    func tellWhenClientGone(_ call: @escaping @Sendable () -> Void) {
        precondition(loop.isOnLoopThread, "a handler listens for its client on its loop")
        if isOpen, !state.peerHasClosed { whenClientGone = call } else { call() }
    }

    /// Answers, but for the content where that is streamed.
    private func answer(
        _ response: consuming ServerResponse, to received: ConnectionState.Received
    ) -> StreamedAnswer? {
        let compressor = ContentCoding.apply(to: &response, for: received, environment: loop.environment) {
            loop.compressor
        }
        guard case .stream(let stream) = response.content else {
            state.answered(response, at: loop.now)
            settle()
            return nil
        }
        let goesOn = state.beginAnswer(
            response, length: compressor == nil ? stream.length : nil, compressor: compressor, at: loop.now)
        settle()
        return StreamedAnswer(stream: stream, goesOn: goesOn, isCompressed: compressor != nil)
    }

    private func produce(_ streamed: StreamedAnswer) async {
        if streamed.goesOn {
            do {
                try await streamed.stream.produce(AnswerWriter(connection: self))
                try state.endAnswer(at: loop.now)
            } catch {
                // Cut, so that the client sees that the answer is not whole.
                state.lost(at: loop.now)
            }
            settle()
        }
        if streamed.isCompressed { loop.environment.streamCompressorCount -= 1 }
    }

    private func turnAway(_ refusal: ProtocolRefusal) {
        state.turnAway(refusal, at: loop.now)
        settle()
    }

    /// The client went away while the handler worked.
    private func reportUnsent(
        _ response: ServerResponse, to received: ConnectionState.Received, client: PeerAddress
    ) {
        guard let observer = loop.observer else { return }
        observer.answered(
            AccessRecord(
                method: received.head.method, status: response.status.code, operation: response.operation,
                requestID: response.requestID, client: client, requestBodyBytes: received.body.count, answerBytes: 0,
                handlerTime: state.records.handlerTime, totalTime: state.records.handlerTime, wasCut: true))
    }

    private func nextRequest() async -> ConnectionState.Received? {
        if let woken { return woken.received }
        if ready == nil {
            if isOpen { await withUnsafeContinuation { waiter = $0 } }
        } else {
            inARow += 1
            if inARow >= Self.requestsInARow {
                inARow = 0
                await Task.yield()
            }
        }
        // Closing takes it away.
        return ready.take()
    }

    // MARK: While handlers read and write

    private func nextPiece(of number: Int) async throws(RequestBodyError) -> [UInt8]? {
        while true {
            precondition(loop.isOnLoopThread, "a body is read on the loop of its request")
            let taken = state.takePiece(of: number, at: loop.now)
            settle()
            switch taken {
            case .piece(let piece): return piece
            case .end: return nil
            case .failed(let error): throw error
            case .wait:
                precondition(bodyWaiter == nil, "a body is read by one task at a time")
                if isOpen { await withUnsafeContinuation { bodyWaiter = $0 } }
            }
        }
    }

    func write(_ bytes: [UInt8]) async throws(AnswerStreamError) {
        precondition(loop.isOnLoopThread, "an answer is written on the loop of its request")
        try state.write(bytes, at: loop.now)
        settle()
        if isOpen, !state.takesMore {
            precondition(writeWaiter == nil, "an answer is written by one task at a time")
            await withUnsafeContinuation { writeWaiter = $0 }
        }
    }
}
