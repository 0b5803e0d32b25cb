/// What a server has counted since it was made, over all its loops.
public struct ServerStatistics: Sendable {
    /// Connections that were accepted.
    public let acceptedCount: Int
    /// Of them, those that were turned away because there were too many.
    public let turnedAwayCount: Int
    /// Connections that were closed.
    public let closedCount: Int
    /// Connections that count against the limits now.
    public let connectionCount: Int
    /// Requests that were given to handlers.
    public let requestCount: Int
    /// Answers by the first figure of their status, from 2 to 5.
    public let answerCounts: [Int: Int]
    /// Bytes that were read from sockets.
    public let bytesIn: Int
    /// Bytes that were given to sockets.
    public let bytesOut: Int
    /// How often accepting paused because the process had no descriptor left.
    public let acceptPauseCount: Int
    /// What the server refused by itself: status, clause and reason, and how often.
    public let refusals: [(refusal: ProtocolRefusal, count: Int)]
    /// Turns of the loops. While one lasts, nobody else on that loop is served: this is the lag that clients feel.
    public let turnCount: Int
    /// Time spent in turns.
    public let turnTime: Duration
    /// How many turns lasted at most so long; turns above the last bound are in `turnCount` only.
    public let turns: [(bound: Duration, count: Int)]

    init(_ loops: [LoopCounters], connectionCount: Int) {
        func sum(_ counter: LoopCounters.Counter) -> Int { loops.reduce(0) { $0 + $1.value(counter) } }
        acceptedCount = sum(.accepted)
        turnedAwayCount = sum(.turnedAway)
        closedCount = sum(.closed)
        self.connectionCount = connectionCount
        requestCount = sum(.requests)
        answerCounts = [
            2: sum(.answered2xx), 3: sum(.answered3xx), 4: sum(.answered4xx), 5: sum(.answered5xx),
        ]
        bytesIn = sum(.bytesIn)
        bytesOut = sum(.bytesOut)
        acceptPauseCount = sum(.acceptPauses)
        var refused: [ProtocolRefusal: Int] = [:]
        for loop in loops { refused.merge(loop.refusalCounts) { $0 + $1 } }
        refusals = refused.sorted { ($0.key.status, $0.key.reason) < ($1.key.status, $1.key.reason) }
            .map { ($0.key, $0.value) }
        turnCount = sum(.turns)
        turnTime = .nanoseconds(sum(.turnNanoseconds))
        let counts = loops.map(\.turnCounts)
        turns = LoopCounters.turnBounds.enumerated().map { index, bound in
            (.nanoseconds(bound), counts.reduce(0) { $0 + $1[0...index].reduce(0, +) })
        }
    }
}
