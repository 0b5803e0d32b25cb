import Crypto
import DossierDomain
import DossierStore
import Foundation

/// An applicant, representative or recipient, as typed at the counter (RCV-09); always kept encrypted.
public struct Party: Hashable, Codable, Sendable {
    /// Person or organisation.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A person.
        case person
        /// An organisation.
        case organisation
    }

    /// What somebody identifies by.
    public struct IdentityDocument: Hashable, Codable, Sendable {
        /// Kind of document, such as `citizen-id`.
        public let kind: String
        /// Its number.
        public let number: String

        /// An identity document.
        public init(kind: String, number: String) {
            self.kind = kind
            self.number = number
        }
    }

    /// Person or organisation.
    public let kind: Kind
    /// Full name.
    public let name: String
    /// What they identify by.
    public let identityDocument: IdentityDocument?
    /// Address.
    public let address: String?
    /// Telephone.
    public let phone: String?
    /// Electronic mail.
    public let email: String?
    /// Number or description of the authorisation, for a representative.
    public let authorisation: String?

    /// Somebody who takes part.
    public init(
        kind: Kind, name: String, identityDocument: IdentityDocument?, address: String? = nil,
        phone: String? = nil, email: String? = nil, authorisation: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.identityDocument = identityDocument
        self.address = address
        self.phone = phone
        self.email = email
        self.authorisation = authorisation
    }
}

/// Free text that may name somebody: guidance, reasons, opinions.
public struct Remark: Hashable, Codable, Sendable {
    /// The text.
    public let text: String

    /// Free text.
    public init(text: String) {
        self.text = text
    }
}

/// Who signed a decision.
public struct Signer: Hashable, Codable, Sendable {
    /// Name.
    public let name: String
    /// Position.
    public let position: String

    /// Who signed a decision.
    public init(name: String, position: String) {
        self.name = name
        self.position = position
    }
}

/// Values sealed for one command, to be committed with it.
public struct SealedValues: Sendable {
    fileprivate var subjects: [(id: SubjectID, wrappedKey: [UInt8], keyVersion: Int, person: PersonDigest?)] = []
    fileprivate(set) var values: [NewSealedValue] = []

    /// Nothing sealed.
    public init() {}

    /// Whose keys are new, as what came with that dossier.
    func subjects(of dossier: DossierID) -> [SealedSubject] {
        subjects.map {
            SealedSubject(
                id: $0.id, dossier: dossier, wrappedKey: $0.wrappedKey, keyVersion: $0.keyVersion, person: $0.person)
        }
    }
}

/// Seals and opens personal data (AUD-03): AES-256-GCM under a key for each subject, which is itself
/// wrapped by the master key. Erasing a subject's wrapped key erases the values; commitments stay checkable.
public struct PersonalDataVault: Sendable {
    /// The keys as they are now.
    private let keys: @Sendable () -> KeyRing
    private let newID: @Sendable () -> String
    private let randomBytes: @Sendable (Int) -> [UInt8]

    /// A vault under the keys that `keys` answers whenever it is asked, so that a master key can be replaced meanwhile;
    /// `newID` gives identities that were never used.
    public init(keys: @escaping @Sendable () -> KeyRing, newID: @escaping @Sendable () -> String) {
        self.init(keys: keys, newID: newID, randomBytes: systemRandomBytes)
    }

    /// A vault whose salts, keys and nonces come from `randomBytes`, asked for so many at a time.
    ///
    /// For made-up data that has to come out the same again; real data takes the system's randomness.
    package init(
        keys: @escaping @Sendable () -> KeyRing, newID: @escaping @Sendable () -> String,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.keys = keys
        self.newID = newID
        self.randomBytes = randomBytes
    }

    private struct Envelope<Value: Record>: Record {
        let salt: String
        let value: Value

        init(salt: String, value: Value) {
            self.salt = salt
            self.value = value
        }

        func writeFields(to record: inout RecordWriter) {
            record.write("salt", salt)
            record.write("value", value)
        }

        init(fieldsOf record: inout RecordReader) throws(RecordError) {
            salt = try record.read("salt")
            value = try record.read("value")
        }
    }

    /// Encrypts a value under a subject's key of its own and gives the reference that events carry.
    ///
    /// The commitment is SHA-256 over the plaintext, which begins with 128 random bits of salt, so that a
    /// short value can't be guessed from it.
    package func seal(_ value: some Record, into sealed: inout SealedValues) -> PrivateReference {
        let subject = SubjectID(newID())
        let id = PrivateValueID(newID())
        // All at once, because each call asks the system.
        let random = randomBytes(16 + 32 + 12 + 12)
        let dataKey = SymmetricKey(data: random[16..<48])
        let keys = keys()
        let master = keys.newest
        do {
            let plaintext = Envelope(salt: hexadecimal(random[..<16]), value: value).recordBytes
            let wrapped = try AES.GCM.seal(
                random[16..<48], using: master.wrapping, nonce: try AES.GCM.Nonce(data: random[48..<60]),
                authenticating: Array(subject.text.utf8))
            let box = try AES.GCM.seal(
                plaintext, using: dataKey, nonce: try AES.GCM.Nonce(data: random[60...]),
                authenticating: Array(id.text.utf8))
            let number = (value as? Party)?.identityDocument?.number
            sealed.subjects.append(
                (subject, wrapped.bytes, keys.newestVersion, number.flatMap(master.person(number:))))
            sealed.values.append(NewSealedValue(id: id, subject: subject, ciphertext: box.bytes))
            return PrivateReference(
                subject: subject, value: id, commitment: Commitment(hexadecimal(SHA256.hash(data: plaintext))))
        } catch {
            preconditionFailure("AES-GCM always seals: \(type(of: error))")
        }
    }

    /// Decrypts a value and checks it against its commitment; `nil` where either fails.
    package func open<Value: Record>(
        _ sealed: SealedValue, as type: Value.Type, committedTo commitment: Commitment
    ) -> Value? {
        do {
            guard let master = keys().master(sealed.keyVersion) else { return nil }
            let dataKey = SymmetricKey(data: try master.unwrapped(sealed))
            let box = try AES.GCM.SealedBox(combined: sealed.ciphertext)
            let plaintext = try AES.GCM.open(box, using: dataKey, authenticating: Array(sealed.id.text.utf8))
            guard hexadecimal(SHA256.hash(data: plaintext)) == commitment.digest else { return nil }
            return try plaintext.withUnsafeBytes { try Envelope<Value>(recordBytes: $0) }.value
        } catch {
            return nil
        }
    }

    /// Whether a subject's key can be unwrapped, and opens the value that came with it.
    package func opens(_ stored: StoredSubject) -> Bool {
        guard let master = keys().master(stored.value.keyVersion), let key = try? master.unwrapped(stored.value),
            let box = try? AES.GCM.SealedBox(combined: stored.value.ciphertext)
        else { return false }
        let context = Array(stored.value.id.text.utf8)
        return (try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: context)) != nil
    }

    /// The digests that an identity document's number may be found by; empty where it has neither letter nor digit.
    func people(number: String) -> [PersonDigest] { keys().people(number: number) }

    /// A subject's key under the newest master key, and its digest with it; `nil` where both are so already.
    ///
    /// Throws where the key can't be unwrapped: its master key isn't in the key file, or somebody has changed it.
    package func rewrapped(_ stored: StoredSubject) throws -> RewrappedSubject? {
        let keys = keys()
        let sealed = stored.value
        guard let master = keys.master(sealed.keyVersion) else { throw CryptoKitError.authenticationFailure }
        let dataKey = try master.unwrapped(sealed)
        let box = try AES.GCM.SealedBox(combined: sealed.ciphertext)
        let plaintext = try AES.GCM.open(
            box, using: SymmetricKey(data: dataKey), authenticating: Array(sealed.id.text.utf8))
        // What isn't somebody has no number: a remark, a signer, a scan's key.
        let party = try? plaintext.withUnsafeBytes { try Envelope<Party>(recordBytes: $0) }.value
        let person = party?.identityDocument.flatMap { keys.newest.person(number: $0.number) }
        guard sealed.keyVersion != keys.newestVersion || person != stored.person else { return nil }
        let wrapped = try AES.GCM.seal(
            dataKey, using: keys.newest.wrapping, authenticating: Array(sealed.subject.text.utf8))
        return RewrappedSubject(
            id: sealed.subject, former: sealed.wrappedKey, wrappedKey: wrapped.bytes, keyVersion: keys.newestVersion,
            person: person)
    }
}

extension KeyRing.Master {
    /// A subject's data key.
    fileprivate func unwrapped(_ sealed: SealedValue) throws -> Data {
        try AES.GCM.open(
            try AES.GCM.SealedBox(combined: sealed.wrappedKey), using: wrapping,
            authenticating: Array(sealed.subject.text.utf8))
    }
}

/// That many bytes, at most 256, of the system's randomness.
@Sendable private func systemRandomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        guard getentropy(buffer.baseAddress, count) == 0 else {
            preconditionFailure("the system gives no randomness: nothing may be sealed")
        }
        filled = count
    }
}

extension AES.GCM.SealedBox {
    /// Nonce, ciphertext and tag, as they are kept.
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(12 + ciphertext.count + 16)
        bytes.append(contentsOf: nonce)
        bytes.append(contentsOf: ciphertext)
        bytes.append(contentsOf: tag)
        return bytes
    }
}

/// Lower-case hexadecimal digits of bytes.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
    return String(decoding: text, as: UTF8.self)
}
