import DossierDomain
import DossierPapers
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    private static var auditFields: [Field] {
        [
            .optional("dossier", .dossierNumber, "Mã hồ sơ.", "Of the dossier of that number."),
            .optional(
                "record", .identifier,
                "Lần nộp, phản ánh, kiểm tra, configuration, credential-<mã thẻ> hoặc login-<người>.",
                "Of that submission, complaint or inspection, of `configuration`, of a credential (`credential-` and its"
                    + " identity) or of somebody's login (`login-` and the person's)."),
            .optional("credential", .identifier, "Do thẻ này.", "Done under that credential."),
            .optional(
                "posting", .identifier, "Theo phân công này, tự nhập hoặc được nhập thay.",
                "Done or told under that posting."),
            .optional("type", .enumeration(DossierEvent.Kind.self), "Loại sự kiện.", "Events of that kind."),
            .optional("from", .instant, "Ghi từ lúc.", "Recorded at or after."),
            .optional("before", .instant, "Ghi trước lúc.", "Recorded before."),
            .optional(
                "limit", .integer(1...200), "Số dòng của trang JSON, tối đa 200.",
                "Rows of a page of JSON, at most 200."
            ),
            .optional("after", .integer(0...1_000_000_000_000), "Sau vị trí này.", "Behind that position."),
        ]
    }

    private static var auditMediaTypes: [String] { ["application/json", "application/x-ndjson", "text/csv"] }

    var listAudit: Endpoint<Desk> {
        Endpoint(
            operation: "listAudit", method: .get, path: "/v1/audit", tag: "audit",
            summary: Wording(
                vi: """
                    Mọi sự kiện theo thứ tự ghi: ai, lúc nào, từ đâu, thay mặt ai, mã băm; không có dữ liệu cá nhân. JSON \
                    theo trang, trang có thể ít dòng hơn limit, còn next là còn nữa; CSV và NDJSON là toàn bộ.
                    """,
                en: """
                    Every event in the order of recording: who, when, from where, on whose behalf, with its hash; no \
                    personal data. JSON in pages, which may have fewer rows than limit: next says there are more. CSV \
                    and NDJSON are the whole; each line of NDJSON has the line that the hash covers.
                    """),
            access: Self.overseers, query: Self.auditFields,
            otherMediaTypes: Array(Self.auditMediaTypes.dropFirst()),
            success: Wording(vi: "Các sự kiện.", en: "The events."), problems: [.notFound], answer: AnswerShape.audit,
            headers: [.link, .contentDisposition]
        ) { input throws(Problem) in
            guard let mediaType = input.request.fields.preferred(of: Self.auditMediaTypes) else {
                throw Problem(notAcceptable: Self.auditMediaTypes)
            }
            let question = try auditQuestion(input)
            let form = AuditForm(rawValue: mediaType)
            var reply: APIReply
            if let form {
                reply = try export(question, as: form, for: input)
            } else {
                reply = try await auditPage(of: question, for: input)
            }
            reply.fields[.vary] = "Accept"
            return reply
        }
    }

    private func auditQuestion(_ input: Input<Desk>) throws(Problem) -> AuditQuestion {
        try using { () throws(ServiceError) in try service.require(.readingRecord, by: input.caller()) }
        var question = AuditQuestion()
        question.record = input.query.optionalIdentifier("record")
        if let number = input.query.optionalDossierNumber("dossier") {
            question.record = try using { () throws(ServiceError) in
                try service.dossier(number, for: input.caller(), reader: input.context.reader)
            }.id
        }
        question.credential = input.query.optionalIdentifier("credential")
        question.posting = input.query.optionalIdentifier("posting")
        question.kind = input.query.optionalChoice("type")
        question.from = input.query.optionalInstant("from")
        question.before = input.query.optionalInstant("before")
        question.after = input.query.optionalInteger("after") ?? 0
        return question
    }

    private func auditPage(of question: AuditQuestion, for input: Input<Desk>) async throws(Problem) -> APIReply {
        let stretch: AuditStretch
        do throws(ServiceError) {
            stretch = try await service.audit(
                question, limit: input.query.optionalInteger("limit") ?? 50, for: input.caller(),
                reader: input.context.reader)
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
        let view = EventView(naming: naming(input))
        let rows = stretch.links.map { link -> JSONValue in
            [
                "position": .count(link.position), "hash": .string(hexadecimal(link.hash)),
                "record": .optional(link.event?.dossier), "event": link.event.map(view.event),
            ]
        }
        return list("events", rows, next: stretch.next.map { String($0) }, for: input)
    }

    /// Everything that is asked for, a step at a time: as much is in memory as the client is behind by.
    private func export(
        _ question: AuditQuestion, as form: AuditForm, for input: Input<Desk>
    ) throws(Problem) -> APIReply {
        guard input.query.optionalInteger("limit") == nil else {
            throw Problem(
                .invalidQuery,
                errors: [
                    FieldError(
                        .query("limit"), .outOfRange,
                        Wording(
                            vi: "CSV và NDJSON là toàn bộ; bỏ limit, hoặc lấy JSON theo trang.",
                            en: "CSV and NDJSON are the whole: leave limit out, or take JSON in pages."))
                ])
        }
        let (service, desk, actor) = (service, input.context, input.caller())
        // What is recorded while it is sent isn't in it: an export ends.
        let end = try using { () throws(ServiceError) in try service.chainHead(reader: desk.reader) }.position
        var reply = APIReply(
            status: .ok,
            fields: [
                .contentType: form.contentType, .xContentTypeOptions: "nosniff",
                .contentDisposition: "attachment; filename=\"audit-\(end).\(form.suffix)\"",
            ])
        reply.stream = { write in
            try await write(Array(form.head.utf8))
            var place: Int? = question.after
            while let after = place, after < end {
                try service.requireAccepted(actor.credential, reader: desk.reader)
                let stretch = try service.auditStep(question, after: after, for: actor, reader: desk.reader)
                let links = stretch.links.prefix { $0.position <= end }
                if !links.isEmpty { try await write(links.reduce(into: []) { $0 += form.line(of: $1) }) }
                place = stretch.next
                await Task.yield()
            }
        }
        return reply
    }

    var listRejections: Endpoint<Desk> {
        Endpoint(
            operation: "listRejections", method: .get, path: "/v1/audit/rejections", tag: "audit",
            summary: Wording(
                vi: """
                    Các yêu cầu bị từ chối còn được nhớ, theo máy quầy và khóa: ai đã thử việc gì không được phép. Trang có \
                    thể ít dòng hơn limit; còn next là còn nữa.
                    """,
                en: """
                    Requests that were rejected and are remembered still, by terminal and key: what was tried and not \
                    allowed. A page may have fewer rows than limit; next says there are more.
                    """),
            access: Self.overseers,
            query: [
                .optional("from", .instant, "Từ lúc.", "At or after."),
                .optional("before", .instant, "Trước lúc.", "Before."),
                .optional(
                    "limit", .integer(1...1_000), "Số yêu cầu xem qua, tối đa 1000.",
                    "Remembered requests looked at, at most 1,000."),
                .optional("after", .string(max: 700), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Các lần từ chối.", en: "The rejections."), answer: AnswerShape.rejections,
            headers: [.link]
        ) { input throws(Problem) in
            let page = try using { () throws(ServiceError) in
                try service.rejections(
                    after: input.query.optionalString("after"),
                    lookingAt: input.query.optionalInteger("limit") ?? 1_000, for: input.caller(),
                    reader: input.context.reader)
            }
            let (from, before) = (input.query.optionalInstant("from"), input.query.optionalInstant("before"))
            let asked = page.elements.filter { request in
                (from.map { request.recordedAt >= $0 } ?? true) && (before.map { request.recordedAt < $0 } ?? true)
            }
            return list("rejections", asked.map { row($0, input) }, next: page.next, for: input)
        }
    }

    private func row(_ request: RejectedRequest, _ input: Input<Desk>) -> JSONValue {
        let problem = Problem(
            .rejected(request.rejection, replayed: false), catalogue: service.catalogue,
            date: request.recordedAt.date)
        var row: JSONObject = [
            "terminal": .string(request.owner), "key": .string(request.key),
            "recordedAt": .instant(request.recordedAt), "type": .string("/problems/" + problem.kind.slug),
            "detail": .string(problem.detail[input.language]),
        ]
        row.append("rule", ifPresent: problem.facts["rule"])
        return .object(row)
    }
}

/// What the record of everything is exported as.
private enum AuditForm: String {
    case lines = "application/x-ndjson"
    case table = "text/csv"

    var contentType: String {
        switch self {
        case .lines: rawValue
        case .table: "text/csv; charset=utf-8; header=present"
        }
    }

    var suffix: String {
        switch self {
        case .lines: "ndjson"
        case .table: "csv"
        }
    }

    var head: String {
        switch self {
        case .lines: ""
        case .table: "\u{FEFF}" + Self.line(Self.columns)
        }
    }

    private static let columns = [
        "position", "recordedAt", "occurredAt", "record", "sequence", "type", "credential", "role", "employer", "body",
        "counter", "posting", "performer", "configurationVersion", "requestId", "hash",
    ]

    func line(of link: ChainLink) -> [UInt8] {
        switch self {
        case .lines:
            let row: JSONValue = [
                "position": .count(link.position), "hash": .string(hexadecimal(link.hash)),
                "line": .string(link.canonical),
            ]
            return row.encoded() + [UInt8(ascii: "\n")]
        case .table:
            guard let event = link.event else {
                let unreadable = [String(link.position)] + Array(repeating: "", count: Self.columns.count - 2)
                return Array(Self.line(unreadable + [hexadecimal(link.hash)]).utf8)
            }
            let actor = event.actor
            return Array(
                Self.line([
                    String(link.position), event.recordedAt.description, event.occurredAt.description,
                    event.dossier.text, String(event.sequence), event.event.kind.rawValue, actor.credential.text,
                    actor.role.rawValue, actor.employer.rawValue, actor.body?.key ?? "", actor.counter?.text ?? "",
                    actor.posting?.text ?? "", actor.performer?.text ?? "", String(event.configurationVersion),
                    event.requestID,
                    hexadecimal(link.hash),
                ]).utf8)
        }
    }

    private static func line(_ cells: [String]) -> String {
        cells.map(PaperTable.cell).joined(separator: ",") + "\r\n"
    }
}
