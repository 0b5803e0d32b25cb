import Testing

/// Every check is shown what it must find, and what it must let pass: a check that can't fail holds nothing.
@Suite("Checks can fail")
struct CheckerTests {
    private func swift(_ text: String, at path: String = "Sources/DossierDomain/Sample.swift") -> [TextFile] {
        [TextFile(path: path, text: text)]
    }

    /// A test of that name, in pieces so that this file doesn't seem to have it.
    private func test(_ name: String, traits: String = "") -> [TextFile] {
        swift("@Test" + "(\"\(name)\"\(traits)) func sample() {}", at: "Tests/SomeTests/Sample.swift")
    }

    private let rulebook = Rulebook("- **ORG-01** (held) Dated.\n- **ORG-05** (planned) Readiness.\n")

    @Test("held rules without a test are found")
    func heldWithoutTest() {
        #expect(rulebook.findings(inTests: []).map(\.line) == [1])
        #expect(rulebook.findings(inTests: test("ORG-01 units are dated")).isEmpty)
        #expect(rulebook.findings(inTests: test("several: (ORG-01, ORG-05)")).isEmpty)
        #expect(rulebook.findings(inTests: test("ORG-011 is another")).count == 1)
    }

    @Test(
        "a test that may be skipped or stands in a comment holds nothing",
        arguments: [".disabled()", ".enabled(if: x)"])
    func skipped(trait: String) {
        #expect(rulebook.findings(inTests: test("ORG-01 dated", traits: ", " + trait)).count == 1)
        #expect(rulebook.findings(inTests: test("ORG-01 dated", traits: ", arguments: [f(1)]")).isEmpty)
        let commented = swift("// @Test" + "(\"ORG-01 dated\")\n", at: "Tests/SomeTests/Sample.swift")
        #expect(rulebook.findings(inTests: commented).count == 1)
    }

    @Test("unknown rules are found, and words that only look like rules are not")
    func unknownRules() {
        let found = rulebook.findings(inTests: test("ORG-01 and ORG-99"))
        #expect(found.map(\.path) == ["Tests/SomeTests/Sample.swift"])
        #expect(found.first?.message.contains("ORG-99") == true)
        #expect(rulebook.findings(inTests: test("ORG-01 in UTF-16 and SHA-256")).isEmpty)
    }

    @Test("a rule without a status, or listed twice, is found")
    func badRulebook() {
        #expect(Rulebook("- **ORG-01** Dated.").problems.count == 1)
        #expect(Rulebook("- **ORG-01** (done) Dated.").problems.count == 1)
        #expect(Rulebook("- **ORG-01** (held) A.\n- **ORG-01** (planned) B.").problems.map(\.line) == [2])
    }

    @Test("a rule that was held and is planned, gone or not listed is found")
    func heldOnce() {
        #expect(rulebook.findings(heldBefore: "# why\nORG-01\n").isEmpty)
        #expect(rulebook.findings(heldBefore: "ORG-01\nORG-05\n").count == 1)
        #expect(rulebook.findings(heldBefore: "ORG-01\nORG-77\n").count == 1)
        #expect(rulebook.findings(heldBefore: "").map(\.path) == [Rulebook.heldPath])
        #expect(Rulebook.findings(inHistory: "-ORG-01\n+ORG-02\n", of: "ORG-02\n").count == 1)
        #expect(Rulebook.findings(inHistory: "-ORG-01\n+ORG-02\n+ORG-01\n", of: "ORG-01\nORG-02\n").isEmpty)
    }

    @Test("a wrong count of held rules, or none, is found")
    func heldCount() {
        func found(_ text: String) -> [Finding] {
            rulebook.findings(inCountOf: TextFile(path: "README.md", text: text))
        }
        #expect(found("Works;\n1 of 2 rules are held by tests").isEmpty)
        #expect(found("Works;\n2 of 2 rules are held by tests").map(\.line) == [2])
        #expect(found("1 of 3 rules are held").count == 1)
        #expect(found("Most rules are held").count == 1)
    }

    @Test(
        "empty type names are found",
        arguments: ["class StoreManager", "enum TimeUtils", "struct TestHelper {}"])
    func typeNames(code: String) {
        #expect(emptyTypeNames(in: swift(code)).count == 1)
        #expect(emptyTypeNames(in: swift("// " + code)).isEmpty)
        #expect(emptyTypeNames(in: swift("struct CommonLaw {}; let manager = 1")).isEmpty)
    }

    @Test("long files are found")
    func longFile() {
        #expect(longFiles(in: swift(String(repeating: "\n", count: lineLimit))).isEmpty)
        #expect(longFiles(in: swift(String(repeating: "\n", count: lineLimit) + "}")).count == 1)
    }

    @Test(
        "careless code is found",
        arguments: [
            "let x = try" + "! read()", "fatal" + "Error()", "precondition" + "Failure( )",
            "// TO" + "DO: later",
            "/* FIX" + "ME */", "let a = \"\\(try" + "! read())\"",
        ])
    func careless(code: String) {
        #expect(carelessness(in: swift(code)).count == 1, "\(code)")
    }

    @Test(
        "careful code passes",
        arguments: [
            "try read()", "fatalError(\"why\")", "let text = \"try! it\"", "// never try! here",
            "let todo = 1",
            "let raw = #\"\"\"\n try! \"#\n\"\"\"#",
        ])
    func careful(code: String) {
        #expect(carelessness(in: swift(code)).isEmpty, "\(code)")
    }

    @Test(
        "sleeping tests are found",
        arguments: [
            "try await Task.sl" + "eep(for: .seconds(1))", "Thread.sl" + "eep(forTimeInterval: 1)",
            "usl" + "eep(5)",
        ])
    func sleeping(code: String) {
        #expect(sleeps(in: swift(code, at: "Tests/SomeTests/Sample.swift")).count == 1)
        #expect(sleeps(in: swift("/// never \(code)\nlet asleep = isSleeping()")).isEmpty)
    }

    @Test(
        "imports through a wall are found",
        arguments: [
            "import Foundation", "public import GRDB", "@testable import DossierService",
            "import struct Foundation.Date",
        ])
    func walls(code: String) {
        let found = Walls.findings(in: swift("// why\n" + code + "\n"))
        #expect(found.map(\.line) == [2])
        #expect(Walls.findings(in: swift("// " + code)).isEmpty)
        #expect(Walls.findings(in: swift("let text = \"\"\"\n    \(code)\n    \"\"\"")).isEmpty)
    }

    @Test("a room without walls is found")
    func unknownRoom() {
        #expect(Walls.findings(in: swift("import Glibc", at: "Sources/Cellar/A.swift")).count == 1)
        #expect(
            Walls.findings(in: swift("import DossierDomain", at: "Sources/DossierRouting/A.swift")).isEmpty)
    }

    @Test("a limit that the threat model lacks, and a test that it makes up, are found")
    func threatModel() {
        let model = TextFile(path: "docs/a.md", text: "| `x` | `Some`: \"holds x\", \"holds y\" |\n| `None`: \"z\" |")
        let test = TextFile(path: "Tests/A/Some.swift", text: "@Test(\"holds x\")")
        #expect(untruePromises(in: model, tests: [test]).map(\.line) == [1, 2])
        let source = swift("/// Of x.\npublic var x = 3_000\npublic var y = Duration.seconds(3)\npublic var z = Z()\n")
        #expect(unmentionedLimits(in: model, sources: source).map(\.line) == [3])
        let table = "| Input | Test |\n|---|---|\n| a | `T`: \"holds a\" |\n| b | |\n| c | by hand |\n\n| d | |"
        #expect(untestedLimits(in: TextFile(path: "docs/a.md", text: table)).map(\.line) == [4, 5])
    }

    @Test("links that lead nowhere are found")
    func links() {
        func broken(_ text: String) -> [Int?] {
            brokenLinks(
                in: [TextFile(path: "docs/a.md", text: text)],
                existing: ["docs/a.md", "docs/decisions/0001-b.md", "README.md"]
            ).map(\.line)
        }
        #expect(broken("see\n[b](decisions/0002-c.md)") == [2])
        #expect(broken("[b](../docs/b.md#part)") == [1])
        #expect(
            broken(
                "[b](decisions/0001-b.md) [r](../README.md#x) [d](decisions) [w](https://example.org/) [h](#a)"
            ) == [])
        #expect(broken("```\n[b](no.md)\n```\nand `[b](no.md)`") == [])
    }

    @Test("dead words of the glossary are found")
    func words() {
        let glossary = TextFile(
            path: "docs/glossary.md",
            text: "| hồ sơ | `Dossier`, `DossierState.version` | |\n| x | `Folder` | `Free` |\n")
        let found = deadWords(
            inGlossary: glossary,
            sources: swift("struct Dossier {}; struct DossierState { var version = 1 } // Folder"))
        #expect(found.map(\.line) == [2])
    }

    @Test("rooms that nobody describes are found")
    func rooms() {
        #expect(
            untoldRooms(["DossierDomain", "Cellar"], inArchitecture: "`DossierDomain` is pure.").count == 1)
    }

    @Test("migrations with gaps or odd names are found")
    func migrations() {
        #expect(misnumberedMigrations(["m/0001_a.sql", "m/0002_b.sql"]).isEmpty)
        #expect(misnumberedMigrations(["m/0001_a.sql", "m/0003_b.sql"]).map(\.path) == ["m/0003_b.sql"])
        #expect(misnumberedMigrations(["m/0001_a.sql", "m/0001_b.sql"]).count == 1)
        #expect(misnumberedMigrations(["m/1_a.sql"]).count == 1)
    }

    @Test("paths of one machine are found", arguments: ["/home", "/Users", "/root"])
    func paths(folder: String) {
        let path = folder + "/somebody/motcua"
        #expect(machinePaths(in: [TextFile(path: "a.md", text: "as in\n`\(path)`")]).map(\.line) == [2])
        #expect(
            machinePaths(in: [TextFile(path: "a.md", text: "https://example.org\(path) and ./var\(path)")])
                .isEmpty)
    }
}
