import Crypto
import DossierDomain
import DossierStore

/// Everything that a memory store keeps, as one value: a copy of it is a snapshot, and putting one back undoes.
struct MemoryContent: Sendable {
    /// A dossier with its place in the lists.
    struct Placed: Sendable {
        var state: DossierState
        var ordinal: Int
    }

    /// A key as it was recorded.
    struct RequestKey: Hashable, Comparable, Sendable {
        let owner: String
        let key: String

        init(_ key: IdempotencyKey) {
            owner = key.owner
            self.key = key.key
        }

        static func < (left: RequestKey, right: RequestKey) -> Bool {
            (left.owner, left.key) < (right.owner, right.key)
        }
    }

    var dossiers: [DossierID: Placed] = [:]
    var numbers: [DossierNumber: DossierID] = [:]
    var recordsApart: [DossierID: RecordApart] = [:]
    var links: [ChainLink] = []
    var eventsByDossier: [DossierID: [Int]] = [:]
    var requests: [RequestKey: (request: RecordedRequest, recordedAt: Timestamp)] = [:]
    /// The key after which the next sweep goes on.
    var sweptUpTo: RequestKey?
    /// Another one after each transaction.
    var version: Int64 = 0
    var serials: [NumberRequest: Int] = [:]
    var blocks: [NumberBlock] = []
    var voids: [DossierNumber: NumberVoid] = [:]
    var restorations: [Restoration] = []
    /// What was skipped of each day, for each of the restorations that it has met.
    var skipped: [NumberRequest: [ClosedRange<Int>]] = [:]
    var days: [CounterDay] = []
    var subjects: [SubjectID: SealedSubject] = [:]
    var values: [PrivateValueID: NewSealedValue] = [:]
    var configurations: [StoredConfiguration] = []
    var drafts: [DraftID: ConfigurationDraft] = [:]
    var credentials: [StoredCredential] = []
    var logins: [StoredLogin] = []
    var meta: [MetaKey: String] = [:]
    /// `nil` where one was forgotten, so that the others keep their places.
    var reads: [PersonalDataRead?] = []

    var head: ChainHead {
        links.last.map { ChainHead(position: $0.position, hash: $0.hash) }
            ?? ChainHead(position: 0, hash: [UInt8](repeating: 0, count: 32))
    }

    /// Takes one change in, or says why not; where it throws, the content is to be thrown away.
    mutating func apply(_ commit: DossierCommit) throws(StoreError) -> CommitOutcome {
        try Self.check(commit)
        if let key = commit.idempotencyKey, let earlier = earlierOutcome(of: key) { return earlier }
        let id = commit.state.id
        let version = dossiers[id]?.state.version ?? 0
        guard version == commit.expectedVersion, commit.configurationVersion >= configurations.count else {
            return .versionConflict(current: version)
        }
        var state = commit.state
        if let request = commit.numbering {
            switch takeNumber(for: request, of: commit.actor) {
            case .failure(let rejection):
                if let key = commit.idempotencyKey { note(.rejected(rejection), for: key, at: commit.recordedAt) }
                return .rejected(rejection)
            case .success(let number):
                state.reception?.number = number
                numbers[number] = id
            }
        }
        let received = append(commit, number: state.number)
        let first = links.count - commit.events.count + 1
        dossiers[id] = Placed(state: state, ordinal: received ?? dossiers[id]?.ordinal ?? first)
        try keep(commit.newSubjects)
        for value in commit.newValues {
            guard subjects[value.subject] != nil else {
                throw .inconsistent("a value of a subject that nobody brought")
            }
            values[value.id] = value
        }
        if commit.events.contains(where: { $0.kind == .personalDataErased }) { erasePersonalData(of: id) }
        if let key = commit.idempotencyKey {
            note(.committed(id, version: state.version), for: key, at: commit.recordedAt)
        }
        return .committed(state)
    }

    /// Takes a change to a record apart in, or says why not.
    mutating func apply(_ commit: ApartCommit) throws(StoreError) -> ApartOutcome {
        if let key = commit.idempotencyKey, let earlier = requests[RequestKey(key)]?.request {
            return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        let id = commit.record.id
        let version = recordsApart[id]?.version ?? 0
        guard version == commit.record.version - 1 else { return .versionConflict(current: version) }
        recordsApart[id] = commit.record
        append(
            RecordedEvent(
                position: links.count + 1, dossier: id, sequence: version + 1, event: commit.event,
                occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, actor: commit.actor,
                configurationVersion: commit.configurationVersion, requestID: commit.requestID))
        try keep(commit.newSubjects)
        for value in commit.newValues { values[value.id] = value }
        if let key = commit.idempotencyKey {
            note(.committed(id, version: version + 1), for: key, at: commit.recordedAt)
        }
        return .committed
    }

    /// Takes wrapped keys in; one that a retired master key wraps would be lost with it.
    mutating func keep(_ new: [SealedSubject]) throws(StoreError) {
        let oldest = meta[.oldestMasterKey].flatMap { Int($0) } ?? 1
        guard new.allSatisfy({ $0.keyVersion >= oldest }) else {
            throw .unavailable("the master key was replaced while this was under way")
        }
        for subject in new { subjects[subject.id] = subject }
    }

    private mutating func erasePersonalData(of id: DossierID) {
        let erased = Set(subjects.values.filter { $0.dossier == id }.map(\.id))
        for subject in erased { subjects[subject] = nil }
        values = values.filter { !erased.contains($0.value.subject) }
    }

    /// What a key was recorded with, where it was.
    func earlierOutcome(of key: IdempotencyKey) -> CommitOutcome? {
        guard let earlier = requests[RequestKey(key)]?.request else { return nil }
        return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
    }

    mutating func note(_ outcome: RecordedOutcome, for key: IdempotencyKey, at recordedAt: Timestamp) {
        let request = RecordedRequest(fingerprint: key.fingerprint, outcome: outcome)
        requests[RequestKey(key)] = (request, recordedAt)
    }

    /// Looks at the next few records and forgets those from before that instant; answers how many.
    mutating func forgetRequests(recordedBefore instant: Timestamp, lookingAt limit: Int) -> Int {
        let keys = requests.keys.filter { key in sweptUpTo.map { key > $0 } ?? true }.sorted().prefix(limit)
        sweptUpTo = keys.count < limit ? nil : keys.last
        let old = keys.filter { key in requests[key].map { $0.recordedAt < instant } ?? false }
        for key in old { requests[key] = nil }
        return old.count
    }

    /// Appends the events and answers the position of the one that receives, where one does.
    private mutating func append(_ commit: DossierCommit, number: DossierNumber?) -> Int? {
        var received: Int?
        for (offset, event) in commit.events.enumerated() {
            var event = event
            let position = links.count + 1
            if case .received(var reception) = event {
                received = position
                reception.number = number
                event = .received(reception)
            }
            let recorded = RecordedEvent(
                position: position, dossier: commit.state.id, sequence: commit.expectedVersion + offset + 1,
                event: event,
                occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, actor: commit.actor,
                configurationVersion: commit.configurationVersion, requestID: commit.requestID)
            append(recorded)
        }
        return received
    }

    mutating func append(_ recorded: RecordedEvent) {
        let line =
            "\(recorded.position) \(recorded.dossier) \(recorded.sequence) \(recorded.event.kind.rawValue) "
            + recorded.requestID
        var digest = SHA256()
        digest.update(data: head.hash)
        digest.update(data: Array(line.utf8))
        links.append(
            ChainLink(position: recorded.position, canonical: line, hash: Array(digest.finalize()), event: recorded))
        eventsByDossier[recorded.dossier, default: []].append(recorded.position)
    }

    private static func check(_ commit: DossierCommit) throws(StoreError) {
        let unnumbered = commit.events.count { event in
            if case .received(let received) = event { return received.number == nil }
            return false
        }
        guard commit.expectedVersion >= 0, !commit.events.isEmpty,
            commit.state.version == commit.expectedVersion + commit.events.count,
            unnumbered == (commit.numbering == nil ? 0 : 1),
            commit.state.reception == nil || (commit.state.number == nil) == (commit.numbering != nil)
        else { throw .inconsistent("the change contradicts itself") }
    }

    /// The same agency whichever form its identifier is written in.
    static func short(_ agency: AgencyIdentifier) -> AgencyIdentifier {
        AgencyIdentifier(agency.shortForm) ?? agency
    }
}
