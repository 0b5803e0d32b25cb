import Crypto
import DossierDomain
import DossierStore

/// The secrets that never enter the database: the master key of personal data and the key of slip codes.
///
/// Whoever has the database without them reads no personal data, and can't forge a slip's code.
public struct KeyRing: Sendable {
    /// Length of the secret from which the keys are derived, in bytes.
    public static let secretLength = 32

    let personalData: SymmetricKey
    /// What the keys of uploads that aren't whole are derived from.
    private let uploads: SymmetricKey
    /// What secrets of credentials are derived from.
    private let credentials: SymmetricKey
    /// What seals the secrets of one-time codes.
    private let oneTimeCodes: SymmetricKey
    /// The keyed digest of slip codes before the number: making it anew would be half of the work.
    private let slipCodeDigest: HMAC<SHA256>

    /// Derives the keys from a secret of ``secretLength`` bytes (HKDF-SHA-256, RFC 5869); `nil` for another length.
    public init?(secret: [UInt8]) {
        guard secret.count == Self.secretLength else { return nil }
        let master = SymmetricKey(data: secret)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Array(purpose.utf8), outputByteCount: 32)
        }
        personalData = derived("motcua personal data 1")
        uploads = derived("motcua uploads 1")
        credentials = derived("motcua credentials 1")
        oneTimeCodes = derived("motcua one-time codes 1")
        slipCodeDigest = HMAC<SHA256>(key: derived("motcua slip code 1"))
    }

    /// A new random secret for ``init(secret:)``.
    public static func newSecret() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// The key of an upload's file, until it is whole.
    func uploadKey(of id: ScanID) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: uploads, info: Array("file \(id)".utf8), outputByteCount: 32)
    }

    /// The identity of the upload that was begun under a key: the same whenever that is sent again, and nothing that
    /// anybody else could guess.
    func uploadID(owner: String, key: String) -> ScanID {
        var digest = HMAC<SHA256>(key: uploads)
        digest.update(data: Array("\(owner.utf8.count) \(owner) \(key)".utf8))
        return ScanID(hexadecimal(digest.finalize().prefix(16)))
    }

    /// What tells apart the credential that is issued under a key: the same whenever that is sent again.
    func credentialSuffix(for key: IdempotencyKey) -> String {
        var digest = HMAC<SHA256>(key: credentials)
        digest.update(data: Array("identity \(key.owner.utf8.count) \(key.owner) \(key.key)".utf8))
        return hexadecimal(digest.finalize().prefix(6))
    }

    /// What makes a token out of a request's key that may be guessed one that can't be: 128 random bits.
    static func newSalt() -> [UInt8] {
        SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
    }

    /// The token of the credential that is issued by a request, so that its retry is answered with the same token although
    /// only a digest of it is kept: 256 bits that nobody works out without the key file and the salt in the database.
    func credentialToken(
        of credential: CredentialID, issuedBy key: IdempotencyKey, salt: [UInt8]
    ) -> CredentialToken {
        var digest = HMAC<SHA256>(key: credentials)
        digest.update(data: salt)
        digest.update(data: Array("secret \(credential) \(key.owner.utf8.count) \(key.owner) \(key.key) ".utf8))
        digest.update(data: key.fingerprint)
        return CredentialToken(credential, secret: hexadecimal(digest.finalize()))
    }

    /// What an address is known by, where it is kept which one somebody logs in from; `nil` is a Unix socket.
    func digest(ofAddress address: String?) -> [UInt8] {
        var digest = HMAC<SHA256>(key: credentials)
        digest.update(data: Array("address \(address ?? "local")".utf8))
        return Array(digest.finalize().prefix(16))
    }

    /// Seals the secret of somebody's one-time codes.
    func seal(codeSecret: [UInt8], of person: PersonID) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(codeSecret, using: oneTimeCodes, authenticating: Array(person.text.utf8))
            guard let combined = box.combined else { preconditionFailure("a nonce of the usual size is combined") }
            return Array(combined)
        } catch {
            preconditionFailure("a key of 256 bits seals: \(error)")
        }
    }

    /// The secret of somebody's one-time codes; `nil` where it was sealed under another key, or for somebody else.
    func open(codeSecret sealed: [UInt8], of person: PersonID) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let opened = try? AES.GCM.open(box, using: oneTimeCodes, authenticating: Array(person.text.utf8))
        else { return nil }
        return Array(opened)
    }

    /// The code printed on a slip beside its number (SEC-04): 40 bits of a keyed digest of the number.
    ///
    /// Derived from the number alone, so that a slip written offline has one too. Eight characters without
    /// letters that look like digits, in two groups: `K7QX-3M2P`.
    public func slipCode(for number: DossierNumber) -> String {
        var digest = slipCodeDigest
        digest.update(data: Array(number.canonical.utf8))
        let bits = digest.finalize().withUnsafeBytes { bytes in
            bytes.prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        var characters: [UInt8] = []
        for place in 0..<8 {
            if place == 4 { characters.append(UInt8(ascii: "-")) }
            characters.append(Self.alphabet[Int(bits >> UInt64(35 - 5 * place) & 31)])
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Whether that is the number's code, however it was typed: small letters, without the dash, O for 0.
    public func isSlipCode(_ typed: String, for number: DossierNumber) -> Bool {
        func normal(_ text: String) -> [UInt8] {
            text.uppercased().compactMap { character -> UInt8? in
                switch character {
                case "-", " ": nil
                case "O": UInt8(ascii: "0")
                case "I", "L": UInt8(ascii: "1")
                default: character.asciiValue ?? 0
                }
            }
        }
        let expected = normal(slipCode(for: number))
        let given = normal(typed)
        guard expected.count == given.count else { return false }
        // Every character is compared, so that the time taken tells nothing.
        return zip(expected, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
