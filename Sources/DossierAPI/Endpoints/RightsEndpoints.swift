import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Rights that explain themselves: as whom one calls, what one may do, and who can see a dossier (SEC-05).
    var rightsEndpoints: [Endpoint<Desk>] { [readMe, readMyRight, readOnlookers] }

    private var readMe: Endpoint<Desk> {
        Endpoint(
            operation: "readMe", method: .get, path: "/v1/me", tag: "caller",
            summary: Wording(
                vi: "Thẻ này là ai, theo phân công nào, và vai trò đó làm được những việc gì.",
                en: "As whom this credential acts, under which posting, and what its role does."),
            success: Wording(vi: "Người gọi.", en: "The caller."), answer: AnswerShape.me
        ) { input throws(Problem) in
            let actor = input.caller()
            let catalogue = service.catalogue
            let posting = actor.posting.flatMap { catalogue.posting($0, on: service.now().date) }
            let person = posting.flatMap { posting in catalogue.document.people.first { $0.id == posting.person } }
            let seeing = service.verdict(on: .read(.dossier), by: actor)
            let allowed = Action.asked.filter { service.verdict(on: $0, by: actor).isAllowed }
            return .json([
                "credential": .identifier(actor.credential), "role": .name(actor.role),
                "employer": .name(actor.employer), "body": actor.body.map(naming(input).body),
                "counter": .optional(actor.counter), "posting": .optional(actor.posting),
                "person": .optional(person?.name), "postedUntil": .optional(posting?.validTo),
                "sees": explanation(of: seeing, input), "actions": .list(allowed) { .string($0.name) },
            ])
        }
    }

    private var readMyRight: Endpoint<Desk> {
        Endpoint(
            operation: "readMyRight", method: .get, path: "/v1/me/can", tag: "caller",
            summary: Wording(
                vi:
                    "Tôi có được làm hoặc đọc việc đó không, theo quy tắc nào. Không ghi hồ sơ thì trả lời theo vai trò.",
                en: "Whether I may do or read that, and by which rule. Without a dossier the role answers."),
            query: [
                .required(
                    "action", .enumeration(Action.asked.map(\.name)), "Việc muốn làm hoặc điều muốn đọc.",
                    "What to do or to read."),
                .optional("dossier", .dossierNumber, "Mã hồ sơ.", "The dossier's number."),
                .optional("submission", .identifier, "Lần nộp, khi chưa có mã.", "The submission, before its number."),
            ],
            success: Wording(vi: "Được hay không, và quy tắc.", en: "Yes or no, and the rule."), problems: [.notFound],
            answer: AnswerShape.right
        ) { input throws(Problem) in
            let actor = input.caller()
            let name = input.query.string("action")
            guard let action = Action.asked.first(where: { $0.name == name }) else {
                preconditionFailure("the shape lets only known actions through")
            }
            guard let state = try dossierAskedFor(input) else {
                return .json(.object(right(service.verdict(on: action, by: actor), to: action, input)))
            }
            var answer = right(service.verdict(on: action, of: state, by: actor), to: action, input)
            answer.append("number", ifPresent: state.number.map { .string($0.text) })
            answer.append("submission", .identifier(state.id))
            answer.append("relation", ifPresent: actor.body.map { .name(state.relation(of: $0)) })
            if case .act(let command) = action {
                // A right says who, the status says when.
                answer.append("dossierStatus", .name(state.status))
                answer.append("inStatus", .bool(state.status.allowedCommands.contains(command)))
            }
            return .json(.object(answer))
        }
    }

    private func dossierAskedFor(_ input: Input<Desk>) throws(Problem) -> DossierState? {
        let reader = input.context.reader
        if let number = input.query.optionalDossierNumber("dossier") {
            return try using { () throws(ServiceError) in
                try service.dossier(number, for: input.caller(), reader: reader)
            }
        }
        guard let id = input.query.optionalIdentifier("submission", DossierID.self) else { return nil }
        return try using { () throws(ServiceError) in try service.dossier(id, for: input.caller(), reader: reader) }
    }

    private func right(_ verdict: Verdict, to action: Action, _ input: Input<Desk>) -> JSONObject {
        [
            "action": .string(action.name), "allowed": .bool(verdict.isAllowed), "rule": .name(verdict.rule),
            "sentence": .string(verdict.rule.wording[input.language]),
        ]
    }

    private func explanation(of verdict: Verdict, _ input: Input<Desk>) -> JSONValue {
        ["rule": .name(verdict.rule), "sentence": .string(verdict.rule.wording[input.language])]
    }

    private var readOnlookers: Endpoint<Desk> {
        let summary = Wording(
            vi: "Ai xem được hồ sơ này, đọc được gì, theo quy tắc nào.",
            en: "Who can see this dossier, what they read of it, and by which rule.")
        return Endpoint(
            operation: "readOnlookers", method: .get, path: "/v1/dossiers/{number}/who-can-see", tag: "dossiers",
            summary: summary, success: summary, problems: [.notFound], answer: AnswerShape.onlookers
        ) { input throws(Problem) in
            let state = try dossier(input)
            let bodies = (state.participants + state.monitors.map(Body.office)).reduce(into: [Body]()) { known, body in
                if !known.contains(body) { known.append(body) }
            }
            let emergencies = try using { () throws(ServiceError) in
                try service.runningEmergencies(of: state, reader: input.context.reader)
            }
            return .json([
                "number": .optional(state.number?.text),
                "bodies": .list(bodies) { onlooker($0, of: state, input) },
                "overseers": readings([(.administrator, .agency), (.inspector, .agency)], at: nil, of: state, input),
                "citizen": explanation(
                    of: Verdict(isAllowed: true, rule: .followOwnSlip), input),
                "emergencies": .list(emergencies) { read in
                    [
                        "by": naming(input).actor(read.actor),
                        "person": .optional(personName(read.actor, on: read.firstAt.date)),
                        "until": .optional(read.emergency?.until),
                    ]
                },
            ])
        }
    }

    private func onlooker(_ body: Body, of state: DossierState, _ input: Input<Desk>) -> JSONValue {
        let roles: [(Role, Employer)]
        switch body {
        case .office: roles = [(.postalClerk, .post), (.official, .agency)]
        case .agency: roles = [(.official, .agency), (.agencySystem, .agency)]
        }
        let catalogue = service.catalogue
        let today = service.now().date
        let postings = catalogue.document.postings.filter { posting in
            posting.validity.contains(today)
                && [posting.office.map(Body.office), posting.agency.map(Body.agency)].contains(body)
        }
        return [
            "body": naming(input).body(body), "relation": .name(state.relation(of: body)),
            "roles": readings(roles, at: body, of: state, input),
            "postings": .list(postings) { ["posting": .identifier($0.id), "role": .name($0.role)] },
        ]
    }

    /// What each of these roles would read of the dossier at that body, and by which rules.
    private func readings(
        _ roles: [(role: Role, employer: Employer)], at body: Body?, of state: DossierState, _ input: Input<Desk>
    ) -> JSONValue {
        .list(roles) { role, employer in
            let actor = Actor(credential: CredentialID("any"), role: role, body: body, employer: employer)
            let allowed = Reading.allCases.map {
                (reading: $0, verdict: service.verdict(on: .read($0), of: state, by: actor))
            }
            .filter(\.verdict.isAllowed)
            return [
                "role": .name(role),
                "reads": .list(allowed) { found in
                    [
                        "what": .string(Action.read(found.reading).name), "rule": .name(found.verdict.rule),
                        "sentence": .string(found.verdict.rule.wording[input.language]),
                    ]
                },
            ]
        }
    }
}

extension Action {
    /// What anybody may ask about: the system's own commands are nobody's. Erasing is administrators' own.
    static let asked = Action.allCases.filter { action in
        if case .act(let name) = action { return !name.isSystems || name == .erasePersonalData }
        return true
    }
}
