import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

extension DossierEndpoints {
    /// The configuration: one thing, or the whole, with its history (CFG-01) and its rehearsal (CFG-02).
    var configurationEndpoints: [Endpoint<Desk>] {
        [
            readConfiguration, writeConfiguration, listConfigurationVersions, readConfigurationVersion,
            diffConfiguration, rollbackConfiguration, listObjectVersions, readObjectVersion,
        ] + configurationObjectEndpoints
    }

    static var administrators: Access { .roles([.administrator]) }
    static var overseers: Access { .roles([.administrator, .inspector]) }

    static var rehearsalFields: [Field] {
        [
            .optional(
                "dryRun", .boolean, "true: chỉ diễn tập, cho biết sẽ chạm đến gì; không đổi gì.",
                "true: rehearse only and say what it would touch; changes nothing."),
            .optional(
                "forgets", .integer(1...1_000_000_000),
                "Số dòng nhật ký đọc sẽ mất ngay vì thời hạn lưu ngắn hơn, như diễn tập đã đếm; chỉ ghi khi diễn tập nói vậy.",
                "How many records of reading a shorter rule of retention has forgotten at once, as its rehearsal counts;"
                    + " only where it does."),
        ]
    }

    static var changeFields: [Field] {
        rehearsalFields + [
            .optional(
                "reason", .string(max: 500), "Vì sao; bắt buộc khi thay đổi thật.",
                "Why; required where it isn't rehearsed.")
        ]
    }

    static var changeProblems: [ProblemKind] {
        [
            .preconditionRequired, .configurationChanged, .configurationUnreadable, .configurationRefused, .keyReused,
            .contention,
        ]
    }

    static var draftField: Field {
        .optional("draft", .identifier, "Trong bản nháp này.", "In that draft.")
    }

    // MARK: The whole

    private var readConfiguration: Endpoint<Desk> {
        Endpoint(
            operation: "readConfiguration", method: .get, path: "/v1/config", tag: "configuration",
            summary: Wording(
                vi: "Toàn bộ cấu hình là một văn bản chuẩn, JSON hoặc YAML theo Accept.",
                en: "The whole configuration as one canonical document, JSON or YAML by Accept."),
            access: Self.overseers, entityTag: .heeded, otherMediaTypes: [ConfigurationFormat.yaml.rawValue],
            success: Wording(vi: "Cấu hình.", en: "The configuration."),
            answer: AnswerShape.configuration
        ) { input throws(Problem) in try await whole(version: service.catalogue.version, for: input) }
    }

    private var readConfigurationVersion: Endpoint<Desk> {
        Endpoint(
            operation: "readConfigurationVersion", method: .get, path: "/v1/config/versions/{version}",
            tag: "configuration",
            summary: Wording(
                vi: "Toàn bộ cấu hình như ở phiên bản đó.", en: "The whole configuration as it was at that version."),
            access: Self.overseers, entityTag: .heeded, otherMediaTypes: [ConfigurationFormat.yaml.rawValue],
            success: Wording(vi: "Cấu hình.", en: "The configuration."), problems: [.notFound],
            answer: AnswerShape.configuration
        ) { input throws(Problem) in try await whole(version: try version(of: input), for: input) }
    }

    private func whole(version: Int, for input: Input<Desk>) async throws(Problem) -> APIReply {
        try require(.reading, input)
        let format = try ConfigurationFormat(preferredBy: input.request.fields)
        let tag = format.tag("v\(version)")
        if input.request.fields.entityTags(.ifNoneMatch)?.matchesWeakly(tag) == true {
            return APIReply(status: .notModified, fields: [.eTag: tag, .vary: "Accept"])
        }
        let bytes = try await aside { () throws(ServiceError) in
            let reader = try ServiceError.reading { () throws(StoreError) in try service.store.makeReader() }
            let stored = try service.configuration(version: version, reader: reader)
            return switch format {
            case .json: stored.configuration.json
            case .yaml: try configurations.yaml(of: stored.configuration.document, version: version)
            }
        }
        return reply(bytes, as: format, tag: tag)
    }

    private var writeConfiguration: Endpoint<Desk> {
        Endpoint(
            operation: "writeConfiguration", method: .put, path: "/v1/config", tag: "configuration",
            summary: Wording(
                vi: "Thay toàn bộ cấu hình. Có hiệu lực ngay; hạn trả mà lịch mới dời thì dời luôn.",
                en: "Replace the whole configuration. In force at once; due dates that new calendars move, move."),
            access: Self.administrators, query: Self.changeFields, bodyTypes: ConfigurationFormat.mediaTypes,
            needsKey: true, entityTag: .heeded,
            success: Wording(
                vi: "Phiên bản mới, hoặc điều sẽ chạm đến.", en: "The new version, or what it would touch."),
            problems: Self.changeProblems,
            answer: AnswerShape.configurationOutcome
        ) { input throws(Problem) in
            let document = try await parsed { () throws(ConfigurationProblems) in
                try loadConfiguration(document: input.request.body, name: "body")
            }
            let conditions = try ChangeConditions(input.request.fields)
            let reason = try reason(of: input)
            return try await change(input) { current, _ throws(ServiceError) in
                guard conditions.hold(for: "v\(current.version)") else {
                    throw .versionMismatch(current: current.version)
                }
                return ConfigurationProposal(try WrittenConfiguration(document), act: .loaded, reason: reason)
            }
        }
    }

    private var rollbackConfiguration: Endpoint<Desk> {
        Endpoint(
            operation: "rollbackConfiguration", method: .post, path: "/v1/config/rollback", tag: "configuration",
            summary: Wording(
                vi: "Đưa cấu hình về như ở một phiên bản trước, thành phiên bản mới. If-Match là ETag của /v1/config.",
                en: "Put an earlier version back, as a new version. If-Match is the ETag of /v1/config."),
            access: Self.administrators, query: Self.rehearsalFields,
            body: .object(
                "ConfigurationRollback",
                [
                    .required("version", .integer(1...1_000_000_000), "Phiên bản.", "The version to put back."),
                    .required("reason", .string(max: 500), "Vì sao.", "Why."),
                ]), needsKey: true, entityTag: .heeded,
            success: Wording(vi: "Phiên bản mới.", en: "The new version."),
            problems: Self.changeProblems + [.notFound],
            answer: AnswerShape.configurationOutcome
        ) { input throws(Problem) in
            let conditions = try ChangeConditions(input.request.fields)
            let version = input.body.integer("version")
            let reason = input.body.string("reason")
            return try await change(input) { current, reader throws(ServiceError) in
                guard conditions.hold(for: "v\(current.version)") else {
                    throw .versionMismatch(current: current.version)
                }
                let earlier = try service.configuration(version: version, reader: reader).configuration.document
                let restored = earlier.restored(over: current.document, on: service.now().date)
                return ConfigurationProposal(try WrittenConfiguration(restored), act: .restored, reason: reason)
            }
        }
    }
}
