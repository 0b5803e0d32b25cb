import DossierAPI
import DossierDomain
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(2)))
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
        #expect(seen?["sentence"] == "Not collected since 09:12 on 20/08/2019.")
        #expect(seen?["unclaimed"] == 1 && seen?["lastPollAt"] == "2019-08-20T08:00:00+07:00")
        #expect(seen?["credentials"] == nil, "whose credentials these are is the agency's own business")
        let vietnamese = try await entry(committee, seenBy: House.clerk, language: "vi")
        #expect(vietnamese?["sentence"] == "Chưa lấy việc về từ 09:12 ngày 20/08/2019.")
        let clock = try await house.send(.get, "/v1/dossiers/\(number)/clock", as: House.clerk)
        let silence = clock.json["silences"]?[0]
        #expect(silence?["body"]?["id"]?.asString == committee && silence?["collectedAt"] == nil)
        #expect(silence?["sentence"] == "Not collected since 09:12 on 20/08/2019.")
        _ = try await house.claim("a")
        let collected = try await entry(committee, seenBy: House.clerk)
        #expect(collected?["sentence"] == nil && collected?["leased"] == 1)
        #expect(collected?["meanSecondsToCollect"] == 3_600)
        let after = try await house.send(.get, "/v1/dossiers/\(number)/clock", as: House.clerk)
        #expect(after.json["silences"]?[0]?["collectedAt"] == "2019-08-20T10:12:00+07:00")
    }

    @Test("POL-06 an agency sees itself with its clients, an administrator everybody, a stranger nothing")
    func whoSeesWhat() async throws {
        _ = try await house.offerToCommittee()
        _ = try await house.claim("a")
        let own = try await entry("van-quan.van-an.committee", seenBy: House.committee)
        #expect(own?["credentials"]?[0]?["client"] == "test/1")
        #expect(own?["credentials"]?[0]?["credential"] == "test-committee")
        #expect(try await entry("van-quan.van-an.committee", seenBy: House.labour) == nil)
        let all = try await entry("van-quan.van-an.committee", seenBy: House.administrator)
        #expect(all?["leased"] == 1)
        try await house.tend()
        #expect(try house.store.makeReader().polls().map(\.client) == ["test/1"], "kept over a restart")
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
