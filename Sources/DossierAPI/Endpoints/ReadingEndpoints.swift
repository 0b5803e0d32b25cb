import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Reading dossiers: one, many, and what happened to one.
    var dossierEndpoints: [Endpoint<Desk>] {
        [listDossiers, readDossier, readEvents, readClock, readControlSheet, readRoute, readResult, previewRoute]
    }

    private static var pageFields: [Field] {
        [
            .optional(
                "limit", .integer(1...200), "Số dòng, tối đa 200; mặc định 50.", "Rows, at most 200; 50 by default."),
            .optional("after", .string(max: 200), "Dấu trang của trang trước.", "Cursor of the page before."),
        ]
    }

    private var listDossiers: Endpoint<Desk> {
        Endpoint(
            operation: "listDossiers", method: .get, path: "/v1/dossiers", tag: "dossiers",
            summary: Wording(
                vi: "Danh sách hồ sơ được xem, mới nhất trước.", en: "Dossiers that you may see, newest first."),
            query: [
                .optional("office", .identifier, "Nơi tiếp nhận.", "Received at that office."),
                .optional("status", .enumeration(DossierStatus.self), "Trạng thái.", "Standing there."),
                .optional("procedure", .identifier, "Mã thủ tục.", "Of that procedure."),
                .optional("dueBefore", .instant, "Hẹn trả trước lúc.", "Due before."),
                .optional("receivedFrom", .instant, "Tiếp nhận từ lúc.", "Received at or after."),
                .optional("receivedBefore", .instant, "Tiếp nhận trước lúc.", "Received before."),
                .optional("late", .boolean, "Chỉ hồ sơ trễ hạn.", "Only those that are late."),
                Narrowing.field(of: Narrowing.ofRows),
            ] + Self.pageFields,
            success: Wording(vi: "Một trang hồ sơ.", en: "A page of dossiers."),
            answer: AnswerShape.dossierPage, narrowedAnswer: AnswerShape.dossierPartPage, headers: [.link]
        ) { input throws(Problem) in
            let wanted = input.narrowing
            var filter = DossierFilter(limit: input.query.optionalInteger("limit") ?? 50)
            filter.office = input.query.optionalIdentifier("office")
            filter.status = input.query.optionalChoice("status")
            filter.procedure = input.query.optionalIdentifier("procedure")
            filter.dueBefore = input.query.optionalInstant("dueBefore")
            filter.receivedFrom = input.query.optionalInstant("receivedFrom")
            filter.receivedBefore = input.query.optionalInstant("receivedBefore")
            filter.lateAt = input.query.optionalBoolean("late") == true ? service.now() : nil
            filter.after = input.query.optionalString("after")
            let page = try using { () throws(ServiceError) in
                try service.dossiers(matching: filter, for: input.caller(), reader: input.context.reader)
            }
            let view = DossierView(naming: naming(input), opened: OpenedValues())
            return list(
                "dossiers", page.elements.map { view.summary($0, of: wanted) }, next: page.next, for: input)
        }
    }

    /// A page with its cursor, in the body and as a link (RFC 8288), and what else is said of it.
    func list(
        _ name: String, _ rows: [JSONValue], next: String?, also facts: JSONObject = [:], for input: Input<Desk>
    ) -> APIReply {
        var fields: HTTPFields = [:]
        if let next {
            let kept = input.request.query.filter { $0.name != "after" }.map { "\($0.name)=\($0.value.queryEncoded)" }
            let query = (kept + ["after=\(next.queryEncoded)"]).joined(separator: "&")
            fields[.link] = "</\(input.request.segments.joined(separator: "/"))?\(query)>; rel=\"next\""
        }
        var page: JSONObject = [name: .array(rows), "next": .optional(next)]
        for fact in facts.members { page.append(fact.name, fact.value) }
        return .json(.object(page), fields: fields)
    }

    /// The dossier of the path, if the caller may see it.
    func dossier(_ input: Input<Desk>) throws(Problem) -> DossierState {
        let number = try input.number()
        return try using { () throws(ServiceError) in
            try service.dossier(number, for: input.caller(), reader: input.context.reader)
        }
    }

    /// The submission of the path, whether it was received or not, if the caller may see it.
    func submission(_ input: Input<Desk>) throws(Problem) -> DossierState {
        let id: DossierID = try input.identifier("id")
        return try using { () throws(ServiceError) in
            try service.dossier(id, for: input.caller(), reader: input.context.reader)
        }
    }

    private func reading(
        _ operation: String, _ path: String, answer shape: Shape, _ summary: Wording,
        _ answer: @escaping @Sendable (DossierState, Input<Desk>) throws(Problem) -> APIReply
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: "/v1/dossiers/{number}" + path, tag: "dossiers",
            summary: summary, success: summary, problems: [.notFound],
            answer: shape
        ) { input throws(Problem) in
            try input.context.reader.snapshot { () throws(Problem) in try answer(try dossier(input), input) }
        }
    }

    private var readDossier: Endpoint<Desk> {
        let summary = Wording(vi: "Một hồ sơ.", en: "A dossier.")
        return Endpoint(
            operation: "readDossier", method: .get, path: "/v1/dossiers/{number}", tag: "dossiers", summary: summary,
            query: [Narrowing.field(of: Narrowing.ofDossiers)], entityTag: .heeded, success: summary,
            problems: [.notFound],
            answer: AnswerShape.dossier, narrowedAnswer: AnswerShape.dossierPart
        ) { input throws(Problem) in
            let actor = input.caller()
            let memory = input.context.answers
            let question = AnswerMemory.Question(
                what: input.parameters["number"] ?? "", query: input.query.optionalString("fields").map { [$0] } ?? [],
                role: actor.role, employer: actor.employer, body: actor.body, language: input.language)
            let basis = AnswerMemory.Basis(
                dataVersion: input.context.credentials.dataVersion, configuration: service.catalogue.version,
                date: service.now().date)
            if let known = memory.answer(to: question, on: basis) {
                if let dossier = known.shows { try noteRead(of: dossier, for: input) }
                return conditional(known.reply, for: input)
            }
            let (state, reply) = try input.context.reader.snapshot { () throws(Problem) in
                let state = try dossier(input)
                return (state, try show(state, for: input))
            }
            let showsParties = service.mayRead(.parties, of: state, by: actor)
            memory.keep(reply, showing: showsParties ? state.id : nil, to: question, on: basis)
            return conditional(reply, for: input)
        }
    }

    private func events(of state: DossierState, _ input: Input<Desk>) throws(Problem) -> [RecordedEvent] {
        try using { () throws(ServiceError) in try service.events(of: state, reader: input.context.reader) }
    }

    private var readEvents: Endpoint<Desk> {
        reading(
            "readEvents", "/events", answer: AnswerShape.events,
            Wording(vi: "Mọi việc đã xảy ra với hồ sơ.", en: "All that happened to the dossier.")
        ) { state, input throws(Problem) in
            let view = EventView(naming: naming(input))
            return .json(["events": .list(try events(of: state, input), view.event)])
        }
    }

    private var readClock: Endpoint<Desk> {
        reading(
            "readClock", "/clock", answer: AnswerShape.clock,
            Wording(
                vi: "Thời gian đã đi đâu: ai giữ, từ lúc nào, vì sao hạn như vậy.",
                en: "Where the time went: who held it, since when, and why it is due then.")
        ) { state, input throws(Problem) in
            let now = service.now()
            let events = try events(of: state, input)
            guard let ledger = service.catalogue.ledger(of: events, now: now) else { throw Problem(.notFound) }
            var clock = LedgerView(naming: naming(input)).clock(ledger, number: state.number, now: now).asObject ?? [:]
            clock.append("silences", try silence(of: events, in: state, for: input))
            return .json(.object(clock))
        }
    }

    private var readControlSheet: Endpoint<Desk> {
        reading(
            "readControlSheet", "/control-sheet", answer: AnswerShape.controlSheet,
            Wording(vi: "Phiếu kiểm soát (mẫu 05).", en: "The control sheet (form 05).")
        ) { state, input throws(Problem) in
            let sheet = ControlSheet(events: try events(of: state, input))
            return .json(LedgerView(naming: naming(input)).controlSheet(sheet, state: state))
        }
    }

    private var readRoute: Endpoint<Desk> {
        reading(
            "readRoute", "/route", answer: AnswerShape.itinerary,
            Wording(vi: "Lộ trình: dự kiến và thực tế.", en: "The itinerary: planned and actual.")
        ) { state, input throws(Problem) in
            guard let itinerary = service.itinerary(of: state) else { throw Problem(.notFound) }
            let ledger = service.catalogue.ledger(of: try events(of: state, input), now: service.now())
            return .json(LedgerView(naming: naming(input)).itinerary(itinerary, actual: ledger?.steps ?? []))
        }
    }

    private var readResult: Endpoint<Desk> {
        reading(
            "readResult", "/result", answer: AnswerShape.decision,
            Wording(vi: "Kết quả giải quyết.", en: "The decision.")
        ) { state, input throws(Problem) in
            guard let decision = state.decision else { throw Problem(.notFound) }
            if service.mayRead(.remarks, of: state, by: input.caller()) { try noteRead(of: state, for: input) }
            let view = DossierView(
                naming: naming(input), opened: try open(state, for: input.caller(), reader: input.context.reader))
            return .json(view.decision(decision, at: state.decidedAt))
        }
    }

    private var previewRoute: Endpoint<Desk> {
        Endpoint(
            operation: "previewRoute", method: .post, path: "/v1/route-previews", tag: "counter",
            summary: Wording(
                vi: "Xem trước lộ trình và ngày hẹn trước khi tiếp nhận.",
                en: "The itinerary and its dates, before reception."),
            body: BodyShape.routePreview, success: Wording(vi: "Lộ trình dự kiến.", en: "The planned itinerary."),
            problems: rejections(["unknown-procedure", "unknown-office", "unknown-unit", "route-unresolved"]),
            answer: AnswerShape.itinerary
        ) { input throws(Problem) in
            guard let office = input.body.optionalIdentifier("office", OfficeID.self) ?? input.caller().office else {
                throw Problem(
                    .invalidBody,
                    errors: [
                        FieldError(
                            pointer: "/office", .missing,
                            Wording(vi: "Ghi nơi tiếp nhận.", en: "Name the receiving office."))
                    ])
            }
            let itinerary = try using { () throws(ServiceError) in
                try service.previewItinerary(
                    of: input.body.identifier("procedure"), from: office,
                    applicantUnit: input.body.optionalIdentifier("applicantUnit"),
                    receivedAt: input.body.optionalInstant("receivedAt") ?? service.now())
            }
            return .json(LedgerView(naming: naming(input)).itinerary(itinerary, actual: []))
        }
    }
}

extension String {
    /// Percent-encoded for a query: all but unreserved characters (RFC 3986, 2.3).
    var queryEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}
