import Testing

@testable import HTTPMessage

@Suite("Classes of bytes")
struct ByteClassTests {
    private static func classify(_ byte: UInt8) -> ByteClass {
        var result: ByteClass = []
        let isDigit = (0x30...0x39).contains(byte)
        let isAlpha = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        if isDigit { result.insert(.digit) }
        if isDigit || isAlpha || "!#$%&'*+-.^_`|~".utf8.contains(byte) { result.insert(.token) }
        if byte == 0x09 || (byte >= 0x20 && byte != 0x7F) { result.insert(.fieldValue) }
        let isUnreserved = isDigit || isAlpha || "-._~".utf8.contains(byte)
        if isUnreserved { result.insert(.host) }
        let inPath = isUnreserved || "!$&'()*+,;=:@".utf8.contains(byte)
        if inPath { result.insert(.path) }
        if inPath || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") { result.insert(.query) }
        return result
    }

    @Test("The table says what the grammars say, for each byte")
    func table() {
        for byte in UInt8.min...UInt8.max { #expect(ByteClass.of(byte) == Self.classify(byte), "byte \(byte)") }
    }
}
