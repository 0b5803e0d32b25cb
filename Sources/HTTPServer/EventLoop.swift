internal import CLinux
import Glibc
internal import HTTPMessage
internal import Logging
internal import Synchronization

/// One thread with its own epoll, listener and connections, which is also the executor of their tasks.
///
/// Unchecked because, apart from the inbox and the thread's name, everything belongs to the loop's thread.
final class EventLoop: TaskExecutor, @unchecked Sendable {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var calls: [@Sendable () -> Void] = []
        /// The thread sleeps or is about to: whoever adds something must wake it.
        var isSleeping = false
        /// The thread has ended: nobody would look in any more.
        var isClosed = false
    }

    private static let wakeToken = UInt64.max
    static let acceptToken = UInt64.max - 1
    private static let drainToken = UInt64.max - 2
    /// The first of `listenerCapacity` tokens. No connection has a place of so high a number.
    static let listenerTokens = UInt64.max - 255
    static let listenerCapacity = 64
    private static let eventCapacity = 256
    static let acceptsInARow = 64
    private static let jobsInATurn = 64

    let index: Int
    let configuration: HTTPServerConfiguration
    let environment: ConnectionEnvironment
    let observer: LoopObserver?
    let immediateAnswer: (@Sendable (ServerRequest) -> ServerResponse?)?
    private(set) lazy var compressor = GzipCompressor(level: configuration.contentCoding.level)
    /// Where sockets are read into, for all connections of the loop.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    /// The time as of the last wake-up.
    private(set) var now: MonotonicTime
    private var turnEnd: MonotonicTime

    private let ledger: ConnectionLedger
    private let handler: RequestHandler
    let logger: Logger
    let epoll: Int32
    private let wakeDescriptor: Int32
    private let inbox = Mutex(Inbox())
    private let threadIdentity = Atomic<UInt>(0)
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: EventLoop.eventCapacity)
    var listeners: [ListeningSocket] = []
    var listenersArePaused = false
    private var connections = ConnectionTable()
    private var refusedCount = 0
    private var taskCount = 0
    /// Requests at work by the client that a trusted proxy named.
    private var forwardedCounts: [UInt64: Int] = [:]
    var deadlines = DeadlineHeap()
    private var localJobs: [UnownedJob] = []
    private var dirty: [Connection] = []
    private var toRead: [Connection] = []
    var isDraining = false
    private var cutCount = 0
    private var drained: (@Sendable (Int) -> Void)?

    init(
        index: Int, configuration: HTTPServerConfiguration, ledger: ConnectionLedger, logger: Logger,
        refusal: @escaping @Sendable (ProtocolRefusal) -> ServerResponse, handler: @escaping RequestHandler
    ) throws(ServerStartError) {
        self.index = index
        self.configuration = configuration
        self.ledger = ledger
        self.logger = logger
        self.handler = handler
        observer = configuration.observer?(index)
        immediateAnswer = configuration.immediateAnswer
        environment = ConnectionEnvironment(
            configuration: configuration, share: max(1, configuration.loopCount), isObserved: observer != nil,
            refusal: refusal)
        now = configuration.clock.monotonic()
        turnEnd = now
        epoll = clinux_epoll_create()
        wakeDescriptor = clinux_eventfd()
        guard epoll >= 0, wakeDescriptor >= 0,
            clinux_epoll_add(epoll, wakeDescriptor, CLINUX_EPOLLIN | CLINUX_EPOLLET, Self.wakeToken) == 0
        else { throw ServerStartError(operation: "epoll", errorNumber: errno) }
    }

    deinit {
        close(epoll)
        close(wakeDescriptor)
        scratch.deallocate()
        events.deallocate()
    }

    // MARK: From any thread

    /// Takes a job of a task that prefers this loop.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOnLoopThread {
            localJobs.append(job)
        } else {
            addToInbox { $0.jobs.append(job) }
        }
    }

    /// Runs `call` on the loop's thread, or at once where that has ended and there is nothing left to take turns with.
    func submit(_ call: @escaping @Sendable () -> Void) {
        let (isClosed, mustWake) = inbox.withLock { inbox in
            if inbox.isClosed { return (true, false) }
            inbox.calls.append(call)
            defer { inbox.isSleeping = false }
            return (false, inbox.isSleeping)
        }
        if isClosed { call() }
        if mustWake { _ = clinux_eventfd_signal(wakeDescriptor) }
    }

    var isOnLoopThread: Bool {
        threadIdentity.load(ordering: .relaxed) == UInt(pthread_self())
    }

    private func addToInbox(_ add: (inout sending Inbox) -> Void) {
        let mustWake = inbox.withLock { inbox in
            add(&inbox)
            let wasSleeping = inbox.isSleeping
            inbox.isSleeping = false
            return wasSleeping
        }
        // Outside the lock, and only once for all that comes while the thread wakes up.
        if mustWake { _ = clinux_eventfd_signal(wakeDescriptor) }
    }

    // MARK: The thread

    /// Runs until the loop has drained; called by the loop's own thread.
    func run() {
        threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
        _ = clinux_name_thread("http-loop-\(index)")
        // sendfile knows no MSG_NOSIGNAL: a client that went away must be an error here too, not the end of the process.
        _ = clinux_block_sigpipe()
        while !isFinished {
            waitForEvents()
            runLocalJobs()
            flushDirty()
            fireDeadlines()
            reportIfDrained()
            observer?.turnEnded()
            turnEnd = configuration.clock.monotonic()
            environment.counters.countTurn(nanoseconds: turnEnd.nanoseconds - now.nanoseconds)
        }
        let left = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.calls = [] }
            return inbox.calls
        }
        for call in left { call() }
        threadIdentity.store(0, ordering: .relaxed)
    }

    private var isFinished: Bool {
        isDraining && drained == nil && connections.isEmpty && taskCount == 0 && localJobs.isEmpty
    }

    private func waitForEvents() {
        let count = epoll_wait(epoll, events, Int32(Self.eventCapacity), sleepMilliseconds())
        now = configuration.clock.monotonic()
        environment.refreshDate(unixSeconds: configuration.clock.unixSeconds())
        readAgain()
        emptyInbox()
        // EINTR gives -1 and no events, which is nothing to do.
        for event in 0..<Int(max(count, 0)) {
            let token = clinux_epoll_token(events + event)
            if token == Self.wakeToken { continue }
            if token >= Self.listenerTokens {
                acceptWaiting(at: Int(token - Self.listenerTokens))
            } else {
                connections[token]?.becameReady(clinux_epoll_events(events + event))
            }
        }
    }

    private func readAgain() {
        if toRead.isEmpty { return }
        let again = toRead
        toRead.removeAll(keepingCapacity: true)
        for connection in again {
            connection.isWaitingToRead = false
            connection.read()
        }
    }

    private func sleepMilliseconds() -> Int32 {
        if !localJobs.isEmpty || !toRead.isEmpty || !dirty.isEmpty { return 0 }
        let mayNotSleep = inbox.withLock { inbox in
            inbox.isSleeping = inbox.jobs.isEmpty && inbox.calls.isEmpty
            return !inbox.isSleeping
        }
        if mayNotSleep { return 0 }
        guard let soonest = deadlines.soonest else { return -1 }
        let nanoseconds = max(0, soonest.nanoseconds - turnEnd.nanoseconds)
        // Rounded up, because waking too early would spin until the deadline.
        return Int32(min((nanoseconds + 999_999) / 1_000_000, 60_000))
    }

    private func emptyInbox() {
        let (jobs, calls) = inbox.withLock { inbox -> ([UnownedJob], [@Sendable () -> Void]) in
            inbox.isSleeping = false
            if inbox.jobs.isEmpty, inbox.calls.isEmpty { return ([], []) }
            defer {
                inbox.jobs = []
                inbox.calls = []
            }
            return (inbox.jobs, inbox.calls)
        }
        localJobs.append(contentsOf: jobs)
        for call in calls { call() }
    }

    private func runLocalJobs() {
        if localJobs.isEmpty { return }
        // Jobs that jobs add wait for the next turn, so that sockets are not starved; and where a thousand handlers are
        // woken together, the answers of the first ones leave before the last ones are worked out.
        let jobs: [UnownedJob]
        if localJobs.count <= Self.jobsInATurn {
            jobs = localJobs
            localJobs = []
        } else {
            jobs = Array(localJobs[..<Self.jobsInATurn])
            localJobs.removeFirst(Self.jobsInATurn)
        }
        let executor = asUnownedTaskExecutor()
        for job in jobs { job.runSynchronously(on: executor) }
    }

    private func flushDirty() {
        if dirty.isEmpty { return }
        let connections = dirty
        dirty.removeAll(keepingCapacity: true)
        for connection in connections {
            connection.isDirty = false
            connection.flush()
        }
    }

    private func fireDeadlines() {
        while let entry = deadlines.popDue(at: now) {
            if entry.token == Self.acceptToken {
                resumeListeners()
            } else if entry.token == Self.drainToken {
                cutAll()
            } else if let connection = connections[entry.token], connection.scheduled == entry.time {
                connection.scheduled = nil
                connection.deadlinePassed()
            }
        }
    }

    /// Has a connection's requests answered by a task.
    func run(_ connection: Connection) {
        let handler = handler
        Task(executorPreference: self) { await connection.run(handler) }
    }

    // MARK: From connections, on the loop's thread

    func flushLater(_ connection: Connection) {
        if connection.isDirty { return }
        connection.isDirty = true
        dirty.append(connection)
    }

    func readLater(_ connection: Connection) {
        if connection.isWaitingToRead { return }
        connection.isWaitingToRead = true
        toRead.append(connection)
    }

    func schedule(_ connection: Connection, at time: MonotonicTime) {
        if let scheduled = connection.scheduled, scheduled <= time { return }
        connection.scheduled = time
        deadlines.insert(DeadlineHeap.Entry(time: time, token: connection.token))
    }

    func closed(_ connection: Connection) {
        connections.remove(connection.token)
        environment.counters.add(.closed)
        if let admission = connection.admission {
            if !connection.hasTask { ledger.release(admission) }
        } else {
            refusedCount -= 1
        }
    }

    /// Made with the first request that needs a handler, so that connections without one cost no task.
    func startTask(of connection: Connection) {
        taskCount += 1
        run(connection)
    }

    /// The count goes down only here, not when the socket closes: a client that sends and resets over and over must
    /// not get more handlers running than it may have connections.
    func taskEnded(_ connection: Connection) {
        taskCount -= 1
        if let admission = connection.admission { ledger.release(admission) }
    }

    // MARK: Whose requests

    func client(of head: RequestHead, peer: PeerAddress) -> PeerAddress {
        configuration.forwarding.trusted.isEmpty ? peer : configuration.forwarding.client(of: head, peer: peer)
    }

    /// Counts a request of a client that a proxy named; false when it has too many.
    func enter(_ client: PeerAddress, peer: PeerAddress) -> Bool {
        guard client != peer, let key = client.countingKey else { return true }
        guard forwardedCounts[key, default: 0] < configuration.forwardedRequestCountPerClient else { return false }
        forwardedCounts[key, default: 0] += 1
        return true
    }

    func leave(_ client: PeerAddress, peer: PeerAddress) {
        guard client != peer, let key = client.countingKey, let count = forwardedCounts[key] else { return }
        forwardedCounts[key] = count > 1 ? count - 1 : nil
    }

    var tooManyRequests: ProtocolRefusal {
        ProtocolRefusal(
            status: 429, clause: "RFC 6585, 4", reason: "too many requests at once",
            retryAfterSeconds: configuration.retryAfterSeconds)
    }

    // MARK: Connections

    /// Takes over a connected socket; it is closed when the conversation ends.
    func adopt(_ transport: Transport, peer: PeerAddress, door: String) {
        environment.counters.add(.accepted)
        let admission = ledger.admit(peer, isProxy: configuration.forwarding.trusts(peer))
        if admission == nil { environment.counters.add(.turnedAway) }
        guard admission != nil || refusedCount < configuration.refusedConnectionCount else {
            transport.close()
            environment.counters.add(.closed)
            return
        }
        let connection = connections.insert { token in
            Connection(
                transport: transport, token: token, peer: peer, door: door, admission: admission, loop: self,
                at: now)
        }
        if admission == nil {
            refusedCount += 1
            connection.refuse(
                ProtocolRefusal(
                    status: 503, clause: "RFC 9110, 15.6.4", reason: "too many connections",
                    retryAfterSeconds: configuration.retryAfterSeconds))
        }
        // Both directions at once and edge-triggered: no further epoll_ctl however often they change.
        let interest = CLINUX_EPOLLIN | CLINUX_EPOLLOUT | CLINUX_EPOLLRDHUP | CLINUX_EPOLLET
        if clinux_epoll_add(epoll, transport.descriptor, interest, connection.token) != 0 { connection.cut() }
        if isDraining { connection.drain() }
    }

    // MARK: Draining

    /// Stops accepting and lets what has begun finish; `report` gets the number of connections that had to be cut
    /// at the deadline.
    func drain(within duration: Duration, report: @escaping @Sendable (Int) -> Void) {
        if isDraining {
            report(0)
            return
        }
        for index in listeners.indices {
            // Whoever already stands in the queue would get a reset from closing it.
            while acceptWaiting(at: index) {}
        }
        closeListeners()
        isDraining = true
        drained = report
        deadlines.insert(DeadlineHeap.Entry(time: now + duration, token: Self.drainToken))
        for connection in connections.all { connection.drain() }
    }

    private func cutAll() {
        let remaining = connections.all
        cutCount += remaining.count
        for connection in remaining { connection.cut() }
    }

    private func reportIfDrained() {
        guard isDraining, connections.isEmpty, let report = drained else { return }
        drained = nil
        report(cutCount)
    }
}
