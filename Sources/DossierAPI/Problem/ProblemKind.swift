/// A kind of problem: its stable name, status, title, and what its documentation says (RFC 9457).
public struct ProblemKind: Hashable, Sendable {
    /// Last part of the type's path, `/problems/{slug}`.
    public let slug: String
    /// HTTP status.
    public let status: Int
    /// What it is called.
    public let title: Wording
    /// What causes it and what to do next.
    public let advice: Wording

    init(_ slug: String, _ status: Int, _ vi: String, _ en: String, advice: Wording) {
        self.slug = slug
        self.status = status
        title = Wording(vi: vi, en: en)
        self.advice = advice
    }

    private static func kind(
        _ slug: String, _ status: Int, _ vi: String, _ en: String, _ adviceVi: String, _ adviceEn: String
    ) -> ProblemKind {
        ProblemKind(slug, status, vi, en, advice: Wording(vi: adviceVi, en: adviceEn))
    }

    static let malformedBody = kind(
        "malformed-body", 400, "Nội dung không đọc được", "Body can't be read",
        "Nội dung phải là JSON hợp lệ, mã hóa UTF-8. Sửa chỗ được nêu rồi gửi lại.",
        "The body has to be valid JSON in UTF-8. Mend the place that is named and send again.")
    static let invalidBody = kind(
        "invalid-body", 422, "Nội dung không hợp lệ", "Body is not valid",
        "Xem danh sách errors: mỗi mục nêu trường sai và cách sửa.",
        "See errors: each names a field, what is wrong with it and what it takes.")
    static let invalidQuery = kind(
        "invalid-query", 400, "Tham số không hợp lệ", "Query is not valid",
        "Xem danh sách errors; tham số lạ bị từ chối để không lọc nhầm.",
        "See errors; unknown parameters are refused, so that no filter is silently ignored.")
    static let invalidHeader = kind(
        "invalid-header", 400, "Tiêu đề yêu cầu không hợp lệ", "Header field is not valid",
        "Sửa tiêu đề được nêu rồi gửi lại.", "Mend the field that is named and send again.")
    static let keyMissing = kind(
        "idempotency-key-missing", 400, "Thiếu Idempotency-Key", "Idempotency-Key is missing",
        "Gửi kèm Idempotency-Key: 1–255 ký tự, mỗi việc một khóa; gửi lại cùng khóa thì việc chỉ xảy ra một lần.",
        "Send an Idempotency-Key of 1–255 visible characters, a new one for each act: sent again, it happens once.")
    static let keyReused = kind(
        "idempotency-key-reused", 422, "Khóa đã dùng cho yêu cầu khác", "Key was used for another request",
        "Khóa này đã dùng cho nội dung khác. Dùng khóa mới cho việc mới.",
        "This key belongs to another request. Use a new key for a new act.")
    static let unauthenticated = kind(
        "unauthenticated", 401, "Chưa xác thực", "Not authenticated",
        "Gửi Authorization: Bearer với thẻ còn hiệu lực. Thẻ hết hạn hoặc bị thu hồi thì xin quản trị viên cấp lại.",
        "Send Authorization: Bearer with a valid token. Ask the administrator for a new one where it has expired.")
    static let forbidden = kind(
        "forbidden", 403, "Không được phép", "Forbidden",
        "Vai trò của thẻ này không làm được việc đó.", "The role of this credential may not do that.")
    static let forbiddenByRule = kind(
        "forbidden-by-rule", 403, "Quy tắc không cho phép", "Forbidden by a rule",
        "Trường rule nêu quy tắc; chi tiết nói ai được làm.", "The member rule names the rule; the detail says who may."
    )
    static let notFound = kind(
        "not-found", 404, "Không tìm thấy", "Not found",
        "Không có, hoặc thẻ này không được xem. Kiểm tra lại mã hồ sơ.",
        "It does not exist, or this credential may not see it. Check the number.")
    static let methodNotAllowed = kind(
        "method-not-allowed", 405, "Phương thức không dùng được", "Method not allowed",
        "Dùng phương thức nêu trong tiêu đề Allow.", "Use a method that the field Allow names.")
    static let notAcceptable = kind(
        "not-acceptable", 406, "Không có dạng được yêu cầu", "Not acceptable",
        "Đổi tiêu đề Accept, hoặc bỏ đi.", "Change the field Accept, or leave it out.")
    static let unsupportedMediaType = kind(
        "unsupported-media-type", 415, "Kiểu nội dung không dùng được", "Media type not supported",
        "Gửi Content-Type: application/json.", "Send Content-Type: application/json.")
    static let versionMismatch = kind(
        "version-mismatch", 412, "Hồ sơ đã thay đổi", "The dossier has changed",
        "Tải lại hồ sơ, xem thay đổi, rồi gửi lại với ETag mới.",
        "Load the dossier again, look at what changed, and send again with the new ETag.")
    static let contention = kind(
        "contention", 503, "Hồ sơ đang được nơi khác sửa", "Others are changing the dossier",
        "Gửi lại cùng Idempotency-Key sau giây lát.", "Send again under the same Idempotency-Key in a moment.")
    static let placeNotInRecord = kind(
        "place-not-in-record", 409, "Vị trí không có trong sổ", "The place isn't in the record",
        """
        Vị trí này là của hệ thống khác, hoặc hệ thống đã được khôi phục từ bản sao lưu cũ hơn nó. Đối chiếu những gì đã đọc sau \
        vị trí ghi ở after rồi đọc tiếp từ đó.
        """,
        """
        This place is another system's, or the system was restored from a backup older than it. Compare what you have read after \
        the place in after, and go on from there.
        """)
    static let storageFull = kind(
        "storage-full", 507, "Hết chỗ lưu trữ", "Storage is full",
        "Không có gì thay đổi. Báo quản trị viên; gửi lại cùng khóa khi đã có chỗ.",
        "Nothing was changed. Tell the administrator; send again under the same key when there is room.")
    static let unavailable = kind(
        "storage-unavailable", 503, "Tạm thời không phục vụ được", "Temporarily unavailable",
        "Gửi lại cùng Idempotency-Key sau giây lát; việc chỉ xảy ra một lần.",
        "Send again under the same Idempotency-Key in a moment; it happens once.")
    static let storageDamaged = kind(
        "storage-damaged", 503, "Dữ liệu lưu trữ không đọc được", "Stored data can't be read",
        "Báo quản trị viên mã requestId: kiểm tra đĩa; nếu hỏng thật, khôi phục cơ sở dữ liệu từ bản sao lưu.",
        "Tell the administrator the requestId: look at the disk; where the damage stays, the database is restored from its"
            + " backup.")
    static let internalError = kind(
        "internal-error", 500, "Lỗi hệ thống", "Internal error",
        "Báo quản trị viên mã requestId.", "Tell the administrator the requestId.")
    static let formNotIssued = kind(
        "form-not-issued", 409, "Hồ sơ chưa có mẫu này", "The dossier has no such form yet",
        "Trường detail nói khi nào có.", "The member detail says when it will.")
    static let formNotInForce = kind(
        "form-not-in-force", 409, "Không có mẫu in cho ngày đó", "No form in force on that day",
        "Báo quản trị viên: bộ mẫu của ngày tiếp nhận chưa được nạp hoặc không in được.",
        "Tell the administrator: the forms of the day of reception were not loaded, or can't be printed.")
    static let pressBusy = kind(
        "press-busy", 503, "Đang in nhiều mẫu PDF", "Too many papers are being laid out",
        "Gửi lại sau giây lát, hoặc lấy text/html rồi in từ trình duyệt.",
        "Ask again in a moment, or take text/html and print from the browser.")
    static let tooManyRows = kind(
        "too-many-rows", 422, "Quá nhiều dòng để cộng", "Too many rows to add up",
        "Không cộng một phần. Chọn kỳ ngắn hơn; phí của một ngày thì lấy bảng đối soát (fee-reconciliation) để in hoặc CSV.",
        "Nothing is added up in part. Choose a shorter period; for a day's fees take the reconciliation"
            + " (fee-reconciliation), to print or as CSV.")
    static let preconditionRequired = kind(
        "precondition-required", 428, "Thiếu If-Match", "If-Match is missing",
        "Đọc bản hiện hành, gửi ETag của nó, kể cả dấu ngoặc kép, trong If-Match; tạo mới thì gửi If-None-Match: *.",
        "Read what is in force and send its ETag, quotes included, as If-Match; to make something new, send If-None-Match: *."
    )
    static let configurationChanged = kind(
        "configuration-changed", 412, "Cấu hình đã thay đổi", "The configuration has changed",
        "Tải lại bản hiện hành, xem thay đổi, rồi gửi lại với ETag mới, kể cả dấu ngoặc kép.",
        "Load what is in force again, look at what changed, and send again with the new ETag, quotes included.")
    static let configurationUnreadable = kind(
        "configuration-unreadable", 422, "Cấu hình không đọc được", "The configuration can't be read",
        "Xem problems: mỗi mục nêu dòng, trường và lý do.", "See problems: each names line, field and reason.")
    static let configurationRefused = kind(
        "configuration-refused", 422, "Cấu hình không ban hành được", "The configuration can't be published",
        "Xem findings: mỗi mục nêu đối tượng và lý do. Không có gì thay đổi.",
        "See findings: each names the object and the reason. Nothing was changed.")
    static let backupsNotConfigured = kind(
        "backups-not-configured", 409, "Chưa có thư mục sao lưu", "No folder for backups",
        "Đặt backup-folder rồi khởi động lại, hoặc chạy motcua backup trên máy.",
        "Set backup-folder and start again, or run motcua backup on the machine.")
    static let backupBusy = kind(
        "backup-busy", 503, "Đang sao lưu", "A backup is being made",
        "Chờ bản đang sao lưu xong rồi gọi lại.", "Wait until it is made, and ask again.")
    static let backupFailed = kind(
        "backup-failed", 500, "Không sao lưu được", "The backup failed",
        "Không có bản nào được giữ. Nhật ký nêu lý do.", "None was kept. The log says why.")
    static let earlierItemRejected = kind(
        "earlier-item-rejected", 409, "Việc trước của hồ sơ này bị từ chối", "An earlier item was rejected",
        "Giữ thứ tự: sửa việc trước rồi gửi lại cả hai; việc này giữ nguyên khóa.",
        "The order is kept: mend the earlier item and send both again, this one under its own key.")
    static let scanTooLarge = kind(
        "scan-too-large", 413, "Tệp quá lớn", "Scan too large",
        "Quét ở độ phân giải thấp hơn (200 dpi là đủ) hoặc chia thành nhiều trang.",
        "Scan at a lower resolution (200 dpi will do), or in pages.")
    static let tooManyUploads = kind(
        "too-many-uploads", 429, "Quá nhiều tệp gửi dở", "Too many unfinished uploads",
        "Gửi nốt hoặc hủy (DELETE) các tệp đang gửi dở.",
        "Finish the uploads that are under way, or give them up (DELETE).")
    static let uploadOffsetMismatch = kind(
        "upload-offset-mismatch", 409, "Gửi sai chỗ", "Wrong offset",
        "Gửi tiếp từ expected-offset; không gửi lại phần đã nhận.",
        "Go on from expected-offset; what has arrived isn't sent again.")
    static let uploadLengthInconsistent = kind(
        "upload-length-inconsistent", 400, "Độ lớn không khớp", "Inconsistent length",
        "Độ lớn đã khai khi bắt đầu gửi phải đúng với tệp; Upload-Complete: ?1 chỉ khi đã gửi hết.",
        "The size told at the beginning is the file's; Upload-Complete is ?1 only with its last byte.")
    static let uploadCompleted = kind(
        "upload-completed", 409, "Tệp đã gửi xong", "Upload completed",
        "Bản chụp đã nằm trong hồ sơ; không gửi thêm và không hủy được.",
        "The scan is attached: nothing is added to it, and it isn't given up.")
    static let uploadBusy = kind(
        "upload-busy", 503, "Tệp đang được hoàn tất", "Upload being completed",
        "Một yêu cầu khác đang hoàn tất tệp này. Hỏi lại (HEAD) sau giây lát.",
        "Another request completes it right now. Ask again (HEAD) in a moment.")
    static let uploadTakenOver = kind(
        "upload-taken-over", 409, "Yêu cầu khác đang gửi tiếp", "Taken over",
        "Một yêu cầu khác đã gửi tiếp tệp này. Hỏi chỗ gửi tiếp (HEAD) rồi chỉ gửi từ một nơi.",
        "Another request goes on with this upload. Ask where it stands (HEAD), and send from one place.")
    static let scanDigestMismatch = kind(
        "scan-digest-mismatch", 422, "Nội dung không khớp SHA-256", "Digest mismatch",
        "Tệp nhận được không phải tệp đã khai; nó đã bị bỏ. Bắt đầu gửi lại với khóa mới.",
        "What came is not what was announced, and was thrown away. Begin anew under a new key.")
    static let scanNotOfKind = kind(
        "scan-not-of-kind", 422, "Nội dung không đúng kiểu tệp", "Not of that kind",
        "Chỉ nhận PDF, JPEG, PNG, TIFF nguyên vẹn; kiểu được xét theo nội dung. Tệp đã bị bỏ: quét và gửi lại với khóa mới.",
        "Whole PDF, JPEG, PNG and TIFF are taken, told by their content. It was thrown away: scan and begin anew under a new"
            + " key.")
    static let scanErased = kind(
        "scan-erased", 410, "Bản chụp đã được xóa", "Scan erased",
        "Dữ liệu cá nhân này đã được xóa theo yêu cầu; không khôi phục được.",
        "This personal data was erased, and can't be had back.")
    static let personalDataErased = kind(
        "personal-data-erased", 410, "Dữ liệu cá nhân đã được xóa", "Personal data erased",
        "Dữ liệu cá nhân của hồ sơ đã được xóa theo yêu cầu hoặc hết hạn lưu; không khôi phục được.",
        "The dossier's personal data was erased, as was asked for or because its retention had expired. It can't be had"
            + " back.")
    static let rangeNotSatisfiable = kind(
        "range-not-satisfiable", 416, "Ngoài phạm vi tệp", "Range not satisfiable",
        "Khoảng byte nằm ngoài tệp; xem độ lớn trong Content-Range.",
        "The range lies outside the file; Content-Range tells its size.")
    static let tooFast = kind(
        "too-fast", 429, "Gửi quá nhanh", "Too many requests",
        "Chờ số giây nêu trong Retry-After rồi gửi lại, cùng Idempotency-Key nếu có.",
        "Wait for the seconds in Retry-After, then send again, under the same Idempotency-Key where there is one.")
    static let loginFailed = kind(
        "login-failed", 401, "Đăng nhập không được", "Login failed",
        "Tên, mật khẩu hoặc mã xác thực không đúng. Kiểm tra bộ gõ và phím Caps Lock rồi thử lại.",
        "Name, password or code is wrong. Look at the keyboard's input method and Caps Lock, then try again.")
    static let codeNeeded = kind(
        "code-needed", 401, "Cần mã xác thực", "A code is needed",
        "Gửi lại kèm code: mã 6 chữ số trên ứng dụng xác thực.",
        "Send again with code: the six digits that the authenticator shows.")
    static let codesNeeded = kind(
        "codes-needed", 403, "Phải cài mã xác thực", "Codes have to be set up",
        "Vai trò này đăng nhập phải có mã: nạp secret vào ứng dụng xác thực, rồi gửi lại kèm secret và code đang hiện.",
        "This role logs in with a code: put secret into an authenticator, then send again with secret and its code.")
    static let loginBarred = kind(
        "login-barred", 429, "Tạm khóa đăng nhập", "Login barred for a while",
        "Đã thử sai nhiều lần. Chờ số giây nêu trong Retry-After; quên mật khẩu thì xin quản trị viên cấp lại.",
        "Too much was wrong. Wait for the seconds in Retry-After; an administrator gives a new password.")
    static let loginBusy = kind(
        "login-busy", 503, "Nhiều người đang đăng nhập", "Many are logging in",
        "Thử lại sau giây lát.", "Try again in a moment.")
    static let passwordChangeNeeded = kind(
        "password-change-needed", 403, "Phải đổi mật khẩu", "The password has to be changed",
        "Mật khẩu này do quản trị viên cấp. Gửi lại kèm newPassword do chính mình chọn.",
        "An administrator gave this password. Send again with newPassword of your own choice.")
    static let passwordWeak = kind(
        "password-weak", 422, "Mật khẩu dễ đoán", "The password is weak",
        "Chọn một câu dài ít nhất 12 ký tự, không chứa tên đăng nhập; không cần chữ số hay chữ hoa.",
        "Choose a sentence of at least 12 characters without the login's name; figures and capitals aren't needed.")
    static let notPosted = kind(
        "not-posted", 403, "Hôm nay không có phân công", "Not posted today",
        "Báo quản trị viên: không có phân công nào còn hiệu lực.",
        "Tell the administrator: no posting is in force.")
    static let postingNeeded = kind(
        "posting-needed", 409, "Cần chọn phân công", "A posting has to be named",
        "Gửi lại kèm posting, một trong các phân công ở trường postings.",
        "Send again with posting, one of those in the member postings.")
    static let unknownPerson = kind(
        "unknown-person", 422, "Không có người này trong cấu hình", "Unknown person",
        "Nạp cấu hình có người này trước.", "Load a configuration that has this person first.")
    static let userNameTaken = kind(
        "user-name-taken", 409, "Tên đăng nhập đã có người dùng", "The name is taken",
        "Chọn tên khác.", "Choose another name.")
    static let codeWrong = kind(
        "code-wrong", 422, "Mã xác thực không đúng", "The code is wrong",
        "Kiểm tra giờ trên điện thoại, nhập mã mới nhất.", "Look at the telephone's clock and send its newest code.")
    static let credentialRefused = kind(
        "credential-refused", 422, "Không cấp được thẻ này", "No such credential is issued",
        "Trường detail nói thiếu hoặc sai gì.", "The member detail says what is missing or wrong.")
    static let protocolError = kind(
        "protocol-error", 400, "Yêu cầu HTTP không hợp lệ", "Not a valid HTTP request",
        "Kết nối bị đóng. Sửa phần mềm gửi theo điều khoản được nêu.",
        "The connection is closed. Mend the client by the clause that is named.")

    private static func rejection(_ slug: String, _ status: Int, _ vi: String, _ en: String) -> ProblemKind {
        kind(
            slug, status, vi, en, "Trường detail nói việc gì không hợp lệ và cần làm gì tiếp.",
            "The member detail says what is the matter and what to do next.")
    }

    /// What the engine rejects; the detail of each says what to do.
    static let rejections = [
        rejection("not-in-status", 409, "Trạng thái không cho phép", "Not in this status"),
        rejection("unknown-procedure", 422, "Không có thủ tục", "Unknown procedure"),
        rejection("not-received-here", 422, "Quầy không tiếp nhận thủ tục này", "Not received at this counter"),
        rejection("channel-not-offered", 422, "Kênh nộp không dùng được", "Channel not offered"),
        rejection("unknown-counter", 422, "Không có quầy", "Unknown counter"),
        rejection("unknown-unit", 422, "Không có đơn vị hành chính", "Unknown unit"),
        rejection("unknown-office", 422, "Không có bộ phận một cửa", "Unknown office"),
        rejection("route-unresolved", 422, "Quy trình không có nơi giải quyết", "Route can't be resolved"),
        rejection("documents-not-on-list", 422, "Giấy tờ ngoài danh mục", "Documents not on the list"),
        rejection("documents-missing", 422, "Hồ sơ chưa đủ giấy tờ", "Documents missing"),
        rejection("supplement-empty", 422, "Chưa nêu giấy tờ", "No paper named"),
        rejection("supplement-asks-more", 422, "Chỉ được yêu cầu bổ sung một lần", "Only one supplement request"),
        rejection("originals-not-held", 422, "Không giữ bản chính này", "Originals not held"),
        rejection("documents-not-handed-in", 422, "Giấy tờ không có trong hồ sơ", "Documents not handed in"),
        rejection("confirmation-awaited", 409, "Chờ công chức xác nhận", "Confirmation awaited"),
        rejection("nothing-to-confirm", 409, "Không có gì cần xác nhận", "Nothing to confirm"),
        rejection("nothing-to-offer", 409, "Không có gì chờ chuyển", "Nothing to pass on"),
        rejection("unknown-handover", 409, "Không có lần bàn giao đang mở", "No such open handover"),
        rejection("already-dispatched", 409, "Đã giao vận chuyển", "Already with a carrier"),
        rejection("unknown-assignment", 409, "Không có việc đang mở", "No such open assignment"),
        rejection("assignment-not-held", 409, "Chưa nhận bàn giao", "Handover not acknowledged"),
        rejection("decision-missing", 422, "Thiếu quyết định", "Decision missing"),
        rejection("decision-not-expected", 422, "Bước này không quyết định", "Decision not expected"),
        rejection("reasons-missing", 422, "Thiếu lý do từ chối", "Reasons missing"),
        rejection("applicant-unidentified", 422, "Thiếu giấy tờ tùy thân người nộp", "Applicant not identified"),
        rejection("organisation-unrepresented", 422, "Tổ chức chưa có người đại diện", "No representative"),
        rejection("representative-unauthorised", 422, "Thiếu ủy quyền", "Representative not authorised"),
        rejection("own-office-is-no-carrier", 422, "Tiếp nhận ngay tại đây", "Receive it right here"),
        rejection("recipient-unidentified", 422, "Thiếu giấy tờ tùy thân người nhận", "Recipient not identified"),
        rejection("recipient-unauthorised", 422, "Người nhận thay thiếu ủy quyền", "Recipient not authorised"),
        rejection("not-settled-at-once", 422, "Không giải quyết ngay được", "Can't be settled at once"),
        rejection("supplement-already-asked", 409, "Đã yêu cầu bổ sung một lần", "Supplement asked for already"),
        rejection("no-supplement-to-issue", 409, "Không có phiếu chờ giao", "No form 02 to give"),
        rejection("already-rescheduled", 409, "Đã hẹn lại một lần", "Rescheduled already"),
        rejection("new-date-missing", 422, "Thiếu ngày hẹn mới", "New appointment missing"),
        rejection("new-date-not-later", 422, "Ngày hẹn mới không muộn hơn", "New appointment not later"),
        rejection("papers-elsewhere", 409, "Giấy tờ ở nơi khác", "Papers elsewhere"),
        rejection("result-with-post", 409, "Bưu điện đang giữ kết quả", "Result with the post"),
        rejection("result-not-with-post", 409, "Kết quả không gửi bưu điện", "Result not with the post"),
        rejection("result-on-its-way", 409, "Kết quả đang trên đường", "Result on its way"),
        rejection("unknown-fee", 422, "Không có khoản phí", "Unknown fee"),
        rejection("already-collected", 409, "Đã thu", "Collected already"),
        rejection("fee-once", 422, "Chỉ thu một lần", "Due once"),
        rejection("nothing-to-collect", 422, "Chưa ghi khoản thu", "Nothing to collect"),
        rejection("unknown-obligation", 409, "Không có khoản phải nộp", "Unknown demanded payment"),
        rejection("unknown-notice", 409, "Không có thông báo phải gửi", "Unknown notice"),
        rejection("already-rated", 409, "Đã đánh giá", "Rated already"),
        rejection("not-rated", 422, "Chỉ số công dân không chấm", "Not rated by citizens"),
        rejection("unknown-complaint", 409, "Không có phản ánh chưa trả lời", "Unknown complaint"),
        rejection("scan-already-attached", 409, "Bản chụp đã có", "Scan attached already"),
        rejection("page-taken", 409, "Trang đã có bản chụp", "Page taken"),
        rejection("page-beyond-limit", 422, "Quá số trang", "Too many pages"),
        rejection("too-many-scans", 422, "Quá nhiều bản chụp", "Too many scans"),
        rejection("occurred-in-future", 422, "Thời điểm ở tương lai", "The act lies in the future"),
        rejection("occurred-before-last-act", 422, "Thời điểm trước việc gần nhất", "The act lies before the last one"),
        rejection("deadlines-stand", 409, "Không hạn nào thay đổi", "No due date moves"),
        rejection("unknown-agency", 422, "Không có cơ quan", "Unknown agency"),
        rejection("consults-itself", 422, "Tự lấy ý kiến mình", "An agency asks itself"),
        rejection("unknown-consultation", 409, "Không có lần lấy ý kiến đang chờ", "No such open question"),
        rejection("not-silent", 409, "Chưa quá hạn trả lời", "Not silent"),
        rejection("nobody-to-send-back-to", 409, "Không có nơi để trả lại", "Nobody to send it back to"),
        rejection("posting-runs", 409, "Đang niêm yết công khai", "The public posting still hangs"),
        rejection("plan-stands", 409, "Lộ trình vẫn đi tiếp được", "The plan stands"),
        rejection("nothing-to-replan", 422, "Không có gì để lập lại", "Nothing to plan anew"),
        rejection("plan-incomplete", 422, "Lộ trình mới chưa đủ", "The new plan is incomplete"),
        rejection("lateness-not-foreseen", 409, "Chưa có dấu hiệu trễ hạn", "Lateness is not foreseen"),
        rejection("numbers-not-reservable", 422, "Không giữ trước số được", "Numbers can't be reserved"),
        rejection("too-many-numbers-reserved", 409, "Giữ quá nhiều số", "Too many numbers reserved"),
        rejection("number-not-reserved", 422, "Mã không thuộc dải số đã giữ", "Number not reserved"),
        rejection("number-of-another-day", 422, "Mã của ngày hoặc cơ quan khác", "Number of another day"),
        rejection("number-taken", 409, "Mã đã có hồ sơ", "Number taken"),
        rejection("number-void", 409, "Mã đã bị hủy", "Number void"),
        rejection("retained", 409, "Chưa hết hạn lưu", "Still to be kept"),
        rejection("no-retention-rule", 409, "Chưa có quy tắc lưu trữ", "No retention rule"),
        rejection("matter-open", 409, "Còn việc phải làm", "Something is still to be done"),
        rejection("serials-exhausted", 409, "Hết số trong ngày", "The day's numbers are used up"),
        rejection("lease-stale", 409, "Quyền giữ việc không còn", "The lease is no longer good"),
        rejection("leased-to-other", 409, "Việc đang do nơi khác giữ", "Another worker has the work"),
        rejection("lease-for-other-work", 422, "Quyền giữ của việc khác", "The lease is for other work"),
    ]

    /// Every kind, as `/problems` lists them.
    public static let all: [ProblemKind] =
        [
            malformedBody, invalidBody, invalidQuery, invalidHeader, keyMissing, keyReused, unauthenticated, forbidden,
            forbiddenByRule, notFound, methodNotAllowed, notAcceptable, unsupportedMediaType, versionMismatch,
            contention, placeNotInRecord, storageFull, unavailable, storageDamaged, internalError, protocolError,
            formNotIssued, formNotInForce, pressBusy, tooManyRows, scanTooLarge, tooManyUploads, uploadOffsetMismatch,
            uploadLengthInconsistent, uploadCompleted, uploadBusy, uploadTakenOver, scanDigestMismatch, scanNotOfKind,
            scanErased, personalDataErased, rangeNotSatisfiable, earlierItemRejected, tooFast, loginFailed, codeNeeded,
            codesNeeded, loginBarred,
            loginBusy, passwordChangeNeeded, passwordWeak, notPosted, postingNeeded, unknownPerson, userNameTaken,
            codeWrong, credentialRefused, preconditionRequired,
            configurationChanged, configurationUnreadable, configurationRefused, backupsNotConfigured, backupBusy,
            backupFailed,
        ] + rejections

    private static let bySlug = Dictionary(all.map { ($0.slug, $0) }, uniquingKeysWith: { $1 })

    static func named(_ slug: String) -> ProblemKind? { bySlug[slug] }
}
