import HTTPServer
import Synchronization

/// Records from all loops.
final class Collected: Sendable {
    private let records = Mutex<[AccessRecord]>([])

    func add(_ record: AccessRecord) {
        records.withLock { $0.append(record) }
    }

    var all: [AccessRecord] { records.withLock { $0 } }
}
