import DossierDomain
import DossierStore

extension MemoryStore {
    /// Keeps a new credential in place of the one that it names.
    public func replace(with credential: StoredCredential, endingOldAt end: Timestamp) async throws(StoreError) {
        try transaction { content throws(StoreError) in
            guard !content.credentials.contains(where: { $0.id == credential.id }),
                let index = content.credentials.firstIndex(where: {
                    $0.id == credential.replaces && $0.revokedAt == nil
                })
            else { throw .versionConflict }
            let old = content.credentials[index]
            let earliest = Timestamp(milliseconds: old.issuedAt.milliseconds + 1)
            content.credentials[index] = old.changed(expiresAt: max(min(old.expiresAt, end), earliest))
            content.credentials.append(credential)
        }
    }

    /// Notes when credentials were last used.
    public func noteUse(of credentials: [CredentialID: Timestamp]) async throws(StoreError) {
        try transaction { content in
            for (index, found) in content.credentials.enumerated() {
                guard let used = credentials[found.id] else { continue }
                content.credentials[index] = found.changed(lastUsedAt: max(found.lastUsedAt ?? used, used))
            }
        }
    }

    /// Forgets sessions that ended before that instant.
    public func forgetSessions(endedBefore instant: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try transaction { content in
            let ended = content.credentials.filter { credential in
                credential.kind == .session
                    && min(credential.expiresAt, credential.revokedAt ?? credential.expiresAt) < instant
            }
            let forgotten = Set(ended.map(\.id).sorted().prefix(limit))
            content.credentials.removeAll { forgotten.contains($0.id) }
            return forgotten.count
        }
    }

    /// Keeps a login and ends those sessions; answers it as it is kept.
    public func save(_ login: StoredLogin, ending sessions: SessionsEnd?) async throws(StoreError) -> StoredLogin {
        try transaction { content throws(StoreError) in
            let index = content.logins.firstIndex { $0.person == login.person }
            let isTaken = content.logins.contains { $0.userName == login.userName && $0.person != login.person }
            let kept = index.map { content.logins[$0].version } ?? 0
            guard !isTaken, kept == login.version else { throw .versionConflict }
            let written = login.written
            if let index { content.logins[index] = written } else { content.logins.append(written) }
            if let sessions { content.end(sessions) }
            return written
        }
    }

    /// Keeps a new session of somebody whose login still has that password and those codes.
    public func open(
        _ session: StoredCredential, provenBy login: StoredLogin, within limit: SessionsLimit
    ) async throws(StoreError) {
        try transaction { content throws(StoreError) in
            let isStanding = content.logins.contains {
                $0.person == login.person && $0.passwordDigest == login.passwordDigest
                    && $0.codeSecret == login.codeSecret
            }
            guard isStanding, !content.credentials.contains(where: { $0.id == session.id }) else {
                throw .versionConflict
            }
            content.endOldest(beyond: limit, at: session.issuedAt)
            content.credentials.append(session)
        }
    }

    /// Removes somebody's login and ends those sessions.
    public func removeLogin(of person: PersonID, ending sessions: SessionsEnd) async throws(StoreError) -> Bool {
        try transaction { content in
            let count = content.logins.count
            content.logins.removeAll { $0.person == person }
            content.end(sessions)
            return content.logins.count < count
        }
    }
}

extension MemoryContent {
    /// Leaves room for one more session within the limit.
    fileprivate mutating func endOldest(beyond limit: SessionsLimit, at now: Timestamp) {
        let living = credentials.indices.filter { index in
            let found = credentials[index]
            return found.kind == .session && found.revokedAt == nil && now < found.expiresAt
                && found.actor.posting.map { limit.postings.contains($0) } == true
        }
        let newestFirst = living.sorted {
            (credentials[$1].issuedAt, credentials[$1].id) < (credentials[$0].issuedAt, credentials[$0].id)
        }
        for index in newestFirst.dropFirst(limit.count - 1) {
            credentials[index] = credentials[index].changed(revokedAt: now)
        }
    }

    fileprivate mutating func end(_ sessions: SessionsEnd) {
        for (index, found) in credentials.enumerated() where found.kind == .session {
            guard let posting = found.actor.posting, sessions.postings.contains(posting) else { continue }
            credentials[index] = found.changed(revokedAt: sessions.at)
        }
    }
}

extension MemoryReader {
    /// What somebody logs in with.
    public func login(of person: PersonID) -> StoredLogin? { content.logins.first { $0.person == person } }

    /// The login of that name.
    public func login(named userName: String) -> StoredLogin? { content.logins.first { $0.userName == userName } }

    /// All logins, by name.
    public func logins() -> [StoredLogin] { content.logins.sorted { $0.userName < $1.userName } }
}
