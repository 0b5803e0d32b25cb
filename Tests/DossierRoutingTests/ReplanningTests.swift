import DossierDomain
import DossierRouting
import Testing

/// What happens to dossiers on their way when bodies cease (RTE-05).
@Suite("Re-planning")
struct ReplanningTests {
    /// The same province after an agency or office has ended on 25 August.
    static func without(_ ids: String...) -> Catalogue {
        SmallProvince.changed { document in
            document.agencies = document.agencies.map { agency in
                guard ids.contains(agency.id.text) else { return agency }
                return Agency(
                    id: agency.id, name: agency.name, nameEnglish: agency.nameEnglish, unit: agency.unit,
                    fields: agency.fields, identifier: agency.identifier, identifierBasis: .madeUp,
                    office: agency.office, validity: Validity(from: agency.validFrom, to: date("2019-08-25")))
            }
            document.offices = document.offices.map { office in
                guard ids.contains(office.id.text) else { return office }
                return Office(
                    id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                    serves: office.serves, calendar: office.calendar, premises: office.premises,
                    validity: Validity(from: office.validFrom, to: date("2019-08-25")))
            }
        }
    }

    private static let ground = secret("ground")

    private static func plan(_ steps: (String, String)..., office: String? = nil) -> DossierCommand {
        .replan(
            .init(
                steps: steps.map { PlannedAgency(step: StepID($0.0), agency: AgencyID($0.1)) },
                returnOffice: office.map { OfficeID($0) }, reason: ground))
    }

    @Test("RTE-05 a dossier whose holder has ceased is flagged, listed, and planned anew by an official")
    func holderCeased() throws {
        var life = try Life.atDistrict()
        let before = life.current
        life.catalogue = Self.without("labour-van-quan")
        try life.act(.checkPlan, by: .administrator, at: at("08-26 08:00"))
        #expect(
            life.current.planProblems
                == [PlanProblem(.bodyCeased, step: StepID("appraise"), body: .agency(AgencyID("labour-van-quan")))])
        let item = try #require(life.current.workItems.first { $0.kind == .replan })
        #expect(item.body == .office(OfficeID("van-an")))
        #expect(life.rejection(of: .checkPlan, by: .administrator, at: at("08-26 09:00")) == .planStands, "told once")
        #expect(
            life.rejection(of: Self.plan(), by: .official("van-an"), at: at("08-26 09:00"))
                == .routeUnresolved(
                    RouteProblem(
                        route: RouteID("allowance"), step: StepID("appraise"),
                        lack: .noAgency(unit: UnitID("van-quan"), field: "labour"))))
        try life.act(
            Self.plan(("appraise", "committee-van-quan")), by: .official("van-an"), at: at("08-26 10:00"))
        let after = life.current
        #expect(after.flaggedTo == nil && after.planProblems.isEmpty)
        let open = try #require(after.openHandovers.first)
        #expect(open.handover.from == .agency(AgencyID("labour-van-quan")))
        #expect(open.handover.to == .agency(AgencyID("committee-van-quan")))
        try life.acknowledge(by: .system("committee-van-quan"), "08-27 08:00")
        #expect(life.current.number == before.number)
        #expect(life.current.reception?.firstDueAt == before.reception?.firstDueAt)
        #expect(life.current.reception?.dueAt == before.reception?.dueAt)
        #expect(life.current.custodian == .body(.agency(AgencyID("committee-van-quan"))))
        #expect(Array(life.events.prefix(before.version)).count == before.version, "history stays")
    }

    @Test("RTE-05 an agency completes its step although the next one finds nobody; the dossier waits for a person")
    func nextUnresolved() throws {
        var life = try Life.atDistrict()
        life.catalogue = Self.without("labour-lang-son")
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        #expect(life.current.planProblems == [PlanProblem(.stepUnresolved, step: StepID("decide"))])
        #expect(life.current.workItems.map(\.kind) == [.replan], "its holder can do nothing about it")
        try life.act(
            Self.plan(("decide", "committee-lang-son")), by: .official("van-an"), at: at("08-28 11:00"))
        try life.acknowledge(by: .system("committee-lang-son"), "08-29 08:00")
        try life.complete(by: "committee-lang-son", "08-30 08:00", granted)
        #expect(life.current.status == .decided)
    }

    @Test("RTE-05 a flag is taken back once the configuration is mended, and its holder goes on")
    func mended() throws {
        var life = try Life.atDistrict()
        life.catalogue = Self.without("labour-lang-son")
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        #expect(life.current.flaggedTo == OfficeID("van-an"))
        life.catalogue = SmallProvince.catalogue
        try life.act(.checkPlan, by: .administrator, at: at("08-29 08:00"))
        #expect(life.current.planProblems.isEmpty && life.current.flaggedTo == nil)
        #expect(life.current.workItems.map(\.kind) == [.offerHandover])
        #expect(life.rejection(of: .checkPlan, by: .administrator, at: at("08-29 09:00")) == .planStands, "told once")
        try life.pass(by: .system("labour-van-quan"), "08-29 10:00")
        #expect(life.current.openHandovers.map(\.handover.to) == [.agency(AgencyID("labour-lang-son"))])
        #expect(life.folded == life.state)
    }

    @Test("RTE-05 what was offered to a body that has ceased is withdrawn; a carrier's parcel is sent on")
    func offeredToCeased() throws {
        var life = try Life.atDistrict()
        try life.complete(
            by: "labour-van-quan", "08-23 15:00", carriage: Carriage(carrier: "VNPost", trackingCode: "T1"))
        life.catalogue = Self.without("labour-lang-son")
        try life.act(.checkPlan, by: .administrator, at: at("08-26 08:00"))
        try life.act(
            Self.plan(("decide", "committee-lang-son")), by: .official("van-an"), at: at("08-26 09:00"))
        #expect(life.current.openHandovers.count == 1)
        #expect(life.current.openHandovers[0].carriage?.trackingCode == "T1")
        #expect(life.current.custodian == .carrier("VNPost"), "one custodian at every moment (RTE-04)")
    }

    @Test("RTE-05 where the receiving office has ceased, the office above is told, and the result goes elsewhere")
    func returnOfficeCeased() throws {
        var life = try Life.ready()
        let readyAt = life.current.readyAt
        life.catalogue = Self.without("van-an")
        try life.act(.checkPlan, by: .administrator, at: at("09-06 08:00"))
        #expect(life.current.flaggedTo == OfficeID("van-quan"))
        #expect(life.current.isVisible(to: .office(OfficeID("van-quan"))))
        try life.act(Self.plan(office: "van-quan"), by: .official("van-quan"), at: at("09-06 09:00"))
        #expect(life.current.status == .decided)
        try life.acknowledge(by: .clerk("van-quan"), "09-06 15:00")
        #expect(life.current.status == .readyToHandOver)
        #expect(life.current.readyAt == readyAt, "form 01 is judged by when it first lay at a counter")
        try life.act(.handOver, by: .clerk("van-quan"), at: at("09-07 08:00"))
    }

    @Test("RTE-05 one plan mends everything that is broken, or nothing is planned")
    func incomplete() throws {
        var life = try Life.atDistrict()
        life.catalogue = Self.without("labour-van-quan", "van-an")
        let half = life.rejection(
            of: Self.plan(("appraise", "committee-van-quan")), by: .official("van-quan"), at: at("08-26 10:00"))
        #expect(
            half
                == .planIncomplete(
                    [PlanProblem(.returnOfficeCeased, step: nil, body: .office(OfficeID("van-an")))],
                    of: life.current.reception?.route))
        try life.act(
            Self.plan(("appraise", "committee-van-quan"), office: "van-quan"), by: .official("van-quan"),
            at: at("08-26 10:00"))
    }

    @Test("RTE-05 nobody plans by themselves, anew what stands, or what nobody knows")
    func rejections() throws {
        let life = try Life.atDistrict()
        func rejection(_ command: DossierCommand, _ actor: Actor) -> CommandRejection? {
            life.rejection(of: command, by: actor, at: at("08-26 10:00"))
        }
        #expect(rejection(Self.plan(), .clerk("van-an")) == .forbidden(.replanByOfficial))
        #expect(rejection(Self.plan(), .system("labour-van-quan")) == .forbidden(.replanByOfficial))
        #expect(rejection(Self.plan(), .official("van-an")) == .nothingToReplan)
        #expect(
            rejection(Self.plan(("check", "committee-van-an")), .official("van-an")) == .nothingToReplan, "it is done")
        #expect(rejection(Self.plan(("decide", "nobody")), .official("van-an")) == .unknownAgency(AgencyID("nobody")))
        #expect(rejection(Self.plan(office: "nowhere"), .official("van-an")) == .unknownOffice(OfficeID("nowhere")))
        #expect(rejection(.checkPlan, .administrator) == .planStands)
        #expect(rejection(.checkPlan, .official("van-an")) == .forbidden(.watchBySystem))
    }

    @Test("RTE-05 SEC-02 only the office in charge plans: whoever monitors, had it or has it gives itself nothing")
    func onlookers() throws {
        let life = try Life.atDistrict()
        let onlookers: [Actor] =
            [.official("van-quan"), .official("yen-phuc")]
            + ["committee-van-an", "labour-van-quan", "labour-lang-son"].map {
                .any(.official, .agency(AgencyID($0)), .agency)
            }
        for onlooker in onlookers {
            for plan in [Self.plan(office: "van-quan"), Self.plan(("decide", "committee-lang-son")), Self.plan()] {
                #expect(
                    life.rejection(of: plan, by: onlooker, at: at("08-26 10:00")) == .forbidden(.replanByOfficial),
                    "\(onlooker)")
            }
        }
        let own = life.rejection(of: Self.plan(office: "van-quan"), by: .official("van-an"), at: at("08-26 10:00"))
        #expect(own == nil)
    }

    @Test("RTE-05 what comes back to a body that has ceased is planned anew without naming anybody")
    func returnedToCeased() throws {
        var life = try Life.atDistrict()
        try life.complete(by: "labour-van-quan", "08-23 15:00")
        life.catalogue = Self.without("labour-van-quan")
        let offered = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(
            .returnHandover(offered, reason: secret("no")), by: .system("labour-lang-son"), at: at("08-26 09:00"))
        try life.act(.checkPlan, by: .administrator, at: at("08-26 10:00"))
        try life.act(Self.plan(), by: .official("van-an"), at: at("08-26 11:00"))
        #expect(life.current.openHandovers.map(\.handover.to) == [.agency(AgencyID("labour-lang-son"))])
        var decided = try Life.decided()
        decided.catalogue = Self.without("labour-lang-son")
        let result = try #require(decided.current.openHandovers.first?.handover.id)
        try decided.act(.returnHandover(result, reason: secret("no")), by: .clerk("van-an"), at: at("09-05 09:00"))
        try decided.act(.checkPlan, by: .administrator, at: at("09-05 10:00"))
        try decided.act(Self.plan(), by: .official("van-an"), at: at("09-05 11:00"))
        #expect(decided.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-an"))])
    }

    @Test("RTE-05 WDR-01 papers of a withdrawn dossier that lie with a body that has ceased are fetched")
    func papersWithCeased() throws {
        var life = try Life.atDistrict()
        try life.act(.withdrawal, by: .clerk("van-an"), at: at("08-23 14:00"))
        let offered = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(.returnHandover(offered, reason: secret("no")), by: .clerk("van-an"), at: at("08-23 15:00"))
        let early = life.rejection(of: Self.plan(), by: .official("van-an"), at: at("08-26 08:00"))
        #expect(early == .nothingToReplan, "whoever has them can still send them")
        life.catalogue = Self.without("labour-van-quan")
        try life.act(.checkPlan, by: .administrator, at: at("08-26 08:00"))
        #expect(life.current.workItems.contains { $0.kind == .replan && $0.body == .office(OfficeID("van-an")) })
        let named = Self.plan(("decide", "committee-lang-son"))
        #expect(life.rejection(of: named, by: .official("van-an"), at: at("08-26 09:00")) == .nothingToReplan)
        try life.act(Self.plan(), by: .official("van-an"), at: at("08-26 09:00"))
        #expect(life.current.planProblems.isEmpty && life.current.flaggedTo == nil)
        try life.acknowledge(by: .clerk("van-an"), "08-27 08:00")
        try life.act(.givingBack, by: .clerk("van-an"), at: at("08-27 09:00"))
        #expect(life.current.custodian == .applicant && life.current.workItems.isEmpty)
    }

    @Test("RTE-05 WDR-01 papers that a carrier has on the way to a body that has ceased are sent on")
    func papersOnTheirWayToCeased() throws {
        var life = try Life.atDistrict()
        try life.complete(
            by: "labour-van-quan", "08-23 11:00", carriage: Carriage(carrier: "VNPost", trackingCode: "T1"))
        try life.act(.withdrawal, by: .clerk("van-an"), at: at("08-23 14:00"))
        life.catalogue = Self.without("labour-lang-son")
        try life.act(.checkPlan, by: .administrator, at: at("08-26 08:00"))
        try life.act(Self.plan(), by: .official("van-an"), at: at("08-26 09:00"))
        #expect(life.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-an"))])
        #expect(life.current.custodian == .carrier("VNPost"), "one custodian at every moment (RTE-04)")
        try life.acknowledge(by: .clerk("van-an"), "08-27 08:00")
        #expect(life.current.workItems.map(\.kind) == [.giveBackPapers])
    }

    @Test("RTE-05 what is over needs no plan any more")
    func over() throws {
        var life = try Life.ready()
        life.catalogue = Self.without("van-an")
        try life.act(.checkPlan, by: .administrator, at: at("09-06 08:00"))
        try life.act(.handOver, by: .clerk("van-an"), at: at("09-06 09:00"))
        #expect(life.current.workItems.isEmpty && life.current.planProblems.isEmpty)
    }

    @Test("RTE-05 a step may be given to another agency before it is its turn")
    func ahead() throws {
        var life = try Life.atDistrict()
        try life.act(Self.plan(("decide", "committee-lang-son")), by: .administrator, at: at("08-26 10:00"))
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        #expect(life.current.openHandovers[0].handover.to == .agency(AgencyID("committee-lang-son")))
    }
}
