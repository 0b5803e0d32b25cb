import DossierDomain
import DossierRouting
import DossierService

/// Rights that explain themselves, and who was shown personal data.
extension AnswerShape {
    private static let verdictFields: [Field] = [
        .required("rule", .enumeration(AuthorizationRule.self), "Quy tắc.", "The rule."),
        .required("sentence", line, "Quy tắc bằng lời.", "It in words."),
    ]
    private static let verdict = Shape.object("RuleInWords", verdictFields)
    private static let askedAction = Shape.enumeration(Action.asked.map(\.name))

    static let me = Shape.object(
        "Me",
        actorFields + [
            .optional("person", line, "Họ tên, nếu có phân công.", "Who it is, where there is a posting."),
            .optional("postedUntil", .date, "Phân công đến hết ngày.", "The posting's last day."),
            .required("sees", verdict, "Quy tắc để xem hồ sơ.", "By which rule dossiers are seen, or aren't."),
            .required("actions", list(of: askedAction), "Việc vai trò đó làm được.", "What the role does and reads."),
        ])

    static let right = Shape.object(
        "Right",
        [
            .required("action", askedAction, "Việc được hỏi.", "What was asked about."),
            .required("allowed", .boolean, "Được hay không.", "Yes or no."),
        ] + verdictFields + [
            number, .optional("submission", reference, "Lần nộp, nếu hỏi về một hồ sơ.", "Of the dossier asked about."),
            .optional("relation", .enumeration(Relation.self), "Nơi đó với hồ sơ.", "What the dossier is to the body."),
            .optional("dossierStatus", .enumeration(DossierStatus.self), "Trạng thái.", "Where the dossier stands."),
            .optional("inStatus", .boolean, "Làm được ở trạng thái đó.", "Whether it is done in that status."),
        ])

    private static let readings = list(
        of: .object(
            "ReadingsOfRole",
            [
                .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
                .required(
                    "reads",
                    list(
                        of: .object(
                            "RightToRead",
                            [.required("what", askedAction, "Đọc điều gì.", "What is read.")] + verdictFields)),
                    "Đọc được gì.", "What the role reads of it."),
            ]))

    private static let onlooker = Shape.object(
        "Onlooker",
        [
            .required("body", body, "Nơi.", "The body."),
            .required("relation", .enumeration(Relation.self), "Với hồ sơ.", "What the dossier is to it."),
            .required("roles", readings, "Vai trò nào đọc được gì.", "What its roles read."),
            .required(
                "postings",
                list(
                    of: .object(
                        "PostingAtBody",
                        [
                            .required("posting", reference, "Phân công.", "The posting."),
                            .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
                        ])), "Phân công đang có hiệu lực.", "Postings there that are in force."),
        ])

    static let onlookers = Shape.object(
        "Onlookers",
        [
            number,
            .required("bodies", list(of: onlooker), "Các nơi tham gia, theo dõi.", "Who takes part or watches."),
            .required("overseers", readings, "Quản trị viên, thanh tra viên.", "Administrators and inspectors."),
            .required("citizen", verdict, "Công dân.", "The citizen."),
            .required(
                "emergencies", list(of: runningEmergency), "Đang đọc khẩn cấp.", "Who reads it in an emergency now."),
        ])

    private static let runningEmergency = Shape.object(
        "RunningEmergency",
        [
            .required("by", actor, "Ai đọc.", "Who reads."),
            .optional("person", line, "Họ tên.", "Who it is."),
            .required("until", .instant, "Đọc được đến lúc.", "Until when it may be read."),
        ])

    private static let emergencyOfRead = Shape.object(
        "EmergencyOfRead",
        [
            .required("id", reference, "Mã lần đọc.", "Its identity."),
            .optional("reason", remark, "Lý do.", "The stated reason; absent once it was erased."),
            .required("until", .instant, "Đọc được đến lúc.", "Until when it may be read."),
        ])

    static let reads = page(
        "ReadPage", "reads",
        of: .object(
            "PersonalDataRead",
            [
                .optional("submission", reference, "Lần nộp hoặc phản ánh.", "Whose data, by submission or complaint."),
                .optional("scope", line, "Danh sách, hoặc mã đã hỏi.", "The list, or the number that was asked for."),
                .required("by", actor, "Ai đọc.", "Who read."),
                .optional("person", line, "Họ tên, nếu có phân công.", "Who it was, where there is a posting."),
                .required("operation", line, "Thao tác.", "By which operation."),
                .required("firstAt", .instant, "Lần đầu.", "First."),
                .required("lastAt", .instant, "Lần cuối.", "Last."),
                .required("count", count, "Số lần.", "How often."),
                .optional("emergency", emergencyOfRead, "Đọc khẩn cấp.", "The reading in an emergency that it is."),
            ]))

    static let emergencyReading = Shape.object(
        "EmergencyReading",
        [
            .required("id", reference, "Mã lần đọc.", "Its identity."),
            .required("until", .instant, "Đọc được đến lúc.", "Until when it may be read."),
            .required("dossier", dossier, "Hồ sơ.", "The dossier."),
        ])
}
