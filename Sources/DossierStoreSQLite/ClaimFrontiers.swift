import DossierDomain
import DossierStore

/// How far the waiting work of each body is known to be given out, so that a claim doesn't walk over everything that is
/// held before it finds something: with thousands of leases that was nine tenths of its cost.
///
/// A bound, not a truth: whatever is due before it can't be claimed; what is due from it on has to be looked at. So it
/// may always be forgotten, and has to be lowered or forgotten in the very piece of work that makes something
/// claimable.
struct ClaimFrontiers {
    /// The selections of a body that are remembered at the most.
    private static let selectionLimit = 16

    private var frontiers: [String: [WorkSelection: WorkCursor]] = [:]
    /// No lease that is held was granted or renewed later; `nil` where that isn't known.
    private(set) var latestGrant: Int64?

    /// Where a claim begins to look.
    subscript(selection: WorkSelection) -> WorkCursor? { frontiers[selection.body.key]?[selection] }

    /// Everything of the selection up to that work is given out.
    mutating func advance(_ selection: WorkSelection, to last: WorkCursor) {
        let body = selection.body.key
        if frontiers[body]?[selection] == nil, frontiers[body]?.count == Self.selectionLimit { forget(body) }
        frontiers[body, default: [:]][selection] = last
    }

    /// That work of the body waits now, where it may not have waited before.
    mutating func lower(_ body: String, to cursor: WorkCursor) {
        guard let known = frontiers[body] else { return }
        frontiers[body] = known.mapValues { cursor.comes(before: $0) ? cursor : $0 }
    }

    /// Work of the body that was given out waits again.
    mutating func forget(_ body: String) {
        frontiers[body] = nil
    }

    /// A lease was granted or renewed.
    mutating func granted(at instant: Int64) {
        latestGrant = latestGrant.map { max($0, instant) }
    }

    /// What the leases of the database say.
    mutating func recall(latestGrant: Int64) {
        self.latestGrant = latestGrant
    }
}

extension WorkCursor {
    /// In the order of the table's key, which compares bytes.
    fileprivate func comes(before other: WorkCursor) -> Bool {
        dueAt == other.dueAt ? id.utf8.lexicographicallyPrecedes(other.id.utf8) : dueAt < other.dueAt
    }
}
