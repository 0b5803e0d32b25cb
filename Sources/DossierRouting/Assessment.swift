import DossierDomain

/// The nine indicators by which handling is assessed, and what their points mean (TT01/2018 Articles 13–15).
///
/// Each gives 0, 1 or 2 points; an indicator that nobody gave points for is left out.
public enum Assessment {
    /// The indicators for which citizens give points (TT01/2018 Article 14.3a).
    public static let ratedByCitizens: Set<Int> = [1, 3, 4, 7]

    /// Indicators 1 and 2: shorter than the law allows, as long as it allows, longer.
    public static func timeScore(_ punctuality: Punctuality) -> Int {
        switch punctuality {
        case .early: 2
        case .onTime: 1
        case .late: 0
        }
    }

    /// Indicators 3 and 4: how often, or how many bodies, somebody had to contact to complete the dossier.
    public static func contactScore(_ count: Int) -> Int {
        max(0, 2 - count)
    }

    /// Indicator 7: early or on time without a complaint that was right; 0 with one.
    public static func conductScore(_ punctuality: Punctuality, upheldComplaintCount: Int) -> Int {
        guard upheldComplaintCount == 0 else { return 0 }
        return punctuality == .early ? 2 : 1
    }

    /// Indicator 8: complaints answered in time, all of them, at least nine of ten, or fewer; 0 while one drags on.
    public static func complaintScore(count: Int, answeredInTimeCount: Int, overdueCount: Int) -> Int {
        guard overdueCount == 0 else { return 0 }
        if answeredInTimeCount == count { return 2 }
        return answeredInTimeCount * 10 >= count * 9 ? 1 : 0
    }

    /// An indicator of many dossiers, in tenths of a point: the mean, rounded to one decimal (Article 15.2a).
    public static func tenths(sum: Int, dossierCount: Int) -> Int? {
        guard dossierCount > 0 else { return nil }
        return (sum * 20 + dossierCount) / (dossierCount * 2)
    }

    /// How far somebody's task is done, by indicators 1–4 and 7 (Article 15.3a).
    public enum Fulfilment: String, Sendable, CaseIterable {
        /// From 5 points on.
        case whole
        /// From 3.5 points on: 70 % or more.
        case most
        /// Below: less than 70 %.
        case less

        /// By the sum of the indicators, in tenths of a point.
        public init(tenths: Int) {
            self = tenths >= 50 ? .whole : tenths >= 35 ? .most : .less
        }
    }

    /// The grade of a body, by all nine indicators (Article 15.3b).
    public enum Grade: String, Sendable, CaseIterable {
        /// From 15 points on (xuất sắc).
        case excellent
        /// From 12 (tốt).
        case good
        /// From 9 (khá).
        case fair
        /// From 6 (trung bình).
        case average
        /// Below (yếu).
        case weak

        /// By the sum of the indicators, in tenths of a point.
        public init(tenths: Int) {
            switch tenths {
            case 150...: self = .excellent
            case 120...: self = .good
            case 90...: self = .fair
            case 60...: self = .average
            default: self = .weak
            }
        }
    }
}

/// The points of one dossier, from its own record and from what the citizen gave (TT01/2018 Article 14.1).
public struct DossierScore: Hashable, Sendable {
    /// Points by indicator; what nothing is known of is left out.
    public let scores: [Int: Int]

    /// Scores a dossier whose result is at the counter; `nil` before.
    ///
    /// A citizen's points count where there are any; otherwise the record speaks: indicator 1 goes by the date the
    /// law sets, whatever new appointment was given, 3 by the supplements that were asked for, 7 by complaints.
    public init?(_ state: DossierState) {
        guard let readyAt = state.readyAt, let dueAt = state.lawfulDueAt else { return nil }
        let punctuality = Punctuality(doneAt: readyAt, dueAt: dueAt)
        var scores = [1: Assessment.timeScore(punctuality)]
        let contacts = (state.firstSupplementRequest == nil ? 0 : 1) + (state.handlingSupplement == nil ? 0 : 1)
        scores[3] = Assessment.contactScore(contacts)
        let upheld = state.registers?.complaints.count { $0.upheld == true } ?? 0
        scores[7] = Assessment.conductScore(punctuality, upheldComplaintCount: upheld)
        for score in state.registers?.ratings.flatMap(\.scores) ?? [] { scores[score.indicator] = score.score }
        self.scores = scores
    }
}
