internal import CLinux

/// A point on a clock that never goes back, in nanoseconds since an arbitrary start.
public struct MonotonicTime: Sendable, Comparable, Hashable {
    /// Nanoseconds since the clock's start.
    public var nanoseconds: Int64

    /// A point `nanoseconds` after the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders by time.
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The point `duration` later.
    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + duration.nanoseconds)
    }

    /// How much later `left` is.
    public static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}

/// A length of time that is added for every request.
struct Nanoseconds: Sendable {
    let count: Int64

    init(_ duration: Duration) {
        count = duration.nanoseconds
    }

    static func + (time: MonotonicTime, span: Nanoseconds) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + span.count)
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

/// The clocks a server reads, handed in so that tests own time.
public struct ServerClock: Sendable {
    /// The clock behind every deadline.
    public let monotonic: @Sendable () -> MonotonicTime
    /// Seconds since 1970 in UTC, for `Date` only.
    public let unixSeconds: @Sendable () -> Int64

    /// Makes a pair of clocks.
    public init(
        monotonic: @escaping @Sendable () -> MonotonicTime, unixSeconds: @escaping @Sendable () -> Int64
    ) {
        self.monotonic = monotonic
        self.unixSeconds = unixSeconds
    }

    /// The machine's clocks.
    public static let system = ServerClock(
        monotonic: { MonotonicTime(nanoseconds: clinux_monotonic_nanoseconds()) },
        unixSeconds: { clinux_wall_clock_seconds() })
}
