/// From when to when something configured applies (ORG-01), both days included.
public struct Validity: Hashable, Sendable {
    /// First day.
    public let from: CivilDate
    /// Last day; `nil` while no end is known.
    public let to: CivilDate?

    /// A span of days; open where no last day is given.
    public init(from: CivilDate, to: CivilDate? = nil) {
        self.from = from
        self.to = to
    }

    /// Whether that day lies within.
    public func contains(_ date: CivilDate) -> Bool {
        guard date >= from else { return false }
        guard let to else { return true }
        return date <= to
    }

    /// Whether the two spans share a day.
    public func overlaps(_ other: Validity) -> Bool {
        let startsBeforeOtherEnds = other.to.map { from <= $0 } ?? true
        let otherStartsBeforeEnd = to.map { other.from <= $0 } ?? true
        return startsBeforeOtherEnds && otherStartsBeforeEnd
    }
}

/// Something configured that applies from a day to a day.
///
/// The same identity may stand several times with spans that don't overlap: that is how a unit changes its
/// name or code, and an office its agency, without becoming another one (ORG-01, ORG-03).
public protocol EffectiveDated: Sendable {
    /// First day on which it applies.
    var validFrom: CivilDate { get }
    /// Last day on which it applies; `nil` while no end is known.
    var validTo: CivilDate? { get set }
}

extension EffectiveDated {
    /// From when to when it applies.
    public var validity: Validity { Validity(from: validFrom, to: validTo) }
}

/// Where a configured value comes from.
public enum Basis: String, Codable, Sendable, CaseIterable {
    /// A public source gives it.
    case source
    /// Nobody gives it; it was assumed to make the pilot run.
    case assumed
    /// It was made up and must never be presented as official.
    case madeUp = "made-up"
}
