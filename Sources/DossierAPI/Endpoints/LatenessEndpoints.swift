import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What will be late, before it is (LAT-03).
    var latenessEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.map(lateness)
    }

    private func lateness(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "list\(address.word)Lateness", method: .get, path: address.path + "/lateness", tag: "routing",
            summary: Wording(
                vi: """
                    Hồ sơ sẽ trễ hẹn: còn bao nhiêu thời gian, hạn cuối để xin lỗi, nội dung xin lỗi soạn sẵn với lý do \
                    theo hồ sơ, tiếng Việt hoặc tiếng Anh theo Accept-Language.
                    """,
                en: """
                    What will be late: time left, the last moment for an apology, and the apology ready to send, with \
                    the reason that the record knows, in Vietnamese or English by Accept-Language.
                    """),
            query: [
                .optional(
                    "limit", .integer(1...200), "Số hồ sơ được xem qua, tối đa 200.", "Dossiers looked at, at most 200."
                ),
                .optional("after", .string(max: 200), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Một trang; trang có thể ít dòng hơn.", en: "A page; it may hold fewer rows."),
            problems: [.notFound],
            answer: AnswerShape.lateness, headers: [.link]
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            let page = try using { () throws(ServiceError) in
                try service.lateness(
                    of: body, after: input.query.optionalString("after"),
                    limit: input.query.optionalInteger("limit") ?? 50, for: input.caller(),
                    reader: input.context.reader)
            }
            let view = LatenessView(naming: naming(input), now: service.now())
            return list("dossiers", page.elements.map(view.row), next: page.next, for: input)
        }
    }
}

/// What will be late as JSON.
struct LatenessView {
    let naming: Naming
    let now: Timestamp

    func row(_ outlook: LatenessOutlook) -> JSONValue {
        let state = outlook.state
        return [
            "number": state.number.map { .string($0.text) }, "procedure": naming.procedure(state.procedure),
            "status": .name(state.status), "holder": naming.body(state.holder), "dueAt": .instant(outlook.dueAt),
            "workingMinutesLeft": .count(outlook.workingMinutesLeft),
            "projectedAt": .instant(outlook.projectedAt), "apologiseBy": .instant(outlook.apologiseBy),
            "told": .bool(state.latenessForeseenFor == outlook.dueAt),
            "steps": .list(outlook.steps) { step in
                [
                    "step": naming.step(step.progress.step, of: state.reception?.route),
                    "holder": naming.body(step.progress.holder), "dueAt": .optional(step.progress.dueAt),
                    "workingMinutesLeft": .count(step.workingMinutesLeft),
                ]
            },
            "silent": .list(outlook.silent, naming.consultation),
            "apology": ApologyWording(naming: naming, now: now).prepared(outlook),
        ]
    }
}
