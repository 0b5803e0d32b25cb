import Dispatch
import DossierDomain
import DossierStore
import DossierStoreSQLite
import DossierTesting

/// What was made.
struct GenerationReport: Sendable {
    var dossierCount = 0
    var eventCount = 0
    var statuses: [DossierStatus: Int] = [:]
}

/// Lives through a span of days: everybody comes, everything is done in the order of time, and each day's changes
/// are committed in big transactions by the store's one writer while the next day is prepared on all cores.
struct Generation {
    private let world: World
    private let store: SQLiteStore
    private let days: [(date: CivilDate, arrivals: Range<Int>)]
    private let openingHours: (CivilDate) -> [(Timestamp, Timestamp)]
    private var waiting: [CivilDate: [Journey]] = [:]
    private var serials: [String: Int] = [:]
    private var report = GenerationReport()

    private static let batchLength = 20_000
    private static let chunkCount = 8

    /// So many dossiers, brought from that day on and before the world's end.
    init(_ count: Int, from first: CivilDate, in world: World, store: SQLiteStore) throws {
        self.world = world
        self.store = store
        guard let office = world.mix.entries.all.first?.desks.all.first?.office else {
            throw Failure("No counter of the configuration receives any procedure.")
        }
        let catalogue = world.catalogue
        openingHours = { date in
            catalogue.calendar(of: office, on: date).periods(on: date).map {
                // Nobody is let in during the last half hour.
                (Timestamp(date, $0.opens), Timestamp(date, $0.closes).adding(minutes: -30))
            }
        }
        let last = world.end.date
        let weights = stride(from: first.dayNumber, to: last.dayNumber, by: 1).map { day -> Int in
            let date = CivilDate(dayNumber: day)
            guard catalogue.calendar(of: office, on: date).isWorking(date) else { return 0 }
            return date.weekday == .monday ? 13 : date.weekday == .friday ? 9 : 10
        }
        let whole = weights.reduce(0, +)
        guard whole > 0 else { throw Failure("There is no working day from \(first) to \(last).") }
        var days: [(CivilDate, Range<Int>)] = []
        var sum = 0
        for (offset, weight) in weights.enumerated() {
            let start = count * sum / whole
            sum += weight
            days.append((first.adding(days: offset), start..<count * sum / whole))
        }
        self.days = days
    }

    /// Does it all; `progress` is told after each day. Throws where the store doesn't do what was foreseen.
    mutating func run(progress: (CivilDate, GenerationReport) -> Void) async throws -> GenerationReport {
        var writing: Task<Void, any Error>?
        for day in days {
            let (prepared, foreseen) = try prepare(day.date, day.arrivals)
            try await writing?.value
            let store = self.store
            writing = Task.detached {
                for start in stride(from: 0, to: prepared.count, by: Self.batchLength) {
                    let end = min(start + Self.batchLength, prepared.count)
                    try await Self.write(Array(prepared[start..<end]), foreseen[start..<end], into: store)
                }
            }
            progress(day.date, report)
        }
        try await writing?.value
        for journey in waiting.values.joined() { count(journey) }
        return report
    }

    private static func write(
        _ prepared: [PreparedCommit], _ foreseen: ArraySlice<DossierNumber?>, into store: SQLiteStore
    ) async throws {
        for (outcome, number) in zip(try await store.commit(prepared), foreseen) {
            guard case .committed(let state) = outcome, state.number == number else {
                throw Failure("The store did something else than foreseen: \(outcome).")
            }
        }
    }

    /// Everything of a day, in order and encoded, with the number that each dossier will have.
    private mutating func prepare(
        _ date: CivilDate, _ arrivals: Range<Int>
    ) throws -> ([PreparedCommit], [DossierNumber?]) {
        let world = self.world
        let hours = openingHours(date)
        var open = waiting.removeValue(forKey: date) ?? []
        let carriedOver = open.count
        for index in arrivals { open.append(Journey(index, at: Self.arrival(index, hours, world.seed), in: world)) }
        report.dossierCount += open.count - carriedOver
        let midnight = min(Timestamp(date.adding(days: 1), .midnight), world.end)

        var lived = try inParallel(open) { journey in
            var journey = journey
            return (changes: try journey.run(until: midnight, in: world), journey: journey)
        }
        var order: [(at: Timestamp, journey: Int, change: Int)] = []
        for (index, life) in lived.enumerated() {
            for (step, change) in life.changes.enumerated() { order.append((change.occurredAt, index, step)) }
        }
        order.sort {
            ($0.at, lived[$0.journey].journey.index, $0.change) < ($1.at, lived[$1.journey].journey.index, $1.change)
        }
        try number(&lived, in: order.map { ($0.journey, $0.change) })

        let changes = order.map { lived[$0.journey].changes[$0.change] }
        let prepared = try inParallel(changes) { try PreparedCommit($0) }
        let foreseen = order.map { place -> DossierNumber? in
            let change = lived[place.journey].changes[place.change]
            return change.numbering == nil ? change.state.number : lived[place.journey].journey.state?.number
        }
        report.eventCount += changes.reduce(0) { $0 + $1.events.count }
        for life in lived {
            if let next = life.journey.nextAt, next < world.end {
                waiting[next.date, default: []].append(life.journey)
            } else {
                count(life.journey)
            }
        }
        return (prepared, foreseen)
    }

    /// Gives the serials in the order in which the store will, and puts them into what follows a reception.
    private mutating func number(
        _ lived: inout [(changes: [DossierCommit], journey: Journey)], in order: [(journey: Int, change: Int)]
    ) throws {
        serials.removeAll(keepingCapacity: true)
        for place in order {
            guard let request = lived[place.journey].changes[place.change].numbering else { continue }
            let serial = serials[request.agency.shortForm, default: 0] + 1
            serials[request.agency.shortForm] = serial
            guard let number = DossierNumber(agency: request.agency, date: request.date, serial: serial) else {
                throw Failure(
                    "\(request.agency) would receive more than \(DossierNumber.maximumSerial) dossiers on "
                        + "\(request.date): spread them over more days with --from and --until.")
            }
            lived[place.journey].journey.adopt(number)
            for later in lived[place.journey].changes.indices where later > place.change {
                lived[place.journey].changes[later] = lived[place.journey].changes[later].numbered(number)
            }
        }
    }

    private mutating func count(_ journey: Journey) {
        guard let state = journey.state else { return }
        report.statuses[state.status, default: 0] += 1
    }

    private static func arrival(_ index: Int, _ hours: [(Timestamp, Timestamp)], _ seed: UInt64) -> Timestamp {
        var generator = SeededGenerator(seed: seed ^ UInt64(index))
        // Two of three come in the morning.
        let period = hours[generator.below(3) == 0 ? hours.count - 1 : 0]
        let length = max(1, Int(period.1.milliseconds - period.0.milliseconds))
        return Timestamp(milliseconds: period.0.milliseconds + Int64(generator.below(length)))
    }
}

extension DossierCommit {
    /// The same change of a dossier of that number.
    fileprivate func numbered(_ number: DossierNumber) -> DossierCommit {
        var state = state
        state.reception?.number = number
        return DossierCommit(
            expectedVersion: expectedVersion, events: events, occurredAt: occurredAt, recordedAt: recordedAt,
            actor: actor, configurationVersion: configurationVersion, requestID: requestID, state: state,
            numbering: numbering, newSubjects: newSubjects, newValues: newValues, idempotencyKey: idempotencyKey)
    }
}

/// The elements turned into something else, in their order, on all cores.
func inParallel<Element: Sendable, Made: Sendable>(
    _ elements: [Element], _ make: @Sendable (Element) throws -> Made
) throws -> [Made] {
    let chunkCount = min(8, elements.count)
    guard chunkCount > 1 else { return try elements.map(make) }
    let chunks = ParallelChunks<Made>(count: chunkCount)
    DispatchQueue.concurrentPerform(iterations: chunkCount) { chunk in
        let range = elements.count * chunk / chunkCount..<elements.count * (chunk + 1) / chunkCount
        chunks.set(chunk, Result { try elements[range].map(make) })
    }
    return try chunks.joined()
}
