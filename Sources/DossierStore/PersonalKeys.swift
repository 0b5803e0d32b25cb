import DossierDomain

/// A keyed digest of an identity document's number: the same for the same number, and nothing to whoever lacks the key.
public struct PersonDigest: Hashable, Sendable {
    /// 16 bytes.
    public let bytes: [UInt8]

    /// A digest of 16 bytes.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count == 16, "a person's digest has 16 bytes")
        self.bytes = bytes
    }
}

/// A subject's key as the store has it, with one of its values, for whoever wraps it anew.
public struct StoredSubject: Hashable, Sendable {
    /// Key and value.
    public let value: SealedValue
    /// By what the person is found.
    public let person: PersonDigest?

    /// A subject.
    public init(value: SealedValue, person: PersonDigest?) {
        self.value = value
        self.person = person
    }
}

/// A subject's key wrapped by another master key.
public struct RewrappedSubject: Hashable, Sendable {
    /// Whose.
    public let id: SubjectID
    /// The wrapped key as it was read: where it is another by now, or erased, nothing is changed.
    public let former: [UInt8]
    /// The wrapped key.
    public let wrappedKey: [UInt8]
    /// Which of the master keys wraps it.
    public let keyVersion: Int
    /// By what the person is found.
    public let person: PersonDigest?

    /// A key wrapped anew.
    public init(id: SubjectID, former: [UInt8], wrappedKey: [UInt8], keyVersion: Int, person: PersonDigest?) {
        self.id = id
        self.former = former
        self.wrappedKey = wrappedKey
        self.keyVersion = keyVersion
        self.person = person
    }
}
