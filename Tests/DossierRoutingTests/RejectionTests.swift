import DossierDomain
import DossierRouting
import Testing

/// What the engine rejects that belongs to no single rule; the other rejections stand with their rules.
@Suite("Rejections")
struct RejectionTests {
    @Test(
        "papers that are turned away at the counter, with the reason",
        arguments: [
            (.papers("2.002307", at: "van-an-9"), .unknownCounter(CounterID("van-an-9"))),
            (.papers("7.777777", at: "van-an-2"), .unknownProcedure(ProcedureCode("7.777777"))),
            (.papers("2.002307", at: "van-an-2", for: "ha-noi"), .unknownUnit(UnitID("ha-noi"))),
            (
                .papers("1.000656", at: "van-an-2", by: .post, []),
                .channelNotOffered(.post, offered: [.counter])
            ),
            (
                .papers("2.002307", at: "van-an-2", by: .online),
                .channelNotOffered(.online, offered: [.counter, .post])
            ),
        ] as [(DossierCommand.Submit, CommandRejection)])
    func turnedAway(submit: DossierCommand.Submit, rejection: CommandRejection) {
        let clerk = Actor.clerk("van-an")
        #expect(Life().rejection(of: .submit(submit), by: clerk, at: at("08-20 08:00")) == rejection)
        #expect(
            Life().rejection(of: .submitAndReceive(submit, .init()), by: clerk, at: at("08-20 08:00"))
                == rejection)
    }

    @Test("a reception that can't be made leaves nothing behind, not even the submission")
    func nothingLeft() {
        let clerk = Actor.clerk("van-an")
        let rows: [(DossierCommand.Submit, DossierCommand.Receive, CommandRejection)] = [
            (
                .papers("2.002307", at: "van-an-2", [application]), .init(),
                .documentsMissing([needsCertificate], of: allowance)
            ),
            (
                .papers("2.002307", at: "van-an-2"), .init(returnOffice: OfficeID("ha-noi")),
                .unknownOffice(OfficeID("ha-noi"))
            ),
            (
                .papers("9.000404", at: "van-an-2"), .init(),
                .routeUnresolved(
                    RouteProblem(
                        route: RouteID("forestry"), step: StepID("survey"),
                        lack: .noAgency(unit: UnitID("van-quan"), field: "forestry")))
            ),
        ]
        for (submit, receive, rejection) in rows {
            #expect(
                Life().rejection(of: .submitAndReceive(submit, receive), by: clerk, at: at("08-20 08:00"))
                    == rejection)
        }
    }

    @Test("ORG-01 a counter, office or procedure that has ceased between bringing and receiving")
    func ceasedMeanwhile() throws {
        var life = Life()
        try life.act(
            .submit(.papers("2.002307", at: "van-an-2")), by: .clerk("van-an"), at: at("08-20 08:00"))
        let rows: [(Catalogue, CommandRejection)] = [
            (
                SmallProvince.changed { $0.procedures.removeAll { $0.code == ProcedureCode("2.002307") } },
                .unknownProcedure(ProcedureCode("2.002307"))
            ),
            (
                SmallProvince.changed { $0.offices.removeAll { $0.id == OfficeID("van-an") } },
                .unknownOffice(OfficeID("van-an"))
            ),
            (
                SmallProvince.changed { $0.counters.removeAll { $0.id == CounterID("van-an-2") } },
                .unknownCounter(CounterID("van-an-2"))
            ),
        ]
        for (catalogue, rejection) in rows {
            life.catalogue = catalogue
            #expect(
                life.rejection(of: .receive(.init()), by: .clerk("van-an"), at: at("08-21 08:00"))
                    == rejection)
        }
    }

    @Test("what is over, or not begun, says where it stands and what could be done")
    func notInStatus() throws {
        let life = try Life.received("2.002307")
        #expect(
            life.rejection(of: .handOver, by: .clerk("van-an"), at: at("08-20 09:00"))
                == .notInStatus(.received, allowed: DossierStatus.received.allowedCommands))
        #expect(
            life.rejection(
                of: .submit(.papers("2.002307", at: "van-an-2")), by: .clerk("van-an"), at: at("08-20 09:00"))
                == .notInStatus(.received, allowed: DossierStatus.received.allowedCommands))
    }
}
