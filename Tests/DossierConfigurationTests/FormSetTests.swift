import DossierConfiguration
import DossierDomain
import DossierRouting
import Testing

@Suite("Forms as files")
struct FormSetTests {
    private static let sheet = """
        id: test-forms
        version: 1
        validFrom: 2019-01-06
        legalBasis: Thông tư thử
        forms:
          - { paper: receipt, number: "01", title: Giấy, titleEnglish: Receipt, file: receipt.mustache }
        """

    private static let good: [String: String] = [
        "set.yaml": sheet, "receipt.mustache": "<p>{{number}}</p>\n{{> foot}}\n",
        "foot.part.mustache": "<p>{{office}}</p>\n",
    ]

    /// A configuration of nothing but these forms; `changes` replace files, `nil` takes one away.
    private static func load(
        _ changes: [String: String?] = [:], folder: String = "forms/test-forms/"
    ) throws(ConfigurationProblems) -> ConfigurationDocument {
        let tables = ["levels", "units", "agencies", "offices", "counters", "calendars"]
        var files = tables.map { ConfigurationFile(path: "\($0).yaml", text: "\($0): []\n") }
        files.append(ConfigurationFile(path: "people.yaml", text: "people: []\npostings: []\n"))
        var texts: [String: String?] = good.mapValues { $0 }
        texts.merge(changes) { $1 }
        for (name, text) in texts {
            if let text { files.append(ConfigurationFile(path: folder + name, text: text)) }
        }
        return try loadConfiguration(files: files)
    }

    private static func problems(_ changes: [String: String?], folder: String = "forms/test-forms/") -> [String] {
        do {
            _ = try load(changes, folder: folder)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("a set is read with its templates, and written as the files from which it loads again")
    func roundTrip() throws {
        let document = try Self.load()
        let set = try #require(document.forms.first)
        #expect(set.forms.map(\.template) == ["<p>{{number}}</p>\n{{> foot}}\n"])
        #expect(set.parts.map(\.name) == ["foot"])
        #expect(try loadConfiguration(files: export(document)) == document)
        #expect(try loadConfiguration(document: canonicalJSON(document), name: "document") == document)
        let windows = try Self.load(["receipt.mustache": "<p>{{number}}</p>\r\n{{> foot}}\r\n"])
        #expect(windows == document, "line ends of another system make no other form")
    }

    @Test(
        "a broken file is refused with its name, its line and what to do",
        arguments: [
            (
                "receipt.mustache", "<p>\n{{nobody}}</p>",
                "forms/test-forms/receipt.mustache:2: there is no field “nobody”"
            ),
            ("receipt.mustache", "<p>{{{number}}}</p>", "receipt.mustache:1: unescaped fields are not accepted"),
            (
                "receipt.mustache", "<p>\n<b>{{number}}</p>",
                "receipt.mustache:2: </p> stands where the <b> of line 2 is still open"
            ),
            (
                "foot.part.mustache", "<table>\n<tr><td>{{office}}</td></tr></table>",
                "foot.part.mustache:2: <tr> can't stand in the <table> of line 1"
            ),
            ("receipt.mustache", "<p>{{> foot}}</p>", "receipt.mustache:1: a part stands between paragraphs"),
            ("foot.part.mustache", "\n<script>", "foot.part.mustache:2: the element <script> is not accepted"),
            ("foot.part.mustache", "{{reason}}", "foot.part.mustache:1: there is no field “reason”"),
            ("receipt.mustache", "a\n\tb", "receipt.mustache:2: has a control character"),
            ("receipt.mustache", nil, "receipt.mustache: the file is missing"),
            ("set.yaml", nil, "forms/test-forms/set.yaml: the file is missing"),
            ("other.mustache", "x", "other.mustache: is named by no form"),
            ("set.yml", "x", "set.yml: is named by no form"),
            ("set.yaml", sheet.replacing("validFrom", with: "validform"), "set.yaml"),
            ("set.yaml", sheet.replacing("paper: receipt", with: "paper: ticket"), "“ticket” is none of receipt"),
            ("set.yaml", sheet.replacing("receipt.mustache", with: "../receipt.mustache"), "is no name of a template"),
            ("set.yaml", sheet.replacing("version: 1", with: "version: 2"), "must be named forms/test-forms@2/"),
            ("set.yaml", sheet + "\n" + (sheet.split(separator: "\n").last ?? ""), "has two forms for “receipt”"),
        ] as [(String, String?, String)])
    func broken(file: String, text: String?, problem: String) {
        let problems = Self.problems([file: text])
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }

    @Test("a template has at most 64 KB")
    func size() {
        let full = String(repeating: "x", count: 65_536)
        #expect(Self.problems(["receipt.mustache": full, "foot.part.mustache": nil]).isEmpty)
        #expect(
            Self.problems(["receipt.mustache": full + "x", "foot.part.mustache": nil]).first?.contains("65536") == true)
    }

    @Test("a set has at most 32 parts")
    func count() {
        func parts(_ count: Int) -> [String: String?] {
            Dictionary(
                uniqueKeysWithValues: (1..<count).map { index -> (String, String?) in
                    ("part-\(index).part.mustache", "<p>{{office}}</p>")
                })
        }
        #expect(Self.problems(parts(32)).isEmpty, "31 and the foot")
        #expect(Self.problems(parts(33)).contains { $0.contains("has more than 32 forms or parts") })
    }

    @Test("CAT-01 a published set stays as it is; wording is mended by the next version")
    func published() throws {
        let old = try Self.load()
        let changed = try Self.load(["receipt.mustache": "<p>Số {{number}}</p>{{> foot}}"])
        let conflict = try #require(
            publicationConflicts(from: old, to: changed, on: CivilDate(dayNumber: 30_000)).first)
        #expect("\(conflict)".contains("form test-forms@1") && "\(conflict)".contains("make it version 2"))
        let next = try Self.load(
            ["set.yaml": Self.sheet.replacing("version: 1", with: "version: 2")], folder: "forms/test-forms@2/")
        var both = old
        both.forms += next.forms
        #expect(publicationConflicts(from: old, to: both, on: CivilDate(dayNumber: 30_000)).isEmpty)
        let catalogue = Catalogue(both, version: 2)
        let day = try #require(CivilDate("2019-08-20"))
        #expect(catalogue.form(.receipt, on: day)?.set.version == 2)
        #expect(
            publicationConflicts(from: old, to: ConfigurationDocument(), on: CivilDate(dayNumber: 30_000)).count == 1,
            "it can't go either")
    }
}
