import DossierDomain
import DossierRouting
import Foundation
import Testing

/// The tables beside this file, which a clerk can read, asked of the engine row by row.
@Suite("Rule tables")
struct RuleTableTests {
    private static func rows(_ name: String, columns: Int) -> [[String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/\(name)")
        do {
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
                .filter { $0.count == columns }
        } catch {
            return []
        }
    }

    @Test("the tables are there, and every row has an identity of its own")
    func tablesFound() {
        let ids =
            (Self.rows("routing.txt", columns: 5) + Self.rows("transit.txt", columns: 6)
            + Self.rows("acknowledgement.txt", columns: 4)).map { $0[0] }
        #expect(ids.count == 82)
        #expect(Set(ids).count == ids.count)
    }

    @Test("RTE-06 who may do what with a dossier on its way", arguments: rows("routing.txt", columns: 5))
    func routing(row: [String]) throws {
        let (life, instant) = try dossier(row[1])
        let actor = try actor(row[2])
        let outcome = life.rejection(of: try command(row[3], life, of: actor), by: actor, at: at(instant))
        #expect(told(outcome) == row[4], "\(row[0]): \(row[2]) \(row[3])")
    }

    @Test("HND-03 by when the post is to have brought what it took", arguments: rows("transit.txt", columns: 6))
    func transit(row: [String]) throws {
        func body(_ text: String) throws -> Body {
            try #require(Body(key: text.replacingOccurrences(of: " ", with: ":")))
        }
        let arrival = TransitTests.withNorms.arrival(
            from: try body(row[1]), to: try body(row[2]), takenAt: at(row[3]))
        #expect(arrival == at(row[4]), "\(row[0]): \(row[5])")
    }

    @Test(
        "HND-01 by when what goes without a carrier is to be acknowledged",
        arguments: rows("acknowledgement.txt", columns: 4))
    func acknowledgement(row: [String]) throws {
        var life = try Life.received("2.002307")
        try life.pass(by: .clerk("van-an"), row[1])
        #expect(life.current.openHandovers[0].dueAt == at(row[2]), "\(row[0]): \(row[3])")
        let waiting = try #require(life.current.workItems.first { $0.kind == .acknowledgeHandover })
        #expect(waiting.dueAt == at(row[2]) && waiting.sender == .office(OfficeID("van-an")))
        try life.act(
            .dispatchHandover(life.current.openHandovers[0].handover.id, Carriage(carrier: "VNPost")),
            by: .clerk("van-an"), at: at(row[1]))
        #expect(life.current.openHandovers[0].dueAt == at(row[2]), "a carrier within one unit needs no time")
    }

    private func told(_ rejection: CommandRejection?) -> String {
        guard let rejection else { return "done" }
        if case .forbidden(let rule) = rejection { return "forbidden \(rule.rawValue)" }
        return String("\(rejection)".prefix { $0 != "(" })
    }

    private func dossier(_ name: String) throws -> (Life, String) {
        switch name {
        case "received": return (try Life.received("2.002307"), "08-30 10:00")
        case "offered":
            var life = try Life.received("2.002307")
            try life.pass(by: .clerk("van-an"), "08-20 09:00")
            return (life, "08-30 10:00")
        case "district": return (try Life.atDistrict(), "08-30 10:00")
        case "asked":
            var life = try Life.atDistrict()
            try life.act(
                try command("asks police-van-an", life, of: .system("labour-van-quan")),
                by: .system("labour-van-quan"), at: at("08-26 09:00"))
            return (life, "08-30 10:00")
        case "parallel": return (try Life.sideBySide(), "08-30 10:00")
        case "decided": return (try Life.decided(), "09-05 10:00")
        default: return (try Life.ready(), "09-05 10:00")
        }
    }

    private func actor(_ text: String) throws -> Actor {
        let words = text.split(separator: " ").map(String.init)
        let place = words.count > 1 ? words[1] : ""
        switch words[0] {
        case "clerk": return .clerk(place)
        case "official": return .official(place)
        case "system": return .system(place)
        case "postman": return .any(.postalClerk, .agency(AgencyID(place)), .post)
        case "administrator": return .administrator
        default: throw NoSuchWord(text: text)
        }
    }

    /// What is said in words, about the actor's own work where it has some, else about whatever there is.
    private func command(_ text: String, _ life: Life, of actor: Actor) throws -> DossierCommand {
        let words = text.split(separator: " ").map(String.init)
        let handover = life.current.openHandovers.first?.handover.id ?? HandoverID("none")
        let own = life.current.branches.first { $0.holder == actor.body }?.assignment
        let assignment = own ?? life.current.branches.compactMap(\.assignment).first ?? AssignmentID("none")
        let question = life.current.consultations.first?.id ?? ConsultationID("none")
        switch (words[0], words.count) {
        case ("passes", _): return .pass
        case ("acknowledges", _): return .acknowledgeHandover(handover)
        case ("returns", _): return .returnHandover(handover, reason: secret("reason"))
        case ("gives", _): return .dispatchHandover(handover, Carriage(carrier: "VNPost"))
        case ("completes", _): return .completeStep(.init(assignment: assignment))
        case ("decides", _): return .completeStep(.init(assignment: assignment, decision: granted))
        case ("sends", _): return .sendBack(.init(assignment: assignment, reason: secret("reason")))
        case ("asks", _):
            return .consult(
                .init(
                    assignment: assignment, asked: AgencyID(words[1]), limit: .workingDays(3),
                    question: secret("question")))
        case ("answers", _): return .answerConsultation(question, answer: secret("answer"))
        case ("reports", _): return .reportSilence(question)
        case ("checks", _): return .checkPlan
        case ("plans", 2): return .replan(.init(reason: secret("reason")))
        case ("plans", 4):
            return .replan(
                .init(
                    steps: [PlannedAgency(step: StepID(words[1]), agency: AgencyID(words[3]))],
                    reason: secret("reason")))
        case ("hands", _): return .handOver
        default: throw NoSuchWord(text: text)
        }
    }

    private struct NoSuchWord: Error {
        let text: String
    }
}
