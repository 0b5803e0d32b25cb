import DossierStore
import Foundation

/// The numbered SQL files that make up the schema, read from disk and applied in order.
///
/// The database records number, name and SHA-256 of each. A file that was edited or removed after it was
/// applied, a gap in the numbers, or a database newer than the files stops everything, and nothing is changed.
public struct Migrations: Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Its number, from 1.
        public let number: Int
        /// Its name without number and extension.
        public let name: String
        /// Its statements.
        public let sql: String
        /// SHA-256 of its bytes in lower-case hexadecimal.
        public let checksum: String
    }

    /// The files in order.
    public let files: [File]

    /// Reads `NNNN_name.sql` from a directory; other files are left alone, other `.sql` names refused.
    public init(directory: String) throws(MigrationError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter {
                $0.hasSuffix(".sql")
            }
        } catch {
            throw .unreadable(path: directory)
        }
        var files: [File] = []
        for name in names.sorted() {
            files.append(try Self.file(named: name, in: directory))
            guard files.last?.number == files.count else {
                throw .gap(directory: directory, expected: files.count, found: name)
            }
        }
        guard !files.isEmpty else { throw .unreadable(path: directory) }
        self.files = files
    }
}

/// Why the database was not brought up to date.
public enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory or a file in it can't be read, or has no migrations.
    case unreadable(path: String)
    /// A file isn't called `NNNN_name.sql`.
    case badName(String)
    /// A number is missing or there twice.
    case gap(directory: String, expected: Int, found: String)
    /// An applied file has other contents now.
    case edited(number: Int, name: String)
    /// An applied file has another name now.
    case renamed(number: Int, applied: String, found: String)
    /// The database has migrations that the files don't.
    case newer(applied: Int, files: Int)
    /// The statements of a file failed; it was rolled back.
    case failed(number: Int, StoreError)
    /// The database can't be opened or read.
    case store(StoreError)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path):
            "no migrations can be read at \(path)"
        case .badName(let name):
            "the migration \(name) has to be called NNNN_name.sql"
        case .gap(let directory, let expected, let found):
            "number \(expected) is missing or there twice in \(directory): found \(found) in its place"
        case .edited(let number, let name):
            "migration \(number) (\(name)) was edited after it was applied: put the file back as released, and "
                + "make the change in a new migration"
        case .renamed(let number, let applied, let found):
            "migration \(number) was applied as \(applied) and is called \(found) now: give its name back"
        case .newer(let applied, let files):
            "the database has migration \(applied), the files end at \(files): use the newer program's files"
        case .failed(let number, let error):
            "migration \(number) failed and was rolled back: \(error)"
        case .store(let error):
            "the database can't be migrated: \(error)"
        }
    }
}
