import DossierAPI
import DossierDomain
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(20)))
struct FeedTests {
    private let house: House

    init() throws {
        house = try House()
    }

    @Test("POL-04 a feed is CloudEvents in order, read on from any position, by the consumer or by the server")
    func feed() async throws {
        let number = try await house.offerToCommittee()
        let path = House.committeePath + "/events"
        let whole = try await house.send(.get, path, as: House.committee)
        let events = whole.json["events"]?.asArray ?? []
        let types = ["submitted", "received", "stageEntered", "handoverOffered"]
        #expect(events.compactMap { $0["type"]?.asString } == types.map { "vn.motcua.dossier." + $0 })
        let first = try #require(events.first)
        #expect(first["specversion"] == "1.0" && first["subject"]?.asString == number)
        #expect(first["source"]?.asString == path && first["datacontenttype"] == "application/json")
        #expect(first["id"] == first["sequence"] && first["data"]?["type"] == "submitted")
        let next = try #require(whole.json["next"]?.asInteger)
        #expect(whole.fields[HTTPField.Name("Link") ?? .accept] == "<\(path)?after=\(next)>; rel=\"next\"")
        let nothing = try await house.send(.get, path + "?after=\(next)", as: House.committee)
        #expect(nothing.status == 200 && nothing.json["events"] == [] && nothing.json["next"]?.asInteger == next)
        let kept = try await house.send(
            .put, path + "/position?consumer=register", as: House.committee, body: ["after": .integer(next)])
        #expect(kept.status == 200)
        #expect(
            try await house.send(.get, path + "/position?consumer=register", as: House.committee).json["after"]
                == .integer(next))
        async let waiting = house.send(.get, path + "?consumer=register", as: House.committee, wait: 60)
        try await house.untilWaiting(1)
        _ = try await house.offerToCommittee()
        let news = try await waiting
        #expect(news.json["events"]?.asArray?.isEmpty == false && news.applied == "wait=60")
        // Positions don't expire, and what was read can be read again.
        let again = try await house.send(.get, path + "?after=0&limit=1", as: House.committee)
        #expect(again.json["events"]?[0] == first)
        // The district's feed begins with the commit that brought it the dossier.
        _ = try await house.acknowledgeAndComplete(try await house.claim("a", count: 1).leases[0], key: "done")
        let district = try await house.send(.get, "/v1/agencies/van-quan.labour/events", as: House.labour)
        let brought = (district.json["events"]?.asArray ?? []).compactMap { $0["type"]?.asString }
        #expect(brought.first == "vn.motcua.dossier.stepCompleted", "\(brought)")
        let clerk = try await house.send(.get, "/v1/offices/van-quan.van-an.one-stop/events", as: House.clerk)
        #expect((clerk.json["events"]?.asArray?.count ?? 0) > 6, "the office that received has all of it")
        #expect(try await house.send(.get, path, as: House.administrator).status == 200)
    }
}

extension FeedTests {
    @Test(
        "POL-04 after a restoration a reader who is ahead of the record is told, and no place or version means another event"
    )
    func restored() async throws {
        let number = try await house.offerToCommittee()
        let path = House.committeePath + "/events"
        let before = try await house.send(.get, path, as: House.committee)
        let next = try #require(before.json["next"]?.asInteger)
        let tag = try #require(
            try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk).fields[.eTag])
        let head = try house.store.makeReader().chainHead().position
        let ahead = try await house.send(.get, path + "?after=\(head + 1)", as: House.committee)
        #expect(ahead.status == 409 && ahead.json["after"]?.asInteger == Int64(head), "\(ahead.json)")
        let restoredAt = Timestamp(milliseconds: 1_600_000_000_000)
        try await house.store.note(
            Restoration(position: head, restoredAt: restoredAt, lastDay: house.now.date))
        house.close()

        let again = try House(in: house.directory)
        // What was read before is where it was; what the reader has read since was lost.
        let known = try await again.send(.get, path + "?after=0", as: House.committee)
        #expect(known.json == before.json)
        let lost: JSONValue = ["after": .integer(Int64(head) + 3)]
        let refused = try await again.send(.put, path + "/position", as: House.committee, body: lost)
        #expect(refused.status == 409 && refused.problem == "/problems/place-not-in-record", "\(refused.json)")
        _ = try await again.offerToCommittee()
        for after in [Int64(head) + 1, Int64(head) + 3, 1_600_000_000_000_000 + Int64(head)] {
            let told = try await again.send(.get, path + "?after=\(after)", as: House.committee)
            #expect(told.status == 409 && told.json["after"]?.asInteger == Int64(head), "\(after): \(told.json)")
        }
        let news = try await again.send(.get, path + "?after=\(next)&limit=2", as: House.committee)
        let events = news.json["events"]?.asArray ?? []
        let ids = events.compactMap { $0["id"]?.asString.flatMap { Int64($0) } }
        #expect(ids.count == 2 && ids.allSatisfy { $0 > 1_600_000_000_000_000 + Int64(head) }, "\(ids)")
        #expect(news.json["next"]?.asInteger == ids.last)
        let rest = try await again.send(.get, path + "?after=\(ids[0])&limit=1", as: House.committee)
        #expect(rest.json["events"]?[0] == events[1])
        let kept = try await again.send(
            .put, path + "/position", as: House.committee, body: ["after": .integer(ids[1])])
        #expect(kept.status == 200)
        #expect(try await again.send(.get, path, as: House.committee).json["events"]?.asArray?.isEmpty == false)
        // A version from before may have been another one's.
        let shown = try await again.send(.get, "/v1/dossiers/\(number)", as: House.clerk, ifNoneMatch: tag)
        #expect(shown.status == 200 && shown.fields[.eTag] != tag)
        let stale = try await again.send(
            .post, "/v1/dossiers/\(number)/withdrawal", as: House.clerk,
            body: ["requester": ["name": "Hoàng Thị Mẫu"], "reason": "Đổi ý."], ifMatch: tag)
        #expect(stale.status == 412, "\(stale.json)")
        let tokens = try await again.claim("a", count: 1).tokens
        #expect(tokens.count == 1 && tokens.allSatisfy { $0 > 1_600_000_000_000 }, "none was given before: \(tokens)")
        again.close()
    }
}

struct RadarTests {
    private let house: House

    init() throws {
        house = try House()
    }

    private func entry(_ body: String, seenBy name: String, language: String = "en") async throws -> JSONValue? {
        let radar = try await house.send(.get, "/v1/radar", as: name, language: language)
        return radar.json["radar"]?.asArray?.first { $0["body"]?["id"]?.asString == body }
    }

    @Test("POL-06 a counter sees that an agency has stopped collecting its dossiers, in either language")
    func silence() async throws {
        let committee = "van-quan.van-an.committee"
        _ = try await house.send(.get, House.committeePath + "/assignments", as: House.committee)
        house.pass(seconds: 72 * 60)
        let number = try await house.offerToCommittee()
        house.pass(seconds: 3_600)
        let seen = try await entry(committee, seenBy: House.clerk)
        #expect(seen?["sentence"] == "Not collected since 09:12 on 20 August 2019.")
        #expect(seen?["unclaimed"] == 1 && seen?["lastPollAt"] == "2019-08-20T08:00:00+07:00")
        #expect(seen?["credentials"] == nil, "whose credentials these are is the agency's own business")
        #expect(seen?["waiting"] == 1 && seen?["leaseHolders"] == [])
        for oldest in ["oldestWaiting", "oldestUnclaimed"] {
            #expect(seen?[oldest + "Since"] == "2019-08-20T09:12:00+07:00")
            #expect(seen?[oldest + "Number"]?.asString == number)
        }
        let vietnamese = try await entry(committee, seenBy: House.clerk, language: "vi")
        #expect(vietnamese?["sentence"] == "Chưa lấy việc về từ 09:12 ngày 20/08/2019.")
        let clock = try await house.send(.get, "/v1/dossiers/\(number)/clock", as: House.clerk)
        let silence = clock.json["silences"]?[0]
        #expect(silence?["body"]?["id"]?.asString == committee && silence?["collectedAt"] == nil)
        #expect(silence?["sentence"] == "Not collected since 09:12 on 20 August 2019.")
        _ = try await house.claim("a")
        let collected = try await entry(committee, seenBy: House.clerk)
        #expect(collected?["sentence"] == nil && collected?["leased"] == 1)
        #expect(collected?["meanSecondsToCollect"] == 3_600)
        #expect(collected?["oldestUnclaimedSince"] == nil && collected?["oldestUnclaimedNumber"] == nil)
        #expect(collected?["oldestWaitingNumber"]?.asString == number, "it waits to be done")
        let holder = collected?["leaseHolders"]?[0]
        #expect(holder?["worker"] == "a" && holder?["leased"] == 1 && holder?["credential"] == nil)
        #expect(holder?["since"] == "2019-08-20T10:12:00+07:00" && holder?["until"] == "2019-08-20T10:13:00+07:00")
        let after = try await house.send(.get, "/v1/dossiers/\(number)/clock", as: House.clerk)
        #expect(after.json["silences"]?[0]?["collectedAt"] == "2019-08-20T10:12:00+07:00")
    }

    @Test("POL-06 a row says all it knows, and to each reader what is theirs to know")
    func wholeRow() async throws {
        // The first fails too often, the second is held, and nobody has the other two.
        var numbers: [JSONValue] = [.string(try await house.offerToCommittee())]
        house.pass(seconds: 60)
        var failing: JSONValue?
        for _ in 0..<5 {
            failing = try await house.claim("a", seconds: 30).leases.first
            house.pass(seconds: 31)
            try await house.tend()
        }
        house.pass(seconds: 25)
        numbers.append(.string(try await house.offerToCommittee()))
        house.pass(seconds: 120)
        #expect(try await house.claim("a", seconds: 60).leases.map { $0["number"] } == [numbers[1]])
        for _ in 0..<2 {
            house.pass(seconds: 10)
            numbers.append(.string(try await house.offerToCommittee()))
        }
        house.pass(seconds: 10)
        let committee = "van-quan.van-an.committee"
        let whole: JSONObject = [
            "body": [
                "kind": "agency", "id": "van-quan.van-an.committee", "name": "People's Committee of Van An Commune",
            ],
            "lastPollAt": "2019-08-20T08:06:00+07:00", "waiting": 4, "oldestWaitingSince": "2019-08-20T08:00:00+07:00",
            "oldestWaitingNumber": numbers[0], "unclaimed": 2, "oldestUnclaimedSince": "2019-08-20T08:06:10+07:00",
            "oldestUnclaimedNumber": numbers[2], "leased": 1,
            "leaseHolders": [
                [
                    "worker": "a", "credential": "test-committee", "leased": 1, "since": "2019-08-20T08:06:00+07:00",
                    "until": "2019-08-20T08:07:00+07:00",
                ]
            ],
            // One after a minute and one after two.
            "setAside": 1, "collected": 2, "overdueHandovers": 0, "meanSecondsToCollect": 90,
            "notCollectedSince": "2019-08-20T08:06:10+07:00",
            "sentence": "Not collected since 08:06 on 20 August 2019.",
            "credentials": [
                [
                    "credential": "test-committee", "lastPollAt": "2019-08-20T08:06:00+07:00", "client": "test/1",
                    "leased": 1,
                ]
            ],
            "setAsideWork": [
                [
                    "id": failing?["id"], "number": numbers[0], "kind": "acknowledgeHandover", "failures": 5,
                    "setAsideAt": "2019-08-20T08:03:35+07:00",
                ]
            ],
        ]
        for reader in [House.committee, House.administrator] {
            #expect(try await entry(committee, seenBy: reader) == .object(whole), "\(reader)")
        }
        // The counter sees the same of its own dossiers, but not whose credentials these are, nor what failed.
        var shown = JSONObject()
        for member in whole.members where !["credentials", "setAsideWork"].contains(member.name) {
            let holders: JSONValue = [
                [
                    "worker": "a", "leased": 1, "since": "2019-08-20T08:06:00+07:00",
                    "until": "2019-08-20T08:07:00+07:00",
                ]
            ]
            shown.append(member.name, member.name == "leaseHolders" ? holders : member.value)
        }
        #expect(try await entry(committee, seenBy: House.clerk) == .object(shown))
        #expect(try await entry(committee, seenBy: House.neighbour) == nil, "none of its dossiers is there")
    }

    @Test("POL-06 the ledger says of a handover at whom it waited in silence and until when; the first claim ends it")
    func silencesOfALife() async throws {
        let number = try await house.offerToCommittee()
        let clock = "/v1/dossiers/\(number)/clock"
        house.pass(seconds: 600)
        // A poll that takes nothing doesn't end the silence; the first claim does, even where its lease runs out.
        _ = try await house.send(.get, House.committeePath + "/assignments", as: House.committee)
        house.pass(seconds: 300)
        let waiting = try await house.send(.get, clock, as: House.clerk).json["silences"]
        let committee: JSONValue = [
            "kind": "agency", "id": "van-quan.van-an.committee", "name": "People's Committee of Van An Commune",
        ]
        let handover = waiting?[0]?["handover"]
        #expect(handover != nil)
        #expect(
            waiting == [
                [
                    "handover": handover, "body": committee, "from": "2019-08-20T08:00:00+07:00",
                    "lastPollAt": "2019-08-20T08:10:00+07:00", "notCollectedSince": "2019-08-20T08:10:00+07:00",
                    "sentence": "Not collected since 08:10 on 20 August 2019.",
                ]
            ])
        _ = try await house.claim("a", seconds: 30)
        house.pass(seconds: 31)
        try await house.tend()
        let lease = try #require(try await house.claim("b", seconds: 60).leases.first)
        _ = try await house.acknowledgeAndComplete(lease, key: "done")
        house.pass(seconds: 29)
        let silences = try await house.send(.get, clock, as: House.clerk).json["silences"]?.asArray ?? []
        #expect(
            silences.first == [
                "handover": handover, "body": committee, "from": "2019-08-20T08:00:00+07:00",
                "collectedAt": "2019-08-20T08:15:00+07:00",
            ])
    }

    @Test("POL-06 an agency sees itself with its clients, an administrator everybody, a stranger nothing")
    func whoSeesWhat() async throws {
        _ = try await house.offerToCommittee()
        _ = try await house.claim("a")
        let own = try await entry("van-quan.van-an.committee", seenBy: House.committee)
        #expect(own?["credentials"]?[0]?["client"] == "test/1")
        #expect(own?["credentials"]?[0]?["credential"] == "test-committee")
        #expect(own?["credentials"]?[0]?["leased"] == 1)
        #expect(own?["leaseHolders"]?[0]?["credential"] == "test-committee")
        #expect(try await entry("van-quan.van-an.committee", seenBy: House.labour) == nil)
        let all = try await entry("van-quan.van-an.committee", seenBy: House.administrator)
        #expect(all?["leased"] == 1)
        try await house.tend()
        #expect(try house.store.makeReader().polls().map(\.client) == ["test/1"], "kept over a restart")
    }

    @Test("POL-06 leases are counted by worker and by credential; a worker without a name isn't named to others")
    func holders() async throws {
        for _ in 0..<4 { _ = try await house.offerToCommittee() }
        _ = try await house.claim("a", count: 2)
        house.pass(seconds: 1)
        _ = try await house.claim("b", count: 1)
        house.pass(seconds: 1)
        // What a worker is called by default is its credential's identity.
        let unnamed = try await house.send(
            .post, House.committeePath + "/claims", as: House.official, body: ["count": 1, "leaseSeconds": 60])
        #expect(unnamed.leases.count == 1)
        let own = try await entry("van-quan.van-an.committee", seenBy: House.committee)
        #expect(own?["leased"] == 4 && own?["unclaimed"] == 0)
        let holders = own?["leaseHolders"]?.asArray ?? []
        #expect(holders.map { $0["worker"] } == ["a", "b", "test-official"])
        #expect(holders.map { $0["leased"] } == [2, 1, 1])
        let leased = (own?["credentials"]?.asArray ?? []).map { [$0["credential"], $0["leased"]] }
        #expect(leased == [["test-official", 1], ["test-committee", 3]], "who polled last first")
        let counter = try await entry("van-quan.van-an.committee", seenBy: House.clerk)
        #expect(counter?["leaseHolders"]?.asArray?.map { $0["worker"] } == ["a", "b", nil])
        #expect(counter?["leaseHolders"]?.asArray?.allSatisfy { $0["credential"] == nil } == true)
    }

    @Test("POL-06 who has never polled is seen by an administrator, page by page, and by no counter without work there")
    func neverPolled() async throws {
        let district = try await entry("lang-son.labour", seenBy: House.administrator)
        #expect(district != nil && district?["lastPollAt"] == nil && district?["waiting"] == 0)
        #expect(district?["sentence"] == nil && district?["credentials"] == [])
        #expect(try await entry("van-quan.one-stop", seenBy: House.administrator)?["waiting"] == 0)
        _ = try await house.offerToCommittee()
        let clerk = try await house.send(.get, "/v1/radar", as: House.clerk).json["radar"]?.asArray ?? []
        #expect(
            clerk.compactMap { $0["body"]?["id"]?.asString } == [
                "van-quan.van-an.committee", "van-quan.van-an.one-stop",
            ])
        let whole = try await house.send(.get, "/v1/radar", as: House.administrator)
        let all = whole.json["radar"]?.asArray ?? []
        #expect(all.count > 400 && whole.json["next"] == nil, "the pilot's bodies fit on a page: \(all.count)")
        var pages: [JSONValue] = []
        var query = "?limit=300"
        for _ in 0..<10 {
            let page = try await house.send(.get, "/v1/radar" + query, as: House.administrator)
            let rows = page.json["radar"]?.asArray ?? []
            #expect(rows.count <= 300)
            pages += rows
            guard let next = page.json["next"]?.asString else { break }
            query = "?limit=300&after=" + next
        }
        #expect(pages == all)
        #expect(try await house.send(.get, "/v1/radar?limit=1001", as: House.administrator).status == 400)
    }

    @Test("HND-01 POL-06 a sender sees which of its handovers should have been acknowledged by now")
    func overdue() async throws {
        let path = "/v1/offices/van-quan.van-an.one-stop/handovers"
        let number = try await house.offerToCommittee()
        let open = try await house.send(.get, path, as: House.clerk)
        let row = open.json["handovers"]?[0]
        #expect(row?["number"]?.asString == number && row?["dueAt"] == "2019-08-20T17:00:00+07:00", "\(open.json)")
        #expect(row?["to"]?["id"] == "van-quan.van-an.committee" && row?["overdue"] == false)
        let none = try await house.send(.get, path + "?overdue=true", as: House.clerk)
        #expect(none.json["handovers"]?.asArray?.isEmpty == true)
        #expect(try await entry("van-quan.van-an.committee", seenBy: House.clerk)?["overdueHandovers"] == 0)

        house.pass(seconds: 24 * 3_600)
        let late = try await house.send(.get, path + "?overdue=true", as: House.clerk)
        #expect(late.json["handovers"]?.asArray?.count == 1 && late.json["handovers"]?[0]?["overdue"] == true)
        #expect(try await entry("van-quan.van-an.committee", seenBy: House.clerk)?["overdueHandovers"] == 1)
        let received = try await house.send(.get, House.committeePath + "/handovers", as: House.committee)
        #expect(received.json["handovers"]?.asArray?.isEmpty == true, "the committee has sent nothing")
        #expect(try await house.send(.get, path, as: House.committee).status == 404, "others' business")
        #expect(try await house.send(.get, path + "?after=x", as: House.clerk).status == 400)

        let id = row?["handover"]?.asString ?? ""
        let acknowledged = try await house.send(
            .post, "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", as: House.committee, body: [:])
        #expect(acknowledged.status == 201, "\(acknowledged.json)")
        let answered = try await house.send(.get, path, as: House.clerk)
        #expect(answered.json["handovers"]?.asArray?.isEmpty == true, "what is answered is nobody's to wait for")
    }
}
