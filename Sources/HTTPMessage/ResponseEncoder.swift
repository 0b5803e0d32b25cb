public import HTTPTypes

/// A response that must not leave the server.
public enum ResponseEncodingError: Error, Sendable, Equatable {
    /// A final answer cannot be informational (1xx).
    case informationalStatus(Int)
    /// The named field carries a byte that would break the head apart (RFC 9110, 5.5).
    case invalidFieldValue(name: String)
}

/// Writes responses: head and body into one buffer, so that one send carries both.
public enum ResponseEncoder {
    /// What the request and the connection add to a response.
    public struct Context: Sendable {
        /// The answer is to a HEAD: its length is told, its body is not sent (RFC 9110, 9.3.2).
        public var isHead: Bool
        /// The version of the request.
        public var version: HTTPVersion
        /// The connection stays open after this answer.
        public var keepsAlive: Bool
        /// The 29 bytes for `Date`; the caller renews them once a second.
        public var date: [UInt8]

        /// Makes a context.
        public init(isHead: Bool, version: HTTPVersion, keepsAlive: Bool, date: [UInt8]) {
            self.isHead = isHead
            self.version = version
            self.keepsAlive = keepsAlive
            self.date = date
        }
    }

    /// `HTTP/1.1 100 Continue` (RFC 9110, 15.2.1).
    public static let continueAnswer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// How the end of the body will be found (RFC 9112, 6.3).
    public enum Framing: Sendable, Equatable {
        /// This many bytes follow.
        case length(Int)
        /// Chunks follow; only to an HTTP/1.1 client.
        case chunked
        /// The body ends with the connection, so it must not be kept.
        case untilClose
    }

    /// Appends head and body of a response to `output`.
    ///
    /// `Content-Length`, `Connection`, `Date`, `Transfer-Encoding` and `Keep-Alive` are this function's business;
    /// fields with these names are left out.
    ///
    /// - Throws: a `ResponseEncodingError`, and then `output` is as before.
    public static func append(
        status: HTTPResponse.Status, fields: HTTPFields, body: [UInt8], context: Context,
        to output: inout [UInt8]
    ) throws(ResponseEncodingError) {
        let sendsBody = hasBody(status) && !context.isHead
        reserve(256 + fields.count * 48 + (sendsBody ? body.count : 0), in: &output)
        try appendHead(
            status: status, fields: fields, framing: .length(body.count), context: context, to: &output)
        if sendsBody { output.append(contentsOf: body) }
    }

    /// Appends the head of a response whose body comes separately, framed as told.
    ///
    /// - Throws: a `ResponseEncodingError`, and then `output` is as before.
    public static func appendHead(
        status: HTTPResponse.Status, fields: HTTPFields, framing: Framing, context: Context,
        to output: inout [UInt8]
    ) throws(ResponseEncodingError) {
        guard status.code >= 200 else { throw .informationalStatus(status.code) }
        let start = output.count
        appendLiteral("HTTP/1.1 ", to: &output)
        appendDecimal(status.code, to: &output)
        output.append(0x20)
        output.append(contentsOf: status.reasonPhrase.utf8)
        appendLiteral("\r\nDate: ", to: &output)
        output.append(contentsOf: context.date)
        appendLiteral("\r\n", to: &output)
        for field in fields where !isOwned(field.name.canonicalName) {
            do {
                try appendField(field, to: &output)
            } catch {
                output.removeSubrange(start...)
                throw error
            }
        }
        if hasBody(status) { appendFraming(framing, isHead: context.isHead, to: &output) }
        if !context.keepsAlive {
            appendLiteral("Connection: close\r\n", to: &output)
        } else if context.version == .http10 {
            appendLiteral("Connection: keep-alive\r\n", to: &output)
        }
        appendLiteral("\r\n", to: &output)
    }

    /// RFC 9110, 6.4.1: 204 and 304 have no body whatever they are given.
    public static func hasBody(_ status: HTTPResponse.Status) -> Bool {
        status.code != 204 && status.code != 304
    }

    /// Appends one chunk (RFC 9112, 7.1). Empty ones are left out, because an empty chunk is the last.
    public static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) {
        if bytes.isEmpty { return }
        reserve(bytes.count + 20, in: &output)
        appendHexadecimal(bytes.count, to: &output)
        appendLiteral("\r\n", to: &output)
        output.append(contentsOf: bytes)
        appendLiteral("\r\n", to: &output)
    }

    /// Appends the end of a chunked body.
    public static func appendLastChunk(to output: inout [UInt8]) {
        appendLiteral("0\r\n\r\n", to: &output)
    }

    private static func appendFraming(_ framing: Framing, isHead: Bool, to output: inout [UInt8]) {
        switch framing {
        case .length(let length):
            appendLiteral("Content-Length: ", to: &output)
            appendDecimal(length, to: &output)
            appendLiteral("\r\n", to: &output)
        case .chunked:
            // RFC 9112, 6.1 lets an answer to HEAD leave it out, and clients wait for chunks that never come.
            if !isHead { appendLiteral("Transfer-Encoding: chunked\r\n", to: &output) }
        case .untilClose:
            break
        }
    }

    /// Makes room, at least doubling it, so that many small answers do not copy the buffer each time.
    private static func reserve(_ count: Int, in output: inout [UInt8]) {
        let needed = output.count + count
        if needed > output.capacity { output.reserveCapacity(max(needed, output.capacity * 2)) }
    }

    static func isOwned(_ canonicalName: String) -> Bool {
        switch canonicalName {
        case "content-length", "connection", "date", "transfer-encoding", "keep-alive": true
        default: false
        }
    }

    private static func appendField(
        _ field: HTTPField, to output: inout [UInt8]
    ) throws(ResponseEncodingError) {
        output.append(contentsOf: field.name.rawName.utf8)
        appendLiteral(": ", to: &output)
        let isValid = field.withUnsafeBytesOfValue { appendFieldValue($0, to: &output) }
        guard isValid else { throw .invalidFieldValue(name: field.name.rawName) }
        appendLiteral("\r\n", to: &output)
    }

    /// HTTPTypes cleans values too; splitting an answer is bad enough to be checked where the bytes are written.
    static func appendFieldValue(_ value: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
        guard value.allSatisfy(.fieldValue) else { return false }
        output.append(contentsOf: value)
        return true
    }

    private static func appendLiteral(_ literal: StaticString, to output: inout [UInt8]) {
        output.append(
            contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    private static func appendDecimal(_ value: Int, to output: inout [UInt8]) {
        if value >= 10 { appendDecimal(value / 10, to: &output) }
        output.append(UInt8(0x30 + value % 10))
    }

    private static func appendHexadecimal(_ value: Int, to output: inout [UInt8]) {
        if value >= 16 { appendHexadecimal(value / 16, to: &output) }
        let digit = UInt8(value % 16)
        output.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
    }
}
