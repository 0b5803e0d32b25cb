import DossierDomain
import Testing

@Suite("Days and instants")
struct InstantTests {
    @Test("every day from 1900 to 2100 reads back as written, in order, weekday after weekday")
    func everyDay() throws {
        var date = day("1900-01-01")
        let last = day("2100-12-31")
        var count = 0
        while date <= last {
            let parts = date.components
            let again = CivilDate(year: parts.year, month: parts.month, day: parts.day)
            let weekday = Weekday.allCases[count % 7]
            guard again == date, CivilDate(date.description) == date, date.weekday == weekday else {
                Issue.record("\(date) read back as \(String(describing: again)), \(date.weekday)")
                return
            }
            date = date.adding(days: 1)
            count += 1
        }
        #expect(count == 201 * 365 + 49, "49 leap days: 1900 and 2100 had and will have none")
    }

    @Test(
        "weekdays that people remember",
        arguments: [
            ("1945-09-02", Weekday.sunday), ("1970-01-01", .thursday), ("1975-04-30", .wednesday),
            ("2000-02-29", .tuesday), ("2019-08-20", .tuesday), ("2019-09-02", .monday),
            ("2024-02-29", .thursday),
            ("2025-07-01", .tuesday), ("1900-01-01", .monday),
        ])
    func weekday(text: String, weekday: Weekday) {
        #expect(day(text).weekday == weekday)
    }

    @Test(
        "dates that don't exist or are written otherwise are refused",
        arguments: [
            "2019-02-29", "1900-02-29", "2100-02-29", "2019-04-31", "2019-13-01", "2019-00-10", "2019-01-00",
            "2019-1-01", "19-08-20", "2019/08/20", "20-08-2019", "2019-08-20 ", "", "2019-08-2٠",
            "0000-01-01",
            "+019-08-20",
        ])
    func noSuchDate(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(
        "leap days exist where the Gregorian calendar has them",
        arguments: ["2000-02-29", "2020-02-29", "2024-02-29"])
    func leapDay(text: String) {
        #expect(day(text).adding(days: 1).description == text.replacing("02-29", with: "03-01"))
        #expect(day(text).adding(days: -1).description == text.replacing("02-29", with: "02-28"))
    }

    @Test(
        "TIM-07 instants are read as RFC 3339 and kept in UTC",
        arguments: [
            ("2019-08-20T08:00:00+07:00", "2019-08-20T01:00:00.000Z"),
            ("2019-08-20T01:00:00Z", "2019-08-20T01:00:00.000Z"),
            ("2019-08-20T01:00:00.5Z", "2019-08-20T01:00:00.500Z"),
            ("2019-08-20T01:00:00.123456789Z", "2019-08-20T01:00:00.123Z"),
            ("2019-08-19T20:30:00-04:30", "2019-08-20T01:00:00.000Z"),
            ("2019-08-20T00:00:00+07:00", "2019-08-19T17:00:00.000Z"),
            ("2019-12-31T23:59:59.999Z", "2019-12-31T23:59:59.999Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("2024-02-29T12:00:00-00:00", "2024-02-29T12:00:00.000Z"),
        ])
    func read(text: String, utc: String) throws {
        let read = try #require(Timestamp(text))
        #expect(read.utcDescription == utc)
        #expect(Timestamp(read.utcDescription) == read)
    }

    @Test(
        "TIM-07 anything else is refused",
        arguments: [
            "", "2019-08-20", "2019-08-20T08:00+07:00", "2019-08-20T08:00:00", "2019-08-20 08:00:00+07:00",
            "2019-08-20t08:00:00Z", "2019-08-20T08:00:00z", "2019-08-20T24:00:00Z", "2019-08-20T08:60:00Z",
            "2019-06-30T23:59:60Z", "2019-02-29T08:00:00Z", "2019-08-20T08:00:00.Z",
            "2019-08-20T08:00:00.1234567890Z",
            "2019-08-20T08:00:00,5Z", "2019-08-20T08:00:00+0700", "2019-08-20T08:00:00+07",
            "2019-08-20T08:00:00+24:00",
            "2019-08-20T08:00:00+07:60", "2019-08-20T08:00:00 07:00", "2019-08-20T08:00:00ZZ",
            "2019-08-20T8:00:00Z",
            " 2019-08-20T08:00:00Z", "20190820T080000Z+0000", "2019-08-20T08:00:00.5",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("TIM-07 Viet Nam is seven hours ahead of UTC, summer and winter")
    func localTime() throws {
        for utc in ["2019-08-19T17:00:00Z", "2019-01-19T17:00:00Z"] {
            let midnight = try #require(Timestamp(utc))
            #expect(midnight.millisecondsOfDay == 0)
            #expect(midnight.description.hasSuffix("-20T00:00:00+07:00"))
            #expect(Timestamp(midnight.description) == midnight)
            #expect(midnight.date == midnight.adding(minutes: 1_439).date)
            #expect(midnight.adding(minutes: -1).date == midnight.date.adding(days: -1))
        }
    }

    @Test(
        "times of day are read as HH:MM up to 24:00",
        arguments: [
            ("00:00", 0), ("07:30", 450), ("15:00", 900), ("24:00", 1_440), ("24:01", nil), ("7:30", nil),
            ("12:60", nil), ("12-30", nil), ("", nil), ("12:3٠", nil),
        ] as [(String, Int?)])
    func timeOfDay(text: String, minutes: Int?) {
        #expect(TimeOfDay(text)?.minutes == minutes)
        if minutes != nil { #expect(TimeOfDay(text)?.description == text) }
    }

    @Test(
        "working periods end after they begin",
        arguments: [
            ("07:30-12:00", true), ("00:00-24:00", true), ("12:00-12:00", false), ("13:00-12:00", false),
            ("07:30", false), ("07:30-12:00-17:00", false), ("07:30 - 12:00", false),
        ])
    func period(text: String, valid: Bool) {
        #expect((WorkingCalendar.Period(text) != nil) == valid)
    }
}
