import DossierDomain
import DossierStore

/// Waiting for news: every interleaving of a poll and a commit (POL-05).
extension StoreContract where Subject.Store: PollingStore {
    /// Where in a poll's course the commit comes.
    private enum Moment: CaseIterable {
        case beforeRegistering, afterRegistering, afterLooking, whileWaiting
    }

    /// Wherever the commit comes between registering, looking and waiting: the poll learns of it.
    public func noWakeUpIsMissed() async throws {
        let store = try await subject.open()
        let polls = store.waitingPolls
        for (round, moment) in Moment.allCases.enumerated() {
            let reader = try store.makeReader()
            let start = try reader.chainHead().position
            let commit = DossierLife(DossierID("d-\(round)")).next(at: Self.instant(round))
            let body = Body.office(OfficeID("office-van-an"))
            if moment == .beforeRegistering { _ = try await store.commit(commit) }
            let ticket = polls.register(.events, for: body, within: .seconds(60))
            if moment == .afterRegistering { _ = try await store.commit(commit) }
            try expect(polls.willLook(ticket), "it may look")
            let seen = try reader.feed(of: body, after: start, limit: 10)
            if moment == .afterLooking { _ = try await store.commit(commit) }
            if seen.isEmpty {
                try expect(moment == .afterLooking || moment == .whileWaiting, "\(moment) is seen by looking")
                async let wake = polls.wait(for: ticket)
                if moment == .whileWaiting { _ = try await store.commit(commit) }
                try expectEqual(await wake, .news, "\(moment)")
                try expectEqual(try reader.feed(of: body, after: start, limit: 10).count, 3, "\(moment)")
            }
            polls.leave(ticket)
        }
        try expectEqual(polls.count, 0, "nobody is left waiting")
        try await subject.close(store)
    }

    /// A commit wakes those whom it concerns, and nobody else; a failed one nobody.
    public func onlyThoseConcernedAreWoken() async throws {
        let store = try await subject.open()
        let polls = store.waitingPolls
        let mine = polls.register(.events, for: .office(OfficeID("office-van-an")), within: .seconds(60))
        let other = polls.register(.events, for: .office(OfficeID("office-elsewhere")), within: .seconds(60))
        let agency = polls.register(.work, for: Self.agency, within: .seconds(60))
        try await subject.breakCommits(in: store)
        let life = DossierLife(DossierID("d-1"))
        for outcome in try await subject.together([life.next(at: Self.instant())], in: store) {
            guard case .failure = outcome else {
                throw ContractViolation("acknowledged: \(outcome)", file: #fileID, line: #line)
            }
        }
        try await subject.mendCommits(in: store)
        async let mineWoken = polls.wait(for: mine)
        _ = try await receive([DossierID("d-1")], in: store)
        try expectEqual(await mineWoken, .news, "the office's own")
        for ticket in [other, agency] {
            async let woken = polls.wait(for: ticket)
            polls.clientIsGone(ticket)
            try expectEqual(await woken, .clientGone, "not concerned, so that only hanging up ends the wait")
            try expect(!polls.willLook(ticket), "nobody looks for a client that has gone")
        }
        for ticket in [mine, other, agency] { polls.leave(ticket) }
        try expectEqual(polls.count, 0, "places left")
        try await subject.close(store)
    }

    /// Of the claims that wait, one is woken for each piece of work, in the order of their coming.
    public func claimsAreWokenOneByOne() async throws {
        let store = try await subject.open()
        let polls = store.waitingPolls
        var tickets = (0..<5).map { _ in polls.register(.claim, for: Self.agency, within: .seconds(60)) }
        func expectWoken(_ ticket: WaitingPolls.Ticket, _ what: String) async throws {
            try expectEqual(await polls.wait(for: ticket), .news, what)
        }
        _ = try await offered([DossierID("d-1"), DossierID("d-2")], in: store)
        try await expectWoken(tickets[0], "the first")
        try await expectWoken(tickets[1], "the second")
        // The first takes nothing and leaves without having looked: its turn is the third's.
        polls.leave(tickets.removeFirst())
        try await expectWoken(tickets[1], "the third, after the first has left")
        // The second looks and finds that it isn't for it.
        try expect(polls.willLook(tickets[0]), "it may look")
        polls.passOn(tickets[0])
        try await expectWoken(tickets[2], "the fourth, by passing on")
        // The fourth's client has hung up before it looked.
        polls.clientIsGone(tickets[2])
        try await expectWoken(tickets[3], "the fifth, because the fourth has gone")
        // What is released or has run out is offered again.
        try expect(polls.willLook(tickets[0]) && polls.willLook(tickets[1]), "they may look")
        let token = try granted(try await claim("x", at: 5, key: "x-1", limit: 1, in: store))
        let change = LeaseChange(
            body: Self.agency, tokens: token, kind: .release, now: Self.instant(6), policy: LeasePolicy(),
            key: Self.key("x-2"))
        try expectEqual(try await store.change(change), .changed, "released")
        try await expectWoken(tickets[0], "the first in the line, by a release")
        _ = try granted(try await claim("x", at: 7, key: "x-3", limit: 1, in: store))
        _ = try await store.sweepLeases(at: Self.instant(20), policy: LeasePolicy())
        try await expectWoken(tickets[1], "the next, by a sweep")
        for ticket in tickets { polls.leave(ticket) }
        try expectEqual(polls.count, 0, "places left")
        try await subject.close(store)
    }

    /// Many claims wait while work comes and goes at random: as long as something is claimable, somebody is awake.
    public func noClaimSleepsBesideWork(seeds: Range<UInt64>) async throws {
        for seed in seeds {
            let store = try await subject.open()
            try await claimsAtRandom(seed, in: store)
            try await subject.close(store)
        }
    }

    private func claimsAtRandom(_ seed: UInt64, in store: Subject.Store) async throws {
        let polls = store.waitingPolls
        let workers = 5
        let dossiers = 12
        let collected = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var generator = SeededGenerator(seed: seed &* 31 &+ UInt64(worker))
                    let reader = try store.makeReader()
                    var count = 0
                    var serial = 0
                    let ticket = polls.register(.claim, for: Self.agency, within: .seconds(3_600))
                    defer { polls.leave(ticket) }
                    while polls.willLook(ticket) {
                        if Bool.random(using: &generator) { await Task.yield() }
                        let there = try reader.claimable(WorkSelection(body: Self.agency), at: Self.instant(9))
                        if there.matching {
                            serial += 1
                            let outcome = try await claim(
                                "w-\(worker)", at: 9, key: "\(seed)-\(worker)-\(serial)",
                                limit: Int.random(in: 1...3, using: &generator),
                                sharers: max(0, polls.claimsWaiting(for: Self.agency) - 1), in: store)
                            if case .granted(let tokens) = outcome { count += tokens.count }
                            continue
                        }
                        guard await polls.wait(for: ticket) == .news else { break }
                    }
                    return count
                }
            }
            group.addTask {
                let reader = try store.makeReader()
                for number in 0..<dossiers {
                    _ = try await offered([DossierID("d-\(seed)-\(number)")], in: store)
                    if number.isMultiple(of: 3) { await Task.yield() }
                }
                // Only when nothing is claimable any more are the workers told that the server goes down: a claim
                // that slept beside work would never let it come to that.
                while try reader.claimable(WorkSelection(body: Self.agency), at: Self.instant(9)).any {
                    await Task.yield()
                }
                polls.close()
                return 0
            }
            return try await group.reduce(0, +)
        }
        try expectEqual(collected, dossiers, "claimed under seed \(seed)")
    }
}
