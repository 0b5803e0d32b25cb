import DossierDomain
import Testing

@Suite("Effective dates")
struct ValidityTests {
    private func span(_ from: String, _ to: String?) -> Validity {
        Validity(from: day(from), to: to.map { day($0) })
    }

    @Test(
        "ORG-01 both days of a span belong to it",
        arguments: [
            ("2019-08-19", false), ("2019-08-20", true), ("2019-10-01", true), ("2019-12-31", true),
            ("2020-01-01", false),
        ])
    func contains(date: String, within: Bool) {
        #expect(span("2019-08-20", "2019-12-31").contains(day(date)) == within)
        #expect(span("2019-08-20", nil).contains(day(date)) == (date >= "2019-08-20"))
    }

    @Test(
        "ORG-01 two spans overlap where they share a day",
        arguments: [
            ("2019-01-01", "2019-08-19", false), ("2019-01-01", "2019-08-20", true),
            ("2019-12-31", nil, true),
            ("2020-01-01", nil, false), ("2019-01-01", nil, true), ("2019-09-01", "2019-09-01", true),
        ] as [(String, String?, Bool)])
    func overlaps(from: String, to: String?, shared: Bool) {
        let year = span("2019-08-20", "2019-12-31")
        #expect(year.overlaps(span(from, to)) == shared)
        #expect(span(from, to).overlaps(year) == shared, "either way round")
    }

    private func office(_ name: String, agency: String, _ validity: Validity) -> Office {
        Office(
            id: OfficeID("van-an"), name: name, nameEnglish: name, agency: AgencyID(agency), serves: [],
            calendar: CalendarID("lang-son"),
            premises: [
                .init(kind: .post, from: day("2019-08-20")), .init(kind: .agency, from: day("2019-01-01")),
            ], validity: validity)
    }

    @Test("ORG-04 an office changes its premises on a day")
    func premises() {
        let office = office("Văn An", agency: "committee-van-an", span("2019-01-01", nil))
        for (date, host) in [
            ("2018-12-31", nil), ("2019-08-19", Office.Host.agency), ("2019-08-20", .post),
            ("2026-01-01", .post),
        ] {
            #expect(office.premises(on: day(date))?.kind == host, "\(date)")
        }
    }

    @Test("ORG-01 ORG-03 the same identity has other attributes in another span, and none between")
    func successive() {
        var document = ConfigurationDocument()
        document.offices = [
            office("Văn An", agency: "committee-van-an", span("2019-01-01", "2019-12-31")),
            office("Điềm He", agency: "committee-diem-he", span("2020-02-01", nil)),
        ]
        let catalogue = Catalogue(document, version: 1)
        for (date, name) in [
            ("2019-12-31", "Văn An"), ("2020-01-01", nil), ("2020-01-31", nil), ("2020-02-01", "Điềm He"),
        ] {
            #expect(catalogue.office(OfficeID("van-an"), on: day(date))?.name == name, "\(date)")
            #expect(catalogue.offices(on: day(date)).count == (name == nil ? 0 : 1), "\(date)")
        }
    }
}
