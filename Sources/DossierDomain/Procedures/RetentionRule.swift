/// How long personal data is kept, and by which ground (Decree 13/2023/NĐ-CP Articles 3.7 and 16).
public struct RetentionRule: Hashable, Codable, Sendable {
    /// What is kept.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A received dossier, from the day on which it ended.
        case dossier
        /// A submission that was refused at the counter, from its last act on.
        case submission
        /// Who was shown personal data, from the day of the reading on.
        case read
    }

    /// The longest time that a rule may ask for, in months: a hundred years.
    public static let monthLimit = 1_200
    /// The shortest time for records of reading, in months: whoever changes the rules may be among those they tell of, and
    /// can't have what was read within a year forgotten.
    public static let shortestForReads = 12

    /// What is kept.
    public let kind: Kind
    /// Of which procedure; `nil` for all that have no rule of their own. Records of reading are of no procedure.
    public let procedure: ProcedureCode?
    /// For how many calendar months after its end.
    public let months: Int
    /// The ground, with the article.
    public let ground: String
    /// Whether the rule was made up for demonstrations; `nil` means not.
    public let fictional: Bool?

    /// What it is told apart by.
    public var key: String { Self.key(kind, procedure) }

    /// What a rule is told apart by: the kind, with the procedure where there is one, such as `dossier.2.002307`.
    public static func key(_ kind: Kind, _ procedure: ProcedureCode?) -> String {
        procedure.map { "\(kind.rawValue).\($0.text)" } ?? kind.rawValue
    }

    /// A rule.
    public init(
        kind: Kind, procedure: ProcedureCode? = nil, months: Int, ground: String, fictional: Bool? = nil
    ) {
        self.kind = kind
        self.procedure = procedure
        self.months = months
        self.ground = ground
        self.fictional = fictional
    }
}

/// Until when something is kept: the first day on which it may be erased, and why.
public struct Retention: Hashable, Sendable {
    /// The rule.
    public let rule: RetentionRule
    /// The last day on which it is kept.
    public let keptUntil: CivilDate
}

extension Catalogue {
    /// The rule for that kind: the procedure's own, else that of all procedures.
    public func retentionRule(for kind: RetentionRule.Kind, of procedure: ProcedureCode? = nil) -> RetentionRule? {
        retentionRules[RetentionRule.key(kind, procedure)] ?? retentionRules[RetentionRule.key(kind, nil)]
    }

    /// How long the personal data of a dossier or submission is kept by today's rules; `nil` where no rule covers it, or
    /// where it goes on.
    public func retention(of state: DossierState) -> Retention? {
        guard let end = state.finishedAt,
            let rule = retentionRule(for: state.reception == nil ? .submission : .dossier, of: state.procedure.code)
        else { return nil }
        return Retention(rule: rule, keptUntil: end.date.adding(months: rule.months))
    }

    /// The rule by which personal data of a dossier or submission is due for erasure on that day; `nil` where it is kept,
    /// something about it is open, or it was erased.
    public func expiredRetention(of state: DossierState, on date: CivilDate) -> Retention? {
        guard state.personalDataErasedAt == nil, state.openMatter == nil, let retention = retention(of: state),
            retention.keptUntil < date
        else { return nil }
        return retention
    }
}

extension ConfigurationDocument {
    /// The instant from which on records of reading are kept on that day; `nil` where no rule lets any go.
    public func readsKept(on date: CivilDate) -> Timestamp? {
        retention.first { $0.kind == .read && $0.procedure == nil }
            .map { Timestamp(date.adding(months: -$0.months), .midnight) }
    }
}

extension CivilDate {
    /// The same day that many months later (earlier where negative), or the month's last where it has no such day.
    public func adding(months: Int) -> CivilDate {
        let parts = components
        let month = parts.year * 12 + parts.month - 1 + months
        let year = month >= 0 ? month / 12 : (month - 11) / 12
        for day in stride(from: parts.day, through: 28, by: -1) {
            if let date = CivilDate(year: year, month: month - year * 12 + 1, day: day) { return date }
        }
        guard let date = CivilDate(year: year, month: month - year * 12 + 1, day: min(parts.day, 28)) else {
            preconditionFailure("a date within the years 1 to 9999")
        }
        return date
    }
}
