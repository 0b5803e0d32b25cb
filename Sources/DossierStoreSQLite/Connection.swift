import CSQLite
import DossierStore
import GRDB
import GRDBSQLite

/// One connection to the database, for one thread at a time.
final class Connection {
    enum Access {
        /// Reads only.
        case readOnly
        /// Writes durably: WAL with `synchronous=FULL`.
        case readWrite
    }

    private let queue: DatabaseQueue
    private let handle: OpaquePointer

    /// Opens the database; throws where it can't be opened as asked.
    ///
    /// Refuses to write where SQLite doesn't promise durability: an answer must never be ahead of the disk.
    init(path: String, access: Access, cacheKiB: Int = 8_192) throws(StoreError) {
        _ = Self.library
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        // Transactions are opened and closed by statements of our own.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // The hot pages of a busy day; the rest is the page cache's business.
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
            guard access == .readWrite else { return }
            // What a savepoint would have to put back is kept in memory: in a file, as is usual, it was half of
            // all the writing. A batch's limit bounds it.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // What is deleted within a page is overwritten: an erased key isn't to be found in the file (AUD-03). What
            // erases overwrites the pages as well that become free.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            guard let handle = queue.unsafeRead({ $0.sqliteConnection }) else {
                throw StoreError.unavailable("the connection closed at once")
            }
            self.handle = handle
        } catch {
            throw StoreError(error)
        }
        guard access == .readWrite else { return }
        // GRDB's hooks tell its transaction observers, of which there are none here, and insist on being called
        // from within its queue, which statements stepped by C are not.
        sqlite3_commit_hook(handle, nil, nil)
        sqlite3_rollback_hook(handle, nil, nil)
        try Self.requireDurability(self)
    }

    /// Sets the library up, once. Where somebody else opened a connection before, it stays as it is, only slower.
    private static let library = csqlite_keep_no_memory_statistics()

    private static func requireDurability(_ connection: Connection) throws(StoreError) {
        let mode = try connection.prepare("PRAGMA journal_mode").first { $0.text(0) }
        let synchronous = try connection.prepare("PRAGMA synchronous").first { $0.int(0) }
        let foreignKeys = try connection.prepare("PRAGMA foreign_keys").first { $0.int(0) }
        guard mode == "wal", synchronous == 2, foreignKeys == 1 else {
            throw .unavailable(
                "the database offers journal_mode \(mode ?? "none"), synchronous \(synchronous ?? -1), foreign_keys "
                    + "\(foreignKeys ?? -1); wal, 2 (FULL) and 1 are needed: move it to a local file system")
        }
    }

    /// A statement for repeated use on this connection's thread.
    func prepare(_ sql: String) throws(StoreError) -> PreparedStatement {
        do {
            return PreparedStatement(try queue.unsafeRead { try $0.makeStatement(sql: sql) })
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs any number of statements once.
    func execute(_ sql: String) throws(StoreError) {
        do {
            try queue.unsafeRead { try $0.execute(sql: sql) }
        } catch {
            throw StoreError(error)
        }
    }

    /// Copies the database as it is at one moment into a file, which has to be new; others go on writing meanwhile.
    func backUp(to path: String) throws(StoreError) {
        do {
            let copy = try DatabaseQueue(path: path)
            try queue.backup(to: copy)
            // One file, without a log beside it, that can be read where nothing can be written.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        } catch {
            throw StoreError(error)
        }
    }

    /// Whether a transaction is open. SQLite itself rolls one back where the disk is full or fails.
    var isInTransaction: Bool {
        sqlite3_get_autocommit(handle) == 0
    }

    /// Turns off checkpoints inside COMMIT and has `log` told how long the write-ahead log is instead.
    func observeLog(_ log: WriteAheadLog) {
        sqlite3_wal_hook(
            handle,
            { context, _, _, frames in
                guard let context else { return SQLITE_OK }
                Unmanaged<WriteAheadLog>.fromOpaque(context).takeUnretainedValue().frames = Int(frames)
                return SQLITE_OK
            }, Unmanaged.passUnretained(log).toOpaque())
    }

    /// What a page takes in the write-ahead log, with its header; pages have SQLite's usual size.
    static let logFrameBytes = 4_096 + 24

    /// Moves the write-ahead log into the database; with `restarting`, also waits a moment for readers so that
    /// the log starts again from its beginning. Answers how many pages of the log are in the database now.
    @discardableResult
    func checkpoint(restarting: Bool) -> Int {
        // Not an error where readers stand in the way: the next checkpoint tries again.
        if restarting { sqlite3_busy_timeout(handle, 20) }
        var moved: Int32 = 0
        sqlite3_wal_checkpoint_v2(
            handle, nil, restarting ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nil, &moved)
        if restarting { sqlite3_busy_timeout(handle, 5_000) }
        return Int(max(0, moved))
    }

    /// Moves the whole write-ahead log into the database and empties it; waits a moment for readers, and for whoever
    /// writes. Answers whether it is empty now.
    @discardableResult
    func emptyLog() -> Bool {
        // Whoever waits for readers here holds the lock that everybody needs who writes, in other processes too.
        sqlite3_busy_timeout(handle, 20)
        defer { sqlite3_busy_timeout(handle, 5_000) }
        return sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
    }
}

/// How long the write-ahead log is; touched by the writer's thread alone.
final class WriteAheadLog {
    /// Pages in it after the last commit.
    var frames = 0
}

extension StoreError {
    /// What an error of GRDB's means to the caller.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            // Only the message: `description` would show the statement with its arguments.
            self = StoreError(
                sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "no message")
        default: self = .unavailable(String(describing: type(of: error)))
        }
    }
}
