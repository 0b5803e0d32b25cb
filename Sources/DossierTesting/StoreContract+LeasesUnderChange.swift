import DossierDomain
import DossierRouting
import DossierStore

/// Leases while the ground moves under them: work that passes to another body, a clock that isn't quite steady.
extension StoreContract where Subject.Store: PollingStore {
    /// Work that passes to another body while it is leased, or after its lease ran out or it was set aside, is
    /// unclaimed there at once; the lease that was on it is overtaken.
    public func movedWorkIsUnclaimed() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let successor = WorkSelection(body: .office(DossierLife.monitor))
        /// A dossier with two pieces of work at its office.
        func confirmed(_ name: String, at start: Int) async throws -> DossierLife {
            var life = DossierLife(DossierID(name))
            for minute in start..<start + 2 { try await advance(&life, in: store, at: Self.instant(minute)) }
            return life
        }
        func take(_ key: String, at minute: Int, _ selection: WorkSelection) async throws -> [Lease] {
            let tokens = try granted(
                try await claim("w", at: minute, key: key, selection: selection, in: store, failureLimit: 1))
            return try reader.leases(tokens, at: Self.instant(minute))
        }
        func dossiers(_ leases: [Lease]) -> [String] { leases.map(\.dossier.text) }

        let held = try await confirmed("d-1", at: 0)
        let later = try await confirmed("d-2", at: 2)
        let office = WorkSelection(body: .office(held.office))
        let leases = try await take("a-1", at: 5, office)
        try expectEqual(dossiers(leases), ["d-1", "d-1", "d-2", "d-2"], "what the office has")
        try await takeOver(later, in: store, at: Self.instant(6))
        try expectEqual(dossiers(try await take("b-1", at: 7, successor)), ["d-2", "d-2"], "at once")
        // Due earlier than what the successor has claimed.
        try await takeOver(held, in: store, at: Self.instant(8))
        try expectEqual(dossiers(try await take("b-2", at: 9, successor)), ["d-1", "d-1"], "though due earlier")
        let standings = try reader.leases(leases.map(\.token), at: Self.instant(10)).map(\.standing)
        let ends = [8, 8, 6, 6].map { LeaseStanding.overtaken(at: Self.instant($0)) }
        try expectEqual(standings, ends, "what became of the office's leases")

        let expired = try await confirmed("d-3", at: 10)
        try expectEqual(try await take("a-2", at: 12, office).count, 2, "leases that run out")
        try await takeOver(expired, in: store, at: Self.instant(30))
        try expectEqual(dossiers(try await take("b-3", at: 31, successor)), ["d-3", "d-3"], "before any sweep")

        let failed = try await confirmed("d-4", at: 31)
        try expectEqual(try await take("a-3", at: 33, office).count, 2, "leases that run out as well")
        _ = try await store.sweepLeases(at: Self.instant(50), policy: LeasePolicy(failureLimit: 1))
        try expectEqual(
            try await claim("w", at: 51, key: "a-4", selection: office, in: store), .nothing, "set aside")
        try await takeOver(failed, in: store, at: Self.instant(52))
        try expectEqual(dossiers(try await take("b-4", at: 53, successor)), ["d-4", "d-4"], "where nobody has failed")
        try await subject.close(store)
    }

    /// The office of the dossier has ceased: the one above it takes over what it had to do.
    private func takeOver(_ life: DossierLife, in store: Subject.Store, at instant: Timestamp) async throws {
        guard let state = life.state else {
            throw ContractViolation("nothing to take over", file: #fileID, line: #line)
        }
        let actor = DossierLife.actor(at: .office(DossierLife.monitor))
        let event = DossierEvent.planFlagged(
            .init(
                problems: [PlanProblem(.officeCeased, step: nil, body: .office(life.office))],
                reportedTo: DossierLife.monitor))
        let outcome = try await store.commit(
            DossierCommit(
                expectedVersion: state.version, events: [event], occurredAt: instant, recordedAt: instant,
                actor: actor, configurationVersion: 1, requestID: "taking-over-\(life.id)",
                state: evolve(state, with: event, of: life.id, at: instant, by: actor)))
        guard case .committed = outcome else {
            throw ContractViolation("not taken over: \(outcome)", file: #fileID, line: #line)
        }
    }

    /// Who read the clock a moment before a lease was given, and comes a moment after, takes nothing away.
    public func aMomentIsNoSettingBack() async throws {
        let store = try await subject.open()
        _ = try await life(DossierID("d-1"), before: .decided, in: store)
        let token = try granted(try await claim("a", at: 10, key: "a-1", in: store))[0]
        let reader = try store.makeReader()
        func before(milliseconds: Int64) -> Timestamp {
            Timestamp(milliseconds: Self.instant(10).milliseconds - milliseconds)
        }
        for (index, moment) in [before(milliseconds: 1), before(milliseconds: 1_000)].enumerated() {
            let swept = try await store.sweepLeases(at: moment, policy: LeasePolicy())
            try expectEqual(swept.expired, 0, "swept")
            let other = WorkClaim(
                selection: WorkSelection(body: Self.agency), limit: 1, sharers: 0, worker: "b",
                credential: CredentialID("labour-system"), now: moment, expiresAt: Self.instant(20),
                policy: LeasePolicy(), key: Self.key("b-\(index)"))
            try expectEqual(try await store.claim(other), .nothing, "another one's claim")
            try expectEqual(
                try reader.leases([token], at: moment).map(\.standing), [.held(until: Self.instant(20))],
                "the standing")
            try expect(!(try reader.claimable(WorkSelection(body: Self.agency), at: moment).any), "it is offered")
            var filter = AssignmentFilter(WorkFilter(body: Self.agency), now: moment)
            filter.standing = .claimed
            try expectEqual(
                try reader.assignments(matching: filter).elements.map(\.lease?.token), [token], "who has it")
            try expectEqual(
                try reader.backlogs(.everywhere, at: moment).first { $0.body == Self.agency }?.leased, 1,
                "leased, in the backlog")
        }
        let swept = try await store.sweepLeases(at: before(milliseconds: 1_001), policy: LeasePolicy())
        try expectEqual(swept.expired, 1, "more than a second is a setting back")
        try await subject.close(store)
    }
}
