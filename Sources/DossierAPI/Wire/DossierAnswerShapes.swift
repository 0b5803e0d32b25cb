import DossierDomain
import DossierService

/// Dossiers and submissions.
extension AnswerShape {
    static let rowFields: [Field] = [
        number, submission, dossierStatus,
        .required(
            "nationalStatus", count, "Mã trạng thái của Cổng dịch vụ công quốc gia.",
            "The National Public Service Portal's code."),
        .required("procedure", procedure, "Thủ tục.", "The procedure."),
        .required("office", named, "Nơi tiếp nhận.", "The receiving office."),
        .required("holder", custodian, "Ai đang giữ.", "Who holds the main line."),
        .optional("receivedAt", .instant, "Lúc tiếp nhận.", "When it was received."),
        .optional("dueAt", .instant, "Hẹn trả.", "The appointment."),
        .optional("readyAt", .instant, "Lúc có kết quả.", "When the result was there."),
        .optional("handedOverAt", .instant, "Lúc trả kết quả.", "When it was handed over."),
        .optional(
            "personalDataErasedAt", .instant, "Lúc xóa dữ liệu cá nhân.", "When its personal data was erased for good."),
        version,
    ]

    /// A row of a list.
    static let dossierRow = Shape.object("DossierRow", rowFields)
    static let dossierPage = page("DossierPage", "dossiers", of: dossierRow)
    static let dossierPartPage = page(
        "DossierPartPage", "dossiers", of: dossierRow.withAllOptional("DossierRowPart"))

    private static let submittedFields: [Field] = [
        .required("counter", reference, "Quầy.", "The counter."),
        .required("channel", .enumeration(Procedure.Channel.self), "Kênh nộp.", "How it was handed in."),
        .required("applicantUnit", named, "Nơi cư trú.", "Where the applicant lives."),
        .optional("applicant", party, "Người nộp, nếu được xem.", "The applicant, for whom it concerns."),
        .optional("representative", party, "Người nộp thay.", "The representative."),
        .required("submittedAt", .instant, "Lúc nộp.", "When it was handed in."),
        .required("documents", namedPapers, "Giấy tờ đã nộp.", "The papers handed in."),
        .optional("supplementRequested", namedPapers, "Giấy tờ được yêu cầu bổ sung.", "What was asked for."),
    ]

    private static let receivedFields: [Field] = [
        .optional("slipCode", line.example("K7QX-3M2P"), "Mã tra cứu.", "The code on the slip; for who prints it."),
        .optional("onBehalfOf", named, "Cơ quan cấp mã.", "The agency whose number it bears."),
        .optional("receivedBy", actor, "Người tiếp nhận.", "Who received it."),
        .optional("firstDueAt", .instant, "Hẹn trả đầu tiên.", "The first appointment."),
        .optional("passOnBy", .instant, "Hạn chuyển đi.", "By when it is passed on."),
        .optional("confirmationAwaited", .boolean, "Chờ công chức xác nhận.", "Whether an official is to confirm."),
        .optional("slipIssued", .boolean, "Đã lập giấy hẹn.", "Whether form 01 was issued."),
        .optional("returnOffice", named, "Nơi trả kết quả.", "Where the result is handed over."),
        .optional("fees", fees, "Phí, lệ phí.", "The fees."),
        .optional("stage", reference, "Giai đoạn.", "The stage of the route."),
        .optional("branches", list(of: branch), "Các nhánh.", "The branches of the stage."),
        .optional("handovers", list(of: handover), "Bàn giao chưa trả lời.", "Handovers not answered yet."),
        .optional("consultations", list(of: consultation), "Lấy ý kiến.", "Questions to other agencies."),
        .optional("officeInCharge", named, "Bộ phận một cửa tiếp quản.", "The office that took it over."),
        .optional("planProblems", planProblems, "Vì sao không đi tiếp được.", "Why it can't go on as planned."),
        .optional("flaggedTo", named, "Nơi được báo.", "The office that was told."),
    ]

    private static let lastFields: [Field] = [
        .required("custodian", custodian, "Ai đang giữ giấy tờ.", "Who has the papers."),
        .optional("decision", decision, "Quyết định.", "The decision."),
        .required(
            "allowed", list(of: .enumeration(DossierCommand.Name.self)), "Việc làm được lúc này.",
            "What may be done now, by whoever may do it."),
        .optional("slip", slip, "Nội dung giấy hẹn, chỉ khi vừa tiếp nhận.", "What form 01 says; after a reception."),
    ]

    static let dossier = Shape.object(
        "Dossier", rowFields + submittedFields + receivedFields + lifeFields + lastFields)
    /// What `fields` or `Prefer: return=minimal` leave of it.
    static let dossierPart = dossier.withAllOptional("DossierPart")

    static let branch = Shape.object(
        "Branch",
        [
            .required("branch", reference, "Nhánh.", "The branch."),
            .required("lead", .boolean, "Nhánh chính.", "Whether it is the main line."),
            .required("step", named, "Bước.", "The step."),
            .required("status", .enumeration(BranchProgress.Status.self), "Tình trạng.", "How it stands."),
            .required("holder", body, "Ai đang giữ.", "Who holds it."),
            .optional("assignment", reference, "Mã việc.", "The assignment."),
            .optional("heldSince", .instant, "Giữ từ lúc.", "Since when."), optionalDueAt,
        ])

    static let handover = Shape.object(
        "Handover",
        [
            .required("id", reference, "Mã bàn giao.", "Its identity."),
            .required("purpose", .enumeration(HandoverPurpose.self), "Để làm gì.", "What for."),
            .optional("branch", reference, "Nhánh.", "The branch."), .optional("step", named, "Bước.", "The step."),
            .required("from", body, "Bên giao.", "Who gives."), .required("to", body, "Bên nhận.", "Who receives."),
            .required("carriesPaper", .boolean, "Có giấy tờ đi kèm.", "Whether papers go with it."),
            .optional("monitoredBy", named, "Nơi theo dõi.", "The office that watches."),
            .required("offeredAt", .instant, "Lúc giao.", "When it was offered."), carrier, trackingCode,
            .optional("dispatchedAt", .instant, "Lúc gửi đi.", "When the carrier got it."),
            .optional("arriveBy", .instant, "Phải đến trước.", "By when it arrives."),
            .optional("acknowledgeBy", .instant, "Hạn xác nhận.", "By when it is answered."),
        ])

    static let consultationFields: [Field] = [
        .required("id", reference, "Mã lần lấy ý kiến.", "Its identity."),
        .required("step", reference, "Bước.", "The step."), .required("from", body, "Bên hỏi.", "Who asks."),
        .required("asked", named, "Bên được hỏi.", "Who is asked."),
        .required("askedAt", .instant, "Lúc hỏi.", "When."), dueAt,
        .optional("silenceReportedAt", .instant, "Lúc báo chậm.", "When silence was reported."),
    ]
    static let consultation = Shape.object("Consultation", consultationFields)

    static let planProblems = list(
        of: .object(
            "PlanProblem",
            [
                .required("cause", .enumeration(PlanProblem.Cause.self), "Nguyên nhân.", "The cause."),
                .optional("step", reference, "Bước.", "The step."), .optional("body", line, "Nơi.", "The body."),
            ]))

    static let decision = Shape.object(
        "Decision",
        [
            .required("outcome", .enumeration(Decision.Outcome.self), "Đồng ý hay từ chối.", "Granted or refused."),
            .required("number", line.example("123/QĐ-LĐTBXH"), "Số quyết định.", "Its number."),
            .required("date", .date, "Ngày ký.", "Its date."),
            .optional("decidedAt", .instant, "Lúc ghi.", "When it was recorded."),
            .optional("signer", signer, "Người ký, nếu được xem.", "Who signed it, for officials."),
            .optional("reasons", remark, "Lý do, nếu được xem.", "The reasons, for officials."),
            .required(
                "files",
                list(
                    of: .object(
                        "ResultFileOf",
                        [
                            .required("kind", reference, "Loại tệp.", "What it is."),
                            .required("sha256", .sha256, "SHA-256.", "SHA-256 of its bytes."),
                            .required("byteCount", count, "Kích thước, byte.", "Size in bytes."),
                        ])), "Tệp kết quả.", "The files of the result."),
        ])

    static let slip = Shape.object(
        "Slip",
        [
            .optional("slipCode", line, "Mã tra cứu.", "The code for looking up."),
            .required("issued", .boolean, "Có in giấy hẹn.", "Whether form 01 is printed."),
            .optional("authority", line, "Cơ quan.", "The authority."),
            .optional("office", line, "Bộ phận một cửa.", "The office."),
            .optional("officeAddress", line, "Địa chỉ.", "Its address."),
            .optional("officePhone", line, "Điện thoại.", "Its telephone."),
            .optional("procedure", line, "Thủ tục.", "The procedure's name."),
            .optional("field", line, "Lĩnh vực.", "The field."),
            .required("documents", namedPapers, "Giấy tờ.", "The papers."),
            .required("receivedAt", .instant, "Lúc nhận.", "When received."),
            .required("returnAt", .instant, "Hẹn trả.", "The appointment."),
            .optional("timeLimit", timeLimit, "Thời hạn.", "The time limit."),
            .optional("returnOffice", line, "Nơi trả kết quả khác.", "Another office to collect at."),
            .required("fees", slipFees, "Phí, lệ phí.", "The fees."),
        ])
}
