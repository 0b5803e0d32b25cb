import DossierDomain

/// A configuration with its canonical JSON document: what is kept, digested and sent.
public struct WrittenConfiguration: Sendable {
    /// What it says, in canonical order.
    public let document: ConfigurationDocument
    /// The same as canonical JSON.
    public let json: [UInt8]

    /// A configuration with the bytes that say it.
    public init(document: ConfigurationDocument, json: [UInt8]) {
        self.document = document
        self.json = json
    }
}

/// A new version of the configuration, and what belongs to the same commit.
public struct ConfigurationCommit: Sendable {
    /// What it says.
    public let configuration: WrittenConfiguration
    /// The event: version, and what proves document and reason.
    public let event: DossierEvent.ConfigurationChanged
    /// What happens to which things since the version before.
    public let changes: [ConfigurationChange]
    /// Why, in words.
    public let reason: String?
    /// When it happens.
    public let recordedAt: Timestamp
    /// Who does it.
    public let actor: Actor
    /// The request that brought it.
    public let requestID: String
    /// The key under which the outcome is recorded.
    public let idempotencyKey: IdempotencyKey?
    /// The draft that is published by it, at the version that was looked at; it ends with the commit.
    public let draft: ConfigurationDraft?

    /// A new version.
    public init(
        configuration: WrittenConfiguration, event: DossierEvent.ConfigurationChanged, changes: [ConfigurationChange],
        reason: String?, recordedAt: Timestamp, actor: Actor, requestID: String,
        idempotencyKey: IdempotencyKey? = nil, draft: ConfigurationDraft? = nil
    ) {
        self.configuration = configuration
        self.event = event
        self.changes = changes
        self.reason = reason
        self.recordedAt = recordedAt
        self.actor = actor
        self.requestID = requestID
        self.idempotencyKey = idempotencyKey
        self.draft = draft
    }
}

/// A change to a draft.
public struct DraftCommit: Sendable {
    /// Which draft.
    public let id: DraftID
    /// The version that it is made from; 0 for a new one.
    public let previous: Int
    /// The draft afterwards; `nil` where it is discarded.
    public let draft: ConfigurationDraft?
    /// When.
    public let recordedAt: Timestamp
    /// The version of the configuration in force, for the record of the request.
    public let configurationVersion: Int
    /// The key under which the outcome is recorded.
    public let idempotencyKey: IdempotencyKey?

    /// A change to a draft.
    public init(
        id: DraftID, previous: Int, draft: ConfigurationDraft?, recordedAt: Timestamp, configurationVersion: Int,
        idempotencyKey: IdempotencyKey?
    ) {
        self.id = id
        self.previous = previous
        self.draft = draft
        self.recordedAt = recordedAt
        self.configurationVersion = configurationVersion
        self.idempotencyKey = idempotencyKey
    }
}

/// What was done to the configuration at one of its versions.
public struct ConfigurationRecord: Hashable, Sendable {
    /// The version that it made.
    public let version: Int
    /// What was done.
    public let act: DossierEvent.ConfigurationChanged.Act
    /// To which things.
    public let changes: [ConfigurationChange]
    /// Why, in words.
    public let reason: String?
    /// Who did it.
    public let actor: Actor
    /// When.
    public let recordedAt: Timestamp

    /// What was done at a version.
    public init(
        version: Int, act: DossierEvent.ConfigurationChanged.Act, changes: [ConfigurationChange], reason: String?,
        actor: Actor, recordedAt: Timestamp
    ) {
        self.version = version
        self.act = act
        self.changes = changes
        self.reason = reason
        self.actor = actor
        self.recordedAt = recordedAt
    }
}

/// A version of the configuration as it was kept.
public struct StoredConfiguration: Sendable {
    /// How it came about.
    public let record: ConfigurationRecord
    /// What it says.
    public let configuration: WrittenConfiguration

    /// A version as it was kept.
    public init(record: ConfigurationRecord, configuration: WrittenConfiguration) {
        self.record = record
        self.configuration = configuration
    }
}

/// Identity of a draft: the name that whoever makes it gives it.
public typealias DraftID = Identifier<ConfigurationDraft>

/// Changes to the configuration that are prepared, and published all at once or never.
public struct ConfigurationDraft: Hashable, Codable, Sendable {
    /// One thing, as it is to be.
    public struct Change: Hashable, Codable, Sendable {
        /// The thing.
        public let object: ConfigurationObject
        /// What was published of it when the change was made: publication is refused where that is something else by then.
        public let before: ConfigurationDocument
        /// What it is to say; no rows where it is to go.
        public let after: ConfigurationDocument

        /// A change of a thing.
        public init(_ object: ConfigurationObject, from before: ConfigurationDocument, to after: ConfigurationDocument)
        {
            self.object = object
            self.before = before
            self.after = after
        }
    }

    /// Its name.
    public let id: DraftID
    /// Count of its changes since it was made.
    public let version: Int
    /// What is to be changed, one change for each thing, in order.
    public let changes: [Change]
    /// Who changed it last.
    public let changedBy: Actor
    /// When.
    public let changedAt: Timestamp

    /// A draft.
    public init(id: DraftID, version: Int, changes: [Change], changedBy: Actor, changedAt: Timestamp) {
        self.id = id
        self.version = version
        self.changes = changes
        self.changedBy = changedBy
        self.changedAt = changedAt
    }

    /// A configuration with these changes made.
    public func applied(to document: ConfigurationDocument) -> ConfigurationDocument {
        changes.reduce(document) { $0.replacing($1.object, with: $1.after) }
    }
}

/// A draft without its contents.
public struct DraftSummary: Hashable, Sendable {
    /// Its name.
    public let id: DraftID
    /// Count of its changes.
    public let version: Int
    /// What is to be changed.
    public let objects: [ConfigurationObject]
    /// Who changed it last.
    public let changedBy: Actor
    /// When.
    public let changedAt: Timestamp

    /// A draft without its contents.
    public init(
        id: DraftID, version: Int, objects: [ConfigurationObject], changedBy: Actor, changedAt: Timestamp
    ) {
        self.id = id
        self.version = version
        self.objects = objects
        self.changedBy = changedBy
        self.changedAt = changedAt
    }
}

extension ConfigurationDraft {
    /// It without its contents.
    public var summary: DraftSummary {
        DraftSummary(
            id: id, version: version, objects: changes.map(\.object), changedBy: changedBy, changedAt: changedAt)
    }

    /// How many drafts there may be.
    public static let countLimit = 50
    /// How many things one draft may change.
    public static let changeLimit = 2_000
}
