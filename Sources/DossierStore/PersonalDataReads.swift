import DossierDomain

/// That somebody was shown personal data: who, of which dossier, when, and by which operation.
///
/// What one caller reads of one dossier within a few seconds is one record, with how often.
public struct PersonalDataRead: Hashable, Sendable {
    /// What makes a reading out of turn one.
    public struct Emergency: Hashable, Sendable {
        /// The reading's identity, by which it is gone on with.
        public let id: String
        /// Why; `nil` where no reason was kept.
        public let reason: PrivateReference?
        /// Until when the dossier may be read under it.
        public let until: Timestamp

        /// A reading in an emergency.
        public init(id: String, reason: PrivateReference?, until: Timestamp) {
            self.id = id
            self.reason = reason
            self.until = until
        }
    }

    /// Whose personal data; `nil` where it was a list, or a number that nothing has.
    public let dossier: DossierID?
    /// Which list, or which number; `nil` where it was one dossier.
    public let scope: String?
    /// Who read.
    public let actor: Actor
    /// By which operation of the API.
    public let operation: String
    /// When, the first time.
    public let firstAt: Timestamp
    /// When, the last time.
    public let lastAt: Timestamp
    /// How often.
    public let count: Int
    /// What made it a reading in an emergency; `nil` for the usual ones.
    public let emergency: Emergency?

    /// A record of reading.
    public init(
        dossier: DossierID?, scope: String? = nil, actor: Actor, operation: String, firstAt: Timestamp,
        lastAt: Timestamp, count: Int, emergency: Emergency? = nil
    ) {
        self.dossier = dossier
        self.scope = scope
        self.actor = actor
        self.operation = operation
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.count = count
        self.emergency = emergency
    }
}

/// Where a page of records of reading ends: they are listed by when they began, then as they were appended.
public struct ReadCursor: Hashable, Sendable {
    /// When the last one began, in milliseconds.
    public let firstAt: Int64
    /// The how manieth it is of all.
    public let position: Int64

    /// Behind a record of that time and place.
    public init(firstAt: Timestamp, position: Int64) {
        self.firstAt = firstAt.milliseconds
        self.position = position
    }

    /// A cursor as it was given out; throws ``StoreError/invalidCursor`` for anything else.
    public init(_ text: String) throws(StoreError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "p", let firstAt = Int64(parts[1]), let position = Int64(parts[2]),
            position > 0
        else { throw .invalidCursor }
        self.firstAt = firstAt
        self.position = position
        guard self.text == text else { throw .invalidCursor }
    }

    /// Its text.
    public var text: String { "p.\(firstAt).\(position)" }
}

/// Which records of reading to list; every filter narrows.
public struct ReadFilter: Hashable, Sendable {
    /// Of that dossier.
    public var dossier: DossierID?
    /// By that credential.
    public var credential: CredentialID?
    /// Only those in an emergency.
    public var isEmergency = false
    /// First read at or after that instant.
    public var from: Timestamp?
    /// First read before that instant.
    public var before: Timestamp?
    /// Where the page before ended.
    public var after: String?
    /// How many at the most, 1–200.
    public var limit: Int

    /// All records, a page of that size.
    public init(limit: Int = 50) {
        self.limit = limit
    }
}
