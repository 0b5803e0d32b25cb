import DossierDomain
import DossierService

/// The configuration in force, registers, assessments and complaints of offices and agencies, and what is open to all.
extension AnswerShape {
    static let procedures = Shape.object(
        "Procedures", [.required("procedures", list(of: procedure), "Các thủ tục.", "The procedures.")])

    private static let requiredDocument = Shape.object(
        "RequiredDocument",
        [
            .required("document", .identifier, "Mã giấy tờ.", "The paper."),
            .required("name", line, "Tên.", "Its name."),
            .required("originals", count, "Số bản chính.", "How many originals."),
            .required("copies", count, "Số bản sao.", "How many copies."),
            .required("required", .boolean, "Bắt buộc.", "Whether every applicant brings it."),
            .optional("when", line, "Ai phải nộp.", "Who brings it, otherwise."),
        ])

    static let fullProcedure = Shape.object(
        "Procedure",
        [
            .required("code", .identifier.example("2.002307"), "Mã thủ tục.", "Its code."),
            .required("version", count, "Phiên bản.", "Version."), .required("name", line, "Tên.", "Its name."),
            .required("field", line, "Lĩnh vực.", "The field."), .required("level", reference, "Cấp.", "The level."),
            .required("timeLimit", timeLimit, "Thời hạn.", "The time limit."),
            .required("route", reference, "Quy trình.", "The route."),
            .required("channels", list(of: .enumeration(Procedure.Channel.self)), "Kênh nộp.", "How to hand it in."),
            .required("slip", .enumeration(Procedure.SlipPolicy.self), "Giấy hẹn.", "When form 01 is given."),
            .required("fees", fees, "Phí, lệ phí.", "The fees."),
            .required("documents", list(of: requiredDocument), "Giấy tờ.", "The papers."),
            .required("result", line, "Kết quả.", "What comes of it."),
            .required("legalBasis", list(of: line), "Căn cứ pháp lý.", "The legal basis."),
        ])

    private static let host: Field = .optional(
        "host", .enumeration(Office.Host.self), "Đặt tại cơ quan hay bưu điện.", "Housed by an agency or the post.")

    static let offices = Shape.object(
        "Offices",
        [
            .required(
                "offices",
                list(
                    of: .object(
                        "OfficeRow",
                        [
                            .required("id", .identifier, "Mã.", "Its identity."),
                            .required("name", line, "Tên.", "Its name."), host,
                        ])), "Các bộ phận một cửa.", "The one-stop offices.")
        ])

    static let agencies = Shape.object(
        "Agencies",
        [
            .required(
                "agencies",
                list(
                    of: .object(
                        "AgencyRow",
                        [
                            .required("id", .identifier, "Mã.", "Its identity."),
                            .required("name", line, "Tên.", "Its name."),
                            .required("unit", named, "Đơn vị hành chính.", "The unit it belongs to."),
                        ])), "Các cơ quan.", "The agencies.")
        ])

    private static let counter = Shape.object(
        "Counter",
        [
            .required("id", .identifier, "Mã.", "Its identity."), .required("name", line, "Tên.", "Its name."),
            .required(
                "confirmation", .enumeration(Counter.ConfirmationPolicy.self), "Khi nào công chức xác nhận.",
                "When an official confirms."),
            .required("alsoReceives", list(of: reference), "Nhận thêm.", "What it receives besides."),
        ])

    static let office = Shape.object(
        "Office",
        [
            .required("id", .identifier, "Mã.", "Its identity."), .required("name", line, "Tên.", "Its name."), host,
            .optional("place", line, "Nơi đặt.", "Where it is housed."),
            .required("agency", named, "Cơ quan.", "Its agency."),
            .required("serves", list(of: named), "Phục vụ.", "The units that it serves."),
            .optional("address", line, "Địa chỉ.", "Address."), .optional("phone", line, "Điện thoại.", "Telephone."),
            .required("counters", list(of: counter), "Các quầy.", "The counters."),
        ])

    static let registerEntry = Shape.object(
        "RegisterEntry",
        [
            .required("id", line, "Mã.", "Identity of what is entered."),
            .required("kind", .enumeration(RegisterEntry.Kind.self), "Sổ.", "Which register."),
            .required("body", body, "Nơi ghi.", "Whose register."),
            .optional("counterpart", body, "Bên kia.", "The other side."), number,
            .optional("submission", reference, "Mã lần nộp.", "The submission, where there is one."),
            .required("detail", line, "Chi tiết.", "What it is, or how it stands."),
            .optional("employer", .enumeration(Employer.self), "Ai thu.", "Who employs whoever took it."),
            .optional("amountVND", count, "Số tiền, đồng.", "Amount in đồng."),
            .required("at", .instant, "Lúc.", "When."), optionalDueAt,
            .optional("settledAt", .instant, "Xong lúc.", "When it was settled."),
        ])

    static let register = page("RegisterPage", "entries", of: registerEntry)

    static let feeReconciliation = Shape.object(
        "FeeReconciliation",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .required("date", .date, "Ngày.", "The day."),
            .required("receiptCount", count, "Số biên lai.", "How many receipts."),
            .required("collectedByPostVND", count, "Bưu điện thu.", "Taken by the post, in đồng."),
            .required("collectedByAgencyVND", count, "Cơ quan thu.", "Taken by the agency, in đồng."),
            .required("totalVND", count, "Tổng.", "All of it, in đồng."),
            .required("receipts", list(of: registerEntry), "Từng biên lai.", "The receipts."),
        ])

    static let inspection = Shape.object(
        "Inspection",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .required("about", body, "Nơi được kiểm tra.", "Who was inspected."),
            .required("minutes", line, "Số biên bản.", "The minutes."),
            .required("scores", scores, "Điểm.", "The points."),
            .required("inspectedAt", .instant, "Lúc kiểm tra.", "When."),
            .required("enteredBy", actor, "Người nhập.", "Who entered it."),
        ])

    private static func verdict(_ name: String, _ values: [String]) -> Shape {
        .object(
            name,
            [
                .optional("value", .enumeration(values), "Kết quả.", "The verdict, where all indicators are there."),
                .required("missing", list(of: count), "Còn thiếu.", "Indicators that are missing."),
            ])
    }

    private static let mean: [Field] = [
        .required("tenths", count, "Phần mười điểm.", "Tenths of a point, in the mean."),
        .required("count", count, "Từ bao nhiêu.", "Of how many."),
    ]

    static let assessment = Shape.object(
        "Assessment",
        [
            .required("body", body, "Nơi được đánh giá.", "Who is assessed."),
            .required("from", .date, "Từ ngày.", "First day."), .required("to", .date, "Đến ngày.", "Last day."),
            .required("dossierCount", count, "Số hồ sơ.", "How many dossiers."),
            .required("complaintCount", count, "Số phản ánh.", "How many complaints."),
            .required(
                "indicators",
                list(
                    of: .object(
                        "IndicatorMean", [.required("indicator", count, "Chỉ số.", "The indicator.")] + mean)),
                "Điểm theo chỉ số.", "The indicators."),
            .required(
                "agencyTimes",
                list(of: .object("AgencyTime", [.required("agency", named, "Cơ quan.", "The agency.")] + mean)),
                "Thời gian theo cơ quan.", "Agency by agency."),
            .required("inspections", list(of: inspection), "Kiểm tra.", "The inspections that count."),
            .required(
                "staffFulfilment", verdict("StaffFulfilment", Assessment.Fulfilment.allCases.map(\.rawValue)),
                "Mức hoàn thành.", "How far the staff's task is done."),
            .required(
                "grade", verdict("AssessmentGrade", Assessment.Grade.allCases.map(\.rawValue)), "Xếp loại.",
                "The grade."),
        ])

    static let officeComplaint = Shape.object(
        "OfficeComplaint",
        [
            .required("id", reference, "Mã.", "Its identity."),
            .required("about", body, "Về nơi nào.", "Whom it is about."),
            .required("takenAt", body, "Nơi tiếp nhận.", "Where it was taken."),
            .optional("content", remark, "Nội dung, nếu được xem.", "What was said, for officials."),
            .required("receivedAt", .instant, "Lúc nhận.", "When."), dueAt,
            .optional("answer", remark, "Trả lời, nếu được xem.", "The answer, for officials."),
            .optional("answeredAt", .instant, "Lúc trả lời.", "When it was answered."),
            .optional("upheld", .boolean, "Phản ánh đúng.", "Whether it was upheld."),
            .optional("breach", .enumeration(Breach.self), "Vi phạm.", "The breach on record."), version,
        ])

    static let health = Shape.object(
        "Health",
        [
            .required("status", .enumeration(["ok"]), "Đang chạy.", "It runs."),
            .required("version", line, "Phiên bản chương trình.", "The program's version."),
        ])

    static let readiness = Shape.object(
        "Readiness",
        [
            .required("status", .enumeration(["ok"]), "Sẵn sàng.", "It is ready."),
            .required("configurationVersion", count, "Phiên bản cấu hình.", "The configuration in force."),
        ])

    static let lookup = Shape.object(
        "LookupAnswer",
        [
            requiredNumber, .required("procedure", line, "Thủ tục.", "The procedure's name."), dossierStatus,
            .required("statusName", line, "Trạng thái bằng lời.", "Where it stands, in words."),
            .required("nationalStatus", count, "Mã quốc gia.", "The national portal's code."),
            .required("nationalStatusName", line, "Tên quốc gia.", "The national portal's name."),
            .optional("receivedAt", .instant, "Lúc tiếp nhận.", "When it was received."),
            .optional("dueAt", .instant, "Hẹn trả.", "The appointment."),
            .optional("readyAt", .instant, "Lúc có kết quả.", "When the result was there."),
            .optional("handedOverAt", .instant, "Lúc trả.", "When it was handed over."),
            .required("collectAt", line, "Nhận tại.", "Where to collect it."),
        ])

    static let problems = Shape.object(
        "Problems",
        [
            .required(
                "problems",
                list(
                    of: .object(
                        "ProblemDescription",
                        [
                            .required("type", line, "Loại.", "The type, as documents name it."),
                            .required("status", count, "Mã HTTP.", "The HTTP status."),
                            .required("title", line, "Tên.", "Its title."),
                            .required("advice", line, "Cách xử lý.", "What to do."),
                        ])), "Các loại lỗi.", "All kinds of problems.")
        ])

    static let recorded = Shape.object(
        "Recorded", [requiredNumber, .required("recorded", .boolean, "Đã ghi.", "It is recorded.")])
}
