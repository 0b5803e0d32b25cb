/// Comparisons of entity tags (RFC 9110, 8.8.3) for conditional requests on files.
public enum EntityTags {
    /// Whether `tag` is in the list of an `If-None-Match` field, or the field is `*`, by weak comparison
    /// (RFC 9110, 13.1.2).
    public static func matchesWeakly(_ field: String, _ tag: String) -> Bool {
        contains(field) { opaque($0) == opaque(tag) }
    }

    /// Whether `tag` is in the list of an `If-Match` field, or the field is `*`, by strong comparison
    /// (RFC 9110, 13.1.1).
    public static func matchesStrongly(_ field: String, _ tag: String) -> Bool {
        contains(field) { isStrong($0) && $0 == tag }
    }

    /// Whether `If-Range` names exactly this strong tag (RFC 9110, 13.1.5).
    public static func isRangeValid(_ field: String, _ tag: String) -> Bool {
        isStrong(field[...]) && field == tag
    }

    private static func contains(_ field: String, _ matches: (Substring) -> Bool) -> Bool {
        if field == "*" { return true }
        var rest = field.utf8[...]
        // Tags may hold commas, so members end where their quotes do.
        while let start = rest.firstIndex(where: { $0 == UInt8(ascii: "\"") }) {
            guard let end = rest[rest.index(after: start)...].firstIndex(of: UInt8(ascii: "\"")) else { return false }
            let prefix = rest[..<start]
            let isWeak = prefix.last == UInt8(ascii: "/") && prefix.dropLast().last == UInt8(ascii: "W")
            let first = isWeak ? rest.index(start, offsetBy: -2) : start
            if matches(field[first...end]) { return true }
            rest = rest[rest.index(after: end)...]
        }
        return false
    }

    private static func isStrong(_ tag: Substring) -> Bool {
        tag.utf8.first == UInt8(ascii: "\"") && tag.utf8.count >= 2 && tag.utf8.last == UInt8(ascii: "\"")
    }

    private static func opaque<Text: StringProtocol>(_ tag: Text) -> Substring {
        let text = Substring(tag)
        return text.hasPrefix("W/") ? text.dropFirst(2) : text
    }
}
