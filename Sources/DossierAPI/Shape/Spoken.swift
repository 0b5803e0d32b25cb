import DossierDomain
import DossierPapers

// The one place that puts days and instants into sentences; programs get them as RFC 3339 in members of their own.

extension CivilDate {
    /// As a person says it: `20/08/2019`; in English `20 August 2019`, where figures would leave the month open.
    var spoken: Wording {
        let (year, month, day) = components
        return Wording(vi: VietnameseWording.shortDate(self), en: "\(day) \(Self.englishMonths[month - 1]) \(year)")
    }

    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension Timestamp {
    /// As a person says it, to the minute: `09:12 ngày 20/08/2019`, `09:12 on 20 August 2019`.
    var spoken: Wording {
        let clock = VietnameseWording.shortTime(self)
        let day = date.spoken
        return Wording(vi: "\(clock) ngày \(day.vi)", en: "\(clock) on \(day.en)")
    }
}
