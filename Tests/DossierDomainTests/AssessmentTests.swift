import DossierDomain
import Testing

@Suite("Assessment")
struct AssessmentTests {
    private static let office = Body.office(OfficeID("van-an"))
    private static let labour = AgencyID("labour")
    private static let police = AgencyID("police")

    private static func assessment(
        of body: Body = office, _ dossiers: [DossierScore], complaints: [Assessment.ComplaintStanding] = []
    ) -> Assessment {
        var assessment = Assessment(of: body)
        for dossier in dossiers { assessment.add(dossier) }
        for complaint in complaints { assessment.add(complaint) }
        return assessment
    }

    @Test(
        "EVA-01 points of the indicators as the circular gives them",
        arguments: [
            (Assessment.timeScore(.early), 2), (Assessment.timeScore(.onTime), 1), (Assessment.timeScore(.late), 0),
            (Assessment.contactScore(0), 2), (Assessment.contactScore(1), 1), (Assessment.contactScore(2), 0),
            (Assessment.contactScore(5), 0), (Assessment.conductScore(.early, upheldComplaintCount: 0), 2),
            (Assessment.conductScore(.late, upheldComplaintCount: 0), 1),
            (Assessment.conductScore(.early, upheldComplaintCount: 1), 0),
            (Assessment.complaintScore(count: 0, answeredInTimeCount: 0, overdueCount: 0), 2),
            (Assessment.complaintScore(count: 10, answeredInTimeCount: 9, overdueCount: 0), 1),
            (Assessment.complaintScore(count: 10, answeredInTimeCount: 8, overdueCount: 0), 0),
            (Assessment.complaintScore(count: 10, answeredInTimeCount: 10, overdueCount: 1), 0),
        ])
    func points(points: Int, expected: Int) {
        #expect(points == expected)
    }

    @Test("EVA-01 a mean is rounded to one decimal, and none is made of nothing")
    func mean() {
        #expect(Assessment.tenths(sum: 5, count: 3) == 17)
        #expect(Assessment.tenths(sum: 4, count: 3) == 13)
        #expect(Assessment.tenths(sum: 1, count: 4) == 3, "0.25 rounds up")
        #expect(Assessment.tenths(sum: 0, count: 0) == nil)
    }

    @Test("EVA-01 the thresholds of staff and bodies")
    func thresholds() {
        let fulfilments = [50, 49, 35, 34].map { Assessment.Fulfilment(tenths: $0) }
        #expect(fulfilments == [.whole, .most, .most, .less])
        let grades = [180, 150, 149, 120, 119, 90, 89, 60, 59].map { Assessment.Grade(tenths: $0) }
        #expect(grades == [.excellent, .excellent, .good, .good, .fair, .fair, .average, .average, .weak])
    }

    @Test(
        "EVA-01 fulfilment only where indicators 1–4 and 7 are there, and what is missing is said",
        arguments: [
            // Scores of one dossier, the labour division's time, fulfilment, what is missing.
            ([1: 2, 3: 2, 4: 2, 7: 2], 2, Assessment.Fulfilment.whole, []),
            ([1: 1, 3: 1, 4: 1, 7: 1], 1, .whole, []),
            ([1: 0, 3: 1, 4: 2, 7: 1], 0, .most, []),
            ([1: 0, 3: 1, 4: 1, 7: 1], 0, .less, []),
            ([1: 2, 3: 2, 7: 2], 2, nil, [4]),
            ([1: 2, 3: 2, 4: 2, 7: 2], nil, nil, [2]),
            ([1: 2, 3: 2, 7: 2], nil, nil, [2, 4]),
        ] as [([Int: Int], Int?, Assessment.Fulfilment?, [Int])])
    func fulfilment(scores: [Int: Int], time: Int?, expected: Assessment.Fulfilment?, missing: [Int]) {
        let times = time.map { [Self.labour: $0] } ?? [:]
        let assessment = Self.assessment([DossierScore(scores: scores, times: times)])
        #expect(assessment.fulfilment == expected)
        #expect(assessment.missing(of: Assessment.fulfilmentIndicators) == missing)
    }

    @Test("EVA-01 a body is graded by all nine indicators or not at all")
    func grade() {
        let all = Dictionary(uniqueKeysWithValues: [1, 3, 4, 5, 6, 7, 9].map { ($0, 2) })
        let whole = Self.assessment([DossierScore(scores: all, times: [Self.labour: 2])])
        #expect(whole.grade == .excellent)
        #expect(whole.missing(of: Assessment.gradeIndicators).isEmpty)
        let uninspected = Self.assessment([DossierScore(scores: [1: 2, 3: 2, 4: 2, 7: 2], times: [Self.labour: 2])])
        #expect(uninspected.grade == nil)
        #expect(uninspected.missing(of: Assessment.gradeIndicators) == [5, 6, 9])
    }

    @Test("EVA-01 the time of each body is added up by body: all for an office, its own for an agency")
    func times() throws {
        let dossiers = [
            DossierScore(scores: [1: 2], times: [Self.labour: 2, Self.police: 0]),
            DossierScore(scores: [1: 0], times: [Self.labour: 1]), DossierScore(scores: [1: 1], times: [:]),
        ]
        let office = Self.assessment(dossiers)
        #expect(office.dossierCount == 3 && office.indicators[1]?.tenths == 10)
        let second = try #require(office.indicators[2])
        #expect(second.tenths == 10 && second.count == 3, "2, 0 and 1 of three times")
        #expect(office.agencyTimes[Self.labour]?.tenths == 15 && office.agencyTimes[Self.police]?.tenths == 0)
        let police = Self.assessment(of: .agency(Self.police), dossiers)
        #expect(police.dossierCount == 1 && police.indicators[1]?.tenths == 20, "of what it took part in")
        #expect(police.indicators[2]?.tenths == 0 && Array(police.agencyTimes.keys) == [Self.police])
    }

    @Test(
        "EVA-01 CMP-01 which complaints are answered in time, too late, overdue or still waiting",
        arguments: [
            (100, 99, .answeredInTime), (100, 100, .answeredInTime), (100, 101, .answeredLate), (99, nil, .overdue),
            (100, nil, .waiting), (101, nil, .waiting), (nil, 5, .answeredInTime), (nil, nil, .waiting),
        ] as [(Int64?, Int64?, Assessment.ComplaintStanding)])
    func complaints(dueAt: Int64?, answeredAt: Int64?, expected: Assessment.ComplaintStanding) {
        func instant(_ milliseconds: Int64?) -> Timestamp? { milliseconds.map { Timestamp(milliseconds: $0) } }
        let standing = Assessment.ComplaintStanding(
            dueAt: instant(dueAt), answeredAt: instant(answeredAt), at: Timestamp(milliseconds: 100))
        #expect(standing == expected)
    }

    @Test("EVA-01 CMP-01 a waiting complaint counts neither way, an overdue one takes all points")
    func complaintPoints() {
        #expect(Self.assessment([], complaints: [.answeredInTime, .waiting]).indicators[8]?.tenths == 20)
        #expect(Self.assessment([], complaints: [.answeredInTime, .answeredLate]).indicators[8]?.tenths == 0)
        let overdue = Self.assessment([], complaints: [.answeredInTime, .overdue])
        #expect(overdue.indicators[8]?.tenths == 0 && overdue.complaintCount == 2)
    }
}
