import DossierDomain

/// A fact about the database itself.
public enum MetaKey: String, Sendable, CaseIterable {
    /// The kind of clock that the database was used on, so that training never mixes with the real thing.
    case clockKind = "clock-kind"
    /// The configuration whose calendar the open dossiers' due dates follow (TIM-01).
    case appliedConfiguration = "applied-configuration"
    /// The oldest master key that new personal data may be wrapped by (AUD-03); 1 where none was retired.
    case oldestMasterKey = "oldest-master-key"
    /// From which instant on, in milliseconds, it is kept who has read what.
    case readsKeptFrom = "reads-kept-from"
    /// When somebody last tried to log in under a name that nobody has.
    case unknownNameTriedAt = "unknown-name-tried-at"
}

/// Where the chain of all events ends.
public struct ChainHead: Hashable, Sendable {
    /// Position of the last event; 0 before the first.
    public let position: Int
    /// Its hash, 32 bytes; all zero before the first.
    public let hash: [UInt8]

    /// The end of a chain.
    public init(position: Int, hash: [UInt8]) {
        self.position = position
        self.hash = hash
    }
}

/// One event as the hash chain covers it.
public struct ChainLink: Hashable, Sendable {
    /// Place in the feed.
    public let position: Int
    /// The line that is hashed.
    public let canonical: String
    /// The hash as stored, 32 bytes.
    public let hash: [UInt8]
    /// What the line says; `nil` where it can't be read, or says something else than what is stored beside it.
    public let event: RecordedEvent?

    /// A link.
    public init(position: Int, canonical: String, hash: [UInt8], event: RecordedEvent?) {
        self.position = position
        self.canonical = canonical
        self.hash = hash
        self.event = event
    }
}

/// A record apart from any dossier as it lies in the store: nothing but its rows in registers.
public struct StoredApart: Hashable, Sendable {
    /// Identity of its record.
    public let id: DossierID
    /// Its rows in registers; those that can't be read are left out.
    public let registerEntries: [RegisterEntry]

    /// A record as stored.
    public init(id: DossierID, registerEntries: [RegisterEntry]) {
        self.id = id
        self.registerEntries = registerEntries
    }
}

/// A dossier as it lies in the store, with everything that was derived from its state.
public struct StoredDossier: Hashable, Sendable {
    /// Identity.
    public let id: DossierID
    /// The version kept beside the state.
    public let version: Int
    /// The state; `nil` where it can't be read.
    public let state: DossierState?
    /// Whether everything else kept for look-ups and lists says what the state says.
    public let indexAgrees: Bool
    /// The work that waits, by id.
    public let workItems: [WorkItem]
    /// Who may see it, in order of their keys.
    public let visibleTo: [Body]
    /// Its rows in registers.
    public let registerEntries: [RegisterEntry]

    /// A dossier as stored.
    public init(
        id: DossierID, version: Int, state: DossierState?, indexAgrees: Bool, workItems: [WorkItem],
        visibleTo: [Body], registerEntries: [RegisterEntry] = []
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.indexAgrees = indexAgrees
        self.workItems = workItems
        self.visibleTo = visibleTo
        self.registerEntries = registerEntries
    }
}
