import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let handlingRoles = Access.roles([.official, .agencySystem])
private let planningRoles = Access.roles([.official, .administrator])

extension DossierEndpoints {
    /// Consultations, sending back, and planning anew (RTE-05, RTE-06).
    var routingEndpoints: [Endpoint<Desk>] {
        [consult, answerConsultation, sendStepBack, replan, replanMany]
    }

    private var consult: Endpoint<Desk> {
        act(
            "consult", "/assignments/{assignment}/consultations", roles: handlingRoles, body: BodyShape.consultation,
            Wording(
                vi: "Lấy ý kiến cơ quan khác, có thời hạn trả lời.",
                en: "Ask another agency for its opinion, with a time limit."),
            Wording(vi: "Đã gửi lấy ý kiến.", en: "The question is asked."),
            ["unknown-assignment", "assignment-not-held", "unknown-agency", "consults-itself"]
        ) { input, sealed throws(Problem) in
            let question = service.vault.seal(Remark(text: input.body.string("question")), into: &sealed)
            return .consult(
                .init(
                    assignment: try input.identifier("assignment"), asked: input.body.identifier("asked"),
                    limit: .workingDays(input.body.integer("answerWithinWorkingDays")), question: question))
        }
    }

    private var answerConsultation: Endpoint<Desk> {
        act(
            "answerConsultation", "/consultations/{consultation}/answer", roles: handlingRoles,
            body: BodyShape.consultationAnswer,
            Wording(vi: "Trả lời lấy ý kiến; trả lời muộn vẫn được ghi.", en: "Answer; a late answer is taken too."),
            Wording(vi: "Đã ghi ý kiến.", en: "The answer is recorded."), ["unknown-consultation"]
        ) { input, sealed throws(Problem) in
            let answer = service.vault.seal(Remark(text: input.body.string("answer")), into: &sealed)
            return .answerConsultation(try input.identifier("consultation"), answer: answer)
        }
    }

    private var sendStepBack: Endpoint<Desk> {
        act(
            "sendStepBack", "/assignments/{assignment}/return", roles: handlingRoles, body: BodyShape.stepReturn,
            Wording(
                vi: "Chuyển trả bước xử lý cho nơi đã chuyển đến, nêu lý do.",
                en: "Send the step back to whoever passed it on, with the reason."),
            Wording(vi: "Đã chuyển trả.", en: "It is on its way back."),
            ["unknown-assignment", "assignment-not-held", "nobody-to-send-back-to"]
        ) { input, sealed throws(Problem) in
            let reason = service.vault.seal(Remark(text: input.body.string("reason")), into: &sealed)
            return .sendBack(
                .init(
                    assignment: try input.identifier("assignment"), reason: reason, carriage: input.body.carriage))
        }
    }

    private static var planRejections: [String] {
        ["nothing-to-replan", "plan-incomplete", "unknown-agency", "unknown-office", "route-unresolved"]
    }

    private var replan: Endpoint<Desk> {
        act(
            "replan", "/replanning", roles: planningRoles, body: BodyShape.replanning,
            Wording(
                vi: "Lập lại lộ trình khi nơi giải quyết không còn; giữ nguyên mã hồ sơ, hạn đầu và lịch sử.",
                en: "Plan the dossier anew where a body has ceased; number, first due date and history stay."),
            Wording(vi: "Đã lập lại lộ trình.", en: "Planned anew."), Self.planRejections
        ) { input, sealed throws(Problem) in
            .replan(
                input.body.plan(reason: service.vault.seal(Remark(text: input.body.string("reason")), into: &sealed)))
        }
    }

    private var replanMany: Endpoint<Desk> {
        Endpoint(
            operation: "replanMany", method: .post, path: "/v1/replannings", tag: "routing",
            summary: Wording(
                vi: "Lập lại lộ trình cho nhiều hồ sơ một lúc; mỗi hồ sơ có kết quả riêng.",
                en: "Plan many dossiers anew at once; each has an outcome of its own."),
            access: planningRoles, body: BodyShape.replannings, needsKey: true,
            success: Wording(vi: "Kết quả của từng hồ sơ.", en: "The outcome of each."),
            problems: [.keyReused, .contention],
            answer: AnswerShape.replannings
        ) { input throws(Problem) in
            var outcomes: [JSONValue] = []
            for number in input.body.strings("numbers").compactMap({ DossierNumber($0) }) {
                var sealed = SealedValues()
                let reason = service.vault.seal(Remark(text: input.body.string("reason")), into: &sealed)
                outcomes.append(
                    try await performItem(
                        .replan(input.body.plan(reason: reason)), on: number, sealing: sealed, item: number.text,
                        for: input))
            }
            return many(["outcomes": .array(outcomes)], outcomes: outcomes)
        }
    }
}

extension CheckedObject {
    /// Agencies and office that a plan names.
    fileprivate func plan(reason: PrivateReference) -> DossierCommand.Replan {
        DossierCommand.Replan(
            steps: objects("steps").map {
                PlannedAgency(step: $0.identifier("step"), agency: $0.identifier("agency"))
            },
            returnOffice: optionalIdentifier("returnOffice"), reason: reason)
    }
}
