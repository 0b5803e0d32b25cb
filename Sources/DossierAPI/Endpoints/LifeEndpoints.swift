import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let counterRoles = Access.roles([.postalClerk, .official])
private let officialRoles = Access.roles([.official])
private let handlingRoles = Access.roles([.official, .agencySystem])
private let workingRoles = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Refusal and record at the counter, supplement, apology, endings, loss (RCV-03, SUP-01, LAT-01, WDR-01, HND-04).
    var lifeEndpoints: [Endpoint<Desk>] {
        [
            refuseReception, signHandoverRecord, settleAtOnce, askSupplement, issueSupplementRequest, bringSupplement,
            refuse, apologise, withdraw, stop, giveBackPapers, reportIncident,
        ]
    }

    func actOnSubmission(
        _ operation: String, _ path: String, roles: Access, body: Shape, _ summary: Wording, _ success: Wording,
        _ slugs: [String],
        _ command: @escaping @Sendable (Input<Desk>, inout SealedValues) throws(Problem) -> DossierCommand
    ) -> Endpoint<Desk> {
        changing(
            operation, "/v1/submissions/{id}" + path, tag: "counter", roles: roles, body: body, summary: summary,
            entityTag: .heeded, success: success, problems: changeProblems(slugs + ["not-in-status"])
        ) { input, sealed throws(Problem) in
            (try command(input, &sealed), .identity(try input.identifier("id")))
        }
    }

    private var refuseReception: Endpoint<Desk> {
        actOnSubmission(
            "refuseReception", "/refusal", roles: counterRoles, body: BodyShape.counterRefusal,
            Wording(
                vi: "Từ chối tiếp nhận (mẫu 03): công chức ký; nhân viên bưu điện chỉ đề xuất.",
                en: "Refuse the papers (form 03): an official signs, postal staff propose."),
            Wording(vi: "Đã từ chối, hoặc chờ công chức quyết định.", en: "Refused, or waiting for an official."), []
        ) { input, sealed in
            .refuseReception(
                .init(
                    reason: input.body.sealedText("reason", service.vault, into: &sealed),
                    signer: input.body.has("signer") ? input.body.sealedSigner(service.vault, into: &sealed) : nil,
                    number: input.body.optionalString("number")))
        }
    }

    private var signHandoverRecord: Endpoint<Desk> {
        actOnSubmission(
            "signHandoverRecord", "/handover-record", roles: officialRoles, body: BodyShape.handoverRecord,
            Wording(
                vi: "Ký biên bản giao nhận với bưu điện: thời điểm nộp hợp lệ tính từ đây.",
                en: "Sign the handover record with the post: legally submitted from this moment."),
            Wording(vi: "Đã nhận từ bưu điện.", en: "Received from the post."), ["documents-not-on-list"]
        ) { input, _ in
            .signHandoverRecord(
                .init(number: input.body.optionalString("number"), missing: input.body.missingDocuments("missing")))
        }
    }

    private var settleAtOnce: Endpoint<Desk> {
        changing(
            "settleAtOnce", "/v1/settled-dossiers", tag: "counter", roles: officialRoles, body: BodyShape.settlement,
            summary: Wording(
                vi: "Thủ tục trả ngay: tiếp nhận, quyết định và trả kết quả trong một lần, do công chức được ủy quyền.",
                en: "Same-day procedures: receive, decide and hand over at once, by an official with a delegation."),
            entityTag: .given, success: Wording(vi: "Đã trả kết quả.", en: "Handed over."),
            problems: [.forbiddenByRule, .keyReused]
                + rejections(
                    [
                        "unknown-procedure", "not-received-here", "channel-not-offered", "unknown-counter",
                        "unknown-unit",
                        "documents-not-on-list", "documents-missing", "occurred-in-future", "not-settled-at-once",
                        "reasons-missing", "route-unresolved", "applicant-unidentified",
                        "organisation-unrepresented", "representative-unauthorised", "recipient-unidentified",
                        "recipient-unauthorised", "originals-not-held",
                    ] + Self.numberSlugs)
        ) { input, sealed throws(Problem) in
            let id = DossierID(service.newID())
            let body = input.body
            let submit = body.submit(as: id, vault: service.vault, into: &sealed)
            let completion = body.completion(of: AssignmentID("at-once"), vault: service.vault, into: &sealed)
            guard let decision = completion.decision else { preconditionFailure("the shape requires a decision") }
            let settlement = DossierCommand.SettleAtOnce(
                submit: submit, receive: body.receive, opinion: completion.opinion, decision: decision,
                handingOver: body.object("handingOver").handingOver(vault: service.vault, into: &sealed))
            return (.settleAtOnce(settlement), .new(id))
        }
    }

    private var askSupplement: Endpoint<Desk> {
        act(
            "askSupplement", "/supplement-requests", roles: handlingRoles, body: BodyShape.supplementAsk,
            Wording(
                vi: "Cơ quan đề nghị bổ sung, một lần, qua bộ phận một cửa (mẫu 02).",
                en: "The agency asks for papers, once, through the one-stop office (form 02)."),
            Wording(vi: "Đã chuyển về bộ phận một cửa.", en: "On its way to the one-stop office."),
            ["unknown-assignment", "assignment-not-held", "supplement-already-asked", "documents-not-on-list"]
        ) { input, sealed in
            .askSupplement(
                .init(
                    assignment: input.body.identifier("assignment"), missing: input.body.missingDocuments("missing"),
                    guidance: input.body.sealedText("guidance", service.vault, into: &sealed),
                    carriage: input.body.carriage))
        }
    }

    private var issueSupplementRequest: Endpoint<Desk> {
        act(
            "issueSupplementRequest", "/supplement-requests/issue", roles: counterRoles, body: BodyShape.act,
            Wording(
                vi: "Giao phiếu yêu cầu bổ sung (mẫu 02) và hồ sơ cho công dân.",
                en: "Give form 02 and the dossier to the citizen."),
            Wording(vi: "Đã giao.", en: "Given."), ["no-supplement-to-issue"]
        ) { _, _ in .issueSupplementRequest }
    }

    private var bringSupplement: Endpoint<Desk> {
        act(
            "bringSupplement", "/supplements", roles: counterRoles, body: BodyShape.supplement,
            Wording(
                vi: "Công dân nộp bổ sung; đủ thì thời hạn tính lại từ đầu.",
                en: "The citizen brings papers; once complete, the time limit begins anew."),
            Wording(vi: "Đã nhận giấy tờ.", en: "The papers are taken in."), ["documents-not-on-list"]
        ) { input, _ in .supplement(documents: input.body.submittedDocuments()) }
    }

    private var refuse: Endpoint<Desk> {
        act(
            "refuse", "/assignments/{assignment}/refusal", roles: handlingRoles, body: BodyShape.refusal,
            Wording(
                vi: "Từ chối giải quyết sau thẩm định, bằng văn bản, qua bộ phận một cửa.",
                en: "Refuse after examination, in writing, through the one-stop office."),
            Wording(vi: "Đã từ chối.", en: "Refused."),
            ["unknown-assignment", "assignment-not-held", "decision-not-expected"]
        ) { input, sealed throws(Problem) in
            .completeStep(
                input.body.refusal(of: try input.identifier("assignment"), vault: service.vault, into: &sealed))
        }
    }

    private var apologise: Endpoint<Desk> {
        act(
            "apologise", "/apology", roles: handlingRoles, body: BodyShape.apology,
            Wording(
                vi: "Xin lỗi và hẹn lại ngày trả kết quả (mẫu 04), một lần; muộn vẫn nhận và ghi là vi phạm.",
                en: "Apologise and give the one new appointment (form 04); too late is taken, and a breach on record."),
            Wording(vi: "Đã ghi; phải báo cho công dân.", en: "Recorded; the citizen is to be told."),
            ["already-rescheduled", "new-date-missing", "new-date-not-later"]
        ) { input, sealed in
            .apologise(
                .init(
                    reason: input.body.sealedText("reason", service.vault, into: &sealed),
                    signer: input.body.sealedSigner(service.vault, into: &sealed),
                    newDueOn: input.body.optionalDate("newDueOn")))
        }
    }

    private var withdraw: Endpoint<Desk> {
        act(
            "withdraw", "/withdrawal", roles: counterRoles, body: BodyShape.withdrawal,
            Wording(vi: "Công dân rút hồ sơ, khi chưa có kết quả.", en: "The citizen withdraws, until it is decided."),
            Wording(vi: "Đã rút; giấy tờ được trả lại.", en: "Withdrawn; the papers come back."),
            ["recipient-unidentified", "recipient-unauthorised"]
        ) { input, sealed in
            .withdraw(
                .init(
                    by: input.body.optionalChoice("by") ?? .applicant,
                    requester: service.vault.seal(input.body.object("requester").party, into: &sealed),
                    reason: input.body.optionalSealedText("reason", service.vault, into: &sealed),
                    standing: input.body.object("requester").recipientStanding))
        }
    }

    private var stop: Endpoint<Desk> {
        act(
            "stop", "/stop", roles: handlingRoles, body: BodyShape.stop,
            Wording(vi: "Dừng xử lý, nêu lý do.", en: "Stop handling, with the reason."),
            Wording(vi: "Đã dừng; giấy tờ được trả lại.", en: "Stopped; the papers come back."), []
        ) { input, sealed in
            .stop(
                .init(
                    reason: input.body.sealedText("reason", service.vault, into: &sealed),
                    signer: input.body.sealedSigner(service.vault, into: &sealed)))
        }
    }

    private var giveBackPapers: Endpoint<Desk> {
        act(
            "giveBackPapers", "/paper-returns", roles: counterRoles, body: BodyShape.paperReturn,
            Wording(vi: "Trả lại giấy tờ, bản chính cho công dân.", en: "Give papers and originals back."),
            Wording(vi: "Đã trả.", en: "Given back."),
            [
                "papers-elsewhere", "originals-not-held", "supplement-empty", "recipient-unidentified",
                "recipient-unauthorised",
            ]
        ) { input, sealed in .giveBackPapers(input.body.givingBack(vault: service.vault, into: &sealed)) }
    }

    private var reportIncident: Endpoint<Desk> {
        act(
            "reportIncident", "/incidents", roles: workingRoles, body: BodyShape.incident,
            Wording(
                vi: "Báo mất, hỏng giấy tờ; hệ thống ghi ai đang giữ.",
                en: "Report loss or damage; the record names who had the papers."),
            Wording(vi: "Đã ghi.", en: "Recorded."), ["documents-not-handed-in"]
        ) { input, sealed in
            .reportIncident(
                .init(
                    kind: input.body.choice("kind"), documents: input.body.identifiers("documents"),
                    description: input.body.sealedText("description", service.vault, into: &sealed)))
        }
    }
}
