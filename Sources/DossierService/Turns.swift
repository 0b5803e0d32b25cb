import Synchronization

/// Lets one after the other do something, in the order in which they came.
final class Turns: Sendable {
    private struct Queue {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let queue = Mutex(Queue())

    /// Does it when everybody who came before is done. Throws what it throws.
    func take<Value>(_ work: () async throws(ServiceError) -> Value) async throws(ServiceError) -> Value {
        await withCheckedContinuation { turn in
            let isFree = queue.withLock { queue in
                guard queue.isTaken else {
                    queue.isTaken = true
                    return true
                }
                queue.waiting.append(turn)
                return false
            }
            if isFree { turn.resume() }
        }
        defer { passOn() }
        return try await work()
    }

    private func passOn() {
        let next = queue.withLock { queue -> CheckedContinuation<Void, Never>? in
            guard !queue.waiting.isEmpty else {
                queue.isTaken = false
                return nil
            }
            return queue.waiting.removeFirst()
        }
        next?.resume()
    }
}
