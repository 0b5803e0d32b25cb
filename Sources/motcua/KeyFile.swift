import DossierService
import Foundation
import Glibc
import Synchronization

/// The file with the keys that never enter the database.
///
/// It may be replaced while a server runs (`motcua keys rotate`): ``current`` looks whether it is another one by now.
final class KeyFile: Sendable {
    /// What tells one file from the one that replaced it.
    private struct Stamp: Equatable {
        let file: UInt64
        let second: Int
        let nanosecond: Int

        init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            file = UInt64(status.st_ino)
            second = status.st_mtim.tv_sec
            nanosecond = status.st_mtim.tv_nsec
        }
    }

    let path: String
    private let tell: @Sendable (String) -> Void
    private let known = Mutex<(ring: KeyRing, stamp: Stamp?)?>(nil)
    /// What was told last about a changed file that isn't used, so that it isn't told at every look.
    private let told = Mutex<String?>(nil)

    /// `tell` is told why, where the file was changed and isn't used.
    init(path: String, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.path = path
        self.tell = tell
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The keys as they are now. A file that can't be read now, or is another database's, leaves them as they were, and that is
    /// told.
    ///
    /// Asked whenever something is sealed or opened, so that nothing is wrapped by a key that was replaced; looking costs a
    /// microsecond.
    var current: KeyRing {
        let stamp = Stamp(of: path)
        return known.withLock { known in
            guard let before = known else { preconditionFailure("the key file was read when the process began") }
            guard stamp != before.stamp else { return before.ring }
            do {
                let ring = try parse()
                guard ring.isOfSameDatabase(as: before.ring) else {
                    throw Failure(
                        "The key file \(path) holds the keys of another database: put this one's back from its backup.")
                }
                try syncFolder()
                known = (ring, stamp)
                told.withLock { $0 = nil }
                return ring
            } catch {
                let reason = "\(error)"
                let isNew = told.withLock { told in
                    defer { told = reason }
                    return told != reason
                }
                if isNew { tell(reason) }
                return before.ring
            }
        }
    }

    /// Reads it, or says what is wrong.
    @discardableResult func read() throws -> KeyRing {
        // Before the content: one that is replaced in between is read again the next time.
        let stamp = Stamp(of: path)
        let ring = try parse()
        try syncFolder()
        known.withLock { $0 = (ring, stamp) }
        return ring
    }

    /// The file itself, where the path is a link to it.
    private var target: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private func parse() throws -> KeyRing {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("The key file \(path) can't be read: \(error.localizedDescription)")
        }
        guard let ring = KeyRing(text: text) else {
            throw Failure(
                "The key file \(path) has to hold \(2 * KeyRing.secretLength) hexadecimal digits, or what `motcua keys"
                    + " rotate` wrote: put it back from its backup.")
        }
        return ring
    }

    /// Puts those keys in place of the ones before, at once and so that they survive a loss of power from here on.
    func replace(by ring: KeyRing) throws {
        try write(ring.text)
        try read()
    }

    /// Writes it, a new one readable by its owner alone: first under another name, so that there is always a whole one.
    ///
    /// Whoever could read the former one reads it too: a server that runs under an account of its own goes on when root replaces
    /// the file. Where the path is a link, what it leads to is replaced. Its folder is synced too: without that the file may be
    /// whole and yet have no name.
    func write(_ text: String) throws {
        func failed() -> Failure {
            Failure("The file \(path) can't be written: \(String(cString: strerror(errno))).")
        }
        let path = target
        let draft = path + ".new"
        guard unlink(draft) == 0 || errno == ENOENT else { throw failed() }
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failed() }
        defer { close(file) }
        var former = stat()
        if stat(path, &former) == 0 {
            let isOwn = former.st_uid == geteuid() && former.st_gid == getegid()
            guard isOwn || fchown(file, former.st_uid, former.st_gid) == 0, fchmod(file, former.st_mode & 0o777) == 0
            else {
                unlink(draft)
                throw Failure("The file \(path) is somebody else's: run this as its owner, or as root.")
            }
        }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(draft, path) == 0
        else { throw failed() }
        try syncFolder()
    }

    /// Makes sure that the file has its name after a loss of power too.
    ///
    /// Whoever replaces it does so, and whoever reads it before that is done: nothing may be wrapped by a key that is on its
    /// way to the disk still. A file system that can only be read has nothing to sync.
    private func syncFolder() throws {
        let folder = (target as NSString).deletingLastPathComponent
        let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Who may not list the folder can't have made the file either.
        guard directory >= 0 || errno != EACCES else { return }
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 || errno == EROFS || errno == EINVAL else {
            throw Failure("The folder of \(path) can't be synced: \(String(cString: strerror(errno))).")
        }
    }
}
