public import HTTPTypes

/// The versions this server speaks (RFC 9110, 2.5).
public enum HTTPVersion: Sendable, Equatable {
    /// HTTP/1.0: closes unless asked not to, knows no chunks and no 100 (Continue).
    case http10
    /// HTTP/1.1, and any later minor version, which RFC 9110, 6.2 says to read as the highest one known.
    case http11
}

/// One name and value of a query, decoded once.
public struct QueryItem: Sendable, Equatable {
    /// The decoded name.
    public let name: String
    /// The decoded value; empty when there was no `=`.
    public let value: String

    /// Makes a pair from decoded text.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What a request asks for (RFC 9112, 3.2), decoded once.
public struct RequestTarget: Sendable, Equatable {
    /// The four shapes of a request target.
    public enum Form: Sendable, Equatable {
        /// `/path?query`
        case origin
        /// `http://host/path?query`
        case absolute
        /// `host:port`, with CONNECT only
        case authority
        /// `*`, with OPTIONS only
        case asterisk
    }

    /// One reference, because a request is handed on several times and each text in it would be counted each time.
    private final class Parts: Sendable {
        let form: Form
        let raw: String
        let rawPath: String
        let path: [String]
        let query: [QueryItem]

        init(form: Form, raw: String, rawPath: String, path: [String], query: [QueryItem]) {
            self.form = form
            self.raw = raw
            self.rawPath = rawPath
            self.path = path
            self.query = query
        }
    }

    private let parts: Parts

    init(form: Form, raw: String, rawPath: String, path: [String], query: [QueryItem]) {
        parts = Parts(form: form, raw: raw, rawPath: rawPath, path: path, query: query)
    }

    /// Which shape it had.
    public var form: Form { parts.form }
    /// Path and query as they came, without scheme and authority; for logs and for `instance` members.
    public var raw: String { parts.raw }
    /// The path as it came, without query: still percent-encoded.
    public var rawPath: String { parts.rawPath }
    /// The decoded segments: `/` has none, `/a/b` two, `/a/` two of which the last is empty.
    public var path: [String] { parts.path }
    /// The decoded query in its order; a `+` is a space.
    public var query: [QueryItem] { parts.query }

    /// Equal in form and text, from which the rest follows.
    public static func == (left: RequestTarget, right: RequestTarget) -> Bool {
        left.form == right.form && left.raw == right.raw
    }
}

/// The head of a request, checked against RFC 9110 and 9112.
public struct RequestHead: Sendable, Equatable {
    /// The method; any token that is short enough.
    public var method: HTTPRequest.Method
    /// The target.
    public var target: RequestTarget
    /// The version.
    public var version: HTTPVersion
    /// The header fields in their order. Names compare without case.
    public var fields: HTTPFields

    /// Makes a head, as a test would; nothing is checked.
    public init(
        method: HTTPRequest.Method, target: RequestTarget, version: HTTPVersion, fields: HTTPFields
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
    }

    /// The value of `name`, members of several lines joined by a comma; nil without one.
    public func field(_ name: HTTPField.Name) -> String? {
        fields[name]
    }
}

/// What the server must know of a request to read the rest of it and to keep or close the connection.
public struct RequestFraming: Sendable, Equatable {
    /// How the end of the body is found (RFC 9112, 6.3).
    public enum Body: Sendable, Equatable {
        /// No body.
        case none
        /// This many bytes.
        case length(Int)
        /// Chunks.
        case chunked
    }

    /// How the body ends.
    public var body = Body.none
    /// The client will go on using the connection (RFC 9112, 9.3).
    public var keepsAlive = true
    /// The client waits for 100 (Continue) before it sends the body (RFC 9110, 10.1.1).
    public var expectsContinue = false

    /// A request without a body on a connection that stays.
    public init() {}
}
