import DossierDomain

/// The days on which a change is looked at.
struct RehearsedDays {
    /// How many days are looked at besides today.
    static let limit = 12

    /// Today, and days from then on, in order.
    private(set) var all: [CivilDate]
    /// Those of them on which units, agencies and offices may be others than the day before: plans are compared on these.
    private(set) var ofPlans: [CivilDate]
    /// How many later days were left out.
    private(set) var leftOut: Int

    /// The days on which a row that is changed begins, has ended or moves; then, as far as there is room, those on which
    /// others do, because what comes of a change may depend on both.
    init(from old: ConfigurationDocument, to new: ConfigurationDocument, on today: CivilDate) {
        var (places, changed, standing): (Set<CivilDate>, Set<CivilDate>, Set<CivilDate>) = ([], [], [])
        func note(_ validity: Validity, in days: inout Set<CivilDate>) {
            days.insert(validity.from)
            if let end = validity.to { days.insert(end.adding(days: 1)) }
        }
        func compare<Row: EffectiveDated & Hashable>(_ before: [Row], _ after: [Row], areStanding: Bool = true) {
            let (before, after) = (Set(before), Set(after))
            for row in before.symmetricDifference(after) { note(row.validity, in: &changed) }
            guard areStanding else { return }
            for row in before.intersection(after) { note(row.validity, in: &standing) }
        }
        for rows in [old, new] {
            for row in rows.units { note(row.validity, in: &places) }
            for row in rows.agencies { note(row.validity, in: &places) }
            for row in rows.offices { note(row.validity, in: &places) }
        }
        compare(old.units, new.units)
        compare(old.agencies, new.agencies)
        compare(old.offices, new.offices)
        for office in Set(old.offices).symmetricDifference(new.offices) {
            for premises in office.premises { changed.insert(premises.from) }
        }
        compare(old.counters, new.counters)
        compare(old.postings, new.postings, areStanding: false)
        compare(old.procedures, new.procedures)
        compare(old.routes, new.routes)
        changed = changed.filter { $0 > today }
        // Where nothing that is dated changes, what is dated stands as it stood.
        standing = standing.filter { $0 > today && !changed.contains($0) }
        let first = changed.sorted().prefix(Self.limit)
        let rest = standing.sorted().prefix(Self.limit - first.count)
        all = [today] + (first + rest).sorted()
        ofPlans = all.filter { $0 == today || places.contains($0) }
        leftOut = changed.count + standing.count - first.count - rest.count
    }
}

/// What of an office plans and due dates depend on, apart from the days on which it alone is closed.
struct OfficeFrame: Hashable {
    let id: OfficeID
    let agency: AgencyID
    let serves: [UnitID]
    let calendar: CalendarID

    init(_ office: Office) {
        id = office.id
        agency = office.agency
        serves = office.serves
        calendar = office.calendar
    }
}

/// The same, with the days from and to which it applies.
struct DatedOfficeFrame: Hashable {
    let frame: OfficeFrame
    let from: CivilDate
    let to: CivilDate?

    init(_ office: Office) {
        frame = OfficeFrame(office)
        from = office.validFrom
        to = office.validTo
    }
}
