import DossierDomain

/// One change to one dossier: its events, the state they add up to, and what belongs to the same commit.
public struct DossierCommit: Sendable {
    /// The dossier's version before the change; 0 for a new one.
    public let expectedVersion: Int
    /// The events, in order.
    public let events: [DossierEvent]
    /// When they happened in the world (TIM-09).
    public let occurredAt: Timestamp
    /// When they are recorded.
    public let recordedAt: Timestamp
    /// Who acts.
    public let actor: Actor
    /// The configuration they were decided under.
    public let configurationVersion: Int
    /// The request that brought them.
    public let requestID: String
    /// The state after them; its number is filled in where ``numbering`` asks for one.
    public let state: DossierState
    /// For which agency and day the store assigns the next serial; `nil` where no number is needed.
    public let numbering: NumberRequest?
    /// Keys of new subjects of personal data.
    public let newSubjects: [SealedSubject]
    /// New encrypted values.
    public let newValues: [NewSealedValue]
    /// The key under which the outcome is recorded; `nil` for the system's own commands.
    public let idempotencyKey: IdempotencyKey?
    /// The leases under which the work is done: each has to be the newest for work that the change does (POL-01).
    public let leases: [FencingToken]

    /// A change.
    public init(
        expectedVersion: Int, events: [DossierEvent], occurredAt: Timestamp, recordedAt: Timestamp,
        actor: Actor,
        configurationVersion: Int, requestID: String, state: DossierState, numbering: NumberRequest? = nil,
        newSubjects: [SealedSubject] = [], newValues: [NewSealedValue] = [],
        idempotencyKey: IdempotencyKey? = nil, leases: [FencingToken] = []
    ) {
        self.expectedVersion = expectedVersion
        self.events = events
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.actor = actor
        self.configurationVersion = configurationVersion
        self.requestID = requestID
        self.state = state
        self.numbering = numbering
        self.newSubjects = newSubjects
        self.newValues = newValues
        self.idempotencyKey = idempotencyKey
        self.leases = leases
    }
}

/// The agency and day whose next serial, or whose reserved one, a reception takes (RCV-05).
public struct NumberRequest: Hashable, Sendable {
    /// The agency's identifier.
    public let agency: AgencyIdentifier
    /// The day of reception.
    public let date: CivilDate
    /// The serial that the slip bears already, from a block of the actor's terminal (OFF-01); the next one where `nil`.
    public let reserved: Int?

    /// The next serial of that agency and day, or a reserved one.
    public init(agency: AgencyIdentifier, date: CivilDate, reserved: Int? = nil) {
        self.agency = agency
        self.date = date
        self.reserved = reserved
    }
}

/// An idempotency key with its owner and what the request was (IDM-01).
public struct IdempotencyKey: Hashable, Sendable {
    /// Terminal or agency system that the key belongs to; it outlives rotated tokens.
    public let owner: String
    /// The key, 1–255 visible characters.
    public let key: String
    /// SHA-256 of method, path and body: the same key with another request is refused.
    public let fingerprint: [UInt8]

    /// A key of an owner for a request.
    public init(owner: String, key: String, fingerprint: [UInt8]) {
        self.owner = owner
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What a request came to, kept so that a retry gets it again.
public enum RecordedOutcome: Hashable, Codable, Sendable {
    /// It changed that dossier, to that version.
    case committed(DossierID, version: Int)
    /// It was rejected.
    case rejected(CommandRejection)
    /// It gave or changed those leases; their present state is looked up.
    case leases([FencingToken])
    /// It reserved that block of numbers, or declared some of it void; its present state is looked up.
    case numberBlock(NumberBlockID)
}

/// A recorded request.
public struct RecordedRequest: Hashable, Sendable {
    /// SHA-256 of method, path and body.
    public let fingerprint: [UInt8]
    /// What it came to.
    public let outcome: RecordedOutcome

    /// A recorded request.
    public init(fingerprint: [UInt8], outcome: RecordedOutcome) {
        self.fingerprint = fingerprint
        self.outcome = outcome
    }
}

/// A request that was rejected, as long as it is remembered.
public struct RejectedRequest: Hashable, Sendable {
    /// Terminal or agency system whose it was.
    public let owner: String
    /// Its idempotency key.
    public let key: String
    /// Why it was rejected.
    public let rejection: CommandRejection
    /// When.
    public let recordedAt: Timestamp

    /// A rejected request.
    public init(owner: String, key: String, rejection: CommandRejection, recordedAt: Timestamp) {
        self.owner = owner
        self.key = key
        self.rejection = rejection
        self.recordedAt = recordedAt
    }

    /// The place in lists behind that request: the owner's length in bytes, the owner, the key.
    package static func cursor(behind owner: String, _ key: String) -> String {
        "\(owner.utf8.count):\(owner)\(key)"
    }

    /// Whose request a cursor stands behind. Throws ``StoreError/invalidCursor`` for any other text.
    package static func place(of cursor: String) throws(StoreError) -> (owner: String, key: String) {
        let parts = cursor.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0, count <= parts[1].utf8.count,
            let owner = String(parts[1].utf8.prefix(count)), let key = String(parts[1].utf8.dropFirst(count))
        else { throw .invalidCursor }
        return (owner, key)
    }
}

/// What became of a change.
public enum CommitOutcome: Hashable, Sendable {
    /// It is durable; the state with its number filled in.
    case committed(DossierState)
    /// The dossier is at that version: it had moved on, or a newer configuration is in force than the one the change was
    /// decided under; nothing was changed.
    case versionConflict(current: Int)
    /// The key was recorded before with the same request: its first outcome; nothing was changed.
    case replayed(RecordedOutcome)
    /// The key was recorded before with another request; nothing was changed.
    case keyReused
    /// The store found a fact that only it can know, such as exhausted serials; nothing was changed.
    case rejected(CommandRejection)
}

/// Somebody's data key, wrapped by the master key that lies outside the database (AUD-03).
public struct SealedSubject: Hashable, Sendable {
    /// Whose.
    public let id: SubjectID
    /// The dossier it came with.
    public let dossier: DossierID
    /// The wrapped key.
    public let wrappedKey: [UInt8]
    /// Which of the master keys wraps it, from 1.
    public let keyVersion: Int
    /// The keyed digest of an identity document's number, by which a person is found; `nil` where there is none.
    public let person: PersonDigest?

    /// A wrapped key.
    public init(
        id: SubjectID, dossier: DossierID, wrappedKey: [UInt8], keyVersion: Int = 1, person: PersonDigest? = nil
    ) {
        self.id = id
        self.dossier = dossier
        self.wrappedKey = wrappedKey
        self.keyVersion = keyVersion
        self.person = person
    }
}

/// A value encrypted under its subject's key, to be kept.
public struct NewSealedValue: Hashable, Sendable {
    /// Which value.
    public let id: PrivateValueID
    /// Whose.
    public let subject: SubjectID
    /// Nonce, ciphertext and tag.
    public let ciphertext: [UInt8]

    /// An encrypted value.
    public init(id: PrivateValueID, subject: SubjectID, ciphertext: [UInt8]) {
        self.id = id
        self.subject = subject
        self.ciphertext = ciphertext
    }
}

/// A value as read back, with what is needed to open it.
public struct SealedValue: Hashable, Sendable {
    /// Which value.
    public let id: PrivateValueID
    /// Whose.
    public let subject: SubjectID
    /// The subject's wrapped key.
    public let wrappedKey: [UInt8]
    /// Which of the master keys wraps it, from 1.
    public let keyVersion: Int
    /// Nonce, ciphertext and tag.
    public let ciphertext: [UInt8]

    /// An encrypted value with its subject's key.
    public init(
        id: PrivateValueID, subject: SubjectID, wrappedKey: [UInt8], keyVersion: Int = 1, ciphertext: [UInt8]
    ) {
        self.id = id
        self.subject = subject
        self.wrappedKey = wrappedKey
        self.keyVersion = keyVersion
        self.ciphertext = ciphertext
    }
}

/// A credential as the store keeps it: the secret only as a digest.
public struct StoredCredential: Hashable, Sendable {
    /// Identity; part of the token.
    public let id: CredentialID
    /// What it is called, for the list.
    public let name: String
    /// SHA-256 of the secret (random, 256 bits, so that it needs no slow digest).
    public let secretDigest: [UInt8]
    /// As whom it acts.
    public let actor: Actor
    /// When it was issued.
    public let issuedAt: Timestamp
    /// When it stops being accepted.
    public let expiresAt: Timestamp
    /// When it was revoked.
    public let revokedAt: Timestamp?
    /// What it is.
    public let kind: Kind
    /// The credential in whose place it was issued.
    public let replaces: CredentialID?
    /// The credential whose bearer issued it; `nil` on the machine itself, and for a session.
    public let issuedBy: CredentialID?
    /// What its token follows from beside the request and the key file; `nil` where it was made at random.
    public let salt: [UInt8]?
    /// When it was last used, to the minute; `nil` where it never was.
    public let lastUsedAt: Timestamp?

    /// What a credential is.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A terminal's, a system's or an administrator's, until it expires.
        case machine
        /// What a person got by logging in, for a day's work.
        case session
    }

    /// A credential.
    public init(
        id: CredentialID, name: String, secretDigest: [UInt8], actor: Actor, issuedAt: Timestamp,
        expiresAt: Timestamp, revokedAt: Timestamp? = nil, kind: Kind = .machine, replaces: CredentialID? = nil,
        issuedBy: CredentialID? = nil, salt: [UInt8]? = nil, lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.secretDigest = secretDigest
        self.actor = actor
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.kind = kind
        self.replaces = replaces
        self.issuedBy = issuedBy
        self.salt = salt
        self.lastUsedAt = lastUsedAt
    }

    /// The same with another end, revocation or last use.
    public func changed(
        expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil
    ) -> StoredCredential {
        StoredCredential(
            id: id, name: name, secretDigest: secretDigest, actor: actor, issuedAt: issuedAt,
            expiresAt: expiresAt ?? self.expiresAt, revokedAt: self.revokedAt ?? revokedAt, kind: kind,
            replaces: replaces, issuedBy: issuedBy, salt: salt, lastUsedAt: lastUsedAt ?? self.lastUsedAt)
    }
}

/// Which dossiers to list; every filter narrows.
public struct DossierFilter: Hashable, Sendable {
    /// Only what the reader may see: nothing, unless somebody says otherwise (SEC-02).
    public var rows: RowFilter
    /// Received at that office.
    public var office: OfficeID?
    /// Standing there.
    public var status: DossierStatus?
    /// Of that procedure.
    public var procedure: ProcedureCode?
    /// Due before that instant.
    public var dueBefore: Timestamp?
    /// Received at or after that instant.
    public var receivedFrom: Timestamp?
    /// Received before that instant.
    public var receivedBefore: Timestamp?
    /// Late at that instant, as `DossierState.isLate(at:)` says it (TIM-06).
    public var lateAt: Timestamp?
    /// Received, and the result not at the return office yet.
    public var isPending = false
    /// In which a person with an identity document of one of these digests has a part; `nil` for whoever.
    public var person: [PersonDigest]?
    /// Where the page before ended.
    public var after: String?
    /// How many at the most, 1–200.
    public var limit: Int

    /// Everything among these rows, a page of that size.
    public init(rows: RowFilter = .nothing, limit: Int = 50) {
        self.rows = rows
        self.limit = limit
    }
}

/// Which work to list.
public struct WorkFilter: Hashable, Sendable {
    /// Whose work.
    public var body: Body
    /// What that body waits for, instead of what waits for it: the handovers that it offered.
    public var isSent = false
    /// Of that kind.
    public var kind: WorkItem.Kind?
    /// Of that procedure.
    public var procedure: ProcedureCode?
    /// Due before that instant.
    public var dueBefore: Timestamp?
    /// Where the page before ended.
    public var after: String?
    /// How many at the most, 1–200.
    public var limit: Int

    /// All work of a body, a page of that size.
    public init(body: Body, limit: Int = 50) {
        self.body = body
        self.limit = limit
    }
}

/// A page of a list, with where the next one starts.
public struct Page<Element: Sendable>: Sendable {
    /// The rows.
    public let elements: [Element]
    /// Cursor of the next page; `nil` on the last.
    public let next: String?

    /// A page.
    public init(elements: [Element], next: String?) {
        self.elements = elements
        self.next = next
    }
}

/// Why a store could not do what it was asked; nothing was changed.
public enum StoreError: Error, Hashable, Sendable {
    /// Something else was newer.
    case versionConflict
    /// A cursor that this store never gave.
    case invalidCursor
    /// The disk or the database is full.
    case full
    /// The change contradicts itself or what is kept, such as a version that isn't the count of its events:
    /// a broken invariant of whoever made it; the text is for the log.
    case inconsistent(String)
    /// The database can't be reached, or answered with an error; the text is for the log.
    case unavailable(String)
    /// What was read can't be right; the text is for the log.
    case corrupt(String)
}

extension StoreError: CustomStringConvertible {
    /// What is wrong and what to do, for the log and standard error; never shown to callers.
    public var description: String {
        switch self {
        case .versionConflict: "something else was newer: read again"
        case .invalidCursor: "the cursor was never given"
        case .full: "the disk is full: make room, it goes on by itself"
        case .inconsistent(let text): "a change contradicts itself or what is kept: \(text)"
        case .unavailable(let text): text
        case .corrupt(let text):
            "the database is damaged (\(text)): stop, keep a copy, and restore it from its backup"
        }
    }
}
