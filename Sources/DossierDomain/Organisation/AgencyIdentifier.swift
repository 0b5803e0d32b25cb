/// Identifier of an agency by TT01/2018 Article 19: `V1V2V3.Z1Z2.Y1Y2.MX1X2`, or its short form `MX1X2.Y1Y2…`.
///
/// Both forms stay valid for ever; the short one names the same agency with empty groups left out and the
/// order turned round (`000.00.19.H37` is `H37.19`).
public struct AgencyIdentifier: Hashable, Sendable {
    /// The form as configured, and as printed in numbers.
    public let text: String
    /// The short form, one for every agency: the groups from the highest level down, without empty ones. What
    /// look-ups compare.
    public let shortForm: String

    /// Reads either form; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let shortForm = text.withUTF8({ Self.shortForm(of: $0) }) else { return nil }
        self.text = text
        self.shortForm = shortForm
    }

    /// The groups from the highest level down, without empty ones: the same for both forms.
    public var groups: [String] {
        shortForm.split(separator: ".").map { String($0) }
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private static func shortForm(of bytes: Bytes) -> String? {
        // `V1V2V3.Z1Z2.Y1Y2.MX1X2`: groups run from the lowest level to the highest.
        if bytes.count == 13, bytes[3] == point, bytes[6] == point, bytes[9] == point, isLevelOne(bytes[10...]),
            isDigits(bytes[0..<3]), isDigits(bytes[4..<6]), isDigits(bytes[7..<9])
        {
            return joined([bytes[10...], bytes[7..<9], bytes[4..<6], bytes[0..<3]])
        }
        let groups = bytes.split(separator: point, omittingEmptySubsequences: false)
        guard let first = groups.first, isLevelOne(first), groups.count <= 4,
            groups.dropFirst().allSatisfy({ isDigits($0) && (2...3).contains($0.count) })
        else { return nil }
        return joined(groups)
    }

    /// The groups without those at the end that are zeros, which mean "not used".
    private static func joined(_ groups: [Slice<Bytes>]) -> String {
        let last = groups.lastIndex { !$0.allSatisfy { $0 == UInt8(ascii: "0") } } ?? 0
        var text: [UInt8] = []
        for group in groups[...last] {
            if !text.isEmpty { text.append(point) }
            text.append(contentsOf: group)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let point = UInt8(ascii: ".")

    private static func isDigits(_ bytes: Slice<Bytes>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLevelOne(_ bytes: Slice<Bytes>) -> Bool {
        guard bytes.count == 3, let first = bytes.first else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) && isDigits(bytes.dropFirst())
    }
}

extension AgencyIdentifier: Codable, CustomStringConvertible {
    /// The form as configured.
    public var description: String { text }

    /// Reads either form from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = AgencyIdentifier(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an agency identifier")
        }
        self = identifier
    }

    /// Writes the form as configured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
