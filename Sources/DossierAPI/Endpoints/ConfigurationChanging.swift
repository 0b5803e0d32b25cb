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
    /// Makes the change, or rehearses it.
    func change(_ input: Input<Desk>, _ make: @escaping Proposing<Store.Reader>) async throws(Problem) -> APIReply {
        let date = service.now().date
        let forgets = input.query.optionalInteger("forgets")
        let propose: Proposing<Store.Reader> = { current, reader throws(ServiceError) in
            var proposal = try make(current, reader)
            proposal.forgets = forgets
            return proposal
        }
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
