import DossierDomain
import Foundation

/// Threads on which passwords are digested, so that no event loop ever waits for one.
///
/// Few, because each try needs 32 MiB; behind them a short queue in which addresses take turns, so that somebody who
/// tries thousands keeps nobody else from logging in.
public final class PasswordWorkers: Sendable {
    private struct Job: Sendable {
        let run: @Sendable () -> Void
        let refuse: @Sendable () -> Void
    }

    /// What the threads share; its variables only while `condition` is locked.
    private final class Desk: @unchecked Sendable {
        let condition = NSCondition()
        /// What comes from where its login's owner last logged in: whoever tries from everywhere else leaves these places.
        private var home: FairQueue<String, Job>
        private var elsewhere: FairQueue<String, Job>
        private var isHomesTurn = true
        var isClosed = false

        init(home: FairQueue<String, Job>, elsewhere: FairQueue<String, Job>) {
            self.home = home
            self.elsewhere = elsewhere
        }

        var count: Int { home.count + elsewhere.count }

        /// Takes a job in, and answers the one that there is no room for.
        func append(_ job: Job, of address: String, atHome isAtHome: Bool) -> Job? {
            isAtHome ? home.append(job, of: address) : elsewhere.append(job, of: address)
        }

        private func next() -> Job? {
            defer { isHomesTurn.toggle() }
            return isHomesTurn ? home.next() ?? elsewhere.next() : elsewhere.next() ?? home.next()
        }

        func work() {
            while true {
                condition.lock()
                while count == 0, !isClosed { condition.wait() }
                let job = next()
                condition.unlock()
                // What waits when it is closed is still done: somebody waits for its answer.
                guard let job else { return }
                job.run()
            }
        }
    }

    private let desk: Desk
    /// What new digests cost.
    package let cost: PasswordDigest.Cost

    /// So many threads; so many tries wait at the most, as many again from where their logins' owners last logged in, and so
    /// many of one address.
    ///
    /// `roundsLog2` is the cost of new digests, scrypt's N as a power of two: 15 unless told otherwise.
    public init(threads: Int = 2, waiting: Int = 32, waitingPerAddress: Int = 4, roundsLog2: Int = 15) {
        cost = PasswordDigest.Cost(roundsLog2: roundsLog2)
        let queue = FairQueue<String, Job>(limit: waiting, limitPerOwner: waitingPerAddress)
        let desk = Desk(home: queue, elsewhere: queue)
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
        return desk.count
    }

    /// Does work on one of the threads; `nil` where too much waits already.
    ///
    /// `isAtHome`: it comes from where the login's owner last logged in.
    package func run<Value: Sendable>(
        for address: String, atHome isAtHome: Bool = false, _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error>? {
        await withCheckedContinuation { continuation in
            let job = Job(
                run: { continuation.resume(returning: Result(catching: work)) },
                refuse: { continuation.resume(returning: nil) })
            desk.condition.lock()
            let refused = desk.append(job, of: address, atHome: isAtHome)
            desk.condition.signal()
            desk.condition.unlock()
            refused?.refuse()
        }
    }
}
