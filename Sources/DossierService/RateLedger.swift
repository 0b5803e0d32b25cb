import DossierDomain
import Synchronization

/// Buckets for many names: what each has left of a rate. Bounded, whoever comes.
///
/// In shards with a lock each, so that event loops meet only where their names do.
package final class RateLedger: Sendable {
    private final class Shard: Sendable {
        let buckets: Mutex<RecentNames<TokenBucket>>

        init(limit: Int) {
            buckets = Mutex(RecentNames(limit: limit))
        }
    }

    private let rate: RequestRate
    private let shards: [Shard]

    /// No name has taken anything yet; about so many are remembered at the least, and twice as many at the most.
    package init(_ rate: RequestRate, limit: Int = 25_600, shards count: Int = 64) {
        self.rate = rate
        shards = (0..<count).map { _ in Shard(limit: max(1, limit / count)) }
    }

    /// After how many seconds the name will have a token; `nil` where it has one.
    package func secondsToWait(_ name: String, at now: Timestamp) -> Int? {
        shard(of: name).buckets.withLock { $0[name]?.secondsToWait(at: now) }
    }

    /// Takes one of the name's tokens, or answers after how many seconds it will have one.
    @discardableResult
    package func take(_ name: String, at now: Timestamp) -> Int? {
        shard(of: name).buckets.withLock { buckets in
            buckets.change(name, initial: TokenBucket(rate, at: now)) { $0.take(at: now) }
        }
    }

    /// Names are hashed under a seed of the process, so that nobody can choose some that share a shard.
    private func shard(of name: String) -> Shard {
        shards[Int(UInt(bitPattern: name.hashValue) % UInt(shards.count))]
    }
}
