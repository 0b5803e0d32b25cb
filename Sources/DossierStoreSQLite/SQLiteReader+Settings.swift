import DossierDomain
import DossierStore

extension SQLiteReader {
    private static let credentialColumns = "id, name, secret_digest, actor, issued_at, expires_at, revoked_at"

    /// The credential of that identity, as the table has it now: also what another process issued or revoked.
    public func credential(_ id: CredentialID) throws(StoreError) -> StoredCredential? {
        try statement("SELECT \(Self.credentialColumns) FROM credential WHERE id = ?")
            .first([.text(id.text)], Self.credential)
    }

    /// All credentials, oldest first.
    public func credentials() throws(StoreError) -> [StoredCredential] {
        try statement("SELECT \(Self.credentialColumns) FROM credential ORDER BY issued_at, id")
            .all([], Self.credential)
    }

    /// A fact about the database itself; `nil` where none was kept.
    public func meta(_ key: MetaKey) throws(StoreError) -> String? {
        try statement("SELECT value FROM meta WHERE key = ?").first([.text(key.rawValue)]) { $0.text(0) }
    }

    private static func credential(_ row: StatementRow) throws(StoreError) -> StoredCredential {
        let id = row.text(0)
        return StoredCredential(
            id: CredentialID(id), name: row.text(1), secretDigest: row.bytes(2),
            actor: try row.withBytes(3) { bytes throws(StoreError) in
                try JSONText.decode(Actor.self, record: bytes, what: "the actor of credential \(id)")
            },
            issuedAt: Timestamp(milliseconds: row.integer(4)),
            expiresAt: Timestamp(milliseconds: row.integer(5)),
            revokedAt: row.isNull(6) ? nil : Timestamp(milliseconds: row.integer(6)))
    }
}
