import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import Synchronization

/// The credentials of everybody at work.
struct Staff: Sendable {
    /// Each counter's terminal: postal staff's where the post houses the office.
    let counters: [CounterID: String]
    /// The terminal of an office's first counter.
    let clerks: [OfficeID: String]
    /// An official of each office.
    let officials: [OfficeID: String]
    /// Each agency's back-office system.
    let systems: [AgencyID: String]

    /// Issues credentials for every office and agency in force, valid beyond the simulated year.
    static func employ(in store: SQLiteStore, _ catalogue: Catalogue) async throws -> Staff {
        let date = RunningProvince.firstDay
        var counters: [CounterID: String] = [:]
        var clerks: [OfficeID: String] = [:]
        var officials: [OfficeID: String] = [:]
        var systems: [AgencyID: String] = [:]
        var serial = 0
        func issue(
            _ role: Role, _ body: Body, _ employer: Employer, at counter: CounterID? = nil
        ) async throws -> String {
            serial += 1
            let actor = Actor(
                credential: CredentialID("simulated-\(serial)"), role: role, body: body, employer: employer,
                counter: counter)
            let token = CredentialToken(newFor: actor.credential)
            let issuedAt = Timestamp(date, .midnight)
            try await store.issue(
                StoredCredential(
                    id: actor.credential, name: "simulation", secretDigest: token.secretDigest, actor: actor,
                    issuedAt: issuedAt, expiresAt: issuedAt.adding(minutes: 1_440 * 3_650)))
            return token.text
        }
        for office in catalogue.offices(on: date) {
            let isPostal = office.premises(on: RunningProvince.lastDay)?.kind == .post
            let here = catalogue.counters(of: office.id, on: date).map(\.id)
            for counter in here {
                counters[counter] = try await issue(
                    isPostal ? .postalClerk : .official, .office(office.id), isPostal ? .post : .agency, at: counter)
            }
            clerks[office.id] = here.first.flatMap { counters[$0] }
            officials[office.id] = try await issue(.official, .office(office.id), .agency, at: here.first)
        }
        for agency in catalogue.document.agencies where agency.validity.contains(date) {
            systems[agency.id] = try await issue(.agencySystem, .agency(agency.id), .agency)
        }
        return Staff(counters: counters, clerks: clerks, officials: officials, systems: systems)
    }
}

/// What all workers share: the configuration, who works where, the simulated time, and whether to go on.
final class RunningProvince: Sendable {
    static let firstDay: CivilDate = {
        guard let date = CivilDate(year: 2019, month: 1, day: 2) else { preconditionFailure("a day") }
        return date
    }()
    static let lastDay: CivilDate = {
        guard let date = CivilDate(year: 2019, month: 12, day: 31) else { preconditionFailure("a day") }
        return date
    }()
    /// What the province receives in a year.
    static let yearly = 430_000

    let catalogue: Catalogue
    let staff: Staff
    let mix: ProcedureMix
    let people: People
    let seed: UInt64
    let port: UInt16
    let bodies: [Body]
    private let receptions = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)

    init(catalogue: Catalogue, staff: Staff, seed: UInt64, port: UInt16) throws {
        self.catalogue = catalogue
        self.staff = staff
        self.seed = seed
        self.port = port
        mix = try ProcedureMix(catalogue, on: Self.lastDay, seed: seed)
        people = People()
        bodies = staff.clerks.keys.sorted().map { .office($0) } + staff.systems.keys.sorted().map { .agency($0) }
    }

    /// The simulated instant: a year passes while a year's dossiers are received.
    var now: Timestamp {
        let minutes = receptions.load(ordering: .relaxed) * 365 * 1_440 / Self.yearly
        return Timestamp(Self.firstDay, .midnight).adding(minutes: min(minutes, 364 * 1_440) + 480)
    }

    /// Counts a reception, which moves the time on; `false` once a whole year is received.
    func beginReception() -> Bool {
        receptions.wrappingAdd(1, ordering: .relaxed).newValue <= Self.yearly
    }

    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func stop() { stopped.store(true, ordering: .relaxed) }

    /// The token with which work of that kind is done for a body.
    func token(for body: Body, kind: WorkItem.Kind) -> String {
        switch body {
        case .agency(let id): staff.systems[id] ?? ""
        case .office(let id):
            (SimulatedStaff.actor(for: body, kind: kind).role == .official ? staff.officials[id] : staff.clerks[id])
                ?? ""
        }
    }
}

/// What a worker counted.
struct WorkerTally: Sendable {
    var receptionCount = 0
    var handedOverCount = 0
    var requestCount = 0
    var pollCount = 0
    var deeds: [String: Int] = [:]
    var rejections: [String: Int] = [:]
    var twiceCount = 0
    var unansweredCount = 0
    var wrong: [String] = []

    static func + (left: WorkerTally, right: WorkerTally) -> WorkerTally {
        var sum = left
        sum.receptionCount += right.receptionCount
        sum.handedOverCount += right.handedOverCount
        sum.requestCount += right.requestCount
        sum.pollCount += right.pollCount
        sum.deeds.merge(right.deeds) { $0 + $1 }
        sum.rejections.merge(right.rejections) { $0 + $1 }
        sum.twiceCount += right.twiceCount
        sum.unansweredCount += right.unansweredCount
        sum.wrong += right.wrong
        return sum
    }
}

/// What the run came to.
struct SimulationOverHTTP {
    let minutes: Double
    let workers: Int
    let kills: Int
    let seed: UInt64
    let tally: WorkerTally
    let memoryKilobytes: Int
    let databaseBytes: Int
    let verification: (text: String, seconds: Double, isClean: Bool)
    let exitStatus: Int32
    let simulatedUntil: Timestamp

    /// Whether everything that was acknowledged is there once, and the record verifies.
    var isSound: Bool {
        verification.isClean && exitStatus == 0 && tally.wrong.isEmpty
            && verification.text.contains("\(tally.receptionCount) dossiers, 0 differences")
    }

    var markdown: String {
        let seconds = max(1, minutes * 60)
        func rate(_ count: Int) -> String { String(format: "%.0f", Double(count) / seconds) }
        let share = 100 * Double(tally.receptionCount) / Double(RunningProvince.yearly)
        let deeds = tally.deeds.sorted { $0.value > $1.value }.map { "| \($0.key) | \($0.value) |" }
        let rejections = tally.rejections.sorted { $0.value > $1.value }.map { "| `\($0.key)` | \($0.value) |" }
        return """
            # The province over HTTP

            Written by `motcua-bench simulate`: every office and agency of `config/lang-son` polls its work and does it
            through the real server, \(workers) connections, seed \(seed), \(String(format: "%.1f", minutes)) minutes of
            machine time on \(ProcessInfo.processInfo.activeProcessorCount) cores shared with the client. The server was
            killed and started again \(kills) times on the way.

            | | |
            |---|---|
            | dossiers received | \(tally.receptionCount), \(rate(tally.receptionCount)) a second |
            | share of a year's \(RunningProvince.yearly) | \(String(format: "%.1f", share)) % |
            | results handed over | \(tally.handedOverCount) |
            | simulated until | \(simulatedUntil.date) |
            | changes | \(tally.deeds.values.reduce(0, +)), \(rate(tally.deeds.values.reduce(0, +))) a second |
            | lists polled | \(tally.pollCount) |
            | requests in all | \(tally.requestCount), \(rate(tally.requestCount)) a second |
            | sent twice under one key | \(tally.twiceCount) |
            | without an answer, sent again until answered | \(tally.unansweredCount) |
            | database | \(databaseBytes / 1_048_576) MiB |
            | server's memory at the end | \(memoryKilobytes / 1_024) MiB |
            | `motcua verify` | \(verification.text.split(separator: "\n").last.map(String.init) ?? "nothing"), \
            \(String(format: "%.0f", verification.seconds)) s |
            | wrong | \(tally.wrong.isEmpty ? "nothing" : tally.wrong.prefix(10).joined(separator: "; ")) |

            ## What was done

            | Deed | Count |
            |---|---|
            \(deeds.joined(separator: "\n"))

            ## What was rejected

            Two who act on one dossier at once, and acts told of out of order, are rejected and done again later.

            | Problem | Count |
            |---|---|
            \(rejections.joined(separator: "\n"))

            """
    }
}
