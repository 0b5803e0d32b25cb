import DossierDomain
import DossierPapers
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Lists of an office for printing and for spreadsheets: form 06, the day's manifest, fees, what is due.
    var officeListEndpoints: [Endpoint<Desk>] {
        [printRegister, printManifest, printFees, printDueList]
    }

    /// The longest period of a register: the book of a year (TT01/2018 Article 10.2).
    static var registerDayCount: Int { 366 }

    private func listing(
        _ operation: String, _ path: String, _ summary: Wording, query: [Field],
        _ find: @escaping @Sendable (OfficeID, Input<Desk>) throws(Problem) -> OfficeList<Store>
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: "/v1/offices/{id}/" + path, tag: "papers", summary: summary,
            query: query + Self.variantFields, mediaType: "text/html",
            otherMediaTypes: ["text/csv"] + pdfMediaTypes, missing: missingPDF, success: summary,
            problems: [.notFound, .formNotInForce] + (press == nil ? [] : [.pressBusy]),
            headers: [.contentDisposition]
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            try using { () throws(ServiceError) in
                try service.requireAccess(to: .office(id), by: input.caller(), for: .reading)
            }
            let offered = ["text/html", "text/csv"] + pdfMediaTypes
            guard let mediaType = input.request.fields.preferred(of: offered) else {
                throw Problem(notAcceptable: offered)
            }
            let list = try find(id, input)
            if list.paper.listsPeople, !input.caller().oversees {
                let query = input.request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
                try noteRead(of: nil, scope: "/v1/offices/\(id)/\(path)?\(query)", for: input)
            }
            guard mediaType != "text/csv" else { return try csv(list) }
            return try page(list, of: id, input, by: mediaType == Self.pdf ? press : nil)
        }
    }

    private func csv(_ list: OfficeList<Store>) throws(Problem) -> APIReply {
        guard let table = PaperTable(list.paper) else { throw Problem(.notAcceptable) }
        var reply = APIReply(
            status: .ok,
            fields: [
                .contentType: "text/csv; charset=utf-8; header=present", .vary: "Accept",
                .xContentTypeOptions: "nosniff",
                .contentDisposition: "attachment; filename=\"\(list.paper.rawValue)-\(list.date).csv\"",
            ])
        reply.stream = { write in
            try await write(Array(table.head.utf8))
            _ = try await list.eachPage { rows in
                try await write(Array(rows.map { table.line(of: $0) }.joined().utf8))
            }
        }
        return reply
    }

    /// The list as HTML, or laid out by a press a page at a time.
    private func page(
        _ list: OfficeList<Store>, of office: OfficeID, _ input: Input<Desk>, by press: PaperPress?
    ) throws(Problem) -> APIReply {
        guard let (set, form) = service.catalogue.form(list.paper, on: list.date) else {
            throw Problem(PaperRefusal.noForm(list.paper, list.date))
        }
        guard let templates = papers.templates(of: set, under: service.catalogue.version) else {
            throw Problem(.formNotInForce)
        }
        let paper = list.paper
        var fields = variant(input).shared(
            set, form, office: office, agency: nil, on: list.date, printedAt: service.now(), by: service.catalogue)
        fields["period"] = .text(list.period)
        let run: PressRun?
        do throws(PressFailure) {
            // Begun before the first byte, so that a press that is busy answers with a problem.
            run = try press?.begin(true)
        } catch {
            throw Problem(error)
        }
        var reply = run == nil ? APIReply.paper("") : APIReply.pdf(named: "\(paper.rawValue)-\(list.date)")
        reply.fields[.vary] = "Accept"
        reply.stream = { [fields] write in
            @Sendable func send(_ html: String) async throws {
                let bytes = try await run?.print(html) ?? Array(html.utf8)
                if !bytes.isEmpty { try await write(bytes) }
            }
            try await send(templates.render(.head, of: paper, fields))
            let totals = try await list.eachPage { rows in
                try await send(templates.render(rows: rows, of: paper, fields))
            }
            try await send(templates.render(.tail, of: paper, fields.merging(totals.fields) { $1 }))
            if let run { try await write(run.finish()) }
        }
        return reply
    }

    private var printRegister: Endpoint<Desk> {
        listing(
            "printRegister", "register",
            Wording(
                vi: "Sổ theo dõi hồ sơ (mẫu 06) để in, hoặc CSV theo Accept: text/csv.",
                en: "The register (form 06) to print, or as CSV by Accept: text/csv."),
            query: [
                .required("from", .date, "Từ ngày.", "First day."), .required("to", .date, "Đến ngày.", "Last day."),
            ]
        ) { id, input throws(Problem) in
            let (from, to) = (input.query.date("from"), input.query.date("to"))
            guard from <= to, to.dayNumber - from.dayNumber < Self.registerDayCount else {
                throw Problem(
                    .invalidQuery,
                    errors: [
                        FieldError(
                            .query("to"), .outOfRange,
                            Wording(
                                vi: "Ngày cuối không trước ngày đầu, và kỳ không quá \(Self.registerDayCount) ngày.",
                                en: "The last day is not before the first, and at most \(Self.registerDayCount) days."))
                    ])
            }
            return OfficeList(
                paper: .register, date: to,
                period: "Từ \(VietnameseWording.date(from)) đến \(VietnameseWording.date(to))",
                reading: OfficeReading(service: service, reader: input.context.reader, actor: input.caller()),
                source: .register(id, from: from, to: to))
        }
    }

    private var printManifest: Endpoint<Desk> {
        listing(
            "printManifest", "manifest",
            Wording(
                vi: "Hồ sơ bàn giao theo biên bản trong ngày, để in hoặc CSV.",
                en: "What went by manifest on a day, to print or as CSV."),
            query: [.required("date", .date, "Ngày.", "The day.")]
        ) { id, input throws(Problem) in day(.manifest, .manifest(id, input.query.date("date")), input) }
    }

    private var printFees: Endpoint<Desk> {
        listing(
            "printFees", "fee-reconciliation",
            Wording(
                vi: "Đối soát phí, lệ phí đã thu trong ngày (FEE-01), để in hoặc CSV.",
                en: "The reconciliation of a day's fees (FEE-01), to print or as CSV."),
            query: [.required("date", .date, "Ngày thu.", "The day.")]
        ) { id, input throws(Problem) in day(.feeReconciliation, .fees(id, input.query.date("date")), input) }
    }

    private var printDueList: Endpoint<Desk> {
        listing(
            "printDueList", "due-list",
            Wording(
                vi: "Hồ sơ đến hạn hoặc quá hạn trả đến hết ngày đó (mặc định ngày mai), để in hoặc CSV.",
                en: "What is due or overdue by the end of that day (tomorrow by default), to print or as CSV."),
            query: [.optional("date", .date, "Ngày.", "The day.")]
        ) { id, input throws(Problem) in
            let date = input.query.optionalDate("date") ?? service.now().date.adding(days: 1)
            return OfficeList(
                paper: .dueList, date: date, period: "Đến hết \(VietnameseWording.date(date))",
                reading: OfficeReading(service: service, reader: input.context.reader, actor: input.caller()),
                source: .due(id, date))
        }
    }

    private func day(
        _ paper: Paper, _ source: OfficeList<Store>.Source, _ input: Input<Desk>
    ) -> OfficeList<Store> {
        let date = input.query.date("date")
        return OfficeList(
            paper: paper, date: date, period: VietnameseWording.date(date),
            reading: OfficeReading(service: service, reader: input.context.reader, actor: input.caller()),
            source: source)
    }
}
