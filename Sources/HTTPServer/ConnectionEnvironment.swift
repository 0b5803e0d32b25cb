internal import HTTPMessage
internal import HTTPTypes

/// What all connections of one loop share. Belongs to that loop's thread.
final class ConnectionEnvironment {
    let limits: ConnectionLimits
    let contentCoding: ContentCodingConfiguration
    let refusal: @Sendable (ProtocolRefusal) -> ServerResponse
    /// The bytes for `Date`, as of the last `refreshDate`.
    private(set) var date: [UInt8] = []
    private var dateSecond = Int64.min

    init(
        limits: ConnectionLimits, contentCoding: ContentCodingConfiguration,
        refusal: @escaping @Sendable (ProtocolRefusal) -> ServerResponse
    ) {
        self.limits = limits
        self.contentCoding = contentCoding
        self.refusal = refusal
    }

    func refreshDate(unixSeconds: Int64) {
        if unixSeconds == dateSecond { return }
        dateSecond = unixSeconds
        date = HTTPDate.bytes(unixSeconds: unixSeconds)
    }
}
