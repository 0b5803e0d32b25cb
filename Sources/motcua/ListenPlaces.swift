import Foundation
import HTTPServer

/// Reads the places of `listen` and `admin-listen`, separated by commas.
enum ListenPlaces {
    /// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/motcua.sock`, `unix:/run/motcua.sock;mode=0600`, or `systemd` for the
    /// sockets that systemd opened.
    static func read(_ text: String, named origin: String, environment: [String: String]) throws -> [ListenAddress] {
        try text.split(separator: ",").flatMap { part in
            try place(part.trimmingCharacters(in: .whitespaces), named: origin, environment: environment)
        }
    }

    private static func place(
        _ text: String, named origin: String, environment: [String: String]
    ) throws -> [ListenAddress] {
        if text == "systemd" {
            let inherited = InheritedSockets.addresses(environment: environment)
            guard !inherited.isEmpty else {
                throw Failure("\(origin) says systemd, but systemd handed over no socket to this process.")
            }
            return inherited
        }
        if text.hasPrefix("unix:") { return [try unix(String(text.dropFirst(5)), named: origin)] }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Failure("\(origin) has '\(text)': it takes places like \(examples).")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw Failure("\(origin) has '\(text)': write an IPv6 address in brackets, like [::1]:8080.")
        }
        return [ListenAddress(host: host, port: port)]
    }

    private static func unix(_ text: String, named origin: String) throws -> ListenAddress {
        let parts = text.split(separator: ";", maxSplits: 1).map(String.init)
        var mode: UInt32 = 0o660
        if parts.count == 2 {
            guard parts[1].hasPrefix("mode="), let given = UInt32(parts[1].dropFirst(5), radix: 8), given <= 0o777
            else {
                throw Failure("\(origin) has 'unix:\(text)': behind the path it takes a mode, like ;mode=0660.")
            }
            mode = given
        }
        guard let path = parts.first, path.hasPrefix("/") else {
            throw Failure("\(origin) has 'unix:\(text)': the path of a Unix socket begins with a slash.")
        }
        return ListenAddress(.unix(path: path, mode: mode))
    }

    static let examples = "127.0.0.1:8080, [::1]:8080, unix:/run/motcua.sock;mode=0660, systemd"
}
