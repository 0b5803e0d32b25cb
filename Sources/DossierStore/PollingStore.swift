import DossierDomain

/// What a store does beyond keeping dossiers, for agencies that poll: leases, the feed, and who has polled.
///
/// Leases are operational: outside the fold and the chain, and what they say can be lost without a dossier being wrong.
public protocol PollingStore: DossierStore where Reader: PollingReader {
    /// The polls that wait. The store announces to it what each COMMIT has brought, after COMMIT has returned.
    var waitingPolls: WaitingPolls { get }

    /// Gives leases on waiting work, earliest due first, and takes those back that have run out, in one commit.
    func claim(_ claim: WorkClaim) async throws(StoreError) -> ClaimOutcome

    /// Renews, releases or returns leases.
    func change(_ change: LeaseChange) async throws(StoreError) -> LeaseChangeOutcome

    /// Frees a piece of work; ``StoreError/versionConflict`` where it doesn't wait.
    func free(_ freeing: WorkFreeing) async throws(StoreError) -> LeaseChangeOutcome

    /// Takes back the leases of all bodies that have run out at that instant, and forgets those long ended.
    func sweepLeases(at now: Timestamp, policy: LeasePolicy) async throws(StoreError) -> SweptLeases

    /// Keeps a consumer's position in a body's feed, in place of the one before.
    func keep(_ position: Int, of consumer: String, in body: Body, at now: Timestamp) async throws(StoreError)

    /// Keeps when credentials last polled.
    func note(_ polls: [PollRecord]) async throws(StoreError)
}

/// Reads for agencies that poll.
public protocol PollingReader: DossierReader {
    /// Counts the changes to a body's waiting work and its leases; 0 before the first.
    func workVersion(of body: Body) throws(StoreError) -> Int

    /// The waiting work of a body with its leases, by due date.
    func assignments(matching filter: AssignmentFilter) throws(StoreError) -> Page<Assignment>

    /// Whether something can be claimed at that instant: of that selection, and of the body at all.
    func claimable(_ selection: WorkSelection, at now: Timestamp) throws(StoreError) -> (matching: Bool, any: Bool)

    /// Whether anything waits at a body, whoever has it.
    func hasWork(of body: Body) throws(StoreError) -> Bool

    /// Leases as they stand at that instant, in the order asked for; unknown ones are left out.
    func leases(_ tokens: [FencingToken], at now: Timestamp) throws(StoreError) -> [Lease]

    /// All leases of a dossier as they stand at that instant, oldest first.
    func leases(of dossier: DossierID, at now: Timestamp) throws(StoreError) -> [Lease]

    /// Whether a lease has run out at that instant and wasn't taken back yet.
    func hasExpiredLeases(at now: Timestamp) throws(StoreError) -> Bool

    /// The events after a position that a body may see, in order, at most `limit` (1–1,000): those of each dossier
    /// from the commit on that brought it to the body.
    func feed(of body: Body, after position: Int, limit: Int) throws(StoreError) -> [FeedEvent]

    /// The first position of the stretch of a body's feed that ends at that position; `nil` where none does.
    func feedStretch(of body: Body, endingAt last: Int) throws(StoreError) -> Int?

    /// How many stretches all feeds have together, up to a position.
    func feedStretchCount(upTo last: Int) throws(StoreError) -> Int

    /// For each body where work waits: how many dossiers' work that is, and the version of the list; all of one moment.
    func workTallies() throws(StoreError) -> [WorkTally]

    /// A consumer's position in a body's feed; `nil` where none was kept.
    func position(of consumer: String, in body: Body) throws(StoreError) -> Int?

    /// Who has polled when.
    func polls() throws(StoreError) -> [PollRecord]

    /// What waits where, by body; all of one moment.
    func backlogs(_ scope: BacklogScope, at now: Timestamp) throws(StoreError) -> [Backlog]
}

/// How much waits at a body, and how often that is known to have changed.
public struct WorkTally: Hashable, Sendable {
    /// The body's key.
    public let body: String
    /// How many dossiers have work waiting there.
    public let dossierCount: Int
    /// The version of its list; `nil` where none is kept.
    public let version: Int?

    /// A tally.
    public init(body: String, dossierCount: Int, version: Int?) {
        self.body = body
        self.dossierCount = dossierCount
        self.version = version
    }
}

/// An event of a body's feed.
public struct FeedEvent: Hashable, Sendable {
    /// The event.
    public let recorded: RecordedEvent
    /// The dossier's number; `nil` for a submission.
    public let number: DossierNumber?

    /// An event of a feed.
    public init(recorded: RecordedEvent, number: DossierNumber?) {
        self.recorded = recorded
        self.number = number
    }
}

/// When a credential last polled for a body's work.
public struct PollRecord: Hashable, Sendable {
    /// The credential.
    public let credential: CredentialID
    /// Whose work it polled for.
    public let body: Body
    /// When.
    public let at: Timestamp
    /// What the client calls itself (`User-Agent`), shortened.
    public let client: String?

    /// A poll.
    public init(credential: CredentialID, body: Body, at: Timestamp, client: String?) {
        self.credential = credential
        self.body = body
        self.at = at
        self.client = client
    }
}
