import DossierConfiguration
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Changes that are prepared thing by thing, judged together, and published at once.
    var configurationDraftEndpoints: [Endpoint<Desk>] { [listDrafts, readDraft, discardDraft, publishDraft] }

    private var listDrafts: Endpoint<Desk> {
        Endpoint(
            operation: "listConfigurationDrafts", method: .get, path: "/v1/config/drafts", tag: "configuration",
            summary: Wording(vi: "Các bản nháp cấu hình.", en: "The drafts of the configuration."),
            access: Self.overseers, success: Wording(vi: "Danh sách.", en: "The list."),
            answer: AnswerShape.drafts
        ) { input throws(Problem) in
            try require(.reading, input)
            let drafts = try configuring { () throws(ServiceError) in
                try ServiceError.reading { () throws(StoreError) in try input.context.reader.drafts() }
            }
            let naming = naming(input)
            return list("drafts", drafts.map { .object(naming.draft($0)) }, next: nil, for: input)
        }
    }

    private var readDraft: Endpoint<Desk> {
        Endpoint(
            operation: "readConfigurationDraft", method: .get, path: "/v1/config/drafts/{draft}",
            tag: "configuration",
            summary: Wording(
                vi: "Một bản nháp: đổi gì, còn lỗi gì. Bản nháp được ghi bằng PUT …?draft=TÊN.",
                en: "A draft: what it changes, and what is wrong with it. Drafts are made by PUT …?draft=NAME."),
            access: Self.overseers, entityTag: .given, success: Wording(vi: "Bản nháp.", en: "The draft."),
            problems: [.notFound],
            answer: AnswerShape.judgedDraft
        ) { input throws(Problem) in
            try require(.reading, input)
            let draft = try await draft(try input.identifier("draft"))
            let current = service.catalogue
            let date = service.now().date
            let findings = try await aside { () throws(ServiceError) in
                let conflicts = Self.conflicts(of: draft, with: current.document)
                return conflicts
                    + judge(draft.applied(to: current.document), after: current.document, on: date)
            }
            var object = naming(input).draft(draft.summary)
            object.append("isPublishable", .bool(!findings.contains { $0.severity == .error }))
            object.append("findings", .list(findings.prefix(200)) { $0.json })
            return .json(.object(object), fields: [.eTag: try await tag(of: draft)])
        }
    }

    private var discardDraft: Endpoint<Desk> {
        Endpoint(
            operation: "discardConfigurationDraft", method: .delete, path: "/v1/config/drafts/{draft}",
            tag: "configuration", summary: Wording(vi: "Bỏ một bản nháp.", en: "Discard a draft."),
            access: Self.administrators, needsKey: true, entityTag: .heeded,
            success: Wording(vi: "Đã bỏ.", en: "It is discarded."),
            problems: Self.changeProblems + [.notFound],
            answer: AnswerShape.discardedDraft
        ) { input throws(Problem) in
            let conditions = try ChangeConditions(input.request.fields)
            let id: DraftID = try input.identifier("draft")
            return try await keep(id, input) { draft, _ throws(ServiceError) in
                guard let draft else { throw .notFound }
                guard conditions.hold(for: try draft.contentTag()) else {
                    throw .versionMismatch(current: draft.version)
                }
                return nil
            }
        }
    }

    private var publishDraft: Endpoint<Desk> {
        Endpoint(
            operation: "publishConfigurationDraft", method: .post, path: "/v1/config/drafts/{draft}/publication",
            tag: "configuration",
            summary: Wording(
                vi: "Ban hành bản nháp: mọi thay đổi của nó có hiệu lực cùng lúc, hoặc không gì cả.",
                en: "Publish a draft: all its changes are in force at once, or none."),
            access: Self.administrators, query: Self.rehearsalFields,
            body: .object(
                "ConfigurationPublication", [.required("reason", .string(max: 500), "Vì sao.", "Why.")]),
            needsKey: true, entityTag: .heeded, success: Wording(vi: "Phiên bản mới.", en: "The new version."),
            problems: Self.changeProblems + [.notFound],
            answer: AnswerShape.configurationOutcome
        ) { input throws(Problem) in
            let conditions = try ChangeConditions(input.request.fields)
            let id: DraftID = try input.identifier("draft")
            let reason = input.body.string("reason")
            return try await change(input) { current, reader throws(ServiceError) in
                let draft = try ServiceError.reading { () throws(StoreError) in try reader.draft(id) }
                guard let draft else { throw .notFound }
                guard conditions.hold(for: try draft.contentTag()) else {
                    throw .versionMismatch(current: draft.version)
                }
                let conflicts = Self.conflicts(of: draft, with: current.document)
                guard conflicts.isEmpty else { throw .configurationRefused(conflicts) }
                return ConfigurationProposal(
                    try WrittenConfiguration(draft.applied(to: current.document)), reason: reason, draft: draft)
            }
        }
    }

    /// Puts a change of one thing into a draft, made where there is none yet.
    func prepare(
        _ object: ConfigurationObject, to part: ConfigurationDocument, in id: DraftID,
        under conditions: ChangeConditions, _ input: Input<Desk>
    ) async throws(Problem) -> APIReply {
        if input.query.optionalBoolean("dryRun") == true {
            throw Problem(
                .invalidQuery,
                errors: [
                    FieldError(
                        .query("dryRun"), .notOneOf,
                        Wording(
                            vi: "Diễn tập cả bản nháp: POST /v1/config/drafts/\(id)/publication?dryRun=true.",
                            en: "Rehearse the draft as a whole: POST /v1/config/drafts/\(id)/publication?dryRun=true."))
                ])
        }
        let current = service.catalogue
        let (now, actor) = (service.now(), input.caller())
        return try await keep(id, input) { draft, reader throws(ServiceError) in
            let present = draft?.applied(to: current.document) ?? current.document
            let content = try present.contentTag(of: object)
            if part.identities(of: object.kind).isEmpty, content == nil { throw .notFound }
            guard conditions.hold(for: content) else { throw .versionMismatch(current: draft?.version ?? 0) }
            let published = current.document.part(object)
            let before = draft?.changes.first { $0.object == object }?.before ?? published
            var changes = draft?.changes.filter { $0.object != object } ?? []
            // As it is published already, it is no change: so one is taken out, and begun anew from what is published.
            if part != published { changes.append(.init(object, from: before, to: part)) }
            changes.sort { $0.object < $1.object }
            if draft == nil {
                let count = try ServiceError.reading { () throws(StoreError) in try reader.drafts().count }
                guard count < ConfigurationDraft.countLimit else {
                    throw .configurationRefused([
                        Self.tooMany("there are \(count) drafts already: publish or discard one")
                    ])
                }
            }
            guard changes.count <= ConfigurationDraft.changeLimit else {
                throw .configurationRefused([
                    Self.tooMany("a draft changes at most \(ConfigurationDraft.changeLimit) things: publish it first")
                ])
            }
            let next = ConfigurationDraft(
                id: id, version: (draft?.version ?? 0) + 1, changes: changes, changedBy: actor, changedAt: now)
            guard try next.byteCount <= ConfigurationLimits.fileByteCount else {
                throw .configurationRefused([
                    Self.tooMany(
                        "a draft has at most \(ConfigurationLimits.fileByteCount) bytes: publish it first")
                ])
            }
            return next
        }
    }

    private static func tooMany(_ reason: String) -> ReviewFinding {
        ReviewFinding(.error, .init(kind: .form, id: "*"), reason)
    }

    private func keep(
        _ id: DraftID, _ input: Input<Desk>,
        _ next: @Sendable (ConfigurationDraft?, Store.Reader) throws(ServiceError) -> ConfigurationDraft?
    ) async throws(Problem) -> APIReply {
        let actor = input.caller()
        let outcome: (draft: ConfigurationDraft?, isReplay: Bool)
        do throws(ServiceError) {
            outcome = try await service.changeDraft(
                id,
                by: Caller(
                    actor: actor, requestID: input.requestID, idempotencyKey: idempotencyKey(of: input, for: actor)),
                next)
        } catch {
            throw Problem(configuration: error, catalogue: service.catalogue, date: service.now().date)
        }
        var reply = APIReply.json(
            .object(
                outcome.draft.map { naming(input).draft($0.summary) } ?? ["id": .identifier(id), "discarded": true]))
        if let draft = outcome.draft { reply.fields[.eTag] = try await tag(of: draft) }
        if outcome.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }

    private func tag(of draft: ConfigurationDraft) async throws(Problem) -> String {
        ConfigurationFormat.json.tag(try await aside { () throws(ServiceError) in try draft.contentTag() })
    }

    func draft(_ id: DraftID) async throws(Problem) -> ConfigurationDraft {
        try await aside { () throws(ServiceError) in
            let draft = try ServiceError.reading { () throws(StoreError) in try service.store.makeReader().draft(id) }
            guard let draft else { throw .notFound }
            return draft
        }
    }

    /// What was published of the draft's things since it was written: its changes were made from something else.
    private static func conflicts(
        of draft: ConfigurationDraft, with document: ConfigurationDocument
    ) -> [ReviewFinding] {
        draft.changes.compactMap { change in
            guard document.part(change.object) != change.before, let kind = ReviewFinding.Kind(change.object.kind)
            else {
                return nil
            }
            return ReviewFinding(
                .error, .init(kind: kind, id: change.object.id),
                "was published as something else since the draft was written: put it into the draft as it is published, which"
                    + " takes it out of the draft, and then change it anew"
            )
        }
    }
}
