import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Whether the pilot does what it was made for (PIL-01…03).
    var pilotEndpoints: [Endpoint<Desk>] { [readPilotReport, listPilotRows] }

    private static var pilotFields: [Field] {
        [
            .required("from", .date, "Tiếp nhận từ ngày.", "First day of reception."),
            .required(
                "until", .date, "Đến ngày; số vị trí được thay tính đến ngày này.",
                "Last day of reception; posts freed are counted on it."),
            .optional(
                "asKnownAt", .instant, "Chỉ tính điều đã ghi đến lúc này; mặc định là bây giờ. Cùng lúc thì cùng số.",
                "Only what was recorded by then; now by default. The same instant gives the same figures."),
            .optional("office", .identifier, "Một bộ phận một cửa.", "Of one office."),
        ]
    }

    private var readPilotReport: Endpoint<Desk> {
        Endpoint(
            operation: "readPilotReport", method: .get, path: "/v1/reports/pilot", tag: "pilot",
            summary: Wording(
                vi: """
                    Báo cáo thí điểm: trước khi chuyển và sau khi chuyển, tại cơ quan và tại bưu điện; mỗi số có địa \
                    chỉ của các hồ sơ đã đếm. Công chức chỉ xem bộ phận của mình.
                    """,
                en: """
                    The pilot's report: before and after, hosted by agency and by post; each figure with the address \
                    of the rows it counted. Officials see their own office alone.
                    """),
            access: .roles([.administrator, .inspector, .official]), query: Self.pilotFields,
            otherMediaTypes: ["text/csv"],
            success: Wording(vi: "Báo cáo.", en: "The report."), problems: [.tooManyRows],
            answer: AnswerShape.pilotReport, headers: [.contentDisposition]
        ) { input throws(Problem) in
            let question = try pilotQuestion(input)
            let mediaType = try pilotMediaType(input)
            let answer: PilotAnswer
            do throws(ServiceError) {
                answer = try await service.pilotReport(
                    question, for: input.caller(), reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            let view = PilotView(naming: naming(input), question: question)
            if mediaType == "text/csv" { return Self.csv(view.csv(answer), named: "pilot-\(question.until)") }
            var reply = APIReply.json(view.report(answer))
            reply.fields[.vary] = "Accept"
            return reply
        }
    }

    private var listPilotRows: Endpoint<Desk> {
        Endpoint(
            operation: "listPilotRows", method: .get, path: "/v1/reports/pilot/rows", tag: "pilot",
            summary: Wording(
                vi: "Các hồ sơ mà một số của báo cáo đã đếm. Trang có thể ít dòng hơn limit; còn next là còn nữa.",
                en: "The dossiers that a figure counted. A page may be short; next says there are more."),
            access: .roles([.administrator, .inspector, .official]),
            query: Self.pilotFields + [
                .optional(
                    "figure", .enumeration(PilotFigure.self), "Số nào; mặc định mọi hồ sơ.",
                    "Of which figure; all dossiers by default."),
                .optional("host", .enumeration(Office.Host.self), "Tại cơ quan hay bưu điện.", "Under which host."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 300), "Dấu trang.", "Cursor of the page before."),
            ], otherMediaTypes: ["text/csv"],
            success: Wording(vi: "Một trang.", en: "A page."), answer: AnswerShape.pilotRows,
            headers: [.link, .contentDisposition]
        ) { input throws(Problem) in
            let question = try pilotQuestion(input)
            let mediaType = try pilotMediaType(input)
            let page: Page<PilotRow>
            do throws(ServiceError) {
                page = try await service.pilotRows(
                    question, figure: input.query.optionalChoice("figure") ?? .dossiers,
                    host: input.query.optionalChoice("host"), after: input.query.optionalString("after"),
                    limit: input.query.optionalInteger("limit") ?? 50, for: input.caller(),
                    reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            let view = PilotView(naming: naming(input), question: question)
            var reply = list("rows", page.elements.map(view.row), next: page.next, for: input)
            if mediaType == "text/csv" {
                let link = reply.fields[.link]
                reply = Self.csv(PilotView.csv(page.elements), named: "pilot-rows-\(question.until)")
                reply.fields[.link] = link
            }
            reply.fields[.vary] = "Accept"
            return reply
        }
    }

    private func pilotQuestion(_ input: Input<Desk>) throws(Problem) -> PilotQuestion {
        let (from, until) = (input.query.date("from"), input.query.date("until"))
        let dayCount = DossierService<Store>.pilotDayCount
        let now = service.now()
        let asKnownAt = input.query.optionalInstant("asKnownAt") ?? now
        var errors: [FieldError] = []
        if from > until || until.dayNumber - from.dayNumber >= dayCount {
            errors.append(
                FieldError(
                    .query("until"), .outOfRange,
                    Wording(
                        vi: "Ngày cuối không trước ngày đầu, và kỳ không quá \(dayCount) ngày.",
                        en: "The last day is not before the first, and the period has at most \(dayCount) days.")))
        }
        if asKnownAt > now {
            errors.append(
                FieldError(
                    .query("asKnownAt"), .outOfRange,
                    Wording(
                        vi: "Điều sẽ ghi sau này chưa biết được; chọn lúc không sau bây giờ.",
                        en: "What will be recorded isn't known yet: give an instant that isn't in the future.")))
        }
        guard errors.isEmpty else { throw Problem(.invalidQuery, errors: errors) }
        let office: OfficeID? = input.query.optionalIdentifier("office")
        // Instants are written to the second: what the answer says was asked has to be what was.
        let second = Timestamp(milliseconds: asKnownAt.milliseconds / 1_000 * 1_000)
        return PilotQuestion(from: from, until: until, asKnownAt: second, office: office)
    }

    private func pilotMediaType(_ input: Input<Desk>) throws(Problem) -> String {
        let offered = ["application/json", "text/csv"]
        guard let mediaType = input.request.fields.preferred(of: offered) else { throw Problem(notAcceptable: offered) }
        return mediaType
    }

    private static func csv(_ text: String, named name: String) -> APIReply {
        APIReply(
            status: .ok,
            fields: [
                .contentType: "text/csv; charset=utf-8; header=present", .vary: "Accept",
                .xContentTypeOptions: "nosniff", .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: Array(text.utf8))
    }
}
