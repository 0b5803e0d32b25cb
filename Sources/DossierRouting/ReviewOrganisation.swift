import DossierDomain

extension Review {
    /// Levels: at least one, keys and ranks unique (ORG-02).
    mutating func judgeLevels() {
        guard !document.levels.isEmpty else {
            return error(.level, "*", "there is no level: give at least one")
        }
        var ids: Set<LevelID> = []
        var byRank: [Int: LevelID] = [:]
        for level in document.levels {
            if !ids.insert(level.id).inserted { error(.level, level.id, "stands twice") }
            if let other = byRank.updateValue(level.id, forKey: level.rank) {
                error(.level, level.id, "has rank \(level.rank) like \(other): each level needs its own")
            }
        }
    }

    /// Units: one tree, each parent of a strictly higher level; hence no circles (ORG-02, ORG-03).
    mutating func judgeUnits() {
        judgeSpans(.unit, document.units, by: \.id)
        for unit in document.units {
            guard let level = levels[unit.level] else {
                error(.unit, unit.id, "refers to level \(unit.level), which doesn't exist")
                continue
            }
            guard let parent = unit.parent else { continue }
            judgeReference(.unit, unit.id, to: "parent \(parent)", rows: units[parent], during: unit.validity)
            for row in units[parent, default: []] where row.validity.overlaps(unit.validity) {
                guard let above = levels[row.level], above.rank >= level.rank else { continue }
                error(
                    .unit, unit.id,
                    "lies in \(parent), whose level \(above.id) is not above its own level \(level.id): a parent is "
                        + "of a higher level, and no unit lies within itself")
            }
        }
        let roots = document.units.filter { $0.parent == nil }
        if roots.isEmpty { error(.unit, "*", "no unit is without a parent: the highest one has none") }
        for (first, second) in overlaps(roots, by: { _ in 0 }, differ: { $0.id != $1.id }) {
            error(.unit, second.id, "has no parent, like \(first.id): exactly one unit is the highest")
        }
    }

    /// Agencies: references in force, identifiers and fields unequivocal on every day (RTE-01, TT01/2018 19).
    mutating func judgeAgencies() {
        judgeSpans(.agency, document.agencies, by: \.id)
        for agency in document.agencies {
            let span = agency.validity
            judgeReference(
                .agency, agency.id, to: "unit \(agency.unit)", rows: units[agency.unit], during: span)
            judgeReference(
                .agency, agency.id, to: "office \(agency.office)", rows: offices[agency.office], during: span)
        }
        let sameIdentifier = overlaps(
            document.agencies, by: \.identifier.shortForm, differ: { $0.id != $1.id })
        for (first, second) in sameIdentifier {
            error(
                .agency, second.id,
                "has identifier \(second.identifier) like \(first.id) on the same days: their dossier numbers would "
                    + "collide")
        }
        let answering = document.agencies.flatMap { agency in
            agency.fields.map { AnsweringAgency(agency: agency, field: $0) }
        }
        let sameField = overlaps(
            answering, by: { "\($0.agency.unit) \($0.field)" }, differ: { $0.agency.id != $1.agency.id })
        for (first, second) in sameField {
            error(
                .agency, second.agency.id,
                "answers for field \(second.field) of unit \(second.agency.unit) like \(first.agency.id) on the same "
                    + "days: a route could not choose")
        }
    }

    /// Offices: each serves a unit, no unit has two, and the references are in force (ORG-04).
    mutating func judgeOffices() {
        judgeSpans(.office, document.offices, by: \.id)
        for office in document.offices {
            let span = office.validity
            judgeReference(
                .office, office.id, to: "agency \(office.agency)", rows: agencies[office.agency], during: span
            )
            if calendars[office.calendar] == nil {
                error(.office, office.id, "refers to calendar \(office.calendar), which doesn't exist")
            }
            if office.serves.isEmpty { error(.office, office.id, "serves no unit: give at least one") }
            if Set(office.serves).count < office.serves.count {
                error(.office, office.id, "serves a unit twice")
            }
            for unit in office.serves {
                judgeReference(.office, office.id, to: "unit \(unit)", rows: units[unit], during: span)
            }
            judgePremises(of: office)
        }
        let serving = document.offices.flatMap { office in
            office.serves.map { ServingOffice(office: office, unit: $0) }
        }
        for (first, second) in overlaps(serving, by: \.unit, differ: { $0.office.id != $1.office.id }) {
            error(
                .office, second.office.id,
                "serves unit \(second.unit) like \(first.office.id) on the same days: a unit has one office at a time"
            )
        }
    }

    /// Counters: their office in force, their lists of known procedures (ORG-06).
    mutating func judgeCounters() {
        judgeSpans(.counter, document.counters, by: \.id)
        for counter in document.counters {
            judgeReference(
                .counter, counter.id, to: "office \(counter.office)", rows: offices[counter.office],
                during: counter.validity)
            if Set(counter.alsoReceives).count < counter.alsoReceives.count {
                error(.counter, counter.id, "receives a procedure twice over")
            }
            for code in counter.alsoReceives where !procedureCodes.contains(code) {
                error(.counter, counter.id, "also receives procedure \(code), which doesn't exist")
            }
        }
    }

    /// People and postings: who works where, employed by whom, without contradiction (ORG-07, SEC-03).
    mutating func judgePeople() {
        var ids: Set<PersonID> = []
        for person in document.people where !ids.insert(person.id).inserted {
            error(.person, person.id, "stands twice")
        }
        judgeSpans(.posting, document.postings, by: \.id)
        var holders: [PostingID: PersonID] = [:]
        for posting in document.postings {
            let holder = holders[posting.id] ?? posting.person
            holders[posting.id] = holder
            if holder != posting.person {
                error(
                    .posting, posting.id,
                    "is \(holder)'s and \(posting.person)'s: one posting is one person's, because sessions, tokens and the "
                        + "record name it alone: give the other a posting of their own")
            }
            if !people.contains(posting.person) {
                error(.posting, posting.id, "refers to person \(posting.person), who doesn't exist")
            }
            judgePlace(of: posting)
            judgeRelations(of: posting)
            switch (posting.role, posting.employer) {
            case (.postalClerk, .post), (.official, .agency), (.agencySystem, .agency),
                (.administrator, .agency), (.inspector, .agency):
                break
            case (.postalClerk, .agency):
                error(
                    .posting, posting.id,
                    "is a postal clerk employed by an agency: the post employs postal clerks")
            case (.citizen, _):
                error(.posting, posting.id, "is a citizen: citizens have no posting")
            case (.official, .post), (.agencySystem, .post), (.administrator, .post), (.inspector, .post):
                error(
                    .posting, posting.id,
                    "is \(posting.role.rawValue) employed by the post: nobody employed by the post is more than a "
                        + "postal clerk")
            }
        }
    }
}

private struct AnsweringAgency: EffectiveDated {
    var agency: Agency
    let field: Agency.Field
    var validFrom: CivilDate { agency.validFrom }
    var validTo: CivilDate? {
        get { agency.validTo }
        set { agency.validTo = newValue }
    }
}

private struct ServingOffice: EffectiveDated {
    var office: Office
    let unit: UnitID
    var validFrom: CivilDate { office.validFrom }
    var validTo: CivilDate? {
        get { office.validTo }
        set { office.validTo = newValue }
    }
}
