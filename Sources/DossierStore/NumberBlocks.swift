import DossierDomain

/// A wish for a block of numbers (OFF-01).
public struct BlockReservation: Hashable, Sendable {
    /// Identity of the block.
    public let id: NumberBlockID
    /// The office where the terminal stands.
    public let office: OfficeID
    /// The agency on whose behalf is received.
    public let agency: AgencyIdentifier
    /// The day of reception.
    public let date: CivilDate
    /// How many numbers, at least 1.
    public let count: Int
    /// How many numbers of that day the terminal may have that are neither used nor void.
    public let openLimit: Int
    /// Who asks; the block is its terminal's.
    public let reservedBy: Actor
    /// When.
    public let reservedAt: Timestamp
    /// The key under which the outcome is recorded.
    public let key: IdempotencyKey

    /// A wish for a block of numbers.
    public init(
        id: NumberBlockID, office: OfficeID, agency: AgencyIdentifier, date: CivilDate, count: Int, openLimit: Int,
        reservedBy: Actor, reservedAt: Timestamp, key: IdempotencyKey
    ) {
        self.id = id
        self.office = office
        self.agency = agency
        self.date = date
        self.count = count
        self.openLimit = openLimit
        self.reservedBy = reservedBy
        self.reservedAt = reservedAt
        self.key = key
    }

    /// The block that was reserved.
    public func block(serials: ClosedRange<Int>) -> NumberBlock {
        NumberBlock(
            id: id, terminal: reservedBy.terminal, office: office, agency: agency, date: date, serials: serials,
            reservedBy: reservedBy, reservedAt: reservedAt)
    }
}

/// Numbers of a block to be declared void (OFF-02).
public struct NumberVoiding: Hashable, Sendable {
    /// The block, which is there.
    public let block: NumberBlockID
    /// Which serials of it; those that no dossier bears where `nil`.
    public let serials: [Int]?
    /// Why.
    public let reason: VoidReason
    /// Who declares it.
    public let voidedBy: Actor
    /// When.
    public let voidedAt: Timestamp
    /// The key under which the outcome is recorded.
    public let key: IdempotencyKey

    /// Numbers to be declared void.
    public init(
        block: NumberBlockID, serials: [Int]?, reason: VoidReason, voidedBy: Actor, voidedAt: Timestamp,
        key: IdempotencyKey
    ) {
        self.block = block
        self.serials = serials
        self.reason = reason
        self.voidedBy = voidedBy
        self.voidedAt = voidedAt
        self.key = key
    }
}

/// What became of a wish about numbers.
public enum NumberOutcome: Hashable, Sendable {
    /// It is durable: the block is reserved, or its numbers are void.
    case done(NumberBlockID)
    /// The key was recorded before with the same request: its first outcome; nothing was changed.
    case replayed(RecordedOutcome)
    /// The key was recorded before with another request; nothing was changed.
    case keyReused
    /// It can't be; nothing was changed, and that is recorded.
    case rejected(CommandRejection)

    /// What was recorded before, whatever its fingerprint.
    public init(_ earlier: RecordedRequest, of key: IdempotencyKey) {
        self = earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
    }
}
