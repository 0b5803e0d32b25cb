import DossierDomain
import DossierRouting

/// Names things for the reader: identity and name together, in the caller's language, as of a day.
struct Naming {
    let catalogue: Catalogue
    let language: Language
    let date: CivilDate
    /// What was named before.
    var memory: NameMemory?

    private func named(_ id: String, _ vi: String?, _ en: String?) -> JSONValue {
        ["id": .string(id), "name": .optional(name(vi, en))]
    }

    private func name(_ vi: String?, _ en: String?) -> String? {
        language == .vietnamese ? vi : en
    }

    /// What was written for the same thing before, or is written now.
    private func remembered(_ key: NameMemory.Key, _ make: () -> JSONValue) -> JSONValue {
        guard let memory else { return make() }
        return memory.value(of: key, under: catalogue.version, language, date, make)
    }

    func office(_ id: OfficeID) -> JSONValue {
        remembered(.init(.office, id.text)) {
            let office = catalogue.office(id, on: date)
            return named(id.text, office?.name, office?.nameEnglish)
        }
    }

    func agency(_ id: AgencyID) -> JSONValue {
        remembered(.init(.agency, id.text)) {
            let agency = catalogue.agency(id, on: date)
            return named(id.text, agency?.name, agency?.nameEnglish)
        }
    }

    func unit(_ id: UnitID) -> JSONValue {
        remembered(.init(.unit, id.text)) {
            let unit = catalogue.unit(id, on: date)
            return named(id.text, unit?.name, unit?.nameEnglish)
        }
    }

    func body(_ body: Body) -> JSONValue {
        switch body {
        case .office(let id):
            remembered(.init(.officeAsBody, id.text)) {
                let office = catalogue.office(id, on: date)
                return [
                    "kind": "office", "id": .identifier(id), "name": .optional(name(office?.name, office?.nameEnglish)),
                ]
            }
        case .agency(let id):
            remembered(.init(.agencyAsBody, id.text)) {
                let agency = catalogue.agency(id, on: date)
                return [
                    "kind": "agency", "id": .identifier(id), "name": .optional(name(agency?.name, agency?.nameEnglish)),
                ]
            }
        }
    }

    /// Names for sentences, in both languages.
    var words: Words { Words(catalogue: catalogue, date: date) }

    func custodian(_ custodian: Custodian) -> JSONValue {
        switch custodian {
        case .body(let body): self.body(body)
        case .carrier(let name): ["kind": "carrier", "name": .string(name)]
        case .applicant: ["kind": "applicant"]
        }
    }

    func procedure(_ reference: ProcedureReference) -> JSONValue {
        remembered(.init(.procedure, reference.code.text, version: reference.version)) {
            let procedure = catalogue.procedure(reference)
            return [
                "code": .identifier(reference.code), "version": .count(reference.version),
                "name": .optional(name(procedure?.name, procedure?.nameEnglish)),
            ]
        }
    }

    /// The fees of a procedure.
    func fees(of reference: ProcedureReference) -> JSONValue {
        remembered(.init(.fees, reference.code.text, version: reference.version)) {
            .list(catalogue.procedure(reference)?.fees ?? []) { fee in
                [
                    "id": .string(fee.id), "name": .string(fee.name), "amountVND": .count(fee.amountVND),
                    "per": .name(fee.per),
                ]
            }
        }
    }

    func step(_ id: StepID, of route: RouteReference?) -> JSONValue {
        remembered(.init(.step, id.text, within: route?.id.text ?? "", version: route?.version ?? 0)) {
            let step = route.flatMap { catalogue.route($0)?.step(id) }
            return named(id.text, step?.name, step?.nameEnglish)
        }
    }

    func step(_ step: Route.Step) -> JSONValue {
        named(step.id.text, step.name, step.nameEnglish)
    }

    func actor(_ actor: Actor) -> JSONValue {
        remembered(.init(actor)) {
            [
                "credential": .identifier(actor.credential), "role": .name(actor.role),
                "employer": .name(actor.employer), "body": actor.body.map(body), "counter": .optional(actor.counter),
                "posting": .optional(actor.posting), "performer": .optional(actor.performer),
            ]
        }
    }
}

/// What was named before, as written JSON: an answer names some twenty things, nearly always the same ones.
///
/// Belongs to one loop. It forgets everything when another configuration or another day is asked for.
final class NameMemory {
    /// How many names are kept at the most.
    static let limit = 16_384

    /// What is named.
    struct Key: Hashable {
        enum Kind: Hashable {
            case office, agency, unit, officeAsBody, agencyAsBody, procedure, fees, step, actor
        }

        let kind: Kind
        let id: String
        var within = ""
        var version = 0
        var actor: Actor?

        init(_ kind: Kind, _ id: String, within: String = "", version: Int = 0) {
            self.kind = kind
            self.id = id
            self.within = within
            self.version = version
        }

        init(_ actor: Actor) {
            kind = .actor
            id = actor.credential.text
            self.actor = actor
        }

        // By hand, because hashing all fields of an actor would cost more than what is remembered. A credential may
        // have stood at several counters over the years.
        func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            hasher.combine(id)
            switch actor?.body {
            case .office(let office): hasher.combine(office.text)
            case .agency(let agency): hasher.combine(agency.text)
            case nil: break
            }
        }
    }

    private var configuration = -1
    private var date = CivilDate(dayNumber: .min)
    private var vietnamese: [Key: JSONValue] = [:]
    private var english: [Key: JSONValue] = [:]

    func value(
        of key: Key, under configuration: Int, _ language: Language, _ date: CivilDate, _ make: () -> JSONValue
    ) -> JSONValue {
        if configuration != self.configuration || date != self.date || vietnamese.count + english.count > Self.limit {
            vietnamese.removeAll()
            english.removeAll()
            self.configuration = configuration
            self.date = date
        }
        if let known = language == .vietnamese ? vietnamese[key] : english[key] { return known }
        let written = JSONValue.written(make().encoded())
        if language == .vietnamese { vietnamese[key] = written } else { english[key] = written }
        return written
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
