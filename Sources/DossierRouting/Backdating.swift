import DossierDomain

/// What a new configuration says of days that are past: warnings, because nothing that was done since is done anew (ORG-01).
public func backdatingWarnings(
    from old: ConfigurationDocument, to new: ConfigurationDocument, on date: CivilDate
) -> [ReviewFinding] {
    var findings: [ReviewFinding] = []
    func warn(_ kind: ReviewFinding.Kind, _ id: String, _ what: String) {
        findings.append(
            ReviewFinding(
                .warning, .init(kind: kind, id: id),
                "\(what), which is past: it takes effect today, and what was done since then stays as it was done"))
    }
    func compare<Row: EffectiveDated>(
        _ kind: ReviewFinding.Kind, _ before: [Row], _ after: [Row], _ id: (Row) -> String
    ) {
        let known = Set(before.map { "\(id($0)) \($0.validFrom)" })
        for row in after where row.validFrom < date && !known.contains("\(id(row)) \(row.validFrom)") {
            warn(kind, id(row), "is new and begins on \(row.validFrom)")
        }
    }
    compare(.unit, old.units, new.units) { $0.id.text }
    compare(.agency, old.agencies, new.agencies) { $0.id.text }
    compare(.office, old.offices, new.offices) { $0.id.text }
    compare(.counter, old.counters, new.counters) { $0.id.text }
    compare(.posting, old.postings, new.postings) { $0.id.text }
    compare(.procedure, old.procedures, new.procedures) { "\($0.code)@\($0.version)" }
    compare(.route, old.routes, new.routes) { "\($0.id)@\($0.version)" }
    compare(.form, old.forms, new.forms) { "\($0.id)@\($0.version)" }
    func moves(_ document: ConfigurationDocument) -> Set<String> {
        Set(document.offices.flatMap { office in office.premises.map { "\(office.id) \($0.from)" } })
    }
    let known = moves(old)
    for office in new.offices {
        for premises in office.premises
        where premises.from < date && premises.from > office.validFrom
            && !known.contains("\(office.id) \(premises.from)")
        {
            warn(.office, office.id.text, "moves on \(premises.from)")
        }
    }
    return findings
}
