#if canImport(Glibc)
    import Glibc
#endif

/// What a parser found next.
public enum RequestEvent: Sendable, Equatable {
    /// Nothing more until more bytes come.
    case needMore
    /// A whole head. Its body, if any, follows as `body` events; `end` always comes.
    case head(RequestHead, RequestFraming)
    /// A piece of the body with its transfer coding removed; never empty.
    case body([UInt8])
    /// The request is complete; the next bytes are the next request's.
    case end
}

/// An incremental HTTP/1.1 request parser: bytes in, events out, no sockets and no clock.
///
/// Whatever the limits don't allow is refused before it is stored, so the memory a parser holds is bounded by them
/// and by what its owner feeds it in one go. The events are the same however the bytes were cut.
public struct RequestParser: Sendable {
    private enum State: Sendable {
        case head
        case length(remaining: Int)
        case chunks(ChunkedState)
        case end
        case failed(ParseError)
    }

    private let limits: HTTPLimits
    private let hostNames: HostNames?
    private var state = State.head
    private var builder = HeadBuilder()
    private var buffer: [UInt8] = []
    /// Start of what is not consumed yet.
    private var position = 0
    /// Where the search for the end of the current line goes on.
    private var scan = 0
    private var emptyLineCount = 0
    private var headerBytes = 0
    /// What the body of the current request may be long.
    private var bodyLimit: Int

    /// A parser that waits for its first request.
    ///
    /// - Parameter hostNames: refuses requests for any other host with 421; nil takes them all.
    public init(limits: HTTPLimits = HTTPLimits(), hostNames: HostNames? = nil) {
        self.limits = limits
        self.hostNames = hostNames
        bodyLimit = limits.bodyBytes
    }

    /// Bytes that came and are not consumed yet.
    public var bufferedByteCount: Int { buffer.count - position }

    /// No byte of a next request has come.
    public var isBetweenRequests: Bool {
        guard case .head = state else { return false }
        return !builder.hasRequestLine && bufferedByteCount == 0 && emptyLineCount == 0
    }

    /// Takes bytes over; `next()` then says what they mean.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if position > 0 {
            buffer.removeSubrange(0..<position)
            scan -= position
            position = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Takes bytes over; `next()` then says what they mean.
    public mutating func receive(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { receive($0) }
    }

    /// Lets the body of the request whose head came last be at most `bytes` long, instead of `HTTPLimits.bodyBytes`;
    /// to be called before the next event is asked for.
    ///
    /// - Throws: a `ParseError` with status 413 when the head tells already that the body is longer.
    public mutating func limitBody(to bytes: Int) throws(ParseError) {
        bodyLimit = max(0, bytes)
        if case .length(let remaining) = state, remaining > bodyLimit {
            let error = Self.bodyTooLarge
            fail(error)
            throw error
        }
    }

    private static let bodyTooLarge = ParseError(
        status: 413, clause: "RFC 9110, 15.5.14", reason: "body too large")

    /// The next event.
    ///
    /// - Throws: a `ParseError`, and the same one again on every later call: the framing is lost.
    public mutating func next() throws(ParseError) -> RequestEvent {
        do {
            let event = try step()
            if position == buffer.count { releaseBuffer() }
            return event
        } catch {
            fail(error)
            throw error
        }
    }

    private mutating func fail(_ error: ParseError) {
        state = .failed(error)
        buffer = []
        position = 0
        scan = 0
    }

    private mutating func releaseBuffer() {
        // A buffer for a usual head is kept for the next one; bigger ones would be held by ten thousand idle
        // connections.
        buffer.removeAll(keepingCapacity: buffer.capacity <= 512)
        position = 0
        scan = 0
    }

    private mutating func step() throws(ParseError) -> RequestEvent {
        switch state {
        case .head:
            return try stepHead()
        case .length(let remaining):
            guard remaining <= bodyLimit else { throw Self.bodyTooLarge }
            let count = min(remaining, bufferedByteCount)
            if count == 0 { return .needMore }
            let piece = Array(buffer[position..<position + count])
            consume(count)
            state = remaining == count ? .end : .length(remaining: remaining - count)
            return .body(piece)
        case .chunks(let chunks):
            return try stepChunks(chunks)
        case .end:
            state = .head
            builder = HeadBuilder()
            emptyLineCount = 0
            headerBytes = 0
            bodyLimit = limits.bodyBytes
            return .end
        case .failed(let error):
            throw error
        }
    }

    private mutating func consume(_ count: Int) {
        position += count
        scan = position
    }

    // MARK: Lines

    /// The next line without its CR LF, or nil until it is complete.
    private mutating func nextLine(upTo limit: Int, orElse tooLong: ParseError) throws(ParseError) -> Range<
        Int
    >? {
        let from = scan
        let found = buffer.withUnsafeBytes { bytes -> Int? in
            guard from < bytes.count, let base = bytes.baseAddress,
                let hit = memchr(base + from, 0x0A, bytes.count - from)
            else { return nil }
            return UnsafeRawPointer(hit) - base
        }
        // The length is judged before anything else, so that a line cut anywhere gets the same answer.
        guard (found ?? buffer.count) - position <= limit + 1 else { throw tooLong }
        guard let lineFeed = found else {
            scan = buffer.count
            return nil
        }
        guard lineFeed > position, buffer[lineFeed - 1] == 0x0D else {
            throw .bad("RFC 9112, 2.2", "line feed without carriage return")
        }
        let line = position..<lineFeed - 1
        consume(lineFeed + 1 - position)
        return line
    }

    // MARK: Head

    private mutating func stepHead() throws(ParseError) -> RequestEvent {
        // A second reference, so that lines can be read from it while self changes; nobody mutates the bytes.
        let bytes = buffer
        return try bytes.withUnsafeBufferPointer { bytes throws(ParseError) -> RequestEvent in
            while !builder.hasRequestLine {
                guard try readRequestLine(bytes) else { return .needMore }
            }
            while true {
                let tooLong = ParseError(status: 431, clause: "RFC 6585, 5", reason: "header too large")
                let limit = max(0, limits.headerBytes - headerBytes - 2)
                guard let line = try nextLine(upTo: limit, orElse: tooLong) else { return .needMore }
                if line.isEmpty { break }
                headerBytes += line.count + 2
                try builder.readField(bytes.part(line), limits: limits, hostNames: hostNames)
            }
            let (head, framing) = try builder.finish(hostNames: hostNames)
            switch framing.body {
            case .none: state = .end
            case .length(let length): state = .length(remaining: length)
            case .chunked: state = .chunks(ChunkedState())
            }
            return .head(head, framing)
        }
    }

    private mutating func readRequestLine(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Bool {
        if position < bytes.count, !ByteClass.of(bytes[position]).contains(.token),
            bytes[position] != 0x0D, bytes[position] != 0x0A
        {
            // Says at once to a TLS client that this is no place for it, instead of waiting for a line to end.
            throw .bad("RFC 9110, 9.1", "method is not a token")
        }
        let tooLong = ParseError(status: 414, clause: "RFC 9112, 3", reason: "request line too long")
        guard let line = try nextLine(upTo: limits.requestLineBytes, orElse: tooLong) else { return false }
        if line.isEmpty {
            emptyLineCount += 1
            guard emptyLineCount <= limits.leadingEmptyLineCount else {
                throw .bad("RFC 9112, 2.2", "too many empty lines before a request")
            }
            return true
        }
        try builder.readRequestLine(bytes.part(line), limits: limits)
        return true
    }

    // MARK: Chunks (RFC 9112, 7.1)

    private mutating func stepChunks(_ start: ChunkedState) throws(ParseError) -> RequestEvent {
        var chunks = start
        defer { if case .chunks = state { state = .chunks(chunks) } }
        while true {
            switch chunks.phase {
            case .sizeLine:
                let tooLong = ParseError.bad("RFC 9112, 7.1.1", "chunk size line too long")
                guard let line = try nextLine(upTo: limits.chunkLineBytes, orElse: tooLong) else {
                    return .needMore
                }
                try buffer.withUnsafeBufferPointer { bytes throws(ParseError) in
                    try chunks.readSizeLine(bytes.part(line), limits: limits, bodyLimit: bodyLimit)
                }
            case .data(let remaining):
                let count = min(remaining, bufferedByteCount)
                if count == 0 { return .needMore }
                let piece = Array(buffer[position..<position + count])
                consume(count)
                chunks.phase = remaining == count ? .dataEnd : .data(remaining: remaining - count)
                return .body(piece)
            case .dataEnd:
                let tooLong = ParseError.bad("RFC 9112, 7.1", "chunk longer than its size")
                guard let line = try nextLine(upTo: 0, orElse: tooLong) else { return .needMore }
                guard line.isEmpty else { throw tooLong }
                chunks.phase = .sizeLine
            case .trailers:
                let tooLong = ParseError(status: 431, clause: "RFC 6585, 5", reason: "trailers too large")
                let limit = max(0, limits.trailerBytes - chunks.trailerBytes - 2)
                guard let line = try nextLine(upTo: limit, orElse: tooLong) else { return .needMore }
                if line.isEmpty {
                    state = .end
                    return try step()
                }
                try buffer.withUnsafeBufferPointer { bytes throws(ParseError) in
                    try chunks.readTrailer(bytes.part(line), limits: limits)
                }
            }
        }
    }
}
