import Foundation
import Testing

@Suite("Made-up data")
struct MadeUpDataTests {
    private func generate(_ installation: Installation, seed: Int) throws -> String {
        let result = try installation.run(
            Installation.executable("motcua-bench"),
            [
                "generate", "--database", installation.folder.path + "/motcua.db", "--key-file",
                installation.folder.path + "/motcua.key", "--migrations", Installation.root + "/migrations/sqlite",
                "--configuration", Installation.root + "/config/lang-son", "--dossiers", "120", "--seed", "\(seed)",
                "--from", "2025-12-22", "--until", "2026-01-01",
            ], environment: installation.environment)
        #expect(result.status == 0, "\(result.output)")
        return result.output.components(separatedBy: "\n").first { $0.hasPrefix("chain head") } ?? result.output
    }

    @Test("AUD-01 AUD-02 what is generated is a record like any other: it verifies, and one seed gives one record")
    func generated() throws {
        let first = Installation(folder: try TemporaryFolder())
        let head = try generate(first, seed: 7)
        let verified = try first.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("120 dossiers, 0 differences"), "\(verified.output)")
        #expect(try generate(Installation(folder: try TemporaryFolder()), seed: 7) == head)
        #expect(try generate(Installation(folder: try TemporaryFolder()), seed: 8) != head)
    }

    @Test("a database that holds dossiers is not filled again")
    func filled() throws {
        let installation = Installation(folder: try TemporaryFolder())
        let arguments = [
            "generate", "--database", installation.folder.path + "/motcua.db", "--key-file",
            installation.folder.path + "/motcua.key", "--migrations", Installation.root + "/migrations/sqlite",
            "--configuration", Installation.root + "/config/lang-son", "--dossiers", "1", "--from", "2025-12-22",
            "--until", "2026-01-01",
        ]
        let program = try Installation.executable("motcua-bench")
        #expect(try installation.run(program, arguments, environment: installation.environment).status == 0)
        let again = try installation.run(program, arguments, environment: installation.environment)
        #expect(again.status == 1)
        #expect(again.output.contains("holds dossiers already"))
    }
}
