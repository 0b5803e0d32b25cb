import DossierDomain
import DossierRouting
import Testing

/// Lateness that is seen before it happens.
@Suite("Lateness ahead")
struct ForeseenLatenessTests {
    /// The allowance, due on Monday 16 September, with ten days at the district until 2 September, then the province.
    private func atProvince(_ received: String) throws -> Life {
        var life = try Life.atDistrict()
        try life.complete(by: "labour-van-quan", "08-28 10:00")
        try life.acknowledge(by: .system("labour-lang-son"), received)
        return life
    }

    private func warning(_ life: Life, _ instant: String) -> CommandRejection? {
        life.rejection(of: .warnOfLateness, by: .administrator, at: at(instant))
    }

    @Test("LAT-03 what the rest of the chain can't bring in time is told two working days ahead, once")
    func ahead() throws {
        var life = try atProvince("09-09 10:00")
        #expect(life.current.branches[0].dueAt == at("09-19 17:00"), "ten days from the 9th")
        #expect(warning(life, "09-11 17:00") == .latenessNotForeseen, "three working days ahead there is time")
        #expect(warning(life, "09-12 07:29") == .latenessNotForeseen)
        try life.act(.warnOfLateness, by: .administrator, at: at("09-12 07:30"))
        guard case .latenessForeseen(let foreseen) = life.events.last?.event else {
            Issue.record("nothing was told")
            return
        }
        #expect(foreseen.dueAt == at("09-16 17:00") && foreseen.projectedAt == at("09-19 17:00"))
        #expect(foreseen.apologiseBy == at("09-13 17:00"), "the last working day before the due date (LAT-01)")
        #expect(foreseen.holder == .agency(AgencyID("labour-lang-son")))
        #expect(warning(life, "09-13 08:00") == .latenessNotForeseen, "told once")
    }

    @Test("LAT-03 somebody who is late with a step already is told of at once, where the whole is in danger")
    func stepLate() throws {
        let life = try Life.atDistrict()
        #expect(life.current.branches[0].dueAt == at("09-03 17:00"), "2 September is National Day")
        #expect(warning(life, "09-03 17:00") == .latenessNotForeseen, "ten days more are in time")
        #expect(warning(life, "09-06 17:01") == .latenessNotForeseen, "ten days more end on the 16th itself")
        #expect(warning(life, "09-07 08:00") == nil, "late with the step, and ten days more end on the 17th")
    }

    @Test("LAT-03 what will be in time, or lies at the counter, is not told of; and only the system tells")
    func notForeseen() throws {
        #expect(warning(try atProvince("08-29 10:00"), "09-05 08:00") == .latenessNotForeseen)
        let ready = try Life.ready()
        #expect(
            warning(ready, "09-30 08:00")
                == .notInStatus(.readyToHandOver, allowed: DossierStatus.readyToHandOver.allowedCommands))
        let life = try atProvince("09-09 10:00")
        #expect(
            life.rejection(of: .warnOfLateness, by: .official("van-an"), at: at("09-13 08:00"))
                == .forbidden(.watchBySystem))
    }
}
