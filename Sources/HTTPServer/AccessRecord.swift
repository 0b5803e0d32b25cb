public import HTTPTypes

/// One answer, for an access log and for metrics. Tells what happened, not what was carried.
public struct AccessRecord: Sendable {
    /// The method; nil when the request was refused before it had one.
    public var method: HTTPRequest.Method?
    /// The status that was sent.
    public var status: Int
    /// `ServerResponse.operation`.
    public var operation: String
    /// `ServerResponse.requestID`.
    public var requestID: String
    /// Why the server answered by itself, when it did.
    public var refusal: ProtocolRefusal?
    /// On whose behalf the request came.
    public var client: PeerAddress
    /// Bytes of the request's body that came, as they came over the wire.
    public var requestBodyBytes: Int
    /// Bytes of the answer, head and framing included.
    public var answerBytes: Int
    /// From handing the request to its handler to the handler's answer; zero for a refusal.
    public var handlerTime: Duration
    /// From the first byte of the request to the moment when the last byte of its answer was given to the kernel.
    public var totalTime: Duration
    /// The connection broke before all was sent.
    public var wasCut: Bool
}

/// Who watches one loop. Called on the loop's thread, so it must not block.
public struct LoopObserver: Sendable {
    let answered: @Sendable (AccessRecord) -> Void
    let turnEnded: @Sendable () -> Void

    /// Makes an observer.
    ///
    /// - Parameter answered: gets each answer once all of it was given to the kernel.
    /// - Parameter turnEnded: is called before the loop looks at its sockets again, however many answers there were: the
    ///   place to write out what `answered` gathered.
    public init(
        answered: @escaping @Sendable (AccessRecord) -> Void,
        turnEnded: @escaping @Sendable () -> Void = {}
    ) {
        self.answered = answered
        self.turnEnded = turnEnded
    }
}
