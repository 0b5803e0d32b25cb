/// What a request may cost before it is refused. Every field bounds memory or work that a stranger could cause.
public struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the request line without its line ending; beyond: 414. Default 8,400 (method, target, version).
    public var requestLineBytes = 8_400
    /// Bytes of the method; beyond: 501 (RFC 9112, 3). Default 32.
    public var methodBytes = 32
    /// Bytes of the request target; beyond: 414. Default 8,000, the least that RFC 9110, 4.1 recommends.
    public var targetBytes = 8_000
    /// Segments of the path; beyond: 400. Default 32.
    public var pathSegmentCount = 32
    /// Name and value pairs of the query; beyond: 400. Default 64.
    public var queryItemCount = 64
    /// Bytes of all header lines together, line endings included; beyond: 431. Default 16,384.
    public var headerBytes = 16_384
    /// Number of header lines; beyond: 431. Default 64.
    public var headerCount = 64
    /// Bytes of the body as it comes over the wire, transfer coding removed; beyond: 413. Default 1,048,576.
    public var bodyBytes = 1_048_576
    /// Bytes of one chunk-size line with its extensions; beyond: 400. Default 256.
    public var chunkLineBytes = 256
    /// Bytes of chunk extensions in one body; beyond: 400. Default 4,096: tiny chunks with big extensions would
    /// otherwise cost far more to read than `bodyBytes` says (CVE-2023-39326 in another server).
    public var chunkExtensionBytes = 4_096
    /// Bytes of all trailer lines together, line endings included; beyond: 431. Default 4,096.
    public var trailerBytes = 4_096
    /// Number of trailer lines; beyond: 431. Default 16.
    public var trailerCount = 16
    /// Empty lines tolerated before a request line (RFC 9112, 2.2 asks for at least one); beyond: 400. Default 2.
    public var leadingEmptyLineCount = 2

    /// The documented defaults.
    public init() {}
}
