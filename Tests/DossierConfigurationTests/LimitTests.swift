import DossierConfiguration
import DossierDomain
import Foundation
import Testing

/// Every limit, on both sides of its edge.
@Suite struct LimitTests {
    static let numbers: [(file: String, old: String, key: String, accepted: [String], refused: [String])] = [
        ("procedures/9.001.yaml", "workingDays: 10", "workingDays: ", ["1", "3650"], ["0", "3651", "-1"]),
        ("procedures/9.003.yaml", "workingHours: 16", "workingHours: ", ["1", "3650"], ["0", "3651"]),
        ("procedures/9.004.yaml", "calendarDays: 30", "calendarDays: ", ["1", "3650"], ["0", "3651"]),
        ("routes/hours.yaml", "workingHours: 16", "workingHours: ", ["1", "3650"], ["0", "3651"]),
        (
            "procedures/9.001.yaml", "amountVND: 8000", "amountVND: ", ["0", "1000000000000"],
            ["-1", "1000000000001"]
        ),
        ("procedures/9.001.yaml", "originals: 1", "originals: ", ["0", "99"], ["-1", "100"]),
        ("procedures/9.001.yaml", "copies: 2", "copies: ", ["0", "99"], ["-1", "100"]),
        ("procedures/9.001.yaml", "version: 1", "version: ", ["1"], ["0", "10000"]),
        ("levels.yaml", "rank: 1", "rank: ", ["1", "99"], ["0", "100"]),
    ]

    @Test("numbers are accepted up to their limits", arguments: numbers)
    func numberLimits(
        _ limit: (file: String, old: String, key: String, accepted: [String], refused: [String])
    ) throws {
        for number in limit.accepted {
            var sample = try Sample()
            try sample.change(limit.file, limit.old, to: limit.key + number)
            #expect(sample.problems() == [])
        }
        for number in limit.refused {
            var sample = try Sample()
            try sample.change(limit.file, limit.old, to: limit.key + number)
            #expect(sample.problems().count == 1)
            #expect(sample.problems().first?.contains("\(number) is out of range: ") == true)
        }
    }

    @Test("a name has at most 300 characters, a note 4,000, a key 64")
    func lengths() throws {
        func problems(_ file: String, _ old: String, _ new: String) throws -> [String] {
            var sample = try Sample()
            try sample.change(file, old, to: new)
            return sample.problems()
        }
        let name = { String(repeating: "ạ", count: $0) }
        #expect(try problems("units.yaml", "Tỉnh Mẫu", name(300)) == [])
        #expect(
            try problems("units.yaml", "Tỉnh Mẫu", name(301))
                == ["units.yaml:2: units[0].name: has 301 characters; at most 300 are accepted"])
        let result = "result: Quyết định"
        #expect(
            try problems("procedures/9.001.yaml", result, "\(result)\nnotes: |-\n  a\n  \(name(3_998))") == []
        )
        #expect(
            try problems("procedures/9.001.yaml", result, "\(result)\nnotes: \(name(4_001))")
                == ["procedures/9.001.yaml:18: notes: has 4001 characters; at most 4000 are accepted"])
        let key = { "id: " + String(repeating: "a", count: $0) + "," }
        #expect(try problems("people.yaml", "id: mau.an.dong,", key(64)) == [])
        #expect(try problems("people.yaml", "id: mau.an.dong,", key(65)).count == 1)
    }

    @Test("a kind has at most 10,000 rows, a list within a row 1,000 elements")
    func counts() throws {
        var sample = try Sample()
        let rows = { (count: Int) in
            "people:\n" + (0..<count).map { "- { id: p\($0), name: P }\n" }.joined() + "postings: []\n"
        }
        sample.set("people.yaml", to: rows(ConfigurationLimits.rowCount))
        #expect(try sample.load().people.count == ConfigurationLimits.rowCount)
        sample.set("people.yaml", to: rows(ConfigurationLimits.rowCount + 1))
        #expect(
            sample.problems() == ["people.yaml:2: people: has 10001 elements; at most 10000 are accepted"])

        sample = try Sample()
        let codes = { (count: Int) in "[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        try sample.change("counters.yaml", "[\"9.004\"]", to: codes(1_000))
        #expect(sample.problems() == [])
        sample = try Sample()
        try sample.change("counters.yaml", "[\"9.004\"]", to: codes(1_001))
        #expect(
            sample.problems() == [
                "counters.yaml:3: counters[1].alsoReceives: has 1001 elements; at most 1000 are accepted"
            ])
    }

    @Test("a folder has at most 10,000 versions")
    func versionCount() throws {
        var sample = try Sample()
        let text = try #require(sample.files["routes/hours.yaml"])
        for number in 0..<ConfigurationLimits.rowCount - 3 {
            let id = "r\(number)"
            sample.set("routes/\(id).yaml", to: text.replacingOccurrences(of: "id: hours", with: "id: \(id)"))
        }
        #expect(sample.problems() == ["routes: has 10001 files; at most 10000 are accepted"])
    }

    @Test("a file has at most 4 MiB, the whole as one document 16 MiB")
    func sizes() throws {
        var sample = try Sample()
        let limit = ConfigurationLimits.fileByteCount
        let text = try #require(sample.files["levels.yaml"])
        let padded = { (count: Int) in
            text + "#" + String(repeating: "x", count: count - text.utf8.count - 1)
        }
        sample.set("levels.yaml", to: padded(limit))
        #expect(sample.problems() == [])
        sample.set("levels.yaml", to: padded(limit + 1))
        #expect(sample.problems() == ["levels.yaml: is longer than the 4194304 bytes that are accepted"])

        let document = [UInt8](repeating: UInt8(ascii: " "), count: ConfigurationLimits.documentByteCount + 1)
        let error = #expect(throws: ConfigurationProblems.self) {
            try loadConfiguration(document: document, name: "body")
        }
        #expect(error?.description == "body: is longer than the 16777216 bytes that are accepted")
    }

    @Test("at most 1,000 problems are told")
    func problemCount() throws {
        var sample = try Sample()
        sample.set(
            "people.yaml", to: "people:\n" + String(repeating: "- 5\n", count: 2_000) + "postings: []\n")
        #expect(sample.problems().count == ConfigurationLimits.problemCount)
    }
}
