import DossierConfiguration
import DossierDomain
import Foundation

/// A change of the pilot's configuration that is rehearsed, made from the one in force.
struct RehearsedChange: Sendable {
    /// What it is.
    let name: String
    /// Makes it, as of that day.
    let make: @Sendable (_ document: ConfigurationDocument, _ today: CivilDate) throws -> ConfigurationDocument

    /// The three that an administrator of the pilot thinks of first.
    static let all = [
        RehearsedChange(name: "a public holiday next Friday", make: holiday),
        RehearsedChange(name: "Châu Sơn back to agency premises", make: movedBack),
        RehearsedChange(name: "2.002307 with 8 instead of 10 days at the district", make: shorter),
    ]

    @Sendable
    private static func holiday(_ document: ConfigurationDocument, _ today: CivilDate) throws -> ConfigurationDocument {
        var friday = next(.friday, after: today)
        while document.calendars.contains(where: { $0.daysOff.contains { $0.date == friday } }) {
            friday = friday.adding(days: 7)
        }
        let date = friday
        return try changed(ConfigurationObject(.calendars, "lang-son"), in: document) {
            $0.replacingOccurrences(
                of: #""daysOff":["#,
                with: #""daysOff":[{"basis":"assumed","date":"\#(date)","kind":"holiday","name":"Nghỉ lễ"},"#)
        }
    }

    @Sendable
    private static func movedBack(_ document: ConfigurationDocument, _ today: CivilDate) throws -> ConfigurationDocument
    {
        try changed(ConfigurationObject(.offices, "dinh-lap.chau-son.one-stop"), in: document) {
            $0.replacingOccurrences(
                of: #"],"serves""#, with: #",{"from":"\#(next(.monday, after: today))","kind":"agency"}],"serves""#)
        }
    }

    @Sendable
    private static func shorter(_ document: ConfigurationDocument, _ today: CivilDate) throws -> ConfigurationDocument {
        let route = try changed(ConfigurationObject(.routes, "veteran-funeral-allowance"), in: document) {
            version($0, #""share":{"calendarDays":10}"#, #""share":{"calendarDays":8}"#, today)
        }
        return try changed(ConfigurationObject(.procedures, "2.002307"), in: route) {
            version($0, #""timeLimit":{"calendarDays":25}"#, #""timeLimit":{"calendarDays":23}"#, today)
        }
    }

    private static func next(_ weekday: Weekday, after today: CivilDate) -> CivilDate {
        var day = today.adding(days: 1)
        while day.weekday != weekday { day = day.adding(days: 1) }
        return day
    }

    private static func changed(
        _ object: ConfigurationObject, in document: ConfigurationDocument, _ change: (String) -> String
    ) throws -> ConfigurationDocument {
        let text = String(decoding: try canonicalJSON(document.part(object), of: object.kind), as: UTF8.self)
        let next = change(text)
        guard next != text else { throw Failure("\(object) is not as this measurement knows it.") }
        let part = try loadConfiguration(part: Array(next.utf8), of: object, name: object.description)
        return document.replacing(object, with: part).inCanonicalOrder
    }

    /// A table's one row until today, and from tomorrow on a second version of it.
    private static func version(_ text: String, _ old: String, _ new: String, _ today: CivilDate) -> String {
        guard let start = text.range(of: "["), let change = text.range(of: old) else { return text }
        let begins = #""validFrom":"2019-01-01""#
        let row = text[start.upperBound...].dropLast(2).replacingOccurrences(
            of: begins, with: begins + #","validTo":"\#(today)""#)
        let next = text.replacingCharacters(in: change, with: new)[start.upperBound...].dropLast(2)
            .replacingOccurrences(of: #""version":1"#, with: #""version":2"#)
            .replacingOccurrences(of: begins, with: #""validFrom":"\#(today.adding(days: 1))""#)
        return "\(text[..<start.upperBound])\(row),\(next)]}"
    }
}
