import Foundation

/// How much of a JSON document is taken.
public struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects within each other.
    public var depth = 32
    /// Bytes of one string, once escapes are resolved.
    public var stringBytes = 65_536
    /// Characters of one number.
    public var numberCharacters = 64
    /// Elements of one array, members of one object.
    public var elements = 10_000

    /// The limits of the API.
    public init() {}
}

/// Reads one JSON document (RFC 8259), and nothing that merely looks like one.
///
/// Strict where parsers are known to disagree (duplicate names, lone surrogates, bytes that are not UTF-8),
/// so that no two programs on the way can take the same body for different things.
public struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    var index = 0
    private var depth = 0

    private init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads the whole of `bytes` as one value.
    public static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes, limits: limits)
        reader.skipWhiteSpace()
        let value = try reader.readValue()
        reader.skipWhiteSpace()
        guard reader.index == bytes.count else { throw reader.error(.trailing) }
        return value
    }

    private mutating func readValue() throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw error(.endedBefore(.value)) }
        switch bytes[index] {
        case Byte.openBrace: return try readObject()
        case Byte.openBracket: return try readArray()
        case Byte.quote: return .string(try readString())
        case Byte.minus, Byte.zero...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw error(.expected(.value))
        }
    }

    // MARK: Objects and arrays

    private mutating func readObject() throws(JSONError) -> JSONValue {
        try enter()
        skipWhiteSpace()
        if take(Byte.closeBrace) { return leave(.object(JSONObject())) }
        var members: [JSONObject.Member] = []
        var names: Set<String> = []
        while true {
            let nameStart = index
            guard index < bytes.count else { throw error(.endedBefore(members.isEmpty ? .nameOrEnd : .name)) }
            guard bytes[index] == Byte.quote else {
                throw error(.expected(members.isEmpty ? .nameOrEnd : .name))
            }
            let name = try readString()
            guard members.count < limits.elements else {
                throw error(.tooManyElements(limits.elements), at: nameStart)
            }
            if isDuplicate(name, among: members, seen: &names) {
                throw error(.duplicateName(name), at: nameStart)
            }
            skipWhiteSpace()
            try expect(Byte.colon, .colon)
            skipWhiteSpace()
            members.append(JSONObject.Member(name: name, value: try readValue()))
            skipWhiteSpace()
            if take(Byte.closeBrace) { return leave(.object(JSONObject(members))) }
            try expect(Byte.comma, .commaOrObjectEnd)
            skipWhiteSpace()
        }
    }

    /// Looks through few names one by one, and hashes many: neither is slow, whatever a client sends.
    private func isDuplicate(
        _ name: String, among members: [JSONObject.Member], seen: inout Set<String>
    ) -> Bool {
        if members.count < 16 { return members.contains { $0.name == name } }
        if seen.isEmpty { seen.formUnion(members.map(\.name)) }
        return !seen.insert(name).inserted
    }

    private mutating func readArray() throws(JSONError) -> JSONValue {
        try enter()
        skipWhiteSpace()
        if take(Byte.closeBracket) { return leave(.array([])) }
        var elements: [JSONValue] = []
        while true {
            guard elements.count < limits.elements else { throw error(.tooManyElements(limits.elements)) }
            elements.append(try readValue())
            skipWhiteSpace()
            if take(Byte.closeBracket) { return leave(.array(elements)) }
            try expect(Byte.comma, .commaOrArrayEnd)
            skipWhiteSpace()
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depth < limits.depth else { throw error(.tooDeep(limits.depth)) }
        depth += 1
        index += 1
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }

    // MARK: Words and numbers

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let start = index
        for offset in 0..<word.utf8CodeUnitCount {
            guard index < bytes.count else { throw error(.endedBefore(.word)) }
            guard bytes[index] == word.utf8Start[offset] else { throw error(.expected(.word), at: start) }
            index += 1
        }
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = index
        _ = take(Byte.minus)
        if !take(Byte.zero) { try skipDigits() }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try skipDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(Byte.minus) }
            try skipDigits()
        }
        guard index - start <= limits.numberCharacters else {
            throw error(.numberTooLong(limits.numberCharacters), at: start)
        }
        let digits = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let value = Int64(digits) { return .integer(value) }
        return .decimal(digits)
    }

    private mutating func skipDigits() throws(JSONError) {
        guard index < bytes.count else { throw error(.endedBefore(.digit)) }
        guard Byte.isDigit(bytes[index]) else { throw error(.expected(.digit)) }
        while index < bytes.count, Byte.isDigit(bytes[index]) { index += 1 }
    }

    // MARK: Bytes

    private mutating func skipWhiteSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ what: JSONError.Expectation) throws(JSONError) {
        guard index < bytes.count else { throw error(.endedBefore(what)) }
        guard take(byte) else { throw error(.expected(what)) }
    }

    func error(_ reason: JSONError.Reason) -> JSONError {
        error(reason, at: index)
    }

    /// Counts lines and columns only now, so that documents without errors don't pay for it.
    func error(_ reason: JSONError.Reason, at offset: Int) -> JSONError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONError(reason: reason, line: line, column: column)
    }
}

extension String {
    /// The text in Unicode's normal form C: one spelling for “ệ”, however a keyboard composed it.
    var normalisedToNFC: String {
        // Everything below U+0300 and the block of Vietnamese letters is in form C already.
        let isComposed = unicodeScalars.allSatisfy { $0.value < 0x300 || (0x1E00...0x1EFF).contains($0.value) }
        return isComposed ? self : precomposedStringWithCanonicalMapping
    }
}
