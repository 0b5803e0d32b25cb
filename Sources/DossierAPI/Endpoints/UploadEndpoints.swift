import DossierDomain
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

private let scanRoles = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Scans of papers, sent in pieces (OFF-03, docs/decisions/0065); none where the service has no folder for them.
    var uploadEndpoints: [Endpoint<Desk>] {
        guard service.uploads != nil else { return [] }
        return [
            beginUpload("beginUpload", "/v1/dossiers/{number}/documents") { input throws(Problem) in
                .number(try input.number())
            },
            beginUpload("beginUploadForSubmission", "/v1/submissions/{id}/documents") { input throws(Problem) in
                .identity(try input.identifier("id"))
            },
            readUpload, goOnWithUpload, abandonUpload,
        ]
    }

    private static var uploadPath: String { "/v1/submissions/{id}/uploads/{upload}" }

    private func beginUpload(
        _ operation: String, _ path: String,
        target: @escaping @Sendable (Input<Desk>) throws(Problem) -> Target
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .post, path: path, tag: "scans",
            summary: Wording(
                vi: "Bắt đầu gửi bản chụp một giấy tờ; Location là nơi gửi nội dung theo từng phần.",
                en: "Begin the upload of a paper's scan; Location is where its content goes, in pieces."),
            access: scanRoles, body: BodyShape.newUpload, needsKey: true, successStatus: 201,
            success: Wording(vi: "Đã sẵn sàng nhận.", en: "Ready to take it."),
            problems: [.notFound, .keyReused, .scanTooLarge, .tooManyUploads, .forbiddenByRule]
                + rejections([
                    "documents-not-on-list", "page-taken", "page-beyond-limit", "too-many-scans", "not-in-status",
                    "unknown-procedure",
                ]),
            answer: AnswerShape.upload, headers: AnswerHeader.ofUploads
        ) { input throws(Problem) in
            let actor = input.caller()
            let caller = Caller(
                actor: actor, requestID: input.requestID, idempotencyKey: idempotencyKey(of: input, for: actor))
            let target = try target(input)
            let upload = try await scanning { () async throws(ScanError) in
                try await service.beginUpload(
                    of: input.body.scanPlan, on: target, by: caller, reader: input.context.reader)
            }
            return reply(to: upload, status: .created)
        }
    }

    private var readUpload: Endpoint<Desk> {
        Endpoint(
            operation: "readUpload", method: .get, path: Self.uploadPath, tag: "scans",
            summary: Wording(
                vi: "Tệp đã nhận đến đâu (HEAD là đủ): Upload-Offset là chỗ gửi tiếp.",
                en: "How far an upload stands (HEAD will do): Upload-Offset is where to go on."),
            access: scanRoles, success: Wording(vi: "Tình trạng.", en: "How it stands."), problems: [.notFound],
            answer: AnswerShape.upload, headers: AnswerHeader.ofUploads
        ) { input throws(Problem) in
            let (id, dossier) = try uploadAndDossier(of: input)
            let upload = try await scanning { () async throws(ScanError) in
                try await service.upload(id, of: dossier, for: input.caller(), reader: input.context.reader)
            }
            return reply(to: upload, status: .ok)
        }
    }

    private var goOnWithUpload: Endpoint<Desk> {
        Endpoint(
            operation: "goOnWithUpload", method: .patch, path: Self.uploadPath, tag: "scans",
            summary: Wording(
                vi: "Gửi tiếp nội dung từ Upload-Offset; Upload-Complete: ?1 khi đây là phần cuối.",
                en: "Send content from Upload-Offset on; Upload-Complete: ?1 where this is the last piece."),
            access: scanRoles, streamedMediaType: "application/partial-upload",
            success: Wording(vi: "Đã nhận; nếu xong thì đã vào hồ sơ.", en: "Taken; attached, if complete."),
            problems: [
                .notFound, .invalidHeader, .uploadOffsetMismatch, .uploadLengthInconsistent, .uploadCompleted,
                .uploadBusy,
                .uploadTakenOver, .scanDigestMismatch, .scanNotOfKind, .storageFull, .contention, .forbiddenByRule,
            ] + rejections(["page-taken", "page-beyond-limit", "too-many-scans", "not-in-status"]),
            answer: AnswerShape.upload, headers: AnswerHeader.ofUploads, otherAnswers: [.moreToCome]
        ) { input throws(Problem) in
            // What the caller may not see isn't there, whatever else is wrong with the request.
            _ = try submission(input)
            guard let offset = input.request.fields.validUploadOffset else {
                throw Self.header(
                    "Upload-Offset", "số byte đã gửi, ví dụ 65536", "the bytes sent so far, such as 65536")
            }
            guard let completing = input.request.fields.validUploadComplete else {
                throw Self.header(
                    "Upload-Complete", "?1 nếu đây là phần cuối, ?0 nếu chưa", "?1 for the last piece, ?0 for others")
            }
            let (id, dossier) = try uploadAndDossier(of: input)
            let caller = Caller(actor: input.caller(), requestID: input.requestID, idempotencyKey: nil)
            let upload = try await scanning { () async throws(ScanError) in
                try await service.goOn(
                    with: id, of: dossier, at: offset, completing: completing, next: input.request.pieces ?? { nil },
                    by: caller, reader: input.context.reader)
            }
            return reply(to: upload, status: upload.scan == nil ? .noContent : .ok)
        }
    }

    private var abandonUpload: Endpoint<Desk> {
        Endpoint(
            operation: "abandonUpload", method: .delete, path: Self.uploadPath, tag: "scans",
            summary: Wording(vi: "Hủy một lần gửi dở.", en: "Give an unfinished upload up."), access: scanRoles,
            successStatus: 204, success: Wording(vi: "Đã hủy.", en: "It is gone."),
            problems: [.notFound, .uploadCompleted, .uploadBusy]
        ) { input throws(Problem) in
            let (id, dossier) = try uploadAndDossier(of: input)
            try await scanning { () async throws(ScanError) in
                try await service.abandonUpload(id, of: dossier, by: input.caller(), reader: input.context.reader)
            }
            return APIReply(status: .noContent)
        }
    }

    private func uploadAndDossier(of input: Input<Desk>) throws(Problem) -> (ScanID, DossierID) {
        (try input.identifier("upload"), try input.identifier("id"))
    }

    private static func header(_ name: String, _ vi: String, _ en: String) -> Problem {
        Problem(
            .invalidHeader,
            errors: [
                FieldError(
                    .header(name), .badFormat,
                    Wording(vi: "Tiêu đề \(name) phải là \(vi).", en: "The field \(name) has to be \(en)."))
            ])
    }

    /// Runs a use-case of scans and words its failure.
    func scanning<Value>(_ work: () async throws(ScanError) -> Value) async throws(Problem) -> Value {
        do {
            return try await work()
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    private func reply(to upload: Upload, status: HTTPResponse.Status) -> APIReply {
        var fields: HTTPFields = [
            .location: "/v1/submissions/\(upload.dossier)/uploads/\(upload.id)", .uploadOffset: String(upload.offset),
            .uploadComplete: upload.scan == nil ? "?0" : "?1", .uploadLength: String(upload.byteCount),
        ]
        if let limits = service.uploads?.limits, upload.scan == nil {
            fields[.uploadLimit] = "max-size=\(limits.byteCount), max-age=\(limits.abandonedAfterSeconds)"
        }
        guard status != .noContent else { return APIReply(status: status, fields: fields) }
        var object: JSONObject = [
            "upload": .identifier(upload.id), "offset": .count(upload.offset), "byteCount": .count(upload.byteCount),
            "complete": .bool(upload.scan != nil),
        ]
        if let scan = upload.scan {
            object.append("document", .identifier(scan.document))
            object.append("page", .count(scan.page))
        }
        return .json(.object(object), status: status, fields: fields)
    }
}
