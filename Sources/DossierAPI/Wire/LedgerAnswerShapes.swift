import DossierDomain
import DossierRouting

/// Where the time went, the control sheet, the itinerary and the forms.
extension AnswerShape {
    private static let punctuality: Field = .optional(
        "punctuality", .enumeration(Punctuality.self), "Đúng hạn hay không.", "Whether in time.")

    private static let segment = Shape.object(
        "ClockSegment",
        [
            .optional("branch", reference, "Nhánh.", "The branch."),
            .required("holder", custodian, "Ai giữ.", "Who held it."),
            .required("activity", .enumeration(DeadlineLedger.Activity.self), "Đang làm gì.", "What went on."),
            .optional("step", reference, "Bước.", "The step."), .required("from", .instant, "Từ lúc.", "From."),
            .required("to", .instant, "Đến lúc.", "To."),
            .required("open", .boolean, "Còn tiếp diễn.", "Whether it goes on."),
            .required("workingMinutes", count, "Phút làm việc.", "Minutes of working time."),
            .optional("share", timeLimit, "Phần thời hạn.", "The holder's share."), optionalDueAt,
            .optional("dueReasons", dueReasons, "Vì sao hạn như vậy.", "What moved the date."), punctuality,
        ])

    private static let stepAccount = Shape.object(
        "ClockStep",
        [
            .required("branch", reference, "Nhánh.", "The branch."), .required("step", reference, "Bước.", "The step."),
            .required("agency", named, "Cơ quan.", "The agency."),
            .required("receivedAt", .instant, "Nhận lúc.", "When it got it."), dueAt,
            .optional("completedAt", .instant, "Xong lúc.", "When it was done."), punctuality,
            .required("dueReasons", dueReasons, "Vì sao hạn như vậy.", "What moved the date."),
        ])

    private static let silence = Shape.object(
        "Silence",
        [
            .required("handover", reference, "Lần bàn giao.", "The handover."),
            .required("body", body, "Nơi nào.", "Whose silence."),
            .required("from", .instant, "Từ lúc.", "Since when it waited."),
            .optional("collectedAt", .instant, "Lấy về lúc.", "When it was collected."),
            .optional("lastPollAt", .instant, "Lần hỏi gần nhất.", "The last poll."),
            .optional("notCollectedSince", .instant, "Chưa lấy từ.", "Since when it isn't collected."),
            .optional("sentence", line, "Diễn giải.", "It in words."),
        ])

    static let clock = Shape.object(
        "Clock",
        [
            number, .required("receivedAt", .instant, "Lúc tiếp nhận.", "When it was received."), dueAt,
            .required("dueReasons", dueReasons, "Vì sao hạn như vậy.", "What moved the date."),
            .required("until", .instant, "Tính đến.", "Until when it is reckoned."),
            .required("closed", .boolean, "Đã kết thúc.", "Whether it is over."), punctuality,
            .required(
                "sentence",
                .object(
                    "TwoLanguages",
                    [
                        .required("vi", line, "Tiếng Việt.", "Vietnamese."),
                        .required("en", line, "Tiếng Anh.", "English."),
                    ]), "Tóm tắt.", "It in one sentence."),
            .optional(
                "projection",
                .object(
                    "Projection",
                    [
                        .required("withWholeShares", .instant, "Nếu dùng hết hạn.", "If all take their whole share."),
                        .required("ifAnsweredToday", .instant, "Nếu xong hôm nay.", "If it is answered today."),
                        .optional(
                            "dueIfSupplementedToday", .instant, "Hạn nếu bổ sung hôm nay.",
                            "When it is due if the papers come today."),
                    ]), "Dự kiến.", "What will be."),
            .required("segments", list(of: segment), "Dòng chính.", "The main line."),
            .required("sideSegments", list(of: segment), "Nhánh phụ.", "Side lines."),
            .required("consultations", list(of: segment), "Lấy ý kiến.", "Questions to others."),
            .required("steps", list(of: stepAccount), "Các bước.", "The steps."),
            .required("silences", list(of: silence), "Chờ không ai lấy.", "Waiting that was mere silence."),
        ])

    private static let sheetParty = Shape.choice(by: "kind", [body, applicantAsHolder]).named("SheetParty")

    static let controlSheet = Shape.object(
        "ControlSheet",
        [
            number, .required("procedure", procedure, "Thủ tục.", "The procedure."),
            .required(
                "rows",
                list(
                    of: .object(
                        "ControlSheetRow",
                        [
                            .required("from", sheetParty, "Bên giao.", "Who gave."),
                            .required("to", sheetParty, "Bên nhận.", "Who received."),
                            .optional("handover", reference, "Lần bàn giao.", "The handover."),
                            .required("givenAt", .instant, "Giao lúc.", "When given."),
                            .optional("givenBy", actor, "Người giao.", "By whom."),
                            .optional("receivedAt", .instant, "Nhận lúc.", "When received."),
                            .optional("receivedBy", actor, "Người nhận.", "By whom."),
                            .optional("returnedAt", .instant, "Trả lại lúc.", "When sent back."), carrier,
                            trackingCode, .optional("dispatchedAt", .instant, "Gửi đi lúc.", "When it left."),
                            .optional(
                                "result", .enumeration(Punctuality.self), "Đúng hạn hay không.", "Whether in time."),
                        ])), "Các lần giao nhận.", "From hand to hand."),
        ])

    private static let plannedStep = Shape.object(
        "ItineraryStep",
        [
            .required("stage", reference, "Giai đoạn.", "The stage."),
            .required("branch", reference, "Nhánh.", "The branch."),
            .required("lead", .boolean, "Nhánh chính.", "Whether on the main line."),
            .required("step", named, "Bước.", "The step."), .required("agency", named, "Cơ quan.", "The agency."),
            .optional("monitoredBy", named, "Nơi theo dõi.", "The office that watches."),
            .required("share", timeLimit, "Phần thời hạn.", "Its share."),
            .required("decides", .boolean, "Bước quyết định.", "Whether it decides."),
            .required("plannedFrom", .instant, "Dự kiến từ.", "When it would begin."),
            .required("plannedDueAt", .instant, "Dự kiến xong.", "When it would be due."),
            .required("plannedReasons", dueReasons, "Vì sao.", "What moved that date."),
            .optional("receivedAt", .instant, "Nhận lúc.", "When it began."), optionalDueAt,
            .optional("completedAt", .instant, "Xong lúc.", "When it was done."),
        ])

    static let itinerary = Shape.object(
        "Itinerary",
        [
            .required("procedure", procedure, "Thủ tục.", "The procedure."),
            .required(
                "route",
                .object(
                    "RouteName",
                    [
                        .required("id", reference, "Mã.", "Its identity."),
                        .required("version", count, "Phiên bản.", "Version."),
                    ]), "Quy trình.", "The route."),
            .required("receivedAt", .instant, "Lúc tiếp nhận.", "When it was or would be received."),
            .required("passOnBy", .instant, "Hạn chuyển đi.", "By when it is passed on."),
            .required("timeLimit", timeLimit, "Thời hạn.", "The time limit."), dueAt,
            .required("dueReasons", dueReasons, "Vì sao hạn như vậy.", "What moved the date."),
            .required(
                "chainEndsAt", .instant, "Kết quả về nơi trả lúc.",
                "When the result lies at the return office, by all shares."),
            .required("steps", list(of: plannedStep), "Các bước.", "The steps."),
        ])

    private static let form = Shape.object("Form", formHeadFields + formFields)

    /// What every form begins with.
    private static let formHeadFields: [Field] =
        [
            .required("form", .enumeration(["01", "02", "03", "04"]), "Mẫu số.", "Which form."), number,
            .required("issuedAt", .instant, "Lập lúc.", "When it was issued."),
            .required("issuedBy", actor, "Người lập.", "By whom."),
            .optional("authority", named, "Cơ quan.", "The authority."),
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("officeAddress", line, "Địa chỉ.", "Its address."),
            .optional("officePhone", line, "Điện thoại.", "Its telephone."),
            .required("procedure", procedure, "Thủ tục.", "The procedure."),
            .optional("field", line, "Lĩnh vực.", "The field."),
            .optional(
                "applicant",
                .object(
                    "FormApplicant",
                    [
                        .required("name", line, "Họ tên.", "Name."), .optional("address", line, "Địa chỉ.", "Address."),
                        .optional("phone", line, "Điện thoại.", "Telephone."),
                        .optional("email", line, "Thư điện tử.", "Electronic mail."),
                    ]), "Người nộp, nếu được xem.", "The applicant, for whom it concerns."),
        ]

    private static let formFields: [Field] = [
        .optional("documents", namedPapers, "Giấy tờ (mẫu 01, 02).", "The papers (forms 01 and 02)."),
        .optional("receivedAt", .instant, "Lúc nhận (01, 04).", "When received (01 and 04)."),
        .optional("returnAt", .instant, "Hẹn trả (01).", "The appointment (01)."),
        .optional("returnOffice", named, "Nơi trả (01).", "Where to collect (01)."),
        .optional("timeLimit", timeLimit, "Thời hạn (01).", "The time limit (01)."),
        .optional("fees", slipFees, "Phí, lệ phí (01).", "The fees (01)."),
        .optional("reason", remark, "Lý do (02–04).", "The reason (02 to 04)."),
        .optional("formNumber", line, "Số phiếu (03).", "Number of the form (03)."),
        .optional("date", .date, "Ngày ký (03).", "Its date (03)."),
        .optional("signer", signer, "Người ký (03, 04).", "Who signed (03 and 04)."),
        .optional("by", body, "Nơi xin lỗi (04).", "Who apologises (04)."),
        .optional("originalReturnAt", .instant, "Hẹn cũ (04).", "The appointment before (04)."),
        .optional("newReturnAt", .instant, "Hẹn mới (04).", "The new one (04)."),
    ]

    static let forms = Shape.object(
        "Forms", [.required("forms", list(of: form), "Các mẫu đã lập.", "The forms that were issued.")])
}
