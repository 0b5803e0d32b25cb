/// Values by name, of which the names that were used longest ago are forgotten. Bounded, whoever comes.
///
/// Two generations, so that nothing is ever looked through: where the younger one is full, it becomes the older one, and
/// what the older one held is forgotten but for what was used since.
struct RecentNames<Value: Sendable>: Sendable {
    private let limit: Int
    private var younger: [String: Value] = [:]
    private var older: [String: Value] = [:]

    /// Nothing yet; at least `limit` names are remembered, and at most twice as many.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many are remembered.
    var count: Int { younger.count + older.count }

    /// What is known of a name.
    subscript(_ name: String) -> Value? { younger[name] ?? older[name] }

    /// Changes what is known of a name, `initial` where that is nothing.
    mutating func change<Result>(
        _ name: String, initial: @autoclosure () -> Value, _ work: (inout Value) -> Result
    ) -> Result {
        // Looked up once where it is young, as nearly all are: every request comes by here.
        if let index = younger.index(forKey: name) { return work(&younger.values[index]) }
        var value = older.removeValue(forKey: name) ?? initial()
        let result = work(&value)
        if younger.count >= limit {
            older = younger
            younger = [:]
        }
        younger[name] = value
        return result
    }
}
