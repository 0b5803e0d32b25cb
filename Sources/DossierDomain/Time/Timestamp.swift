/// An instant, stored in UTC to the millisecond (TIM-07).
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Viet Nam is seven hours ahead of UTC and has no daylight saving time (TIM-07).
    public static let localOffsetMinutes = 7 * 60

    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// The instant that many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The instant at which it is that day and time of day in Viet Nam.
    public init(_ date: CivilDate, _ time: TimeOfDay) {
        let minutes = Int64(date.dayNumber) * 1_440 + Int64(time.minutes) - Int64(Timestamp.localOffsetMinutes)
        milliseconds = minutes * 60_000
    }

    /// The day in Viet Nam at this instant.
    public var date: CivilDate {
        CivilDate(dayNumber: Int(floorDivide(localMilliseconds, 86_400_000)))
    }

    /// Milliseconds since midnight in Viet Nam.
    public var millisecondsOfDay: Int64 {
        localMilliseconds - floorDivide(localMilliseconds, 86_400_000) * 86_400_000
    }

    /// The instant that many minutes later (earlier where negative).
    public func adding(minutes: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(minutes) * 60_000)
    }

    /// The same instant with seconds and their fraction cut off.
    var beginningOfMinute: Timestamp {
        Timestamp(milliseconds: floorDivide(milliseconds, 60_000) * 60_000)
    }

    /// The day in UTC and the milliseconds since its midnight, as the record keeps instants.
    var utcDay: (date: CivilDate, milliseconds: Int) {
        let day = floorDivide(milliseconds, 86_400_000)
        return (CivilDate(dayNumber: Int(day)), Int(milliseconds - day * 86_400_000))
    }

    /// Orders instants by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    private var localMilliseconds: Int64 {
        milliseconds + Int64(Timestamp.localOffsetMinutes) * 60_000
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 with Viet Nam's offset, whole seconds, as the API shows it: `2019-08-20T08:00:00+07:00`.
    public var description: String {
        let seconds = Int(millisecondsOfDay / 1_000)
        return "\(date)T\(padded(seconds / 3_600, to: 2)):\(padded(seconds / 60 % 60, to: 2))"
            + ":\(padded(seconds % 60, to: 2))+07:00"
    }

    /// RFC 3339 in UTC to the millisecond, as the record keeps it: `2019-08-20T01:00:00.000Z`.
    public var utcDescription: String {
        let (date, rest) = utcDay
        return "\(date)T\(padded(rest / 3_600_000, to: 2))"
            + ":\(padded(rest / 60_000 % 60, to: 2)):\(padded(rest / 1_000 % 60, to: 2))"
            + ".\(padded(rest % 1_000, to: 3))Z"
    }

    /// Reads exactly what ``utcDescription`` writes.
    init?(canonical bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."), bytes[23] == UInt8(ascii: "Z"),
            let date = CivilDate(bytes: UnsafeRawBufferPointer(rebasing: bytes[0..<10])),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]), let fraction = decimal(bytes[20..<23]), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1_000 + Int64(fraction))
    }

    /// Reads an RFC 3339 instant, with `Z` or a numeric offset and up to nine fractional digits.
    ///
    /// Returns `nil` for anything else, also for leap seconds, which no office's clock shows.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 35, bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]), hour < 24, minute < 60, second < 60,
            let (milliseconds, zoneStart) = fraction(in: bytes, from: 19),
            let offset = zoneOffset(bytes[zoneStart...])
        else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(milliseconds: (seconds - Int64(offset) * 60) * 1_000 + Int64(milliseconds))
    }
}

extension Timestamp: Codable {
    /// Reads an RFC 3339 instant from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let instant = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 instant")
        }
        self = instant
    }

    /// Writes RFC 3339 in UTC as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(utcDescription)
    }
}

/// A time of day in Viet Nam, to the minute.
public struct TimeOfDay: Hashable, Comparable, Sendable {
    /// Minutes since midnight, 0–1440; 1440 is the end of the day.
    public let minutes: Int

    /// That many minutes after midnight; `nil` outside 0–1440.
    public init?(minutes: Int) {
        guard (0...1_440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// Reads `HH:MM`, up to `24:00`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = decimal(bytes[0..<2]), let minute = decimal(bytes[3..<5]), minute < 60
        else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// 00:00.
    public static let midnight = TimeOfDay(hour: 0)

    /// The full hour; only for constants of the law, hence a broken invariant where there is no such hour.
    init(hour: Int) {
        precondition((0...24).contains(hour), "no such hour")
        minutes = hour * 60
    }

    /// Orders times by the clock.
    public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
        left.minutes < right.minutes
    }
}

extension TimeOfDay: CustomStringConvertible, Codable {
    /// `HH:MM`.
    public var description: String {
        padded(minutes / 60, to: 2) + ":" + padded(minutes % 60, to: 2)
    }

    /// Reads `HH:MM` from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = TimeOfDay(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time HH:MM")
        }
        self = time
    }

    /// Writes `HH:MM` as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

/// Milliseconds of a fraction that may start at `index`, and where the zone starts.
private func fraction(in bytes: [UInt8], from index: Int) -> (milliseconds: Int, zoneStart: Int)? {
    guard bytes[index] == UInt8(ascii: ".") else { return (0, index) }
    var end = index + 1
    while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
    let digits = bytes[(index + 1)..<end]
    guard (1...9).contains(digits.count), end < bytes.count else { return nil }
    let three = (digits.prefix(3) + [UInt8(ascii: "0"), UInt8(ascii: "0")]).prefix(3)
    return decimal(three).map { ($0, end) }
}

/// Minutes east of UTC that `Z` or `±HH:MM` writes.
private func zoneOffset(_ zone: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(zone)
    if bytes == [UInt8(ascii: "Z")] { return 0 }
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
        let hours = decimal(bytes[1..<3]), let minutes = decimal(bytes[4..<6]), hours < 24, minutes < 60
    else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
}
