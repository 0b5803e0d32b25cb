import DossierDomain

/// Whether the pilot does what it was made for: each office's baseline, and its figures under each host (PIL-01…03).
///
/// Rows are added in any order and give the same report.
public struct PilotReport: Sendable {
    /// An office, before and after.
    public struct OfficePart: Hashable, Sendable {
        /// The office.
        public let office: OfficeID
        /// Who houses it on the report's last day; `nil` where it isn't in force then.
        public let host: Office.Host?
        /// Since when a post office has housed it, first of all; `nil` where none has by the last day.
        public let movedOn: CivilDate?
        /// How it worked before; `nil` where nobody measured it.
        public let baseline: Office.Baseline?
        /// Officials' postings that postal clerks free on the last day, in order.
        public let postsFreed: [PostingID]
        /// What was received while the agency housed it.
        public let agencyHosted: PilotFigures
        /// What was received while the post did.
        public let postHosted: PilotFigures
    }

    private struct GroupKey: Hashable {
        let office: OfficeID
        let group: InterlinkedGroupID
    }

    /// What one citizen's dossiers of one group come to.
    private struct Citizen {
        var first: (at: Timestamp, dossier: DossierID)
        var host: Office.Host
        var visitDays: Set<CivilDate>
        var neededDays: Set<CivilDate>
        var deliveryDays: Set<CivilDate>
        var isBroughtInPerson: Bool

        init(_ row: PilotRow) {
            first = (row.receivedAt, row.dossier)
            host = row.host
            visitDays = row.visitDays
            neededDays = row.neededDays
            deliveryDays = row.deliveryDays
            isBroughtInPerson = row.isBroughtInPerson
        }

        mutating func add(_ row: PilotRow) {
            if (row.receivedAt, row.dossier) < first {
                first = (row.receivedAt, row.dossier)
                host = row.host
            }
            visitDays.formUnion(row.visitDays)
            neededDays.formUnion(row.neededDays)
            deliveryDays.formUnion(row.deliveryDays)
            if row.isBroughtInPerson { isBroughtInPerson = true }
        }

        /// A trip to bring, where nothing was brought in person; a trip for each day on which something came to the
        /// citizen who wasn't at the counter that day anyway.
        private var tripsSpared: Int { (isBroughtInPerson ? 0 : 1) + deliveryDays.subtracting(visitDays).count }

        var figures: PilotFigures {
            var figures = PilotFigures()
            figures.citizens = 1
            figures.visits = visitDays.count
            figures.neededVisits = neededDays.count
            figures.tripsSpared = tripsSpared
            return figures
        }
    }

    private struct Place: Hashable {
        let office: OfficeID
        let host: Office.Host
    }

    private var sums: [Place: PilotFigures] = [:]
    private var citizens: [GroupKey: Citizen] = [:]

    /// Nothing counted yet.
    public init() {}

    /// Counts a dossier; each once.
    public mutating func add(_ row: PilotRow) {
        let place = Place(office: row.office, host: row.host)
        sums[place, default: PilotFigures()].add(row)
        guard let group = row.group else {
            // Nothing else is to come from that citizen's hands, so that nothing has to be kept of them.
            sums[place] = (sums[place] ?? PilotFigures()) + Citizen(row).figures
            return
        }
        let key = GroupKey(office: row.office, group: group)
        if citizens[key] == nil {
            citizens[key] = Citizen(row)
        } else {
            citizens[key]?.add(row)
        }
    }

    /// The offices of that configuration in force on a day of the period, and any other that received something, in
    /// order; with `only`, that one alone.
    public func offices(
        under catalogue: Catalogue, from: CivilDate, until: CivilDate, only: OfficeID? = nil
    ) -> [OfficePart] {
        var sums = sums
        for (key, citizen) in citizens {
            let place = Place(office: key.office, host: citizen.host)
            sums[place] = sums[place, default: PilotFigures()] + citizen.figures
        }
        let period = Validity(from: from, to: until)
        let configured = catalogue.document.offices.filter { $0.validity.overlaps(period) }.map(\.id)
        let all = Set(configured).union(sums.keys.map(\.office)).filter { only == nil || $0 == only }
        return all.sorted().map { id in
            let rows = catalogue.document.offices.filter { $0.id == id }
            let moves = rows.flatMap(\.premises).filter { $0.kind == .post && $0.from <= until }
            let freed = catalogue.document.postings
                .filter { $0.office == id && $0.employer == .post && $0.validity.contains(until) }
                .compactMap(\.frees)
            return OfficePart(
                office: id, host: catalogue.office(id, on: until)?.premises(on: until)?.kind,
                movedOn: moves.map(\.from).min(), baseline: rows.compactMap(\.baseline).first,
                postsFreed: Set(freed).sorted(),
                agencyHosted: sums[Place(office: id, host: .agency)] ?? PilotFigures(),
                postHosted: sums[Place(office: id, host: .post)] ?? PilotFigures())
        }
    }
}

extension PilotReport {
    /// What the offices add up to under one host.
    public static func total(
        of offices: [OfficePart], _ figures: (OfficePart) -> PilotFigures
    ) -> PilotFigures {
        offices.reduce(PilotFigures()) { $0 + figures($1) }
    }
}
