import DossierDomain
import DossierTesting

/// How often each procedure is asked for, per mille. Assumed: certified copies lead everywhere in the communes'
/// reports, then civil status and residence; allowances are rare. Procedures without an entry come once a mille.
private let frequency: [String: Int] = [
    "2.000815": 440, "2.000884": 80, "2.001035": 25, "1.001193": 60, "1.000656": 25, "1.000894": 25, "1.004873": 55,
    "2.000635": 55, "1.004859": 12, "1.001022": 2, "1.004194": 60, "1.004222": 45, "2.000986": 30, "2.001023": 12,
    "1.001612": 12, "2.000720": 5, "1.001570": 3, "1.001266": 3, "2.000575": 1, "1.001776": 12, "1.001731": 6,
    "1.001699": 6, "1.001653": 2, "1.011607": 8, "2.002307": 4, "1.010803": 3, "1.010816": 1, "1.010833": 1,
    "1.001257": 1, "2.001396": 1, "1.014359": 1, "1.002010": 1, "2.001583": 3,
]

/// Where somebody hands in.
struct Desk: Sendable {
    let counter: CounterID
    let office: OfficeID
    /// The agency that gives the number.
    let agency: AgencyIdentifier
    /// Whether the post keeps it.
    let isPostal: Bool
    /// Where its applicants live, with the name up to the province.
    let homes: [(unit: UnitID, place: String)]
}

/// Which procedures are asked for, and at which desks.
struct ProcedureMix: Sendable {
    /// A procedure with the desks that receive it.
    struct Entry: Sendable {
        let procedure: Procedure
        let desks: Weighted<Desk>
    }

    let entries: Weighted<Entry>

    /// The mix of a catalogue on a day; the seed settles which desks are the busy ones.
    init(_ catalogue: Catalogue, on date: CivilDate, seed: UInt64) throws {
        var busy = SeededGenerator(seed: seed)
        let desks = catalogue.offices(on: date).flatMap { office in
            // A commune of a few thousand people, a ward of twenty thousand: one to eight times as busy.
            let weight = 1 + busy.below(8)
            return catalogue.counters(of: office.id, on: date).compactMap { counter in
                Self.desk(counter, at: office, in: catalogue, on: date).map { (counter, $0, weight) }
            }
        }
        var entries: [(Entry, Int)] = []
        for procedure in catalogue.procedures(on: date) {
            let receiving = desks.filter { catalogue.receives(procedure, at: $0.0, on: date) }.map { ($0.1, $0.2) }
            guard !receiving.isEmpty else { continue }
            entries.append(
                (Entry(procedure: procedure, desks: Weighted(receiving)), frequency[procedure.code.text] ?? 1))
        }
        guard !entries.isEmpty else { throw Failure("No counter of the configuration receives any procedure.") }
        self.entries = Weighted(entries)
    }

    private static func desk(
        _ counter: Counter, at office: Office, in catalogue: Catalogue, on date: CivilDate
    ) -> Desk? {
        guard let agency = catalogue.agency(office.agency, on: date), let served = office.serves.first else {
            return nil
        }
        let homes = catalogue.document.units.filter { unit in
            unit.validity.contains(date)
                && (unit.id == served || isWithin(unit, served, catalogue, date) && isLowest(unit, catalogue))
        }.map { ($0.id, place(of: $0, in: catalogue, on: date)) }
        return Desk(
            counter: counter.id, office: office.id, agency: agency.identifier,
            isPostal: office.premises(on: date)?.kind == .post,
            homes: homes.count > 1 ? homes.filter { $0.0 != served } : homes)
    }

    private static func isWithin(
        _ unit: AdministrativeUnit, _ ancestor: UnitID, _ catalogue: Catalogue, _ date: CivilDate
    ) -> Bool {
        guard let level = catalogue.unit(ancestor, on: date)?.level else { return false }
        return catalogue.ancestor(of: unit.id, level: level, on: date) == ancestor
    }

    private static func isLowest(_ unit: AdministrativeUnit, _ catalogue: Catalogue) -> Bool {
        let ranks = catalogue.document.levels.map(\.rank)
        return catalogue.level(unit.level)?.rank == ranks.max()
    }

    private static func place(of unit: AdministrativeUnit, in catalogue: Catalogue, on date: CivilDate) -> String {
        var names = [unit.name]
        var parent = unit.parent
        while let id = parent, let found = catalogue.unit(id, on: date), names.count < 4 {
            names.append(found.name)
            parent = found.parent
        }
        return names.joined(separator: ", ")
    }
}
