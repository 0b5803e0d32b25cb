import Foundation
import Testing

/// Style is a test: what these checks don't hold is a wish. Each is shown able to fail in `CheckerTests`.
@Suite("The package is tidy")
struct TidyTests {
    private let tree = Tree.package
    private var sources: [TextFile] { tree.swift(under: "Sources") }
    private var tests: [TextFile] { tree.swift(under: "Tests") }
    private var documents: [TextFile] { tree.files.filter { $0.path.hasSuffix(".md") } }

    @Test("the tree was found")
    func treeFound() {
        #expect(
            tree.text("Package.swift") != nil, "these tests expect to lie in Tests/TidyTests of the package")
        #expect(!sources.isEmpty && !tests.isEmpty)
    }

    @Test("each held rule has a test, and no test names an unknown rule")
    func heldRulesAreTested() throws {
        let text = try #require(tree.text(Rulebook.path), "docs/rules.md lists the rules")
        expectNone(Rulebook(text).findings(inTests: tests))
    }

    @Test("a rule once held stays held")
    func heldRulesStayHeld() throws {
        let text = try #require(tree.text(Rulebook.path))
        let list = try #require(tree.text(Rulebook.heldPath))
        expectNone(Rulebook(text).findings(heldBefore: list))
        // Without git or history there is nothing to compare with, and the list alone has to do.
        if let history = Tree.git(["log", "--format=", "-p", "--", Rulebook.heldPath], in: tree.root) {
            expectNone(Rulebook.findings(inHistory: history, of: list))
        }
    }

    @Test("the README counts the rules as they are listed")
    func heldRulesAreCounted() throws {
        let text = try #require(tree.text(Rulebook.path))
        let readme = try #require(tree.files.first { $0.path == "README.md" })
        expectNone(Rulebook(text).findings(inCountOf: readme))
    }

    @Test("types are named after what they are")
    func typeNames() {
        expectNone(emptyTypeNames(in: sources + tests))
    }

    @Test("files are short enough to keep in mind")
    func fileLength() {
        expectNone(longFiles(in: sources + tests))
    }

    @Test("no careless crash and nothing left for later")
    func care() {
        expectNone(carelessness(in: sources))
    }

    @Test("rooms import only what their walls let through")
    func walls() {
        expectNone(Walls.findings(in: sources))
    }

    @Test("links between documents lead somewhere")
    func links() {
        expectNone(brokenLinks(in: documents, existing: tree.paths))
    }

    @Test("tests don't sleep")
    func noSleep() {
        expectNone(sleeps(in: tests))
    }

    @Test("the glossary's code words are used")
    func glossary() throws {
        let glossary = try #require(tree.files.first { $0.path == "docs/glossary.md" })
        expectNone(deadWords(inGlossary: glossary, sources: sources))
    }

    @Test("the architecture tells of every room")
    func rooms() throws {
        let text = try #require(tree.text("docs/architecture.md"))
        expectNone(untoldRooms(tree.folders(in: "Sources"), inArchitecture: text))
    }

    @Test("migrations are numbered without gaps")
    func migrations() {
        expectNone(
            misnumberedMigrations(tree.paths.filter { $0.hasPrefix("migrations/") && $0.hasSuffix(".sql") }))
    }

    @Test("the threat model names every limit of the HTTP layer, a test for each, and only tests that exist")
    func threatModel() throws {
        let model = try #require(tree.files.first { $0.path == "docs/threat-model.md" })
        let limits = ["HTTPMessage/HTTPLimits", "HTTPServer/HTTPServerConfiguration"]
        let sources = sources.filter { source in limits.contains { source.path == "Sources/\($0).swift" } }
        #expect(sources.count == limits.count)
        expectNone(unmentionedLimits(in: model, sources: sources))
        expectNone(untestedLimits(in: model))
        expectNone(untruePromises(in: model, tests: tree.files.filter { $0.path.hasPrefix("Tests/") }))
    }

    @Test("nothing committed names a path of one machine")
    func paths() {
        expectNone(machinePaths(in: tree.files))
    }

    private func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
        // Asked before, so that a failure shows the report and not the list once more.
        let isTidy = findings.isEmpty
        #expect(isTidy, Comment(rawValue: findings.report), sourceLocation: sourceLocation)
    }
}
