/// How the body of a request reaches its handler.
public enum BodyReception: Sendable, Equatable {
    /// Gathered before the handler is called; at most `HTTPLimits.bodyBytes`.
    case gathered
    /// The handler is called with the head and reads the body while it comes, at its own pace; at most this many bytes,
    /// before and after decompression.
    case streamed(maximumBytes: Int)
}

/// Why a streamed body does not go on.
public enum RequestBodyError: Error, Sendable, Equatable {
    /// The client went away, or the request was answered already.
    case gone
    /// The body broke a rule or a limit; the client has been told so, and the handler's own answer will be dropped.
    case refused(ProtocolRefusal)
}

/// The body of a request while it comes: pieces in order, as the client sends them. The server reads ahead up to
/// `ConnectionLimits.bodyWindowBytes` and then leaves the rest to TCP, so a slow handler slows its client down.
///
/// To be read by one task at a time, on the loop (not from a detached task). What is left unread when the handler
/// answers is not waited for: the connection closes after the answer. A client that waits for 100 (Continue) gets it
/// with the first call, so a handler that refuses beforehand spares it the upload.
public struct RequestBody: AsyncSequence, Sendable {
    private let pull: @Sendable () async throws(RequestBodyError) -> [UInt8]?

    /// A body from elsewhere, as a test of a handler would make.
    public init(pull: @escaping @Sendable () async throws(RequestBodyError) -> [UInt8]?) {
        self.pull = pull
    }

    /// The next piece, never empty; nil at the end.
    public func next() async throws(RequestBodyError) -> [UInt8]? {
        try await pull()
    }

    /// Goes through the pieces.
    public func makeAsyncIterator() -> Iterator {
        Iterator(body: self)
    }

    /// Goes through the pieces.
    public struct Iterator: AsyncIteratorProtocol {
        let body: RequestBody

        /// The next piece, never empty; nil at the end.
        public mutating func next() async throws -> [UInt8]? {
            try await body.next()
        }
    }
}

/// Why an answer that is streamed did not go out whole; its connection has been cut, so that the client sees it.
public enum AnswerStreamError: Error, Sendable, Equatable {
    /// The client went away, or took too little for too long.
    case gone
    /// More or fewer bytes than the length that was told.
    case wrongLength
}

/// An answer that is made while it is sent.
public struct AnswerStream: Sendable {
    let length: Int?
    let produce: @Sendable (AnswerWriter) async throws -> Void

    /// Describes an answer.
    ///
    /// - Parameter length: the bytes that `produce` will write, where that is known; else the answer goes out in chunks.
    /// - Parameter produce: writes the answer. Not called for HEAD. When it throws, the connection is cut.
    public init(length: Int? = nil, produce: @escaping @Sendable (AnswerWriter) async throws -> Void) {
        self.length = length
        self.produce = produce
    }
}

/// Where a streamed answer is written to.
public struct AnswerWriter: Sendable {
    let connection: Connection

    /// Takes bytes over, and returns when the client has taken enough of what came before
    /// (`ConnectionLimits.unsentBytes`). To be called by one task at a time, on the loop.
    public func write(_ bytes: [UInt8]) async throws(AnswerStreamError) {
        try await connection.write(bytes)
    }
}
