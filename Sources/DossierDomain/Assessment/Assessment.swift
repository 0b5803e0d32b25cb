/// The nine indicators by which the handling of a period is assessed, and what their points mean (TT01/2018
/// Articles 13–15).
///
/// Each gives 0, 1 or 2 points; an indicator that nobody gave points for is left out. Dossiers, complaints
/// and inspections are added one by one; what they come to is asked for at the end.
public struct Assessment: Hashable, Sendable {
    /// An indicator, or a body's part of indicator 2, in tenths of a point.
    public struct Mean: Hashable, Sendable {
        /// Tenths of a point, 0–20.
        public let tenths: Int
        /// Over how many: dossiers, times that bodies took, complaints, or the one inspection that counts.
        public let count: Int
    }

    private struct Sum: Hashable {
        var points = 0
        var count = 0

        mutating func add(_ score: Int) {
            points += score
            count += 1
        }

        var mean: Mean? {
            Assessment.tenths(sum: points, count: count).map { Mean(tenths: $0, count: count) }
        }
    }

    /// Who is assessed.
    public let body: Body
    /// How many dossiers have a result at the counter.
    public private(set) var dossierCount = 0
    /// How many complaints came.
    public private(set) var complaintCount = 0
    private var sums: [Int: Sum] = [:]
    private var times: [AgencyID: Sum] = [:]
    private var complaintsByStanding: [ComplaintStanding: Int] = [:]
    private var inspected: [Int: Inspection] = [:]

    /// Nothing assessed yet.
    public init(of body: Body) {
        self.body = body
    }

    /// Adds a dossier; of an agency only where it took part in it.
    public mutating func add(_ dossier: DossierScore) {
        var times = dossier.times
        if case .agency(let agency) = body {
            guard let own = times[agency] else { return }
            times = [agency: own]
        }
        dossierCount += 1
        for (indicator, score) in dossier.scores { sums[indicator, default: Sum()].add(score) }
        for (agency, score) in times {
            self.times[agency, default: Sum()].add(score)
            sums[2, default: Sum()].add(score)
        }
    }

    /// Adds a complaint that came in the period.
    public mutating func add(_ complaint: ComplaintStanding) {
        complaintCount += 1
        complaintsByStanding[complaint, default: 0] += 1
    }

    /// Adds an inspection; of each indicator the newest counts.
    public mutating func add(_ inspection: Inspection) {
        for score in inspection.scores {
            if let known = inspected[score.indicator], known.inspectedAt > inspection.inspectedAt { continue }
            inspected[score.indicator] = inspection
        }
    }

    /// The inspections whose points count, oldest first.
    public var inspections: [Inspection] {
        Set(inspected.values).sorted { ($0.inspectedAt, $0.id) < ($1.inspectedAt, $1.id) }
    }

    /// The indicators that something is known of, by their numbers.
    public var indicators: [Int: Mean] {
        var indicators = sums.compactMapValues(\.mean)
        for (indicator, inspection) in inspected {
            guard let score = inspection.scores.first(where: { $0.indicator == indicator }) else { continue }
            indicators[indicator] = Mean(tenths: score.score * 10, count: 1)
        }
        func count(_ standing: ComplaintStanding) -> Int { complaintsByStanding[standing] ?? 0 }
        let answered = Self.complaintScore(
            count: count(.answeredInTime) + count(.answeredLate), answeredInTimeCount: count(.answeredInTime),
            overdueCount: count(.overdue))
        indicators[8] = Mean(tenths: answered * 10, count: complaintCount)
        return indicators
    }

    /// Indicator 2 of each agency that took part.
    public var agencyTimes: [AgencyID: Mean] { times.compactMapValues(\.mean) }

    /// How far the task is done; `nil` while one of ``fulfilmentIndicators`` is missing.
    public var fulfilment: Fulfilment? { sum(of: Self.fulfilmentIndicators).map { Fulfilment(tenths: $0) } }

    /// The body's grade; `nil` while one of ``gradeIndicators`` is missing.
    public var grade: Grade? { sum(of: Self.gradeIndicators).map { Grade(tenths: $0) } }

    /// Those of the indicators that nothing is known of, in order.
    public func missing(of wanted: [Int]) -> [Int] {
        let known = indicators
        return wanted.filter { known[$0] == nil }
    }

    /// Tenths of a point of these indicators; `nil` where one is missing, because the thresholds are for all of them.
    private func sum(of wanted: [Int]) -> Int? {
        let known = indicators
        let found = wanted.compactMap { known[$0]?.tenths }
        return found.count == wanted.count ? found.reduce(0, +) : nil
    }
}

extension Assessment {
    /// The indicators for which citizens give points (Article 14.3a).
    public static let ratedByCitizens: Set<Int> = [1, 3, 4, 7]
    /// The indicators by which a task's fulfilment is judged, 10 points together (Article 15.3a).
    public static let fulfilmentIndicators = [1, 2, 3, 4, 7]
    /// The indicators by which a body is graded, 18 points together (Article 15.3b).
    public static let gradeIndicators = Array(1...9)

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

    /// An indicator of many, in tenths of a point: the mean, rounded to one decimal (Article 15.2a).
    public static func tenths(sum: Int, count: Int) -> Int? {
        guard count > 0 else { return nil }
        return (sum * 20 + count) / (count * 2)
    }

    /// How a complaint stands with its term (indicator 8).
    public enum ComplaintStanding: String, Sendable, CaseIterable {
        /// Answered by its due date.
        case answeredInTime
        /// Answered after it.
        case answeredLate
        /// Not answered, and the due date is past.
        case overdue
        /// Not answered, with time left; it counts neither way yet.
        case waiting

        /// Judges a complaint at that instant; one without a term is in time.
        public init(dueAt: Timestamp?, answeredAt: Timestamp?, at now: Timestamp) {
            let isPast = dueAt.map { (answeredAt ?? now) > $0 } ?? false
            self =
                answeredAt == nil ? (isPast ? .overdue : .waiting) : (isPast ? .answeredLate : .answeredInTime)
        }
    }

    /// How far somebody's task is done, by ``fulfilmentIndicators`` (Article 15.3a).
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

/// How an agency kept its share of the time: a step of its own, or another agency's question (indicator 2).
public struct AgencyTime: Hashable, Sendable {
    /// Whose time.
    public let agency: AgencyID
    /// Early, on time or late.
    public let punctuality: Punctuality

    /// How an agency kept its share of the time.
    public init(_ agency: AgencyID, _ punctuality: Punctuality) {
        self.agency = agency
        self.punctuality = punctuality
    }
}

/// The points of one dossier, from its own record and from what the citizen gave (TT01/2018 Article 14.1).
public struct DossierScore: Hashable, Sendable {
    /// Points by indicator, but for 2; what nothing is known of is left out.
    public let scores: [Int: Int]
    /// Points of indicator 2 by agency: those of the worst of its times, because one late part is a late body.
    public let times: [AgencyID: Int]

    /// Points as they are.
    public init(scores: [Int: Int], times: [AgencyID: Int]) {
        self.scores = scores
        self.times = times
    }

    /// Scores a dossier whose result is at the counter; `nil` before.
    ///
    /// A citizen's points count where there are any; otherwise the record speaks: indicator 1 goes by the date the
    /// law sets, whatever new appointment was given, 3 by the supplements that were asked for, 7 by complaints. Of
    /// indicator 4 only citizens know: the record has what the receiving office asked of them, not where else they went
    /// for it.
    public init?(_ state: DossierState, times: [AgencyTime]) {
        guard let readyAt = state.readyAt, let dueAt = state.lawfulDueAt else { return nil }
        let punctuality = Punctuality(doneAt: readyAt, dueAt: dueAt)
        var scores = [1: Assessment.timeScore(punctuality)]
        let contacts = (state.firstSupplementRequest == nil ? 0 : 1) + (state.handlingSupplement == nil ? 0 : 1)
        scores[3] = Assessment.contactScore(contacts)
        let upheld = state.registers?.complaints.count { $0.upheld == true } ?? 0
        scores[7] = Assessment.conductScore(punctuality, upheldComplaintCount: upheld)
        for score in state.registers?.ratings.flatMap(\.scores) ?? [] { scores[score.indicator] = score.score }
        self.scores = scores
        self.times = Dictionary(
            times.map { ($0.agency, Assessment.timeScore($0.punctuality)) }, uniquingKeysWith: min)
    }
}
