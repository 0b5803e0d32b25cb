import DossierDomain

/// A figure whose rows can be asked for (PIL-02); its formula stands in docs/pilot.md.
public enum PilotFigure: String, Sendable, CaseIterable {
    /// Every dossier received.
    case dossiers
    /// Received by postal staff, brought or delivered by post.
    case throughPost = "through-post"
    /// Received by postal staff.
    case receivedByPost = "received-by-post"
    /// Brought by public post.
    case broughtByPost = "brought-by-post"
    /// Whose result or papers went by post.
    case deliveredByPost = "delivered-by-post"
    /// With a first result.
    case results
    /// On time.
    case onTime = "on-time"
    /// Late.
    case late
    /// For which a citizen came in person at all.
    case visits
    /// For which a citizen came more often than needed.
    case extraVisits = "extra-visits"
    /// Where a trip was spared.
    case tripsSpared = "trips-spared"

    /// Whether it counts that dossier by itself; of an interlinked group the report counts days together.
    public func counts(_ row: PilotRow) -> Bool {
        switch self {
        case .dossiers: true
        case .throughPost: row.isThroughPost
        case .receivedByPost: row.isReceivedByPost
        case .broughtByPost: row.isBroughtByPost
        case .deliveredByPost: row.isDeliveredByPost
        case .results: row.resultAt != nil
        case .onTime: row.standing == .onTime
        case .late: row.standing == .late
        case .visits: !row.visitDays.isEmpty
        case .extraVisits: row.visitDays.count > row.neededDays.count
        case .tripsSpared: !row.isBroughtInPerson || !row.deliveryDays.isSubset(of: row.visitDays)
        }
    }
}

/// What the dossiers of one office under one host, or of many, add up to: whole counts alone, so that sums are exact.
public struct PilotFigures: Hashable, Sendable {
    /// Dossiers received.
    public var dossiers = 0
    /// Citizens who brought them: an interlinked group counts one (PIL-03).
    public var citizens = 0
    /// In which the post had a part.
    public var throughPost = 0
    /// Received by postal staff.
    public var receivedByPost = 0
    /// Brought by public post.
    public var broughtByPost = 0
    /// Delivered by post.
    public var deliveredByPost = 0
    /// With a first result.
    public var results = 0
    /// On time.
    public var onTime = 0
    /// Late.
    public var late = 0
    /// Calendar days from reception to first result, over the results.
    public var daysToResult = 0
    /// Visits, over the citizens.
    public var visits = 0
    /// Visits that were needed, over the citizens.
    public var neededVisits = 0
    /// Trips that were spared, over the citizens.
    public var tripsSpared = 0

    /// Nothing counted.
    public init() {}

    /// Per mille of dossiers in which the post had a part; `nil` where there are none.
    public var throughPostPerMille: Int? { Self.rounded(throughPost * 1_000, by: dossiers) }
    /// Per mille of the judged that were on time; `nil` where none was judged.
    public var onTimePerMille: Int? { Self.rounded(onTime * 1_000, by: onTime + late) }
    /// Mean days to the first result, in tenths; `nil` where there is none.
    public var daysToResultTenths: Int? { Self.rounded(daysToResult * 10, by: results) }
    /// Visits for each dossier, in hundredths; `nil` where there are none.
    public var visitsPerDossierHundredths: Int? { Self.rounded(visits * 100, by: dossiers) }

    /// A quotient to the nearest whole, halves up; neither is negative.
    static func rounded(_ dividend: Int, by divisor: Int) -> Int? {
        divisor == 0 ? nil : (2 * dividend + divisor) / (2 * divisor)
    }

    /// The sums of both.
    public static func + (left: PilotFigures, right: PilotFigures) -> PilotFigures {
        var sum = left
        sum.dossiers += right.dossiers
        sum.citizens += right.citizens
        sum.throughPost += right.throughPost
        sum.receivedByPost += right.receivedByPost
        sum.broughtByPost += right.broughtByPost
        sum.deliveredByPost += right.deliveredByPost
        sum.results += right.results
        sum.onTime += right.onTime
        sum.late += right.late
        sum.daysToResult += right.daysToResult
        sum.visits += right.visits
        sum.neededVisits += right.neededVisits
        sum.tripsSpared += right.tripsSpared
        return sum
    }

    mutating func add(_ row: PilotRow) {
        dossiers += 1
        if row.isThroughPost { throughPost += 1 }
        if row.isReceivedByPost { receivedByPost += 1 }
        if row.isBroughtByPost { broughtByPost += 1 }
        if row.isDeliveredByPost { deliveredByPost += 1 }
        if let days = row.daysToResult {
            results += 1
            daysToResult += days
        }
        if row.standing == .onTime { onTime += 1 }
        if row.standing == .late { late += 1 }
    }
}

extension Office.Baseline {
    /// What was counted before the move, as the report's own figures; what nobody counted then is 0.
    public var figures: PilotFigures {
        var figures = PilotFigures()
        figures.dossiers = dossiers
        figures.results = results
        figures.onTime = onTime
        figures.late = results - onTime
        figures.daysToResult = daysToResult
        figures.visits = visits ?? 0
        return figures
    }
}
