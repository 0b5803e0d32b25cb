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

    /// Opens the database, which has to be migrated; `alone` where nobody else has it open.
    func openStore(alone: Bool = false) throws -> SQLiteStore {
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
            var options = SQLiteStore.Options()
            options.isAlone = alone
            return try SQLiteStore(path: databasePath, options: options)
        } catch {
            throw Failure("\(databasePath) can't be opened: \(error)")
        }
    }

    /// Reads the key file, and makes it (readable by its owner alone) on the database's first use.
    ///
    /// A database that was served before has personal data under its key: a new one would lose them unnoticed.
    /// `tell` is told later why, where the file was changed and isn't used.
    func keys(isFirstUse: Bool, tell: @escaping @Sendable (String) -> Void = { _ in }) throws -> KeyFile {
        let file = KeyFile(path: settings[.keyFile], tell: tell)
        if !file.exists {
            guard isFirstUse else {
                throw Failure(
                    "The key file \(file.path) is missing, and \(databasePath) holds personal data under its key: put the"
                        + " file back from its backup.")
            }
            try makeFolder(of: file.path)
            let secret = KeyRing.newSecret()
            try file.write(secret.map { String(format: "%02x", $0) }.joined() + "\n")
        }
        _ = try file.read()
        return file
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
