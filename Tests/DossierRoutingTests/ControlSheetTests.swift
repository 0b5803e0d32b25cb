import DossierDomain
import DossierRouting
import Testing

@Suite("Form 05, the control sheet")
struct ControlSheetTests {
    private func rows(_ life: Life) -> [String] {
        func name(_ party: ControlSheet.Row.Party) -> String {
            switch party {
            case .applicant: "applicant"
            case .body(let body): body.key
            }
        }
        return ControlSheet(events: life.events).rows.map { row in
            let received =
                row.receivedAt.map { "\($0.date)" } ?? (row.returnedAt == nil ? "on its way" : "sent back")
            return
                "\(name(row.from)) > \(name(row.to)): \(row.givenAt.date), \(received), \(row.result?.rawValue ?? "-")"
        }
    }

    @Test("TIM-08 from hand to hand, each giver judged by its own date")
    func sequential() throws {
        var life = try Life.ready()
        try life.act(.handOver, by: .clerk("van-an"), at: at("09-06 08:00"))
        #expect(
            rows(life) == [
                "applicant > office:van-an: 2019-08-20, 2019-08-20, -",
                "office:van-an > agency:committee-van-an: 2019-08-20, 2019-08-20, onTime",
                "agency:committee-van-an > agency:labour-van-quan: 2019-08-22, 2019-08-23, early",
                "agency:labour-van-quan > agency:labour-lang-son: 2019-08-28, 2019-08-29, early",
                "agency:labour-lang-son > office:van-an: 2019-09-04, 2019-09-05, early",
                "office:van-an > applicant: 2019-09-06, 2019-09-06, early",
            ])
    }

    @Test("HND-01 what is on its way or was sent back says so, with the carrier that has it")
    func sentBack() throws {
        var life = try Life.received("2.002307")
        try life.act(
            .offerHandover(.init(carriage: Carriage(carrier: "VNPost"))), by: .clerk("van-an"),
            at: at("08-20 09:00"))
        let row = try #require(ControlSheet(events: life.events).rows.last)
        #expect(row.carriage?.carrier == "VNPost")
        #expect(row.dispatchedAt == at("08-20 09:00"))
        #expect(rows(life).last == "office:van-an > agency:committee-van-an: 2019-08-20, on its way, -")
        let id = try #require(row.handover)
        try life.act(
            .returnHandover(id, reason: secret("reason")), by: .system("committee-van-an"),
            at: at("08-21 09:00"))
        try life.pass(by: .clerk("van-an"), "08-21 10:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-21 11:00")
        #expect(
            rows(life).suffix(2) == [
                "office:van-an > agency:committee-van-an: 2019-08-20, sent back, -",
                "office:van-an > agency:committee-van-an: 2019-08-21, 2019-08-21, late",
            ])
    }

    @Test("TIM-08 a lead that was done in time isn't late because a side branch was")
    func waitingForAnother() throws {
        var life = try Life.sideBySide()
        try life.complete(by: "police-van-an", "08-28 08:00")
        try life.complete(by: "insurance-van-quan", "09-20 08:00")
        try life.acknowledge(by: .system("committee-van-an"), "09-20 10:00")
        #expect(
            rows(life).last == "agency:police-van-an > agency:committee-van-an: 2019-09-20, 2019-09-20, early"
        )
    }

    /// The birth at its closing step, at the committee, whose first step was due on 20 August.
    private func closing() throws -> Life {
        var life = try Life.sideBySide()
        try life.complete(by: "police-van-an", "08-28 08:00")
        try life.complete(by: "insurance-van-quan", "08-28 09:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-28 10:00")
        return life
    }

    @Test("TIM-08 a request for papers, and papers of what was withdrawn, aren't judged by an earlier step's date")
    func undated() throws {
        var asking = try closing()
        let committee = Actor.system("committee-van-an")
        try asking.act(.ask(asking.current, by: "committee-van-an"), by: committee, "08-28 14:00")
        var withdrawn = try closing()
        try withdrawn.act(.withdrawal, by: .clerk("van-an"), "08-28 14:00")
        for var life in [asking, withdrawn] {
            try life.acknowledge(by: .clerk("van-an"), "08-29 08:00")
            #expect(rows(life).last == "agency:committee-van-an > office:van-an: 2019-08-28, 2019-08-29, -")
        }
    }

    @Test(
        "TIM-08 what is given a second time, after a send-back or a correction, isn't judged by the first time's date")
    func again() throws {
        var life = try Life.atDistrict()
        let held = try #require(life.current.branches.first?.assignment)
        try life.act(
            .sendBack(.init(assignment: held, reason: secret("reason"))), by: .system("labour-van-quan"), "08-26 08:00")
        try life.acknowledge(by: .system("committee-van-an"), "08-27 08:00")
        try life.pass(by: .system("committee-van-an"), "08-29 08:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-29 10:00")
        #expect(
            rows(life).suffix(2) == [
                "agency:labour-van-quan > agency:committee-van-an: 2019-08-26, 2019-08-27, early",
                "agency:committee-van-an > agency:labour-van-quan: 2019-08-29, 2019-08-29, -",
            ])
        var corrected = try Life.ready()
        try corrected.act(
            .correctDecision(.init(decision: granted, reason: secret("reason"))), by: .system("labour-lang-son"),
            "09-20 08:00")
        try corrected.acknowledge(by: .clerk("van-an"), "09-23 08:00")
        #expect(rows(corrected).last == "agency:labour-lang-son > office:van-an: 2019-09-20, 2019-09-23, -")
    }

    @Test("TIM-08 RTE-05 an office that took over receives and gives under its own name, by the dates in force")
    func takenOver() throws {
        var life = try Life.awaitingSupplement()
        life.catalogue = ReplanningTests.without("van-an")
        try life.act(.checkPlan, by: .administrator, "08-27 08:00")
        try life.act(.supplement(documents: [certificate]), by: .clerk("van-quan"), "08-28 08:00")
        try life.pass(by: .clerk("van-quan"), "08-28 09:00")
        try life.acknowledge(by: .system("labour-van-quan"), "08-28 10:00")
        #expect(
            rows(life).suffix(2) == [
                "applicant > office:van-quan: 2019-08-28, 2019-08-28, -",
                "office:van-quan > agency:labour-van-quan: 2019-08-28, 2019-08-28, onTime",
            ])
        var waiting = try Life.received("2.002307")
        waiting.catalogue = life.catalogue
        try waiting.act(.checkPlan, by: .administrator, "08-27 08:00")
        try waiting.pass(by: .clerk("van-quan"), "08-27 09:00")
        try waiting.acknowledge(by: .system("committee-van-an"), "08-27 10:00")
        #expect(
            rows(waiting).last == "office:van-quan > agency:committee-van-an: 2019-08-27, 2019-08-27, late",
            "as the ledger has it")
    }
}
