import Dispatch
import DossierStore
import Foundation
import Synchronization

/// Something for the writer to do.
protocol QueuedWork: AnyObject, Sendable {
    /// Does it, within the batch's transaction, and keeps the outcome to itself. Called again where the transaction
    /// was given up because of another piece.
    func perform(in session: WriteSession) throws(StoreError)
    /// Notes that it failed.
    func fail(_ error: StoreError)
    /// Answers whoever waits for it: the batch is on disk or given up.
    func answer()
}

/// What waits for the one writer, and the writer's thread (group commit).
///
/// The thread takes whatever has queued up, at most `batchLimit` pieces, does it in one transaction, and answers
/// after COMMIT has returned. Where a piece fails, the batch is done again with a savepoint for each piece.
final class CommitQueue: Sendable {
    private struct Waiting {
        var work: [any QueuedWork] = []
        var isClosed = false
    }

    private let waiting = Mutex(Waiting())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let batchLimit: Int
    private let queueLimit: Int

    private let polls: WaitingPolls
    private let leases: LeaseTally
    private let tally: StoreTally

    init(batchLimit: Int, queueLimit: Int, polls: WaitingPolls, leases: LeaseTally, tally: StoreTally) {
        self.batchLimit = batchLimit
        self.queueLimit = queueLimit
        self.polls = polls
        self.leases = leases
        self.tally = tally
    }

    /// How many pieces wait.
    var count: Int {
        waiting.withLock { $0.work.count }
    }

    /// Has the writer look after its log though nothing is queued.
    var wakeWriter: @Sendable () -> Void {
        { [wake] in wake.signal() }
    }

    /// Starts the writer's thread, which from here on is the only one to touch the session.
    func start(_ session: sending WriteSession) {
        // The database is closed before the end is told: whoever waits for it may look at the files, move them, or exit.
        nonisolated(unsafe) var session: WriteSession? = session
        let thread = Thread { [self] in
            if let session { run(session) }
            session = nil
            ended.signal()
        }
        thread.name = "store-writer"
        thread.start()
    }

    /// Queues a piece of work; throws at once where the queue is closed or full.
    func submit(_ work: some QueuedWork) throws(StoreError) {
        let queued = waiting.withLock { waiting -> Result<Int, StoreError> in
            if waiting.isClosed { return .failure(.unavailable("the store is closed")) }
            if waiting.work.count >= queueLimit { return .failure(.unavailable("too many commits wait")) }
            waiting.work.append(work)
            return .success(waiting.work.count)
        }
        // Whoever came first has woken the thread, which then takes all.
        if try queued.get() == 1 { wake.signal() }
    }

    /// Finishes what has queued up and ends the thread; everything submitted later is refused.
    func close() {
        let isFirst = waiting.withLock { waiting in
            defer { waiting.isClosed = true }
            return !waiting.isClosed
        }
        if isFirst { wake.signal() }
        ended.wait()
        // So that whoever else closes gets through as well.
        ended.signal()
    }

    private func run(_ session: WriteSession) {
        while true {
            wake.wait()
            let (batch, isClosed) = waiting.withLock { waiting in
                let batch = Array(waiting.work.prefix(batchLimit))
                waiting.work.removeFirst(batch.count)
                if !waiting.work.isEmpty { wake.signal() }
                return (batch, waiting.isClosed && waiting.work.isEmpty)
            }
            if !batch.isEmpty { perform(batch, in: session) }
            session.checkpointWhereDue()
            session.emptyLogWhereErased()
            if isClosed { break }
        }
        session.close()
    }

    private func perform(_ batch: [any QueuedWork], in session: WriteSession) {
        let start = tally.now
        var hasFailed = false
        do throws(StoreError) {
            if try !performTogether(batch, in: session) {
                try performApart(batch, in: session)
            }
        } catch {
            session.abandon()
            hasFailed = true
            for work in batch { work.fail(error) }
        }
        tally.noteGroup(of: batch.count, since: start, hasFailed: hasFailed, logPages: session.logPageCount)
        for work in batch { work.answer() }
        let news = session.takeNews()
        polls.announce(news.bodies)
        leases.add(news.leases)
    }

    /// Does the batch without savepoints, which cost a fifth of all the writing; `false` where a piece failed and all
    /// was given up.
    ///
    /// What is no failure (a stale version, a known key) is found before anything is written, so this is the rule.
    private func performTogether(_ batch: [any QueuedWork], in session: WriteSession) throws(StoreError) -> Bool {
        try session.begin()
        do throws(StoreError) {
            for work in batch { try work.perform(in: session) }
        } catch {
            session.abandon()
            return false
        }
        try session.commit()
        return true
    }

    /// Does the batch with a savepoint for each piece, so that the one that fails leaves its neighbours alone.
    private func performApart(_ batch: [any QueuedWork], in session: WriteSession) throws(StoreError) {
        try session.begin()
        for work in batch {
            let failure = try session.isolate { () throws(StoreError) in try work.perform(in: session) }
            if let failure { work.fail(failure) }
        }
        try session.commit()
    }
}

/// A piece of work with whoever waits for its value.
///
/// Unchecked: before it is queued only its maker has it, afterwards only the writer's thread.
final class PendingWrite<Value: Sendable>: QueuedWork, @unchecked Sendable {
    typealias Outcome = Result<Value, StoreError>

    private let work: (WriteSession) throws(StoreError) -> Value
    private let continuation: CheckedContinuation<Outcome, Never>
    private var outcome = Outcome.failure(.unavailable("the store never came to it"))

    init(
        _ continuation: CheckedContinuation<Outcome, Never>,
        work: @escaping (WriteSession) throws(StoreError) -> Value
    ) {
        self.continuation = continuation
        self.work = work
    }

    func perform(in session: WriteSession) throws(StoreError) {
        outcome = .success(try work(session))
    }

    func fail(_ error: StoreError) {
        outcome = .failure(error)
    }

    func answer() {
        continuation.resume(returning: outcome)
    }
}
