import DossierDomain
import DossierService

/// The shapes of money, notices, ratings, complaints and manifests.
extension BodyShape {
    static let paymentDemand = Shape.object(
        "NewPaymentDemand",
        [
            .required(
                "amountVND", .integer(1...1_000_000_000_000).example(150_000), "Số tiền, đồng.", "Amount in đồng."),
            .required("basis", .text(max: 1_000), "Khoản gì, theo quy định nào.", "What for, on which legal basis."),
            occurredAt,
        ])

    static let payment = Shape.object(
        "NewPayment",
        [
            .required("receipt", .string(max: 40).example("BL-0001234"), "Số biên lai.", "Number of the receipt."),
            .optional(
                "method", .enumeration(Payment.Method.self), "Cách nộp; mặc định là tiền mặt.",
                "How it is paid; in cash by default."),
            .optional(
                "fees",
                .array(
                    of: .object(
                        "FeeQuantity",
                        [
                            .required("fee", .identifier, "Khoản phí, lệ phí của thủ tục.", "A fee of the procedure."),
                            .optional(
                                "quantity", .integer(1...9_999), "Số bản, số trang; mặc định là 1.",
                                "How many copies or pages; 1 by default."),
                        ]), max: 20), "Các khoản thu; hệ thống tính số tiền.", "The fees; the system knows the amounts."
            ),
            .optional("obligation", .identifier, "Khoản được yêu cầu nộp.", "The demanded payment."), occurredAt,
        ])

    static let noticeOutcome = Shape.object(
        "NewNoticeOutcome",
        [
            .required("channel", .enumeration(Notice.Channel.self), "Cách báo.", "How it was tried."),
            .required("outcome", .enumeration(Notice.Outcome.self), "Đến hay không.", "Whether it arrived."),
            occurredAt,
        ])

    private static let ratingFields: [Field] = [
        .required(
            "scores",
            .array(
                of: .object(
                    "IndicatorScore",
                    [
                        .required("indicator", .integer(1...9), "Chỉ số 1, 3, 4 hoặc 7.", "Indicator 1, 3, 4 or 7."),
                        .required("score", .integer(0...2), "Điểm 0, 1 hoặc 2.", "0, 1 or 2 points."),
                    ]), min: 1, max: 4), "Điểm theo chỉ số.", "Points by indicator."),
        .optional("comment", .text(max: 2_000), "Ý kiến.", "In words."),
    ]

    private static let complained: Field = .required(
        "content", .text(max: 4_000), "Nội dung phản ánh, kiến nghị.", "What is complained of.")

    private static let complaintFields: [Field] = [
        complained,
        .optional(
            "aboutAgency", .identifier, "Cơ quan bị phản ánh; bỏ trống là bộ phận một cửa phụ trách hồ sơ.",
            "The agency it is about; the office in charge of the dossier where left out."),
    ]

    /// What a citizen shows who they are by (SEC-04).
    static let slip: [Field] = [
        .required(
            "number", .dossierNumber.example("000.11.30.H37-190820-0001"), "Mã hồ sơ in trên giấy hẹn.",
            "The number printed on the slip."),
        .required(
            "slipCode", .string(max: 20).example("K7QX-3M2P"), "Mã tra cứu in trên giấy hẹn.",
            "The code printed beside it."),
    ]

    static let rating = Shape.object(
        "NewRating",
        ratingFields + [
            .optional(
                "channel", .enumeration(Rating.Channel.self), "Bằng phiếu hay máy; mặc định là phiếu.",
                "By slip or device; by slip by default."), occurredAt,
        ])
    static let citizenRating = Shape.object("NewCitizenRating", slip + ratingFields)
    static let complaint = Shape.object("NewComplaint", complaintFields + [occurredAt])
    static let citizenComplaint = Shape.object("NewCitizenComplaint", slip + complaintFields)

    static let officeComplaint = Shape.object(
        "NewOfficeComplaint",
        [
            complained, .optional("aboutAgency", .identifier, "Cơ quan bị phản ánh.", "The agency it is about."),
            .optional(
                "aboutOffice", .identifier, "Bộ phận một cửa bị phản ánh; bỏ trống là nơi tiếp nhận phản ánh.",
                "The office it is about; the one where it is brought where left out."
            ).excluding("aboutAgency"), occurredAt,
        ])

    static let inspection = Shape.object(
        "NewInspection",
        [
            .required(
                "minutes", .string(max: 100).example("12/BB-KT"), "Số biên bản kiểm tra hoặc quyết định phê duyệt.",
                "Number of the minutes, or of the decision that approved them."),
            .optional(
                "indicator5", .integer(0...2), "Tổ chức tiếp nhận, giải quyết, trả kết quả.",
                "How reception, handling and return are organised."),
            .optional(
                "indicator6", .integer(0...2), "Công khai thủ tục hành chính.", "How procedures are published."),
            .optional(
                "indicator9", .integer(0...2), "Cung cấp dịch vụ công trực tuyến.", "How services are offered online."),
            occurredAt,
        ]
    ).needingOne(of: ["indicator5", "indicator6", "indicator9"])

    static let complaintAnswer = Shape.object(
        "NewComplaintAnswer",
        [
            .required("answer", .text(max: 4_000), "Nội dung trả lời.", "What was found."),
            .required("upheld", .boolean, "Phản ánh có đúng không.", "Whether the complaint was right."), occurredAt,
        ])

    static let manifest = Shape.object(
        "NewManifest",
        [
            .required(
                "items",
                .array(
                    of: .object(
                        "ManifestItem",
                        [
                            .required("number", .dossierNumber, "Mã hồ sơ.", "The dossier."),
                            .optional(
                                "handover", .identifier, "Lần bàn giao đã đề nghị, để giao cho bên vận chuyển.",
                                "A handover that is offered already, to be given to the carrier."),
                        ]), min: 1, max: 200), "Hồ sơ bàn giao cùng lần này.", "The dossiers that go together."),
            carrier, trackingCode, occurredAt,
        ])

    static let manifestAcknowledgement = Shape.object(
        "NewManifestAcknowledgement",
        [
            .optional(
                "exceptions",
                .array(
                    of: .object(
                        "ManifestException",
                        [
                            .required("handover", .identifier, "Lần bàn giao.", "Which handover."),
                            .optional("returned", .text(max: 2_000), "Lý do trả lại.", "Why it is sent back.")
                                .excluding("discrepancies"), discrepancies,
                        ]
                    ).needingOne(of: ["returned", "discrepancies"]), max: 200),
                "Hồ sơ có sai khác hoặc trả lại; còn lại nhận đủ.",
                "What differs or is sent back; the rest is received as listed."), occurredAt,
        ])
}
