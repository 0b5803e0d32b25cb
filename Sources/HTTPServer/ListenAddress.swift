/// What protects the bytes of a connection.
public enum ConnectionSecurity: Sendable, Equatable {
    /// Nothing: for the loopback, for Unix sockets, and behind a proxy that speaks TLS.
    case plain
    #if TLS
        /// TLS 1.2 or 1.3 with this certificate.
        case tls(TLSIdentity)
    #endif
}

/// Where to listen, and what for.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// The kinds of places.
    public enum Place: Sendable, Equatable {
        /// An IPv4 or IPv6 address in figures, and a port; port 0 lets the system choose. `::` takes IPv4 clients as
        /// well, unless the server also listens on `0.0.0.0` with the same port.
        case tcp(host: String, port: UInt16)
        /// A Unix socket at a path of at most 107 bytes, with the permission bits it gets.
        case unix(path: String, mode: UInt32)
        /// A listening stream socket that somebody else opened, such as systemd; see `InheritedSockets`.
        case inherited(descriptor: Int32)
    }

    /// The place.
    public var place: Place
    /// What protects connections that come in here. Default: nothing.
    public var security = ConnectionSecurity.plain
    /// Tells a handler by which door a request came (`ServerRequest.door`), so that an address may be set apart, such
    /// as one for administration. Default: empty.
    public var door = ""

    /// A TCP address in figures with its port.
    public init(host: String, port: UInt16) {
        place = .tcp(host: host, port: port)
    }

    /// Any place.
    public init(_ place: Place) {
        self.place = place
    }

    /// As `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/server.sock` or `descriptor:3`.
    public var description: String {
        switch place {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path, _): "unix:\(path)"
        case .inherited(let descriptor): "descriptor:\(descriptor)"
        }
    }
}

/// Where a started server can be reached.
public struct BoundAddress: Sendable, Equatable, CustomStringConvertible {
    /// The address it was told, with the real port.
    public let address: ListenAddress

    /// The real port; 0 for what has none.
    public var port: UInt16 {
        if case .tcp(_, let port) = address.place { port } else { 0 }
    }

    /// The address in text.
    public var description: String { address.description }
}
