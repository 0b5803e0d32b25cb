import DossierDomain

/// Which of the waiting work is counted.
public enum BacklogScope: Hashable, Sendable {
    /// All of it.
    case everywhere
    /// What waits at one body.
    case body(Body)
    /// That of the dossiers which an office received, wherever it waits.
    case dossiers(of: OfficeID)
}

/// What waits at a body (POL-06).
public struct Backlog: Hashable, Sendable {
    /// The work that has waited longest.
    public struct Oldest: Hashable, Sendable {
        /// Its dossier; of several that came at once the lowest number.
        public let number: DossierNumber
        /// Since when it waits.
        public let since: Timestamp

        /// Work that waits since then.
        public init(number: DossierNumber, since: Timestamp) {
            self.number = number
            self.since = since
        }
    }

    /// Who has some of it under leases that run.
    public struct Holder: Hashable, Sendable {
        /// By which credential it was claimed.
        public let credential: CredentialID
        /// What the worker calls itself.
        public let worker: String
        /// How many leases it holds.
        public let leased: Int
        /// When the oldest of them was claimed.
        public let since: Timestamp
        /// When the last of them runs out.
        public let until: Timestamp

        /// A holder of leases.
        public init(credential: CredentialID, worker: String, leased: Int, since: Timestamp, until: Timestamp) {
            self.credential = credential
            self.worker = worker
            self.leased = leased
            self.since = since
            self.until = until
        }
    }

    /// The body.
    public let body: Body
    /// How many pieces of work wait, whoever has them.
    public let waiting: Int
    /// The oldest of them.
    public let oldestWaiting: Oldest
    /// How many of them are there to be claimed: under no lease, and not set aside.
    public let unclaimed: Int
    /// The oldest of these; `nil` where there are none.
    public let oldestUnclaimed: Oldest?
    /// Who has work under leases, who has had it longest first.
    public let holders: [Holder]
    /// How many are set aside for a person.
    public let setAside: Int
    /// How many were collected in the last seven days: claimed, or acknowledged without a lease.
    public let collected: Int
    /// How long these had waited until then, in all, in milliseconds.
    public let collectedMilliseconds: Int
    /// How many handovers should have been acknowledged or returned by now.
    public let overdueHandovers: Int

    /// How many are under leases.
    public var leased: Int { holders.reduce(0) { $0 + $1.leased } }

    /// What waits at a body.
    public init(
        body: Body, waiting: Int, oldestWaiting: Oldest, unclaimed: Int, oldestUnclaimed: Oldest?, holders: [Holder],
        setAside: Int, collected: Int, collectedMilliseconds: Int, overdueHandovers: Int
    ) {
        self.body = body
        self.waiting = waiting
        self.oldestWaiting = oldestWaiting
        self.unclaimed = unclaimed
        self.oldestUnclaimed = oldestUnclaimed
        self.holders = holders
        self.setAside = setAside
        self.collected = collected
        self.collectedMilliseconds = collectedMilliseconds
        self.overdueHandovers = overdueHandovers
    }
}
