import DossierDomain
import DossierService
import HTTPTypes

/// The shapes of uploads and scans.
extension BodyShape {
    static let newUpload = Shape.object(
        "NewUpload",
        [
            .required(
                "document", .identifier, "Giấy tờ nào trong thành phần hồ sơ.", "Which paper of the procedure's list."),
            .optional(
                "page", .integer(1...Int64(AttachedScan.pageLimit)),
                "Thứ tự trang của giấy tờ đó; bỏ trống thì nối sau trang cuối.",
                "Its place among that paper's scans; behind the last by default."),
            .required(
                "mediaType", .enumeration(AttachedScan.Kind.allCases.map(\.mediaType)),
                "Kiểu tệp; được kiểm tra theo nội dung, không theo tên.",
                "What the file is; checked by its content, not by its name."),
            .required(
                "byteCount", .integer(1...1_099_511_627_776).example(248_312), "Độ lớn của tệp, byte.",
                "Size of the file in bytes."),
            .required("sha256", .sha256, "SHA-256 của tệp.", "SHA-256 of the file."),
        ])
}

extension AttachedScan.Kind {
    /// The media type in requests and answers.
    var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .tiff: "image/tiff"
        }
    }
}

extension CheckedObject {
    var scanPlan: ScanPlan {
        let mediaType = string("mediaType")
        guard let kind = AttachedScan.Kind.allCases.first(where: { $0.mediaType == mediaType }) else {
            preconditionFailure("the shape takes the media types of scans alone")
        }
        return ScanPlan(
            document: identifier("document"), page: optionalInteger("page"), kind: kind,
            byteCount: integer("byteCount"),
            sha256: string("sha256"))
    }
}

extension EventView {
    func scan(_ scan: AttachedScan) -> JSONValue {
        [
            "scan": .identifier(scan.id), "document": .identifier(scan.document), "page": .count(scan.page),
            "mediaType": .string(scan.kind.mediaType), "byteCount": .count(scan.byteCount),
        ]
    }
}

extension RejectionWording {
    /// Rejections of scans.
    init?(scan rejection: CommandRejection, _ words: Words) {
        switch rejection {
        case .scanAlreadyAttached:
            self.init(
                "scan-already-attached", 409, vi: "Bản chụp này đã có trong hồ sơ. Tải lại danh sách để xem.",
                en: "This scan was attached already. Reload the list.")
        case .pageTaken(let document, let page, let procedure):
            let name = words.document(document, of: procedure)
            self.init(
                "page-taken", 409,
                vi: "Trang \(page) của \(name) đã có bản chụp. Bỏ page để nối sau trang cuối.",
                en: "Page \(page) of \(name) has a scan already. Leave page out to put it behind the last."
            )
            facts = ["document": .identifier(document), "page": .count(page)]
        case .pageBeyondLimit(let document, let limit, let procedure):
            let name = words.document(document, of: procedure)
            self.init(
                "page-beyond-limit", 422,
                vi: "\(name) chỉ nhận đến trang \(limit). Quét nhiều trang vào một tệp PDF rồi gửi lại.",
                en: "\(name) takes \(limit) pages at most. Scan several pages into one PDF and send again."
            )
            facts = ["document": .identifier(document), "limit": .count(limit)]
        case .tooManyScans(let limit):
            self.init(
                "too-many-scans", 422,
                vi: "Hồ sơ đã có \(limit) bản chụp, không nhận thêm. Quét nhiều trang vào một tệp PDF.",
                en: "The dossier has \(limit) scans and takes no more. Scan several pages into one PDF.")
            facts = ["limit": .count(limit)]
        default: return nil
        }
    }
}

extension Problem {
    /// What an upload or the reading of a scan met, in the caller's words.
    init(_ error: ScanError, catalogue: Catalogue, date: CivilDate) {
        switch error {
        case .service(let error): self.init(error, catalogue: catalogue, date: date)
        case .tooLarge(let limit):
            self.init(
                .scanTooLarge,
                Wording(
                    vi:
                        "Tệp lớn hơn \(limit) byte. Quét ở độ phân giải thấp hơn (200 dpi là đủ) hoặc chia thành nhiều trang.",
                    en:
                        "The file is larger than \(limit) bytes. Scan at a lower resolution (200 dpi will do), or in pages."
                ))
            facts = ["limit": .count(limit)]
        case .tooManyUploads(let limit):
            self.init(
                .tooManyUploads,
                Wording(
                    vi: "Quầy này đang có \(limit) tệp gửi dở. Gửi nốt hoặc hủy bớt rồi thử lại.",
                    en: "This terminal has \(limit) unfinished uploads. Finish or give up some, then try again."))
            facts = ["limit": .count(limit)]
            fields[.retryAfter] = "30"
        case .offsetMismatch(let expected, let given):
            self.init(
                .uploadOffsetMismatch,
                Wording(
                    vi: "Tệp đã nhận đến byte \(expected), không phải \(given). Gửi tiếp từ byte \(expected).",
                    en: "The upload stands at byte \(expected), not \(given). Go on from byte \(expected)."))
            facts = ["expected-offset": .count(expected), "provided-offset": .count(given)]
            fields[.uploadOffset] = String(expected)
        case .beyondLength(let length):
            self.init(
                .uploadLengthInconsistent,
                Wording(
                    vi:
                        "Đã khai tệp dài \(length) byte nhưng gửi nhiều hơn. Hủy lần gửi này và gửi lại với độ lớn đúng.",
                    en:
                        "\(length) bytes were announced, and more came. Give this upload up and begin anew with its true size."
                ))
        case .notWhole(let offset, let length):
            self.init(
                .uploadLengthInconsistent,
                Wording(
                    vi: "Tệp mới nhận \(offset) trong \(length) byte nên chưa xong. Gửi tiếp từ byte \(offset).",
                    en: "Only \(offset) of \(length) bytes have come, so it isn't complete. Go on from byte \(offset).")
            )
            fields[.uploadOffset] = String(offset)
        case .completed: self.init(.uploadCompleted)
        case .busy:
            self.init(.uploadBusy)
            fields[.retryAfter] = "1"
        case .takenOver: self.init(.uploadTakenOver)
        case .cut: self.init(.uploadTakenOver)
        case .otherDigest: self.init(.scanDigestMismatch)
        case .notOfKind(let kind):
            self.init(
                .scanNotOfKind,
                Wording(
                    vi:
                        "Nội dung tệp không phải \(kind.mediaType) nguyên vẹn. Kiểm tra máy quét, quét lại và gửi lại từ đầu.",
                    en: "The content is no whole \(kind.mediaType). Look at the scanner, scan anew and begin again."))
        case .notForReading: self = Problem(.forbidden).naming(.readPartiesByTask)
        case .erased: self.init(.scanErased)
        }
    }
}

extension HTTPField.Name {
    static let uploadOffset = known("Upload-Offset")
    static let uploadComplete = known("Upload-Complete")
    static let uploadLength = known("Upload-Length")
    static let uploadLimit = known("Upload-Limit")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no field name") }
        return name
    }
}

extension HTTPFields {
    /// `Upload-Offset`: a whole number of up to 15 digits (RFC 9651, 3.3.1); `nil` where it is missing or something else.
    var validUploadOffset: Int? {
        guard let text = self[.uploadOffset], (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// `Upload-Complete`: `?1` or `?0` (RFC 9651, 3.3.6); `nil` where it is missing or something else.
    var validUploadComplete: Bool? {
        switch self[.uploadComplete] {
        case "?1": true
        case "?0": false
        default: nil
        }
    }
}
