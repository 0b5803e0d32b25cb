import DossierDomain
import DossierService

/// Work that waits, leases, feeds, and many acts in one request.
extension AnswerShape {
    private static let workFields: [Field] = [
        .required("id", reference, "Mã việc.", "Identity of the work."),
        .required("kind", .enumeration(WorkItem.Kind.self), "Loại việc.", "What is to be done."), requiredNumber,
        .required("procedure", reference, "Mã thủ tục.", "Code of the procedure."),
        .optional("step", reference, "Bước.", "The step."),
        .optional("handover", reference, "Lần bàn giao.", "The handover."),
        .optional("assignment", reference, "Mã phần việc.", "The assignment."),
        .required("since", .instant, "Chờ từ lúc.", "Since when it waits."), dueAt,
    ]

    /// How a lease stands: `held` has `expiresAt`, every other state but `unknown` has `at`.
    private static let standing = Shape.object(
        "LeaseStanding",
        [
            .required(
                "state",
                .enumeration([
                    "held", "expired", "taken-over", "completed", "released", "returned", "revoked", "overtaken",
                    "unknown",
                ]), "Tình trạng.", "What has become of it."),
            .optional("expiresAt", .instant, "Giữ đến.", "Until when it is held."),
            .optional("at", .instant, "Lúc.", "When that was."),
            .optional("by", line, "Ai nhận việc.", "Who got the work, where it was taken over."),
        ])

    private static let assignment = Shape.object("Assignment", workFields + pollingFields)

    private static let pollingFields: [Field] =
        [
            .optional(
                "lease",
                .object(
                    "LeaseOfAssignment",
                    [
                        .required("worker", line, "Ai giữ.", "Who has it."),
                        .required("claimedAt", .instant, "Nhận lúc.", "Since when."),
                        .required("standing", standing, "Tình trạng.", "How it stands."),
                    ]), "Quyền giữ.", "The lease."),
            .optional(
                "trouble",
                .object(
                    "Trouble",
                    [
                        .required("failures", count, "Số lần lỗi.", "How often it failed."),
                        .optional("setAsideAt", .instant, "Để riêng lúc.", "When it was set aside."),
                        .required("reasons", list(of: remark), "Lý do.", "The reasons, for officials."),
                    ]), "Lỗi.", "What went wrong."),
        ]

    static let assignments = page("AssignmentPage", "assignments", of: assignment)

    private static let lease = Shape.object(
        "Lease",
        [
            .required("leaseToken", count, "Số quyền giữ.", "The fencing token."),
            .required("id", reference, "Mã việc.", "Identity of the work."), requiredNumber,
            .required("worker", line, "Ai giữ.", "Who has it."),
            .required("claimedAt", .instant, "Nhận lúc.", "Since when."),
            .required("standing", standing, "Tình trạng.", "How it stands."),
            .optional("work", .object("Work", workFields), "Việc.", "The work, as long as it is there."),
        ])

    static let leases = Shape.object(
        "Leases", [.required("leases", list(of: lease), "Các quyền giữ.", "The leases.")])

    private static let cloudEvent = Shape.object(
        "CloudEvent",
        [
            .required("specversion", .enumeration(["1.0"]), "CloudEvents 1.0.", "CloudEvents 1.0."),
            .required("id", line, "Vị trí.", "Its position."),
            .required("source", line, "Nguồn.", "The feed."),
            .required("type", line.example("vn.motcua.dossier.received"), "Loại.", "What happened."),
            .required("subject", line, "Mã hồ sơ, hoặc mã lần nộp.", "Number of the dossier, or its submission."),
            .required("time", .instant, "Lúc ghi.", "When it was recorded."),
            .required("datacontenttype", .enumeration(["application/json"]), "JSON.", "JSON."),
            .required("sequence", line, "Thứ tự.", "Its position."),
            .required("data", event, "Sự kiện.", "The event."),
        ])

    static let feed = Shape.object(
        "Feed",
        [
            .required("events", list(of: cloudEvent), "Các sự kiện.", "The events."),
            .required("next", count, "Vị trí để đọc tiếp.", "The position to go on from."),
        ])

    static let feedPosition = Shape.object(
        "KeptPosition", [.required("after", count, "Vị trí.", "The position that is kept.")])

    static let sentHandovers = page(
        "SentHandoverPage", "handovers",
        of: .object(
            "SentHandover",
            [
                .optional("handover", reference, "Lần bàn giao.", "The handover."), requiredNumber,
                .required("procedure", reference, "Mã thủ tục.", "Code of the procedure."),
                .optional("step", reference, "Bước.", "The step."), .required("to", body, "Bên nhận.", "To whom."),
                .required("offeredAt", .instant, "Giao lúc.", "When."), dueAt,
                .required("overdue", .boolean, "Quá hạn.", "Whether it should have been answered."),
            ]))

    static let completions = Shape.object(
        "CompletionOutcomes",
        [
            .required(
                "outcomes",
                list(
                    of: .object(
                        "CompletionOutcome",
                        [
                            .required("assignment", reference, "Mã việc.", "The assignment."),
                            .required("status", count.example(201), "Mã HTTP.", "The HTTP status of this one."),
                            .optional("replayed", .boolean, "Đã làm trước đó.", "true where it was done before."),
                            .optional("dossier", dossierRow, "Hồ sơ, nếu xong.", "The dossier, where it is done."),
                            .optional("problem", problem, "Lỗi, nếu không.", "The problem, where it isn't."),
                        ])), "Theo thứ tự gửi.", "In the order sent.")
        ])

    private static let itemOutcomes = list(
        of: .object(
            "ItemOutcome",
            [
                requiredNumber, .required("done", .boolean, "Đã làm.", "Whether it is done."),
                .optional("status", .enumeration(DossierStatus.self), "Trạng thái.", "Where it stands now."),
                .optional("version", count, "Phiên bản.", "Its version now."),
                .optional("problem", line, "Loại lỗi.", "The kind of problem, as a path."),
                .optional("detail", line, "Diễn giải.", "What is the matter, and what to do."),
                .optional("replayed", .boolean, "Đã làm trước đó.", "true where it was done before."),
            ]))

    static let replannings = Shape.object(
        "ReplanningOutcomes", [.required("outcomes", itemOutcomes, "Từng hồ sơ.", "Each, in the order sent.")])

    private static let manifestID: Field = .required("manifest", reference, "Mã biên bản.", "The manifest.")

    static let manifestOutcomes = Shape.object(
        "ManifestOutcomes", [manifestID, .required("items", itemOutcomes, "Từng hồ sơ.", "Each dossier.")])

    static let manifest = Shape.object(
        "Manifest", [manifestID, .required("items", list(of: registerEntry), "Từng hồ sơ.", "Each dossier.")])

    private static let latenessStep = Shape.object(
        "LatenessStep",
        [
            .required("step", named, "Bước.", "The step."), .required("holder", body, "Ai giữ.", "Who has it."),
            optionalDueAt,
            .required("workingMinutesLeft", balance, "Phút còn lại.", "Working minutes left; negative when late."),
        ])

    static let lateness = page(
        "LatenessPage", "dossiers",
        of: .object(
            "LatenessRow",
            [
                number, .required("procedure", procedure, "Thủ tục.", "The procedure."), dossierStatus,
                .required("holder", body, "Ai đang giữ.", "Who holds it."), dueAt,
                .required("workingMinutesLeft", balance, "Phút còn lại.", "Working minutes left; negative when late."),
                .required("projectedAt", .instant, "Dự kiến xong.", "When it will be ready."),
                .required("apologiseBy", .instant, "Hạn xin lỗi.", "The last moment for an apology."),
                .required("told", .boolean, "Đã cảnh báo.", "Whether the event was recorded."),
                .required("steps", list(of: latenessStep), "Các bước.", "The steps under way."),
                .required("silent", list(of: consultation), "Chưa có ý kiến.", "Questions without an answer."),
                .required(
                    "apology",
                    .object(
                        "PreparedApology",
                        [
                            .optional("newDueAt", .instant, "Hẹn mới.", "The new appointment."),
                            .required("reason", remark, "Lý do.", "The reason."),
                            .required("text", remark, "Toàn văn.", "The whole text."),
                        ]), "Lời xin lỗi soạn sẵn.", "The apology, ready to send."),
            ]))

    private static let leaseHolder = Shape.object(
        "LeaseHolder",
        [
            .optional("worker", line, "Tiến trình.", "The worker."),
            .optional("credential", reference, "Thẻ.", "The credential; for the body itself."),
            .required("leased", count, "Đang giữ.", "How much it has."),
            .required("since", .instant, "Từ lúc.", "Since when."),
            .required("until", .instant, "Đến lúc.", "Until when."),
        ])

    private static let radarFields: [Field] = [
        .required("body", body, "Nơi nào.", "Who."),
        .optional("lastPollAt", .instant, "Lần hỏi gần nhất.", "The last poll."),
        .required("waiting", count, "Việc đang chờ.", "Work that waits."),
        .optional("oldestWaitingSince", .instant, "Chờ lâu nhất từ.", "Since when the oldest waits."),
        .optional("oldestWaitingNumber", line, "Hồ sơ chờ lâu nhất.", "Its number."),
        .required("unclaimed", count, "Chưa ai nhận.", "Work that nobody has claimed."),
        .optional("oldestUnclaimedSince", .instant, "Chưa ai nhận từ.", "Since when the oldest of it waits."),
        .optional("oldestUnclaimedNumber", line, "Hồ sơ đó.", "Its number."),
        .required("leased", count, "Đang được giữ.", "Work under leases."),
        .required("leaseHolders", list(of: leaseHolder), "Ai giữ.", "Who has it."),
        .required("setAside", count, "Để riêng.", "Work set aside."),
        .required("collected", count, "Đã lấy về.", "Handovers collected."),
        .required("overdueHandovers", count, "Quá hạn xác nhận.", "Handovers that should have been answered."),
        .optional("meanSecondsToCollect", count, "Trung bình số giây để lấy về.", "Mean seconds until collected."),
        .optional("notCollectedSince", .instant, "Chưa lấy từ.", "Since when it hasn't collected."),
        .optional("sentence", line, "Diễn giải.", "It in words."),
    ]

    private static let ownRadarFields: [Field] = [
        .optional(
            "credentials",
            list(
                of: .object(
                    "RadarCredential",
                    [
                        .required("credential", reference, "Thẻ.", "The credential."),
                        .optional("lastPollAt", .instant, "Lần hỏi gần nhất.", "Its last poll."),
                        .optional("client", .string(min: 0, max: 10_000), "Phần mềm.", "Its User-Agent."),
                        .required("leased", count, "Đang giữ.", "How much it has."),
                    ])), "Các thẻ; chỉ cho chính nơi đó.", "The credentials; for the body itself."),
        .optional(
            "setAsideWork",
            list(
                of: .object(
                    "SetAsideWork",
                    [
                        .required("id", reference, "Mã việc.", "The work."), requiredNumber,
                        .required("kind", .enumeration(WorkItem.Kind.self), "Loại việc.", "What is to be done."),
                        .required("failures", count, "Số lần lỗi.", "How often it failed."),
                        .optional("setAsideAt", .instant, "Để riêng lúc.", "When it was set aside."),
                    ])), "Việc để riêng; chỉ cho chính nơi đó.", "Work set aside; for the body itself."),
    ]

    static let radar = page(
        "RadarPage", "radar", of: .object("RadarRow", radarFields + ownRadarFields),
        [.required("at", .instant, "Lúc xem.", "When it was so.")])
}
