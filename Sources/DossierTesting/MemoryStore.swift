import DossierDomain
import DossierStore
import Synchronization

/// What memory stores commit to; it outlives them as a disk outlives processes.
public final class MemoryDisk: Sendable {
    let content = Mutex(MemoryContent())
    private let isBroken = Mutex(false)

    /// An empty one.
    public init() {}

    /// From now on, whether every transaction with events fails as a whole.
    public func setBroken(_ broken: Bool) {
        isBroken.withLock { $0 = broken }
    }

    /// Makes as if so many serials had been given for that agency and day.
    public func giveSerials(_ count: Int, of request: NumberRequest) {
        content.withLock { content in
            let agency = AgencyIdentifier(request.agency.shortForm) ?? request.agency
            content.serials[NumberRequest(agency: agency, date: request.date)] = count
        }
    }

    var breaks: Bool { isBroken.withLock { $0 } }
}

/// Dossiers in memory, for tests: the same contract as the real store, nothing on a disk.
///
/// Every transaction works on a copy of the whole content and puts it in place in the end, which is as simple as
/// it is slow. It knows no leases and no feed.
public final class MemoryStore: DossierStore {
    private let disk: MemoryDisk
    private let isClosed = Mutex(false)

    /// A store on what was committed to that disk before.
    public init(disk: MemoryDisk) {
        self.disk = disk
    }

    /// Refuses everything from now on; readers stay usable.
    public func close() {
        isClosed.withLock { $0 = true }
    }

    /// Makes one change.
    public func commit(_ commit: DossierCommit) async throws(StoreError) -> CommitOutcome {
        try together([commit])[0].get()
    }

    /// Makes changes in that order and in one transaction; one that fails leaves its neighbours alone.
    public func together(_ commits: [DossierCommit]) throws(StoreError) -> [Result<CommitOutcome, StoreError>] {
        let breaks = disk.breaks
        return try transaction { content throws(StoreError) in
            let before = content.links.count
            var outcomes: [Result<CommitOutcome, StoreError>] = []
            for commit in commits {
                var attempt = content
                do throws(StoreError) {
                    outcomes.append(.success(try attempt.apply(commit)))
                    content = attempt
                } catch {
                    outcomes.append(.failure(error))
                }
            }
            if breaks, content.links.count > before { throw .unavailable("COMMIT fails") }
            return outcomes
        }
    }

    /// Makes one change to a record apart durable.
    public func commit(_ commit: ApartCommit) async throws(StoreError) -> ApartOutcome {
        try transaction { content throws(StoreError) in try content.apply(commit) }
    }

    /// Records that a request was rejected.
    public func record(
        _ rejection: CommandRejection, for key: IdempotencyKey, at recordedAt: Timestamp
    ) async throws(StoreError) -> CommitOutcome {
        try transaction { content in
            if let earlier = content.earlierOutcome(of: key) { return earlier }
            content.note(.rejected(rejection), for: key, at: recordedAt)
            return .rejected(rejection)
        }
    }

    /// Reserves a block of numbers.
    public func reserve(_ reservation: BlockReservation) async throws(StoreError) -> NumberOutcome {
        try transaction { $0.apply(reservation) }
    }

    /// Declares reserved numbers void.
    public func void(_ voiding: NumberVoiding) async throws(StoreError) -> NumberOutcome {
        try transaction { content throws(StoreError) in try content.apply(voiding) }
    }

    /// Keeps that the record was put back from a backup.
    public func note(_ restoration: Restoration) async throws(StoreError) {
        try transaction { content throws(StoreError) in
            guard restoration.position == content.head.position else {
                throw .inconsistent("a restoration is of another record")
            }
            content.restorations.append(restoration)
        }
    }

    /// Keeps that a day was uploaded.
    public func keep(_ day: CounterDay) async throws(StoreError) -> CounterDay {
        try transaction { content in
            if let known = content.days.first(where: { $0.terminal == day.terminal && $0.key == day.key }) {
                return known
            }
            content.days.append(day)
            return day
        }
    }

    /// Forgets recorded requests from before that instant, a few at a time.
    public func forgetRequests(
        recordedBefore instant: Timestamp, lookingAt limit: Int
    ) async throws(StoreError) -> Int {
        try transaction { $0.forgetRequests(recordedBefore: instant, lookingAt: limit) }
    }

    /// Keeps a new version of the configuration.
    public func commit(_ commit: ConfigurationCommit) async throws(StoreError) -> ApartOutcome {
        try transaction { $0.apply(commit) }
    }

    /// Keeps a draft, or discards it.
    public func commit(_ commit: DraftCommit) async throws(StoreError) -> ApartOutcome {
        try transaction { $0.apply(commit) }
    }

    /// Ends a session from that instant on.
    public func end(_ session: CredentialID, at instant: Timestamp) async throws(StoreError) -> Bool {
        try transaction { content in
            let index = content.credentials.firstIndex { $0.id == session && $0.kind == .session }
            guard let index else { return false }
            content.credentials[index] = content.credentials[index].changed(revokedAt: instant)
            return true
        }
    }

    /// Appends who was shown personal data.
    public func append(
        _ reads: [PersonalDataRead], _ subjects: [SealedSubject], _ values: [NewSealedValue]
    ) async throws(StoreError) {
        try transaction { content throws(StoreError) in
            let isErased = subjects.contains { content.dossiers[$0.dossier]?.state.personalDataErasedAt != nil }
            guard !isErased else { throw .versionConflict }
            try content.keep(subjects)
            for value in values { content.values[value.id] = value }
            for read in reads {
                let known = content.reads.contains { $0?.emergency != nil && $0?.emergency?.id == read.emergency?.id }
                guard !known else { throw .versionConflict }
                content.reads.append(read)
            }
        }
    }

    /// Puts keys in place that were wrapped anew, and answers how many.
    public func rewrap(_ subjects: [RewrappedSubject]) async throws(StoreError) -> Int {
        try transaction { content in
            var count = 0
            for new in subjects {
                guard let known = content.subjects[new.id], known.wrappedKey == new.former else { continue }
                content.subjects[new.id] = SealedSubject(
                    id: new.id, dossier: known.dossier, wrappedKey: new.wrappedKey, keyVersion: new.keyVersion,
                    person: new.person)
                count += 1
            }
            return count
        }
    }

    /// Forgets who was shown personal data before that instant, a few at a time.
    public func forgetReads(before instant: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try transaction { content in
            let kept = content.meta[.readsKeptFrom].flatMap { Int64($0) } ?? 0
            content.meta[.readsKeptFrom] = "\(max(kept, instant.milliseconds))"
            let old = content.reads.enumerated().filter { $0.element.map { $0.lastAt < instant } ?? false }
                .sorted { ($0.element?.firstAt ?? instant) < ($1.element?.firstAt ?? instant) }.prefix(limit)
            for (place, read) in old {
                content.reads[place] = nil
                guard let reason = read?.emergency?.reason else { continue }
                content.subjects[reason.subject] = nil
                content.values[reason.value] = nil
            }
            return old.count
        }
    }

    /// Keeps a fact about the database itself.
    public func keep(_ value: String, for key: MetaKey) async throws(StoreError) {
        try transaction { $0.meta[key] = value }
    }

    /// A reader of whatever was committed by the time it is asked.
    public func makeReader() -> MemoryReader {
        MemoryReader(disk: disk)
    }

    func transaction<Value>(
        _ work: (inout MemoryContent) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard !isClosed.withLock({ $0 }) else { throw .unavailable("the store is closed") }
        let outcome = disk.content.withLock { content -> Result<Value, StoreError> in
            var attempt = content
            do throws(StoreError) {
                let value = try work(&attempt)
                attempt.version += 1
                content = attempt
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}
