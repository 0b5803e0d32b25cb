import DossierDomain
import DossierRouting
import DossierService
import DossierStore

/// The configuration with its history, drafts and rehearsals, and what the pilot's two tasks answer.
extension AnswerShape {
    /// What `motcua config check` reads: its own description is the configuration's README.
    static let configuration = Shape.anything.named("Configuration")
        .meaning("Toàn bộ cấu hình, dạng chuẩn.", "The whole configuration in its canonical form.")
        .example(["levels": [], "units": []])
    static let configurationRows = Shape.anything.named("ConfigurationRows")
        .meaning("Mọi dòng của một đối tượng.", "All rows of one thing.").example([["id": "van-quan.van-an"]])

    private static let object: Field = .required(
        "object", line.example("offices/van-quan.van-an.one-stop"), "Đối tượng: loại/mã.", "The thing, as kind/id.")
    private static let act: Field = .required(
        "act", .enumeration(ConfigurationChange.Act.self), "Thêm, đổi hay bỏ.", "What is done to it.")
    private static let changeFields: [Field] = [
        .required("changeCount", count, "Số đối tượng thay đổi.", "How many things change."),
        .required(
            "changes", list(of: .object("ConfigurationChange", [object, act])), "Một trăm đối tượng đầu.",
            "The first hundred of them."),
    ]
    private static let findings = list(
        of: .object(
            "ConfigurationFinding",
            [
                .required("severity", .enumeration(ReviewFinding.Severity.self), "Mức.", "How bad."),
                .required("kind", .enumeration(ReviewFinding.Kind.self), "Loại.", "Of what kind of thing."),
                .required("id", line, "Mã.", "Of which one."), .required("reason", line, "Vì sao.", "What it is."),
            ]))

    static let configurationHistory = page(
        "ConfigurationHistory", "versions",
        of: .object(
            "ConfigurationRecord",
            [
                version,
                .required(
                    "act", .enumeration(DossierEvent.ConfigurationChanged.Act.self), "Việc đã làm.", "What was done."),
                .required("recordedAt", .instant, "Lúc.", "When."), .required("by", actor, "Ai.", "Who."),
                .optional("reason", line, "Vì sao.", "Why."),
            ] + changeFields))

    static let configurationDiff = Shape.object(
        "ConfigurationDiff",
        [
            .required("from", count, "Từ phiên bản.", "From that version."),
            .required("to", count, "Đến phiên bản.", "To that version."),
            .required("changeCount", count, "Số đối tượng khác nhau.", "How many things differ."),
            .required(
                "changes",
                list(
                    of: .object(
                        "ConfigurationDifference",
                        [
                            object, act, .optional("before", configurationRows, "Trước.", "As it was."),
                            .optional("after", configurationRows, "Sau.", "As it is."),
                        ])), "Các đối tượng đầu, với nội dung.", "The first of them, with their contents."),
        ])

    /// A page of the things of a kind: its rows stand under the kind's name.
    static let configurationObjects = Shape.object(
        "ConfigurationObjectPage",
        ConfigurationKind.allCases.map {
            .optional(
                $0.rawValue, list(of: configurationObject), "Các đối tượng của loại đó.", "The things, if asked for.")
        } + [
            .optional(
                "next", line, "Dấu trang sau: gửi lại trong after; không có ở trang cuối.",
                "Cursor of the next page, to be sent as after; absent on the last one.")
        ])

    private static let configurationObject = Shape.object(
        "ConfigurationObject",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .optional("etag", line, "Phiên bản nội dung, cho If-Match.", "Its content's tag, for If-Match."),
        ])

    // MARK: Drafts

    private static let draftFields: [Field] = [
        .required("id", reference.example("tet-2020"), "Tên bản nháp.", "Its name."), version,
        .required("changedAt", .instant, "Sửa lúc.", "When it was changed last."),
        .required("by", actor, "Ai sửa.", "By whom."),
        .required("changeCount", count, "Số đối tượng thay đổi.", "How many things it changes."),
        .required("objects", list(of: line), "Các đối tượng.", "Which."),
    ]
    static let draft = Shape.object("ConfigurationDraft", draftFields)
    static let drafts = page("ConfigurationDraftPage", "drafts", of: draft)
    static let judgedDraft = Shape.object(
        "JudgedConfigurationDraft",
        draftFields + [
            .required("isPublishable", .boolean, "Ban hành được.", "Whether it can be published."),
            .required("findings", findings, "Còn lỗi gì.", "What is wrong with it, or odd."),
        ])
    static let discardedDraft = Shape.object(
        "DiscardedConfigurationDraft",
        [
            .required("id", reference, "Tên.", "Its name."),
            .required("discarded", .boolean, "Đã bỏ.", "true."),
        ])

    // MARK: Changes and rehearsals

    /// What a change has done, or with `dryRun` what it would touch.
    static let configurationOutcome = Shape.object(
        "ConfigurationOutcome",
        [
            .required(
                "version", count, "Phiên bản mới, hoặc đang hiệu lực nếu chỉ diễn tập.",
                "The new version; of a rehearsal the one in force."),
            .optional("dryRun", .boolean, "true: chỉ diễn tập.", "true of a rehearsal."),
        ] + changeFields + [
            .required("warnings", findings, "Cảnh báo.", "What is odd about it."),
            .optional(
                "movedDueDates",
                touched(
                    "MovedDueDate",
                    [
                        requiredNumber, .required("from", .instant, "Hạn cũ.", "When it was due."),
                        .required("to", .instant, "Hạn mới.", "When it is due now."),
                    ]), "Hạn đã dời.", "The due dates that were moved."),
            .optional("touched", touchedReport, "Sẽ chạm đến gì.", "What it would touch, of a rehearsal."),
        ])

    private static func touched(_ name: String, _ fields: [Field]) -> Shape {
        .object([
            .required("count", count, "Tất cả.", "How many in all."),
            .required("first", list(of: .object(name, fields)), "Một trăm dòng đầu.", "The first hundred."),
        ])
    }

    private static let dossierFields: [Field] = [
        number, .optional("submission", reference, "Lần nộp, khi chưa có mã.", "The submission, before its number."),
    ]
    private static let on: Field = .required("on", .date, "Từ ngày.", "From which day on.")

    private static let touchedReport = Shape.object(
        "TouchedByConfiguration",
        [
            .required("days", list(of: .date), "Các ngày đã xét.", "The days that were looked at."),
            .required("daysLeftOut", count, "Số ngày không xét.", "How many were not."),
            .required("dossiersLookedAt", count, "Số hồ sơ đã xét.", "How many dossiers were looked at."),
        ] + touchedDossiers + touchedElse)

    private static let touchedDossiers: [Field] = [
        .required(
            "dueDates",
            touched(
                "TouchedDueDate",
                dossierFields + [
                    .required("from", .instant, "Hạn cũ.", "Due before."),
                    .required("to", .instant, "Hạn mới.", "Due then."),
                    .required(
                        "steps",
                        list(
                            of: .object(
                                "TouchedStep",
                                [
                                    .required("branch", reference, "Nhánh.", "The branch."),
                                    .required("from", .instant, "Hạn cũ.", "Due before."),
                                    .required("to", .instant, "Hạn mới.", "Due then."),
                                ])), "Các bước.", "Their steps."),
                ]), "Hạn sẽ dời.", "Due dates that would move."),
        .required(
            "plans",
            touched(
                "TouchedPlan",
                dossierFields + [
                    on, .required("before", planProblems, "Trước.", "What was wrong with the plan."),
                    .required("after", planProblems, "Sau.", "What would be."),
                ]), "Lộ trình bị vướng.", "Plans that would not work, or work again."),
        .required(
            "atOffices",
            touched(
                "TouchedAtOffice", dossierFields + [.required("office", reference, "Bộ phận một cửa.", "The office.")]),
            "Hồ sơ ở nơi thay đổi.", "Dossiers at offices that change."),
        .required(
            "keepingVersion", touched("KeepingVersion", versionFields), "Giữ phiên bản cũ.", "Going on as they began."),
        .required(
            "submissions",
            touched(
                "TouchedSubmission",
                versionFields + [
                    on, .required("before", receptionOutlook, "Trước.", "What its reception would come to before."),
                    .required("after", receptionOutlook, "Sau.", "What it would come to then."),
                ]), "Chưa tiếp nhận, và sẽ được tiếp nhận cách khác.",
            "Not received yet, and to be received otherwise."),
    ]

    private static let receptionOutlook = Shape.object(
        "ReceptionOutlook",
        [
            .optional("version", count, "Phiên bản thủ tục.", "By which version of the procedure."),
            .optional("route", reference, "Lộ trình.", "Along which route."),
            .optional("routeVersion", count, "Phiên bản lộ trình.", "By which version of it."),
            .optional(
                "hindrance", .enumeration(ReceptionOutlook.Hindrance.self), "Vì sao không tiếp nhận được.",
                "Why it couldn't be received."),
        ])

    private static let versionFields: [Field] =
        dossierFields + [
            .required("procedure", reference, "Thủ tục.", "The procedure."),
            .required("version", count, "Phiên bản.", "Which version."),
        ]

    private static let touchedElse: [Field] = [
        .required(
            "receptions",
            touched(
                "TouchedReception",
                [
                    .required(
                        "subject", .enumeration(RehearsalReport.ChangedReception.Subject.self), "Điều gì.",
                        "What it is."),
                    .required("id", line, "Mã.", "Which one."), on,
                    .optional("versionBefore", count, "Phiên bản trước.", "Its version before."),
                    .optional("versionAfter", count, "Phiên bản sau.", "Its version then."),
                    .required("counterCount", count, "Số quầy.", "At how many counters."),
                ]), "Tiếp nhận thay đổi.", "What would be received otherwise."),
        .required(
            "counters",
            touched(
                "TouchedCounter",
                [
                    .required("counter", reference, "Quầy.", "The counter."),
                    .required("office", reference, "Bộ phận một cửa.", "Its office."), on,
                    .required("effects", list(of: counterEffect), "Thay đổi gì.", "What becomes of it."),
                ]), "Quầy thay đổi.", "Counters that would change."),
        .required(
            "credentials",
            touched(
                "TouchedCredential",
                [
                    .required("credential", reference, "Thẻ.", "The credential."),
                    .required("name", line, "Tên.", "What it is called."), on,
                    .required(
                        "reasons", list(of: .enumeration(RehearsalReport.ChangedCredential.Reason.self)), "Vì sao.",
                        "Why."),
                ]), "Thẻ bị ảnh hưởng.", "Credentials that would not work any more, or again, or elsewhere."),
        .required(
            "postings",
            touched(
                "TouchedPosting",
                [
                    .required("posting", reference, "Phân công.", "The posting."),
                    .required("person", reference, "Của ai.", "Whose it is."), on,
                    .required(
                        "effects", list(of: .enumeration(RehearsalReport.ChangedPosting.Effect.self)), "Thay đổi gì.",
                        "What becomes of it."),
                ]), "Phân công thay đổi.", "Postings that would begin, end or change."),
        .required(
            "retention", list(of: touchedRetention), "Thời hạn lưu thay đổi, tính đến hôm nay.",
            "Rules of retention that change, as of today."),
    ]

    private static let touchedRetention = Shape.object(
        "TouchedRetention",
        [
            .required("rule", line.example("dossier.2.002307"), "Quy tắc.", "Which rule."),
            .optional(
                "monthsBefore", count, "Số tháng lưu trước.", "For how many months it was kept; absent: for ever."),
            .optional("monthsAfter", count, "Số tháng lưu sau.", "For how many then; absent: for ever."),
            .required(
                "due", touched("DueByRetention", dueFields), "Đến hạn xóa ngay.",
                "What would be due for erasure at once."),
            .required(
                "notDue", touched("NotDueByRetention", dueFields), "Không còn đến hạn xóa.",
                "What is due and would not be any more."),
            .required(
                "forgotten",
                touched(
                    "ForgottenRead",
                    [
                        .optional("submission", reference, "Hồ sơ, theo lần nộp.", "Of which dossier, by submission."),
                        .optional("scope", line, "Danh sách nào.", "Of which list."),
                        .required("credential", reference, "Thẻ nào đã đọc.", "By which credential."),
                        .required("operation", line, "Bằng thao tác nào.", "By which operation."),
                        .required("firstAt", .instant, "Đọc lúc.", "When it was read."),
                    ]), "Nhật ký đọc sẽ mất ngay: ghi forgets=count để ban hành.",
                "Records of reading that would be forgotten at once: publish with forgets=count."),
        ])

    private static let dueFields: [Field] =
        dossierFields + [.optional("keptUntil", .date, "Lưu đến hết ngày.", "The last day on which it would be kept.")]

    private static let counterEffect = Shape.object(
        "CounterEffect",
        [
            .required(
                "effect", .enumeration(["opens", "closes", "moves", "gains", "loses", "changes"]), "Thay đổi.",
                "What it is."),
            .optional("host", .enumeration(Office.Host.self), "Chuyển đến.", "Who houses it then, where it moves."),
            .optional("place", line, "Nơi mới.", "Where, where it moves."),
            .optional("procedure", reference, "Thủ tục.", "Which procedure, where it gains or loses one."),
        ])
}
