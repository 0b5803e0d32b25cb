/// How fast something may be done: so many at once, and so many a minute in the long run.
public struct RequestRate: Hashable, Sendable {
    /// How many may come at once.
    public let burst: Int
    /// How many a minute in the long run.
    public let perMinute: Int

    /// A rate; both are at least 1 and at most 10,000,000, hence a broken invariant otherwise.
    public init(burst: Int, perMinute: Int) {
        precondition((1...10_000_000).contains(burst) && (1...10_000_000).contains(perMinute), "no such rate")
        self.burst = burst
        self.perMinute = perMinute
    }
}

/// What somebody has left of a rate: a bucket that fills steadily and from which each request takes a token.
///
/// A value on time that is given to it; whole numbers only, so that nothing is lost to rounding.
public struct TokenBucket: Hashable, Sendable {
    /// A token in units: with so many, a minute's rate is a whole number of units for each millisecond.
    private static let token: Int64 = 60_000

    private let rate: RequestRate
    private var level: Int64
    private var filledAt: Timestamp

    /// A full bucket.
    public init(_ rate: RequestRate, at now: Timestamp) {
        self.rate = rate
        level = Int64(rate.burst) * Self.token
        filledAt = now
    }

    /// Whether it is as full as it gets: then it is no different from a new one.
    public func isFull(at now: Timestamp) -> Bool { level(at: now) == Int64(rate.burst) * Self.token }

    /// After how many seconds, rounded up, it will have a token; `nil` where it has one.
    public func secondsToWait(at now: Timestamp) -> Int? {
        let missing = Self.token - level(at: now)
        guard missing > 0 else { return nil }
        let perSecond = Int64(rate.perMinute) * 1_000
        return Int((missing + perSecond - 1) / perSecond)
    }

    /// Takes a token, or answers after how many seconds it will have one.
    public mutating func take(at now: Timestamp) -> Int? {
        level = level(at: now)
        // A clock that was set back fills nothing, and what it then passes through again fills as usual.
        filledAt = now
        if let wait = secondsToWait(at: now) { return wait }
        level -= Self.token
        return nil
    }

    private func level(at now: Timestamp) -> Int64 {
        let full = Int64(rate.burst) * Self.token
        let elapsed = now.milliseconds - filledAt.milliseconds
        guard elapsed > 0 else { return level }
        guard elapsed < full / Int64(rate.perMinute) + 1 else { return full }
        return min(full, level + elapsed * Int64(rate.perMinute))
    }
}
