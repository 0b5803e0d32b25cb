/// The printed number of a dossier (mã hồ sơ): agency identifier, date of reception, serial of the day
/// (RCV-05, TT01/2018 Article 19, NĐ61/2018 Article 26).
///
/// The long and the short form of the identifier name the same dossier: equality and look-ups go by
/// ``canonical``, while ``text`` keeps what was printed.
public struct DossierNumber: Sendable {
    /// The last serial of a day; the next reception of that agency and day is refused.
    public static let maximumSerial = 9_999

    /// The agency on whose behalf it was received.
    public let agency: AgencyIdentifier
    /// The date of reception.
    public let date: CivilDate
    /// The serial of that agency and day, 1–9999.
    public let serial: Int

    /// A number; `nil` where the serial is outside 1–9999.
    public init?(agency: AgencyIdentifier, date: CivilDate, serial: Int) {
        guard (1...Self.maximumSerial).contains(serial) else { return nil }
        self.agency = agency
        self.date = date
        self.serial = serial
    }

    /// Reads `000.00.19.H37-190820-0001` or `H37.19-190820-0001`; `nil` for anything else.
    ///
    /// The two-digit year is taken as 2000–2099: the first such number was given in 2019.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let number = text.withUTF8({ DossierNumber(bytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = number
    }

    /// Reads either form as its bytes.
    init?(bytes: UnsafeRawBufferPointer) {
        // `-YYMMDD-SSSS` comes after the agency.
        let agencyLength = bytes.count - 12
        guard agencyLength > 0, bytes[agencyLength] == UInt8(ascii: "-"), bytes[agencyLength + 7] == UInt8(ascii: "-"),
            let yymmdd = decimal(bytes[(agencyLength + 1)..<(agencyLength + 7)]),
            let serial = decimal(bytes[(agencyLength + 8)...]),
            let date = CivilDate(year: 2_000 + yymmdd / 10_000, month: yymmdd / 100 % 100, day: yymmdd % 100),
            let agency = AgencyIdentifier(String(decoding: bytes[..<agencyLength], as: UTF8.self))
        else { return nil }
        self.init(agency: agency, date: date, serial: serial)
    }

    /// The number as printed.
    public var text: String {
        "\(agency.text)-\(date.sixDigits)-\(padded(serial, to: 4))"
    }

    /// The one form by which numbers are compared and looked up.
    public var canonical: String {
        "\(agency.shortForm)-\(date.sixDigits)-\(padded(serial, to: 4))"
    }
}

extension DossierNumber: Hashable, CustomStringConvertible, Codable {
    /// The number as printed.
    public var description: String { text }

    /// Whether both name the same dossier, in whichever form.
    public static func == (left: DossierNumber, right: DossierNumber) -> Bool {
        left.agency.shortForm == right.agency.shortForm && left.date == right.date && left.serial == right.serial
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(agency.shortForm)
        hasher.combine(date)
        hasher.combine(serial)
    }

    /// Reads either form from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = DossierNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a dossier number")
        }
        self = number
    }

    /// Writes the number as printed.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
