import DossierDomain
import DossierStore

extension StoreContract {
    /// Every kind of event comes back as it was committed, and the stored state is their fold (AUD-01, AUD-02).
    public func everyEventKindRoundTrips() async throws {
        let store = try await subject.open()
        let lives = [
            DossierLife(DossierID("d-1"), beginning: .supplemented),
            DossierLife(DossierID("d-2"), beginning: .entrusted, course: .long),
            DossierLife(DossierID("d-3"), beginning: .refused),
            DossierLife(DossierID("d-4"), course: .withdrawn), DossierLife(DossierID("d-5"), course: .stopped),
        ]
        var kinds = Set<DossierEvent.Kind>()
        var position = 0
        for var life in lives {
            kinds.formUnion(try await roundTrip(&life, in: store, after: position))
            position += life.state?.version ?? 0
        }
        // Records apart are no dossier's: see configurationsAreVersioned(), accessIsOnRecord() and what inspects bodies; erasing is a check of its own.
        let apart = DossierEvent.Kind.ofAccess.union([.inspected, .configurationChanged, .personalDataErased])
        try expectEqual(kinds, Set(DossierEvent.Kind.allCases).subtracting(apart), "kinds of dossiers' events")
        try await subject.close(store)
    }

    private func roundTrip(
        _ life: inout DossierLife, in store: Subject.Store, after position: Int
    ) async throws -> Set<DossierEvent.Kind> {
        var expected: [(event: DossierEvent, actor: Actor, requestID: String, at: Timestamp)] = []
        var minute = 0
        while !life.isOver {
            let commit = life.next(at: Self.instant(minute))
            try await advance(&life, in: store, at: Self.instant(minute))
            expected += commit.events.map { ($0, commit.actor, commit.requestID, commit.occurredAt) }
            minute += 61
        }
        let reader = try store.makeReader()
        let recorded = try reader.events(of: life.id)
        try expectEqual(recorded.count, expected.count, "events")
        for (index, (found, wanted)) in zip(recorded, expected).enumerated() {
            var event = wanted.event
            if case .received(var received) = event {
                received.number = life.state?.number
                event = .received(received)
            }
            try expectEqual(found.event, event, "event \(index)")
            try expectEqual(found.position, position + index + 1, "position")
            try expectEqual(found.sequence, index + 1, "sequence")
            try expectEqual(found.dossier, life.id, "dossier")
            try expectEqual(found.actor, wanted.actor, "actor")
            try expectEqual(found.requestID, wanted.requestID, "request")
            try expectEqual(found.occurredAt, wanted.at, "occurredAt")
            try expectEqual(found.recordedAt, wanted.at, "recordedAt")
            try expectEqual(found.configurationVersion, 1, "configuration")
        }
        try expectEqual(try reader.dossier(life.id), life.state, "state")
        return Set(recorded.map(\.event.kind))
    }

    /// Who did it and who told it come back in event and state, after a restart and from a replay as well (SEC-03).
    public func toldActsKeepBoth() async throws {
        var store = try await subject.open()
        let (own, told) = (DossierLife(DossierID("d-1")), DossierLife(DossierID("d-2")))
        let performer = PostingID("demo.an.van-an")
        let commit = told.next(at: Self.instant(1), key: Self.key("k-1"), performer: performer)
        guard case .committed = try await store.commit(own.next(at: Self.instant())),
            case .committed = try await store.commit(commit)
        else { throw ContractViolation("not committed", file: #fileID, line: #line) }
        try expectEqual(
            try await store.commit(commit), .replayed(.committed(told.id, version: 3)), "the same request")
        try await subject.close(store)
        store = try await subject.open()
        let reader = try store.makeReader()
        for (life, performer) in [(own, nil), (told, performer)] {
            let receiver = DossierLife.actor(at: .office(life.office)).telling(of: performer)
            try expectEqual(try reader.dossier(life.id)?.reception?.receivedBy, receiver, "who received")
            try expectEqual(Set(try reader.events(of: life.id).map(\.actor)), [receiver], "who acted")
        }
        try expectEqual(try reader.chainHead().position, 6, "position")
        try await subject.close(store)
    }

    /// A change to a version that isn't the newest changes nothing (IDM-02).
    public func staleVersionsChangeNothing() async throws {
        let store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        let first = life.next(at: Self.instant())
        try await advance(&life, in: store, at: Self.instant())
        try expectEqual(try await store.commit(first), .versionConflict(current: 3), "a second creation")
        let second = life.next(at: Self.instant(1))
        try await advance(&life, in: store, at: Self.instant(1))
        try expectEqual(try await store.commit(second), .versionConflict(current: 4), "the same change again")
        var stranger = DossierLife(DossierID("d-2"))
        stranger.adopt(try stranger.next(at: Self.instant()).state.numbered(1))
        try expectEqual(
            try await store.commit(stranger.next(at: Self.instant(1))), .versionConflict(current: 0),
            "a change to nothing")
        let reader = try store.makeReader()
        try expectEqual(try reader.dossier(life.id), life.state, "state")
        try expectEqual(try reader.events(of: life.id).count, 4, "events")
        try expectEqual(try reader.chainHead().position, 4, "position")
        try await subject.close(store)
    }

    /// The same key with the same request gives the first outcome again, with another request is refused;
    /// also after the store was closed and opened again (IDM-01).
    public func keysReplay() async throws {
        var store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        let first = life.next(at: Self.instant(), key: Self.key("k-1"))
        try await advance(&life, in: store, at: Self.instant(), key: Self.key("k-1"))
        let replay = CommitOutcome.replayed(.committed(life.id, version: 3))
        try expectEqual(try await store.commit(first), replay, "the same request")
        let other = DossierLife(DossierID("d-2")).next(at: Self.instant(), key: Self.key("k-1", body: 2))
        try expectEqual(try await store.commit(other), .keyReused, "another request")
        try await subject.close(store)
        store = try await subject.open()
        try expectEqual(try await store.commit(first), replay, "the same request after a restart")
        let reader = try store.makeReader()
        try expectEqual(try reader.dossier(other.state.id), nil, "the refused dossier")
        try expectEqual(try reader.chainHead().position, 3, "position")
        let recorded = try reader.outcome(of: Self.key("k-1", body: 9))
        try expectEqual(
            recorded,
            RecordedRequest(
                fingerprint: Self.key("k-1").fingerprint, outcome: .committed(life.id, version: 3)),
            "the record")
        try expectEqual(try reader.outcome(of: Self.key("k-2")), nil, "an unknown key")
        try await subject.close(store)
    }

    /// Two requests of one key in one batch come out as one commit and one replay (IDM-01).
    public func keysReplayWithinOneBatch() async throws {
        let store = try await subject.open()
        let commit = DossierLife(DossierID("d-1")).next(at: Self.instant(), key: Self.key("k-1"))
        let reused = DossierLife(DossierID("d-2")).next(at: Self.instant(), key: Self.key("k-1", body: 2))
        let outcomes = try await subject.together([commit, commit, reused], in: store)
        let state = try commit.state.numbered(1)
        try expectEqual(
            outcomes,
            [
                .success(.committed(state)), .success(.replayed(.committed(state.id, version: 3))),
                .success(.keyReused),
            ], "outcomes")
        try expectEqual(try store.makeReader().chainHead().position, 3, "position")
        try await subject.close(store)
    }

    /// A rejection is recorded and given again (IDM-01).
    public func rejectionsReplay() async throws {
        let store = try await subject.open()
        let rejection = CommandRejection.documentsMissing(
            [MissingDocument(document: DocumentID("form"), originals: 1, copies: 0)],
            of: ProcedureReference(code: ProcedureCode("2.002307"), version: 1))
        let key = Self.key("k-1")
        try expectEqual(
            try await store.record(rejection, for: key, at: Self.instant()), .rejected(rejection), "at first")
        try expectEqual(
            try await store.record(.nothingToOffer, for: key, at: Self.instant(1)),
            .replayed(.rejected(rejection)), "again")
        let commit = DossierLife(DossierID("d-1")).next(at: Self.instant(), key: key)
        try expectEqual(try await store.commit(commit), .replayed(.rejected(rejection)), "as a commit")
        try expectEqual(
            try await store.record(rejection, for: Self.key("k-1", body: 2), at: Self.instant()), .keyReused,
            "of another request")
        try expectEqual(try store.makeReader().dossier(commit.state.id), nil, "the dossier")
        try await subject.close(store)
    }

    /// Rejected requests are listed by owner and key, however many others are remembered, and no more once forgotten.
    public func rejectionsAreListed() async throws {
        let store = try await subject.open()
        var life = DossierLife(DossierID("d-1"))
        try await advance(&life, in: store, at: Self.instant(), key: Self.key("k-2"))
        var expected: [RejectedRequest] = []
        for (owner, key) in [
            ("terminal-1", "k-1"), ("terminal-1", "k-3"), ("terminal-1", "k-4"), ("terminal-2", "k-0"),
        ] {
            let request = IdempotencyKey(owner: owner, key: key, fingerprint: [UInt8](repeating: 1, count: 32))
            _ = try await store.record(.supplementEmpty, for: request, at: Self.instant(expected.count))
            expected.append(
                RejectedRequest(
                    owner: owner, key: key, rejection: .supplementEmpty, recordedAt: Self.instant(expected.count)))
        }
        let reader = try store.makeReader()
        for limit in [1, 2, 3, 5, 1_000] {
            var found: [RejectedRequest] = []
            var after: String?
            var count = 0
            repeat {
                let page = try reader.rejections(after: after, lookingAt: limit)
                found += page.elements
                after = page.next
                count += 1
            } while after != nil && count < 20
            try expectEqual(found, expected, "by \(limit)")
            try expectEqual(count, 5 / limit + 1, "pages by \(limit)")
        }
        for cursor in ["", "k-1", "9:ab", "-1:ab", "x:ab"] {
            do {
                _ = try reader.rejections(after: cursor, lookingAt: 1)
                throw ContractViolation("a cursor of another list: \(cursor)", file: #fileID, line: #line)
            } catch StoreError.invalidCursor {}
        }
        _ = try await store.forgetRequests(recordedBefore: Self.instant(2), lookingAt: 1_000)
        try expectEqual(
            try reader.rejections(after: nil, lookingAt: 1_000).elements, Array(expected.dropFirst(2)),
            "those remembered")
        try await subject.close(store)
    }

    /// A change that contradicts itself is refused and changes nothing.
    public func contradictionsChangeNothing() async throws {
        let store = try await subject.open()
        let good = DossierLife(DossierID("d-1")).next(at: Self.instant())
        func change(events: [DossierEvent], numbering: NumberRequest?) -> DossierCommit {
            DossierCommit(
                expectedVersion: 0, events: events, occurredAt: good.occurredAt, recordedAt: good.recordedAt,
                actor: good.actor, configurationVersion: 1, requestID: "r", state: good.state,
                numbering: numbering)
        }
        let contradictions = [
            change(events: [], numbering: nil), change(events: good.events, numbering: nil),
            change(events: Array(good.events.prefix(2)), numbering: good.numbering),
        ]
        for (index, contradiction) in contradictions.enumerated() {
            do {
                let outcome = try await store.commit(contradiction)
                throw ContractViolation("contradiction \(index): \(outcome)", file: #fileID, line: #line)
            } catch StoreError.inconsistent {}
        }
        try expectEqual(try store.makeReader().chainHead().position, 0, "position")
        try await subject.close(store)
    }

    /// Old records are forgotten a few at a time, each once; younger ones stay, and replay.
    public func oldRequestsAreForgotten() async throws {
        let store = try await subject.open()
        for index in 0..<10 {
            _ = try await store.record(
                .supplementEmpty, for: Self.key("k-\(index)"), at: Self.instant(index.isMultiple(of: 2) ? 0 : 100))
        }
        var forgotten = 0
        // Twice as many looks as there are records, so that the sweep also begins anew.
        for _ in 0..<8 {
            let count = try await store.forgetRequests(recordedBefore: Self.instant(100), lookingAt: 3)
            try expect(count <= 3, "\(count) forgotten of 3 looked at")
            forgotten += count
        }
        try expectEqual(forgotten, 5, "forgotten")
        let reader = try store.makeReader()
        for index in 0..<10 {
            try expectEqual(
                try reader.outcome(of: Self.key("k-\(index)")) == nil, index.isMultiple(of: 2), "key \(index) is gone")
        }
        let again = try await store.record(.supplementEmpty, for: Self.key("k-1"), at: Self.instant(200))
        try expectEqual(again, .replayed(.rejected(.supplementEmpty)), "a younger one")
        try await subject.close(store)
    }
}

extension DossierState {
    /// The same with that serial of the usual agency on the day of its reception.
    func numbered(_ serial: Int) throws -> DossierState {
        var state = self
        guard let date = reception?.receivedAt.date,
            let number = DossierNumber(agency: DossierLife.usualAgency, date: date, serial: serial)
        else { throw ContractViolation("no such number", file: #fileID, line: #line) }
        state.reception?.number = number
        return state
    }
}
