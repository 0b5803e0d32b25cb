import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

private let administrator = Access.roles([.administrator])

extension DossierEndpoints {
    /// Finding people, telling them what is held about them, and erasing it (AUD-03).
    var personalDataEndpoints: [Endpoint<Desk>] {
        [searchDossiers, exportPersonalData, erasePersonalData, eraseSubmission, listDueErasures, eraseDue]
    }

    // MARK: Erasing

    private var erasePersonalData: Endpoint<Desk> {
        erasing("erasePersonalData", "/v1/dossiers/{number}/erasure") { input throws(Problem) in
            .number(try input.number())
        }
    }

    private var eraseSubmission: Endpoint<Desk> {
        erasing("eraseSubmission", "/v1/submissions/{id}/erasure") { input throws(Problem) in
            .identity(try input.identifier("id"))
        }
    }

    private func erasing(
        _ operation: String, _ path: String, _ target: @escaping @Sendable (Input<Desk>) throws(Problem) -> Target
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .post, path: path, tag: "personal-data",
            summary: Wording(
                vi:
                    "Xóa dữ liệu cá nhân và bản chụp của hồ sơ đã xong và hết hạn lưu: hủy khóa, không khôi phục được; sự kiện"
                    + " và chuỗi băm vẫn còn.",
                en:
                    "Erase the personal data and scans of a dossier that is over and need not be kept: the keys are destroyed for"
                    + " good; events and their chain stay."),
            access: administrator, body: BodyShape.erasure, needsKey: true, entityTag: .heeded, successStatus: 201,
            success: Wording(vi: "Hồ sơ, đã xóa dữ liệu cá nhân.", en: "The dossier, its personal data erased."),
            problems: changeProblems(
                ["not-in-status", "retained", "no-retention-rule", "matter-open"]) + [.personalDataErased],
            answer: AnswerShape.dossier, narrowedAnswer: AnswerShape.dossierPart,
            headers: [.location, .preferenceApplied]
        ) { input throws(Problem) in
            try await perform(
                .erasePersonalData(input.body.choice("ground")), on: try target(input), for: input, status: .created)
        }
    }

    private var listDueErasures: Endpoint<Desk> {
        Endpoint(
            operation: "listDueErasures", method: .get, path: "/v1/retention", tag: "personal-data",
            summary: Wording(
                vi: "Hồ sơ đã hết hạn lưu dữ liệu cá nhân, cũ nhất trước; chưa xóa gì.",
                en: "Dossiers whose personal data need not be kept any longer, oldest first; nothing is erased by this."
            ),
            access: .roles([.administrator, .inspector]),
            query: [
                .optional(
                    "limit", .integer(1...200), "Xem xét bao nhiêu hồ sơ; một trang có thể ngắn mà chưa hết.",
                    "How many dossiers to look at; a page may be short and yet not the last."),
                .optional("after", .string(max: 200), "Dấu trang của trang trước.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Quy tắc, và hồ sơ đã hết hạn.", en: "The rules, and what is due."),
            problems: [.notFound], answer: AnswerShape.dueErasures, headers: [.link]
        ) { input throws(Problem) in
            let page = try using { () throws(ServiceError) in
                try service.dueErasures(
                    after: input.query.optionalString("after"), limit: input.query.optionalInteger("limit") ?? 200,
                    for: input.caller(), reader: input.context.reader)
            }
            let naming = naming(input)
            let rows = page.elements.map { due -> JSONValue in
                [
                    "submission": .identifier(due.state.id), "number": due.state.number.map { .string($0.text) },
                    "procedure": naming.procedure(due.state.procedure), "office": naming.office(due.state.office),
                    "status": .name(due.state.status), "finishedAt": .optional(due.state.finishedAt),
                    "keptUntil": .date(due.retention.keptUntil), "ground": .string(due.retention.rule.ground),
                ]
            }
            let rules = JSONValue.list(service.catalogue.document.retention) { rule in
                [
                    "kind": .name(rule.kind), "procedure": .optional(rule.procedure), "months": .count(rule.months),
                    "ground": .string(rule.ground), "fictional": rule.fictional == true ? true : nil,
                ]
            }
            return list("due", rows, next: page.next, also: ["rules": rules], for: input)
        }
    }

    private var eraseDue: Endpoint<Desk> {
        Endpoint(
            operation: "eraseDue", method: .post, path: "/v1/retention/erasures", tag: "personal-data",
            summary: Wording(
                vi: "Xóa dữ liệu cá nhân của các hồ sơ đã hết hạn lưu; mỗi hồ sơ có kết quả riêng, gửi lại không lặp.",
                en:
                    "Erase the personal data of dossiers whose retention has expired; each has an outcome of its own, and a"
                    + " retry happens once."),
            access: administrator, body: BodyShape.dueErasures, needsKey: true,
            success: Wording(vi: "Kết quả của từng hồ sơ.", en: "The outcome of each."),
            problems: [.keyReused, .contention], answer: AnswerShape.erasureOutcomes
        ) { input throws(Problem) in
            var outcomes: [JSONValue] = []
            for text in input.body.strings("submissions") {
                outcomes.append(
                    try await performItem(
                        .erasePersonalData(.retentionExpired), on: .identity(DossierID(text)),
                        named: ("submission", .string(text)), sealing: SealedValues(), item: text, for: input))
            }
            return many(["outcomes": .array(outcomes)], outcomes: outcomes)
        }
    }

    // MARK: Finding

    private var searchDossiers: Endpoint<Desk> {
        Endpoint(
            operation: "searchDossiers", method: .post, path: "/v1/dossiers/search", tag: "dossiers",
            summary: Wording(
                vi:
                    "Tìm trong các hồ sơ được xem theo mã hồ sơ, mã thủ tục hoặc số giấy tờ tùy thân; số nằm trong thân yêu"
                    + " cầu, không nằm trong địa chỉ. Không cần khóa chống lặp.",
                en:
                    "Search the dossiers that you may see by number, procedure or identity document; it stands in the body and"
                    + " never in an address. No key is needed: nothing changes."),
            access: .roles([.postalClerk, .official, .agencySystem]), body: BodyShape.dossierSearch,
            success: Wording(vi: "Một trang hồ sơ.", en: "A page of dossiers."),
            answer: AnswerShape.foundDossiers
        ) { input throws(Problem) in
            let page = try using { () throws(ServiceError) in
                try service.search(
                    input.body.string("q"), after: input.body.optionalString("after"),
                    limit: input.body.optionalInteger("limit") ?? 50, for: input.caller(), reader: input.context.reader)
            }
            if page.isOfPerson {
                for state in page.found.elements { try noteRead(of: state.id, for: input) }
                if page.found.elements.isEmpty { try noteRead(of: nil, scope: "identity number", for: input) }
            }
            let view = DossierView(naming: naming(input), opened: OpenedValues())
            return .json([
                "dossiers": .list(page.found.elements) { view.summary($0) }, "next": .optional(page.found.next),
            ])
        }
    }

    // MARK: Telling a person

    private var exportPersonalData: Endpoint<Desk> {
        Endpoint(
            operation: "exportPersonalData", method: .post, path: "/v1/personal-data/exports", tag: "personal-data",
            summary: Wording(
                vi:
                    "Cung cấp cho một người dữ liệu đang lưu về chính họ (Nghị định 13/2023/NĐ-CP Điều 14), trong mọi hồ sơ của"
                    + " tỉnh; được ghi lại là đã đọc. Không cần khóa chống lặp.",
                en:
                    "What is held about a person (Decree 13/2023/NĐ-CP Article 14), in every dossier of the province; recorded as"
                    + " a reading. No key is needed: nothing changes."),
            access: .roles([.official]), body: BodyShape.personalDataRequest,
            success: Wording(vi: "Dữ liệu về người đó, theo từng hồ sơ.", en: "What is held, dossier by dossier."),
            problems: [.forbiddenByRule], answer: AnswerShape.heldData
        ) { input throws(Problem) in
            let number = input.body.string("identityNumber")
            let page = try using { () throws(ServiceError) in
                try service.held(
                    about: number, after: input.body.optionalString("after"),
                    limit: input.body.optionalInteger("limit") ?? 20, for: input.caller(), reader: input.context.reader)
            }
            for held in page.elements { try noteRead(of: held.state.id, for: input) }
            if page.elements.isEmpty { try noteRead(of: nil, scope: "identity number", for: input) }
            let naming = naming(input)
            return .json([
                "madeAt": .instant(service.now()), "madeBy": naming.actor(input.caller()),
                "dossiers": .list(page.elements) { held($0, naming) }, "next": .optional(page.next),
            ])
        }
    }

    private func held(_ held: HeldData, _ naming: Naming) -> JSONValue {
        let state = held.state
        let events = EventView(naming: naming)
        return [
            "number": state.number.map { .string($0.text) }, "submission": .identifier(state.id),
            "procedure": naming.procedure(state.procedure), "office": naming.office(state.office),
            "status": .name(state.status), "submittedAt": .instant(state.submittedAt),
            "receivedAt": .optional(state.reception?.receivedAt), "finishedAt": .optional(state.finishedAt),
            "keptUntil": .optional(held.retention?.keptUntil),
            "retentionGround": .optional(held.retention?.rule.ground),
            "as": .list(held.parts) { part in
                [
                    "event": .count(part.sequence), "kind": .name(part.party.kind), "name": .string(part.party.name),
                    "identityDocument": part.party.identityDocument.map {
                        ["kind": .string($0.kind), "number": .string($0.number)]
                    },
                    "address": .optional(part.party.address), "phone": .optional(part.party.phone),
                    "email": .optional(part.party.email), "authorisation": .optional(part.party.authorisation),
                ]
            },
            "texts": .list(held.texts) { ["event": .count($0.sequence), "text": .string($0.text)] },
            "events": .list(held.events) { events.event($0) },
            "scans": .list(state.scans ?? []) { scan in
                [
                    "document": .identifier(scan.document), "page": .count(scan.page),
                    "mediaType": .string(scan.kind.mediaType), "byteCount": .count(scan.byteCount),
                ]
            },
            "reads": .list(held.reads.elements) { read in
                [
                    "by": naming.actor(read.actor), "operation": .string(read.operation),
                    "firstAt": .instant(read.firstAt), "lastAt": .instant(read.lastAt), "count": .count(read.count),
                    "emergency": read.emergency == nil ? nil : true,
                ]
            },
            "readsLeftOff": held.reads.next == nil ? nil : true,
        ]
    }
}
