import DossierDomain

/// What somebody logs in with, as the store keeps it.
public struct StoredLogin: Hashable, Sendable {
    /// Whose it is.
    public let person: PersonID
    /// The name that is typed.
    public let userName: String
    /// The password's slow digest with its salt and cost, as one text.
    public var passwordDigest: String
    /// Whether the password was given by somebody else, and has to be changed before anything else is done.
    public var mustChange: Bool
    /// The sealed secret of one-time codes; `nil` where none are asked for.
    public var codeSecret: [UInt8]?
    /// The step of the latest code that was used: neither it nor an older one is taken again.
    public var lastCodeStep: Int64?
    /// Wrong passwords and codes in a row.
    public var failures: FailedAttempts
    /// When password or codes were last changed.
    public var changedAt: Timestamp
    /// How often it was written; a change is made from the newest alone.
    public let version: Int

    /// A login; `version` is that of what is kept, 0 for a new one.
    public init(
        person: PersonID, userName: String, passwordDigest: String, mustChange: Bool, codeSecret: [UInt8]? = nil,
        lastCodeStep: Int64? = nil, failures: FailedAttempts = .none, changedAt: Timestamp, version: Int = 0
    ) {
        self.person = person
        self.userName = userName
        self.passwordDigest = passwordDigest
        self.mustChange = mustChange
        self.codeSecret = codeSecret
        self.lastCodeStep = lastCodeStep
        self.failures = failures
        self.changedAt = changedAt
        self.version = version
    }

    /// The same as the store keeps it after writing it: one version later.
    public var written: StoredLogin {
        StoredLogin(
            person: person, userName: userName, passwordDigest: passwordDigest, mustChange: mustChange,
            codeSecret: codeSecret, lastCodeStep: lastCodeStep, failures: failures, changedAt: changedAt,
            version: version + 1)
    }
}
