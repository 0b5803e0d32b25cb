import DossierDomain
import DossierStore

/// Credentials and logins: written seldom, so that statements are prepared when they are needed.
extension WriteSession {
    /// Changes who may come in, with the events that tell of it; called within ``isolate(_:)``.
    func write(_ commit: AccessCommit) throws(StoreError) {
        switch commit.change {
        case .issue(let credential): try write(credential)
        case .replace(let credential, let old, let end):
            try write(credential)
            let changed = try connection.prepare(
                "UPDATE credential SET expires_at = ? WHERE id = ? AND expires_at = ? AND revoked_at IS NULL"
            ).run([.integer(end.milliseconds), .text(old.id.text), .integer(old.expiresAt.milliseconds)])
            guard changed == 1 else { throw .versionConflict }
        case .revoke(let credential, let instant):
            let changed = try connection.prepare(
                "UPDATE credential SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
            ).run([.integer(instant.milliseconds), .text(credential.text)])
            guard changed == 1 else { throw .versionConflict }
        case .keep(let login, let sessions):
            try write(login)
            if let sessions { try end(sessions) }
        case .remove(let login, let sessions):
            let removed = try connection.prepare("DELETE FROM login WHERE person = ? AND version = ?")
                .run([.text(login.person.text), .integer(login.version)])
            guard removed == 1 else { throw .versionConflict }
            try end(sessions)
        }
        for event in commit.events { try append(event, of: commit) }
    }

    private func append(_ event: AccessEvent, of commit: AccessCommit) throws(StoreError) {
        let record = event.record
        let version = try statements.countEvents.first([.text(record.text)]) { $0.int(0) } ?? 0
        let line = try EventLine(
            .access(event), sequence: version + 1,
            of: EventLine.Origin(
                dossier: record, actor: commit.actor, configurationVersion: commit.configurationVersion,
                occurredAt: commit.recordedAt, recordedAt: commit.recordedAt, requestID: commit.requestID),
            placeholder: nil)
        try append(
            [line], of: record, after: version, occurredAt: commit.recordedAt, recordedAt: commit.recordedAt,
            serial: nil)
    }

    /// Ends a session; `false` where there is none.
    func end(_ session: CredentialID, at instant: Timestamp) throws(StoreError) -> Bool {
        let changed = try connection.prepare(
            "UPDATE credential SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? AND kind = 'session'"
        ).run([.integer(instant.milliseconds), .text(session.text)])
        return changed == 1
    }

    /// Notes when credentials were last used.
    func noteUse(of credentials: [CredentialID: Timestamp]) throws(StoreError) {
        let note = try connection.prepare(
            "UPDATE credential SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE id = ?")
        for (id, instant) in credentials.sorted(by: { $0.key < $1.key }) {
            _ = try note.run([.integer(instant.milliseconds), .text(id.text)])
        }
    }

    /// Forgets sessions that ended before that instant.
    func forgetSessions(endedBefore instant: Timestamp, limit: Int) throws(StoreError) -> Int {
        try connection.prepare(
            """
            DELETE FROM credential WHERE id IN (
                SELECT id FROM credential
                WHERE kind = 'session' AND min(expires_at, coalesce(revoked_at, expires_at)) < ?
                ORDER BY min(expires_at, coalesce(revoked_at, expires_at)) LIMIT ?)
            """
        ).run([.integer(instant.milliseconds), .integer(limit)])
    }

    /// Keeps a login under its next version.
    private func write(_ login: StoredLogin) throws(StoreError) {
        let others = try connection.prepare("SELECT count(*) FROM login WHERE user_name = ? AND person <> ?")
            .first([.text(login.userName), .text(login.person.text)]) { $0.int(0) }
        guard others == 0 else { throw .versionConflict }
        let written = login.written
        let values: [SQLValue] = [
            .text(written.userName), .text(written.passwordDigest), .integer(written.mustChange ? 1 : 0),
            written.codeSecret.map(SQLValue.blob) ?? .null, .instant(written.lastCodeStep),
            written.home.map(SQLValue.blob) ?? .null, .integer(written.failuresAtHome.count),
            .instant(written.failuresAtHome.latestAt?.milliseconds), .integer(written.failuresElsewhere.count),
            .instant(written.failuresElsewhere.latestAt?.milliseconds), .integer(written.changedAt.milliseconds),
            .text(written.setBy?.text), .integer(written.version), .text(written.person.text),
        ]
        let changed: Int
        if login.version == 0 {
            changed = try connection.prepare(
                """
                INSERT INTO login
                    (user_name, password_digest, must_change, code_secret, last_code_step, home, home_failures,
                    home_last_failed_at, failures, last_failed_at, changed_at, set_by, version, person)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """
            ).run(values)
        } else {
            changed = try connection.prepare(
                """
                UPDATE login SET user_name = ?, password_digest = ?, must_change = ?, code_secret = ?,
                    last_code_step = ?, home = ?, home_failures = ?, home_last_failed_at = ?, failures = ?,
                    last_failed_at = ?, changed_at = ?, set_by = ?, version = ?
                WHERE person = ? AND version = ?
                """
            ).run(values + [.integer(login.version)])
        }
        guard changed == 1 else { throw .versionConflict }
    }

    /// Keeps a new session of somebody whose login still has that password and those codes.
    func open(
        _ session: StoredCredential, provenBy login: StoredLogin, within limit: SessionsLimit
    ) throws(StoreError) {
        // Not by its version: wrong tries from elsewhere grow it, and nobody is kept out by those.
        let standing = try connection.prepare(
            "SELECT count(*) FROM login WHERE person = ? AND password_digest = ? AND code_secret IS ?"
        ).first([
            .text(login.person.text), .text(login.passwordDigest), login.codeSecret.map(SQLValue.blob) ?? .null,
        ]) { $0.int(0) }
        guard standing == 1 else { throw .versionConflict }
        try endOldest(beyond: limit, at: session.issuedAt)
        try write(session)
    }

    /// Leaves room for one more session within the limit.
    private func endOldest(beyond limit: SessionsLimit, at now: Timestamp) throws(StoreError) {
        let places = limit.postings.map { _ in "?" }.joined(separator: ", ")
        let postings: [SQLValue] = limit.postings.map { .text($0.text) }
        let instant = SQLValue.integer(now.milliseconds)
        _ = try connection.prepare(
            """
            UPDATE credential SET revoked_at = ? WHERE id IN (
                SELECT id FROM credential
                WHERE kind = 'session' AND revoked_at IS NULL AND expires_at > ?
                    AND json_extract(actor, '$.posting') IN (\(places))
                ORDER BY issued_at DESC, id DESC LIMIT -1 OFFSET ?)
            """
        ).run([instant, instant] + postings + [.integer(limit.count - 1)])
    }

    private func end(_ sessions: SessionsEnd) throws(StoreError) {
        let revoke = try connection.prepare(
            """
            UPDATE credential SET revoked_at = coalesce(revoked_at, ?)
            WHERE kind = 'session' AND json_extract(actor, '$.posting') = ?
            """)
        for posting in sessions.postings {
            _ = try revoke.run([.integer(sessions.at.milliseconds), .text(posting.text)])
        }
    }
}
