import Crypto
import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

private let workingRoles = Access.roles([.postalClerk, .official, .agencySystem])

extension DossierEndpoints {
    /// Many dossiers passed on and acknowledged together (HND-02).
    var manifestEndpoints: [Endpoint<Desk>] {
        [makeManifest, acknowledgeManifest, readManifest]
    }

    private var makeManifest: Endpoint<Desk> {
        Endpoint(
            operation: "makeManifest", method: .post, path: "/v1/manifests", tag: "routing",
            summary: Wording(
                vi: "Bàn giao nhiều hồ sơ một lần; mỗi hồ sơ có kết quả riêng, gửi lại không lặp.",
                en: "Pass many dossiers on together; each has an outcome of its own, and a retry happens once."),
            access: workingRoles, body: BodyShape.manifest, needsKey: true,
            success: Wording(vi: "Kết quả từng hồ sơ.", en: "The outcome of each dossier."),
            problems: [.keyReused, .contention],
            answer: AnswerShape.manifestOutcomes
        ) { input throws(Problem) in
            let manifest = ManifestID(manifestName(for: input))
            let carriage = input.body.carriage
            let items = input.body.objects("items")
            guard carriage != nil || !items.contains(where: { $0.has("handover") }) else {
                throw Problem(
                    .invalidBody, errors: [FieldError(pointer: "/carrier", .missing, Self.carrierNeeded)])
            }
            var rows: [JSONValue] = []
            for (index, item) in items.enumerated() {
                let handover: HandoverID? = item.optionalIdentifier("handover")
                let command: DossierCommand
                if let handover, let carriage {
                    command = .dispatchHandover(handover, carriage, manifest: manifest)
                } else {
                    command = .offerHandover(.init(carriage: carriage, manifest: manifest))
                }
                rows.append(
                    try await performItem(
                        command, on: item.dossierNumber("number"), sealing: SealedValues(), item: "\(index)",
                        for: input))
            }
            return many(["manifest": .identifier(manifest), "items": .array(rows)], outcomes: rows)
        }
    }

    private var acknowledgeManifest: Endpoint<Desk> {
        Endpoint(
            operation: "acknowledgeManifest", method: .post, path: "/v1/manifests/{id}/acknowledgement", tag: "routing",
            summary: Wording(
                vi: "Xác nhận nhận bàn giao theo biên bản; ghi riêng hồ sơ sai khác hoặc trả lại.",
                en: "Acknowledge a manifest; what differs or is sent back is named item by item."),
            access: workingRoles, body: BodyShape.manifestAcknowledgement, needsKey: true,
            success: Wording(vi: "Kết quả từng hồ sơ.", en: "The outcome of each dossier."),
            problems: [.notFound, .keyReused, .contention],
            answer: AnswerShape.manifestOutcomes
        ) { input throws(Problem) in
            let id: ManifestID = try input.identifier("id")
            let mine = try received(by: id, for: input)
            let exceptions = input.body.objects("exceptions")
            try require(exceptions, among: mine.map(\.handover))
            var rows: [JSONValue] = []
            for (number, handover) in mine {
                let exception = exceptions.first { $0.identifier("handover", HandoverID.self) == handover }
                var sealed = SealedValues()
                let command: DossierCommand
                if let exception, exception.has("returned") {
                    command = .returnHandover(
                        handover, reason: exception.sealedText("returned", service.vault, into: &sealed))
                } else {
                    command = .acknowledgeHandover(
                        handover,
                        discrepancies: exception?.discrepancies(vault: service.vault, into: &sealed) ?? [])
                }
                rows.append(
                    try await performItem(command, on: number, sealing: sealed, item: handover.text, for: input))
            }
            return many(["manifest": .identifier(id), "items": .array(rows)], outcomes: rows)
        }
    }

    private var readManifest: Endpoint<Desk> {
        Endpoint(
            operation: "readManifest", method: .get, path: "/v1/manifests/{id}", tag: "routing",
            summary: Wording(vi: "Biên bản bàn giao nhiều hồ sơ.", en: "A manifest, with what became of each item."),
            success: Wording(vi: "Biên bản.", en: "The manifest."), problems: [.notFound],
            answer: AnswerShape.manifest
        ) { input throws(Problem) in
            let id: ManifestID = try input.identifier("id")
            let view = RegisterView(naming: naming(input))
            let rows = try manifestItems(id, for: input).map(view.entry)
            return .json(["manifest": .identifier(id), "items": .array(rows)])
        }
    }

    /// A manifest's rows that the caller may see: those it sent or is to receive.
    private func manifestItems(_ id: ManifestID, for input: Input<Desk>) throws(Problem) -> [RegisterEntry] {
        var filter = RegisterFilter(kind: .manifest, body: nil, limit: 200)
        filter.group = id.text
        var rows: [RegisterEntry] = []
        repeat {
            // One dossier of the 200 may leave by several branches.
            let page = try using { () throws(ServiceError) in
                try service.register(matching: filter, for: input.caller(), reader: input.context.reader)
            }
            rows += page.elements
            filter.after = page.next
        } while filter.after != nil
        guard !rows.isEmpty else { throw Problem(.notFound) }
        return rows
    }

    /// The handovers by that manifest that the caller is to receive, which may be several of one dossier.
    private func received(
        by id: ManifestID, for input: Input<Desk>
    ) throws(Problem) -> [(number: DossierNumber, handover: HandoverID)] {
        let body = input.caller().body
        var numbers: [DossierNumber] = []
        for entry in try manifestItems(id, for: input) where entry.body == body {
            if let number = entry.number, !numbers.contains(number) { numbers.append(number) }
        }
        var handovers: [(number: DossierNumber, handover: HandoverID)] = []
        for number in numbers {
            let state = try using { () throws(ServiceError) in
                try service.dossier(number, for: input.caller(), reader: input.context.reader)
            }
            for item in state.registers?.manifestItems ?? [] where item.manifest == id && item.to == body {
                handovers.append((number, item.handover))
            }
        }
        return handovers
    }

    /// Nothing is received as listed while somebody has named something that differs elsewhere (HND-02).
    private func require(_ exceptions: [CheckedObject], among handovers: [HandoverID]) throws(Problem) {
        var left = Set(handovers)
        let errors = exceptions.enumerated().compactMap { index, exception -> FieldError? in
            let handover: HandoverID = exception.identifier("handover")
            if left.remove(handover) != nil { return nil }
            let isTwice = handovers.contains(handover)
            return FieldError(
                pointer: "/exceptions/\(index)/handover", isTwice ? .duplicate : .notOneOf,
                isTwice ? Self.namedTwice : Self.notListed)
        }
        guard errors.isEmpty else { throw Problem(.invalidBody, errors: errors) }
    }

    private static var carrierNeeded: Wording {
        Wording(
            vi: "Có “handover” thì phải có “carrier”: lần bàn giao đã đề nghị được giao cho bên vận chuyển. Hãy bổ "
                + "sung, hoặc bỏ “handover”.",
            en:
                "“handover” needs “carrier”: what is offered already is given to a carrier. Add it, or leave “handover” "
                + "out.")
    }

    private static var notListed: Wording {
        Wording(
            vi: "Biên bản này không có lần bàn giao ấy cho bên quý vị. Lấy mã “handover” trong danh sách việc chờ; "
                + "chưa hồ sơ nào được xác nhận.",
            en: "This manifest has no such handover to you. Take “handover” from the list of waiting work; nothing was "
                + "acknowledged.")
    }

    private static var namedTwice: Wording {
        Wording(
            vi: "Lần bàn giao này đã ghi ở trên. Gộp các sai khác vào một dòng; chưa hồ sơ nào được xác nhận.",
            en: "This handover is named before. Put what differs into one entry; nothing was acknowledged.")
    }

    /// The same key of the same terminal names the same manifest.
    private func manifestName(for input: Input<Desk>) -> String {
        let key = input.request.fields.validIdempotencyKey ?? ""
        let name = "\(input.caller().terminal)\n\(key)"
        return "m-" + hexadecimal(SHA256.hash(data: Array(name.utf8)).prefix(12))
    }
}
