import Crypto

/// The hash chain over all events (AUD-01); `docs/event-chain.md` says how anyone can check it.
///
/// `hash(n) = SHA-256(hex(hash(n-1)) + "\n" + canonical(n) + "\n")`.
public enum EventChain {
    /// What stands in place of the hash before the first event: 32 zero bytes.
    public static let genesis = [UInt8](repeating: 0, count: 32)

    /// The hash of an event's canonical line after the event before it (32 bytes each).
    public static func hash(after previous: [UInt8], canonical: String) -> [UInt8] {
        hash(after: previous, canonical: Array(canonical.utf8))
    }

    static func hash(after previous: [UInt8], canonical: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        digest.update(data: hexadecimal(previous))
        digest.update(data: [newline])
        digest.update(data: canonical)
        digest.update(data: [newline])
        return Array(digest.finalize())
    }

    private static let newline = UInt8(ascii: "\n")
}

/// Lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return text
}
