internal import CLinux
import Glibc

/// Who is at the other end.
public enum PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address in host byte order, and its port.
    case ipv4(UInt32, port: UInt16)
    /// The upper and lower half of an IPv6 address in host byte order, and its port.
    case ipv6(UInt64, UInt64, port: UInt16)
    /// A socket without an address, such as a Unix socket or one half of a socket pair.
    case local

    /// Figures and port, as `192.0.2.1:80` or `[2001:db8:0:0:0:0:0:1]:80`.
    public var description: String {
        switch self {
        case .ipv4(_, let port): return "\(host):\(port)"
        case .ipv6(_, _, let port): return "[\(host)]:\(port)"
        case .local: return host
        }
    }

    /// Figures without the port.
    public var host: String {
        switch self {
        case .ipv4(let address, _):
            return "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
        case .ipv6(let high, let low, _):
            let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> $0 & 0xFFFF } }
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        case .local: return "local"
        }
    }

    /// What connections are counted by: a single IPv4 address, but a /64 of IPv6, which is what one subscriber gets.
    var countingKey: UInt64? {
        switch self {
        case .ipv4(let address, _): UInt64(address)
        case .ipv6(let high, _, _): high
        case .local: nil
        }
    }

    /// Reads an IPv4 or IPv6 address in figures; its port is 0. Nil for anything else.
    init?(figures text: String) {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self = .ipv4(UInt32(bigEndian: v4.s_addr), port: 0)
            return
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        self = withUnsafeBytes(of: &v6) { bytes in
            Self.ipv6(bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self), 0)
        }
    }

    /// From halves in network byte order. An IPv4 client of a dual-stack listener is the same client as on an IPv4
    /// listener.
    private static func ipv6(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> PeerAddress {
        let high = UInt64(bigEndian: high)
        let low = UInt64(bigEndian: low)
        if high == 0, low >> 32 == 0xFFFF { return .ipv4(UInt32(truncatingIfNeeded: low), port: port) }
        return .ipv6(high, low, port: port)
    }

    init(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            self = withUnsafeBytes(of: &storage) { bytes in
                let address = bytes.loadUnaligned(as: sockaddr_in.self)
                return .ipv4(
                    UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
            }
        case AF_INET6:
            self = withUnsafeBytes(of: &storage) { bytes in
                let port = UInt16(bigEndian: bytes.loadUnaligned(as: sockaddr_in6.self).sin6_port)
                return Self.ipv6(
                    bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self), port)
            }
        default:
            self = .local
        }
    }
}
