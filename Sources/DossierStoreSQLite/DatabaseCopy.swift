import DossierStore
import Glibc

/// A copy of a database by SQLite's online backup: of one moment, whole, durable, one file.
public enum DatabaseCopy {
    /// Copies a database while others write to it, and answers where the copy's chain of events ends; everything
    /// acknowledged before the call is in it.
    ///
    /// `copy` has to be a path where nothing lies. Blocks until the copy is on disk, so never for an event loop. Throws
    /// ``StoreError`` where there is no database of this schema, or the copy can't be written; half a copy may lie there
    /// then.
    public static func make(of path: String, at copy: String) throws(StoreError) -> ChainHead {
        guard access(copy, F_OK) != 0 else { throw .unavailable("there is a file at \(copy) already") }
        try SQLiteStore.requireSchema(at: path)
        let connection = try Connection(path: path, access: .readOnly)
        try connection.backUp(to: copy)
        let file = open(copy, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unavailable("the copy \(copy) can't be opened: errno \(errno)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .unavailable("the copy \(copy) can't be synced: errno \(errno)") }
        return try SQLiteReader(path: copy).chainHead()
    }
}
