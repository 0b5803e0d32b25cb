import DossierDomain
import DossierStore

extension DossierCommit {
    /// The same change, made by somebody else, under leases, under a key.
    func by(
        _ actor: Actor, leases: [FencingToken] = [], key: IdempotencyKey? = nil
    ) -> DossierCommit {
        DossierCommit(
            expectedVersion: expectedVersion, events: events, occurredAt: occurredAt, recordedAt: recordedAt,
            actor: actor, configurationVersion: configurationVersion, requestID: requestID, state: state,
            numbering: numbering, newSubjects: newSubjects, newValues: newValues, idempotencyKey: key,
            leases: leases)
    }
}

/// Leases: given, fenced, replayed, run out, set aside (POL-01, POL-02, POL-03).
extension StoreContract where Subject.Store: PollingStore {
    static var agency: Body { .agency(DossierLife.leadAgency) }

    static var agencySystem: Actor {
        Actor(
            credential: CredentialID("labour-system"), role: .agencySystem, body: agency, employer: .agency)
    }

    /// A claim of a worker of the agency, for ten minutes from that minute.
    func claim(
        _ worker: String, at minute: Int, key: String, limit: Int = 10, sharers: Int = 0,
        selection: WorkSelection? = nil, in store: Subject.Store, failureLimit: Int = 3
    ) async throws -> ClaimOutcome {
        try await store.claim(
            WorkClaim(
                selection: selection ?? WorkSelection(body: Self.agency), limit: limit, sharers: sharers,
                worker: worker, credential: CredentialID("labour-system"), now: Self.instant(minute),
                expiresAt: Self.instant(minute + 10), policy: LeasePolicy(failureLimit: failureLimit),
                key: Self.key(key)))
    }

    /// The tokens that a claim was granted, at least one.
    func granted(_ outcome: ClaimOutcome, file: StaticString = #fileID, line: UInt = #line) throws -> [FencingToken] {
        guard case .granted(let tokens) = outcome else {
            throw ContractViolation("not granted: \(outcome)", file: file, line: line)
        }
        return tokens
    }

    /// A dossier that has come as far as before the commit with the first event of that kind, within four minutes.
    func life(_ id: DossierID, before kind: DossierEvent.Kind, in store: Subject.Store) async throws -> DossierLife {
        var life = DossierLife(id)
        try await advance(&life, before: kind, in: store)
        return life
    }

    func advance(_ life: inout DossierLife, before kind: DossierEvent.Kind, in store: Subject.Store) async throws {
        var minute = 0
        while !life.next(at: Self.instant(minute)).events.contains(where: { $0.kind == kind }) {
            try await advance(&life, in: store, at: Self.instant(minute))
            minute = min(minute + 1, 4)
        }
    }

    /// Dossiers whose handover is offered to the agency.
    func offered(_ ids: [DossierID], in store: Subject.Store) async throws -> [DossierLife] {
        var lives: [DossierLife] = []
        for id in ids { lives.append(try await life(id, before: .handoverDispatched, in: store)) }
        return lives
    }

    func expectRejected(
        _ outcome: CommitOutcome, _ rejection: CommandRejection, file: StaticString = #fileID, line: UInt = #line
    ) throws {
        try expectEqual(outcome, .rejected(rejection), "the outcome", file: file, line: line)
    }

    /// Work is one worker's at a time; an old token changes nothing and says what has happened.
    public func leasesAreFenced() async throws {
        let store = try await subject.open()
        var life = try await life(DossierID("d-1"), before: .decided, in: store)
        let first = try granted(try await claim("a", at: 10, key: "a-1", in: store))[0]
        try expectEqual(try await claim("b", at: 11, key: "b-1", in: store), .nothing, "while a has it")
        let second = try granted(try await claim("b", at: 20, key: "b-1", in: store))[0]
        try expect(second > first, "tokens grow")
        let reader = try store.makeReader()
        let decision = life.next(at: Self.instant(21))
        let late = try await store.commit(decision.by(Self.agencySystem, leases: [first], key: Self.key("c-1")))
        let takenOver = CommandRejection.leaseStale(first, .takenOver(by: "b", at: Self.instant(20)))
        try expectRejected(late, takenOver)
        try expectEqual(try reader.dossier(life.id), life.state, "the dossier after a stale completion")
        try expectEqual(
            try await store.commit(decision.by(Self.agencySystem, leases: [first], key: Self.key("c-1"))),
            .replayed(.rejected(takenOver)), "sent again")
        try expectRejected(
            try await store.commit(decision.by(Self.agencySystem)),
            .leasedToOther(worker: "b", until: Self.instant(30)))
        guard
            case .committed(let state) = try await store.commit(
                decision.by(Self.agencySystem, leases: [second], key: Self.key("c-2")))
        else { throw ContractViolation("the newest token is refused", file: #fileID, line: #line) }
        life.adopt(state)
        let standings = try reader.leases([first, second], at: Self.instant(22)).map(\.standing)
        try expectEqual(
            standings, [.takenOver(by: "b", at: Self.instant(20)), .completed(at: Self.instant(21))], "standings")
        let again = life.next(at: Self.instant(23)).by(Self.agencySystem, leases: [second])
        try expectRejected(try await store.commit(again), .leaseStale(second, .completed(at: Self.instant(21))))
        try expectRejected(
            try await store.commit(life.next(at: Self.instant(23)).by(Self.agencySystem, leases: [FencingToken(99)])),
            .leaseStale(FencingToken(99), .unknown))
        try await subject.close(store)
    }

    /// A lease that has run out is good as long as nobody else has the work; the clock decides what is offered only.
    public func expiredLeasesAreGoodUntilTaken() async throws {
        let store = try await subject.open()
        let life = try await life(DossierID("d-1"), before: .decided, in: store)
        let token = try granted(try await claim("a", at: 10, key: "a-1", in: store))[0]
        let swept = try await store.sweepLeases(at: Self.instant(20), policy: LeasePolicy())
        try expectEqual(swept.expired, 1, "swept")
        let reader = try store.makeReader()
        try expectEqual(
            try reader.leases([token], at: Self.instant(25)).map(\.standing), [.expired(at: Self.instant(20))],
            "the standing")
        let outcome = try await store.commit(
            life.next(at: Self.instant(25)).by(Self.agencySystem, leases: [token]))
        guard case .committed = outcome else {
            throw ContractViolation("a late but only completion: \(outcome)", file: #fileID, line: #line)
        }
        try expectEqual(
            try reader.leases([token], at: Self.instant(26)).map(\.standing), [.completed(at: Self.instant(25))],
            "the standing afterwards")
        try await subject.close(store)
    }

    /// Without a lease the body's own staff may act unless somebody's lease runs; other bodies are never held up.
    public func leasesBindTheirOwnBodyOnly() async throws {
        let store = try await subject.open()
        var life = try await offered([DossierID("d-1")], in: store)[0]
        let token = try granted(try await claim("a", at: 5, key: "a-1", in: store))[0]
        // The office gives the offered handover to a carrier: the agency's work goes on.
        try await advance(&life, in: store, at: Self.instant(6))
        let reader = try store.makeReader()
        try expectEqual(
            try reader.leases([token], at: Self.instant(6)).map(\.standing), [.held(until: Self.instant(15))],
            "after another body's act")
        let sentBack = life.next(at: Self.instant(7))
        try expectRejected(
            try await store.commit(sentBack.by(Self.agencySystem)),
            .leasedToOther(worker: "a", until: Self.instant(15)))
        // The same act by another body takes the work away from under the lease.
        try await advance(&life, in: store, at: Self.instant(8))
        try expectEqual(
            try reader.leases([token], at: Self.instant(9)).map(\.standing), [.overtaken(at: Self.instant(8))],
            "overtaken")
        try await subject.close(store)
    }

    /// A lease on a handover goes on for the step that follows from it, and is for its own work only.
    public func leasesGoOnForTheStep() async throws {
        let store = try await subject.open()
        var life = try await life(DossierID("d-1"), before: .handoverAcknowledged, in: store)
        let other = try await offered([DossierID("d-2")], in: store)[0]
        let tokens = try granted(try await claim("a", at: 6, key: "a-1", in: store))
        let reader = try store.makeReader()
        let leases = try reader.leases(tokens, at: Self.instant(6))
        guard let mine = leases.first(where: { $0.dossier == life.id }),
            let foreign = leases.first(where: { $0.dossier == other.id })
        else { throw ContractViolation("both are claimed: \(leases)", file: #fileID, line: #line) }
        try expectEqual(mine.work?.kind, .acknowledgeHandover, "what is leased")
        let acknowledgement = life.next(at: Self.instant(7))
        try expectRejected(
            try await store.commit(acknowledgement.by(Self.agencySystem, leases: [foreign.token])),
            .leaseStale(foreign.token, .unknown))
        let outcome = try await store.commit(acknowledgement.by(Self.agencySystem, leases: [mine.token]))
        guard case .committed(let state) = outcome else {
            throw ContractViolation("not acknowledged: \(outcome)", file: #fileID, line: #line)
        }
        life.adopt(state)
        let after = try reader.leases([mine.token], at: Self.instant(8))
        try expectEqual(after.first?.standing, .held(until: Self.instant(16)), "the lease afterwards")
        try expectEqual(after.first?.work?.kind, .completeStep, "its work afterwards")
        try await subject.close(store)
    }

    /// A claim under a used key gives its tokens again, across restarts; nothing claimed leaves the key unused.
    public func claimsReplay() async throws {
        var store = try await subject.open()
        try expectEqual(try await claim("a", at: 3, key: "a-1", in: store), .nothing, "nothing waits")
        _ = try await offered([DossierID("d-1"), DossierID("d-2")], in: store)
        let tokens = try granted(try await claim("a", at: 4, key: "a-1", in: store))
        try expectEqual(tokens.count, 2, "leases")
        let replay = ClaimOutcome.replayed(.leases(tokens))
        try expectEqual(try await claim("a", at: 5, key: "a-1", in: store), replay, "sent again")
        try await subject.close(store)
        store = try await subject.open()
        try expectEqual(try await claim("a", at: 60, key: "a-1", in: store), replay, "after a restart")
        let reader = try store.makeReader()
        try expectEqual(try reader.outcome(of: Self.key("a-1"))?.outcome, .leases(tokens), "what is recorded")
        try expectEqual(
            try reader.leases(tokens, at: Self.instant(60)).map(\.standing),
            [.expired(at: Self.instant(14)), .expired(at: Self.instant(14))], "as they stand now")
        let other = WorkClaim(
            selection: WorkSelection(body: Self.agency), limit: 1, sharers: 0, worker: "a",
            credential: CredentialID("labour-system"), now: Self.instant(61), expiresAt: Self.instant(70),
            policy: LeasePolicy(), key: Self.key("a-1", body: 2))
        try expectEqual(try await store.claim(other), .keyReused, "another request")
        try await subject.close(store)
    }

    /// What fails again and again is set aside with its reasons, listed, and freed by a person.
    public func failingWorkIsSetAside() async throws {
        let store = try await subject.open()
        let life = try await offered([DossierID("d-1")], in: store)[0]
        let first = try granted(try await claim("a", at: 5, key: "a-1", in: store))[0]
        // Runs out, taken back by the claim itself; returned; runs out, taken back by the sweep.
        let second = try granted(try await claim("b", at: 15, key: "b-1", in: store))[0]
        try expect(second != first, "another lease")
        let change = LeaseChange(
            body: Self.agency, tokens: [second], kind: .giveBack(reason: life.reference("trouble")),
            now: Self.instant(16), policy: LeasePolicy(failureLimit: 3), key: Self.key("b-2"))
        try expectEqual(try await store.change(change), .changed, "the return")
        _ = try granted(try await claim("a", at: 17, key: "a-2", in: store))
        _ = try await store.sweepLeases(at: Self.instant(27), policy: LeasePolicy(failureLimit: 3))
        try expectEqual(try await claim("a", at: 28, key: "a-3", in: store), .nothing, "set aside")
        let reader = try store.makeReader()
        var filter = AssignmentFilter(WorkFilter(body: Self.agency), now: Self.instant(28))
        filter.standing = .setAside
        let aside = try reader.assignments(matching: filter).elements
        try expectEqual(
            aside.map(\.trouble),
            [WorkTrouble(failures: 3, setAsideAt: Self.instant(27), reasons: [life.reference("trouble")])],
            "the trouble")
        filter.standing = .unclaimed
        try expectEqual(try reader.assignments(matching: filter).elements.count, 0, "what is offered")
        let freeing = WorkFreeing(
            body: Self.agency, item: aside[0].work.id, now: Self.instant(29), key: Self.key("p-1"))
        try expectEqual(try await store.free(freeing), .changed, "freed")
        let again = try granted(try await claim("a", at: 30, key: "a-4", in: store))[0]
        // And work that somebody has is taken away.
        let taking = WorkFreeing(
            body: Self.agency, item: aside[0].work.id, now: Self.instant(31), key: Self.key("p-2"))
        try expectEqual(try await store.free(taking), .changed, "taken away")
        try expectEqual(
            try reader.leases([again], at: Self.instant(32)).map(\.standing), [.revoked(at: Self.instant(31))],
            "the lease that was taken away")
        try await subject.close(store)
    }

    /// Renewing goes on, releasing gives back, stale leases are told apart in a batch and change nothing.
    public func leasesAreRenewedAndReleased() async throws {
        let store = try await subject.open()
        _ = try await offered([DossierID("d-1"), DossierID("d-2")], in: store)
        let tokens = try granted(try await claim("a", at: 5, key: "a-1", in: store))
        func change(_ kind: LeaseChange.Kind, _ tokens: [FencingToken], at minute: Int, key: String) async throws
            -> LeaseChangeOutcome
        {
            try await store.change(
                LeaseChange(
                    body: Self.agency, tokens: tokens, kind: kind, now: Self.instant(minute),
                    policy: LeasePolicy(), key: Self.key(key)))
        }
        try expectEqual(
            try await change(.renew(until: Self.instant(30)), tokens, at: 14, key: "a-2"), .changed, "renewed")
        try expectEqual(try await claim("b", at: 20, key: "b-1", in: store), .nothing, "while they run on")
        try expectEqual(try await change(.release, [tokens[0]], at: 21, key: "a-3"), .changed, "released")
        try expectEqual(
            try await change(.release, [tokens[0]], at: 22, key: "a-3"), .replayed(.leases([tokens[0]])), "again")
        let stale = CommandRejection.leaseStale(tokens[0], .released(at: Self.instant(21)))
        try expectEqual(
            try await change(.renew(until: Self.instant(40)), [tokens[0]], at: 22, key: "a-4"), .rejected(stale),
            "renewing what was released")
        try expectEqual(
            try await change(.renew(until: Self.instant(40)), tokens, at: 23, key: "a-5"), .changed, "one of two")
        let reader = try store.makeReader()
        try expectEqual(
            try reader.leases(tokens, at: Self.instant(24)).map(\.standing),
            [.released(at: Self.instant(21)), .held(until: Self.instant(40))], "standings")
        try expectEqual(try granted(try await claim("b", at: 25, key: "b-2", in: store)).count, 1, "given back")
        try await subject.close(store)
    }

    /// A clock that jumps ahead gives work back early, one that is set back gives it back at once: nobody waits
    /// longer, and the fence holds.
    public func clockJumpsDoNoHarm() async throws {
        let store = try await subject.open()
        let life = try await life(DossierID("d-1"), before: .decided, in: store)
        let first = try granted(try await claim("a", at: 1_000, key: "a-1", in: store))[0]
        // Set back by hours: the lease would run for hours.
        let second = try granted(try await claim("b", at: 20, key: "b-1", in: store))[0]
        let reader = try store.makeReader()
        var filter = AssignmentFilter(WorkFilter(body: Self.agency), now: Self.instant(21))
        filter.standing = .claimed
        let listed = try reader.assignments(matching: filter).elements
        try expectEqual(listed.map(\.lease?.token), [second], "who has it")
        try expectEqual(listed.map(\.trouble), [nil], "no failure is counted for a clock")
        let stale = try await store.commit(
            life.next(at: Self.instant(22)).by(Self.agencySystem, leases: [first]))
        try expectRejected(stale, .leaseStale(first, .takenOver(by: "b", at: Self.instant(20))))
        // Ahead by a day: the lease has run out, but nobody has the work.
        let outcome = try await store.commit(
            life.next(at: Self.instant(1_460)).by(Self.agencySystem, leases: [second]))
        guard case .committed = outcome else {
            throw ContractViolation("after a jump ahead: \(outcome)", file: #fileID, line: #line)
        }
        try await subject.close(store)
    }

    /// The earliest due comes first; selections narrow; where others wait, nobody takes more than a share.
    public func claimsAreFair() async throws {
        let store = try await subject.open()
        var lives: [DossierLife] = []
        for number in 1...6 {
            var life = DossierLife(
                DossierID("d-\(number)"),
                procedure: ProcedureCode(number.isMultiple(of: 2) ? "2.000001" : "2.000002"),
                timeLimit: (10 - number) * 1_440)
            try await advance(&life, before: .handoverDispatched, in: store)
            lives.append(life)
        }
        let reader = try store.makeReader()
        func numbers(_ tokens: [FencingToken]) throws -> [String] {
            try reader.leases(tokens, at: Self.instant(5)).map(\.dossier.text)
        }
        let even = WorkSelection(
            body: Self.agency, kinds: [.acknowledgeHandover], procedures: [ProcedureCode("2.000001")])
        let share = try granted(try await claim("a", at: 4, key: "a-1", sharers: 2, selection: even, in: store))
        try expectEqual(try numbers(share), ["d-6"], "a third of the even ones, earliest due first")
        let steps = WorkSelection(body: Self.agency, kinds: [.completeStep])
        try expectEqual(
            try await claim("b", at: 4, key: "b-1", selection: steps, in: store), .nothing, "of another kind")
        let claimable = try reader.claimable(steps, at: Self.instant(4))
        try expect(!claimable.matching && claimable.any, "something waits, but not for this worker")
        let rest = try granted(try await claim("b", at: 4, key: "b-1", limit: 3, in: store))
        try expectEqual(try numbers(rest), ["d-5", "d-4", "d-3"], "earliest due first")
        let foreign = WorkSelection(body: .agency(DossierLife.otherAgency))
        try expectEqual(
            try await claim("c", at: 4, key: "c-1", selection: foreign, in: store), .nothing, "another agency")
        try await subject.close(store)
    }

    /// However much is given out: what comes due earlier, is given back, is freed, or was held under a clock that was
    /// set back is found by the next claim, whatever it selects.
    public func claimsFindWhatBecomesClaimable() async throws {
        let store = try await subject.open()
        func offer(_ name: String, days: Int) async throws {
            var life = DossierLife(DossierID(name), timeLimit: days * 1_440)
            try await advance(&life, before: .handoverDispatched, in: store)
        }
        let reader = try store.makeReader()
        let handovers = WorkSelection(body: Self.agency, kinds: [.acknowledgeHandover])
        var serial = 0
        func take(
            _ count: Int, at minute: Int, _ selection: WorkSelection? = nil
        ) async throws -> (tokens: [FencingToken], names: [String]) {
            serial += 1
            let outcome = try await claim(
                "w", at: minute, key: "k-\(serial)", limit: count, selection: selection, in: store)
            guard case .granted(let tokens) = outcome else { return ([], []) }
            return (tokens, try reader.leases(tokens, at: Self.instant(minute)).map(\.dossier.text))
        }
        for number in 4...7 { try await offer("d-\(number)", days: number) }
        let first = try await take(2, at: 5)
        try expectEqual(first.names, ["d-4", "d-5"], "the earliest due")
        try expectEqual(try await take(1, at: 5, handovers).names, ["d-6"], "of a selection")
        try await offer("d-2", days: 2)
        try expectEqual(try await take(1, at: 6, handovers).names, ["d-2"], "what came later and is due earlier")
        try expectEqual(try await take(9, at: 6).names, ["d-7"], "the rest")
        try expectEqual(try await take(9, at: 6).names, [], "nothing is left")
        let release = LeaseChange(
            body: Self.agency, tokens: [first.tokens[0]], kind: .release, now: Self.instant(7), policy: LeasePolicy(),
            key: Self.key("release"))
        try expectEqual(try await store.change(release), .changed, "given back")
        try expectEqual(try await take(9, at: 7, handovers).names, ["d-4"], "what was given back")
        let item = try reader.leases([first.tokens[1]], at: Self.instant(8))[0].item
        let freeing = WorkFreeing(body: Self.agency, item: item, now: Self.instant(8), key: Self.key("free"))
        try expectEqual(try await store.free(freeing), .changed, "freed")
        try expectEqual(try await take(9, at: 8).names, ["d-5"], "what a person freed")
        try expectEqual(
            Set(try await take(9, at: 6).names), ["d-4", "d-5"], "what was held from later than the clock now stands")
        try expectEqual(try await take(9, at: 7).names, [], "all is held again")
        try expectEqual(try await take(9, at: 30).names.count, 5, "what ran out")
        try await subject.close(store)
    }
}
