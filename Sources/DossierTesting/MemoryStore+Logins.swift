import DossierDomain
import DossierStore

extension MemoryStore {
    /// Changes who may come in.
    public func commit(_ commit: AccessCommit) async throws(StoreError) {
        try transaction { content throws(StoreError) in
            try content.apply(commit.change)
            for event in commit.events {
                content.append(
                    RecordedEvent(
                        position: content.links.count + 1, dossier: event.record,
                        sequence: (content.eventsByDossier[event.record]?.count ?? 0) + 1, event: .access(event),
                        occurredAt: commit.recordedAt, recordedAt: commit.recordedAt, actor: commit.actor,
                        configurationVersion: commit.configurationVersion, requestID: commit.requestID))
            }
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
}

extension MemoryContent {
    fileprivate mutating func apply(_ change: AccessCommit.Change) throws(StoreError) {
        switch change {
        case .issue(let credential): try add(credential)
        case .replace(let credential, let old, let end):
            try add(credential)
            let index = credentials.firstIndex {
                $0.id == old.id && $0.expiresAt == old.expiresAt && $0.revokedAt == nil
            }
            guard let index else { throw .versionConflict }
            credentials[index] = credentials[index].changed(expiresAt: end)
        case .revoke(let id, let instant):
            guard let index = credentials.firstIndex(where: { $0.id == id && $0.revokedAt == nil }) else {
                throw .versionConflict
            }
            credentials[index] = credentials[index].changed(revokedAt: instant)
        case .keep(let login, let sessions):
            try keep(login)
            if let sessions { end(sessions) }
        case .remove(let login, let sessions):
            guard let index = logins.firstIndex(where: { $0.person == login.person && $0.version == login.version })
            else { throw .versionConflict }
            logins.remove(at: index)
            end(sessions)
        }
    }

    private mutating func add(_ credential: StoredCredential) throws(StoreError) {
        guard !credentials.contains(where: { $0.id == credential.id }) else { throw .versionConflict }
        credentials.append(credential)
    }

    private mutating func keep(_ login: StoredLogin) throws(StoreError) {
        let index = logins.firstIndex { $0.person == login.person }
        let isTaken = logins.contains { $0.userName == login.userName && $0.person != login.person }
        let kept = index.map { logins[$0].version } ?? 0
        guard !isTaken, kept == login.version else { throw .versionConflict }
        if let index { logins[index] = login.written } else { logins.append(login.written) }
    }

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
