import HTTPMessage
import HTTPTypes

extension HTTPFields {
    /// The weights of a comma-separated list such as `Accept-Language` (RFC 9110, 12.4.2), in order.
    private func weighted(_ name: HTTPField.Name) -> [(value: String, weight: Double)]? {
        guard let text = self[name] else { return nil }
        return text.split(separator: ",").prefix(32).map { item in
            let parts = item.split(separator: ";").map { $0.trimmingSpaces() }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (parts.first?.lowercased() ?? "", weight)
        }
    }

    /// Vietnamese, unless English is preferred.
    var language: Language {
        guard let wishes = weighted(.acceptLanguage) else { return .vietnamese }
        func weight(_ language: String) -> Double {
            wishes.filter { $0.value == language || $0.value.hasPrefix(language + "-") }.map(\.weight).max()
                ?? wishes.first { $0.value == "*" }?.weight ?? 0
        }
        return weight("en") > weight("vi") ? .english : .vietnamese
    }

    /// Whether an answer of that media type is acceptable.
    func accepts(_ mediaType: String) -> Bool {
        guard let wishes = weighted(.accept) else { return true }
        let family = mediaType.prefix { $0 != "/" } + "/*"
        for candidate in [mediaType, String(family), "*/*"] {
            if let wish = wishes.first(where: { $0.value == candidate }) { return wish.weight > 0 }
        }
        return false
    }

    /// Which of these media types the caller likes best, the first where it has no preference; `nil` where it takes none.
    func preferred(of mediaTypes: [String]) -> String? {
        guard let wishes = weighted(.accept) else { return mediaTypes.first }
        func weight(_ mediaType: String) -> Double {
            let family = mediaType.prefix { $0 != "/" } + "/*"
            for candidate in [mediaType, String(family), "*/*"] {
                if let wish = wishes.first(where: { $0.value == candidate }) { return wish.weight }
            }
            return 0
        }
        var best: (mediaType: String, weight: Double)?
        for mediaType in mediaTypes {
            let weight = weight(mediaType)
            if weight > best?.weight ?? 0 { best = (mediaType, weight) }
        }
        return best?.mediaType
    }

    /// Whether the body is JSON in UTF-8 (RFC 8259, 8.1).
    var hasJSONBody: Bool { bodyType == "application/json" }

    /// The body's media type, in small letters; `nil` without one, and where it is in another encoding than UTF-8.
    var bodyType: String? {
        guard let text = self[.contentType] else { return nil }
        let parts = text.lowercased().split(separator: ";").map { $0.trimmingSpaces() }
        guard parts.dropFirst().allSatisfy({ $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }) else { return nil }
        return parts.first.map(String.init)
    }

    /// Whether the body is of that media type, whatever its parameters.
    func hasBody(of mediaType: String) -> Bool {
        self[.contentType]?.split(separator: ";").first?.trimmingSpaces().lowercased() == mediaType
    }

    /// The key of an unsafe request; `nil` where it is missing, or not 1–255 visible characters.
    var validIdempotencyKey: String? {
        guard let key = self[.idempotencyKey], (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return key
    }

    /// The caller's request identity, where it is sane.
    var saneRequestID: String? {
        guard let id = self[.requestID], (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            })
        else { return nil }
        return id
    }

    /// The value of a preference (RFC 7240, 2), without quotes; `nil` where the caller has none of that name.
    private func preference(_ name: String) -> Substring? {
        guard let text = self[.prefer] else { return nil }
        for item in text.split(separator: ",") {
            let parts = (item.split(separator: ";").first ?? item).split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingSpaces().lowercased() == name else { continue }
            let value = parts[1].trimmingSpaces()
            return value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
                ? value.dropFirst().dropLast() : value
        }
        return nil
    }

    /// How long a poll may wait, in seconds, at most ``longestWait`` (`Prefer: wait=N`, RFC 7240, 4.3); `nil` where it
    /// doesn't want to, or where that can't be understood, which a preference allows.
    var wait: Int? {
        guard let text = preference("wait"), let seconds = Int(text), seconds > 0 else { return nil }
        return Swift.min(seconds, Self.longestWait)
    }

    /// Whether the caller wants as little as will do of what it has changed (`Prefer: return=minimal`, RFC 7240, 4.2).
    var prefersMinimal: Bool { preference("return")?.lowercased() == "minimal" }

    /// The longest that a poll may wait, in seconds.
    static var longestWait: Int { 60 }

    /// The token of `Authorization: Bearer`.
    var bearerToken: String? {
        guard let text = self[.authorization] else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// The tags of a conditional field; nil without one.
    func entityTags(_ name: HTTPField.Name) -> EntityTags? {
        self[name].map { EntityTags($0) }
    }
}

extension StringProtocol where SubSequence == Substring {
    func trimmingSpaces() -> Substring {
        var text = self[startIndex...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
