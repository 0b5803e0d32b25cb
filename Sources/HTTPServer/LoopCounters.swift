internal import Synchronization

/// What one loop has counted since it was made. Written by the loop's thread alone, so that counting is a plain store;
/// read by any thread.
final class LoopCounters: Sendable {
    enum Counter: Int, CaseIterable {
        case accepted, turnedAway, closed, requests, bytesIn, bytesOut, acceptPauses
        case answered2xx, answered3xx, answered4xx, answered5xx
        case turns, turnNanoseconds
    }

    /// Upper bounds of the turns' durations, in nanoseconds; one more counter takes what is longer.
    static let turnBounds: [Int64] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map { $0 * 1_000_000 }

    // Unsafe only in that the compiler cannot see that the cells live as long as this object.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<Int>>
    private static let cellCount = Counter.allCases.count + turnBounds.count + 1
    /// By status, clause and reason, all of them literals; rare enough for a lock.
    private let refusals = Mutex<[ProtocolRefusal: Int]>([:])

    init() {
        cells = .allocate(capacity: Self.cellCount)
        for index in 0..<Self.cellCount { (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        cells.deinitialize(count: Self.cellCount)
        cells.deallocate()
    }

    /// On the loop's thread.
    func add(_ counter: Counter, _ count: Int = 1) {
        add(at: counter.rawValue, count)
    }

    private func add(at index: Int, _ count: Int) {
        let value = cells[index].load(ordering: .relaxed)
        cells[index].store(value &+ count, ordering: .relaxed)
    }

    func countAnswer(status: Int) {
        switch status {
        case ..<300: add(.answered2xx)
        case ..<400: add(.answered3xx)
        case ..<500: add(.answered4xx)
        default: add(.answered5xx)
        }
    }

    func countTurn(nanoseconds: Int64) {
        add(.turns)
        add(.turnNanoseconds, Int(nanoseconds))
        let place = Self.turnBounds.firstIndex { nanoseconds <= $0 } ?? Self.turnBounds.count
        add(at: Counter.allCases.count + place, 1)
    }

    func countRefusal(_ refusal: ProtocolRefusal) {
        let key = ProtocolRefusal(status: refusal.status, clause: refusal.clause, reason: refusal.reason)
        refusals.withLock { $0[key, default: 0] += 1 }
    }

    // MARK: From any thread

    func value(_ counter: Counter) -> Int {
        cells[counter.rawValue].load(ordering: .relaxed)
    }

    /// How many turns fell into each of `turnBounds`, and how many above.
    var turnCounts: [Int] {
        (0...Self.turnBounds.count).map { cells[Counter.allCases.count + $0].load(ordering: .relaxed) }
    }

    var refusalCounts: [ProtocolRefusal: Int] {
        refusals.withLock { $0 }
    }
}
