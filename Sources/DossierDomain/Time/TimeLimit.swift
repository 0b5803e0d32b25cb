/// A time limit in its own unit, as the law states it (CAT-02).
public enum TimeLimit: Hashable, Sendable {
    /// Working days; the day of reception is not counted.
    case workingDays(Int)
    /// Calendar days; the day of reception is not counted, a last day off moves on.
    case calendarDays(Int)
    /// Working hours, counted from the instant of reception.
    case workingHours(Int)
    /// The same working day; the next one where it comes after closing time or on a day off.
    case sameDay

    /// The largest count accepted in any unit.
    public static let maximumCount = 3_650
}

/// A procedure's or step's time limit, with the moment of the day after which a reception counts as the
/// next working day's where the procedure says so (TIM-03).
public struct TimeAllowance: Hashable, Sendable {
    /// The limit in its own unit.
    public let limit: TimeLimit
    /// Receptions later in the day than this count as the next working day's; `nil` where none is set.
    public let cutOff: TimeOfDay?

    /// A limit, with a cut-off where the procedure has one.
    public init(_ limit: TimeLimit, cutOff: TimeOfDay? = nil) {
        self.limit = limit
        self.cutOff = cutOff
    }
}

/// When something is due, and why then.
public struct Deadline: Hashable, Sendable {
    /// Something that moved or shaped the date.
    public enum Reason: Hashable, Sendable {
        /// Received after the cut-off, or after closing where the limit is the same day, so it counts as
        /// received on the second day.
        case cutOffPassed(on: CivilDate, countsAs: CivilDate)
        /// The day of reception is not counted (Civil Code 2015 Article 147.2).
        case firstDayNotCounted(CivilDate)
        /// A day that was not counted because nobody works on it.
        case skipped(CivilDate, WorkingCalendar.Day)
        /// The last day was a day off, so the limit ends on the next working day (Civil Code 2015 Article 148.5).
        case lastDayMoved(from: CivilDate, WorkingCalendar.Day, to: CivilDate)
        /// A Saturday that counted because it is worked in place of another day.
        case extraDayCounted(CivilDate, WorkingCalendar.ExtraDay)
        /// The limit is longer, because the receiving unit is remote (TIM-04).
        case extended(TimeLimit, unit: UnitID, because: [Remoteness])
        /// Received outside working time, so the hours run from the next opening.
        case startedAtOpening(Timestamp)
    }

    /// The last instant that is still in time.
    public let dueAt: Timestamp
    /// What moved or shaped the date, in order of time.
    public let reasons: [Reason]

    /// A due date and what moved it.
    public init(dueAt: Timestamp, reasons: [Reason]) {
        self.dueAt = dueAt
        self.reasons = reasons
    }
}

extension TimeAllowance {
    /// When work received at that instant is due (TIM-01…03; Civil Code 2015 Articles 147, 148).
    public func deadline(from received: Timestamp, calendar: WorkingCalendar) -> Deadline {
        var reasons: [Deadline.Reason] = []
        let start = countedDay(of: received, calendar: calendar, reasons: &reasons)
        switch limit {
        case .sameDay:
            var day = calendar.workingDay(onOrAfter: start)
            reasons += calendar.skippedDays(from: start, before: day)
            // Nobody works any more on a day that has closed, so work that comes later is the next day's.
            if received > calendar.closing(of: day) {
                let next = calendar.workingDay(after: day)
                reasons.append(.cutOffPassed(on: day, countsAs: next))
                day = next
            }
            return Deadline(dueAt: calendar.closing(of: day), reasons: reasons)
        case .workingDays(let count):
            return workingDeadline(count, from: start, calendar: calendar, reasons: reasons)
        case .calendarDays(let count):
            return calendarDeadline(count, from: start, calendar: calendar, reasons: reasons)
        case .workingHours(let count):
            let from = start == received.date ? received : calendar.opening(of: start)
            let due = calendar.adding(workingMinutes: count * 60, to: from)
            if !calendar.isWorkingInstant(from) {
                reasons.append(.startedAtOpening(calendar.adding(workingMinutes: 0, to: from)))
            }
            for day in daysBetween(from.date, due.date) where !calendar.isWorking(day) {
                reasons.append(.skipped(day, calendar.day(day)))
            }
            return Deadline(dueAt: due, reasons: reasons)
        }
    }

    /// The day the reception counts as: its own, or the next working day's after the cut-off.
    private func countedDay(
        of received: Timestamp, calendar: WorkingCalendar, reasons: inout [Deadline.Reason]
    ) -> CivilDate {
        let date = received.date
        guard let cutOff, calendar.isWorking(date), received > Timestamp(date, cutOff) else { return date }
        let next = calendar.workingDay(after: date)
        reasons.append(.cutOffPassed(on: date, countsAs: next))
        return next
    }

    private func workingDeadline(
        _ count: Int, from start: CivilDate, calendar: WorkingCalendar, reasons: [Deadline.Reason]
    ) -> Deadline {
        var reasons = reasons + [.firstDayNotCounted(start)]
        var day = start
        for _ in 0..<count {
            let next = calendar.workingDay(after: day)
            reasons += calendar.skippedDays(from: day.adding(days: 1), before: next)
            if case .extra(let extra) = calendar.day(next) { reasons.append(.extraDayCounted(next, extra)) }
            day = next
        }
        return Deadline(dueAt: calendar.closing(of: day), reasons: reasons)
    }

    private func calendarDeadline(
        _ count: Int, from start: CivilDate, calendar: WorkingCalendar, reasons: [Deadline.Reason]
    ) -> Deadline {
        var reasons = reasons + [.firstDayNotCounted(start)]
        let last = start.adding(days: count)
        let day = calendar.workingDay(onOrAfter: last)
        if day != last { reasons.append(.lastDayMoved(from: last, calendar.day(last), to: day)) }
        return Deadline(dueAt: calendar.closing(of: day), reasons: reasons)
    }

    private func daysBetween(_ first: CivilDate, _ last: CivilDate) -> [CivilDate] {
        guard first < last else { return [] }
        return (first.dayNumber + 1..<last.dayNumber).map(CivilDate.init(dayNumber:))
    }
}

extension WorkingCalendar {
    /// Whether somebody works at that very instant.
    func isWorkingInstant(_ instant: Timestamp) -> Bool {
        periods(on: instant.date).contains { period in
            Timestamp(instant.date, period.opens) <= instant && instant < Timestamp(instant.date, period.closes)
        }
    }

    /// By when a dossier received at that instant is to be passed on (TIM-03, NĐ61/2018 Article 18): the
    /// same working day, or the start of the next where it was received after 15:00, on a day off, or after
    /// closing on a day that ends before 15:00, such as a Saturday morning.
    public func passOnDeadline(from received: Timestamp) -> Timestamp {
        let date = received.date
        let last = min(closing(of: date), Timestamp(date, .passOnCutOff))
        if isWorking(date), received <= last { return closing(of: date) }
        return opening(of: workingDay(after: date))
    }

    /// What moved the date by which it is to be passed on to another day; empty where it is the same day.
    public func passOnReasons(from received: Timestamp) -> [Deadline.Reason] {
        let date = received.date
        let due = passOnDeadline(from: received).date
        guard due != date else { return [] }
        guard isWorking(date) else { return skippedDays(from: date, before: due) }
        return [.cutOffPassed(on: date, countsAs: due)] + skippedDays(from: date.adding(days: 1), before: due)
    }

    /// Days that aren't counted, each with what it is.
    fileprivate func skippedDays(from first: CivilDate, before end: CivilDate) -> [Deadline.Reason] {
        (first.dayNumber..<max(first.dayNumber, end.dayNumber)).map { number in
            let day = CivilDate(dayNumber: number)
            return .skipped(day, self.day(day))
        }
    }

    /// By when what was offered at that instant without a carrier is to be acknowledged or returned: the closing of the
    /// day that the 15:00 rule names (TIM-03, NĐ61/2018 Article 18): that working day, or the next where it was offered
    /// after 15:00 or on a day off.
    public func acknowledgeDeadline(from offered: Timestamp) -> Timestamp {
        closing(of: passOnDeadline(from: offered).date)
    }
}

extension TimeOfDay {
    /// 15:00, after which a dossier is passed on at the start of the next working day (NĐ61/2018 Article 18.1).
    public static let passOnCutOff = TimeOfDay(hour: 15)
}

/// How a deed relates to its due date (TIM-06); "late" is never a status.
public enum Punctuality: String, Codable, Sendable, CaseIterable {
    /// On a day before the due day.
    case early
    /// On the due day, in time.
    case onTime
    /// After the due instant.
    case late

    /// Judges a deed done at that instant against its due date.
    public init(doneAt: Timestamp, dueAt: Timestamp) {
        if doneAt > dueAt {
            self = .late
        } else {
            self = doneAt.date < dueAt.date ? .early : .onTime
        }
    }
}

extension TimeLimit: Codable {
    enum CodingKeys: String, CodingKey {
        case workingDays, calendarDays, workingHours, sameDay
    }

    /// Reads an object with exactly one of the units as its key.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let count = try values.decodeIfPresent(Int.self, forKey: .workingDays) {
            self = .workingDays(count)
        } else if let count = try values.decodeIfPresent(Int.self, forKey: .calendarDays) {
            self = .calendarDays(count)
        } else if let count = try values.decodeIfPresent(Int.self, forKey: .workingHours) {
            self = .workingHours(count)
        } else if try values.decodeIfPresent(Bool.self, forKey: .sameDay) == true {
            self = .sameDay
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no unit of time"))
        }
    }

    /// Writes an object with the unit as its key.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .workingDays(let count): try values.encode(count, forKey: .workingDays)
        case .calendarDays(let count): try values.encode(count, forKey: .calendarDays)
        case .workingHours(let count): try values.encode(count, forKey: .workingHours)
        case .sameDay: try values.encode(true, forKey: .sameDay)
        }
    }
}

extension TimeAllowance: Codable {
    enum CodingKeys: String, CodingKey {
        case cutOff
    }

    /// Reads the limit's object with an optional `cutOff` beside the unit.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try TimeLimit(from: decoder), cutOff: try values.decodeIfPresent(TimeOfDay.self, forKey: .cutOff))
    }

    /// Writes the limit's object with `cutOff` beside the unit.
    public func encode(to encoder: any Encoder) throws {
        try limit.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(cutOff, forKey: .cutOff)
    }
}
