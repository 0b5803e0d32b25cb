import DossierDomain
import DossierRouting

/// The configuration, its history, its drafts, and what a change of it comes to.
extension AnswerShape {
    /// The whole as it is written in `config/`, which the loader checks.
    static let configuration = Shape.anything.named("Configuration")
        .meaning("Toàn bộ cấu hình.", "The whole configuration: a list for each kind of things.")
        .example(["levels": [["id": "commune"]]])

    /// One thing as it is written there.
    static let configurationObject = Shape.anything.named("ConfigurationObject")
        .meaning("Mọi dòng của một đối tượng.", "All rows of one thing, in a list under its kind.")
        .example(["counters": [["id": "van-quan.van-an.counter-1"]]])

    static let configurationObjects = Shape.object(
        "ConfigurationObjectPage",
        ConfigurationKind.allCases.map { kind in
            .optional(
                kind.rawValue,
                list(
                    of: .object(
                        "ConfigurationObjectRow",
                        [
                            .required("id", reference, "Mã.", "Its identity."),
                            .optional("etag", line, "ETag để sửa.", "Its ETag, for If-Match."),
                        ])), "Các đối tượng của loại đó.", "The things, where that kind was asked for.")
        } + [
            .optional(
                "next", line, "Dấu trang sau; không có ở trang cuối.", "Cursor of the next page; absent on the last.")
        ])

    private static let changeFields: [Field] = [
        .required("object", line.example("offices/van-quan.van-an.one-stop"), "Đối tượng.", "The thing."),
        .required("act", .enumeration(ConfigurationChange.Act.self), "Thêm, đổi hay bỏ.", "What happens to it."),
    ]
    private static let changes: Field = .required(
        "changes", list(of: .object("ConfigurationChange", changeFields)), "Một trăm thay đổi đầu.",
        "The first hundred changes.")
    private static let optionalChanges: Field = .optional(
        "changes", list(of: .object("ConfigurationChange", changeFields)), "Một trăm thay đổi đầu.",
        "The first hundred changes.")
    private static let changeCount: Field = .required("changeCount", count, "Số thay đổi.", "How many changes.")

    private static let findings = list(
        of: .object(
            "ReviewFinding",
            [
                .required("severity", .enumeration(ReviewFinding.Severity.self), "Mức.", "How bad it is."),
                .required("kind", .enumeration(ReviewFinding.Kind.self), "Loại đối tượng.", "The kind of thing."),
                .required("id", line, "Mã.", "Its identity."),
                .required("reason", remark, "Lý do.", "What was found."),
            ]))

    private static let draftFields: [Field] = [
        .required("id", reference, "Tên bản nháp.", "The draft's name."), version,
        .required("changedAt", .instant, "Lúc sửa.", "When it was changed."),
        .required("by", actor, "Ai sửa.", "Who changed it."), changeCount,
        .required("objects", list(of: line), "Các đối tượng.", "The things that it changes."),
    ]

    static let configurationDrafts = page("ConfigurationDraftPage", "drafts", of: .object("DraftSummary", draftFields))

    static let configurationDraft = Shape.object(
        "ConfigurationDraft",
        draftFields + [
            .required("isPublishable", .boolean, "Ban hành được không.", "Whether it could be published."),
            .required("findings", findings, "Lỗi và cảnh báo.", "What is found about it."),
        ])

    static let discardedDraft = Shape.object(
        "DiscardedDraft",
        [
            .required("id", reference, "Tên bản nháp.", "The draft's name."),
            .required("discarded", .boolean, "Đã bỏ.", "That it is gone."),
        ])

    private static let movedDueDates = Shape.object(
        "MovedDueDates",
        [
            .required("count", count, "Số hạn đã dời.", "How many moved."),
            .required(
                "first",
                list(
                    of: .object(
                        "MovedDueDate",
                        [
                            requiredNumber, .required("from", .instant, "Từ.", "From."),
                            .required("to", .instant, "Đến.", "To."),
                        ])), "Một trăm hồ sơ đầu.", "The first hundred."),
        ])

    /// What a change came to; in a rehearsal what it would touch, with `draft` what the draft is now.
    static let configurationChange = Shape.object(
        "ConfigurationChangeOutcome",
        [
            version, changeCount, optionalChanges,
            .optional("warnings", findings, "Cảnh báo.", "What somebody should look at."),
            .optional("movedDueDates", movedDueDates, "Hạn đã dời.", "Due dates that moved."),
            .optional("dryRun", .boolean, "Chỉ diễn tập.", "That it was rehearsed only."),
            .optional("touched", touched, "Sẽ chạm đến.", "What it would touch, in a rehearsal."),
            .optional("id", reference, "Tên bản nháp.", "The draft's name, where it went into one."),
            .optional("changedAt", .instant, "Lúc sửa.", "When the draft was changed."),
            .optional("by", actor, "Ai sửa.", "Who changed the draft."),
            .optional("objects", list(of: line), "Các đối tượng.", "The things that the draft changes."),
        ])

    static let configurationVersions = page(
        "ConfigurationVersionPage", "versions",
        of: .object(
            "ConfigurationVersion",
            [
                version,
                .required(
                    "act", .enumeration(DossierEvent.ConfigurationChanged.Act.self), "Cách thay đổi.",
                    "How it was changed."),
                .required("recordedAt", .instant, "Lúc ghi.", "When."), .required("by", actor, "Ai.", "Who."),
                .optional("reason", remark, "Vì sao.", "Why."), changeCount, changes,
            ]))

    static let configurationDifference = Shape.object(
        "ConfigurationDifference",
        [
            .required("from", count, "Từ phiên bản.", "From that version."),
            .required("to", count, "Đến phiên bản.", "To that version."), changeCount,
            .required(
                "changes",
                list(
                    of: .object(
                        "ConfigurationDifferenceRow",
                        changeFields + [
                            .optional("before", .anything, "Trước.", "All its rows before."),
                            .optional("after", .anything, "Sau.", "All its rows after."),
                        ])), "Các thay đổi.", "The changes, with contents."),
        ])
}

/// What a rehearsed change would touch (CFG-02).
extension AnswerShape {
    private static func touchedRows(_ name: String, _ fields: [Field]) -> Shape {
        .object(
            name,
            [
                .required("count", count, "Số lượng.", "How many."),
                .required("first", list(of: .object(name + "Row", fields)), "Một trăm dòng đầu.", "The first hundred."),
            ])
    }

    private static let touchedDossier: [Field] = [
        number, .optional("submission", reference, "Lần nộp, khi chưa có mã.", "The submission, before its number."),
    ]
    private static let from: Field = .required("from", .instant, "Từ.", "From.")
    private static let to: Field = .required("to", .instant, "Đến.", "To.")
    private static let on: Field = .required("on", .date, "Từ ngày.", "From which day on.")

    private static let foreseenProblems = list(
        of: .object(
            "PlanProblemForeseen",
            [
                .required("cause", .enumeration(PlanProblem.Cause.self), "Vì sao.", "Why it can't go on."),
                .optional("step", reference, "Bước.", "The step."), .optional("body", line, "Nơi.", "The body."),
            ]))

    private static let movedSteps = list(
        of: .object("StepThatWouldMove", [.required("branch", reference, "Nhánh.", "The branch."), from, to]))

    private static let effects = list(
        of: .object(
            "CounterEffect",
            [
                .required(
                    "effect", .enumeration(["opens", "closes", "moves", "gains", "loses", "changes"]), "Thay đổi.",
                    "What happens."),
                .optional("host", .enumeration(Office.Host.self), "Đến đâu.", "Who would house it."),
                .optional("place", line, "Địa điểm.", "Where."),
                .optional("procedure", reference, "Thủ tục.", "The procedure."),
            ]))

    private static let touchedDueDates = touchedRows(
        "TouchedDueDates",
        touchedDossier + [from, to, .required("steps", movedSteps, "Hạn các bước.", "The steps' due dates.")])

    private static let touchedPlans = touchedRows(
        "TouchedPlans",
        touchedDossier + [
            on, .required("before", foreseenProblems, "Trước.", "Before."),
            .required("after", foreseenProblems, "Sau.", "After."),
        ])

    private static let touchedAtOffices = touchedRows(
        "TouchedAtOffices", touchedDossier + [.required("office", reference, "Nơi.", "The office.")])

    private static let touchedReceptions = touchedRows(
        "TouchedReceptions",
        [
            .required(
                "subject", .enumeration(RehearsalReport.ChangedReception.Subject.self), "Thủ tục hay lộ trình.",
                "What changes."),
            .required("id", line, "Mã.", "Its identity."), on,
            .optional("versionBefore", count, "Trước.", "Version before."),
            .optional("versionAfter", count, "Sau.", "Version after."),
            .required("counterCount", count, "Số quầy.", "At how many counters."),
        ])

    private static let touchedCounters = touchedRows(
        "TouchedCounters",
        [
            .required("counter", reference, "Quầy.", "The counter."),
            .required("office", reference, "Nơi.", "Its office."), on,
            .required("effects", effects, "Thay đổi.", "What happens to it."),
        ])

    private static let touchedCredentials = touchedRows(
        "TouchedCredentials",
        [
            .required("credential", reference, "Thẻ.", "The credential."),
            .required("name", line, "Tên.", "Its name."), on,
            .required(
                "reasons", list(of: .enumeration(RehearsalReport.ChangedCredential.Reason.self)), "Vì sao.", "Why."),
        ])

    private static let touchedDossiers: [Field] = [
        .required("dueDates", touchedDueDates, "Hạn trả sẽ dời.", "Due dates that would move."),
        .required("plans", touchedPlans, "Lộ trình sẽ đổi.", "Plans that would change."),
        .required("atOffices", touchedAtOffices, "Hồ sơ tại nơi đó.", "Dossiers at offices that change."),
        .required("keepingVersion", otherVersions("TouchedKeeping"), "Giữ phiên bản cũ.", "That keep their version."),
        .required("submissions", otherVersions("TouchedSubmissions"), "Lần nộp.", "Submissions not received yet."),
    ]

    private static let touchedRest: [Field] = [
        .required("receptions", touchedReceptions, "Tiếp nhận sẽ đổi.", "What would be received otherwise."),
        .required("counters", touchedCounters, "Quầy sẽ đổi.", "Counters that would change."),
        .required("credentials", touchedCredentials, "Thẻ sẽ mất hiệu lực.", "Credentials that would do no more."),
    ]

    fileprivate static let touched = Shape.object(
        "Touched",
        [
            .required("days", list(of: .date), "Các ngày đã xét.", "The days looked at."),
            .required("daysLeftOut", count, "Số ngày bỏ qua.", "Days left out."),
            .required("dossiersLookedAt", count, "Số hồ sơ đã xét.", "Dossiers looked at."),
        ] + touchedDossiers + touchedRest)

    private static func otherVersions(_ name: String) -> Shape {
        touchedRows(
            name,
            touchedDossier + [
                .required("procedure", reference, "Thủ tục.", "The procedure."),
                .required("version", count, "Phiên bản.", "Its version."),
            ])
    }
}
