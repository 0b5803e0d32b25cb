import DossierDomain

/// That the record was put back from a backup: what was given out after the backup is not in it, and may be in people's hands.
///
/// From it follows what must not be given out a second time: numbers (``last(after:)``), positions in feeds
/// (``FeedPositions``), versions and leases.
public struct Restoration: Hashable, Sendable {
    /// The last event that the backup had.
    public let position: Int
    /// When it was put back, by the system's clock, but not before what the backup knows of; each restoration of a record later
    /// than the one before.
    public let restoredAt: Timestamp
    /// The last day of which numbers may have been given out.
    public let lastDay: CivilDate
    /// How often what was left of a day's numbers is halved: once, and once more for each restoration that the backup
    /// doesn't know of.
    public let halvings: Int

    /// A restoration.
    public init(position: Int, restoredAt: Timestamp, lastDay: CivilDate, halvings: Int = 1) {
        precondition(halvings > 0, "something is skipped")
        self.position = position
        self.restoredAt = restoredAt
        self.lastDay = lastDay
        self.halvings = halvings
    }

    /// The last serial of a day that is skipped, where the backup knows of that last one; the same where none is left.
    ///
    /// Nobody knows how many were given out. Half of those that are left are taken for given, rounded up, so that the very last
    /// one isn't given twice either.
    public func last(after serial: Int) -> Int {
        (0..<halvings).reduce(serial) { last, _ in last + (DossierNumber.maximumSerial - last + 1) / 2 }
    }
}

/// How events are counted in feeds: by their position in the record, and behind each ``Restoration`` from a beginning that
/// was never reached before.
///
/// A reader's place thus never comes to mean another event than the one it had read.
public struct FeedPositions: Sendable {
    /// A stretch of the record: from behind that position on, so much is added.
    private let stretches: [(after: Int, shift: Int)]

    /// The places in a record that was restored so often, oldest first.
    public init(_ restorations: [Restoration] = []) {
        // A thousand for each millisecond: no record grows faster, and the numbers stay those that JSON has everywhere.
        stretches =
            [(after: 0, shift: 0)]
            + restorations.map { (after: $0.position, shift: Int($0.restoredAt.milliseconds) * 1_000) }
    }

    /// The place of an event in feeds, by its position in the record.
    public func place(of position: Int) -> Int {
        position + (stretches.last { $0.after < position }?.shift ?? 0)
    }

    /// The position in the record that a place in a feed stands for; `nil` where it was given out and then lost by a
    /// restoration, or where it lies behind the last event, `head`.
    public func position(at place: Int, head: Int) -> Int? {
        let position = place - (stretches.last { $0.after + $0.shift <= place }?.shift ?? 0)
        return position <= head && self.place(of: position) == place ? position : nil
    }

    /// The last place that there is, not behind the one asked for.
    public func last(upTo place: Int, head: Int) -> Int {
        let ends = stretches.map { self.place(of: $0.after) } + [self.place(of: head)]
        return ends.last { $0 <= place } ?? 0
    }
}
