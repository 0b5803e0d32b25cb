internal import CLinux
internal import HTTPMessage

/// A socket with its state machine and the task that runs its handlers.
///
/// Unchecked because it belongs to its loop: only the loop's thread touches it, and the task prefers the loop as its
/// executor, so every part of the task runs there too.
final class Connection: @unchecked Sendable {
    /// Requests that a task takes in a row before others on the loop get their turn.
    private static let requestsInARow = 32

    let token: UInt64
    let peer: PeerAddress
    let isAdmitted: Bool
    private let door: String
    private let transport: Transport
    /// Unowned because the loop outlives what it owns: its thread ends only after the last connection task. Unsafe
    /// because the check would be an atomic operation at every use.
    private unowned(unsafe) let loop: EventLoop
    private var state: ConnectionState
    private var waiter: UnsafeContinuation<ConnectionState.Received?, Never>?
    private var ready: ConnectionState.Received?
    private var inARow = 0
    private var canRead = false
    private var canWrite = true
    private var hasHungUp = false
    private var isOpen = true
    /// In the loop's list of connections to flush.
    var isDirty = false
    /// In the loop's list of connections to read again.
    var isWaitingToRead = false
    /// The soonest entry in the loop's heap.
    var scheduled: MonotonicTime?

    init(
        transport: Transport, token: UInt64, peer: PeerAddress, door: String, isAdmitted: Bool, loop: EventLoop,
        at now: MonotonicTime
    ) {
        self.transport = transport
        self.door = door
        self.token = token
        self.peer = peer
        self.isAdmitted = isAdmitted
        self.loop = loop
        state = ConnectionState(environment: loop.environment, at: now)
    }

    // MARK: From the loop

    func refuse(_ refusal: ProtocolRefusal) {
        state.refuse(refusal, at: loop.now)
        settle()
    }

    /// The socket became ready. Edge-triggered: what is not read now must be remembered.
    func becameReady(_ events: UInt32) {
        if events & CLINUX_EPOLLERR != 0 { state.lost() }
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
                state.received(UnsafeRawBufferPointer(rebasing: loop.scratch[0..<count]), at: loop.now)
            case .blocked:
                canRead = false
            case .ended:
                canRead = false
                state.peerClosed(at: loop.now)
            case .failed:
                state.lost()
            }
        }
        settle()
    }

    func flush() {
        while canWrite {
            let outcome: TransportOutcome
            if transport.hasUnsentBytes {
                outcome = transport.flush()
            } else if state.unsentByteCount > 0 {
                outcome = state.withUnsentBytes { transport.write($0) }
                if case .moved(let count, _) = outcome { state.sent(count, at: loop.now) }
            } else {
                break
            }
            switch outcome {
            case .moved: break
            case .blocked: canWrite = false
            case .ended, .failed: state.lost()
            }
            if !isOpen { break }
        }
        settle()
    }

    func deadlinePassed() {
        state.deadlinePassed(at: loop.now)
        settle()
    }

    func drain() {
        state.drain(at: loop.now)
        settle()
    }

    func cut() {
        state.lost()
        settle()
    }

    private func settle() {
        while let action = state.nextAction() {
            switch action {
            case .dispatch(let request):
                if let waiter {
                    self.waiter = nil
                    inARow = 0
                    waiter.resume(returning: request)
                } else {
                    ready = request
                }
            case .shutdownWrite:
                transport.shutdownWrite()
            case .close:
                close()
            }
        }
        guard isOpen else { return }
        if canWrite, state.unsentByteCount > 0 || transport.hasUnsentBytes { loop.flushLater(self) }
        if canRead, state.wantsBytes { loop.readLater(self) }
        if let deadline = state.deadline { loop.schedule(self, at: deadline) }
    }

    private func close() {
        guard isOpen else { return }
        isOpen = false
        transport.close()
        loop.closed(self)
        let waiter = waiter
        self.waiter = nil
        waiter?.resume(returning: nil)
    }

    // MARK: From the task

    /// Takes requests and answers them until the connection ends.
    func run(_ handler: RequestHandler) async {
        while let received = await nextRequest() {
            let coding = received.coding
            let request = ServerRequest(
                head: received.head, body: received.body, peer: peer, receivedAt: loop.now,
                loopIndex: loop.index, door: door)
            var response = await handler(request)
            guard isOpen else { continue }
            ContentCoding.apply(
                to: &response, for: coding, configuration: loop.environment.contentCoding,
                compressor: loop.compressor)
            state.answered(response, at: loop.now)
            settle()
        }
        loop.taskEnded(self)
    }

    private func nextRequest() async -> ConnectionState.Received? {
        if ready != nil {
            inARow += 1
            if inARow >= Self.requestsInARow {
                inARow = 0
                await Task.yield()
            }
            let request = ready
            ready = nil
            if isOpen { return request }
        }
        if !isOpen { return nil }
        return await withUnsafeContinuation { waiter = $0 }
    }
}
