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

    private static func inspection(
        _ id: String, _ points: [Assessment.InspectedIndicator: Int], at milliseconds: Int64
    ) throws -> Inspection {
        let inspect = try #require(Inspect(about: office, points: points, minutes: "12/BB"))
        let administrator = Actor(
            credential: CredentialID("administrator"), role: .administrator, body: nil, employer: .agency)
        return Inspection(
            DossierEvent.Inspected(inspect), of: DossierID(id), at: Timestamp(milliseconds: milliseconds),
            by: administrator)
    }

    @Test("EVA-01 a body is graded by all nine indicators or not at all")
    func grade() throws {
        var assessment = Self.assessment([DossierScore(scores: [1: 2, 3: 2, 4: 2, 7: 2], times: [Self.labour: 2])])
        #expect(assessment.grade == nil)
        #expect(assessment.missing(of: Assessment.gradeIndicators) == [5, 6, 9])
        assessment.add(try Self.inspection("inspection-1", [.organisation: 2, .publication: 2], at: 1))
        #expect(assessment.grade == nil)
        #expect(assessment.missing(of: Assessment.gradeIndicators) == [9])
        assessment.add(try Self.inspection("inspection-2", [.onlineServices: 0], at: 2))
        #expect(assessment.missing(of: Assessment.gradeIndicators).isEmpty)
        #expect(assessment.grade == .excellent, "16 of 18 points")
    }

    @Test("EVA-01 of each indicator the newest inspection counts, whichever was entered first")
    func inspections() throws {
        let found = [
            try Self.inspection("inspection-1", [.organisation: 0, .publication: 1, .onlineServices: 2], at: 1),
            try Self.inspection("inspection-2", [.organisation: 1], at: 2),
            try Self.inspection("inspection-3", [.publication: 2], at: 3),
        ]
        for order in [found, found.reversed()] {
            var assessment = Assessment(of: Self.office)
            for inspection in order { assessment.add(inspection) }
            #expect([5, 6, 9].map { assessment.indicators[$0]?.tenths } == [10, 20, 20])
            #expect(assessment.inspections == found)
        }
        var newest = Assessment(of: Self.office)
        for inspection in found + [try Self.inspection("inspection-4", [.onlineServices: 0], at: 4)] {
            newest.add(inspection)
        }
        #expect(newest.inspections.map(\.id.text) == ["inspection-2", "inspection-3", "inspection-4"])
    }

    @Test("EVA-01 an inspection gives 0, 1 or 2 points, for one indicator at least")
    func inspected() {
        #expect(Inspect(about: Self.office, points: [:], minutes: "1") == nil)
        #expect(Inspect(about: Self.office, points: [.organisation: 3], minutes: "1") == nil)
        #expect(Inspect(about: Self.office, points: [.organisation: -1], minutes: "1") == nil)
        let inspect = Inspect(about: Self.office, points: [.onlineServices: 0, .organisation: 2], minutes: "1")
        #expect(inspect?.scores == [IndicatorScore(indicator: 5, score: 2), IndicatorScore(indicator: 9, score: 0)])
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
