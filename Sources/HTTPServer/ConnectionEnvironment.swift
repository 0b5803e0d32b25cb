internal import HTTPMessage
internal import HTTPTypes

/// What all connections of one loop share. Belongs to that loop's thread.
final class ConnectionEnvironment {
    private static let spareCount = 32
    private static let spareBytes = 65_536

    let limits: ConnectionLimits
    /// Of the limits those that every request reckons with.
    let spans: (idleTimeout: Nanoseconds, bodyGrace: Nanoseconds, answerGrace: Nanoseconds)
    let hostNames: HostNames?
    let contentCoding: ContentCodingConfiguration
    let refusal: @Sendable (ProtocolRefusal) -> ServerResponse
    let reception: (@Sendable (RequestHead) -> BodyReception)?
    let retryAfterSeconds: Int
    /// Whether a request may be answered without a handler.
    let answersAtOnce: Bool
    let counters = LoopCounters()
    /// Finished answers are put together for whoever observes the loop.
    let isObserved: Bool
    /// Requests that handlers work on, and how many there may be.
    var handlerCount = 0
    let handlerLimit: Int
    /// Bytes of bodies that are gathered or handled, and how many there may be.
    private var gatheredBytes = 0
    private let gatheredLimit: Int
    /// Compressors at work for streamed answers, of a quarter of a megabyte each.
    var streamCompressorCount = 0
    /// The bytes for `Date`, as of the last `refreshDate`.
    private(set) var date: [UInt8] = []
    private var dateSecond = Int64.min
    private var spares: [[UInt8]] = []

    /// - Parameter share: the part of the server's limits that falls to this loop, as one of so many.
    init(
        configuration: HTTPServerConfiguration, share: Int = 1, isObserved: Bool = false,
        refusal: @escaping @Sendable (ProtocolRefusal) -> ServerResponse
    ) {
        limits = configuration.connection
        spans = (Nanoseconds(limits.idleTimeout), Nanoseconds(limits.bodyGrace), Nanoseconds(limits.answerGrace))
        hostNames = configuration.hostNames
        contentCoding = configuration.contentCoding
        reception = configuration.bodyReception
        retryAfterSeconds = configuration.retryAfterSeconds
        answersAtOnce = configuration.immediateAnswer != nil
        handlerLimit = max(1, configuration.handlerCount / share)
        gatheredLimit = max(1, configuration.gatheredBodyBytes / share)
        self.isObserved = isObserved
        self.refusal = refusal
    }

    func refreshDate(unixSeconds: Int64) {
        if unixSeconds == dateSecond { return }
        dateSecond = unixSeconds
        date = HTTPDate.bytes(unixSeconds: unixSeconds)
    }

    // MARK: Shares

    var hasRoomForHandler: Bool { handlerCount < handlerLimit }

    /// The server has more to do than it is meant to.
    var overload: ProtocolRefusal {
        ProtocolRefusal(
            status: 503, clause: "RFC 9110, 15.6.4", reason: "too much to do", retryAfterSeconds: retryAfterSeconds)
    }

    /// Enters bytes of a gathered body, unless they are too many in all.
    func reserve(_ bytes: Int) -> Bool {
        guard gatheredBytes + bytes <= gatheredLimit else { return false }
        gatheredBytes += bytes
        return true
    }

    func release(_ bytes: Int) {
        gatheredBytes -= bytes
    }

    // MARK: Buffers

    func takeSpare() -> [UInt8] {
        spares.popLast() ?? []
    }

    /// Takes a buffer back, unless there are enough or it has grown too big to keep.
    func giveSpare(_ buffer: inout [UInt8]) {
        if spares.count < Self.spareCount, buffer.capacity <= Self.spareBytes {
            buffer.removeAll(keepingCapacity: true)
            spares.append(buffer)
        }
        buffer = []
    }
}
