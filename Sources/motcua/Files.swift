import DossierFiles
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import Glibc
import Synchronization

/// Opens the files a run needs, with reasons that say what to do.
struct Files {
    let settings: Settings

    var databasePath: String { settings[.database] }

    /// Where scans lie.
    var scanPath: String {
        let path = settings[.scanFolder]
        guard path.isEmpty else { return path }
        return ((databasePath as NSString).deletingLastPathComponent as NSString).appendingPathComponent("scans")
    }

    /// Opens the folder of scans, and makes it where it is missing.
    func scanFolder() throws -> ScanFolder {
        try makeFolder(of: scanPath)
        do {
            return try ScanFolder(path: scanPath)
        } catch {
            throw Failure("The folder of scans \(scanPath) can't be used: \(error)")
        }
    }

    /// Opens the uploads that are under way.
    func uploads(keys: KeyRing) throws -> Uploads {
        let limits = UploadLimits(
            byteCount: settings.count(.maxScanBytes), openCount: settings.count(.maxOpenUploads))
        do {
            return try Uploads(folder: scanFolder(), keys: keys, limits: limits)
        } catch let error as FileError {
            throw Failure("The uploads in \(scanPath) can't be read: \(error)")
        }
    }

    /// Makes the folder of a file where it is missing.
    func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard !folder.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure("The folder \(folder) can't be made: \(error.localizedDescription)")
        }
    }

    /// Takes the database for this process alone.
    func lock() throws -> DatabaseLock {
        try makeFolder(of: databasePath)
        do {
            return try DatabaseLock(database: databasePath)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Applies the migrations that are missing; answers their numbers.
    func migrate() throws -> [Int] {
        try makeFolder(of: databasePath)
        do {
            return try Migrations(directory: settings[.migrations]).apply(to: databasePath)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Opens the database, which has to be migrated.
    func openStore() throws -> SQLiteStore {
        guard FileManager.default.fileExists(atPath: databasePath) else {
            throw Failure("There is no database \(databasePath) yet: run `motcua migrate` first.")
        }
        let pending: [Int]
        do {
            pending = try Migrations(directory: settings[.migrations]).pending(at: databasePath)
        } catch {
            throw Failure("\(error)")
        }
        guard pending.isEmpty else {
            throw Failure("\(databasePath) lacks \(pending.count) migrations: run `motcua migrate` first.")
        }
        do {
            return try SQLiteStore(path: databasePath)
        } catch {
            throw Failure("\(databasePath) can't be opened: \(error)")
        }
    }

    /// Writes a new file, readable by its owner alone, so that it survives a loss of power from here on.
    ///
    /// Its folder is synced too: without that the file may be whole and yet have no name.
    private func writeDurably(_ text: String, to path: String) throws {
        func failed() -> Failure {
            Failure("The file \(path) can't be written: \(String(cString: strerror(errno))).")
        }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failed() }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw failed() }
        let folder = (path as NSString).deletingLastPathComponent
        let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failed() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failed() }
    }

    /// Reads the key file, and makes it (readable by its owner alone) on the database's first use.
    ///
    /// A database that was served before has personal data under its key: a new one would lose them unnoticed.
    func keys(isFirstUse: Bool) throws -> KeyRing {
        let path = settings[.keyFile]
        if !FileManager.default.fileExists(atPath: path) {
            guard isFirstUse else {
                throw Failure(
                    "The key file \(path) is missing, and \(databasePath) holds personal data under its key: put the"
                        + " file back from its backup.")
            }
            try makeFolder(of: path)
            let secret = KeyRing.newSecret()
            let text = secret.map { String(format: "%02x", $0) }.joined() + "\n"
            try writeDurably(text, to: path)
        }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("The key file \(path) can't be read: \(error.localizedDescription)")
        }
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
        var secret: [UInt8] = []
        var index = digits.startIndex
        while let end = digits.index(index, offsetBy: 2, limitedBy: digits.endIndex), index < end {
            guard let byte = UInt8(digits[index..<end], radix: 16) else { break }
            secret.append(byte)
            index = end
        }
        guard digits.count == 2 * KeyRing.secretLength, let keys = KeyRing(secret: secret) else {
            throw Failure("The key file \(path) has to hold \(2 * KeyRing.secretLength) hexadecimal digits.")
        }
        return keys
    }
}

/// Waits for asynchronous work from a command's thread.
///
/// Commands are plain threads that wait; only the server's loops must never be waited on.
func waiting<Value: Sendable>(for work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        let result: Result<Value, any Error>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        outcome.set(result)
        done.signal()
    }
    done.wait()
    return try outcome.get()
}

private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func set(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
    }

    func get() throws -> Value {
        guard let value = result.withLock({ $0 }) else { preconditionFailure("waited for before it was set") }
        return try value.get()
    }
}
