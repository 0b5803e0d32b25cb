internal import HTTPMessage
internal import HTTPTypes

/// One connection as a pure state machine: bytes, answers and the time go in; bytes to send, a deadline and
/// actions come out. It knows no socket and no clock, so every order of events can be tested.
///
/// Requests are parsed one at a time: while one is handled, what is pipelined behind it waits as bytes, which keeps
/// answers in order and bounds the memory by `pipelinedBytes`.
struct ConnectionState {
    enum Phase: Equatable {
        /// Between requests.
        case idle
        /// Part of a head has come.
        case head
        /// Part of a body is missing.
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

    /// A complete request and how its answer may be coded.
    struct Received {
        var head: RequestHead
        var body: [UInt8]
        var coding: ContentCoding.Request
    }

    enum Action {
        /// Give the request to the handler, then call `answered`.
        case dispatch(Received)
        /// Shut the sending side.
        case shutdownWrite
        /// Close the socket and forget the connection.
        case close
    }

    private let environment: ConnectionEnvironment
    private var parser: RequestParser
    private(set) var phase = Phase.idle
    private var head: RequestHead?
    private var framing = RequestFraming()
    private var coding = ContentCoding.Request()
    private var body: [UInt8] = []
    private var requestCount = 0
    private var peerHasClosed = false
    private var isDraining = false
    private var lingers = false
    private var lingerBytesLeft: Int
    private var phaseDeadline: MonotonicTime?
    private var bodyStart: MonotonicTime
    private var answerStart: MonotonicTime
    private var answerBytesSent = 0
    private var output: [UInt8] = []
    private var outputStart = 0
    private var pendingRequest: Received?
    private var shutdownIsPending = false
    private var closeIsPending = false

    private var limits: ConnectionLimits { environment.limits }

    /// A connection that was accepted at `now`.
    init(environment: ConnectionEnvironment, at now: MonotonicTime) {
        self.environment = environment
        parser = RequestParser(limits: environment.limits.message)
        lingerBytesLeft = environment.limits.lingerBytes
        bodyStart = now
        answerStart = now
        phaseDeadline = now + environment.limits.headTimeout
    }

    // MARK: Outputs

    var unsentByteCount: Int { output.count - outputStart }

    /// Reads the bytes to send. Tell `sent` how many went.
    func withUnsentBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
        output.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[outputStart...])) }
    }

    /// Bytes are welcome; false is back-pressure.
    var wantsBytes: Bool {
        if peerHasClosed { return false }
        switch phase {
        case .idle, .head, .body, .handling: return parser.bufferedByteCount < limits.pipelinedBytes
        case .closing, .lingering: return true
        case .closed: return false
        }
    }

    /// When `deadlinePassed` must be called, if nothing happens before.
    var deadline: MonotonicTime? {
        guard unsentByteCount > 0 else { return phaseDeadline }
        let answerDeadline = answerDeadline
        guard let phaseDeadline else { return answerDeadline }
        return min(phaseDeadline, answerDeadline)
    }

    private var answerDeadline: MonotonicTime {
        answerStart + limits.answerGrace + Self.time(for: answerBytesSent, atRate: limits.minimumAnswerRate)
    }

    private static func time(for bytes: Int, atRate rate: Int) -> Duration {
        .nanoseconds(Int64(bytes) * 1_000_000_000 / Int64(max(rate, 1)))
    }

    /// The next thing to do, or nil.
    mutating func nextAction() -> Action? {
        if let request = pendingRequest {
            pendingRequest = nil
            return .dispatch(request)
        }
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
            parser.receive(bytes)
            advance(at: now)
        case .handling:
            parser.receive(bytes)
        case .closing, .lingering:
            lingerBytesLeft -= bytes.count
            if lingerBytesLeft < 0 { lost() }
        case .closed:
            break
        }
    }

    /// The client will send no more; it may still read (RFC 9112, 9.6).
    mutating func peerClosed(at now: MonotonicTime) {
        peerHasClosed = true
        switch phase {
        case .idle, .head, .body: advance(at: now)
        case .lingering: lost()
        case .handling, .closing, .closed: break
        }
    }

    /// The connection is broken, or has to be cut.
    mutating func lost() {
        guard phase != .closed else { return }
        phase = .closed
        phaseDeadline = nil
        output = []
        outputStart = 0
        pendingRequest = nil
        shutdownIsPending = false
        closeIsPending = true
    }

    mutating func sent(_ count: Int, at now: MonotonicTime) {
        outputStart += count
        answerBytesSent += count
        guard unsentByteCount == 0 else { return }
        output.removeAll(keepingCapacity: output.capacity <= 4_096)
        outputStart = 0
        answerBytesSent = 0
        switch phase {
        case .closing: finishClosing(at: now)
        case .idle, .head, .body: advance(at: now)
        case .handling, .lingering, .closed: break
        }
    }

    mutating func answered(_ response: ServerResponse, at now: MonotonicTime) {
        // A client that went away gets nothing; its handler was left to finish.
        guard phase == .handling else { return }
        let clientKeepsAlive = framing.keepsAlive && !(peerHasClosed && parser.bufferedByteCount == 0)
        let keepsAlive = clientKeepsAlive && !isDraining && requestCount < limits.requestCount
        do {
            try append(response, keepsAlive: keepsAlive, at: now)
        } catch {
            let reason = "the answer could not be written"
            refuse(ProtocolRefusal(status: 500, clause: "RFC 9110, 15.6.1", reason: reason), at: now)
            return
        }
        forgetRequest()
        if keepsAlive {
            phase = .idle
            phaseDeadline = now + limits.idleTimeout
            advance(at: now)
        } else {
            // A client that asked for the end sends nothing more; others may have requests under way.
            startClosing(lingers: clientKeepsAlive || parser.bufferedByteCount > 0)
        }
    }

    mutating func deadlinePassed(at now: MonotonicTime) {
        if unsentByteCount > 0, answerDeadline <= now {
            lost()
            return
        }
        guard let due = phaseDeadline, due <= now else { return }
        let clause = "RFC 9110, 15.5.9"
        switch phase {
        case .idle:
            // Browsers open connections on suspicion; a 408 would be shown as the answer to their next request.
            startClosing(lingers: true)
            if unsentByteCount == 0 { finishClosing(at: now) }
        case .head:
            refuse(ProtocolRefusal(status: 408, clause: clause, reason: "head came too slowly"), at: now)
        case .body:
            refuse(ProtocolRefusal(status: 408, clause: clause, reason: "body came too slowly"), at: now)
        case .lingering:
            lost()
        case .handling, .closing, .closed:
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

    /// Answers without a handler and closes.
    mutating func refuse(_ refusal: ProtocolRefusal, at now: MonotonicTime) {
        var response = environment.refusal(refusal)
        if let seconds = refusal.retryAfterSeconds, !response.fields.contains(.retryAfter) {
            response.fields[.retryAfter] = String(seconds)
        }
        do {
            try append(response, keepsAlive: false, at: now)
        } catch {
            // The application's own words cannot be sent, so the client has to do without an answer.
            lost()
            return
        }
        forgetRequest()
        startClosing(lingers: true)
    }

    // MARK: Inside

    private mutating func advance(at now: MonotonicTime) {
        while unsentByteCount < limits.unsentBytes {
            do {
                guard try step(at: now) else { return }
            } catch {
                refuse(error, at: now)
                return
            }
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
            if body.isEmpty { body = piece } else { body += piece }
            phaseDeadline =
                bodyStart + limits.bodyGrace + Self.time(for: body.count, atRate: limits.minimumBodyRate)
            return true
        case .end:
            try finishRequest()
            return false
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
            if unsentByteCount == 0 { finishClosing(at: now) }
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
        self.framing = framing
        phase = .body
        bodyStart = now
        phaseDeadline = now + limits.bodyGrace
        if ContentCoding.bodyCoding(head) == .unsupported {
            throw ProtocolRefusal(status: 415, clause: "RFC 9110, 15.5.16", reason: "unknown content coding")
        }
        // RFC 9110, 10.1.1: not needed once the body has begun to come.
        if framing.expectsContinue, parser.bufferedByteCount == 0 {
            noteAnswerStart(at: now)
            output += ResponseEncoder.continueAnswer
        }
    }

    private mutating func finishRequest() throws(ProtocolRefusal) {
        // The parser says `end` only after a head.
        guard var head else { return }
        if ContentCoding.bodyCoding(head) == .gzip, !body.isEmpty {
            body = try Gunzip.decode(body, configuration: environment.contentCoding)
            head.fields[.contentEncoding] = nil
            head.fields[.contentLength] = nil
        }
        requestCount += 1
        pendingRequest = Received(head: head, body: body, coding: coding)
        body = []
        phase = .handling
        phaseDeadline = nil
    }

    private mutating func append(
        _ response: ServerResponse, keepsAlive: Bool, at now: MonotonicTime
    ) throws(ResponseEncodingError) {
        noteAnswerStart(at: now)
        try ResponseEncoder.append(
            status: response.status, fields: response.fields, body: response.body,
            context: ResponseEncoder.Context(
                isHead: head?.method == .head, version: head?.version ?? .http11, keepsAlive: keepsAlive,
                date: environment.date),
            to: &output)
    }

    private mutating func noteAnswerStart(at now: MonotonicTime) {
        guard unsentByteCount == 0 else { return }
        answerStart = now
        answerBytesSent = 0
    }

    private mutating func forgetRequest() {
        head = nil
        body = []
        framing = RequestFraming()
    }

    private mutating func startClosing(lingers: Bool) {
        phase = .closing
        phaseDeadline = nil
        self.lingers = lingers
        parser = RequestParser(limits: limits.message)
    }

    private mutating func finishClosing(at now: MonotonicTime) {
        guard lingers, !peerHasClosed else {
            lost()
            return
        }
        phase = .lingering
        shutdownIsPending = true
        phaseDeadline = now + limits.lingerTimeout
    }
}
