import DossierDomain
import DossierRouting
import DossierStore
import Synchronization

/// When each credential last polled: in memory for the radar, written to the store now and then.
///
/// What a crash loses are the polls of the last few seconds.
public final class PollLedger: Sendable {
    private struct Place: Hashable {
        let credential: CredentialID
        let body: Body
    }

    private struct Book {
        var polls: [Place: PollRecord] = [:]
        var unwritten: Set<Place> = []
    }

    private let book = Mutex(Book())

    /// The longest client name that is kept, in characters.
    public static let maximumClientLength = 100

    init() {}

    /// Notes a poll.
    func note(_ poll: PollRecord) {
        book.withLock { book in
            let place = Place(credential: poll.credential, body: poll.body)
            book.polls[place] = poll
            book.unwritten.insert(place)
        }
    }

    /// Takes over what was written by an earlier process; newer polls stay.
    func adopt(_ polls: [PollRecord]) {
        book.withLock { book in
            for poll in polls {
                let place = Place(credential: poll.credential, body: poll.body)
                if book.polls[place] == nil { book.polls[place] = poll }
            }
        }
    }

    /// What has to be written, once.
    func takeUnwritten() -> [PollRecord] {
        book.withLock { book in
            defer { book.unwritten = [] }
            return book.unwritten.compactMap { book.polls[$0] }
        }
    }

    /// The polls for a body's work, newest first.
    func polls(for body: Body) -> [PollRecord] {
        Self.newestFirst(book.withLock { book in book.polls.values.filter { $0.body == body } })
    }

    /// The polls for the work of each body that was ever polled for, newest first.
    var pollsByBody: [Body: [PollRecord]] {
        let polls = book.withLock { Array($0.polls.values) }
        return Dictionary(grouping: polls, by: \.body).mapValues(Self.newestFirst)
    }

    private static func newestFirst(_ polls: [PollRecord]) -> [PollRecord] {
        polls.sorted { ($1.at, $0.credential) < ($0.at, $1.credential) }
    }
}

/// How a body keeps up with its work (POL-06).
public struct RadarEntry: Sendable {
    /// The body.
    public let body: Body
    /// What waits there; `nil` where nothing does.
    public let backlog: Backlog?
    /// Its credentials' last polls, newest first.
    public let polls: [PollRecord]

    /// How many leases each credential holds, in the order of its credentials' polls; also where a crash lost the poll.
    public var credentials: [(id: CredentialID, poll: PollRecord?, leased: Int)] {
        let holders = backlog?.holders ?? []
        let unpolled = Set(holders.map(\.credential)).subtracting(polls.map(\.credential)).sorted()
        return (polls.map { ($0.credential, $0) } + unpolled.map { ($0, nil) }).map { id, poll in
            (id, poll, holders.reduce(0) { $0 + ($1.credential == id ? $1.leased : 0) })
        }
    }
    /// When it was last polled for.
    public var lastPollAt: Timestamp? { polls.first?.at }
    /// Since when it hasn't collected although something waits unclaimed: since its last poll, or since the oldest
    /// unclaimed work came where that is later; `nil` where nothing waits unclaimed.
    public var notCollectedSince: Timestamp? {
        guard let oldest = backlog?.oldestUnclaimed?.since else { return nil }
        return lastPollAt.map { max($0, oldest) } ?? oldest
    }
}

/// A handover that waited at a body until somebody collected it.
public struct Silence: Hashable, Sendable {
    /// The handover.
    public let handover: HandoverID
    /// Where it waited.
    public let body: Body
    /// When it was offered.
    public let offeredAt: Timestamp
    /// When somebody first claimed, acknowledged or returned it; `nil` while nobody has.
    public let collectedAt: Timestamp?
    /// When the body last polled before now; `nil` where it never did, or where it doesn't matter any more.
    public let lastPollAt: Timestamp?
}

extension DossierService {
    /// Notes that a credential has polled for a body's work.
    public func notePoll(of actor: Actor, for body: Body, client: String?) {
        guard actor.body == body else { return }
        let client = client.map { String($0.prefix(PollLedger.maximumClientLength)) }
        pollLedger.note(PollRecord(credential: actor.credential, body: body, at: now(), client: client))
    }

    /// A page of who has stopped collecting, by body: for an overseer everywhere, whoever is configured or
    /// something waits at; for an agency itself; for an office itself and the bodies that its own dossiers have come
    /// to, counting only these (POL-06).
    ///
    /// The cursor is the ``Body/key`` of the last body of the page before.
    public func radar(
        after cursor: String? = nil, limit: Int = maximumRadarLength, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<RadarEntry> {
        let now = now()
        var bodies: Set<Body> = []
        var found: [Body: Backlog] = [:]
        func count(_ scope: BacklogScope) throws(ServiceError) {
            let backlogs = try ServiceError.reading { () throws(StoreError) in try reader.backlogs(scope, at: now) }
            for backlog in backlogs { found[backlog.body] = backlog }
        }
        let polls = pollLedger.pollsByBody
        if actor.oversees {
            try count(.everywhere)
            bodies = configuredBodies(on: now.date).union(polls.keys)
        } else if let body = actor.body {
            if let office = actor.office { try count(.dossiers(of: office)) }
            // Of its own work it sees all, whoever received the dossier.
            found[body] = nil
            try count(.body(body))
            bodies = [body]
        }
        let listed = bodies.union(found.keys).filter { body in cursor.map { body.key > $0 } ?? true }.sorted()
        let page = listed.prefix(limit)
        return Page(
            elements: page.map { RadarEntry(body: $0, backlog: found[$0], polls: polls[$0] ?? []) },
            next: listed.count > limit ? page.last?.key : nil)
    }

    /// How many bodies a page of the radar has at the most: a province's all fit.
    public static var maximumRadarLength: Int { 1_000 }

    private func configuredBodies(on date: CivilDate) -> Set<Body> {
        let catalogue = self.catalogue
        let agencies = catalogue.document.agencies.filter { $0.validity.contains(date) }.map { Body.agency($0.id) }
        return Set(catalogue.offices(on: date).map { Body.office($0.id) }).union(agencies)
    }

    /// The first of a body's work that was set aside, for its own staff and overseers.
    public func setAsideWork(
        of body: Body, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> [Assignment] {
        try requireAccess(to: body, by: actor, for: .reading)
        var filter = AssignmentFilter(WorkFilter(body: body, limit: 20), now: now())
        filter.standing = .setAside
        let page = try ServiceError.reading { () throws(StoreError) in try reader.assignments(matching: filter) }
        return page.elements
    }

    /// How long a dossier's handovers waited to be collected: what the deadline ledger attributes to silence.
    public func silences(
        of events: [RecordedEvent], in state: DossierState, reader: Store.Reader
    ) throws(ServiceError) -> [Silence] {
        let leases = try ServiceError.reading { () throws(StoreError) in
            try reader.leases(of: state.id, at: now())
        }
        var silences: [Silence] = []
        func collect(_ handover: HandoverID, at instant: Timestamp) {
            guard let index = silences.firstIndex(where: { $0.handover == handover }) else { return }
            let waiting = silences[index]
            guard waiting.collectedAt == nil else { return }
            silences[index] = Silence(
                handover: handover, body: waiting.body, offeredAt: waiting.offeredAt, collectedAt: instant,
                lastPollAt: nil)
        }
        for recorded in events {
            switch recorded.event {
            case .handoverOffered(let offered):
                let handover = offered.handover
                silences.append(
                    Silence(
                        handover: handover.id, body: handover.to, offeredAt: recorded.occurredAt, collectedAt: nil,
                        lastPollAt: pollLedger.polls(for: handover.to).first?.at))
                if let first = leases.first(where: { $0.item == handover.id.text }) {
                    collect(handover.id, at: first.claimedAt)
                }
            case .handoverAcknowledged(let acknowledged): collect(acknowledged.handover, at: recorded.occurredAt)
            case .handoverReturned(let returned): collect(returned.handover, at: recorded.occurredAt)
            default: continue
            }
        }
        return silences
    }

    /// What has to be done every moment while polls are served: ends waits whose time is up, takes back leases that
    /// have run out, keeps who has polled.
    ///
    /// `clockWasSetBack` has leases looked at whose grant lies in the future now; `keepsPolls` writes the last polls.
    public func tendPolls(
        reader: Store.Reader, clockWasSetBack: Bool = false, keepsPolls: Bool = true
    ) async throws(ServiceError) {
        store.waitingPolls.endWaits()
        let now = now()
        let hasExpired = try ServiceError.reading { () throws(StoreError) in try reader.hasExpiredLeases(at: now) }
        if hasExpired || clockWasSetBack {
            _ = try await storing { () async throws(StoreError) in
                try await store.sweepLeases(at: now, policy: leasePolicy)
            }
        }
        guard keepsPolls else { return }
        let polls = pollLedger.takeUnwritten()
        guard !polls.isEmpty else { return }
        do throws(ServiceError) {
            try await storing { () async throws(StoreError) in try await store.note(polls) }
        } catch {
            // Tried again with the next ones; newer ones win.
            for poll in polls { pollLedger.noteAgain(poll) }
            throw error
        }
    }

    /// Reads who had polled before this process began.
    public func recallPolls(reader: Store.Reader) throws(ServiceError) {
        pollLedger.adopt(try ServiceError.reading { () throws(StoreError) in try reader.polls() })
    }
}

extension PollLedger {
    /// Has a poll written again that couldn't be, unless there is a newer one.
    fileprivate func noteAgain(_ poll: PollRecord) {
        let newest = polls(for: poll.body).first { $0.credential == poll.credential }
        if newest.map({ $0.at <= poll.at }) ?? true { note(poll) }
    }
}
