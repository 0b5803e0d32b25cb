/// Identifier of an agency by TT01/2018 Article 19: `V1V2V3.Z1Z2.Y1Y2.MX1X2`, or its short form `MX1X2.Y1Y2…`.
///
/// Both forms stay valid for ever; the short one names the same agency with empty groups left out and the
/// order turned round (`000.00.19.H37` is `H37.19`).
public struct AgencyIdentifier: Hashable, Sendable {
    /// The form as configured, and as printed in numbers.
    public let text: String
    /// The groups from the highest level down, without empty ones: the same for both forms.
    public let groups: [String]

    /// Reads either form; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        if parts.count == 4, parts[0].utf8.count == 3, Self.isLevelOne(parts[3]) {
            guard parts[..<3].allSatisfy(Self.isDigits), parts[1].utf8.count == 2, parts[2].utf8.count == 2
            else { return nil }
            // Groups run from the lowest level to the highest.
            groups = Self.significant(parts.reversed())
        } else {
            guard let first = parts.first, Self.isLevelOne(first), (1...4).contains(parts.count),
                parts.dropFirst().allSatisfy({ Self.isDigits($0) && (2...3).contains($0.utf8.count) })
            else { return nil }
            groups = Self.significant(parts)
        }
        self.text = String(text)
    }

    /// The short form, one for every agency: what look-ups compare.
    public var shortForm: String {
        groups.joined(separator: ".")
    }

    /// The groups without those at the end that are zeros, which mean "not used".
    private static func significant(_ groups: [String]) -> [String] {
        var significant = groups
        while let last = significant.last, last.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) {
            significant.removeLast()
        }
        return significant
    }

    private static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLevelOne(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 3 && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[0])
            && decimal(bytes[1...]) != nil
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
