import DossierDomain
import DossierStore

extension SQLiteReader {
    private static let credentialColumns =
        "id, name, secret_digest, actor, issued_at, expires_at, revoked_at, kind, replaces, issued_by,"
        + " salt, last_used_at"

    /// The credential of that identity, as the table has it now: also what another process issued or revoked.
    public func credential(_ id: CredentialID) throws(StoreError) -> StoredCredential? {
        try statement("SELECT \(Self.credentialColumns) FROM credential WHERE id = ?")
            .first([.text(id.text)], Self.credential)
    }

    /// Credentials, oldest first.
    public func credentials(matching filter: CredentialFilter) throws(StoreError) -> [StoredCredential] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        if let body = filter.body {
            conditions.append("json_extract(actor, '$.body') = ?")
            values.append(.text(body.key))
        }
        if let kind = filter.kind {
            conditions.append("kind = ?")
            values.append(.text(kind.rawValue))
        }
        if let issuedBy = filter.issuedBy {
            conditions.append("issued_by = ?")
            values.append(.text(issuedBy.text))
        }
        if let standing = filter.standing {
            conditions.append(
                """
                CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at > ? THEN 'accepted' ELSE 'expired' END = ?
                """)
            values += [.integer(filter.now.milliseconds), .text(standing.rawValue)]
        }
        if let after = filter.after {
            guard let last = try credential(after) else { throw .invalidCursor }
            conditions.append("(issued_at, id) > (?, ?)")
            values += [.integer(last.issuedAt.milliseconds), .text(last.id.text)]
        }
        let narrowing = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try statement(
            "SELECT \(Self.credentialColumns) FROM credential\(narrowing) ORDER BY issued_at, id LIMIT ?"
        ).all(values + [.integer(filter.limit)], Self.credential)
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
            revokedAt: row.isNull(6) ? nil : Timestamp(milliseconds: row.integer(6)),
            kind: try credentialKind(row.text(7), of: id), replaces: row.optionalText(8).map { CredentialID($0) },
            issuedBy: row.optionalText(9).map { CredentialID($0) },
            salt: row.isNull(10) ? nil : row.bytes(10),
            lastUsedAt: row.isNull(11) ? nil : Timestamp(milliseconds: row.integer(11)))
    }

    private static func credentialKind(_ text: String, of id: String) throws(StoreError) -> StoredCredential.Kind {
        guard let kind = StoredCredential.Kind(rawValue: text) else {
            throw .corrupt("credential \(id) is of no known kind")
        }
        return kind
    }
}
