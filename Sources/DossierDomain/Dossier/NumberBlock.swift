/// Identity of a block of numbers.
public typealias NumberBlockID = Identifier<NumberBlock>

/// A stretch of a day's serials that one terminal may give out without a line (OFF-01).
///
/// They are serials of the same agency and day as those given online, which go on behind the block.
public struct NumberBlock: Hashable, Sendable {
    /// Which.
    public let id: NumberBlockID
    /// The terminal that may give the numbers out: ``Actor/terminal``, which outlives its token.
    public let terminal: String
    /// The office where it stands.
    public let office: OfficeID
    /// The agency on whose behalf is received.
    public let agency: AgencyIdentifier
    /// The day of reception.
    public let date: CivilDate
    /// The serials, within 1–9999.
    public let serials: ClosedRange<Int>
    /// Who reserved them.
    public let reservedBy: Actor
    /// When they were reserved.
    public let reservedAt: Timestamp

    /// A block.
    public init(
        id: NumberBlockID, terminal: String, office: OfficeID, agency: AgencyIdentifier, date: CivilDate,
        serials: ClosedRange<Int>, reservedBy: Actor, reservedAt: Timestamp
    ) {
        self.id = id
        self.terminal = terminal
        self.office = office
        self.agency = agency
        self.date = date
        self.serials = serials
        self.reservedBy = reservedBy
        self.reservedAt = reservedAt
    }

    /// From when on the terminal gives out no more of them: the day is over. What it gave out before may be uploaded at
    /// any later time.
    public var expiresAt: Timestamp { Timestamp(date.adding(days: 1), .midnight) }

    /// The number of a serial; `nil` for one that isn't in the block.
    public func number(_ serial: Int) -> DossierNumber? {
        serials.contains(serial) ? DossierNumber(agency: agency, date: date, serial: serial) : nil
    }
}

/// Why a reserved number will never be a dossier's (OFF-02).
public enum VoidReason: String, Codable, Sendable, CaseIterable {
    /// The day is over and nobody needed it.
    case unused
    /// The slip was spoilt before anybody got it.
    case spoilt
    /// A slip was given, but the reception was rejected when it was uploaded.
    case receptionRejected
    /// The terminal and what it had are lost.
    case terminalLost
}

/// A reserved number that is void for ever (OFF-02).
public struct NumberVoid: Hashable, Sendable {
    /// The serial.
    public let serial: Int
    /// Why.
    public let reason: VoidReason
    /// Who declared it void.
    public let voidedBy: Actor
    /// When.
    public let voidedAt: Timestamp

    /// A void number.
    public init(serial: Int, reason: VoidReason, voidedBy: Actor, voidedAt: Timestamp) {
        self.serial = serial
        self.reason = reason
        self.voidedBy = voidedBy
        self.voidedAt = voidedAt
    }
}

/// What has become of a serial of an agency and day, so that every gap in the register is explained (RCV-05, OFF-02).
public enum NumberStanding: Hashable, Sendable {
    /// A dossier bears it.
    case dossier
    /// It is reserved in that block and not uploaded yet.
    case reserved(NumberBlockID, terminal: String)
    /// It is void.
    case void(NumberVoid)
    /// It was passed over after a restoration, because it may be on somebody's slip: a terminal that gave it out may still
    /// upload it.
    case skipped
    /// Nothing explains it: the record is damaged.
    case unexplained
}

/// A serial with what has become of it.
public struct NumberEntry: Hashable, Sendable {
    /// The serial.
    public let serial: Int
    /// What has become of it.
    public let standing: NumberStanding

    /// A serial with what has become of it.
    public init(serial: Int, standing: NumberStanding) {
        self.serial = serial
        self.standing = standing
    }
}

extension Actor {
    /// The terminal or system that acts, whatever token it bears: keys of requests and blocks of numbers belong to it.
    public var terminal: String {
        "\(body?.key ?? "-")/\(counter?.text ?? posting?.text ?? role.rawValue)"
    }
}
