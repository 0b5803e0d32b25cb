import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Testing

/// Whatever a rehearsal names changes when the change is made, and nothing else does.
@Suite("A rehearsal is exact", .timeLimit(.minutes(8)))
struct RehearsalExactnessTests {
    /// A change that an administrator makes: texts of things in force, and what becomes of them.
    struct Change: CustomTestStringConvertible, Sendable {
        let name: String
        /// What it has to touch at least, or the change would prove nothing.
        let touches: [String]
        let edits: [(object: String, edit: @Sendable (String) throws -> String)]
        /// What a thing is made after that isn't there yet.
        var template = "agencies/van-quan.labour"

        var testDescription: String { name }
    }

    private static let office = "offices/van-quan.van-an.one-stop"
    private static let counter = "counters/van-quan.van-an.counter-1"
    private static let begins = #""validFrom":"2019-01-01""#

    /// Replaces a text that stands there, wherever it does.
    private static func replacing(_ old: String, _ new: String) -> @Sendable (String) throws -> String {
        { text in
            let changed = text.replacing(old, with: new)
            guard changed != text else { throw Failure("“\(old)” isn't in \(text.prefix(2_000))") }
            return changed
        }
    }

    /// Ends whatever has no end on that day.
    private static func ending(_ day: String) -> @Sendable (String) throws -> String {
        { text in
            guard let place = text.range(of: #""validFrom":"\d{4}-\d{2}-\d{2}""#, options: .regularExpression) else {
                throw Failure("no first day in \(text)")
            }
            return text.replacingCharacters(in: place.upperBound..<place.upperBound, with: #","validTo":"\#(day)""#)
        }
    }

    /// The one row until a day, and from the next on another one.
    private static func splitting(
        until last: String, from first: String, _ change: @escaping @Sendable (String) throws -> String
    ) -> @Sendable (String) throws -> String {
        { text in
            guard let start = text.range(of: "[")?.upperBound else { throw Failure("no rows in \(text)") }
            let row = String(text[start...].dropLast(2))
            let next = try change(row).replacing(begins, with: #""validFrom":"\#(first)""#)
            return "\(text[..<start])\(row.replacing(begins, with: begins + #","validTo":"\#(last)""#)),\(next)]}"
        }
    }

    private static func version(
        _ old: String, _ new: String, from first: String, after last: String
    ) -> @Sendable (String) throws -> String {
        splitting(until: last, from: first) { row in
            guard let place = row.range(of: old) else { throw Failure("“\(old)” isn't in \(row)") }
            return row.replacingCharacters(in: place, with: new).replacing(#""version":1"#, with: #""version":2"#)
        }
    }

    static let changes: [Change] = [
        Change(
            name: "a public holiday", touches: ["dueDates"],
            edits: [
                (
                    "calendars/lang-son",
                    replacing(
                        #""daysOff":["#,
                        #""daysOff":[{"basis":"assumed","date":"2019-09-16","kind":"holiday","name":"Nghỉ đột xuất"},"#)
                )
            ]),
        Change(
            name: "an office closed for a day", touches: ["dueDates"],
            edits: [
                (
                    office,
                    replacing(
                        #""closures":[]"#,
                        #""closures":[{"basis":"assumed","date":"2019-09-16","kind":"holiday","name":"Sửa chữa"}]"#)
                )
            ]),
        Change(
            name: "an office back in agency premises", touches: ["atOffices", "counters", "credentials", "postings"],
            edits: [
                (
                    office,
                    replacing(
                        #"],"serves""#, #",{"from":"2019-08-26","kind":"agency","place":"UBND xã Văn An"}],"serves""#)
                )
            ]),
        Change(
            name: "eight instead of ten days at the district",
            touches: ["keepingVersion", "submissions", "receptions"],
            edits: [
                (
                    "routes/veteran-funeral-allowance",
                    version(
                        #""share":{"calendarDays":10}"#, #""share":{"calendarDays":8}"#, from: "2019-09-01",
                        after: "2019-08-31")
                ),
                (
                    "procedures/2.002307",
                    version(
                        #""timeLimit":{"calendarDays":25}"#, #""timeLimit":{"calendarDays":23}"#, from: "2019-09-01",
                        after: "2019-08-31")
                ),
            ]),
        Change(
            name: "another route, the procedures as they are", touches: ["receptions", "submissions"],
            edits: [
                (
                    "routes/veteran-funeral-allowance",
                    version(
                        "Kiểm tra", "Thẩm tra", from: "2019-08-26", after: "2019-08-25")
                )
            ]),
        Change(
            name: "an office that ends, and another in its place",
            touches: ["plans", "atOffices", "counters", "credentials", "postings", "submissions"],
            edits: [
                (office, ending("2019-08-31")), (counter, ending("2019-08-31")),
                ("postings/demo.an.van-an", ending("2019-08-31")),
                ("postings/demo.binh.van-an", ending("2019-08-31")),
                (
                    "offices/van-quan.yen-phuc.one-stop",
                    splitting(
                        until: "2019-08-31", from: "2019-09-01",
                        replacing(
                            #""serves":["van-quan.yen-phuc"]"#, #""serves":["van-quan.yen-phuc","van-quan.van-an"]"#))
                ),
                (
                    "agencies/van-quan.van-an.committee",
                    splitting(
                        until: "2019-08-31", from: "2019-09-01",
                        replacing("van-quan.van-an.one-stop", "van-quan.yen-phuc.one-stop"))
                ),
                (
                    "agencies/van-quan.van-an.police",
                    splitting(
                        until: "2019-08-31", from: "2019-09-01",
                        replacing("van-quan.van-an.one-stop", "van-quan.yen-phuc.one-stop"))
                ),
            ]),
        Change(
            name: "an agency that ends today, and its only posting", touches: ["plans", "credentials", "postings"],
            edits: [
                ("agencies/van-quan.labour", ending("2019-08-19")),
                (
                    "agencies/van-quan.social",
                    { text in
                        text.replacing(#""id":"van-quan.labour""#, with: #""id":"van-quan.social""#)
                            .replacing(begins, with: #""validFrom":"2019-08-20""#)
                    }
                ),
                ("postings/demo.hoa.van-quan-labour", ending("2019-08-19")),
            ]),
        Change(
            name: "a posting that ends", touches: ["credentials", "postings"],
            edits: [("postings/demo.binh.van-an", ending("2019-08-25"))]),
        Change(
            name: "a posting that decides nothing any more and leaves its agency",
            touches: ["credentials", "postings"],
            edits: [
                (
                    "postings/demo.binh.van-an",
                    { text in
                        try replacing(#","decides":["2.000635","2.000815"]"#, "")(
                            try replacing(#""agency":"van-quan.van-an.committee","#, "")(text))
                    }
                )
            ]),
        Change(
            name: "a posting that goes on after all", touches: ["credentials", "postings"],
            edits: [
                (
                    "postings/demo.van-quan.van-an.former-1.at",
                    replacing(#","validTo":"2019-07-31""#, #","validTo":"2019-09-30""#)
                ),
                ("postings/demo.an.van-an", replacing(#""frees":"demo.van-quan.van-an.former-1.at","#, "")),
            ]),
        Change(
            name: "a counter that closes", touches: ["counters", "credentials", "postings", "submissions"],
            edits: [
                (counter, ending("2019-08-25")),
                (
                    "postings/demo.an.van-an",
                    replacing(#""counter":"van-quan.van-an.counter-1","#, "")
                ),
                (
                    "postings/demo.binh.van-an",
                    replacing(#""counter":"van-quan.van-an.counter-1","#, "")
                ),
            ]),
        Change(
            name: "a counter that receives something else", touches: ["counters"],
            edits: [(counter, replacing(#""alsoReceives":["1.001612"]"#, #""alsoReceives":["2.000720"]"#))]),
    ]

    /// Puts a change into a draft of the house's configuration; answers the draft's tag.
    private func prepare(_ change: Change, in house: House) async throws -> String {
        var tag = ""
        for (object, edit) in change.edits {
            var read = try await house.configure(.get, "/v1/config/\(object)")
            let isNew = read.status == 404
            if isNew { read = try await house.configure(.get, "/v1/config/\(change.template)") }
            let put = try await house.configure(
                .put, "/v1/config/\(object)?draft=change", body: try edit(read.text), ifMatch: isNew ? nil : read.tag,
                ifNoneMatch: isNew ? "*" : nil)
            guard put.status == 200 else { throw Failure("\(object): \(put.text)") }
            tag = put.tag
        }
        return tag
    }

    @Test("CFG-02 what a rehearsal names is what changes, day by day, and nothing else does", arguments: changes)
    func exact(_ change: Change) async throws {
        let twins = try RehearsedTwins(of: try await RehearsedTwins.busyHouse())
        defer { twins.close() }
        let house = twins.changed
        let tag = try await prepare(change, in: house)
        let path = "/v1/config/drafts/change/publication"
        let body = #"{"reason": "a test"}"#
        let asked = try await house.configure(.post, path + "?dryRun=true", body: body, ifMatch: tag)
        let touched = try #require(asked.json["touched"], "\(asked.text.prefix(3_000))")
        for sort in change.touches {
            #expect(touched[sort]?["count"]?.asInteger ?? 0 > 0, "\(sort): \(asked.text.prefix(3_000))")
        }
        let head = try house.store.makeReader().chainHead().position
        let done = try await house.configure(.post, path, body: body, ifMatch: tag)
        #expect(done.status == 200, "\(done.text.prefix(3_000))")
        let eventCount = try house.store.makeReader().chainHead().position - head
        #expect(
            eventCount == 1 + touched.named("dueDates").count, "the change's event, and one for each date that moved")
        try compareDueDates(touched, twins)
        var found = Differences()
        for day in touched["days"]?.asArray?.compactMap({ $0.asString.flatMap { CivilDate($0) } }) ?? [] {
            twins.pass(to: day)
            for house in [twins.changed, twins.other] {
                _ = try await house.service.watch(reader: try house.store.makeReader())
            }
            found.note(
                from: try await Sight(of: twins.other), to: try await Sight(of: twins.changed), on: day.description)
        }
        found.compare(with: touched)
    }

    @Test(
        "CFG-02 AUD-03 other rules of retention: named is what falls due or no more, and who read what that is forgotten"
    )
    func retention() async throws {
        let house = try await House.configured()
        func read(_ path: String) async throws {
            _ = try await house.send(.get, path, as: House.clerk)
            try await house.service.keepReads()
            house.pass(seconds: 60)
        }
        let old = try await house.withdrawn()
        _ = try await house.withdrawn(.object(UnsafeRequests.papers("2.001035", ["draft", "identity"])))
        for _ in 0..<2 { _ = try await house.refused() }
        try await read(old)
        let running = try await house.received()
        try await read(running)
        house.pass(years: 3)
        _ = try await house.withdrawn()
        try await read(running)
        let twins = try RehearsedTwins(of: house)
        defer { twins.close() }
        let change = Change(
            name: "shorter and longer rules", touches: [],
            edits: [
                ("retention/dossier", Self.replacing(#""months":120"#, #""months":24"#)),
                ("retention/dossier.2.002307", Self.replacing(#""months":240"#, #""months":30"#)),
                ("retention/submission", Self.replacing(#""months":12"#, #""months":60"#)),
                ("retention/read", Self.replacing(#""months":60"#, #""months":24"#)),
            ])
        let tag = try await prepare(change, in: house)
        let path = "/v1/config/drafts/change/publication"
        let body = #"{"reason": "a test"}"#
        let asked = try await house.configure(.post, path + "?dryRun=true", body: body, ifMatch: tag)
        let rules = try #require(asked.json["touched"]?["retention"]?.asArray, "\(asked.text)")
        #expect(rules.map { $0.text("rule") } == ["dossier", "dossier.2.002307", "read", "submission"])
        #expect(rules.map { $0["due"]?["count"]?.asInteger } == [1, 1, 0, 0], "\(asked.text)")
        #expect(rules.map { $0["notDue"]?["count"]?.asInteger } == [0, 0, 0, 2], "\(asked.text)")
        let forgotten = try #require(rules[2]["forgotten"])
        #expect(forgotten["count"] == 2 && forgotten["first"]?[0]?.text("operation") == "readDossier", "\(forgotten)")
        #expect(asked.json["touched"]?["dossiersLookedAt"] == 0, "nothing that is open is looked at")

        for answer in ["", "&forgets=1", "&forgets=3"] {
            let refused = try await house.configure(.post, path + "?dryRun=false" + answer, body: body, ifMatch: tag)
            #expect(refused.status == 422 && refused.text.contains("forgets=2"), "\(answer): \(refused.text)")
        }
        #expect(house.service.catalogue.version == 1)
        let done = try await house.configure(.post, path + "?forgets=2", body: body, ifMatch: tag)
        #expect(done.status == 200, "\(done.text)")
        func due(in house: House) async throws -> [String: String] {
            let listed = try await house.send(.get, "/v1/retention", as: House.administrator).json
            return Dictionary(
                (listed["due"]?.asArray ?? []).map { ($0.text("submission"), $0.text("keptUntil")) },
                uniquingKeysWith: { $1 })
        }
        let (before, after) = (try await due(in: twins.other), try await due(in: house))
        let numbers = Dictionary(
            try Sight.dossiers(of: house).map { ($0.key, $0.value.id.text) }, uniquingKeysWith: { $1 })
        func named(_ sort: String) -> [String: String] {
            let rows = rules.flatMap { $0[sort]?["first"]?.asArray ?? [] }
            return Dictionary(
                rows.map { (numbers[$0.dossier] ?? "", $0.text("keptUntil")) }, uniquingKeysWith: { $1 })
        }
        #expect(named("due") == after.filter { before[$0.key] == nil })
        #expect(Set(named("notDue").keys) == Set(before.filter { after[$0.key] == nil }.keys))
        #expect(try await twins.other.service.forgetOldReads() == 0)
        #expect(try await house.service.forgetOldReads() == 2)
        let needless = try await house.configure(
            .put, "/v1/config/retention/read?reason=x&forgets=1",
            body: try await house.configure(.get, "/v1/config/retention/read").text
                .replacing(#""months":24"#, with: #""months":23"#), ifMatch: "*")
        #expect(needless.status == 422 && needless.text.contains("leave forgets=1 out"), "\(needless.text)")
        let tooShort = try await house.configure(
            .put, "/v1/config/retention/read?reason=x",
            body: try await house.configure(.get, "/v1/config/retention/read").text
                .replacing(#""months":24"#, with: #""months":11"#), ifMatch: "*")
        #expect(tooShort.status == 422 && tooShort.text.contains("12–1200"), "\(tooShort.text)")
    }

    /// The dates of the whole and of every step, from and to.
    private func compareDueDates(_ touched: JSONValue, _ twins: RehearsedTwins) throws {
        let (before, after) = (try Sight.dossiers(of: twins.other), try Sight.dossiers(of: twins.changed))
        #expect(before.count == after.count)
        var moved: [String: [String]] = [:]
        for (name, state) in after {
            let was = try #require(before[name])
            var dates: [String] = []
            if let from = was.reception?.dueAt, let to = state.reception?.dueAt {
                dates.append("\(from.description) \(to.description)")
            }
            let steps = zip(was.branches, state.branches).compactMap { first, second -> String? in
                guard let from = first.dueAt, let to = second.dueAt, from != to else { return nil }
                return "\(second.branch) \(from.description) \(to.description)"
            }
            if was.reception?.dueAt != state.reception?.dueAt || !steps.isEmpty { moved[name] = dates + steps }
        }
        var promised: [String: [String]] = [:]
        for row in touched.named("dueDates") {
            promised[row.dossier] =
                ["\(row.text("from")) \(row.text("to"))"]
                + (row["steps"]?.asArray ?? []).map { "\($0.text("branch")) \($0.text("from")) \($0.text("to"))" }
        }
        #expect(promised == moved)
    }
}

/// What differs between two houses, from which day on.
private struct Differences {
    private var plans: [String: String] = [:]
    private var counters: [String: String] = [:]
    private var postings: [String: String] = [:]
    private var credentials: [String: String] = [:]
    private var submissions: [String: String] = [:]
    private var versions: Set<String> = []
    private var offices: Set<String> = []
    private var keeping: Set<String> = []

    mutating func note(from before: Sight, to after: Sight, on day: String) {
        func differences(_ first: [String: String], _ second: [String: String], _ known: inout [String: String]) {
            for key in Set(first.keys).union(second.keys) where first[key] != second[key] && known[key] == nil {
                known[key] = day
            }
        }
        differences(before.counters, after.counters, &counters)
        differences(before.postings, after.postings, &postings)
        differences(before.credentials, after.credentials, &credentials)
        differences(before.receptions, after.receptions, &submissions)
        differences(
            before.dossiers.mapValues { Self.plan($0) }, after.dossiers.mapValues { Self.plan($0) }, &plans)
        for key in Set(before.versions.keys).union(after.versions.keys)
        where before.versions[key] != after.versions[key] {
            versions.insert("\(key) \(before.versions[key] ?? 0) \(after.versions[key] ?? 0)")
        }
        for (name, state) in before.dossiers where state.endedAt == nil && state.status != .handedOver {
            for office in Set([state.officeInCharge] + (state.reception.map { [$0.returnOffice] } ?? []))
            where before.offices[office.text] != after.offices[office.text] {
                offices.insert("\(name) \(office)")
            }
            let key = "procedure \(state.procedure.code)"
            if state.reception != nil, before.versions[key] != after.versions[key] {
                keeping.insert("\(name) \(state.procedure.version)")
            }
        }
    }

    private static func plan(_ state: DossierState) -> String {
        state.planProblems.map { "\($0.cause) \($0.step?.text ?? "") \($0.body?.key ?? "")" }.joined(separator: "; ")
    }

    func compare(with touched: JSONValue) {
        func days(_ sort: String, _ key: (JSONValue) -> String) -> [String: String] {
            Dictionary(touched.named(sort).map { (key($0), $0.text("on")) }, uniquingKeysWith: min)
        }
        #expect(days("plans") { $0.dossier } == plans, "plans")
        #expect(days("counters") { $0.text("counter") } == counters, "counters")
        #expect(days("postings") { $0.text("posting") } == postings, "postings")
        #expect(days("credentials") { $0.text("credential") } == credentials, "credentials")
        #expect(days("submissions") { $0.dossier } == submissions, "submissions")
        let receptions = touched.named("receptions").map { row in
            "\(row.text("subject")) \(row.text("id")) \(row["versionBefore"]?.asInteger ?? 0)"
                + " \(row["versionAfter"]?.asInteger ?? 0)"
        }
        #expect(Set(receptions) == versions, "receptions")
        #expect(Set(touched.named("atOffices").map { "\($0.dossier) \($0.text("office"))" }) == offices, "atOffices")
        #expect(
            Set(touched.named("keepingVersion").map { "\($0.dossier) \($0["version"]?.asInteger ?? 0)" }) == keeping,
            "keepingVersion")
    }
}
