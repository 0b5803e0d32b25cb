import DossierDomain

/// The pilot's two tasks: where offices sit, and who works there.
extension AnswerShape {
    private static let host: Field = .required(
        "kind", .enumeration(Office.Host.self), "Đặt tại cơ quan hay bưu điện.", "Housed by an agency or the post.")
    private static let place: Field = .optional("place", line, "Ở đâu.", "Where.")
    private static let basis: Field = .optional("basis", .enumeration(Basis.self), "Căn cứ.", "How sure that is.")
    private static let lacks = list(of: .enumeration(PremisesCriterion.self))

    private static let criteria: Field = .required(
        "findings",
        list(
            of: .object(
                "PremisesFinding",
                [
                    .required("criterion", .enumeration(PremisesCriterion.self), "Tiêu chí.", "The criterion."),
                    .required("met", .boolean, "Đạt.", "Whether it is met."),
                    .required("evidence", line, "Bằng chứng.", "The evidence."),
                    .required("by", line, "Ai đánh giá.", "Who found so."), .required("on", .date, "Ngày.", "When."),
                    basis,
                ])), "Đánh giá theo tiêu chí.", "What was found, by criterion.")

    static let premises = Shape.object(
        "Premises",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("host", .enumeration(Office.Host.self), "Đang đặt tại.", "Who houses it now."),
            .required(
                "premises",
                list(
                    of: .object(
                        "PremisesPeriod",
                        [host, .required("from", .date, "Từ ngày.", "From that day."), place, basis, criteria])),
                "Theo thời gian.", "Where it sits and sat."),
            .optional(
                "plannedMove",
                .object(
                    "PlannedMove",
                    [
                        host, .required("target", .date, "Ngày dự kiến.", "On which day."), place, basis, criteria,
                        .required("lacks", lacks, "Còn thiếu.", "What keeps it from being decided."),
                    ]), "Chuyển đi dự kiến.", "The move that is planned."),
            .optional("baseline", baseline, "Hiện trạng trước khi chuyển.", "How it worked before it moved."),
        ])

    static let postings = Shape.object(
        "PostingsOfDay",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .required("date", .date, "Ngày.", "The day."),
            .required(
                "postings",
                list(
                    of: .object(
                        "Posting",
                        [
                            .required("id", reference, "Mã phân công.", "Its identity."),
                            .required("person", reference, "Người.", "Who."),
                            .optional("name", line, "Họ tên.", "By name."),
                            .optional("counter", reference, "Quầy.", "At which counter."),
                            .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
                            .required("employer", .enumeration(Employer.self), "Ai trả lương.", "Who employs them."),
                            .required("validFrom", .date, "Từ ngày.", "From that day."),
                            .optional("validTo", .date, "Đến hết ngày.", "Up to that day."),
                            .optional(
                                "standsInFor", reference, "Làm thay phân công.", "For whose posting they stand in."),
                            .optional("frees", line, "Thay cho vị trí.", "Which post of an official it frees."),
                        ])), "Phân công.", "The postings."),
            .required("postsFreed", count, "Số vị trí công chức được thay.", "How many posts of officials are freed."),
        ])

    private static let planned = Shape.object(
        "PlannedOffice",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("target", .date, "Ngày dự kiến.", "The day that is aimed at."), place,
            .optional("lacks", lacks, "Còn thiếu.", "What keeps it from being decided."),
        ])

    private static let hosted = Shape.object(
        "PostHostedOffice",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("since", .date, "Từ ngày.", "Since when."), place,
            .optional("plannedMove", .date, "Ngày dự kiến chuyển đi.", "When it is to move again."),
        ])

    static let rollout = Shape.object(
        "Rollout",
        [
            .required("date", .date, "Ngày.", "The day."),
            .required(
                "levels",
                list(
                    of: .object(
                        "RolloutOfLevel",
                        [
                            .required("level", reference, "Cấp.", "The level."),
                            .required("name", line, "Tên.", "Its name."),
                            .required("officeCount", count, "Số bộ phận.", "How many offices."),
                            .required("postHostedCount", count, "Tại bưu điện.", "Of them housed by the post."),
                            .required("plannedCount", count, "Dự kiến.", "That are to follow."),
                            .required("unplannedCount", count, "Chưa có kế hoạch.", "Without a plan."),
                            .required("postHosted", list(of: hosted), "Tại bưu điện.", "Those that the post houses."),
                            .required(
                                "planned", list(of: planned), "Dự kiến.", "Those that are to follow, soonest first."),
                        ])), "Theo cấp.", "By level."),
        ])
}
