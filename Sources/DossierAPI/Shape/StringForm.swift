import DossierDomain

/// A form that a string must have, as a rule for people, a pattern for programs and the check itself.
public struct StringForm: Sendable {
    /// Its name in the description (`format`), where JSON Schema or we ourselves gave it one.
    public let name: String?
    /// The pattern (ECMA-262), never wider than what ``accepts`` takes but for what a pattern can't say.
    public let pattern: String?
    /// The lengths that occur, in characters.
    public let length: ClosedRange<Int>
    /// The rule in words, to be read after “must be”.
    public let rule: Wording
    /// What it looks like.
    public let example: String
    /// Whether a string has it.
    public let accepts: @Sendable (String) -> Bool

    /// A form.
    public init(
        name: String? = nil, pattern: String? = nil, length: ClosedRange<Int>, rule: Wording, example: String,
        accepts: @escaping @Sendable (String) -> Bool
    ) {
        self.name = name
        self.pattern = pattern
        self.length = length
        self.rule = rule
        self.example = example
        self.accepts = accepts
    }
}

extension StringForm {
    /// RFC 3339 with an offset.
    public static let instant = StringForm(
        name: "date-time", length: 20...35,
        rule: Wording(
            vi: "thời điểm có múi giờ theo RFC 3339, ví dụ 2019-08-20T08:00:00+07:00"
                + " (trong địa chỉ, dấu + viết là %2B)",
            en: "an instant with offset by RFC 3339, such as 2019-08-20T08:00:00+07:00"
                + " (in an address, + is written %2B)"),
        example: "2019-08-20T08:00:00+07:00"
    ) { Timestamp($0) != nil }

    /// `YYYY-MM-DD`.
    public static let date = StringForm(
        name: "date", length: 10...10,
        rule: Wording(
            vi: "ngày có thật viết theo dạng năm-tháng-ngày, ví dụ 2019-08-20",
            en: "a day that exists, as year-month-day, such as 2019-08-20"),
        example: "2019-08-20"
    ) { CivilDate($0) != nil }

    /// An identity of our own making (ORG-03).
    public static let identifier = StringForm(
        pattern: "^[a-z0-9]+([.-][a-z0-9]+)*$", length: 1...OfficeID.maximumLength,
        rule: Wording(
            vi: "chữ thường không dấu và chữ số, các nhóm nối bằng “.” hoặc “-”, ví dụ dong-dang",
            en: "lower-case ASCII letters and digits in groups joined by “.” or “-”, such as dong-dang"),
        example: "dong-dang"
    ) { OfficeID(validating: $0) != nil }

    /// The printed number of a dossier (TT01/2018 Article 19).
    public static let dossierNumber = StringForm(
        pattern: "^([0-9]{3}\\.[0-9]{2}\\.[0-9]{2}\\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(\\.[0-9]{2,3}){0,3})"
            + "-\(dayPattern)-(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})$",
        length: 15...30,
        rule: Wording(
            vi: "mã hồ sơ như in trên giấy hẹn, ví dụ 000.00.19.H37-190820-0001",
            en: "a dossier number as printed on the slip, such as 000.00.19.H37-190820-0001"),
        example: "000.00.19.H37-190820-0001"
    ) { DossierNumber($0) != nil }

    /// A day as YYMMDD; that February has 29 days in some years only a pattern can't say.
    private static let dayPattern =
        "[0-9]{2}((0[13578]|1[02])(0[1-9]|[12][0-9]|3[01])|(0[469]|11)(0[1-9]|[12][0-9]|30)|02(0[1-9]|[12][0-9]))"

    /// A SHA-256 digest.
    public static let sha256 = StringForm(
        pattern: "^[0-9a-f]{64}$", length: 64...64,
        rule: Wording(
            vi: "mã băm SHA-256 gồm 64 chữ số thập lục phân viết thường",
            en: "a SHA-256 digest, 64 lower-case hexadecimal digits"),
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    ) { text in
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                Byte.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

/// Which characters text may hold.
enum VisibleText {
    /// Control characters, and marks that turn the reading direction or hide: text that shows something else
    /// than it holds has no place in an official record.
    static func isForbidden(_ scalar: Unicode.Scalar, allowingLineBreaks: Bool) -> Bool {
        switch scalar.value {
        case 0x0A: !allowingLineBreaks
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Characters that show nothing by themselves.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x20, 0xA0, 0x1680, 0x2000...0x200D, 0x202F, 0x205F, 0x2060, 0x3000: true
        default: false
        }
    }

    private static let forbidden =
        "\\u0000-\\u0009\\u000B-\\u001F\\u007F-\\u009F\\u2028-\\u202E\\u2066-\\u2069\\uFEFF"
    private static let blank = "\\u0020\\u00A0\\u1680\\u2000-\\u200D\\u202F\\u205F\\u2060\\u3000"

    /// The same for free text, as a pattern.
    static let textPattern = "^[^\(forbidden)]*[^\\n\(blank)\(forbidden)][^\(forbidden)]*$"
    /// The same for one line, as a pattern.
    static let linePattern = "^[^\\n\(forbidden)]*$"
}
