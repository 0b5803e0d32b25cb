import DossierDomain
import Synchronization
import Testing

@testable import DossierPapers

/// Every paper filled from a believable record.
enum Specimens {
    /// A paper of a dossier, and the day of its forms.
    struct Slip: CustomTestStringConvertible {
        let paper: Paper
        var day = "2019-08-20"
        var isParcel = false
        var name: String { day == "2019-08-20" ? paper.rawValue : "\(paper.rawValue)-\(day.prefix(4))" }
        var testDescription: String { name }
    }

    static let slips = [
        Slip(paper: .receipt), Slip(paper: .supplementRequest), Slip(paper: .refusal), Slip(paper: .apology),
        Slip(paper: .controlSheet), Slip(paper: .consignmentNote, isParcel: true),
        Slip(paper: .handoverRecord, isParcel: true), Slip(paper: .receipt, day: "2025-08-20"),
        Slip(paper: .stopNotice, day: "2025-08-20"),
    ]

    static let lists: [Paper] = [.register, .manifest, .feeReconciliation, .dueList]

    static func record(_ slip: Slip, name: String = "Hoàng Thị Mẫu", address: String? = "Thôn Khòn Cát") throws
        -> PaperRecord
    {
        var sample = try SampleRecord(on: slip.day)
        sample.submit(
            consignment: slip.isParcel
                ? Consignment(
                    number: "PG-3", carriage: Carriage(carrier: "VNPost", trackingCode: "RA9VN"),
                    from: OfficeID("van-quan.one-stop")) : nil)
        switch slip.paper {
        case .supplementRequest:
            sample.add(
                .supplementRequested(
                    .init(
                        missing: [.init(document: DocumentID("declaration"), originals: 1, copies: 0)],
                        guidance: SampleRecord.reference("reason"))), at: "08:11")
        case .refusal:
            sample.add(
                .receptionRefused(
                    .init(
                        number: "7/TC", reason: SampleRecord.reference("reason"),
                        signer: SampleRecord.reference("signer"))), at: "09:00")
        case .handoverRecord:
            sample.add(
                .handoverRecordSigned(
                    .init(
                        number: "BB-1", missing: [.init(document: DocumentID("identity"), originals: 0, copies: 1)])),
                at: "14:10")
        case .consignmentNote: break
        default: try sample.receive()
        }
        switch slip.paper {
        case .apology:
            sample.add(
                .rescheduled(
                    .init(
                        by: .agency(SampleRecord.committee), reason: SampleRecord.reference("reason"),
                        signer: SampleRecord.reference("signer"), dueAt: sample.at("11:30", days: 2))),
                at: "13:00", by: SampleRecord.official)
        case .stopNotice:
            sample.add(
                .stopped(
                    .init(
                        by: .agency(SampleRecord.committee), reason: SampleRecord.reference("reason"),
                        signer: SampleRecord.reference("signer"))), at: "13:00", by: SampleRecord.official)
        default: break
        }
        return try sample.record(name: name, address: address)
    }

    static func html(
        _ slip: Slip, _ variant: PaperVariant = PaperVariant(), name: String = "Hoàng Thị Mẫu",
        address: String? = "Thôn Khòn Cát"
    ) throws -> String {
        let filled = try record(slip, name: name, address: address).fill(slip.paper, variant)
        return try #require(templates(of: filled.set).render(slip.paper, filled.fields))
    }

    private static let compiled = Mutex<[String: PaperTemplates]>([:])

    private static func templates(of set: FormSet) throws -> PaperTemplates {
        try compiled.withLock { compiled in
            if let known = compiled[set.id.text] { return known }
            let templates = try PaperTemplates(set)
            compiled[set.id.text] = templates
            return templates
        }
    }

    /// A list in the pieces it is sent in.
    struct List {
        let templates: PaperTemplates
        let paper: Paper
        let fields: [String: PaperValue]

        var head: String { templates.render(.head, of: paper, fields) }
        var tail: String { templates.render(.tail, of: paper, fields) }
        func rows(_ range: Range<Int>) -> String {
            templates.render(rows: range.map { Specimens.row($0 + 1, of: paper) }, of: paper, fields)
        }
    }

    static func list(_ paper: Paper, _ variant: PaperVariant = PaperVariant()) throws -> List {
        let catalogue = try SampleRecord.catalogue.get()
        let day = try #require(CivilDate("2019-08-20"))
        let (set, form) = try #require(catalogue.form(paper, on: day))
        var fields = variant.shared(
            set, form, office: SampleRecord.office, agency: nil, on: day,
            printedAt: Timestamp(day, TimeOfDay("16:00") ?? .midnight), by: catalogue)
        fields["period"] = .text("Từ ngày 01 tháng 8 năm 2019 đến ngày 20 tháng 8 năm 2019")
        fields["count"] = .text("40")
        fields["postTotal"] = .text("320.000")
        fields["agencyTotal"] = .text("0")
        fields["total"] = .text("320.000")
        fields["totalWords"] = .text("Ba trăm hai mươi nghìn đồng")
        return List(templates: try PaperTemplates(set), paper: paper, fields: fields)
    }

    private static let values: [String: String] = [
        "procedure": "Đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí", "documentCount": "4",
        "applicant": "Nguyễn Thị Ánh Tuyết", "address": "Thôn Khòn Cát, xã Vân An, huyện Văn Quan",
        "phone": "0912 345 678", "leadAgency": "Ủy ban nhân dân xã Vân An", "receivedAt": "08:30 20/8/2019",
        "returnAt": "17:00 27/8/2019", "passedOnAt": "09:00 20/8/2019", "resultAt": "10:00 26/8/2019",
        "handedOverAt": "14:15 26/8/2019", "method": "Qua bưu điện", "note": "Đúng hạn",
        "manifest": "BB-20190820-01", "from": "Bộ phận một cửa xã Vân An", "to": "Ủy ban nhân dân xã Vân An",
        "listedAt": "16:30 20/8/2019", "answeredAt": "16:45 20/8/2019", "answer": "Đã nhận", "takenAt": "08:31",
        "collectedBy": "Bưu điện", "amount": "8.000", "holder": "Ủy ban nhân dân xã Vân An",
        "status": "Đang giải quyết",
    ]

    private static func row(_ index: Int, of paper: Paper) -> [String: PaperValue] {
        guard case .list(let shape)? = PaperFields.of(paper)["rows"] else { return [:] }
        var row: [String: PaperValue] = [:]
        for name in shape.keys { row[name] = values[name].map { .text($0) } ?? .absent }
        row["index"] = .text(String(index))
        let serial = String(10_000 + index).dropFirst()
        row["number"] = .text("000.00.11.H37-190820-\(serial)")
        if shape["receipt"] != nil { row["receipt"] = .text("BL-\(index)") }
        return row
    }
}
