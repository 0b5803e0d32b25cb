import DossierDomain
import DossierRouting
import DossierTesting
import Foundation
import Testing

/// Random changes of a made-up province's configuration while its dossiers are on their way, rehearsed, and compared with
/// what the engine makes of each dossier and of each day; `MOTCUA_TEST_DEPTH=full` takes many seeds.
@Suite("Rehearsals of random changes")
struct RandomRehearsalTests {
    private static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
    /// How many days are looked at one by one.
    private static let horizon = 60

    @Test(
        "CFG-02 whatever is changed, a rehearsal names what differs afterwards on any day, from the first such day on")
    func exact() throws {
        var named = 0
        for seed in UInt64(1)...(Self.isFull ? 400 : 10) {
            var scene = try RehearsedScene(seed: seed)
            for _ in 0..<8 {
                let next = try scene.changed()
                let trial = RehearsalTrial(
                    scene: scene, old: Catalogue(scene.document, version: 2), new: Catalogue(next, version: 3),
                    horizon: Self.horizon)
                named += trial.compare("seed \(seed)")
            }
        }
        #expect(named > 100, "they touch something: \(named)")
    }

    @Test("CFG-02 AUD-03 whatever becomes of the rules of retention, a rehearsal names what falls due, or no more")
    func retention() throws {
        var named = 0
        for seed in UInt64(1)...(Self.isFull ? 100 : 6) {
            var scene = try RehearsedScene(seed: seed, isOver: true)
            for _ in 0..<4 {
                let (old, next) = (scene.withRules(), scene.withRules())
                named += RehearsalTrial(
                    scene: scene, old: Catalogue(old, version: 2), new: Catalogue(next, version: 3),
                    horizon: 0
                ).compareRetention("seed \(seed)")
            }
        }
        #expect(named > 10, "they touch something: \(named)")
    }
}

/// A province in the middle of its work.
struct RehearsedScene {
    let document: ConfigurationDocument
    let states: [DossierState]
    let instant: Timestamp
    private var generator: SeededGenerator

    /// A year of that seed, stopped on some day, or after everything has ended.
    init(seed: UInt64, isOver: Bool = false) throws {
        var generator = SeededGenerator(seed: seed &* 7_919)
        var extent = Simulation.Extent()
        extent.dossierCount = 40
        extent.dayCount = 30
        var simulation = Simulation(seed: seed, extent: extent)
        let first = simulation.registry.catalogue
        try simulation.run()
        let entries = simulation.registry.order.compactMap { simulation.registry.entries[$0] }
        let ends = entries.compactMap { $0.events.first?.recordedAt }
        let middle = ends[Int.random(in: ends.count / 2..<ends.count, using: &generator)].adding(minutes: 60)
        let last = entries.compactMap { $0.events.last?.recordedAt }.max() ?? middle
        // Long enough after it that some of it need not be kept any more.
        let instant = isOver ? last.adding(minutes: Int.random(in: 20...100, using: &generator) * 1_440) : middle
        let events = entries.map { entry in entry.events.filter { $0.recordedAt <= instant } }
        let isSecond = events.joined().contains { $0.configurationVersion == 2 }
        document = (isSecond ? simulation.registry.catalogue : first).document
        states = events.compactMap { DossierState(of: $0) }
        self.instant = instant
        self.generator = generator
    }

    private mutating func someDay() -> CivilDate {
        instant.date.adding(days: Int.random(in: 0...40, using: &generator))
    }

    /// The document after one to three random changes.
    mutating func changed() throws -> ConfigurationDocument {
        var next = document
        for _ in 0..<Int.random(in: 1...3, using: &generator) { try change(&next) }
        return next
    }

    private mutating func change(_ next: inout ConfigurationDocument) throws {
        let day = someDay()
        let end = day.adding(days: -1).description
        switch Int.random(in: 0..<11, using: &generator) {
        case 0:
            let never = instant.date.adding(days: 10_000)
            let endings = SimulatedProvince.Endings(northLabour: never, southLabour: never, merger: never)
            next.calendars = SimulatedProvince.document(endings, extraDaysOff: [day]).calendars
        case 1: try edit(&next.agencies) { $0["validTo"] = end }
        case 2: try edit(&next.offices) { $0["validTo"] = end }
        case 3: try edit(&next.counters) { $0["validTo"] = end }
        case 4: try edit(&next.units) { $0["validTo"] = end }
        case 5: try edit(&next.procedures) { $0["validTo"] = end }
        case 6: try succeed(&next.procedures, on: day) { $0.version + 1 }
        case 7: try succeed(&next.routes, on: day) { $0.version + 1 }
        case 8:
            // What was to end goes on.
            for index in next.agencies.indices where next.agencies[index].validTo != nil {
                next.agencies[index] = try Self.edited(next.agencies[index]) { $0["validTo"] = nil }
            }
        case 9:
            try edit(&next.offices) { office in
                let premises = (office["premises"] as? [[String: Any]]) ?? []
                office["premises"] = premises + [["from": day.description, "kind": "agency", "place": "nơi mới"]]
            }
        default: try edit(&next.counters) { $0["name"] = "Quầy khác" }
        }
    }

    private mutating func edit<Row: Codable>(
        _ rows: inout [Row], _ change: (inout [String: Any]) -> Void
    ) throws {
        let index = Int.random(in: 0..<rows.count, using: &generator)
        rows[index] = try Self.edited(rows[index], change)
    }

    /// Has one of the rows end, and another version of it begin on the day after.
    private mutating func succeed<Row: EffectiveDated & Codable & Equatable>(
        _ rows: inout [Row], on day: CivilDate, version: (Row) -> Int
    ) throws {
        guard let row = rows.randomElement(using: &generator), row.validTo == nil else { return }
        rows.removeAll { $0 == row }
        rows.append(try Self.edited(row) { $0["validTo"] = day.adding(days: -1).description })
        rows.append(
            try Self.edited(row) {
                $0["version"] = version(row)
                $0["validFrom"] = day.description
            })
    }

    private static func edited<Row: Codable>(_ row: Row, _ change: (inout [String: Any]) -> Void) throws -> Row {
        let bytes = try JSONEncoder().encode(row)
        guard var object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] else { return row }
        change(&object)
        return try JSONDecoder().decode(Row.self, from: JSONSerialization.data(withJSONObject: object))
    }

    /// The document with random rules of retention.
    mutating func withRules() -> ConfigurationDocument {
        var document = self.document
        var rules: [RetentionRule] = []
        let subjects: [(RetentionRule.Kind, ProcedureCode?)] =
            [(.dossier, nil), (.submission, nil)]
            + SimulatedProvince.procedures.prefix(2).map { (.dossier, ProcedureCode($0)) }
        for (kind, procedure) in subjects where Bool.random(using: &generator) {
            rules.append(
                RetentionRule(
                    kind: kind, procedure: procedure, months: Int.random(in: 1...4, using: &generator), ground: "thử"))
        }
        document.retention = rules
        return document
    }
}

/// One change, rehearsed and made.
struct RehearsalTrial {
    let scene: RehearsedScene
    let old: Catalogue
    let new: Catalogue
    let horizon: Int

    private var days: [CivilDate] { (0...horizon).map { scene.instant.date.adding(days: $0) } }

    /// In one piece, and in pieces that are added up: both have to say the same.
    private func rehearsed(_ name: String) -> RehearsalReport {
        var whole = Rehearsal(from: old, to: new, at: scene.instant)
        var parts = whole
        let statuses = Set(whole.statuses)
        for state in scene.states where statuses.contains(state.status) {
            whole.look(at: state)
            var part = whole.fresh
            part.look(at: state)
            parts.add(part)
        }
        for state in scene.states where whole.keptBefore.map({ state.submittedAt < $0 }) ?? false {
            whole.look(atKept: state)
            parts.look(atKept: state)
        }
        #expect(whole.report == parts.report, "\(name): parts add up")
        #expect(whole.report.daysLeftOut == 0)
        return whole.report
    }

    /// Compares all that differs; answers how much that was.
    func compare(_ name: String) -> Int {
        let report = rehearsed(name)
        var (dates, plans, receptions, offices, keeping):
            (Set<String>, Set<String>, Set<String>, Set<String>, Set<String>)
        (dates, plans, receptions, offices, keeping) = ([], [], [], [], [])
        for state in scene.states {
            if let moved = movement(of: state) { dates.insert(moved) }
            if let plan = planChange(of: state) { plans.insert(plan) }
            guard !isOver(state) else { continue }
            if let reception = receptionChange(of: state) { receptions.insert(reception) }
            for office in Set([state.officeInCharge] + (state.reception.map { [$0.returnOffice] } ?? []))
            where days.contains(where: { describe(old, office, $0) != describe(new, office, $0) }) {
                offices.insert("\(state.id) \(office)")
            }
            let code = state.procedure.code
            if state.reception != nil,
                days.contains(where: { old.procedure(code, on: $0)?.version != new.procedure(code, on: $0)?.version })
            {
                keeping.insert(state.id.text)
            }
        }
        #expect(
            Set(report.dueDates.first.map { "\($0.dossier.id) \($0.from) \($0.to)" }) == dates, "\(name): due dates")
        #expect(
            Set(report.plans.first.map { "\($0.dossier.id) \($0.on) \($0.before) \($0.after)" }) == plans,
            "\(name): plans")
        // What lacks papers can't be received on any day, whatever else is in its way.
        let complete = Set(scene.states.filter { isComplete($0) }.map(\.id))
        #expect(
            Set(
                report.submissions.first.filter { complete.contains($0.dossier.id) }.map { "\($0.dossier.id) \($0.on)" }
            )
                == receptions, "\(name): submissions")
        #expect(
            Set(report.atOffices.first.map { "\($0.dossier.id) \($0.office)" }) == offices, "\(name): at offices")
        #expect(Set(report.keeping.first.map(\.dossier.id.text)) == keeping, "\(name): keeping their version")
        compareCounters(report, name)
        compareVersions(report, name)
        return dates.count + plans.count + receptions.count + offices.count + keeping.count
    }

    private func isOver(_ state: DossierState) -> Bool {
        state.endedAt != nil || state.status == .handedOver || state.status == .receptionRefused
    }

    private func isComplete(_ state: DossierState) -> Bool {
        state.status == .submitted
            && [old, new].allSatisfy {
                $0.document.procedures.filter { $0.code == state.procedure.code }
                    .allSatisfy { $0.missingDocuments(from: state.documents).isEmpty }
            }
    }

    /// What the command that moves due dates makes of it.
    private func movement(of state: DossierState) -> String? {
        let events =
            (try? decide(
                .applyCalendar, given: state, by: SimulatedStaff.system, at: scene.instant, now: scene.instant,
                under: new))
            ?? []
        for case .deadlineMoved(let moved) in events {
            return "\(state.id) \(state.reception?.dueAt ?? scene.instant) \(moved.dueAt)"
        }
        return nil
    }

    /// What the watch would see of it, from the first day on which it sees another thing.
    private func planChange(of state: DossierState) -> String? {
        guard state.status.allowedCommands.contains(.checkPlan) else { return nil }
        for day in days {
            let (before, after) = (old.planProblems(of: state, on: day), new.planProblems(of: state, on: day))
            if before != after { return "\(state.id) \(day) \(before) \(after)" }
        }
        return nil
    }

    private func receptionChange(of state: DossierState) -> String? {
        guard isComplete(state) else { return nil }
        for day in days where reception(of: state, on: day, under: old) != reception(of: state, on: day, under: new) {
            return "\(state.id) \(day)"
        }
        return nil
    }

    /// What the engine makes of a clerk's wish to receive it on that day.
    private func reception(of state: DossierState, on day: CivilDate, under catalogue: Catalogue) -> String {
        let instant = max(scene.instant, Timestamp(day, .midnight).adding(minutes: 480))
        let clerk = Actor(
            credential: CredentialID("somebody"), role: .postalClerk, body: .office(state.office), employer: .post)
        do {
            let events = try decide(
                .receive(.init()), given: state, by: clerk, at: instant, now: instant, under: catalogue)
            for case .received(let received) in events { return "\(received.procedure) \(received.route)" }
            return "nothing"
        } catch {
            return "rejected"
        }
    }

    private func describe(_ catalogue: Catalogue, _ id: OfficeID, _ day: CivilDate) -> String {
        guard let office = catalogue.office(id, on: day) else { return "" }
        let premises = office.premises(on: day)
        return "\(office.agency) \(office.serves) \(office.calendar) \(String(describing: premises?.kind))"
            + " \(premises?.place ?? "")"
    }

    private func compareCounters(_ report: RehearsalReport, _ name: String) {
        func describe(_ catalogue: Catalogue, _ id: CounterID, _ day: CivilDate) -> String {
            guard let counter = catalogue.counter(id, on: day) else { return "" }
            let received = catalogue.procedures(on: day).filter { catalogue.receives($0, at: counter, on: day) }.map(
                \.code)
            // Premises of an office that has ended are nowhere, and its counters should have ended as well.
            let premises = catalogue.office(counter.office, on: day)?.premises(on: day)
            return "\(counter.name) \(counter.confirmation) \(counter.office) \(received) \(premises?.place ?? "")"
        }
        var found: [String: CivilDate] = [:]
        for id in Set((old.document.counters + new.document.counters).map(\.id)) {
            found[id.text] = days.first { describe(old, id, $0) != describe(new, id, $0) }
        }
        let named = Dictionary(report.counters.first.map { ($0.counter.text, $0.on) }, uniquingKeysWith: min)
        #expect(named == found, "\(name): counters")
    }

    private func compareVersions(_ report: RehearsalReport, _ name: String) {
        var found: Set<String> = []
        for day in days {
            for code in Set(new.document.procedures.map(\.code)) {
                let (before, after) = (old.procedure(code, on: day)?.version, new.procedure(code, on: day)?.version)
                if before != after { found.insert("\(code) \(before ?? 0) \(after ?? 0)") }
            }
            for id in Set(new.document.routes.map(\.id)) {
                let (before, after) = (old.route(id, on: day)?.version, new.route(id, on: day)?.version)
                if before != after { found.insert("\(id) \(before ?? 0) \(after ?? 0)") }
            }
        }
        let named = report.receptions.first.map { "\($0.id) \($0.before ?? 0) \($0.after ?? 0)" }
        #expect(Set(named) == found, "\(name): receptions")
    }

    /// Compares with whom the engine would erase; answers how many differ.
    func compareRetention(_ name: String) -> Int {
        let report = rehearsed(name)
        func erasable(_ catalogue: Catalogue) -> Set<DossierID> {
            Set(
                scene.states.filter { state in
                    (try? decide(
                        .erasePersonalData(.retentionExpired), given: state, by: SimulatedStaff.system,
                        at: scene.instant,
                        now: scene.instant, under: catalogue)) != nil
                }.map(\.id))
        }
        let (before, after) = (erasable(old), erasable(new))
        let due = report.retention.flatMap { $0.due.first.map(\.dossier.id) }
        let notDue = report.retention.flatMap { $0.notDue.first.map(\.dossier.id) }
        #expect(Set(due) == after.subtracting(before), "\(name): due")
        #expect(Set(notDue) == before.subtracting(after), "\(name): due no more")
        #expect(due.count == Set(due).count && notDue.count == Set(notDue).count, "each by one rule")
        return due.count + notDue.count
    }
}
