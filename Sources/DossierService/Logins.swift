import DossierDomain
import DossierRouting
import DossierStore

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
    /// Codes are asked of whoever acts so, and none are set up: this secret and a code of it are to be sent along.
    case codesMissing(OneTimeSecret, userName: String)
}

/// Of whom one-time codes are asked even where they haven't set them up by themselves.
public enum CodesRequired: String, CaseIterable, Sendable {
    /// Of nobody.
    case nobody
    /// Of whoever acts as an administrator.
    case administrators
    /// Of everybody who logs in.
    case everybody

    func includes(_ role: Role) -> Bool {
        switch self {
        case .nobody: false
        case .administrators: role == .administrator
        case .everybody: true
        }
    }
}

/// A wish to log in.
public struct LoginRequest: Sendable {
    /// The name.
    public let userName: String
    /// The password.
    public let password: String
    /// A code of the authenticator.
    public let code: String?
    /// The secret of codes that are to be asked for from now on, which `code` is one of.
    public let codeSecret: OneTimeSecret?
    /// What the password is to be from now on.
    public let newPassword: String?
    /// Under which posting.
    public let posting: PostingID?
    /// From where; `nil` where nobody can tell, such as on a Unix socket.
    public let address: String?

    /// A wish to log in.
    public init(
        userName: String, password: String, code: String? = nil, codeSecret: OneTimeSecret? = nil,
        newPassword: String? = nil, posting: PostingID? = nil, address: String?
    ) {
        self.userName = userName
        self.password = password
        self.code = code
        self.codeSecret = codeSecret
        self.newPassword = newPassword
        self.posting = posting
        self.address = address
    }
}

extension DossierService {
    /// How long a session lasts, in hours: a day's work, over before the next.
    public static var sessionHours: Int { 12 }

    /// How many sessions somebody has at once; the oldest ends with one more.
    public static var sessionsPerPerson: Int { 8 }

    /// Logs somebody in and answers a session, a credential bound to one posting of theirs (SEC-06).
    ///
    /// What was wrong is not told. Each wrong try is durable before its answer, so that a restart forgives none; a name
    /// that nobody has costs the same time and is slowed alike. A new password ends the sessions that the old one opened.
    /// Throws ``ServiceError/loginRefused(_:)``.
    public func logIn(_ request: LoginRequest, reader: Store.Reader) async throws(ServiceError) -> IssuedCredential {
        do throws(ServiceError) {
            let session = try await session(for: request, reader: reader)
            accessTally.note(.sessionOpened)
            return session
        } catch {
            if case .loginRefused(let refusal) = error { accessTally.note(refusal.event) }
            throw error
        }
    }

    private func session(
        for request: LoginRequest, reader: Store.Reader
    ) async throws(ServiceError) -> IssuedCredential {
        let place = keys.digest(ofAddress: request.address)
        let proven = try loginToTry(request, from: place, reader: reader)
        let isRight = try await isRight(request.password, for: proven, address: request.address)
        // Asked again: as many tries as wait for a thread have all passed the first time, and are answered one by one.
        let known = try loginToTry(request, from: place, reader: reader)
        guard var login = known, isRight else {
            throw try await failure(of: known, named: request.userName, from: request.address, reader: reader)
        }
        guard login.hasSecrets(of: proven) else { throw .contention }
        let read = login
        try await check(request.code, of: &login, from: request.address, reader: reader)
        let posting = try posting(for: request, of: login.person)
        if let password = request.newPassword {
            try await change(&login, to: password, address: request.address)
        } else if login.mustChange {
            throw .loginRefused(.mustChange)
        }
        try await raiseCost(of: &login, request, replacing: read)
        try setUpCodes(for: request, actingAs: posting.role, of: &login)
        login.arrive(at: place)
        // Kept before the session: a code that was used, and a password that was changed, count from here on.
        if login != read {
            let ending = request.newPassword == nil ? nil : sessions(of: login.person)
            _ = try await keep(login, ending: ending)
        }
        return try await openSession(under: posting, provenBy: login)
    }

    /// Ends the caller's own session.
    public func logOut(_ actor: Actor, reader: Store.Reader) async throws(ServiceError) {
        guard try credential(actor.credential, reader: reader)?.kind == .session else { throw .notFound }
        _ = try await revoke(actor.credential, reader: reader)
    }

    /// Gives somebody a login with a password that has to be changed at the first use, or gives it anew.
    ///
    /// Sessions under the person's postings end, codes are no longer asked for, wrong tries are forgiven; where they last
    /// logged in from stays. Asked again with the same, it changes nothing. Throws ``ServiceError/loginRefused(_:)``.
    public func setLogin(
        of person: PersonID, userName: String, password: String, by actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) -> StoredLogin {
        guard catalogue.document.people.contains(where: { $0.id == person }) else {
            throw .loginRefused(.unknownPerson)
        }
        if let weakness = PasswordPolicy.weakness(of: password, userName: userName) {
            throw .loginRefused(.weak(weakness))
        }
        let known = try login(of: person, reader: reader)
        if let known, known.isFirst(named: userName),
            try await isRight(password, for: known, address: Self.administration)
        {
            return known
        }
        // Asked before the password is digested; the commit looks again.
        let sameName = try ServiceError.reading { () throws(StoreError) in try reader.login(named: userName) }
        guard sameName == nil || sameName?.person == person else { throw .loginRefused(.nameTaken) }
        let digest = try await digest(of: password, address: Self.administration)
        return try await keep(
            StoredLogin(
                person: person, userName: userName, passwordDigest: digest.text, mustChange: true, home: known?.home,
                changedAt: now(), setBy: actor.credential, version: known?.version ?? 0),
            ending: sessions(of: person))
    }

    /// Removes somebody's login and ends their sessions at once.
    public func removeLogin(of person: PersonID) async throws(ServiceError) -> Bool {
        try await storing { () async throws(StoreError) in
            try await store.removeLogin(of: person, ending: sessions(of: person))
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
    ///
    /// Where codes are asked for already, one of the old secret is needed too, and guessing it counts like guessing it at
    /// the door: who has come by a session only doesn't come by the codes. Throws ``ServiceError/loginRefused(_:)``.
    public func useCodes(
        of secret: OneTimeSecret, code: String, currentCode: String?, by actor: Actor, from address: String?,
        reader: Store.Reader
    ) async throws(ServiceError) {
        var login = try ownLogin(of: actor, reader: reader)
        if let sealed = login.codeSecret, keys.open(codeSecret: sealed, of: login.person) == secret.bytes { return }
        try checkFailures(login.failures(from: keys.digest(ofAddress: address)))
        try await check(currentCode, of: &login, from: address, reader: reader)
        try use(secret, showing: code, in: &login)
        _ = try await keep(login, ending: nil)
    }

    // MARK: Steps

    /// The owner that administrators' digests have in the queue of passwords.
    private static var administration: String { "administration" }

    private func login(of person: PersonID, reader: Store.Reader) throws(ServiceError) -> StoredLogin? {
        try ServiceError.reading { () throws(StoreError) in try reader.login(of: person) }
    }

    /// All sessions of somebody, of any day: one under a posting that has ended by now ends as well.
    private func sessions(of person: PersonID) -> SessionsEnd {
        SessionsEnd(postings: catalogue.document.postings.filter { $0.person == person }.map(\.id), at: now())
    }

    /// The login of the name that is tried. Throws where it, or the address, is barred now, whatever the password is.
    private func loginToTry(
        _ request: LoginRequest, from place: [UInt8], reader: Store.Reader
    ) throws(ServiceError) -> StoredLogin? {
        if let wait = guessing.secondsToWait(from: request.address, at: now()) {
            throw .loginRefused(.barred(seconds: wait))
        }
        let known = try ServiceError.reading { () throws(StoreError) in try reader.login(named: request.userName) }
        try checkFailures(known?.failures(from: place) ?? guessing.failures(ofUnknown: request.userName))
        return known
    }

    private func checkFailures(_ failures: FailedAttempts) throws(ServiceError) {
        guard let until = lockOutPolicy.barredUntil(failures, at: now()) else { return }
        let seconds = (until.milliseconds - now().milliseconds + 999) / 1_000
        throw .loginRefused(.barred(seconds: max(1, Int(seconds))))
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
            throw try await failure(of: login, named: login.userName, from: address, reader: reader)
        }
        login.lastCodeStep = step
    }

    /// Sets up the codes that the request brings along; throws where some are asked for and there are none.
    private func setUpCodes(
        for request: LoginRequest, actingAs role: Role, of login: inout StoredLogin
    ) throws(ServiceError) {
        guard login.codeSecret == nil else { return }
        if let secret = request.codeSecret { return try use(secret, showing: request.code ?? "", in: &login) }
        guard !codesRequired.includes(role) else {
            throw .loginRefused(.codesMissing(.new(), userName: login.userName))
        }
    }

    private func use(
        _ secret: OneTimeSecret, showing code: String, in login: inout StoredLogin
    ) throws(ServiceError) {
        guard let step = secret.step(of: code, at: now(), lastUsed: nil) else { throw .loginRefused(.codeWrong) }
        login.codeSecret = keys.seal(codeSecret: secret.bytes, of: login.person)
        login.lastCodeStep = step
        login.changedAt = now()
    }

    private func change(
        _ login: inout StoredLogin, to password: String, address: String?
    ) async throws(ServiceError) {
        if let weakness = PasswordPolicy.weakness(of: password, userName: login.userName) {
            throw .loginRefused(.weak(weakness))
        }
        guard let old = PasswordDigest(login.passwordDigest) else {
            throw .store(.corrupt("a password's digest can't be read"))
        }
        let cost = passwords.cost
        let result = await passwords.run(for: address ?? "local") { () throws -> PasswordDigest? in
            try old.isOf(password) ? nil : PasswordDigest(of: password, cost: cost)
        }
        guard let digest = try Self.outcome(of: result) else { throw .loginRefused(.weak(.sameAsBefore)) }
        login.passwordDigest = digest.text
        login.mustChange = false
        login.changedAt = now()
    }

    /// Digests a password that was just right at the cost of today, where it was digested at another one.
    private func raiseCost(
        of login: inout StoredLogin, _ request: LoginRequest, replacing read: StoredLogin
    ) async throws(ServiceError) {
        guard login.passwordDigest == read.passwordDigest,
            PasswordDigest(login.passwordDigest)?.cost != passwords.cost
        else { return }
        login.passwordDigest = try await digest(of: request.password, address: request.address).text
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

    /// Counts a wrong try against the address and the name, durably where somebody has it; answers what the caller is told.
    private func failure(
        of login: StoredLogin?, named userName: String, from address: String?, reader: Store.Reader
    ) async throws(ServiceError) -> ServiceError {
        guessing.noteWrongPassword(from: address, at: now())
        guard login != nil else {
            guessing.noteWrongPassword(forUnknown: userName, under: lockOutPolicy, at: now())
            return .loginRefused(.wrong)
        }
        let place = keys.digest(ofAddress: address)
        // Read again, because a login that has changed since is kept as it is, and tried many times at once each counts.
        for _ in 0..<Self.contentionLimit {
            let known = try ServiceError.reading { () throws(StoreError) in try reader.login(named: userName) }
            guard var counted = known else { break }
            counted.fail(at: place, under: lockOutPolicy, at: now())
            do {
                _ = try await store.save(counted, ending: nil)
                break
            } catch .versionConflict {
                continue
            } catch {
                throw .store(error)
            }
        }
        return .loginRefused(.wrong)
    }

    private func keep(
        _ login: StoredLogin, ending sessions: SessionsEnd?
    ) async throws(ServiceError) -> StoredLogin {
        do {
            return try await store.save(login, ending: sessions)
        } catch .versionConflict {
            // A new login conflicts by its name, a known one with whoever changed it in between.
            throw login.version == 0 ? ServiceError.loginRefused(.nameTaken) : ServiceError.contention
        } catch {
            throw .store(error)
        }
    }

    /// Opens a session, unless the login was reset or removed while its password was looked at.
    private func openSession(
        under posting: Posting, provenBy login: StoredLogin
    ) async throws(ServiceError) -> IssuedCredential {
        let id = CredentialID("session-" + newID())
        let token = CredentialToken(newFor: id)
        let person = catalogue.document.people.first { $0.id == posting.person }
        let now = now()
        let session = StoredCredential(
            id: id, name: person?.name ?? posting.person.text, secretDigest: token.secretDigest,
            actor: posting.actor(with: id), issuedAt: now, expiresAt: now.adding(minutes: Self.sessionHours * 60),
            kind: .session)
        let limit = SessionsLimit(postings: sessions(of: login.person).postings, count: Self.sessionsPerPerson)
        do {
            try await store.open(session, provenBy: login, within: limit)
        } catch .versionConflict {
            throw .contention
        } catch {
            throw .store(error)
        }
        return IssuedCredential(credential: session, token: token.text, isReplay: false)
    }
}

extension LoginRefusal {
    /// What it is counted as.
    fileprivate var event: AccessTally.Event {
        switch self {
        case .wrong, .codeWrong: .loginWrong
        case .barred: .loginBarred
        case .busy: .loginBusy
        case .codeMissing, .mustChange, .weak, .notPosted, .postingMissing, .unknownPerson, .nameTaken, .codesMissing:
            .loginIncomplete
        }
    }
}

extension StoredLogin {
    /// Wrong tries that count against whoever tries from there.
    fileprivate func failures(from place: [UInt8]) -> FailedAttempts {
        place == home ? failuresAtHome : failuresElsewhere
    }

    /// One more wrong try from there.
    fileprivate mutating func fail(at place: [UInt8], under policy: LockOutPolicy, at now: Timestamp) {
        if place == home {
            failuresAtHome = policy.adding(to: failuresAtHome, at: now)
        } else {
            failuresElsewhere = policy.adding(to: failuresElsewhere, at: now)
        }
    }

    /// Its owner has logged in there. What strangers have tried meanwhile is forgiven only where the owner was among them.
    fileprivate mutating func arrive(at place: [UInt8]) {
        if place != home {
            home = place
            failuresElsewhere = .none
        }
        failuresAtHome = .none
    }

    /// Whether it has the password and the codes of that one still.
    fileprivate func hasSecrets(of other: StoredLogin?) -> Bool {
        person == other?.person && passwordDigest == other?.passwordDigest && codeSecret == other?.codeSecret
    }

    /// Whether it is as an administrator gives it, and nobody has used or tried it since.
    fileprivate func isFirst(named name: String) -> Bool {
        userName == name && mustChange && codeSecret == nil && failuresAtHome == .none && failuresElsewhere == .none
    }
}
