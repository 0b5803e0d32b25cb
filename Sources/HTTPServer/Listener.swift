internal import CLinux
import Glibc

/// Opens listening sockets.
enum Listener {
    /// Binds one listener for each loop to the same port, the first choosing it if the address says 0.
    static func open(
        _ address: ListenAddress, count: Int, backlog: Int
    ) throws(ServerStartError) -> (descriptors: [Int32], port: UInt16) {
        var descriptors: [Int32] = []
        var address = address
        do throws(ServerStartError) {
            for _ in 0..<count {
                let (descriptor, port) = try openOne(address, backlog: backlog)
                descriptors.append(descriptor)
                address.port = port
            }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        return (descriptors, address.port)
    }

    private static func openOne(
        _ address: ListenAddress, backlog: Int
    ) throws(ServerStartError) -> (Int32, UInt16) {
        var (storage, length) = try socketAddress(address)
        let descriptor = clinux_stream_socket(Int32(storage.ss_family))
        guard descriptor >= 0 else { throw ServerStartError(operation: "socket", errorNumber: errno) }
        do throws(ServerStartError) {
            try check("setsockopt", clinux_set_reuse(descriptor))
            if Int32(storage.ss_family) == AF_INET6 {
                try check(
                    "setsockopt", clinux_set_int_option(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0))
            }
            try check("bind", clinux_bind(descriptor, &storage, length))
            try check("listen", Glibc.listen(descriptor, Int32(clamping: backlog)))
            try check("getsockname", clinux_local_address(descriptor, &storage, &length))
        } catch {
            close(descriptor)
            throw error
        }
        let port = withUnsafeBytes(of: &storage) { bytes in
            // Both families keep their port behind the family, in network byte order.
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
        return (descriptor, port)
    }

    private static func check(_ operation: String, _ result: Int32) throws(ServerStartError) {
        if result != 0 { throw ServerStartError(operation: operation, errorNumber: errno) }
    }

    static func socketAddress(
        _ address: ListenAddress
    ) throws(ServerStartError) -> (sockaddr_storage, socklen_t) {
        var storage = sockaddr_storage()
        var v4 = sockaddr_in()
        v4.sin_family = sa_family_t(AF_INET)
        v4.sin_port = address.port.bigEndian
        if inet_pton(AF_INET, address.host, &v4.sin_addr) == 1 {
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        var v6 = sockaddr_in6()
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = address.port.bigEndian
        guard inet_pton(AF_INET6, address.host, &v6.sin6_addr) == 1 else {
            throw ServerStartError(operation: "address \(address.host)", errorNumber: 0)
        }
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
    }
}
