import DossierDomain

extension Procedure {
    func ending(on date: CivilDate?) -> Procedure {
        Procedure(
            code: code, version: version, validity: Validity(from: validFrom, to: date), name: name,
            nameEnglish: nameEnglish, field: field, level: level, timeLimit: timeLimit, route: route,
            channels: channels, slip: slip, fees: fees, documents: documents, result: result,
            legalBasis: legalBasis, options: options, supplementWorkingDays: supplementWorkingDays, basis: basis,
            notes: notes)
    }
}

extension Route {
    func ending(on date: CivilDate?) -> Route {
        Route(
            id: id, version: version, validity: Validity(from: validFrom, to: date), name: name,
            nameEnglish: nameEnglish, stages: stages, basis: basis, notes: notes)
    }
}

extension FormSet {
    func ending(on date: CivilDate?) -> FormSet {
        FormSet(
            id: id, version: version, validity: Validity(from: validFrom, to: date), legalBasis: legalBasis,
            forms: forms, parts: parts)
    }
}

extension AdministrativeUnit {
    func ending(on date: CivilDate?) -> AdministrativeUnit {
        AdministrativeUnit(
            id: id, level: level, parent: parent, code: code, kind: kind, name: name, nameEnglish: nameEnglish,
            validity: Validity(from: validFrom, to: date), remote: remote, basis: basis)
    }
}

extension Agency {
    func ending(on date: CivilDate?) -> Agency {
        Agency(
            id: id, name: name, nameEnglish: nameEnglish, unit: unit, fields: fields, identifier: identifier,
            identifierBasis: identifierBasis, office: office, validity: Validity(from: validFrom, to: date),
            basis: basis)
    }
}

extension Office {
    func ending(on date: CivilDate?) -> Office {
        Office(
            id: id, name: name, nameEnglish: nameEnglish, agency: agency, serves: serves, calendar: calendar,
            address: address, phone: phone, premises: premises, plannedMove: plannedMove, closures: closures,
            validity: Validity(from: validFrom, to: date), basis: basis)
    }
}

extension Counter {
    func ending(on date: CivilDate?) -> Counter {
        Counter(
            id: id, office: office, name: name, confirmation: confirmation, alsoReceives: alsoReceives,
            validity: Validity(from: validFrom, to: date), basis: basis)
    }
}
