import CLinux
import Glibc

/// A run of load on one server of this machine, from one thread.
///
/// Each connection has one request under way. Without a rate the next one follows its answer at once, which
/// measures capacity. At a fixed rate requests are due at even intervals whatever the server does, and each
/// latency counts from the moment it was due, so that waiting in line isn't hidden (coordinated omission).
package struct LoadRun {
    /// The server's port on 127.0.0.1.
    package var port: UInt16
    /// How many kinds of requests the conversations have.
    package var kindCount = 1
    /// How long requests are sent.
    package var duration = Duration.seconds(1)
    /// Requests a second over all connections; `nil` for as fast as they are answered.
    package var rate: Double?

    /// A run against that port.
    package init(port: UInt16) {
        self.port = port
    }

    /// Sends until the time is over, or all is said, or the server is gone; one connection per conversation.
    package func run(_ conversations: [any Conversation]) -> LoadResult {
        var state = LoadState(self, conversations)
        state.run()
        return state.result
    }
}

private struct LoadState {
    var result: LoadResult
    private let plan: LoadRun
    private let connections: [LoadConnection]
    private var conversations: [any Conversation]
    private let epoll = clinux_epoll_create()
    private let timer = clinux_timerfd()
    private let interval: Double?
    private var start: Int64 = 0
    private var end: Int64 = 0
    private var dueCount = 0
    private var idle: [LoadConnection]
    private var underWay = 0
    private var silentCount = 0
    private var lastAnswerAt: Int64 = 0

    private static let timerToken = UInt64.max
    /// How long the last answers are waited for.
    private static let patience: Int64 = 20_000_000_000

    init(_ plan: LoadRun, _ conversations: [any Conversation]) {
        self.plan = plan
        self.conversations = conversations
        connections = conversations.indices.map { LoadConnection(index: $0) }
        idle = connections.reversed()
        result = LoadResult(kindCount: plan.kindCount)
        interval = plan.rate.map { 1e9 / $0 }
    }

    mutating func run() {
        defer {
            close(epoll)
            close(timer)
        }
        for connection in connections where !open(connection) { return result.isServerGone = true }
        _ = clinux_epoll_add(epoll, timer, CLINUX_EPOLLIN, Self.timerToken)
        start = clinux_monotonic_nanoseconds()
        lastAnswerAt = start
        let seconds = plan.duration.components
        end = start + seconds.seconds * 1_000_000_000 + seconds.attoseconds / 1_000_000_000
        _ = clinux_timerfd_arm(timer, end)
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        startWhatIsDue(start)
        while !result.isServerGone, !isOver(clinux_monotonic_nanoseconds()) {
            let count = epoll_wait(epoll, &events, Int32(events.count), 1_000)
            for index in 0..<Int(max(0, count)) {
                let token = clinux_epoll_token(&events[index])
                if token != Self.timerToken { read(connections[Int(token)]) }
            }
            startWhatIsDue(clinux_monotonic_nanoseconds())
        }
        result.nanoseconds = max(1, lastAnswerAt - start)
        if let interval {
            result.unsentCount = max(0, Int(Double(end - start) / interval) - dueCount)
        }
        for connection in connections { connection.disconnect() }
    }

    private func isOver(_ now: Int64) -> Bool {
        if silentCount == connections.count { return true }
        guard now >= end else { return false }
        return underWay == 0 || now - end > Self.patience
    }

    private mutating func open(_ connection: LoadConnection) -> Bool {
        guard connection.connect(port: plan.port) else { return false }
        return clinux_epoll_add(epoll, connection.descriptor, CLINUX_EPOLLIN, UInt64(connection.index)) == 0
    }

    /// Sends on idle connections what is due by now, and sets the timer to what is due next.
    private mutating func startWhatIsDue(_ now: Int64) {
        guard now < end else { return }
        while let connection = idle.last {
            var due = now
            if let interval {
                due = start + Int64(Double(dueCount) * interval)
                guard due <= now else {
                    _ = clinux_timerfd_arm(timer, min(due, end))
                    return
                }
            }
            idle.removeLast()
            connection.request.removeAll(keepingCapacity: true)
            guard let kind = conversations[connection.index].next(into: &connection.request) else {
                silentCount += 1
                continue
            }
            dueCount += 1
            connection.kind = kind
            connection.sentAt = due
            underWay += 1
            if !connection.send() { again(connection) }
            if result.isServerGone { return }
        }
        if interval != nil { _ = clinux_timerfd_arm(timer, end) }
    }

    private mutating func read(_ connection: LoadConnection) {
        switch connection.read() {
        case .waiting: return
        case .ended: again(connection)
        case .answered(let closes):
            let now = clinux_monotonic_nanoseconds()
            result.latencies[connection.kind].add(now - connection.sentAt)
            result.longestSilence = max(result.longestSilence, now - lastAnswerAt)
            lastAnswerAt = now
            result.answeredBytes += connection.answerLength
            if connection.status >= 400 { result.refusals[connection.status, default: 0] += 1 }
            connection.withAnswer { conversations[connection.index].take($0) }
            connection.forgetAnswer()
            underWay -= 1
            if closes {
                result.reconnectionCount += 1
                guard open(connection) else { return result.isServerGone = true }
            }
            idle.append(connection)
        }
    }

    /// Sends a request again on a new connection: the server had closed the old one.
    private mutating func again(_ connection: LoadConnection) {
        result.reconnectionCount += 1
        guard open(connection), connection.send() else { return result.isServerGone = true }
    }
}
