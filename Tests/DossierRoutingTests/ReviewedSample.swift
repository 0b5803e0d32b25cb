import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation
import Testing

/// A change to a file of the made-up province: a text that stands there once, and what takes its place.
struct Change {
    let file: String
    let old: String
    let new: String

    init(_ file: String, _ old: String, _ new: String) {
        self.file = file
        self.old = old
        self.new = new
    }
}

/// The made-up province with these changes.
func sample(_ changes: [Change] = []) throws -> ConfigurationDocument {
    let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/two-levels").path
    var files: [ConfigurationFile] = []
    var pending = changes
    for folder in ["", "procedures/", "routes/"] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory + "/" + folder)
        for name in names where name.hasSuffix(".yaml") {
            let path = folder + name
            var text = try String(contentsOfFile: directory + "/" + path, encoding: .utf8)
            for change in changes where change.file == path {
                try #require(
                    text.components(separatedBy: change.old).count == 2,
                    "“\(change.old)” must stand once in \(path)")
                text = text.replacingOccurrences(of: change.old, with: change.new)
            }
            pending.removeAll { $0.file == path }
            files.append(ConfigurationFile(path: path, text: text))
        }
    }
    for change in pending where change.old.isEmpty {
        files.append(ConfigurationFile(path: change.file, text: change.new))
    }
    return try loadConfiguration(files: files)
}

/// What the review of the made-up province with these changes says, one line a finding.
func findings(_ changes: [Change], on date: String = "2025-08-04") throws -> [String] {
    review(try sample(changes), on: try #require(CivilDate(date))).map(\.description)
}
