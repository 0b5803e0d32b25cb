/// An entity tag as it was written (RFC 9110, 8.8.3).
public struct EntityTag: Sendable, Hashable {
    /// Marked with `W/`: names contents that mean the same, not the same bytes.
    public let isWeak: Bool
    /// What stands between the quotes.
    public let opaque: String
}

/// The members of `If-Match` or `If-None-Match` (RFC 9110, 13.1).
public struct EntityTags: Sendable, Equatable {
    /// The field is `*`: any tag.
    public let isAny: Bool
    /// The tags in their order; none where it is `*`. What is not in quotes is no tag and left out.
    public let tags: [EntityTag]

    /// Reads a field.
    public init(_ field: String) {
        isAny = field == "*"
        var tags: [EntityTag] = []
        var rest = field.utf8[...]
        // Tags may hold commas, so members end where their quotes do.
        while !isAny, let start = rest.firstIndex(where: { $0 == UInt8(ascii: "\"") }) {
            let from = rest.index(after: start)
            guard let end = rest[from...].firstIndex(of: UInt8(ascii: "\"")) else { break }
            let prefix = rest[..<start]
            let isWeak = prefix.last == UInt8(ascii: "/") && prefix.dropLast().last == UInt8(ascii: "W")
            tags.append(EntityTag(isWeak: isWeak, opaque: String(field[from..<end])))
            rest = rest[rest.index(after: end)...]
        }
        self.tags = tags
    }

    /// Whether `tag`, as it stands in an answer's field, is among them by weak comparison: for `If-None-Match`
    /// (RFC 9110, 13.1.2).
    public func matchesWeakly(_ tag: String) -> Bool {
        guard !isAny else { return true }
        let tag = EntityTags(tag).tags.first
        return tags.contains { $0.opaque == tag?.opaque }
    }

    /// Whether `tag` is among them by strong comparison: for `If-Match` (RFC 9110, 13.1.1).
    public func matchesStrongly(_ tag: String) -> Bool {
        guard !isAny else { return true }
        let tag = EntityTags(tag).tags.first
        return tags.contains { !$0.isWeak && $0 == tag }
    }

    /// Whether an `If-Range` field names exactly this strong tag (RFC 9110, 13.1.5).
    public static func isRangeValid(_ field: String, _ tag: String) -> Bool {
        field == tag && field.utf8.count >= 2 && field.utf8.first == UInt8(ascii: "\"")
            && field.utf8.last == UInt8(ascii: "\"")
    }
}
