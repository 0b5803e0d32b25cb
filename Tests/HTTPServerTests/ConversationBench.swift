import HTTPMessage
import HTTPTypes
import Testing

@testable import HTTPServer

/// A connection without socket and clock: the test is its client, its handler and its time.
struct ConversationBench {
    let environment: ConnectionEnvironment
    private(set) var state: ConnectionState
    private(set) var now = MonotonicTime(nanoseconds: 0)
    private(set) var requests: [ConnectionState.Received] = []
    private(set) var isShut = false
    private(set) var isClosed = false

    init(_ configure: (inout ConnectionLimits) -> Void = { _ in }) {
        var configuration = HTTPServerConfiguration()
        configure(&configuration.connection)
        self.init(configuration: configuration)
    }

    init(configuration: HTTPServerConfiguration, isObserved: Bool = false) {
        self.init(
            sharing: ConnectionEnvironment(
                configuration: configuration, isObserved: isObserved, refusal: Self.refusal))
    }

    /// Another connection on the same loop.
    init(sharing environment: ConnectionEnvironment) {
        self.environment = environment
        environment.refreshDate(unixSeconds: 784_111_777)
        state = ConnectionState(environment: environment, at: now)
    }

    static let refusal: @Sendable (ProtocolRefusal) -> ServerResponse = { refusal in
        ServerResponse(status: HTTPResponse.Status(code: refusal.status), body: Array(refusal.reason.utf8))
    }

    private mutating func settle() {
        while let action = state.nextAction() {
            switch action {
            case .dispatch(let request): requests.append(request)
            case .shutdownWrite: isShut = true
            case .close: isClosed = true
            }
        }
    }

    mutating func receive(_ text: String) {
        receive(Array(text.utf8))
    }

    mutating func receive(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { state.received($0, at: now) }
        settle()
    }

    mutating func answer(_ body: String = "ok") {
        state.answered(ServerResponse(status: .ok, body: Array(body.utf8)), at: now)
        settle()
    }

    /// The next piece of a streamed body in text, `end`, `wait`, or why none comes.
    mutating func takePiece() -> String {
        let taken = state.takePiece(of: requests.last?.stream ?? 0, at: now)
        settle()
        switch taken {
        case .piece(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .end: return "end"
        case .wait: return "wait"
        case .failed(.gone): return "gone"
        case .failed(.refused(let refusal)): return "\(refusal.status)"
        }
    }

    /// Begins a streamed answer; false when there is nothing to write.
    mutating func beginAnswer(length: Int? = nil, compressor: GzipCompressor? = nil) -> Bool {
        defer { settle() }
        return state.beginAnswer(ServerResponse(status: .ok), length: length, compressor: compressor, at: now)
    }

    mutating func write(_ text: String) throws {
        defer { settle() }
        try state.write(Array(text.utf8), at: now)
    }

    mutating func endAnswer() throws {
        defer { settle() }
        try state.endAnswer(at: now)
    }

    mutating func takeRecords() -> [AccessRecord] {
        state.records.takeFinished()
    }

    /// Takes up to `count` bytes of what the connection wants to send.
    mutating func take(_ count: Int = .max) -> String {
        var taken = ""
        while state.unsentByteCount > 0, taken.utf8.count < count {
            let bytes = state.outbox.withUnsentBytes { Array($0.prefix(count - taken.utf8.count)) }
            taken += String(decoding: bytes, as: UTF8.self)
            state.sent(bytes.count, at: now)
            settle()
        }
        return taken
    }

    /// Takes all that the connection wants to send now, as bytes.
    mutating func takeBytes() -> [UInt8] {
        let bytes = state.outbox.withUnsentBytes { Array($0) }
        state.sent(bytes.count, at: now)
        settle()
        return bytes
    }

    /// Moves the clock and fires the deadline if it has come.
    mutating func pass(_ duration: Duration, undelivered: Int = 0) {
        now = now + duration
        if let deadline = state.deadline, deadline <= now { state.deadlinePassed(at: now, undelivered: undelivered) }
        settle()
    }

    mutating func closePeer() {
        state.peerClosed(at: now)
        settle()
    }

    mutating func drain() {
        state.drain(at: now)
        settle()
    }

    mutating func refuse(_ refusal: ProtocolRefusal) {
        state.refuse(refusal, at: now)
        settle()
    }

    mutating func lose() {
        state.lost(at: now)
        settle()
    }
}
