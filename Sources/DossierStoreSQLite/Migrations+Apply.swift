import Crypto
import DossierStore
import Foundation

extension Migrations {
    /// Brings the database at that path up to date, creating it where there is none.
    ///
    /// Each migration is one transaction, with its record. Answers the numbers that were applied now.
    @discardableResult
    public func apply(to path: String) throws(MigrationError) -> [Int] {
        let connection = try store { () throws(StoreError) in
            let connection = try Connection(path: path, access: .readWrite)
            try connection.execute(Self.recordTable)
            return connection
        }
        var applied: [Int] = []
        while let number = try applyNext(on: connection) { applied.append(number) }
        return applied
    }

    /// Compares what was applied with the files and answers the numbers still to be applied; changes nothing.
    public func pending(at path: String) throws(MigrationError) -> [Int] {
        let connection = try store { () throws(StoreError) in try Connection(path: path, access: .readOnly) }
        return try notApplied(on: connection).map(\.number)
    }

    /// How many migrations a database has had; 0 for one that has had none.
    static func appliedCount(on connection: Connection) throws(StoreError) -> Int {
        guard try hasRecords(connection) else { return 0 }
        return try connection.prepare("SELECT coalesce(max(number), 0) FROM schema_migration").first {
            $0.int(0)
        }
            ?? 0
    }

    /// Reads one file.
    static func file(named fileName: String, in directory: String) throws(MigrationError) -> File {
        let parts = fileName.dropLast(".sql".count).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count == 4, let number = Int(parts[0]), number > 0 else {
            throw .badName(fileName)
        }
        let path = directory + "/" + fileName
        guard let data = FileManager.default.contents(atPath: path),
            let sql = String(data: data, encoding: .utf8)
        else { throw .unreadable(path: path) }
        let checksum = String(decoding: hexadecimal(SHA256.hash(data: data)), as: UTF8.self)
        return File(number: number, name: String(parts[1]), sql: sql, checksum: checksum)
    }

    private static let recordTable = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number INTEGER PRIMARY KEY CHECK (number > 0),
            name TEXT NOT NULL,
            checksum TEXT NOT NULL CHECK (length(checksum) = 64)
        ) STRICT
        """

    private static func hasRecords(_ connection: Connection) throws(StoreError) -> Bool {
        try connection.prepare(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'"
        ).first { $0.int(0) } != nil
    }

    /// Applies the next file, in one transaction with its record; `nil` where there is none left.
    private func applyNext(on connection: Connection) throws(MigrationError) -> Int? {
        // Compared within the transaction: another process may be migrating as well.
        try store { () throws(StoreError) in try connection.execute("BEGIN IMMEDIATE") }
        defer {
            // Left open only where something failed; then SQLite may have ended it by itself already.
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        }
        guard let file = try notApplied(on: connection).first else { return nil }
        do throws(StoreError) {
            try connection.execute(file.sql)
            try connection.prepare("INSERT INTO schema_migration (number, name, checksum) VALUES (?, ?, ?)")
                .run([.integer(file.number), .text(file.name), .text(file.checksum)])
            try connection.execute("COMMIT")
        } catch {
            throw .failed(number: file.number, error)
        }
        return file.number
    }

    /// The files that were not applied yet, once those that were have proved unchanged.
    private func notApplied(on connection: Connection) throws(MigrationError) -> [File] {
        let applied = try store { () throws(StoreError) -> [File] in
            guard try Self.hasRecords(connection) else { return [] }
            return try connection.prepare(
                "SELECT number, name, checksum FROM schema_migration ORDER BY number"
            )
            .all { File(number: $0.int(0), name: $0.text(1), sql: "", checksum: $0.text(2)) }
        }
        for (index, record) in applied.enumerated() {
            guard record.number == index + 1 else {
                throw .gap(directory: "the database", expected: index + 1, found: "\(record.number)")
            }
            guard index < files.count else { throw .newer(applied: applied.count, files: files.count) }
            let file = files[index]
            guard file.name == record.name else {
                throw .renamed(number: record.number, applied: record.name, found: file.name)
            }
            guard file.checksum == record.checksum else {
                throw .edited(number: record.number, name: record.name)
            }
        }
        return Array(files[applied.count...])
    }

    private func store<Value>(_ work: () throws(StoreError) -> Value) throws(MigrationError) -> Value {
        do {
            return try work()
        } catch {
            throw .store(error)
        }
    }
}
