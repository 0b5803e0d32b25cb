/// The syntax of `Host` and of authorities (RFC 9110, 7.2; RFC 3986, 3.2.2), without user information, which
/// RFC 9110, 4.2.4 says to treat as an error.
enum HostGrammar {
    static func isValidAuthority(_ bytes: UnsafeBufferPointer<UInt8>, portRequired: Bool) -> Bool {
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close >= 3 else { return false }
            for byte in bytes.part(1..<close) {
                let allowed =
                    ByteClass.hexValue(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
                if !allowed { return false }
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
