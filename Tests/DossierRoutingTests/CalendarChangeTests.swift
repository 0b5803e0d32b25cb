import DossierDomain
import DossierRouting
import Testing

@Suite("A changed calendar")
struct CalendarChangeTests {
    /// The small province with one more day off.
    private func closed(on date: CivilDate) -> Catalogue {
        SmallProvince.changed { document in
            let old = document.calendars[0]
            document.calendars[0] = WorkingCalendar(
                id: old.id, name: old.name, coversFrom: old.coversFrom, coversTo: old.coversTo,
                weeklyHours: old.weeklyHours,
                daysOff: old.daysOff + [.init(date: date, name: "Nghỉ thêm", kind: .holiday)], workingDays: [])
        }
    }

    private func dueAt(_ life: Life) throws -> Timestamp {
        try #require(life.current.reception?.dueAt)
    }

    @Test("TIM-01 a new day off moves a due date that is not yet past, and form 01's promise stays on record")
    func moves() throws {
        var life = try Life.received("2.002307")
        let promised = try dueAt(life)
        life.catalogue = closed(on: promised.date)
        try life.act(.applyCalendar, by: .administrator, at: life.current.lastOccurredAt)
        #expect(try dueAt(life) > promised)
        #expect(life.current.reception?.firstDueAt == promised)
        #expect(life.kinds.last == .deadlineMoved)
        #expect(life.folded == life.current)
        let again = life.rejection(of: .applyCalendar, by: .administrator, at: life.current.lastOccurredAt)
        #expect(again == .deadlinesStand)
    }

    @Test("TIM-01 a step under way moves too")
    func movesSteps() throws {
        var life = try Life.atDistrict()
        let before = try #require(life.current.branches.first?.dueAt)
        life.catalogue = closed(on: before.date)
        try life.act(.applyCalendar, by: .administrator, at: life.current.lastOccurredAt)
        #expect(try #require(life.current.branches.first?.dueAt) > before)
    }

    @Test("TIM-01 a due date that is past stays as it is")
    func pastStays() throws {
        var life = try Life.received("2.002307")
        let promised = try dueAt(life)
        life.catalogue = closed(on: promised.date)
        let rejection = life.rejection(of: .applyCalendar, by: .administrator, at: promised.adding(minutes: 1))
        #expect(rejection == .deadlinesStand)
    }

    @Test("TIM-01 nobody at a counter applies a calendar")
    func onlyAdministrators() throws {
        let life = try Life.received("2.002307")
        let rejection = life.rejection(of: .applyCalendar, by: .clerk("van-an"), at: life.current.lastOccurredAt)
        #expect(rejection == .forbidden(.applyCalendarByAdministrator))
    }
}
