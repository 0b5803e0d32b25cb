import DossierDomain

/// Numbers, money and dates as Vietnamese papers write them.
public enum VietnameseWording {
    /// The word between hundreds and units where the tens are zero; both are correct.
    public enum EmptyTens: String, Sendable {
        /// Of the North, where the pilot is.
        case linh
        /// Of the South.
        case le = "lẻ"
    }

    private static let digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

    /// A whole number in words, such as `hai mươi mốt nghìn không trăm linh năm`.
    public static func words(_ number: Int, emptyTens: EmptyTens = .linh) -> String {
        if number == 0 { return digits[0] }
        let words = positive(number.magnitude, follows: false, emptyTens)
        return (number < 0 ? ["âm"] + words : words).joined(separator: " ")
    }

    /// An amount in đồng as papers write it in words, such as `Tám nghìn đồng`.
    public static func money(_ amountVND: Int, emptyTens: EmptyTens = .linh) -> String {
        let text = words(amountVND, emptyTens: emptyTens) + " đồng"
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Who did something that somebody else, or a counter's terminal, told.
    static func act(of performer: String, toldBy teller: String?) -> String {
        teller.map { "\(performer), do \($0) nhập" } ?? performer
    }

    /// A whole number with points between groups of three, such as `1.250.000`.
    public static func grouped(_ number: Int) -> String {
        var text = ""
        let digits = String(number.magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "." }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// `follows`: whether a higher group was said, so that empty hundreds are said as well.
    private static func positive(_ number: UInt, follows: Bool, _ emptyTens: EmptyTens) -> [String] {
        var words: [String] = []
        var follows = follows
        let billions = number / 1_000_000_000
        if billions > 0 {
            words += positive(billions, follows: follows, emptyTens) + ["tỷ"]
            follows = true
        }
        let groups: [(UInt, String?)] = [
            (number / 1_000_000 % 1_000, "triệu"), (number / 1_000 % 1_000, "nghìn"), (number % 1_000, nil),
        ]
        for (group, unit) in groups where group > 0 {
            words += threeDigits(Int(group), follows: follows, emptyTens) + (unit.map { [$0] } ?? [])
            follows = true
        }
        return words
    }

    private static func threeDigits(_ group: Int, follows: Bool, _ emptyTens: EmptyTens) -> [String] {
        let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10)
        var words: [String] = []
        let saysHundreds = hundreds > 0 || follows
        if saysHundreds { words += [digits[hundreds], "trăm"] }
        switch tens {
        case 0:
            if units > 0 { words += (saysHundreds ? [emptyTens.rawValue] : []) + [digits[units]] }
            return words
        case 1: words.append("mười")
        default: words += [digits[tens], "mươi"]
        }
        switch units {
        case 0: break
        case 1: words.append(tens > 1 ? "mốt" : "một")
        case 4: words.append(tens > 1 ? "tư" : "bốn")
        case 5: words.append("lăm")
        default: words.append(digits[units])
        }
        return words
    }

    /// `ngày 05 tháng 01 năm 2019`: days below ten, January and February with a nought, so that nobody adds a digit
    /// (NĐ30/2020, annex I).
    public static func date(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "ngày \(two(day)) tháng \(month < 3 ? two(month) : String(month)) năm \(year)"
    }

    /// `08 giờ 30 phút, ngày 20 tháng 8 năm 2019`.
    public static func instant(_ instant: Timestamp) -> String { "\(time(instant)), \(date(instant.date))" }

    /// `08 giờ 30 phút`.
    public static func time(_ instant: Timestamp) -> String {
        let minutes = minutes(of: instant)
        return "\(two(minutes / 60)) giờ \(two(minutes % 60)) phút"
    }

    /// `20/08/2019`, for tables.
    public static func shortDate(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(two(day))/\(two(month))/\(year)"
    }

    /// `08:30`, for tables.
    public static func shortTime(_ instant: Timestamp) -> String {
        let minutes = minutes(of: instant)
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// `08:30 20/08/2019`, for tables.
    public static func shortInstant(_ instant: Timestamp) -> String {
        "\(shortTime(instant)) \(shortDate(instant.date))"
    }

    private static func minutes(of instant: Timestamp) -> Int { Int(instant.millisecondsOfDay / 60_000) }

    /// `10 ngày làm việc`, or the working hours.
    public static func timeLimit(_ allowance: TimeAllowance) -> String {
        switch allowance.limit {
        case .workingDays(let count): "\(two(count)) ngày làm việc"
        case .calendarDays(let count): "\(two(count)) ngày"
        case .workingHours(let count): "\(two(count)) giờ làm việc"
        case .sameDay: "trong ngày làm việc"
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
