import DossierDomain
import Foundation
import Testing

/// The tables of examples beside the tests: a row a line, cells between bars, `#` begins a comment.
enum Table {
    static func rows(_ name: String, columns: Int) -> [[String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables/\(name)")
        return lines(of: file).filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.count == columns }
    }

    /// A file's lines that aren't empty; none where the file can't be read, which every reader checks.
    static func lines(of file: URL) -> [String] {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map(String.init)
    }
}

/// Reads `2019-08-20 08:00`, Viet Nam's time, as the tables write it.
func instant(_ text: String) -> Timestamp {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let time = TimeOfDay(parts[1]) else { preconditionFailure("no instant: \(text)") }
    return Timestamp(day(parts[0]), time)
}

func day(_ text: some StringProtocol) -> CivilDate {
    guard let date = CivilDate(text) else { preconditionFailure("no day: \(text)") }
    return date
}

/// The calendar that the province works by, as it is shipped.
///
/// Read from `config/lang-son/calendars.yaml`, not typed in again: the oracle has a list of its own, so the
/// tables, the shipped days and the engine must all agree. The file keeps one day to a line, so that a reader
/// of lines will do and these tests need no YAML.
enum ProvincialCalendar {
    static let shipped = read()

    private static func read() -> WorkingCalendar {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../config/lang-son/calendars.yaml")
        var hours: [Weekday: [WorkingCalendar.Period]] = [:]
        var off: [WorkingCalendar.DayOff] = []
        var extra: [WorkingCalendar.ExtraDay] = []
        for line in Table.lines(of: file) {
            let words = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if let weekday = words.first.flatMap(Weekday.init(rawValue:)) {
                hours[weekday] = words[1].split(separator: "\"").compactMap { WorkingCalendar.Period($0) }
            } else if let date = value("date", in: line).flatMap({ CivilDate($0) }) {
                if let kind = value("kind", in: line).flatMap(WorkingCalendar.DayOff.Kind.init(rawValue:)) {
                    off.append(.init(date: date, name: value("name", in: line) ?? "", kind: kind))
                } else if let like = value("hoursOf", in: line).flatMap(Weekday.init(rawValue:)) {
                    extra.append(.init(date: date, name: value("name", in: line) ?? "", hoursOf: like))
                }
            }
        }
        return WorkingCalendar(
            id: CalendarID("lang-son"), name: "Lịch", coversFrom: day("2019-01-01"),
            coversTo: day("2027-12-31"),
            weeklyHours: hours, daysOff: off, workingDays: extra)
    }

    /// What stands after `key: ` up to the next comma or bracket.
    private static func value(_ key: String, in line: String) -> String? {
        guard let found = line.range(of: "\(key): ") else { return nil }
        return line[found.upperBound...].prefix { $0 != "," && $0 != "}" }.trimmingCharacters(
            in: .whitespaces)
    }
}

/// Gives an event the payload that a decoder makes.
struct PayloadFrom: PayloadReader {
    let decode: (any Decodable.Type) throws -> any Decodable

    init(_ decode: @escaping (any Decodable.Type) throws -> any Decodable) {
        self.decode = decode
    }

    mutating func callAsFunction<Payload: Record & Decodable>(_ type: Payload.Type) throws -> Payload {
        try #require(try decode(type) as? Payload)
    }
}
