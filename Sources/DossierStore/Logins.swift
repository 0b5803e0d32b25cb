import DossierDomain

/// What somebody logs in with, as the store keeps it.
public struct StoredLogin: Hashable, Sendable {
    /// Whose it is.
    public let person: PersonID
    /// The name that is typed.
    public var userName: String
    /// The password's slow digest with its salt and cost, as one text.
    public var passwordDigest: String
    /// Whether the password was given by somebody else, and has to be changed before anything else is done.
    public var mustChange: Bool
    /// The sealed secret of one-time codes; `nil` where none are asked for.
    public var codeSecret: [UInt8]?
    /// The step of the latest code that was used: neither it nor an older one is taken again.
    public var lastCodeStep: Int64?
    /// A keyed digest of the address from which somebody last logged in; `nil` before the first time.
    public var home: [UInt8]?
    /// Wrong passwords and codes in a row, from there: strangers' tries don't count against it.
    public var failuresAtHome: FailedAttempts
    /// Wrong passwords and codes in a row, from anywhere else.
    public var failuresElsewhere: FailedAttempts
    /// When password or codes were last changed.
    public var changedAt: Timestamp
    /// The credential of the administrator who last gave it a first password.
    public var setBy: CredentialID?
    /// Grows with each write; a change is made from the newest alone. 0 for one that isn't kept yet.
    public let version: Int64

    /// A login; `version` is that of what is kept, 0 for a new one.
    public init(
        person: PersonID, userName: String, passwordDigest: String, mustChange: Bool, codeSecret: [UInt8]? = nil,
        lastCodeStep: Int64? = nil, home: [UInt8]? = nil, failuresAtHome: FailedAttempts = .none,
        failuresElsewhere: FailedAttempts = .none, changedAt: Timestamp, setBy: CredentialID? = nil, version: Int64 = 0
    ) {
        self.person = person
        self.userName = userName
        self.passwordDigest = passwordDigest
        self.mustChange = mustChange
        self.codeSecret = codeSecret
        self.lastCodeStep = lastCodeStep
        self.home = home
        self.failuresAtHome = failuresAtHome
        self.failuresElsewhere = failuresElsewhere
        self.changedAt = changedAt
        self.setBy = setBy
        self.version = version
    }

    /// The same as the store keeps it after writing it, under the next version.
    ///
    /// The first is the instant in milliseconds: a login that was removed and given anew never has a version that the old
    /// one had, so that what was begun under the old one can't be written over the new one.
    public var written: StoredLogin {
        StoredLogin(
            person: person, userName: userName, passwordDigest: passwordDigest, mustChange: mustChange,
            codeSecret: codeSecret, lastCodeStep: lastCodeStep, home: home, failuresAtHome: failuresAtHome,
            failuresElsewhere: failuresElsewhere, changedAt: changedAt, setBy: setBy,
            version: version == 0 ? max(1, changedAt.milliseconds) : version + 1)
    }
}

/// Sessions that end with a change of a login.
public struct SessionsEnd: Hashable, Sendable {
    /// Those under these postings.
    public let postings: [PostingID]
    /// When they are revoked.
    public let at: Timestamp

    /// Sessions under these postings are revoked at that instant.
    public init(postings: [PostingID], at: Timestamp) {
        self.postings = postings
        self.at = at
    }
}

/// How many sessions somebody has at once.
public struct SessionsLimit: Hashable, Sendable {
    /// All of their postings.
    public let postings: [PostingID]
    /// So many under all of them together; the oldest end.
    public let count: Int

    /// So many sessions, at least one, under these postings together.
    public init(postings: [PostingID], count: Int) {
        precondition(count > 0, "one session at least")
        self.postings = postings
        self.count = count
    }
}

/// How a credential stands.
public enum CredentialStanding: String, CaseIterable, Sendable {
    /// It is accepted.
    case accepted
    /// Its time is over.
    case expired
    /// It was revoked.
    case revoked
}

extension StoredCredential {
    /// How it stands at that instant; revoked whatever the clock says.
    public func standing(at now: Timestamp) -> CredentialStanding {
        if revokedAt != nil { return .revoked }
        return now < expiresAt ? .accepted : .expired
    }
}

/// Which credentials to list, oldest first; every filter narrows.
public struct CredentialFilter: Hashable, Sendable {
    /// Acting for that body.
    public var body: Body?
    /// Of that kind.
    public var kind: StoredCredential.Kind?
    /// Issued by the bearer of that one.
    public var issuedBy: CredentialID?
    /// Standing so at ``now``.
    public var standing: CredentialStanding?
    /// The instant at which they stand so.
    public var now: Timestamp
    /// Only what comes after that one.
    public var after: CredentialID?
    /// How many at the most, 1–200.
    public var limit: Int

    /// All of them.
    public init(now: Timestamp, limit: Int) {
        self.now = now
        self.limit = limit
    }
}
