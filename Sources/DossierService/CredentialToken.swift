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

    /// Whether the stored credential is this token's, and accepted at that instant.
    public func isAccepted(as stored: StoredCredential, at now: Timestamp) -> Bool {
        let difference = zip(secretDigest, stored.secretDigest).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard stored.secretDigest.count == 32, difference == 0 else { return false }
        return now < stored.expiresAt && (stored.revokedAt.map { now < $0 } ?? true)
    }

    private static func check(_ credential: CredentialID, _ secret: String) -> String {
        String(hexadecimal(SHA256.hash(data: Array("\(prefix)_\(credential)_\(secret)".utf8))).prefix(checkDigits))
    }
}
