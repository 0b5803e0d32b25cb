import DossierDomain
import DossierRouting
import Testing

@Suite("What is dated back")
struct BackdatingTests {
    private static let consequence =
        ", which is past: it takes effect today, and what was done since then stays as it was done"

    private func warnings(
        from old: ConfigurationDocument, to new: ConfigurationDocument, on day: String
    ) throws -> [String] {
        backdatingWarnings(from: old, to: new, on: try #require(CivilDate(day))).map(\.description)
    }

    @Test("ORG-01 a row that begins on a day that is past has a warning, today's and what was there before have none")
    func rows() throws {
        let new = try sample()
        var old = new
        old.counters.removeAll { $0.id == CounterID("tan-an.counter-1") }
        let warning = "warning: counter tan-an.counter-1: is new and begins on 2025-07-01" + Self.consequence
        #expect(try warnings(from: old, to: new, on: "2025-07-02") == [warning])
        #expect(try warnings(from: old, to: new, on: "2025-07-01").isEmpty)
        #expect(try warnings(from: new, to: new, on: "2027-01-01").isEmpty)
    }

    @Test("ORG-05 a move on a day that is past has a warning, one that was planned before has none")
    func moves() throws {
        let new = try sample()
        let old = try sample([Change("offices.yaml", "kind: post, from: 2026-03-01", "kind: post, from: 2026-04-01")])
        let warning = "warning: office hoa-binh.dong.one-stop: moves on 2026-03-01" + Self.consequence
        #expect(try warnings(from: old, to: new, on: "2026-03-02") == [warning])
        #expect(try warnings(from: old, to: new, on: "2026-03-01").isEmpty)
        #expect(try warnings(from: new, to: new, on: "2026-03-02").isEmpty)
    }

    @Test("CFG-02 a rehearsal looks at today and twelve days on which something changes, and says how many it left out")
    func days() throws {
        let old = try sample()
        let today = try #require(CivilDate("2027-01-01"))
        var new = old
        let counter = try #require(old.counters.first)
        for index in 1...13 {
            new.counters.append(
                Counter(
                    id: CounterID("new-\(index)"), office: counter.office, name: "Quầy",
                    confirmation: counter.confirmation, validity: Validity(from: today.adding(days: index))))
        }
        let report = Rehearsal(
            from: Catalogue(old, version: 1), to: Catalogue(new, version: 2),
            at: Timestamp(today, .passOnCutOff)
        ).report
        #expect(report.days == (0...12).map { today.adding(days: $0) })
        #expect(report.daysLeftOut == 1)
    }
}
