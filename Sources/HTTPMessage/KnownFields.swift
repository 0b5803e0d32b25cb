import HTTPTypes

/// Field names that most requests carry, so that reading them makes no new strings, and the few among them that
/// decide framing.
enum KnownFields {
    enum Role {
        case host, connection, contentLength, transferEncoding, expect, other
    }

    private struct Entry {
        let lowercase: StaticString
        let name: HTTPField.Name
        let role: Role
    }

    /// Indexed by the length of the name.
    private static let table: [[Entry]] = {
        var entries: [Entry] = [
            Entry(lowercase: "connection", name: .connection, role: .connection),
            Entry(lowercase: "content-length", name: .contentLength, role: .contentLength),
            Entry(lowercase: "transfer-encoding", name: .transferEncoding, role: .transferEncoding),
            Entry(lowercase: "expect", name: .expect, role: .expect),
            Entry(lowercase: "accept", name: .accept, role: .other),
            Entry(lowercase: "accept-encoding", name: .acceptEncoding, role: .other),
            Entry(lowercase: "accept-language", name: .acceptLanguage, role: .other),
            Entry(lowercase: "authorization", name: .authorization, role: .other),
            Entry(lowercase: "cache-control", name: .cacheControl, role: .other),
            Entry(lowercase: "content-encoding", name: .contentEncoding, role: .other),
            Entry(lowercase: "content-type", name: .contentType, role: .other),
            Entry(lowercase: "cookie", name: .cookie, role: .other),
            Entry(lowercase: "if-match", name: .ifMatch, role: .other),
            Entry(lowercase: "if-modified-since", name: .ifModifiedSince, role: .other),
            Entry(lowercase: "if-none-match", name: .ifNoneMatch, role: .other),
            Entry(lowercase: "origin", name: .origin, role: .other),
            Entry(lowercase: "referer", name: .referer, role: .other),
            Entry(lowercase: "user-agent", name: .userAgent, role: .other),
        ]
        // HTTPTypes offers no constant for it, because its own requests keep the host elsewhere.
        if let host = HTTPField.Name("Host") {
            entries.append(Entry(lowercase: "host", name: host, role: .host))
        }
        var byLength: [[Entry]] = Array(repeating: [], count: 18)
        for entry in entries { byLength[entry.lowercase.utf8CodeUnitCount].append(entry) }
        return byLength
    }()

    /// Reads a field name, or nil when it is not a token (RFC 9110, 5.1).
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (name: HTTPField.Name, role: Role)? {
        if bytes.count < table.count {
            for entry in table[bytes.count] where bytes.equalsIgnoringCase(entry.lowercase) {
                return (entry.name, entry.role)
            }
        }
        guard let name = HTTPField.Name(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return (name, .other)
    }

    /// Reads a method that is known to be a token.
    static func method(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPRequest.Method? {
        if bytes.equals("GET") { return .get }
        if bytes.equals("POST") { return .post }
        if bytes.equals("HEAD") { return .head }
        if bytes.equals("PUT") { return .put }
        if bytes.equals("PATCH") { return .patch }
        if bytes.equals("DELETE") { return .delete }
        if bytes.equals("OPTIONS") { return .options }
        return HTTPRequest.Method(String(decoding: bytes, as: UTF8.self))
    }
}
