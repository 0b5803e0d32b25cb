import DossierDomain
import DossierRouting

/// Names things for the reader: identity and name together, in the caller's language, as of a day.
struct Naming {
    let catalogue: Catalogue
    let language: Language
    let date: CivilDate

    private func named(_ id: String, _ vi: String?, _ en: String?) -> JSONValue {
        ["id": .string(id), "name": .optional(language == .vietnamese ? vi : en)]
    }

    func office(_ id: OfficeID) -> JSONValue {
        let office = catalogue.office(id, on: date)
        return named(id.text, office?.name, office?.nameEnglish)
    }

    func agency(_ id: AgencyID) -> JSONValue {
        let agency = catalogue.agency(id, on: date)
        return named(id.text, agency?.name, agency?.nameEnglish)
    }

    func unit(_ id: UnitID) -> JSONValue {
        let unit = catalogue.unit(id, on: date)
        return named(id.text, unit?.name, unit?.nameEnglish)
    }

    func body(_ body: Body) -> JSONValue {
        switch body {
        case .office(let id): ["kind": "office", "id": .identifier(id), "name": office(id)["name"]]
        case .agency(let id): ["kind": "agency", "id": .identifier(id), "name": agency(id)["name"]]
        }
    }

    func custodian(_ custodian: Custodian) -> JSONValue {
        switch custodian {
        case .body(let body): self.body(body)
        case .carrier(let name): ["kind": "carrier", "name": .string(name)]
        }
    }

    func procedure(_ reference: ProcedureReference) -> JSONValue {
        let procedure = catalogue.procedure(reference)
        return [
            "code": .identifier(reference.code), "version": .count(reference.version),
            "name": .optional(language == .vietnamese ? procedure?.name : procedure?.nameEnglish),
        ]
    }

    func step(_ id: StepID, of route: RouteReference?) -> JSONValue {
        let step = route.flatMap { catalogue.route($0)?.step(id) }
        return named(id.text, step?.name, step?.nameEnglish)
    }

    func step(_ step: Route.Step) -> JSONValue {
        named(step.id.text, step.name, step.nameEnglish)
    }

    func actor(_ actor: Actor) -> JSONValue {
        [
            "credential": .identifier(actor.credential), "role": .name(actor.role),
            "employer": .name(actor.employer), "body": actor.body.map(body), "counter": .optional(actor.counter),
            "posting": .optional(actor.posting),
        ]
    }
}

extension TimeAllowance {
    /// The limit as ISO 8601 can't say it, because it has no working days: an object with its own unit.
    var json: JSONValue {
        var object: JSONObject =
            switch limit {
            case .workingDays(let count): ["workingDays": .count(count)]
            case .calendarDays(let count): ["calendarDays": .count(count)]
            case .workingHours(let count): ["workingHours": .count(count)]
            case .sameDay: ["sameDay": true]
            }
        object.append("cutOff", ifPresent: cutOff.map { .string($0.description) })
        return .object(object)
    }
}
