import DossierDomain
import DossierStore

extension StoreContract {
    /// Configurations have consecutive versions, each made from the newest, each with its event in the chain (CFG-01).
    public func configurationsAreVersioned() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        try expect(try reader.configuration() == nil, "a configuration before the first")
        let key = IdempotencyKey(owner: "-/administrator", key: "k1", fingerprint: [UInt8](repeating: 1, count: 32))
        let first = Self.version(1, changing: [.init(.init(.levels, "level-1"), .added)], key: key)
        try expectEqual(try await store.commit(first), .committed, "the first")
        let record = DossierEvent.configurationRecord
        try expectEqual(
            try await store.commit(first), .replayed(.committed(record, version: 1)), "a retry happens once")
        let other = IdempotencyKey(owner: key.owner, key: "k1", fingerprint: [UInt8](repeating: 2, count: 32))
        try expectEqual(
            try await store.commit(Self.version(2, changing: [], key: other)), .keyReused, "another under its key")
        try expectEqual(
            try await store.commit(Self.version(1, changing: [])), .versionConflict(current: 1), "from an old version")
        let second = Self.version(
            2, changing: [.init(.init(.levels, "level-1"), .removed), .init(.init(.levels, "level-2"), .added)])
        try expectEqual(try await store.commit(second), .committed, "the second")

        let newest = try reader.configuration()
        try expectEqual(newest?.version, 2, "newest version")
        try expectEqual(newest?.document, second.configuration.document, "newest document")
        let stored = try reader.configuration(version: 1)
        try expectEqual(stored?.configuration.json, first.configuration.json, "bytes of the first")
        try expectEqual(stored?.configuration.document, first.configuration.document, "the first")
        try expectEqual(stored?.record.reason, "reason 1", "its reason")
        try expect(try reader.configuration(version: 3) == nil, "a version that was never made")
        func versions(_ object: ConfigurationObject?, before: Int? = nil, limit: Int = 10) throws -> [Int] {
            try reader.configurations(changing: object, before: before, limit: limit).map(\.version)
        }
        try expectEqual(try versions(nil), [2, 1], "all, newest first")
        try expectEqual(try versions(nil, before: 2), [1], "before")
        try expectEqual(try versions(nil, limit: 1), [2], "limit")
        try expectEqual(try versions(.init(.levels, "level-2")), [2], "of one thing")
        try expectEqual(try versions(.init(.levels, "level-9")), [], "of a thing that never was")
        try expectEqual(
            try reader.configurations(changing: nil, before: 2, limit: 1).first?.changes, first.changes, "changes")
        try expectEqual(
            try reader.events(of: record).map(\.event),
            [.configurationChanged(first.event), .configurationChanged(second.event)], "its events")
        try expectEqual(try reader.chainHead().position, 2, "the chain")
        try await subject.close(store)
    }

    /// What was decided under a configuration that isn't in force any more changes nothing: it is decided again (TIM-01).
    public func changesFollowTheConfiguration() async throws {
        let store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        _ = try await store.commit(Self.version(1, changing: []))
        try await advance(&life, in: store, at: Self.instant())
        _ = try await store.commit(Self.version(2, changing: []))
        let reader = try store.makeReader()
        let head = try reader.chainHead()
        let late = life.next(at: Self.instant(1))
        try expectEqual(
            try await store.commit(late), .versionConflict(current: life.state?.version ?? 0), "under version 1")
        try expectEqual(try reader.dossier(life.id), life.state, "state")
        try expectEqual(try reader.chainHead(), head, "the chain")
        try await subject.close(store)
    }

    /// Drafts are kept and discarded version by version, and end with what they publish.
    public func draftsAreKept() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        _ = try await store.commit(Self.version(1, changing: []))
        let (one, two) = (Self.draft(1), Self.draft(2))
        try expectEqual(try await store.commit(Self.change(one.id, 0, one)), .committed, "a new one")
        try expectEqual(
            try await store.commit(Self.change(one.id, 0, one)), .versionConflict(current: 1), "it is there")
        try expectEqual(try reader.draft(one.id), one, "as it was kept")
        let key = IdempotencyKey(owner: "-/administrator", key: "k1", fingerprint: [UInt8](repeating: 1, count: 32))
        let change = Self.change(one.id, 1, two, key: key)
        try expectEqual(try await store.commit(change), .committed, "changed")
        try expectEqual(
            try await store.commit(change), .replayed(.committed(DossierEvent.configurationRecord, version: 1)), "once")
        try expectEqual(try reader.drafts(), [two.summary], "one draft")
        let stale = Self.version(2, changing: [], draft: one)
        try expectEqual(try await store.commit(stale), .versionConflict(current: 2), "an old draft isn't published")
        try expectEqual(try reader.configuration()?.version, 1, "nothing was changed")
        try expectEqual(
            try await store.commit(Self.version(2, changing: [], draft: two)), .committed, "it is published")
        try expectEqual(try reader.drafts(), [], "and gone")
        try expectEqual(
            try await store.commit(Self.change(one.id, 2, nil)), .versionConflict(current: 0), "nothing to discard")
        _ = try await store.commit(Self.change(one.id, 0, one))
        try expectEqual(try await store.commit(Self.change(one.id, 1, nil)), .committed, "discarded")
        try expectEqual(try reader.draft(one.id), nil, "gone")
        try await subject.close(store)
    }

    private static var administrator: Actor {
        Actor(credential: CredentialID("admin"), role: .administrator, body: nil, employer: .agency)
    }

    private static func version(
        _ version: Int, changing changes: [ConfigurationChange], key: IdempotencyKey? = nil,
        draft: ConfigurationDraft? = nil
    ) -> ConfigurationCommit {
        let level = Level(id: LevelID("level-\(version)"), rank: 1, name: "Cấp \(version)", nameEnglish: "Level")
        let json = """
            {"agencies":[],"calendars":[],"counters":[],"forms":[],"levels":[{"id":"level-\(version)","name":"Cấp \(version)",\
            "nameEnglish":"Level","rank":1}],"offices":[],"people":[],"postings":[],"procedures":[],"routes":[],"units":[]}
            """
        return ConfigurationCommit(
            configuration: WrittenConfiguration(
                document: ConfigurationDocument(levels: [level]), json: Array(json.utf8)),
            event: .init(
                act: .changed, document: String(repeating: "\(version)", count: 64), reason: nil, version: version),
            changes: changes, reason: "reason \(version)", recordedAt: instant(version), actor: administrator,
            requestID: "r-\(version)", idempotencyKey: key, draft: draft)
    }

    private static func draft(_ version: Int) -> ConfigurationDraft {
        let level = Level(id: LevelID("level-1"), rank: version, name: "Cấp", nameEnglish: "Level")
        return ConfigurationDraft(
            id: DraftID("summer"), version: version,
            changes: [
                .init(
                    ConfigurationObject(.levels, "level-1"), from: ConfigurationDocument(),
                    to: ConfigurationDocument(levels: [level]))
            ], changedBy: administrator, changedAt: instant(version))
    }

    private static func change(
        _ id: DraftID, _ previous: Int, _ draft: ConfigurationDraft?, key: IdempotencyKey? = nil
    ) -> DraftCommit {
        DraftCommit(
            id: id, previous: previous, draft: draft, recordedAt: instant(previous), configurationVersion: 1,
            idempotencyKey: key)
    }
}
