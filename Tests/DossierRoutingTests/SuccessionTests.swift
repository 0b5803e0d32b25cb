import DossierDomain
import DossierRouting
import Foundation
import Testing

/// What becomes of a dossier whose receiving office ceases, as districts did on 1 July 2025: a table for each act.
///
/// Văn An's office ends on 25 August 2019; Văn Quan's, which lies above it, takes its dossiers over when the watch
/// sees it on the 27th.
@Suite("Offices that take over")
struct SuccessionTests {
    private static let catalogue = ReplanningTests.without("van-an")

    private static var rows: [[String]] {
        get throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/succession.txt")
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        }
    }

    @Test("RTE-05 what a receiving office that has ceased was to do is done by the office that took it over")
    func table() throws {
        let rows = try Self.rows
        #expect(rows.count >= 20)
        for row in rows {
            var life = try Self.life(row[0])
            life.catalogue = Self.catalogue
            try life.act(.checkPlan, by: .administrator, "08-27 08:00")
            let actor =
                row[1] == "clerk" ? Actor.clerk(row[2]) : row[1] == "official" ? .official(row[2]) : .system(row[2])
            var outcome = "done"
            do throws(CommandRejection) {
                try life.act(Self.command(row[3], in: life.current), by: actor, "08-27 09:00")
            } catch {
                outcome = "rejected"
                if case .forbidden(let rule) = error { outcome = "forbidden \(rule.rawValue)" }
            }
            #expect(outcome == row[4], "\(row)")
            #expect(life.current.holder.key == row[5], "\(row)")
            #expect(life.current.custodian.key == row[6], "\(row)")
            #expect(life.folded == life.state)
        }
    }

    @Test("RTE-05 the office that takes over sees it, has its work, and its calendar counts; the number stays")
    func takenOver() throws {
        var life = try Self.life("received")
        let before = life.current
        life.catalogue = Self.catalogue
        try life.act(.checkPlan, by: .administrator, "08-27 08:00")
        let after = life.current
        #expect(after.successor == OfficeID("van-quan") && after.office == OfficeID("van-an"))
        #expect(after.isVisible(to: .office(OfficeID("van-quan"))))
        #expect(after.isVisible(to: .office(OfficeID("van-an"))), "whoever saw it before still does")
        #expect(
            Set(after.workItems.map(\.body)) == [.office(OfficeID("van-quan"))],
            "nothing waits for an office that is no more")
        #expect(after.number == before.number)
        #expect(after.reception?.firstDueAt == before.reception?.firstDueAt)
        #expect(after.planProblems.map(\.cause) == [.returnOfficeCeased], "where the result goes is for a person")
        #expect(life.rejection(of: .checkPlan, by: .administrator, "08-27 09:00") == .planStands, "told once")
    }

    @Test("RTE-05 an act of before the day that is told later is rejected once another office has taken over")
    func toldLater() throws {
        var life = try Self.life("received")
        life.catalogue = Self.catalogue
        try life.act(.checkPlan, by: .administrator, "08-27 08:00")
        let rejection = life.rejection(
            of: .pass, by: .clerk("van-an"), at: at("08-23 09:00"), now: at("08-27 10:00"))
        #expect(rejection == .occurredBeforeLastAct(at("08-27 08:00")))
    }

    @Test("RTE-05 TIM-05 the ledger says since when the new office has it")
    func ledger() throws {
        var life = try Self.life("received")
        life.catalogue = Self.catalogue
        try life.act(.checkPlan, by: .administrator, "08-27 08:00")
        let ledger = try #require(life.catalogue.ledger(of: life.events, now: at("08-28 08:00")))
        #expect(ledger.mainLine.map(\.holder.key) == ["office:van-an", "office:van-quan"])
        #expect(ledger.mainLine.last?.from == at("08-27 08:00"))
    }

    private static func life(_ situation: String) throws -> Life {
        let clerk = Actor.clerk("van-an")
        let district = Actor.system("labour-van-quan")
        switch situation {
        case "received": return try Life.received("2.002307")
        case "to be confirmed": return try Life.received("2.002307", at: "van-an-1")
        case "offered by the office":
            var life = try Life.received("2.002307")
            try life.pass(by: clerk, "08-20 09:00")
            return life
        case "at the district": return try Life.atDistrict()
        case "on its way back for papers", "form 02 to be given":
            var life = try Life.atDistrict()
            try life.act(.ask(life.current, by: "labour-van-quan"), by: district, "08-23 14:00")
            if situation == "form 02 to be given" { try life.acknowledge(by: clerk, "08-23 15:00") }
            return life
        case "with the citizen": return try Life.awaitingSupplement()
        case "withdrawn, papers at the district", "withdrawn, papers at the office":
            var life = try situation.hasSuffix("district") ? Life.atDistrict() : Life.received("2.002307")
            try life.act(.withdrawal, by: clerk, "08-23 14:00")
            return life
        case "complained of":
            var life = try Life.atDistrict()
            try life.act(.complain(.init(content: secret("content"))), by: clerk, "08-23 14:00")
            return life
        default: return try #require(nil as Life?, "no situation \(situation)")
        }
    }

    private static func command(_ act: String, in state: DossierState) -> DossierCommand {
        let open = state.openHandovers.first?.handover.id ?? HandoverID("none")
        switch act {
        case "passes on": return .pass
        case "confirms": return .confirmReception
        case "acknowledges": return .acknowledgeHandover(open)
        case "returns": return .returnHandover(open, reason: secret("reason"))
        case "sends back":
            return .sendBack(
                .init(assignment: state.branches.compactMap(\.assignment)[0], reason: secret("reason")))
        case "gives form 02": return .issueSupplementRequest
        case "takes the papers in": return .supplement(documents: [certificate])
        case "withdraws": return .withdrawal
        case "stops": return .stopping
        case "gives the papers back": return .givingBack
        case "takes a complaint": return .complain(.init(content: secret("content")))
        case "apologises": return .apology("2019-10-01")
        case "names a return office":
            return .replan(.init(returnOffice: OfficeID("van-quan"), reason: secret("reason")))
        default:
            let complaint = state.registers?.complaints.first?.id ?? ComplaintID("none")
            return .answerComplaint(.init(complaint: complaint, answer: secret("answer"), upheld: false))
        }
    }
}
