extension JSONReader {
    /// Reads the string that starts at the index, quotes included.
    mutating func readString() throws(JSONError) -> String {
        index += 1
        let start = index
        // Most strings hold plain ASCII only: find their end first, and copy once.
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Byte.quote {
                try checkLength(index - start, from: start)
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += 1
                return text
            }
            if byte == Byte.backslash || byte >= 0x80 || byte < 0x20 { break }
            index += 1
        }
        return try readRest(from: start)
    }

    private mutating func readRest(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<index])
        while true {
            guard index < bytes.count else { throw error(.endedBefore(.quote)) }
            let byte = bytes[index]
            switch byte {
            case Byte.quote:
                index += 1
                return String(decoding: text, as: UTF8.self).normalisedToNFC
            case Byte.backslash:
                try readEscape(into: &text)
            case 0..<0x20:
                throw error(.controlCharacter)
            case 0x20..<0x80:
                text.append(byte)
                index += 1
            default:
                let length = UTF8Check.length(ofSequenceIn: bytes, at: index)
                guard length > 0 else { throw error(.notUTF8) }
                text.append(contentsOf: bytes[index..<(index + length)])
                index += length
            }
            try checkLength(text.count, from: start)
        }
    }

    private func checkLength(_ count: Int, from start: Int) throws(JSONError) {
        guard count <= limits.stringBytes else { throw error(.stringTooLong(limits.stringBytes), at: start - 1) }
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard index + 1 < bytes.count else {
            index = bytes.count
            throw error(.endedBefore(.escape))
        }
        let escaped = bytes[index + 1]
        switch escaped {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"): text.append(escaped)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            text.append(contentsOf: String(try readUnicodeEscape()).utf8)
            return
        default:
            throw error(.expected(.escape), at: index + 1)
        }
        index += 2
    }

    /// Reads `\uXXXX`, or the two of them that make one character outside the basic plane.
    private mutating func readUnicodeEscape() throws(JSONError) -> Character {
        let start = index
        let first = try readFourDigits()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == Byte.backslash,
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw error(.loneSurrogate, at: start) }
        let second = try readFourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw error(.loneSurrogate, at: start) }
        return Character(scalar)
    }

    /// Reads the digits after `\u`.
    private mutating func readFourDigits() throws(JSONError) -> UInt16 {
        index += 2
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw error(.endedBefore(.hexadecimal)) }
            guard let digit = Byte.value(ofHexadecimal: bytes[index]) else {
                throw error(.expected(.hexadecimal))
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}

/// Tells well-formed UTF-8 (Unicode 16, table 3-7: no surrogates, no overlong forms, nothing above U+10FFFF).
enum UTF8Check {
    /// How many bytes the sequence of more than one byte at the index has; 0 where it is malformed.
    static func length(ofSequenceIn bytes: [UInt8], at index: Int) -> Int {
        let lead = bytes[index]
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Whether all of the bytes are UTF-8.
    static func accepts(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let length = length(ofSequenceIn: bytes, at: index)
            guard length > 0 else { return false }
            index += length
        }
        return true
    }
}
