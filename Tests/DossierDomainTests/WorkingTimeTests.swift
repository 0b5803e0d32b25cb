import DossierDomain
import DossierTesting
import Testing

@Suite("Working time")
struct WorkingTimeTests {
    let calendar = ProvincialCalendar.shipped

    /// An instant to the millisecond in 2019–2027, at any hour of day or night.
    private func randomInstant(_ generator: inout SeededGenerator) -> Timestamp {
        let first = instant("2019-01-01 00:00").milliseconds
        return Timestamp(
            milliseconds: .random(in: first...instant("2027-11-30 23:59").milliseconds, using: &generator))
    }

    @Test(
        "TIM-01 minutes of work between two instants",
        arguments: [
            ("2019-08-20 07:30", "2019-08-20 17:00", 480), ("2019-08-20 06:00", "2019-08-20 08:00", 30),
            ("2019-08-20 12:00", "2019-08-20 13:30", 0), ("2019-08-20 11:50", "2019-08-20 13:40", 20),
            ("2019-08-20 16:00", "2019-08-21 08:00", 90), ("2019-08-30 16:00", "2019-09-03 08:30", 120),
            ("2019-05-03 16:00", "2019-05-06 08:00", 570), ("2019-08-24 08:00", "2019-08-25 17:00", 0),
            ("2019-08-20 09:00", "2019-08-20 08:00", 0), ("2019-08-20 09:00", "2019-08-20 09:00", 0),
        ])
    func minutes(from: String, to: String, expected: Int) {
        #expect(calendar.workingMinutes(from: instant(from), to: instant(to)) == expected)
    }

    @Test("TIM-01 what was added is what is counted, from any instant", arguments: 1...200)
    func addingAndCounting(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let start = randomInstant(&generator)
        let minutes = Int.random(in: 0...9_600, using: &generator)
        let end = calendar.adding(workingMinutes: minutes, to: start)
        #expect(end >= start)
        #expect(
            calendar.workingMinutes(from: start, to: end) == minutes,
            "\(start.utcDescription) + \(minutes) min = \(end.utcDescription)")
    }

    @Test(
        "TIM-05 the minutes of two stretches add up to those of the whole, to the minute", arguments: 1...200)
    func partition(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let first = randomInstant(&generator)
        let middle = first.adding(minutes: .random(in: 0...40_000, using: &generator))
        let second = Timestamp(milliseconds: middle.milliseconds + .random(in: 0...59_999, using: &generator))
        let third = Timestamp(
            milliseconds: second.milliseconds + .random(in: 0...2_000_000_000, using: &generator))
        #expect(
            calendar.workingMinutes(from: first, to: second)
                + calendar.workingMinutes(from: second, to: third)
                == calendar.workingMinutes(from: first, to: third),
            "\(first.utcDescription), \(second.utcDescription), \(third.utcDescription)")
    }

    @Test("TIM-01 a later reception is never due earlier", arguments: 1...100)
    func monotone(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let limits: [TimeLimit] = [
            .sameDay, .workingDays(.random(in: 1...40, using: &generator)),
            .calendarDays(.random(in: 1...60, using: &generator)),
            .workingHours(.random(in: 1...40, using: &generator)),
        ]
        let earlier = randomInstant(&generator)
        let later = earlier.adding(minutes: .random(in: 0...3_000, using: &generator))
        for limit in limits {
            // A cut-off moves Friday evening's papers to Monday, but not Saturday's (row 2019.28 of the table), so
            // between those two the rule itself isn't monotone; an office receives nothing on a day off.
            let bothOpen = calendar.isWorking(earlier.date) && calendar.isWorking(later.date)
            for cutOff in bothOpen ? [nil, TimeOfDay("15:00")] : [nil] {
                let allowance = TimeAllowance(limit, cutOff: cutOff)
                let first = allowance.deadline(from: earlier, calendar: calendar).dueAt
                let second = allowance.deadline(from: later, calendar: calendar).dueAt
                #expect(first <= second, "\(allowance): \(earlier) → \(first), \(later) → \(second)")
                #expect(first >= earlier)
            }
        }
        let passOn = calendar.passOnDeadline(from: earlier)
        #expect(passOn >= earlier)
        #expect(passOn <= calendar.passOnDeadline(from: later))
    }
}
