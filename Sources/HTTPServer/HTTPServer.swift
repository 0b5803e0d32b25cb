import Glibc
public import Logging
internal import Synchronization

/// An HTTP/1.1 server: a thread with its own epoll for each core, handlers as plain `async` functions on it.
public final class HTTPServer: Sendable {
    private enum Stage {
        case made
        case running
        case draining
    }

    private struct Lifecycle {
        var stage = Stage.made
        var nextLoop = 0
        /// What Unix sockets leave behind.
        var files: [UnixSocketFile] = []
    }

    private let configuration: HTTPServerConfiguration
    private let loops: [EventLoop]
    private let ledger: ConnectionLedger
    private let lifecycle = Mutex(Lifecycle())

    /// Makes a server that does not listen yet.
    ///
    /// - Parameter refusal: words the answers that the server gives by itself; called on a loop, must not block.
    /// - Parameter handlers: makes the handler of each loop, so that each may own what must not be shared.
    /// - Throws: what `handlers` throws, or a `ServerStartError` when the system has no descriptors left.
    public init(
        configuration: HTTPServerConfiguration, logger: Logger,
        refusal: @escaping @Sendable (ProtocolRefusal) -> ServerResponse,
        handlers: (Int) throws -> RequestHandler
    ) throws {
        self.configuration = configuration
        let ledger = ConnectionLedger(
            limit: configuration.connectionCount, limitPerAddress: configuration.connectionCountPerAddress)
        self.ledger = ledger
        loops = try (0..<max(1, configuration.loopCount)).map { index in
            try EventLoop(
                index: index, configuration: configuration, ledger: ledger, logger: logger, refusal: refusal,
                handler: try handlers(index))
        }
    }

    /// Binds all addresses and begins to answer. May be called once.
    ///
    /// - Returns: the addresses with their real ports, in the order of the configuration.
    /// - Throws: a `ServerStartError` when one of the addresses cannot be had, or when the server was started before;
    ///   then none is bound.
    @discardableResult
    public func start() throws -> [BoundAddress] {
        guard (1...EventLoop.listenerCapacity).contains(configuration.addresses.count) else {
            throw ServerStartError(operation: "number of addresses", errorNumber: 0)
        }
        let listeners = try Listener.open(
            configuration.addresses, loopCount: loops.count, backlog: configuration.backlog)
        do {
            guard try startThreads() else {
                throw ServerStartError(operation: "start of a server that was started before", errorNumber: 0)
            }
        } catch {
            for listener in listeners { listener.close() }
            throw error
        }
        lifecycle.withLock { $0.files = listeners.compactMap(\.file) }
        for (index, loop) in loops.enumerated() {
            let sockets = listeners.map { $0.sockets[index] }
            loop.submit { loop.listen(sockets) }
        }
        return listeners.map { BoundAddress(address: $0.address) }
    }

    /// Talks HTTP on a connected stream socket, such as one half of a socket pair, and closes it in the end.
    /// Needs no `start()`. Loops take turns.
    ///
    /// - Throws: a `ServerStartError` when threads cannot be started, or when the server is draining; the descriptor
    ///   then still belongs to the caller.
    public func serve(fileDescriptor: Int32) throws {
        _ = try startThreads()
        let turn = lifecycle.withLock { lifecycle -> Int? in
            guard case .running = lifecycle.stage else { return nil }
            lifecycle.nextLoop += 1
            return lifecycle.nextLoop
        }
        guard let turn else { throw ServerStartError(operation: "serving while draining", errorNumber: 0) }
        let loop = loops[turn % loops.count]
        loop.submit {
            loop.adopt(Transport(fileDescriptor, security: .plain), peer: .local, door: "")
        }
    }

    /// Stops accepting, finishes every request that has begun and answers it with `Connection: close`, then closes.
    ///
    /// Idle connections keep `drainIdleGrace` to bring a request that is under way. What is left after `duration` is
    /// cut; its handlers still run to their end. The loops end with their last handler.
    ///
    /// - Returns: the number of connections that were cut.
    @discardableResult
    public func drain(within duration: Duration) async -> Int {
        await withCheckedContinuation { continuation in
            let isUnderWay = lifecycle.withLock { lifecycle in
                defer { lifecycle.stage = .draining }
                guard case .running = lifecycle.stage else { return false }
                // Before the sockets close, so that a successor may already stand at the same path.
                for file in lifecycle.files { file.remove() }
                let tally = DrainTally(loopCount: loops.count, continuation: continuation)
                for loop in loops {
                    loop.submit { loop.drain(within: duration) { tally.arrived(cutCount: $0) } }
                }
                return true
            }
            if !isUnderWay { continuation.resume(returning: 0) }
        }
    }

    /// What was counted since the server was made.
    public func statistics() -> ServerStatistics {
        ServerStatistics(loops.map(\.environment.counters), connectionCount: ledger.total)
    }

    /// Returns when every loop has looked at its sockets and its clock after the call; for tests, which move the
    /// clock by hand and must know when it was seen.
    func visitLoops() async {
        // A loop may be past its sockets when the first visit arrives; the second comes a whole turn later.
        for loop in loops + loops {
            await withCheckedContinuation { continuation in loop.submit { continuation.resume() } }
        }
    }

    /// Returns when the last handler has returned after a drain; for tests, which count what is left.
    func ended() async {
        while ledger.total > 0 { await Task.yield() }
    }

    /// Threads run and no drain was asked for.
    var isServing: Bool {
        lifecycle.withLock { lifecycle in
            if case .running = lifecycle.stage { return true }
            return false
        }
    }

    /// Starts the threads unless they run; false when they do.
    private func startThreads() throws -> Bool {
        try lifecycle.withLock { lifecycle in
            guard case .made = lifecycle.stage else { return false }
            for loop in loops { try LoopThread.start(loop) }
            lifecycle.stage = .running
            return true
        }
    }
}

/// Waits for all loops to drain.
private final class DrainTally: Sendable {
    private struct Counts {
        var loopsLeft: Int
        var cutCount = 0
    }

    private let counts: Mutex<Counts>
    private let continuation: CheckedContinuation<Int, Never>

    init(loopCount: Int, continuation: CheckedContinuation<Int, Never>) {
        counts = Mutex(Counts(loopsLeft: loopCount))
        self.continuation = continuation
    }

    func arrived(cutCount: Int) {
        let total = counts.withLock { counts -> Int? in
            counts.cutCount += cutCount
            counts.loopsLeft -= 1
            return counts.loopsLeft == 0 ? counts.cutCount : nil
        }
        if let total { continuation.resume(returning: total) }
    }
}

/// Starts the thread of a loop, which keeps the loop alive until it ends.
private enum LoopThread {
    static func start(_ loop: EventLoop) throws {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(loop)
        let result = pthread_create(
            &thread, nil,
            { argument in
                // The argument is the loop retained below; pthread_create passes it on unchanged.
                guard let argument else { return nil }
                Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard result == 0 else {
            retained.release()
            throw ServerStartError(operation: "pthread_create", errorNumber: result)
        }
        pthread_detach(thread)
    }
}
