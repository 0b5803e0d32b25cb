import DossierDomain
import DossierService
import DossierStore
import HTTPMessage
import HTTPTypes

extension DossierEndpoints {
    /// Scans as they are read (OFF-03); none where the service has no folder for them.
    var scanEndpoints: [Endpoint<Desk>] {
        guard service.uploads != nil else { return [] }
        return [
            listScans("listScans", "/v1/dossiers/{number}") { input throws(Problem) in try dossier(input) },
            listScans("listScansOfSubmission", "/v1/submissions/{id}") { input throws(Problem) in
                try submission(input)
            },
            readScan("readScan", "/v1/dossiers/{number}") { input throws(Problem) in try dossier(input) },
            readScan("readScanOfSubmission", "/v1/submissions/{id}") { input throws(Problem) in
                try submission(input)
            },
        ]
    }

    private func listScans(
        _ operation: String, _ path: String,
        of state: @escaping @Sendable (Input<Desk>) throws(Problem) -> DossierState
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: path + "/documents", tag: "scans",
            summary: Wording(
                vi: "Các giấy tờ đã nộp và bản chụp của chúng.", en: "The papers that were brought, and their scans."),
            entityTag: .heeded, success: Wording(vi: "Giấy tờ và bản chụp.", en: "Papers and scans."),
            problems: [.notFound],
            answer: AnswerShape.scans
        ) { input throws(Problem) in
            let state = try state(input)
            let scans = (state.scans ?? []).sorted { ($0.document, $0.page) < ($1.document, $1.page) }
            let rows = scans.map { scan -> JSONValue in
                [
                    "document": .identifier(scan.document), "page": .count(scan.page), "scan": .identifier(scan.id),
                    "mediaType": .string(scan.kind.mediaType), "byteCount": .count(scan.byteCount),
                    "href": .string("/v1/submissions/\(state.id)/documents/\(scan.document)/\(scan.page)"),
                ]
            }
            let papers = naming(input).catalogue.procedure(state.procedure)?.documents ?? []
            let brought = papers.map { paper -> JSONValue in
                [
                    "document": .identifier(paper.id), "name": .string(paper.name), "required": .bool(paper.required),
                    "scanCount": .count(scans.count { $0.document == paper.id }),
                ]
            }
            return conditional(
                .json(
                    ["documents": .array(brought), "scans": .array(rows)],
                    fields: [.eTag: entityTag(of: state.version, for: input)]), for: input)
        }
    }

    private func readScan(
        _ operation: String, _ path: String,
        of state: @escaping @Sendable (Input<Desk>) throws(Problem) -> DossierState
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: path + "/documents/{document}/{page}", tag: "scans",
            summary: Wording(
                vi: "Tải một bản chụp, cả tệp hoặc một khoảng byte (Range).",
                en: "A scan, whole or one range of its bytes (Range)."),
            entityTag: .heeded, mediaType: AttachedScan.Kind.pdf.mediaType,
            otherMediaTypes: AttachedScan.Kind.allCases.dropFirst().map(\.mediaType),
            success: Wording(vi: "Nội dung tệp.", en: "The file's content."),
            problems: [.notFound, .rangeNotSatisfiable, .scanErased],
            headers: [.acceptRanges, .contentDisposition], otherAnswers: [.partOfFile]
        ) { input throws(Problem) in
            let state = try state(input)
            let document: DocumentID = try input.identifier("document")
            let page = input.parameters["page"].flatMap { Int($0) }
            guard let scan = state.scans?.first(where: { $0.document == document && $0.page == page }) else {
                throw Problem(.notFound)
            }
            let opened = try await scanning { () throws(ScanError) in
                try service.openScan(scan, of: state, for: input.caller(), reader: input.context.reader)
            }
            try noteRead(of: state, for: input)
            return try await reply(with: opened, to: input)
        }
    }

    private func reply(with opened: OpenedScan, to input: Input<Desk>) async throws(Problem) -> APIReply {
        let scan = opened.scan
        // The stored file's name is the digest of what nobody else sees, and never of two contents.
        let tag = "\"\(scan.file.prefix(32))\""
        let asked = input.request.fields
        if let known = asked.entityTags(.ifNoneMatch), known.matchesWeakly(tag) {
            return APIReply(status: .notModified, fields: [.eTag: tag])
        }
        var fields: HTTPFields = [
            .eTag: tag, .acceptRanges: "bytes", .contentType: scan.kind.mediaType, .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; sandbox",
            .contentDisposition: "inline; filename=\"\(scan.document)-\(scan.page).\(scan.kind.rawValue)\"",
        ]
        var range = 0..<scan.byteCount
        var status = HTTPResponse.Status.ok
        if input.request.method == .get, let wanted = asked[.range],
            asked[.ifRange].map({ EntityTags.isRangeValid($0, tag) }) ?? true
        {
            switch ByteRange.read(wanted, size: scan.byteCount) {
            case .whole: break
            case .part(let part):
                range = part
                status = .partialContent
                fields[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(scan.byteCount)"
            case .unsatisfiable:
                var problem = Problem(.rangeNotSatisfiable)
                problem.fields[.contentRange] = "bytes */\(scan.byteCount)"
                throw problem
            }
        }
        // The first bytes are read before the head leaves, so that a missing or damaged file is told as a problem.
        let part = range
        _ = try await scanning { () async throws(ScanError) in
            try await opened.piece(part.lowerBound..<min(part.upperBound, part.lowerBound + 1))
        }
        var reply = APIReply(status: status, fields: fields)
        reply.streamLength = part.count
        reply.stream = { write in try await opened.read(part) { try await write($0) } }
        return reply
    }
}
