import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What a body has offered and nobody has answered yet (HND-01).
    var sentEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.map(sent)
    }

    private func sent(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "list\(address.word)Handovers", method: .get, path: address.path + "/handovers", tag: "routing",
            summary: Wording(
                vi: "Hồ sơ đã chuyển đi mà bên nhận chưa xác nhận, hạn gần nhất trước.",
                en: "What was passed on and the receiver hasn't answered, by due date."),
            query: [
                .optional(
                    "overdue", .boolean, "Chỉ những bàn giao đã quá hạn xác nhận.",
                    "Only those that should have been answered by now."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .string(max: 300), "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Một trang bàn giao.", en: "A page of handovers."), problems: [.notFound],
            answer: AnswerShape.sentHandovers, headers: [.link]
        ) { input throws(Problem) in
            let now = service.now()
            var filter = WorkFilter(
                body: try address.body(of: input), limit: input.query.optionalInteger("limit") ?? 50)
            filter.isSent = true
            if input.query.optionalBoolean("overdue") == true { filter.dueBefore = now }
            filter.after = input.query.optionalString("after")
            let page = try using { () throws(ServiceError) in
                try service.work(matching: filter, for: input.caller(), reader: input.context.reader)
            }
            let naming = naming(input)
            let rows: [JSONValue] = page.elements.map { item in
                [
                    "handover": .optional(item.handover), "number": .string(item.number.text),
                    "procedure": .identifier(item.procedure), "step": .optional(item.step),
                    "to": naming.body(item.body), "offeredAt": .instant(item.since), "dueAt": .instant(item.dueAt),
                    "overdue": .bool(item.dueAt < now),
                ]
            }
            return list("handovers", rows, next: page.next, for: input)
        }
    }
}
