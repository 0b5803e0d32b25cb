import DossierDomain
import DossierStore

/// Where a page of dossiers ended. Opaque to callers; what this store never gave is refused.
enum DossierCursor: Hashable {
    /// In the order of recording.
    case ordinal(Int64)
    /// In the order of reception.
    case reception(at: Int64, ordinal: Int64)
    /// In the order in which it was brought.
    case submission(at: Int64, ordinal: Int64)

    var text: String {
        switch self {
        case .ordinal(let ordinal): "d." + base36(ordinal)
        case .reception(let at, let ordinal): "r." + base36(at) + "." + base36(ordinal)
        case .submission(let at, let ordinal): "s." + base36(at) + "." + base36(ordinal)
        }
    }

    init(_ text: String) throws(StoreError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("d", 2): self = .ordinal(try number(parts[1]))
        case ("r", 3): self = .reception(at: try number(parts[1]), ordinal: try number(parts[2]))
        case ("s", 3): self = .submission(at: try number(parts[1]), ordinal: try number(parts[2]))
        default: throw .invalidCursor
        }
    }
}

/// Where a page of work ended.
struct WorkCursor: Hashable {
    let dueAt: Int64
    let id: String

    var text: String {
        "w." + base36(dueAt) + "." + id
    }

    init(dueAt: Int64, id: String) {
        self.dueAt = dueAt
        self.id = id
    }

    init(_ item: WorkItem) {
        dueAt = item.dueAt.milliseconds
        id = item.id
    }

    init(_ text: String) throws(StoreError) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "w", (1...256).contains(parts[2].utf8.count) else {
            throw .invalidCursor
        }
        dueAt = try number(parts[1])
        id = String(parts[2])
    }
}

private func base36(_ value: Int64) -> String {
    String(value, radix: 36)
}

private func number(_ text: Substring) throws(StoreError) -> Int64 {
    // The way back must give the same text: `+1`, `01` and `A` were never given.
    guard let value = Int64(text, radix: 36), base36(value) == text else { throw .invalidCursor }
    return value
}
