import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import HTTPTypes
import Testing

@Suite("A change of the configuration, rehearsed", .timeLimit(.minutes(20)))
struct RehearsalTests {
    private static let calendar = "calendars/lang-son"
    /// The day off that is put into the calendar, before the first of those it has.
    private static let dayOff = (
        old: #""daysOff":["#,
        new: #""daysOff":[{"basis":"assumed","date":"2019-09-16","kind":"holiday","name":"Nghỉ đột xuất"},"#
    )

    /// Dossiers on their way: two just received, one offered, one that the committee has.
    private func busyHouse() async throws -> (House, numbers: [String]) {
        let house = try await House.configured()
        var numbers: [String] = []
        for _ in 0..<2 {
            let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
            numbers.append(try #require(received.json["number"]?.asString))
        }
        for _ in 0..<2 { numbers.append(try await house.offerToCommittee()) }
        let lease = try #require(try await house.claim(count: 1).leases.first)
        let id = try #require(lease["id"]?.asString)
        let held = try #require(lease["number"]?.asString)
        let acknowledged = try await house.send(
            .post, "/v1/dossiers/\(held)/handovers/\(id)/acknowledgement", as: House.committee,
            body: ["leaseToken": lease["leaseToken"] ?? .null])
        #expect(acknowledged.status < 300, "\(acknowledged.json)")
        house.pass(seconds: 3_600)
        return (house, numbers)
    }

    private func dates(of numbers: [String], in house: House) async throws -> [String: String] {
        var dates: [String: String] = [:]
        for number in numbers {
            let read = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk)
            dates[number] = read.json["dueAt"]?.asString
        }
        return dates
    }

    @Test(
        "CFG-02 TIM-01 a new public holiday: the rehearsal names exactly the due dates that move when it is published")
    func holiday() async throws {
        let (house, numbers) = try await busyHouse()
        let before = try await dates(of: numbers, in: house)
        _ = try await house.token(of: House.administrator)
        let head = try house.store.makeReader().chainHead()
        let rehearsed = try await house.change(
            Self.calendar, Self.dayOff.old, to: Self.dayOff.new, query: "?dryRun=true")
        #expect(rehearsed.status == 200, "\(rehearsed.text)")
        #expect(try house.store.makeReader().chainHead() == head, "it changed nothing")
        #expect(house.service.catalogue.version == 1)
        let touched = try #require(rehearsed.json["touched"])
        #expect(touched["dossiersLookedAt"]?.asInteger == 4)
        #expect(touched["plans"]?["count"]?.asInteger == 0 && touched["counters"]?["count"]?.asInteger == 0)
        var promised: [String: String] = [:]
        for row in touched["dueDates"]?["first"]?.asArray ?? [] {
            let number = try #require(row["number"]?.asString)
            #expect(row["from"]?.asString == before[number])
            promised[number] = row["to"]?.asString
        }
        #expect(promised.count == 4 && touched["dueDates"]?["count"]?.asInteger == 4, "\(touched)")

        let done = try await house.change(Self.calendar, Self.dayOff.old, to: Self.dayOff.new)
        #expect(done.status == 200 && done.number("movedDueDates", "count") == 4, "\(done.text)")
        #expect(try await dates(of: numbers, in: house) == promised)
        let events = try await house.send(.get, "/v1/dossiers/\(numbers[0])/events", as: House.clerk)
        let last = try #require(events.json["events"]?.asArray?.last)
        #expect(last["type"]?.asString == "deadlineMoved" && last["configurationVersion"]?.asInteger == 2, "\(last)")
        let again = try await house.change(
            Self.calendar, #""name":"Nghỉ đột xuất""#, to: #""name":"Nghỉ""#, query: "?dryRun=true")
        #expect(again.number("touched", "dueDates", "count") == 0, "a name moves nothing: \(again.text)")
        house.close()
    }

    @Test("TIM-01 due dates that had moved when it was interrupted move back when the calendar is put back")
    func interrupted() async throws {
        let house = try await House.configured()
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        let number = try #require(received.json["number"]?.asString)
        let before = try await dates(of: [number], in: house)
        #expect(try await house.change(Self.calendar, Self.dayOff.old, to: Self.dayOff.new).status == 200)
        #expect(try await dates(of: [number], in: house) != before)
        // As a server leaves it that ends before all dates have moved.
        try await house.store.keep("1", for: .appliedConfiguration)
        let back = try await house.configure(
            .post, "/v1/config/rollback", body: #"{"version": 1, "reason": "a mistake"}"#, ifMatch: "*")
        #expect(back.status == 200 && back.number("movedDueDates", "count") == 1, "\(back.text)")
        #expect(try await dates(of: [number], in: house) == before)
        house.close()
    }

    @Test("TIM-01 a dossier whose last act is still to come by a clock set back is left, and moved once it isn't")
    func clockSetBack() async throws {
        let house = try await House.configured()
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        let number = try #require(received.json["number"]?.asString)
        let before = try await dates(of: [number], in: house)
        house.pass(seconds: -600)
        let changed = try await house.change(Self.calendar, Self.dayOff.old, to: Self.dayOff.new)
        #expect(changed.status == 200 && changed.number("movedDueDates", "count") == 0, "\(changed.text)")
        #expect(try await dates(of: [number], in: house) == before)
        let reader = try house.store.makeReader()
        #expect(try await house.service.applyCalendar(reader: reader).left.map(\.text) == [number])
        house.pass(seconds: 1_200)
        let applied = try await house.service.applyCalendar(reader: reader)
        #expect(applied.moved.map(\.number.text) == [number] && applied.left.isEmpty)
        #expect(try await dates(of: [number], in: house) != before)
        #expect(try reader.meta(.appliedConfiguration) == "2")
        house.close()
    }

    @Test("CFG-02 an office that moves: its dossiers, counters and credentials are named from the day on")
    func move() async throws {
        let (house, numbers) = try await busyHouse()
        let office = "offices/van-quan.van-an.one-stop"
        let rehearsed = try await house.change(
            office, #""premises":[{"from":"2019-01-01","kind":"agency"},"#,
            to:
                #""premises":[{"from":"2019-01-01","kind":"agency"},{"from":"2019-07-01","kind":"agency","place":"Nhà văn hóa"},"#,
            query: "?dryRun=true")
        #expect(rehearsed.number("touched", "atOffices", "count") == 0, "what is past moves nothing: \(rehearsed.text)")
        let read = try await house.configure(.get, "/v1/config/\(office)")
        let end = try #require(read.text.range(of: #"],"serves""#))
        var moved = read.text
        moved.insert(
            contentsOf: #",{"from":"2019-08-26","kind":"agency","place":"UBND xã Văn An"}"#, at: end.lowerBound)
        let asked = try await house.configure(
            .put, "/v1/config/\(office)?dryRun=true", body: moved, ifMatch: read.tag)
        let touched = try #require(asked.json["touched"], "\(asked.text)")
        #expect(touched["days"]?.asArray?.compactMap(\.asString).contains("2019-08-26") == true)
        #expect(touched["atOffices"]?["count"]?.asInteger == Int64(numbers.count))
        #expect(touched["dueDates"]?["count"]?.asInteger == 0 && touched["plans"]?["count"]?.asInteger == 0)
        let counter = try #require(touched["counters"]?["first"]?[0])
        #expect(counter["counter"]?.asString == "van-quan.van-an.counter-1" && counter["on"]?.asString == "2019-08-26")
        #expect(counter["effects"]?[0]?["place"]?.asString == "UBND xã Văn An", "\(counter)")
        let credentials = touched["credentials"]?["first"]?.asArray ?? []
        #expect(credentials.map { $0["credential"]?.asString } == ["test-clerk"], "\(credentials)")
        #expect(
            try await house.configure(
                .put, "/v1/config/\(office)?reason=back", body: moved, ifMatch: read.tag
            ).status == 200)
        house.pass(seconds: 7 * 86_400)
        let now = try await house.configure(.get, "/v1/offices/van-quan.van-an.one-stop/premises", as: House.clerk)
        #expect(now.json["host"]?.asString == "agency", "\(now.text)")
        house.close()
    }

    @Test("CFG-02 a new version of procedure and route: who keeps the old one, and from when it is received by the new")
    func newVersion() async throws {
        let (house, numbers) = try await busyHouse()
        let route = try await house.configure(.get, "/v1/config/routes/veteran-funeral-allowance")
        let procedure = try await house.configure(.get, "/v1/config/procedures/2.002307")
        let draft = "?draft=eight-days"
        // A second version from September on, the first until then.
        func versions(_ text: String, _ key: String, _ change: (String) -> String) throws -> String {
            let start = try #require(text.range(of: "[")).upperBound
            let first = String(text[start...].dropLast(2))
            let row = first.replacing(
                #""validFrom":"2019-01-01""#, with: #""validFrom":"2019-01-01","validTo":"2019-08-31""#)
            let next = change(first).replacing(#""version":1"#, with: #""version":2"#)
                .replacing(#""validFrom":"2019-01-01""#, with: #""validFrom":"2019-09-01""#)
            return "{\"\(key)\":[\(row),\(next)]}"
        }
        let district = #""share":{"calendarDays":10}"#
        let routes = try versions(route.text, "routes") { row in
            guard let first = row.range(of: district) else { return row }
            return row.replacingCharacters(in: first, with: #""share":{"calendarDays":8}"#)
        }
        #expect(routes.contains(#""share":{"calendarDays":8}"#), "\(route.text)")
        #expect(
            try await house.configure(
                .put, "/v1/config/routes/veteran-funeral-allowance\(draft)", body: routes, ifMatch: route.tag
            ).status == 200)
        let procedures = try versions(procedure.text, "procedures") {
            $0.replacing(#""timeLimit":{"calendarDays":25}"#, with: #""timeLimit":{"calendarDays":23}"#)
        }
        let kept = try await house.configure(
            .put, "/v1/config/procedures/2.002307\(draft)", body: procedures, ifMatch: procedure.tag)
        #expect(kept.status == 200, "\(kept.text)")
        let path = "/v1/config/drafts/eight-days/publication"
        let body = #"{"reason": "quicker"}"#
        let asked = try await house.configure(.post, path + "?dryRun=true", body: body, ifMatch: kept.tag)
        let touched = try #require(asked.json["touched"], "\(asked.text)")
        #expect(touched["dueDates"]?["count"]?.asInteger == 0, "a received dossier keeps its version")
        #expect(touched["keepingVersion"]?["count"]?.asInteger == Int64(numbers.count), "\(touched)")
        let receptions = touched["receptions"]?["first"]?.asArray ?? []
        #expect(receptions.map { $0["subject"]?.asString } == ["procedure", "route"], "\(receptions)")
        #expect(receptions.allSatisfy { $0["on"]?.asString == "2019-09-01" && $0["versionAfter"]?.asInteger == 2 })
        #expect((receptions.first?["counterCount"]?.asInteger ?? 0) > 200, "every commune's counter receives it")
        let before = try await dates(of: numbers, in: house)
        #expect(try await house.configure(.post, path, body: body, ifMatch: kept.tag).status == 200)
        #expect(try await dates(of: numbers, in: house) == before)
        let whole = try await house.configure(.get, "/v1/config")
        let back = try await house.configure(
            .post, "/v1/config/rollback", body: #"{"version": 1, "reason": "not yet"}"#, ifMatch: whole.tag)
        #expect(back.status == 200, "what isn't in force yet can be taken back: \(back.text)")
        house.close()
    }

    @Test(
        "CFG-02 RTE-05 an agency that ends: the dossiers that couldn't go on are those that the watch flags afterwards")
    func ceasingAgency() async throws {
        let house = try await House.configured()
        var offered: [String] = []
        for _ in 0..<2 { offered.append(try await house.offerToCommittee()) }
        _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        for lease in try await house.claim(count: 2).leases {
            let completed = try await house.acknowledgeAndComplete(lease, key: lease["id"]?.asString ?? "").1
            #expect(completed.status < 300, "\(completed.json)")
        }
        // Another agency does the division's work from today on; nobody is posted at the old one any more.
        let draft = "?draft=division"
        let old = try await house.configure(.get, "/v1/config/agencies/van-quan.labour")
        let begins = #""validFrom":"2019-01-01""#
        let first = try await house.configure(
            .put, "/v1/config/agencies/van-quan.labour\(draft)",
            body: old.text.replacing(begins, with: begins + #","validTo":"2019-08-19""#), ifMatch: old.tag)
        #expect(first.status == 200, "\(first.text)")
        let next = old.text.replacing(#""id":"van-quan.labour""#, with: #""id":"van-quan.social""#)
            .replacing(begins, with: #""validFrom":"2019-08-20""#)
        _ = try await house.configure(
            .put, "/v1/config/agencies/van-quan.social\(draft)", body: next, ifNoneMatch: "*")
        let posting = "/v1/config/postings/demo.hoa.van-quan-labour"
        let last = try await house.configure(
            .delete, posting + draft, ifMatch: try await house.configure(.get, posting).tag)
        #expect(last.status == 200, "\(last.text)")
        let path = "/v1/config/drafts/division/publication"
        let body = #"{"reason": "merged"}"#
        let asked = try await house.configure(.post, path + "?dryRun=true", body: body, ifMatch: last.tag)
        let touched = try #require(asked.json["touched"], "\(asked.text.prefix(600))")
        let named = touched["plans"]?["first"]?.asArray?.compactMap { $0["number"]?.asString } ?? []
        #expect(named.sorted() == offered.sorted(), "what is on its way to it: \(touched)")
        let done = try await house.configure(.post, path, body: body, ifMatch: last.tag)
        #expect(done.status == 200, "\(done.text.prefix(600))")
        let report = try await house.service.watch(reader: try house.store.makeReader())
        #expect(report.flagged.map(\.text).sorted() == named.sorted())
        house.close()
    }

    @Test("ORG-05 ORG-07 premises, who works there, and the roll-out are read as lists")
    func premises() async throws {
        let house = try await House.configured()
        let office = "/v1/offices/van-quan.van-an.one-stop"
        let premises = try await house.configure(.get, office + "/premises", as: House.clerk)
        let hosted = try #require(premises.json["premises"]?[1])
        #expect(
            hosted["findings"]?.asArray?.compactMap { $0["criterion"]?.asString } == [
                "reachable", "findable", "recognisable", "equipped",
            ], "\(premises.text)")
        let staff = try await house.configure(.get, office + "/postings", as: House.clerk)
        let clerk = try #require(staff.json["postings"]?.asArray?.first { $0["role"]?.asString == "postal-clerk" })
        #expect(clerk["employer"]?.asString == "post" && clerk["frees"]?.asString == "demo.van-quan.van-an.former-1.at")
        #expect(staff.number("postsFreed") == 1, "\(staff.text)")
        let earlier = try await house.configure(.get, office + "/postings?date=2019-07-31", as: House.clerk)
        #expect(earlier.json["postings"]?.asArray?.contains { $0["employer"]?.asString == "post" } == false)
        #expect(try await house.configure(.get, office + "/postings", as: House.neighbour).status == 404)
        let report = try await house.configure(.get, "/v1/premises/readiness")
        let levels = report.json["levels"]?.asArray ?? []
        #expect(levels.compactMap { $0["postHostedCount"]?.asInteger } == [1, 4, 8], "\(report.text.prefix(400))")
        #expect(levels.compactMap { $0["plannedCount"]?.asInteger } == [0, 7, 0])
        #expect(levels.compactMap { $0["unplannedCount"]?.asInteger } == [0, 0, 218])
        #expect(levels[1]["planned"]?[0]?["lacks"]?.asArray?.count == 4, "nothing was found there yet")

        // ORG-05: it stays as it is until the criteria are met.
        let moving = "offices/huu-lung.one-stop"
        let read = try await house.configure(.get, "/v1/config/\(moving)")
        let moved = read.text.replacing(
            #""premises":[{"from":"2019-01-01","kind":"agency"}]"#,
            with:
                #""premises":[{"from":"2019-01-01","kind":"agency"},{"from":"2019-09-02","kind":"post","place":"Bưu điện"}]"#
        )
        let refused = try await house.configure(
            .put, "/v1/config/\(moving)?reason=x", body: moved, ifMatch: read.tag)
        #expect(refused.status == 422 && refused.text.contains("reachable, findable, recognisable, equipped"))
        house.close()
    }
}
