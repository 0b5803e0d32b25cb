import DossierConfiguration
import DossierDomain
import Foundation
import Testing

private let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The pilot's own configuration, beside the sources.
let pilotDirectory = repository.appendingPathComponent("config/lang-son").path
/// A made-up province with two levels.
let sampleDirectory = repository.appendingPathComponent("Tests/Fixtures/two-levels").path

/// The files of the made-up province, to be changed and loaded.
struct Sample {
    private(set) var files: [String: String] = [:]

    init() throws {
        for folder in ["", "procedures/", "routes/"] {
            let directory = sampleDirectory + "/" + folder
            for name in try FileManager.default.contentsOfDirectory(atPath: directory)
            where name.hasSuffix(".yaml") {
                files[folder + name] = try String(contentsOfFile: directory + name, encoding: .utf8)
            }
        }
    }

    /// Replaces a text that stands exactly once in a file.
    mutating func change(_ file: String, _ old: String, to new: String) throws {
        let text = try #require(files[file])
        try #require(text.components(separatedBy: old).count == 2, "“\(old)” must stand once in \(file)")
        files[file] = text.replacingOccurrences(of: old, with: new)
    }

    mutating func set(_ file: String, to text: String?) {
        files[file] = text
    }

    func load() throws(ConfigurationProblems) -> ConfigurationDocument {
        try loadConfiguration(files: files.map { ConfigurationFile(path: $0.key, text: $0.value) })
    }

    /// What is said about the files, one line a problem.
    func problems() -> [String] {
        do throws(ConfigurationProblems) {
            _ = try load()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}

func day(_ text: String) throws -> CivilDate {
    try #require(CivilDate(text))
}
