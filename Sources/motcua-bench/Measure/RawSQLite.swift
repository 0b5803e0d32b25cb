import DossierStoreSQLite
import GRDBSQLite

/// The rows of a reception as they lie in a database, to be written again by SQLite's C interface alone.
struct ReceptionRows: Sendable {
    /// A value as it lies in a row.
    enum Value: Sendable {
        case null
        case integer(Int64)
        case text([UInt8])
        case blob([UInt8])
    }

    /// Rows by table, in the order of ``RawSQLite/tables``.
    fileprivate let rows: [[[Value]]]
    /// Agency and day of the number, as the table of serials has them.
    fileprivate let serial: (agency: Value, date: Value)
    /// Whose list of work changes.
    fileprivate let waitingBodies: [Value]
}

/// What SQLite itself can do: the same rows in the same tables with the same guards, without service or server.
///
/// Written in groups of a given size, a durable transaction each, by prepared statements; what the service adds
/// (HTTP, JSON, authorization, the engine, the hash chain, encryption) is not here.
final class RawSQLite {
    /// The tables that a reception writes, with how its rows are found by the dossier's identity.
    private static let tables: [(name: String, condition: String)] = [
        ("dossier", "id = ?1"), ("dossier_party", "ordinal = (SELECT ordinal FROM dossier WHERE id = ?1)"),
        ("dossier_event", "dossier = ?1 ORDER BY position"), ("work_item", "dossier = ?1"),
        ("personal_subject", "dossier = ?1"),
        ("personal_value", "subject IN (SELECT id FROM personal_subject WHERE dossier = ?1)"),
        ("idempotency_record", "dossier = ?1"),
        (
            "feed_entry",
            """
            body IN (SELECT body FROM dossier_party WHERE ordinal = (SELECT ordinal FROM dossier WHERE id = ?1))
            AND last_position = (SELECT max(position) FROM dossier_event WHERE dossier = ?1)
            """
        ),
    ]
    /// What the recorded requests of the receptions are read from: their own table has no index by dossier.
    private static let recentRequests = "temp.recent_request"

    private let handle: OpaquePointer
    private var inserts: [OpaquePointer] = []
    private var takeSerial: OpaquePointer?
    private var bumpVersion: OpaquePointer?
    private var begin: OpaquePointer?
    private var commit: OpaquePointer?

    /// Opens a database of the service's schema, durable as the service has it.
    init(path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let opened else {
            throw Failure("\(path) can't be opened.")
        }
        handle = opened
        for pragma in [
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536",
            "temp_store = MEMORY",
        ] {
            try execute("PRAGMA \(pragma)")
        }
    }

    deinit {
        for statement in inserts + [takeSerial, bumpVersion, begin, commit].compactMap({ $0 }) {
            sqlite3_finalize(statement)
        }
        sqlite3_close_v2(handle)
    }

    /// Reads the receptions whose first event comes after that position, in order, at most so many, and only as far
    /// as nothing else was recorded between them: events can only be appended again without gaps.
    func receptions(after position: Int, limit: Int) throws -> [ReceptionRows] {
        let find = try prepare(
            "SELECT dossier FROM dossier_event WHERE kind = 'submitted' AND position > ?1 ORDER BY position LIMIT ?2")
        defer { sqlite3_finalize(find) }
        sqlite3_bind_int64(find, 1, Int64(position))
        sqlite3_bind_int64(find, 2, Int64(limit))
        try execute(
            """
            CREATE TABLE \(Self.recentRequests) AS SELECT * FROM main.idempotency_record WHERE recorded_at >=
                (SELECT recorded_at FROM main.dossier_event WHERE position > \(position) ORDER BY position LIMIT 1);
            CREATE INDEX temp.recent_request_by_dossier ON recent_request (dossier);
            """)
        defer { try? execute("DROP TABLE \(Self.recentRequests)") }
        let readers = try Self.tables.map { table in
            let source = table.name == "idempotency_record" ? Self.recentRequests : table.name
            return try prepare("SELECT * FROM \(source) WHERE \(table.condition)")
        }
        defer { for reader in readers { sqlite3_finalize(reader) } }
        let serials = try prepare(
            """
            SELECT substr(canonical_number, 13),
                '20' || substr(canonical_number, 1, 2) || '-' || substr(canonical_number, 3, 2) || '-'
                || substr(canonical_number, 5, 2)
            FROM dossier WHERE id = ?1
            """)
        defer { sqlite3_finalize(serials) }
        var receptions: [ReceptionRows] = []
        var last = Int64(position)
        while sqlite3_step(find) == SQLITE_ROW {
            let id = value(find, 0)
            let rows = try readers.map { try all($0, id) }
            guard let serial = try all(serials, id).first else { throw Failure("A dossier has no number.") }
            for event in rows[Self.place(of: "dossier_event")] {
                guard case .integer(let position) = event[0], position == last + 1 else { return receptions }
                last = position
            }
            receptions.append(
                ReceptionRows(
                    rows: rows, serial: (serial[0], serial[1]),
                    waitingBodies: rows[Self.place(of: "work_item")].map { $0[0] }))
        }
        return receptions
    }

    /// Writes receptions in groups of that size and answers how many seconds it took.
    func write(_ receptions: ArraySlice<ReceptionRows>, groupedBy size: Int) throws -> Double {
        try prepareWriting(like: receptions.first)
        let clock = ContinuousClock()
        let start = clock.now
        var index = receptions.startIndex
        while index < receptions.endIndex {
            let end = min(index + size, receptions.endIndex)
            try step(begin)
            for reception in receptions[index..<end] {
                try run(takeSerial, [reception.serial.agency, reception.serial.date])
                for (statement, rows) in zip(inserts, reception.rows) {
                    for row in rows { try run(statement, row) }
                }
                for body in reception.waitingBodies { try run(bumpVersion, [body]) }
            }
            try step(commit)
            index = end
        }
        return (clock.now - start) / .seconds(1)
    }

    private func prepareWriting(like reception: ReceptionRows?) throws {
        guard inserts.isEmpty, let reception else { return }
        begin = try prepare("BEGIN IMMEDIATE")
        commit = try prepare("COMMIT")
        takeSerial = try prepare(
            """
            INSERT INTO serial (agency, date, last) VALUES (?, ?, 1)
            ON CONFLICT (agency, date) DO UPDATE SET last = last + 1 RETURNING last
            """)
        bumpVersion = try prepare(
            """
            INSERT INTO work_version (body, version) VALUES (?, 1)
            ON CONFLICT (body) DO UPDATE SET version = version + 1
            """)
        inserts = try zip(Self.tables, reception.rows).map { table, rows in
            let marks = repeatElement("?", count: rows.first?.count ?? 1).joined(separator: ", ")
            return try prepare("INSERT INTO \(table.name) VALUES (\(marks))")
        }
    }

    private static func place(of table: String) -> Int {
        guard let place = tables.firstIndex(where: { $0.name == table }) else {
            preconditionFailure("\(table) is no table of receptions")
        }
        return place
    }

    private func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure("\(sql): \(String(cString: sqlite3_errmsg(handle)))")
        }
    }

    private func prepare(_ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw Failure("\(sql): \(String(cString: sqlite3_errmsg(handle)))") }
        return statement
    }

    private func step(_ statement: OpaquePointer?) throws {
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { throw Failure("SQLite: \(String(cString: sqlite3_errmsg(handle)))") }
        sqlite3_reset(statement)
    }

    private func run(_ statement: OpaquePointer?, _ values: [ReceptionRows.Value]) throws {
        for (offset, value) in values.enumerated() { bind(value, to: statement, at: Int32(offset + 1)) }
        try step(statement)
    }

    private func all(_ statement: OpaquePointer, _ id: ReceptionRows.Value) throws -> [[ReceptionRows.Value]] {
        bind(id, to: statement, at: 1)
        defer { sqlite3_reset(statement) }
        var rows: [[ReceptionRows.Value]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
        }
        return rows
    }

    private func bind(_ value: ReceptionRows.Value, to statement: OpaquePointer?, at index: Int32) {
        // The rows outlive the statement's step, so SQLite needs no copy of them.
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .text(let bytes):
            _ = bytes.withUnsafeBytes {
                sqlite3_bind_text(
                    statement, index, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), nil)
            }
        case .blob(let bytes):
            _ = bytes.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), nil) }
        }
    }

    private func value(_ statement: OpaquePointer, _ column: Int32) -> ReceptionRows.Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_NULL: return .null
        case SQLITE_TEXT: return .text(bytes(statement, column))
        default: return .blob(bytes(statement, column))
        }
    }

    private func bytes(_ statement: OpaquePointer, _ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
