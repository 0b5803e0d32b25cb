import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What inspections of offices and agencies found (EVA-01).
    var inspectionEndpoints: [Endpoint<Desk>] { BodyAddress.all.map(inspect) }

    private func inspect(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "inspect\(address.word)", method: .post, path: address.path + "/inspections", tag: "registers",
            summary: Wording(
                vi: """
                    Nhập điểm kiểm tra các chỉ số 5, 6, 9 (Thông tư 01/2018, Điều 14.3c); trong kỳ đánh giá, lần kiểm tra \
                    gần nhất của mỗi chỉ số được tính.
                    """,
                en: """
                    Enter the points that an inspection gave for indicators 5, 6 and 9 (Circular 01/2018, Article 14.3c); \
                    of a period, the newest of each indicator counts.
                    """),
            access: .roles([.administrator]), body: BodyShape.inspection, needsKey: true, successStatus: 201,
            success: Wording(vi: "Đã nhập.", en: "Entered."),
            problems: [.notFound, .forbiddenByRule, .keyReused, .contention]
                + rejections(["unknown-office", "unknown-agency", "occurred-in-future"]),
            answer: AnswerShape.inspection
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            var points: [Assessment.InspectedIndicator: Int] = [:]
            for indicator in Assessment.InspectedIndicator.allCases {
                points[indicator] = input.body.optionalInteger("indicator\(indicator.rawValue)").map { Int($0) }
            }
            guard let inspection = Inspect(about: body, points: points, minutes: input.body.string("minutes")) else {
                preconditionFailure("the shape wants one indicator at least")
            }
            let naming = naming(input)
            return try await performApart(
                for: input,
                { caller async throws(ServiceError) in
                    try await service.inspect(
                        inspection, occurredAt: input.body.occurredAt, by: caller, reader: input.context.reader)
                },
                showing: { made throws(Problem) in .json(naming.inspection(made.value), status: .created) })
        }
    }
}

extension Naming {
    /// An inspection as JSON.
    func inspection(_ inspection: Inspection) -> JSONValue {
        [
            "id": .identifier(inspection.id), "about": body(inspection.about), "minutes": .string(inspection.minutes),
            "scores": .list(inspection.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
            "inspectedAt": .instant(inspection.inspectedAt), "enteredBy": actor(inspection.enteredBy),
        ]
    }
}
