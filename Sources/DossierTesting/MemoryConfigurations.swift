import DossierDomain
import DossierStore

extension MemoryContent {
    /// Takes a new version of the configuration in, or says why not.
    mutating func apply(_ commit: ConfigurationCommit) -> ApartOutcome {
        if let earlier = earlierConfiguration(of: commit.idempotencyKey) { return earlier }
        let version = commit.event.version
        guard configurations.count == version - 1 else { return .versionConflict(current: configurations.count) }
        if let draft = commit.draft {
            let current = drafts[draft.id]?.version ?? 0
            guard current == draft.version else { return .versionConflict(current: current) }
            drafts[draft.id] = nil
        }
        append(
            RecordedEvent(
                position: links.count + 1, dossier: DossierEvent.configurationRecord, sequence: version,
                event: .configurationChanged(commit.event), occurredAt: commit.recordedAt,
                recordedAt: commit.recordedAt, actor: commit.actor, configurationVersion: version - 1,
                requestID: commit.requestID))
        configurations.append(
            StoredConfiguration(
                record: ConfigurationRecord(
                    version: version, act: commit.event.act, changes: commit.changes, reason: commit.reason,
                    actor: commit.actor, recordedAt: commit.recordedAt), configuration: commit.configuration))
        noteConfiguration(commit.idempotencyKey, version: version, at: commit.recordedAt)
        return .committed
    }

    /// Takes a change to a draft in, or says why not.
    mutating func apply(_ commit: DraftCommit) -> ApartOutcome {
        if let earlier = earlierConfiguration(of: commit.idempotencyKey) { return earlier }
        let current = drafts[commit.id]?.version ?? 0
        guard current == commit.previous else { return .versionConflict(current: current) }
        drafts[commit.id] = commit.draft
        noteConfiguration(commit.idempotencyKey, version: commit.configurationVersion, at: commit.recordedAt)
        return .committed
    }

    private func earlierConfiguration(of key: IdempotencyKey?) -> ApartOutcome? {
        guard let key, let earlier = requests[RequestKey(key)]?.request else { return nil }
        return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
    }

    private mutating func noteConfiguration(_ key: IdempotencyKey?, version: Int, at recordedAt: Timestamp) {
        guard let key else { return }
        note(.committed(DossierEvent.configurationRecord, version: version), for: key, at: recordedAt)
    }
}

extension MemoryReader {
    /// The newest configuration and its version.
    public func configuration() -> (version: Int, document: ConfigurationDocument)? {
        content.configurations.last.map { ($0.record.version, $0.configuration.document) }
    }

    /// A version of the configuration as it was kept.
    public func configuration(version: Int) -> StoredConfiguration? {
        content.configurations.first { $0.record.version == version }
    }

    /// What was done to the configuration, or to one thing in it, newest first.
    public func configurations(
        changing object: ConfigurationObject?, before version: Int?, limit: Int
    ) -> [ConfigurationRecord] {
        let found = content.configurations.map(\.record).reversed().filter { record in
            version.map { record.version < $0 } ?? true
                && object.map { object in record.changes.contains { $0.object == object } } ?? true
        }
        return Array(found.prefix(limit))
    }

    /// The draft of that name.
    public func draft(_ id: DraftID) -> ConfigurationDraft? { content.drafts[id] }

    /// All drafts, by name, without their contents.
    public func drafts() -> [DraftSummary] { content.drafts.values.sorted { $0.id < $1.id }.map(\.summary) }

    /// Dossiers of one status after an ordinal and up to another.
    public func dossiers(
        standing status: DossierStatus, after ordinal: Int, upTo last: Int, limit: Int
    ) -> [(ordinal: Int, state: DossierState)] {
        let found = content.dossiers.values.filter {
            $0.state.status == status && $0.ordinal > ordinal && $0.ordinal <= last
        }
        return found.sorted { $0.ordinal < $1.ordinal }.prefix(limit).map { ($0.ordinal, $0.state) }
    }
}
