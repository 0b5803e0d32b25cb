import Glibc

/// Why a file of a scan could not be read or written.
public enum FileError: Error, Hashable, Sendable {
    /// There is no room on the disk.
    case full
    /// The system refused; the text is for the log.
    case unavailable(String)
    /// What was read can't be right; the text is for the log.
    case damaged(String)

    /// What the system call that has just failed says.
    init(_ call: String) {
        self = errno == ENOSPC || errno == EDQUOT ? .full : .unavailable("\(call): \(String(cString: strerror(errno)))")
    }
}

/// An open file; closed with its owner.
struct File: ~Copyable {
    private let descriptor: Int32

    /// Opens a file; `nil` where there is none.
    init?(opening path: String, _ flags: Int32) throws(FileError) {
        let opened = open(path, flags | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw FileError("open")
        }
        descriptor = opened
    }

    /// Makes a file that nobody but its owner may read; one that is there loses what it holds.
    init(making path: String) throws(FileError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("open") }
    }

    deinit {
        close(descriptor)
    }

    /// Size in bytes, and seconds since 1970 at which it was last written.
    func status() throws(FileError) -> (size: Int, writtenAt: Int) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("fstat") }
        return (Int(status.st_size), status.st_mtim.tv_sec)
    }

    /// So many bytes from a place on; fewer where the file ends before.
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = FileError("pread") }
                if got <= 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("pwrite") }
            written += count
        }
    }

    func truncate(to size: Int) throws(FileError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw FileError("ftruncate") }
    }

    /// Returns when what was written survives a loss of power.
    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("fsync") }
    }
}

/// A folder's names, made and kept durable.
enum Folder {
    /// Makes a folder where it is missing; only its owner may enter.
    static func make(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileError("mkdir") }
    }

    /// Returns when names that were made or removed in it survive a loss of power.
    static func sync(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("fsync") }
    }

    /// The names in it, without those that begin with a dot; none where it is missing.
    static func names(in path: String) throws(FileError) -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileError("opendir")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// Removes a file; one that isn't there is removed already.
    static func remove(_ path: String) throws(FileError) {
        if unlink(path) != 0, errno != ENOENT { throw FileError("unlink") }
    }
}
