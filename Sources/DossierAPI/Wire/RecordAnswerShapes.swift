import DossierDomain

/// The record of everything, backups and the log level.
extension AnswerShape {
    private static let position: Field = .required("position", count, "Vị trí.", "Its position in the chain.")

    static let audit = page(
        "AuditPage", "events",
        of: .object(
            "AuditedEvent",
            [
                position, .required("hash", .sha256, "Mã băm.", "Its hash."),
                .optional("record", reference, "Của lần nộp, phản ánh nào.", "Of which submission or record apart."),
                .optional(
                    "event", event, "Sự kiện; thiếu khi dữ liệu hỏng.", "The event; absent where it can't be read."),
            ]))

    static let rejections = page(
        "RejectionPage", "rejections",
        of: .object(
            "RejectedRequest",
            [
                .required("terminal", line, "Máy quầy hoặc hệ thống.", "Whose request it was."),
                .required("key", line, "Khóa.", "Its idempotency key."),
                .required("recordedAt", .instant, "Lúc từ chối.", "When it was rejected."),
                .required("type", line.example("/problems/not-in-status"), "Loại lỗi.", "The kind of problem."),
                .required("detail", remark, "Vì sao.", "Why."),
                .optional("rule", .enumeration(AuthorizationRule.self), "Quy tắc đã chặn.", "The rule that refused."),
            ]))

    static let backup = Shape.object(
        "Backup",
        [
            .required("name", reference.example("2019-08-20"), "Tên.", "What it is called."),
            .required("startedAt", .instant, "Lúc bắt đầu.", "What was acknowledged before is in it."), position,
            .required("head", .sha256, "Mã băm cuối chuỗi.", "Hash of its last event."),
            .required("databaseBytes", count, "Cỡ cơ sở dữ liệu.", "Size of the database."),
            .required("scanCount", count, "Số bản chụp.", "How many scans."),
            .required("scanBytes", count, "Cỡ bản chụp.", "Their size."),
        ])

    static let backups = Shape.object(
        "Backups", [.required("backups", list(of: backup), "Các bản, theo tên.", "The backups, by name.")])

    static let logLevel = Shape.object(
        "LogLevelInForce", [.required("level", .enumeration(LogLevel.self), "Mức ghi.", "How much is logged.")])
}
