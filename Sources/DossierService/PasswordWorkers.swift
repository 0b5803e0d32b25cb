import DossierDomain
import Foundation

/// Threads on which passwords are digested, so that no event loop ever waits for one.
///
/// Few, because each try needs 32 MiB; behind them a short queue in which addresses take turns, so that somebody who
/// tries thousands keeps nobody else from logging in.
public final class PasswordWorkers: Sendable {
    private typealias Job = @Sendable () -> Void

    /// What the threads share; `queue` and `isClosed` only while `condition` is locked.
    private final class Desk: @unchecked Sendable {
        let condition = NSCondition()
        var queue: FairQueue<String, Job>
        var isClosed = false

        init(_ queue: FairQueue<String, Job>) {
            self.queue = queue
        }

        func work() {
            while true {
                condition.lock()
                while queue.count == 0, !isClosed { condition.wait() }
                let job = queue.next()
                condition.unlock()
                // What waits when it is closed is still done: somebody waits for its answer.
                guard let job else { return }
                job()
            }
        }
    }

    private let desk: Desk
    /// What new digests cost.
    package let cost: PasswordDigest.Cost

    /// So many threads; so many tries wait at the most, and so many of one address.
    ///
    /// `roundsLog2` is the cost of new digests, scrypt's N as a power of two: 15 unless told otherwise.
    public init(threads: Int = 2, waiting: Int = 32, waitingPerAddress: Int = 4, roundsLog2: Int = 15) {
        cost = PasswordDigest.Cost(roundsLog2: roundsLog2)
        let desk = Desk(FairQueue(limit: waiting, limitPerOwner: waitingPerAddress))
        self.desk = desk
        for index in 0..<threads {
            let thread = Thread { desk.work() }
            thread.name = "passwords-\(index)"
            thread.start()
        }
    }

    deinit {
        desk.condition.lock()
        desk.isClosed = true
        desk.condition.broadcast()
        desk.condition.unlock()
    }

    /// How many tries wait for a thread.
    public var waitingCount: Int {
        desk.condition.lock()
        defer { desk.condition.unlock() }
        return desk.queue.count
    }

    /// Does work on one of the threads; `nil` where too much waits already.
    package func run<Value: Sendable>(
        for address: String, _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error>? {
        await withCheckedContinuation { continuation in
            desk.condition.lock()
            let isTaken = desk.queue.append({ continuation.resume(returning: Result(catching: work)) }, of: address)
            desk.condition.signal()
            desk.condition.unlock()
            if !isTaken { continuation.resume(returning: nil) }
        }
    }
}
