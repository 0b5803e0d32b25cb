import DossierDomain
import DossierRouting

/// Names for sentences: what the catalogue calls a thing, in both languages.
///
/// What has ceased keeps its last name. Only what the configuration doesn't know is told by its identifier, in quotes.
struct Words {
    let catalogue: Catalogue
    let date: CivilDate

    func body(_ body: Body) -> Wording {
        switch body {
        case .office(let id): office(id)
        case .agency(let id): agency(id)
        }
    }

    func office(_ id: OfficeID) -> Wording {
        let office = catalogue.office(id, on: date) ?? catalogue.document.offices.last { $0.id == id }
        return name(office?.name, office?.nameEnglish, or: id.text)
    }

    func agency(_ id: AgencyID) -> Wording {
        let agency = catalogue.agency(id, on: date) ?? catalogue.document.agencies.last { $0.id == id }
        return name(agency?.name, agency?.nameEnglish, or: id.text)
    }

    /// The agency whose identifier stands in numbers; both forms of it name the same one.
    func agency(_ identifier: AgencyIdentifier) -> Wording {
        let same = catalogue.document.agencies.filter { $0.identifier.shortForm == identifier.shortForm }
        let agency = same.first { $0.validity.contains(date) } ?? same.last
        return name(agency?.name, agency?.nameEnglish, or: identifier.text)
    }

    func custodian(_ custodian: Custodian) -> Wording {
        switch custodian {
        case .carrier(let name): Wording(vi: "đơn vị vận chuyển \(name)", en: "the carrier \(name)")
        case .applicant: Wording(vi: "người nộp hồ sơ", en: "the applicant")
        case .body(let body): self.body(body)
        }
    }

    func unit(_ id: UnitID) -> Wording {
        let unit = catalogue.unit(id, on: date) ?? catalogue.document.units.last { $0.id == id }
        return name(unit?.name, unit?.nameEnglish, or: id.text)
    }

    func level(_ id: LevelID) -> Wording {
        let level = catalogue.level(id)
        return name(level?.name, level?.nameEnglish, or: id.text)
    }

    /// Name and national code, by which clerks know procedures.
    func procedure(_ code: ProcedureCode) -> Wording {
        let procedure =
            catalogue.procedure(code, on: date) ?? catalogue.document.procedures.last { $0.code == code }
        guard let procedure else { return Wording(vi: code.text, en: code.text) }
        return Wording(
            vi: "“\(procedure.name)” (\(code.text))", en: "“\(procedure.nameEnglish)” (\(code.text))")
    }

    /// The papers by the names of the procedure's list, which are Vietnamese.
    func documents(_ ids: [DocumentID], of procedure: ProcedureReference) -> String {
        ids.map { document($0, of: procedure) }.joined(separator: ", ")
    }

    /// A paper by the name of the procedure's list, which is Vietnamese.
    func document(_ id: DocumentID, of procedure: ProcedureReference) -> String {
        let document = catalogue.procedure(procedure)?.documents.first { $0.id == id }
        return "“\(document?.name ?? id.text)”"
    }

    /// A fee by the procedure's name for it, which is Vietnamese.
    func fee(_ id: String, of procedure: ProcedureReference) -> String {
        let fee = catalogue.procedure(procedure)?.fees.first { $0.id == id }
        return "“\(fee?.name ?? id)”"
    }

    func step(_ id: StepID, of route: Route?) -> Wording {
        let step = route?.step(id)
        return Wording(vi: "“\(step?.name ?? id.text)”", en: "“\(step?.nameEnglish ?? id.text)”")
    }

    private func name(_ vi: String?, _ en: String?, or id: String) -> Wording {
        Wording(vi: vi ?? "“\(id)”", en: en ?? "“\(id)”")
    }
}
