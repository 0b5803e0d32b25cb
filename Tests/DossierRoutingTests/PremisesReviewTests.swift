import DossierConfiguration
import DossierDomain
import DossierRouting
import Testing

@Suite("Premises and postings in a review")
struct PremisesReviewTests {
    private func findings(_ changes: Change...) throws -> [String] {
        review(try sample(changes), on: try #require(CivilDate("2025-08-04")))
            .filter { $0.severity == .error }.map(\.description)
    }

    private static let office = "error: office hoa-binh.dong.one-stop: "
    private static let equipped = "criterion: equipped, met: true"

    @Test("ORG-05 an office moves into a post office only with every criterion found to be met, by then")
    func criteria() throws {
        #expect(try findings() == [])
        let lacking =
            Self.office
            + "moves into a post office on 2026-03-01, but no finding shows until then that it is equipped: record under "
            + "findings what was found, by whom and when, or leave it a plannedMove"
        #expect(try findings(Change("offices.yaml", Self.equipped, "criterion: equipped, met: false")) == [lacking])
        let late =
            "equipped, met: true, evidence: Biên bản khảo sát (mẫu), by: Sở Thông tin và Truyền thông (mẫu), on: "
        #expect(try findings(Change("offices.yaml", late + "2024-06-15", late + "2026-03-02")) == [lacking])
        let document = try sample([Change("offices.yaml", Self.equipped, "criterion: reachable, met: false")])
        let twice = review(document, on: try #require(CivilDate("2025-08-04"))).map(\.description)
        #expect(twice.contains(Self.office + "has two findings about reachable of 2024-06-15"), "\(twice)")
    }

    @Test("PIL-01 no office moves without a baseline of days before, counted when they are over, of counts that can be")
    func baseline() throws {
        let until = "until: 2025-12-31"
        let counted = "on: 2026-01-15"
        #expect(
            try findings(
                Change("offices.yaml", until, "until: 2026-03-01"), Change("offices.yaml", counted, "on: 2026-03-01")
            ) == [
                Self.office
                    + "has a baseline up to 2026-03-01, but moves on 2026-03-01: measure days before the move alone"
            ])
        #expect(
            try findings(Change("offices.yaml", until, "until: 2025-06-30")) == [
                Self.office + "has a baseline that ends on 2025-06-30, before it begins"
            ])
        #expect(
            try findings(Change("offices.yaml", "onTime: 70", "onTime: 81")) == [
                Self.office + "has a baseline in which more results are on time than there are"
            ])
        #expect(
            try findings(Change("offices.yaml", counted, "on: 2025-12-30")) == [
                Self.office + "has a baseline counted on 2025-12-30, before its period is over on 2025-12-31"
            ])
        let late = try sample([Change("offices.yaml", counted, "on: 2026-03-01")])
        #expect(
            review(late, on: try #require(CivilDate("2025-08-04"))).map(\.description).contains(
                "warning: office hoa-binh.dong.one-stop: has a baseline that was counted on 2026-03-01, after the move on "
                    + "2026-03-01"))
        var document = try sample()
        document.offices = document.offices.map { office in
            Office(
                id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                serves: office.serves, calendar: office.calendar, premises: office.premises,
                validity: office.validity)
        }
        func told(on day: String) throws -> [String] {
            review(document, on: try #require(CivilDate(day))).map(\.description)
        }
        #expect(
            try told(on: "2026-02-28").contains(
                Self.office
                    + "moves into a post office on 2026-03-01 without a baseline: count posts, dossiers and time before, "
                    + "and record them under baseline"))
        #expect(
            try told(on: "2026-03-01").contains(
                "warning: office hoa-binh.dong.one-stop: moved into a post office on 2026-03-01 without a baseline: "
                    + "what the move changed can't be told"))
    }

    @Test("ORG-05 the newest finding counts")
    func newest() throws {
        func finding(_ met: Bool, _ day: String) throws -> Office.Finding {
            Office.Finding(.equipped, met: met, evidence: "e", by: "b", on: try #require(CivilDate(day)))
        }
        let findings = [
            try finding(false, "2025-01-01"), try finding(true, "2025-02-01"), try finding(false, "2025-04-01"),
        ]
        func isUnmet(_ day: String) throws -> Bool {
            Office.unmetCriteria(of: findings, by: try #require(CivilDate(day))).contains(.equipped)
        }
        #expect(try isUnmet("2025-01-15") && !isUnmet("2025-02-01") && !isUnmet("2025-03-31") && isUnmet("2025-04-01"))
        #expect(Office.unmetCriteria(of: [], by: try #require(CivilDate("2025-01-01"))) == PremisesCriterion.allCases)
    }

    @Test("ORG-05 a planned move needs no criteria yet, but lies after the last one")
    func plannedMove() throws {
        let place = "premises: [{ kind: agency, from: 2025-07-01 }], validFrom: 2025-07-01 }\n  # Moves"
        let planned = { (day: String) in
            "premises: [{ kind: agency, from: 2025-07-01 }], plannedMove: { kind: post, target: \(day) }, "
                + "validFrom: 2025-07-01 }\n  # Moves"
        }
        #expect(try findings(Change("offices.yaml", place, planned("2026-01-01"))) == [])
        #expect(
            try findings(Change("offices.yaml", place, planned("2025-07-01"))) == [
                "error: office tinh.one-stop: plans a move for 2025-07-01, but sits where it moved on 2025-07-01: take the "
                    + "plannedMove out"
            ])
    }

    @Test(
        "ORG-07 who stands in for whom, and whose post is freed, make sense",
        arguments: [
            ("frees: mau.binh.dong", "", []),
            ("frees: mau.nobody", "", ["frees posting mau.nobody, which doesn't exist"]),
            ("frees: mau.an.dong", "", ["frees mau.an.dong, which is no official's posting at the same office"]),
            ("standsInFor: mau.an.dong", "", ["stands in for mau.an.dong, which is the same person's"]),
            ("standsInFor: mau.nobody", "", ["refers to posting mau.nobody, which doesn't exist"]),
            (
                "standsInFor: mau.binh.dong", "",
                [
                    "is a postal clerk who stands in for official mau.binh.dong: nobody employed by the post takes an "
                        + "official's place"
                ]
            ),
            ("", "frees: mau.an.dong", ["frees mau.an.dong, but only a postal clerk frees an official's post"]),
        ])
    func relations(clerk: String, official: String, said: [String]) throws {
        func with(_ text: String) -> String { text.isEmpty ? "" : ", \(text)" }
        let found = try findings(
            Change(
                "people.yaml", "employer: post,   validFrom: 2026-03-01",
                "employer: post,   validFrom: 2026-03-01\(with(clerk))"),
            Change(
                "people.yaml", "agency: hoa-binh.dong.committee, validFrom: 2025-07-01",
                "agency: hoa-binh.dong.committee, validFrom: 2025-07-01\(with(official))"))
        let subject = official.isEmpty ? "mau.an.dong" : "mau.binh.dong"
        let expected = said.map { "error: posting \(subject): " + $0 }
        #expect(Set(expected).isSubset(of: Set(found)) && (!said.isEmpty || found.isEmpty), "\(found)")
    }
}
