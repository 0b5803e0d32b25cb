import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import Synchronization

/// Opens the files a run needs, with reasons that say what to do.
struct Files {
    let settings: Settings

    var databasePath: String { settings[.database] }

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
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw Failure("The key file \(path) can't be written.") }
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
