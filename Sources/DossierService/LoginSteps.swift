import DossierDomain
import DossierRouting
import DossierStore

/// The steps of logging in.
extension DossierService {
    func login(of person: PersonID, reader: Store.Reader) throws(ServiceError) -> StoredLogin? {
        try ServiceError.reading { () throws(StoreError) in try reader.login(of: person) }
    }

    /// All sessions of somebody, of any day: one under a posting that has ended by now ends as well.
    func sessions(of person: PersonID, at now: Timestamp) -> SessionsEnd {
        SessionsEnd(postings: catalogue.document.postings.filter { $0.person == person }.map(\.id), at: now)
    }

    /// The login of the name that is tried. Throws where it, or the address, is barred now, whatever the password is.
    func loginToTry(
        _ request: LoginRequest, from place: TryPlace, reader: Store.Reader
    ) throws(ServiceError) -> StoredLogin? {
        if let wait = guessing.secondsToWait(from: request.address, at: now()) {
            throw .loginRefused(.barred(seconds: wait))
        }
        let known = try ServiceError.reading { () throws(StoreError) in try reader.login(named: request.userName) }
        try checkFailures(
            known.map { $0.failures(atHome: place.isHome(of: $0, by: keys)) }
                ?? guessing.failures(ofUnknown: request.userName))
        return known
    }

    func checkFailures(_ failures: FailedAttempts) throws(ServiceError) {
        guard let until = lockOutPolicy.barredUntil(failures, at: now()) else { return }
        let seconds = (until.milliseconds - now().milliseconds + 999) / 1_000
        throw .loginRefused(.barred(seconds: max(1, Int(seconds))))
    }

    /// Does work on passwords, apart from strangers' where it comes from the login's owner's place, or from an administrator
    /// (`nil`).
    private func run<Value: Sendable>(
        from place: TryPlace?, for login: StoredLogin?, _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error>? {
        guard let place else { return await passwords.run(for: "administration", atHome: true, work) }
        let isAtHome = login.map { place.isHome(of: $0, by: keys) } ?? false
        return await passwords.run(for: place.address ?? "local", atHome: isAtHome, work)
    }

    /// Whether the password is right; a name that nobody has is looked at as long.
    func isRight(
        _ password: String, for login: StoredLogin?, from place: TryPlace?
    ) async throws(ServiceError) -> Bool {
        let kept = login.flatMap { PasswordDigest($0.passwordDigest) }
        if login != nil, kept == nil { throw .store(.corrupt("a password's digest can't be read")) }
        let cost = passwords.cost
        let result = await run(from: place, for: login) { () throws -> Bool in
            guard let kept else {
                _ = try PasswordDigest(of: password, cost: cost)
                return false
            }
            return try kept.isOf(password)
        }
        return try Self.outcome(of: result)
    }

    func digest(
        of password: String, for login: StoredLogin?, from place: TryPlace?
    ) async throws(ServiceError) -> PasswordDigest {
        let cost = passwords.cost
        let result = await run(from: place, for: login) { () throws -> PasswordDigest in
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

    func check(
        _ code: String?, of login: inout StoredLogin, from place: TryPlace, reader: Store.Reader
    ) async throws(ServiceError) {
        guard let sealed = login.codeSecret else { return }
        guard let bytes = keys.open(codeSecret: sealed, of: login.person) else {
            throw .store(.corrupt("a secret of one-time codes can't be opened"))
        }
        guard let code else { throw .loginRefused(.codeMissing) }
        guard let step = OneTimeSecret(bytes).step(of: code, at: now(), lastUsed: login.lastCodeStep) else {
            throw try await failure(of: login, named: login.userName, from: place, reader: reader)
        }
        login.lastCodeStep = step
    }

    /// Sets up the codes that the request brings along; throws where some are asked for and there are none.
    func setUpCodes(
        for request: LoginRequest, actingAs role: Role, of login: inout StoredLogin
    ) throws(ServiceError) {
        guard login.codeSecret == nil else { return }
        if let secret = request.codeSecret { return try use(secret, showing: request.code ?? "", in: &login) }
        guard !codesRequired.includes(role) else {
            throw .loginRefused(.codesMissing(.new(), userName: login.userName))
        }
    }

    func use(
        _ secret: OneTimeSecret, showing code: String, in login: inout StoredLogin
    ) throws(ServiceError) {
        guard let step = secret.step(of: code, at: now(), lastUsed: nil) else { throw .loginRefused(.codeWrong) }
        login.codeSecret = keys.seal(codeSecret: secret.bytes, of: login.person)
        login.lastCodeStep = step
        login.changedAt = now()
    }

    func change(
        _ login: inout StoredLogin, to password: String, from place: TryPlace
    ) async throws(ServiceError) {
        if let weakness = PasswordPolicy.weakness(of: password, userName: login.userName) {
            throw .loginRefused(.weak(weakness))
        }
        guard let old = PasswordDigest(login.passwordDigest) else {
            throw .store(.corrupt("a password's digest can't be read"))
        }
        let cost = passwords.cost
        let result = await run(from: place, for: login) { () throws -> PasswordDigest? in
            try old.isOf(password) ? nil : PasswordDigest(of: password, cost: cost)
        }
        guard let digest = try Self.outcome(of: result) else { throw .loginRefused(.weak(.sameAsBefore)) }
        login.passwordDigest = digest.text
        login.mustChange = false
        login.changedAt = now()
    }

    /// Digests a password that was just right at the cost of today, where it was digested at another one.
    func raiseCost(
        of login: inout StoredLogin, _ request: LoginRequest, from place: TryPlace, replacing read: StoredLogin
    ) async throws(ServiceError) {
        guard login.passwordDigest == read.passwordDigest,
            PasswordDigest(login.passwordDigest)?.cost != passwords.cost
        else { return }
        login.passwordDigest =
            try await digest(of: request.password, for: login, from: place).text
    }

    func posting(for request: LoginRequest, of person: PersonID) throws(ServiceError) -> Posting {
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
    func failure(
        of login: StoredLogin?, named userName: String, from place: TryPlace, reader: Store.Reader
    ) async throws(ServiceError) -> ServiceError {
        guessing.noteWrongPassword(from: place.address, at: now())
        guard login != nil else {
            guessing.noteWrongPassword(forUnknown: userName, under: lockOutPolicy, at: now())
            // A commit like that of a name that somebody has: who measures the time that answers take learns nothing by it.
            try await storing { () async throws(StoreError) in
                try await store.keep("\(now())", for: .unknownNameTriedAt)
            }
            return .loginRefused(.wrong)
        }
        // Read again, because a login that has changed since is kept as it is, and tried many times at once each counts.
        for _ in 0..<Self.contentionLimit {
            let known = try ServiceError.reading { () throws(StoreError) in try reader.login(named: userName) }
            guard var counted = known else { break }
            let now = now()
            let isAtHome = place.isHome(of: counted, by: keys)
            counted.fail(atHome: isAtHome, under: lockOutPolicy, at: now)
            let itself = Caller(actor: .system, requestID: "login-tries", idempotencyKey: nil)
            do {
                try await accessChange(by: itself, at: now).keep(counted, failedAtHome: isAtHome)
                break
            } catch .store(.versionConflict) {
                continue
            }
        }
        return .loginRefused(.wrong)
    }

    /// Keeps what a right try has made of a login, with an event where its owner changed password or codes; answers it as it
    /// is kept.
    func keep(
        _ login: StoredLogin, from read: StoredLogin, endingSessions: Bool, by caller: Caller
    ) async throws(ServiceError) -> StoredLogin {
        var login = login
        let isChanged = endingSessions || login.codeSecret != read.codeSecret
        let now = now()
        if isChanged { login.changedAt = now }
        let change = accessChange(by: caller, at: now)
        let sessions = endingSessions ? sessions(of: login.person, at: now) : nil
        try await Self.settingConflicts(of: login) { [login] () async throws(ServiceError) in
            if isChanged {
                try await change.change(login, from: read, ending: sessions)
            } else {
                try await change.keep(login)
            }
        }
        return login.written
    }

    /// Says what a conflict means: a new login's is its name, a known one's is whoever changed it in between.
    static func settingConflicts(
        of login: StoredLogin, _ work: () async throws(ServiceError) -> Void
    ) async throws(ServiceError) {
        do throws(ServiceError) {
            try await work()
        } catch .store(.versionConflict) {
            throw login.version == 0 ? ServiceError.loginRefused(.nameTaken) : .contention
        }
    }

    /// Opens a session, unless the login was reset or removed while its password was looked at.
    func open(
        _ id: CredentialID, under posting: Posting, provenBy login: StoredLogin
    ) async throws(ServiceError) -> IssuedCredential {
        let token = CredentialToken(newFor: id)
        let person = catalogue.document.people.first { $0.id == posting.person }
        let now = now()
        let session = StoredCredential(
            id: id, name: person?.name ?? posting.person.text, secretDigest: token.secretDigest,
            actor: posting.actor(with: id), issuedAt: now, expiresAt: now.adding(minutes: Self.sessionHours * 60),
            kind: .session)
        let limit = SessionsLimit(
            postings: sessions(of: login.person, at: now).postings, count: Self.sessionsPerPerson)
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
    var event: AccessTally.Event {
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
    /// Wrong tries that count against whoever tries from its owner's place, or from anywhere else.
    func failures(atHome isAtHome: Bool) -> FailedAttempts {
        isAtHome ? failuresAtHome : failuresElsewhere
    }

    /// One more wrong try from there.
    mutating func fail(atHome isAtHome: Bool, under policy: LockOutPolicy, at now: Timestamp) {
        if isAtHome {
            failuresAtHome = policy.adding(to: failuresAtHome, at: now)
        } else {
            failuresElsewhere = policy.adding(to: failuresElsewhere, at: now)
        }
    }

    /// Its owner has logged in there. What strangers have tried meanwhile is forgiven only where the owner was among them.
    mutating func arrive(at place: [UInt8]) {
        if place != home {
            home = place
            failuresElsewhere = .none
        }
        failuresAtHome = .none
    }

    /// Whether it has the password and the codes of that one still.
    func hasSecrets(of other: StoredLogin?) -> Bool {
        person == other?.person && passwordDigest == other?.passwordDigest && codeSecret == other?.codeSecret
    }

    /// Whether it is as an administrator gives it, and nobody has used or tried it since.
    func isFirst(named name: String) -> Bool {
        userName == name && mustChange && codeSecret == nil && failuresAtHome == .none && failuresElsewhere == .none
    }
}
