import DossierDomain
import DossierRouting
import Foundation
import Testing

/// Which command makes sense in which status, as a table that a clerk can read.
@Suite("Transitions")
struct TransitionTests {
    @Test("the committed table of statuses and commands is what the engine does")
    func table() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Tables/transitions.txt")
        let committed = try String(contentsOf: file, encoding: .utf8)
        let rows = committed.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map {
                $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.joined(
                    separator: " | ")
            }
            .joined(separator: "\n")
        let engine = try engineTable()
        #expect(rows == engine, "what the engine does:\n\(engine)")
    }

    @Test("SEC-05 what a rejection says would be allowed is what is", arguments: DossierStatus.allCases)
    func allowed(status: DossierStatus) throws {
        let life = try life(in: status)
        #expect(life.current.status == status)
        for name in DossierCommand.Name.allCases {
            #expect(isAllowed(name, in: life) == status.allowedCommands.contains(name), "\(name)")
        }
    }

    private func engineTable() throws -> String {
        let statuses = DossierStatus.allCases
        let head = (["command"] + statuses.map(\.rawValue)).joined(separator: " | ")
        let lives = try statuses.map(life(in:))
        let rows = DossierCommand.Name.allCases.map { name in
            ([name.rawValue] + lives.map { isAllowed(name, in: $0) ? "yes" : "-" }).joined(separator: " | ")
        }
        return ([head] + rows).joined(separator: "\n")
    }

    /// Asks the engine, whoever may act: anything but "not in this status" means that it makes sense.
    private func isAllowed(_ name: DossierCommand.Name, in life: Life) -> Bool {
        let rejection = life.rejection(of: command(name), by: .administrator, at: life.current.lastOccurredAt)
        if case .notInStatus = rejection { return false }
        return true
    }

    private func command(_ name: DossierCommand.Name) -> DossierCommand {
        let handover = HandoverID("none")
        return switch name {
        case .submit: .submit(.papers("2.002307", at: "van-an-2"))
        case .requestSupplement: .requestSupplement(.init(missing: [needsCertificate]))
        case .supplement: .supplement(documents: [certificate])
        case .receive: .receive(.init())
        case .confirmReception: .confirmReception
        case .offerHandover: .pass
        case .dispatchHandover: .dispatchHandover(handover, Carriage(carrier: "VNPost"))
        case .acknowledgeHandover: .acknowledgeHandover(handover)
        case .returnHandover: .returnHandover(handover, reason: secret("reason"))
        case .completeStep: .completeStep(.init(assignment: AssignmentID("none")))
        case .handOverResult: .handOver
        case .applyCalendar: .applyCalendar
        case .consult:
            .consult(
                .init(
                    assignment: AssignmentID("none"), asked: AgencyID("police-van-an"), limit: .workingDays(3),
                    question: secret("question")))
        case .answerConsultation: .answerConsultation(ConsultationID("none"), answer: secret("answer"))
        case .reportSilence: .reportSilence(ConsultationID("none"))
        case .sendBack: .sendBack(.init(assignment: AssignmentID("none"), reason: secret("reason")))
        case .checkPlan: .checkPlan
        case .replan: .replan(.init(reason: secret("reason")))
        case .warnOfLateness: .warnOfLateness
        case .refuseReception, .signHandoverRecord, .askSupplement, .issueSupplementRequest, .apologise, .withdraw,
            .stop, .giveBackPapers, .reportIncident, .postResult, .recordFailedDelivery, .takeBackResult,
            .correctDecision, .demandPayment, .collectFee, .recordNotice, .rate, .complain, .answerComplaint,
            .attachScan, .erasePersonalData:
            DossierCommand.later(name)
        }
    }

    private func life(in status: DossierStatus) throws -> Life {
        switch status {
        case .submitted, .supplementRequested:
            var life = Life()
            try life.act(
                .submit(.papers("2.002307", at: "van-an-2", [application])), by: .clerk("van-an"),
                at: at("08-20 08:00"))
            if status == .supplementRequested {
                try life.act(
                    .requestSupplement(.init(missing: [needsCertificate])), by: .clerk("van-an"),
                    at: at("08-20 08:10"))
            }
            return life
        case .received: return try Life.received("2.002307")
        case .handling: return try Life.atDistrict()
        case .decided: return try Life.decided()
        case .readyToHandOver: return try Life.ready()
        case .handedOver:
            var life = try Life.ready()
            try life.act(.handOver, by: .clerk("van-an"), at: at("09-06 08:00"))
            return life
        case .entrusted: return try Life.entrusted()
        case .refusalProposed, .receptionRefused:
            var life = try self.life(in: .submitted)
            let signer = status == .receptionRefused ? secret("signer") : nil
            try life.act(
                .refuseReception(.init(reason: secret("reason"), signer: signer)), by: .official("van-an"),
                at: at("08-20 08:10"))
            return life
        case .awaitingSupplement: return try Life.awaitingSupplement()
        case .withdrawn:
            var life = try Life.received("2.002307")
            try life.act(.withdrawal, by: .clerk("van-an"), at: at("08-20 10:00"))
            return life
        case .stopped:
            var life = try Life.atDistrict()
            try life.act(.stopping, by: .system("labour-van-quan"), at: at("08-26 10:00"))
            return life
        }
    }
}
