import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import Testing

/// The migrations: what is refused, and that nothing is changed then.
struct MigrationTests {
    private let directory: TemporaryDirectory
    private var database: String { directory.file("motcua.sqlite") }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.file("migrations"), withIntermediateDirectories: false)
        try write("0001_one.sql", "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT;")
        try write("0002_two.sql", "CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT;")
    }

    private func write(_ name: String, _ sql: String) throws {
        try sql.write(toFile: directory.file("migrations/" + name), atomically: true, encoding: .utf8)
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: directory.file("migrations/" + name))
    }

    private func migrations() throws -> Migrations {
        try Migrations(directory: directory.file("migrations"))
    }

    @Test("migrations are applied once, in order")
    func appliedOnce() throws {
        #expect(try migrations().apply(to: database) == [1, 2])
        #expect(try migrations().apply(to: database) == [])
        try write("0003_three.sql", "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT;")
        #expect(try migrations().pending(at: database) == [3])
        #expect(try migrations().apply(to: database) == [3])
    }

    @Test("an applied file that was edited is refused")
    func edited() throws {
        try migrations().apply(to: database)
        try write("0001_one.sql", "CREATE TABLE one (id INTEGER PRIMARY KEY, x TEXT) STRICT;")
        try write("0003_three.sql", "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT;")
        #expect(throws: MigrationError.edited(number: 1, name: "one")) {
            try migrations().apply(to: database)
        }
        #expect(throws: MigrationError.edited(number: 1, name: "one")) {
            try migrations().pending(at: database)
        }
        #expect(MigrationError.edited(number: 1, name: "one").description.contains("in a new migration"))
    }

    @Test("an applied file that was renamed or removed is refused, and so is a newer database")
    func renamedOrRemoved() throws {
        try migrations().apply(to: database)
        try remove("0002_two.sql")
        #expect(throws: MigrationError.newer(applied: 2, files: 1)) { try migrations().apply(to: database) }
        try write("0002_zwei.sql", "CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT;")
        #expect(throws: MigrationError.renamed(number: 2, applied: "two", found: "zwei")) {
            try migrations().apply(to: database)
        }
    }

    @Test("a gap in the numbers, a number twice and a name of another form are refused")
    func gaps() throws {
        try write("0004_four.sql", "")
        #expect(throws: MigrationError.self) { try migrations() }
        try remove("0004_four.sql")
        try write("0002_again.sql", "")
        #expect(throws: MigrationError.self) { try migrations() }
        try remove("0002_again.sql")
        for name in ["3_three.sql", "0003.sql", "abcd_three.sql", "00003_three.sql", "-003_three.sql"] {
            try write(name, "")
            #expect(throws: MigrationError.badName(name)) { try migrations() }
            try remove(name)
        }
        try write("notes.txt", "not a migration")
        #expect(try migrations().files.map(\.number) == [1, 2])
        #expect(throws: MigrationError.unreadable(path: "/nowhere")) { try Migrations(directory: "/nowhere") }
    }

    @Test("a migration that fails is rolled back whole")
    func failing() throws {
        try write(
            "0003_three.sql",
            "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);")
        #expect {
            try migrations().apply(to: database)
        } throws: { error in
            guard case .failed(number: 3, _) = error as? MigrationError else { return false }
            return true
        }
        #expect(try migrations().pending(at: database) == [3])
        try write("0003_three.sql", "CREATE TABLE three (id INTEGER PRIMARY KEY) STRICT;")
        #expect(try migrations().apply(to: database) == [3])
    }

    @Test("the store opens only a database of its own schema")
    func schemaOfTheStore() throws {
        let missing = directory.file("missing.sqlite")
        #expect(throws: StoreError.unavailable("there is no database at \(missing)")) {
            try SQLiteStore(path: missing)
        }
        #expect(!FileManager.default.fileExists(atPath: missing))
        try migrations().apply(to: database)
        #expect {
            try SQLiteStore(path: database)
        } throws: { error in
            guard case .unavailable(let text) = error as? StoreError else { return false }
            return text.hasSuffix("run the migrations")
        }
        let released = try Migrations(directory: SQLiteUnderTest.migrationsPath)
        #expect(released.files.count == SQLiteStore.schemaVersion)
    }
}
