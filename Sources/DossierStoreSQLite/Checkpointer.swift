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
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let tally: StoreTally

    /// Opens a connection of its own and waits for ``request()``.
    init(path: String, tally: StoreTally) throws(StoreError) {
        self.tally = tally
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
            if state.withLock({ $0.isClosed }) { return }
            let start = tally.now
            let moved = connection.checkpoint(restarting: false)
            tally.noteCheckpoint(since: start)
            state.withLock { state in
                state.movedPages = moved
                state.isBusy = false
            }
        }
    }
}
