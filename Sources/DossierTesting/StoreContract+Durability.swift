import DossierDomain
import DossierStore

extension StoreContract {
    /// A change that fails leaves its neighbours in the batch alone.
    public func badNeighboursDoNoHarm() async throws {
        let store = try await subject.open()
        var commits = (1...5).map { DossierLife(DossierID("d-\($0)")).next(at: Self.instant()) }
        // Fails late, after its row and events were written: a private value of a subject that nobody brought.
        let good = commits[2]
        commits[2] = DossierCommit(
            expectedVersion: 0, events: good.events, occurredAt: good.occurredAt, recordedAt: good.recordedAt,
            actor: good.actor, configurationVersion: 1, requestID: "bad", state: good.state,
            numbering: good.numbering,
            newValues: [
                NewSealedValue(id: PrivateValueID("v"), subject: SubjectID("nobody"), ciphertext: [1])
            ])
        let outcomes = try await subject.together(commits, in: store)
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(.committed(let state)):
                try expect(index != 2, "the bad one was committed")
                try expectEqual(state.number?.serial, index < 2 ? index + 1 : index, "serial of \(index)")
            case .failure(.inconsistent): try expectEqual(index, 2, "the one that fails")
            default: throw ContractViolation("\(index): \(outcome)", file: #fileID, line: #line)
            }
        }
        try await expectSound(store, eventCount: 12, dossierCount: 4)
        try await subject.close(store)
    }

    /// A COMMIT that fails fails its whole batch, and nothing that was counted for it is kept.
    public func failingCommitsRestoreEverything() async throws {
        let store = try await subject.open()
        _ = try await receive([DossierID("d-0")], in: store)
        try await subject.breakCommits(in: store)
        let commits = (1...4).map {
            DossierLife(DossierID("d-\($0)")).next(at: Self.instant(), key: Self.key("k-\($0)"))
        }
        for outcome in try await subject.together(commits, in: store) {
            guard case .failure = outcome else {
                throw ContractViolation("acknowledged: \(outcome)", file: #fileID, line: #line)
            }
        }
        let reader = try store.makeReader()
        for commit in commits {
            try expectEqual(try reader.dossier(commit.state.id), nil, "a dossier of the failed batch")
        }
        try await subject.mendCommits(in: store)
        let outcomes = try await subject.together(commits, in: store)
        for (index, outcome) in outcomes.enumerated() {
            try expectEqual(
                outcome, .success(.committed(try commits[index].state.numbered(index + 2))), "the retry")
        }
        try await expectSound(store, eventCount: 15, dossierCount: 5)
        try await subject.close(store)
    }

    /// Opened again, the store goes on with chain, positions and serials.
    public func reopeningGoesOn() async throws {
        var store = try await subject.open()
        var life = try await receive([DossierID("d-1")], in: store)[0]
        let head = try store.makeReader().chainHead()
        try await subject.close(store)
        do {
            _ = try await store.commit(DossierLife(DossierID("d-9")).next(at: Self.instant()))
            throw ContractViolation("a closed store committed", file: #fileID, line: #line)
        } catch StoreError.unavailable {}
        store = try await subject.open()
        try expectEqual(try store.makeReader().chainHead(), head, "the head")
        try expectEqual(try store.makeReader().dossier(life.id), life.state, "the state")
        try await advance(&life, in: store, at: Self.instant(1))
        let second = try await receive([DossierID("d-2")], in: store)[0]
        try expectEqual(second.state?.number?.serial, 2, "serial")
        try await expectSound(store, eventCount: 7, dossierCount: 2)
        try await subject.close(store)
    }

    /// Whatever was acknowledged is seen by every reader, also by one that was opened and used before.
    public func readersSeeWhatWasAcknowledged() async throws {
        let store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        var minute = 0
        while !life.isOver {
            try await advance(&life, in: store, at: Self.instant(minute))
            minute += 1
            try expectEqual(try store.makeReader().dossier(life.id), life.state, "a new reader")
        }
        // A reader stays on one thread: the same one reads before and after within a single check.
        let outcome = try await seenByOneReader(of: store)
        try expect(outcome, "an older reader missed an acknowledged commit")
        try await subject.close(store)
    }

    private func seenByOneReader(of store: Subject.Store) async throws -> Bool {
        nonisolated(unsafe) let reader = try store.makeReader()
        for index in 2..<20 {
            let id = DossierID("d-\(index)")
            guard try reader.dossier(id) == nil else { return false }
            let life = try await receive([id], in: store)[0]
            guard try reader.dossier(id) == life.state else { return false }
        }
        return true
    }

    /// The data version is another one after each commit, whoever made it, and the same as long as there was none;
    /// a snapshot sees one moment and ends with its work.
    public func dataVersionsTellOfCommits() async throws {
        let store = try await subject.open()
        let other = try await subject.open()
        let reader = try store.makeReader()
        var life = DossierLife(DossierID("d-1"))
        let credential = StoredCredential(
            id: CredentialID("c-1"), name: "Quầy số 1", secretDigest: [UInt8](repeating: 7, count: 32),
            actor: DossierLife.actor(at: .office(life.office)), issuedAt: Self.instant(),
            expiresAt: Self.instant(9_999))
        var before = try reader.dataVersion()
        func expectNews(_ what: String, _ isNews: Bool) throws {
            let version = try reader.dataVersion()
            try expectEqual(version != before, isNews, "news after \(what)")
            try expectEqual(try reader.dataVersion(), version, "asked again after \(what)")
            before = version
        }
        try expectNews("nothing", false)
        try await advance(&life, in: store, at: Self.instant())
        try expectNews("a commit", true)
        _ = try reader.dossier(life.id)
        try expectNews("a read", false)
        try await advance(&life, in: other, at: Self.instant(1))
        try expectNews("a commit of another store", true)
        try await other.issue(credential)
        try expectNews("a credential of another store", true)
        try await store.revoke(credential, at: Self.instant(2))
        try expectNews("a revocation", true)

        let both = try reader.snapshot { () throws(StoreError) in
            try reader.snapshot { () throws(StoreError) in (try reader.dossier(life.id), try reader.events(of: life.id))
            }
        }
        try expectEqual(both.0?.version, both.1.count, "a state and its events")
        do throws(StoreError) {
            try reader.snapshot { () throws(StoreError) in throw .invalidCursor }
        } catch { try expectEqual(error, .invalidCursor, "the work's own failure") }
        try await advance(&life, in: store, at: Self.instant(3))
        try expectEqual(try reader.dossier(life.id), life.state, "after the snapshot")
        try await subject.close(other)
        try await subject.close(store)
    }

    /// Sixty-four committers at once: nothing lost, nothing doubled, one number each.
    public func concurrentCommittersDoNoHarm() async throws {
        let store = try await subject.open()
        let states = try await withThrowingTaskGroup(of: DossierState.self) { group in
            for index in 0..<64 {
                group.addTask {
                    var life = DossierLife(DossierID("d-\(index)"))
                    for minute in 0..<4 {
                        try await advance(
                            &life, in: store, at: Self.instant(minute), key: Self.key("k-\(index)-\(minute)"))
                    }
                    guard let state = life.state else {
                        throw ContractViolation("no state", file: #fileID, line: #line)
                    }
                    return state
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try expectEqual(
            states.compactMap { $0.number?.serial }.sorted(), Array(1...64), "serials of one agency and day")
        let reader = try store.makeReader()
        for state in states {
            try expectEqual(try reader.dossier(state.id), state, "state")
        }
        try await expectSound(store, eventCount: 64 * 6, dossierCount: 64)
        try await subject.close(store)
    }

    /// The record holds together: positions without gaps, one event after the other, derived rows as the state
    /// says.
    public func expectSound(_ store: Subject.Store, eventCount: Int, dossierCount: Int) async throws {
        let reader = try store.makeReader()
        try expectEqual(try reader.chainHead().position, eventCount, "position of the head")
        var links: [ChainLink] = []
        while true {
            let more = try reader.chain(after: links.last?.position ?? 0, limit: 7)
            if more.isEmpty { break }
            links += more
        }
        try expectEqual(links.map(\.position), Array(1...eventCount), "positions")
        try expectEqual(links.last?.hash, try reader.chainHead().hash, "hash of the head")
        try expect(links.allSatisfy { $0.event != nil }, "a line can't be read")
        var dossiers: [StoredDossier] = []
        while true {
            let more = try reader.dossiers(afterID: dossiers.last?.id, limit: 3)
            if more.isEmpty { break }
            dossiers += more
        }
        try expectEqual(dossiers.count, dossierCount, "dossiers")
        for dossier in dossiers {
            guard let state = dossier.state else {
                throw ContractViolation("\(dossier.id) can't be read", file: #fileID, line: #line)
            }
            try expect(dossier.indexAgrees, "\(dossier.id): the index says something else than the state")
            try expectEqual(dossier.version, state.version, "version")
            try expectEqual(dossier.workItems, state.workItems.sorted { $0.id < $1.id }, "work")
            try expectEqual(
                dossier.visibleTo, Set(state.participants + state.monitors.map { .office($0) }).sorted(),
                "who may see it")
            try expectEqual(links.count { $0.event?.dossier == dossier.id }, state.version, "events")
        }
    }
}
