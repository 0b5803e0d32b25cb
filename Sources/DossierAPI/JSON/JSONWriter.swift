import DossierDomain

/// Writes JSON straight into one array of bytes.
///
/// Foundation's encoder takes some twenty times as long for an object of our size; every answer goes
/// through here.
public struct JSONWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8]

    /// A writer with room for that many bytes.
    public init(capacity: Int = 4_096) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Writes a value without white space.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .object(let object): write(object)
        case .array(let elements): write(elements)
        case .string(let text): write(text)
        case .integer(let value): write(value)
        case .decimal(let digits): bytes.append(contentsOf: digits.utf8)
        case .bool(true): bytes.append(contentsOf: "true".utf8)
        case .bool(false): bytes.append(contentsOf: "false".utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        case .written(let json): bytes.append(contentsOf: json)
        case .instant(let instant): write(instant)
        case .date(let date):
            bytes.append(Byte.quote)
            write(date)
            bytes.append(Byte.quote)
        }
    }

    /// Writes an object.
    public mutating func write(_ object: JSONObject) {
        bytes.append(Byte.openBrace)
        var isFirst = true
        for case (let name, let value?) in object.listed {
            if !isFirst { bytes.append(Byte.comma) }
            isFirst = false
            write(name)
            bytes.append(Byte.colon)
            write(value)
        }
        bytes.append(Byte.closeBrace)
    }

    private mutating func write(_ elements: [JSONValue]) {
        bytes.append(Byte.openBracket)
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(Byte.comma) }
            isFirst = false
            write(element)
        }
        bytes.append(Byte.closeBracket)
    }

    private mutating func write(_ text: String) {
        bytes.append(Byte.quote)
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
        if done == nil { Array(text.utf8).withUnsafeBufferPointer { appendEscaped($0) } }
        bytes.append(Byte.quote)
    }

    /// Appends the runs between the bytes that JSON wants escaped as they are.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == Byte.quote || byte == Byte.backslash else { continue }
            bytes.append(contentsOf: text[runStart..<index])
            appendEscape(byte)
            runStart = index + 1
        }
        bytes.append(contentsOf: text[runStart...])
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(Byte.backslash)
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case Byte.quote, Byte.backslash: bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Byte.hexadecimal(byte >> 4))
            bytes.append(Byte.hexadecimal(byte & 15))
        }
    }

    private mutating func write(_ value: Int64) {
        if value < 0 { bytes.append(Byte.minus) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(Byte.zero + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func write(_ instant: Timestamp) {
        let seconds = Int(instant.millisecondsOfDay / 1_000)
        bytes.append(Byte.quote)
        write(instant.date)
        bytes.append(UInt8(ascii: "T"))
        writePadded(seconds / 3_600, width: 2)
        bytes.append(Byte.colon)
        writePadded(seconds / 60 % 60, width: 2)
        bytes.append(Byte.colon)
        writePadded(seconds % 60, width: 2)
        bytes.append(contentsOf: "+07:00\"".utf8)
    }

    private mutating func write(_ date: CivilDate) {
        let parts = date.components
        writePadded(parts.year, width: 4)
        bytes.append(Byte.minus)
        writePadded(parts.month, width: 2)
        bytes.append(Byte.minus)
        writePadded(parts.day, width: 2)
    }

    private mutating func writePadded(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(Byte.zero + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}

extension JSONValue {
    /// The value as UTF-8 bytes, without white space.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

/// The bytes that JSON gives a meaning to.
enum Byte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let minus = UInt8(ascii: "-")
    static let zero = UInt8(ascii: "0")

    static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? zero + digit : UInt8(ascii: "a") + digit - 10
    }

    /// The value of a hexadecimal digit; `nil` where the byte is none.
    static func value(ofHexadecimal byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - zero
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= zero && byte <= UInt8(ascii: "9")
    }
}
