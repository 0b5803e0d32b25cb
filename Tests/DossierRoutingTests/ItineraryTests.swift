import DossierDomain
import DossierRouting
import Testing

@Suite("The way ahead")
struct ItineraryTests {
    private func plan(
        _ code: String, from office: String = "van-an", for unit: String = "van-an", at instant: String,
        under catalogue: Catalogue = SmallProvince.catalogue
    ) throws -> Itinerary {
        let received = DossierRoutingTests.at(instant)
        let procedure = try #require(catalogue.procedure(ProcedureCode(code), on: received.date))
        let route = try #require(catalogue.route(procedure.route, on: received.date))
        return try catalogue.itinerary(
            of: procedure, along: route,
            from: try #require(catalogue.office(OfficeID(office), on: received.date)),
            applicantUnit: UnitID(unit), receivedAt: received)
    }

    @Test("RTE-07 the preview gives every step with agency and planned dates")
    func preview() throws {
        let itinerary = try plan("2.002307", at: "08-20 08:00")
        #expect(
            itinerary.steps.map { "\($0.step.id) \($0.agency.id) \($0.startsAt) \($0.deadline.dueAt)" } == [
                "check committee-van-an 2019-08-20T08:00:00+07:00 2019-08-26T17:00:00+07:00",
                "appraise labour-van-quan 2019-08-26T17:00:00+07:00 2019-09-05T17:00:00+07:00",
                "decide labour-lang-son 2019-09-05T17:00:00+07:00 2019-09-16T17:00:00+07:00",
            ])
        #expect(itinerary.chainEndsAt == at("09-16 17:00"))
        #expect(itinerary.deadline.dueAt == at("09-16 17:00"))
        #expect(itinerary.passOnBy == at("08-20 17:00"))
    }

    @Test("RTE-03 RTE-07 it names who monitors a step: nobody where that is the receiving office itself")
    func monitors() throws {
        let itinerary = try plan("2.002307", at: "08-20 08:00")
        #expect(itinerary.steps.map(\.monitor) == [nil, OfficeID("van-quan"), OfficeID("lang-son")])
    }

    @Test("RTE-07 a stage takes as long as its longest branch")
    func longestBranch() throws {
        let itinerary = try plan("2.000986", at: "08-20 08:00")
        #expect(itinerary.steps.map(\.isLead) == [true, true, false, true])
        let planned = itinerary.steps.map(\.deadline.dueAt)
        #expect(planned[1] == at("09-11 17:00"), "police, 15 working days from 20 August")
        #expect(planned[2] == at("09-04 17:00"), "insurance, 10 working days")
        #expect(itinerary.steps[3].startsAt == planned[1])
        #expect(itinerary.chainEndsAt == at("09-13 17:00"))
        #expect(itinerary.chainEndsAt <= itinerary.deadline.dueAt)
    }

    @Test("RTE-07 what came after 15:00 begins the next working day")
    func late() throws {
        let itinerary = try plan("2.002307", at: "08-30 15:30")
        #expect(itinerary.passOnBy == at("09-03 07:30"))
        #expect(itinerary.steps.first?.startsAt == at("09-03 07:30"))
    }

    @Test("RTE-07 TIM-01 each body by its office's own calendar")
    func ownCalendar() throws {
        let open = try plan("2.000986", from: "van-an", at: "09-04 15:30")
        #expect(open.passOnBy == at("09-05 07:30"))
        // Yên Phúc is closed on 5 September.
        let catalogue = SmallProvince.changed { document in
            document.routes = document.routes.map { route in
                route.id == RouteID("birth")
                    ? SmallProvince.route(
                        "birth",
                        [[("main", [SmallProvince.step("all", .receivingAgency, .workingDays(1), true)])]])
                    : route
            }
        }
        let closed = try plan(
            "2.000986", from: "yen-phuc", for: "yen-phuc", at: "09-04 15:30", under: catalogue)
        #expect(closed.passOnBy == at("09-06 07:30"))
        #expect(closed.chainEndsAt == at("09-09 17:00"))
    }

    @Test("RTE-01 every selector finds its agency")
    func selectors() throws {
        let rows: [(Route.Selector, office: String, unit: String, agency: String)] = [
            (.receivingAgency, "van-an", "tan-lien", "committee-van-an"),
            (.receivingAgency, "van-quan", "van-an", "committee-van-quan"),
            (.agency(AgencyID("police-lang-son")), "van-an", "van-an", "police-lang-son"),
            (.unit(.receiving, level: "district", "labour"), "van-an", "tan-lien", "labour-van-quan"),
            (.unit(.receiving, level: "commune", "police"), "van-an", "tan-lien", "police-van-an"),
            (.unit(.receiving, level: "province", "labour"), "yen-phuc", "yen-phuc", "labour-lang-son"),
            (.unit(.receiving, level: "province", "labour"), "lang-son", "van-an", "labour-lang-son"),
            (.unit(.applicant, level: "district", "business"), "van-an", "tan-lien", "finance-cao-loc"),
            (.unit(.applicant, level: "district", "business"), "van-an", "van-an", "finance-van-quan"),
        ]
        for row in rows {
            let found = try SmallProvince.catalogue.agency(
                for: SmallProvince.step("s", row.0, .sameDay), of: RouteID("r"),
                from: try #require(
                    SmallProvince.catalogue.office(OfficeID(row.office), on: date("2019-08-20"))),
                applicantUnit: UnitID(row.unit), on: date("2019-08-20"))
            #expect(found.id.text == row.agency, "\(row)")
        }
    }

    @Test("RTE-05 a selector that finds nothing names route, step and what is lacking")
    func lacking() throws {
        let rows: [(Route.Selector, on: String, RouteProblem.Lack)] = [
            (
                .unit(.receiving, level: "district", "forestry"), "2019-08-20",
                .noAgency(unit: UnitID("van-quan"), field: "forestry")
            ),
            (
                .unit(.receiving, level: "hamlet", "labour"), "2019-08-20",
                .noAncestor(of: UnitID("van-an"), level: LevelID("hamlet"))
            ),
            (.agency(AgencyID("army")), "2019-08-20", .agencyNotInForce(AgencyID("army"))),
            (.receivingAgency, "2018-12-31", .agencyNotInForce(AgencyID("committee-van-an"))),
        ]
        let office = try #require(SmallProvince.catalogue.office(OfficeID("van-an"), on: date("2019-08-20")))
        for row in rows {
            #expect(throws: RouteProblem(route: RouteID("r"), step: StepID("s"), lack: row.2)) {
                try SmallProvince.catalogue.agency(
                    for: SmallProvince.step("s", row.0, .sameDay), of: RouteID("r"), from: office,
                    applicantUnit: UnitID("van-an"), on: date(row.on))
            }
        }
    }

    @Test("ORG-02 a circle of units ends the search instead of going round for ever")
    func circle() {
        let catalogue = SmallProvince.changed { document in
            document.units = document.units.map { unit in
                AdministrativeUnit(
                    id: unit.id, level: unit.level, parent: UnitID("van-an"), code: unit.code,
                    kind: unit.kind,
                    name: unit.name, nameEnglish: unit.nameEnglish, validity: unit.validity)
            }
        }
        #expect(
            catalogue.ancestor(of: UnitID("van-an"), level: LevelID("province"), on: date("2019-08-20"))
                == nil)
    }

    private func byHolder(_ segments: [DeadlineLedger.Segment]) -> [String] {
        var rows: [(key: String, minutes: Int)] = []
        for segment in segments {
            if rows.last?.key == segment.holder.key {
                rows[rows.count - 1].minutes += segment.workingMinutes
            } else {
                rows.append((segment.holder.key, segment.workingMinutes))
            }
        }
        return rows.map { "\($0.key) \($0.minutes)" }
    }

    @Test("TIM-05 the ledger gives every minute to one holder, and the segments add up to the whole")
    func ledger() throws {
        var life = try Life.decided()
        try life.acknowledge(by: .clerk("van-an"), "09-05 10:00")
        try life.act(.handOver, by: .clerk("van-an"), at: at("09-06 08:00"))
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("09-30 08:00")))
        #expect(
            byHolder(ledger.mainLine) == [
                "office:van-an 120", "agency:committee-van-an 1440", "agency:labour-van-quan 1920",
                "agency:labour-lang-son 1920", "office:van-an 360",
            ])
        #expect(ledger.isClosed)
        #expect(ledger.punctuality == .early)
        #expect(ledger.steps.map { $0.punctuality(at: at("09-30 08:00")) } == [.early, .early, .early])
    }
}
