import DossierDomain
import DossierService

/// The shapes of answers: what the API's description says of them, and what debug builds hold every answer to.
///
/// A member that is optional is left out where there is nothing to say; nothing is ever `null`.
enum AnswerShape {
    /// How many elements of a list are checked; the description promises no limit.
    static let many = 100_000

    static let count = Shape.integer(0...9_007_199_254_740_991)
    /// A number of minutes or the like that may lie behind.
    static let balance = Shape.integer(-9_007_199_254_740_991...9_007_199_254_740_991)
    /// An identity that the service gave.
    static let reference = Shape.string(max: 300)
    /// A line of text: a name, a sentence, a number on paper.
    static let line = Shape.string(max: 10_000)
    /// Text as somebody typed it, perhaps in many lines.
    static let remark = Shape.text(max: 20_000)

    static func list(of shape: Shape) -> Shape { .array(of: shape, max: many) }

    static let version: Field = .required("version", count, "Phiên bản, cho If-Match.", "Its version, for If-Match.")
    static let number: Field = .optional(
        "number", .dossierNumber, "Mã hồ sơ, khi đã tiếp nhận.", "Its number, once it was received.")
    static let requiredNumber: Field = .required("number", .dossierNumber, "Mã hồ sơ.", "Number of the dossier.")
    static let submission: Field = .required(
        "submission", reference, "Mã lần nộp.", "Identity of the submission; it stays.")
    static let dossierStatus: Field = .required(
        "status", .enumeration(DossierStatus.self), "Trạng thái.", "Where it stands.")
    static let dueAt: Field = .required("dueAt", .instant, "Hạn.", "When it is due.")
    static let optionalDueAt: Field = .optional("dueAt", .instant, "Hạn, nếu có.", "When it is due, if ever.")
    static let trackingCode: Field = .optional("trackingCode", line, "Mã vận đơn.", "Tracking code.")
    static let carrier: Field = .optional("carrier", line, "Đơn vị vận chuyển.", "The carrier.")

    /// Somebody or something by identity and, where it is in force, name in the caller's language.
    static let named = Shape.object(
        "Named",
        [
            .required("id", reference.example("van-quan.van-an"), "Mã.", "Its identity."),
            .optional("name", line.example("UBND xã Vân An"), "Tên.", "Its name in the caller's language."),
        ])

    static let body = Shape.object(
        "Body",
        [
            .required("kind", .enumeration(["office", "agency"]), "Bộ phận một cửa hay cơ quan.", "Office or agency."),
            .required("id", reference.example("van-quan.van-an"), "Mã.", "Its identity."),
            .optional("name", line.example("UBND xã Vân An"), "Tên.", "Its name in the caller's language."),
        ])

    static let applicantAsHolder = Shape.object(
        "ApplicantAsHolder", [.required("kind", .enumeration(["applicant"]), "Công dân.", "The applicant.")])

    /// Who has the papers.
    static let custodian = Shape.choice(
        by: "kind",
        [
            body,
            .object(
                "Carrier",
                [
                    .required("kind", .enumeration(["carrier"]), "Đơn vị vận chuyển.", "A carrier."),
                    .required("name", line, "Tên.", "Its name."),
                ]),
            applicantAsHolder,
        ]
    ).named("Custodian")

    static let actorFields: [Field] = [
        .required("credential", reference, "Thẻ.", "The credential."),
        .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
        .required("employer", .enumeration(Employer.self), "Nơi trả lương.", "Who employs whoever acts."),
        .optional("body", body, "Nơi làm việc.", "Where they act."),
        .optional("counter", reference, "Quầy.", "The counter."),
        .optional("posting", reference, "Lần bố trí.", "The posting."),
    ]
    static let actor = Shape.object(
        "Actor",
        actorFields + [
            .optional(
                "performer", reference, "Phân công của người đã làm, khi thẻ này nhập thay.",
                "The posting of whoever did it, where this credential told it.")
        ])

    static let procedure = Shape.object(
        "ProcedureName",
        [
            .required("code", .identifier.example("2.002307"), "Mã thủ tục.", "Code of the procedure."),
            .required("version", count, "Phiên bản.", "Version."),
            .optional("name", line, "Tên.", "Its name in the caller's language."),
        ])

    private static let slipFeeFields: [Field] = [
        .required("name", line, "Tên phí, lệ phí.", "What it is for."),
        .required("amountVND", count, "Số tiền, đồng.", "Amount in đồng."),
        .required("per", .enumeration(Fee.Unit.self), "Tính theo.", "For what it is taken."),
    ]

    static let slipFees = list(of: .object("SlipFee", slipFeeFields))
    static let fees = list(of: .object("Fee", [.required("id", reference, "Mã.", "Its identity.")] + slipFeeFields))

    /// A limit in its own unit: one of the first four.
    static let timeLimit = Shape.object(
        "TimeLimit",
        [
            .optional("workingDays", count, "Ngày làm việc.", "Working days."),
            .optional("calendarDays", count, "Ngày.", "Calendar days."),
            .optional("workingHours", count, "Giờ làm việc.", "Working hours."),
            .optional("sameDay", .boolean, "Trong ngày.", "The same day."),
            .optional(
                "cutOff", line.example("15:00"), "Nhận sau giờ này tính như ngày sau.",
                "Receptions later than this count as the next working day's."),
        ])

    static let dueReasons = list(
        of: .object(
            "DueReason",
            [
                .required("rule", line.example("TIM-02"), "Quy tắc.", "The rule."),
                .required("sentence", line, "Diễn giải.", "It in words."),
            ]))

    static let identityDocument = Shape.object(
        "IdentityDocumentOf",
        [
            .required("kind", line, "Loại giấy tờ.", "Kind of document."),
            .required("number", line, "Số giấy tờ.", "Its number."),
        ])

    static let party = Shape.object(
        "Party",
        [
            .required("kind", .enumeration(Party.Kind.self), "Cá nhân hay tổ chức.", "Person or organisation."),
            .required("name", line, "Họ tên hoặc tên tổ chức.", "Full name."),
            .optional("identityDocument", identityDocument, "Giấy tờ tùy thân.", "What they identify by."),
            .optional("address", line, "Địa chỉ.", "Address."),
            .optional("phone", line, "Điện thoại.", "Telephone."),
            .optional("email", line, "Thư điện tử.", "Electronic mail."),
            .optional("authorisation", line, "Văn bản ủy quyền.", "The authorisation."),
        ])

    static let signer = Shape.object(
        "SignerOf",
        [
            .required("name", line, "Họ tên.", "Name."), .required("position", line, "Chức vụ.", "Position."),
        ])

    private static let paperFields: [Field] = [
        .required("document", .identifier.example("declaration"), "Mã giấy tờ.", "The paper."),
        .required("originals", count, "Số bản chính.", "How many originals."),
        .required("copies", count, "Số bản sao.", "How many copies."),
    ]

    /// Papers by identity and count.
    static let papers = list(of: .object("PaperCount", paperFields))
    /// Papers with their names.
    static let namedPapers = list(
        of: .object("PaperBrought", paperFields + [.optional("name", line, "Tên giấy tờ.", "Its name.")]))

    /// A problem document as part of an answer, such as the outcome of one of many.
    static let problem = Shape.anything.named("Problem")
        .meaning("Lỗi của riêng mục này (RFC 9457).", "What was the matter with this one (RFC 9457).")
        .example([
            "type": "/problems/not-found", "title": "Không tìm thấy", "status": 404, "detail": "…",
            "requestId": "6f0f6c1e-2b1c-4a55-9d3e-0a8a3f1f7b11",
        ])

    /// The description itself.
    static let openAPI = Shape.anything.named("OpenAPI")
        .meaning("Tài liệu OpenAPI 3.1.", "An OpenAPI 3.1 document.").example(["openapi": "3.1.0"])

    static let scores = list(
        of: .object(
            "Score",
            [
                .required("indicator", count, "Chỉ số.", "The indicator."),
                .required("score", count, "Điểm.", "The points."),
            ]))

    /// A page of a list with its cursor.
    static func page(_ name: String, _ rows: String, of row: Shape, _ more: [Field] = []) -> Shape {
        .object(
            name,
            [
                .required(rows, list(of: row), "Các dòng.", "The rows."),
                .optional(
                    "next", line, "Dấu trang sau: gửi lại trong after; không có ở trang cuối.",
                    "Cursor of the next page, to be sent as after; absent on the last one."),
            ] + more)
    }
}
