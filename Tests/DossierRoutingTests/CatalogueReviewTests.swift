import DossierConfiguration
import DossierDomain
import DossierRouting
import Testing

/// Changes to the made-up province, and everything the review must say about them.
struct Mistake: CustomTestStringConvertible {
    let name: String
    let changes: [Change]
    let said: [String]

    init(_ name: String, _ changes: Change..., said: [String]) {
        self.name = name
        self.changes = changes
        self.said = said
    }

    var testDescription: String { name }
}

@Suite struct CatalogueReviewTests {
    @Test("the made-up province has nothing to mend")
    func cleanSample() throws {
        #expect(try findings([]) == [])
    }

    @Test("an empty configuration lacks a level and a unit")
    func emptyDocument() throws {
        let found = review(ConfigurationDocument(), on: try #require(CivilDate("2025-08-04")))
        #expect(
            found.map(\.description) == [
                "error: level *: there is no level: give at least one",
                "error: unit *: no unit is without a parent: the highest one has none",
            ])
    }

    static let organisation: [Mistake] = [
        Mistake(
            "ORG-02 two levels of one rank", Change("levels.yaml", "rank: 2", "rank: 1"),
            said: [
                "error: level province: has rank 1 like commune: each level needs its own",
                "error: unit hoa-binh.dong: lies in tinh, whose level province is not above its own level commune",
                "error: unit hoa-binh.tay: lies in tinh", "error: unit tan-an: lies in tinh",
                "error: unit tan-an: lies in tinh",
            ]),
        Mistake(
            "two rows of one level",
            Change(
                "levels.yaml", "levels:\n", "levels:\n  - {id: province, rank: 3, name: x, nameEnglish: x}\n"),
            said: ["error: level province: stands twice"]),
        Mistake(
            "ORG-01 a row that ends before it begins",
            Change("people.yaml", "validFrom: 2026-03-01 }", "validFrom: 2026-03-01, validTo: 2026-02-01 }"),
            said: ["error: posting mau.an.dong: ends (2026-02-01) before it begins (2026-03-01)"]),
        Mistake(
            "ORG-01 one key twice on the same day",
            Change("units.yaml", "validTo: 2025-12-31", "validTo: 2026-01-01"),
            said: ["error: unit tan-an: stands twice on the same days (from 2025-07-01 and from 2026-01-01)"]),
        Mistake(
            "ORG-01 a gap between two rows of a unit",
            Change("units.yaml", "validTo: 2025-12-31", "validTo: 2025-12-30"),
            said: [
                "error: agency tan-an.committee: refers to unit tan-an, which is not in force on 2025-12-31",
                "error: office tan-an.one-stop: refers to unit tan-an, which is not in force on 2025-12-31",
            ]),
        Mistake(
            "a parent that doesn't exist",
            Change("units.yaml", "parent: tinh, code: \"90001\"", "parent: tin, code: \"90001\""),
            said: [
                "error: unit hoa-binh.dong: refers to parent tin, which doesn't exist",
                "error: route allowance@1: step appraise can't be resolved from office hoa-binh.dong.one-stop: unit "
                    + "hoa-binh.dong lies in no unit of level province on 2025-07-01",
                "error: route licence@1: step decide can't be resolved from office hoa-binh.dong.one-stop: unit "
                    + "hoa-binh.dong lies in no unit of level province on 2025-07-01",
            ]),
        Mistake(
            "a level that doesn't exist",
            Change(
                "units.yaml", "level: commune, parent: tinh, code: \"90001\"",
                "level: ward, parent: tinh, code: \"90001\""),
            said: [
                "error: unit hoa-binh.dong: refers to level ward, which doesn't exist"
            ]),
        Mistake(
            "two units in a circle",
            Change("units.yaml", "parent: tinh, code: \"90001\"", "parent: hoa-binh.tay, code: \"90001\""),
            Change("units.yaml", "parent: tinh, code: \"90002\"", "parent: hoa-binh.dong, code: \"90002\""),
            said: [
                "error: unit hoa-binh.dong: lies in hoa-binh.tay, whose level commune is not above its own level commune",
                "error: unit hoa-binh.tay: lies in hoa-binh.dong, whose level commune is not above its own level commune",
                "error: route allowance@1: step appraise can't be resolved from office hoa-binh.dong.one-stop: ",
                "error: route allowance@1: step appraise can't be resolved from office tan-an.one-stop: ",
                "error: route licence@1: step decide can't be resolved from office hoa-binh.dong.one-stop: ",
            ]),
        Mistake(
            "two highest units", Change("units.yaml", "parent: tinh, code: \"90002\"", "code: \"90002\""),
            said: [
                "error: unit tinh: has no parent, like hoa-binh.tay: exactly one unit is the highest",
                "error: route allowance@1: step appraise can't be resolved from office tan-an.one-stop: unit "
                    + "hoa-binh.tay lies in no unit of level province on 2025-07-01",
            ]),
        Mistake(
            "ORG-03 two agencies with one identifier, in two forms",
            Change("agencies.yaml", "000.00.12.H90", "H90.11"),
            said: [
                "error: agency hoa-binh.tay.committee: has identifier H90.11 like hoa-binh.dong.committee on the same days"
            ]),
        Mistake(
            "two agencies for one field", Change("agencies.yaml", "[labour]", "[labour, committee]"),
            said: [
                "error: agency tinh.labour: answers for field committee of unit tinh like tinh.committee on the same days"
            ]),
        Mistake(
            "an agency without its unit, and one without its office",
            Change("agencies.yaml", "unit: tan-an, ", "unit: tan-a, "),
            Change(
                "agencies.yaml", "H90, identifierBasis: made-up, office: hoa-binh.dong.one-stop",
                "H90, identifierBasis: made-up, office: x"),
            said: [
                "error: agency hoa-binh.dong.committee: refers to office x, which doesn't exist",
                "error: agency tan-an.committee: refers to unit tan-a, which doesn't exist",
                "error: route allowance@1: step verify can't be resolved from office tan-an.one-stop: no agency of unit "
                    + "tan-an answers for field committee on 2025-07-01",
            ]),
        Mistake(
            "an office whose agency comes later",
            Change(
                "agencies.yaml", "office: hoa-binh.dong.one-stop, validFrom: 2025-07-01",
                "office: hoa-binh.dong.one-stop, validFrom: 2025-09-01"),
            said: [
                "error: office hoa-binh.dong.one-stop: refers to agency hoa-binh.dong.committee, which is not in force on "
                    + "2025-07-01",
                "error: posting mau.binh.dong: refers to agency hoa-binh.dong.committee, which is not in force",
                "error: route allowance@1: step check can't be resolved from office hoa-binh.dong.one-stop: agency "
                    + "hoa-binh.dong.committee is not in force on 2025-07-01",
                "error: route allowance@1: step list can't be resolved",
                "error: route allowance@1: step verify can't be resolved",
                "error: route hours@1: step decide can't be resolved",
                "error: route same-day@1: step decide can't be",
            ]),
        Mistake(
            "ORG-04 an office that serves nobody, and one that serves a unit twice",
            Change("offices.yaml", "serves: [hoa-binh.dong]", "serves: []"),
            Change("offices.yaml", "serves: [tinh]", "serves: [tinh, tinh]"),
            said: [
                "error: office hoa-binh.dong.one-stop: serves no unit: give at least one",
                "error: office tinh.one-stop: serves a unit twice",
            ]),
        Mistake(
            "ORG-04 a unit with two offices",
            Change("offices.yaml", "serves: [hoa-binh.dong]", "serves: [hoa-binh.dong, hoa-binh.tay]"),
            said: [
                "error: office tan-an.one-stop: serves unit hoa-binh.tay like hoa-binh.dong.one-stop on the same days"
            ]),
        Mistake(
            "an office without its calendar and with premises from later on",
            Change(
                "offices.yaml",
                "serves: [tinh], calendar: mau, premises: [{ kind: agency, from: 2025-07-01 }]",
                "serves: [tinh], calendar: mai, premises: [{ kind: agency, from: 2025-08-01 }]"),
            said: [
                "error: office tinh.one-stop: refers to calendar mai, which doesn't exist",
                "error: office tinh.one-stop: has no premises from 2025-07-01 to the day before 2025-08-01",
            ]),
        Mistake(
            "premises out of order, and none",
            Change("offices.yaml", "{ kind: post, from: 2026-03-01,", "{ kind: post, from: 2025-07-01,"),
            Change(
                "offices.yaml",
                "serves: [tinh], calendar: mau, premises: [{ kind: agency, from: 2025-07-01 }]",
                "serves: [tinh], calendar: mau, premises: []"),
            said: [
                "error: office hoa-binh.dong.one-stop: has premises out of order: 2025-07-01 stands after 2025-07-01",
                "error: office tinh.one-stop: has no premises: say from which day it sits where",
            ]),
        Mistake(
            "ORG-06 a counter with a list of unknown procedures",
            Change("counters.yaml", "[\"9.004\"]", "[\"9.004\", \"9.9\", \"9.004\"]"),
            said: [
                "error: counter hoa-binh.dong.counter-1: receives a procedure twice over",
                "error: counter hoa-binh.dong.counter-1: also receives procedure 9.9, which doesn't exist",
            ]),
        Mistake(
            "a counter of an office that doesn't exist",
            Change("counters.yaml", "office: tinh.one-stop", "office: tinh"),
            said: [
                "error: counter tinh.counter-1: refers to office tinh, which doesn't exist"
            ]),
        Mistake(
            "ORG-07 a posting whose counter is another office's",
            Change(
                "people.yaml",
                "office: hoa-binh.dong.one-stop, counter: hoa-binh.dong.counter-1, role: postal-clerk",
                "office: tinh.one-stop, counter: hoa-binh.dong.counter-1, role: postal-clerk"),
            said: [
                "error: posting mau.an.dong: is at counter hoa-binh.dong.counter-1 of office hoa-binh.dong.one-stop but at "
                    + "office tinh.one-stop"
            ]),
        Mistake(
            "ORG-07 a posting nowhere, of nobody",
            Change(
                "people.yaml",
                "person: mau.an,   office: hoa-binh.dong.one-stop, counter: hoa-binh.dong.counter-1, role: postal-clerk",
                "person: x, role: postal-clerk"),
            said: [
                "error: posting mau.an.dong: refers to person x, who doesn't exist",
                "error: posting mau.an.dong: is nowhere: give an office or an agency",
                "error: posting mau.an.dong: is a postal clerk without an office",
            ]),
        Mistake(
            "SEC-03 an official employed by the post, and a postal clerk by the agency",
            Change("people.yaml", "employer: post,", "employer: agency,"),
            Change("people.yaml", "employer: agency, agency", "employer: post, agency"),
            said: [
                "error: posting mau.an.dong: is a postal clerk employed by an agency",
                "error: posting mau.binh.dong: is official employed by the post",
            ]),
        Mistake(
            "ORG-07 two people of one key", Change("people.yaml", "id: mau.binh, ", "id: mau.an, "),
            said: [
                "error: person mau.an: stands twice",
                "error: posting mau.binh.dong: refers to person mau.binh, who doesn't exist",
            ]),
        Mistake(
            "ORG-07 a posting that is one person's and then another's",
            Change(
                "people.yaml", "agency: hoa-binh.dong.committee, validFrom: 2025-07-01",
                "agency: hoa-binh.dong.committee, validFrom: 2025-07-01, validTo: 2026-02-28"),
            Change("people.yaml", "id: mau.binh.dong,", "id: mau.an.dong,"),
            said: ["error: posting mau.an.dong: is mau.binh's and mau.an's: one posting is one person's"]),
    ]

    @Test("every mistake in the organisation is found", arguments: organisation)
    func organisationMistakes(_ mistake: Mistake) throws {
        expect(try findings(mistake.changes), begin: mistake.said)
    }

    @Test("ORG-01 a thing may stand several times if the days differ")
    func disjointValidity() throws {
        let handedOver = Change(
            "offices.yaml",
            "premises: [{ kind: agency, from: 2025-07-01 }], validFrom: 2025-07-01 }\n  # Moves",
            "premises: [{ kind: agency, from: 2025-07-01 }], validFrom: 2025-07-01, validTo: 2025-12-31 }\n"
                + "  - { id: tinh.one-stop, name: Trung tâm, nameEnglish: Centre, agency: tinh.labour, serves: [tinh], "
                + "calendar: mau, premises: [{ kind: agency, from: 2025-07-01 }], validFrom: 2026-01-01 }\n  # Moves"
        )
        #expect(try findings([handedOver]) == [])
        let catalogue = Catalogue(try sample([handedOver]), version: 1)
        let offices = try ["2025-12-31", "2026-01-01"].map {
            catalogue.office(OfficeID("tinh.one-stop"), on: try #require(CivilDate($0)))?.agency.text
        }
        #expect(offices == ["tinh.committee", "tinh.labour"])
    }

    @Test("nine thousand communes are reviewed as one is")
    func largeConfiguration() throws {
        var document = try sample()
        let commune = try #require(document.units.first { $0.id.text == "hoa-binh.dong" })
        for number in 0..<9_000 {
            document.units.append(
                AdministrativeUnit(
                    id: UnitID("u\(number)"), level: commune.level, parent: commune.parent, code: "\(number)",
                    kind: commune.kind, name: commune.name, nameEnglish: commune.nameEnglish,
                    validity: commune.validity))
        }
        let date = try #require(CivilDate("2025-08-04"))
        #expect(review(document, on: date) == [])
    }
}

/// The findings are as many as were foretold, and each begins as foretold.
func expect(
    _ found: [String], begin said: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == said.count, "\(found.joined(separator: "\n"))", sourceLocation: sourceLocation)
    for (finding, said) in zip(found, said) {
        #expect(finding.hasPrefix(said), sourceLocation: sourceLocation)
    }
}
