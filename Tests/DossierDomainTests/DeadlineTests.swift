import DossierDomain
import Testing

/// A row of the tables: received then, under that limit, due then.
struct DeadlineRow: Sendable, CustomTestStringConvertible {
    let id: String
    let received: String
    let limit: String
    let due: String
    let why: String

    var testDescription: String { "\(id): \(received), \(limit)" }

    static let all = Table.rows("deadlines.txt", columns: 5).map {
        DeadlineRow(id: $0[0], received: $0[1], limit: $0[2], due: $0[3], why: $0[4])
    }
    static let passingOn = Table.rows("pass-on.txt", columns: 4).map {
        DeadlineRow(id: $0[0], received: $0[1], limit: "pass on", due: $0[2], why: $0[3])
    }
}

/// Reads `3 working days, cut-off 15:00`, as the tables write it.
private func allowance(_ text: String) throws -> TimeAllowance {
    let parts = text.split(separator: ",")
    let words = parts[0].split(separator: " ")
    let cutOff = parts.count > 1 ? TimeOfDay(parts[1].suffix(5)) : nil
    if words == ["same", "day"] { return TimeAllowance(.sameDay, cutOff: cutOff) }
    let count = try #require(Int(words[0]))
    switch words[1...].joined(separator: " ") {
    case "working day", "working days": return TimeAllowance(.workingDays(count), cutOff: cutOff)
    case "calendar day", "calendar days": return TimeAllowance(.calendarDays(count), cutOff: cutOff)
    case "working hour", "working hours": return TimeAllowance(.workingHours(count), cutOff: cutOff)
    default:
        Issue.record("no such limit: \(text)")
        return TimeAllowance(.sameDay)
    }
}

@Suite("Deadlines")
struct DeadlineTests {
    let calendar = ProvincialCalendar.shipped

    @Test("the tables and the calendar are read whole")
    func tablesAreRead() {
        #expect(DeadlineRow.all.count >= 130)
        #expect(DeadlineRow.passingOn.count >= 20)
        #expect(calendar.daysOff.count >= 90)
        #expect(calendar.workingDays.count == 6)
        #expect(calendar.weeklyHours.count == 5)
    }

    @Test("TIM-01 TIM-02 TIM-03 every row of the table of deadlines", arguments: DeadlineRow.all)
    func deadline(_ row: DeadlineRow) throws {
        let deadline = try allowance(row.limit).deadline(from: instant(row.received), calendar: calendar)
        #expect(deadline.dueAt == instant(row.due), "\(row.why)")
    }

    @Test("TIM-03 every row of the table of passing on", arguments: DeadlineRow.passingOn)
    func passingOn(_ row: DeadlineRow) {
        #expect(calendar.passOnDeadline(from: instant(row.received)) == instant(row.due), "\(row.why)")
    }

    @Test("TIM-03 on a day that closes at noon, what comes at one is passed on the next working day")
    func earlyClosing() throws {
        let noon = try #require(WorkingCalendar.Period("07:30-11:30"))
        let short = WorkingCalendar(
            id: CalendarID("short"), name: "Lịch", coversFrom: day("2019-01-01"), coversTo: day("2019-12-31"),
            weeklyHours: calendar.weeklyHours.merging([.saturday: [noon]]) { $1 }, daysOff: [],
            workingDays: [])
        #expect(short.passOnDeadline(from: instant("2019-08-24 11:00")) == instant("2019-08-24 11:30"))
        #expect(short.passOnDeadline(from: instant("2019-08-24 13:00")) == instant("2019-08-26 07:30"))
    }

    @Test("TIM-01 a worked Saturday counts, and the deadline says so")
    func workedSaturday() {
        let deadline = TimeAllowance(.workingDays(1)).deadline(
            from: instant("2019-05-03 09:00"), calendar: calendar)
        #expect(deadline.dueAt == instant("2019-05-04 17:00"))
        guard case .extra(let saturday) = calendar.day(day("2019-05-04")) else {
            Issue.record("4 May 2019 was worked for 29 April")
            return
        }
        #expect(
            deadline.reasons == [
                .firstDayNotCounted(day("2019-05-03")), .extraDayCounted(saturday.date, saturday),
            ])
    }

    @Test("TIM-01 an office's own closure moves that office's dates and nobody else's")
    func closures() {
        let closed = WorkingCalendar.DayOff(date: day("2019-08-21"), name: "Mất điện", kind: .closure)
        let worked = WorkingCalendar.DayOff(date: day("2019-05-04"), name: "Lũ", kind: .closure)
        let office = calendar.closing(on: [closed, worked])
        let limit = TimeAllowance(.workingDays(1))
        #expect(
            limit.deadline(from: instant("2019-08-20 09:00"), calendar: office).dueAt
                == instant("2019-08-22 17:00"))
        #expect(
            limit.deadline(from: instant("2019-08-20 09:00"), calendar: calendar).dueAt
                == instant("2019-08-21 17:00"))
        #expect(!office.isWorking(day("2019-05-04")), "closed on a Saturday that everybody else worked")
        #expect(calendar.isWorking(day("2019-05-04")))
        #expect(calendar.closing(on: []) == calendar)
    }

    @Test("TIM-02 the first day isn't counted, a last day off moves on, and the deadline names both")
    func namedReasons() {
        let deadline = TimeAllowance(.calendarDays(13)).deadline(
            from: instant("2019-08-20 08:00"), calendar: calendar)
        #expect(deadline.dueAt == instant("2019-09-03 17:00"))
        #expect(
            deadline.reasons == [
                .firstDayNotCounted(day("2019-08-20")),
                .lastDayMoved(
                    from: day("2019-09-02"), calendar.day(day("2019-09-02")), to: day("2019-09-03")),
            ])
    }

    @Test("TIM-02 every day that was skipped on the way is named with its reason")
    func skippedDays() {
        let deadline = TimeAllowance(.workingDays(1)).deadline(
            from: instant("2019-08-30 08:00"), calendar: calendar)
        #expect(
            deadline.reasons
                == [.firstDayNotCounted(day("2019-08-30"))]
                + ["2019-08-31", "2019-09-01", "2019-09-02"].map { .skipped(day($0), calendar.day(day($0))) })
    }

    @Test("TIM-03 after the cut-off it counts as the next working day's, and the deadline says so")
    func cutOff() {
        let limit = TimeAllowance(.sameDay, cutOff: TimeOfDay("15:00"))
        let late = limit.deadline(from: instant("2019-08-23 15:01"), calendar: calendar)
        #expect(late.dueAt == instant("2019-08-26 17:00"))
        #expect(late.reasons == [.cutOffPassed(on: day("2019-08-23"), countsAs: day("2019-08-26"))])
        let inTime = limit.deadline(from: instant("2019-08-23 15:00"), calendar: calendar)
        #expect(inTime.dueAt == instant("2019-08-23 17:00"))
        #expect(inTime.reasons.isEmpty)
    }

    @Test("TIM-03 without a cut-off, closing time is one for work of the same day")
    func afterClosing() {
        let deadline = TimeAllowance(.sameDay).deadline(from: instant("2019-08-23 17:01"), calendar: calendar)
        #expect(deadline.dueAt == instant("2019-08-26 17:00"))
        #expect(deadline.reasons == [.cutOffPassed(on: day("2019-08-23"), countsAs: day("2019-08-26"))])
    }

    @Test("TIM-01 hours run from the next opening where it came outside working time")
    func hoursFromOpening() {
        let deadline = TimeAllowance(.workingHours(4)).deadline(
            from: instant("2019-08-20 12:15"), calendar: calendar)
        #expect(deadline.dueAt == instant("2019-08-21 08:00"))
        #expect(deadline.reasons == [.startedAtOpening(instant("2019-08-20 13:30"))])
    }

    @Test(
        "TIM-06 early, on time or late follows from the dates",
        arguments: [
            ("2019-08-22 16:59", Punctuality.early), ("2019-08-22 23:59", .early),
            ("2019-08-23 00:00", .onTime),
            ("2019-08-23 07:30", .onTime), ("2019-08-23 17:00", .onTime), ("2019-08-23 17:01", .late),
            ("2019-08-24 00:00", .late),
        ])
    func punctuality(done: String, judged: Punctuality) {
        #expect(Punctuality(doneAt: instant(done), dueAt: instant("2019-08-23 17:00")) == judged)
    }
}
