import Testing

/// Tables of bytes as text: one row a line, `verdict bytes`, with `⏎` for CR LF and `\r \n \t \s \0 \xNN` for what
/// cannot be seen. Empty lines and lines that begin with `#` are for people.
struct ByteTableRow: Sendable, CustomTestStringConvertible {
    let verdict: String
    let source: String

    var testDescription: String { "\(verdict) \(source)" }

    /// The bytes that the row stands for.
    var bytes: [UInt8] { Self.unescape(source) }

    static func rows(_ table: String) -> [ByteTableRow] {
        table.split(separator: "\n").compactMap { line in
            if line.hasPrefix("#") { return nil }
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            return ByteTableRow(verdict: String(parts[0]), source: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    static func unescape(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar == "⏎" {
                bytes += [0x0D, 0x0A]
            } else if scalar == "\\", let next = rest.popFirst() {
                switch next {
                case "r": bytes.append(0x0D)
                case "n": bytes.append(0x0A)
                case "t": bytes.append(0x09)
                case "s": bytes.append(0x20)
                case "0": bytes.append(0)
                case "x":
                    let digits = String(String.UnicodeScalarView(rest.prefix(2)))
                    rest = rest.dropFirst(2)
                    bytes.append(UInt8(digits, radix: 16) ?? 0)
                default: bytes.append(UInt8(ascii: next))
                }
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }
}
