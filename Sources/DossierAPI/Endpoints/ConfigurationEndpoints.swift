import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

/// Derives what is proposed from the configuration in force.
typealias Proposing<Reader> =
    @Sendable (_ current: Catalogue, _ reader: Reader) throws(ServiceError) -> ConfigurationProposal

extension DossierEndpoints {
    /// The configuration: one thing, or the whole, with its history (CFG-01) and its rehearsal (CFG-02).
    var configurationEndpoints: [Endpoint<Desk>] {
        [
            readConfiguration, writeConfiguration, listConfigurationVersions, readConfigurationVersion,
            diffConfiguration, rollbackConfiguration, listConfigurationObjects, readConfigurationObject,
            writeConfigurationObject, removeConfigurationObject, listObjectVersions, readObjectVersion,
        ]
    }

    static var administrators: Access { .roles([.administrator]) }
    static var overseers: Access { .roles([.administrator, .inspector]) }

    static var changeFields: [Field] {
        [
            .optional(
                "dryRun", .boolean, "true: chỉ diễn tập, cho biết sẽ chạm đến gì; không đổi gì.",
                "true: rehearse only and say what it would touch; changes nothing."),
            .optional(
                "reason", .string(max: 500), "Vì sao; bắt buộc khi thay đổi thật.",
                "Why; required where it isn't rehearsed."),
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
            let reader = try reading { () throws(StoreError) in try service.store.makeReader() }
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
            access: Self.administrators, query: [Self.changeFields[0]],
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

    // MARK: One thing

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

// MARK: What they share

extension DossierEndpoints {
    /// Makes the change, or rehearses it.
    func change(_ input: Input<Desk>, _ propose: @escaping Proposing<Store.Reader>) async throws(Problem) -> APIReply {
        let date = service.now().date
        do throws(ServiceError) {
            if input.query.optionalBoolean("dryRun") == true {
                return .json(try await service.rehearseConfiguration(by: input.caller(), propose).json)
            }
            let actor = input.caller()
            let performed = try await service.changeConfiguration(
                by: Caller(
                    actor: actor, requestID: input.requestID, idempotencyKey: idempotencyKey(of: input, for: actor)),
                propose)
            var reply = APIReply.json(
                performed.json, fields: [.eTag: ConfigurationFormat.json.tag("v\(performed.version)")])
            if performed.isReplay { reply.fields[.idempotencyReplayed] = "true" }
            return reply
        } catch {
            throw Problem(configuration: error, catalogue: service.catalogue, date: date)
        }
    }

    /// Refuses whoever may not do that with the configuration.
    func require(_ use: ConfigurationUse, _ input: Input<Desk>) throws(Problem) {
        try using { () throws(ServiceError) in try service.require(use, by: input.caller()) }
    }

    /// Runs something about the configuration and words its failure.
    func configuring<Value>(_ work: () throws(ServiceError) -> Value) throws(Problem) -> Value {
        do {
            return try work()
        } catch {
            throw Problem(configuration: error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    /// Runs what takes long off the event loop.
    func aside<Value: Sendable>(_ work: () throws(ServiceError) -> Value) async throws(Problem) -> Value {
        let result = await withTaskExecutorPreference(globalConcurrentExecutor) {
            () async -> Result<Value, ServiceError> in
            await Self.outcome(work)
        }
        return try configuring { () throws(ServiceError) in try result.get() }
    }

    private static func outcome<Value>(_ work: () throws(ServiceError) -> Value) async -> Result<Value, ServiceError> {
        do throws(ServiceError) {
            return .success(try work())
        } catch {
            return .failure(error)
        }
    }

    func reading<Value>(_ read: () throws(StoreError) -> Value) throws(ServiceError) -> Value {
        do {
            return try read()
        } catch {
            throw .store(error)
        }
    }

    /// Reads a document off the event loop, and words what is wrong with it.
    func parsed(
        _ load: () throws(ConfigurationProblems) -> ConfigurationDocument
    ) async throws(Problem) -> ConfigurationDocument {
        let result = await withTaskExecutorPreference(globalConcurrentExecutor) {
            () async -> Result<ConfigurationDocument, ConfigurationProblems> in
            do throws(ConfigurationProblems) {
                return .success(try load())
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let document): return document
        case .failure(let problems): throw Problem(problems)
        }
    }

    func reply(_ bytes: [UInt8], as format: ConfigurationFormat, tag: String) -> APIReply {
        APIReply(
            status: .ok, fields: [.contentType: format.rawValue, .eTag: tag, .vary: "Accept"], body: bytes)
    }

    /// Why it is changed; has to be said where it isn't rehearsed.
    func reason(of input: Input<Desk>) throws(Problem) -> String? {
        let reason = input.query.optionalString("reason")
        guard reason != nil || input.query.optionalBoolean("dryRun") == true else {
            throw Problem(
                .invalidQuery,
                errors: [
                    FieldError(
                        .query("reason"), .missing,
                        Wording(
                            vi: "Ghi lý do thay đổi (?reason=…); diễn tập (dryRun=true) thì không cần.",
                            en: "Say why it is changed (?reason=…); a rehearsal (dryRun=true) needs none."))
                ])
        }
        return reason
    }

    func kind(of input: Input<Desk>) throws(Problem) -> ConfigurationKind {
        guard let kind = input.parameters["kind"].flatMap(ConfigurationKind.init(rawValue:)) else {
            let kinds = ConfigurationKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .notFound,
                Wording(
                    vi: "Không có loại đó. Các loại: \(kinds).", en: "There is no such kind. The kinds are \(kinds)."))
        }
        return kind
    }

    func object(of input: Input<Desk>) throws(Problem) -> ConfigurationObject {
        let id: Identifier<ConfigurationObject> = try input.identifier("id")
        return ConfigurationObject(try kind(of: input), id.text)
    }

    func version(of input: Input<Desk>) throws(Problem) -> Int {
        guard let text = input.parameters["version"], let version = Int(text), version > 0, String(version) == text
        else {
            throw Problem(.notFound)
        }
        return version
    }
}
