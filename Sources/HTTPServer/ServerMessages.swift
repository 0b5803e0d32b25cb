public import HTTPMessage
public import HTTPTypes

/// A request as a handler gets it.
public struct ServerRequest: Sendable {
    /// The head; entity tags already stripped of the server's own `-gzip`.
    public var head: RequestHead
    /// The whole body: bounded, transfer coding and gzip removed. Empty where `stream` brings it.
    public var body: [UInt8]
    /// The body while it comes, where the server's `bodyReception` wanted that.
    public var stream: RequestBody?
    /// Who sent it, at the other end of the socket.
    public let peer: PeerAddress
    /// On whose behalf: the peer, or whom trusted proxies name (`HTTPServerConfiguration.forwarding`).
    public let client: PeerAddress
    /// When the last of it was read (the head, for a streamed one), on the server's monotonic clock.
    public let receivedAt: MonotonicTime
    /// The loop it runs on, from 0.
    public let loopIndex: Int
    /// The door by which its connection came in (`ListenAddress.door`).
    public let door: String
    /// What carries it; nil in a test of a handler.
    let connection: Connection?

    /// Makes a request, as a test of a handler would.
    public init(
        head: RequestHead, body: [UInt8], stream: RequestBody? = nil, peer: PeerAddress,
        client: PeerAddress? = nil, receivedAt: MonotonicTime, loopIndex: Int, door: String = ""
    ) {
        self.init(
            head: head, body: body, stream: stream, peer: peer, client: client ?? peer, receivedAt: receivedAt,
            loopIndex: loopIndex, door: door, connection: nil)
    }

    init(
        head: RequestHead, body: [UInt8], stream: RequestBody?, peer: PeerAddress, client: PeerAddress,
        receivedAt: MonotonicTime, loopIndex: Int, door: String, connection: Connection?
    ) {
        self.head = head
        self.body = body
        self.stream = stream
        self.peer = peer
        self.client = client
        self.receivedAt = receivedAt
        self.loopIndex = loopIndex
        self.door = door
        self.connection = connection
    }

    /// Keeps one call for the moment the client hangs up, and makes it at once where that has happened; forgets it
    /// with the answer. Made on the loop; must not block.
    ///
    /// A client that has only ended its sending counts as gone: whoever waits for an answer keeps its side open, and
    /// one that was killed looks the same. It may still be answered.
    public func whenClientGone(_ call: @escaping @Sendable () -> Void) {
        connection?.tellWhenClientGone(call)
    }
}

/// What an answer carries.
public enum ResponseContent: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// Part of a file.
    case file(FileSlice)
    /// What is made while it is sent.
    case stream(AnswerStream)
}

/// An answer that isn't there yet and may be long in coming, such as a long poll's.
///
/// While it isn't, the request holds no task and doesn't count against `HTTPServerConfiguration.handlerCount`: a task
/// keeps the memory that its frames have ever grown to.
public struct ParkedAnswer: Sendable {
    let whenReady: @Sendable (_ wake: @escaping @Sendable () -> Void) -> Void
    let answer: @Sendable () async -> ServerResponse

    /// Describes it.
    ///
    /// - Parameter whenReady: has `wake` called once, from any thread, when it is worth asking for the answer; at once
    ///   where it already is. Called on the loop.
    /// - Parameter answer: gives the answer, as the handler would, or parks again.
    public init(
        whenReady: @escaping @Sendable (_ wake: @escaping @Sendable () -> Void) -> Void,
        answer: @escaping @Sendable () async -> ServerResponse
    ) {
        self.whenReady = whenReady
        self.answer = answer
    }
}

/// An answer. `Content-Length`, `Date`, `Connection` and content coding are the server's business.
public struct ServerResponse: Sendable {
    /// The status; never informational.
    public var status: HTTPResponse.Status
    /// The fields.
    public var fields: HTTPFields
    /// What a GET would get, also when answering HEAD: the server leaves it out but tells its length.
    public var content: ResponseContent
    /// What was done, for the access log and for metrics; never sent.
    public var operation = ""
    /// The request's identity, for the access log; never sent.
    public var requestID = ""

    /// Where it isn't there yet; nothing else of it counts then.
    public var parked: ParkedAnswer?

    /// The content where it is bytes; empty where it is not.
    public var body: [UInt8] {
        get { if case .bytes(let bytes) = content { bytes } else { [] } }
        set { content = .bytes(newValue) }
    }

    /// Makes an answer.
    public init(status: HTTPResponse.Status, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.init(status: status, fields: fields, content: .bytes(body))
    }

    /// Makes an answer with any content.
    public init(status: HTTPResponse.Status, fields: HTTPFields = [:], content: ResponseContent) {
        self.status = status
        self.fields = fields
        self.content = content
    }
}

/// Answers one request. Runs on the loop of its connection, so it must not block; it is never cancelled, not even
/// when its client has gone, because a commit may be under way.
public typealias RequestHandler = @Sendable (ServerRequest) async -> ServerResponse

/// Why the server answers by itself, without asking a handler. The connection closes after such an answer,
/// unless it says only that there is too much to do.
public struct ProtocolRefusal: Error, Sendable, Hashable {
    /// The status to answer with; also 503 when there are too many connections and 500 when an answer was broken.
    public let status: Int
    /// The clause behind it, as "RFC 9112, 5.1".
    public let clause: String
    /// A few words for people; holds nothing that the client sent.
    public let reason: String
    /// For `Retry-After`, when trying again makes sense.
    public let retryAfterSeconds: Int?

    /// Describes a refusal.
    public init(status: Int, clause: String, reason: String, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.clause = clause
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }

    init(_ error: ParseError) {
        self.init(status: error.status, clause: error.clause, reason: error.reason)
    }
}

/// Why a server did not start.
public struct ServerStartError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The system call or the setting that failed.
    public let operation: String
    /// The system's error number; 0 when it was a setting.
    public let errorNumber: Int32

    /// Operation and error number, for a log line.
    public var description: String { "\(operation) failed with error \(errorNumber)" }
}
