import DossierDomain
import DossierService

/// What came up in a dossier's later life.
extension AnswerShape {
    static let consignment = Shape.object(
        "ConsignmentOf",
        [
            .required("number", line, "Số phiếu gửi.", "Number of the consignment note."),
            .required("carrier", line, "Đơn vị vận chuyển.", "The carrier."), trackingCode,
            .required("from", named, "Nơi gửi.", "Where the post took it."),
            .optional("recordSignedAt", .instant, "Lúc ký biên bản.", "When the handover record was signed."),
        ])

    private static let refusal = Shape.object(
        "CounterRefusalOf",
        [
            .optional("reason", remark, "Lý do.", "The reason."),
            .optional("formNumber", line, "Số phiếu.", "Number of the form."),
            .required("proposedBy", actor, "Người đề xuất.", "Who proposed it."),
            .required("signed", .boolean, "Đã ký.", "Whether an official signed."),
        ])

    private static let handlingSupplement = Shape.object(
        "HandlingSupplement",
        [
            .required("askedBy", body, "Nơi đề nghị.", "Who asked."),
            .required("askedAt", .instant, "Lúc đề nghị.", "When."),
            .required("missing", papers, "Giấy tờ cần bổ sung.", "What was asked for."),
            .required("outstanding", papers, "Còn thiếu.", "What is missing still."),
            .optional("guidance", remark, "Hướng dẫn.", "What to do."),
            .optional("issuedAt", .instant, "Lúc giao phiếu.", "When form 02 was given."),
            .optional("completedAt", .instant, "Lúc đủ.", "When all was there."),
        ])

    private static let delivery = Shape.object(
        "Delivery",
        [
            .required("carrier", line, "Đơn vị vận chuyển.", "The carrier."), trackingCode,
            .required("postedAt", .instant, "Lúc gửi.", "When it was posted."),
            .required("invitations", list(of: .instant), "Các lần mời.", "When invitations were left."),
        ])

    static let lifeFields: [Field] = courseFields + registerFields

    private static let courseFields: [Field] = [
        .optional("applicantKind", .enumeration(ApplicantKind.self), "Người nộp là.", "What the applicant is."),
        .optional("consignment", consignment, "Phiếu gửi.", "The consignment note."),
        .optional("legallySubmittedAt", .instant, "Lúc nộp hợp lệ.", "When it was legally submitted."),
        .optional("counterRefusal", refusal, "Từ chối tại quầy.", "The refusal at the counter."),
        .optional("handlingSupplement", handlingSupplement, "Bổ sung khi giải quyết.", "Papers asked for later."),
        .optional("lawfulDueAt", .instant, "Hạn theo luật.", "When the law has it due."),
        .optional("rescheduledAt", .instant, "Lúc hẹn lại.", "When a new appointment was given."),
        .optional("countedFrom", .instant, "Thời hạn tính từ.", "From when the limit counts."),
        .optional("apologyDueOn", .date, "Hạn xin lỗi.", "By when to apologise."),
        .optional("endedAt", .instant, "Lúc kết thúc.", "When it ended."),
        .optional("delivery", delivery, "Gửi kết quả.", "The result on its way by post."),
        .required("originalsHeld", list(of: .identifier), "Bản chính đang giữ.", "Originals that are held."),
    ]

    private static let registerFields: [Field] = [
        .optional("notices", list(of: notice), "Thông báo.", "Notices owed and given."),
        .optional("obligations", list(of: obligation), "Nghĩa vụ tài chính.", "Payments demanded."),
        .optional("payments", list(of: payment), "Đã thu.", "Payments."),
        .optional("ratings", list(of: rating), "Đánh giá.", "Ratings."),
        .optional("complaints", list(of: complaint), "Phản ánh.", "Complaints."),
        .optional("incidents", list(of: incident), "Mất, hỏng.", "Loss and damage."),
        .optional("breaches", list(of: breach), "Vi phạm.", "Breaches on record."),
        .optional("discrepancies", list(of: discrepancy), "Sai khác.", "Discrepancies."),
        .optional("replacedDecisions", list(of: replacedDecision), "Kết quả đã thay.", "Decisions replaced."),
    ]

    private static let notice = Shape.object(
        "NoticeOf",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .required("kind", .enumeration(Notice.Kind.self), "Loại.", "What is told."),
            .required("owedAt", .instant, "Phải báo từ.", "Since when it is owed."),
            .optional("settledAt", .instant, "Đã báo lúc.", "When the citizen had been told."),
            .required(
                "trials",
                list(
                    of: .object(
                        "NoticeTrial",
                        [
                            .required("channel", .enumeration(Notice.Channel.self), "Kênh.", "How."),
                            .required("outcome", .enumeration(Notice.Outcome.self), "Kết quả.", "Whether it arrived."),
                            .required("at", .instant, "Lúc.", "When."),
                        ])), "Các lần báo.", "The trials."),
        ])

    private static let obligation = Shape.object(
        "ObligationOf",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .required("amountVND", count, "Số tiền, đồng.", "Amount in đồng."),
            .required("by", body, "Nơi yêu cầu.", "Who demands it."),
            .optional("basis", remark, "Căn cứ.", "On which ground."),
            .required("demandedAt", .instant, "Lúc yêu cầu.", "When."),
            .optional("paidAt", .instant, "Lúc nộp.", "When it was paid."),
        ])

    static let charge = Shape.object(
        "Charge",
        [
            .required("fee", line, "Mã phí.", "The fee."), .required("quantity", count, "Số lượng.", "How many."),
            .required("amountVND", count, "Số tiền, đồng.", "Amount in đồng."),
        ])

    private static let payment = Shape.object(
        "PaymentOf",
        [
            .required("receipt", line, "Số biên lai.", "Number of the receipt."),
            .required("method", .enumeration(Payment.Method.self), "Cách nộp.", "How it was paid."),
            .required("amountVND", count, "Số tiền, đồng.", "Amount in đồng."),
            .required("charges", list(of: charge), "Các khoản.", "What for."),
            .optional("obligation", reference, "Nghĩa vụ tài chính.", "The obligation that it pays."),
            .required("at", body, "Nơi thu.", "Where it was taken."),
            .required("employer", .enumeration(Employer.self), "Ai thu.", "Who employs whoever took it."),
            .required("takenAt", .instant, "Lúc thu.", "When."),
        ])

    private static let rating = Shape.object(
        "RatingOf",
        [
            .required("channel", .enumeration(Rating.Channel.self), "Cách đánh giá.", "How it was given."),
            .required("ratedAt", .instant, "Lúc.", "When."), .required("scores", scores, "Điểm.", "The points."),
            .optional("comment", remark, "Ý kiến.", "The comment."),
        ])

    private static let complaint = Shape.object(
        "ComplaintOf",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .required("about", body, "Về nơi nào.", "Whom it is about."),
            .optional("content", remark, "Nội dung.", "What was said."),
            .required("receivedAt", .instant, "Lúc nhận.", "When it was taken."), dueAt,
            .optional("answer", remark, "Trả lời.", "The answer."),
            .optional("answeredAt", .instant, "Lúc trả lời.", "When it was answered."),
            .optional("upheld", .boolean, "Phản ánh đúng.", "Whether it was upheld."),
        ])

    private static let incident = Shape.object(
        "IncidentOf",
        [
            .required("kind", .enumeration(Incident.Kind.self), "Mất hay hỏng.", "Lost or damaged."),
            .required("custodian", custodian, "Ai đang giữ.", "Who had the papers."),
            .optional("handover", reference, "Lần bàn giao.", "The handover under way."),
            .required("documents", list(of: .identifier), "Giấy tờ.", "The papers."),
            .optional("description", remark, "Mô tả.", "What happened."),
            .required("reportedAt", .instant, "Lúc báo.", "When it was reported."),
        ])

    private static let breach = Shape.object(
        "BreachOf",
        [
            .required("breach", .enumeration(Breach.self), "Vi phạm.", "The breach."),
            .required("at", .instant, "Lúc.", "When."), .optional("by", body, "Của nơi nào.", "Whose."),
        ])

    static let discrepancyItem = Shape.object(
        "DiscrepancyItem",
        [
            .required("document", .identifier, "Giấy tờ.", "The paper."),
            .required("kind", .enumeration(Discrepancy.Kind.self), "Sai khác gì.", "What is the matter."),
            .required("count", count, "Số lượng.", "How many."),
        ])

    private static let discrepancy = Shape.object(
        "HandoverDiscrepancy",
        [
            .required("handover", reference, "Lần bàn giao.", "The handover."),
            .required("from", body, "Bên giao.", "Who gave."), .required("to", body, "Bên nhận.", "Who received."),
            .required("at", .instant, "Lúc.", "When."),
            .required("items", list(of: discrepancyItem), "Sai khác.", "What differs."),
        ])

    private static let replacedDecision = Shape.object(
        "ReplacedDecision",
        [
            .required("number", line, "Số quyết định.", "Its number."),
            .required("outcome", .enumeration(Decision.Outcome.self), "Đồng ý hay từ chối.", "Granted or refused."),
            .required("decidedAt", .instant, "Lúc quyết định.", "When it was decided."),
            .optional("handedOverAt", .instant, "Lúc trả.", "When it was handed over."),
            .required("replacedAt", .instant, "Lúc thay.", "When it was replaced."),
            .optional("reason", remark, "Lý do.", "Why."),
        ])
}
