/// The deadlines of one loop, soonest first.
///
/// A deadline that moves later is not moved here: its old entry fires, its owner sees that it is not due and enters
/// the new one. Keep-alive traffic, which pushes its deadline back at every request, so costs nothing.
struct DeadlineHeap: Sendable {
    struct Entry: Sendable, Equatable {
        let time: MonotonicTime
        let token: UInt64
    }

    private var entries: [Entry] = []

    var soonest: MonotonicTime? { entries.first?.time }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].time <= entries[child].time { break }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    /// Removes and returns the soonest entry that is due at `now`, or nil.
    mutating func popDue(at now: MonotonicTime) -> Entry? {
        guard let first = entries.first, first.time <= now else { return nil }
        let last = entries.removeLast()
        if entries.isEmpty { return first }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].time < entries[least].time { least = child }
            }
            if least == parent { break }
            entries.swapAt(parent, least)
            parent = least
        }
        return first
    }
}
