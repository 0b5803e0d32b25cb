import DossierDomain
import DossierStore

/// The feed and the version of the waiting work (POL-04).
extension StoreContract where Subject.Store: PollingStore {
    /// All of a body's feed after a position, in pages of that size.
    func readFeed(
        of body: Body, after position: Int = 0, limit: Int, from reader: Subject.Store.Reader
    ) throws -> [FeedEvent] {
        var events: [FeedEvent] = []
        while true {
            let page = try reader.feed(of: body, after: events.last?.recorded.position ?? position, limit: limit)
            if page.isEmpty { return events }
            try expect(page.count <= limit, "a page of \(page.count)")
            events += page
        }
    }

    /// A body's feed has every event from the commit on that brought the dossier to it, in order, and no other.
    public func feedsAreCompleteAndFiltered() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        var expected: [Body: [Int]] = [:]
        var lives = (1...4).map {
            DossierLife(
                DossierID("d-\($0)"), office: OfficeID("office-\($0 % 2)"),
                beginning: $0 == 1 ? .supplemented : .complete)
        }
        var generator = SeededGenerator(seed: 6)
        var position = 0
        var minute = 0
        while let index = lives.indices.filter({ !lives[$0].isOver }).randomElement(using: &generator) {
            let count = lives[index].next(at: Self.instant(minute)).events.count
            try await advance(&lives[index], in: store, at: Self.instant(minute))
            minute += 1
            guard let state = lives[index].state else { continue }
            for body in Set(state.participants + state.monitors.map(Body.office)) {
                expected[body, default: []] += (position + 1...position + count)
            }
            position += count
        }
        try expect(expected.count >= 5, "bodies with a feed: \(expected.keys.sorted())")
        for (body, positions) in expected {
            for limit in [1, 2, 7, 1_000] {
                let feed = try readFeed(of: body, limit: limit, from: reader)
                try expectEqual(feed.map(\.recorded.position), positions, "the feed of \(body) by \(limit)")
            }
            let middle = positions[positions.count / 2]
            try expectEqual(
                try readFeed(of: body, after: middle, limit: 3, from: reader).map(\.recorded.position),
                positions.filter { $0 > middle }, "after \(middle)")
        }
        for life in lives {
            let whole = try reader.events(of: life.id)
            let feed = try readFeed(of: .office(life.office), limit: 100, from: reader)
            try expectEqual(
                feed.map(\.recorded).filter { $0.dossier == life.id }, whole, "what the office's feed says of it")
            try expectEqual(feed.last { $0.recorded.dossier == life.id }?.number, life.state?.number, "its number")
        }
        try expectEqual(
            try readFeed(of: .agency(AgencyID("nobody")), limit: 9, from: reader).count, 0, "a stranger's feed")
        try await store.keep(12, of: "register", in: Self.agency, at: Self.instant())
        try await store.keep(7, of: "register", in: Self.agency, at: Self.instant(1))
        try expectEqual(try reader.position(of: "register", in: Self.agency), 7, "the kept position")
        try expectEqual(try reader.position(of: "other", in: Self.agency), nil, "another consumer's")
        try await subject.close(store)
    }

    /// Read while many write: no gap, no double, in order, and in the end everything, which is at least so many events.
    public func feedsAreReadWhileManyWrite(writers: Int, dossiers: Int, atLeast least: Int) async throws {
        let store = try await subject.open()
        let office = OfficeID("office-van-an")
        let reading = Task { () async throws -> [Int] in
            let reader = try store.makeReader()
            var positions: [Int] = []
            while true {
                // Asked before the read: what is committed between the two is still to be read.
                let isOver = Task.isCancelled
                let page = try reader.feed(of: .office(office), after: positions.last ?? 0, limit: 500)
                positions += page.map(\.recorded.position)
                if page.isEmpty {
                    if isOver { return positions }
                    await Task.yield()
                }
            }
        }
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var count = 0
                    for number in 0..<dossiers {
                        var life = DossierLife(DossierID("d-\(writer)-\(number)"), office: office)
                        while !life.isOver {
                            // Ten minutes apart: a day's numbers are not enough for all.
                            let commit = life.next(at: Self.instant(10 * number))
                            guard case .committed(let state) = try await store.commit(commit) else {
                                throw ContractViolation("not committed", file: #fileID, line: #line)
                            }
                            count += commit.events.count
                            life.adopt(state)
                        }
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        reading.cancel()
        let positions = try await reading.value
        try expect(total >= least, "\(total) events were committed, not \(least)")
        try expectEqual(positions.count, total, "events read")
        try expect(zip(positions, positions.dropFirst()).allSatisfy(<), "in order, none twice")
        try expectEqual(positions.last, total, "the last of all: \(positions.count) events")
        try await subject.close(store)
    }

    /// The version of a body's list moves with every change to it, in the same commit, and with nothing else.
    public func workVersionsMoveWithTheWork() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        var lives = (1...3).map { DossierLife(DossierID("d-\($0)")) }
        var generator = SeededGenerator(seed: 7)
        let bodies: [Body] = [Self.agency, .agency(DossierLife.otherAgency), .office(OfficeID("office-van-an"))]
        func look(_ body: Body) throws -> (version: Int, list: [Assignment]) {
            let filter = AssignmentFilter(WorkFilter(body: body, limit: 200), now: Self.instant())
            return (try reader.workVersion(of: body), try reader.assignments(matching: filter).elements)
        }
        var changes = 0
        while let index = lives.indices.filter({ !lives[$0].isOver }).randomElement(using: &generator) {
            let before = try bodies.map(look)
            try await advance(&lives[index], in: store, at: Self.instant())
            for (old, body) in zip(before, bodies) {
                let new = try look(body)
                try expectEqual(
                    new.version != old.version, new.list != old.list, "whether the version of \(body) moves")
                if new.version != old.version { changes += 1 }
            }
        }
        try expect(changes > 20, "the lists change \(changes) times")
        _ = try await offered([DossierID("d-9")], in: store)
        let before = try look(Self.agency)
        _ = try granted(try await claim("a", at: 0, key: "a-1", in: store))
        let after = try look(Self.agency)
        try expect(after.version != before.version && after.list != before.list, "a lease is part of the list")
        try await subject.close(store)
    }

    /// Who waits where, for how long, and how long it took to be collected (POL-06).
    public func backlogsAreCounted() async throws {
        let store = try await subject.open()
        let reader = try store.makeReader()
        let lives = try await offered([DossierID("d-1"), DossierID("d-2"), DossierID("d-3")], in: store)
        let oldest = try lives.map { Backlog.Oldest(number: try number(of: $0), since: Self.instant(2)) }
        func agency(_ scope: BacklogScope, at minute: Int) throws -> Backlog? {
            try reader.backlogs(scope, at: Self.instant(minute)).first { $0.body == Self.agency }
        }
        func expectBacklog(_ expected: Backlog, at minute: Int) throws {
            let scopes: [BacklogScope] = [.everywhere, .body(Self.agency), .dossiers(of: OfficeID("office-van-an"))]
            for scope in scopes { try expectEqual(try agency(scope, at: minute), expected, "at \(minute), \(scope)") }
            try expectEqual(try agency(.dossiers(of: OfficeID("elsewhere")), at: minute), nil, "another office's")
            try expectEqual(
                try reader.backlogs(.body(Self.agency), at: Self.instant(minute)).map(\.body), [Self.agency], "of it")
        }
        func holder(_ worker: String, _ leased: Int, since minute: Int) -> Backlog.Holder {
            Backlog.Holder(
                credential: CredentialID("labour-system"), worker: worker, leased: leased,
                since: Self.instant(minute), until: Self.instant(minute + 10))
        }
        func backlog(
            unclaimed: Int = 0, oldestUnclaimed: Backlog.Oldest? = nil, holders: [Backlog.Holder], setAside: Int = 0,
            collected: [Int]
        ) -> Backlog {
            Backlog(
                body: Self.agency, waiting: 3, oldestWaiting: oldest[0], unclaimed: unclaimed,
                oldestUnclaimed: oldestUnclaimed, holders: holders, setAside: setAside, collected: collected.count,
                collectedMilliseconds: collected.reduce(0, +) * 60_000, overdueHandovers: 0)
        }
        try expectBacklog(
            backlog(unclaimed: 3, oldestUnclaimed: oldest[0], holders: [], collected: []), at: 31)
        _ = try granted(try await claim("b", at: 32, key: "b-1", limit: 2, in: store))
        try expectBacklog(
            backlog(
                unclaimed: 1, oldestUnclaimed: oldest[2], holders: [holder("b", 2, since: 32)], collected: [30, 30]),
            at: 33)
        _ = try granted(try await claim("a", at: 34, key: "a-1", in: store))
        let holders = [holder("b", 2, since: 32), holder("a", 1, since: 34)]
        try expectBacklog(backlog(holders: holders, collected: [30, 30, 32]), at: 35)
        // What failed too often waits for a person, and nobody can collect it.
        _ = try await store.sweepLeases(at: Self.instant(43), policy: LeasePolicy(failureLimit: 1))
        try expectBacklog(
            backlog(holders: [holder("a", 1, since: 34)], setAside: 2, collected: [30, 30, 32]), at: 43)
        // An office is told nothing of another's, neither what waits nor what was collected.
        var foreign = DossierLife(DossierID("d-4"), office: OfficeID("office-yen-phuc"))
        try await advance(&foreign, before: .handoverDispatched, in: store)
        _ = try granted(try await claim("c", at: 44, key: "c-1", in: store))
        let counted = try [
            BacklogScope.everywhere, .body(Self.agency), .dossiers(of: OfficeID("office-van-an")),
            .dossiers(of: OfficeID("office-yen-phuc")),
        ].map { try agency($0, at: 43) }
        try expectEqual(counted.map { $0?.waiting }, [4, 4, 3, 1], "what waits")
        try expectEqual(counted.map { $0?.collected }, [4, 4, 3, 1], "what was collected")
        try expectEqual(
            counted.map { ($0?.collectedMilliseconds ?? 0) / 60_000 }, [134, 134, 92, 42], "how long it had waited")
        let poll = PollRecord(
            credential: CredentialID("labour-system"), body: Self.agency, at: Self.instant(5), client: "curl/8")
        try await store.note([poll])
        let later = PollRecord(
            credential: CredentialID("labour-system"), body: Self.agency, at: Self.instant(9), client: nil)
        try await store.note([later])
        try expectEqual(try reader.polls(), [later], "the last poll")
        try await subject.close(store)
    }

    private func number(of life: DossierLife) throws -> DossierNumber {
        guard let number = life.state?.number else { throw ContractViolation("no number", file: #fileID, line: #line) }
        return number
    }
}
