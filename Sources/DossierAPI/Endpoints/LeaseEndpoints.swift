import Crypto
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

private let workers = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Claims, and what workers and persons do with leases (POL-01, POL-02, POL-03).
    var leaseEndpoints: [Endpoint<Desk>] {
        BodyAddress.all.flatMap { [claim($0), renewMany($0), completeMany($0)] } + [renew, release, giveBack]
    }

    private var leaseProblems: [ProblemKind] {
        [.notFound, .keyReused] + rejections(["lease-stale", "lease-for-other-work"])
    }

    private func claim(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "claim\(address.word)Work", method: .post, path: address.path + "/claims", tag: "agency",
            summary: Wording(
                vi: """
                    Nhận việc để làm, có thời hạn giữ. Mất câu trả lời thì gửi lại cùng Idempotency-Key: nhận lại đúng \
                    các việc đó. Prefer: wait=N để đợi khi chưa có việc.
                    """,
                en: """
                    Claim work under leases. Where the answer was lost, the same Idempotency-Key gives these very \
                    leases again. Prefer: wait=N waits where there is nothing yet.
                    """),
            access: workers, body: BodyShape.claim, needsKey: true, successStatus: 201,
            success: Wording(
                vi: "Các việc được giữ; 204 khi chưa có việc, và khóa vẫn chưa dùng.",
                en: "The leases; 204 where there was nothing to claim, which leaves the key unused."),
            problems: [.notFound, .keyReused],
            answer: AnswerShape.leases, headers: [.preferenceApplied], otherAnswers: [.nothingYet]
        ) { input throws(Problem) in
            let body = try address.body(of: input)
            let actor = input.caller()
            service.notePoll(of: actor, for: body, client: input.request.fields[.userAgent])
            let wait = wait(of: input)
            let request = WorkRequest(
                selection: WorkSelection(
                    body: body, kinds: input.body.choices("kinds"), procedures: input.body.identifiers("procedures"),
                    step: input.body.optionalIdentifier("step")),
                limit: input.body.optionalInteger("count") ?? 10,
                leaseSeconds: input.body.optionalInteger("leaseSeconds") ?? BodyShape.usualLeaseSeconds,
                worker: input.body.optionalString("worker") ?? actor.credential.text, wait: wait)
            let outcome: PollOutcome<LeaseAnswer>
            do throws(ServiceError) {
                outcome = try await service.claimWork(
                    request, by: caller(of: input), reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            return answer(
                outcome.map { leases($0, status: .created) }, nothing: APIReply(status: .noContent), wait: wait)
        }
    }

    private func renewMany(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "renew\(address.word)Leases", method: .post, path: address.path + "/claims/renewal",
            tag: "agency",
            summary: Wording(
                vi: "Gia hạn nhiều việc đang giữ; mỗi việc trả lời riêng.",
                en: "Have many leases run on; each answers for itself."),
            access: workers, body: BodyShape.renewals, needsKey: true,
            success: Wording(vi: "Các việc sau khi gia hạn.", en: "The leases as they stand now."),
            problems: leaseProblems,
            answer: AnswerShape.leases
        ) { input throws(Problem) in
            guard try address.body(of: input) == input.caller().body else { throw Problem(.notFound) }
            let tokens = (input.body.value("leaseTokens")?.asArray ?? []).compactMap {
                $0.asInteger.map { FencingToken(Int($0)) }
            }
            return try await change(tokens, of: nil, by: .renew(seconds: leaseSeconds(of: input)), for: input)
        }
    }

    private var renew: Endpoint<Desk> {
        act(
            "renewLease", "/renewal", BodyShape.renewal, leaseProblems,
            Wording(vi: "Gia hạn giữ việc.", en: "Have a lease run on."),
            Wording(vi: "Đã gia hạn.", en: "It runs on.")
        ) { item, input throws(Problem) in
            try await change(
                leaseTokens(of: input.body), of: item, by: .renew(seconds: leaseSeconds(of: input)), for: input)
        }
    }

    private var release: Endpoint<Desk> {
        act(
            "releaseWork", "/release", BodyShape.release, leaseProblems + [.forbidden],
            Wording(
                vi: """
                    Trả lại việc đang giữ. Công chức không gửi leaseToken thì giải phóng việc: lấy lại từ nơi đang \
                    giữ, và cho nhận lại việc đã để riêng.
                    """,
                en: """
                    Give work back. An official who sends no leaseToken frees the work: takes it from whoever has it, \
                    and has work that was set aside offered again.
                    """),
            Wording(vi: "Việc chờ được nhận.", en: "The work waits to be claimed.")
        ) { item, input throws(Problem) in
            let tokens = leaseTokens(of: input.body)
            guard tokens.isEmpty else { return try await change(tokens, of: item, by: .release, for: input) }
            let verdict = authorizeFreeing(by: input.caller())
            guard verdict.isAllowed else {
                throw Problem(
                    .forbidden,
                    Wording(
                        vi: "Chỉ công chức mới được giải phóng việc mà không có leaseToken.",
                        en: "Only an official may free work without a leaseToken.")
                ).naming(verdict.rule)
            }
            do throws(ServiceError) {
                return leases(
                    try await service.freeWork(item, caller: caller(of: input), reader: input.context.reader))
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
        }
    }

    private var giveBack: Endpoint<Desk> {
        act(
            "returnWork", "/return", BodyShape.workReturn, leaseProblems,
            Wording(
                vi: "Trả lại việc vì không làm được, nêu lý do; nhiều lần thì việc được để riêng cho người phụ trách.",
                en: "Give work back because it failed, with the reason; again and again sets it aside for a person."),
            Wording(vi: "Đã trả lại.", en: "Given back.")
        ) { item, input throws(Problem) in
            try await change(
                leaseTokens(of: input.body), of: item, by: .giveBack(reason: input.body.string("reason")), for: input)
        }
    }

    private func act(
        _ operation: String, _ path: String, _ body: Shape, _ problems: [ProblemKind], _ summary: Wording,
        _ success: Wording, _ act: @escaping @Sendable (String, Input<Desk>) async throws(Problem) -> APIReply
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .post, path: "/v1/assignments/{assignment}" + path, tag: "agency",
            summary: summary, access: workers, body: body, needsKey: true, success: success, problems: problems,
            answer: AnswerShape.leases
        ) { input throws(Problem) in
            guard let item = input.parameters["assignment"], item.utf8.count <= 200 else { throw Problem(.notFound) }
            return try await act(item, input)
        }
    }

    private func change(
        _ tokens: [FencingToken], of item: String?, by act: LeaseAct, for input: Input<Desk>
    ) async throws(Problem) -> APIReply {
        do throws(ServiceError) {
            return leases(
                try await service.change(
                    tokens, of: item, by: act, caller: caller(of: input), reader: input.context.reader))
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    private func leases(_ answer: LeaseAnswer, status: HTTPResponse.Status = .ok) -> APIReply {
        var fields: HTTPFields = [:]
        if answer.isReplay { fields[.idempotencyReplayed] = "true" }
        return .json(["leases": .list(answer.leases, \.json)], status: status, fields: fields)
    }

    private func leaseSeconds(of input: Input<Desk>) -> Int {
        input.body.optionalInteger("leaseSeconds") ?? BodyShape.usualLeaseSeconds
    }

    func leaseTokens(of body: CheckedObject) -> [FencingToken] {
        body.optionalInteger("leaseToken").map { [FencingToken($0)] } ?? []
    }

    func caller(of input: Input<Desk>) -> Caller {
        let actor = input.caller()
        return Caller(actor: actor, requestID: input.requestID, idempotencyKey: idempotencyKey(of: input, for: actor))
    }
}

// MARK: - Many completions

extension DossierEndpoints {
    private func completeMany(_ address: BodyAddress) -> Endpoint<Desk> {
        Endpoint(
            operation: "complete\(address.word)Steps", method: .post, path: address.path + "/completions",
            tag: "agency",
            summary: Wording(
                vi: "Hoàn thành nhiều bước một lần; mỗi bước có kết quả riêng, gửi lại cùng khóa không làm hai lần.",
                en: "Complete many steps at once; each has its own outcome, and sent again happens once."),
            access: .roles([.agencySystem, .official]), body: BodyShape.completions, needsKey: true,
            success: Wording(
                vi: "Kết quả từng bước theo thứ tự gửi: status và dossier hoặc problem.",
                en: "An outcome for each, in the order sent: status, and dossier or problem."), problems: [.notFound],
            answer: AnswerShape.completions
        ) { input throws(Problem) in
            guard try address.body(of: input) == input.caller().body else { throw Problem(.notFound) }
            let items = input.body.objects("completions")
            // All at once, so that they share a commit.
            let outcomes = await withTaskGroup(of: (Int, JSONValue).self) { group in
                for (index, item) in items.enumerated() {
                    group.addTask { (index, await outcome(of: item, for: input)) }
                }
                var outcomes = [JSONValue](repeating: .null, count: items.count)
                for await (index, outcome) in group { outcomes[index] = outcome }
                return outcomes
            }
            return many(["outcomes": .array(outcomes)], outcomes: outcomes)
        }
    }

    private func outcome(of item: CheckedObject, for input: Input<Desk>) async -> JSONValue {
        let assignment: AssignmentID = item.identifier("assignment")
        var outcome: JSONObject = ["assignment": .identifier(assignment)]
        do throws(Problem) {
            let performed = try await complete(assignment, item, for: input)
            outcome.append("status", 201)
            if performed.isReplay { outcome.append("replayed", true) }
            let view = DossierView(naming: naming(input), opened: OpenedValues())
            outcome.append("dossier", view.summary(performed.state))
        } catch {
            outcome.append("status", .count(error.status))
            if error.isReplay { outcome.append("replayed", true) }
            outcome.append("problem", .object(error.document(in: input.language, requestID: input.requestID)))
        }
        return .object(outcome)
    }

    private func complete(
        _ assignment: AssignmentID, _ item: CheckedObject, for input: Input<Desk>
    ) async throws(Problem) -> Performed {
        let errors = BodyShape.completion.checkTogether(item.object)
        guard errors.isEmpty else { throw Problem(.invalidBody, errors: errors) }
        let actor = input.caller()
        guard let whole = idempotencyKey(of: input, for: actor) else {
            preconditionFailure("completions have a key")
        }
        var digest = SHA256()
        digest.update(data: Array("POST completion\n".utf8) + JSONValue.object(item.object).encoded())
        let caller = Caller(
            actor: actor, requestID: input.requestID,
            idempotencyKey: IdempotencyKey(
                owner: whole.owner, key: derivedKey(whole.key, assignment), fingerprint: Array(digest.finalize())),
            leases: leaseTokens(of: item))
        var sealed = SealedValues()
        let command = item.completion(of: assignment, vault: service.vault, into: &sealed)
        do throws(ServiceError) {
            return try await service.perform(
                .completeStep(command), on: .number(item.dossierNumber("number")), sealing: sealed,
                occurredAt: item.occurredAt, by: caller, reader: input.context.reader)
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    /// The key of one of many: `{key}/{assignment}`, or the digest of that where it would be too long.
    private func derivedKey(_ key: String, _ assignment: AssignmentID) -> String {
        let derived = "\(key)/\(assignment)"
        if derived.utf8.count <= 255 { return derived }
        return hexadecimal(SHA256.hash(data: Array(derived.utf8)))
    }
}

extension Lease {
    /// The lease with its work, as its worker sees it.
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "leaseToken": .count(token.serial), "id": .string(item), "number": .string(number.text),
            "worker": .string(worker), "claimedAt": .instant(claimedAt), "standing": standing.json,
        ]
        object.append("work", ifPresent: work.map { .object($0.json) })
        return .object(object)
    }
}
