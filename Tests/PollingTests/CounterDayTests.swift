import Crypto
import DossierAPI
import DossierDomain
import DossierService
import HTTPTypes
import Testing

@Suite("Days without a line", .timeLimit(.minutes(20)))
struct CounterDayTests {
    /// The morning's work at Văn An on 20 August, uploaded in the evening: a reception with a reserved number that goes on,
    /// and papers that were incomplete at first.
    private static func morning(_ number: String) -> [JSONValue] {
        [
            House.reception("a", number: number, at: "2019-08-20T08:10:00+07:00"),
            submission,
            House.act("c", "/v1/dossiers/\(number)/handovers", at: "2019-08-20T11:00:00+07:00"),
            House.act(
                "d", "/v1/submissions/{id}/supplement-requests", at: "2019-08-20T09:05:00+07:00",
                ["missing": [["document": "death-certificate", "originals": 1]]], follows: "b"),
            House.act(
                "e", "/v1/submissions/{id}/supplements", at: "2019-08-20T14:00:00+07:00",
                ["documents": [["document": "death-certificate", "originals": 1]]], follows: "b"),
            House.act("f", "/v1/submissions/{id}/reception", at: "2019-08-20T14:05:00+07:00", follows: "b"),
        ]
    }

    private static var submission: JSONValue {
        let whole = House.reception("b", at: "2019-08-20T09:00:00+07:00", documents: ["declaration"])
        return ["key": "b", "path": "/v1/submissions", "body": whole["body"] ?? .null]
    }

    @Test("OFF-01 TIM-09 a day is taken in at once: numbers and due dates follow when it happened, not when it came")
    func wholeDay() async throws {
        let house = try House()
        let number = House.numbers(of: try await house.reserve(1))[0]
        // Two days later, when the line is back.
        house.pass(seconds: 2 * 86_400)
        let answer = try await house.upload(Self.morning(number))
        #expect(House.outcomes(answer) == Array(repeating: "done", count: 6), "\(answer.json)")
        #expect(answer.json["clockWrong"] == false && answer.json["doneCount"] == 6)
        let dossier = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk)
        #expect(dossier.json["receivedAt"] == "2019-08-20T08:10:00+07:00", "\(dossier.json)")
        // 25 calendar days from the 20th, moved from Saturday the 14th to Monday the 16th.
        #expect(dossier.json["dueAt"]?.asString?.hasPrefix("2019-09-16") == true)
        #expect(answer.json["outcomes"]?[0]?["dueAt"] == dossier.json["dueAt"])
        let events = try await house.send(.get, "/v1/dossiers/\(number)/events", as: House.clerk)
        let first = events.json["events"]?[0]
        #expect(first?["occurredAt"] == "2019-08-20T08:10:00+07:00", "\(events.json)")
        #expect(first?["recordedAt"] == "2019-08-22T08:00:00+07:00")
        // The other one was received without a reserved number: it gets the next of its own day.
        let other = try #require(answer.json["outcomes"]?[5]?["number"]?.asString)
        #expect(other.hasSuffix("190820-0002"), "\(other)")
        try await house.expectSound()
        house.close()
    }

    @Test("OFF-01 IDM-01 the day again, half of it again, and one of its acts alone change nothing")
    func again() async throws {
        let house = try House()
        let number = House.numbers(of: try await house.reserve(1))[0]
        house.pass(seconds: 36_000)
        let day = Self.morning(number)
        let first = try await house.upload(day, key: "day")
        let events = try house.eventCount()
        let again = try await house.upload(day, key: "day", sentAt: first.json["sentAt"]?.asString)
        #expect(again.isReplay && House.outcomes(again) == Array(repeating: "alreadyThere", count: 6), "\(again.json)")
        #expect(again.json["outcomes"]?[0]?["number"]?.asString == number)
        let half = try await house.upload(Array(day[..<3]))
        #expect(!half.isReplay && House.outcomes(half) == Array(repeating: "alreadyThere", count: 3), "\(half.json)")
        let other = try await house.upload(Array(day[..<2]), key: "day")
        #expect(other.problem == "/problems/idempotency-key-reused", "\(other.json)")
        let alone = try await house.send(
            .post, "/v1/dossiers", as: House.clerk, key: "a", body: day[0]["body"])
        #expect(alone.status == 201 && alone.isReplay && alone.json["number"]?.asString == number, "\(alone.json)")
        #expect(try house.eventCount() == events)
        let listed = try await house.send(.get, House.vanAn + "/counter-days", as: House.counterOfficial)
        #expect(listed.json["days"]?.asArray?.count == 2, "\(listed.json)")
        #expect(listed.json["days"]?[1]?["doneCount"] == 6 && listed.json["days"]?[0]?["alreadyThereCount"] == 3)
        #expect(try await house.send(.get, House.vanAn + "/counter-days", as: House.neighbour).status == 404)
        house.close()
    }

    @Test("OFF-01 two terminals upload their days of one agency at once, each twice: everything is there once")
    func twoTerminals() async throws {
        let house = try House.withTwoCounters()
        let blocks = [try await house.reserve(20), try await house.reserve(20, as: House.secondClerk)]
        house.pass(seconds: 36_000)
        let days = zip(blocks, ["1", "2"]).map { block, counter in
            House.numbers(of: block).enumerated().map { index, number in
                House.reception(
                    "k\(index)", number: number, at: "2019-08-20T09:\(10 + index):00+07:00",
                    counter: "van-quan.van-an.counter-\(counter)")
            }
        }
        let names = [House.clerk, House.secondClerk]
        let answers = try await withThrowingTaskGroup(of: House.Answer.self) { group in
            for turn in 0..<4 {
                group.addTask { try await house.upload(days[turn % 2], as: names[turn % 2], key: "day-\(turn)") }
            }
            return try await group.reduce(into: [House.Answer]()) { $0.append($1) }
        }
        let all = answers.flatMap(House.outcomes)
        #expect(all.count == 80 && all.allSatisfy { $0 == "done" || $0 == "alreadyThere" }, "\(all)")
        #expect(all.count { $0 == "done" } == 40)
        #expect(try await house.standings() == Array(repeating: "dossier", count: 40))
        try await house.expectSound()
        house.close()
    }

    @Test("OFF-01 a rejected act stops those after it of the same dossier, and nothing else; the rest says what to do")
    func rejections() async throws {
        let house = try House()
        let numbers = House.numbers(of: try await house.reserve(3))
        house.pass(seconds: 36_000)
        let day: [JSONValue] = [
            House.reception(
                "bad", number: numbers[0], at: "2019-08-20T08:10:00+07:00", documents: ["declaration"]),
            House.act("after-bad", "/v1/dossiers/\(numbers[0])/handovers", at: "2019-08-20T11:00:00+07:00"),
            House.reception("good", number: numbers[1], at: "2019-08-20T08:20:00+07:00"),
            House.act("nowhere", "/v1/procedures", at: "2019-08-20T11:00:00+07:00"),
            ["key": "no-time", "path": .string("/v1/dossiers/\(numbers[1])/handovers"), "body": [:]],
            House.act("orphan", "/v1/submissions/{id}/reception", at: "2019-08-20T11:00:00+07:00", follows: "x"),
            ["path": "/v1/dossiers", "surprise": true],
            "not an item",
            House.act("theirs", "/v1/dossiers/\(numbers[2])/stop", at: "2019-08-20T11:00:00+07:00"),
        ]
        let answer = try await house.upload(day, key: "day")
        #expect(
            House.outcomes(answer) == [
                "documents-missing", "earlier-item-rejected", "done", "invalid-body", "invalid-body", "invalid-body",
                "invalid-body", "invalid-body", "forbidden",
            ], "\(answer.json)")
        let rows = answer.json["outcomes"]?.asArray ?? []
        #expect(rows[0]["tellCitizen"]?.asString?.contains(numbers[0]) == true, "\(rows[0])")
        #expect(rows[1]["problem"]?["earlierKey"] == "bad")
        #expect(rows[4]["problem"]?["errors"]?[0]?["pointer"] == "/items/4/body/occurredAt", "\(rows[4])")
        #expect(rows[6]["problem"]?["errors"]?[0]?["pointer"]?.asString?.hasPrefix("/items/6/") == true)
        #expect(rows.allSatisfy { $0["outcome"] == "done" || $0["tellCitizen"]?.asString?.isEmpty == false })
        let events = try house.eventCount()
        #expect(
            House.outcomes(try await house.upload(day, key: "day", sentAt: answer.json["sentAt"]?.asString)).filter {
                $0 == "alreadyThere"
            }.count == 1)
        #expect(try house.eventCount() == events)
        // Mended: the earlier one under a new key, the later one under its own.
        let mended = try await house.upload([
            House.reception("mended", number: numbers[0], at: "2019-08-20T08:10:00+07:00"), day[1],
        ])
        #expect(House.outcomes(mended) == ["done", "done"], "\(mended.json)")
        house.close()
    }

    @Test(
        "TIM-09 OFF-01 a wrong clock is noticed and recorded, what lies ahead by it counts as now, the future is rejected"
    )
    func clocks() async throws {
        let house = try House(counterPolicy: CounterPolicy(clockSkewSeconds: 300))
        let numbers = House.numbers(of: try await house.reserve(3))
        house.pass(seconds: 3_600)
        // The server's clock says 09:00, the terminal's 09:20.
        let ahead = try await house.upload(
            [
                House.reception("a", number: numbers[0], at: "2019-08-20T09:15:00+07:00"),
                House.reception("b", number: numbers[1], at: "2019-08-20T09:25:00+07:00"),
                House.act("c", "/v1/dossiers/\(numbers[0])/handovers", at: "2019-08-20T09:16:00+07:00"),
            ], sentAt: "2019-08-20T09:20:00+07:00")
        #expect(House.outcomes(ahead) == ["done", "occurred-in-future", "done"], "\(ahead.json)")
        #expect(ahead.json["clockWrong"] == true && ahead.json["clockSkewSeconds"] == 1_200)
        let received = try await house.send(.get, "/v1/dossiers/\(numbers[0])", as: House.clerk)
        #expect(received.json["receivedAt"] == "2019-08-20T09:00:00+07:00")
        let behind = try await house.upload(
            [House.reception("d", number: numbers[2], at: "2019-08-20T08:30:00+07:00")],
            sentAt: "2019-08-20T08:57:00+07:00")
        #expect(behind.json["clockWrong"] == false && behind.json["clockSkewSeconds"] == -180, "\(behind.json)")
        let days = try await house.send(.get, House.vanAn + "/counter-days", as: House.counterOfficial)
        #expect(days.json["days"]?.asArray?.map { $0["clockWrong"] } == [false, true], "\(days.json)")
        house.close()
    }

    @Test("OFF-01 a stale pack is accepted with a flag")
    func stalePack() async throws {
        let house = try House()
        let numbers = House.numbers(of: try await house.reserve(2))
        let pack = try await house.send(.get, House.vanAn + "/pack", as: House.clerk).json["pack"]?.asString
        house.pass(seconds: 86_400)
        let fresh = try await house.upload(
            [House.reception("a", number: numbers[0], at: "2019-08-20T09:00:00+07:00")], pack: pack)
        #expect(fresh.json["packStale"] == false && House.outcomes(fresh) == ["done"], "\(fresh.json)")
        let stale = try await house.upload(
            [House.reception("b", number: numbers[1], at: "2019-08-20T09:00:00+07:00")], pack: "p-another")
        #expect(stale.json["packStale"] == true && House.outcomes(stale) == ["done"], "\(stale.json)")
        house.close()
    }

    @Test("OFF-01 a day has at most 500 items")
    func tooMany() async throws {
        let house = try House()
        let item = House.act("k", "/v1/dossiers/000.11.30.H37-190820-0001/fees", at: "2019-08-20T08:00:00+07:00")
        let answer = try await house.upload(Array(repeating: item, count: 501))
        #expect(answer.status == 422 && answer.json["errors"]?[0]?["code"] == "tooLong", "\(answer.json)")
        #expect(try await house.upload([]).status == 422)
        #expect(
            try await house.send(
                .post, "/v1/counter-days", as: House.official,
                body: [
                    "sentAt": "2019-08-20T08:00:00+07:00", "items": [item],
                ]
            ).status == 404)
        house.close()
    }

    @Test("OFF-02 reconciliation says what is the same, missing, different, rejected, or has moved on")
    func reconciling() async throws {
        let house = try House()
        let numbers = House.numbers(of: try await house.reserve(3))
        house.pass(seconds: 36_000)
        let day: [JSONValue] = [
            House.reception("same", number: numbers[0], at: "2019-08-20T08:10:00+07:00"),
            House.reception("moved", number: numbers[1], at: "2019-08-20T08:20:00+07:00"),
            House.reception("bad", number: numbers[2], at: "2019-08-20T08:30:00+07:00", documents: ["declaration"]),
        ]
        #expect(House.outcomes(try await house.upload(day)) == ["done", "done", "documents-missing"])
        _ = try await house.send(.post, "/v1/dossiers/\(numbers[1])/handovers", as: House.clerk, body: [:])
        let other = House.reception("same", number: numbers[0], at: "2019-08-20T08:11:00+07:00")
        let unknown = House.reception("unknown", number: numbers[0], at: "2019-08-20T08:10:00+07:00")
        let answer = try await house.send(
            .post, "/v1/counter-days/reconciliation", as: House.clerk,
            body: ["items": .list(day + [other, unknown], Self.pair)])
        let rows = answer.json["items"]?.asArray ?? []
        #expect(
            rows.compactMap { $0["standing"]?.asString } == ["same", "movedOn", "rejected", "different", "missing"],
            "\(answer.json)")
        #expect(rows[0]["number"]?.asString == numbers[0] && rows[0]["status"] == "received")
        #expect(rows[1]["version"]?.asInteger ?? 0 > rows[0]["version"]?.asInteger ?? 0)
        #expect(rows[2]["problem"] == "/problems/documents-missing")
        // Keys are a terminal's own.
        let neighbour = try await house.send(
            .post, "/v1/counter-days/reconciliation", as: House.neighbourClerk,
            body: ["items": .list([day[0]], Self.pair)])
        #expect(neighbour.json["items"]?[0]?["standing"] == "missing", "\(neighbour.json)")
        house.close()
    }

    /// What a terminal computes from what it keeps: “POST path”, a line feed and the body.
    private static func pair(_ item: JSONValue) -> JSONValue {
        let text = "POST \(item["path"]?.asString ?? "")\n"
        let digest = SHA256.hash(data: Array(text.utf8) + (item["body"] ?? .null).encoded())
        return [
            "key": item["key"],
            "digest": .string(digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()),
        ]
    }

    @Test(
        "OFF-01 the pack has what a counter needs without a line, is not sent twice, and shows slip codes to its terminal alone"
    )
    func pack() async throws {
        let house = try House.withTwoCounters()
        let block = try await house.reserve(2)
        let pack = try await house.send(.get, House.vanAn + "/pack", as: House.clerk)
        #expect(pack.status == 200, "\(pack.json)")
        let procedures = pack.json["procedures"]?.asArray ?? []
        #expect(procedures.contains { $0["code"] == "2.002307" && $0["documents"]?.asArray?.isEmpty == false })
        #expect(pack.json["units"]?.asArray?.count ?? 0 > 200)
        #expect(pack.json["days"]?.asArray?.count == 6 && pack.json["days"]?[0]?["hours"]?[0]?.asString != nil)
        #expect(pack.json["blocks"]?[0]?["numbers"] == block["numbers"])
        let appointment = (pack.json["appointments"]?.asArray ?? []).first {
            $0["procedure"] == "2.002307" && $0["date"] == "2019-08-20"
        }
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(appointment?["dueAt"] == received.json["dueAt"], "\(appointment ?? .null)")
        let tag = try #require(pack.fields[.eTag])
        let again = try await house.send(.get, House.vanAn + "/pack", as: House.clerk, ifNoneMatch: tag)
        #expect(again.status == 304)
        let colleague = try await house.send(.get, House.vanAn + "/pack", as: House.secondClerk)
        #expect(colleague.json["blocks"] == [] && colleague.json["pack"] == pack.json["pack"], "another terminal")
        #expect(try await house.send(.get, House.vanAn + "/pack", as: House.neighbour).status == 404)
        _ = try await house.upload([
            House.reception("k", number: House.numbers(of: block)[0], at: "2019-08-20T08:00:00+07:00")
        ])
        let later = try await house.send(.get, House.vanAn + "/pack", as: House.clerk, ifNoneMatch: tag)
        #expect(later.status == 200 && later.json["blocks"]?[0]?["openCount"] == 1, "\(later.json)")
        #expect(later.json["pack"] == pack.json["pack"])
        house.close()
    }

    @Test("the pack's appointments are what receptions get, before and after the cut-off and closing time")
    func appointments() async throws {
        let house = try House()
        let pack = try await house.send(.get, House.vanAn + "/pack", as: House.clerk)
        let appointments = pack.json["appointments"]?.asArray ?? []
        house.pass(seconds: 86_400)
        for time in ["08:00", "14:59", "15:00", "15:01", "16:45", "17:30"] {
            let at = "2019-08-20T\(time):00+07:00"
            let instant = try #require(Timestamp(at))
            let applies = appointments.last { row in
                row["procedure"] == "2.000884" && row["date"] == "2019-08-20"
                    && row["after"]?.asString.flatMap { Timestamp($0) }.map { instant > $0 } ?? true
            }
            let answer = try await house.upload([
                House.reception(
                    "at-\(time)", at: at, procedure: "2.000884", documents: ["identity", "paper"])
            ])
            #expect(answer.json["outcomes"]?[0]?["dueAt"] == applies?["dueAt"], "\(time): \(answer.json)")
        }
        house.close()
    }

    @Test("OFF-01 fees and the result's handing over are taken in with a day")
    func feesAndHandingOver() async throws {
        let house = try House()
        let number = House.numbers(of: try await house.reserve(1))[0]
        house.pass(seconds: 36_000)
        let answer = try await house.upload([
            House.reception(
                "a", number: number, at: "2019-08-20T08:10:00+07:00", procedure: "2.000884",
                documents: ["identity", "paper"]),
            House.act(
                "b", "/v1/dossiers/\(number)/fees", at: "2019-08-20T08:12:00+07:00",
                ["receipt": "BL-1", "fees": [["fee": "phi"]]]),
            House.act(
                "c", "/v1/dossiers/\(number)/handing-over", at: "2019-08-20T08:15:00+07:00",
                ["recipient": ["name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "1"]]]),
        ])
        #expect(House.outcomes(answer) == ["done", "done", "not-in-status"], "\(answer.json)")
        let fees = try await house.send(.get, House.vanAn + "/fees?date=2019-08-20", as: House.clerk)
        #expect(fees.json["collectedByPostVND"] == 10_000, "\(fees.json)")
        house.close()
    }
}
