import DossierStoreSQLite
import Foundation
import HTTPServer
import Synchronization

/// Counts requests by operation and class of status, for `/metrics`.
final class Metrics: Sendable {
    private let loops = Mutex<[LoopMetrics]>([])
    private let server = Mutex<HTTPServer?>(nil)
    private let store: SQLiteStore
    /// What is told of polls and leases.
    let polling: PollingMetrics
    private let access: AccessMetrics

    /// Counters that tell of that store, of the polls and leases on it, and of who was let in, as well.
    init(store: SQLiteStore, polling: PollingMetrics, access: AccessMetrics) {
        self.store = store
        self.polling = polling
        self.access = access
    }

    /// The counters of one more loop.
    func makeLoop() -> LoopMetrics {
        let loop = LoopMetrics()
        loops.withLock { $0.append(loop) }
        return loop
    }

    /// Whose own counters are told as well.
    func attach(_ server: HTTPServer) {
        self.server.withLock { $0 = server }
    }

    /// All of it, as Prometheus reads it.
    func text(isReady: Bool) -> String {
        var metrics = MetricsText()
        metrics.add("motcua_ready", .gauge, "1 while requests are welcome, 0 while draining.", isReady ? 1 : 0)
        writeRequests(to: &metrics)
        writeStore(to: &metrics)
        polling.write(to: &metrics)
        access.write(to: &metrics)
        server.withLock { $0 }?.statistics().write(to: &metrics)
        writeProcess(to: &metrics)
        return metrics.text
    }

    private func writeRequests(to metrics: inout MetricsText) {
        var sums: [LoopMetrics.Key: LoopMetrics.Tally] = [:]
        for loop in loops.withLock({ $0 }) {
            sums.merge(loop.snapshot()) { $0 + $1 }
        }
        let name = "motcua_request_seconds"
        metrics.begin(name, .histogram, "From a request's first byte to its answer's last, by operation and class.")
        let order = sums.sorted { ($0.key.operation, $0.key.statusClass) < ($1.key.operation, $1.key.statusClass) }
        for (key, tally) in order {
            var count = 0
            let buckets = zip(LoopMetrics.bounds, tally.counts).map { bound, more in
                count += more
                return (bound: bound, count: count)
            }
            metrics.histogram(
                name, [("operation", key.operation), ("class", "\(key.statusClass)xx")], buckets: buckets,
                count: count + tally.counts[LoopMetrics.bounds.count], sum: .nanoseconds(tally.nanoseconds))
        }
    }

    private func writeStore(to metrics: inout MetricsText) {
        let statistics = store.statistics
        let name = "motcua_commit_seconds"
        metrics.begin(name, .histogram, "What a group of changes took from BEGIN to COMMIT's return, fsync included.")
        var count = 0
        let buckets = zip(StoreStatistics.bounds, statistics.groupCounts).map { bound, more in
            count += more
            return (bound: bound, count: count)
        }
        metrics.histogram(
            name, buckets: buckets, count: statistics.groupCounts.reduce(0, +), sum: statistics.groupTime)
        metrics.add(
            "motcua_committed_changes_total", .counter, "Changes in groups that were committed.",
            statistics.changeCount)
        metrics.add(
            "motcua_failed_commits_total", .counter, "Groups that were given up as a whole.",
            statistics.failedGroupCount)
        metrics.add("motcua_waiting_changes", .gauge, "Changes that wait for the writer.", statistics.waitingCount)
        metrics.add("motcua_log_bytes", .gauge, "Write-ahead log in use.", statistics.logBytes)
        metrics.add(
            "motcua_checkpoints_total", .counter, "How often the log was moved into the database.",
            statistics.checkpointCount)
        metrics.begin("motcua_checkpoint_seconds_total", .counter, "How long that took.")
        metrics.sample("motcua_checkpoint_seconds_total", seconds: statistics.checkpointTime)
    }

    private func writeProcess(to metrics: inout MetricsText) {
        if let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = statm.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        {
            let bytes = pages * sysconf(Int32(_SC_PAGESIZE))
            metrics.add("process_resident_memory_bytes", .gauge, "Memory in RAM.", bytes)
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            metrics.add("process_open_fds", .gauge, "Open descriptors.", open.count)
        }
    }
}

/// What one loop has answered. Written by its thread, read by whoever asks for `/metrics`, so its lock is never waited
/// for long.
final class LoopMetrics: Sendable {
    struct Key: Hashable {
        let operation: String
        let statusClass: Int
    }

    struct Tally {
        /// By bound, and above the last.
        var counts = [Int](repeating: 0, count: LoopMetrics.bounds.count + 1)
        var nanoseconds: Int64 = 0

        mutating func add(_ nanoseconds: Int64, at place: Int) {
            counts[place] += 1
            self.nanoseconds += nanoseconds
        }

        static func + (left: Tally, right: Tally) -> Tally {
            var sum = left
            for index in sum.counts.indices { sum.counts[index] += right.counts[index] }
            sum.nanoseconds += right.nanoseconds
            return sum
        }
    }

    static let bounds: [Duration] = [
        500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000,
    ].map { .microseconds($0) }

    private let tallies = Mutex<[Key: Tally]>([:])

    func record(_ record: AccessRecord) {
        let operation = record.refusal != nil ? "refused" : record.operation.isEmpty ? "none" : record.operation
        let key = Key(operation: operation, statusClass: record.status / 100)
        let place = Self.bounds.firstIndex { record.totalTime <= $0 } ?? Self.bounds.count
        let (seconds, attoseconds) = record.totalTime.components
        tallies.withLock { tallies in
            tallies[key, default: Tally()].add(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, at: place)
        }
    }

    func snapshot() -> [Key: Tally] {
        tallies.withLock { $0 }
    }
}
