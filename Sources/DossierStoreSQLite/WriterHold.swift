import Dispatch
import DossierStore

/// Holds the writer's thread within a piece of work: tests bring about batches of given content by it.
///
/// Unchecked: the continuation is touched by the writer's thread alone.
package final class WriterHold: QueuedWork, @unchecked Sendable {
    private let released = DispatchSemaphore(value: 0)
    private var started: CheckedContinuation<Void, Never>?

    init(started: CheckedContinuation<Void, Never>) {
        self.started = started
    }

    /// Lets the writer go on.
    package func release() {
        released.signal()
    }

    func perform(in session: WriteSession) {
        guard started != nil else { return }
        tellStarted()
        released.wait()
    }

    func fail(_ error: StoreError) {}

    func answer() {
        tellStarted()
    }

    private func tellStarted() {
        started?.resume()
        started = nil
    }
}
