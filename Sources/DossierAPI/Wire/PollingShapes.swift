import DossierDomain

extension BodyShape {
    /// How long a lease may run, in seconds: up to a day.
    static let leaseSecondsRange: ClosedRange<Int64> = 1...86_400
    /// How long it runs where nobody says.
    static let usualLeaseSeconds = 600

    static let leaseToken: Field = .optional(
        "leaseToken", .integer(1...9_007_199_254_740_991),
        "Số quyền giữ (leaseToken) nếu việc được nhận qua claims; số cũ bị từ chối.",
        "The fencing token of the lease under which it is done; a stale one is refused.")

    static let leaseSeconds: Field = .optional(
        "leaseSeconds", .integer(leaseSecondsRange).example(600),
        "Giữ việc bao nhiêu giây; mặc định 600, từ 1 đến 86400.",
        "How many seconds the lease runs; 600 by default, 1 to 86,400.")

    static let claim = Shape.object(
        "NewClaim",
        [
            .optional(
                "count", .integer(1...100).example(10), "Nhận tối đa bao nhiêu việc; mặc định 10.",
                "How many pieces of work at the most; 10 by default."),
            leaseSeconds,
            .optional(
                "kinds", .array(of: .enumeration(WorkItem.Kind.self), max: 10),
                "Chỉ các loại việc này; bỏ trống là mọi loại.", "Only these kinds of work; any where left out."),
            .optional(
                "procedures", .array(of: .identifier, max: 50), "Chỉ các thủ tục này; bỏ trống là mọi thủ tục.",
                "Only these procedures; any where left out."),
            .optional("step", .identifier, "Chỉ bước này.", "Only this step."),
            .optional(
                "worker", .identifier.example("back-office-1"),
                "Tên tiến trình nhận việc; mặc định là mã thẻ.",
                "What the worker calls itself; the credential's identity by default."),
        ])

    private static let requiredLeaseToken: Field = .required(
        "leaseToken", leaseToken.shape, "Số quyền giữ của việc.", "The fencing token of the lease.")

    static let renewal = Shape.object("Renewal", [requiredLeaseToken, leaseSeconds])
    static let release = Shape.object("Release", [leaseToken])
    static let workReturn = Shape.object(
        "WorkReturn",
        [
            requiredLeaseToken,
            .required(
                "reason", .text(max: 2_000), "Vì sao không làm được.", "Why the work could not be done."),
        ])

    static let renewals = Shape.object(
        "Renewals",
        [
            .required(
                "leaseTokens", .array(of: leaseToken.shape, min: 1, max: 100), "Các quyền giữ cần gia hạn.",
                "The leases that run on."),
            leaseSeconds,
        ])

    static let completions = Shape.object(
        "NewCompletions",
        [
            .required(
                "completions",
                .array(
                    of: .object(
                        "CompletionOfMany",
                        [
                            .required("number", .dossierNumber, "Mã hồ sơ.", "Number of the dossier."),
                            .required("assignment", .identifier, "Mã việc.", "The assignment."),
                        ] + completionFields.map(\.alone)), min: 1, max: 100),
                "Mỗi mục có kết quả riêng; khóa của từng mục suy ra từ Idempotency-Key và mã việc.",
                "Each has its own outcome, and a key of its own that follows from Idempotency-Key and assignment.")
        ])

    static let feedPosition = Shape.object(
        "FeedPosition",
        [
            .required(
                "after", .integer(0...9_007_199_254_740_991), "Vị trí đã đọc xong.",
                "The position that has been read.")
        ])
}
