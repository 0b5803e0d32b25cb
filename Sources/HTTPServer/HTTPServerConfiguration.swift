public import HTTPMessage

/// What one connection may take.
public struct ConnectionLimits: Sendable {
    /// Limits on the bytes of a request.
    public var message = HTTPLimits()
    /// From the first byte of a head, or from accepting the connection, to the end of the head; beyond: 408.
    /// Default 10 s.
    public var headTimeout = Duration.seconds(10)
    /// A body must come at `minimumBodyRate`, and may stand still for this long at most; slower: 408. Default 10 s.
    public var bodyGrace = Duration.seconds(10)
    /// Bytes a second. Default 1,024.
    public var minimumBodyRate = 1_024
    /// How long a kept connection may wait for its next request. Default 75 s.
    public var idleTimeout = Duration.seconds(75)
    /// An answer must be taken at `minimumAnswerRate`, with pauses of this length at most; slower: the connection is
    /// cut. What counts is what the client's system has acknowledged, not what this one's has buffered.
    /// Default 20 s.
    public var answerGrace = Duration.seconds(20)
    /// Bytes a second. Default 1,024.
    public var minimumAnswerRate = 1_024
    /// How long the server listens on after its last answer so that the client can read it. Default 3 s.
    public var lingerTimeout = Duration.seconds(3)
    /// Bytes thrown away while lingering; beyond, the connection is cut. Default 4 MiB.
    public var lingerBytes = 4_194_304
    /// Requests on one connection; the last is answered with `Connection: close`. Default 10,000.
    public var requestCount = 10_000
    /// Requests whose answers the client has not taken yet; beyond, its next request waits. Default 256.
    public var pipelinedCount = 256
    /// Bytes of pipelined requests that wait while one is handled; beyond, nothing is read. Default 65,536.
    public var pipelinedBytes = 65_536
    /// Bytes of answers not yet taken by the client; beyond, its next request waits. Default 65,536.
    public var unsentBytes = 65_536
    /// Bytes of a streamed body that are read ahead of its handler; beyond, nothing is read. Default 65,536.
    public var bodyWindowBytes = 65_536
    /// While draining, how long an idle kept connection may still bring a request. Default 100 ms.
    public var drainIdleGrace = Duration.milliseconds(100)

    /// The documented defaults.
    public init() {}
}

/// When and how contents are compressed.
public struct ContentCodingConfiguration: Sendable {
    /// Answers are compressed at all. Default true.
    public var compressesAnswers = true
    /// The smallest body that is compressed, in bytes. Default 1,024.
    public var minimumBytes = 1_024
    /// zlib's level, 1 to 9. Default 4: nearly the size of 6 at half the time, and it runs on the loop.
    public var level = 4
    /// Bytes of a request body after decompression; beyond: 413. Default 4,194,304.
    public var decodedBodyBytes = 4_194_304
    /// Decompressed bytes for each compressed byte, judged once 65,536 bytes have come out; beyond: 413.
    /// Default 100.
    public var maximumRatio = 100
    /// Streamed answers and files that one loop compresses at the same time, a quarter of a megabyte each; beyond, they
    /// go out plain. Default 32.
    public var streamCompressorCount = 32

    /// The documented defaults.
    public init() {}
}

/// All that can be set on a server.
public struct HTTPServerConfiguration: Sendable {
    /// Where to listen; at most 64 places. Default 127.0.0.1:8080.
    public var addresses = [ListenAddress(host: "127.0.0.1", port: 8080)]
    /// The hosts that requests may name; beyond: 421. Health checks by address need that address in the list. HTTP/1.0
    /// requests that name no host are served. Default: nil, all of them.
    public var hostNames: HostNames?
    /// Event loops, each one thread. Default: one a core.
    public var loopCount: Int
    /// Connections the kernel keeps waiting on each loop's listener. Default 1,024.
    public var backlog = 1_024
    /// Connections in all; beyond: 503 with `Retry-After`. Default 16,384.
    public var connectionCount = 16_384
    /// Connections from one IPv4 address or one IPv6 /64; beyond: 503 with `Retry-After`. Default 1,024: raise it
    /// to `connectionCount` behind a proxy.
    public var connectionCountPerAddress = 1_024
    /// Requests that handlers work on at the same time, in all; beyond: 503 with `Retry-After`. Default 8,192.
    public var handlerCount = 8_192
    /// Requests at the same time on one loop from one client that a trusted proxy names; beyond: 429 with
    /// `Retry-After`. Clients that come themselves are bounded by their connections. Default 256.
    public var forwardedRequestCountPerClient = 256
    /// Bytes of request bodies held at the same time, in all, streamed ones aside; beyond: 503 with `Retry-After`.
    /// Default 256 MiB.
    public var gatheredBodyBytes = 268_435_456
    /// Decides for each request that has a body how its handler gets it. Called on a loop with the head, so it must not
    /// block. Default: all are gathered.
    public var bodyReception: (@Sendable (RequestHead) -> BodyReception)?
    /// Answers what needs no waiting, in the turn in which the request came and without a task; nil hands the request to
    /// its loop's handler. Not asked where the body streams. Called on a loop, so it must not block. Default: none.
    public var immediateAnswer: (@Sendable (ServerRequest) -> ServerResponse?)?
    /// Whose word is taken for who sent a request. Default: nobody's.
    public var forwarding = Forwarding()
    /// Makes the observer of each loop, for an access log and metrics. Default: none.
    public var observer: (@Sendable (Int) -> LoopObserver)?
    /// Connections that are being refused at one time on one loop; beyond, they are closed unanswered. Default 128.
    public var refusedConnectionCount = 128
    /// `Retry-After` of a 503, in seconds. Default 5.
    public var retryAfterSeconds = 5
    /// How long a loop stops accepting when the process has no descriptor left. Default 100 ms.
    public var acceptBackoff = Duration.milliseconds(100)
    /// What one connection may take.
    public var connection = ConnectionLimits()
    /// Compression both ways.
    public var contentCoding = ContentCodingConfiguration()
    /// The clocks. Default: the machine's.
    public var clock = ServerClock.system

    /// The documented defaults.
    public init() {
        loopCount = ProcessorCount.online
    }
}
