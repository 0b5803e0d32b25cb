import DossierDomain
import DossierRouting
import Testing

@Suite("Apology and the one new appointment")
struct LatenessTests {
    private let district = Actor.system("labour-van-quan")

    @Test("LAT-01 an apology until the day before the due date is in time, later is a breach on record")
    func apology() throws {
        for (instant, breach) in [("09-15 16:00", nil), ("09-16 08:00", .apologyLate), ("09-18 08:00", .apologyLate)]
            as [(String, Breach?)]
        {
            var life = try Life.atDistrict()
            try life.act(.apology("2019-09-25"), by: district, instant)
            #expect(life.kinds.last == .rescheduled)
            #expect(life.current.registers?.breaches.map(\.breach) ?? [] == [breach].compactMap(\.self))
            #expect(life.current.registers?.breaches.first?.by ?? district.body == district.body)
            #expect(life.current.reception?.dueAt == at("09-25 17:00"))
            #expect(life.current.reception?.firstDueAt == at("09-16 17:00"), "LAT-02: kept for ever")
            #expect(life.current.lawfulDueAt == at("09-16 17:00"))
            #expect(life.current.registers?.notices.map(\.kind) == [.lateness])
            #expect(life.current.status == .handling, "late is no status")
        }
    }

    @Test("LAT-01 whoever holds it apologises, or the receiving office for it; never postal staff")
    func who() throws {
        let life = try Life.atDistrict()
        for other: Actor in [
            .clerk("van-an"), .system("labour-lang-son"), .official("van-quan"), .administrator, .citizen,
        ] {
            #expect(
                life.rejection(of: .apology("2019-09-25"), by: other, "09-10 08:00") == .forbidden(.apologiseByHolder))
        }
        #expect(life.rejection(of: .apology("2019-09-25"), by: .official("van-an"), "09-10 08:00") == nil)
    }

    @Test("LAT-01 the new appointment lies after the present one, on a day on which somebody works")
    func date() throws {
        var life = try Life.atDistrict()
        #expect(life.rejection(of: .apology(nil), by: district, "09-10 08:00") == .newDateMissing)
        #expect(
            life.rejection(of: .apology("2019-09-16"), by: district, "09-10 08:00")
                == .newDateNotLater(at("09-16 17:00")))
        #expect(
            life.rejection(of: .apology("2019-09-17"), by: district, "09-18 08:00")
                == .newDateNotLater(at("09-18 08:00")))
        try life.act(.apology("2019-09-21"), by: district, "09-10 08:00")
        #expect(life.current.reception?.dueAt == at("09-23 17:00"), "a Saturday moves on to Monday")
    }

    @Test("LAT-02 a second new appointment is rejected, a second apology is not")
    func second() throws {
        var life = try Life.atDistrict()
        try life.act(.apology("2019-09-25"), by: district, "09-10 08:00")
        #expect(
            life.rejection(of: .apology("2019-10-05"), by: district, "09-20 08:00")
                == .alreadyRescheduled(at("09-10 08:00")))
        try life.act(.apology(nil), by: district, "09-20 08:00")
        #expect(life.current.reception?.dueAt == at("09-25 17:00"))
        #expect(life.current.registers?.notices.map(\.kind) == [.lateness, .lateness])
    }

    @Test("LAT-02 a changed calendar doesn't move a day that was promised by name")
    func promised() throws {
        var life = try Life.atDistrict()
        try life.act(.apology("2019-09-25"), by: district, "09-10 08:00")
        life.catalogue = SmallProvince.withDayOff("2019-09-16")
        #expect(life.rejection(of: .applyCalendar, by: .administrator, "09-11 08:00") == .deadlinesStand)
    }

    @Test("REF-01 a refusal at an earlier step ends the route, through the one-stop office, with reasons")
    func refusal() throws {
        var life = try Life.atDistrict()
        let refused = Decision(
            outcome: .refused, number: "3/TB", date: DossierRoutingTests.date("2019-08-28"), signer: secret("signer"),
            reasons: secret("reasons"))
        let bare = Decision(
            outcome: .refused, number: "3/TB", date: DossierRoutingTests.date("2019-08-28"), signer: secret("signer"))
        #expect(
            life.rejection(
                of: .complete(life.current, by: "labour-van-quan", decision: bare), by: district, "08-28 10:00")
                == .reasonsMissing)
        #expect(
            life.rejection(
                of: .complete(life.current, by: "labour-van-quan", decision: granted), by: district, "08-28 10:00")
                == .decisionNotExpected, "only the deciding step grants")
        try life.complete(by: "labour-van-quan", "08-28 10:00", refused)
        #expect(life.kinds.suffix(3) == [.stepCompleted, .decided, .handoverOffered])
        #expect(life.current.openHandovers.map(\.handover.to) == [.office(OfficeID("van-an"))])
        #expect(life.current.registers?.breaches == nil, "in time")
        #expect(life.current.decidedBy == district.body)
        try life.acknowledge(by: .clerk("van-an"), "08-29 10:00")
        #expect(life.current.registers?.notices.map(\.kind) == [.earlyResult])
    }

    @Test("REF-01 a refusal after the due date stands, and is a breach on record")
    func lateRefusal() throws {
        var life = try Life.atDistrict()
        let refused = Decision(
            outcome: .refused, number: "3/TB", date: DossierRoutingTests.date("2019-09-17"), signer: secret("signer"),
            reasons: secret("reasons"))
        try life.complete(by: "labour-van-quan", "09-17 10:00", refused)
        #expect(life.current.status == .decided)
        #expect(life.current.registers?.breaches.map(\.breach) == [.refusedLate])
    }

    @Test("REF-01 beside others only the lead refuses, and what the others were offered is overtaken")
    func refusalBesideOthers() throws {
        let refused = Decision(
            outcome: .refused, number: "3/TB", date: DossierRoutingTests.date("2019-08-22"), signer: secret("signer"),
            reasons: secret("reasons"))
        var life = try Life.sideBySide()
        #expect(
            life.rejection(
                of: .complete(life.current, by: "insurance-van-quan", decision: refused),
                by: .system("insurance-van-quan"), "08-22 10:00") == .decisionNotExpected)
        try life.complete(by: "police-van-an", "08-22 11:00", refused)
        #expect(life.current.status == .decided)
        #expect(life.current.branches.isEmpty)
        #expect(life.current.openHandovers.map(\.handover.purpose) == [.result])
    }
}
