import DossierDomain

extension BodyShape {
    static let erasure = Shape.object(
        "NewErasure",
        [
            .required(
                "ground", .enumeration(ErasureGround.self),
                "Căn cứ xóa (Nghị định 13/2023/NĐ-CP Điều 16): chính người đó yêu cầu, hoặc hết hạn lưu.",
                "The ground (Decree 13/2023/NĐ-CP Article 16): the person asked for it, or its retention has expired.")
        ])

    static let dueErasures = Shape.object(
        "NewErasures",
        [
            .required(
                "submissions", .array(of: .identifier, min: 1, max: 200),
                "Các lần nộp, như GET /v1/retention liệt kê; tối đa 200.",
                "The submissions, as GET /v1/retention lists them; at most 200.")
        ])

    private static let page: [Field] = [
        .optional("limit", .integer(1...200), "Số dòng, tối đa 200; mặc định 50.", "Rows, at most 200; 50 by default."),
        .optional("after", .string(max: 200), "Dấu trang của trang trước.", "Cursor of the page before."),
    ]

    static let dossierSearch = Shape.object(
        "DossierSearch",
        [
            .required(
                "q", .text(max: 100).example("020175001234"),
                "Mã hồ sơ, mã thủ tục, hoặc số giấy tờ tùy thân của người nộp, người đại diện, người nhận.",
                "A dossier's number, a procedure's code, or the number of an identity document of applicant,"
                    + " representative or recipient.")
        ] + page)

    static let personalDataRequest = Shape.object(
        "PersonalDataRequest",
        [
            .required(
                "identityNumber", .text(max: 50).example("020175001234"), "Số giấy tờ tùy thân của người yêu cầu.",
                "The number of the identity document of whoever asks."),
            .optional(
                "limit", .integer(1...50), "Số hồ sơ mỗi trang, tối đa 50; mặc định 20.",
                "Dossiers a page, at most 50; 20 by default."),
            .optional("after", .string(max: 200), "Dấu trang của trang trước.", "Cursor of the page before."),
        ])
}
