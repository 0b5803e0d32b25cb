import DossierDomain
import DossierService

/// The shapes of a dossier's later life: refusal, supplement, apology, endings, delivery.
extension BodyShape {
    static func reason(_ vi: String, _ en: String) -> Field { .required("reason", .text(max: 4_000), vi, en) }

    private static let signerShape = Shape.object(
        "Signer",
        [
            .required("name", .string(max: 200), "Người ký.", "Who signed."),
            .required("position", .string(max: 200), "Chức vụ.", "Position."),
        ])

    static let signer: Field = .required("signer", signerShape, "Người ký.", "Who signs it.")
    static let formNumber: Field = .optional(
        "number", .string(max: 60).example("12/TC"), "Số phiếu, biên bản.", "Number of the form or record.")
    static let requiredCarrier: Field = .required(
        "carrier", .string(max: 100).example("VNPost"), "Đơn vị vận chuyển.", "The carrier.")
    static let recipientKind: Field = .optional(
        "to", .enumeration(RecipientKind.self), "Người nhận; mặc định là người nộp.",
        "To whom; the applicant by default.")

    static let counterRefusal = Shape.object(
        "NewCounterRefusal",
        [
            reason("Lý do từ chối (mẫu 03).", "Why it is refused (form 03)."),
            .optional(
                "signer", signerShape, "Công chức ký phiếu; nhân viên bưu điện bỏ trống, chỉ đề xuất.",
                "The official who signs; postal staff leave it out and only propose."), formNumber, occurredAt,
        ])

    static let handoverRecord = Shape.object(
        "NewHandoverRecord",
        [
            formNumber,
            .optional(
                "missing", .array(of: document, max: 50), "Giấy tờ có trên phiếu gửi mà không có trong gói.",
                "What the consignment note lists and the parcel lacks."), occurredAt,
        ])

    static let settlement = Shape.object(
        "NewSettledDossier",
        submission + receptionFields + [
            .optional("opinion", .text(max: 4_000), "Ý kiến xử lý.", "What was found."),
            .required("decision", decision, "Quyết định.", "The decision."),
            .required(
                "handingOver",
                .object(
                    "HandingOverAtOnce",
                    [
                        recipientKind,
                        .required("recipient", party("Recipient", authorised: true), "Người nhận.", "Who takes it."),
                        .optional(
                            "originalsReturned", .array(of: .identifier, max: 50), "Bản chính trả lại.",
                            "The originals that are given back."),
                    ]), "Trả kết quả.", "To whom the result is handed."),
        ])

    static let supplementAsk = Shape.object(
        "NewSupplementAsk",
        [
            .required("assignment", .identifier, "Việc đang giữ.", "The work in which it was found."),
            .required(
                "missing", .array(of: document, min: 1, max: 50), "Giấy tờ cần bổ sung, nêu đầy đủ một lần.",
                "The papers to bring, complete at once."),
            .required("guidance", .text(max: 4_000), "Lý do và hướng dẫn.", "Reasons and guidance."), carrier,
            trackingCode, occurredAt,
        ])

    static let refusal = Shape.object(
        "NewRefusal",
        [
            .required("number", .string(max: 100).example("12/TB-LĐTBXH"), "Số thông báo.", "Its number."),
            .required("date", .date.example("2019-09-05"), "Ngày ký.", "Its date."), signer,
            .required("reasons", .text(max: 4_000), "Lý do không giải quyết (mẫu 03).", "Why (form 03)."), carrier,
            trackingCode, occurredAt,
        ])

    static let apology = Shape.object(
        "NewApology",
        [
            reason("Lý do quá hạn (mẫu 04).", "Why it is late (form 04)."), signer,
            .optional(
                "newDueOn", .date.example("2019-09-25"), "Ngày hẹn mới; chỉ được hẹn lại một lần.",
                "The day of the new appointment; the law allows one."), occurredAt,
        ])

    static let withdrawal = Shape.object(
        "NewWithdrawal",
        [
            .optional(
                "by", .enumeration(RecipientKind.self), "Người rút; mặc định là người nộp.",
                "Who withdraws; the applicant by default."),
            .required("requester", party("Recipient", authorised: true), "Người yêu cầu rút.", "Who asks."),
            .optional("reason", .text(max: 4_000), "Lý do, nếu công dân nói.", "Why, if the citizen says so."),
            occurredAt,
        ])

    static let stop = Shape.object(
        "NewStop", [reason("Lý do dừng xử lý.", "Why handling is stopped."), signer, occurredAt])

    static let paperReturn = Shape.object(
        "NewPaperReturn",
        [
            recipientKind,
            .required("recipient", party("Recipient", authorised: true), "Người nhận giấy tờ.", "Who takes them."),
            .optional(
                "method", .enumeration(HandingOverMethod.self), "Cách trả; mặc định là tại quầy.",
                "How; at the counter by default."), trackingCode,
            .optional(
                "originals", .array(of: .identifier, max: 50), "Bản chính trong số đó.", "The originals among them."),
            occurredAt,
        ])

    static let incident = Shape.object(
        "NewIncident",
        [
            .required("kind", .enumeration(Incident.Kind.self), "Mất hay hỏng.", "Lost or damaged."),
            .optional(
                "documents", .array(of: .identifier, max: 50), "Giấy tờ nào; bỏ trống là tất cả.",
                "Which papers; all of them where left out."),
            .required("description", .text(max: 4_000), "Việc xảy ra thế nào.", "What happened."), occurredAt,
        ])

    static let correction = Shape.object(
        "NewCorrection",
        [
            .required("decision", decision, "Kết quả đúng.", "The new decision."),
            reason("Sai ở đâu.", "What was wrong."), carrier, trackingCode, occurredAt,
        ])

    static let discrepancies: Field = .optional(
        "discrepancies",
        .array(
            of: .object(
                "Discrepancy",
                [
                    .required("document", .identifier, "Giấy tờ.", "Which paper."),
                    .required(
                        "kind", .enumeration(Discrepancy.Kind.self), "Thiếu, hỏng hay thừa.",
                        "Missing, damaged or surplus."),
                    .required("count", .integer(1...99), "Số lượng.", "How many."),
                    .optional("note", .text(max: 1_000), "Ghi chú.", "In words."),
                ]), max: 50), "Giấy tờ không đúng như bàn giao.", "Papers that aren't as the handover says.")

    static let acknowledgement = Shape.object("NewAcknowledgement", [discrepancies, occurredAt])
}
