import DossierDomain

/// When work that fails is set aside for a person (POL-03).
public struct LeasePolicy: Hashable, Sendable {
    /// How many leases of a piece of work may run out or be returned before it is set aside. Default 5.
    public var failureLimit: Int
    /// How long an ended lease is remembered; longer than idempotency keys are kept. Default 30 days.
    public var memoryDays: Int

    /// A policy; the defaults are the documented ones.
    public init(failureLimit: Int = 5, memoryDays: Int = 30) {
        self.failureLimit = failureLimit
        self.memoryDays = memoryDays
    }
}

/// Which waiting work a worker will do.
public struct WorkSelection: Hashable, Sendable {
    /// Whose work.
    public var body: Body
    /// Of these kinds; of any where empty.
    public var kinds: [WorkItem.Kind]
    /// Of these procedures; of any where empty.
    public var procedures: [ProcedureCode]
    /// At that step.
    public var step: StepID?

    /// Any work of a body.
    public init(
        body: Body, kinds: [WorkItem.Kind] = [], procedures: [ProcedureCode] = [], step: StepID? = nil
    ) {
        self.body = body
        self.kinds = kinds
        self.procedures = procedures
        self.step = step
    }
}

/// A worker's wish for work under leases.
public struct WorkClaim: Sendable {
    /// Which work.
    public let selection: WorkSelection
    /// How many pieces at the most, 1–100.
    public let limit: Int
    /// How many other workers wait for work of the same body: each is left its share.
    public let sharers: Int
    /// What the worker calls itself.
    public let worker: String
    /// The credential it bears.
    public let credential: CredentialID
    /// When it asks.
    public let now: Timestamp
    /// When the leases run out.
    public let expiresAt: Timestamp
    /// When failing work is set aside.
    public let policy: LeasePolicy
    /// The key under which the claim is recorded (POL-02).
    public let key: IdempotencyKey

    /// A wish for work.
    public init(
        selection: WorkSelection, limit: Int, sharers: Int, worker: String, credential: CredentialID,
        now: Timestamp, expiresAt: Timestamp, policy: LeasePolicy, key: IdempotencyKey
    ) {
        self.selection = selection
        self.limit = limit
        self.sharers = sharers
        self.worker = worker
        self.credential = credential
        self.now = now
        self.expiresAt = expiresAt
        self.policy = policy
        self.key = key
    }
}

/// What a claim came to.
public enum ClaimOutcome: Hashable, Sendable {
    /// Those leases are durable.
    case granted([FencingToken])
    /// Nothing can be claimed; nothing was recorded.
    case nothing
    /// The key was recorded before with the same request.
    case replayed(RecordedOutcome)
    /// The key was recorded before with another request.
    case keyReused
}

/// A change to leases by the worker that has them.
public struct LeaseChange: Sendable {
    /// What changes.
    public enum Kind: Hashable, Sendable {
        /// They run on until then, from now.
        case renew(until: Timestamp)
        /// The work goes back.
        case release
        /// The work goes back because it failed; the reason is kept apart (AUD-03).
        case giveBack(reason: PrivateReference)
    }

    /// Whose work.
    public let body: Body
    /// Which leases.
    public let tokens: [FencingToken]
    /// What changes.
    public let kind: Kind
    /// When.
    public let now: Timestamp
    /// When failing work is set aside.
    public let policy: LeasePolicy
    /// The reason's subject and value.
    public let sealed: (subjects: [SealedSubject], values: [NewSealedValue])
    /// The key under which it is recorded.
    public let key: IdempotencyKey

    /// A change to leases.
    public init(
        body: Body, tokens: [FencingToken], kind: Kind, now: Timestamp, policy: LeasePolicy,
        sealed: (subjects: [SealedSubject], values: [NewSealedValue]) = ([], []), key: IdempotencyKey
    ) {
        self.body = body
        self.tokens = tokens
        self.kind = kind
        self.now = now
        self.policy = policy
        self.sealed = sealed
        self.key = key
    }
}

/// What a change to leases came to.
public enum LeaseChangeOutcome: Hashable, Sendable {
    /// It is durable; leases that were stale are unchanged.
    case changed
    /// None of the leases could be changed: the first one's token and standing.
    case rejected(CommandRejection)
    /// The key was recorded before with the same request.
    case replayed(RecordedOutcome)
    /// The key was recorded before with another request.
    case keyReused
}

/// A person frees work: takes it from whoever holds it, and lets work that was set aside be claimed again.
public struct WorkFreeing: Sendable {
    /// Whose work.
    public let body: Body
    /// Which piece, by ``WorkItem/id``.
    public let item: String
    /// When.
    public let now: Timestamp
    /// The key under which it is recorded.
    public let key: IdempotencyKey

    /// Frees a piece of work.
    public init(body: Body, item: String, now: Timestamp, key: IdempotencyKey) {
        self.body = body
        self.item = item
        self.now = now
        self.key = key
    }
}

/// A lease as it stands.
public struct Lease: Hashable, Sendable {
    /// Its token.
    public let token: FencingToken
    /// Whose work.
    public let body: Body
    /// Which piece of work, by ``WorkItem/id``.
    public let item: String
    /// The dossier.
    public let dossier: DossierID
    /// The dossier's number.
    public let number: DossierNumber
    /// Who has it, as the worker calls itself.
    public let worker: String
    /// When it was given.
    public let claimedAt: Timestamp
    /// What has become of it.
    public let standing: LeaseStanding
    /// The work; `nil` where it doesn't wait any more.
    public let work: WorkItem?

    /// A lease.
    public init(
        token: FencingToken, body: Body, item: String, dossier: DossierID, number: DossierNumber, worker: String,
        claimedAt: Timestamp, standing: LeaseStanding, work: WorkItem?
    ) {
        self.token = token
        self.body = body
        self.item = item
        self.dossier = dossier
        self.number = number
        self.worker = worker
        self.claimedAt = claimedAt
        self.standing = standing
        self.work = work
    }
}

/// Trouble with a piece of work: how often its leases failed, and whether it is set aside (POL-03).
public struct WorkTrouble: Hashable, Sendable {
    /// How many leases ran out or were returned.
    public let failures: Int
    /// Since when it is set aside; `nil` while it is still offered.
    public let setAsideAt: Timestamp?
    /// Why it was returned, oldest first.
    public let reasons: [PrivateReference]

    /// Trouble with a piece of work.
    public init(failures: Int, setAsideAt: Timestamp?, reasons: [PrivateReference]) {
        self.failures = failures
        self.setAsideAt = setAsideAt
        self.reasons = reasons
    }
}

/// Waiting work with whoever has it.
public struct Assignment: Hashable, Sendable {
    /// The work.
    public let work: WorkItem
    /// The lease on it; `nil` where it can be claimed or is set aside.
    public let lease: Lease?
    /// Trouble with it; `nil` where there was none.
    public let trouble: WorkTrouble?

    /// Waiting work with whoever has it.
    public init(work: WorkItem, lease: Lease?, trouble: WorkTrouble?) {
        self.work = work
        self.lease = lease
        self.trouble = trouble
    }
}

/// Which waiting work to list.
public struct AssignmentFilter: Hashable, Sendable {
    /// How work stands with workers.
    public enum Standing: String, Sendable, CaseIterable {
        /// Anybody may claim it.
        case unclaimed
        /// Somebody has it under a lease.
        case claimed
        /// It failed again and again and waits for a person.
        case setAside
    }

    /// What the work is.
    public var work: WorkFilter
    /// At that step.
    public var step: StepID?
    /// How it stands with workers, at ``now``.
    public var standing: Standing?
    /// The instant of asking.
    public var now: Timestamp

    /// All work that the filter lets through.
    public init(_ work: WorkFilter, now: Timestamp) {
        self.work = work
        self.now = now
    }
}

/// What a sweep over the leases did.
public struct SweptLeases: Hashable, Sendable {
    /// Leases that had run out.
    public let expired: Int
    /// Ended leases that were forgotten.
    public let forgotten: Int

    /// What a sweep did.
    public init(expired: Int, forgotten: Int) {
        self.expired = expired
        self.forgotten = forgotten
    }
}
