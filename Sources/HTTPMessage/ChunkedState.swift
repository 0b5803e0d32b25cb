/// Where in a chunked body the parser is (RFC 9112, 7.1), and what it has cost so far.
struct ChunkedState: Sendable {
    enum Phase: Sendable {
        case sizeLine
        case data(remaining: Int)
        case dataEnd
        case trailers
    }

    var phase = Phase.sizeLine
    private(set) var trailerBytes = 0
    private var bodyBytes = 0
    private var extensionBytes = 0
    private var trailerCount = 0

    mutating func readSizeLine(
        _ line: UnsafeBufferPointer<UInt8>, limits: HTTPLimits, bodyLimit: Int
    ) throws(ParseError) {
        var index = 0
        var size = 0
        while index < line.count, let digit = ByteClass.hexValue(line[index]) {
            // Saturates above any limit instead of overflowing.
            size = min(size << 4 | Int(digit), 1 << 56)
            index += 1
        }
        guard index > 0 else { throw .bad("RFC 9112, 7.1", "chunk size is not a hexadecimal number") }
        let extensions = line.part(index..<line.count)
        if !extensions.isEmpty {
            try Self.checkExtensions(extensions)
            extensionBytes += extensions.count
            guard extensionBytes <= limits.chunkExtensionBytes else {
                throw .bad("RFC 9112, 7.1.1", "too many chunk extensions")
            }
        }
        guard size <= bodyLimit - bodyBytes else {
            throw ParseError(status: 413, clause: "RFC 9110, 15.5.14", reason: "body too large")
        }
        bodyBytes += size
        phase = size == 0 ? .trailers : .data(remaining: size)
    }

    /// Extensions carry nothing that this server uses, but a reader that is lax here is how chunk-extension
    /// smuggling works: no white space before `;`, no control characters, quotes closed.
    private static func checkExtensions(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) {
        let malformed = ParseError.bad("RFC 9112, 7.1.1", "malformed chunk extension")
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: ";") else { throw malformed }
            index += 1
            let nameStart = index
            while index < bytes.count, ByteClass.of(bytes[index]).contains(.token) { index += 1 }
            guard index > nameStart else { throw malformed }
            guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { continue }
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                guard let end = endOfQuotedString(bytes, from: index + 1) else { throw malformed }
                index = end
            } else {
                let valueStart = index
                while index < bytes.count, ByteClass.of(bytes[index]).contains(.token) { index += 1 }
                guard index > valueStart else { throw malformed }
            }
        }
    }

    private static func endOfQuotedString(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            guard ByteClass.of(byte).contains(.fieldValue) else { return nil }
            if byte == UInt8(ascii: "\"") { return index + 1 }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Checks a trailer line and drops it: nothing here may act on a field that came after the body
    /// (RFC 9110, 6.5.1).
    mutating func readTrailer(
        _ line: UnsafeBufferPointer<UInt8>, limits: HTTPLimits
    ) throws(ParseError) {
        trailerCount += 1
        trailerBytes += line.count + 2
        guard trailerCount <= limits.trailerCount else {
            throw ParseError(status: 431, clause: "RFC 6585, 5", reason: "too many trailers")
        }
        _ = try HeadBuilder.splitField(line)
    }
}
