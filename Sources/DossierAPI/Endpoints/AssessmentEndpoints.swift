import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// The nine indicators of offices and agencies (EVA-01).
    var assessmentEndpoints: [Endpoint<Desk>] { BodyAddress.all.map(assess) }

    private func assess(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "assess\(address.word)", method: .get, path: address.path + "/assessment", tag: "registers",
            summary: Wording(
                vi: """
                    Điểm các chỉ số đánh giá của hồ sơ tiếp nhận trong kỳ (Thông tư 01/2018): của bộ phận một cửa là \
                    hồ sơ nơi đó tiếp nhận, của cơ quan là hồ sơ cơ quan có tham gia giải quyết.
                    """,
                en: """
                    The indicators of the dossiers received in a period (Circular 01/2018): of an office those \
                    received there, of an agency those in which it took part.
                    """),
            query: [
                .required("from", .date, "Từ ngày.", "First day."), .required("to", .date, "Đến ngày.", "Last day."),
            ],
            success: Wording(
                vi: """
                    Điểm theo chỉ số (phần mười điểm). Mức hoàn thành và xếp loại chỉ có khi đủ chỉ số; missing cho \
                    biết còn thiếu chỉ số nào.
                    """,
                en: """
                    Tenths of a point by indicator. Fulfilment and grade are given only where all their indicators \
                    are; missing says which aren't.
                    """),
            problems: [.notFound, .tooManyRows],
            answer: AnswerShape.assessment
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            let from = input.query.date("from")
            let to = input.query.date("to")
            let dayCount = DossierService<Store>.assessmentDayCount
            guard from <= to, to.dayNumber - from.dayNumber < dayCount else {
                throw Problem(
                    .invalidQuery,
                    errors: [
                        FieldError(
                            .query("to"), .outOfRange,
                            Wording(
                                vi: "Ngày cuối không trước ngày đầu, kỳ không quá \(dayCount) ngày; chọn kỳ ngắn hơn.",
                                en: """
                                    The last day is not before the first, and the period has at most \(dayCount) \
                                    days: choose a shorter one.
                                    """))
                    ])
            }
            let assessment: Assessment
            do throws(ServiceError) {
                assessment = try await service.assess(
                    body, from: from, to: to, for: input.caller(), reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            return .json(AssessmentView(naming: naming(input)).assessment(assessment, from: from, to: to))
        }
    }
}

/// An assessment as JSON.
struct AssessmentView {
    let naming: Naming

    func assessment(_ assessment: Assessment, from: CivilDate, to: CivilDate) -> JSONValue {
        let indicators = assessment.indicators.sorted { $0.key < $1.key }
        let agencies = assessment.agencyTimes.sorted { $0.key < $1.key }
        return [
            "body": naming.body(assessment.body), "from": .date(from), "to": .date(to),
            "dossierCount": .count(assessment.dossierCount), "complaintCount": .count(assessment.complaintCount),
            "indicators": .list(indicators) { indicator, mean in
                ["indicator": .count(indicator), "tenths": .count(mean.tenths), "count": .count(mean.count)]
            },
            "agencyTimes": .list(agencies) { agency, mean in
                ["agency": naming.agency(agency), "tenths": .count(mean.tenths), "count": .count(mean.count)]
            },
            "inspections": .list(assessment.inspections, naming.inspection),
            "staffFulfilment": verdict(
                assessment.fulfilment?.rawValue, missing: assessment.missing(of: Assessment.fulfilmentIndicators)),
            "grade": verdict(assessment.grade?.rawValue, missing: assessment.missing(of: Assessment.gradeIndicators)),
        ]
    }

    private func verdict(_ value: String?, missing: [Int]) -> JSONValue {
        ["value": .optional(value), "missing": .list(missing) { .count($0) }]
    }
}
