/// Writes records as canonical JSON: no blanks, `/` as it is, only `"`, `\` and control characters escaped.
package struct RecordWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    /// The number that stands for one yet to be given; where it was written is noted.
    private let placeholder: DossierNumber?
    /// Where the four digits of the placeholder's serial begin, for each time it was written.
    package private(set) var placeholderSerials: [Int] = []

    /// A writer; whoever gives a `placeholder` may later overwrite its serial at ``placeholderSerials``.
    package init(capacity: Int = 1_024, placeholder: DossierNumber? = nil) {
        self.placeholder = placeholder
        bytes.reserveCapacity(capacity)
    }

    /// Writes a field; names in the order of their bytes.
    package mutating func write(_ name: StaticString, _ value: some Recordable) {
        beginField(name)
        value.write(to: &self)
    }

    /// Writes a field that may be absent: then nothing at all.
    package mutating func write(_ name: StaticString, _ value: (some Recordable)?) {
        guard let value else { return }
        write(name, value)
    }

    /// Begins an object.
    package mutating func beginObject() {
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends an object.
    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes a field's name; its value has to follow.
    package mutating func beginField(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func beginArray() {
        bytes.append(UInt8(ascii: "["))
    }

    mutating func beginElement() {
        if bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    }

    mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
    }

    /// Appends bytes that are canonical JSON already, or part of it.
    package mutating func append(_ literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Writes a text with its quotes.
    package mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a text of two parts as one, with its quotes; the first needs no escaping.
    mutating func writeString(_ prefix: StaticString, _ text: String) {
        bytes.append(UInt8(ascii: "\""))
        append(prefix)
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a number.
    package mutating func writeInteger(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        var width = 1
        var rest = magnitude / 10
        while rest > 0 {
            width += 1
            rest /= 10
        }
        appendDigits(magnitude, width: width)
    }

    /// Writes an instant in UTC to the millisecond, with its quotes.
    mutating func writeInstant(_ instant: Timestamp) {
        let day = instant.utcDay
        let parts = day.date.components
        // Four digits are all that the form has.
        guard (0...9_999).contains(parts.year) else { return writeString(instant.utcDescription) }
        bytes.append(UInt8(ascii: "\""))
        appendDate(parts)
        bytes.append(UInt8(ascii: "T"))
        appendDigits(UInt(day.milliseconds / 3_600_000), width: 2)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(UInt(day.milliseconds / 60_000 % 60), width: 2)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(UInt(day.milliseconds / 1_000 % 60), width: 2)
        bytes.append(UInt8(ascii: "."))
        appendDigits(UInt(day.milliseconds % 1_000), width: 3)
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a day, with its quotes.
    mutating func writeDate(_ date: CivilDate) {
        let parts = date.components
        guard (0...9_999).contains(parts.year) else { return writeString(date.description) }
        bytes.append(UInt8(ascii: "\""))
        appendDate(parts)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a dossier's number as printed, with its quotes, and notes where, if it is the placeholder.
    mutating func writeNumber(_ number: DossierNumber) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(number.agency.text)
        bytes.append(UInt8(ascii: "-"))
        let parts = number.date.components
        appendDigits(UInt(truncatingIfNeeded: parts.year % 100), width: 2)
        appendDigits(UInt(parts.month), width: 2)
        appendDigits(UInt(parts.day), width: 2)
        bytes.append(UInt8(ascii: "-"))
        if number == placeholder { placeholderSerials.append(bytes.count) }
        appendDigits(UInt(number.serial), width: 4)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendDate(_ parts: (year: Int, month: Int, day: Int)) {
        appendDigits(UInt(parts.year), width: 4)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(UInt(parts.month), width: 2)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(UInt(parts.day), width: 2)
    }

    private mutating func appendDigits(_ value: UInt, width: Int) {
        var divisor: UInt = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ !Self.needsEscape($0) }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { appendEscaped(byte) }
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0..<0x20:
            append("\\u00")
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        default: bytes.append(byte)
        }
    }
}
