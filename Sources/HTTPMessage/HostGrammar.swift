/// The syntax of `Host` and of authorities (RFC 9110, 7.2; RFC 3986, 3.2.2), without user information, which
/// RFC 9110, 4.2.4 says to treat as an error.
enum HostGrammar {
    static func isValidAuthority(_ bytes: UnsafeBufferPointer<UInt8>, portRequired: Bool) -> Bool {
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), isIPv6(bytes.part(1..<close)) else {
                return false
            }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            guard hostEnd > 0, isRegisteredName(bytes.part(0..<hostEnd)) else { return false }
        }
        if hostEnd == bytes.count { return !portRequired }
        guard bytes[hostEnd] == UInt8(ascii: ":") else { return false }
        return isPort(bytes.part(hostEnd + 1..<bytes.count), required: portRequired)
    }

    /// A valid authority without its port.
    static func host(of authority: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if authority.first == UInt8(ascii: "[") {
            return authority.part(0..<(authority.firstIndex(of: UInt8(ascii: "]")) ?? authority.count - 1) + 1)
        }
        return authority.part(0..<(authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.count))
    }

    /// Equal without regard to case.
    static func areEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in 0..<one.count where foldCase(one[index]) != foldCase(other[index]) { return false }
        return true
    }

    /// The same place: equal without regard to case, and to a port that is the scheme's own.
    static func areSame(
        _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>, defaultPort: StaticString
    ) -> Bool {
        areEqual(withoutPort(one, defaultPort), withoutPort(other, defaultPort))
    }

    private static func withoutPort(
        _ bytes: UnsafeBufferPointer<UInt8>, _ defaultPort: StaticString
    ) -> UnsafeBufferPointer<UInt8> {
        for ending in [defaultPort, ":"] {
            let rest = bytes.count - ending.utf8CodeUnitCount
            if rest > 0, bytes.part(rest..<bytes.count).equals(ending) { return bytes.part(0..<rest) }
        }
        return bytes
    }

    private static func foldCase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// IPv6address of RFC 3986, 3.2.2: eight groups of up to four hexadecimal digits, one run of them written `::`,
    /// the last two as an IPv4 address if you like. Zones and future versions have no meaning to a server.
    private static func isIPv6(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var groupCount = 0
        var hasGap = false
        var index = 0
        if bytes.count >= 2, bytes[0] == UInt8(ascii: ":"), bytes[1] == UInt8(ascii: ":") {
            hasGap = true
            index = 2
        }
        var needsGroup = !hasGap
        while index < bytes.count {
            let rest = bytes.part(index..<bytes.count)
            let end = index + (rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.count)
            let group = bytes.part(index..<end)
            if end == bytes.count, group.contains(UInt8(ascii: ".")) {
                guard isIPv4(group) else { return false }
                groupCount += 2
                needsGroup = false
                break
            }
            guard (1...4).contains(group.count), group.allSatisfy({ ByteClass.hexValue($0) != nil }) else {
                return false
            }
            groupCount += 1
            needsGroup = false
            index = end
            guard index < bytes.count else { break }
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
                guard !hasGap else { return false }
                hasGap = true
                index += 1
            } else {
                needsGroup = true
            }
        }
        return !needsGroup && (hasGap ? groupCount < 8 : groupCount == 8)
    }

    private static func isIPv4(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy({ ByteClass.of($0).contains(.digit) }),
                    part.count == 1 || part.first != UInt8(ascii: "0")
                else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }

    /// reg-name without sub-delims: names of hosts have none, and a comma would be two hosts to whoever joins lines.
    private static func isRegisteredName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= 255 else { return false }
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, ByteClass.hexValue(bytes[index + 1]) != nil,
                    ByteClass.hexValue(bytes[index + 2]) != nil
                else { return false }
                index += 3
            } else {
                guard ByteClass.of(bytes[index]).contains(.host) else { return false }
                index += 1
            }
        }
        return true
    }

    private static func isPort(_ bytes: UnsafeBufferPointer<UInt8>, required: Bool) -> Bool {
        if bytes.isEmpty { return !required }
        guard bytes.count <= 5, bytes.allSatisfy(.digit) else { return false }
        var port = 0
        for byte in bytes { port = port * 10 + Int(byte - 0x30) }
        return port <= 65_535
    }
}
