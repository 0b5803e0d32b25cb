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

    /// Appends the response to `output`.
    ///
    /// `Content-Length`, `Connection`, `Date`, `Transfer-Encoding` and `Keep-Alive` are this function's business;
    /// fields with these names are left out.
    ///
    /// - Throws: a `ResponseEncodingError`, and then `output` is as before.
    public static func append(
        status: HTTPResponse.Status, fields: HTTPFields, body: [UInt8], context: Context,
        to output: inout [UInt8]
    ) throws(ResponseEncodingError) {
        guard status.code >= 200 else { throw .informationalStatus(status.code) }
        let start = output.count
        // RFC 9110, 6.4.1: these have no body whatever they are given.
        let mayHaveBody = status.code != 204 && status.code != 304
        let sendsBody = mayHaveBody && !context.isHead
        output.reserveCapacity(start + 256 + fields.count * 48 + (sendsBody ? body.count : 0))
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
        if mayHaveBody {
            appendLiteral("Content-Length: ", to: &output)
            appendDecimal(body.count, to: &output)
            appendLiteral("\r\n", to: &output)
        }
        if !context.keepsAlive {
            appendLiteral("Connection: close\r\n", to: &output)
        } else if context.version == .http10 {
            appendLiteral("Connection: keep-alive\r\n", to: &output)
        }
        appendLiteral("\r\n", to: &output)
        if sendsBody { output.append(contentsOf: body) }
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
}
