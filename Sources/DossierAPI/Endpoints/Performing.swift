import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// An endpoint that changes one dossier, which a counter's day may hold as well. What counters do may name its
    /// performer.
    func changing(
        _ operation: String, _ path: String, tag: String, roles: Access, body: Shape, summary: Wording,
        entityTag: EntityTagUse, success: Wording, problems: [ProblemKind], _ act: @escaping DossierAct<Desk>
    ) -> Endpoint<Desk> {
        var shape = body
        if case .roles(let roles) = roles, roles.contains(.postalClerk) { shape = body.adding(BodyShape.performer) }
        return Endpoint(
            operation: operation, method: .post, path: path, tag: tag, summary: summary, access: roles, body: shape,
            needsKey: true, entityTag: entityTag, successStatus: 201, success: success, problems: problems, act: act,
            answer: AnswerShape.dossier, narrowedAnswer: AnswerShape.dossierPart,
            headers: [.location, .preferenceApplied]
        ) { input throws(Problem) in
            var sealed = SealedValues()
            let (command, target) = try act(input, &sealed)
            return try await perform(command, on: target, sealing: sealed, for: input, status: .created)
        }
    }

    /// One of many dossiers in one request: a command with an outcome of its own, recorded under the request's key.
    ///
    /// What its rejection says is its own, and keeps no other from being done.
    func performItem(
        _ command: DossierCommand, on number: DossierNumber, sealing sealed: SealedValues, item: String,
        for input: Input<Desk>
    ) async throws(Problem) -> JSONValue {
        try await performItem(
            command, on: .number(number), named: ("number", .string(number.text)), sealing: sealed, item: item,
            for: input)
    }

    /// The same for a target of any kind, which the outcome names so.
    func performItem(
        _ command: DossierCommand, on target: Target, named name: (String, JSONValue), sealing sealed: SealedValues,
        item: String, for input: Input<Desk>
    ) async throws(Problem) -> JSONValue {
        let actor = input.caller()
        let key = idempotencyKey(of: input, for: actor).map {
            IdempotencyKey(owner: "\($0.owner)/\(item)", key: $0.key, fingerprint: $0.fingerprint)
        }
        do throws(ServiceError) {
            let performed = try await service.perform(
                command, on: target, sealing: sealed, occurredAt: input.body.occurredAt,
                by: Caller(actor: actor, requestID: input.requestID, idempotencyKey: key),
                reader: input.context.reader)
            return [
                name.0: name.1, "done": true, "status": .name(performed.state.status),
                "version": .count(performed.state.version), "replayed": performed.isReplay ? true : nil,
            ]
        } catch {
            switch error {
            case .rejected, .notFound:
                let problem = Problem(error, catalogue: service.catalogue, date: service.now().date)
                return [
                    name.0: name.1, "done": false,
                    "problem": .string("/problems/\(problem.kind.slug)"),
                    "detail": .string(problem.detail[input.language]), "replayed": problem.isReplay ? true : nil,
                ]
            case .versionMismatch, .keyReused, .contention, .tooManyRows, .placeNotInRecord, .configurationRefused,
                .store,
                .credentialRefused, .loginRefused,
                .tooFast:
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
        }
    }

    /// The answer for many at once, each with its outcome: a replay where every one of them is.
    func many(_ members: JSONValue, outcomes: [JSONValue]) -> APIReply {
        var reply = APIReply.json(members)
        if !outcomes.isEmpty, outcomes.allSatisfy({ $0["replayed"] == true }) {
            reply.fields[.idempotencyReplayed] = "true"
        }
        return reply
    }

    /// What a citizen does to the one dossier whose slip code was checked; the key belongs to the dossier.
    /// Answers whether an earlier request under the key had done it.
    func performForCitizen(
        _ command: DossierCommand, on number: DossierNumber, sealing sealed: SealedValues, for input: Input<Desk>
    ) async throws(Problem) -> Bool {
        let citizen = Actor(credential: CredentialID("citizen"), role: .citizen, body: nil, employer: .agency)
        guard let key = idempotencyKey(of: input, for: citizen) else { throw Problem(.keyMissing) }
        let caller = Caller(
            actor: citizen, requestID: input.requestID,
            idempotencyKey: IdempotencyKey(
                owner: "citizen/\(number.canonical)", key: key.key, fingerprint: key.fingerprint))
        do throws(ServiceError) {
            return try await service.perform(
                command, on: .slip(number), sealing: sealed, by: caller, reader: input.context.reader
            ).isReplay
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    /// Makes a change to a record apart from any dossier and answers it as `show` makes it.
    func performApart<Value: Sendable>(
        for input: Input<Desk>, _ change: (Caller) async throws(ServiceError) -> PerformedApart<Value>,
        showing show: (PerformedApart<Value>) throws(Problem) -> APIReply
    ) async throws(Problem) -> APIReply {
        let actor = input.caller()
        let caller = Caller(
            actor: actor, requestID: input.requestID, idempotencyKey: idempotencyKey(of: input, for: actor),
            acceptedVersions: acceptedVersions(of: input))
        let performed: PerformedApart<Value>
        do throws(ServiceError) {
            performed = try await change(caller)
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
        var reply = try show(performed)
        if performed.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }
}
