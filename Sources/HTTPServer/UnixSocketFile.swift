internal import CLinux
import Glibc

/// The file of a Unix socket that this server made.
struct UnixSocketFile: Sendable {
    private let path: String
    private let device: UInt64
    private let inode: UInt64

    /// Binds and listens. A file that a dead server left behind is replaced; one behind which somebody answers, or that
    /// is no socket, is left alone.
    static func open(
        path: String, mode: UInt32, backlog: Int
    ) throws(ServerStartError) -> (descriptor: Int32, file: UnixSocketFile) {
        var storage = sockaddr_storage()
        let length = clinux_unix_address(&storage, path)
        guard length > 0 else {
            throw ServerStartError(operation: "path of a Unix socket, 1 to 107 bytes", errorNumber: 0)
        }
        try removeStale(path: path, storage: &storage, length: length)
        let descriptor = clinux_stream_socket(AF_UNIX)
        guard descriptor >= 0 else { throw ServerStartError(operation: "socket", errorNumber: errno) }
        do throws(ServerStartError) {
            // The file takes the socket's own bits at birth, less the umask: narrow first, so that nobody gets in
            // between bind and chmod.
            try Listener.check("fchmod", fchmod(descriptor, 0))
            try Listener.check("bind \(path)", clinux_bind(descriptor, &storage, length))
            try Listener.check("chmod \(path)", chmod(path, mode & 0o777))
            try Listener.check("listen", Glibc.listen(descriptor, Int32(clamping: backlog)))
            var status = stat()
            try Listener.check("stat \(path)", stat(path, &status))
            let file = UnixSocketFile(path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
            return (descriptor, file)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func removeStale(
        path: String, storage: inout sockaddr_storage, length: socklen_t
    ) throws(ServerStartError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ServerStartError(operation: "bind \(path), which is no socket,", errorNumber: EEXIST)
        }
        let probe = clinux_stream_socket(AF_UNIX)
        guard probe >= 0 else { throw ServerStartError(operation: "socket", errorNumber: errno) }
        defer { close(probe) }
        guard clinux_connect(probe, &storage, length) != 0, errno == ECONNREFUSED else {
            throw ServerStartError(operation: "bind \(path), which is in use,", errorNumber: EADDRINUSE)
        }
        try Listener.check("unlink \(path)", unlink(path))
    }

    /// Takes the file away, unless another server has put its own in the place. To be called while the socket is open:
    /// until then its inode cannot be another file's.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, UInt64(status.st_dev) == device, UInt64(status.st_ino) == inode else {
            return
        }
        unlink(path)
    }
}
