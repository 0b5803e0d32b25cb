import DossierDomain
import DossierRouting

/// The pilot's report, its rows, and baselines.
extension AnswerShape {
    private static func counted(_ name: String, _ vi: String, _ en: String) -> Field { .required(name, count, vi, en) }

    private static let figuresOfBaseline: [Field] = [
        counted("dossiers", "Hồ sơ tiếp nhận.", "Dossiers received."),
        counted("results", "Đã có kết quả.", "With a result."),
        counted("onTime", "Đúng hạn.", "On time."),
        counted("late", "Trễ hạn.", "Late."),
        counted("daysToResult", "Tổng số ngày đến kết quả.", "Calendar days to the result, added up."),
        .optional("onTimePerMille", count, "Đúng hạn, phần nghìn.", "On time, per mille."),
        .optional("daysToResultTenths", count, "Số ngày bình quân, phần mười.", "Mean days, in tenths."),
    ]

    private static let figuresBefore = Shape.object("PilotFiguresBefore", figuresOfBaseline)

    private static let figureAddresses = Shape.object(
        "PilotFigureRows",
        PilotFigure.allCases.map {
            .required($0.rawValue, line, "Địa chỉ các hồ sơ đã đếm.", "Address of the rows that it counted.")
        })

    private static let figures = Shape.object(
        "PilotFigures",
        figuresOfBaseline + [
            counted("citizens", "Người nộp; một nhóm liên thông là một.", "Citizens; an interlinked group is one."),
            counted("throughPost", "Qua bưu điện.", "In which the post had a part."),
            counted("receivedByPost", "Nhân viên bưu điện nhận.", "Received by postal staff."),
            counted("broughtByPost", "Nộp qua bưu chính.", "Brought by post."),
            counted("deliveredByPost", "Trả qua bưu chính.", "Delivered by post."),
            .optional("throughPostPerMille", count, "Qua bưu điện, phần nghìn.", "Through the post, per mille."),
            counted("visits", "Lượt đi lại.", "Visits."),
            counted("neededVisits", "Lượt cần thiết.", "Visits that were needed."),
            .optional(
                "visitsPerDossierHundredths", count, "Lượt mỗi hồ sơ, phần trăm.", "Visits per dossier, in hundredths."),
            counted("tripsSpared", "Lượt bớt được.", "Trips spared."),
            .optional(
                "rows", figureAddresses, "Các hồ sơ sau mỗi số, khi có.",
                "The rows behind each figure, where there are any."
            ),
        ])

    private static let baselineFields: [Field] = [
        .required("from", .date, "Từ ngày.", "First day of the period."),
        .required("until", .date, "Đến ngày.", "Last day of the period."),
        counted("posts", "Vị trí công chức.", "Officials' posts."),
        .optional("visits", count, "Lượt đi lại, nếu đã đếm.", "Visits, where they were counted."),
        .optional("areaSquareMetres", count, "Diện tích, m².", "Area in square metres."),
        .required("by", line, "Ai đếm.", "Who counted."), .required("on", .date, "Ngày đếm.", "On which day."),
        .optional("basis", .enumeration(Basis.self), "Nguồn số liệu.", "Where the figures come from."),
    ]

    /// A baseline as it stands with its office.
    static let baseline = Shape.object(
        "Baseline",
        baselineFields + [
            counted("dossiers", "Hồ sơ tiếp nhận.", "Dossiers received."),
            counted("results", "Đã có kết quả.", "With a result."),
            counted("onTime", "Đúng hạn.", "On time."),
            counted("daysToResult", "Tổng số ngày đến kết quả.", "Calendar days to the result, added up."),
        ])

    private static let baselineOfPart = Shape.object(
        "BaselineWithFigures",
        baselineFields + [.required("figures", figuresBefore, "Các số.", "Its figures, by the report's formulas.")])

    private static let partFields: [Field] = [
        .required("agencyHosted", figures, "Khi ở trụ sở cơ quan.", "While the agency housed it."),
        .required("postHosted", figures, "Khi ở bưu điện.", "While the post did."),
        counted("postsFreed", "Vị trí được thay.", "Posts freed."),
    ]

    private static let part = Shape.object(
        "PilotOffice",
        [
            .required("office", named, "Bộ phận một cửa.", "The office."),
            .optional("host", .enumeration(Office.Host.self), "Nay ở đâu.", "Who houses it on the last day."),
            .optional("movedOn", .date, "Ngày chuyển sang bưu điện.", "Since when a post office has housed it."),
            .optional("baseline", baselineOfPart, "Hiện trạng trước khi chuyển.", "How it worked before."),
            .required("freed", list(of: reference), "Phân công được thay.", "The postings that are freed."),
        ] + partFields)

    static let pilotReport = Shape.object(
        "PilotReport",
        [
            .required("from", .date, "Từ ngày.", "First day of reception."),
            .required("until", .date, "Đến ngày.", "Last day of reception."),
            .required("asKnownAt", .instant, "Biết đến lúc.", "Only what was recorded by then counts."),
            counted(
                "configurationVersion", "Phiên bản cấu hình lúc đó.", "The configuration that was the newest then."),
            .required("formulas", line, "Công thức ở đâu.", "Where the formulas are written."),
            .required(
                "total",
                .object(
                    "PilotTotal",
                    [
                        counted("baselineCount", "Số nơi có hiện trạng.", "How many offices have a baseline."),
                        .required("before", figuresBefore, "Trước khi chuyển.", "Their baselines together."),
                    ] + partFields), "Cộng.", "All offices together."),
            .required("offices", list(of: part), "Từng nơi.", "The offices."),
        ])

    private static func days(_ name: String, _ vi: String, _ en: String) -> Field {
        .required(name, list(of: .date), vi, en)
    }

    static let pilotRows = page(
        "PilotRowPage", "rows",
        of: .object(
            "PilotRow",
            [
                requiredNumber, .required("office", named, "Nơi nhận.", "Where it was received."),
                .required("host", .enumeration(Office.Host.self), "Khi đó ở đâu.", "Who housed the office that day."),
                .optional("group", reference, "Nhóm liên thông.", "The interlinked group."),
                .required("receivedAt", .instant, "Lúc nhận.", "When it was received."), dueAt,
                .optional("resultAt", .instant, "Lúc có kết quả.", "When the first result was there."),
                .optional("daysToResult", count, "Số ngày đến kết quả.", "Calendar days to it."),
                .required(
                    "standing", .enumeration(PilotRow.Standing.self), "Đúng hạn, trễ hạn, chưa đến hạn, không xét.",
                    "On time, late, open, or not judged."),
                .required("broughtInPerson", .boolean, "Nộp tại quầy.", "Brought in person."),
                .required("receivedByPost", .boolean, "Nhân viên bưu điện nhận.", "Received by postal staff."),
                .required("broughtByPost", .boolean, "Nộp qua bưu chính.", "Brought by post."),
                .required("deliveredByPost", .boolean, "Trả qua bưu chính.", "Delivered by post."),
                days("visitDays", "Ngày đến quầy.", "Days at a counter."),
                days("neededDays", "Ngày cần đến.", "Those of them that were needed."),
                days("deliveryDays", "Ngày nhận được mà không đến.", "Days on which something came without a visit."),
            ]))
}
