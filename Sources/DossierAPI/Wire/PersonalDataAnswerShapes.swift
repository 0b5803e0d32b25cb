import DossierDomain
import DossierService

/// What is held about people, and what of it is due to be erased.
extension AnswerShape {
    private static let retentionRule = Shape.object(
        "RetentionRule",
        [
            .required("kind", .enumeration(RetentionRule.Kind.self), "Lưu gì.", "What is kept."),
            .optional("procedure", .identifier, "Của thủ tục.", "Of which procedure; all others where absent."),
            .required("months", count, "Số tháng.", "For how many months after its end."),
            .required("ground", line, "Căn cứ.", "By which ground."),
            .optional("fictional", .boolean, "Dữ liệu mẫu.", "true where it was made up for demonstrations."),
        ])

    static let dueErasures = page(
        "DueErasurePage", "due",
        of: .object(
            "DueErasure",
            [
                submission, number, .required("procedure", procedure, "Thủ tục.", "The procedure."),
                .required("office", named, "Nơi tiếp nhận.", "The receiving office."), dossierStatus,
                .optional("finishedAt", .instant, "Lúc kết thúc.", "When it was over."),
                .required("keptUntil", .date, "Phải lưu đến hết ngày.", "Until when it had to be kept."),
                .required("ground", line, "Căn cứ.", "By which ground."),
            ]),
        [.required("rules", list(of: retentionRule), "Quy tắc lưu.", "The rules in force.")])

    static let erasureOutcomes = Shape.object(
        "ErasureOutcomes",
        [
            .required(
                "outcomes",
                list(
                    of: .object(
                        "ErasureOutcome",
                        [
                            submission, .required("done", .boolean, "Đã làm.", "Whether it is done."),
                            .optional("status", .enumeration(DossierStatus.self), "Trạng thái.", "Where it stands."),
                            .optional("version", count, "Phiên bản.", "Its version now."),
                            .optional("problem", line, "Loại lỗi.", "The kind of problem, as a path."),
                            .optional("detail", line, "Diễn giải.", "What is the matter, and what to do."),
                            .optional("replayed", .boolean, "Đã làm trước đó.", "true where it was done before."),
                        ])), "Từng hồ sơ.", "Each, in the order sent.")
        ])

    static let foundDossiers = page("FoundDossiers", "dossiers", of: dossierRow)

    private static let heldPart = Shape.object(
        "HeldPart",
        [
            .required("event", count, "Sự kiện thứ mấy của hồ sơ.", "Which of the dossier's events brought it."),
            .required("kind", .enumeration(Party.Kind.self), "Cá nhân hay tổ chức.", "Person or organisation."),
            .required("name", line, "Họ tên.", "Full name."),
            .optional("identityDocument", identityDocument, "Giấy tờ tùy thân.", "What they identify by."),
            .optional("address", line, "Địa chỉ.", "Address."),
            .optional("phone", line, "Điện thoại.", "Telephone."),
            .optional("email", line, "Thư điện tử.", "Electronic mail."),
            .optional("authorisation", line, "Văn bản ủy quyền.", "The authorisation."),
        ])

    private static let heldText = Shape.object(
        "HeldText",
        [
            .required("event", count, "Sự kiện thứ mấy của hồ sơ.", "Which of the dossier's events brought it."),
            .required("text", remark, "Nội dung.", "The text."),
        ])

    private static let heldScan = Shape.object(
        "HeldScan",
        [
            .required("document", .identifier, "Giấy tờ.", "The paper."),
            .required("page", count, "Trang.", "The page."),
            .required("mediaType", line, "Loại tệp.", "Its media type."),
            .required("byteCount", count, "Kích thước, byte.", "Size in bytes."),
        ])

    private static let heldRead = Shape.object(
        "HeldRead",
        [
            .required("by", actor, "Ai đọc.", "Who read."),
            .required("operation", line, "Thao tác.", "By which operation."),
            .required("firstAt", .instant, "Lần đầu.", "First."),
            .required("lastAt", .instant, "Lần cuối.", "Last."), .required("count", count, "Số lần.", "How often."),
            .optional("emergency", .boolean, "Đọc khẩn cấp.", "true where it was in an emergency."),
        ])

    private static let heldDossier = Shape.object(
        "HeldDossier",
        [
            number, submission, .required("procedure", procedure, "Thủ tục.", "The procedure."),
            .required("office", named, "Nơi tiếp nhận.", "The receiving office."), dossierStatus,
            .required("submittedAt", .instant, "Lúc nộp.", "When it was handed in."),
            .optional("receivedAt", .instant, "Lúc tiếp nhận.", "When it was received."),
            .optional("finishedAt", .instant, "Lúc kết thúc.", "When it was over."),
            .optional("keptUntil", .date, "Lưu đến hết ngày.", "Until when it is kept."),
            .optional("retentionGround", line, "Căn cứ lưu.", "By which ground it is kept."),
            .required(
                "as", list(of: heldPart), "Dữ liệu về người đó.", "The person's particulars, as each event has them."),
            .required("texts", list(of: heldText), "Nội dung đã viết.", "What was written about the matter."),
            .required("events", list(of: event), "Các sự kiện.", "What happened, with references instead of values."),
            .required("scans", list(of: heldScan), "Bản chụp.", "The scans; they are read at the dossier."),
            .required("reads", list(of: heldRead), "Ai đã đọc.", "Who was shown any of it, newest first."),
            .optional("readsLeftOff", .boolean, "Còn lần đọc khác.", "true where there are older ones."),
        ])

    static let heldData = page(
        "HeldData", "dossiers", of: heldDossier,
        [
            .required("madeAt", .instant, "Lúc lập.", "When this was made."),
            .required("madeBy", actor, "Người lập.", "Who made it."),
        ])
}
