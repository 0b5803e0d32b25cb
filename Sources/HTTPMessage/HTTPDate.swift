/// Dates as HTTP writes them (IMF-fixdate, RFC 9110, 5.6.7).
public enum HTTPDate {
    /// The 29 bytes of `Sun, 06 Nov 1994 08:49:37 GMT` for seconds since 1970 in UTC.
    public static func bytes(unixSeconds: Int64) -> [UInt8] {
        let days = unixSeconds >= 0 ? unixSeconds / 86_400 : (unixSeconds - 86_399) / 86_400
        let second = Int(unixSeconds - days * 86_400)
        let (year, month, day) = civil(days: Int(days))
        // 1970-01-01 was a Thursday, the fifth day of a week that begins on Sunday.
        let weekday = Int(((days + 4) % 7 + 7) % 7)
        var out: [UInt8] = []
        out.reserveCapacity(29)
        out.append(contentsOf: "SunMonTueWedThuFriSat".utf8.dropFirst(weekday * 3).prefix(3))
        out.append(contentsOf: ", ".utf8)
        appendTwoDigits(day, to: &out)
        out.append(0x20)
        out.append(
            contentsOf: "JanFebMarAprMayJunJulAugSepOctNovDec".utf8.dropFirst((month - 1) * 3).prefix(3))
        out.append(0x20)
        appendTwoDigits(year / 100, to: &out)
        appendTwoDigits(year % 100, to: &out)
        for (separator, part) in [(" ", second / 3_600), (":", second / 60 % 60), (":", second % 60)] {
            out.append(contentsOf: separator.utf8)
            appendTwoDigits(part, to: &out)
        }
        out.append(contentsOf: " GMT".utf8)
        return out
    }

    private static func appendTwoDigits(_ value: Int, to out: inout [UInt8]) {
        out.append(UInt8(0x30 + value / 10 % 10))
        out.append(UInt8(0x30 + value % 10))
    }

    /// Days since 1970 to a Gregorian date, by eras of 400 years counted from 1 March
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
