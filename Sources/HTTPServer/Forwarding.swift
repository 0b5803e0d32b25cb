internal import HTTPMessage
internal import HTTPTypes

/// A range of addresses, as `10.0.0.0/8`, `2001:db8::/32`, a single address, or `unix` for every Unix socket.
public struct AddressRange: Sendable, Equatable {
    private enum Kind: Equatable {
        case ipv4(UInt32, bits: Int)
        case ipv6(UInt64, UInt64, bits: Int)
        case local
    }

    private let kind: Kind

    /// Nil when the text is no range.
    public init?(_ text: String) {
        if text == "unix" {
            kind = .local
            return
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = PeerAddress(figures: String(parts[0])) else { return nil }
        let width = if case .ipv4 = address { 32 } else { 128 }
        var bits = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...width).contains(given) else { return nil }
            bits = given
        }
        switch address {
        case .ipv4(let address, _): kind = .ipv4(address, bits: bits)
        case .ipv6(let high, let low, _): kind = .ipv6(high, low, bits: bits)
        case .local: return nil
        }
    }

    /// Whether the address lies in the range, whatever its port.
    public func contains(_ address: PeerAddress) -> Bool {
        switch (kind, address) {
        case (.local, .local): true
        case (.ipv4(let range, let bits), .ipv4(let address, _)):
            bits == 0 || (range ^ address) >> (32 - bits) == 0
        case (.ipv6(let rangeHigh, let rangeLow, let bits), .ipv6(let high, let low, _)):
            Self.agree(rangeHigh, high, bits: min(bits, 64)) && Self.agree(rangeLow, low, bits: max(bits - 64, 0))
        default: false
        }
    }

    private static func agree(_ one: UInt64, _ other: UInt64, bits: Int) -> Bool {
        bits == 0 || (one ^ other) >> (64 - bits) == 0
    }
}

/// Whose word is taken for who sent a request.
public struct Forwarding: Sendable, Equatable {
    /// The field in which the trusted proxies name whom they act for. Only this one is read: a proxy that sets one of
    /// them usually passes the other on as it came, from anybody.
    public enum Field: String, Sendable, CaseIterable {
        /// `X-Forwarded-For`
        case xForwardedFor = "x-forwarded-for"
        /// `Forwarded` (RFC 7239)
        case forwarded
    }

    /// Proxies that are believed. Default: none.
    public var trusted: [AddressRange] = []
    /// The field they set. Default: `X-Forwarded-For`.
    public var field = Field.xForwardedFor

    /// Nobody is believed.
    public init() {}

    func trusts(_ address: PeerAddress) -> Bool {
        !trusted.isEmpty && trusted.contains { $0.contains(address) }
    }

    /// The client of a request: going back from the peer as far as each hop is trusted. A name that is no address
    /// (`unknown`, `_hidden`) ends the way back.
    func client(of head: RequestHead, peer: PeerAddress) -> PeerAddress {
        guard trusts(peer) else { return peer }
        let hops =
            switch field {
            case .xForwardedFor:
                head.fields.contains(Self.xForwardedFor) ? Self.members(head.field(Self.xForwardedFor) ?? "") : []
            case .forwarded: Self.forwardedHops(head.field(Self.forwarded) ?? "")
            }
        var client = peer
        for hop in hops.reversed() {
            guard let address = PeerAddress(figures: Self.withoutPort(hop)) else { break }
            client = address
            if !trusts(address) { break }
        }
        return client
    }

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no field name") }
        return name
    }

    private static let xForwardedFor = name("X-Forwarded-For")
    private static let forwarded = name("Forwarded")

    private static func members(_ list: String) -> [String] {
        list.split(separator: ",").map { trim($0) }
    }

    /// The `for` of each element (RFC 7239, 4 and 5.2); an element without one hides who it was.
    private static func forwardedHops(_ field: String) -> [String] {
        members(field).map { element in
            for pair in element.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, trim(parts[0]).lowercased() == "for" else { continue }
                let value = trim(parts[1])
                return value.hasPrefix("\"") && value.hasSuffix("\"") && value.utf8.count >= 2
                    ? String(value.dropFirst().dropLast()) : value
            }
            return "unknown"
        }
    }

    /// `192.0.2.1:80`, `[2001:db8::1]:80` and `[2001:db8::1]` without what is not the address.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let colons = text.utf8.reduce(0) { $1 == UInt8(ascii: ":") ? $0 + 1 : $0 }
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }

    private static func trim<Text: StringProtocol>(_ text: Text) -> String {
        var text = Substring(text)
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return String(text)
    }
}
