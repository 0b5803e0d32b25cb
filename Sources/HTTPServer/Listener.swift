internal import CLinux
import Glibc

/// A listening socket of one loop.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// Several loops wait on this one socket, so that each connection should wake only one of them.
    let isShared: Bool
    let security: ConnectionSecurity
    let door: String
}

/// Listening sockets for all loops at one address.
struct Listener: Sendable {
    /// One for each loop.
    let sockets: [ListeningSocket]
    /// The address with its real port.
    let address: ListenAddress
    /// The file that a Unix socket has to leave behind, recognised by device and inode.
    let file: UnixSocketFile?

    /// Opens all addresses, or none.
    static func open(
        _ addresses: [ListenAddress], loopCount: Int, backlog: Int
    ) throws(ServerStartError) -> [Listener] {
        var listeners: [Listener] = []
        do throws(ServerStartError) {
            for address in addresses {
                listeners.append(
                    try open(address, among: addresses, loopCount: loopCount, backlog: backlog))
            }
        } catch {
            for listener in listeners { listener.close() }
            throw error
        }
        return listeners
    }

    /// For a start that fails: the loops close their sockets themselves.
    func close() {
        for socket in sockets { Glibc.close(socket.descriptor) }
        file?.remove()
    }

    private static func open(
        _ address: ListenAddress, among addresses: [ListenAddress], loopCount: Int, backlog: Int
    ) throws(ServerStartError) -> Listener {
        switch address.place {
        case .tcp(let host, let port):
            let twin = ListenAddress.Place.tcp(host: "0.0.0.0", port: port)
            let isV6Only = port != 0 && addresses.contains { $0.place == twin }
            let (descriptors, realPort) = try openTCP(
                host: host, port: port, isV6Only: isV6Only, count: loopCount, backlog: backlog)
            var real = address
            real.place = .tcp(host: host, port: realPort)
            return Listener(sockets: sockets(descriptors, isShared: false, real), address: real, file: nil)
        case .unix(let path, let mode):
            let (descriptor, file) = try UnixSocketFile.open(path: path, mode: mode, backlog: backlog)
            let descriptors = try shared(descriptor, count: loopCount)
            return Listener(sockets: sockets(descriptors, isShared: true, address), address: address, file: file)
        case .inherited(let descriptor):
            guard clinux_prepare_inherited(descriptor) == 0 else {
                throw ServerStartError(operation: "inherited socket \(descriptor)", errorNumber: errno)
            }
            let descriptors = try shared(descriptor, count: loopCount)
            return Listener(sockets: sockets(descriptors, isShared: true, address), address: address, file: nil)
        }
    }

    private static func sockets(
        _ descriptors: [Int32], isShared: Bool, _ address: ListenAddress
    ) -> [ListeningSocket] {
        descriptors.map {
            ListeningSocket(
                descriptor: $0, isShared: isShared, security: address.security, door: address.door)
        }
    }

    /// A descriptor of its own for each loop, so that each may close its own.
    private static func shared(_ descriptor: Int32, count: Int) throws(ServerStartError) -> [Int32] {
        var descriptors = [descriptor]
        while descriptors.count < count {
            let copy = clinux_duplicate(descriptor)
            guard copy >= 0 else {
                let error = ServerStartError(operation: "dup", errorNumber: errno)
                for descriptor in descriptors { Glibc.close(descriptor) }
                throw error
            }
            descriptors.append(copy)
        }
        return descriptors
    }

    // MARK: TCP

    /// Binds a listener for each loop to the same port, the first choosing it where it is 0: the kernel then spreads
    /// connections over the loops, and no loop is woken for another's.
    private static func openTCP(
        host: String, port: UInt16, isV6Only: Bool, count: Int, backlog: Int
    ) throws(ServerStartError) -> (descriptors: [Int32], port: UInt16) {
        var descriptors: [Int32] = []
        var port = port
        do throws(ServerStartError) {
            for _ in 0..<count {
                let opened = try openOneTCP(host: host, port: port, isV6Only: isV6Only, backlog: backlog)
                descriptors.append(opened.descriptor)
                port = opened.port
            }
        } catch {
            for descriptor in descriptors { Glibc.close(descriptor) }
            throw error
        }
        return (descriptors, port)
    }

    private static func openOneTCP(
        host: String, port: UInt16, isV6Only: Bool, backlog: Int
    ) throws(ServerStartError) -> (descriptor: Int32, port: UInt16) {
        var (storage, length) = try socketAddress(host: host, port: port)
        let descriptor = clinux_stream_socket(Int32(storage.ss_family))
        guard descriptor >= 0 else { throw ServerStartError(operation: "socket", errorNumber: errno) }
        do throws(ServerStartError) {
            try check("setsockopt", clinux_set_reuse(descriptor))
            if Int32(storage.ss_family) == AF_INET6 {
                try check(
                    "setsockopt",
                    clinux_set_int_option(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isV6Only ? 1 : 0))
            }
            try check("bind", clinux_bind(descriptor, &storage, length))
            try check("listen", Glibc.listen(descriptor, Int32(clamping: backlog)))
            try check("getsockname", clinux_local_address(descriptor, &storage, &length))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        let realPort = withUnsafeBytes(of: &storage) { bytes in
            // Both families keep their port behind the family, in network byte order.
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
        return (descriptor, realPort)
    }

    static func check(_ operation: String, _ result: Int32) throws(ServerStartError) {
        if result != 0 { throw ServerStartError(operation: operation, errorNumber: errno) }
    }

    private static func socketAddress(
        host: String, port: UInt16
    ) throws(ServerStartError) -> (sockaddr_storage, socklen_t) {
        var storage = sockaddr_storage()
        var v4 = sockaddr_in()
        v4.sin_family = sa_family_t(AF_INET)
        v4.sin_port = port.bigEndian
        if inet_pton(AF_INET, host, &v4.sin_addr) == 1 {
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        var v6 = sockaddr_in6()
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = port.bigEndian
        guard inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 else {
            throw ServerStartError(operation: "address \(host)", errorNumber: 0)
        }
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
    }
}
