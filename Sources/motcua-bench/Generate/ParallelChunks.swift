import Synchronization

/// Where threads leave their parts of a whole.
final class ParallelChunks<Made: Sendable>: Sendable {
    private let parts: Mutex<[Result<[Made], any Error>?]>

    init(count: Int) {
        parts = Mutex(Array(repeating: nil, count: count))
    }

    func set(_ index: Int, _ part: Result<[Made], any Error>) {
        parts.withLock { $0[index] = part }
    }

    /// All parts in order; throws what the first one that failed threw.
    func joined() throws -> [Made] {
        try parts.withLock { parts in
            var whole: [Made] = []
            for part in parts {
                guard let part else { preconditionFailure("a part was never made") }
                whole += try part.get()
            }
            return whole
        }
    }
}
