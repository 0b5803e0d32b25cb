import DossierDomain
import DossierStore

/// Reading beside commits: whatever the order and wherever a transaction ends.
extension StoreContract {
    /// Two dossiers' changes in every order, cut into transactions in every way; between any two transactions a
    /// reader that was there before and a new one see all that was acknowledged, and nothing else.
    ///
    /// Together with the writer's rule to answer only after COMMIT this is read-your-writes: whoever was answered
    /// finds his change, wherever the others' fall.
    public func everyInterleavingIsSeen() async throws {
        let store = try await subject.open()
        nonisolated(unsafe) let older = try store.makeReader()
        var run = 0
        for order in Self.interleavings([0, 0, 0, 1, 1]) {
            for cuts in 0..<(1 << (order.count - 1)) {
                run += 1
                var ids = ["d-\(run)-a", "d-\(run)-b"].map { DossierID($0) }
                // Which identity comes first in the tables must make no difference either.
                if run.isMultiple(of: 2) { ids.reverse() }
                try await play(order, cuts: cuts, of: ids, serialsGiven: 2 * (run - 1), in: store, beside: older)
            }
        }
        try await expectSound(store, eventCount: run * 9, dossierCount: run * 2)
        try await subject.close(store)
    }

    /// Plays changes in that order; bit `n` of `cuts` ends a transaction after change `n`.
    private func play(
        _ order: [Int], cuts: Int, of ids: [DossierID], serialsGiven: Int, in store: Subject.Store,
        beside older: Subject.Store.Reader
    ) async throws {
        var lives = ids.map { DossierLife($0) }
        var acknowledged: [DossierState?] = [nil, nil]
        var position = try older.chainHead().position
        var serial = serialsGiven
        var batch: [(life: Int, commit: DossierCommit, after: DossierState)] = []
        for (step, life) in order.enumerated() {
            let commit = lives[life].next(at: Self.instant(step))
            var after = commit.state
            if commit.numbering != nil {
                serial += 1
                after = try after.numbered(serial)
            }
            lives[life].adopt(after)
            batch.append((life, commit, after))
            guard step == order.count - 1 || cuts >> step & 1 == 1 else { continue }
            let outcomes = try await subject.together(batch.map(\.commit), in: store)
            for (change, outcome) in zip(batch, outcomes) {
                try expectEqual(outcome, .success(.committed(change.after)), "order \(order), cuts \(cuts)")
                acknowledged[change.life] = change.after
                position += change.commit.events.count
            }
            batch = []
            for reader in [older, try store.makeReader()] {
                for (id, state) in zip(ids, acknowledged) {
                    try expectEqual(try reader.dossier(id), state, "order \(order), cuts \(cuts), step \(step)")
                    try expectEqual(try reader.events(of: id).count, state?.version ?? 0, "its events")
                }
                try expectEqual(try reader.chainHead().position, position, "the head")
            }
        }
    }

    /// Every order of these, each given as many times as it occurs.
    private static func interleavings(_ elements: [Int]) -> [[Int]] {
        guard !elements.isEmpty else { return [[]] }
        return Set(elements).sorted().flatMap { first -> [[Int]] in
            var rest = elements
            if let index = rest.firstIndex(of: first) { rest.remove(at: index) }
            return interleavings(rest).map { [first] + $0 }
        }
    }
}
