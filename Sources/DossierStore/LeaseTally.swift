import Synchronization

/// How often what has happened to leases, since the process began.
public struct LeaseCounts: Hashable, Sendable {
    /// Given to workers.
    public var granted = 0
    /// Taken back because they ran out, or because the clock was set back.
    public var expired = 0
    /// Their work was done under them.
    public var completed = 0
    /// Their work was done, or went away, without them.
    public var overtaken = 0
    /// Given back unused.
    public var released = 0
    /// Given back with a reason.
    public var returned = 0
    /// Taken away by a person.
    public var revoked = 0
    /// Requests with a token that was good no more.
    public var stale = 0
    /// Pieces of work that were set aside after failing again and again.
    public var setAside = 0

    /// Nothing yet.
    public init() {}

    static func + (left: LeaseCounts, right: LeaseCounts) -> LeaseCounts {
        var sum = left
        sum.granted += right.granted
        sum.expired += right.expired
        sum.completed += right.completed
        sum.overtaken += right.overtaken
        sum.released += right.released
        sum.returned += right.returned
        sum.revoked += right.revoked
        sum.stale += right.stale
        sum.setAside += right.setAside
        return sum
    }
}

/// Adds up what happens to leases, commit by commit, for whoever watches the process.
public final class LeaseTally: Sendable {
    private let sum = Mutex(LeaseCounts())

    /// Nothing yet.
    public init() {}

    /// Everything so far.
    public var counts: LeaseCounts { sum.withLock { $0 } }

    /// Adds what a COMMIT has made durable.
    public func add(_ counts: LeaseCounts) {
        if counts != LeaseCounts() { sum.withLock { $0 = $0 + counts } }
    }
}
