import DossierConfiguration
import DossierDomain
import DossierRouting
import Testing

/// A small generator with a seed, so that a failure can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct RandomDamageTests {
    @Test("whatever happens to the files: told with a place, or reviewed and exported", arguments: 0..<8)
    func randomDamage(_ seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let whole = try Sample()
        let names = whole.files.keys.sorted()
        var loadedCount = 0
        for _ in 0..<60 {
            var sample = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let name = try #require(names.randomElement(using: &generator))
                sample.set(name, to: damaged(try #require(sample.files[name]), using: &generator))
            }
            do throws(ConfigurationProblems) {
                let document = try sample.load()
                loadedCount += 1
                _ = review(document, on: CivilDate(dayNumber: 20_000))
                try expectSurvivesExport(document)
            } catch {
                #expect(!error.problems.isEmpty)
                #expect(
                    error.problems.allSatisfy {
                        !$0.reason.isEmpty && (names + ["routes", "procedures"]).contains($0.file)
                    })
            }
        }
        #expect(loadedCount > 5, "damage that is always refused proves nothing about the review")
    }

    private func expectSurvivesExport(_ document: ConfigurationDocument) throws(ConfigurationProblems) {
        do {
            #expect(try loadConfiguration(files: export(document)) == document)
            #expect(try loadConfiguration(document: canonicalJSON(document), name: "document") == document)
        } catch {
            Issue.record(error)
        }
    }

    private func damaged(_ text: String, using generator: inout SeededGenerator) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        let index = Int.random(in: 0..<lines.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: lines.remove(at: index)
        case 1: lines.insert(lines[index], at: index)
        case 2: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &generator))
        case 3:
            var words = lines[index].split(separator: " ", omittingEmptySubsequences: false)
            words.shuffle(using: &generator)
            lines[index] = words.joined(separator: " ")
        case 4:
            // One digit for another: other dates, counts and codes, mostly still well formed.
            let digits = lines[index].indices.filter { lines[index][$0].isNumber }
            guard let place = digits.randomElement(using: &generator) else { break }
            lines[index].replaceSubrange(
                place...place, with: String(Int.random(in: 0...9, using: &generator)))
        default:
            guard let place = lines[index].indices.randomElement(using: &generator) else { break }
            let character = "{}[],:\"'&*#-|>%@ \t\u{0}ạ~!?".randomElement(using: &generator) ?? " "
            lines[index].replaceSubrange(place...place, with: String(character))
        }
        return lines.joined(separator: "\n")
    }
}
