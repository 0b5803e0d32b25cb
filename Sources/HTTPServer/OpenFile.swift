internal import CLinux
import Glibc

/// A regular file that was opened for reading; closed when nobody needs it any more. Its size is that of the moment of
/// opening: what is appended later is not sent, and an answer is cut when the file turns out shorter.
public final class OpenFile: Sendable {
    let descriptor: Int32
    /// Bytes.
    public let size: Int
    /// A strong entity tag from device, inode, size and time of change; good while the file is replaced, not written over
    /// within one tick of the file system's clock.
    public let entityTag: String

    /// Opens a file.
    ///
    /// - Throws: a `FileError` when it can't be opened or is no regular file.
    public init(path: String) throws(FileError) {
        // A FIFO or a device would otherwise hold the loop while it is opened.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(errorNumber: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = FileError(errorNumber: errno)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(errorNumber: EINVAL)
        }
        self.descriptor = descriptor
        size = Int(status.st_size)
        let parts = [
            UInt64(status.st_dev), UInt64(status.st_ino), UInt64(bitPattern: Int64(status.st_size)),
            UInt64(bitPattern: Int64(status.st_ctim.tv_sec)), UInt64(bitPattern: Int64(status.st_ctim.tv_nsec)),
        ]
        entityTag = "\"" + parts.map { String($0, radix: 36) }.joined(separator: "-") + "\""
    }

    deinit {
        close(descriptor)
    }

    /// Reads at `offset` into `buffer`: the number of bytes, 0 at the end, nil on an error.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }
}

/// Why a file could not be opened.
public struct FileError: Error, Sendable, Equatable {
    /// The system's error number; EINVAL for what is no regular file.
    public let errorNumber: Int32
}

/// Part of an open file.
public struct FileSlice: Sendable {
    /// The file.
    public let file: OpenFile
    /// Where the part begins, in bytes.
    public let offset: Int
    /// How many bytes it has.
    public let count: Int

    /// A part of a file, or all of it.
    public init(_ file: OpenFile, range: Range<Int>? = nil) {
        self.file = file
        let range = (range ?? 0..<file.size).clamped(to: 0..<file.size)
        offset = range.lowerBound
        count = range.count
    }

    private init(file: OpenFile, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }

    /// Has the kernel fetch the next bytes from the disk, without waiting for them.
    func willBeSent(_ bytes: Int) {
        posix_fadvise(file.descriptor, off_t(offset), off_t(min(bytes, count)), POSIX_FADV_WILLNEED)
    }

    func dropping(_ bytes: Int) -> FileSlice {
        FileSlice(file: file, offset: offset + bytes, count: count - bytes)
    }
}
