import DossierDomain
import DossierStore

extension DossierStore {
    /// Issues a credential as the machine itself does, with its event, whatever the configuration says of its place.
    ///
    /// A session too, as if it had been issued: for tests of what becomes of it.
    public func issue(_ credential: StoredCredential) async throws(StoreError) {
        try await commit(
            AccessCommit(
                .issue(credential),
                events: [
                    .credentialIssued(
                        .init(
                            holder: credential.actor, expiresAt: credential.expiresAt, replaces: credential.replaces))
                ],
                recordedAt: credential.issuedAt, actor: .system, configurationVersion: 1, requestID: "issue"))
    }

    /// Revokes a credential as the machine itself does, with its event.
    public func revoke(_ credential: StoredCredential, at instant: Timestamp) async throws(StoreError) {
        try await commit(
            AccessCommit(
                .revoke(credential.id, at: instant), events: [.credentialRevoked(.init(holder: credential.actor))],
                recordedAt: instant, actor: .system, configurationVersion: 1, requestID: "revoke"))
    }

    /// Keeps what a try leaves with a login, which is no event; answers it as it is kept.
    @discardableResult
    public func keep(_ login: StoredLogin, ending sessions: SessionsEnd? = nil) async throws(StoreError) -> StoredLogin
    {
        try await commit(
            AccessCommit(
                .keep(login, ending: sessions), events: [], recordedAt: login.changedAt, actor: .system,
                configurationVersion: 1, requestID: "keep"))
        return login.written
    }
}
