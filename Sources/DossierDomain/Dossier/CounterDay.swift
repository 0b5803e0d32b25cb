/// A day's acts that a terminal uploaded together, as the server saw them come (OFF-01, TIM-09).
public struct CounterDay: Hashable, Sendable {
    /// The terminal: ``Actor/terminal``.
    public let terminal: String
    /// The key of the request.
    public let key: String
    /// SHA-256 of the request: the same key with another body is refused.
    public let fingerprint: [UInt8]
    /// The office where the terminal stands.
    public let office: OfficeID
    /// What the terminal's clock said when it sent.
    public let sentAt: Timestamp
    /// What the server's clock said then.
    public let receivedAt: Timestamp
    /// Whether both differ by more than is allowed.
    public let isClockWrong: Bool
    /// Whether the terminal worked with a pack that isn't today's.
    public let isPackStale: Bool
    /// How many items were done by this request.
    public let doneCount: Int
    /// How many had been done before.
    public let repeatedCount: Int
    /// How many were rejected.
    public let rejectedCount: Int

    /// A day's acts.
    public init(
        terminal: String, key: String, fingerprint: [UInt8], office: OfficeID, sentAt: Timestamp,
        receivedAt: Timestamp, isClockWrong: Bool, isPackStale: Bool, doneCount: Int, repeatedCount: Int,
        rejectedCount: Int
    ) {
        self.terminal = terminal
        self.key = key
        self.fingerprint = fingerprint
        self.office = office
        self.sentAt = sentAt
        self.receivedAt = receivedAt
        self.isClockWrong = isClockWrong
        self.isPackStale = isPackStale
        self.doneCount = doneCount
        self.repeatedCount = repeatedCount
        self.rejectedCount = rejectedCount
    }

    /// How far the terminal's clock was ahead, in seconds; negative where it was behind.
    public var skewSeconds: Int { Int((sentAt.milliseconds - receivedAt.milliseconds) / 1_000) }
}
