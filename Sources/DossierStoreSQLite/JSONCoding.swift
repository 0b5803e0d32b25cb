import DossierDomain
import DossierStore
import Foundation

/// The one way JSON is written into the database: one line, keys sorted, so that equal values are equal bytes.
///
/// What is written and read for every request is a ``DossierDomain/Record``; the rest goes by `Codable`.
enum JSONText {
    // Both are safe to share between threads and dear to make.
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    static func encode(_ value: some Encodable) throws(StoreError) -> Data {
        do {
            return try encoder.encode(value)
        } catch {
            throw .inconsistent("\(type(of: value)) can't be written as JSON")
        }
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: some Sequence<UInt8>, what: @autoclosure () -> String
    ) throws(StoreError) -> Value {
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            // Not the error itself: it would show the values that it stumbled over.
            throw .corrupt("\(what()) can't be read as \(type)")
        }
    }

    static func decode<Value: Record>(
        _ type: Value.Type, record bytes: UnsafeRawBufferPointer, what: @autoclosure () -> String
    ) throws(StoreError) -> Value {
        do throws(RecordError) {
            return try Value(recordBytes: bytes)
        } catch {
            throw .corrupt("\(what()) can't be read as \(type): \(error.expected) expected at byte \(error.offset)")
        }
    }
}

/// A record in which the store writes a dossier's serial, once it has assigned it.
///
/// Encoding is a dear part of a commit, so it is done by whoever commits, many at a time, with a number of
/// the right agency and day; the one writer then only overwrites the serial's four digits.
struct NumberedRecord: Sendable {
    private var bytes: [UInt8]
    private let serialStart: Int?

    /// What was written; throws where it has the placeholder more or less often than once, if there is one.
    init(_ record: RecordWriter, isNumbered: Bool) throws(StoreError) {
        guard record.placeholderSerials.count == (isNumbered ? 1 : 0) else {
            throw .inconsistent("a dossier is numbered in exactly one place")
        }
        bytes = record.bytes
        serialStart = record.placeholderSerials.first
    }

    /// The bytes with that serial, 1–9999, in its place.
    func filled(serial: Int?) -> [UInt8] {
        guard let serialStart, let serial else { return bytes }
        var filled = bytes
        var rest = serial
        for index in (serialStart..<serialStart + 4).reversed() {
            filled[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        return filled
    }
}
