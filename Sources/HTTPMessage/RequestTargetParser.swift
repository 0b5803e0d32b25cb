/// Reads request targets (RFC 9112, 3.2). Decodes once and refuses whatever two readers could understand
/// differently: dot segments, encoded slashes, control characters, text that is not UTF-8.
public enum RequestTargetParser {
    /// Reads `bytes`, the middle part of a request line.
    ///
    /// - Parameter isConnect: CONNECT takes the authority form and nothing else.
    /// - Parameter isOptions: only OPTIONS may ask for `*`.
    /// - Throws: a `ParseError` with status 400 or 414.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, isConnect: Bool, isOptions: Bool, limits: HTTPLimits
    ) throws(ParseError) -> (target: RequestTarget, authority: Range<Int>?) {
        guard bytes.count <= limits.targetBytes else {
            throw ParseError(status: 414, clause: "RFC 9112, 3", reason: "request target too long")
        }
        guard let first = bytes.first else { throw .bad("RFC 9112, 3.2", "empty request target") }
        if isConnect {
            guard HostGrammar.isValidAuthority(bytes, portRequired: true) else {
                throw .bad("RFC 9112, 3.2.3", "CONNECT needs a host and a port")
            }
            let raw = String(decoding: bytes, as: UTF8.self)
            let target = RequestTarget(form: .authority, raw: raw, rawPath: "", path: [], query: [])
            return (target, 0..<bytes.count)
        }
        if first == UInt8(ascii: "/") {
            return (try parsePathAndQuery(bytes, form: .origin, limits: limits), nil)
        }
        if bytes.equals("*") {
            guard isOptions else { throw .bad("RFC 9112, 3.2.4", "asterisk form without OPTIONS") }
            return (RequestTarget(form: .asterisk, raw: "*", rawPath: "*", path: [], query: []), nil)
        }
        return try parseAbsolute(bytes, isOptions: isOptions, limits: limits)
    }

    private static func parseAbsolute(
        _ bytes: UnsafeBufferPointer<UInt8>, isOptions: Bool, limits: HTTPLimits
    ) throws(ParseError) -> (target: RequestTarget, authority: Range<Int>?) {
        let start: Int
        if bytes.count >= 7, bytes.part(0..<7).equalsIgnoringCase("http://") {
            start = 7
        } else if bytes.count >= 8, bytes.part(0..<8).equalsIgnoringCase("https://") {
            start = 8
        } else {
            throw .bad("RFC 9112, 3.2", "request target in no known form")
        }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        guard HostGrammar.isValidAuthority(bytes.part(start..<end), portRequired: false) else {
            throw .bad("RFC 9110, 4.2.1", "absolute target without a valid authority")
        }
        let rest = bytes.part(end..<bytes.count)
        if rest.isEmpty {
            // RFC 9112, 3.2.4: OPTIONS for a whole server comes through a proxy without a path.
            let target =
                isOptions
                ? RequestTarget(form: .absolute, raw: "*", rawPath: "*", path: [], query: [])
                : RequestTarget(form: .absolute, raw: "/", rawPath: "/", path: [], query: [])
            return (target, start..<end)
        }
        return (try parsePathAndQuery(rest, form: .absolute, limits: limits), start..<end)
    }

    private static func parsePathAndQuery(
        _ bytes: UnsafeBufferPointer<UInt8>, form: RequestTarget.Form, limits: HTTPLimits
    ) throws(ParseError) -> RequestTarget {
        let pathEnd = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        let path = try parsePath(bytes.part(0..<pathEnd), limits: limits)
        var query: [QueryItem] = []
        if pathEnd < bytes.count {
            query = try parseQuery(bytes.part(pathEnd + 1..<bytes.count), limits: limits)
        }
        let raw = String(decoding: bytes, as: UTF8.self)
        let rawPath = pathEnd == bytes.count ? raw : String(decoding: bytes.part(0..<pathEnd), as: UTF8.self)
        return RequestTarget(form: form, raw: raw, rawPath: rawPath, path: path, query: query)
    }

    private static func parsePath(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: HTTPLimits
    ) throws(ParseError) -> [String] {
        // "http://host?query" has an empty path, which means "/" (RFC 9110, 4.2.3).
        if bytes.count <= 1 { return [] }
        var segments: [String] = []
        segments.reserveCapacity(4)
        var start = 1
        while start <= bytes.count {
            var end = start
            var isEncoded = false
            while end < bytes.count, bytes[end] != UInt8(ascii: "/") {
                let byte = bytes[end]
                if byte == UInt8(ascii: "%") {
                    isEncoded = true
                } else if !ByteClass.of(byte).contains(.path) {
                    throw .bad("RFC 3986, 3.3", "character not allowed in a path")
                }
                end += 1
            }
            guard segments.count < limits.pathSegmentCount else {
                throw .bad("RFC 9110, 4.1", "too many path segments")
            }
            segments.append(try decodeSegment(bytes.part(start..<end), isEncoded: isEncoded))
            start = end + 1
        }
        return segments
    }

    private static func decodeSegment(
        _ bytes: UnsafeBufferPointer<UInt8>, isEncoded: Bool
    ) throws(ParseError) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        if isEncoded {
            text = try decode(bytes, plusIsSpace: false)
            for byte in text.utf8 {
                if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") {
                    throw .bad("RFC 3986, 2.2", "encoded slash in a path")
                }
                if byte < 0x20 || byte == 0x7F {
                    throw .bad("RFC 3986, 7.3", "encoded control character in a path")
                }
            }
        }
        if text == "." || text == ".." { throw .bad("RFC 3986, 5.2.4", "dot segment in a path") }
        return text
    }

    private static func parseQuery(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: HTTPLimits
    ) throws(ParseError) -> [QueryItem] {
        for byte in bytes where byte != UInt8(ascii: "%") && !ByteClass.of(byte).contains(.query) {
            throw .bad("RFC 3986, 3.4", "character not allowed in a query")
        }
        var items: [QueryItem] = []
        var start = 0
        while start <= bytes.count {
            let rest = bytes.part(start..<bytes.count)
            let length = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count
            start += length + 1
            if length == 0 { continue }
            guard items.count < limits.queryItemCount else {
                throw .bad("RFC 9110, 4.1", "too many query parameters")
            }
            let pair = rest.part(0..<length)
            let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            let name = try decode(pair.part(0..<nameEnd), plusIsSpace: true)
            let value =
                nameEnd < pair.count
                ? try decode(pair.part(nameEnd + 1..<pair.count), plusIsSpace: true) : ""
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool
    ) throws(ParseError) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 1 < bytes.count, let high = ByteClass.hexValue(bytes[index]),
                    let low = ByteClass.hexValue(bytes[index + 1])
                else { throw .bad("RFC 3986, 2.1", "broken percent-encoding") }
                decoded.append(high << 4 | low)
                index += 2
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        guard !decoded.contains(0) else { throw .bad("RFC 3986, 7.3", "encoded NUL") }
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw .bad("RFC 3986, 2.5", "percent-encoded text is not UTF-8")
        }
        return text
    }
}
