import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation
import Testing

/// The pilot's own configuration, beside the sources.
let pilotDirectory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("config/lang-son").path

@Suite struct PilotConfigurationTests {
    @Test func loads() throws {
        let start = ContinuousClock.now
        let document = try loadConfiguration(from: pilotDirectory)
        print("loaded", ContinuousClock.now - start)
        #expect(document.units.count == 238)
        let files = try export(document)
        print("exported", ContinuousClock.now - start)
        let begin = ContinuousClock.now
        let findings = review(document, on: CivilDate("2019-08-20")!)
        print("review", ContinuousClock.now - begin)
        for f in findings { print(f) }
        #expect(try loadConfiguration(files: files) == document)
        let json = try canonicalJSON(document)
        print("json", json.count, ContinuousClock.now - start)
        #expect(try loadConfiguration(document: json, name: "d") == document)
        print("json loaded", json.count, ContinuousClock.now - start)
    }
}
