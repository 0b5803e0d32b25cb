/// What a run of load came to.
package struct LoadResult: Sendable {
    /// Latencies of each kind of request: from sending, or from the intended moment at a fixed rate.
    package var latencies: [LatencyHistogram]
    /// Answers with a status of 400 or more, by status.
    package var refusals: [Int: Int] = [:]
    /// From the first request to the last answer, in nanoseconds.
    package var nanoseconds: Int64 = 1
    /// The longest time in which no connection had an answer, in nanoseconds.
    package var longestSilence: Int64 = 0
    /// Bytes of answers, heads included.
    package var answeredBytes = 0
    /// How often a connection was made again, because the server had closed it.
    package var reconnectionCount = 0
    /// Requests that were due at the fixed rate and could not even be sent before the end.
    package var unsentCount = 0
    /// Whether the server went away before the end.
    package var isServerGone = false

    init(kindCount: Int) {
        latencies = Array(repeating: LatencyHistogram(), count: kindCount)
    }

    /// How many requests were answered.
    package var count: Int { latencies.reduce(0) { $0 + Int($1.count) } }

    /// Answers a second.
    package var rate: Double { Double(count) * 1e9 / Double(max(1, nanoseconds)) }

    /// Latencies of all kinds together.
    package var latency: LatencyHistogram {
        latencies.dropFirst().reduce(into: latencies.first ?? LatencyHistogram()) { $0.add($1) }
    }

    /// How many answers were refusals.
    package var refusalCount: Int { refusals.values.reduce(0, +) }
}
