/// What can be set on the command line, as `--name value`.
///
/// Read by hand because the usual library brings Foundation, and the memory that is compared with other servers is to
/// be this server's own.
struct Options {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Each option with what it stands for; what is not given keeps the server's default.
    static let known: [(name: String, help: String)] = plain + secure

    #if TLS
        private static let secure = [
            ("tls-certificate", "PEM file of the certificate chain: speaks TLS; read again on SIGHUP"),
            ("tls-key", "PEM file of its key"),
        ]
    #else
        private static let secure: [(String, String)] = []
    #endif

    private static let plain = [
        ("host", "address to listen on"),
        ("port", "port; 0 lets the system choose"),
        ("loops", "event loops"),
        ("max-connections", "connections in all"),
        ("max-connections-per-address", "connections from one address"),
        ("max-requests-per-connection", "requests on one connection"),
        ("max-body-bytes", "bytes of a request body"),
        ("head-timeout-seconds", "seconds for a head"),
        ("idle-timeout-seconds", "seconds between requests"),
        ("grace-seconds", "seconds until a body or a reader must show that it moves"),
        ("minimum-rate", "bytes a second that a body must come and an answer must go"),
        ("record", "file that gets a line for each request that reached a handler"),
    ]

    static var usage: String {
        "http-example: serves /static, /bytes/N, /stream/N, /echo, /length, /upload and /healthz until SIGTERM\n"
            + known.map { "  --\($0.name) VALUE  \($0.help)\n" }.joined()
    }

    private var values: [String: String] = [:]

    init(_ arguments: some Sequence<String>) throws(Failure) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), Self.known.contains(where: { $0.name == argument.dropFirst(2) }) else {
                throw Failure(description: "unknown option \(argument)\n" + Self.usage)
            }
            guard let value = rest.popFirst() else { throw Failure(description: "\(argument) needs a value") }
            values[String(argument.dropFirst(2))] = value
        }
    }

    func text(_ name: String) -> String? {
        values[name]
    }

    func number(_ name: String) throws(Failure) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw Failure(description: "--\(name) takes a number, not '\(text)'")
        }
        return number
    }
}
