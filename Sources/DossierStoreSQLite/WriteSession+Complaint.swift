import DossierDomain
import DossierStore

extension WriteSession {
    /// Writes a change to a complaint that stands apart; called within ``isolate(_:)``.
    func write(_ commit: ComplaintCommit, line: EventLine) throws(StoreError) -> ComplaintOutcome {
        if let key = commit.idempotencyKey, let earlier = try earlierRequest(of: key) {
            return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        let id = commit.complaint.id
        let version = try statements.countEvents.first([.text(id.text)]) { $0.int(0) } ?? 0
        guard version == commit.complaint.version - 1 else { return .versionConflict(current: version) }
        try append(
            [line], of: id, after: version, occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, serial: nil)
        for entry in commit.complaint.registerEntries { try statements.keepRegisterEntry.run(entry.sqlValues) }
        try write(commit.newSubjects, commit.newValues)
        if let key = commit.idempotencyKey {
            try record(.committed(id, version: commit.complaint.version), for: key, at: commit.recordedAt)
        }
        return .committed
    }
}

extension SQLiteStore {
    /// Makes one change to a complaint durable; see ``DossierStore/DossierStore/commit(_:)``.
    public func commit(_ commit: ComplaintCommit) async throws(StoreError) -> ComplaintOutcome {
        let line = try EventLine(
            commit.event, sequence: commit.complaint.version,
            of: EventLine.Origin(
                dossier: commit.complaint.id, actor: commit.actor, configurationVersion: commit.configurationVersion,
                occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, requestID: commit.requestID),
            placeholder: nil)
        return try await write { session throws(StoreError) in try session.write(commit, line: line) }
    }
}
