import DossierDomain
import DossierRouting
import Foundation
import Testing

/// Walks through the lives a dossier can have until every cell of the golden table that says `yes` was really taken.
///
/// What the engine allows is asked elsewhere (`TransitionTests`); here each command has to succeed in each of its
/// statuses, by somebody, at some time, under some configuration.
@Suite("Transitions taken")
struct TransitionsTakenTests {
    struct Cell: Hashable, CustomStringConvertible {
        let status: DossierStatus
        let command: DossierCommand.Name
        var description: String { "\(command.rawValue) in \(status.rawValue)" }
    }

    @Test("every transition of the golden table is taken, with success")
    func everyCell() throws {
        let wanted = try Self.table()
        #expect(wanted.count > 150)
        var walk = TransitionWalk(wanted: wanted)
        for life in try Self.beginnings() { walk.add(life) }
        walk.run()
        let untaken = wanted.subtracting(walk.taken).map(\.description).sorted()
        #expect(untaken == [], "no life takes these")
        #expect(walk.taken.isSubset(of: wanted), "taken, though the table says otherwise")
    }

    private static func table() throws -> Set<Cell> {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/transitions.txt")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        let statuses = try #require(rows.first).dropFirst().map { DossierStatus(rawValue: $0) }
        var cells: Set<Cell> = []
        for row in rows.dropFirst() {
            let command = try #require(DossierCommand.Name(rawValue: row[0]))
            for (status, mark) in zip(statuses, row.dropFirst()) where mark == "yes" {
                cells.insert(Cell(status: try #require(status), command: command))
            }
        }
        return cells
    }

    /// Lives from which the walk finds the rest.
    private static func beginnings() throws -> [Life] {
        var incomplete = Life()
        try incomplete.act(
            .submit(.papers("2.002307", at: "van-an-2", [application])), by: .clerk("van-an"), "08-20 08:00")
        return [
            try Life.ready(), try Life.decided(), try Life.awaitingSupplement(), try Life.atDistrict(), incomplete,
            try Life.entrusted(), try Life.received("2.002307", at: "van-an-1"), try Life.sideBySide(),
        ]
    }
}

/// The lives that were seen, told apart by what can be done with them, and the cells that were taken.
private struct TransitionWalk {
    typealias Cell = TransitionsTakenTests.Cell

    let wanted: Set<Cell>
    var taken: Set<Cell> = []
    private var waiting: [Life] = []
    private var seen: Set<String> = []

    init(wanted: Set<Cell>) {
        self.wanted = wanted
    }

    mutating func add(_ life: Life) {
        if seen.insert(Self.look(of: life.current)).inserted { waiting.append(life) }
    }

    mutating func run() {
        var index = 0
        while index < waiting.count, index < 2_000, taken != wanted {
            let life = waiting[index]
            index += 1
            for name in life.current.status.allowedCommands { attempt(name, in: life) }
        }
    }

    /// Tries the command in every way; the first way that succeeds is another life.
    private mutating func attempt(_ name: DossierCommand.Name, in life: Life) {
        let state = life.current
        let cell = Cell(status: state.status, command: name)
        let isTaken = taken.contains(cell)
        var succeeded: Set<DossierStatus> = []
        for catalogue in Self.catalogues(for: name) {
            var life = life
            life.catalogue = catalogue
            for command in TransitionCommands.all(name, about: state) {
                for actor in Self.actors(of: name, about: state) {
                    for minutes in [1, 4_000, 60_000] {
                        var next = life
                        do {
                            try next.act(command, by: actor, at: state.lastOccurredAt.adding(minutes: minutes))
                        } catch { continue }
                        taken.insert(cell)
                        if succeeded.insert(next.current.status).inserted {
                            next.catalogue = SmallProvince.catalogue
                            add(next)
                        }
                        if isTaken { return }
                        break
                    }
                }
            }
        }
    }

    private static let changed = [
        SmallProvince.catalogue, SmallProvince.withDayOff("2019-09-16"), SmallProvince.withDayOff("2019-10-09"),
        ReplanningTests.without("van-an"), ReplanningTests.without("labour-lang-son"),
        ReplanningTests.without("labour-van-quan"),
    ]

    /// Nothing is kept for longer than a month.
    private static var forgetful: Catalogue {
        var document = SmallProvince.document
        document.retention = [RetentionRule.Kind.dossier, .submission].map {
            RetentionRule(kind: $0, months: 1, ground: "test")
        }
        return Catalogue(document, version: 1)
    }

    /// Most commands need no other configuration than the one of every day.
    private static func catalogues(for name: DossierCommand.Name) -> [Catalogue] {
        switch name {
        case .applyCalendar, .checkPlan, .replan: changed
        case .erasePersonalData: [forgetful]
        default: [SmallProvince.catalogue]
        }
    }

    private static func actors(of name: DossierCommand.Name, about state: DossierState) -> [Actor] {
        let systems: [DossierCommand.Name] = [
            .applyCalendar, .checkPlan, .reportSilence, .warnOfLateness, .erasePersonalData,
        ]
        if systems.contains(name) { return [.administrator] }
        let bodies =
            state.participants + state.openHandovers.flatMap { [$0.handover.from, $0.handover.to] }
            + state.consultations.map { .agency($0.asked) }
        var actors: [Actor] = [.administrator]
        for body in bodies {
            let own: [Actor] =
                switch body {
                case .office(let id): [.clerk(id.text), .official(id.text)]
                case .agency(let id): [.system(id.text)]
                }
            actors += own.filter { !actors.contains($0) }
        }
        return actors
    }

    /// What makes a life another one for the walk: where everything stands, and what is open.
    private static func look(of state: DossierState) -> String {
        let branches = state.branches.map { "\($0.branch) \($0.status)" }
        let handovers = state.openHandovers.map { "\($0.handover.purpose) \($0.carriage != nil)" }
        let registers = state.registers
        let open: [Bool] = [
            registers?.notices.contains { $0.settledAt == nil } ?? false,
            registers?.complaints.contains { $0.answeredAt == nil } ?? false,
            state.consultations.contains { $0.silenceReportedAt == nil }, !state.consultations.isEmpty,
            state.delivery != nil, state.handlingSupplement != nil, state.reception?.confirmationAwaited ?? false,
            state.documents.count > 1, state.endedAt != nil, state.originalsHeld.isEmpty, !state.planProblems.isEmpty,
        ]
        return "\(state.status) \(state.procedure.code) \(branches) \(handovers) \(open) \(state.custodian.key)"
    }
}

/// Ways to give a command about a dossier as it stands.
private enum TransitionCommands {
    static func all(_ name: DossierCommand.Name, about state: DossierState) -> [DossierCommand] {
        let reason = secret("reason")
        let assignments = state.branches.compactMap(\.assignment)
        let handovers = state.openHandovers.map(\.handover.id)
        let carriage = Carriage(carrier: "VNPost")
        switch name {
        case .submit: return []
        case .requestSupplement: return [.requestSupplement(.init(missing: [needsCertificate]))]
        case .supplement: return [.supplement(documents: [certificate])]
        case .receive: return [.receive(.init())]
        case .confirmReception: return [.confirmReception]
        case .offerHandover: return [.pass]
        case .dispatchHandover: return handovers.map { .dispatchHandover($0, carriage) }
        case .acknowledgeHandover: return handovers.map { .acknowledgeHandover($0) }
        case .returnHandover: return handovers.map { .returnHandover($0, reason: reason) }
        case .completeStep:
            return assignments.flatMap { work in
                [nil, granted].map { .completeStep(.init(assignment: work, decision: $0)) }
            }
        case .handOverResult: return [.handOver]
        case .applyCalendar: return [.applyCalendar]
        case .consult:
            return assignments.map {
                .consult(
                    .init(
                        assignment: $0, asked: AgencyID("committee-yen-phuc"), limit: .workingDays(3), question: reason)
                )
            }
        case .answerConsultation: return state.consultations.map { .answerConsultation($0.id, answer: reason) }
        case .reportSilence: return state.consultations.map { .reportSilence($0.id) }
        case .sendBack: return assignments.map { .sendBack(.init(assignment: $0, reason: reason)) }
        case .checkPlan: return [.checkPlan]
        case .replan:
            let steps = ["decide", "appraise", "residence"].map {
                PlannedAgency(step: StepID($0), agency: AgencyID("committee-lang-son"))
            }
            return steps.map { .replan(.init(steps: [$0], reason: reason)) }
                + [
                    .replan(.init(returnOffice: OfficeID("van-quan"), reason: reason)), .replan(.init(reason: reason)),
                ]
        case .warnOfLateness: return [.warnOfLateness]
        case .refuseReception:
            return [nil, secret("signer")].map { .refuseReception(.init(reason: reason, signer: $0)) }
        case .apologise: return [.apology("2019-12-20")]
        case .askSupplement:
            return assignments.map {
                .askSupplement(.init(assignment: $0, missing: [needsCertificate], guidance: reason))
            }
        case .giveBackPapers:
            return [[], [DocumentID("application")]].map {
                .giveBackPapers(.init(to: .applicant, recipient: reason, method: .counter, originals: $0))
            }
        case .collectFee:
            return [.collectFee(.init(receipt: "BL-1", method: .cash, fees: [FeeQuantity(fee: "copy")]))]
        case .recordNotice:
            return (state.registers?.notices ?? []).map {
                .recordNotice(.init(notice: $0.id, channel: .sms, outcome: .delivered))
            }
        case .answerComplaint:
            return (state.registers?.complaints ?? []).map {
                .answerComplaint(.init(complaint: $0.id, answer: reason, upheld: true))
            }
        case .attachScan: return [.scan("application", id: "scan-\(state.scans?.count ?? 0)")]
        case .signHandoverRecord, .issueSupplementRequest, .withdraw, .stop, .reportIncident, .postResult,
            .recordFailedDelivery, .takeBackResult, .correctDecision, .demandPayment, .rate, .complain,
            .erasePersonalData:
            return [.later(name)]
        }
    }
}
