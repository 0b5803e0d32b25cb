import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let workingRoles = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Passing on, from confirmation to handing the result over (HND-01, RES-02).
    var handoverEndpoints: [Endpoint<Desk>] {
        [confirm, offer, dispatch, acknowledge, sendBack, complete, handOver]
    }

    func act(
        _ operation: String, _ path: String, roles: Access, body: Shape, _ summary: Wording, _ success: Wording,
        _ slugs: [String],
        _ command: @escaping @Sendable (Input<Desk>, inout SealedValues) throws(Problem) -> DossierCommand
    ) -> Endpoint<Desk> {
        changing(
            operation, "/v1/dossiers/{number}" + path, tag: "routing", roles: roles, body: body, summary: summary,
            entityTag: .heeded, success: success,
            problems: changeProblems(
                slugs + ["not-in-status", "lease-stale", "leased-to-other", "lease-for-other-work"])
        ) { input, sealed throws(Problem) in
            let number = try input.number()
            return (try command(input, &sealed), .number(number))
        }
    }

    private var confirm: Endpoint<Desk> {
        act(
            "confirmReception", "/confirmation", roles: .roles([.official]), body: BodyShape.confirmation,
            Wording(
                vi: "Công chức xác nhận việc bưu điện tiếp nhận.",
                en: "An official confirms what postal staff received."),
            Wording(vi: "Đã xác nhận.", en: "Confirmed."), ["nothing-to-confirm"]
        ) { _, _ in .confirmReception }
    }

    private var offer: Endpoint<Desk> {
        act(
            "offerHandover", "/handovers", roles: workingRoles, body: BodyShape.handover,
            Wording(vi: "Chuyển hồ sơ cho nơi tiếp theo.", en: "Pass the dossier on to the next body."),
            Wording(vi: "Đã đề nghị bàn giao.", en: "The handover is offered."),
            ["confirmation-awaited", "nothing-to-offer", "route-unresolved"]
        ) { input, _ in
            .offerHandover(.init(branch: input.body.optionalIdentifier("branch"), carriage: input.body.carriage))
        }
    }

    private var dispatch: Endpoint<Desk> {
        act(
            "dispatchHandover", "/handovers/{handover}/dispatch", roles: workingRoles, body: BodyShape.dispatch,
            Wording(vi: "Giao lần bàn giao cho bên vận chuyển.", en: "Give an offered handover to a carrier."),
            Wording(vi: "Bên vận chuyển đã nhận.", en: "The carrier has it."),
            ["unknown-handover", "already-dispatched"]
        ) { input, _ throws(Problem) in
            guard let carriage = input.body.carriage else { preconditionFailure("the shape requires a carrier") }
            return .dispatchHandover(try input.identifier("handover"), carriage)
        }
    }

    private var acknowledge: Endpoint<Desk> {
        act(
            "acknowledgeHandover", "/handovers/{handover}/acknowledgement", roles: workingRoles,
            body: BodyShape.acknowledgement,
            Wording(vi: "Xác nhận đã nhận hồ sơ.", en: "Acknowledge a handover."),
            Wording(vi: "Đã nhận.", en: "Acknowledged."), ["unknown-handover", "documents-not-on-list"]
        ) { input, sealed throws(Problem) in
            .acknowledgeHandover(
                try input.identifier("handover"),
                discrepancies: input.body.discrepancies(vault: service.vault, into: &sealed))
        }
    }

    private var sendBack: Endpoint<Desk> {
        act(
            "returnHandover", "/handovers/{handover}/return", roles: workingRoles, body: BodyShape.handoverReturn,
            Wording(vi: "Trả lại bàn giao, nêu lý do.", en: "Send a handover back, with the reason."),
            Wording(vi: "Đã trả lại.", en: "Sent back."), ["unknown-handover"]
        ) { input, sealed throws(Problem) in
            let reason = service.vault.seal(Remark(text: input.body.string("reason")), into: &sealed)
            return .returnHandover(try input.identifier("handover"), reason: reason)
        }
    }

    private var complete: Endpoint<Desk> {
        act(
            "completeStep", "/assignments/{assignment}/completion", roles: .roles([.agencySystem, .official]),
            body: BodyShape.completion,
            Wording(
                vi: "Cơ quan hoàn thành bước xử lý; hồ sơ đi tiếp trong cùng lần ghi.",
                en: "The agency completes its step; the dossier moves on in the same commit."),
            Wording(vi: "Đã hoàn thành.", en: "Completed."),
            [
                "unknown-assignment", "assignment-not-held", "decision-missing", "decision-not-expected",
                "reasons-missing", "route-unresolved",
            ]
        ) { input, sealed throws(Problem) in
            .completeStep(
                input.body.completion(
                    of: try input.identifier("assignment"), vault: service.vault, into: &sealed))
        }
    }

    private var handOver: Endpoint<Desk> {
        act(
            "handOverResult", "/handing-over", roles: .roles([.postalClerk, .official]), body: BodyShape.handingOver,
            Wording(vi: "Trả kết quả cho công dân.", en: "Hand the result to the citizen."),
            Wording(vi: "Đã trả kết quả.", en: "Handed over."),
            ["originals-not-held", "result-with-post", "recipient-unidentified", "recipient-unauthorised"]
        ) { input, sealed in
            .handOverResult(input.body.handingOver(vault: service.vault, into: &sealed))
        }
    }
}
