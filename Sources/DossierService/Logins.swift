import Crypto
import DossierDomain
import DossierRouting
import DossierStore
import Foundation

/// Why somebody isn't logged in, or why a login isn't kept.
public enum LoginRefusal: Hashable, Sendable {
    /// Name, password or code is wrong; which of them isn't told.
    case wrong
    /// A code of the authenticator is needed too.
    case codeMissing
    /// Too much was tried for that name or from that address: after so many seconds again.
    case barred(seconds: Int)
    /// As many passwords are being looked at as there is room for.
    case busy
    /// The password was given by somebody else: send one of one's own along.
    case mustChange
    /// The new password isn't taken.
    case weak(PasswordWeakness)
    /// Nobody of that name is posted anywhere today.
    case notPosted
    /// There are several postings; one of these has to be named.
    case postingMissing([PostingID])
    /// There is no such person in the configuration.
    case unknownPerson
    /// Somebody else logs in with that name.
    case nameTaken
    /// The code isn't one of that secret.
    case codeWrong
}

/// A wish to log in.
public struct LoginRequest: Sendable {
    /// The name.
    public let userName: String
    /// The password.
    public let password: String
    /// A code of the authenticator.
    public let code: String?
    /// What the password is to be from now on.
    public let newPassword: String?
    /// Under which posting.
    public let posting: PostingID?
    /// From where; `nil` where nobody can tell, such as on a Unix socket.
    public let address: String?

    /// A wish to log in.
    public init(
        userName: String, password: String, code: String? = nil, newPassword: String? = nil, posting: PostingID? = nil,
        address: String?
    ) {
        self.userName = userName
        self.password = password
        self.code = code
        self.newPassword = newPassword
        self.posting = posting
        self.address = address
    }
}

extension DossierService {
    /// How long a session lasts, in hours: a day's work, over before the next.
    public static var sessionHours: Int { 12 }

    /// Logs somebody in and answers a session, a credential bound to one posting of theirs (SEC-06).
    ///
    /// What was wrong is not told. Each wrong try is durable before its answer, so that a restart forgives none; a name
    /// that nobody has costs the same time. Throws ``ServiceError/loginRefused(_:)``.
    public func logIn(_ request: LoginRequest, reader: Store.Reader) async throws(ServiceError) -> IssuedCredential {
        if let wait = guessing.secondsToWait(from: request.address, at: now()) {
            throw .loginRefused(.barred(seconds: wait))
        }
        let known = try ServiceError.reading { () throws(StoreError) in try reader.login(named: request.userName) }
        if let known, let until = lockOutPolicy.barredUntil(known.failures, at: now()) {
            let seconds = (until.milliseconds - now().milliseconds + 999) / 1_000
            throw .loginRefused(.barred(seconds: Int(seconds)))
        }
        let isRight = try await isRight(request.password, for: known, address: request.address)
        guard var login = known, isRight else {
            throw try await failure(of: known, from: request.address, reader: reader)
        }
        let read = login
        try await check(request.code, of: &login, from: request.address, reader: reader)
        if let password = request.newPassword {
            try await change(&login, to: password, address: request.address)
        } else if login.mustChange {
            throw .loginRefused(.mustChange)
        }
        let posting = try posting(for: request, of: login.person)
        login.failures = .none
        // Kept before the session: a code that was used, and a password that was changed, count from here on.
        if login != read { _ = try await keep(login) }
        return try await openSession(under: posting)
    }

    /// Ends the caller's own session.
    public func logOut(_ actor: Actor, reader: Store.Reader) async throws(ServiceError) {
        guard try credential(actor.credential, reader: reader)?.kind == .session else { throw .notFound }
        _ = try await revoke(actor.credential, reader: reader)
    }

    /// Gives somebody a login with a password that has to be changed at the first use, or gives it anew.
    ///
    /// Sessions under the person's postings end, codes are no longer asked for. Asked again with the same, it changes
    /// nothing. Throws ``ServiceError/loginRefused(_:)``.
    public func setLogin(
        of person: PersonID, userName: String, password: String, reader: Store.Reader
    ) async throws(ServiceError) -> StoredLogin {
        guard catalogue.document.people.contains(where: { $0.id == person }) else {
            throw .loginRefused(.unknownPerson)
        }
        if let weakness = PasswordPolicy.weakness(of: password, userName: userName) {
            throw .loginRefused(.weak(weakness))
        }
        let known = try login(of: person, reader: reader)
        if let known, known.userName == userName, known.mustChange, known.codeSecret == nil,
            try await isRight(password, for: known, address: Self.administration)
        {
            return known
        }
        // Asked before anything is taken away; the commit looks again.
        let sameName = try ServiceError.reading { () throws(StoreError) in try reader.login(named: userName) }
        guard sameName == nil || sameName?.person == person else { throw .loginRefused(.nameTaken) }
        let digest = try await digest(of: password, address: Self.administration)
        if known != nil { _ = try await removeLogin(of: person) }
        return try await keep(
            StoredLogin(
                person: person, userName: userName, passwordDigest: digest.text, mustChange: true, changedAt: now()))
    }

    /// Removes somebody's login and ends their sessions at once.
    public func removeLogin(of person: PersonID) async throws(ServiceError) -> Bool {
        // Of any day: a session under a posting that has ended by now ends as well.
        let postings = catalogue.document.postings.filter { $0.person == person }.map(\.id)
        return try await storing { () async throws(StoreError) in
            try await store.removeLogin(of: person, revokingSessionsOf: postings, at: now())
        }
    }

    /// All logins, by name.
    public func logins(reader: Store.Reader) throws(ServiceError) -> [StoredLogin] {
        try ServiceError.reading { () throws(StoreError) in try reader.logins() }
    }

    /// What the caller logs in with; not found where it is no person's session.
    public func ownLogin(of actor: Actor, reader: Store.Reader) throws(ServiceError) -> StoredLogin {
        guard let posting = actor.posting.flatMap({ catalogue.posting($0, on: now().date) }),
            try credential(actor.credential, reader: reader)?.kind == .session,
            let login = try login(of: posting.person, reader: reader)
        else { throw .notFound }
        return login
    }

    /// Asks for codes of an authenticator from now on, after one of them has shown that it has the secret.
    public func useCodes(
        of secret: OneTimeSecret, code: String, by actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) {
        var login = try ownLogin(of: actor, reader: reader)
        if let sealed = login.codeSecret, keys.open(codeSecret: sealed, of: login.person) == secret.bytes { return }
        guard let step = secret.step(of: code, at: now(), lastUsed: nil) else { throw .loginRefused(.codeWrong) }
        login.codeSecret = keys.seal(codeSecret: secret.bytes, of: login.person)
        login.lastCodeStep = step
        login.changedAt = now()
        _ = try await keep(login)
    }

    // MARK: Steps

    /// The owner that administrators' digests have in the queue of passwords.
    private static var administration: String { "administration" }

    private func login(of person: PersonID, reader: Store.Reader) throws(ServiceError) -> StoredLogin? {
        try ServiceError.reading { () throws(StoreError) in try reader.login(of: person) }
    }

    /// Whether the password is right; a name that nobody has is looked at as long.
    private func isRight(
        _ password: String, for login: StoredLogin?, address: String?
    ) async throws(ServiceError) -> Bool {
        let kept = login.flatMap { PasswordDigest($0.passwordDigest) }
        if login != nil, kept == nil { throw .store(.corrupt("a password's digest can't be read")) }
        let cost = passwords.cost
        let result = await passwords.run(for: address ?? "local") { () throws -> Bool in
            guard let kept else {
                _ = try PasswordDigest(of: password, cost: cost)
                return false
            }
            return try kept.isOf(password)
        }
        return try Self.outcome(of: result)
    }

    private func digest(of password: String, address: String?) async throws(ServiceError) -> PasswordDigest {
        let cost = passwords.cost
        let result = await passwords.run(for: address ?? "local") { () throws -> PasswordDigest in
            try PasswordDigest(of: password, cost: cost)
        }
        return try Self.outcome(of: result)
    }

    private static func outcome<Value>(of result: Result<Value, any Error>?) throws(ServiceError) -> Value {
        switch result {
        case .success(let value): return value
        case .failure: throw .store(.unavailable("scrypt has no memory"))
        case nil: throw .loginRefused(.busy)
        }
    }

    private func check(
        _ code: String?, of login: inout StoredLogin, from address: String?, reader: Store.Reader
    ) async throws(ServiceError) {
        guard let sealed = login.codeSecret else { return }
        guard let bytes = keys.open(codeSecret: sealed, of: login.person) else {
            throw .store(.corrupt("a secret of one-time codes can't be opened"))
        }
        guard let code else { throw .loginRefused(.codeMissing) }
        guard let step = OneTimeSecret(bytes).step(of: code, at: now(), lastUsed: login.lastCodeStep) else {
            throw try await failure(of: login, from: address, reader: reader)
        }
        login.lastCodeStep = step
    }

    private func change(
        _ login: inout StoredLogin, to password: String, address: String?
    ) async throws(ServiceError) {
        if let weakness = PasswordPolicy.weakness(of: password, userName: login.userName) {
            throw .loginRefused(.weak(weakness))
        }
        login.passwordDigest = try await digest(of: password, address: address).text
        login.mustChange = false
        login.changedAt = now()
    }

    private func posting(for request: LoginRequest, of person: PersonID) throws(ServiceError) -> Posting {
        let postings = catalogue.postings(of: person, on: now().date)
        guard let first = postings.first else { throw .loginRefused(.notPosted) }
        guard let wanted = request.posting else {
            guard postings.count == 1 else { throw .loginRefused(.postingMissing(postings.map(\.id))) }
            return first
        }
        guard let posting = postings.first(where: { $0.id == wanted }) else {
            throw .loginRefused(.postingMissing(postings.map(\.id)))
        }
        return posting
    }

    /// Counts a wrong try against the address and, durably, against the name; answers what the caller is told.
    private func failure(
        of login: StoredLogin?, from address: String?, reader: Store.Reader
    ) async throws(ServiceError) -> ServiceError {
        guessing.noteFailure(from: address, at: now())
        var known = login
        // Tried many times at once, each counts: whoever finds that another was counted reads again.
        for _ in 0..<Self.contentionLimit {
            guard var counted = known else { break }
            counted.failures = lockOutPolicy.adding(to: counted.failures, at: now())
            do {
                _ = try await store.save(counted)
                break
            } catch .versionConflict {
                known = try self.login(of: counted.person, reader: reader)
            } catch {
                throw .store(error)
            }
        }
        return .loginRefused(.wrong)
    }

    private func keep(_ login: StoredLogin) async throws(ServiceError) -> StoredLogin {
        do {
            return try await store.save(login)
        } catch .versionConflict {
            // A new login conflicts by its name, a known one with whoever changed it in between.
            throw login.version == 0 ? ServiceError.loginRefused(.nameTaken) : ServiceError.contention
        } catch {
            throw .store(error)
        }
    }

    private func openSession(under posting: Posting) async throws(ServiceError) -> IssuedCredential {
        let id = CredentialID("session-" + newID())
        let token = CredentialToken(newFor: id)
        let person = catalogue.document.people.first { $0.id == posting.person }
        let now = now()
        let session = StoredCredential(
            id: id, name: person?.name ?? posting.person.text, secretDigest: token.secretDigest,
            actor: posting.actor(with: id), issuedAt: now, expiresAt: now.adding(minutes: Self.sessionHours * 60),
            kind: .session)
        try await storing { () async throws(StoreError) in try await store.save(session) }
        return IssuedCredential(credential: session, token: token.text, isReplay: false)
    }
}

/// The secret that an authenticator app and the server share (RFC 6238), 160 bits.
public struct OneTimeSecret: Hashable, Sendable {
    /// The secret's bytes.
    let bytes: [UInt8]

    /// Length in bytes (RFC 4226, 4).
    public static let length = 20

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A new random secret.
    public static func new() -> OneTimeSecret {
        OneTimeSecret(SymmetricKey(size: SymmetricKeySize(bitCount: length * 8)).withUnsafeBytes { Array($0) })
    }

    /// Reads what ``text`` wrote; `nil` for anything else.
    public init?(_ text: String) {
        var bits: UInt64 = 0
        var count = 0
        var bytes: [UInt8] = []
        for character in text.utf8 {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 5 | UInt64(value)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(count)))
            }
        }
        guard bytes.count == Self.length, text.utf8.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Base 32 (RFC 4648, 6) without padding, as apps take it.
    public var text: String {
        var text: [UInt8] = []
        var bits: UInt64 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt64(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(Self.alphabet[Int(bits >> UInt64(count) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What a QR code holds for an app.
    public func address(for userName: String) -> String {
        "otpauth://totp/MotCua:\(userName)?secret=\(text)&issuer=MotCua&algorithm=SHA1&digits=\(OneTimeCode.length)"
            + "&period=\(OneTimeCode.periodSeconds)"
    }

    /// The step whose code that is, among those that are taken; `nil` where it is none of them.
    func step(of code: String, at now: Timestamp, lastUsed: Int64?) -> Int64? {
        OneTimeCode.steps(at: now, lastUsed: lastUsed).first { self.code(of: $0) == code }
    }

    /// The code of a step.
    package func code(of step: Int64) -> String? {
        let digest = HMAC<Insecure.SHA1>.authenticationCode(
            for: OneTimeCode.counter(of: step), using: SymmetricKey(data: bytes))
        return OneTimeCode.code(of: Array(digest))
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
}
