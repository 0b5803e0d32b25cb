internal import HTTPMessage
internal import HTTPTypes

/// Chooses and applies content codings (RFC 9110, 8.4 and 12.5.3), with the rules that gzip brings for entity tags.
///
/// A strong tag names exact bytes (RFC 9110, 8.8.3), so the compressed answer needs a tag of its own. The server adds
/// `-gzip` to it and takes it off again in `If-None-Match` and `If-Match`: handlers see only their own tags, which
/// must not end in `-gzip` themselves.
struct ContentCoding: Sendable {
    /// What of a request the answer depends on.
    struct Request: Sendable {
        var acceptsGzip = false
        /// The client's stored answer was the compressed one.
        var hadGzipTag = false
    }

    enum BodyCoding: Equatable {
        case identity, gzip, unsupported
    }

    /// Reads the coding fields of `head` and strips `-gzip` from its entity tags.
    static func read(_ head: inout RequestHead) -> Request {
        var request = Request()
        for index in head.fields.indices {
            let name = head.fields[index].name
            if name == .acceptEncoding {
                // Several lines are one list; a later line can only add to or forbid what an earlier one said.
                request.acceptsGzip = acceptsGzip(head.fields[.acceptEncoding] ?? "")
            } else if name == .ifNoneMatch || name == .ifMatch {
                let value = head.fields[index].value
                let stripped = strippingSuffix(value)
                if stripped != value {
                    request.hadGzipTag = true
                    head.fields[index].value = stripped
                }
            }
        }
        return request
    }

    /// Whether gzip may be used and is not less welcome than the plain answer (RFC 9110, 12.5.3).
    static func acceptsGzip(_ acceptEncoding: String) -> Bool {
        var gzip: Int?
        var any: Int?
        var identity: Int?
        for member in acceptEncoding.split(separator: ",") {
            let parts = member.split(separator: ";").map { trim($0).lowercased() }
            guard let coding = parts.first else { continue }
            var quality = 1_000
            for parameter in parts.dropFirst() where parameter.hasPrefix("q=") {
                quality = parseQuality(parameter.dropFirst(2)) ?? 0
            }
            switch coding {
            case "gzip", "x-gzip": gzip = quality
            case "identity": identity = quality
            case "*": any = quality
            default: break
            }
        }
        let quality = gzip ?? any ?? 0
        return quality > 0 && quality >= identity ?? 0
    }

    /// A qvalue in thousandths (RFC 9110, 12.4.2); nil when it is malformed.
    private static func parseQuality(_ text: Substring) -> Int? {
        let digits = Array(text.utf8)
        guard let first = digits.first, first == 0x30 || first == 0x31, digits.count <= 5 else { return nil }
        if digits.count > 1, digits[1] != UInt8(ascii: ".") { return nil }
        var value = Int(first - 0x30) * 1_000
        var unit = 100
        for digit in digits.dropFirst(2) {
            guard (0x30...0x39).contains(digit) else { return nil }
            value += Int(digit - 0x30) * unit
            unit /= 10
        }
        return value <= 1_000 ? value : nil
    }

    private static func trim(_ text: Substring) -> Substring {
        let head = text.drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return head[...last]
    }

    static func strippingSuffix(_ tags: String) -> String {
        guard tags.utf8.count >= 7 else { return tags }
        var result = ""
        var rest = tags[...]
        while let found = rest.firstRange(of: "-gzip\"") {
            result += rest[..<found.lowerBound]
            result += "\""
            rest = rest[found.upperBound...]
        }
        return result.isEmpty ? tags : result + rest
    }

    /// How the body of a request is coded; `unsupported` also for more than one coding.
    static func bodyCoding(_ head: RequestHead) -> BodyCoding {
        guard head.fields.contains(.contentEncoding), let value = head.fields[.contentEncoding] else {
            return .identity
        }
        switch trim(value[...]).lowercased() {
        case "identity", "": return .identity
        case "gzip", "x-gzip": return .gzip
        default: return .unsupported
        }
    }

    // MARK: Answers

    /// Compresses `response` if its type, its size and the client say so, and marks what caches must know. Files that
    /// are to be compressed become streams.
    ///
    /// - Parameter loopCompressor: for bytes that are there in whole.
    /// - Returns: the compressor for a streamed answer, counted in the environment; nil where it goes out as it is.
    static func apply(
        to response: inout ServerResponse, for received: ConnectionState.Received,
        environment: ConnectionEnvironment, loopCompressor: () -> GzipCompressor
    ) -> GzipCompressor? {
        let configuration = environment.contentCoding
        guard configuration.compressesAnswers else { return nil }
        let request = received.coding
        let status = response.status.code
        if status == 304 || status == 412 {
            // RFC 9110, 15.4.5: a 304 carries the tag and the Vary that its 200 would have had.
            if request.hadGzipTag { addSuffix(to: &response.fields) }
            if status == 304 { addVary(to: &response.fields) }
            return nil
        }
        let size: Int? =
            switch response.content {
            case .bytes(let bytes): bytes.count
            case .file(let slice): slice.count
            case .stream(let stream): stream.length
            }
        // A range is of the plain form (RFC 9110, 14.2), and so is all that may be asked for in ranges later.
        guard size ?? .max >= configuration.minimumBytes, status != 204, status != 206,
            !response.fields.contains(.contentEncoding), isCompressible(response.fields)
        else { return nil }
        addVary(to: &response.fields)
        guard request.acceptsGzip, !received.head.fields.contains(.range) else { return nil }
        if case .bytes(let bytes) = response.content {
            guard let compressed = loopCompressor().compress(bytes) else { return nil }
            response.content = .bytes(compressed)
            mark(&response.fields)
            return nil
        }
        guard received.head.method != .head else {
            mark(&response.fields)
            // Its length is known only to who compresses it.
            response.content = .stream(AnswerStream { _ in })
            return nil
        }
        guard environment.streamCompressorCount < configuration.streamCompressorCount,
            let compressor = GzipCompressor.forPieces(level: configuration.level)
        else { return nil }
        environment.streamCompressorCount += 1
        if case .file(let slice) = response.content { response.content = .stream(stream(of: slice)) }
        mark(&response.fields)
        return compressor
    }

    private static func mark(_ fields: inout HTTPFields) {
        fields[.contentEncoding] = "gzip"
        fields[.acceptRanges] = nil
        addSuffix(to: &fields)
    }

    private struct FileEnded: Error {}

    private static func stream(of slice: FileSlice) -> AnswerStream {
        AnswerStream { writer in
            var rest = slice
            while rest.count > 0 {
                var isBroken = false
                let piece = [UInt8](unsafeUninitializedCapacity: min(rest.count, 65_536)) { buffer, count in
                    count = rest.file.read(at: rest.offset, into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
                    isBroken = count == 0
                }
                if isBroken { throw FileEnded() }
                rest = rest.dropping(piece.count)
                try await writer.write(piece)
            }
        }
    }

    private static func addSuffix(to fields: inout HTTPFields) {
        guard let tag = fields[.eTag], tag.utf8.first == UInt8(ascii: "\""), tag.utf8.count >= 2,
            tag.utf8.last == UInt8(ascii: "\"")
        else { return }
        fields[.eTag] = tag.dropLast() + "-gzip\""
    }

    private static func addVary(to fields: inout HTTPFields) {
        guard let vary = fields[.vary] else {
            fields.append(HTTPField(name: .vary, value: "Accept-Encoding"))
            return
        }
        // Searching a string for another one is dear, and this is done for every answer.
        let names = vary.lowercased().split(separator: ",").map { trim($0) }
        if names.contains(where: { $0 == "accept-encoding" || $0 == "*" }) { return }
        fields[.vary] = vary + ", Accept-Encoding"
    }

    private static func isCompressible(_ fields: HTTPFields) -> Bool {
        guard let field = fields[.contentType] else { return false }
        let type = trim(field.prefix { $0 != ";" }).lowercased()
        if type.hasPrefix("text/") { return type != "text/event-stream" }
        if type.hasSuffix("+json") || type.hasSuffix("+xml") { return true }
        return ["application/json", "application/javascript", "application/xml", "application/x-ndjson"]
            .contains(type)
    }
}
