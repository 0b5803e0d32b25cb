import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What waits for an office or an agency.
    var agencyEndpoints: [Endpoint<Desk>] {
        [
            assignments("listOfficeAssignments", "/v1/offices/{id}/assignments") { .office(OfficeID($0)) },
            assignments("listAgencyAssignments", "/v1/agencies/{id}/assignments") { .agency(AgencyID($0)) },
        ]
    }

    private func assignments(
        _ operation: String, _ path: String, _ body: @escaping @Sendable (String) -> Body
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: path, tag: "agency",
            summary: Wording(
                vi: "Việc đang chờ, hạn gần nhất trước.", en: "The work that waits, by due date."),
            query: [
                .optional("kind", .enumeration(WorkItem.Kind.self), "Loại việc.", "What is to be done."),
                .optional("procedure", .identifier, "Mã thủ tục.", "Of that procedure."),
                .optional("dueBefore", .instant, "Hạn trước lúc.", "Due before."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 200), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Một trang việc.", en: "A page of work."), problems: [.notFound]
        ) { input throws(Problem) in
            let id: Identifier<Body> = try input.identifier("id")
            var filter = WorkFilter(body: body(id.text), limit: input.query.optionalInteger("limit") ?? 50)
            filter.kind = input.query.optionalChoice("kind")
            filter.procedure = input.query.optionalIdentifier("procedure")
            filter.dueBefore = input.query.optionalInstant("dueBefore")
            filter.after = input.query.optionalString("after")
            let page = try using { () throws(ServiceError) in
                try service.work(matching: filter, for: input.caller(), reader: input.context.reader)
            }
            let rows = page.elements.map { item -> JSONValue in
                [
                    "id": .string(item.id), "kind": .name(item.kind), "number": .string(item.number.text),
                    "procedure": .identifier(item.procedure), "step": .optional(item.step),
                    "handover": .optional(item.handover), "assignment": .optional(item.assignment),
                    "since": .instant(item.since), "dueAt": .instant(item.dueAt),
                ]
            }
            return list("assignments", rows, next: page.next, for: input)
        }
    }
}
