import DossierDomain
import DossierRouting
import DossierStore
import Synchronization

/// A credential that was just issued, with its token: the only time that it is shown.
public struct IssuedCredential: Sendable {
    /// The credential.
    public let credential: StoredCredential
    /// Its token.
    public let token: String
    /// Whether an earlier request under the same key had issued it.
    public let isReplay: Bool
}

/// A wish to have a credential issued.
public struct CredentialRequest: Sendable {
    /// As whom it acts; its credential is filled in.
    public let actor: Actor
    /// What the list calls it.
    public let name: String
    /// For how many days.
    public let days: Int

    /// The longest that a credential lasts, in days.
    public static let maximumDays = 1_825
    /// Unless told otherwise.
    public static let usualDays = 365
    /// The longest that a credential and its successor are both accepted, in minutes: 30 days.
    public static let maximumOverlapMinutes = 43_200
    /// Unless told otherwise: a day.
    public static let usualOverlapMinutes = 1_440

    /// A wish to have a credential issued.
    public init(actor: Actor, name: String, days: Int) {
        self.actor = actor
        self.name = name
        self.days = days
    }
}

/// When credentials were used, until it is written: to the minute, so that requests cost no commits.
final class UseLedger: Sendable {
    private let unwritten = Mutex<[CredentialID: Timestamp]>([:])

    func note(_ credential: CredentialID, at now: Timestamp) {
        unwritten.withLock { $0[credential] = now }
    }

    func takeUnwritten() -> [CredentialID: Timestamp] {
        unwritten.withLock { unwritten in
            defer { unwritten = [:] }
            return unwritten
        }
    }
}

extension DossierService {
    /// Issues a credential (SEC-06).
    ///
    /// Identity and token follow from the caller's key, the key file and a salt beside the digest, so that a retry is answered
    /// with the same token although it isn't kept. Throws ``ServiceError``: refused, the key was used for another request.
    public func issue(
        _ request: CredentialRequest, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> IssuedCredential {
        let now = now()
        let change = accessChange(by: caller, at: now)
        let new = newCredential(
            for: request.actor, name: request.name, days: request.days, replaces: nil, caller, at: now)
        return try await issue(new, for: caller, reader: reader) { () async throws(ServiceError) in
            try await change.issue(new.credential)
        }
    }

    /// Issues a credential in place of another, for the same place and role; both are accepted for `overlapMinutes`.
    ///
    /// Throws ``ServiceError``: there is none of that identity that is still accepted, or it is a session.
    public func rotate(
        _ id: CredentialID, days: Int, overlapMinutes: Int, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> IssuedCredential {
        guard let old = try credential(id, reader: reader), old.kind == .machine else { throw .notFound }
        let now = now()
        let new = newCredential(for: old.actor, name: old.name, days: days, replaces: id, caller, at: now)
        let change = accessChange(by: caller, at: now)
        return try await issue(new, for: caller, reader: reader) { () async throws(ServiceError) in
            try await change.issue(new.credential, inPlaceOf: old, overlapMinutes: overlapMinutes)
        }
    }

    /// Revokes a credential or session at once, and answers it; revoked before, it stays so from then on.
    public func revoke(
        _ id: CredentialID, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> StoredCredential {
        for _ in 0..<Self.contentionLimit {
            guard let known = try credential(id, reader: reader) else { throw .notFound }
            do {
                try await accessChange(by: caller, at: now()).revoke(known)
                break
            } catch .store(.versionConflict) {
                // Somebody else was faster: what they did stands, and is answered.
                continue
            }
        }
        guard let revoked = try credential(id, reader: reader) else { throw .notFound }
        return revoked
    }

    /// Changes of who may come in, by that caller at that instant.
    func accessChange(by caller: Caller, at now: Timestamp) -> AccessChange<Store> {
        AccessChange(in: store, under: catalogue, by: caller, at: now, lockingOutBy: lockOutPolicy)
    }

    /// Issues a credential under the caller's key, once.
    private func issue(
        _ new: (credential: StoredCredential, token: CredentialToken), for caller: Caller, reader: Store.Reader,
        _ issue: () async throws(ServiceError) -> Void
    ) async throws(ServiceError) -> IssuedCredential {
        if let earlier = try replay(of: caller, reader: reader) { return earlier }
        do {
            try await issue()
        } catch .store(.versionConflict) {
            guard let earlier = try replay(of: caller, reader: reader) else { throw .contention }
            return earlier
        }
        return IssuedCredential(credential: new.credential, token: new.token.text, isReplay: false)
    }

    /// Credentials and sessions, oldest first.
    ///
    /// Throws ``ServiceError/store(_:)`` of ``StoreError/invalidCursor`` where there is none after which they are to come.
    public func credentials(
        matching filter: CredentialFilter, reader: Store.Reader
    ) throws(ServiceError) -> [StoredCredential] {
        try ServiceError.reading { () throws(StoreError) in try reader.credentials(matching: filter) }
    }

    /// The credential of that identity.
    public func credential(_ id: CredentialID, reader: Store.Reader) throws(ServiceError) -> StoredCredential? {
        try ServiceError.reading { () throws(StoreError) in try reader.credential(id) }
    }

    /// Keeps when credentials were last used, and forgets sessions that ended a month ago; to be called every minute.
    public func keepUses() async throws(ServiceError) {
        let uses = useLedger.takeUnwritten()
        if !uses.isEmpty {
            try await storing { () async throws(StoreError) in try await store.noteUse(of: uses) }
        }
        let limit = now().adding(minutes: -Self.sessionMemoryDays * 1_440)
        _ = try await storing { () async throws(StoreError) in
            try await store.forgetSessions(endedBefore: limit, limit: 100)
        }
    }

    /// How long a session that is over stays in the list, in days.
    static var sessionMemoryDays: Int { 30 }

    private func newCredential(
        for actor: Actor, name: String, days: Int, replaces: CredentialID?, _ caller: Caller, at now: Timestamp
    ) -> (credential: StoredCredential, token: CredentialToken) {
        let (id, key) = identity(for: caller)
        let salt = KeyRing.newSalt()
        let token = keys.credentialToken(of: id, issuedBy: key, salt: salt)
        return (
            StoredCredential(
                id: id, name: name, secretDigest: token.secretDigest, actor: actor.bearing(id), issuedAt: now,
                expiresAt: now.adding(minutes: days * 1_440), replaces: replaces, issuedBy: caller.actor.credential,
                salt: salt),
            token
        )
    }

    /// The identity of what is issued under the caller's key, whatever it is: one key issues one credential.
    private func identity(for caller: Caller) -> (CredentialID, IdempotencyKey) {
        guard let key = caller.idempotencyKey else { preconditionFailure("a credential is issued under a key") }
        return (CredentialID("credential-\(keys.credentialSuffix(for: key))"), key)
    }

    /// What an earlier request under the same key and by the same credential has issued, as long as keys are remembered.
    ///
    /// Throws ``ServiceError/keyReused`` where it was another one. A token is shown again only to whom it was shown: machine
    /// administrators share the place that their keys belong to.
    private func replay(of caller: Caller, reader: Store.Reader) throws(ServiceError) -> IssuedCredential? {
        let (id, key) = identity(for: caller)
        guard let known = try credential(id, reader: reader) else { return nil }
        guard known.issuedBy == caller.actor.credential,
            now() < known.issuedAt.adding(minutes: Self.requestMemoryDays * 1_440)
        else { throw .keyReused }
        // The secret follows from the request's fingerprint: another request under the key has another one.
        guard let salt = known.salt else { throw .keyReused }
        let token = keys.credentialToken(of: id, issuedBy: key, salt: salt)
        guard CredentialProof(token).isOf(known) else { throw .keyReused }
        return IssuedCredential(credential: known, token: token.text, isReplay: true)
    }
}
