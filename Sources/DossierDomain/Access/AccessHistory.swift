/// A credential as its events tell of it: all but its name, its secret and its use (AUD-02).
public struct CredentialHistory: Hashable, Sendable {
    /// As whom it acts.
    public private(set) var holder: Actor
    /// When it was issued; `nil` for a session, whose beginning is no event.
    public private(set) var issuedAt: Timestamp?
    /// The credential whose bearer issued it; `nil` where it was the machine itself.
    public private(set) var issuedBy: CredentialID?
    /// When it stops being accepted; `nil` for a session.
    public private(set) var expiresAt: Timestamp?
    /// The one in whose place it was issued.
    public private(set) var replaces: CredentialID?
    /// When it was revoked.
    public private(set) var revokedAt: Timestamp?

    /// What the events of one record add up to; `nil` where they are no credential's, or don't follow from each other.
    public init?(of events: [RecordedEvent]) {
        guard case .access(let first) = events.first?.event else { return nil }
        switch first {
        case .credentialIssued(let issued): holder = issued.holder
        case .credentialRevoked(let revoked): holder = revoked.holder
        case .credentialReplaced, .loginGiven, .loginChanged, .loginRemoved, .loginBarred: return nil
        }
        for recorded in events {
            guard case .access(let event) = recorded.event, event.record == AccessEvent.record(of: holder.credential),
                apply(event, recorded, isFirst: recorded.sequence == events[0].sequence)
            else { return nil }
        }
    }

    private mutating func apply(_ event: AccessEvent, _ recorded: RecordedEvent, isFirst: Bool) -> Bool {
        switch event {
        case .credentialIssued(let issued):
            guard isFirst else { return false }
            issuedAt = recorded.recordedAt
            issuedBy = recorded.actor == .system ? nil : recorded.actor.credential
            expiresAt = issued.expiresAt
            replaces = issued.replaces
        case .credentialReplaced(let replaced):
            guard revokedAt == nil else { return false }
            expiresAt = replaced.expiresAt
        case .credentialRevoked:
            guard revokedAt == nil else { return false }
            revokedAt = recorded.recordedAt
        case .loginGiven, .loginChanged, .loginRemoved, .loginBarred: return false
        }
        return true
    }
}

/// Somebody's login as its events tell of it: all but its name, its secrets and its tries (AUD-02).
public struct LoginHistory: Hashable, Sendable {
    /// Whose it is.
    public let person: PersonID
    /// Whether there is one now.
    public private(set) var stands = false
    /// Whether the password was given by somebody else, and has to be changed.
    public private(set) var mustChange = false
    /// Whether one-time codes are asked for.
    public private(set) var usesCodes = false
    /// When password or codes were last changed.
    public private(set) var changedAt = Timestamp(milliseconds: 0)
    /// The credential whose bearer last gave a first password; `nil` where it was the machine itself.
    public private(set) var setBy: CredentialID?

    /// What the events of one record add up to; `nil` where they are no login's, or don't follow from each other.
    public init?(of events: [RecordedEvent]) {
        guard case .access(.loginGiven(let given)) = events.first?.event else { return nil }
        person = given.person
        for recorded in events {
            guard case .access(let event) = recorded.event, event.record == AccessEvent.record(of: person),
                apply(event, recorded)
            else { return nil }
        }
    }

    private mutating func apply(_ event: AccessEvent, _ recorded: RecordedEvent) -> Bool {
        switch event {
        case .loginGiven:
            (stands, mustChange, usesCodes) = (true, true, false)
            setBy = recorded.actor == .system ? nil : recorded.actor.credential
        case .loginChanged(let changed):
            guard stands else { return false }
            if changed.password { mustChange = false }
            if changed.codes { usesCodes = true }
        case .loginRemoved:
            guard stands else { return false }
            stands = false
        // A try that was looked at while the login was taken away is counted against the one that is there.
        case .loginBarred: return stands
        case .credentialIssued, .credentialReplaced, .credentialRevoked: return false
        }
        changedAt = recorded.recordedAt
        return true
    }
}
