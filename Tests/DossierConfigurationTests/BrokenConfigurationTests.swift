import DossierConfiguration
import Foundation
import Testing

/// One change to the made-up province, and everything that must be said about it.
struct Broken: CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let said: [String]

    init(_ file: String, _ old: String, _ new: String, _ said: String...) {
        self.file = file
        self.old = old
        self.new = new
        self.said = said
    }

    var testDescription: String { "\(file): \(old) → \(new.prefix(60))" }
}

@Suite struct BrokenConfigurationTests {
    static let keysAndShapes: [Broken] = [
        Broken(
            "levels.yaml", "levels:", "level:",
            "levels.yaml:1: level: is no key of this place, or doesn't go with its other keys; known here: levels",
            "levels.yaml:1: levels: is missing"),
        Broken(
            "units.yaml", "parent: tinh, code: \"90001\"", "parnt: tinh, code: \"90001\"",
            "units.yaml:3: units[1].parnt: is no key of this place, or doesn't go with its other keys; known here: "
                + "basis, code, id, kind, level, name, nameEnglish, parent, remote, validFrom, validTo"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "nmae: Tỉnh Mẫu,", "units.yaml:2: units[0].name: is missing",
            "units.yaml:2: units[0].nmae: is no key of this place, or doesn't go with its other keys; known here: "
                + "basis, code, id, kind, level, name, nameEnglish, parent, remote, validFrom, validTo"),
        Broken(
            "calendars.yaml", "coversFrom: 2025-01-01", "coversFrm: 2025-01-01",
            "calendars.yaml:2: calendars[0].coversFrom: is missing",
            "calendars.yaml:4: calendars[0].coversFrm: is no key of this place"),
        Broken(
            "calendars.yaml", "friday: ", "fryday: ",
            "calendars.yaml:11: calendars[0].weeklyHours.fryday: “fryday” is none of monday, tuesday, wednesday"
        ),
        Broken(
            "offices.yaml", "{ kind: post, from: 2026-03-01, place: Bưu điện Hòa Bình,",
            "{ kind: post, from: 2026-03-01, plce: Bưu điện Hòa Bình,",
            "offices.yaml:4: offices[1].premises[1].plce: is no key of this place"),
        Broken(
            "procedures/9.001.yaml", "slip: always", "slips: always",
            "procedures/9.001.yaml:1: slip: is missing",
            "procedures/9.001.yaml:11: slips: is no key of this place"),
        Broken(
            "routes/allowance.yaml", "at: { agency: tinh.committee }",
            "at: { agency: tinh.committee, unit: receiving }",
            "routes/allowance.yaml:28: stages[2].branches[0].steps[0].at.unit: is no key of this place, or doesn't go"
        ),
        Broken(
            "procedures/9.001.yaml", "{ workingDays: 10 }", "{ workingDays: 10, calendarDays: 14 }",
            "procedures/9.001.yaml:8: timeLimit.calendarDays: is no key of this place, or doesn't go with"),
        Broken(
            "procedures/9.001.yaml", "{ workingDays: 10 }", "{ days: 10 }",
            "procedures/9.001.yaml:8: timeLimit: no unit of time"),
        Broken(
            "procedures/9.002.yaml", "sameDay: true", "sameDay: false",
            "procedures/9.002.yaml:8: timeLimit: no unit of time"),
        Broken(
            "units.yaml", "units:", "units: 5\nelse:",
            "units.yaml:1: units: a list is expected here", "units.yaml:2: else: is no key of this place"),
        Broken("levels.yaml", "levels:", "", "levels.yaml:2: begins with the table's name, such as units:"),
        Broken(
            "counters.yaml",
            "{ id: tan-an.counter-1, office: tan-an.one-stop, name: Quầy số 1, "
                + "confirmation: not-required, validFrom: 2025-07-01 }", "tan-an.counter-1",
            "counters.yaml:4: counters[2]: keys with values are expected here"),
        Broken(
            "people.yaml", "postings:\n", "", "people.yaml:1: postings: is missing",
            "people.yaml:4: people[2].counter: is no key", "people.yaml:4: people[2].employer: is no key",
            "people.yaml:4: people[2].name: is missing", "people.yaml:4: people[2].office: is no key",
            "people.yaml:4: people[2].person: is no key", "people.yaml:4: people[2].role: is no key",
            "people.yaml:4: people[2].validFrom: is no key", "people.yaml:5: people[3].agency: is no key",
            "people.yaml:5: people[3].counter: is no key", "people.yaml:5: people[3].employer: is no key",
            "people.yaml:5: people[3].name: is missing", "people.yaml:5: people[3].office: is no key",
            "people.yaml:5: people[3].person: is no key", "people.yaml:5: people[3].role: is no key",
            "people.yaml:5: people[3].validFrom: is no key"),
    ]

    static let values: [Broken] = [
        Broken(
            "agencies.yaml", "id: tinh.labour,", "id: Tinh_Labour,",
            "agencies.yaml:3: agencies[1].id: “Tinh_Labour” is not a key: use lower-case ASCII letters and digits"
        ),
        Broken(
            "offices.yaml", "serves: [tinh]", "serves: [tỉnh]",
            "offices.yaml:2: offices[0].serves[0]: “tỉnh” is not a key"),
        Broken(
            "agencies.yaml", "fields: [labour]", "fields: [Lao động]",
            "agencies.yaml:3: agencies[1].fields[0]: “Lao động” is not a key"),
        Broken(
            "procedures/9.001.yaml", "id: le-phi", "id: Lệ phí",
            "procedures/9.001.yaml:13: fees[0].id: “Lệ phí” is not a key"),
        Broken(
            "routes/licence.yaml", "field: committee", "field: Ủy ban",
            "routes/licence.yaml:12: stages[0].branches[0].steps[0].at.field: “Ủy ban” is not a key"),
        Broken(
            "routes/licence.yaml", "at: { unit: receiving, level: province, field: committee }",
            "at: receiver",
            "routes/licence.yaml:12: stages[0].branches[0].steps[0].at: no such selector"),
        Broken(
            "routes/licence.yaml", "unit: receiving", "unit: sending",
            "routes/licence.yaml:12: stages[0].branches[0].steps[0].at.unit: “sending” is none of receiving, applicant"
        ),
        Broken(
            "agencies.yaml", "identifier: 000.00.01.H90", "identifier: 000.00.1.H90",
            "agencies.yaml:3: agencies[1].identifier: “000.00.1.H90” is not an agency identifier"),
        Broken(
            "units.yaml", "Model Province,    validFrom: 2025-07-01", "Model Province, validFrom: 2025-02-30",
            "units.yaml:2: units[0].validFrom: “2025-02-30” is not a date YYYY-MM-DD"),
        Broken(
            "units.yaml", "validTo: 2025-12-31", "validTo: 31/12/2025",
            "units.yaml:6: units[3].validTo: “31/12/2025” is not a date YYYY-MM-DD"),
        Broken(
            "procedures/9.002.yaml", "\"15:00\"", "\"25:00\"",
            "procedures/9.002.yaml:8: timeLimit.cutOff: “25:00” is not a time HH:MM"),
        Broken(
            "calendars.yaml", "tuesday:   [\"07:30-12:00\",", "tuesday:   [\"12:00-07:30\",",
            "calendars.yaml:8: calendars[0].weeklyHours.tuesday[0]: “12:00-07:30” is not HH:MM-HH:MM"),
        Broken(
            "calendars.yaml", "kind: swap", "kind: swapped",
            "calendars.yaml:14: calendars[0].daysOff[1].kind: “swapped” is none of holiday, compensatory, swap, closure"
        ),
        Broken(
            "calendars.yaml", "hoursOf: monday", "hoursOf: Monday",
            "calendars.yaml:16: calendars[0].workingDays[0].hoursOf: “Monday” is none of monday, tuesday"),
        Broken(
            "people.yaml", "employer: post,", "employer: bank,",
            "people.yaml:5: postings[0].employer: “bank” is none of post, agency"),
        Broken(
            "people.yaml", "role: official", "role: boss",
            "people.yaml:6: postings[1].role: “boss” is none of postal-clerk, official, agency-system, administrator"
        ),
        Broken(
            "people.yaml", "Nguyễn Thị An (mẫu),  fictional: true", "Nguyễn Thị An (mẫu),  fictional: yes",
            "people.yaml:2: people[0].fictional: “yes” is neither true nor false"),
        Broken(
            "levels.yaml", "rank: 1", "rank: one",
            "levels.yaml:2: levels[0].rank: “one” is not a whole number"),
        Broken(
            "levels.yaml", "rank: 1", "rank: \"1\"",
            "levels.yaml:2: levels[0].rank: “1” is not a whole number"),
        Broken(
            "levels.yaml", "rank: 1", "rank: 01", "levels.yaml:2: levels[0].rank: “01” is not a whole number"),
        Broken(
            "levels.yaml", "rank: 1", "rank: 1.0",
            "levels.yaml:2: levels[0].rank: “1.0” is not a whole number"),
        Broken(
            "levels.yaml", "rank: 1", "rank: 99999999999999999999",
            "levels.yaml:2: levels[0].rank: “99999999999999999999” is not a whole number"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: ,",
            "units.yaml:2: units[0].name: is empty: give a value or leave"),
        Broken("units.yaml", "name: Tỉnh Mẫu,", "name: \"\",", "units.yaml:2: units[0].name: is empty"),
        Broken(
            "units.yaml", "parent: tinh, code: \"90001\"", "parent: ~, code: \"90001\"",
            "units.yaml:3: units[1].parent: is empty"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: [Tỉnh, Mẫu],",
            "units.yaml:2: units[0].name: a text is expected here"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: \"Tỉnh\\tMẫu\",",
            "units.yaml:2: units[0].name: has a control character"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: \"Tỉnh\\u000AMẫu\",",
            "units.yaml:2: units[0].name: has a control character, such as a line break"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: \"Tỉnh\\u0085Mẫu\",",
            "units.yaml:2: units[0].name: has a control character, such as a line break"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: \"Tỉnh\\u2028Mẫu\",",
            "units.yaml:2: units[0].name: has a control character, such as a line break"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: \"Tỉnh\\uFEFFMẫu\",",
            "units.yaml:2: units[0].name: has a control character, such as a line break"),
        Broken(
            "procedures/9.001.yaml", "channels: [counter, post]", "channels: [counter, fax, mail]",
            "procedures/9.001.yaml:10: channels[1]: “fax” is none of counter, online, post",
            "procedures/9.001.yaml:10: channels[2]: “mail” is none of counter, online, post"),
        Broken(
            "procedures/9.001.yaml", "version: 1", "version: 2",
            "procedures/9.001.yaml:1: code: this is version 2 of 9.001: the file must be named procedures/9.001@2.yaml"
        ),
        Broken(
            "routes/licence.yaml", "id: licence", "id: permit",
            "routes/licence.yaml:1: id: this is version 1 of permit: the file must be named routes/permit.yaml"
        ),
    ]

    static let syntax: [Broken] = [
        Broken(
            "units.yaml", "id: tinh, ", "id: tinh, id: tinh2, ",
            "units.yaml:2: a key stands twice in one place: id"),
        Broken(
            "procedures/9.001.yaml", "version: 1", "version: 1\nversion: 1",
            "procedures/9.001.yaml:2: a key stands twice in one place: version"),
        Broken("units.yaml", "units:\n", "units:\n  - { id: tinh\n", "units.yaml:3: is not YAML: "),
        Broken("units.yaml", "units:\n", "units:\n\t- x\n", "units.yaml:2: is not YAML: "),
        Broken("units.yaml", "units:\n", "units: []\n---\nunits:\n", "units.yaml:2: is not YAML: "),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: &mau Tỉnh Mẫu,",
            "units.yaml:2: units[0].name: anchors (&) and aliases (*) are not accepted"),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "name: *mau,", "units.yaml:2: is not YAML: found undefined alias"
        ),
        Broken(
            "units.yaml", "name: Tỉnh Mẫu,", "<<: { name: Tỉnh Mẫu },",
            "units.yaml:2: units[0].<<: is no key of this",
            "units.yaml:2: units[0].name: is missing"),
        Broken(
            "levels.yaml", "nameEnglish: Province }", "nameEnglish: Pro\u{1}vince }",
            "levels.yaml:2: is not YAML: "),
    ]

    @Test(
        "every mistake in a file is told with its line and what to do",
        arguments: keysAndShapes + values + syntax)
    func mistakeIsTold(_ broken: Broken) throws {
        var sample = try Sample()
        try sample.change(broken.file, broken.old, to: broken.new)
        let problems = sample.problems()
        #expect(problems.count == broken.said.count, "\(problems.joined(separator: "\n"))")
        for (problem, said) in zip(problems, broken.said) { #expect(problem.hasPrefix(said)) }
    }

    @Test("all problems of all files are told at once")
    func allAtOnce() throws {
        var sample = try Sample()
        try sample.change("levels.yaml", "rank: 1", to: "rank: one")
        try sample.change("units.yaml", "level: province, code: \"90\"", to: "level: Province, code: \"\"")
        try sample.change("routes/licence.yaml", "calendarDays: 30", to: "calendarDays: 0")
        sample.set("people.yaml", to: nil)
        sample.set("unit.yml", to: "units: []")
        #expect(
            sample.problems().map { String($0.prefix { $0 != "“" }) } == [
                "levels.yaml:2: levels[0].rank: ",
                "people.yaml: the file is missing; a table without rows is written as people: []",
                "routes/licence.yaml:12: stages[0].branches[0].steps[0].share.calendarDays: 0 is out of range: 1 to "
                    + "3650 are accepted",
                "unit.yml: is no file of a configuration; rename or remove it. The files are agencies.yaml, "
                    + "calendars.yaml, counters.yaml, levels.yaml, offices.yaml, people.yaml, retention.yaml, units.yaml, "
                    + "procedures/CODE.yaml and routes/ID.yaml",
                "units.yaml:2: units[0].code: is empty: give a value or leave the key out",
                "units.yaml:2: units[0].level: ",
            ])
    }

    @Test("bytes that are not UTF-8 are told with their line")
    func badEncoding() {
        let bytes = Array("levels:\n  - { id: ".utf8) + [0xFF] + Array(" }\n".utf8)
        let file = ConfigurationFile(path: "levels.yaml", bytes: bytes)
        let error = #expect(throws: ConfigurationProblems.self) { try loadConfiguration(files: [file]) }
        #expect(
            error?.problems.first { $0.file == "levels.yaml" }?.description
                == "levels.yaml:2: is not UTF-8: save the file in that encoding")
    }

    @Test("an empty file and deep nesting are refused, aliases don't unfold")
    func hostileFiles() throws {
        var sample = try Sample()
        sample.set("levels.yaml", to: "# nothing\n")
        #expect(sample.problems() == ["levels.yaml: is empty"])

        sample.set("levels.yaml", to: "levels: " + String(repeating: "[", count: 100_000))
        #expect(sample.problems().count == 1)

        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            bomb += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1), ", count: 10) + "]\n"
        }
        sample.set("levels.yaml", to: bomb)
        #expect(sample.problems().count == 1)
        #expect(sample.problems().first?.hasPrefix("levels.yaml:1: a0: anchors (&)") == true)
    }

    @Test("a directory that doesn't exist, and an unreadable file, are told")
    func unreadable() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "configuration-\(UUID())")
        let missing = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(from: directory.path)
        }
        #expect(missing?.problems.count == 8)

        try FileManager.default.copyItem(atPath: sampleDirectory, toPath: directory.path)
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.removeItem(at: directory.appendingPathComponent("units.yaml"))
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("units.yaml"), withIntermediateDirectories: false)
        let error = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(from: directory.path)
        }
        #expect(error?.problems.map(\.file) == ["units.yaml"])
    }
}
