/// The part of a representation that a `Range` field asks for (RFC 9110, 14).
public enum ByteRange: Sendable, Equatable {
    /// The whole, because the field is missing, in another unit, malformed, or asks for several parts, which a server
    /// may ignore (RFC 9110, 14.2).
    case whole
    /// These bytes: answer 206 with `Content-Range`.
    case part(Range<Int>)
    /// Nothing that exists: answer 416.
    case unsatisfiable

    /// Reads `bytes=first-last`, `bytes=first-` or `bytes=-count` for a representation of `size` bytes.
    public static func read(_ field: String?, size: Int) -> ByteRange {
        guard let field, field.utf8.count <= 64 else { return .whole }
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return .whole }
        let spec = trim(parts[1])
        guard !spec.utf8.contains(UInt8(ascii: ",")), let dash = spec.firstIndex(of: "-") else { return .whole }
        let firstText = spec[..<dash]
        let lastText = spec[spec.index(after: dash)...]
        if firstText.isEmpty {
            guard let count = number(lastText) else { return .whole }
            return count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = number(firstText) else { return .whole }
        var end = size
        if !lastText.isEmpty {
            guard let last = number(lastText), last >= first else { return .whole }
            end = min(last + 1, size)
        }
        return first < size ? .part(first..<end) : .unsatisfiable
    }

    /// Digits only; saturates above any size instead of overflowing.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty else { return nil }
        var value = 0
        for byte in text.utf8 {
            guard ByteClass.of(byte).contains(.digit) else { return nil }
            value = min(value * 10 + Int(byte - 0x30), 1 << 56)
        }
        return value
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }
}
