import DossierDomain

/// One change to a record apart from any dossier (CMP-01, EVA-01), and what belongs to the same commit.
public struct ApartCommit: Sendable {
    /// The one event.
    public let event: DossierEvent
    /// The record after it; its version is one more than before.
    public let record: RecordApart
    /// When it happened in the world (TIM-09).
    public let occurredAt: Timestamp
    /// When it is recorded.
    public let recordedAt: Timestamp
    /// Who acts.
    public let actor: Actor
    /// The configuration it was decided under.
    public let configurationVersion: Int
    /// The request that brought it.
    public let requestID: String
    /// Keys of new subjects of personal data.
    public let newSubjects: [SealedSubject]
    /// New encrypted values.
    public let newValues: [NewSealedValue]
    /// The key under which the outcome is recorded.
    public let idempotencyKey: IdempotencyKey?

    /// A change.
    public init(
        event: DossierEvent, record: RecordApart, occurredAt: Timestamp, recordedAt: Timestamp, actor: Actor,
        configurationVersion: Int, requestID: String, newSubjects: [SealedSubject] = [],
        newValues: [NewSealedValue] = [], idempotencyKey: IdempotencyKey? = nil
    ) {
        self.event = event
        self.record = record
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.actor = actor
        self.configurationVersion = configurationVersion
        self.requestID = requestID
        self.newSubjects = newSubjects
        self.newValues = newValues
        self.idempotencyKey = idempotencyKey
    }
}

/// What became of a change to a record apart, to the configuration, or to a draft of it.
public enum ApartOutcome: Hashable, Sendable {
    /// It is durable.
    case committed
    /// It had moved on to that version (0 where a draft is gone); nothing was changed.
    case versionConflict(current: Int)
    /// The key was recorded before with the same request: its first outcome; nothing was changed.
    case replayed(RecordedOutcome)
    /// The key was recorded before with another request; nothing was changed.
    case keyReused
}
