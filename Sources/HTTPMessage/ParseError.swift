/// A request that was refused because its bytes break HTTP/1.1 or a limit.
///
/// After one of these nobody can say where the next request begins, so the connection must be closed.
public struct ParseError: Error, Sendable, Equatable {
    /// The status to answer with: 400, 411, 413, 414, 417, 421, 431, 501 or 505.
    public let status: Int
    /// The clause that was broken, as "RFC 9112, 5.1".
    public let clause: String
    /// What was wrong, in a few words fit for a log line; holds nothing that the client sent.
    public let reason: String

    /// Describes a refusal; the texts are literals, so making one allocates nothing.
    public init(status: Int, clause: String, reason: String) {
        self.status = status
        self.clause = clause
        self.reason = reason
    }

    static func bad(_ clause: String, _ reason: String) -> ParseError {
        ParseError(status: 400, clause: clause, reason: reason)
    }
}
