/// Counts latencies in nanoseconds, each within 1.6 % of what it was, from one nanosecond to hours.
///
/// Every power of two is cut into 64 equal buckets, so that the memory stays small and adding is a few
/// instructions, however many there are.
package struct LatencyHistogram: Sendable {
    private static let bucketBits = 6
    private var counts = [UInt64](repeating: 0, count: 64 * (64 - bucketBits + 1))
    /// How many were added.
    package private(set) var count: UInt64 = 0
    /// The longest, in nanoseconds.
    package private(set) var maximum: Int64 = 0
    private var sum: Double = 0

    /// An empty one.
    package init() {}

    /// Adds one.
    package mutating func add(_ nanoseconds: Int64) {
        counts[Self.bucket(UInt64(max(0, nanoseconds)))] += 1
        count += 1
        sum += Double(nanoseconds)
        maximum = max(maximum, nanoseconds)
    }

    /// Adds all of another.
    package mutating func add(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        sum += other.sum
        maximum = max(maximum, other.maximum)
    }

    /// The latency that a share of all (0–1) doesn't exceed, in nanoseconds; 0 where there are none.
    package func quantile(_ share: Double) -> Int64 {
        guard count > 0 else { return 0 }
        let rank = max(1, UInt64((Double(count) * share).rounded(.up)))
        var seen: UInt64 = 0
        for (index, amount) in counts.enumerated() where amount > 0 {
            seen += amount
            if seen >= rank { return min(maximum, Int64(clamping: Self.upperEnd(of: index))) }
        }
        return maximum
    }

    /// The mean in nanoseconds; 0 where there are none.
    package var mean: Double { count == 0 ? 0 : sum / Double(count) }

    private static func bucket(_ value: UInt64) -> Int {
        let highest = 63 - (value | 1).leadingZeroBitCount
        let shift = max(0, highest - bucketBits)
        return shift << bucketBits + Int(value >> UInt64(shift))
    }

    private static func upperEnd(of bucket: Int) -> UInt64 {
        guard bucket >= 2 << bucketBits else { return UInt64(bucket) }
        let shift = bucket >> bucketBits - 1
        let base = UInt64(bucket - shift << bucketBits)
        return (base + 1) << UInt64(shift) - 1
    }
}
