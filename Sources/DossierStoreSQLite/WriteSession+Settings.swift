import DossierDomain
import DossierStore
import Foundation

/// What is written seldom: statements are prepared when they are needed.
extension WriteSession {
    /// Keeps a configuration, given as JSON, after the version it was made from.
    func write(configuration document: Data, after previous: Int, at recordedAt: Timestamp) throws(StoreError)
        -> Int
    {
        let newest =
            try connection.prepare("SELECT coalesce(max(version), 0) FROM configuration").first { $0.int(0) }
            ?? 0
        guard newest == previous else { throw .versionConflict }
        try connection.prepare("INSERT INTO configuration (version, document, recorded_at) VALUES (?, ?, ?)")
            .run([.integer(previous + 1), .utf8([UInt8](document)), .integer(recordedAt.milliseconds)])
        return previous + 1
    }

    /// Keeps a new credential.
    func write(_ credential: StoredCredential) throws(StoreError) {
        let inserted = try connection.prepare(
            """
            INSERT INTO credential (id, name, secret_digest, actor, issued_at, expires_at, revoked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """
        ).run([
            .text(credential.id.text), .text(credential.name), .blob(credential.secretDigest),
            .utf8([UInt8](try JSONText.encode(credential.actor))), .integer(credential.issuedAt.milliseconds),
            .integer(credential.expiresAt.milliseconds), .instant(credential.revokedAt?.milliseconds),
        ])
        guard inserted == 1 else { throw .versionConflict }
    }

    /// Revokes a credential; `false` where there is none.
    func revoke(_ credential: CredentialID, at instant: Timestamp) throws(StoreError) -> Bool {
        let changed = try connection.prepare(
            "UPDATE credential SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?"
        ).run([.integer(instant.milliseconds), .text(credential.text)])
        return changed == 1
    }

    /// Keeps a fact about the database.
    func write(_ value: String, for key: MetaKey) throws(StoreError) {
        try connection.prepare(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        ).run([.text(key.rawValue), .text(value)])
    }
}
