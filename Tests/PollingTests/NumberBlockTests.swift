import DossierAPI
import DossierDomain
import DossierService
import DossierStoreSQLite
import HTTPTypes
import Testing

@Suite("Numbers reserved for work without a line", .timeLimit(.minutes(20)))
struct NumberBlockTests {
    @Test("OFF-01 a block has the numbers and the slip codes that citizens look up with, and online numbers skip it")
    func reserving() async throws {
        let house = try House()
        let block = try await house.reserve(3)
        #expect(House.numbers(of: block).map { $0.suffix(4) } == ["0001", "0002", "0003"], "\(block)")
        #expect(block["expiresAt"] == "2019-08-21T00:00:00+07:00" && block["openCount"] == 3)
        let online = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(online.json["number"]?.asString?.hasSuffix("-0004") == true)
        // A number printed without a line, received hours later.
        house.pass(seconds: 7_200)
        let number = try #require(House.numbers(of: block).last)
        let code = try #require(block["numbers"]?[2]?["slipCode"])
        let item = House.reception("k", number: number, at: "2019-08-20T08:30:00+07:00")
        let received = try await house.send(
            .post, "/v1/dossiers", as: House.clerk, body: item["body"])
        #expect(received.json["number"]?.asString == number && received.json["slipCode"] == code, "\(received.json)")
        let found = try await house.send(
            .post, "/v1/lookup", as: House.clerk, body: ["number": .string(number), "slipCode": code])
        #expect(found.status == 200, "\(found.json)")
        #expect(try await house.standings() == ["reserved", "reserved", "dossier", "dossier"])
        try await house.expectSound()
        house.close()
    }

    @Test(
        "OFF-01 numbers are reserved for working days, from today to so many ahead",
        arguments: [
            ("2019-08-19", 422), ("2019-08-20", 201), ("2019-08-21", 201), ("2019-08-24", 422), ("2019-08-27", 201),
            ("2019-08-28", 422),
        ])
    func daysAhead(date: String, status: Int) async throws {
        let house = try House()
        let answer = try await house.send(
            .post, "/v1/number-blocks", as: House.clerk, body: ["date": .string(date), "count": 2])
        #expect(answer.status == status, "\(answer.json)")
        if status == 422 {
            #expect(answer.problem == "/problems/numbers-not-reservable" && answer.json["latest"] == "2019-08-27")
        }
        house.close()
    }

    @Test("OFF-01 a block for another day leaves today's numbers alone, and is there after a restart")
    func restart() async throws {
        var house = try House()
        let block = try await house.reserve(2, on: "2019-08-21", key: "again")
        house.close()
        house = try House(in: house.directory)
        let again = try await house.send(
            .post, "/v1/number-blocks", as: House.clerk, key: "again", body: ["date": "2019-08-21", "count": 2])
        #expect(again.status == 201 && again.isReplay && again.json["id"] == block["id"], "\(again.json)")
        #expect(again.json["numbers"] == block["numbers"])
        let other = try await house.send(
            .post, "/v1/number-blocks", as: House.clerk, key: "again", body: ["date": "2019-08-21", "count": 3])
        #expect(other.problem == "/problems/idempotency-key-reused")
        let today = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(today.json["number"]?.asString?.hasSuffix("190820-0001") == true)
        house.pass(seconds: 86_400)
        let next = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(next.json["number"]?.asString?.hasSuffix("190821-0003") == true)
        house.close()
    }

    @Test("OFF-01 a terminal has so many open numbers of a day, and who has no counter has none")
    func limits() async throws {
        let house = try House(counterPolicy: CounterPolicy(openNumbers: 10))
        _ = try await house.reserve(8)
        let more = try await house.send(
            .post, "/v1/number-blocks", as: House.clerk, body: ["date": "2019-08-20", "count": 3])
        #expect(more.problem == "/problems/too-many-numbers-reserved" && more.json["open"] == 8, "\(more.json)")
        _ = try await house.reserve(10, on: "2019-08-21")
        for (count, status) in [(0, 422), (1_001, 422)] {
            let answer = try await house.send(
                .post, "/v1/number-blocks", as: House.clerk, body: ["date": "2019-08-22", "count": .count(count)])
            #expect(answer.status == status)
        }
        let nobody = try await house.send(
            .post, "/v1/number-blocks", as: House.counterlessClerk, body: ["date": "2019-08-20", "count": 1])
        #expect(nobody.problem == "/problems/forbidden-by-rule" && nobody.json["rule"] == "reserveByTerminal")
        let agency = try await house.send(
            .post, "/v1/number-blocks", as: House.official, body: ["date": "2019-08-20", "count": 1])
        #expect(agency.status == 404)
        house.close()
    }

    @Test("OFF-01 another terminal neither sees the slip codes nor takes the numbers")
    func foreignTerminals() async throws {
        let house = try House.withTwoCounters()
        let block = try await house.reserve(2)
        let path = "/v1/number-blocks/\(block["id"]?.asString ?? "")"
        let colleague = try await house.send(.get, path, as: House.secondClerk)
        #expect(colleague.status == 200 && colleague.json["numbers"]?[0]?["slipCode"] == nil, "\(colleague.json)")
        #expect(try await house.send(.get, path, as: House.neighbour).status == 404)
        #expect(try await house.send(.get, House.vanAn + "/number-blocks", as: House.neighbour).status == 404)
        let listed = try await house.send(.get, House.vanAn + "/number-blocks", as: House.counterOfficial)
        #expect(listed.json["blocks"]?.asArray?.count == 1 && listed.json["blocks"]?[0]?["id"] == block["id"])
        let item = House.reception(
            "k", number: House.numbers(of: block)[0], at: "2019-08-20T08:00:00+07:00",
            counter: "van-quan.van-an.counter-2")
        let taken = try await house.send(
            .post, "/v1/dossiers", as: House.secondClerk, body: item["body"])
        #expect(taken.problem == "/problems/number-not-reserved", "\(taken.json)")
        house.close()
    }

    @Test("OFF-02 RCV-05 numbers that nobody needed are void with a reason for ever, and the register explains each")
    func voids() async throws {
        let house = try House.withTwoCounters()
        let block = try await house.reserve(4)
        let numbers = House.numbers(of: block)
        let path = "/v1/number-blocks/\(block["id"]?.asString ?? "")/voids"
        _ = try await house.upload([House.reception("k", number: numbers[1], at: "2019-08-20T08:00:00+07:00")])
        for (who, status) in [(House.secondClerk, 403), (House.neighbour, 404), (House.neighbourClerk, 404)] {
            let answer = try await house.send(.post, path, as: who, body: ["reason": "unused"])
            #expect(answer.status == status, "\(who): \(answer.json)")
        }
        let used = try await house.send(
            .post, path, as: House.clerk, body: ["numbers": [.string(numbers[1])], "reason": "spoilt"])
        #expect(used.problem == "/problems/number-taken", "\(used.json)")
        let foreign = try await house.send(
            .post, path, as: House.clerk,
            body: ["numbers": [.string(numbers[0].replacing("-0001", with: "-0009"))], "reason": "spoilt"])
        #expect(foreign.problem == "/problems/number-not-reserved", "\(foreign.json)")
        let spoilt = try await house.send(
            .post, path, as: House.clerk, body: ["numbers": [.string(numbers[0])], "reason": "spoilt"])
        #expect(spoilt.status == 201 && spoilt.json["openCount"] == 2, "\(spoilt.json)")
        let rest = try await house.send(.post, path, as: House.counterOfficial, body: ["reason": "terminalLost"])
        #expect(rest.json["openCount"] == 0, "\(rest.json)")
        #expect(
            try await house.standings() == ["void spoilt", "dossier", "void terminalLost", "void terminalLost"])
        let late = try await house.upload([House.reception("l", number: numbers[2], at: "2019-08-20T08:00:00+07:00")])
        #expect(House.outcomes(late) == ["number-void"], "\(late.json)")
        let online = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(online.json["number"]?.asString?.hasSuffix("-0005") == true)
        let page = try await house.send(.get, House.vanAn + "/numbers?limit=2&after=1", as: House.clerk)
        #expect(page.json["numbers"]?.asArray?.count == 2 && page.json["next"] == "3", "\(page.json)")
        #expect(try await house.send(.get, House.vanAn + "/numbers", as: House.committee).status == 200)
        #expect(try await house.send(.get, House.vanAn + "/numbers", as: House.labour).status == 404)
        try await house.expectSound()
        house.close()
    }

    @Test("RCV-05 a gap that nothing explains is found by verification")
    func unexplained() async throws {
        let house = try House()
        _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        try await house.store.executeOnWriter("UPDATE serial SET last = last + 1")
        #expect(try await house.standings() == ["dossier", "unexplained"])
        let report = try await house.verified()
        #expect(report.differences.map(\.fact) == ["nothing explains the gap"], "\(report.differences)")
        house.close()
    }

    @Test("OFF-01 expiry ends giving numbers out, never uploading; a number is of its own day")
    func expiry() async throws {
        let house = try House()
        let block = try await house.reserve(2)
        let numbers = House.numbers(of: block)
        house.pass(seconds: 10 * 86_400)
        let answer = try await house.upload([
            House.reception("in-time", number: numbers[0], at: "2019-08-20T16:00:00+07:00"),
            House.reception("too-late", number: numbers[1], at: "2019-08-21T08:00:00+07:00"),
        ])
        #expect(House.outcomes(answer) == ["done", "number-of-another-day"], "\(answer.json)")
        house.close()
    }
}
