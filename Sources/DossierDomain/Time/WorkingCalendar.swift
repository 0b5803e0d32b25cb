/// When an office or agency works (TIM-01): weekly hours, days off, swapped working days, closures.
///
/// A calendar is a value; an office's own closures are added by ``closing(on:)``. Days outside
/// ``coversFrom``…``coversTo`` follow the weekly hours alone, because nobody has published their holidays
/// yet: `config check` and the server's start warn before that matters.
public struct WorkingCalendar: Hashable, Codable, Sendable {
    /// One stretch of work within a day, such as 07:30–12:00.
    public struct Period: Hashable, Codable, Sendable {
        /// When work begins.
        public let opens: TimeOfDay
        /// When work ends.
        public let closes: TimeOfDay

        /// A stretch of work that ends after it begins.
        public init(opens: TimeOfDay, closes: TimeOfDay) {
            self.opens = opens
            self.closes = closes
        }

        /// Reads `HH:MM-HH:MM`; `nil` for anything else, or where it ends before it begins.
        public init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let opens = TimeOfDay(parts[0]), let closes = TimeOfDay(parts[1]),
                opens < closes
            else { return nil }
            self.init(opens: opens, closes: closes)
        }

        /// Reads `HH:MM-HH:MM` from a JSON string.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let period = Period(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not HH:MM-HH:MM")
            }
            self = period
        }

        /// Writes `HH:MM-HH:MM` as a JSON string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode("\(opens)-\(closes)")
        }
    }

    /// A day on which nobody works although the weekly hours say so.
    public struct DayOff: Hashable, Codable, Sendable {
        /// Why the day is off.
        public enum Kind: String, Codable, Sendable, CaseIterable {
            /// A public holiday.
            case holiday
            /// A day given for a holiday that fell on a weekend (Labour Code 2012 Article 115.3).
            case compensatory
            /// A day off that a working Saturday makes up for.
            case swap
            /// The office itself was closed.
            case closure
        }
        /// The day.
        public let date: CivilDate
        /// Its name, in Vietnamese.
        public let name: String
        /// Why the day is off.
        public let kind: Kind
        /// Where the entry comes from (`source` or `assumed` with a note).
        public let basis: String?

        /// A day off.
        public init(date: CivilDate, name: String, kind: Kind, basis: String? = nil) {
            self.date = date
            self.name = name
            self.kind = kind
            self.basis = basis
        }
    }

    /// A day of work although the weekly hours say otherwise (a working Saturday counts).
    public struct ExtraDay: Hashable, Codable, Sendable {
        /// The day.
        public let date: CivilDate
        /// Its name, in Vietnamese.
        public let name: String
        /// The weekday whose hours apply.
        public let hoursOf: Weekday
        /// Where the entry comes from.
        public let basis: String?

        /// A swapped working day.
        public init(date: CivilDate, name: String, hoursOf: Weekday, basis: String? = nil) {
            self.date = date
            self.name = name
            self.hoursOf = hoursOf
            self.basis = basis
        }
    }

    /// What a day is.
    public enum Day: Hashable, Sendable {
        /// A working day by the weekly hours.
        case working
        /// A working day although its weekday is free.
        case extra(ExtraDay)
        /// A weekday without hours.
        case weekend(Weekday)
        /// A holiday, compensation, swap or closure.
        case off(DayOff)
    }

    /// Identity of the calendar.
    public let id: CalendarID
    /// Its name in Vietnamese.
    public let name: String
    /// Its name in English.
    public let nameEnglish: String?
    /// First day whose holidays are known.
    public let coversFrom: CivilDate
    /// Last day whose holidays are known.
    public let coversTo: CivilDate
    /// Periods of work for each weekday, in order; a weekday that is missing is free.
    public let weeklyHours: [Weekday: [Period]]
    /// Days off, by date.
    public let daysOff: [DayOff]
    /// Swapped working days, by date.
    public let workingDays: [ExtraDay]
    /// Where the weekly hours come from.
    public let basis: String?

    private let dayOffByDate: [CivilDate: DayOff]
    private let extraDayByDate: [CivilDate: ExtraDay]
    /// The periods of each day from ``coversFrom`` on, because deadlines walk over weeks of days at each reception:
    /// an index into ``patterns``.
    private let patternByDay: [UInt8]
    /// No work, and each weekday's periods from Monday.
    private let patterns: [[Period]]

    /// A calendar from its parts.
    public init(
        id: CalendarID, name: String, nameEnglish: String? = nil, coversFrom: CivilDate, coversTo: CivilDate,
        weeklyHours: [Weekday: [Period]], daysOff: [DayOff], workingDays: [ExtraDay], basis: String? = nil
    ) {
        self.id = id
        self.name = name
        self.nameEnglish = nameEnglish
        self.basis = basis
        self.coversFrom = coversFrom
        self.coversTo = coversTo
        self.weeklyHours = weeklyHours
        self.daysOff = daysOff
        self.workingDays = workingDays
        dayOffByDate = Dictionary(daysOff.map { ($0.date, $0) }, uniquingKeysWith: { $1 })
        extraDayByDate = Dictionary(workingDays.map { ($0.date, $0) }, uniquingKeysWith: { $1 })
        patterns = [[]] + Weekday.allCases.map { weeklyHours[$0, default: []] }
        var patternByDay = (0...max(0, min(coversTo.dayNumber - coversFrom.dayNumber, Self.indexedDayLimit))).map {
            UInt8(coversFrom.adding(days: $0).weekday.index + 1)
        }
        func set(_ date: CivilDate, _ pattern: UInt8) {
            let day = date.dayNumber - coversFrom.dayNumber
            if patternByDay.indices.contains(day) { patternByDay[day] = pattern }
        }
        for extra in workingDays { set(extra.date, UInt8(extra.hoursOf.index + 1)) }
        // A day off beats a swapped working day, as in `day(_:)`.
        for off in daysOff { set(off.date, 0) }
        self.patternByDay = patternByDay
    }

    /// How many days are indexed at the most: a century.
    private static let indexedDayLimit = 36_525

    /// The same calendar with an office's own closures added (province-wide with per-office exceptions).
    public func closing(on closures: [DayOff]) -> WorkingCalendar {
        guard !closures.isEmpty else { return self }
        return WorkingCalendar(
            id: id, name: name, nameEnglish: nameEnglish, coversFrom: coversFrom, coversTo: coversTo,
            weeklyHours: weeklyHours, daysOff: daysOff + closures,
            workingDays: workingDays.filter { extra in !closures.contains { $0.date == extra.date } },
            basis: basis)
    }

    /// What that day is, and why.
    public func day(_ date: CivilDate) -> Day {
        if let off = dayOffByDate[date] { return .off(off) }
        if let extra = extraDayByDate[date] { return .extra(extra) }
        return weeklyHours[date.weekday, default: []].isEmpty ? .weekend(date.weekday) : .working
    }

    /// The periods of work of that day, in order; empty on a day off.
    public func periods(on date: CivilDate) -> [Period] {
        let index = date.dayNumber - coversFrom.dayNumber
        if patternByDay.indices.contains(index) { return patterns[Int(patternByDay[index])] }
        return switch day(date) {
        case .working: weeklyHours[date.weekday, default: []]
        case .extra(let extra): weeklyHours[extra.hoursOf, default: []]
        case .weekend, .off: []
        }
    }

    /// Whether anybody works that day.
    public func isWorking(_ date: CivilDate) -> Bool {
        !periods(on: date).isEmpty
    }

    enum CodingKeys: String, CodingKey {
        case id, name, nameEnglish, coversFrom, coversTo, weeklyHours, daysOff, workingDays, basis
    }

    /// Reads a calendar from its document.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(CalendarID.self, forKey: .id),
            name: try values.decode(String.self, forKey: .name),
            nameEnglish: try values.decodeIfPresent(String.self, forKey: .nameEnglish),
            coversFrom: try values.decode(CivilDate.self, forKey: .coversFrom),
            coversTo: try values.decode(CivilDate.self, forKey: .coversTo),
            weeklyHours: try values.decode([Weekday: [Period]].self, forKey: .weeklyHours),
            daysOff: try values.decode([DayOff].self, forKey: .daysOff),
            workingDays: try values.decode([ExtraDay].self, forKey: .workingDays),
            basis: try values.decodeIfPresent(String.self, forKey: .basis))
    }
}

extension WorkingCalendar {
    /// How far a search for a working day goes before it gives up, in days.
    ///
    /// A calendar without a working day in two years is refused when it is configured; the bound only
    /// keeps a mistake from becoming an endless loop.
    static let searchLimitDays = 732

    /// The first working day on or after that day.
    public func workingDay(onOrAfter date: CivilDate) -> CivilDate {
        for offset in 0..<Self.searchLimitDays where isWorking(date.adding(days: offset)) {
            return date.adding(days: offset)
        }
        return date
    }

    /// The first working day after that day.
    public func workingDay(after date: CivilDate) -> CivilDate {
        workingDay(onOrAfter: date.adding(days: 1))
    }

    /// The last working day before that day.
    public func workingDay(before date: CivilDate) -> CivilDate {
        for offset in 1...Self.searchLimitDays where isWorking(date.adding(days: -offset)) {
            return date.adding(days: -offset)
        }
        return date.adding(days: -1)
    }

    /// When work begins on that day; the day's midnight where nobody works.
    public func opening(of date: CivilDate) -> Timestamp {
        Timestamp(date, periods(on: date).first?.opens ?? .midnight)
    }

    /// When work ends on that day; the day's midnight where nobody works.
    public func closing(of date: CivilDate) -> Timestamp {
        Timestamp(date, periods(on: date).last?.closes ?? .midnight)
    }

    /// Whole minutes of work between two instants; 0 where the second is not later.
    ///
    /// Each instant stands for the beginning of its minute, so that the counts of segments that follow one
    /// another add up exactly to the count of the whole (TIM-05).
    public func workingMinutes(from start: Timestamp, to end: Timestamp) -> Int {
        let (start, end) = (start.beginningOfMinute, end.beginningOfMinute)
        guard start < end else { return 0 }
        var total: Int64 = 0
        var date = start.date
        while date <= end.date {
            for period in periods(on: date) {
                let from = max(start, Timestamp(date, period.opens))
                let to = min(end, Timestamp(date, period.closes))
                if from < to { total += to.milliseconds - from.milliseconds }
            }
            date = date.adding(days: 1)
        }
        return Int(total / 60_000)
    }

    /// The instant at which that many minutes of work have passed since `start`.
    ///
    /// A count that ends exactly at the end of a period stays there instead of moving to the next one.
    public func adding(workingMinutes minutes: Int, to start: Timestamp) -> Timestamp {
        var remaining = Int64(minutes) * 60_000
        var date = start.date
        for _ in 0..<(Self.searchLimitDays * 4) {
            for period in periods(on: date) {
                let from = max(start, Timestamp(date, period.opens))
                let length = Timestamp(date, period.closes).milliseconds - from.milliseconds
                if length <= 0 { continue }
                if remaining <= length { return Timestamp(milliseconds: from.milliseconds + remaining) }
                remaining -= length
            }
            date = date.adding(days: 1)
        }
        return start
    }
}
