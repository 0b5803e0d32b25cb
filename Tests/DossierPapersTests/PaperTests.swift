import DossierConfiguration
import DossierDomain
import Foundation
import Testing

@testable import DossierPapers

@Suite("Papers from the record")
struct PaperTests {
    private static func html(
        _ record: PaperRecord, _ paper: Paper, _ variant: PaperVariant = PaperVariant(), issue: Int? = nil
    ) throws -> String {
        let filled = try record.fill(paper, variant, issue: issue)
        #expect(PaperField.fit(PaperFields.of(paper), filled.fields), "fields and schema of \(paper)")
        return try #require(PaperTemplates(filled.set).render(paper, filled.fields))
    }

    private static func received(on day: String = "2019-08-20") throws -> SampleRecord {
        var sample = try SampleRecord(on: day)
        sample.submit()
        try sample.receive()
        return sample
    }

    @Test("form 01 says what was handed in, when to come back, and how to look it up")
    func receipt() throws {
        let text = PlainText(try Self.html(try Self.received().record(), .receipt)).text
        for line in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày 20 tháng 8 năm 2019",
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Hoàng Thị Mẫu", "Thôn Khòn Cát", "0912 345 678", "a@b.vn",
            "08 giờ 30 phút, ngày 20 tháng 8 năm 2019", "17 giờ 00 phút, ngày 20 tháng 8 năm 2019", "K7QX-3M2P",
            "https://motcua.example.vn/tra-cuu", "Thông tư 01/2018/TT-VPCP", "sự kiện số 42",
            String(repeating: "ab", count: 32), "(nhân viên bưu điện)", "-190820-0001",
        ] { #expect(text.contains(line), "missing: \(line)") }
        #expect(!text.contains("Received from"))
    }

    @Test("RCV-08 form 01 confirms a paper that wasn't in the parcel only once it was brought, and then once")
    func receiptOfParcel() throws {
        let identity = DocumentID("identity")
        for isBrought in [false, true] {
            var sample = try SampleRecord()
            sample.submit(
                consignment: Consignment(
                    number: "PG-3", carriage: Carriage(carrier: "VNPost"), from: OfficeID("van-quan.one-stop")))
            sample.add(
                .handoverRecordSigned(
                    .init(number: "BB-1", missing: [.init(document: identity, originals: 0, copies: 2)])),
                at: "08:10")
            if isBrought {
                sample.add(
                    .supplemented(
                        .init(documents: [SubmittedDocument(document: identity, originals: 0, copies: 2)])),
                    at: "08:20")
            }
            try sample.receive()
            let papers = ["Tờ khai cấp bản sao trích lục hộ tịch 1 0", "Giấy tờ tùy thân (xuất trình) 0 2"]
            #expect(try Self.papers(on: .receipt, of: sample) == Array(papers.prefix(isBrought ? 2 : 1)))
            let count = try sample.record().fill(.receipt).fields["documentCount"]
            #expect(count == .text(isBrought ? "3" : "1"))
        }
    }

    private static func papers(on paper: Paper, of sample: SampleRecord) throws -> [String] {
        guard case .list(let rows)? = try sample.record().fill(paper).fields["documents"] else { return [] }
        return rows.map { row in
            ["name", "originals", "copies"].map { name in
                guard case .text(let text)? = row[name] else { return "-" }
                return text
            }.joined(separator: " ")
        }
    }

    @Test("fees are written in figures and words, with their receipts")
    func fees() throws {
        var sample = try Self.received()
        sample.add(
            .feeCollected(
                .init(
                    receipt: "BL-7", method: .cash, charges: [], obligation: nil, amountVND: 24_000,
                    at: .office(SampleRecord.office), employer: .post)), at: "10:30")
        let text = PlainText(try Self.html(try sample.record(), .receipt)).text
        #expect(text.contains("24.000 đồng (Hai mươi tư nghìn đồng), biên lai BL-7"))
        sample.add(
            .feeCollected(
                .init(
                    receipt: "BL-9", method: .cash, charges: [], obligation: nil, amountVND: 8_000,
                    at: .office(SampleRecord.office), employer: .post)), at: "08:00", days: 1)
        let again = PlainText(try Self.html(try sample.record(now: "23:00"), .receipt)).text
        #expect(again.contains("24.000 đồng (Hai mươi tư nghìn đồng), biên lai BL-7"))
        #expect(!again.contains("BL-9"), "a form 01 printed again says what it said on its day")
    }

    @Test("form 02 lists what is missing, each request by itself; the newest where none is named")
    func supplementRequest() throws {
        var sample = try SampleRecord()
        sample.submit()
        #expect(throws: PaperRefusal.notIssued(.supplementRequest)) {
            try sample.record().fill(.supplementRequest)
        }
        for count in 1...2 {
            sample.add(
                .supplementRequested(
                    .init(
                        missing: [.init(document: DocumentID("declaration"), originals: count, copies: 0)],
                        guidance: SampleRecord.reference("reason"))), at: "08:1\(count)")
        }
        let record = try sample.record()
        let first = PlainText(try Self.html(record, .supplementRequest, issue: 1)).text
        #expect(first.contains("Thiếu bản chính & dấu <giáp lai>"))
        #expect(try Self.html(record, .supplementRequest, issue: 1) != Self.html(record, .supplementRequest))
        #expect(try Self.html(record, .supplementRequest, issue: 2) == Self.html(record, .supplementRequest))
        #expect(throws: PaperRefusal.notIssued(.supplementRequest)) { try record.fill(.supplementRequest, issue: 3) }
        #expect(throws: PaperRefusal.notIssued(.supplementRequest)) { try record.fill(.supplementRequest, issue: 0) }
    }

    @Test("form 03 gives the reason and who signs, at the counter and by decision")
    func refusal() throws {
        var sample = try SampleRecord()
        sample.submit()
        sample.add(
            .receptionRefused(
                .init(
                    number: "7/TC", reason: SampleRecord.reference("reason"), signer: SampleRecord.reference("signer"))),
            at: "09:00")
        let counter = PlainText(try Self.html(try sample.record(), .refusal)).text
        #expect(counter.contains("7/TC") && counter.contains("Nông Văn Ký") && counter.contains("giáp lai"))
        var decided = try Self.received()
        decided.add(
            .decided(
                .init(
                    decision: Decision(
                        outcome: .refused, number: "12/QĐ", date: try #require(CivilDate("2019-08-20")),
                        signer: SampleRecord.reference("signer"), reasons: SampleRecord.reference("reason")))),
            at: "11:00", by: SampleRecord.official)
        let text = PlainText(try Self.html(try decided.record(), .refusal)).text
        #expect(text.contains("12/QĐ") && text.contains("Chủ tịch") && text.contains("Ủy ban nhân dân xã Văn An"))
    }

    @Test("form 04 tells the old date, the reason and the new one")
    func apology() throws {
        var sample = try Self.received()
        sample.add(
            .rescheduled(
                .init(
                    by: .agency(SampleRecord.committee), reason: SampleRecord.reference("reason"),
                    signer: SampleRecord.reference("signer"), dueAt: sample.at("11:30", days: 2))),
            at: "13:00", by: SampleRecord.official)
        let text = PlainText(try Self.html(try sample.record(), .apology)).text
        #expect(text.contains("17 giờ 00 phút, ngày 20 tháng 8 năm 2019"))
        #expect(text.contains("11 giờ 30 phút, ngày 22 tháng 8 năm 2019"))
        #expect(text.contains("Nông Văn Ký") && text.contains("xin lỗi"))
    }

    @Test("a paper isn't printed with a hole where its reader may not read, or where something was erased")
    func unreadable() throws {
        var record = try Self.received().record()
        record.people = [:]
        #expect(throws: PaperRefusal.unreadable(.receipt)) { try record.fill(.receipt) }
        #expect(throws: Never.self) { try record.fill(.controlSheet) }
        var sample = try Self.received()
        sample.add(
            .rescheduled(
                .init(
                    by: .agency(SampleRecord.committee), reason: SampleRecord.reference("reason"),
                    signer: SampleRecord.reference("signer"), dueAt: nil)), at: "13:00", by: SampleRecord.official)
        var apology = try sample.record()
        apology.texts = [:]
        #expect(throws: PaperRefusal.unreadable(.apology)) { try apology.fill(.apology) }
    }

    @Test("form 05 has every handover, with carrier and result")
    func controlSheet() throws {
        let text = PlainText(try Self.html(try Self.received().record(), .controlSheet)).text
        #expect(text.contains("Giao: Người nộp hồ sơ") && text.contains("VNPost EA1VN") && text.contains("Đúng hạn"))
        #expect(text.contains("10 giờ 00 phút, ngày 20 tháng 8 năm 2019"))
    }

    @Test("POS-01 consignment note and handover record name the papers, both sides, and wait for both signatures")
    func post() throws {
        var sample = try SampleRecord()
        sample.submit(
            consignment: Consignment(
                number: "PG-3", carriage: Carriage(carrier: "VNPost", trackingCode: "RA9VN"),
                from: OfficeID("van-quan.one-stop")))
        let note = PlainText(try Self.html(try sample.record(), .consignmentNote)).text
        for part in ["PG-3", "RA9VN", "Hoàng Thị Mẫu", "NGƯỜI GỬI", "NHÂN VIÊN BƯU ĐIỆN", "08 giờ 05 phút"] {
            #expect(note.contains(part), "missing: \(part)")
        }
        #expect(throws: PaperRefusal.notIssued(.handoverRecord)) { try sample.record().fill(.handoverRecord) }
        sample.add(
            .handoverRecordSigned(
                .init(
                    number: "BB-1", missing: [.init(document: DocumentID("identity"), originals: 0, copies: 1)])),
            at: "14:10")
        let record = PlainText(try Self.html(try sample.record(), .handoverRecord)).text
        for part in ["BB-1", "PG-3", "14 giờ 10 phút", "NHÂN VIÊN BƯU ĐIỆN", "ĐẠI DIỆN CƠ QUAN", "bản sao 1"] {
            #expect(record.contains(part), "missing: \(part)")
        }
    }

    @Test("a dossier of 2019 prints its form of 2019 for ever, one of 2025 the form of 2025")
    func versions() throws {
        let old = try Self.received().record()
        #expect(try old.fill(.receipt).set.id == FormSetID("tt01-2018"))
        #expect(old.catalogue.paper(numbered: "05", on: old.formDate) == .controlSheet)
        let new = try Self.received(on: "2025-08-20").record()
        #expect(try new.fill(.receipt).set.id == FormSetID("tt03-2025"))
        #expect(new.catalogue.paper(numbered: "05", on: new.formDate) == .stopNotice)
        #expect(new.catalogue.paper(numbered: "07", on: new.formDate) == .register)
        #expect(throws: PaperRefusal.notIssued(.stopNotice)) { try new.fill(.stopNotice) }
        let before = try Self.received(on: "2019-01-03").record()
        #expect(throws: PaperRefusal.noForm(.receipt, try #require(CivilDate("2019-01-03")))) {
            try before.fill(.receipt)
        }
    }

    @Test("large print and English glosses change the form, not what it says")
    func variants() throws {
        let record = try Self.received().record()
        let large = try Self.html(record, .receipt, PaperVariant(isLarge: true))
        #expect(large.contains("<body class=\"large\">"))
        #expect(PlainText(large).text == PlainText(try Self.html(record, .receipt)).text)
        let gloss = try Self.html(record, .receipt, PaperVariant(hasGloss: true))
        #expect(gloss.contains("Received from") && gloss.contains("Giấy tiếp nhận"))
    }

    @Test("every shipped paper has its form on every day of the pilot, and A5, A4 and nothing from outside")
    func shipped() throws {
        let catalogue = try SampleRecord.catalogue.get()
        let day = try #require(CivilDate("2026-11-25"))
        for paper in Paper.allCases {
            let found = try #require(catalogue.form(paper, on: day), "\(paper)")
            #expect(!found.form.template.contains("http"))
        }
        let style = try #require(catalogue.formSets(on: day).first?.parts.first { $0.name == "style" }).template
        #expect(style.contains("148mm 210mm") && style.contains("297mm 210mm"))
    }

    @Test("what the citizen entered is what the paper says, for two hundred hostile names")
    func hostileNames() throws {
        let names = HostileNames.all
        #expect(names.count >= 200 && Set(names).count == names.count)
        let sample = try Self.received()
        let set = try sample.record().fill(.receipt).set
        let templates = try PaperTemplates(set)
        let elements = PlainText(try Self.html(try sample.record(), .receipt)).elements
        for name in names {
            let record = try sample.record(name: name, address: name)
            let html = try #require(templates.render(.receipt, record.fill(.receipt).fields))
            let plain = PlainText(html)
            #expect(plain.isolated.count { Array($0.unicodeScalars) == Array(name.unicodeScalars) } >= 3, "\(name)")
            #expect(plain.elements == elements, "\(name)")
        }
    }

    @Test("escaping goes by scalars, so that no combining mark hides what it follows")
    func escaping() {
        let escaping = PaperEscaping()
        #expect(
            escaping.escapeText("<\u{301}\"\u{338}&\u{20E3}'\r`")
                == "&lt;\u{301}&quot;\u{338}&amp;\u{20E3}&#39;&#13;&#96;")
    }

    @Test("rows are rendered a page at a time as they would be at once")
    func rows() throws {
        let catalogue = try SampleRecord.catalogue.get()
        let day = try #require(CivilDate("2019-08-20"))
        let (set, form) = try #require(catalogue.form(.dueList, on: day))
        let templates = try PaperTemplates(set)
        var fields = PaperVariant().shared(
            set, form, office: SampleRecord.office, agency: nil, on: day, printedAt: Timestamp(day, .midnight),
            by: catalogue)
        for name in ["period", "count", "postTotal", "agencyTotal", "total", "totalWords"] { fields[name] = .absent }
        let rows: [[String: PaperValue]] = (1...3).map { index in
            var row = Dictionary(
                uniqueKeysWithValues: ["number", "procedure", "applicant", "phone", "returnAt", "holder", "status"].map
                {
                    ($0, PaperValue.text("\($0) \(index)"))
                })
            row["index"] = .text(String(index))
            return row
        }
        let whole = try #require(
            templates.render(.dueList, fields.merging(["rows": .list(rows)]) { $1 }))
        let pages =
            templates.render(.head, of: .dueList, fields)
            + rows.map { templates.render(rows: [$0], of: .dueList, fields) }.joined()
            + templates.render(.tail, of: .dueList, fields)
        #expect(pages == whole)
        #expect(PlainText(whole).text.contains("number 3"))
        #expect(PaperField.fit(PaperFields.of(.dueList), fields.merging(["rows": .list(rows)]) { $1 }))
    }
}
