import Glibc

/// Keeps two servers off one database: an exclusive `flock` on `<database>.lock`, held while this object lives.
///
/// The operating system drops it when the process ends, however it ends, so a lock never has to be cleared by
/// hand. Tools that only read, or that issue a credential, do without.
public final class DatabaseLock: Sendable {
    /// Why the lock wasn't given.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Another process has it.
        case held(path: String)
        /// The lock file can't be opened; with the system's error number.
        case cannotOpen(path: String, errno: Int32)

        /// What is wrong and what to do.
        public var description: String {
            switch self {
            case .held(let path):
                "another server runs on this database (it holds \(path)); stop it first"
            case .cannotOpen(let path, let code):
                "the lock file \(path) can't be opened (\(String(cString: strerror(code)))): its folder has to be "
                    + "writable for this user"
            }
        }
    }

    private let descriptor: Int32

    /// Takes the lock of the database at that path at once, or throws.
    public init(database path: String) throws(Failure) {
        let lockPath = path + ".lock"
        // O_CLOEXEC: a child that outlives us (a crash handler's, say) must not keep the lock.
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: lockPath, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .held(path: lockPath)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
