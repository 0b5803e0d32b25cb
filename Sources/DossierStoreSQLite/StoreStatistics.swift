import Synchronization

/// What the writer and the checkpoints have done since the store was opened.
public struct StoreStatistics: Sendable {
    /// Upper bounds by which ``groupCounts`` counts.
    public static let bounds: [Duration] = [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000]
        .map { .microseconds($0) }

    /// Groups of changes that were committed or given up together, by how long they took from BEGIN to COMMIT's
    /// return; the last above all ``bounds``.
    public fileprivate(set) var groupCounts = [Int](repeating: 0, count: bounds.count + 1)
    /// How long all of them took.
    public fileprivate(set) var groupTime = Duration.zero
    /// How many changes those had that were committed.
    public fileprivate(set) var changeCount = 0
    /// How many groups were given up as a whole, by a full disk for instance.
    public fileprivate(set) var failedGroupCount = 0
    /// How many changes wait for the writer now.
    public internal(set) var waitingCount = 0
    /// How many bytes of the write-ahead log are in use after the last commit.
    public fileprivate(set) var logBytes = 0
    /// How often the log was moved into the database, by whichever thread.
    public fileprivate(set) var checkpointCount = 0
    /// How long that took.
    public fileprivate(set) var checkpointTime = Duration.zero
}

/// Where the writer and the checkpoints' thread note what they do; read by whoever asks for the metrics.
final class StoreTally: Sendable {
    private let statistics = Mutex(StoreStatistics())
    private let clock = ContinuousClock()

    /// What was noted so far.
    var snapshot: StoreStatistics { statistics.withLock { $0 } }

    var now: ContinuousClock.Instant { clock.now }

    func noteGroup(of changeCount: Int, since start: ContinuousClock.Instant, hasFailed: Bool, logPages: Int) {
        let time = clock.now - start
        let place = StoreStatistics.bounds.firstIndex { time <= $0 } ?? StoreStatistics.bounds.count
        statistics.withLock { statistics in
            statistics.groupCounts[place] += 1
            statistics.groupTime += time
            statistics.changeCount += hasFailed ? 0 : changeCount
            statistics.failedGroupCount += hasFailed ? 1 : 0
            statistics.logBytes = logPages * Connection.logFrameBytes
        }
    }

    func noteCheckpoint(since start: ContinuousClock.Instant) {
        let time = clock.now - start
        statistics.withLock { statistics in
            statistics.checkpointCount += 1
            statistics.checkpointTime += time
        }
    }
}
