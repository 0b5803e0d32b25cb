import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation
import Testing

/// What the made-up province shows about organisation and catalogue, from files to itineraries.
@Suite struct OrganisationTests {
    let document: ConfigurationDocument
    let catalogue: Catalogue

    init() throws {
        document = try loadConfiguration(from: sampleDirectory)
        catalogue = Catalogue(document, version: 1)
    }

    private func itinerary(_ code: String, from office: String, for unit: String, on date: CivilDate) throws
        -> Itinerary
    {
        let procedure = try #require(catalogue.procedure(ProcedureCode(code), on: date))
        return try catalogue.itinerary(
            of: procedure, along: try #require(catalogue.route(procedure.route, on: date)),
            from: try #require(catalogue.office(OfficeID(office), on: date)), applicantUnit: UnitID(unit),
            receivedAt: Timestamp(date, try #require(TimeOfDay("09:00"))))
    }

    @Test("ORG-02 commune under province, without districts, loads, reviews clean and plans an itinerary")
    func twoLevels() throws {
        #expect(document.levels.map(\.id.text) == ["province", "commune"])
        #expect(review(document, on: try day("2025-08-04")) == [])
        let planned = try itinerary(
            "9.001", from: "tan-an.one-stop", for: "hoa-binh.tay", on: try day("2025-08-04"))
        #expect(
            planned.steps.map { "\($0.step.id) \($0.agency.id)" } == [
                "check tan-an.committee", "appraise tinh.labour", "verify hoa-binh.tay.committee",
                "list tan-an.committee", "decide tinh.committee",
            ])
    }

    @Test("ORG-03 a unit changes name and code on a date and stays the same unit")
    func unitChangesName() throws {
        let before = try #require(catalogue.unit(UnitID("tan-an"), on: try day("2025-12-31")))
        let after = try #require(catalogue.unit(UnitID("tan-an"), on: try day("2026-01-01")))
        #expect([before.name, before.code] == ["Xã Tân An", "90003"])
        #expect([after.name, after.code] == ["Phường Tân Bình", "90093"])
        #expect(before.id == after.id)
        for date in ["2025-12-31", "2026-01-01"] {
            let planned = try itinerary("9.001", from: "tan-an.one-stop", for: "tan-an", on: try day(date))
            #expect(planned.steps[2].agency.id == AgencyID("tan-an.committee"))
        }
    }

    @Test("ORG-03 communes of one name in a province don't collide")
    func namesakes() throws {
        let date = try day("2025-08-04")
        let namesakes = document.units.filter { $0.name == "Xã Hòa Bình" }.map(\.id)
        #expect(namesakes.map(\.text) == ["hoa-binh.dong", "hoa-binh.tay"])
        let agencies = namesakes.map { catalogue.agency(of: $0, field: "committee", on: date)?.id.text }
        #expect(agencies == ["hoa-binh.dong.committee", "hoa-binh.tay.committee"])
        let offices = namesakes.map { catalogue.office(serving: $0, on: date)?.id.text }
        #expect(offices == ["hoa-binh.dong.one-stop", "tan-an.one-stop"])
    }

    @Test("ORG-04 an office moves into the post office on a date, and its dossiers' way stays the same")
    func officeMoves() throws {
        let office = OfficeID("hoa-binh.dong.one-stop")
        let before = try day("2026-02-27")
        let after = try day("2026-03-02")
        #expect(catalogue.office(office, on: before)?.premises(on: before)?.kind == .agency)
        #expect(catalogue.office(office, on: after)?.premises(on: after)?.kind == .post)
        let plans = try [before, after].map {
            try itinerary("9.001", from: office.text, for: "hoa-binh.dong", on: $0).steps.map(\.agency.id)
        }
        #expect(plans[0] == plans[1])
        #expect(catalogue.office(office, on: before)?.agency == catalogue.office(office, on: after)?.agency)
    }

    @Test("ORG-04 an office serves two units")
    func officeServesTwo() throws {
        let date = try day("2025-08-04")
        for unit in ["tan-an", "hoa-binh.tay"] {
            #expect(catalogue.office(serving: UnitID(unit), on: date)?.id.text == "tan-an.one-stop")
        }
        let applicants = try ["tan-an", "hoa-binh.tay"].map {
            try itinerary("9.001", from: "tan-an.one-stop", for: $0, on: date).steps[2].agency.id.text
        }
        #expect(applicants == ["tan-an.committee", "hoa-binh.tay.committee"])
    }

    @Test("ORG-06 a counter receives what is assigned to it beyond its level")
    func receptionList() throws {
        let date = try day("2025-08-04")
        func codes(_ counter: String) throws -> [String] {
            let counter = try #require(catalogue.counter(CounterID(counter), on: date))
            return document.procedures.filter { catalogue.receives($0, at: counter, on: date) }.map(
                \.code.text)
        }
        #expect(try codes("hoa-binh.dong.counter-1") == ["9.001", "9.002", "9.003", "9.004"])
        #expect(try codes("tan-an.counter-1") == ["9.001", "9.002", "9.003"])
        #expect(try codes("tinh.counter-1") == ["9.004"])
    }

    @Test("CAT-02 a procedure states its limit in its own unit, its fees, papers and channels")
    func statedProcedures() throws {
        #expect(
            document.procedures.map(\.timeLimit) == [
                TimeAllowance(.workingDays(10)), TimeAllowance(.sameDay, cutOff: TimeOfDay("15:00")),
                TimeAllowance(.workingHours(16)), TimeAllowance(.calendarDays(30)),
            ])
        let procedure = document.procedures[0]
        #expect(procedure.fees == [Fee(id: "le-phi", name: "Lệ phí", amountVND: 8_000, per: .dossier)])
        #expect(procedure.documents.map(\.originals) == [1, 0])
        #expect(procedure.documents.map(\.copies) == [2, 1])
        #expect(procedure.documents.map(\.when) == [nil, "có con nhỏ"])
        #expect(procedure.channels == [.counter, .post])
        #expect(document.procedures.map(\.slip) == [.always, .onRequest, .always, .always])
    }

    @Test("CFG-01 the order of rows and files doesn't matter: one configuration, one canonical form")
    func canonicalForm() throws {
        var shuffled = document
        shuffled.units.reverse()
        shuffled.agencies.reverse()
        shuffled.offices.reverse()
        shuffled.counters.reverse()
        shuffled.people.reverse()
        shuffled.postings.reverse()
        shuffled.procedures.reverse()
        shuffled.routes.reverse()
        shuffled.levels.reverse()
        #expect(shuffled != document)
        #expect(shuffled.inCanonicalOrder == document)
        #expect(try canonicalJSON(shuffled) == canonicalJSON(document))
        #expect(try export(shuffled) == export(document))
    }

    @Test("CFG-01 what is exported loads again to the same, as files and as one document")
    func roundTrips() throws {
        #expect(try loadConfiguration(files: export(document)) == document)
        #expect(try loadConfiguration(document: canonicalJSON(document), name: "document") == document)
        let empty = ConfigurationDocument()
        #expect(try loadConfiguration(files: export(empty)) == empty)
        #expect(try loadConfiguration(document: canonicalJSON(empty), name: "document") == empty)
    }

    @Test(
        "CFG-01 texts that YAML could take for something else survive export",
        arguments: [
            "true", "null", "~", "010", "1_000", "2025-07-01", "12:30:45", "- a", "a: b", "#x", "x #y", "'",
            "\"", "&a",
            "*a", "{", "[a]", "!x", "%", "@", "`", "|", ">", "?", ":", "-", "---", "...", "<<", "=", "yes",
            "1e3", ".5",
            "0x1F", "a\\nb", "Đặng Thị Ưởng", "😀", "  padded  ", "e\u{301}",
        ])
    func awkwardTexts(_ text: String) throws {
        var changed = document
        changed.people.append(Person(id: PersonID("zz"), name: text))
        #expect(try loadConfiguration(files: export(changed)) == changed)
        #expect(try loadConfiguration(document: canonicalJSON(changed), name: "document") == changed)
    }

    @Test("CAT-01 a second version of a procedure has a file of its own")
    func secondVersion() throws {
        var sample = try Sample()
        try sample.change(
            "procedures/9.001.yaml", "validFrom: 2025-07-01", to: "validFrom: 2025-07-01\nvalidTo: 2025-12-31"
        )
        let second = try #require(sample.files["procedures/9.001.yaml"])
            .replacingOccurrences(of: "version: 1", with: "version: 2")
            .replacingOccurrences(
                of: "validFrom: 2025-07-01\nvalidTo: 2025-12-31", with: "validFrom: 2026-01-01")
        sample.set("procedures/9.001@2.yaml", to: second)
        let changed = try sample.load()
        #expect(changed.procedures.prefix(2).map(\.version) == [1, 2])
        #expect(try loadConfiguration(files: export(changed)) == changed)
        #expect(publicationConflicts(from: document, to: changed, on: try day("2025-08-04")) == [])
        #expect(review(changed, on: try day("2025-08-04")) == [])
    }
}
