import DossierDomain
import Testing

@testable import DossierPapers

@Suite("Lists for spreadsheets")
struct PaperTableTests {
    @Test(
        "a cell that a spreadsheet would run is marked as text",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+84912", "\"'+84912\""), ("-2", "\"'-2\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            (" =1", "\"' =1\""), ("\t=1", "\"'\t=1\""), ("\u{200B}=1", "\"'\u{200B}=1\""), ("＝1", "\"'＝1\""),
            ("\r=1", "\"'\r=1\""), ("=\u{301}1", "\"'=\u{301}1\""),
            ("Nguyễn \"Tí\", Văn", "\"Nguyễn \"\"Tí\"\", Văn\""),
            ("a\nb", "\"a\nb\""), ("0912", "\"0912\""), ("", "\"\""), ("\"\u{301}x", "\"\"\"\u{301}x\""),
        ])
    func cells(text: String, cell: String) {
        #expect(Array(PaperTable.cell(text).unicodeScalars) == Array(cell.unicodeScalars))
    }

    @Test("lists begin with a byte-order mark and have a column for each field of a row")
    func heads() throws {
        for paper in Paper.allCases {
            guard case .list(let fields)? = PaperFields.of(paper)["rows"] else {
                #expect(PaperTable(paper) == nil)
                continue
            }
            let table = try #require(PaperTable(paper))
            #expect(table.head.unicodeScalars.first == "\u{FEFF}" && table.head.hasSuffix("\r\n"))
            let row = Dictionary(uniqueKeysWithValues: fields.keys.map { ($0, PaperValue.text("[\($0)]")) })
            for field in fields.keys { #expect(table.line(of: row).contains("[\(field)]"), "\(paper): \(field)") }
        }
    }
}
