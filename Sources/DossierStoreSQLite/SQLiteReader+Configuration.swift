import DossierDomain
import DossierStore

extension SQLiteReader {
    private static let recordColumns = "version, act, changes, reason, actor, recorded_at"

    /// The newest configuration and its version; `nil` before the first.
    public func configuration() throws(StoreError) -> (version: Int, document: ConfigurationDocument)? {
        try statement("SELECT version, document FROM configuration ORDER BY version DESC LIMIT 1")
            .first { row throws(StoreError) in
                (row.int(0), try Self.document(row.bytes(1), version: row.int(0)))
            }
    }

    /// A version of the configuration as it was kept.
    public func configuration(version: Int) throws(StoreError) -> StoredConfiguration? {
        try statement("SELECT \(Self.recordColumns), document FROM configuration WHERE version = ?")
            .first([.integer(version)]) { row throws(StoreError) in
                let json = row.bytes(6)
                return StoredConfiguration(
                    record: try Self.record(row),
                    configuration: WrittenConfiguration(
                        document: try Self.document(json, version: version), json: json))
            }
    }

    /// What was done to the configuration, or to one thing in it, newest first.
    public func configurations(
        changing object: ConfigurationObject?, before version: Int?, limit: Int
    ) throws(StoreError) -> [ConfigurationRecord] {
        precondition((1...200).contains(limit), "1–200 versions at a time")
        let narrowed =
            object == nil
            ? ""
            : """
            AND EXISTS (
                SELECT 1 FROM json_each(configuration.changes) WHERE json_extract(value, '$.object') = ?)
            """
        let sql = """
            SELECT \(Self.recordColumns) FROM configuration WHERE version < ? \(narrowed)
            ORDER BY version DESC LIMIT ?
            """
        var values: [SQLValue] = [.integer(version ?? Int.max)]
        if let object { values.append(.text(object.description)) }
        values.append(.integer(limit))
        return try statement(sql).all(values, Self.record)
    }

    /// The draft of that name.
    public func draft(_ id: DraftID) throws(StoreError) -> ConfigurationDraft? {
        try statement("SELECT draft FROM configuration_draft WHERE id = ?").first([.text(id.text)], Self.draft)
    }

    /// All drafts, by name, without their contents.
    public func drafts() throws(StoreError) -> [DraftSummary] {
        let what = "a draft of the configuration"
        return try statement(
            """
            SELECT id, version, json_extract(draft, '$.changedBy'), json_extract(draft, '$.changedAt'),
                (SELECT json_group_array(json_extract(value, '$.object')) FROM json_each(draft, '$.changes'))
            FROM configuration_draft ORDER BY id
            """
        ).all([]) { row throws(StoreError) in
            guard let changedAt = Timestamp(row.text(3)) else { throw .corrupt("\(what) was changed at no instant") }
            return DraftSummary(
                id: DraftID(row.text(0)), version: row.int(1),
                objects: try JSONText.decode([ConfigurationObject].self, from: row.bytes(4), what: what),
                changedBy: try row.withBytes(2) { bytes throws(StoreError) in
                    try JSONText.decode(Actor.self, record: bytes, what: what)
                },
                changedAt: changedAt)
        }
    }

    /// Dossiers of one status after an ordinal and up to another.
    public func dossiers(
        standing status: DossierStatus, after ordinal: Int, upTo last: Int, limit: Int
    ) throws(StoreError) -> [(ordinal: Int, state: DossierState)] {
        precondition((1...1_000).contains(limit), "1–1,000 dossiers at a time")
        return try statement(
            """
            SELECT ordinal, state FROM dossier INDEXED BY dossier_by_status
            WHERE status = ? AND ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?
            """
        ).all([.text(status.rawValue), .integer(ordinal), .integer(last), .integer(limit)]) {
            row throws(StoreError) in (ordinal: row.int(0), state: try row.state(1))
        }
    }

    private static func document(_ json: [UInt8], version: Int) throws(StoreError) -> ConfigurationDocument {
        try JSONText.decode(ConfigurationDocument.self, from: json, what: "configuration \(version)")
    }

    private static func draft(_ row: StatementRow) throws(StoreError) -> ConfigurationDraft {
        try JSONText.decode(ConfigurationDraft.self, from: row.bytes(0), what: "a draft of the configuration")
    }

    private static func record(_ row: StatementRow) throws(StoreError) -> ConfigurationRecord {
        let version = row.int(0)
        guard let act = DossierEvent.ConfigurationChanged.Act(rawValue: row.text(1)) else {
            throw .corrupt("configuration \(version) came about in a way that is unknown")
        }
        return ConfigurationRecord(
            version: version, act: act,
            changes: try JSONText.decode(
                [ConfigurationChange].self, from: row.bytes(2), what: "the changes of configuration \(version)"),
            reason: row.optionalText(3),
            actor: try row.withBytes(4) { bytes throws(StoreError) in
                try JSONText.decode(Actor.self, record: bytes, what: "who changed configuration \(version)")
            },
            recordedAt: Timestamp(milliseconds: row.integer(5)))
    }
}
