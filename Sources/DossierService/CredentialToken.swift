import Crypto
import DossierDomain
import DossierStore

/// What a terminal, agency system or person bears: `motcua_<identity>_<secret><check>`.
///
/// The prefix lets secret scanners find a leaked token, the check digits tell a mistyped one from a wrong
/// one. The secret has 256 random bits, so that a plain SHA-256 of it is safe to keep (SEC-06).
public struct CredentialToken: Sendable {
    /// The credential's identity.
    public let credential: CredentialID
    /// The secret in hexadecimal.
    let secret: String

    private static let prefix = "motcua"
    private static let secretDigits = 64
    private static let checkDigits = 8

    /// A new token for a credential.
    public init(newFor credential: CredentialID) {
        self.credential = credential
        secret = SymmetricKey(size: .bits256).withUnsafeBytes { hexadecimal($0) }
    }

    /// A token with that secret of 64 hexadecimal digits.
    init(_ credential: CredentialID, secret: String) {
        precondition(secret.utf8.count == Self.secretDigits, "a secret has 256 bits")
        self.credential = credential
        self.secret = secret
    }

    /// Reads a token; `nil` where it is malformed or mistyped.
    public init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.prefix,
            let credential = CredentialID(validating: String(parts[1])),
            parts[2].utf8.count == Self.secretDigits + Self.checkDigits
        else { return nil }
        let secret = String(parts[2].prefix(Self.secretDigits))
        guard Self.check(credential, secret) == parts[2].suffix(Self.checkDigits) else { return nil }
        self.credential = credential
        self.secret = secret
    }

    /// The token as it is borne; shown once, when it is issued.
    public var text: String {
        "\(Self.prefix)_\(credential)_\(secret)\(Self.check(credential, secret))"
    }

    /// What the store keeps of the secret.
    public var secretDigest: [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    private static func check(_ credential: CredentialID, _ secret: String) -> String {
        String(hexadecimal(SHA256.hash(data: Array("\(prefix)_\(credential)_\(secret)".utf8))).prefix(checkDigits))
    }
}

/// What a token proves: whose it is, and the digest of its secret.
struct CredentialProof {
    let credential: CredentialID
    let secretDigest: [UInt8]

    init(_ token: CredentialToken) {
        credential = token.credential
        secretDigest = token.secretDigest
    }

    /// Whether the stored credential is the token's; every byte is compared, so that the time taken tells nothing.
    func isOf(_ stored: StoredCredential) -> Bool {
        let difference = zip(secretDigest, stored.secretDigest).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return stored.secretDigest.count == 32 && difference == 0
    }
}

extension StoredCredential {
    /// Whether it is accepted at that instant: neither expired nor revoked.
    ///
    /// A revocation counts whatever the clock says: a clock that was set back brings no token back.
    func isAccepted(at now: Timestamp) -> Bool {
        revokedAt == nil && now < expiresAt
    }
}

/// The credentials that a loop's requests have proved, so that the next request with the same token is cheap.
///
/// Belongs to one thread, like the loop's reader. It never answers by itself that a credential is good: what it
/// remembers counts only for the data version under which it was read.
public final class CredentialMemory {
    /// How many tokens are remembered at the most.
    public static let limit = 4_096

    /// The reader's data version at the latest request.
    public internal(set) var dataVersion: Int64 = -1

    private struct Remembered {
        let stored: StoredCredential
        let proof: CredentialProof
        let dataVersion: Int64
    }

    private var remembered: [TokenDigest: Remembered] = [:]

    /// An empty memory.
    public init() {}

    private var usedInMinute: [CredentialID: Int64] = [:]

    /// Whether the credential is used for the first time in that minute.
    func isNewsOfUse(of credential: CredentialID, at now: Timestamp) -> Bool {
        let minute = now.milliseconds / 60_000
        guard usedInMinute[credential] != minute else { return false }
        if usedInMinute.count >= Self.limit { usedInMinute.removeAll() }
        usedInMinute[credential] = minute
        return true
    }

    /// The credential of that token, where nothing was committed since it was read.
    func credential(for token: TokenDigest) -> StoredCredential? {
        guard let known = remembered[token], known.dataVersion == dataVersion else { return nil }
        return known.stored
    }

    /// The digest of that token's secret, which no commit changes.
    func proof(of token: TokenDigest) -> CredentialProof? {
        remembered[token]?.proof
    }

    func remember(_ stored: StoredCredential, _ proof: CredentialProof, for token: TokenDigest) {
        // All at once: this many tokens are more than an installation has, and the next requests fill it again.
        if remembered.count >= Self.limit, remembered[token] == nil { remembered.removeAll() }
        remembered[token] = Remembered(stored: stored, proof: proof, dataVersion: dataVersion)
    }
}

/// SHA-256 of a whole token: what a memory knows it by, so that no token stays in memory longer than its request.
struct TokenDigest: Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ token: String) {
        var token = token
        let digest = token.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        words = digest.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    static func == (left: TokenDigest, right: TokenDigest) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        // The digest's bits are as good as random; one word tells tokens apart.
        hasher.combine(words.0)
    }
}
