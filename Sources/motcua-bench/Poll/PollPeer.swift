import Foundation
import GRDBSQLite

/// A copy of the server's database, into which SQLite alone writes what the server has written since: the same rows in
/// the same tables with the same guards, found again in the server's database by statements that are prepared once.
final class PollPeer {
    private let handle: OpaquePointer
    private let path: String
    private var statements: [String: OpaquePointer] = [:]

    /// Copies the database as it is now.
    init(copying database: String) throws {
        path = database + ".peer-\(UUID().uuidString)"
        var opened: OpaquePointer?
        guard sqlite3_open_v2(database, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            sqlite3_exec(opened, "VACUUM INTO '\(path)'", nil, nil, nil) == SQLITE_OK
        else { throw Failure("the database can't be copied") }
        sqlite3_close_v2(opened)
        var copy: OpaquePointer?
        guard sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nil) == SQLITE_OK,
            let copy
        else {
            throw Failure("the copy can't be opened")
        }
        handle = copy
        for pragma in [
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536",
            "temp_store = MEMORY",
        ] { try run("PRAGMA \(pragma)") }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    private func run(_ sql: String, _ values: Int64...) throws {
        try step(sql, values.map { .integer($0) })
    }

    private enum Value {
        case integer(Int64)
        case text(String)
    }

    @discardableResult
    private func step(_ sql: String, _ values: [Value]) throws -> [[Value]] {
        let statement: OpaquePointer
        if let known = statements[sql] {
            statement = known
        } else {
            var prepared: OpaquePointer?
            guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
                throw Failure("\(sql): \(String(cString: sqlite3_errmsg(handle)))")
            }
            statements[sql] = prepared
            statement = prepared
        }
        for (index, value) in values.enumerated() {
            switch value {
            case .integer(let integer): sqlite3_bind_int64(statement, Int32(index + 1), integer)
            case .text(let text):
                sqlite3_bind_text(
                    statement, Int32(index + 1), text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                )
            }
        }
        defer { sqlite3_reset(statement) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_DONE: return rows
            case SQLITE_ROW:
                rows.append(
                    (0..<sqlite3_column_count(statement)).map { column in
                        if sqlite3_column_type(statement, column) == SQLITE_INTEGER {
                            return .integer(sqlite3_column_int64(statement, column))
                        }
                        return .text(sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "")
                    })
            default: throw Failure("\(sql): \(String(cString: sqlite3_errmsg(handle)))")
            }
        }
    }

    private func timed(_ groups: [[[Value]]], _ write: ([Value]) throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        for group in groups {
            try run("BEGIN IMMEDIATE")
            for item in group { try write(item) }
            try run("COMMIT")
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func grouped(_ rows: [[Value]], by size: Int) -> [[[Value]]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min($0 + size, rows.count)]) }
    }

    /// Writes the claims that the server has recorded since the copy; answers the seconds.
    func claims(from database: String, groupedBy size: Int) throws -> Double {
        try run("ATTACH 'file:\(database)?mode=ro' AS served")
        let claims = try step(
            """
            SELECT r.owner, r.key, json_extract(r.leases, '$[0]'), json_extract(r.leases, '$[#-1]')
            FROM served.idempotency_record AS r WHERE r.key GLOB 'claim-*' AND r.leases IS NOT NULL
            ORDER BY 3
            """, [])
        return try timed(grouped(claims, by: size)) { claim in
            let tokens = [claim[2], claim[3]]
            try step(
                "INSERT INTO main.lease SELECT * FROM served.lease WHERE token BETWEEN ? AND ?", tokens)
            try step(
                """
                INSERT INTO main.collection (body, day, count, milliseconds)
                SELECT body, '2019-08-20', count(*), 1 FROM served.lease WHERE token BETWEEN ? AND ? GROUP BY body
                ON CONFLICT (body, day) DO UPDATE SET count = count + excluded.count, milliseconds = milliseconds + 1
                """, tokens)
            try step(
                """
                INSERT INTO main.work_version (body, version) SELECT body, 1 FROM served.lease WHERE token = ?
                ON CONFLICT (body) DO UPDATE SET version = version + 1
                """, [claim[2]])
            try step(
                "INSERT INTO main.idempotency_record SELECT * FROM served.idempotency_record WHERE owner = ? AND key = ?",
                [claim[0], claim[1]])
        }
    }

    /// Writes the completions that the server has made since the copy; answers the seconds.
    func completions(from database: String, groupedBy size: Int) throws -> Double {
        try run("ATTACH 'file:\(database)?mode=ro' AS served")
        let columns = try step(
            "SELECT name FROM pragma_table_info('dossier') WHERE name NOT IN ('id', 'ordinal')", [])
        let assignments = columns.compactMap { row -> String? in
            guard case .text(let name) = row[0] else { return nil }
            return "\(name) = s.\(name)"
        }.joined(separator: ", ")
        let done = try step(
            """
            SELECT e.dossier, min(e.position), max(e.position), r.owner, r.key FROM served.dossier_event AS e
            JOIN served.idempotency_record AS r ON r.dossier = e.dossier AND r.key GLOB 'done-*/*'
            WHERE e.position > (SELECT max(position) FROM main.dossier_event) GROUP BY e.dossier ORDER BY 2
            """, [])
        return try timed(grouped(done, by: size)) { row in
            let id = [row[0]]
            let range = [row[1], row[2]]
            try step(
                "UPDATE main.dossier AS d SET \(assignments) FROM served.dossier AS s WHERE d.id = ?1 AND s.id = ?1",
                id
            )
            try step(
                "INSERT INTO main.dossier_event SELECT * FROM served.dossier_event WHERE position BETWEEN ? AND ?",
                range)
            try step(
                """
                INSERT OR IGNORE INTO main.dossier_party SELECT * FROM served.dossier_party
                WHERE ordinal = (SELECT ordinal FROM served.dossier WHERE id = ?)
                """, id)
            try step(
                """
                INSERT INTO main.feed_entry (body, last_position, first_position)
                SELECT p.body, ?2, ?1 FROM served.dossier_party AS p
                WHERE p.ordinal = (SELECT ordinal FROM served.dossier WHERE id = ?3)
                """, range + id)
            try step("DELETE FROM main.work_item WHERE dossier = ?", id)
            try step("INSERT INTO main.work_item SELECT * FROM served.work_item WHERE dossier = ?", id)
            try step(
                """
                INSERT INTO main.work_version (body, version)
                SELECT body, 1 FROM served.dossier_party WHERE ordinal = (SELECT ordinal FROM served.dossier WHERE id = ?)
                ON CONFLICT (body) DO UPDATE SET version = version + 1
                """, id)
            try step(
                "UPDATE main.lease SET state = 'completed', ended_at = renewed_at WHERE dossier = ? AND state = 'held'",
                id)
            try step(
                """
                INSERT INTO main.personal_subject SELECT * FROM served.personal_subject AS s
                WHERE s.dossier = ?1 AND NOT EXISTS (SELECT 1 FROM main.personal_subject AS m WHERE m.id = s.id)
                """, id)
            try step(
                """
                INSERT INTO main.personal_value SELECT v.* FROM served.personal_subject AS s
                JOIN served.personal_value AS v ON v.subject = s.id
                WHERE s.dossier = ? AND NOT EXISTS (SELECT 1 FROM main.personal_value AS m WHERE m.id = v.id)
                """, id)
            try step(
                "INSERT INTO main.idempotency_record SELECT * FROM served.idempotency_record WHERE owner = ? AND key = ?",
                [row[3], row[4]])
        }
    }
}
