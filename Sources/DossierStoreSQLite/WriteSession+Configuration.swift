import DossierDomain
import DossierStore

extension WriteSession {
    /// Writes a new version of the configuration with its event; called within ``isolate(_:)``.
    func write(_ commit: EncodedConfiguration) throws(StoreError) -> ApartOutcome {
        let change = commit.commit
        if let earlier = try earlierConfiguration(of: change.idempotencyKey) { return earlier }
        let newest = try newestConfiguration()
        guard newest == change.event.version - 1 else { return .versionConflict(current: newest) }
        if let draft = change.draft, let conflict = try discard(draft.id, at: draft.version) { return conflict }
        let record = DossierEvent.configurationRecord
        try append(
            [commit.line], of: record, after: newest, occurredAt: change.recordedAt, recordedAt: change.recordedAt,
            serial: nil)
        try connection.prepare(
            """
            INSERT INTO configuration (version, document, act, changes, reason, actor, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        ).run([
            .integer(change.event.version), .utf8(change.configuration.json), .text(change.event.act.rawValue),
            .utf8(commit.changes), .text(change.reason), .utf8(commit.actor), .integer(change.recordedAt.milliseconds),
        ])
        try note(change.idempotencyKey, version: change.event.version, at: change.recordedAt)
        return .committed
    }

    /// Writes or discards a draft; called within ``isolate(_:)``.
    func write(_ commit: DraftCommit, json: [UInt8]?) throws(StoreError) -> ApartOutcome {
        if let earlier = try earlierConfiguration(of: commit.idempotencyKey) { return earlier }
        if commit.previous > 0 {
            if let conflict = try discard(commit.id, at: commit.previous) { return conflict }
        } else if let current = try draftVersion(of: commit.id) {
            return .versionConflict(current: current)
        }
        if let draft = commit.draft, let json {
            try connection.prepare("INSERT INTO configuration_draft (id, version, draft) VALUES (?, ?, ?)")
                .run([.text(draft.id.text), .integer(draft.version), .utf8(json)])
        }
        try note(commit.idempotencyKey, version: commit.configurationVersion, at: commit.recordedAt)
        return .committed
    }

    /// The version of the configuration in force; 0 before the first.
    func newestConfiguration() throws(StoreError) -> Int {
        try connection.prepare("SELECT coalesce(max(version), 0) FROM configuration").first { $0.int(0) } ?? 0
    }

    private func draftVersion(of id: DraftID) throws(StoreError) -> Int? {
        try connection.prepare("SELECT version FROM configuration_draft WHERE id = ?").first([.text(id.text)]) {
            $0.int(0)
        }
    }

    /// Takes a draft away; the conflict where it isn't at that version any more.
    private func discard(_ id: DraftID, at version: Int) throws(StoreError) -> ApartOutcome? {
        let gone = try connection.prepare("DELETE FROM configuration_draft WHERE id = ? AND version = ?")
            .run([.text(id.text), .integer(version)])
        return gone == 1 ? nil : .versionConflict(current: try draftVersion(of: id) ?? 0)
    }

    private func earlierConfiguration(of key: IdempotencyKey?) throws(StoreError) -> ApartOutcome? {
        guard let key, let earlier = try earlierRequest(of: key) else { return nil }
        return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
    }

    private func note(_ key: IdempotencyKey?, version: Int, at recordedAt: Timestamp) throws(StoreError) {
        guard let key else { return }
        try record(.committed(DossierEvent.configurationRecord, version: version), for: key, at: recordedAt)
    }
}

/// A new version of the configuration as the writer takes it: everything but its place in the chain written out.
struct EncodedConfiguration: Sendable {
    let commit: ConfigurationCommit
    let line: EventLine
    let changes: [UInt8]
    let actor: [UInt8]

    init(_ commit: ConfigurationCommit) throws(StoreError) {
        self.commit = commit
        line = try EventLine(
            .configurationChanged(commit.event), sequence: commit.event.version,
            of: EventLine.Origin(
                dossier: DossierEvent.configurationRecord, actor: commit.actor,
                configurationVersion: commit.event.version - 1, occurredAt: commit.recordedAt,
                recordedAt: commit.recordedAt, requestID: commit.requestID),
            placeholder: nil)
        changes = [UInt8](try JSONText.encode(commit.changes))
        actor = [UInt8](try JSONText.encode(commit.actor))
    }
}

extension SQLiteStore {
    /// Keeps a new version of the configuration; see ``DossierStore/DossierStore``.
    public func commit(_ commit: ConfigurationCommit) async throws(StoreError) -> ApartOutcome {
        let encoded = try EncodedConfiguration(commit)
        return try await write { session throws(StoreError) in try session.write(encoded) }
    }

    /// Keeps a draft, or discards it.
    public func commit(_ commit: DraftCommit) async throws(StoreError) -> ApartOutcome {
        var json: [UInt8]?
        if let draft = commit.draft { json = [UInt8](try JSONText.encode(draft)) }
        return try await write { [json] session throws(StoreError) in try session.write(commit, json: json) }
    }
}
