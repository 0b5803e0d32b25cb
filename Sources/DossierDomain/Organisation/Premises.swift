/// What premises must be before an office moves into a post office (ORG-05): easy to reach, to find, to recognise, and
/// equipped.
public enum PremisesCriterion: String, Codable, Sendable, CaseIterable {
    /// Dễ đến: citizens of the unit reach it easily.
    case reachable
    /// Dễ tìm: it is where citizens look for it.
    case findable
    /// Dễ nhận biết: signs say what it is.
    case recognisable
    /// Đủ trang thiết bị: counters, waiting space, line, computer, printer and scanner.
    case equipped
}

extension Office {
    /// What somebody found about one criterion, with what shows it, who and when (ORG-05).
    public struct Finding: Hashable, Codable, Sendable {
        /// The criterion.
        public let criterion: PremisesCriterion
        /// Whether it is met.
        public let met: Bool
        /// What shows it: minutes, a photograph's file number, a measurement.
        public let evidence: String
        /// Who found it, by office and function.
        public let by: String
        /// On which day.
        public let on: CivilDate
        /// Where the entry comes from.
        public let basis: Basis?

        /// A finding.
        public init(
            _ criterion: PremisesCriterion, met: Bool, evidence: String, by: String, on: CivilDate,
            basis: Basis? = nil
        ) {
            self.criterion = criterion
            self.met = met
            self.evidence = evidence
            self.by = by
            self.on = on
            self.basis = basis
        }
    }

    /// Where the office sits from a day on; its dossiers don't notice a move (ORG-04).
    public struct Premises: Hashable, Codable, Sendable {
        /// Who houses it.
        public let kind: Host
        /// From which day.
        public let from: CivilDate
        /// Name of the place, where known.
        public let place: String?
        /// What was found about the criteria; a post office needs all of them met (ORG-05).
        public let findings: [Finding]?
        /// Where the entry comes from.
        public let basis: Basis?

        /// Premises from a day on.
        public init(
            kind: Host, from: CivilDate, place: String? = nil, findings: [Finding]? = nil, basis: Basis? = nil
        ) {
            self.kind = kind
            self.from = from
            self.place = place
            self.findings = findings
            self.basis = basis
        }
    }

    /// A move that is planned: it takes effect only once it stands among the premises, with its criteria met (ORG-05).
    public struct PlannedMove: Hashable, Codable, Sendable {
        /// Who is to house it.
        public let kind: Host
        /// Name of the place, where it is chosen.
        public let place: String?
        /// The day aimed at.
        public let target: CivilDate
        /// What was found about the criteria so far.
        public let findings: [Finding]?
        /// Where the entry comes from.
        public let basis: Basis?

        /// A planned move.
        public init(
            kind: Host, place: String? = nil, target: CivilDate, findings: [Finding]? = nil, basis: Basis? = nil
        ) {
            self.kind = kind
            self.place = place
            self.target = target
            self.findings = findings
            self.basis = basis
        }
    }

    /// The criteria that these findings don't show as met by that day: the newest finding of each counts.
    public static func unmetCriteria(of findings: [Finding], by date: CivilDate) -> [PremisesCriterion] {
        PremisesCriterion.allCases.filter { criterion in
            let known = findings.filter { $0.criterion == criterion && $0.on <= date }
            return known.max { $0.on < $1.on }?.met != true
        }
    }
}
