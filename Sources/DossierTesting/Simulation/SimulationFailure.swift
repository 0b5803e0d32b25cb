/// A rule that a simulation saw broken, with what runs it again.
public struct SimulationFailure: Error, CustomStringConvertible, Sendable {
    /// The seed.
    public let seed: UInt64
    /// How many requests had been made.
    public let requestCount: Int
    /// The dossier.
    public let dossier: String
    /// What was broken.
    public let fact: String
    /// The last events of the dossier.
    public let trace: [String]

    /// A rule that was seen broken.
    public init(seed: UInt64, requestCount: Int, dossier: String, fact: String, trace: [String]) {
        self.seed = seed
        self.requestCount = requestCount
        self.dossier = dossier
        self.fact = fact
        self.trace = trace
    }

    /// What was broken, where, and how to see it again.
    public var description: String {
        """
        seed \(seed), after \(requestCount) requests, dossier \(dossier): \(fact)
        its last events: \(trace.joined(separator: ", "))
        run it again: MOTCUA_SIMULATION_SEED=\(seed) swift test --filter SimulationTests
        """
    }
}

/// What a simulation came to.
public struct SimulationReport: Sendable {
    /// Dossiers and submissions begun.
    public var dossierCount = 0
    /// Of these, ended: in the citizen's hands or otherwise closed.
    public var endedCount = 0
    /// Events recorded.
    public var eventCount = 0
    /// Requests made, retries among them.
    public var requestCount = 0
    /// Requests that were rejected.
    public var rejectionCount = 0
    /// Requests or answers that were lost.
    public var lostCount = 0
    /// Requests that were sent again although they had been done.
    public var duplicateCount = 0
    /// Restarts.
    public var restartCount = 0
    /// Dossiers planned anew.
    public var replannedCount = 0
    /// Days that passed.
    public var dayCount = 0
    /// Kinds of events seen, by name.
    public var kinds: Set<String> = []
    /// Commands that were done, by name.
    public var commands: Set<String> = []

    /// Nothing yet.
    public init() {}

    /// Both together.
    public static func + (left: SimulationReport, right: SimulationReport) -> SimulationReport {
        var sum = left
        sum.dossierCount += right.dossierCount
        sum.endedCount += right.endedCount
        sum.eventCount += right.eventCount
        sum.requestCount += right.requestCount
        sum.rejectionCount += right.rejectionCount
        sum.lostCount += right.lostCount
        sum.duplicateCount += right.duplicateCount
        sum.restartCount += right.restartCount
        sum.replannedCount += right.replannedCount
        sum.dayCount += right.dayCount
        sum.kinds.formUnion(right.kinds)
        sum.commands.formUnion(right.commands)
        return sum
    }
}
