import DossierDomain
import DossierRouting
import DossierStore

/// What whoever serves a waiting poll knows of its client.
public struct WaitingClient: Sendable {
    /// Keeps a call for the moment the client hangs up, and makes it at once where that has happened.
    public let whenGone: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// A client on a line.
    public init(whenGone: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
        self.whenGone = whenGone
    }
}

/// How long a poll may wait.
public struct PollWait: Sendable {
    /// The time at the most.
    public let duration: Duration
    /// Where the poll has waited already: its place, and why the wait has ended.
    public let ended: (place: WaitingPolls.Ticket, wake: WaitingPolls.Wake)?

    /// A wait of at most that time.
    public init(_ duration: Duration, ended: (place: WaitingPolls.Ticket, wake: WaitingPolls.Wake)? = nil) {
        self.duration = duration
        self.ended = ended
    }
}

/// What a poll has come to.
///
/// A poll that has to wait returns: what its request took stays on no stack, and only its place is kept. Whoever serves
/// it waits with the place and asks again, with ``PollWait/ended``.
public enum PollOutcome<Found: Sendable>: Sendable {
    /// There is something.
    case found(Found)
    /// There is nothing, and the wait is over.
    case nothing
    /// There is nothing yet: to be asked again once the place has something to wake up for. Whoever gets it leaves
    /// the place in the end.
    case parked(WaitingPolls.Ticket)

    /// The same with something else in place of what was found.
    public func map<Other>(_ change: (Found) -> Other) -> PollOutcome<Other> {
        switch self {
        case .found(let found): .found(change(found))
        case .nothing: .nothing
        case .parked(let place): .parked(place)
        }
    }
}

/// A worker's wish for work.
public struct WorkRequest: Sendable {
    /// Which work.
    public let selection: WorkSelection
    /// How many pieces at the most.
    public let limit: Int
    /// How long the leases run, in seconds.
    public let leaseSeconds: Int
    /// What the worker calls itself.
    public let worker: String
    /// How long to wait for work; `nil` for not at all.
    public let wait: PollWait?

    /// A wish for work.
    public init(selection: WorkSelection, limit: Int, leaseSeconds: Int, worker: String, wait: PollWait? = nil) {
        self.selection = selection
        self.limit = limit
        self.leaseSeconds = leaseSeconds
        self.worker = worker
        self.wait = wait
    }
}

/// Leases as they stand after a request that gave or changed them.
public struct LeaseAnswer: Sendable {
    /// The leases; empty where a claim found nothing.
    public let leases: [Lease]
    /// Whether an earlier request under the same key had done it (POL-02).
    public let isReplay: Bool
}

/// What a worker does with its leases.
public enum LeaseAct: Sendable {
    /// Has them run on for that many seconds from now.
    case renew(seconds: Int)
    /// Gives the work back.
    case release
    /// Gives the work back because it failed.
    case giveBack(reason: String)
}

extension DossierService {
    /// Looks; where there is nothing, takes a place to wait at and looks again (POL-05).
    ///
    /// The place is taken before the second look, so that nothing can come in between unnoticed. Woken, the poll looks
    /// once more, and goes on waiting at its place where there is still nothing.
    func polling<Found>(
        _ interest: WaitingPolls.Interest, for body: Body, wait: PollWait?,
        look: (WaitingPolls.Ticket?) async throws(ServiceError) -> Found?
    ) async throws(ServiceError) -> PollOutcome<Found> {
        let polls = store.waitingPolls
        if let (place, wake) = wait?.ended {
            switch wake {
            case .news:
                guard polls.willLook(place) else { return .parked(place) }
                return try await looking(at: place, as: interest, look).map { .found($0) } ?? .parked(place)
            // What doesn't wake a poll, such as a lease of somebody else's, it sees in the end.
            case .timeUp: return try await look(nil).map { .found($0) } ?? .nothing
            case .clientGone, .closing: return .nothing
            }
        }
        if let found = try await look(nil) { return .found(found) }
        guard let wait else { return .nothing }
        let place = polls.register(interest, for: body, within: wait.duration)
        do throws(ServiceError) {
            guard polls.willLook(place), let found = try await looking(at: place, as: interest, look) else {
                return .parked(place)
            }
            polls.leave(place)
            return .found(found)
        } catch {
            polls.leave(place)
            throw error
        }
    }

    /// Looks in a claim's turn; where that fails, the turn is the next one's.
    private func looking<Found>(
        at place: WaitingPolls.Ticket, as interest: WaitingPolls.Interest,
        _ look: (WaitingPolls.Ticket?) async throws(ServiceError) -> Found?
    ) async throws(ServiceError) -> Found? {
        do throws(ServiceError) {
            return try await look(place)
        } catch {
            if interest == .claim { store.waitingPolls.passOn(place) }
            throw error
        }
    }

    /// Claims waiting work under leases (POL-01); with a wait, until there is some.
    ///
    /// Under a key that was used before: that claim's leases again, as they stand now (POL-02).
    public func claimWork(
        _ request: WorkRequest, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> PollOutcome<LeaseAnswer> {
        let body = request.selection.body
        try requireAccess(to: body, by: caller.actor, for: .working)
        guard let key = caller.idempotencyKey else { preconditionFailure("a claim has a key") }
        if let earlier = try recordedLeases(under: key, of: body, reader: reader) { return .found(earlier) }
        return try await polling(.claim, for: body, wait: request.wait) {
            (ticket) async throws(ServiceError) -> LeaseAnswer? in
            // Where nothing waits at all the writer needn't be asked.
            let isWorkThere = try ServiceError.reading { () throws(StoreError) in try reader.hasWork(of: body) }
            guard isWorkThere else { return nil }
            if let granted = try await claim(request, isInLine: ticket != nil, key: key, by: caller, reader: reader) {
                return granted
            }
            // What isn't for this worker may be for the next one in the line.
            if let ticket, request.selection != WorkSelection(body: body) {
                let there = try ServiceError.reading { () throws(StoreError) in
                    try reader.claimable(request.selection, at: now())
                }
                if there.any { store.waitingPolls.passOn(ticket) }
            }
            return nil
        }
    }

    private func claim(
        _ request: WorkRequest, isInLine: Bool, key: IdempotencyKey, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> LeaseAnswer? {
        let now = now()
        let inLine = store.waitingPolls.claimsWaiting(for: request.selection.body)
        let claim = WorkClaim(
            selection: request.selection, limit: request.limit,
            sharers: isInLine ? max(0, inLine - 1) : inLine, worker: request.worker,
            credential: caller.actor.credential, now: now,
            expiresAt: Timestamp(milliseconds: now.milliseconds + Int64(request.leaseSeconds) * 1_000),
            policy: leasePolicy, key: key)
        switch try await storing({ () async throws(StoreError) in try await store.claim(claim) }) {
        case .granted(let tokens):
            return LeaseAnswer(leases: try leases(tokens, of: claim.selection.body, reader: reader), isReplay: false)
        case .nothing: return nil
        case .replayed(let outcome): return try replayedLeases(outcome, of: claim.selection.body, reader: reader)
        case .keyReused: throw .keyReused
        }
    }

    /// Renews, releases or returns a worker's leases; each answers how it stands afterwards.
    ///
    /// Throws ``ServiceError/rejected(_:replayed:)`` where none of them could be changed (POL-01). `item` is the work
    /// that the caller means, where it names one.
    public func change(
        _ tokens: [FencingToken], of item: String?, by act: LeaseAct, caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> LeaseAnswer {
        guard let body = caller.actor.body, let key = caller.idempotencyKey else { throw .notFound }
        try requireAccess(to: body, by: caller.actor, for: .working)
        if let earlier = try recordedLeases(under: key, of: body, reader: reader) { return earlier }
        let now = now()
        if let item {
            let known = try leases(tokens, of: body, reader: reader)
            guard let lease = known.first else {
                throw .rejected(.leaseStale(tokens[0], .unknown), replayed: false)
            }
            guard lease.item == item else { throw .rejected(.leaseForOtherWork(lease.token), replayed: false) }
        }
        var sealed = SealedValues()
        var subjects: [SealedSubject] = []
        let kind: LeaseChange.Kind
        switch act {
        case .renew(let seconds):
            kind = .renew(until: Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1_000))
        case .release: kind = .release
        case .giveBack(let reason):
            guard let dossier = try leases(tokens, of: body, reader: reader).first?.dossier else {
                throw .rejected(.leaseStale(tokens[0], .unknown), replayed: false)
            }
            kind = .giveBack(reason: vault.seal(Remark(text: reason), into: &sealed))
            subjects = sealed.subjects(of: dossier)
        }
        let change = LeaseChange(
            body: body, tokens: tokens, kind: kind, now: now, policy: leasePolicy,
            sealed: (subjects, sealed.values), key: key)
        let outcome = try await storing { () async throws(StoreError) in try await store.change(change) }
        return try answer(outcome, tokens: tokens, of: body, reader: reader)
    }

    /// A person frees work: takes it from whoever has it, and has work that was set aside offered again (POL-03).
    public func freeWork(
        _ item: String, caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> LeaseAnswer {
        guard let body = caller.actor.body, let key = caller.idempotencyKey else { throw .notFound }
        try requireAccess(to: body, by: caller.actor, for: .working)
        if let earlier = try recordedLeases(under: key, of: body, reader: reader) { return earlier }
        let freeing = WorkFreeing(body: body, item: item, now: now(), key: key)
        let outcome: LeaseChangeOutcome
        do {
            outcome = try await store.free(freeing)
        } catch .versionConflict {
            throw .notFound
        } catch {
            throw .store(error)
        }
        return try answer(outcome, tokens: [], of: body, reader: reader)
    }

    private func answer(
        _ outcome: LeaseChangeOutcome, tokens: [FencingToken], of body: Body, reader: Store.Reader
    ) throws(ServiceError) -> LeaseAnswer {
        switch outcome {
        case .changed: return LeaseAnswer(leases: try leases(tokens, of: body, reader: reader), isReplay: false)
        case .rejected(let rejection): throw .rejected(rejection, replayed: false)
        case .replayed(let outcome): return try replayedLeases(outcome, of: body, reader: reader)
        case .keyReused: throw .keyReused
        }
    }

    /// The body's own among them: of others' tokens, which are easily guessed, nobody is told anything (SEC-02).
    private func leases(
        _ tokens: [FencingToken], of body: Body, reader: Store.Reader
    ) throws(ServiceError) -> [Lease] {
        try ServiceError.reading { () throws(StoreError) in
            try reader.leases(tokens, at: now()).filter { $0.body == body }
        }
    }

    private func recordedLeases(
        under key: IdempotencyKey, of body: Body, reader: Store.Reader
    ) throws(ServiceError) -> LeaseAnswer? {
        let recorded = try ServiceError.reading { () throws(StoreError) in try reader.outcome(of: key) }
        guard let recorded else { return nil }
        guard recorded.fingerprint == key.fingerprint else { throw .keyReused }
        return try replayedLeases(recorded.outcome, of: body, reader: reader)
    }

    private func replayedLeases(
        _ outcome: RecordedOutcome, of body: Body, reader: Store.Reader
    ) throws(ServiceError) -> LeaseAnswer {
        switch outcome {
        case .leases(let tokens):
            return LeaseAnswer(leases: try leases(tokens, of: body, reader: reader), isReplay: true)
        case .rejected(let rejection): throw .rejected(rejection, replayed: true)
        // A fingerprint covers method and path, so that no other kind of request has this one's.
        case .committed, .numberBlock:
            throw .store(.corrupt("a request for leases is recorded as one of another kind"))
        }
    }
}

extension DossierService {
    /// The waiting work of a body with its leases, and the version of the list.
    ///
    /// With a wait, `known` is the version that the caller has: answered when there is another one, or, where the
    /// caller has none, when there is work at all.
    ///
    /// `render` makes the page of what was found; `remembered` gives one that was made of the same before.
    public func assignments<Rendered: Sendable>(
        matching filter: AssignmentFilter, known: Int?, wait: PollWait?, by actor: Actor, reader: Store.Reader,
        remembered: () -> Rendered?, render: (Int, Page<Assignment>) throws(ServiceError) -> Rendered
    ) async throws(ServiceError) -> PollOutcome<Rendered> {
        let body = filter.work.body
        try requireAccess(to: body, by: actor, for: .reading)
        return try await polling(.work, for: body, wait: wait) { (_) async throws(ServiceError) -> Rendered? in
            let version = try ServiceError.reading { () throws(StoreError) in try reader.workVersion(of: body) }
            if version == known { return nil }
            if let page = remembered() { return page }
            var filter = filter
            filter.now = now()
            // The version first: where a commit comes in between, the list is newer than its version says, and the
            // next poll asks once too often rather than once too seldom.
            let page = try ServiceError.reading { () throws(StoreError) in try reader.assignments(matching: filter) }
            if known == nil, wait != nil, page.elements.isEmpty { return nil }
            return try render(version, page)
        }
    }

    /// The events of a body's feed after a place (``feedPositions``); with a wait, until there are some (POL-04).
    ///
    /// Throws ``ServiceError/placeNotInRecord(last:)`` where a reader has read what a restoration has lost. `render` makes the page of what was found, or takes one that was made of the same events before.
    public func feed<Rendered: Sendable>(
        of body: Body, after place: Int, limit: Int, wait: PollWait?, by actor: Actor, reader: Store.Reader,
        remembered: () -> Rendered?, render: ([FeedEvent]) throws(ServiceError) -> Rendered
    ) async throws(ServiceError) -> PollOutcome<Rendered> {
        try requireAccess(to: body, by: actor, for: .reading)
        return try await polling(.events, for: body, wait: wait) { (_) async throws(ServiceError) -> Rendered? in
            if let known = remembered() { return known }
            let position = try position(at: place, reader: reader)
            let events = try ServiceError.reading { () throws(StoreError) in
                try reader.feed(of: body, after: position, limit: limit)
            }
            return events.isEmpty && wait != nil ? nil : try render(events)
        }
    }

    private func position(at place: Int, reader: Store.Reader) throws(ServiceError) -> Int {
        let head = try ServiceError.reading { () throws(StoreError) in try reader.chainHead().position }
        guard let position = feedPositions.position(at: place, head: head) else {
            throw .placeNotInRecord(last: feedPositions.last(upTo: place, head: head))
        }
        return position
    }

    /// A consumer's place in a body's feed; 0 where none was kept.
    public func position(
        of consumer: String, in body: Body, by actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Int {
        try requireAccess(to: body, by: actor, for: .reading)
        return try ServiceError.reading { () throws(StoreError) in try reader.position(of: consumer, in: body) } ?? 0
    }

    /// Keeps a consumer's place; back as well, where it wants to read again.
    ///
    /// Throws ``ServiceError/placeNotInRecord(last:)`` where there is no such place.
    public func keepPosition(
        _ place: Int, of consumer: String, in body: Body, by actor: Actor, reader: Store.Reader
    ) async throws(ServiceError) {
        try requireAccess(to: body, by: actor, for: .working)
        _ = try position(at: place, reader: reader)
        try await storing { () async throws(StoreError) in
            try await store.keep(place, of: consumer, in: body, at: now())
        }
    }
}
