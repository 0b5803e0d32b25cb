import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

/// Registers as JSON.
struct RegisterView {
    let naming: Naming

    func entry(_ entry: RegisterEntry) -> JSONValue {
        [
            "id": .string(entry.group), "kind": .name(entry.kind), "body": naming.body(entry.body),
            "counterpart": entry.counterpart.map(naming.body), "number": entry.number.map { .string($0.text) },
            "submission": entry.standsApart ? nil : .identifier(entry.dossier), "detail": .string(entry.detail),
            "employer": entry.employer.map { .name($0) }, "amountVND": .optional(entry.amountVND),
            "at": .instant(entry.at), "dueAt": .optional(entry.dueAt), "settledAt": .optional(entry.settledAt),
        ]
    }
}

extension DossierEndpoints {
    /// Registers of offices and agencies, and what is counted from them (FEE-01, NTC-01, CMP-01, EVA-01).
    var registerEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.map(register) + [reconcileFees]
    }

    private func register(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "list\(address.word)Register", method: .get, path: address.path + "/registers/{kind}",
            tag: "registers",
            summary: Wording(
                vi: "Sổ: notice (thông báo phải gửi), payment, obligation, rating, complaint, incident, breach,"
                    + " discrepancy, manifest, inspection.",
                en: "A register: notice (the outbox), payment, obligation, rating, complaint, incident, breach,"
                    + " discrepancy, manifest or inspection."),
            query: [
                .optional("from", .instant, "Ghi từ lúc.", "Entered at or after."),
                .optional("before", .instant, "Ghi trước lúc.", "Entered before."),
                .optional("settled", .boolean, "Đã xong hay chưa.", "Only what is settled, or only what isn't."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 300), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Một trang sổ.", en: "A page of the register."), problems: [.notFound],
            answer: AnswerShape.register, headers: [.link]
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            guard let kind = input.parameters["kind"].flatMap(RegisterEntry.Kind.init(rawValue:)) else {
                throw Problem(.notFound)
            }
            var filter = RegisterFilter(kind: kind, body: body, limit: input.query.optionalInteger("limit") ?? 50)
            filter.from = input.query.optionalInstant("from")
            filter.before = input.query.optionalInstant("before")
            filter.isSettled = input.query.optionalBoolean("settled")
            filter.after = input.query.optionalString("after")
            let page = try using { () throws(ServiceError) in
                try service.register(matching: filter, for: input.caller(), reader: input.context.reader)
            }
            let view = RegisterView(naming: naming(input))
            return list("entries", page.elements.map(view.entry), next: page.next, for: input)
        }
    }

    private var reconcileFees: Endpoint<Desk> {
        Endpoint(
            operation: "reconcileFees", method: .get, path: "/v1/offices/{id}/fees", tag: "registers",
            summary: Wording(
                vi: "Đối soát phí, lệ phí đã thu trong một ngày: bưu điện thu hộ và cơ quan thu.",
                en: "Fees taken on a day, by who employs whoever took them: what the post owes the authority."),
            query: [.required("date", .date, "Ngày thu.", "The day.")],
            success: Wording(vi: "Tổng và từng biên lai.", en: "Totals and receipts."),
            problems: [.notFound, .tooManyRows],
            answer: AnswerShape.feeReconciliation
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            let date = input.query.date("date")
            let entries = try using { () throws(ServiceError) in
                try service.payments(at: id, on: date, for: input.caller(), reader: input.context.reader)
            }
            func total(_ employer: Employer) -> Int {
                entries.filter { $0.employer == employer }.reduce(0) { $0 + ($1.amountVND ?? 0) }
            }
            let view = RegisterView(naming: naming(input))
            return .json([
                "office": naming(input).office(id), "date": .date(date), "receiptCount": .count(entries.count),
                "collectedByPostVND": .count(total(.post)), "collectedByAgencyVND": .count(total(.agency)),
                "totalVND": .count(total(.post) + total(.agency)), "receipts": .list(entries, view.entry),
            ])
        }
    }
}
