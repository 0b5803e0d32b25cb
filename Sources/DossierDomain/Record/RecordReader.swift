/// Reads records out of canonical JSON, once through the bytes, without a tree in between.
///
/// It takes what ``RecordWriter`` writes: no blanks between the parts, fields in the order of their names'
/// bytes. Fields that it isn't asked for are passed over. Whatever the bytes are, reading ends with a value or a
/// ``RecordError``. It must not outlive the bytes.
package struct RecordReader {
    private let bytes: UnsafeRawBufferPointer
    private var next = 0

    /// How deeply what is passed over may be nested.
    static let depthLimit = 64

    /// A reader from the beginning of the bytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The error that says what was expected here.
    package func error(_ expected: String) -> RecordError {
        RecordError(expected: expected, offset: next)
    }

    /// Throws where anything is left.
    package func finish() throws(RecordError) {
        guard next == bytes.count else { throw error("the end") }
    }

    private var byte: UInt8? {
        next < bytes.count ? bytes[next] : nil
    }

    // Inlined, with the failure apart: called some two hundred times for a state, it was a seventh of the reading.
    @inline(__always)
    private mutating func expect(_ byte: UInt8, _ expected: @autoclosure () -> String) throws(RecordError) {
        guard next < bytes.count, bytes[next] == byte else { throw error(expected()) }
        next += 1
    }
}

// Fields.
extension RecordReader {
    /// Reads the field of that name.
    package mutating func read<Value: Recordable>(_ name: StaticString) throws(RecordError) -> Value {
        guard try seek(name) else { throw error(name.description) }
        return try Value(from: &self)
    }

    /// Reads the field of that name; `nil` where it is absent.
    package mutating func readIfPresent<Value: Recordable>(_ name: StaticString) throws(RecordError) -> Value? {
        guard try seek(name) else { return nil }
        return try Value(from: &self)
    }

    /// Goes to the value of that field, past fields whose names come before; whether there is one.
    package mutating func seek(_ name: StaticString) throws(RecordError) -> Bool {
        while true {
            let fieldStart = next
            switch byte {
            case UInt8(ascii: "}"): return false
            case UInt8(ascii: ",") where !isAtBeginning: next += 1
            default: guard isAtBeginning else { throw error("a field or the end of an object") }
            }
            try expect(UInt8(ascii: "\""), "a field's name")
            switch compareName(to: name) {
            case .same:
                next += name.utf8CodeUnitCount
                try expect(UInt8(ascii: "\""), "the end of a field's name")
                try expect(UInt8(ascii: ":"), "a colon")
                return true
            case .after:
                next = fieldStart
                return false
            case .before:
                try passString()
                try expect(UInt8(ascii: ":"), "a colon")
                try passValue()
            }
        }
    }

    /// Whether an object has just begun.
    private var isAtBeginning: Bool {
        next > 0 && bytes[next - 1] == UInt8(ascii: "{")
    }

    private enum NameOrder {
        case before, same, after
    }

    /// How the name here, whose opening quote has been read, compares with the wanted one.
    private func compareName(to name: StaticString) -> NameOrder {
        let wanted = name.utf8Start
        let count = name.utf8CodeUnitCount
        let rest = bytes.count - next
        var offset = 0
        while offset < count, offset < rest {
            let found = bytes[next + offset]
            let byte = wanted[offset]
            if found != byte {
                // A name that ends here is a part of the wanted one and comes before it.
                return found == UInt8(ascii: "\"") || found < byte ? .before : .after
            }
            offset += 1
        }
        guard offset < rest else { return .before }
        return bytes[next + count] == UInt8(ascii: "\"") ? .same : .after
    }

    /// Begins an object.
    package mutating func beginObject() throws(RecordError) {
        try expect(UInt8(ascii: "{"), "an object")
    }

    /// Passes over what is left of an object, to its end.
    package mutating func endObject() throws(RecordError) {
        while byte != UInt8(ascii: "}") {
            if !isAtBeginning { try expect(UInt8(ascii: ","), "the end of an object") }
            try expect(UInt8(ascii: "\""), "a field's name")
            try passString()
            try expect(UInt8(ascii: ":"), "a colon")
            try passValue()
        }
        next += 1
    }

    mutating func beginArray() throws(RecordError) {
        try expect(UInt8(ascii: "["), "a list")
    }

    /// Whether another element follows; reads the comma before it, or the list's end.
    mutating func hasElement() throws(RecordError) -> Bool {
        let isFirst = next > 0 && bytes[next - 1] == UInt8(ascii: "[")
        switch byte {
        case UInt8(ascii: "]"):
            next += 1
            return false
        case UInt8(ascii: ",") where !isFirst:
            next += 1
            // So that an empty element is no list's beginning.
            guard byte != UInt8(ascii: "]") else { throw error("an element") }
            return true
        case .some where isFirst: return true
        default: throw error("an element or the end of a list")
        }
    }
}

// Values.
extension RecordReader {
    /// Reads a text. Bytes that aren't UTF-8 become U+FFFD, as everywhere in Swift.
    package mutating func readString() throws(RecordError) -> String {
        try expect(UInt8(ascii: "\""), "a text")
        let start = next
        while next < bytes.count {
            let byte = bytes[next]
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<next]), as: UTF8.self)
                next += 1
                return text
            }
            guard byte >= 0x20 else { throw error("an escaped control character") }
            if byte == UInt8(ascii: "\\") {
                next = start
                return try readEscapedString()
            }
            next += 1
        }
        throw error("the end of a text")
    }

    /// Reads the rest of a text that has escapes.
    private mutating func readEscapedString() throws(RecordError) -> String {
        var unescaped: [UInt8] = []
        while let byte {
            next += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"): try readEscape(into: &unescaped)
            case 0..<0x20: throw error("an escaped control character")
            default: unescaped.append(byte)
            }
        }
        throw error("the end of a text")
    }

    private mutating func readEscape(into unescaped: inout [UInt8]) throws(RecordError) {
        guard let byte else { throw error("an escape") }
        next += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): unescaped.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): unescaped.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"):
            // The canonical form escapes control characters alone.
            var code = 0
            for _ in 0..<4 {
                guard let digit = self.byte.flatMap(Self.hexadecimalDigit) else { throw error("a hexadecimal digit") }
                code = code << 4 | digit
                next += 1
            }
            guard code < 0x20 else { throw error("a control character") }
            unescaped.append(UInt8(code))
        default: throw error("an escape")
        }
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Reads a whole number.
    package mutating func readInteger() throws(RecordError) -> Int {
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { next += 1 }
        var value = 0
        let start = next
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            let digit = Int(byte - UInt8(ascii: "0"))
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            // Negative all along, because there is one negative number more.
            let (sum, exceeded) = tenfold.subtractingReportingOverflow(digit)
            guard !overflowed, !exceeded else { throw error("a number of 64 bits") }
            value = sum
            next += 1
        }
        guard next > start, next - start == 1 || bytes[start] != UInt8(ascii: "0") else {
            throw error("a whole number")
        }
        if isNegative { return value }
        guard value != .min else { throw error("a number of 64 bits") }
        return -value
    }

    mutating func readBool() throws(RecordError) -> Bool {
        if has("true") { return true }
        if has("false") { return false }
        throw error("true or false")
    }

    private mutating func has(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard bytes.count - next >= count else { return false }
        for offset in 0..<count where bytes[next + offset] != literal.utf8Start[offset] { return false }
        next += count
        return true
    }

    /// Reads a text without escapes as its bytes, which `read` must not keep; throws where it answers `nil`.
    mutating func readBytes<Value>(
        _ expected: String, _ read: (UnsafeRawBufferPointer) -> Value?
    ) throws(RecordError) -> Value {
        try expect(UInt8(ascii: "\""), expected)
        let start = next
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { next += 1 }
        guard let value = read(UnsafeRawBufferPointer(rebasing: bytes[start..<next])) else { throw error(expected) }
        try expect(UInt8(ascii: "\""), expected)
        return value
    }

    /// Whether a text stands here that begins so.
    func startsText(with literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard byte == UInt8(ascii: "\""), bytes.count - next > count else { return false }
        for offset in 0..<count where bytes[next + 1 + offset] != literal.utf8Start[offset] { return false }
        return true
    }

    /// Passes over the rest of a text whose opening quote has been read.
    private mutating func passString() throws(RecordError) {
        while let byte {
            next += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"):
                guard next < bytes.count else { throw error("an escape") }
                next += 1
            default: continue
            }
        }
        throw error("the end of a text")
    }

    /// Passes over whatever value stands here, looking only for its end.
    private mutating func passValue() throws(RecordError) {
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                next += 1
                try passString()
                if depth == 0 { return }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth <= Self.depthLimit else { throw error("a value that is less deeply nested") }
                next += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { throw error("a value") }
                depth -= 1
                next += 1
                if depth == 0 { return }
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw error("a value") }
                next += 1
            default:
                try passLiteral()
                if depth == 0 { return }
            }
        }
        throw error("a value")
    }

    /// Passes over a number, `true`, `false` or `null`.
    private mutating func passLiteral() throws(RecordError) {
        let start = next
        while let byte {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
                UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                next += 1
            default:
                guard next > start else { throw error("a value") }
                return
            }
        }
        guard next > start else { throw error("a value") }
    }
}
