import DossierDomain
import DossierService
import DossierStore

/// What came of one act of a day.
struct ItemOutcome: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case done, alreadyThere, rejected
    }

    let kind: Kind
    let members: JSONObject
    /// The dossier afterwards, for items that follow.
    var dossier: DossierID?
    var number: DossierNumber?
}

/// A day being taken in: groups side by side, so that they share commits, and within a group one act after the other.
struct DayUpload<Store: PollingStore>: Sendable {
    typealias Desk = DossierAPI<Store>.Desk

    /// How many groups are at work at the same time: some commits for a day, and no loop held up for long.
    private static var width: Int { 64 }

    let endpoints: DossierEndpoints<Store>
    let table: EndpointTable<Desk>
    let input: Input<Desk>
    /// What the terminal's clock said when it sent.
    let sentAt: Timestamp

    /// What came of each item, in the order sent. Never fails as a whole: what can't be done is that item's outcome.
    func outcomes(of items: [DayItem]) async -> [ItemOutcome] {
        let groups = DayGroups(items).groups
        return await withTaskGroup(of: [(Int, ItemOutcome)].self) { tasks in
            var waiting = groups[...]
            for group in waiting.prefix(Self.width) { tasks.addTask { await outcomes(ofGroup: group) } }
            waiting = waiting.dropFirst(Self.width)
            var found: [Int: ItemOutcome] = [:]
            while let done = await tasks.next() {
                for (index, outcome) in done { found[index] = outcome }
                if let group = waiting.popFirst() { tasks.addTask { await outcomes(ofGroup: group) } }
            }
            return items.compactMap { found[$0.index] }
        }
    }

    /// The acts on one dossier, in order; after a rejected one nothing more is done, so that none overtakes another.
    private func outcomes(ofGroup group: [DayItem]) async -> [(Int, ItemOutcome)] {
        var outcomes: [(Int, ItemOutcome)] = []
        var madeByKey: [String: ItemOutcome] = [:]
        var rejected: DayItem?
        for item in group {
            let outcome: ItemOutcome
            if let rejected {
                outcome = rejection(of: item, by: waiting(for: rejected))
            } else {
                outcome = await self.outcome(of: item, after: madeByKey)
            }
            if outcome.kind == .rejected { rejected = rejected ?? item }
            madeByKey[item.key] = outcome
            outcomes.append((item.index, outcome))
        }
        return outcomes
    }

    private func waiting(for earlier: DayItem) -> Problem {
        var problem = Problem(.earlierItemRejected)
        problem.facts = ["earlierKey": .string(earlier.key)]
        return problem
    }

    private func outcome(of item: DayItem, after made: [String: ItemOutcome]) async -> ItemOutcome {
        do throws(Problem) {
            let performed = try await perform(item, after: made)
            let state = performed.state
            var members: JSONObject = [
                "key": .string(item.key), "outcome": performed.isReplay ? "alreadyThere" : "done",
            ]
            members.append("number", ifPresent: state.number.map { .string($0.text) })
            members.append("submission", .identifier(state.id))
            members.append("status", .name(state.status))
            members.append("version", .count(state.version))
            members.append("dueAt", ifPresent: .optional(state.reception?.dueAt))
            return ItemOutcome(
                kind: performed.isReplay ? .alreadyThere : .done, members: members, dossier: state.id,
                number: state.number)
        } catch {
            return rejection(of: item, by: error)
        }
    }

    private func rejection(of item: DayItem, by problem: Problem) -> ItemOutcome {
        var members: JSONObject = ["key": .string(item.key), "outcome": "rejected"]
        members.append("problem", .object(problem.document(in: input.language, requestID: input.requestID)))
        members.append("tellCitizen", .string(CitizenAdvice(item).wording[input.language]))
        return ItemOutcome(kind: .rejected, members: members)
    }

    /// Performs the act through the one door, as if it had been sent alone.
    private func perform(_ item: DayItem, after made: [String: ItemOutcome]) async throws(Problem) -> Performed {
        guard item.errors.isEmpty else { throw Problem(.invalidBody, errors: item.errors) }
        var segments = item.segments
        if let follows = item.follows {
            guard let earlier = made[follows], let dossier = earlier.dossier else {
                throw Problem(
                    .invalidBody,
                    errors: [
                        FieldError(
                            pointer: "/items/\(item.index)/follows", .notOneOf,
                            Wording(
                                vi: "Không có việc trước mang khóa này trong lần gửi.",
                                en: "No earlier item of this request has that key."))
                    ])
            }
            segments = segments.map { segment in
                switch segment {
                case "{id}": dossier.text
                case "{number}": earlier.number?.text ?? segment
                default: segment
                }
            }
        }
        guard let (endpoint, parameters) = table.posted(to: segments), let act = endpoint.act,
            let shape = endpoint.body
        else { throw unknownPath(of: item) }
        guard case .roles(let roles) = endpoint.access, roles.contains(input.caller().role) else {
            throw Problem(forRolesOf: endpoint.access)
        }
        let one = try itemInput(item, shape, parameters)
        var sealed = SealedValues()
        let (command, target) = try act(one, &sealed)
        let actor = input.caller()
        let caller = Caller(
            actor: actor.telling(of: one.body.performer), requestID: input.requestID,
            idempotencyKey: IdempotencyKey(owner: actor.terminal, key: item.key, fingerprint: item.digest),
            leases: endpoints.leaseTokens(of: one.body))
        let occurredAt = endpoints.service.occurred(at: one.body.instant("occurredAt"), sentAt: sentAt)
        do throws(ServiceError) {
            return try await endpoints.service.perform(
                command, on: target, sealing: sealed, occurredAt: occurredAt, by: caller, reader: input.context.reader)
        } catch {
            throw Problem(error, catalogue: endpoints.service.catalogue, date: occurredAt.date)
        }
    }

    private func unknownPath(of item: DayItem) -> Problem {
        Problem(
            .invalidBody,
            errors: [
                FieldError(
                    pointer: "/items/\(item.index)/path", .notOneOf,
                    Wording(
                        vi: "Không có việc nào với một hồ sơ ở địa chỉ này. Dùng địa chỉ POST như khi gửi riêng.",
                        en: "No act on a dossier is posted to this path. Take the path as when it is sent alone."))
            ])
    }

    /// The item as a request of its own, its body checked.
    private func itemInput(
        _ item: DayItem, _ shape: Shape, _ parameters: [String: String]
    ) throws(Problem) -> Input<Desk> {
        var errors = shape.check(item.body)
        if errors.isEmpty, item.body["occurredAt"]?.asString == nil {
            errors = [
                FieldError(
                    pointer: "/occurredAt", .missing,
                    Wording(
                        vi: "Việc làm khi mất mạng phải ghi thời điểm xảy ra.",
                        en: "What was done without a line says when it happened."))
            ]
        }
        guard errors.isEmpty, let object = item.body.asObject else {
            throw Problem(.invalidBody, errors: errors.map { $0.moved(below: "/items/\(item.index)/body") })
        }
        return Input(
            context: input.context, operation: input.operation, parameters: parameters, query: CheckedObject([:]),
            body: CheckedObject(object),
            request: input.request, language: input.language, requestID: input.requestID, actor: input.actor)
    }
}

/// What the clerk tells the citizen whose act was rejected when it was uploaded: the citizen has left the counter.
struct CitizenAdvice {
    let wording: Wording

    init(_ item: DayItem) {
        let segments = item.segments
        let number = item.body["number"]?.asString
        switch segments.last {
        case "dossiers" where number != nil, "reception" where number != nil:
            wording = Wording(
                vi:
                    "Giấy hẹn \(number ?? "") chưa có hiệu lực vì hệ thống chưa nhận được hồ sơ. Xin lỗi công dân, nêu lý do,"
                    + " giữ giấy tờ và hẹn làm lại thủ tục tiếp nhận.",
                en:
                    "Slip \(number ?? "") isn't valid, because the dossier couldn't be received. Apologise, give the reason,"
                    + " keep the papers safe and receive them again.")
        case "handing-over", "paper-returns":
            wording = Wording(
                vi: "Công dân không phải làm gì. Việc giao đã xảy ra nhưng chưa được ghi; người phụ trách ghi lại.",
                en:
                    "The citizen need do nothing. It was handed over, but that isn't recorded yet; the office sees to it."
            )
        case "fees":
            wording = Wording(
                vi:
                    "Biên lai công dân giữ vẫn có giá trị. Người phụ trách kiểm tra và ghi lại; thu trùng thì trả lại tiền.",
                en: "The citizen's receipt stands. The office looks into it, and gives back what was taken twice.")
        case "supplements":
            wording = Wording(
                vi: "Giấy tờ bổ sung chưa được ghi. Giữ giấy tờ, báo công dân chờ; nêu lý do nếu phải nộp lại.",
                en: "The papers aren't recorded yet. Keep them, have the citizen wait, and say why if more is needed.")
        default:
            wording = Wording(
                vi: "Việc này chưa được ghi. Xin lỗi công dân, nêu lý do và làm lại khi công dân đến quầy.",
                en: "This isn't recorded yet. Apologise, give the reason, and do it again when the citizen comes.")
        }
    }
}
