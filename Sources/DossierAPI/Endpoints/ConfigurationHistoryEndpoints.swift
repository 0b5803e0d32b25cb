import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    private static var historyFields: [Field] {
        [
            .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
            .optional("after", .integer(1...1_000_000_000), "Chỉ phiên bản cũ hơn.", "Only versions before that one."),
        ]
    }

    var listConfigurationVersions: Endpoint<Desk> {
        Endpoint(
            operation: "listConfigurationVersions", method: .get, path: "/v1/config/versions", tag: "configuration",
            summary: Wording(
                vi: "Mọi phiên bản cấu hình, mới nhất trước: ai, lúc nào, vì sao, đổi gì.",
                en: "All versions of the configuration, newest first: who, when, why, and what was changed."),
            access: Self.overseers, query: Self.historyFields,
            success: Wording(vi: "Lịch sử.", en: "The history."),
            answer: AnswerShape.configurationHistory, headers: [.link]
        ) { input throws(Problem) in try history(of: nil, for: input) }
    }

    var listObjectVersions: Endpoint<Desk> {
        Endpoint(
            operation: "listObjectVersions", method: .get, path: "/v1/config/{kind}/{id}/versions",
            tag: "configuration",
            summary: Wording(
                vi: "Những phiên bản cấu hình đã đổi đối tượng này, mới nhất trước.",
                en: "The versions of the configuration that changed this thing, newest first."),
            access: Self.overseers, query: Self.historyFields,
            success: Wording(vi: "Lịch sử.", en: "The history."), problems: [.notFound],
            answer: AnswerShape.configurationHistory, headers: [.link]
        ) { input throws(Problem) in try history(of: try object(of: input), for: input) }
    }

    private func history(of object: ConfigurationObject?, for input: Input<Desk>) throws(Problem) -> APIReply {
        try require(.reading, input)
        let limit = input.query.optionalInteger("limit") ?? 50
        let before = input.query.optionalInteger("after")
        let records = try configuring { () throws(ServiceError) in
            try ServiceError.reading { () throws(StoreError) in
                try input.context.reader.configurations(changing: object, before: before, limit: limit)
            }
        }
        if let object, before == nil, records.isEmpty,
            service.catalogue.document.part(object).identities(of: object.kind).isEmpty
        {
            throw Problem(.notFound)
        }
        let naming = naming(input)
        let next = records.count == limit ? records.last.map { String($0.version) } : nil
        return list("versions", records.map { naming.record($0) }, next: next, for: input)
    }

    var readObjectVersion: Endpoint<Desk> {
        Endpoint(
            operation: "readObjectVersion", method: .get, path: "/v1/config/{kind}/{id}/versions/{version}",
            tag: "configuration",
            summary: Wording(
                vi: "Đối tượng như ở phiên bản cấu hình đó.", en: "The thing as it was at that version of the whole."),
            access: Self.overseers, entityTag: .heeded, otherMediaTypes: [ConfigurationFormat.yaml.rawValue],
            success: Wording(vi: "Đối tượng.", en: "The thing."), problems: [.notFound],
            answer: AnswerShape.configurationRows
        ) { input throws(Problem) in
            try require(.reading, input)
            let object = try object(of: input)
            return try show(object, of: try await stored(try version(of: input)), for: input)
        }
    }

    private static var diffLimit: Int { 200 }

    var diffConfiguration: Endpoint<Desk> {
        Endpoint(
            operation: "diffConfiguration", method: .get, path: "/v1/config/diff", tag: "configuration",
            summary: Wording(
                vi: "Khác nhau giữa hai phiên bản, theo từng đối tượng, với nội dung trước và sau.",
                en: "What differs between two versions, thing by thing, as it was and as it is."),
            access: Self.overseers,
            query: [
                .required("from", .integer(1...1_000_000_000), "Từ phiên bản.", "From that version."),
                .optional(
                    "to", .integer(1...1_000_000_000), "Đến phiên bản; mặc định bản hiện hành.",
                    "To that version; what is in force by default."),
            ],
            success: Wording(
                vi: "Các thay đổi; nội dung của tối đa \(Self.diffLimit) đối tượng đầu.",
                en: "The changes; the contents of the first \(Self.diffLimit) things."), problems: [.notFound],
            answer: AnswerShape.configurationDiff
        ) { input throws(Problem) in
            try require(.reading, input)
            let to = input.query.optionalInteger("to") ?? service.catalogue.version
            let from = input.query.integer("from")
            let (before, after) = (try await stored(from), try await stored(to))
            let (changeCount, rows) = try await aside { () throws(ServiceError) in
                let changes = before.changes(to: after)
                var rows: [JSONValue] = []
                for change in changes.prefix(Self.diffLimit) { rows.append(try change.row(from: before, to: after)) }
                return (changes.count, rows)
            }
            return .json([
                "from": .count(from), "to": .count(to), "changeCount": .count(changeCount), "changes": .array(rows),
            ])
        }
    }

    private func stored(_ version: Int) async throws(Problem) -> ConfigurationDocument {
        if version == service.catalogue.version { return service.catalogue.document }
        return try await aside { () throws(ServiceError) in
            let reader = try ServiceError.reading { () throws(StoreError) in try service.store.makeReader() }
            return try service.configuration(version: version, reader: reader).configuration.document
        }
    }
}

extension ConfigurationChange {
    /// What it is, with the thing as it was and as it is.
    fileprivate func row(
        from before: ConfigurationDocument, to after: ConfigurationDocument
    ) throws(ServiceError) -> JSONValue {
        let was = act == .added ? nil : JSONValue.written(try before.bytes(of: object, as: .json))
        let becomes = act == .removed ? nil : JSONValue.written(try after.bytes(of: object, as: .json))
        return ["object": .string(object.description), "act": .name(act), "before": was, "after": becomes]
    }
}
