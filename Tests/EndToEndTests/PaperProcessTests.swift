import DossierAPI
import Foundation
import Testing

/// Papers as a counter's browser gets them.
@Suite("Papers over HTTP", .serialized)
struct PaperProcessTests {
    private let installation: Installation
    private let server: ServerProcess
    private let tokens: [String: String]

    init() throws {
        (installation, tokens) = try Installation.pilot()
        server = try installation.serve([
            "--look-up-page", "https://motcua.example.vn/tra-cuu", "--clock", "2019-08-20T08:00:00+07:00",
        ])
    }

    private func client(_ name: String?) -> Client {
        Client(port: server.port, token: name.flatMap { tokens[$0] })
    }

    private func get(_ who: String, _ path: String, fields: [String] = []) throws -> Answer {
        try #require(client(who).send("GET", path, fields: fields))
    }

    static let name = "Hoàng \\\"Thị\\\" <b>Mẫu</b>"

    private func receive(_ key: String) throws -> Answer {
        try #require(
            client("VAN_AN_CLERK").send(
                "POST", "/v1/dossiers", key: key,
                body: """
                    {"procedure": "2.000635", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
                     "slip": true, "applicant": {"name": "\(Self.name)", "phone": "0912 345 678",
                      "identityDocument": {"kind": "identity-card", "number": "080000001"}},
                     "documents": [{"document": "declaration", "originals": 1}, {"document": "identity", "originals": 1}]}
                    """))
    }

    @Test("a received dossier's form 01 prints from the record, and its QR code leads to the look-up page")
    func receipt() throws {
        let received = try receive("a")
        #expect(received.status == 201, "\(received.text)")
        let number = try #require(received.field("number"))
        let code = try #require(received.field("slipCode"))
        let slip = try get("VAN_AN_CLERK", "/v1/dossiers/\(number)/slips/01")
        #expect(slip.status == 200, "\(slip.text)")
        #expect(slip.fields["content-type"] == "text/html; charset=utf-8")
        #expect(slip.fields["content-language"] == "vi")
        #expect(slip.fields["cache-control"] == "no-store")
        #expect(slip.fields["x-content-type-options"] == "nosniff")
        let policy = try #require(slip.fields["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'unsafe-inline'"))
        #expect(policy.contains("form-action 'none'"))
        for part in [number, code, "Hoàng &quot;Thị&quot; &lt;b&gt;Mẫu&lt;/b&gt;", "ngày 20 tháng 8 năm 2019", "<svg"] {
            #expect(slip.text.contains(part), "missing: \(part)")
        }
        #expect(!slip.text.contains("<b>Mẫu"))
        #expect(try decoded(slip.text) == "https://motcua.example.vn/tra-cuu#number=\(number)&code=\(code)")
        #expect(try get("VAN_AN_CLERK", "/v1/dossiers/\(number)/slips/receipt").text == slip.text)
        let large = try get("VAN_AN_CLERK", "/v1/dossiers/\(number)/slips/01?print=large&gloss=en")
        #expect(large.text.contains("<body class=\"large\">") && large.text.contains("Received from"))
        let sheet = try get("VAN_AN_CLERK", "/v1/dossiers/\(number)/slips/05")
        #expect(sheet.status == 200 && sheet.text.contains("Người nộp hồ sơ"))
    }

    @Test("a paper that doesn't exist yet says when it will, one that never will is not found")
    func refusals() throws {
        let number = try #require(try receive("a").field("number"))
        let path = "/v1/dossiers/\(number)/slips/"
        let apology = try get("VAN_AN_CLERK", path + "04")
        #expect(apology.status == 409 && apology.field("type") == "/problems/form-not-issued")
        #expect(apology.field("detail")?.contains("xin lỗi và hẹn lại") == true)
        #expect(try get("VAN_AN_CLERK", path + "01?issue=2").status == 409)
        #expect(try get("VAN_AN_CLERK", path + "99").status == 404)
        #expect(try get("VAN_AN_CLERK", path + "stop-notice").field("type") == "/problems/form-not-in-force")
        #expect(try get("VAN_AN_CLERK", path + "01?print=huge").status == 400)
        #expect(try get("ADMINISTRATOR", path + "01").status == 403)
        // Another office isn't told that the dossier exists.
        #expect(try get("VAN_QUAN_CLERK", path + "01").status == 404)
        #expect(client(nil).send("GET", path + "01")?.status == 401)
    }

    @Test("POS-01 a consignment note is printed when the post takes the papers, the record once both sides have signed")
    func post() throws {
        let issued = try installation.run([
            "credential", "issue", "--role", "official", "--office", "van-quan.yen-phuc.one-stop",
            "--counter", "van-quan.yen-phuc.counter-1",
        ])
        let official = Client(
            port: server.port, token: issued.output.trimmingCharacters(in: .whitespacesAndNewlines))
        let entrusted = try #require(
            client("VAN_AN_CLERK").send(
                "POST", "/v1/submissions", key: "p",
                body: """
                    {"procedure": "2.002307", "counter": "van-quan.yen-phuc.counter-1",
                     "applicantUnit": "van-quan.yen-phuc",
                     "consignment": {"number": "PG-1", "carrier": "VNPost", "trackingCode": "EG1VN"},
                     "applicant": {"name": "\(Self.name)",
                      "identityDocument": {"kind": "identity-card", "number": "080000001"}},
                     "documents": [{"document": "declaration", "originals": 1},
                       {"document": "death-certificate", "originals": 1}]}
                    """))
        #expect(entrusted.status == 201, "\(entrusted.text)")
        let id = try #require(entrusted.field("submission"))
        let note = try get("VAN_AN_CLERK", "/v1/submissions/\(id)/slips/consignment-note")
        #expect(note.status == 200, "\(note.text)")
        #expect(note.text.contains("PG-1") && note.text.contains("NHÂN VIÊN BƯU ĐIỆN"))
        #expect(try get("VAN_AN_CLERK", "/v1/submissions/\(id)/slips/handover-record").status == 409)
        let signed = try #require(
            official.send("POST", "/v1/submissions/\(id)/handover-record", key: "s", body: "{\"number\": \"BB-9\"}"))
        #expect(signed.status == 201, "\(signed.text)")
        let record = try #require(official.send("GET", "/v1/submissions/\(id)/slips/handover-record"))
        #expect(record.text.contains("BB-9") && record.text.contains("ĐẠI DIỆN CƠ QUAN"), "\(record.text)")
    }

    private static let office = "/v1/offices/van-quan.van-an.one-stop"

    @Test("form 06 and the day's lists come as pages and as CSV, whole, for the office alone")
    func lists() throws {
        let number = try #require(try receive("a").field("number"))
        let second = try #require(try receive("b").field("number"))
        let paid = try #require(
            client("VAN_AN_CLERK").send(
                "POST", "/v1/dossiers/\(number)/fees", key: "f",
                body: "{\"receipt\": \"=BL-1\", \"fees\": [{\"fee\": \"phi-ban-sao\", \"quantity\": 3}]}"))
        #expect(paid.status == 201, "\(paid.text)")
        let register = Self.office + "/register?from=2019-01-06&to=2019-12-31"
        let page = try get("VAN_AN_CLERK", register)
        #expect(page.status == 200 && page.fields["vary"]?.contains("Accept, Accept-Language") == true, "\(page.text)")
        #expect(page.text.contains("Sổ theo dõi hồ sơ") && page.text.contains("&lt;b&gt;Mẫu"))
        let first = try #require(page.text.range(of: number))
        let later = try #require(page.text.range(of: second))
        #expect(first.lowerBound < later.lowerBound, "the register begins with the oldest")
        let csv = try get("VAN_AN_CLERK", register, fields: ["Accept: text/csv"])
        #expect(csv.fields["content-type"] == "text/csv; charset=utf-8; header=present")
        #expect(csv.body.starts(with: [0xEF, 0xBB, 0xBF]))
        let lines = csv.text.components(separatedBy: "\r\n")
        #expect(lines.count == 4 && lines[3].isEmpty && lines[2].hasPrefix("\"2\",\"\(second)\""))
        #expect(lines[1].contains("\"Hoàng \"\"Thị\"\" <b>Mẫu</b>\""))
        let fees = try get("VAN_AN_CLERK", Self.office + "/fee-reconciliation?date=2019-08-20")
        #expect(fees.text.contains("Hai mươi tư nghìn đồng") && fees.text.contains("=BL-1"), "\(fees.text)")
        let cells = try get(
            "VAN_AN_CLERK", Self.office + "/fee-reconciliation?date=2019-08-20", fields: ["Accept: text/csv"])
        #expect(cells.text.contains("\"'=BL-1\""))
        let due = try get("VAN_AN_CLERK", Self.office + "/due-list?date=2019-08-20&print=large&gloss=en")
        #expect(due.text.contains(number) && due.text.contains("0912 345 678"))
        #expect(try get("VAN_AN_CLERK", Self.office + "/due-list").text.contains("ngày 21 tháng 8 năm 2019"))
    }

    @Test("the day's manifest has what an office sent and what it was sent, for both sides")
    func manifest() throws {
        let number = try #require(try receive("a").field("number"))
        let path = "/manifest?date=2019-08-20"
        #expect(try !get("VAN_AN_CLERK", Self.office + path).text.contains(number))
        let made = try #require(
            client("VAN_AN_CLERK").send(
                "POST", "/v1/manifests", key: "m", body: "{\"items\": [{\"number\": \"\(number)\"}]}"))
        #expect(made.status == 200 && made.json["items"]?[0]?["done"]?.asBool == true, "\(made.text)")
        let page = try get("VAN_AN_CLERK", Self.office + path)
        #expect(page.status == 200 && page.text.contains(number), "\(page.text)")
        let lines = try get("VAN_AN_CLERK", Self.office + path, fields: ["Accept: text/csv"]).text
            .components(separatedBy: "\r\n")
        #expect(lines.count == 3, "one row, once: \(lines)")
        let cells = try #require(lines.dropFirst().first).split(separator: ",")
        #expect(cells[2] == "\"\(number)\"" && cells[3].contains("Bộ phận") && cells[4].contains("Ủy ban"), "\(cells)")
        for day in ["2019-08-19", "2019-08-21"] {
            #expect(try !get("VAN_AN_CLERK", Self.office + "/manifest?date=\(day)").text.contains(number))
        }
        let register = try get("VAN_AN_COMMITTEE", "/v1/agencies/van-quan.van-an.committee/registers/manifest")
        #expect(register.text.contains(number))
    }

    @Test("a list's period, format and reader are checked before its first byte")
    func listRefusals() throws {
        let register = Self.office + "/register"
        #expect(try get("VAN_AN_CLERK", register).status == 400)
        #expect(try get("VAN_AN_CLERK", Self.office + "/fees").status == 400, "no query at all is a missing one")
        #expect(try get("VAN_AN_CLERK", register + "?from=2019-02-01&to=2019-01-31").status == 400)
        #expect(try get("VAN_AN_CLERK", register + "?from=2019-01-06&to=2020-01-06").status == 200)
        let long = try get("VAN_AN_CLERK", register + "?from=2019-01-06&to=2020-01-07")
        #expect(long.status == 400 && long.text.contains("không quá 366 ngày"), "\(long.text)")
        let year = register + "?from=2019-01-06&to=2019-12-31"
        #expect(try get("VAN_AN_CLERK", year, fields: ["Accept: application/json"]).status == 406)
        #expect(
            try get("VAN_AN_CLERK", year, fields: ["Accept: text/csv;q=0.1, text/html;q=0"]).text.hasPrefix("\u{FEFF}"))
        #expect(try get("VAN_QUAN_CLERK", year).status == 404)
        #expect(try get("VAN_AN_COMMITTEE", year).status == 404)
        #expect(client(nil).send("GET", year)?.status == 401)
        // An administrator sees how many, and nobody's name.
        _ = try receive("a")
        let bare = try get("ADMINISTRATOR", year, fields: ["Accept: text/csv"])
        #expect(bare.status == 200 && bare.text.contains("190820-0001") && !bare.text.contains("Mẫu"))
    }

    @Test("the look-up page is one small page that runs only its own script and stands in no history with a code")
    func lookUpPage() throws {
        let page = try #require(client(nil).send("GET", "/tra-cuu"))
        #expect(page.status == 200 && page.fields["content-type"] == "text/html; charset=utf-8")
        #expect(page.body.count < 8_000 && page.fields["cache-control"] == "public, max-age=3600")
        #expect(page.fields["referrer-policy"] == "no-referrer" && page.fields["x-content-type-options"] == "nosniff")
        let policy = try #require(page.fields["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-") && policy.contains("connect-src 'self'"))
        #expect(policy.contains("form-action 'none'") && !policy.contains("unsafe"))
        for element in ["src=", "href=", "style=\"", "onclick", "<link", "@import", "url(", "http:", "https:"] {
            #expect(!page.text.contains(element), "\(element): nothing comes from outside")
        }
        #expect(client(nil).send("POST", "/tra-cuu", body: "{}")?.status == 405)
    }

    #if !PDF
        @Test("without the trait a PDF isn't acceptable, and the problem says what there is and what to do")
        func noPDF() throws {
            let number = try #require(try receive("a").field("number"))
            for path in ["/v1/dossiers/\(number)/slips/01", Self.office + "/due-list"] {
                let refused = try get("VAN_AN_CLERK", path, fields: ["Accept: application/pdf"])
                #expect(refused.status == 406 && refused.field("type") == "/problems/not-acceptable")
                let detail = try #require(refused.field("detail"))
                #expect(detail.contains("text/html") && detail.contains("--traits PDF"), "\(detail)")
                let either = try get("VAN_AN_CLERK", path, fields: ["Accept: application/pdf, text/html;q=0.5"])
                #expect(either.status == 200 && either.fields["content-type"]?.hasPrefix("text/html") == true)
            }
            let json = try get("VAN_AN_CLERK", Self.office + "/due-list", fields: ["Accept: application/json"])
            #expect(json.field("detail")?.contains("text/html, text/csv") == true, "\(json.text)")
            #expect(json.field("detail")?.contains("PDF") == false)
        }
    #endif

    @Test("an address that no browser takes is refused at start")
    func address() throws {
        for address in ["javascript:alert(1)", "https://x.vn/#a", "https://x.vn/ a"] {
            let result = try installation.run(["serve", "--port", "0", "--look-up-page", address])
            #expect(result.status != 0 && result.output.contains("look-up-page"))
        }
    }

    /// What zbar reads from the slip's drawing: the path of the page, put on a grid of pixels.
    private func decoded(_ html: String) throws -> String {
        let box = try #require(html.firstMatch(of: /viewBox="0 0 (\d+) \d+"[^>]*><path d="([^"]*)"/))
        let side = try #require(Int(box.1))
        var dark = [Bool](repeating: false, count: side * side)
        for run in box.2.matches(of: /M(\d+) (\d+)h(\d+)v1/) {
            guard let x = Int(run.1), let y = Int(run.2), let width = Int(run.3) else { continue }
            for column in x..<(x + width) { dark[y * side + column] = true }
        }
        var picture = "P1\n\(side * 4) \(side * 4)\n"
        for row in 0..<(side * 4) {
            picture += (0..<(side * 4)).map { dark[row / 4 * side + $0 / 4] ? "1" : "0" }.joined() + "\n"
        }
        let file = installation.folder.path + "/slip.pbm"
        try picture.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try installation.run(
            "/bin/sh", ["-c", "zbarimg --raw --quiet -Sdisable -Sqrcode.enable '\(file)' 2>/dev/null"],
            environment: ProcessInfo.processInfo.environment)
        return result.output.trimmingCharacters(in: .newlines)
    }
}
