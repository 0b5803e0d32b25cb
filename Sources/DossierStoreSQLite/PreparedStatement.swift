import DossierDomain
import DossierStore
import GRDB
import GRDBSQLite

/// A value to bind.
enum SQLValue: Hashable {
    case null
    case integer(Int64)
    case text(String)
    /// Text that is UTF-8 already, such as encoded JSON.
    case utf8([UInt8])
    case blob([UInt8])

    static func text(_ value: String?) -> SQLValue {
        value.map { .text($0) } ?? .null
    }

    static func integer(_ value: Int) -> SQLValue {
        .integer(Int64(value))
    }

    static func instant(_ value: Int64?) -> SQLValue {
        value.map { .integer($0) } ?? .null
    }
}

/// A statement that GRDB prepared (and finalizes) and that is stepped by SQLite's C interface.
///
/// GRDB's own stepping costs a hop to its queue and a row object each time; this is as fast as plain C. It
/// belongs to one thread at a time, like the connection it was prepared on.
final class PreparedStatement {
    private let statement: Statement
    private let pointer: OpaquePointer

    init(_ statement: Statement) {
        self.statement = statement
        pointer = statement.sqliteStatement
    }

    /// Runs it to its end and answers how many rows it changed.
    @discardableResult
    func run(_ values: [SQLValue] = []) throws(StoreError) -> Int {
        try bind(values)
        defer { sqlite3_reset(pointer) }
        while try step() {}
        return Int(sqlite3_changes(sqlite3_db_handle(pointer)))
    }

    /// The first row, where there is one.
    func first<Value>(
        _ values: [SQLValue] = [], _ read: (StatementRow) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        try bind(values)
        defer { sqlite3_reset(pointer) }
        guard try step() else { return nil }
        return try read(StatementRow(pointer: pointer))
    }

    /// All rows.
    func all<Value>(
        _ values: [SQLValue] = [], _ read: (StatementRow) throws(StoreError) -> Value
    ) throws(StoreError) -> [Value] {
        try bind(values)
        defer { sqlite3_reset(pointer) }
        var rows: [Value] = []
        while try step() {
            rows.append(try read(StatementRow(pointer: pointer)))
        }
        return rows
    }

    /// How many values it takes.
    var parameterCount: Int { Int(sqlite3_bind_parameter_count(pointer)) }

    /// How many rows it has read in scans of whole tables, since it was prepared: foreign keys and triggers included.
    var scannedRowCount: Int {
        Int(sqlite3_stmt_status(pointer, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0))
    }

    private func step() throws(StoreError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let database = sqlite3_db_handle(pointer)
            throw StoreError(
                sqliteCode: sqlite3_extended_errcode(database),
                message: String(cString: sqlite3_errmsg(database)))
        }
    }

    private func bind(_ values: [SQLValue]) throws(StoreError) {
        precondition(values.count == parameterCount, "a value for every parameter")
        for (offset, value) in values.enumerated() {
            let code = bind(value, at: Int32(offset + 1))
            guard code == SQLITE_OK else { throw StoreError(sqliteCode: code, message: "binding") }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(pointer, index)
        case .integer(let integer): return sqlite3_bind_int64(pointer, index, integer)
        case .text(var text):
            return text.withUTF8 { bindText(UnsafeRawBufferPointer($0), at: index) }
        case .utf8(let bytes):
            return bytes.withUnsafeBytes { bindText($0, at: index) }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { buffer in
                buffer.isEmpty
                    ? sqlite3_bind_zeroblob(pointer, index, 0)
                    : sqlite3_bind_blob(pointer, index, buffer.baseAddress, Int32(buffer.count), transient)
            }
        }
    }

    private func bindText(_ bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
            return sqlite3_bind_text(pointer, index, "", 0, transient)
        }
        return sqlite3_bind_text(pointer, index, start, Int32(bytes.count), transient)
    }
}

/// SQLite copies what is bound before the call returns (`SQLITE_TRANSIENT`, a macro that Swift can't import).
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// The current row of a statement; not to be kept beyond it.
struct StatementRow {
    fileprivate let pointer: OpaquePointer

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(pointer, column)
    }

    func int(_ column: Int32) -> Int {
        Int(sqlite3_column_int64(pointer, column))
    }

    func text(_ column: Int32) -> String {
        // The pointer has to be asked for before the count: it settles the encoding.
        guard let start = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(pointer, column) else { return [] }
        return [UInt8](
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    /// Reads a column's bytes where they lie; `read` must not keep them.
    func withBytes<Value, Failure>(
        _ column: Int32, _ read: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = sqlite3_column_blob(pointer, column)
        return try read(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    /// The dossier's state in a column.
    func state(_ column: Int32) throws(StoreError) -> DossierState {
        try withBytes(column) { bytes throws(StoreError) in
            try JSONText.decode(DossierState.self, record: bytes, what: "a dossier's state")
        }
    }

    /// The event in a column of canonical lines.
    func event(_ column: Int32, position: Int) throws(StoreError) -> RecordedEvent {
        try withBytes(column) { bytes throws(StoreError) in try EventLine.decode(bytes, position: position) }
    }

    /// The column as it is, to compare it with what would be written.
    func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(bytes(column))
        default: .null
        }
    }
}

extension StoreError {
    /// What an SQLite result code means to the caller; the message names columns, never bound values.
    init(sqliteCode code: Int32, message: String) {
        let text = "SQLite \(code): \(message)"
        switch code & 0xff {
        case SQLITE_FULL: self = .full
        case SQLITE_CONSTRAINT: self = .inconsistent(text)
        case SQLITE_READONLY, SQLITE_CANTOPEN:
            self = .unavailable(
                text + ": the database, its -wal and -shm and their folder have to be writable for this user")
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_MISMATCH: self = .corrupt(text)
        default: self = .unavailable(text)
        }
    }
}
