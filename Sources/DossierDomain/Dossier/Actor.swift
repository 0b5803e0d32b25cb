/// Who acts: a credential in its role, at its office or agency (AUD-01: who, from where, on whose behalf).
public struct Actor: Hashable, Codable, Sendable {
    /// The credential that bore the request.
    public let credential: CredentialID
    /// Its role.
    public let role: Role
    /// Its office or agency; `nil` for an administrator.
    public let body: Body?
    /// Who employs whoever uses it.
    public let employer: Employer
    /// The counter it stands at, where it is a terminal's.
    public let counter: CounterID?
    /// The posting it acts under, where it is a person's.
    public let posting: PostingID?
    /// The posting under which a colleague did what it tells; `nil` where it tells its own acts (SEC-03).
    public let performer: PostingID?

    /// An actor.
    public init(
        credential: CredentialID, role: Role, body: Body?, employer: Employer, counter: CounterID? = nil,
        posting: PostingID? = nil, performer: PostingID? = nil
    ) {
        self.credential = credential
        self.role = role
        self.body = body
        self.employer = employer
        self.counter = counter
        self.posting = posting
        self.performer = performer
    }

    /// The same, telling what was done under that posting. Whoever names their own tells their own acts.
    public func telling(of performer: PostingID?) -> Actor {
        Actor(
            credential: credential, role: role, body: body, employer: employer, counter: counter, posting: posting,
            performer: performer == posting ? nil : performer)
    }

    /// The system itself: what it sees by its clock and by the configuration, and what is done on the machine by command.
    public static let system = Actor(
        credential: CredentialID("system"), role: .administrator, body: nil, employer: .agency)

    /// The office it acts at; `nil` where it acts for an agency or for none.
    public var office: OfficeID? {
        if case .office(let id) = body { return id }
        return nil
    }
}

/// A salted digest that proves a private value without telling it (AUD-03): SHA-256 in lower-case hexadecimal.
public struct Commitment: Hashable, Codable, Sendable {
    /// 64 hexadecimal digits.
    public let digest: String

    /// Takes a digest in hexadecimal.
    public init(_ digest: String) {
        self.digest = digest
    }

    /// Reads the digest from a JSON string.
    public init(from decoder: any Decoder) throws {
        digest = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the digest as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digest)
    }
}

/// What an event says of somebody's private value: where it is kept, under whose key, and what proves it (AUD-03).
public struct PrivateReference: Hashable, Codable, Sendable {
    /// Whose key encrypts it; erasing that key erases the value while the chain of events stays whole.
    public let subject: SubjectID
    /// Which value.
    public let value: PrivateValueID
    /// Proof of what the value was.
    public let commitment: Commitment

    /// A reference to an encrypted value.
    public init(subject: SubjectID, value: PrivateValueID, commitment: Commitment) {
        self.subject = subject
        self.value = value
        self.commitment = commitment
    }
}
