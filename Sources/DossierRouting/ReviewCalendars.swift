import DossierDomain

extension Review {
    /// The longest span a calendar may cover, in days: a hundred years, beyond which a year is a slip of the pen.
    private static let longestCoverageDays = 36_525
    /// The longest stretch without work; searches for a working day give up after twice as long.
    private static let longestRestDays = 366

    /// Calendars: hours in order, days that don't contradict one another, coverage that lasts (TIM-01).
    mutating func judgeCalendars() {
        var ids: Set<CalendarID> = []
        for calendar in document.calendars {
            if !ids.insert(calendar.id).inserted { error(.calendar, calendar.id, "stands twice") }
            judgeHours(of: calendar)
            judgeDays(of: calendar)
            judgeCoverage(of: calendar)
        }
        for office in document.offices where !office.closures.isEmpty {
            var dates: Set<CivilDate> = []
            for closure in office.closures where !dates.insert(closure.date).inserted {
                error(.office, office.id, "is closed twice on \(closure.date)")
            }
            guard let calendar = document.calendars.first(where: { $0.id == office.calendar }),
                calendar.coversTo.dayNumber - calendar.coversFrom.dayNumber <= Self.longestCoverageDays
            else { continue }
            guard Self.longRest(by: calendar) == nil,
                let first = Self.longRest(by: calendar.closing(on: office.closures))
            else { continue }
            error(.office, office.id, "nobody works for more than a year from \(first)")
        }
    }

    private mutating func judgeHours(of calendar: WorkingCalendar) {
        if calendar.weeklyHours.values.allSatisfy(\.isEmpty) {
            error(.calendar, calendar.id, "has no working period in the week: nothing would ever fall due")
        }
        for weekday in Weekday.allCases {
            let periods = calendar.weeklyHours[weekday, default: []]
            for (earlier, later) in zip(periods, periods.dropFirst()) where later.opens < earlier.closes {
                error(
                    .calendar, calendar.id,
                    "\(weekday.rawValue): \(later.opens)-\(later.closes) begins before \(earlier.opens)-"
                        + "\(earlier.closes) has ended: put the periods in order, apart from each other")
            }
        }
    }

    private mutating func judgeDays(of calendar: WorkingCalendar) {
        var off: Set<CivilDate> = []
        for day in calendar.daysOff {
            if !off.insert(day.date).inserted {
                error(.calendar, calendar.id, "\(day.date) is a day off twice")
            }
            judge(day.date, liesWithin: calendar)
        }
        var extra: Set<CivilDate> = []
        for day in calendar.workingDays {
            if !extra.insert(day.date).inserted {
                error(.calendar, calendar.id, "\(day.date) is a working day twice")
            }
            if off.contains(day.date) {
                error(.calendar, calendar.id, "\(day.date) is both a day off and a working day")
            }
            if calendar.weeklyHours[day.hoursOf, default: []].isEmpty {
                error(
                    .calendar, calendar.id,
                    "\(day.date) has the hours of \(day.hoursOf.rawValue), on which nobody works")
            }
            judge(day.date, liesWithin: calendar)
        }
    }

    private mutating func judge(_ day: CivilDate, liesWithin calendar: WorkingCalendar) {
        guard day < calendar.coversFrom || day > calendar.coversTo else { return }
        error(
            .calendar, calendar.id,
            "\(day) lies outside \(calendar.coversFrom) to \(calendar.coversTo), which the calendar covers")
    }

    private mutating func judgeCoverage(of calendar: WorkingCalendar) {
        let days = calendar.coversTo.dayNumber - calendar.coversFrom.dayNumber
        guard days >= 0 else {
            return error(
                .calendar, calendar.id,
                "covers nothing: \(calendar.coversTo) lies before \(calendar.coversFrom)")
        }
        guard days <= Self.longestCoverageDays else {
            return error(.calendar, calendar.id, "covers more than a hundred years: is a year mistyped?")
        }
        if let first = Self.longRest(by: calendar) {
            error(.calendar, calendar.id, "nobody works for more than a year from \(first)")
        }
        if calendar.coversFrom > date {
            warn(
                .calendar, calendar.id,
                "covers only from \(calendar.coversFrom): earlier holidays are unknown")
        }
        if calendar.coversTo < date.adding(days: 365) {
            warn(
                .calendar, calendar.id,
                "knows no holidays after \(calendar.coversTo), within a year of \(date): add the next year's")
        }
    }

    /// The first day of a stretch without work that is longer than a year; `nil` where there is none.
    private static func longRest(by calendar: WorkingCalendar) -> CivilDate? {
        // Fewer days off than that can't empty a year, for a week has at most six free days of its own.
        guard calendar.daysOff.count >= longestRestDays / 7, calendar.coversFrom <= calendar.coversTo else {
            return nil
        }
        var rest = 0
        for number in calendar.coversFrom.dayNumber...calendar.coversTo.dayNumber {
            rest = calendar.isWorking(CivilDate(dayNumber: number)) ? 0 : rest + 1
            if rest > longestRestDays { return CivilDate(dayNumber: number - rest + 1) }
        }
        return nil
    }
}
