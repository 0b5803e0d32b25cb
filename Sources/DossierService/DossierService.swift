import DossierDomain
import DossierRouting
import DossierStore
import Synchronization

/// The use-cases: authorize → load → decide → commit, and the queries.
///
/// Readers are handed in by the caller, because each event loop owns one; nothing here blocks but short reads.
public final class DossierService<Store: PollingStore>: Sendable {
    /// Where dossiers are kept.
    public let store: Store
    /// The keys outside the database.
    public let keys: KeyRing
    /// Seals and opens personal data.
    public let vault: PersonalDataVault
    /// The clock of the system; shifted for training.
    public let now: @Sendable () -> Timestamp
    /// Gives identities that were never used.
    public let newID: @Sendable () -> String
    /// When work that fails again and again is set aside.
    public let leasePolicy: LeasePolicy
    /// How events are counted in feeds.
    public let feedPositions: FeedPositions
    /// Tells versions from those that were given out before the record was last put back from a backup: part of each `ETag`;
    /// empty where it never was.
    public let restorationMark: String
    /// Where scans are uploaded and kept; `nil` where there are none.
    public let uploads: Uploads?
    /// How many rows a reconciliation or an assessment adds up at the most.
    public let registerRowLimit: Int
    /// What terminals that work without a line may do.
    public let counterPolicy: CounterPolicy
    /// Who has polled when.
    let pollLedger = PollLedger()
    private let currentCatalogue: Mutex<Catalogue>
    /// Changes of the configuration come one after the other, each with the due dates that it moves.
    let configurationTurns = Turns()
    /// Who was shown personal data, until it is written.
    let readLedger = ReadLedger()
    /// The configuration of an earlier day that was asked for last (PIL-03).
    let earlierCatalogue = Mutex<Catalogue?>(nil)
    /// Which credentials were used when, until it is written.
    let useLedger = UseLedger()
    /// What was guessed wrong from where.
    let guessing: Guessing
    /// How wrong passwords slow down a name.
    let lockOutPolicy = LockOutPolicy()
    /// The threads on which passwords are digested.
    public let passwords: PasswordWorkers
    /// Of whom one-time codes are asked.
    let codesRequired: CodesRequired
    /// What happened at the door.
    public let accessTally = AccessTally()

    /// A service on a store, under a configuration.
    ///
    /// `currentKeys` answers the keys as they are whenever it is asked; `keys` where `nil`. `restorations` are the store's.
    public init(
        store: Store, keys: KeyRing, currentKeys: (@Sendable () -> KeyRing)? = nil, catalogue: Catalogue,
        restorations: [Restoration] = [], leasePolicy: LeasePolicy = LeasePolicy(),
        registerRowLimit: Int = 20_000, uploads: Uploads? = nil, counterPolicy: CounterPolicy = CounterPolicy(),
        passwords: PasswordWorkers = PasswordWorkers(), guessing: GuessingPolicy = GuessingPolicy(),
        codesRequired: CodesRequired = .administrators, now: @escaping @Sendable () -> Timestamp,
        newID: @escaping @Sendable () -> String
    ) {
        self.store = store
        self.keys = keys
        self.now = now
        self.newID = newID
        self.leasePolicy = leasePolicy
        feedPositions = FeedPositions(restorations)
        restorationMark = restorations.last.map { "-r" + String($0.restoredAt.milliseconds, radix: 36) } ?? ""
        self.registerRowLimit = registerRowLimit
        self.counterPolicy = counterPolicy
        self.uploads = uploads
        self.passwords = passwords
        self.guessing = Guessing(guessing)
        self.codesRequired = codesRequired
        vault = PersonalDataVault(keys: currentKeys ?? { keys }, newID: newID)
        currentCatalogue = Mutex(catalogue)
    }

    /// The configuration in force.
    public var catalogue: Catalogue { currentCatalogue.withLock { $0 } }

    /// Puts a newer configuration in force: everything that is decided from now on is decided under it.
    func swapCatalogue(_ next: Catalogue) {
        currentCatalogue.withLock { if next.version > $0.version { $0 = next } }
    }

    /// The credential that a token proves; `nil` where it is unknown, expired or revoked.
    ///
    /// What was proved before is taken from memory as long as nothing was committed since, by whichever process: a
    /// revocation counts from its commit on. Throws ``ServiceError/store(_:)`` where it can't be looked up.
    public func authenticate(
        _ token: String, reader: Store.Reader, memory: CredentialMemory
    ) throws(ServiceError) -> StoredCredential? {
        try ServiceError.reading { () throws(StoreError) in
            // Asked first: what is read below is at least as new as the number under which it is remembered.
            memory.dataVersion = try reader.dataVersion()
            let digest = TokenDigest(token)
            if let stored = memory.credential(for: digest) {
                guard stored.isAccepted(at: now()) else { return nil }
                noteUse(of: stored, memory: memory)
                return stored
            }
            guard let proof = memory.proof(of: digest) ?? CredentialToken(token).map(CredentialProof.init) else {
                return nil
            }
            guard let stored = try reader.credential(proof.credential), proof.isOf(stored), stored.isAccepted(at: now())
            else { return nil }
            memory.remember(stored, proof, for: digest)
            noteUse(of: stored, memory: memory)
            return stored
        }
    }

    /// Throws ``ServiceError/notFound`` where a credential was revoked or has ended: asked again while an answer is sent that
    /// takes long. One that isn't kept has ended long ago, or never had a token.
    public func requireAccepted(_ credential: CredentialID, reader: Store.Reader) throws(ServiceError) {
        let stored = try ServiceError.reading { () throws(StoreError) in try reader.credential(credential) }
        if let stored, !stored.isAccepted(at: now()) { throw .notFound }
    }

    /// Notes the use once a minute for each loop: more often would cost a lock at each request.
    private func noteUse(of credential: StoredCredential, memory: CredentialMemory) {
        let now = now()
        guard memory.isNewsOfUse(of: credential.id, at: now) else { return }
        useLedger.note(credential.id, at: now)
    }
}

/// Who asks for a change, and under which conditions.
public struct Caller: Sendable {
    /// Who acts.
    public let actor: Actor
    /// The request, for the record.
    public let requestID: String
    /// The key under which the outcome is recorded.
    public let idempotencyKey: IdempotencyKey?
    /// Versions that the caller accepts (`If-Match`); `nil` for any.
    public let acceptedVersions: [Int]?
    /// Leases under which the work is done (POL-01).
    public let leases: [FencingToken]

    /// Who asks for a change, and under which conditions.
    public init(
        actor: Actor, requestID: String, idempotencyKey: IdempotencyKey?, acceptedVersions: [Int]? = nil,
        leases: [FencingToken] = []
    ) {
        self.actor = actor
        self.requestID = requestID
        self.idempotencyKey = idempotencyKey
        self.acceptedVersions = acceptedVersions
        self.leases = leases
    }
}

/// Which dossier a command is for.
public enum Target: Hashable, Sendable {
    /// One that the command makes.
    case new(DossierID)
    /// A submission or dossier by its internal identity.
    case identity(DossierID)
    /// A dossier by its number.
    case number(DossierNumber)
    /// The one dossier whose slip's code was checked, on behalf of its citizen.
    case slip(DossierNumber)
}

/// What a command came to.
public struct Performed: Sendable {
    /// The dossier afterwards (for a replay: as it is now).
    public let state: DossierState
    /// Whether an earlier request under the same key had done it.
    public let isReplay: Bool
    /// Whether it lets its caller read the parties of a dossier whose parties it couldn't read before.
    public var opensParties = false
}

extension DossierService {
    /// How often a command is decided again when others change the dossier in between.
    static var contentionLimit: Int { 8 }

    /// Performs a command: the one door for every change.
    ///
    /// `occurredAt` is when the act happened in the world, now where `nil` (TIM-09). Throws ``ServiceError``;
    /// a rejection is recorded under the key, so that a retry gets the same answer (IDM-01).
    public func perform(
        _ command: DossierCommand, on target: Target, sealing sealed: SealedValues = SealedValues(),
        occurredAt: Timestamp? = nil, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> Performed {
        if let earlier = try earlierOutcome(of: caller, reader: reader) {
            return try replayed(earlier, reader: reader)
        }
        do {
            return try await performOnce(
                command, on: target, sealing: sealed, occurredAt: occurredAt, by: caller, reader: reader)
        } catch {
            switch error {
            case .contention, .versionMismatch, .notFound: break
            default: throw error
            }
            // What stands in the way may be what a retry of this request has done since it was looked for.
            guard let earlier = try earlierOutcome(of: caller, reader: reader) else { throw error }
            return try replayed(earlier, reader: reader)
        }
    }

    /// Performs a command whose outcome wasn't recorded when it was looked for.
    private func performOnce(
        _ command: DossierCommand, on target: Target, sealing sealed: SealedValues, occurredAt: Timestamp?,
        by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> Performed {
        for _ in 0..<Self.contentionLimit {
            let state = try load(target, for: caller.actor, reader: reader)
            if let accepted = caller.acceptedVersions, let state, !accepted.contains(state.version) {
                throw .versionMismatch(current: state.version)
            }
            let recordedAt = now()
            if let stale = try staleLease(of: caller, reader: reader) {
                throw try await reject(stale, caller: caller, at: recordedAt)
            }
            let catalogue = self.catalogue
            let events: [DossierEvent]
            do {
                events = try decide(
                    command, given: state, by: caller.actor, at: occurredAt ?? recordedAt, now: recordedAt,
                    under: catalogue)
            } catch {
                throw try await reject(error, caller: caller, at: recordedAt)
            }
            let change = Self.commit(
                events, after: state, target: target, sealed: sealed, occurredAt: occurredAt ?? recordedAt,
                recordedAt: recordedAt, catalogue: catalogue, caller: caller,
                reservedSerial: command.reservedNumber?.serial)
            switch try await storing({ () async throws(StoreError) in try await self.store.commit(change) }) {
            case .committed(let after):
                if case .erasePersonalData = command {
                    await removeScanFiles(of: after)
                    await discardUploads(of: after.id)
                }
                let opensParties =
                    mayRead(.parties, of: after, by: caller.actor)
                    && state.map { !mayRead(.parties, of: $0, by: caller.actor) } == true
                return Performed(state: after, isReplay: false, opensParties: opensParties)
            case .versionConflict(let current):
                if let accepted = caller.acceptedVersions, !accepted.contains(current) {
                    throw .versionMismatch(current: current)
                }
                try await awaitConfiguration(after: catalogue.version)
            case .replayed(let outcome): return try replayed(outcome, reader: reader)
            case .keyReused: throw .keyReused
            case .rejected(let rejection): throw try await reject(rejection, caller: caller, at: recordedAt)
            }
        }
        throw .contention
    }

    /// The change that a decision makes: what ``perform(_:on:sealing:occurredAt:by:reader:)`` has committed.
    ///
    /// `events` are what the catalogue's engine decided for the target in that state; never empty. `reservedSerial` is of
    /// the number that the reception's slip bears already.
    package static func commit(
        _ events: [DossierEvent], after state: DossierState?, target: Target, sealed: SealedValues,
        occurredAt: Timestamp, recordedAt: Timestamp, catalogue: Catalogue, caller: Caller, reservedSerial: Int? = nil
    ) -> DossierCommit {
        let id: DossierID
        switch (state, target) {
        case (.some(let state), _): id = state.id
        case (nil, .new(let new)): id = new
        case (nil, .identity), (nil, .number), (nil, .slip):
            preconditionFailure("an absent dossier was reported before")
        }
        var next = state
        var numbering: NumberRequest?
        for event in events {
            next = evolve(next, with: event, of: id, at: occurredAt, by: caller.actor)
            if case .received(let received) = event {
                guard let agency = catalogue.agency(received.agency, on: occurredAt.date) else {
                    preconditionFailure("a reception names an agency in force")
                }
                numbering = NumberRequest(agency: agency.identifier, date: occurredAt.date, reserved: reservedSerial)
            }
        }
        guard let next else { preconditionFailure("a decision has at least one event") }
        return DossierCommit(
            expectedVersion: state?.version ?? 0, events: events, occurredAt: occurredAt, recordedAt: recordedAt,
            actor: caller.actor, configurationVersion: catalogue.version, requestID: caller.requestID, state: next,
            numbering: numbering,
            newSubjects: sealed.subjects(of: id), newValues: sealed.values,
            idempotencyKey: caller.idempotencyKey, leases: caller.leases)
    }

    /// A lease of the caller's that is no longer good: the engine would only see that the work is gone, this says
    /// what has happened. The commit looks again.
    private func staleLease(of caller: Caller, reader: Store.Reader) throws(ServiceError) -> CommandRejection? {
        guard !caller.leases.isEmpty else { return nil }
        let known = try ServiceError.reading { () throws(StoreError) in
            try reader.leases(caller.leases, at: now())
        }
        for token in caller.leases {
            let lease = known.first { $0.token == token && $0.body == caller.actor.body }
            switch lease?.standing ?? .unknown {
            case .held, .expired: continue
            case let standing: return .leaseStale(token, standing)
            }
        }
        return nil
    }

    /// The dossier of a target, if the actor may see it.
    func load(
        _ target: Target, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> DossierState? {
        switch target {
        case .new: return nil
        case .identity(let id): return try dossier(id, for: actor, reader: reader)
        case .number(let number): return try dossier(number, for: actor, reader: reader)
        case .slip(let number):
            let state = try ServiceError.reading { () throws(StoreError) in try reader.dossier(number) }
            guard let state else { throw .notFound }
            return state
        }
    }

    /// The outcome of an earlier request under the caller's key.
    ///
    /// Throws ``ServiceError/keyReused`` where that was another request.
    func earlierOutcome(of caller: Caller, reader: Store.Reader) throws(ServiceError) -> RecordedOutcome? {
        guard let key = caller.idempotencyKey else { return nil }
        let recorded = try ServiceError.reading { () throws(StoreError) in try reader.outcome(of: key) }
        guard let recorded else { return nil }
        guard recorded.fingerprint == key.fingerprint else { throw .keyReused }
        return recorded.outcome
    }

    /// What an earlier request changed. Throws its rejection, where it was rejected.
    func changed(by outcome: RecordedOutcome) throws(ServiceError) -> DossierID {
        switch outcome {
        case .rejected(let rejection): throw .rejected(rejection, replayed: true)
        case .committed(let id, _): return id
        // A fingerprint covers method and path, so that no other kind of request has this one's.
        case .leases, .numberBlock: throw .store(.corrupt("a change is recorded as a request of another kind"))
        }
    }

    private func replayed(_ outcome: RecordedOutcome, reader: Store.Reader) throws(ServiceError) -> Performed {
        let id = try changed(by: outcome)
        let state = try ServiceError.reading { () throws(StoreError) in try reader.dossier(id) }
        guard let state else { throw .store(.corrupt("a recorded request names a dossier that is not there")) }
        return Performed(state: state, isReplay: true)
    }

    /// Records a rejection, and answers what the caller is to be told: it, or what a twin request came to.
    func reject(
        _ rejection: CommandRejection, caller: Caller, at recordedAt: Timestamp
    ) async throws(ServiceError) -> ServiceError {
        guard let key = caller.idempotencyKey else { return .rejected(rejection, replayed: false) }
        let outcome = try await storing { () async throws(StoreError) in
            try await self.store.record(rejection, for: key, at: recordedAt)
        }
        switch outcome {
        case .keyReused: return .keyReused
        case .replayed(.rejected(let first)): return .rejected(first, replayed: true)
        // A twin of this request went through between our read and now: its outcome is looked up next.
        case .replayed(.committed), .replayed(.leases), .replayed(.numberBlock): return .contention
        case .committed, .versionConflict, .rejected: return .rejected(rejection, replayed: false)
        }
    }

    /// For how long a request's key is answered with its first outcome, in days (IDM-01).
    public static var requestMemoryDays: Int { 7 }

    /// Forgets keys that are older than ``requestMemoryDays``, a few thousand at a time; answers how many.
    ///
    /// Called now and then while the server runs. Throws ``ServiceError/store(_:)`` where the store can't do it.
    public func forgetOldRequests() async throws(ServiceError) -> Int {
        let limit = now().adding(minutes: -Self.requestMemoryDays * 1_440)
        var forgotten = 0
        for _ in 0..<20 {
            forgotten += try await storing { () async throws(StoreError) in
                try await self.store.forgetRequests(recordedBefore: limit, lookingAt: 250)
            }
        }
        return forgotten
    }

    func storing<Value>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await work()
        } catch {
            throw .store(error)
        }
    }
}
