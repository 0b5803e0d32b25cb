internal import HTTPMessage
internal import HTTPTypes

/// One connection as a pure state machine: bytes, answers and the time go in; bytes to send, a deadline and
/// actions come out. It knows no socket and no clock, so every order of events can be tested.
///
/// Requests are parsed one at a time: while one is handled, what is pipelined behind it waits as bytes, which keeps
/// answers in order and bounds the memory by `pipelinedBytes`. `ConnectionState+Request.swift` has the way in,
/// `ConnectionState+Answer.swift` the way out.
struct ConnectionState {
    enum Phase: Equatable {
        /// Between requests.
        case idle
        /// Part of a head has come.
        case head
        /// Part of a body that is gathered is missing.
        case body
        /// A handler has the request.
        case handling
        /// The last answer is being sent.
        case closing
        /// All is sent and our side is shut; what still comes is thrown away. Closing at once would make the kernel
        /// answer late bytes with a reset, which takes the answer away from the client (RFC 9112, 9.6).
        case lingering
        case closed
    }

    /// A request for a handler, and how its answer may be coded.
    struct Received {
        var head: RequestHead
        var body: [UInt8]
        var coding: ContentCoding.Request
        /// The body is still to come, by `takePiece` with this number.
        var stream: Int?
    }

    enum Action {
        /// Give the request to the handler, then call `answered` or the three steps of a streamed answer.
        case dispatch(Received)
        /// Shut the sending side.
        case shutdownWrite
        /// Close the socket and forget the connection.
        case close
    }

    let environment: ConnectionEnvironment
    var parser: RequestParser
    var phase = Phase.idle
    /// The request that is read; its handler has it afterwards.
    var head: RequestHead?
    /// What its answer depends on.
    var isHead = false
    var version = HTTPVersion.http11
    var framing = RequestFraming()
    var coding = ContentCoding.Request()
    var body: [UInt8] = []
    var gunzip: Gunzip?
    var inflow: Inflow?
    var outflow: Outflow?
    var requestCount = 0
    var peerHasClosed = false
    var isDraining = false
    var phaseDeadline: MonotonicTime?
    var bodyPace: Pace
    /// Bytes of the body that came, compressed or not.
    var bodyBytes = 0
    /// Bytes entered into the environment's account for this request.
    var reservedBytes = 0
    var outbox: Outbox
    var records = RecordKeeping()
    var pendingRequest: Received?
    private var lingers = false
    private var lingerBytesLeft: Int
    private var shutdownIsPending = false
    private var closeIsPending = false

    @inline(__always)
    var limits: ConnectionLimits { environment.limits }

    /// A connection that was accepted at `now`.
    init(environment: ConnectionEnvironment, at now: MonotonicTime) {
        self.environment = environment
        parser = RequestParser(limits: environment.limits.message, hostNames: environment.hostNames)
        lingerBytesLeft = environment.limits.lingerBytes
        bodyPace = Pace(at: now, grace: environment.limits.bodyGrace)
        outbox = Outbox(at: now)
        phaseDeadline = now + environment.limits.headTimeout
    }

    // MARK: Outputs

    // Always inlined: a call would first copy the whole state, with a count for each reference in it, because it lies in
    // an object that the call could change.

    var unsentByteCount: Int { outbox.unsentByteCount }

    /// Bytes are welcome; false is back-pressure.
    @inline(__always)
    var wantsBytes: Bool {
        if peerHasClosed { return false }
        switch phase {
        case .idle, .head, .body: return parser.bufferedByteCount < limits.pipelinedBytes
        case .handling:
            if let inflow, !inflow.isComplete, inflow.failure == nil {
                return inflow.byteCount + parser.bufferedByteCount < limits.bodyWindowBytes
            }
            return parser.bufferedByteCount < limits.pipelinedBytes
        case .closing, .lingering: return true
        case .closed: return false
        }
    }

    /// When `deadlinePassed` must be called, if nothing happens before.
    @inline(__always)
    var deadline: MonotonicTime? {
        guard !outbox.isEmpty else { return phaseDeadline }
        let answerDeadline = outbox.deadline
        guard let phaseDeadline else { return answerDeadline }
        return min(phaseDeadline, answerDeadline)
    }

    /// The next thing to do, or nil.
    @inline(__always)
    mutating func nextAction() -> Action? {
        if let request = pendingRequest.take() { return .dispatch(request) }
        if shutdownIsPending {
            shutdownIsPending = false
            return .shutdownWrite
        }
        if closeIsPending {
            closeIsPending = false
            return .close
        }
        return nil
    }

    // MARK: Inputs

    mutating func received(_ bytes: UnsafeRawBufferPointer, at now: MonotonicTime) {
        switch phase {
        case .idle, .head, .body:
            if phase == .idle { records.requestBegan(at: now) }
            parser.receive(bytes)
            advance(at: now)
        case .handling:
            parser.receive(bytes)
            if inflow != nil { advance(at: now) }
        case .closing, .lingering:
            lingerBytesLeft -= bytes.count
            if lingerBytesLeft < 0 { lost(at: now) }
        case .closed:
            break
        }
    }

    /// The client will send no more; it may still read (RFC 9112, 9.6).
    mutating func peerClosed(at now: MonotonicTime) {
        peerHasClosed = true
        switch phase {
        case .idle, .head, .body: advance(at: now)
        case .handling: if inflow != nil { advance(at: now) }
        case .lingering: lost(at: now)
        case .closing, .closed: break
        }
    }

    /// The connection is broken, or has to be cut.
    mutating func lost(at now: MonotonicTime) {
        guard phase != .closed else { return }
        phase = .closed
        phaseDeadline = nil
        outbox.clear(to: environment)
        records.cut(at: now)
        forgetRequest()
        if inflow?.failure == nil { inflow?.failure = .gone }
        outflow = nil
        pendingRequest = nil
        shutdownIsPending = false
        closeIsPending = true
    }

    mutating func sent(_ count: Int, at now: MonotonicTime) {
        outbox.sent(count, to: environment)
        guard outbox.isEmpty else { return }
        records.allSent(at: now)
        switch phase {
        case .closing: finishClosing(at: now)
        case .idle:
            // Time to think begins when the answer has gone.
            phaseDeadline = idleDeadline(at: now)
            goOn(at: now)
        case .head, .body: advance(at: now)
        case .handling, .lingering, .closed: break
        }
    }

    /// - Parameter undelivered: bytes that were sent and that the client's system has not acknowledged.
    mutating func deadlinePassed(at now: MonotonicTime, undelivered: Int = 0) {
        if !outbox.isEmpty, outbox.deadline <= now {
            outbox.judge(undelivered: undelivered, limits: limits, at: now)
            if outbox.deadline <= now {
                lost(at: now)
                return
            }
        }
        guard let due = phaseDeadline, due <= now else { return }
        let clause = "RFC 9110, 15.5.9"
        switch phase {
        case .idle:
            phaseDeadline = nil
            // While an answer is on its way the client is not idle.
            if requestCount > 0, !isDraining, !outbox.isEmpty { return }
            // Browsers open connections on suspicion; a 408 would be shown as the answer to their next request.
            startClosing(lingers: true)
            if outbox.isEmpty { finishClosing(at: now) }
        case .head:
            refuse(ProtocolRefusal(status: 408, clause: clause, reason: "head came too slowly"), at: now)
        case .body:
            refuse(ProtocolRefusal(status: 408, clause: clause, reason: "body came too slowly"), at: now)
        case .handling:
            phaseDeadline = nil
            guard inflow != nil else { return }
            refuse(ProtocolRefusal(status: 408, clause: clause, reason: "body came too slowly"), at: now)
        case .lingering:
            lost(at: now)
        case .closing, .closed:
            phaseDeadline = nil
        }
    }

    /// The server is going down: what has begun is finished, nothing new is begun after it.
    mutating func drain(at now: MonotonicTime) {
        isDraining = true
        // A connection that never carried a request was opened to carry one: it keeps its time for the head.
        guard phase == .idle, requestCount > 0 else { return }
        let end = now + limits.drainIdleGrace
        phaseDeadline = min(phaseDeadline ?? end, end)
    }

    // MARK: Inside

    func idleDeadline(at now: MonotonicTime) -> MonotonicTime {
        isDraining ? now + limits.drainIdleGrace : now + environment.spans.idleTimeout
    }

    mutating func forgetRequest() {
        head = nil
        isHead = false
        version = .http11
        body = []
        gunzip = nil
        framing = RequestFraming()
        if reservedBytes > 0 { environment.release(reservedBytes) }
        reservedBytes = 0
    }

    mutating func startClosing(lingers: Bool) {
        phase = .closing
        phaseDeadline = nil
        self.lingers = lingers
        parser = RequestParser(limits: limits.message)
    }

    mutating func finishClosing(at now: MonotonicTime) {
        guard lingers, !peerHasClosed else {
            lost(at: now)
            return
        }
        phase = .lingering
        shutdownIsPending = true
        phaseDeadline = now + limits.lingerTimeout
    }
}
