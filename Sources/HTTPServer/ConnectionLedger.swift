import Synchronization

/// Counts connections in all and by address, for all loops together.
final class ConnectionLedger: Sendable {
    private struct Counts {
        var total = 0
        var byAddress: [UInt64: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let limit: Int
    private let limitPerAddress: Int

    init(limit: Int, limitPerAddress: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    /// Enters a connection, unless it is one too many.
    func admit(_ peer: PeerAddress) -> Bool {
        counts.withLock { counts in
            guard counts.total < limit else { return false }
            if let key = peer.countingKey {
                guard counts.byAddress[key, default: 0] < limitPerAddress else { return false }
                counts.byAddress[key, default: 0] += 1
            }
            counts.total += 1
            return true
        }
    }

    /// Takes out a connection that was admitted.
    func release(_ peer: PeerAddress) {
        counts.withLock { counts in
            counts.total -= 1
            guard let key = peer.countingKey, let count = counts.byAddress[key] else { return }
            counts.byAddress[key] = count > 1 ? count - 1 : nil
        }
    }
}
