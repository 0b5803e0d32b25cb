import DossierDomain
import DossierPapers
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Papers of a dossier, to print (TT01/2018 Article 9, POS-01).
    var slipEndpoints: [Endpoint<Desk>] {
        [
            slip("printSlip", "/v1/dossiers/{number}/slips/{form}") { input throws(Problem) in try dossier(input) },
            slip("printSubmissionSlip", "/v1/submissions/{id}/slips/{form}") { input throws(Problem) in
                try submission(input)
            },
        ]
    }

    /// How a paper may be asked for.
    static var variantFields: [Field] {
        [
            .optional("print", .enumeration(PrintSize.self), "Chữ to: large.", "Large print: large."),
            .optional("gloss", .enumeration(GlossLanguage.self), "Chú giải: en.", "Glosses for training: en."),
        ]
    }

    func variant(_ input: Input<Desk>) -> PaperVariant {
        let size: PrintSize? = input.query.optionalChoice("print")
        let gloss: GlossLanguage? = input.query.optionalChoice("gloss")
        return PaperVariant(isLarge: size == .large, hasGloss: gloss != nil)
    }

    private func slip(
        _ operation: String, _ path: String,
        _ find: @escaping @Sendable (Input<Desk>) throws(Problem) -> DossierState
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: path, tag: "papers",
            summary: Wording(
                vi: "Một mẫu của hồ sơ để in, theo số mẫu (01…) hoặc tên: \(Paper.slipNames).",
                en: "A paper of the dossier, to print, by number (01…) or name: \(Paper.slipNames)."),
            query: Self.variantFields + [
                .optional("issue", .integer(1...99), "Lần lập, từ 1; mặc định lần mới nhất.", "Which issue, from 1.")
            ],
            mediaType: "text/html", otherMediaTypes: pdfMediaTypes, missing: missingPDF,
            success: Wording(vi: "Mẫu.", en: "The paper."),
            problems: [.notFound, .formNotIssued, .formNotInForce, .personalDataErased]
                + (press == nil ? [] : [.pressBusy]),
            headers: [.contentDisposition]
        ) { input throws(Problem) in
            let (name, html) = try input.context.reader.snapshot { () throws(Problem) in
                try printed(try find(input), for: input)
            }
            guard let press, input.request.fields.preferred(of: ["text/html", Self.pdf]) == Self.pdf else {
                var reply = APIReply.paper(html)
                reply.fields[.vary] = "Accept"
                return reply
            }
            var reply = APIReply.pdf(named: name)
            do throws(PressFailure) {
                reply.body = try await press.print(html)
            } catch {
                throw Problem(error)
            }
            return reply
        }
    }

    /// The media type of papers that the press lays out.
    static var pdf: String { "application/pdf" }

    /// What papers are written in beside HTML: only where there is a press.
    var pdfMediaTypes: [String] { press == nil ? [] : [Self.pdf] }

    /// What to do without a press.
    var missingPDF: (mediaType: String, advice: Wording)? {
        guard press == nil else { return nil }
        return (
            Self.pdf,
            Wording(
                vi: "Bản cài đặt này không tạo PDF: lấy text/html rồi in từ trình duyệt, hoặc dựng với --traits PDF.",
                en: "This build makes no PDF: take text/html and print from the browser, or build with --traits PDF.")
        )
    }

    /// The paper as HTML, and what a file with it is called.
    private func printed(
        _ state: DossierState, for input: Input<Desk>
    ) throws(Problem) -> (name: String, html: String) {
        let record = try paperRecord(of: state, for: input)
        let name = input.parameters["form"] ?? ""
        guard let paper = Paper(rawValue: name) ?? service.catalogue.paper(numbered: name, on: record.formDate) else {
            throw Problem(
                .notFound,
                Wording(
                    vi: "Không có mẫu này. Dùng số mẫu hoặc một trong: \(Paper.slipNames).",
                    en: "There is no such form. Take its number or one of: \(Paper.slipNames)."))
        }
        if let erasedAt = state.personalDataErasedAt {
            throw Problem(
                .rejected(.personalDataErased(erasedAt), replayed: false), catalogue: service.catalogue,
                date: service.now().date)
        }
        let filled: FilledPaper
        do throws(PaperRefusal) {
            filled = try record.fill(paper, variant(input), issue: input.query.optionalInteger("issue"))
        } catch {
            throw Problem(error)
        }
        guard let templates = papers.templates(of: filled.set, under: service.catalogue.version),
            let html = templates.render(paper, filled.fields)
        else { throw Problem(.formNotInForce) }
        try noteRead(of: state, for: input)
        return ("\(paper.rawValue)-\(state.number?.text ?? state.id.text)", html)
    }

    private func paperRecord(of state: DossierState, for input: Input<Desk>) throws(Problem) -> PaperRecord {
        let actor = input.caller()
        let reader = input.context.reader
        let events = try using { () throws(ServiceError) in try service.events(of: state, reader: reader) }
        let opened = try openForms(of: state, events: events, for: actor, reader: reader)
        var record = PaperRecord(state: state, events: events, catalogue: service.catalogue, now: service.now())
        record.people = opened.parties.mapValues(\.onPaper)
        record.texts = opened.remarks.mapValues(\.text)
        record.signatories = opened.signers.mapValues { .init(name: $0.name, position: $0.position) }
        record.lookUpPage = lookUpPage
        record.slipCode = slipCode(of: state, for: actor)
        let head = try using { () throws(ServiceError) in try service.chainHead(reader: reader) }
        record.chainHead = .init(position: head.position, hash: hexadecimal(head.hash))
        return record
    }
}

extension APIReply {
    /// A paper as PDF, without its bytes.
    static func pdf(named name: String) -> APIReply {
        APIReply(
            status: .ok,
            fields: [
                .contentType: "application/pdf", .contentLanguage: "vi", .vary: "Accept",
                .contentDisposition: "inline; filename=\"\(name).pdf\"", .xContentTypeOptions: "nosniff",
            ])
    }
}

extension Problem {
    /// A paper that can't be laid out.
    init(_ failure: PressFailure) {
        switch failure {
        case .busy:
            self.init(.pressBusy)
            fields[.retryAfter] = "1"
        case .broken(let reason):
            self.init(
                .internalError,
                Wording(
                    vi: "Không tạo được PDF (\(reason)). Lấy text/html rồi in từ trình duyệt, và báo quản trị viên.",
                    en: "No PDF could be made (\(reason)). Take text/html, print from the browser, and tell the"
                        + " administrator."))
        }
    }

    /// A paper that can't be printed.
    init(_ refusal: PaperRefusal) {
        switch refusal {
        case .notIssued(let paper): self.init(.formNotIssued, paper.comesWhen)
        case .unreadable:
            self = Problem(
                .forbidden,
                Wording(
                    vi: "Mẫu này có nội dung mà thẻ này không được đọc, hoặc đã bị xóa; không in thiếu."
                        + " Quyết định và thư xin lỗi do công chức in.",
                    en: "This form says what this credential may not read, or what was erased; it isn't printed with a"
                        + " hole. Decisions and apologies are printed by officials.")
            ).naming(.readRemarksByOfficial)
        case .noForm(_, let date):
            self.init(
                .formNotInForce,
                Wording(
                    vi: "Cấu hình không có mẫu này cho ngày \(date.spoken.vi). Báo quản trị viên.",
                    en: "The configuration has no such form for \(date.spoken.en). Tell the administrator."))
        }
    }
}

extension Paper {
    /// The words for papers of a dossier.
    static let slipNames = allCases.filter { !$0.isStreamed }.map(\.rawValue).joined(separator: ", ")
}

extension Party {
    /// What papers say of them.
    var onPaper: PaperRecord.Person { .init(name: name, address: address, phone: phone, email: email) }
}
