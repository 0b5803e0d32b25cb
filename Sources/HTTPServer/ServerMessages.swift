public import HTTPMessage
public import HTTPTypes

/// A complete request as a handler gets it.
public struct ServerRequest: Sendable {
    /// The head; entity tags already stripped of the server's own `-gzip`.
    public var head: RequestHead
    /// The whole body: bounded, transfer coding and gzip removed.
    public var body: [UInt8]
    /// Who sent it.
    public let peer: PeerAddress
    /// When the last of it was read, on the server's monotonic clock.
    public let receivedAt: MonotonicTime
    /// The loop it runs on, from 0.
    public let loopIndex: Int
    /// The door by which its connection came in (`ListenAddress.door`).
    public let door: String

    /// Makes a request, as a test of a handler would.
    public init(
        head: RequestHead, body: [UInt8], peer: PeerAddress, receivedAt: MonotonicTime, loopIndex: Int,
        door: String = ""
    ) {
        self.head = head
        self.body = body
        self.peer = peer
        self.receivedAt = receivedAt
        self.loopIndex = loopIndex
        self.door = door
    }
}

/// A complete answer. `Content-Length`, `Date`, `Connection` and content coding are the server's business.
public struct ServerResponse: Sendable {
    /// The status; never informational.
    public var status: HTTPResponse.Status
    /// The fields.
    public var fields: HTTPFields
    /// The body that a GET would get, also when answering HEAD: the server leaves it out but tells its length.
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: HTTPResponse.Status, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// Answers one request. Runs on the loop of its connection, so it must not block; it is never cancelled, not even
/// when its client has gone, because a commit may be under way.
public typealias RequestHandler = @Sendable (ServerRequest) async -> ServerResponse

/// Why the server answers by itself, without asking a handler. The connection closes after such an answer.
public struct ProtocolRefusal: Error, Sendable, Equatable {
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
