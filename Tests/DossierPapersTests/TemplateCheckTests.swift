import DossierConfiguration
import DossierDomain
import Testing

@testable import DossierPapers

@Suite("Templates that an administrator has broken")
struct TemplateCheckTests {
    private static func problems(_ template: String, parts: Set<String> = ["heading"]) -> [TemplateProblem] {
        TemplateCheck(template, fields: PaperFields.of(.receipt), parts: parts).problems
    }

    @Test(
        "each mistake is told with its line and what to do",
        arguments: [
            ("<p>\n{{nmber}}</p>", 2, "there is no field “nmber”"),
            ("<p>{{applicant.nme}}</p>", 1, "there is no field “applicant.nme”"),
            ("\n\n{{#documents}}<p>{{name}}</p>", 3, "the section {{#documents}} is never closed"),
            ("{{#documents}}\n{{/fees}}", 2, "{{/fees}} closes “fees”, where {{/documents}} is expected"),
            ("{{/fees}}", 1, "never opened"),
            ("<p>{{{number}}}</p>", 1, "unescaped fields are not accepted"),
            ("<p>{{&number}}</p>", 1, "unescaped fields are not accepted"),
            ("{{=<% %>=}}", 1, "is not accepted"),
            ("{{% CONTENT_TYPE:TEXT}}", 1, "is not accepted"),
            ("{{<heading}}{{/heading}}", 1, "is not accepted"),
            ("{{documents}}", 1, "is no text"),
            ("{{number", 1, "{{ without }}"),
            ("{{> back}}", 1, "there is no part “back”; known: heading"),
            ("<script>alert(1)</script>", 1, "the element <script> is not accepted"),
            ("<SCRIPT>alert(1)</SCRIPT>", 1, "the element <script> is not accepted"),
            ("\n<link rel=\"stylesheet\">", 2, "the element <link> is not accepted"),
            ("<img src=\"https://x.vn/a.png\">", 1, "the element <img> is not accepted"),
            ("<iframe></iframe>", 1, "the element <iframe> is not accepted"),
            ("<p onclick=\"x()\">", 1, "the attribute “onclick” is not accepted"),
            ("<p style=\"color:red\">", 1, "the attribute “style” is not accepted"),
            ("<svg href=\"https://x.vn\">", 1, "the attribute “href” is not accepted"),
            ("<meta http-equiv=\"refresh\">", 1, "the attribute “http-equiv” is not accepted"),
            ("<p class='{{number}}'>", 1, "needs double quotes"),
            ("<p {{number}}>", 1, "a field may stand in text"),
            ("<p{{! x}}id=\"a\">", 1, "a field may stand in text"),
            ("<style>@im{{! x}}port \"a\";</style>", 1, "sections or comments"),
            ("<style>{{> heading}}</style>", 1, "sections or comments"),
            ("<p id=\"{{number}}\">", 1, "a field may stand in text"),
            ("<p {{#large}}class=\"x\"{{/large}}>", 1, "a field may stand in text"),
            ("<p id=\"{{#large}}x{{/large}}\">", 1, "a section may stand in text"),
            ("<p class=\"{{#large}}x\">y{{/large}}</p>", 1, "begins and ends in different places"),
            ("<style>\n@import \"https://x.vn/a.css\";</style>", 2, "“@import”"),
            ("<style>p { background: URL(https://x.vn/a.png) }</style>", 1, "“url(”"),
            ("<style>p { color: \\75rl }</style>", 1, "nothing may be fetched"),
            ("<style>{{number}}</style>", 1, "takes no fields"),
            ("<style>p { }", 1, "ends inside"),
            ("<svg><style>@&#105;mport 'https://x.vn/a.css';</style></svg>", 1, "“&”: nothing may be fetched"),
            (
                """
                <title><b title="</title><meta http-equiv=refresh content='0;url=https://x.vn/?{{number}}-{{lookUp.code}}'>">
                """, 1, "a title holds text and fields only"
            ),
            ("<title>\n<b>{{number}}</b></title>", 2, "a title holds text and fields only"),
            ("<title>{{> heading}}</title>", 1, "a part may stand in text only"),
            ("<title>{{#large}}</title>{{/large}}", 1, "begins and ends in different places"),
            ("<title class=\"a\">x</title>", 1, "<title> takes no attributes"),
            ("<title>{{number}}</TITLE>", 1, "a title holds text and fields only"),
            ("<title>{{number}}", 1, "ends inside"),
            ("<meta name=\"x\"http-equiv=\"refresh\">", 1, "the attribute “http-equiv” is not accepted"),
            ("<META HTTP-EQUIV=refresh>", 1, "the attribute “http-equiv” is not accepted"),
            ("<meta/http-equiv=\"refresh\"/>", 1, "the attribute “http-equiv” is not accepted"),
            ("<!-- {{number}} -->", 1, "an HTML comment"),
            ("a < b", 1, "a bare <"),
            ("\n{{number}}\u{301}", 2, "a brace with a combining mark"),
            ("\u{301}", 1, "a brace with a combining mark"),
            ("{", 1, "ends in a brace"),
            ("<p>\n<b>x</p>", 2, "stands where the <b> of line 2 is still open"),
            ("\n<p>x", 2, "the <p> is never closed"),
            ("<p>x</p></p>", 1, "closes what isn't open"),
            ("<p>\n{{#large}}</p>{{/large}}", 2, "closes what isn't open in this section"),
            ("{{#large}}\n<p>{{/large}}</p>", 2, "the section {{#large}} ends while the <p> of line 2 is open"),
            ("<p>\n<div>x</div></p>", 2, "<div> can't stand in the <p> of line 1"),
            ("<table><tr>\n<td>x</td></tr></table>", 1, "<tr> can't stand in the <table> of line 1"),
            ("<tr><td>x</td></tr>", 1, "<tr> stands only in <thead> or <tbody>"),
            ("<table><tbody><tr><td><table></table></td></tr></tbody></table>", 1, "<table> can't stand in the <td>"),
            ("x<br></br>", 1, "<br> holds nothing"),
            ("<p>{{> heading}}</p>", 1, "a part stands between paragraphs"),
            ("<p>\n&eacute;</p>", 2, "“&eacute;” isn't known here"),
            ("<svg><path d=\"M0 0\nC1 1\"/></svg>", 2, "a path has straight lines only"),
            ("<p><sup>x</sup></p>", 1, "the element <sup> is not accepted"),
        ])
    func mistakes(template: String, line: Int, reason: String) {
        let problems = Self.problems(template)
        #expect(problems.contains { $0.line == line && $0.reason.contains(reason) }, "\(problems)")
    }

    @Test("a title takes text, fields and sections")
    func title() {
        #expect(Self.problems("<title>{{form.title}} &lt; {{#number}} {{number}}{{/number}}</title><p>x</p>").isEmpty)
    }

    @Test("a template may be large and deep up to its limits, and no further")
    func limits() {
        let full = String(repeating: "a", count: TemplateLimits.byteCount)
        #expect(Self.problems(full).isEmpty)
        #expect(Self.problems(full + "a").first?.reason.contains("at most 65536") == true)
        func nested(_ depth: Int) -> String {
            String(repeating: "{{#large}}", count: depth) + String(repeating: "{{/large}}", count: depth)
        }
        #expect(Self.problems(nested(TemplateLimits.depth)).isEmpty)
        #expect(!Self.problems(nested(TemplateLimits.depth + 1)).isEmpty)
        // Deep enough to use up the stack of whoever recurses into it.
        #expect(!Self.problems(nested(3_000)).isEmpty)
        #expect(Self.problems(String(repeating: "{{x}}", count: 1_000)).count == TemplateLimits.problemCount)
    }

    @Test("whatever bytes a template has, checking it ends with a verdict")
    func fuzz() {
        let pieces = [
            "{{", "}}", "{", "}", "#", "/", "^", "large", "number", "<", ">", "p", "\"", "=", "style", "</style>",
            "<title>", "</title>",
            "class", " ", "\n", "!", "{{#large}}", "{{/large}}", "<p class=\"", "é", "\u{301}", "&",
        ]
        var random = SystemSeed(state: 9)
        for _ in 0..<2_000 {
            let template = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let check = TemplateCheck(template, fields: PaperFields.of(.receipt), parts: [])
            guard check.problems.isEmpty else { continue }
            // What passes the check compiles as well.
            let set = FormSet(
                id: FormSetID("x"), version: 1, validity: Validity(from: CivilDate(dayNumber: 0)), legalBasis: "x",
                forms: [
                    .init(
                        paper: .receipt, number: nil, title: "x", titleEnglish: "x", file: "x", template: template)
                ], parts: [])
            #expect(throws: Never.self) { try PaperTemplates(set) }
        }
    }

    /// A generator that gives the same numbers each time.
    private struct SystemSeed: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test("a list needs one section of rows, because it is sent a page at a time")
    func rows() {
        func compile(_ template: String) throws -> PaperTemplates {
            try PaperTemplates(
                FormSet(
                    id: FormSetID("x"), version: 1, validity: Validity(from: CivilDate(dayNumber: 0)), legalBasis: "x",
                    forms: [
                        .init(
                            paper: .dueList, number: nil, title: "x", titleEnglish: "x", file: "x.mustache",
                            template: template)
                    ], parts: []))
        }
        #expect(throws: TemplateProblems.self) { try compile("<p>{{period}}</p>") }
        #expect(throws: TemplateProblems.self) { try compile("{{#large}}{{#rows}}{{index}}{{/rows}}{{/large}}") }
        #expect(throws: Never.self) { try compile("<p>{{period}}</p>{{#rows}}{{index}}{{/rows}}") }
        // The head goes out before anything is counted, and no row knows of the others.
        #expect(throws: Never.self) { try compile("{{#rows}}{{index}} {{period}}{{/rows}}{{count}} {{total}}") }
        for (template, line) in [
            ("\n{{total}}{{#rows}}{{index}}{{/rows}}", 2), ("{{#rows}}\n\n{{count}}{{/rows}}", 3),
            ("{{^rows}}x{{/rows}}{{#rows}}{{index}}{{/rows}}", 1),
            ("{{#rows}}{{index}}{{/rows}}\n{{^rows}}x{{/rows}}", 2),
            ("{{#rows}}{{#rows}}{{index}}{{/rows}}{{/rows}}", 1),
            ("{{#rows}}{{index}}{{/rows}}\n{{#rows}}{{index}}{{/rows}}", 1),
            ("<p class=\"{{#rows}}{{index}}{{/rows}}\">x</p>", 1),
        ] {
            let thrown = #expect(throws: TemplateProblems.self, "\(template)") { try compile(template) }
            #expect(thrown?.entries.first?.problem.line == line, "\(template)")
        }
    }
}
