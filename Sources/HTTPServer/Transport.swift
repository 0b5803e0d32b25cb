internal import CLinux
import Glibc

/// What became of one attempt to move bytes.
enum TransportOutcome: Equatable {
    /// So many bytes were moved, at least one; none where a transport read bytes that were for itself. `mayGoOn` is
    /// false when the next attempt would certainly find nothing to do, which saves a system call.
    case moved(Int, mayGoOn: Bool)
    /// Nothing can be moved until epoll tells of the socket again.
    case blocked
    /// The client will send no more.
    case ended
    /// The connection is broken.
    case failed
}

/// How the bytes of one connection travel: everything a `Connection` does to its socket goes through here, and nothing
/// else does. Sockets are non-blocking and watched edge-triggered, so `blocked` has to be told exactly when the kernel
/// said EAGAIN, or the connection would wait for ever.
///
/// A layer that codes the bytes, such as TLS, is a case of its own with the same operations; `docs/http-server.md`
/// ("The seam below a connection") says what each must keep.
enum Transport {
    case plain(PlainTransport)
    #if TLS
        case tls(TLSTransport)
    #endif

    /// The transport for a connected socket, as its listening address wants it.
    init(_ descriptor: Int32, security: ConnectionSecurity) {
        switch security {
        case .plain: self = .plain(PlainTransport(descriptor: descriptor))
        #if TLS
            case .tls(let identity):
                self = .tls(TLSTransport(descriptor: descriptor, context: identity.current))
        #endif
        }
    }

    /// The socket, for epoll alone.
    var descriptor: Int32 {
        switch self {
        case .plain(let plain): plain.descriptor
        #if TLS
            case .tls(let tls): tls.descriptor
        #endif
        }
    }

    /// Reads into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportOutcome {
        switch self {
        case .plain(let plain): plain.read(into: buffer)
        #if TLS
            case .tls(let tls): tls.read(into: buffer)
        #endif
        }
    }

    /// Writes some of `bytes`, which is not empty.
    func write(_ bytes: UnsafeRawBufferPointer) -> TransportOutcome {
        switch self {
        case .plain(let plain): plain.write(bytes)
        #if TLS
            case .tls(let tls): tls.write(bytes)
        #endif
        }
    }

    /// The transport holds bytes of its own that wait for the socket: records, a handshake, a farewell.
    var hasUnsentBytes: Bool {
        switch self {
        case .plain: false
        #if TLS
            case .tls(let tls): tls.hasUnsentBytes
        #endif
        }
    }

    /// Sends what `hasUnsentBytes` tells of. `moved` counts the bytes of earlier writes that have left with it, which
    /// until then were `blocked`; here it may count none.
    func flush() -> TransportOutcome {
        switch self {
        case .plain: .blocked
        #if TLS
            case .tls(let tls): tls.flush()
        #endif
        }
    }

    /// Files may go from the page cache to the socket without being read here.
    var sendsFiles: Bool {
        switch self {
        case .plain: true
        #if TLS
            case .tls: false
        #endif
        }
    }

    /// Sends up to `count` bytes of a file from `offset` on; only where `sendsFiles`. `ended` when the file is shorter.
    func sendFile(_ file: Int32, offset: Int64, count: Int) -> TransportOutcome {
        switch self {
        case .plain(let plain): plain.sendFile(file, offset: offset, count: count)
        #if TLS
            case .tls: .failed
        #endif
        }
    }

    /// Bytes that were written and that the other end's system has not acknowledged, as near as the kernel tells.
    var undeliveredByteCount: Int { Int(clinux_unacknowledged(descriptor)) }

    /// Says that nothing more will be sent.
    func shutdownWrite() {
        switch self {
        case .plain(let plain): plain.shutdownWrite()
        #if TLS
            case .tls(let tls): tls.shutdownWrite()
        #endif
        }
    }

    /// Lets go of the socket.
    func close() {
        switch self {
        case .plain(let plain): plain.close()
        #if TLS
            case .tls(let tls): tls.close()
        #endif
        }
    }
}

/// Bytes as they are.
struct PlainTransport {
    let descriptor: Int32

    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportOutcome {
        while true {
            let count = clinux_receive(descriptor, buffer.baseAddress, buffer.count)
            // A short read has emptied the socket.
            if count > 0 { return .moved(count, mayGoOn: count == buffer.count) }
            if count == 0 { return .ended }
            if let outcome = Self.outcome(of: errno) { return outcome }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> TransportOutcome {
        while true {
            let count = clinux_send(descriptor, bytes.baseAddress, bytes.count)
            if count >= 0 { return .moved(count, mayGoOn: true) }
            if let outcome = Self.outcome(of: errno) { return outcome }
        }
    }

    func sendFile(_ file: Int32, offset: Int64, count: Int) -> TransportOutcome {
        while true {
            let sent = clinux_sendfile(descriptor, file, offset, count)
            if sent > 0 { return .moved(sent, mayGoOn: true) }
            if sent == 0 { return .ended }
            if let outcome = Self.outcome(of: errno) { return outcome }
        }
    }

    func shutdownWrite() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        Glibc.close(descriptor)
    }

    /// What an error means; nil to try again.
    private static func outcome(of error: Int32) -> TransportOutcome? {
        switch error {
        case EINTR: nil
        case EAGAIN, EWOULDBLOCK: .blocked
        default: .failed
        }
    }
}
