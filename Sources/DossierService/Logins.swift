import DossierDomain
import DossierRouting
import DossierStore

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
        let place = TryPlace(
            address: request.address, digest: keys.digest(ofAddress: request.address), setUpCode: request.setUpCode)
        let proven = try loginToTry(request, from: place, reader: reader)
        let isRight = try await isRight(request.password, for: proven, from: place)
        // Asked again: as many tries as wait for a thread have all passed the first time, and are answered one by one.
        let known = try loginToTry(request, from: place, reader: reader)
        guard var login = known, isRight else {
            throw try await failure(of: known, named: request.userName, from: place, reader: reader)
        }
        guard login.hasSecrets(of: proven) else { throw .contention }
        let read = login
        try await check(request.code, of: &login, from: place, reader: reader)
        let posting = try posting(for: request, of: login.person)
        if let password = request.newPassword {
            try await change(&login, to: password, from: place)
        } else if login.mustChange {
            throw .loginRefused(.mustChange)
        }
        try await raiseCost(of: &login, request, from: place, replacing: read)
        try setUpCodes(for: request, actingAs: posting.role, of: &login)
        login.arrive(at: place.digest)
        let session = CredentialID("session-" + newID())
        // Kept before the session: a code that was used, and a password that was changed, count from here on.
        if login != read {
            let caller = Caller(
                actor: posting.actor(with: session), requestID: request.requestID, idempotencyKey: nil)
            login = try await keep(login, from: read, endingSessions: request.newPassword != nil, by: caller)
        }
        return try await open(session, under: posting, provenBy: login)
    }

    /// Ends the caller's own session.
    public func logOut(_ actor: Actor, reader: Store.Reader) async throws(ServiceError) {
        let ended = try await storing { () async throws(StoreError) in
            try await store.end(actor.credential, at: now())
        }
        guard ended else { throw .notFound }
    }

    /// Gives somebody a login with a password that has to be changed at the first use, or gives it anew.
    ///
    /// Sessions under the person's postings end, codes are no longer asked for, wrong tries are forgiven; where they last
    /// logged in from stays. Asked again with the same, it changes nothing. With it comes a code by which whoever is given it
    /// logs in for the first time although strangers try. Throws ``ServiceError/loginRefused(_:)``.
    public func setLogin(
        of person: PersonID, userName: String, password: String, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> (login: StoredLogin, setUpCode: String) {
        _ = try accessChange(by: caller, at: now()).decided(.giveLogin(to: person, inPlaceOf: nil))
        if let weakness = PasswordPolicy.weakness(of: password, userName: userName) {
            throw .loginRefused(.weak(weakness))
        }
        let known = try login(of: person, reader: reader)
        if let known, known.isFirst(named: userName),
            try await isRight(password, for: known, from: nil)
        {
            return (known, keys.setUpCode(of: person, givenAt: known.changedAt))
        }
        // Asked before the password is digested; the commit looks again.
        let sameName = try ServiceError.reading { () throws(StoreError) in try reader.login(named: userName) }
        guard sameName == nil || sameName?.person == person else { throw .loginRefused(.nameTaken) }
        let digest = try await digest(of: password, for: known, from: nil)
        let now = now()
        let login = StoredLogin(
            person: person, userName: userName, passwordDigest: digest.text, mustChange: true, home: known?.home,
            changedAt: now, setBy: caller.actor.credential, version: known?.version ?? 0)
        try await Self.settingConflicts(of: login) { () async throws(ServiceError) in
            try await accessChange(by: caller, at: now).give(
                login, inPlaceOf: known, ending: sessions(of: person, at: now))
        }
        return (login.written, keys.setUpCode(of: person, givenAt: now))
    }

    /// Removes somebody's login and ends their sessions at once. Throws ``ServiceError/notFound`` where there is none.
    public func removeLogin(
        of person: PersonID, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) {
        // Tries change a login as often as a stranger likes; that keeps nobody from taking it away.
        for _ in 0..<Self.contentionLimit {
            guard let login = try login(of: person, reader: reader) else { throw .notFound }
            let now = now()
            do {
                return try await accessChange(by: caller, at: now)
                    .remove(login, ending: sessions(of: person, at: now))
            } catch .store(.versionConflict) {
                continue
            }
        }
        throw .contention
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
        of secret: OneTimeSecret, code: String, currentCode: String?, by caller: Caller, from address: String?,
        reader: Store.Reader
    ) async throws(ServiceError) {
        var login = try ownLogin(of: caller.actor, reader: reader)
        if let sealed = login.codeSecret, keys.open(codeSecret: sealed, of: login.person) == secret.bytes { return }
        let place = TryPlace(address: address, digest: keys.digest(ofAddress: address))
        let read = login
        try checkFailures(login.failures(atHome: place.isHome(of: login, by: keys)))
        try await check(currentCode, of: &login, from: place, reader: reader)
        try use(secret, showing: code, in: &login)
        _ = try await keep(login, from: read, endingSessions: false, by: caller)
    }
}
