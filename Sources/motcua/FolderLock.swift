import Foundation
import Glibc

/// A folder that is filled by nobody else while this object lives, in this process or another: an exclusive `flock` on it.
final class FolderLock {
    /// How often it is begun anew where the folder was given its name, or taken away, between opening and locking it.
    private static let attemptLimit = 10

    private let descriptor: Int32

    /// Makes the folder, or takes the one that somebody has left, and empties it.
    ///
    /// Throws ``FolderInUse`` where somebody else fills it, and ``FileTrouble``.
    init(emptying path: String) throws {
        for _ in 0..<Self.attemptLimit {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileTrouble(path) }
            let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if opened < 0, errno == ENOENT { continue }
            guard opened >= 0 else { throw FileTrouble(path) }
            do {
                guard try Self.lock(opened, named: path) else {
                    close(opened)
                    continue
                }
                for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
                }
            } catch {
                close(opened)
                throw error
            }
            descriptor = opened
            return
        }
        throw FolderInUse(path: path)
    }

    /// Locks an open folder; answers whether it still has that name.
    private static func lock(_ opened: Int32, named path: String) throws -> Bool {
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { throw FolderInUse(path: path) }
            throw FileTrouble(path)
        }
        var (own, named) = (stat(), stat())
        guard fstat(opened, &own) == 0 else { throw FileTrouble(path) }
        return stat(path, &named) == 0 && own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }

    deinit { close(descriptor) }
}

/// A folder that somebody else fills.
struct FolderInUse: Error, CustomStringConvertible {
    let path: String

    var description: String { "another backup of that name is being made in \(path): wait for it." }
}
