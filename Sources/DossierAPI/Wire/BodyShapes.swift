import DossierDomain
import DossierService

/// The shapes of request bodies: what is checked, and what the API's description says.
enum BodyShape {
    static let occurredAt: Field = .optional(
        "occurredAt", .instant.example("2019-08-20T08:00:00+07:00"),
        "Thời điểm việc xảy ra ngoài thực tế, nếu khác lúc gửi; không được ở tương lai.",
        "When the act happened in the world, if not now; never in the future.")

    static let performer: Field = .optional(
        "performer", .identifier.example("demo.an.van-an"),
        "Phân công của đồng nghiệp cùng quầy đã làm việc này, khi người gửi không phải người làm; cả hai được ghi lại.",
        "The posting of the colleague at the counter who did it, where whoever sends it didn't; both are recorded.")

    static let documents: Field = .required(
        "documents", .array(of: document, min: 1, max: 50), "Giấy tờ công dân nộp, theo danh mục công bố.",
        "The papers handed in, from the published list.")

    static let document = Shape.object(
        "DocumentCount",
        [
            .required(
                "document", .identifier.example("declaration"), "Mã giấy tờ trong thủ tục.",
                "Identity of the paper within the procedure."),
            .optional("originals", .integer(0...99).example(1), "Số bản chính.", "How many originals."),
            .optional("copies", .integer(0...99).example(0), "Số bản sao.", "How many copies."),
        ])

    static let identityDocument = Shape.object(
        "IdentityDocument",
        [
            .required(
                "kind",
                .enumeration([
                    "citizen-id", "identity-card", "passport", "birth-certificate", "business-registration", "other",
                ]),
                "Loại giấy tờ tùy thân hoặc đăng ký.", "Kind of identity or registration document."),
            .required("number", .string(max: 40).example("082123456"), "Số giấy tờ.", "Its number."),
        ])

    static func party(_ name: String, authorised: Bool) -> Shape {
        var fields: [Field] = [
            .optional(
                "kind", .enumeration(Party.Kind.self), "Cá nhân hay tổ chức; mặc định là cá nhân.",
                "Person or organisation; a person by default."),
            .required("name", .string(max: 200).example("Hoàng Thị Mẫu"), "Họ tên hoặc tên tổ chức.", "Full name."),
            .optional("identityDocument", identityDocument, "Giấy tờ tùy thân.", "What they identify by."),
            .optional("address", .string(max: 300), "Địa chỉ.", "Address."),
            .optional("phone", .string(max: 30), "Điện thoại.", "Telephone."),
            .optional("email", .string(max: 200), "Thư điện tử.", "Electronic mail."),
        ]
        if authorised {
            fields.append(
                .optional("authorisation", .string(max: 300), "Văn bản ủy quyền.", "The authorisation."))
        }
        return .object(name, fields)
    }

    static let submission: [Field] = [
        .required("procedure", .identifier.example("2.002307"), "Mã thủ tục.", "Code of the procedure."),
        .required(
            "counter", .identifier.example("van-quan.van-an.counter-1"), "Quầy nhận.", "The counter."),
        .optional(
            "channel", .enumeration(Procedure.Channel.self), "Kênh nộp; mặc định là tại quầy.",
            "How it is handed in; at the counter by default."),
        .required(
            "applicantUnit", .identifier.example("van-quan.van-an"), "Nơi cư trú của người nộp.",
            "Where the applicant lives."),
        .required("applicant", party("Applicant", authorised: false), "Người nộp hồ sơ.", "The applicant."),
        .optional(
            "representative", party("Representative", authorised: true), "Người được ủy quyền nộp thay.",
            "The representative, where one came."),
        .optional(
            "group", .identifier.example("k17-20190820-01"),
            "Nhóm hồ sơ liên thông một người nộp cùng lúc: cùng một mã do máy quầy đặt, không chứa tên hay số giấy tờ.",
            "Interlinked dossiers brought together by one citizen: a word of the terminal's, never a name or number."),
        documents,
        occurredAt,
    ]

    /// The post takes the papers as a carrier (RCV-08).
    static let consignment: Field = .optional(
        "consignment",
        .object(
            "Consignment",
            [
                .required(
                    "number", .string(max: 60).example("PG-2019-000123"), "Số phiếu gửi hồ sơ.",
                    "Number of the consignment note."),
                requiredCarrier, trackingCode,
            ]),
        "Phiếu gửi, khi bưu điện nhận để chuyển đến bộ phận một cửa khác; counter là quầy nơi nhận.",
        "The consignment note, where the post carries the papers to another office; counter is the one it goes to.")

    static let receptionFields: [Field] = [
        .optional(
            "slip", .boolean, "Công dân yêu cầu giấy hẹn (mẫu 01) dù trả kết quả ngay.",
            "Whether the citizen asks for form 01 where it isn't always printed."),
        .optional(
            "returnOffice", .identifier, "Nơi trả kết quả khác, nếu công dân chọn.",
            "Another office to return the result to, if the citizen chose one."),
        reservedNumber,
    ]

    static let newSubmission = Shape.object("NewSubmission", submission + [consignment])
    static let newDossier = Shape.object("NewDossier", submission + receptionFields)
    static let reception = Shape.object("Reception", receptionFields + [occurredAt])

    static let supplementRequest = Shape.object(
        "NewSupplementRequest",
        [
            .required(
                "missing", .array(of: document, min: 1, max: 50), "Giấy tờ còn thiếu, nêu đầy đủ một lần.",
                "The papers to bring, complete at once."),
            .optional("guidance", .text(max: 2_000), "Lý do và hướng dẫn.", "Reasons and guidance."), occurredAt,
        ])

    static let supplement = Shape.object("NewSupplement", [documents, occurredAt])
    static let act = Shape.object("Act", [leaseToken, occurredAt])
    static let confirmation = Shape.object("Confirmation", [leaseToken, occurredAt])

    static let carrier: Field = .optional(
        "carrier", .string(max: 100).example("VNPost"), "Đơn vị vận chuyển, nếu đã giao đi.",
        "The carrier, where it left with one.")
    static let trackingCode: Field = .optional(
        "trackingCode", .string(max: 60).example("EG123456789VN"), "Mã vận đơn.", "Tracking code."
    ).needing("carrier")

    static let handover = Shape.object(
        "NewHandover",
        [
            .optional(
                "branch", .identifier, "Nhánh cần chuyển; bỏ trống là mọi nhánh đang chờ.",
                "Which branch; all that wait where left out."), carrier, trackingCode, leaseToken, occurredAt,
        ])

    static let dispatch = Shape.object(
        "Dispatch", [requiredCarrier, trackingCode, occurredAt])

    static let handoverReturn = Shape.object(
        "HandoverReturn",
        [.required("reason", .text(max: 2_000), "Lý do trả lại.", "Why it is sent back."), leaseToken, occurredAt])

    static let decision = Shape.object(
        "NewDecision",
        [
            .required("outcome", .enumeration(Decision.Outcome.self), "Đồng ý hay từ chối.", "Granted or refused."),
            .required("number", .string(max: 100).example("123/QĐ-LĐTBXH"), "Số quyết định.", "Its number."),
            .required("date", .date.example("2019-09-05"), "Ngày ký.", "Its date."),
            signer,
            .optional(
                "reasons", .text(max: 4_000), "Lý do, bắt buộc khi từ chối.", "Reasons, required where refused."),
            .optional(
                "files",
                .array(
                    of: .object(
                        "ResultFile",
                        [
                            .required("kind", .identifier.example("decision"), "Loại tệp.", "What it is."),
                            .required("sha256", .sha256, "SHA-256 của tệp.", "SHA-256 of its bytes."),
                            .required("byteCount", .integer(1...1_000_000_000), "Kích thước, byte.", "Size in bytes."),
                        ]), max: 20), "Tệp kết quả, theo mã băm.", "The files of the result, by digest."),
        ])

    static let completionFields: [Field] = [
        .optional("opinion", .text(max: 4_000), "Ý kiến xử lý.", "What the agency found."),
        .optional(
            "decision", decision, "Quyết định, ở bước có quyết định.", "The decision, where the step decides."),
        carrier, trackingCode, leaseToken, occurredAt,
    ]

    static let completion = Shape.object("NewCompletion", completionFields)

    static let consultation = Shape.object(
        "NewConsultation",
        [
            .required("asked", .identifier.example("van-quan.justice"), "Cơ quan được lấy ý kiến.", "Who is asked."),
            .required(
                "answerWithinWorkingDays", .integer(1...90).example(3), "Trả lời trong bao nhiêu ngày làm việc.",
                "How many working days the answer may take."),
            .required("question", .text(max: 4_000), "Nội dung lấy ý kiến.", "What is asked."), occurredAt,
        ])

    static let consultationAnswer = Shape.object(
        "ConsultationAnswer",
        [.required("answer", .text(max: 4_000), "Ý kiến trả lời.", "The answer."), leaseToken, occurredAt])

    static let stepReturn = Shape.object(
        "StepReturn",
        [
            .required("reason", .text(max: 2_000), "Lý do chuyển trả.", "Why the step is sent back."), carrier,
            trackingCode, leaseToken, occurredAt,
        ])

    private static let plan: [Field] = [
        .optional(
            "steps",
            .array(
                of: .object(
                    "PlannedAgency",
                    [
                        .required("step", .identifier, "Bước còn phải làm.", "A step still to be done."),
                        .required("agency", .identifier, "Cơ quan thực hiện.", "The agency that does it."),
                    ]), max: 20), "Cơ quan cho từng bước.", "Agencies for steps."),
        .optional("returnOffice", .identifier, "Nơi trả kết quả mới.", "Another office to return the result to."),
        .required("reason", .text(max: 2_000), "Căn cứ, lý do.", "On which ground."),
    ]

    static let replanning = Shape.object("NewReplanning", plan + [occurredAt])

    static let replannings = Shape.object(
        "NewReplannings",
        [
            .required(
                "numbers", .array(of: .dossierNumber, min: 1, max: 200), "Các mã hồ sơ, tối đa 200.",
                "The dossiers, at most 200.")
        ] + plan)

    static let handingOver = Shape.object(
        "NewHandingOver",
        [
            recipientKind,
            .required("recipient", party("Recipient", authorised: true), "Người nhận kết quả.", "Who takes it."),
            .optional(
                "method", .enumeration(HandingOverMethod.self), "Cách trả; mặc định là tại quầy.",
                "How; at the counter by default."), trackingCode,
            .optional(
                "originalsReturned", .array(of: .identifier, max: 50), "Bản chính trả lại.",
                "The originals that are given back."), leaseToken, occurredAt,
        ])

    static let routePreview = Shape.object(
        "NewRoutePreview",
        [
            .required("procedure", .identifier.example("2.002307"), "Mã thủ tục.", "Code of the procedure."),
            .optional(
                "office", .identifier, "Nơi tiếp nhận; mặc định là nơi của người hỏi.",
                "The receiving office; the caller's own by default."),
            .optional("applicantUnit", .identifier, "Nơi cư trú của người nộp.", "Where the applicant lives."),
            .optional(
                "receivedAt", .instant, "Thời điểm tiếp nhận; mặc định là bây giờ.",
                "When it would be received; now by default."),
        ])

    static let lookup = Shape.object("LookupRequest", slip)
}
