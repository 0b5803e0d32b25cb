internal import CLinux
internal import HTTPMessage

/// A socket with its state machine and the task that runs its handlers. Here is what its loop asks of it;
/// `Connection+Task.swift` has what the task does.
///
/// Unchecked because it belongs to its loop: only the loop's thread touches it, and the task prefers the loop as its
/// executor, so every part of the task runs there too.
final class Connection: @unchecked Sendable {
    /// Bytes that one flush sends before others get their turn.
    private static let bytesInARow = 1_048_576
    /// The same for a file, which may have to come from a disk first; the kernel is told of the next so many.
    private static let fileBytesInARow = 262_144

    let token: UInt64
    let peer: PeerAddress
    let admission: ConnectionLedger.Admission?
    let door: String
    private let transport: Transport
    /// Unowned because the loop outlives what it owns: its thread ends only after the last connection task. Unsafe
    /// because the check would be an atomic operation at every use.
    unowned(unsafe) let loop: EventLoop
    var state: ConnectionState
    var waiter: UnsafeContinuation<Void, Never>?
    var ready: ConnectionState.Received?
    /// The answer to `ready` where it is known already and only has to be written piece by piece.
    var readyAnswer: ServerResponse?
    /// The request that was parked, once it is worth asking for its answer.
    var woken: ParkedRequest?
    var bodyWaiter: UnsafeContinuation<Void, Never>?
    var writeWaiter: UnsafeContinuation<Void, Never>?
    var inARow = 0
    private var canRead = false
    private var canWrite = true
    private var hasHungUp = false
    var isOpen = true
    var whenClientGone: (@Sendable () -> Void)?
    /// Whether a handler was ever needed: only then there is a task.
    private(set) var hasTask = false
    /// In the loop's list of connections to flush.
    var isDirty = false
    /// In the loop's list of connections to read again.
    var isWaitingToRead = false
    /// The soonest entry in the loop's heap.
    var scheduled: MonotonicTime?

    init(
        transport: Transport, token: UInt64, peer: PeerAddress, door: String,
        admission: ConnectionLedger.Admission?, loop: EventLoop, at now: MonotonicTime
    ) {
        self.transport = transport
        self.door = door
        self.token = token
        self.peer = peer
        self.admission = admission
        self.loop = loop
        state = ConnectionState(environment: loop.environment, at: now)
        state.records.client = peer
    }

    // MARK: From the loop

    func refuse(_ refusal: ProtocolRefusal) {
        state.refuse(refusal, at: loop.now)
        settle()
    }

    /// The socket became ready. Edge-triggered: what is not read now must be remembered.
    func becameReady(_ events: UInt32) {
        if events & CLINUX_EPOLLERR != 0 { state.lost(at: loop.now) }
        if events & (CLINUX_EPOLLHUP | CLINUX_EPOLLRDHUP) != 0 { hasHungUp = true }
        if events & (CLINUX_EPOLLIN | CLINUX_EPOLLHUP | CLINUX_EPOLLRDHUP) != 0 { canRead = true }
        if events & CLINUX_EPOLLOUT != 0, !canWrite {
            canWrite = true
            flush()
        }
        read()
    }

    /// Reads once, so that one busy client cannot keep a loop to itself.
    func read() {
        if canRead, state.wantsBytes {
            switch transport.read(into: loop.scratch) {
            case .moved(let count, let mayGoOn):
                // A hang-up may hide behind a short read without a new edge.
                canRead = mayGoOn || hasHungUp
                loop.environment.counters.add(.bytesIn, count)
                state.received(UnsafeRawBufferPointer(rebasing: loop.scratch[0..<count]), at: loop.now)
            case .blocked:
                canRead = false
            case .ended:
                canRead = false
                state.peerClosed(at: loop.now)
                clientIsGone()
            case .failed:
                state.lost(at: loop.now)
            }
        }
        settle(flushesLater: false)
        // What was answered at once leaves at once: its client goes on while others are read.
        if canWrite, hasUnsentBytes { flush() }
    }

    func flush() {
        var sent = 0
        while canWrite, isOpen, sent < Self.bytesInARow {
            let outcome: TransportOutcome
            if transport.hasUnsentBytes {
                outcome = transport.flush()
                sent += take(outcome)
            } else if state.outbox.hasBytes {
                outcome = state.outbox.withUnsentBytes { transport.write($0) }
                sent += take(outcome)
            } else if let slice = state.outbox.file {
                outcome = send(slice, atMost: Self.fileBytesInARow)
                _ = take(outcome)
                sent = Self.bytesInARow
                if let rest = state.outbox.file { rest.willBeSent(Self.fileBytesInARow) }
            } else {
                break
            }
            switch outcome {
            case .moved: break
            case .blocked: canWrite = false
            // A file that has become shorter than its answer says ends it too.
            case .ended, .failed:
                state.lost(at: loop.now)
                settle()
            }
        }
        settle()
    }

    private func take(_ outcome: TransportOutcome) -> Int {
        guard case .moved(let count, _) = outcome, count > 0 else { return 0 }
        loop.environment.counters.add(.bytesOut, count)
        // Whoever watches wants to know when it was, not when the turn began.
        state.sent(count, at: loop.observer == nil ? loop.now : loop.configuration.clock.monotonic())
        return count
    }

    private func send(_ slice: FileSlice, atMost bytes: Int) -> TransportOutcome {
        if transport.sendsFiles {
            return transport.sendFile(
                slice.file.descriptor, offset: Int64(slice.offset), count: min(slice.count, bytes))
        }
        let buffer = UnsafeMutableRawBufferPointer(rebasing: loop.scratch[0..<min(slice.count, loop.scratch.count)])
        switch slice.file.read(at: slice.offset, into: buffer) {
        case nil: return .failed
        case 0: return .ended
        case let count?: return transport.write(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        }
    }

    func deadlinePassed() {
        state.deadlinePassed(at: loop.now, undelivered: state.outbox.isEmpty ? 0 : transport.undeliveredByteCount)
        settle()
    }

    func drain() {
        state.drain(at: loop.now)
        settle()
    }

    func cut() {
        state.lost(at: loop.now)
        settle()
    }

    private var hasUnsentBytes: Bool { isOpen && (!state.outbox.isEmpty || transport.hasUnsentBytes) }

    func settle(flushesLater: Bool = true) {
        while let action = state.nextAction() {
            switch action {
            case .dispatch(let request):
                if answerAtOnce(request) { continue }
                if loop.environment.hasRoomForHandler {
                    handOver(request)
                } else {
                    forgetReadyAnswer()
                    state.turnAway(loop.environment.overload, at: loop.now)
                }
            case .shutdownWrite:
                transport.shutdownWrite()
            case .close:
                close()
            }
        }
        if loop.observer != nil { report() }
        guard isOpen else { return }
        if let bodyWaiter, state.inflow?.isReady ?? true {
            self.bodyWaiter = nil
            bodyWaiter.resume()
        }
        if let writeWaiter, state.takesMore {
            self.writeWaiter = nil
            writeWaiter.resume()
        }
        if flushesLater, canWrite, hasUnsentBytes { loop.flushLater(self) }
        if canRead, state.wantsBytes { loop.readLater(self) }
        if let deadline = state.deadline { loop.schedule(self, at: deadline) }
    }

    /// Answers where the server's `immediateAnswer` knows what, in the turn in which the request came.
    private func answerAtOnce(_ received: ConnectionState.Received) -> Bool {
        // An answer to an earlier request is none to this one, whatever became of it.
        readyAnswer = nil
        guard received.stream == nil, let answer = loop.immediateAnswer else { return false }
        let client = loop.client(of: received.head, peer: peer)
        let start = loop.observer == nil ? loop.now : loop.configuration.clock.monotonic()
        guard var response = answer(request(received, client: client)) else { return false }
        // What has to be waited for, or may have to be written piece by piece, is the task's work.
        guard case .bytes = response.content, response.parked == nil else {
            readyAnswer = response
            return false
        }
        whenClientGone = nil
        if loop.observer != nil {
            state.records.client = client
            state.records.handlerTime = loop.configuration.clock.monotonic() - start
        }
        _ = ContentCoding.apply(to: &response, for: received, environment: loop.environment) { loop.compressor }
        state.answered(response, at: loop.now)
        return true
    }

    /// The request is turned away although its answer was ready; whoever made it hears that nobody waits for it.
    func forgetReadyAnswer() {
        readyAnswer = nil
        clientIsGone()
    }

    private func handOver(_ received: ConnectionState.Received) {
        loop.environment.handlerCount += 1
        ready = received
        if !hasTask {
            hasTask = true
            loop.startTask(of: self)
        } else if let waiter {
            self.waiter = nil
            inARow = 0
            waiter.resume()
        }
    }

    private func close() {
        guard isOpen else { return }
        isOpen = false
        // In this order, so that who sees the end finds the place free.
        loop.closed(self)
        transport.close()
        let waiter = waiter
        self.waiter = nil
        waiter?.resume()
        let bodyWaiter = bodyWaiter
        self.bodyWaiter = nil
        bodyWaiter?.resume()
        let writeWaiter = writeWaiter
        self.writeWaiter = nil
        writeWaiter?.resume()
        // A request that nobody will take any more.
        if ready != nil {
            ready = nil
            readyAnswer = nil
            loop.environment.handlerCount -= 1
        }
        clientIsGone()
    }

    private func clientIsGone() {
        let call = whenClientGone
        whenClientGone = nil
        call?()
    }

    private func report() {
        for record in state.records.takeFinished() { loop.observer?.answered(record) }
    }
}
