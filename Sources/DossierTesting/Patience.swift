/// How long a test waits for what is certain to come: long enough for a machine that is starved, and not for ever.
///
/// It bounds a wait that would otherwise hang and asserts nothing of how fast anything is: whatever has to come within a given
/// time is tested by a clock that the test sets.
public struct Patience: Sendable {
    /// Somebody's patience is at its end.
    public struct Exhausted: Error, CustomStringConvertible {
        /// What was waited for.
        public let description: String
    }

    private let end: ContinuousClock.Instant

    /// Patience from now on, for so many minutes.
    public init(minutes: Int = 4) {
        end = ContinuousClock.now + .seconds(60 * minutes)
    }

    /// Whether it is at its end.
    public var isExhausted: Bool { ContinuousClock.now >= end }

    /// Throws ``Exhausted`` with what was waited for, once it is at its end.
    public func check(_ awaited: @autoclosure () -> String) throws {
        if isExhausted { throw Exhausted(description: "waited for minutes in vain: \(awaited())") }
    }

    /// Returns when that holds; lets other tasks go on meanwhile. Throws ``Exhausted``, and `CancellationError`.
    public static func until(_ awaited: String, _ holds: () throws -> Bool) async throws {
        let patience = Patience()
        while try !holds() {
            try Task.checkCancellation()
            try patience.check(awaited)
            await Task.yield()
        }
    }
}
