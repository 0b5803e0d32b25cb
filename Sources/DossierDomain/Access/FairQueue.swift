/// What waits for its turn, where each owner's turn comes as often as any other's, however much it has brought.
///
/// Round robin over the owners that have something; in order for each of them. Bounded for each and for all.
public struct FairQueue<Owner: Hashable & Sendable, Element: Sendable>: Sendable {
    private let limit: Int
    private let limitPerOwner: Int
    private var waiting: [Owner: [Element]] = [:]
    /// The owners that have something, whose turn is next first.
    private var order: [Owner] = []
    /// How many wait.
    public private(set) var count = 0

    /// An empty queue for so many at the most, and so many of one owner.
    public init(limit: Int, limitPerOwner: Int) {
        self.limit = limit
        self.limitPerOwner = limitPerOwner
    }

    /// Takes one in, and answers what there is no room for: nothing, this one, or where all is full the newest of the owner
    /// that has most, so that who has much keeps nobody out who has little.
    public mutating func append(_ element: Element, of owner: Owner) -> Element? {
        let own = waiting[owner]?.count ?? 0
        guard own < limitPerOwner else { return element }
        var displaced: Element?
        if count >= limit {
            guard let most = order.max(by: { waitingCount(of: $0) < waitingCount(of: $1) }),
                waitingCount(of: most) > own + 1
            else { return element }
            displaced = waiting[most]?.removeLast()
            count -= 1
        }
        if own == 0 { order.append(owner) }
        waiting[owner, default: []].append(element)
        count += 1
        return displaced
    }

    private func waitingCount(of owner: Owner) -> Int { waiting[owner]?.count ?? 0 }

    /// The next, by turns; `nil` where nothing waits.
    public mutating func next() -> Element? {
        guard let owner = order.first, let element = waiting[owner]?.removeFirst() else { return nil }
        order.removeFirst()
        count -= 1
        if waiting[owner]?.isEmpty == true {
            waiting[owner] = nil
        } else {
            order.append(owner)
        }
        return element
    }
}
