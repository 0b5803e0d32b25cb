import DossierDomain
import DossierRouting
import Testing

/// Postal norms, and what a procedure settles for itself.
@Suite("Transit and options")
struct TransitTests {
    /// The small province with the norms of HND-03: a working day within a district, two between districts.
    static let withNorms = SmallProvince.changed { document in
        document.levels = document.levels.map {
            Level(
                id: $0.id, rank: $0.rank, name: $0.name, nameEnglish: $0.nameEnglish,
                transitWorkingDays: ["province": 2, "district": 1][$0.id.text])
        }
    }

    static func with(_ options: ProcedureOptions, remote: [Remoteness]? = nil) -> Catalogue {
        var document = withNorms.document
        document.procedures = document.procedures.map { procedure in
            Procedure(
                code: procedure.code, version: procedure.version, validity: procedure.validity, name: procedure.name,
                nameEnglish: procedure.nameEnglish, field: procedure.field, level: procedure.level,
                timeLimit: procedure.timeLimit, route: procedure.route, channels: procedure.channels,
                slip: procedure.slip, fees: procedure.fees, documents: procedure.documents,
                result: procedure.result, legalBasis: procedure.legalBasis, options: options)
        }
        document.units = document.units.map { unit in
            AdministrativeUnit(
                id: unit.id, level: unit.level, parent: unit.parent, code: unit.code, kind: unit.kind,
                name: unit.name, nameEnglish: unit.nameEnglish, validity: unit.validity,
                remote: unit.id == UnitID("van-an") ? remote : nil)
        }
        return Catalogue(document, version: 3)
    }

    @Test(
        "HND-03 J+1 within a district, J+2 between districts, nothing within one unit",
        arguments: [
            ("office:van-an", "agency:labour-van-quan", "08-20 10:00", "08-21 17:00"),
            ("agency:labour-van-quan", "agency:labour-lang-son", "08-20 10:00", "08-22 17:00"),
            ("office:van-an", "agency:police-van-an", "08-20 10:00", "08-20 10:00"),
            ("office:van-an", "agency:committee-yen-phuc", "08-20 10:00", "08-21 17:00"),
            ("office:van-an", "agency:finance-cao-loc", "08-20 10:00", "08-22 17:00"),
            ("agency:labour-lang-son", "office:van-an", "08-30 16:00", "09-04 17:00"),
            ("office:van-an", "agency:labour-van-quan", "08-20 17:30", "08-22 17:00"),
            ("office:van-an", "agency:labour-van-quan", "08-24 09:00", "08-27 17:00"),
        ])
    func norms(from: String, to: String, taken: String, arrives: String) throws {
        let from = try #require(Body(key: from))
        let to = try #require(Body(key: to))
        #expect(Self.withNorms.arrival(from: from, to: to, takenAt: at(taken)) == at(arrives))
    }

    @Test("HND-03 the norm is recorded when the carrier takes it, at once or later")
    func recorded() throws {
        var life = try Life.received("2.002307", under: Self.withNorms)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-22 10:00", carriage: Carriage(carrier: "VNPost"))
        #expect(life.current.openHandovers[0].carriage?.arriveBy == at("08-23 17:00"))
        #expect(life.current.workItems.map(\.dueAt) == [at("08-23 17:00")], "nobody acknowledges what isn't there")
        try life.acknowledge(by: .system("labour-van-quan"), "08-23 10:00")
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        let offered = try #require(life.current.openHandovers.first?.handover.id)
        try life.act(
            .dispatchHandover(offered, Carriage(carrier: "VNPost")), by: .system("labour-van-quan"),
            at: at("08-28 18:00"))
        #expect(
            life.current.openHandovers[0].carriage?.arriveBy == at("09-03 17:00"), "taken on Thursday; Monday is off")
    }

    @Test("CAT-03 the chain has transit and return in it, and form 01 promises what the policy says")
    func appointment() throws {
        let statutory = try Life.received("2.002307", under: Self.withNorms)
        #expect(statutory.current.reception?.dueAt == at("09-16 17:00"))
        let chain = try Life.received("2.002307", under: Self.with(.init(appointment: .chain)))
        // Commune until Mon 26 August; district from Tue 27, 10 days end on Fri 6 September; the post has until
        // Tue 10, 10 days end on Fri 20; back between districts until Tue 24.
        #expect(chain.current.reception?.dueAt == at("09-24 17:00"))
        #expect(chain.current.reception?.firstDueAt == at("09-24 17:00"))
    }

    @Test(
        "TIM-04 a remote commune has the procedure's longer limit, another one has not",
        arguments: [
            ([Remoteness.distant], "09-24 17:00"), ([.offline, .hardToReach], "09-24 17:00"), ([], "09-18 17:00"),
        ])
    func remote(why: [Remoteness], due: String) throws {
        let catalogue = Self.with(.init(remoteExtension: .workingDays(4)), remote: why.isEmpty ? nil : why)
        let life = try Life.received("2.000986", under: catalogue)
        #expect(life.current.reception?.dueAt == at(due))
        let ledger = try #require(catalogue.ledger(of: life.events, now: at("08-21 08:00")))
        let extended = ledger.deadline.reasons.contains {
            $0 == .extended(.workingDays(4), unit: UnitID("van-an"), because: why)
        }
        #expect(extended == !why.isEmpty)
    }

    @Test("TIM-04 a procedure that doesn't allow it has no longer limit in a remote commune")
    func remoteNotAllowed() throws {
        let life = try Life.received("2.000986", under: Self.with(.init(), remote: [.distant]))
        #expect(life.current.reception?.dueAt == at("09-18 17:00"))
    }

    @Test("a step that includes a public posting isn't completed before it has run; a refusal may be")
    func posting() throws {
        let catalogue = Self.with(.init(posting: .init(step: StepID("decide"), period: .calendarDays(7))))
        var life = try Life.received("2.002307", under: catalogue)
        try life.pass(by: .clerk("van-an"), "08-20 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-20 10:00")
        try life.complete(by: "committee-van-an", "08-22 10:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-23 10:00")
        try life.complete(by: "labour-van-quan", "08-26 10:00")
        try life.acknowledge(by: .system("labour-lang-son"), "08-27 10:00")
        let early = life.rejection(
            of: .complete(life.current, by: "labour-lang-son", decision: granted), by: .system("labour-lang-son"),
            at: at("08-30 10:00"))
        #expect(early == .postingRuns(until: at("09-03 17:00")))
        let refused = Decision(
            outcome: .refused, number: "1", date: date("2019-08-30"), signer: secret("s"), reasons: secret("r"))
        #expect(
            life.rejection(
                of: .complete(life.current, by: "labour-lang-son", decision: refused), by: .system("labour-lang-son"),
                at: at("08-30 10:00")) == nil)
        try life.complete(by: "labour-lang-son", "09-03 08:00", granted)
    }
}
