#if PDF
    import DossierAPI
    import Foundation
    import Testing

    /// The service built with the trait `PDF`, and the look-up page in a real browser.
    @Suite("Papers as PDF over HTTP, and the look-up page in a browser", .serialized)
    struct PrintedPaperTests {
        private let installation: Installation
        private let server: ServerProcess
        private let tokens: [String: String]
        private let number: String
        private let code: String

        init() throws {
            (installation, tokens) = try Installation.pilot()
            server = try installation.serve([
                "--look-up-page", "https://motcua.example.vn/tra-cuu", "--clock", "2019-08-20T08:00:00+07:00",
            ])
            let received = try #require(
                Client(port: server.port, token: tokens["VAN_AN_CLERK"]).send(
                    "POST", "/v1/dossiers", key: "a",
                    body: """
                        {"procedure": "2.000635", "counter": "van-quan.van-an.counter-1",
                         "applicantUnit": "van-quan.van-an", "slip": true,
                         "applicant": {"name": "Hoàng \\"Thị\\" <b>Mẫu</b>", "phone": "0912 345 678",
                          "identityDocument": {"kind": "identity-card", "number": "080000001"}},
                         "documents": [{"document": "declaration", "originals": 1},
                          {"document": "identity", "originals": 1}]}
                        """))
            number = try #require(received.field("number"))
            code = try #require(received.field("slipCode"))
        }

        private static let office = "/v1/offices/van-quan.van-an.one-stop"

        private func get(_ path: String, _ accept: String, as who: String = "VAN_AN_CLERK") throws -> Answer {
            try #require(
                Client(port: server.port, token: tokens[who]).send("GET", path, fields: ["Accept: \(accept)"]))
        }

        private func text(of pdf: Answer) throws -> String {
            let file = installation.folder.path + "/a.pdf"
            try Data(pdf.body).write(to: URL(fileURLWithPath: file))
            return try installation.run(
                "/usr/bin/env", ["pdftotext", "-raw", file, "-"], environment: ProcessInfo.processInfo.environment
            ).output
        }

        @Test("a slip comes as PDF to who prefers it, and as HTML to everybody else")
        func slip() throws {
            let path = "/v1/dossiers/\(number)/slips/01"
            let slip = try get(path, "application/pdf")
            #expect(slip.status == 200, "\(slip.text)")
            #expect(slip.fields["content-type"] == "application/pdf")
            #expect(slip.fields["content-disposition"] == "inline; filename=\"receipt-\(number).pdf\"")
            #expect(slip.fields["vary"]?.contains("Accept, ") == true && slip.fields["cache-control"] == "no-store")
            #expect(slip.body.starts(with: Array("%PDF-".utf8)) && slip.body.count < 60_000)
            let text = try text(of: slip)
            for part in [number, code, "Hoàng \"Thị\" <b>Mẫu</b>", "ngày 20 tháng 8 năm 2019"] {
                #expect(text.contains(part), "missing: \(part)")
            }
            #expect(try get(path, "*/*").fields["content-type"]?.hasPrefix("text/html") == true)
            #expect(
                try get(path, "text/html, application/pdf;q=0.9").fields["content-type"]?.hasPrefix("text/html") == true
            )
            #expect(try get(path, "image/png").status == 406)
            #expect(try get(path + "?print=large&gloss=en", "application/pdf").status == 200)
            // What isn't printed isn't printed as PDF either.
            #expect(try get("/v1/dossiers/\(number)/slips/04", "application/pdf").status == 409)
            #expect(try get(path, "application/pdf", as: "VAN_QUAN_CLERK").status == 404)
        }

        @Test("lists come as PDF while they are read, with their totals at the end")
        func lists() throws {
            let register = try get(Self.office + "/register?from=2019-01-06&to=2019-12-31", "application/pdf")
            #expect(register.status == 200 && register.fields["content-type"] == "application/pdf")
            #expect(try text(of: register).contains("SỔ THEO DÕI HỒ SƠ"))
            let paid = try #require(
                Client(port: server.port, token: tokens["VAN_AN_CLERK"]).send(
                    "POST", "/v1/dossiers/\(number)/fees", key: "f",
                    body: "{\"receipt\": \"BL-1\", \"fees\": [{\"fee\": \"phi-ban-sao\", \"quantity\": 3}]}"))
            #expect(paid.status == 201, "\(paid.text)")
            let fees = try text(of: try get(Self.office + "/fee-reconciliation?date=2019-08-20", "application/pdf"))
            #expect(fees.contains("BL-1") && fees.contains("Hai mươi tư nghìn đồng"), "\(fees)")
            #expect(try get(Self.office + "/register", "application/pdf").status == 400)
        }

        @Test("the description names PDF where there is one")
        func description() throws {
            let description = try get("/openapi.json", "application/json")
            let content = description.json["paths"]?["/v1/dossiers/{number}/slips/{form}"]?["get"]?["responses"]?[
                "200"]?[
                    "content"]
            #expect(content?["application/pdf"] != nil && content?["text/html"] != nil)
        }

        // MARK: The look-up page

        /// What a browser shows at that address once its scripts have come to rest.
        private func shown(_ fragment: String) throws -> String {
            try installation.run(
                "/usr/bin/env",
                [
                    "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--lang=vi",
                    "--user-data-dir=\(installation.folder.path)/profile", "--virtual-time-budget=8000", "--dump-dom",
                    "http://127.0.0.1:\(server.port)/tra-cuu\(fragment)",
                ], environment: ProcessInfo.processInfo.environment
            ).output
        }

        @Test("whoever scans the code sees where the dossier is and when to come, and nobody's name")
        func scanned() throws {
            let page = try shown("#number=\(number)&code=\(code)")
            for part in [number, "đã tiếp nhận", "08 giờ 00", "20/8/2019", "Hẹn trả kết quả", "Nhận kết quả tại"] {
                #expect(page.contains(part), "missing: \(part) in \(page.suffix(1_500))")
            }
            #expect(page.contains("aria-live=\"polite\"><dl>") && !page.contains("Mẫu"))
        }

        @Test("a wrong code, and markup in the address, are told in words")
        func wrong() throws {
            #expect(try shown("#number=\(number)&code=0000-0000").contains("Không tìm thấy"))
            let hostile = try shown("#number=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&code=x")
            #expect(hostile.contains("Không tìm thấy") && !hostile.contains("<img"))
            #expect(try shown("").contains("Nhập mã hồ sơ và mã tra cứu"))
        }
    }
#endif
