import DossierDomain
import DossierService

/// The shapes of numbers reserved, days uploaded and what is compared afterwards (OFF-01, OFF-02).
extension BodyShape {
    /// The number that a slip written without a line bears already.
    static let reservedNumber: Field = .optional(
        "number", .dossierNumber, "Mã đã in trên giấy hẹn, lấy từ dải số máy này đã giữ.",
        "The number that the slip bears already, from a block of this terminal's.")

    static let numberBlock = Shape.object(
        "NewNumberBlock",
        [
            .required(
                "date", .date.example("2019-08-21"), "Ngày tiếp nhận.", "The day on which they will be given out."),
            .required("count", .integer(1...1_000).example(30), "Số lượng.", "How many."),
        ])

    static let numberVoids = Shape.object(
        "NewNumberVoids",
        [
            .optional(
                "numbers", .array(of: .dossierNumber, min: 1, max: 1_000),
                "Các mã bị hủy; bỏ trống là mọi mã chưa dùng.",
                "Which numbers; all that aren't used where left out."),
            .required("reason", .enumeration(VoidReason.self), "Lý do.", "Why."),
        ])

    /// One act of a day: the request that would have been sent.
    static let dayItem = Shape.object(
        "CounterDayItem",
        [
            .required(
                "key", .string(max: 255).example("k-0017"), "Idempotency-Key của việc này.",
                "The Idempotency-Key of this act."),
            .required(
                "path", .string(max: 300).example("/v1/dossiers"),
                "Địa chỉ POST của việc; khi có follows thì viết {id} hoặc {number} thay cho mã.",
                "The path it is posted to; with follows, {id} or {number} stand for the identity."),
            .optional(
                "follows", .string(max: 255), "Khóa của việc trước trong cùng lần gửi mà việc này tiếp theo.",
                "The key of the earlier item that made the submission or dossier which this one is about."),
            .required(
                "body", .anything, "Nội dung như gửi đến path, có occurredAt.",
                "The body as path takes it, with occurredAt."),
        ])

    static let counterDay = Shape.object(
        "NewCounterDay",
        [
            .required(
                "sentAt", .instant, "Đồng hồ của máy lúc gửi.", "What the terminal's clock says when it sends."),
            .optional(
                "pack", .string(max: 100), "ETag của gói dữ liệu máy đã dùng.", "ETag of the pack that was worked with."
            ),
            .required(
                "items", .array(of: .anything, min: 1, max: CounterPolicy.dayItemLimit),
                "Các việc theo thứ tự xảy ra (CounterDayItem), tối đa \(CounterPolicy.dayItemLimit).",
                "What was done, in order (CounterDayItem): key, path, body, and follows where an earlier item made what it"
                    + " is about; at most \(CounterPolicy.dayItemLimit)."),
        ])

    static let reconciliation = Shape.object(
        "NewReconciliation",
        [
            .required(
                "items",
                .array(
                    of: .object(
                        "ActDigest",
                        [
                            .required("key", .string(max: 255), "Idempotency-Key của việc.", "The act's key."),
                            .required(
                                "digest", .sha256, "SHA-256 của “POST path”, xuống dòng và nội dung.",
                                "SHA-256 of “POST path”, a line feed and the body."),
                        ]), min: 1, max: 2_000), "Những việc máy đã làm.", "What the terminal has done.")
        ])
}
