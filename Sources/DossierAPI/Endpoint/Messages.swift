import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

/// A request as the API sees it; whoever serves HTTP fills it in.
public struct APIRequest: Sendable {
    /// The method.
    public let method: HTTPRequest.Method
    /// The path's segments, percent-decoded once.
    public let segments: [String]
    /// The query's names and values, decoded, in order.
    public let query: [(name: String, value: String)]
    /// The header fields.
    public let fields: HTTPFields
    /// The whole body.
    public let body: [UInt8]
    /// The pieces of a body that is handed over while it comes, `nil` after the last; throws where the connection breaks.
    /// Only for endpoints that take one (``DossierAPI/streamsBody(of:to:)``); their ``body`` is empty.
    public let pieces: (@Sendable () async throws -> [UInt8]?)?
    /// The client, for a poll that waits; `nil` where nobody can tell of it.
    public let client: WaitingClient?
    /// Where it comes from, as far as requests are counted by it; `nil` where nobody can tell, such as on a Unix socket.
    public let address: String?
    /// Where it has waited already: its place, and why the wait has ended.
    var ended: (place: WaitingPolls.Ticket, wake: WaitingPolls.Wake)?

    /// A request.
    public init(
        method: HTTPRequest.Method, segments: [String], query: [(name: String, value: String)] = [],
        fields: HTTPFields = [:], body: [UInt8] = [], pieces: (@Sendable () async throws -> [UInt8]?)? = nil,
        client: WaitingClient? = nil, address: String? = nil
    ) {
        self.method = method
        self.segments = segments
        self.query = query
        self.fields = fields
        self.body = body
        self.pieces = pieces
        self.client = client
        self.address = address
    }
}

/// Writes a body with the function it is given, which returns once the client has taken enough.
public typealias StreamedBody =
    @Sendable (_ write: @Sendable ([UInt8]) async throws -> Void) async throws -> Void

/// An answer of the API. An answer to HEAD has the body that GET would have; the server leaves it out.
public struct APIReply: Sendable {
    /// The status.
    public var status: HTTPResponse.Status
    /// The header fields; framing and date are the server's.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8]
    /// Writes a body that is made while it is sent, in place of ``body``; what it throws cuts the connection.
    public var stream: StreamedBody?
    /// How many bytes ``stream`` writes, where that is known.
    public var streamLength: Int?
    /// The endpoint that answered, for the log; `nil` where none matched.
    public var operation: String?
    /// No answer yet: where the poll waits. Never leaves ``DossierAPI/respond(to:at:newID:)``.
    var parked: WaitingPolls.Ticket?

    /// An answer.
    public init(status: HTTPResponse.Status, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// No answer yet.
    static func parked(_ place: WaitingPolls.Ticket) -> APIReply {
        var reply = APIReply(status: .noContent)
        reply.parked = place
        return reply
    }

    /// An answer with a JSON body.
    public static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> APIReply {
        var fields = fields
        fields[.contentType] = "application/json"
        return APIReply(status: status, fields: fields, body: value.encoded())
    }

    /// An answer that a browser renders: a self-contained page that may load nothing.
    public static func page(_ html: String) -> APIReply {
        APIReply(status: .ok, fields: pageFields, body: Array(html.utf8))
    }

    /// A paper to be printed: a page in Vietnamese.
    static func paper(_ html: String) -> APIReply {
        var reply = page(html)
        reply.fields[.contentLanguage] = "vi"
        return reply
    }

    /// What every page is sent with: it may load and run nothing, and be framed by nobody.
    static let pageFields: HTTPFields = [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff", .referrerPolicy: "no-referrer",
    ]
}

extension HTTPField.Name {
    /// Builds a name from a constant; a constant that is no token is a broken invariant.
    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no field name") }
        return name
    }

    static let idempotencyKey = constant("Idempotency-Key")
    static let idempotencyReplayed = constant("Idempotency-Replayed")
    static let requestID = constant("X-Request-Id")
    static let link = constant("Link")
    static let referrerPolicy = constant("Referrer-Policy")
    static let clock = constant("X-MotCua-Clock")
    static let prefer = constant("Prefer")
    static let preferenceApplied = constant("Preference-Applied")
}
