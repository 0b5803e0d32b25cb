import Synchronization

/// Counts connections in all and by address, for all loops together.
final class ConnectionLedger: Sendable {
    /// A place that was given, to be given back.
    struct Admission: Sendable {
        /// What it was counted by; nil where only the whole counts.
        fileprivate let key: UInt64?
    }

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
    ///
    /// - Parameter isProxy: a trusted proxy carries many clients, so its address says nothing.
    func admit(_ peer: PeerAddress, isProxy: Bool = false) -> Admission? {
        counts.withLock { counts in
            guard counts.total < limit else { return nil }
            let key = isProxy ? nil : peer.countingKey
            if let key {
                guard counts.byAddress[key, default: 0] < limitPerAddress else { return nil }
                counts.byAddress[key, default: 0] += 1
            }
            counts.total += 1
            return Admission(key: key)
        }
    }

    /// Takes out a connection that was admitted.
    func release(_ admission: Admission) {
        counts.withLock { counts in
            counts.total -= 1
            guard let key = admission.key, let count = counts.byAddress[key] else { return }
            counts.byAddress[key] = count > 1 ? count - 1 : nil
        }
    }

    /// Connections that are counted now.
    var total: Int { counts.withLock { $0.total } }
}
