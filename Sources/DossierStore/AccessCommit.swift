import DossierDomain

/// A change of who may come in: the rows that change, with the events that tell of it, in one commit (SEC-06, AUD-01).
public struct AccessCommit: Sendable {
    /// What becomes of the rows.
    public enum Change: Sendable {
        /// A new credential; a conflict where there is one of that identity.
        case issue(StoredCredential)
        /// A new credential in place of the one that it names, which ends at that instant; a conflict as above, and where the
        /// old one isn't as it was read any more.
        case replace(StoredCredential, old: StoredCredential, endingOldAt: Timestamp)
        /// A credential is revoked from that instant on; a conflict where there is none, or it was revoked before.
        case revoke(CredentialID, at: Timestamp)
        /// A login, and those sessions end; a conflict where its version isn't that of what is kept (0: nothing), or its name
        /// is somebody else's.
        case keep(StoredLogin, ending: SessionsEnd?)
        /// A login goes, and those sessions end; a conflict where its version isn't that of what is kept.
        case remove(StoredLogin, ending: SessionsEnd)
    }

    /// What becomes of the rows.
    public let change: Change
    /// The events, each of the record that it names; where each comes in it is filled in by the store. None where a try
    /// leaves something with a login: that it was wrong, from where it was right, a code that was used, another cost.
    public let events: [AccessEvent]
    /// When it happens.
    public let recordedAt: Timestamp
    /// Who does it.
    public let actor: Actor
    /// The configuration it was decided under.
    public let configurationVersion: Int
    /// The request that brought it.
    public let requestID: String

    /// A change.
    public init(
        _ change: Change, events: [AccessEvent], recordedAt: Timestamp, actor: Actor, configurationVersion: Int,
        requestID: String
    ) {
        self.change = change
        self.events = events
        self.recordedAt = recordedAt
        self.actor = actor
        self.configurationVersion = configurationVersion
        self.requestID = requestID
    }
}
