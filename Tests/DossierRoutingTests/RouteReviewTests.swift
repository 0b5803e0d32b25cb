import DossierDomain
import DossierRouting
import Testing

@Suite struct RouteReviewTests {
    private static let decide = "at: { agency: tinh.committee }, share: { workingDays: 3 }, decides: true"

    static let calendars: [Mistake] = [
        Mistake(
            "TIM-01 a week without work",
            Change(
                "calendars.yaml",
                """
                      monday:    ["07:30-12:00", "13:30-17:00"]
                      tuesday:   ["07:30-12:00", "13:30-17:00"]
                      wednesday: ["07:30-12:00", "13:30-17:00"]
                      thursday:  ["07:30-12:00", "13:30-17:00"]
                      friday:    ["07:30-12:00", "13:30-17:00"]
                """, "      monday: []"),
            said: [
                "error: calendar mau: has no working period in the week",
                "error: calendar mau: 2026-01-10 has the hours of monday, on which nobody works",
            ]),
        Mistake(
            "TIM-01 periods out of order",
            Change(
                "calendars.yaml", "tuesday:   [\"07:30-12:00\", \"13:30-17:00\"]",
                "tuesday: [\"13:30-17:00\", \"07:30-12:00\"]"),
            said: ["error: calendar mau: tuesday: 07:30-12:00 begins before 13:30-17:00 has ended"]),
        Mistake(
            "TIM-01 periods that overlap",
            Change(
                "calendars.yaml", "tuesday:   [\"07:30-12:00\", \"13:30-17:00\"]",
                "tuesday: [\"07:30-12:00\", \"11:59-17:00\"]"),
            said: ["error: calendar mau: tuesday: 11:59-17:00 begins before 07:30-12:00 has ended"]),
        Mistake(
            "TIM-01 a day both off and worked",
            Change("calendars.yaml", "date: 2026-01-10", "date: 2026-01-02"),
            said: ["error: calendar mau: 2026-01-02 is both a day off and a working day"]),
        Mistake(
            "TIM-01 a day off twice", Change("calendars.yaml", "date: 2026-01-02", "date: 2025-09-02"),
            said: ["error: calendar mau: 2025-09-02 is a day off twice"]),
        Mistake(
            "TIM-01 a worked day with the hours of a free one",
            Change("calendars.yaml", "hoursOf: monday", "hoursOf: sunday"),
            said: ["error: calendar mau: 2026-01-10 has the hours of sunday, on which nobody works"]),
        Mistake(
            "TIM-01 a day outside the coverage",
            Change("calendars.yaml", "date: 2025-09-02", "date: 2052-09-02"),
            said: [
                "error: calendar mau: 2052-09-02 lies outside 2025-01-01 to 2027-12-31, which the calendar covers"
            ]),
        Mistake(
            "TIM-01 a coverage of nothing",
            Change("calendars.yaml", "coversTo: 2027-12-31", "coversTo: 2024-12-31"),
            said: [
                "error: calendar mau: 2025-09-02 lies outside",
                "error: calendar mau: 2026-01-02 lies outside",
                "error: calendar mau: 2026-01-10 lies outside",
                "error: calendar mau: covers nothing: 2024-12-31 lies before 2025-01-01",
            ]),
        Mistake(
            "TIM-01 a coverage with a mistyped year",
            Change("calendars.yaml", "coversTo: 2027-12-31", "coversTo: 2207-12-31"),
            said: ["error: calendar mau: covers more than a hundred years: is a year mistyped?"]),
    ]

    static let versions: [Mistake] = [
        Mistake(
            "a procedure of no level, on no route",
            Change("procedures/9.004.yaml", "level: province", "level: district"),
            Change("procedures/9.004.yaml", "route: licence", "route: permit"),
            said: [
                "error: procedure 9.004@1: refers to level district, which doesn't exist",
                "error: procedure 9.004@1: refers to route permit, which doesn't exist",
            ]),
        Mistake(
            "a procedure that goes on after its route has ended",
            Change(
                "routes/hours.yaml", "validFrom: 2025-07-01", "validFrom: 2025-07-01\nvalidTo: 2026-06-30"),
            said: ["error: procedure 9.003@1: refers to route hours, which is not in force on 2026-07-01"]),
        Mistake(
            "a procedure with a paper and a fee twice",
            Change("procedures/9.001.yaml", "id: proof", "id: declaration"),
            Change(
                "procedures/9.001.yaml", "fees:\n",
                "fees:\n  - { id: le-phi, name: x, amountVND: 1, per: page }\n"),
            Change("procedures/9.001.yaml", "channels: [counter, post]", "channels: [post, post]"),
            said: [
                "error: procedure 9.001@1: has document declaration twice",
                "error: procedure 9.001@1: has fee le-phi twice",
                "error: procedure 9.001@1: has channel post twice",
            ]),
        Mistake(
            "a procedure without a channel",
            Change("procedures/9.001.yaml", "channels: [counter, post]", "channels: []"),
            said: ["error: procedure 9.001@1: can be handed in by no channel"]),
    ]

    static let shapes: [Mistake] = [
        Mistake(
            "RTE-01 a lead that is none of the branches",
            Change("routes/allowance.yaml", "lead: labour", "lead: check"),
            said: ["error: route allowance@1: stage appraisal is led by check, which is none of its branches"]
        ),
        Mistake(
            "RTE-01 two steps of one key", Change("routes/allowance.yaml", "id: verify", "id: check"),
            said: ["error: route allowance@1: has step check twice"]),
        Mistake(
            "RTE-01 two branches of one key", Change("routes/allowance.yaml", "- id: home", "- id: labour"),
            said: ["error: route allowance@1: stage appraisal has branch labour twice"]),
        Mistake(
            "RTE-01 two stages of one key",
            Change("routes/allowance.yaml", "- id: appraisal", "- id: commune"),
            said: ["error: route allowance@1: has stage commune twice"]),
        Mistake(
            "RTE-01 nobody decides", Change("routes/allowance.yaml", ", decides: true", ""),
            said: ["error: route allowance@1: needs exactly one step that decides, and has 0: none"]),
        Mistake(
            "RTE-01 two decide",
            Change(
                "routes/allowance.yaml", "share: { workingDays: 2 }",
                "share: { workingDays: 2 }, decides: true"),
            said: ["error: route allowance@1: needs exactly one step that decides, and has 2: check, decide"]),
        Mistake(
            "RTE-01 the decision stands in the middle",
            Change("routes/allowance.yaml", ", decides: true", ""),
            Change(
                "routes/allowance.yaml", "share: { workingDays: 2 }",
                "share: { workingDays: 2 }, decides: true"),
            said: [
                "error: route allowance@1: step check decides, but is not the last step of the only branch"
            ]),
        Mistake(
            "RTE-01 the decision stands beside another branch",
            Change(
                "routes/allowance.yaml",
                "          - { id: decide, name: Quyết định, nameEnglish: Decide, " + decide + " }\n",
                "          - { id: decide, name: Quyết định, nameEnglish: Decide, " + decide + " }\n"
                    + "      - id: other\n        steps:\n          - { id: other, name: x, nameEnglish: x, "
                    + "at: receivingAgency, share: { sameDay: true } }\n"),
            said: [
                "error: route allowance@1: step decide decides, but is not the last step of the only branch"
            ]),
        Mistake(
            "RTE-01 no stage",
            Change(
                "routes/hours.yaml",
                """
                stages:
                  - id: whole
                    lead: decide
                    branches:
                      - id: decide
                        steps:
                          - { id: decide, name: Quyết định, nameEnglish: Decide, at: receivingAgency, share: { workingHours: 16 }, decides: true }
                """, "stages: []"),
            said: [
                "error: route hours@1: has no stage",
                "error: route hours@1: needs exactly one step that decides, and has 0: none",
            ]),
        Mistake(
            "RTE-01 a branch without a step, a stage without a branch",
            Change(
                "routes/hours.yaml", "  - id: whole\n",
                "  - { id: a, lead: b, branches: [{ id: b, steps: [] }] }\n  - { id: c, lead: d, branches: [] }\n"
                    + "  - id: whole\n"),
            said: [
                "error: route hours@1: branch b of stage a has no step",
                "error: route hours@1: stage c has no branch",
                "error: route hours@1: stage c is led by d, which is none of its branches",
            ]),
        Mistake(
            "RTE-01 an agency and a level that don't exist",
            Change("routes/allowance.yaml", "{ agency: tinh.committee }", "{ agency: tinh.chairman }"),
            Change("routes/allowance.yaml", "level: province", "level: district"),
            said: [
                "error: route allowance@1: step appraise names level district, which doesn't exist",
                "error: route allowance@1: step decide names agency tinh.chairman, which doesn't exist",
                "error: route allowance@1: step appraise can't be resolved from office hoa-binh.dong.one-stop: unit "
                    + "hoa-binh.dong lies in no unit of level district on 2025-07-01",
                "error: route allowance@1: step appraise can't be resolved from office tan-an.one-stop: ",
                "error: route allowance@1: step decide can't be resolved from office hoa-binh.dong.one-stop: agency "
                    + "tinh.chairman is not in force on 2025-07-01",
                "error: route allowance@1: step decide can't be resolved from office tan-an.one-stop: ",
            ]),
    ]

    static let shares: [Mistake] = [
        Mistake(
            "CAT-03 shares of one working day too many",
            Change("procedures/9.001.yaml", "workingDays: 10", "workingDays: 9"),
            said: [
                "error: procedure 9.001@1: has 9 working days, but the shares of route allowance@1 add up to 10: 1 too many"
            ]),
        Mistake(
            "CAT-03 the longest branch counts, the same day as a working day",
            Change(
                "routes/allowance.yaml", "level: commune, field: committee }, share: { workingDays: 3 }",
                "level: commune, field: committee }, share: { workingDays: 6 }"),
            said: [
                "error: procedure 9.001@1: has 10 working days, but the shares of route allowance@1 add up to 12: 2 too many"
            ]),
        Mistake(
            "CAT-03 shares in calendar days",
            Change("procedures/9.004.yaml", "calendarDays: 30", "calendarDays: 20"),
            said: [
                "error: procedure 9.004@1: has 20 calendar days, but the shares of route licence@1 add up to 30: 10 too many"
            ]),
        Mistake(
            "CAT-03 shares in working hours",
            Change("procedures/9.003.yaml", "workingHours: 16", "workingHours: 15"),
            said: [
                "error: procedure 9.003@1: has 15 working hours, but the shares of route hours@1 add up to 16: 1 too many"
            ]),
        Mistake(
            "CAT-03 units that can't be compared are told",
            Change("procedures/9.004.yaml", "calendarDays: 30", "workingDays: 22"),
            said: [
                "warning: procedure 9.004@1: has its limit in working days and the shares of route licence@1 in calendar "
                    + "days: whether they fit was not checked"
            ]),
    ]

    static let resolution: [Mistake] = [
        Mistake(
            "RTE-05 no agency for a field",
            Change("agencies.yaml", "fields: [labour]", "fields: [work]"),
            said: [
                "error: route allowance@1: step appraise can't be resolved from office hoa-binh.dong.one-stop: no agency "
                    + "of unit tinh answers for field labour on 2025-07-01",
                "error: route allowance@1: step appraise can't be resolved from office tan-an.one-stop: no agency of unit "
                    + "tinh answers for field labour on 2025-07-01",
            ]),
        Mistake(
            "RTE-05 an agency that ends while the route goes on",
            Change(
                "agencies.yaml",
                "000.00.01.H90, identifierBasis: made-up, office: tinh.one-stop,          validFrom: 2025-07-01",
                "000.00.01.H90, identifierBasis: made-up, office: tinh.one-stop, validFrom: 2025-07-01, validTo: 2026-05-31"
            ),
            said: [
                "error: route allowance@1: step appraise can't be resolved from office hoa-binh.dong.one-stop: no agency "
                    + "of unit tinh answers for field labour on 2026-06-01",
                "error: route allowance@1: step appraise can't be resolved from office tan-an.one-stop: ",
            ]),
        Mistake(
            "RTE-05 only one of the units an office serves lacks an agency",
            Change(
                "agencies.yaml", "unit: hoa-binh.tay,  fields: [committee]", "unit: hoa-binh.tay,  fields: []"
            ),
            said: [
                "error: route allowance@1: step verify can't be resolved from office tan-an.one-stop: no agency of unit "
                    + "hoa-binh.tay answers for field committee on 2025-07-01"
            ]),
        Mistake(
            "ORG-06 what only a list assigns is resolved from that office too",
            Change(
                "routes/licence.yaml", "level: province, field: committee", "level: commune, field: committee"
            ),
            said: [
                "error: route licence@1: step decide can't be resolved from office tinh.one-stop: unit tinh lies in no "
                    + "unit of level commune on 2025-07-01"
            ]),
    ]

    @Test(
        "every mistake in calendars, versions, routes and shares is found",
        arguments: calendars + versions + shapes + shares + resolution)
    func mistakes(_ mistake: Mistake) throws {
        expect(try findings(mistake.changes), begin: mistake.said)
    }

    @Test("RTE-05 of many offices five are named and the others counted")
    func manyOffices() throws {
        var document = try sample([Change("agencies.yaml", "fields: [labour]", "fields: [work]")])
        let office = try #require(document.offices.first { $0.id.text == "hoa-binh.dong.one-stop" })
        let counter = try #require(document.counters.first { $0.office == office.id })
        for number in 0..<20 {
            let id = OfficeID("o\(number)")
            document.offices.append(
                Office(
                    id: id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                    serves: office.serves, calendar: office.calendar, premises: office.premises,
                    validity: office.validity))
            document.counters.append(
                Counter(
                    id: CounterID("c\(number)"), office: id, name: counter.name,
                    confirmation: counter.confirmation,
                    validity: counter.validity))
        }
        let found = review(document, on: try #require(CivilDate("2025-08-04"))).filter {
            $0.place.kind == .route
        }
        #expect(found.count == 6)
        #expect(found.last?.reason == "step appraise can't be resolved from 17 more offices")
    }

    @Test("a calendar that ends within a year is told")
    func coverageEnds() throws {
        #expect(try findings([], on: "2026-12-31") == [])
        #expect(
            try findings([], on: "2027-01-01") == [
                "warning: calendar mau: knows no holidays after 2027-12-31, within a year of 2027-01-01: add the next year's"
            ])
        #expect(
            try findings([], on: "2024-12-31") == [
                "warning: calendar mau: covers only from 2025-01-01: earlier holidays are unknown"
            ])
    }

    @Test("ORG-06 a procedure that no counter receives is told, on its own first day where that is later")
    func receivedNowhere() throws {
        let closed = Change(
            "counters.yaml", "name: Quầy số 1, confirmation: required, validFrom: 2025-07-01",
            "name: Quầy số 1, confirmation: required, validFrom: 2025-07-01, validTo: 2025-09-30")
        let unlisted = Change("counters.yaml", "[\"9.004\"]", "[]")
        #expect(try findings([closed, unlisted]) == [])
        #expect(try findings([closed]) == [])
        #expect(
            try findings([closed, unlisted], on: "2025-10-01") == [
                "warning: procedure 9.004@1: is received at no counter on 2025-10-01"
            ])
        let later = Change("procedures/9.004.yaml", "validFrom: 2025-07-01", "validFrom: 2025-12-01")
        #expect(
            try findings([closed, unlisted, later]) == [
                "warning: procedure 9.004@1: is received at no counter on 2025-12-01"
            ])
    }

    @Test("a calendar may not let a year pass without work")
    func yearWithoutWork() throws {
        var document = try sample()
        let calendar = document.calendars[0]
        let first = try #require(CivilDate("2026-01-12"))
        let daysOff = (0..<400).map {
            WorkingCalendar.DayOff(date: first.adding(days: $0), name: "Nghỉ", kind: .closure)
        }
        document.calendars = [
            WorkingCalendar(
                id: calendar.id, name: calendar.name, coversFrom: calendar.coversFrom,
                coversTo: calendar.coversTo,
                weeklyHours: calendar.weeklyHours, daysOff: daysOff, workingDays: calendar.workingDays)
        ]
        let today = try #require(CivilDate("2025-08-04"))
        let found = review(document, on: today).map(\.description)
        #expect(found == ["error: calendar mau: nobody works for more than a year from 2026-01-11"])
        // The same days as closures of one office.
        var closed = try sample()
        let index = try #require(closed.offices.firstIndex { $0.plannedMove == nil && $0.premises.count == 1 })
        let office = closed.offices[index]
        closed.offices[index] = Office(
            id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
            serves: office.serves, calendar: office.calendar, premises: office.premises, baseline: office.baseline,
            closures: daysOff, validity: office.validity)
        let errors = review(closed, on: today).filter { $0.severity == .error }.map(\.description)
        #expect(errors == ["error: office \(office.id): nobody works for more than a year from 2026-01-11"])
    }

    @Test("CAT-01 two rows of one version are refused")
    func versionsTwice() throws {
        var document = try sample()
        document.procedures.append(document.procedures[0])
        document.routes.append(document.routes[0])
        let found = review(document, on: try #require(CivilDate("2025-08-04"))).map(\.description)
        #expect(
            found == ["error: procedure 9.001@1: stands twice", "error: route allowance@1: stands twice"])
    }
}
