import Dispatch
import DossierStore
import Foundation
import Synchronization

/// A thread that moves the write-ahead log into the database while the writer goes on writing.
///
/// Moving ends with an `fdatasync` of the database, which takes tens of milliseconds on a busy disk; done by the
/// writer, everybody would wait for it. A failure changes nothing: the next time tries again.
final class Checkpointer: Sendable {
    private struct State {
        var isBusy = false
        var movedPages = 0
        var isForEmptying = false
        var hasMovedForEmptying = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let tally: StoreTally
    private let emptyingPause: Duration
    private let wakeWriter: @Sendable () -> Void

    /// Opens a connection of its own and waits for ``request()``.
    init(
        path: String, tally: StoreTally, emptyingPause: Duration, wakeWriter: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        self.tally = tally
        self.emptyingPause = emptyingPause
        self.wakeWriter = wakeWriter
        // From here on only the thread uses it. It is closed before the end is told: the last one to close a database
        // takes its log away.
        nonisolated(unsafe) var connection: Connection? = try Connection(path: path, access: .readWrite)
        let thread = Thread { [self] in
            if let connection { run(connection) }
            connection = nil
            ended.signal()
        }
        thread.name = "store-checkpoint"
        thread.start()
    }

    /// Has the log moved, unless that is under way.
    func request() {
        let isNew = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if isNew { wake.signal() }
    }

    /// Has the log moved in a moment, and the writer woken then, for whom little is left to move before he empties it; not
    /// asked for again before ``takeMovedForEmptying()`` has said that it is done.
    func requestForEmptying() {
        state.withLock { $0.isForEmptying = true }
        wake.signal()
    }

    /// Whether what ``requestForEmptying()`` asked for is done; said once.
    func takeMovedForEmptying() -> Bool {
        state.withLock { state in
            defer { state.hasMovedForEmptying = false }
            return state.hasMovedForEmptying
        }
    }

    /// How many pages of the log the latest move left in the database; `nil` while one is under way.
    var movedPages: Int? {
        state.withLock { $0.isBusy ? nil : $0.movedPages }
    }

    /// Ends the thread, after what is under way; called once, by whoever made it.
    func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
        ended.wait()
    }

    private func run(_ connection: Connection) {
        while true {
            wake.wait()
            let isForEmptying = state.withLock { state in
                defer { state.isForEmptying = false }
                return state.isForEmptying
            }
            // What else is erased meanwhile shares it, and a reader that stands in the way may end.
            if isForEmptying { _ = wake.wait(timeout: .now() + emptyingPause.timeInterval) }
            if state.withLock({ $0.isClosed }) { return }
            let start = tally.now
            let moved = connection.checkpoint(restarting: false)
            tally.noteCheckpoint(since: start)
            state.withLock { state in
                state.movedPages = moved
                state.isBusy = false
                if isForEmptying { state.hasMovedForEmptying = true }
            }
            if isForEmptying { wakeWriter() }
        }
    }
}

extension Duration {
    fileprivate var timeInterval: DispatchTimeInterval { .milliseconds(Int(self / .milliseconds(1))) }
}
