import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// Polls that wait, as the clients see them.
@Suite(.timeLimit(.minutes(20)))
struct WaitingTests {
    private let house: House
    private let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    init() throws {
        house = try House()
    }

    private func expectNobodyWaits() {
        #expect(house.store.waitingPolls.count == 0, "a place was left taken")
    }

    @Test("POL-05 a list that is known answers 304; with a wait, as soon as there is another one")
    func assignments() async throws {
        let path = House.committeePath + "/assignments"
        #expect(try await house.send(.get, path, as: House.committee).json["assignments"] == [])
        async let first = house.send(.get, path, as: House.committee, wait: 60)
        try await house.untilWaiting(1)
        _ = try await house.offerToCommittee()
        let list = try await first
        #expect(list.status == 200 && list.applied == "wait=60")
        let tag = try #require(list.fields[.eTag])
        #expect(try await house.send(.get, path, as: House.committee, ifNoneMatch: tag).status == 304)
        async let second = house.send(.get, path, as: House.committee, wait: 600, ifNoneMatch: tag)
        try await house.untilWaiting(1)
        house.wait(seconds: 61)
        let unchanged = try await second
        #expect(unchanged.status == 304 && unchanged.applied == "wait=60", "600 is cut to 60")
        #expect(unchanged.fields[.eTag] == tag)
        async let third = house.send(.get, path, as: House.committee, wait: 30, ifNoneMatch: tag)
        try await house.untilWaiting(1)
        _ = try await house.offerToCommittee()
        #expect(try await third.json["assignments"]?.asArray?.count == 2)
        expectNobodyWaits()
    }

    @Test("POL-05 a lease moves the list's version but wakes nobody; what waited sees it in the end")
    func leasesWakeNobody() async throws {
        _ = try await house.offerToCommittee()
        let path = House.committeePath + "/assignments"
        let tag = try #require(try await house.send(.get, path, as: House.committee).fields[.eTag])
        async let waiting = house.send(.get, path, as: House.committee, wait: 60, ifNoneMatch: tag)
        try await house.untilWaiting(1)
        _ = try await house.claim("a")
        #expect(house.store.waitingPolls.parkedCount == 1, "still waiting")
        house.wait(seconds: 61)
        let seen = try await waiting
        #expect(seen.status == 200 && seen.json["assignments"]?[0]?["lease"]?["worker"] == "a")
    }

    @Test("POL-05 what is late is listed without a commit, under a tag of its contents")
    func lateWork() async throws {
        _ = try await house.offerToCommittee()
        let path = House.committeePath + "/assignments?late=true"
        let early = try await house.send(.get, path, as: House.committee, wait: 60)
        #expect(early.status == 200 && early.applied == nil && early.json["assignments"] == [])
        house.pass(seconds: 90 * 86_400)
        let tag = try #require(early.fields[.eTag])
        let late = try await house.send(.get, path, as: House.committee, ifNoneMatch: tag)
        #expect(late.status == 200 && late.json["assignments"]?.asArray?.count == 1)
        let known = try #require(late.fields[.eTag])
        #expect(try await house.send(.get, path, as: House.committee, ifNoneMatch: known).status == 304)
    }

    @Test("a page that is remembered answers its own question only, whatever is written in a cursor")
    func rememberedPages() async throws {
        for _ in 0..<2 { _ = try await house.offerToCommittee() }
        let desk = try house.makeDesk()
        for (query, count) in [("after=w.0.x&limit=1", 1), ("after=w.0.x%26limit%3D1", 2)] {
            let page = try await house.send(
                .get, House.committeePath + "/assignments?" + query, as: House.committee, desk: desk)
            #expect(page.json["assignments"]?.asArray?.count == count, "\(query)")
        }
    }

    @Test("POL-05 a claim waits for work, and answers 204 when its time is up")
    func claims() async throws {
        async let empty = house.claim("a", key: "k", wait: 20)
        try await house.untilWaiting(1)
        house.wait(seconds: 21)
        let nothing = try await empty
        #expect(nothing.status == 204 && nothing.applied == "wait=20")
        async let found = house.claim("a", key: "k", wait: 20)
        try await house.untilWaiting(1)
        let number = try await house.offerToCommittee()
        #expect(try await found.leases[0]["number"]?.asString == number)
        expectNobodyWaits()
    }

    @Test("POL-05 the poller dies while it waits: it gets no work, and the next one does")
    func deadPoller() async throws {
        let hangUp = Mutex<(@Sendable () -> Void)?>(nil)
        let client = WaitingClient(
            whenGone: { call in hangUp.withLock { $0 = call } })
        async let dead = house.claim("dead", wait: 60, client: client)
        try await house.untilWaiting(1)
        async let living = house.claim("living", wait: 60)
        try await house.untilWaiting(2)
        hangUp.withLock { $0 }?()
        #expect(try await dead.status == 204)
        _ = try await house.offerToCommittee()
        #expect(try await living.leases[0]["worker"] == "living")
        expectNobodyWaits()
    }

    @Test("POL-05 of hundreds of waiting workers each piece wakes one, and so does each lease that runs out")
    func noHerd() async throws {
        try await withTaskExecutorPreference(OneLoop()) { try await wakeOneByOne() }
    }

    /// How many waits news have ended.
    private var newsWakes: Int { house.store.waitingPolls.wakes[.news] ?? 0 }

    private func wakeOneByOne() async throws {
        let workers = 200
        let pieces = isFull ? workers - 1 : 12
        // What runs out goes to as many others, or to the one that is left.
        let late = min(pieces, workers - pieces)
        try await house.issueCredentials()
        let desk = try house.makeDesk()
        let answers = try await withThrowingTaskGroup(of: House.Answer.self) { group in
            for worker in 0..<workers {
                group.addTask { try await house.claim("w-\(worker)", count: 50, seconds: 60, wait: 60, desk: desk) }
                try await house.untilWaiting(worker + 1)
            }
            for _ in 0..<pieces { _ = try await house.offerToCommittee() }
            try await house.until { house.store.waitingPolls.count <= workers - pieces }
            try await house.untilWaiting(workers - pieces)
            // A worker that comes too late for its piece passes its turn on: how often hangs on who is fast, and stays far from
            // all of them for each piece.
            #expect(newsWakes < pieces * workers / 4, "\(newsWakes) wakes for \(pieces) pieces")
            house.pass(seconds: 61)
            try await house.tend()
            try await house.until { house.store.waitingPolls.count <= workers - pieces - late }
            #expect(newsWakes < pieces * workers / 2, "\(newsWakes) wakes for \(pieces) pieces given out twice")
            house.wait(seconds: 61)
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let counts = answers.map(\.leases.count).sorted()
        let secondShare = min(50, pieces / late)
        #expect(
            counts == Array(repeating: 0, count: workers - pieces - late) + Array(repeating: 1, count: pieces)
                + Array(repeating: secondShare, count: late))
        #expect(answers.allSatisfy { $0.status == ($0.leases.isEmpty ? 204 : 201) })
        expectNobodyWaits()
    }

    @Test("POL-05 many readers are woken together: each sees the page that is its own, and none an old one")
    func sharedPages() async throws {
        try await withTaskExecutorPreference(OneLoop()) { try await readTogether() }
    }

    private func readTogether() async throws {
        try await house.issueCredentials()
        let desk = try house.makeDesk()
        _ = try await house.offerToCommittee()
        let tail = try await house.send(.get, House.committeePath + "/events", as: House.committee).json["next"]
        let next = try #require(tail?.asInteger)
        func read(_ name: String, after: Int64, language: String = "en") async throws -> House.Answer {
            try await house.send(
                .get, House.committeePath + "/events?after=\(after)", as: name, wait: 60, language: language, desk: desk
            )
        }
        for round in 0..<2 {
            async let first = read(House.committee, after: next)
            async let second = read(House.official, after: next)
            async let vietnamese = read(House.committee, after: next, language: "vi")
            if round == 0 {
                try await house.untilWaiting(3)
                _ = try await house.offerToCommittee()
            }
            // Whoever is late sees more behind it.
            let news = try await [first, second, vietnamese].map { $0.json["events"]?[0] }
            #expect(news[0]?["sequence"]?.asString == "\(next + 1)")
            #expect(news[0] == news[1])
            #expect(news[2] != nil && news[0] != news[2], "in another language")
        }
        let office = try await house.send(
            .get, "/v1/offices/van-quan.van-an.one-stop/events?after=\(next)", as: House.clerk, desk: desk)
        #expect(office.json["events"]?[0]?["source"] == "/v1/offices/van-quan.van-an.one-stop/events")
        let before = try await read(House.committee, after: next).json["events"]?.asArray?.count ?? 0
        _ = try await house.offerToCommittee()
        let after = try await read(House.committee, after: next).json["events"]?.asArray?.count ?? 0
        #expect(after > before, "what was committed since is on the page")
        expectNobodyWaits()
    }

    @Test("POL-05 SEC-03 a credential that is revoked while its poll waits gets nothing any more")
    func revokedWhileWaiting() async throws {
        try await house.issueCredentials()
        async let reading = house.send(.get, House.committeePath + "/events?after=0", as: House.committee, wait: 60)
        async let claiming = house.claim("a", wait: 60)
        try await house.untilWaiting(2)
        let committee = try #require(try house.store.makeReader().credential(CredentialID("test-committee")))
        try await house.store.revoke(committee, at: house.now)
        async let other = house.send(.get, House.committeePath + "/assignments", as: House.official, wait: 60)
        try await house.untilWaiting(3)
        _ = try await house.offerToCommittee()
        let statuses = try await (reading.status, claiming.status, other.status)
        #expect(statuses == (401, 401, 200))
        expectNobodyWaits()
    }

    @Test("POL-05 thousands wait when the server goes down: each is answered that nothing came")
    func shutdown() async throws {
        try await house.issueCredentials()
        let count = 2_000
        // Each has a connection to the database, of two files.
        try allowOpenFiles(3 * count)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<count {
                group.addTask {
                    switch index % 3 {
                    case 0: try await house.claim("w-\(index)", wait: 60).status
                    case 1:
                        try await house.send(
                            .get, House.committeePath + "/assignments", as: House.committee, wait: 60
                        ).status
                    default:
                        try await house.send(
                            .get, House.committeePath + "/events?after=0", as: House.committee, wait: 60
                        ).status
                    }
                }
            }
            try await house.untilWaiting(count)
            house.store.waitingPolls.close()
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(statuses == [204])
        #expect(try await house.claim("late", wait: 60).status == 204, "nobody waits any more")
        expectNobodyWaits()
    }

    @Test("POL-02 restart with polls waiting: leases, positions and what came meanwhile are there afterwards")
    func restart() async throws {
        _ = try await house.offerToCommittee()
        let held = try await house.claim("a", key: "before")
        let position = House.committeePath + "/events/position"
        _ = try await house.send(.put, position, as: House.committee, body: ["after": 3])
        async let waiting = house.claim("b", key: "waiting", wait: 60)
        try await house.untilWaiting(1)
        house.close()
        #expect(try await waiting.status == 204)
        let again = try House(in: house.directory)
        // What the claim waited for comes while nobody asks.
        let number = try await again.offerToCommittee()
        let replay = try await again.claim("a", key: "before")
        #expect(replay.isReplay && replay.tokens == held.tokens)
        let reader = try again.store.makeReader()
        let committee = Body.agency(AgencyID("van-quan.van-an.committee"))
        #expect(try reader.position(of: "default", in: committee) == 3)
        let leases = try reader.leases(held.tokens.map { FencingToken($0) }, at: house.now)
        #expect(leases.map(\.worker) == ["a"])
        let late = try await again.claim("b", key: "waiting", wait: 60)
        #expect(!late.isReplay && late.leases.map { $0["number"]?.asString } == [number])
        #expect(try await again.claim("b", key: "waiting").tokens == late.tokens, "once")
        let feed = try await again.send(.get, House.committeePath + "/events", as: House.committee)
        let news = feed.json["events"]?.asArray ?? []
        #expect(news.first?["sequence"]?.asString == "4" && news.last?["subject"]?.asString == number)
        again.close()
    }
}
