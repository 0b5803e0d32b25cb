import DossierDomain
import DossierRouting
import DossierStore

/// Changes of who may come in, made by one caller at one instant: the one way for everybody, over HTTP as on the machine
/// itself (SEC-06).
///
/// Each is decided, and its events are committed together with the rows that it changes (AUD-01). Throws ``ServiceError``;
/// where the rows aren't as they were read any more that is ``ServiceError/store(_:)`` of ``StoreError/versionConflict``,
/// and nothing was changed.
public struct AccessChange<Store: DossierStore>: Sendable {
    private let store: Store
    private let catalogue: Catalogue
    private let caller: Caller
    private let now: Timestamp
    private let lockOutPolicy: LockOutPolicy

    /// Changes in that store, under that configuration.
    public init(
        in store: Store, under catalogue: Catalogue, by caller: Caller, at now: Timestamp,
        lockingOutBy lockOutPolicy: LockOutPolicy = LockOutPolicy()
    ) {
        self.store = store
        self.catalogue = catalogue
        self.caller = caller
        self.now = now
        self.lockOutPolicy = lockOutPolicy
    }

    /// Issues a credential; a conflict where there is one of that identity.
    public func issue(_ credential: StoredCredential) async throws(ServiceError) {
        let events = try decided(.issue(to: credential.actor, expiresAt: credential.expiresAt))
        try await commit(.issue(credential), events)
    }

    /// Issues a credential in place of another one, which is accepted for so many minutes still.
    ///
    /// Throws ``ServiceError/notFound`` where the old one isn't accepted any more, or is a session.
    public func issue(
        _ credential: StoredCredential, inPlaceOf old: StoredCredential, overlapMinutes: Int
    ) async throws(ServiceError) {
        let events = try decided(
            .replace(
                AccessCommand.HeldCredential(old), by: credential.id, expiresAt: credential.expiresAt,
                oldEndsAt: now.adding(minutes: overlapMinutes)))
        guard case .credentialReplaced(let replaced) = events.last else {
            preconditionFailure("what takes another one's place says so")
        }
        try await commit(.replace(credential, old: old, endingOldAt: replaced.expiresAt), events)
    }

    /// Revokes a credential or session; one that was revoked before stays so from then on.
    public func revoke(_ credential: StoredCredential) async throws(ServiceError) {
        let events = try decided(.revoke(AccessCommand.HeldCredential(credential)))
        if !events.isEmpty { try await commit(.revoke(credential.id, at: now), events) }
    }

    /// Keeps a login with a first password in place of what is known, and ends those sessions.
    func give(
        _ login: StoredLogin, inPlaceOf known: StoredLogin?, ending sessions: SessionsEnd
    ) async throws(ServiceError) {
        let events = try decided(
            .giveLogin(
                to: login.person,
                inPlaceOf: known.map { AccessCommand.HeldLogin(usesCodes: $0.codeSecret != nil) }))
        try await commit(.keep(login, ending: sessions), events)
    }

    /// Keeps a login whose owner has changed its password, its codes or both.
    func change(
        _ login: StoredLogin, from before: StoredLogin, ending sessions: SessionsEnd?
    ) async throws(ServiceError) {
        let events = try decided(
            .changeLogin(
                of: login.person, password: sessions != nil, codes: login.codeSecret != before.codeSecret))
        try await commit(.keep(login, ending: sessions), events)
    }

    /// Removes a login, and ends those sessions.
    func remove(_ login: StoredLogin, ending sessions: SessionsEnd) async throws(ServiceError) {
        try await commit(.remove(login, ending: sessions), try decided(.removeLogin(of: login.person)))
    }

    /// Keeps a login with one more wrong try, with an event where that locks it out.
    func keep(_ login: StoredLogin, failedAtHome atHome: Bool) async throws(ServiceError) {
        let failures = atHome ? login.failuresAtHome : login.failuresElsewhere
        try await commit(.keep(login, ending: nil), try decided(.bar(login.person, atHome: atHome, after: failures)))
    }

    /// Keeps what a right try leaves with a login, which is no event.
    func keep(_ login: StoredLogin) async throws(ServiceError) {
        try await commit(.keep(login, ending: nil), [])
    }

    /// What such a command comes to; nothing is changed.
    func decided(_ command: AccessCommand) throws(ServiceError) -> [AccessEvent] {
        do {
            return try decide(
                command, by: caller.actor, now: now, under: catalogue, lockingOutBy: lockOutPolicy)
        } catch {
            switch error {
            case .forbidden(let rule): throw .rejected(.forbidden(rule), replayed: false)
            case .place(let refusal): throw .credentialRefused(refusal)
            case .over: throw .notFound
            case .unknownPerson: throw .loginRefused(.unknownPerson)
            }
        }
    }

    private func commit(_ change: AccessCommit.Change, _ events: [AccessEvent]) async throws(ServiceError) {
        do {
            try await store.commit(
                AccessCommit(
                    change, events: events, recordedAt: now, actor: caller.actor,
                    configurationVersion: catalogue.version, requestID: caller.requestID))
        } catch {
            throw .store(error)
        }
    }
}

extension AccessCommand.HeldCredential {
    fileprivate init(_ credential: StoredCredential) {
        self.init(
            holder: credential.actor, isSession: credential.kind == .session, issuedAt: credential.issuedAt,
            expiresAt: credential.expiresAt, isRevoked: credential.revokedAt != nil)
    }
}
