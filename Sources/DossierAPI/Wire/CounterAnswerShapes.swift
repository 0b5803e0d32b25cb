import DossierDomain

/// What counters take along and bring back, numbers, uploads and scans.
extension AnswerShape {
    private static let standingFields: [Field] = [
        .optional("block", reference, "Dải mã.", "The block, where it is reserved."),
        .optional("terminal", line, "Máy.", "The terminal that has it."),
        .optional("reason", .enumeration(VoidReason.self), "Lý do hủy.", "Why it is void."),
        .optional("voidedAt", .instant, "Hủy lúc.", "When it was declared void."),
        .optional("voidedBy", line, "Máy đã hủy.", "By which terminal."),
    ]
    private static let numberStanding = Shape.enumeration(["dossier", "reserved", "void", "skipped", "unexplained"])

    static let numberBlock = Shape.object(
        "NumberBlock",
        [
            .required("id", reference, "Mã dải.", "Its identity."),
            .required("terminal", line, "Máy.", "The terminal that has it."),
            .required("office", .identifier, "Bộ phận một cửa.", "The office."),
            .required("agency", line, "Mã định danh cơ quan.", "The agency's identifier in the numbers."),
            .required("date", .date, "Ngày tiếp nhận.", "The day on which they are given out."),
            .required("first", count, "Số đầu.", "First serial."), .required("last", count, "Số cuối.", "Last serial."),
            .required("openCount", count, "Chưa dùng.", "How many are open."),
            .required("reservedAt", .instant, "Giữ lúc.", "When."),
            .required("expiresAt", .instant, "Cấp đến.", "Until when they may be given out."),
            .required(
                "numbers",
                list(
                    of: .object(
                        "NumberOfBlock",
                        [
                            requiredNumber,
                            .optional("slipCode", line, "Mã tra cứu.", "The slip code; for the terminal itself."),
                            .optional("standing", numberStanding, "Tình trạng.", "What became of it; absent: open."),
                        ] + standingFields)), "Từng mã.", "The numbers."),
        ])

    static let numberBlocks = page("NumberBlockPage", "blocks", of: numberBlock)

    static let numbers = page(
        "NumberPage", "numbers",
        of: .object(
            "NumberRow",
            [requiredNumber, .required("standing", numberStanding, "Tình trạng.", "What became of it.")]
                + standingFields))

    private static let dayFields: [Field] = [
        .required("terminal", line, "Máy.", "The terminal."),
        .required("sentAt", .instant, "Đồng hồ máy lúc gửi.", "What its clock said."),
        .required("receivedAt", .instant, "Nhận lúc.", "When it came."),
        .required("clockSkewSeconds", balance, "Lệch giây.", "How far off its clock was, in seconds."),
        .required("clockWrong", .boolean, "Đồng hồ sai.", "Whether that is too far."),
        .required("packStale", .boolean, "Gói dữ liệu cũ.", "Whether its pack was an old one."),
        .required("doneCount", count, "Đã làm.", "How many acts were done."),
        .required("alreadyThereCount", count, "Đã có.", "How many were there already."),
        .required("rejectedCount", count, "Bị từ chối.", "How many were rejected."),
    ]

    private static let dayOutcome = Shape.object(
        "CounterDayOutcome",
        [
            // What was sent may be no key at all; it is told so, and shown.
            .required("key", .anything, "Khóa, như đã gửi.", "The act's key as it was sent; empty where it is none."),
            .required(
                "outcome", .enumeration(ItemOutcome.Kind.allCases.map(\.rawValue)), "Kết quả.", "What came of it."),
            number, .optional("submission", reference, "Mã lần nộp.", "The submission."),
            .optional("status", .enumeration(DossierStatus.self), "Trạng thái.", "Where it stands."),
            .optional("version", count, "Phiên bản.", "Its version."), optionalDueAt,
            .optional("problem", problem, "Lỗi, nếu bị từ chối.", "The problem, where it was rejected."),
            .optional("tellCitizen", line, "Lời báo công dân.", "What to tell the citizen, where it was rejected."),
        ])

    static let uploadedDay = Shape.object(
        "CounterDay",
        dayFields + [.required("outcomes", list(of: dayOutcome), "Từng việc.", "Each act, in the order sent.")])

    static let counterDays = page("CounterDayPage", "days", of: .object("CounterDayRow", dayFields))

    static let reconciliation = Shape.object(
        "Reconciliation",
        [
            .required(
                "items",
                list(
                    of: .object(
                        "ReconciledAct",
                        [
                            .required("key", line, "Khóa.", "The act's key."),
                            .required(
                                "standing", .enumeration(["same", "missing", "different", "rejected", "movedOn"]),
                                "So với hệ thống.", "How it compares."), number,
                            .optional("submission", reference, "Mã lần nộp.", "The submission."),
                            .optional("status", .enumeration(DossierStatus.self), "Trạng thái.", "Where it stands."),
                            .optional("version", count, "Phiên bản.", "Its version."),
                            .optional("problem", line, "Loại lỗi.", "The kind of problem, as a path."),
                            .optional("detail", line, "Diễn giải.", "What was the matter."),
                        ])), "Từng việc.", "Each, in the order sent.")
        ])

    private static let packUnit = Shape.object(
        "PackUnit",
        [
            .required("id", .identifier, "Mã.", "Its identity."), .required("name", line, "Tên.", "Its name."),
            .optional("parent", .identifier, "Thuộc.", "The unit that it is part of."),
        ])

    private static let packPosting = Shape.object(
        "PackPosting",
        [
            .required("id", .identifier, "Mã phân công.", "The posting."),
            .optional("person", line, "Họ tên.", "Whose it is."),
            .required("role", .enumeration(Role.self), "Vai trò.", "The role."),
            .required("employer", .enumeration(Employer.self), "Nơi trả lương.", "Who employs them."),
            .optional("counter", reference, "Quầy.", "At which counter alone."),
        ])

    static let pack = Shape.object(
        "Pack",
        [
            .required("pack", line, "Tên gói, gửi lại khi nộp việc trong ngày.", "Its name, to be sent with a day."),
            .required("office", office, "Bộ phận một cửa.", "The office."),
            .required("procedures", list(of: fullProcedure), "Thủ tục.", "What its counters receive."),
            .required("units", list(of: packUnit), "Đơn vị hành chính.", "Where applicants may live."),
            .required(
                "postings", list(of: packPosting), "Ai làm ở các quầy.",
                "Who works at its counters: performers that may be named."),
            .required("date", .date, "Ngày.", "The day of the pack."),
            .required(
                "days",
                list(
                    of: .object(
                        "PackDay",
                        [
                            .required("date", .date, "Ngày.", "The day."),
                            .required(
                                "hours", list(of: line.example("07:30-11:30")), "Giờ làm việc.", "Working hours."),
                        ])), "Các ngày tới.", "Today and the working days to come."),
            .required(
                "appointments",
                list(
                    of: .object(
                        "PackAppointment",
                        [
                            .required("procedure", .identifier, "Thủ tục.", "The procedure."),
                            .required("date", .date, "Ngày nhận.", "When received."),
                            .optional("after", .instant, "Nếu nhận sau lúc này.", "For receptions after that."), dueAt,
                        ])), "Ngày hẹn.", "When dossiers are due."),
            .required("blocks", list(of: numberBlock), "Dải mã đang giữ.", "The terminal's open blocks."),
        ])

    static let upload = Shape.object(
        "Upload",
        [
            .required("upload", reference, "Mã lần gửi.", "Its identity."),
            .required("offset", count, "Đã nhận, byte.", "Bytes taken."),
            .required("byteCount", count, "Toàn bộ, byte.", "Bytes of the whole."),
            .required("complete", .boolean, "Đã xong.", "Whether all is there."),
            .optional("document", .identifier, "Giấy tờ, khi đã xong.", "The paper, once complete."),
            .optional("page", count, "Trang, khi đã xong.", "The page, once complete."),
        ])

    static let scans = Shape.object(
        "Scans",
        [
            .required(
                "documents",
                list(
                    of: .object(
                        "ScannedPaper",
                        [
                            .required("document", .identifier, "Giấy tờ.", "The paper."),
                            .required("name", line, "Tên.", "Its name."),
                            .required("required", .boolean, "Bắt buộc.", "Whether every applicant brings it."),
                            .required("scanCount", count, "Số bản chụp.", "How many scans."),
                        ])), "Giấy tờ.", "The papers."),
            .required(
                "scans",
                list(
                    of: .object(
                        "Scan",
                        [
                            .required("document", .identifier, "Giấy tờ.", "The paper."),
                            .required("page", count, "Trang.", "The page."),
                            .required("scan", reference, "Mã bản chụp.", "Its identity."),
                            .required("mediaType", line, "Loại tệp.", "Its media type."),
                            .required("byteCount", count, "Kích thước, byte.", "Size in bytes."),
                            .required("href", line, "Địa chỉ.", "Where it can be read."),
                        ])), "Bản chụp.", "The scans."),
        ])
}
