/// What happened to a credential or a login: who may come in, by whom, as whom and until when (SEC-06, AUD-01).
///
/// Payloads hold no token, password or code and no digest of any, and name people by their identity in the configuration
/// (AUD-03). Each credential and each person's login has a record of its own in the chain of all events.
public enum AccessEvent: Hashable, Sendable {
    /// A credential was issued; never a session, which its owner opens.
    case credentialIssued(CredentialIssued)
    /// Another credential was issued in place of one, which ends.
    case credentialReplaced(CredentialReplaced)
    /// A credential, or somebody's session, was revoked by somebody else than its bearer.
    case credentialRevoked(CredentialRevoked)
    /// Somebody was given a first password, for the first time or anew.
    case loginGiven(LoginGiven)
    /// Its owner chose a password, or set up one-time codes.
    case loginChanged(LoginChanged)
    /// Somebody's login was taken away.
    case loginRemoved(LoginRemoved)
    /// So many passwords or codes in a row were wrong that none is looked at for a while.
    case loginBarred(LoginBarred)

    /// A credential was issued.
    public struct CredentialIssued: Hashable, Codable, Sendable {
        /// When it stops being accepted.
        public let expiresAt: Timestamp
        /// As whom it acts, with its identity.
        public let holder: Actor
        /// The one in whose place it was issued.
        public let replaces: CredentialID?

        /// A credential that was issued.
        public init(holder: Actor, expiresAt: Timestamp, replaces: CredentialID? = nil) {
            self.holder = holder
            self.expiresAt = expiresAt
            self.replaces = replaces
        }
    }

    /// A credential ends because another one takes its place.
    public struct CredentialReplaced: Hashable, Codable, Sendable {
        /// The new one.
        public let by: CredentialID
        /// The old one.
        public let credential: CredentialID
        /// When the old one stops being accepted.
        public let expiresAt: Timestamp

        /// A credential that was replaced.
        public init(credential: CredentialID, by: CredentialID, expiresAt: Timestamp) {
            self.credential = credential
            self.by = by
            self.expiresAt = expiresAt
        }
    }

    /// A credential was revoked.
    public struct CredentialRevoked: Hashable, Codable, Sendable {
        /// As whom it acted, with its identity.
        public let holder: Actor

        /// A credential that was revoked.
        public init(holder: Actor) {
            self.holder = holder
        }
    }

    /// Somebody was given a first password: sessions end, and the password is good for nothing but to be changed.
    public struct LoginGiven: Hashable, Codable, Sendable {
        /// Whether they had a login before, whose password this one replaces.
        public let anew: Bool
        /// Whether one-time codes were asked for until then, and aren't any more.
        public let codesEnded: Bool
        /// Who.
        public let person: PersonID

        /// A login that was given.
        public init(person: PersonID, anew: Bool, codesEnded: Bool) {
            self.person = person
            self.anew = anew
            self.codesEnded = codesEnded
        }
    }

    /// Its owner changed a login.
    public struct LoginChanged: Hashable, Codable, Sendable {
        /// Whether one-time codes were set up, for the first time or with another secret.
        public let codes: Bool
        /// Whether the password was changed, which ends sessions.
        public let password: Bool
        /// Who.
        public let person: PersonID

        /// A login that was changed.
        public init(person: PersonID, password: Bool, codes: Bool) {
            self.person = person
            self.password = password
            self.codes = codes
        }
    }

    /// Somebody's login was taken away, and their sessions ended.
    public struct LoginRemoved: Hashable, Codable, Sendable {
        /// Who.
        public let person: PersonID

        /// A login that was removed.
        public init(person: PersonID) {
            self.person = person
        }
    }

    /// A login was locked out after wrong tries.
    public struct LoginBarred: Hashable, Codable, Sendable {
        /// Whether the tries came from where its owner last logged in.
        public let atHome: Bool
        /// How many there were in a row.
        public let failures: Int
        /// Who.
        public let person: PersonID
        /// Until when nothing is looked at.
        public let until: Timestamp

        /// A login that was locked out.
        public init(person: PersonID, atHome: Bool, failures: Int, until: Timestamp) {
            self.person = person
            self.atHome = atHome
            self.failures = failures
            self.until = until
        }
    }
}

extension AccessEvent {
    /// What the identity of a credential's record begins with; the credential's own follows.
    public static let credentialPrefix = "credential-"
    /// What the identity of a login's record begins with; its person's follows.
    public static let loginPrefix = "login-"

    /// The record of that credential, which no dossier has.
    public static func record(of credential: CredentialID) -> DossierID {
        DossierID(credentialPrefix + credential.text)
    }

    /// The record of that person's login, which no dossier has.
    public static func record(of person: PersonID) -> DossierID {
        DossierID(loginPrefix + person.text)
    }

    /// Whose record it stands in.
    public var record: DossierID {
        switch self {
        case .credentialIssued(let issued): Self.record(of: issued.holder.credential)
        case .credentialReplaced(let replaced): Self.record(of: replaced.credential)
        case .credentialRevoked(let revoked): Self.record(of: revoked.holder.credential)
        case .loginGiven(let given): Self.record(of: given.person)
        case .loginChanged(let changed): Self.record(of: changed.person)
        case .loginRemoved(let removed): Self.record(of: removed.person)
        case .loginBarred(let barred): Self.record(of: barred.person)
        }
    }

    /// Its kind.
    public var kind: DossierEvent.Kind {
        switch self {
        case .credentialIssued: .credentialIssued
        case .credentialReplaced: .credentialReplaced
        case .credentialRevoked: .credentialRevoked
        case .loginGiven: .loginGiven
        case .loginChanged: .loginChanged
        case .loginRemoved: .loginRemoved
        case .loginBarred: .loginBarred
        }
    }

    var payload: any Record & Codable & Hashable {
        switch self {
        case .credentialIssued(let payload): payload
        case .credentialReplaced(let payload): payload
        case .credentialRevoked(let payload): payload
        case .loginGiven(let payload): payload
        case .loginChanged(let payload): payload
        case .loginRemoved(let payload): payload
        case .loginBarred(let payload): payload
        }
    }
}

extension DossierEvent.Kind {
    /// The kinds of what happens to credentials and logins, never to a dossier.
    public static let ofAccess: Set<Self> = [
        .credentialIssued, .credentialReplaced, .credentialRevoked, .loginGiven, .loginChanged, .loginRemoved,
        .loginBarred,
    ]
}
