/// A deadline that bytes push back: each buys the time that it takes at the minimum rate, but all of them together never
/// more than the grace counted from now. So a client that was fast for a while cannot stand still for hours afterwards.
struct Pace {
    private(set) var deadline: MonotonicTime

    /// Begins to measure: nothing has to have moved before the grace is over.
    init(at now: MonotonicTime, grace: Duration) {
        deadline = now + grace
    }

    /// The same, without dividing by 10^18, which is what a `Duration` asks for.
    init(at now: MonotonicTime, grace: Nanoseconds) {
        deadline = now + grace
    }

    /// Takes note of bytes that have moved.
    mutating func moved(_ bytes: Int, at now: MonotonicTime, grace: Duration, rate: Int) {
        // More than a second of grace each would not count anyway, and this way nothing overflows.
        let worth = Duration.nanoseconds(Int64(min(bytes, 1 << 30)) * 1_000_000_000 / Int64(max(rate, 1)))
        deadline = min(now + grace, deadline + worth)
    }
}
