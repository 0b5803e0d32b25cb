import DossierDomain
import DossierStore

extension WriteSession {
    /// Writes a change to a record apart from any dossier; called within ``isolate(_:)``.
    func write(_ commit: ApartCommit, line: EventLine) throws(StoreError) -> ApartOutcome {
        if let key = commit.idempotencyKey, let earlier = try earlierRequest(of: key) {
            return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        let id = commit.record.id
        let version = try statements.countEvents.first([.text(id.text)]) { $0.int(0) } ?? 0
        guard version == commit.record.version - 1 else { return .versionConflict(current: version) }
        try append(
            [line], of: id, after: version, occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, serial: nil)
        for entry in commit.record.registerEntries { try statements.keepRegisterEntry.run(entry.sqlValues) }
        try write(commit.newSubjects, commit.newValues)
        if let key = commit.idempotencyKey {
            try record(.committed(id, version: commit.record.version), for: key, at: commit.recordedAt)
        }
        return .committed
    }
}

extension SQLiteStore {
    /// Makes one change to a record apart durable; see ``DossierStore/DossierStore/commit(_:)``.
    public func commit(_ commit: ApartCommit) async throws(StoreError) -> ApartOutcome {
        let line = try EventLine(
            commit.event, sequence: commit.record.version,
            of: EventLine.Origin(
                dossier: commit.record.id, actor: commit.actor, configurationVersion: commit.configurationVersion,
                occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, requestID: commit.requestID),
            placeholder: nil)
        return try await write { session throws(StoreError) in try session.write(commit, line: line) }
    }
}
