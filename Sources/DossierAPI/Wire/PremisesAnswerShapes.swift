import DossierDomain

/// Where offices sit, who works there, and how the roll-out stands.
extension AnswerShape {
    private static let basisField: Field = .optional(
        "basis", .enumeration(Basis.self), "Nguồn.", "Where it is known from.")
    private static let place: Field = .optional("place", line, "Địa điểm.", "Where.")
    private static let host = Shape.enumeration(Office.Host.self)

    private static let findings = list(
        of: .object(
            "PremisesFinding",
            [
                .required("criterion", .enumeration(PremisesCriterion.self), "Tiêu chí.", "The criterion."),
                .required("met", .boolean, "Đạt.", "Whether it was met."),
                .required("evidence", line, "Chứng cứ.", "By what evidence."),
                .required("by", line, "Ai khảo sát.", "Found by whom."),
                .required("on", .date, "Ngày.", "On which day."),
                basisField,
            ]))
    private static let lacks = list(of: .enumeration(PremisesCriterion.self))

    static let premises = Shape.object(
        "PremisesOfOffice",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("host", host, "Nay ở đâu.", "Who houses it today."),
            .required(
                "premises",
                list(
                    of: .object(
                        "Premises",
                        [
                            .required("kind", host, "Ở đâu.", "Who houses it."),
                            .required("from", .date, "Từ ngày.", "From which day on."), place, basisField,
                            .required("findings", findings, "Kết quả khảo sát.", "What was found about it."),
                        ])), "Trụ sở theo thời gian.", "Where it sits and sat."),
            .optional(
                "plannedMove",
                .object(
                    "PlannedMove",
                    [
                        .required("kind", host, "Đến đâu.", "Who would house it."),
                        .required("target", .date, "Ngày dự kiến.", "By when."), place, basisField,
                        .required("findings", findings, "Kết quả khảo sát.", "What was found about it."),
                        .required("lacks", lacks, "Tiêu chí chưa đạt.", "Criteria that aren't met."),
                    ]), "Việc chuyển dự kiến.", "The move that is planned."),
            .optional("baseline", baseline, "Hiện trạng trước khi chuyển.", "How it worked before it moved."),
        ])

    static let postings = Shape.object(
        "PostingsOfOffice",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .required("date", .date, "Ngày.", "The day."),
            .required(
                "postings",
                list(
                    of: .object(
                        "PostingOfOffice",
                        [
                            .required("id", reference, "Mã.", "Its identity."),
                            .required("person", reference, "Người.", "The person."),
                            .optional("name", line, "Họ tên.", "Their name."),
                            .optional("counter", reference, "Quầy.", "The counter."),
                            .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
                            .required("employer", .enumeration(Employer.self), "Nơi trả lương.", "Who employs them."),
                            .required("validFrom", .date, "Từ ngày.", "First day."),
                            .optional("validTo", .date, "Đến ngày.", "Last day."),
                            .optional("standsInFor", reference, "Làm thay.", "For whom it stands in."),
                            .optional("frees", reference, "Thay vị trí.", "Whose post it frees."),
                        ])), "Ai làm việc.", "Who works there."),
            .required("postsFreed", count, "Vị trí được thay.", "Posts freed."),
        ])

    private static func level(_ hosted: Shape, _ planned: Shape) -> Shape {
        .object(
            "ReadinessOfLevel",
            [
                .required("level", reference, "Cấp.", "The level."), .required("name", line, "Tên.", "Its name."),
                .required("officeCount", count, "Số nơi.", "Offices."),
                .required("postHostedCount", count, "Ở bưu điện.", "Housed by the post."),
                .required("plannedCount", count, "Dự kiến.", "To follow."),
                .required("unplannedCount", count, "Chưa có kế hoạch.", "Without a plan."),
                .required("postHosted", list(of: hosted), "Ở bưu điện.", "Those housed by the post."),
                .required("planned", list(of: planned), "Dự kiến.", "Those to follow, by day."),
            ])
    }

    static let rollout = Shape.object(
        "Rollout",
        [
            .required("date", .date, "Ngày.", "The day."),
            .required(
                "levels",
                list(
                    of: level(
                        .object(
                            "HostedOffice",
                            [
                                .required("office", named, "Nơi.", "The office."),
                                .optional("since", .date, "Từ ngày.", "Since when."), place,
                                .optional("plannedMove", .date, "Sẽ chuyển đi.", "When it is to move on."),
                            ]),
                        .object(
                            "OfficeToFollow",
                            [
                                .required("office", named, "Nơi.", "The office."),
                                .optional("target", .date, "Ngày dự kiến.", "By when."), place,
                                .optional("lacks", lacks, "Tiêu chí chưa đạt.", "Criteria that aren't met."),
                            ]))), "Theo cấp.", "By level."),
        ])
}
