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
}
