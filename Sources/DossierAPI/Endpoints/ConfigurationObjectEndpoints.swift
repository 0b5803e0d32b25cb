import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

extension DossierEndpoints {
    /// One configured thing: read, written, taken away, listed by its kind (CFG-01).
    var configurationObjectEndpoints: [Endpoint<Desk>] {
        [listConfigurationObjects, readConfigurationObject, writeConfigurationObject, removeConfigurationObject]
    }

    private var readConfigurationObject: Endpoint<Desk> {
        Endpoint(
            operation: "readConfigurationObject", method: .get, path: "/v1/config/{kind}/{id}", tag: "configuration",
            summary: Wording(
                vi: "Một đối tượng cấu hình: mọi dòng của nó, JSON hoặc YAML.",
                en: "One configured thing: all its rows, as JSON or YAML."),
            access: Self.overseers, query: [Self.draftField], entityTag: .heeded,
            otherMediaTypes: [ConfigurationFormat.yaml.rawValue],
            success: Wording(vi: "Đối tượng.", en: "The thing."), problems: [.notFound],
            answer: AnswerShape.configurationRows
        ) { input throws(Problem) in
            try require(.reading, input)
            let object = try object(of: input)
            var document = service.catalogue.document
            if let id: DraftID = input.query.optionalIdentifier("draft") {
                let draft = try await draft(id)
                document = try await aside { [document] () throws(ServiceError) in draft.applied(to: document) }
            }
            return try show(object, of: document, for: input)
        }
    }

    private var writeConfigurationObject: Endpoint<Desk> {
        Endpoint(
            operation: "writeConfigurationObject", method: .put, path: "/v1/config/{kind}/{id}", tag: "configuration",
            summary: Wording(
                vi: "Thay mọi dòng của một đối tượng, hoặc tạo mới (If-None-Match: *). Có hiệu lực ngay.",
                en: "Replace all rows of a thing, or make a new one (If-None-Match: *). In force at once."),
            access: Self.administrators, query: Self.changeFields + [Self.draftField],
            bodyTypes: ConfigurationFormat.mediaTypes, needsKey: true, entityTag: .heeded,
            success: Wording(
                vi: "Phiên bản mới, hoặc điều sẽ chạm đến.", en: "The new version, or what it would touch."),
            problems: Self.changeProblems + [.notFound],
            answer: AnswerShape.configurationOutcome, narrowedAnswer: AnswerShape.draft
        ) { input throws(Problem) in
            let object = try object(of: input)
            let part = try await parsed { () throws(ConfigurationProblems) in
                try loadConfiguration(part: input.request.body, of: object, name: "body")
            }
            return try await change(object, to: part, input)
        }
    }

    private var removeConfigurationObject: Endpoint<Desk> {
        Endpoint(
            operation: "removeConfigurationObject", method: .delete, path: "/v1/config/{kind}/{id}",
            tag: "configuration",
            summary: Wording(
                vi: "Bỏ một đối tượng mà không gì còn dùng đến; muốn kết thúc thì ghi validTo.",
                en: "Take away a thing that nothing refers to; to end it, give it a validTo."),
            access: Self.administrators, query: Self.changeFields + [Self.draftField], needsKey: true,
            entityTag: .heeded,
            success: Wording(
                vi: "Phiên bản mới, hoặc điều sẽ chạm đến.", en: "The new version, or what it would touch."),
            problems: Self.changeProblems + [.notFound],
            answer: AnswerShape.configurationOutcome, narrowedAnswer: AnswerShape.draft
        ) { input throws(Problem) in
            try await change(try object(of: input), to: ConfigurationDocument(), input)
        }
    }

    /// Changes one thing in the configuration in force, or in a draft.
    private func change(
        _ object: ConfigurationObject, to part: ConfigurationDocument, _ input: Input<Desk>
    ) async throws(Problem) -> APIReply {
        let conditions = try ChangeConditions(input.request.fields)
        let isRemoval = part.identities(of: object.kind).isEmpty
        if let id: DraftID = input.query.optionalIdentifier("draft") {
            return try await prepare(object, to: part, in: id, under: conditions, input)
        }
        let reason = try reason(of: input)
        var reply = try await change(input) { current, _ throws(ServiceError) in
            let content = try current.document.contentTag(of: object)
            if isRemoval, content == nil { throw .notFound }
            guard conditions.hold(for: content) else { throw .versionMismatch(current: current.version) }
            return ConfigurationProposal(
                try WrittenConfiguration(current.document.replacing(object, with: part)), reason: reason)
        }
        if !isRemoval, input.query.optionalBoolean("dryRun") != true {
            let content = try configuring { () throws(ServiceError) in try part.contentTag(of: object) }
            reply.fields[.eTag] = content.map { ConfigurationFormat.json.tag($0) }
        }
        return reply
    }

    private var listConfigurationObjects: Endpoint<Desk> {
        Endpoint(
            operation: "listConfigurationObjects", method: .get, path: "/v1/config/{kind}", tag: "configuration",
            summary: Wording(vi: "Các đối tượng của một loại.", en: "The things of a kind."),
            access: Self.overseers,
            query: [
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .identifier, "Dấu trang.", "Cursor of the page before."),
            ], success: Wording(vi: "Danh sách.", en: "The list."), problems: [.notFound],
            answer: AnswerShape.configurationObjects, headers: [.link]
        ) { input throws(Problem) in
            try require(.reading, input)
            let kind = try kind(of: input)
            let document = service.catalogue.document
            let after = input.query.optionalString("after") ?? ""
            let limit = input.query.optionalInteger("limit") ?? 50
            let (rows, next) = try await aside { () throws(ServiceError) in
                let ids = document.identities(of: kind).filter { $0 > after }
                var rows: [JSONValue] = []
                for id in ids.prefix(limit) {
                    let content = try document.contentTag(of: ConfigurationObject(kind, id))
                    rows.append([
                        "id": .string(id), "etag": .optional(content.map { ConfigurationFormat.json.tag($0) }),
                    ])
                }
                return (rows, ids.count > limit ? ids[limit - 1] : nil)
            }
            return list(kind.rawValue, rows, next: next, for: input)
        }
    }

    func show(
        _ object: ConfigurationObject, of document: ConfigurationDocument, for input: Input<Desk>
    ) throws(Problem) -> APIReply {
        let format = try ConfigurationFormat(preferredBy: input.request.fields)
        let content = try configuring { () throws(ServiceError) in try document.contentTag(of: object) }
        guard let content else {
            let list = "GET /v1/config/\(object.kind.rawValue)"
            throw Problem(
                .notFound,
                Wording(
                    vi: "Cấu hình không có \(object). Xem danh sách: \(list).",
                    en: "The configuration has no \(object). See \(list)."))
        }
        let tag = format.tag(content)
        if input.request.fields.entityTags(.ifNoneMatch)?.matchesWeakly(tag) == true {
            return APIReply(status: .notModified, fields: [.eTag: tag, .vary: "Accept"])
        }
        let bytes = try configuring { () throws(ServiceError) in try document.bytes(of: object, as: format) }
        return reply(bytes, as: format, tag: tag)
    }
}
