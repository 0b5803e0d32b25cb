/// Which bytes the grammars of RFC 9110 and RFC 3986 allow where; one table look-up a byte.
struct ByteClass: OptionSet {
    let rawValue: UInt8

    /// tchar, RFC 9110, 5.6.2.
    static let token = ByteClass(rawValue: 1)
    /// field-vchar, SP and HTAB, RFC 9110, 5.5.
    static let fieldValue = ByteClass(rawValue: 2)
    /// pchar without "%", RFC 3986, 3.3.
    static let path = ByteClass(rawValue: 4)
    /// Query characters without "%", RFC 3986, 3.4.
    static let query = ByteClass(rawValue: 8)
    /// unreserved, RFC 3986, 2.3: what names of hosts are made of.
    static let host = ByteClass(rawValue: 16)
    static let digit = ByteClass(rawValue: 32)

    /// A class for each byte, as a literal: it lies in the program as it is, so that a look-up is one load, where a global
    /// array would be checked for being made at each. `ByteClassTests` spells out the grammars and compares.
    private static let table: StaticString = """
        \u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\
        \u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\
        \u{2}\u{F}\u{2}\u{3}\u{F}\u{3}\u{F}\u{F}\u{E}\u{E}\u{F}\u{F}\u{E}\u{1F}\u{1F}\u{A}\
        \u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{3F}\u{E}\u{E}\u{2}\u{E}\u{2}\u{A}\
        \u{E}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\
        \u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{2}\u{2}\u{2}\u{3}\u{1F}\
        \u{3}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\
        \u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{1F}\u{2}\u{3}\u{2}\u{1F}\u{0}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\
        \u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}
        """

    @inline(__always)
    static func of(_ byte: UInt8) -> ByteClass {
        ByteClass(rawValue: table.utf8Start[Int(byte)])
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// All bytes carry the given class.
    func allSatisfy(_ byteClass: ByteClass) -> Bool {
        for byte in self where !ByteClass.of(byte).contains(byteClass) { return false }
        return true
    }

    /// Equal to `lowercase`, an ASCII literal in lower case, when ASCII case is ignored.
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        let expected = lowercase.utf8Start
        for index in 0..<count {
            let byte = self[index]
            let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if folded != expected[index] { return false }
        }
        return true
    }

    func equals(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let expected = literal.utf8Start
        for index in 0..<count where self[index] != expected[index] { return false }
        return true
    }

    /// The part `range` of this buffer, with its own indices from zero.
    func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[range])
    }

    /// Without the spaces and tabs around it (OWS, RFC 9110, 5.6.3).
    func trimmingWhitespace() -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = count
        while low < high, self[low] == 0x20 || self[low] == 0x09 { low += 1 }
        while high > low, self[high - 1] == 0x20 || self[high - 1] == 0x09 { high -= 1 }
        return part(low..<high)
    }

    /// Calls `body` with each member of a comma-separated list, trimmed; empty members are skipped
    /// (RFC 9110, 5.6.1.2).
    func forEachListMember<Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var start = 0
        while start <= count {
            let rest = part(start..<count)
            let length = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            let member = rest.part(0..<length).trimmingWhitespace()
            if !member.isEmpty { try body(member) }
            start += length + 1
        }
    }
}
