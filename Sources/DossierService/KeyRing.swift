import Crypto
import DossierDomain
import DossierStore

/// The secrets that never enter the database: the master keys of personal data, and the keys of what stays.
///
/// Whoever has the database without them reads no personal data, and can't forge a slip's code. There is one master key, and
/// while it is replaced there are two: the newest wraps, the others only unwrap (AUD-03). Slip codes, uploads, credentials and
/// one-time codes have keys of their own, which stay: a slip is on paper.
public struct KeyRing: Sendable {
    /// Length of a secret in bytes.
    public static let secretLength = 32

    /// A master key, with what is derived from it (HKDF-SHA-256, RFC 5869).
    struct Master: Sendable {
        let secret: SymmetricKey
        /// Wraps subjects' keys.
        let wrapping: SymmetricKey
        /// The keyed digest of people's numbers before the number.
        private let people: HMAC<SHA256>

        init(secret: SymmetricKey) {
            self.secret = secret
            wrapping = derived(from: secret, for: "motcua personal data 1")
            people = HMAC<SHA256>(key: derived(from: secret, for: "motcua identity numbers 1"))
        }

        /// The digest of an identity document's number, however it was typed: without regard to case and to whatever is neither
        /// letter nor digit; `nil` where nothing is left.
        func person(number: String) -> PersonDigest? {
            let normal = number.uppercased().filter { $0.isLetter || $0.isNumber }
            guard !normal.isEmpty else { return nil }
            var digest = people
            digest.update(data: Array(normal.utf8))
            return PersonDigest(Array(digest.finalize().prefix(16)))
        }
    }

    /// A key that stays when the master key is replaced, because what it made is in people's hands.
    enum Standing: String, CaseIterable, Sendable {
        /// Codes on slips.
        case slipCodes = "slip-codes"
        /// What the keys of uploads that aren't whole are derived from.
        case uploads
        /// What secrets of credentials are derived from.
        case credentials
        /// What seals the secrets of one-time codes.
        case oneTimeCodes = "one-time-codes"

        /// What it is derived for, as long as it comes from the one secret.
        fileprivate var purpose: String {
            switch self {
            case .slipCodes: "motcua slip code 1"
            case .uploads: "motcua uploads 1"
            case .credentials: "motcua credentials 1"
            case .oneTimeCodes: "motcua one-time codes 1"
            }
        }
    }

    /// The master keys by their versions; never empty.
    private let masters: [Int: Master]
    /// The version that new personal data is wrapped by.
    public let newestVersion: Int
    /// All that stay.
    private let standing: [Standing: SymmetricKey]
    private let uploads: SymmetricKey
    private let credentials: SymmetricKey
    private let oneTimeCodes: SymmetricKey
    /// The keyed digest of slip codes before the number: making it anew would be half of the work.
    private let slipCodeDigest: HMAC<SHA256>

    private init?(masters: [Int: Master], standing: [Standing: SymmetricKey]) {
        guard let newest = masters.keys.max(), let slipCodes = standing[.slipCodes], let uploads = standing[.uploads],
            let credentials = standing[.credentials], let oneTimeCodes = standing[.oneTimeCodes]
        else { return nil }
        self.masters = masters
        newestVersion = newest
        self.standing = standing
        self.uploads = uploads
        self.credentials = credentials
        self.oneTimeCodes = oneTimeCodes
        slipCodeDigest = HMAC<SHA256>(key: slipCodes)
    }

    /// Derives all keys from one secret of ``secretLength`` bytes, as long as no master key was replaced; `nil` for another
    /// length.
    public init?(secret: [UInt8]) {
        guard secret.count == Self.secretLength else { return nil }
        let secret = SymmetricKey(data: secret)
        let standing = Standing.allCases.map { ($0, derived(from: secret, for: $0.purpose)) }
        self.init(
            masters: [1: Master(secret: secret)], standing: Dictionary(standing, uniquingKeysWith: { $1 }))
    }

    /// A new random secret.
    public static func newSecret() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    var newest: Master {
        guard let master = masters[newestVersion] else { preconditionFailure("the newest is among them") }
        return master
    }

    func master(_ version: Int) -> Master? { masters[version] }

    /// The versions of its master keys, oldest first.
    public var versions: [Int] { masters.keys.sorted() }

    /// The digests that an identity document's number may be found by, one for each master key; empty where it has neither
    /// letter nor digit.
    func people(number: String) -> [PersonDigest] {
        versions.compactMap { masters[$0]?.person(number: number) }
    }

    /// The same with one more master key, by which is wrapped from now on; `nil` for a secret of another length.
    ///
    /// Its version comes after `version` as well, so that no two keys ever have one version.
    public func adding(secret: [UInt8], after version: Int = 0) -> KeyRing? {
        guard secret.count == Self.secretLength else { return nil }
        var masters = masters
        masters[max(newestVersion, version) + 1] = Master(secret: SymmetricKey(data: secret))
        return KeyRing(masters: masters, standing: standing)
    }

    /// Whether these are the keys of the same database as those, before or after a master key was replaced.
    ///
    /// By the keys that stay: a server that seals nothing for a while may miss the time when both master keys are there.
    public func isOfSameDatabase(as other: KeyRing) -> Bool {
        standing == other.standing
            && masters.allSatisfy { version, master in other.masters[version].map { $0.secret == master.secret } ?? true
            }
    }

    /// The same without any master key but the newest.
    public var withoutFormer: KeyRing {
        guard let ring = KeyRing(masters: [newestVersion: newest], standing: standing) else {
            preconditionFailure("a ring's own keys make a ring")
        }
        return ring
    }
}

private func derived(from secret: SymmetricKey, for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: 32)
}

// MARK: The key file

extension KeyRing {
    private static let heading = "motcua-keys 1"

    /// Reads what a key file says: one secret in hexadecimal, or what ``text`` writes; `nil` for anything else.
    public init?(text: String) {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            .filter { !$0.isEmpty }
        if lines.count == 1, lines[0].count == 1 {
            guard let secret = hexadecimalBytes(lines[0][0]) else { return nil }
            self.init(secret: secret)
            return
        }
        guard lines.first?.joined(separator: " ") == Self.heading else { return nil }
        var masters: [Int: Master] = [:]
        var standing: [Standing: SymmetricKey] = [:]
        for line in lines.dropFirst() {
            guard let digits = line.last, let bytes = hexadecimalBytes(digits), bytes.count == Self.secretLength
            else { return nil }
            let key = SymmetricKey(data: bytes)
            if line[0] == "master", line.count == 3 {
                guard let version = Int(line[1]), version > 0, masters[version] == nil else { return nil }
                masters[version] = Master(secret: key)
            } else {
                guard line.count == 2, let name = Standing(rawValue: line[0]), standing[name] == nil else { return nil }
                standing[name] = key
            }
        }
        self.init(masters: masters, standing: standing)
    }

    /// What the key file says once a master key was replaced. The keys that stay stand in it by themselves, so that the secret
    /// they once came from can go.
    public var text: String {
        func line(_ name: String, _ key: SymmetricKey?) -> String {
            key.map { name + " " + $0.withUnsafeBytes { hexadecimal($0) } + "\n" } ?? ""
        }
        return Self.heading + "\n" + Standing.allCases.map { line($0.rawValue, standing[$0]) }.joined()
            + versions.map { line("master \($0)", masters[$0]?.secret) }.joined()
    }
}

/// The bytes that lower- or upper-case hexadecimal digits say; `nil` where they are none.
func hexadecimalBytes(_ digits: some StringProtocol) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(decoding: digits[place..<(place + 2)], as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(byte)
    }
    return bytes
}

// MARK: Slips and uploads

extension KeyRing {
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

    /// The code that somebody gets along with a first password (SEC-06): 60 bits that follow from who they are and when it was
    /// given, so that it isn't kept, and another password has another one. `K7QX-3M2P-9RTV`.
    func setUpCode(of person: PersonID, givenAt instant: Timestamp) -> String {
        var digest = HMAC<SHA256>(key: credentials)
        digest.update(data: Array("set-up \(person) \(instant.milliseconds)".utf8))
        return Self.code(of: digest.finalize(), length: 12)
    }

    /// Whether that is the code, however it was typed.
    func isSetUpCode(_ typed: String, of person: PersonID, givenAt instant: Timestamp) -> Bool {
        Self.isSame(typed, setUpCode(of: person, givenAt: instant))
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
        return Self.code(of: digest.finalize(), length: 8)
    }

    /// The first bits of a digest as so many characters, at most 12, in groups of four.
    private static func code(of digest: HMAC<SHA256>.MAC, length: Int) -> String {
        let bits = digest.withUnsafeBytes { bytes in bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        var characters: [UInt8] = []
        for place in 0..<length {
            if place > 0, place % 4 == 0 { characters.append(UInt8(ascii: "-")) }
            characters.append(alphabet[Int(bits >> UInt64(59 - 5 * place) & 31)])
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Whether that is the number's code, however it was typed: small letters, without the dash, O for 0.
    public func isSlipCode(_ typed: String, for number: DossierNumber) -> Bool {
        Self.isSame(typed, slipCode(for: number))
    }

    private static func isSame(_ typed: String, _ code: String) -> Bool {
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
        let expected = normal(code)
        let given = normal(typed)
        guard expected.count == given.count else { return false }
        // Every character is compared, so that the time taken tells nothing.
        return zip(expected, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
