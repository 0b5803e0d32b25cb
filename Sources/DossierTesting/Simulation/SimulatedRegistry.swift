import DossierDomain
import DossierRouting

/// The one door in memory: decide, record, fold, with what the network and the machine do to requests.
///
/// It keeps what a store keeps (events, their fold, numbers, what each request came to) and can lose a request
/// before it is recorded, its answer after, and everything but the record in a restart.
public struct SimulatedRegistry: Sendable {
    /// One dossier as it is kept.
    public struct Entry: Sendable {
        /// The fold of its events.
        public internal(set) var state: DossierState
        /// Its events.
        public internal(set) var events: [RecordedEvent]
    }

    /// What the caller hears.
    public enum Answer: Hashable, Sendable {
        /// It is done: the version it led to.
        case done(version: Int, isReplay: Bool)
        /// It was rejected.
        case rejected(CommandRejection, isReplay: Bool)
        /// The version that the caller expected is not the current one.
        case versionMismatch(current: Int)
        /// The key was used for another request.
        case keyReused
        /// No answer came; whether it was done the caller can't know.
        case lost
    }

    /// What happens to a request on its way.
    public enum Fault: Sendable {
        /// It is lost before it is recorded.
        case lostBefore
        /// It is recorded, and the answer is lost.
        case lostAfter
    }

    /// A request.
    public struct Request: Hashable, Sendable {
        /// What is commanded.
        public let command: DossierCommand
        /// For which dossier.
        public let dossier: DossierID
        /// By whom.
        public let actor: Actor
        /// When it happened in the world.
        public let occurredAt: Timestamp
        /// Its idempotency key; the system's own requests have none.
        public let key: String?

        /// A request.
        public init(
            _ command: DossierCommand, on dossier: DossierID, by actor: Actor, at occurredAt: Timestamp, key: String?
        ) {
            self.command = command
            self.dossier = dossier
            self.actor = actor
            self.occurredAt = occurredAt
            self.key = key
        }
    }

    private enum Outcome: Hashable, Sendable {
        case done(version: Int)
        case rejected(CommandRejection)
    }

    /// The configuration in force.
    public var catalogue: Catalogue
    /// What is kept, by identity.
    public private(set) var entries: [DossierID: Entry] = [:]
    /// The dossiers, oldest first.
    public private(set) var order: [DossierID] = []
    /// How many events there are.
    public private(set) var eventCount = 0
    private var outcomes: [String: (request: Request, outcome: Outcome)] = [:]
    private var serials: [String: Int] = [:]
    private(set) var dossierOfNumber: [String: DossierID] = [:]

    /// Nothing recorded yet.
    public init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// Performs a request as the service does: earlier outcome, then decide, then record.
    public mutating func perform(
        _ request: Request, now: Timestamp, expecting version: Int? = nil, fault: Fault? = nil
    ) -> Answer {
        if case .lostBefore = fault { return .lost }
        let answer = answer(to: request, now: now, expecting: version)
        return fault == nil ? answer : .lost
    }

    private mutating func answer(to request: Request, now: Timestamp, expecting version: Int?) -> Answer {
        if let key = request.key, let earlier = outcomes[key] {
            guard earlier.request == request else { return .keyReused }
            switch earlier.outcome {
            case .done(let version): return .done(version: version, isReplay: true)
            case .rejected(let rejection): return .rejected(rejection, isReplay: true)
            }
        }
        let entry = entries[request.dossier]
        if let version, let current = entry?.state.version, current != version {
            return .versionMismatch(current: current)
        }
        let events: [DossierEvent]
        do {
            events = try decide(
                request.command, given: entry?.state, by: request.actor, at: request.occurredAt, now: now,
                under: catalogue)
        } catch {
            if let key = request.key { outcomes[key] = (request, .rejected(error)) }
            return .rejected(error, isReplay: false)
        }
        let version = record(events, of: request, now: now)
        if let key = request.key { outcomes[key] = (request, .done(version: version)) }
        return .done(version: version, isReplay: false)
    }

    private mutating func record(_ events: [DossierEvent], of request: Request, now: Timestamp) -> Int {
        let id = request.dossier
        var state = entries[id]?.state
        var recorded = entries[id]?.events ?? []
        for event in events {
            let event = numbered(event, id, on: request.occurredAt.date)
            state = evolve(state, with: event, of: id, at: request.occurredAt, by: request.actor)
            eventCount += 1
            recorded.append(
                RecordedEvent(
                    position: eventCount, dossier: id, sequence: recorded.count + 1, event: event,
                    occurredAt: request.occurredAt, recordedAt: now, actor: request.actor,
                    configurationVersion: catalogue.version, requestID: request.key ?? "system-\(eventCount)"))
        }
        guard let state else { preconditionFailure("a decision has at least one event") }
        if entries[id] == nil { order.append(id) }
        entries[id] = Entry(state: state, events: recorded)
        return state.version
    }

    private mutating func numbered(_ event: DossierEvent, _ id: DossierID, on date: CivilDate) -> DossierEvent {
        guard case .received(var received) = event, let agency = catalogue.agency(received.agency, on: date) else {
            return event
        }
        let series = "\(agency.identifier.shortForm) \(date)"
        serials[series, default: 0] += 1
        received.number = DossierNumber(agency: agency.identifier, date: date, serial: serials[series] ?? 1)
        if let number = received.number { dossierOfNumber[number.text] = id }
        return .received(received)
    }

    /// Forgets every fold and makes it anew from the record, as a restart on a record without its rows would.
    public mutating func restart() {
        for id in order {
            guard let events = entries[id]?.events else { continue }
            if let state = DossierState(of: events) { entries[id]?.state = state }
        }
    }
}
