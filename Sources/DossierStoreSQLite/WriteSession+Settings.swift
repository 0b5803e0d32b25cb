import DossierDomain
import DossierStore

/// What is written seldom: statements are prepared when they are needed.
extension WriteSession {
    /// Keeps a new credential.
    func write(_ credential: StoredCredential) throws(StoreError) {
        let inserted = try connection.prepare(
            """
            INSERT INTO credential
                (id, name, secret_digest, actor, issued_at, expires_at, revoked_at, kind, replaces, issued_by,
                salt, last_used_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """
        ).run([
            .text(credential.id.text), .text(credential.name), .blob(credential.secretDigest),
            .utf8([UInt8](try JSONText.encode(credential.actor))), .integer(credential.issuedAt.milliseconds),
            .integer(credential.expiresAt.milliseconds), .instant(credential.revokedAt?.milliseconds),
            .text(credential.kind.rawValue), .text(credential.replaces?.text), .text(credential.issuedBy?.text),
            credential.salt.map(SQLValue.blob) ?? .null,
            .instant(credential.lastUsedAt?.milliseconds),
        ])
        guard inserted == 1 else { throw .versionConflict }
    }

    /// Keeps a fact about the database.
    func write(_ value: String, for key: MetaKey) throws(StoreError) {
        try connection.prepare(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        ).run([.text(key.rawValue), .text(value)])
    }

    /// Forgets recorded requests, looking at no more than `limit` of them.
    func forgetRequests(recordedBefore instant: Timestamp, lookingAt limit: Int) throws(StoreError) -> Int {
        // By the key's order, so that no index is kept for it, and no pause depends on how much is old.
        let page = try connection.prepare(
            """
            SELECT owner, key, recorded_at FROM idempotency_record WHERE (owner, key) > (?, ?)
            ORDER BY owner, key LIMIT ?
            """
        ).all([.text(sweptUpTo?.owner ?? ""), .text(sweptUpTo?.key ?? ""), .integer(limit)]) {
            (owner: $0.text(0), key: $0.text(1), recordedAt: $0.integer(2))
        }
        let forget = try connection.prepare("DELETE FROM idempotency_record WHERE owner = ? AND key = ?")
        var count = 0
        for record in page where record.recordedAt < instant.milliseconds {
            count += try forget.run([.text(record.owner), .text(record.key)])
        }
        sweptUpTo = page.count < limit ? nil : page.last.map { ($0.owner, $0.key) }
        return count
    }
}
