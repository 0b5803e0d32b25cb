/// A value that the record keeps: in an event's line, in a dossier's stored state.
///
/// The written form is JSON without blanks, the same bytes that the type's `Codable` form has; a test holds both
/// against each other. It exists beside `Codable` because these values are written and read for every request,
/// and reading them by hand takes a tenth of the time and less (decision 0020).
package protocol Recordable {
    /// Writes the value.
    func write(to record: inout RecordWriter)
    /// Reads what ``write(to:)`` wrote; throws ``RecordError`` for anything else.
    init(from record: inout RecordReader) throws(RecordError)
}

/// A value of named fields.
///
/// Fields are written and read in the order of their names' bytes: that is the canonical form, and it lets the
/// reader go through the bytes once. Reading passes over fields it doesn't know.
package protocol Record: Recordable {
    /// Writes each field by its name, in the order of the names; absent values are left out.
    func writeFields(to record: inout RecordWriter)
    /// Reads each field by its name, in the order of the names.
    init(fieldsOf record: inout RecordReader) throws(RecordError)
}

/// Bytes that aren't what was to be read.
package struct RecordError: Error, Hashable, Sendable {
    /// What was expected; never the bytes themselves, which may not be shown.
    package let expected: String
    /// How many bytes had been read.
    package let offset: Int
}

extension Record {
    package func write(to record: inout RecordWriter) {
        record.beginObject()
        writeFields(to: &record)
        record.endObject()
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        try record.beginObject()
        self = try Self(fieldsOf: &record)
        try record.endObject()
    }

    /// The record as its canonical bytes.
    package var recordBytes: [UInt8] {
        var record = RecordWriter()
        write(to: &record)
        return record.bytes
    }
}

extension Recordable {
    /// Reads a value that takes up all of the bytes.
    package init(recordBytes bytes: UnsafeRawBufferPointer) throws(RecordError) {
        var record = RecordReader(bytes)
        self = try Self(from: &record)
        try record.finish()
    }
}

extension Recordable where Self: RawRepresentable, RawValue == String {
    package func write(to record: inout RecordWriter) {
        record.writeString(rawValue)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        let text = try record.readString()
        guard let value = Self(rawValue: text) else { throw record.error("one of a closed list of words") }
        self = value
    }
}

extension String: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeString(self)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readString()
    }
}

extension Int: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeInteger(self)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readInteger()
    }
}

extension Bool: Recordable {
    package func write(to record: inout RecordWriter) {
        record.append(self ? "true" : "false")
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readBool()
    }
}

extension Array: Recordable where Element: Recordable {
    package func write(to record: inout RecordWriter) {
        record.beginArray()
        for element in self {
            record.beginElement()
            element.write(to: &record)
        }
        record.endArray()
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = []
        try record.beginArray()
        while try record.hasElement() {
            append(try Element(from: &record))
        }
    }
}
