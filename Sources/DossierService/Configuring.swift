import Crypto
import DossierDomain
import DossierRouting
import DossierStore

/// What somebody wants to make of the configuration.
public struct ConfigurationProposal: Sendable {
    /// What it is to say.
    public let configuration: WrittenConfiguration
    /// What is done.
    public let act: DossierEvent.ConfigurationChanged.Act
    /// Why, in words.
    public let reason: String?
    /// The draft that it publishes.
    public let draft: ConfigurationDraft?
    /// How many records of reading may be forgotten at once, as whoever publishes it has confirmed.
    public var forgets: Int?

    /// A configuration as it is to be.
    public init(
        _ configuration: WrittenConfiguration, act: DossierEvent.ConfigurationChanged.Act = .changed,
        reason: String?, draft: ConfigurationDraft? = nil, forgets: Int? = nil
    ) {
        self.configuration = configuration
        self.act = act
        self.reason = reason
        self.draft = draft
        self.forgets = forgets
    }
}

/// What a change of the configuration came to.
public struct ConfigurationPerformed: Sendable {
    /// The version in force afterwards.
    public let version: Int
    /// What was changed; nothing where the configuration said so already, and no version was made.
    public let changes: [ConfigurationChange]
    /// What deserves a look although it was published.
    public let warnings: [ReviewFinding]
    /// The due dates that moved (TIM-01).
    public let moved: [MovedDeadline]
    /// Whether an earlier request under the same key had done it.
    public let isReplay: Bool
}

/// Why a configuration can't be published: the errors of its review, or what it would change in what was published.
///
/// The one check for everybody: a folder, a document, a single thing, a draft, an earlier version (CFG-01). Answers the
/// findings; warnings don't keep it from being published.
public func judge(
    _ document: ConfigurationDocument, after current: ConfigurationDocument?, on date: CivilDate
) -> [ReviewFinding] {
    let conflicts =
        current.map {
            publicationConflicts(from: $0, to: document, on: date) + retentionWarnings(from: $0, to: document)
                + backdatingWarnings(from: $0, to: document, on: date)
        } ?? []
    return conflicts + review(document, on: date)
}

/// Makes a configuration the next version of a store's: the one way for everybody (CFG-01).
///
/// Records of reading that it would have forgotten at once have to be confirmed by their number. Answers `nil` where it says
/// what is in force already. Throws ``ServiceError/configurationRefused(_:)`` where it is
/// judged wrong, and ``ServiceError/versionMismatch(current:)`` where `current` isn't in force any more.
public func publish<Store: DossierStore>(
    _ proposal: ConfigurationProposal, after current: (version: Int, document: ConfigurationDocument)?,
    to store: Store, by caller: Caller, at instant: Timestamp
) async throws(ServiceError) -> (outcome: ApartOutcome, published: PublishedConfiguration)? {
    let document = proposal.configuration.document
    let changes = (current?.document ?? ConfigurationDocument()).changes(to: document)
    if current != nil, changes.isEmpty { return nil }
    let findings = judge(document, after: current?.document, on: instant.date)
    var errors = findings.filter { $0.severity == .error }
    if errors.isEmpty, let current {
        let reader = try ServiceError.reading { () throws(StoreError) in try store.makeReader() }
        let forgotten = try forgottenReads(
            from: current.document, to: document, on: instant.date, showing: 1, reader: reader)
        if let finding = unconfirmedForgetting(of: forgotten.count, confirmed: proposal.forgets) {
            errors.append(finding)
        }
    }
    guard errors.isEmpty else { throw .configurationRefused(errors) }
    let version = (current?.version ?? 0) + 1
    let commit = ConfigurationCommit(
        configuration: proposal.configuration,
        event: .init(
            act: proposal.act, document: hexadecimal(SHA256.hash(data: proposal.configuration.json)),
            reason: proposal.reason.map { hexadecimal(SHA256.hash(data: Array($0.utf8))) }, version: version),
        changes: changes, reason: proposal.reason, recordedAt: instant, actor: caller.actor,
        requestID: caller.requestID, idempotencyKey: caller.idempotencyKey, draft: proposal.draft)
    do {
        let outcome = try await store.commit(commit)
        return (outcome, PublishedConfiguration(version: version, changes: changes, findings: findings))
    } catch {
        throw .store(error)
    }
}

/// A version that was published.
public struct PublishedConfiguration: Sendable {
    /// Its number.
    public let version: Int
    /// What it changed.
    public let changes: [ConfigurationChange]
    /// What deserves a look.
    public let findings: [ReviewFinding]
}

extension DossierService {
    /// Changes the configuration, which is in force at once for everything that is decided afterwards (CFG-01).
    ///
    /// `propose` makes the new configuration of the one in force; it is asked again where somebody else was faster. Due
    /// dates that the new calendars move have moved when this returns (TIM-01). Runs off the event loops. Throws
    /// ``ServiceError``.
    public func changeConfiguration(
        by caller: Caller,
        _ propose:
            @Sendable (_ current: Catalogue, _ reader: Store.Reader) throws(ServiceError) -> ConfigurationProposal
    ) async throws(ServiceError) -> ConfigurationPerformed {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(ServiceError) in
            try await configurationTurns.take { () async throws(ServiceError) in
                try await makeChange(by: caller, propose)
            }
        }
    }

    private func makeChange(
        by caller: Caller,
        _ propose:
            @Sendable (_ current: Catalogue, _ reader: Store.Reader) throws(ServiceError) -> ConfigurationProposal
    ) async throws(ServiceError) -> ConfigurationPerformed {
        try require(.changing, by: caller.actor)
        let reader = try ServiceError.reading { () throws(StoreError) in try store.makeReader() }
        if let earlier = try await replayedConfiguration(caller, reader: reader) { return earlier }
        for _ in 0..<Self.contentionLimit {
            let current = catalogue
            let proposal = try propose(current, reader)
            let published = try await publish(
                proposal, after: (current.version, current.document), to: store, by: caller, at: now())
            guard let (outcome, published) = published else {
                return ConfigurationPerformed(
                    version: current.version, changes: [], warnings: [], moved: [], isReplay: false)
            }
            switch outcome {
            case .committed:
                swapCatalogue(Catalogue(proposal.configuration.document, version: published.version))
                return ConfigurationPerformed(
                    version: published.version, changes: published.changes, warnings: published.findings,
                    moved: try await applyCalendar(reader: reader).moved, isReplay: false)
            case .versionConflict(let version):
                // A draft has moved on, or another change was faster.
                guard try refreshCatalogue(reader: reader) else { throw .versionMismatch(current: version) }
            case .replayed(let outcome): return try await replayed(configuration: outcome, reader: reader)
            case .keyReused: throw .keyReused
            }
        }
        throw .contention
    }

    /// What a change would touch, without making it (CFG-02): the version it starts from, what it changes, what is found
    /// about it, and what it touches.
    ///
    /// Runs off the event loops. Throws ``ServiceError/configurationRefused(_:)`` where it couldn't be published.
    public func rehearseConfiguration(
        by actor: Actor,
        _ propose:
            @Sendable (_ current: Catalogue, _ reader: Store.Reader) throws(ServiceError) -> ConfigurationProposal
    ) async throws(ServiceError) -> ConfigurationRehearsal {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(ServiceError) in
            try require(.changing, by: actor)
            let current = catalogue
            let proposal = try propose(
                current, try ServiceError.reading { () throws(StoreError) in try store.makeReader() })
            let document = proposal.configuration.document
            let findings = judge(document, after: current.document, on: now().date)
            let errors = findings.filter { $0.severity == .error }
            guard errors.isEmpty else { throw .configurationRefused(errors) }
            let next = Catalogue(document, version: current.version + 1)
            return ConfigurationRehearsal(
                version: current.version, changes: current.document.changes(to: document), warnings: findings,
                report: try await rehearse(next, after: current))
        }
    }

    /// The configuration that is kept under a version. Throws ``ServiceError/notFound`` where there is none.
    public func configuration(
        version: Int, reader: Store.Reader
    ) throws(ServiceError) -> StoredConfiguration {
        let stored = try ServiceError.reading { () throws(StoreError) in try reader.configuration(version: version) }
        guard let stored else { throw .notFound }
        return stored
    }

    /// Changes a draft. `next` makes its next version of the present one (`nil` where there is none); answers `nil` to
    /// discard it. Runs off the event loops. Throws ``ServiceError``.
    public func changeDraft(
        _ id: DraftID, by caller: Caller,
        _ next: @Sendable (ConfigurationDraft?, Store.Reader) throws(ServiceError) -> ConfigurationDraft?
    ) async throws(ServiceError) -> (draft: ConfigurationDraft?, isReplay: Bool) {
        try require(.changing, by: caller.actor)
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(ServiceError) in
            let reader = try ServiceError.reading { () throws(StoreError) in try store.makeReader() }
            func kept() throws(ServiceError) -> ConfigurationDraft? {
                try ServiceError.reading { () throws(StoreError) in try reader.draft(id) }
            }
            if try earlierOutcome(of: caller, reader: reader) != nil { return (try kept(), true) }
            let current = try kept()
            let draft = try next(current, reader)
            let commit = DraftCommit(
                id: id, previous: current?.version ?? 0, draft: draft, recordedAt: now(),
                configurationVersion: catalogue.version, idempotencyKey: caller.idempotencyKey)
            switch try await storing({ () async throws(StoreError) in try await store.commit(commit) }) {
            case .committed: return (draft, false)
            case .versionConflict(let version): throw .versionMismatch(current: version)
            case .replayed: return (try kept(), true)
            case .keyReused: throw .keyReused
            }
        }
    }

    /// Takes the store's newest configuration where it is newer than what is in force here; answers whether it was.
    private func refreshCatalogue(reader: Store.Reader) throws(ServiceError) -> Bool {
        let newest = try ServiceError.reading { () throws(StoreError) in try reader.configuration() }
        guard let newest, newest.version > catalogue.version else { return false }
        swapCatalogue(Catalogue(newest.document, version: newest.version))
        return true
    }

    /// Waits until a newer configuration than that version is in force here, where the store has one.
    ///
    /// Between a change's commit and its swap acts are still decided under the one before, and refused by the store: what
    /// moves due dates afterwards would have missed them.
    func awaitConfiguration(after version: Int) async throws(ServiceError) {
        guard catalogue.version == version else { return }
        try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(ServiceError) in
            let reader = try ServiceError.reading { () throws(StoreError) in try store.makeReader() }
            let newest = try ServiceError.reading { () throws(StoreError) in
                try reader.configurations(changing: nil, before: nil, limit: 1).first
            }
            guard let newest, newest.version > version, catalogue.version == version else { return }
            _ = try refreshCatalogue(reader: reader)
        }
    }

    private func replayedConfiguration(
        _ caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> ConfigurationPerformed? {
        guard let outcome = try earlierOutcome(of: caller, reader: reader) else { return nil }
        return try await replayed(configuration: outcome, reader: reader)
    }

    private func replayed(
        configuration outcome: RecordedOutcome, reader: Store.Reader
    ) async throws(ServiceError) -> ConfigurationPerformed {
        guard case .committed(DossierEvent.configurationRecord, let version) = outcome else {
            throw .store(.corrupt("a change of the configuration is recorded as something else"))
        }
        let stored = try configuration(version: version, reader: reader)
        // Where the first request was interrupted, its due dates are moved now.
        return ConfigurationPerformed(
            version: version, changes: stored.record.changes, warnings: [],
            moved: try await applyCalendar(reader: reader).moved, isReplay: true)
    }
}

/// What a change would come to.
public struct ConfigurationRehearsal: Sendable {
    /// The version in force that it would follow.
    public let version: Int
    /// What it would change.
    public let changes: [ConfigurationChange]
    /// What deserves a look.
    public let warnings: [ReviewFinding]
    /// What it would touch.
    public let report: RehearsalReport
}
