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
            success: Wording(vi: "Kết quả từng hồ sơ.", en: "The outcome of each dossier."), problems: [.keyReused],
            answer: AnswerShape.manifestOutcomes
        ) { input throws(Problem) in
            let manifest = ManifestID(manifestName(for: input))
            let carriage = input.body.carriage
            var rows: [JSONValue] = []
            for (index, item) in input.body.objects("items").enumerated() {
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
            problems: [.notFound, .keyReused],
            answer: AnswerShape.manifestOutcomes
        ) { input throws(Problem) in
            let id: ManifestID = try input.identifier("id")
            let mine = try manifestItems(id, for: input).filter { $0.body == input.caller().body }
            let exceptions = input.body.objects("exceptions")
            var rows: [JSONValue] = []
            for entry in mine {
                guard let number = entry.number else { continue }
                let state = try using { () throws(ServiceError) in
                    try service.dossier(number, for: input.caller(), reader: input.context.reader)
                }
                let handover = state.registers?.manifestItems.first { $0.manifest == id }?.handover
                guard let handover else { continue }
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
        let page = try using { () throws(ServiceError) in
            try service.register(matching: filter, for: input.caller(), reader: input.context.reader)
        }
        guard !page.elements.isEmpty else { throw Problem(.notFound) }
        return page.elements
    }

    /// The same key of the same terminal names the same manifest.
    private func manifestName(for input: Input<Desk>) -> String {
        let actor = input.caller()
        let owner = "\(actor.body?.key ?? "-")/\(actor.counter?.text ?? actor.role.rawValue)"
        let key = input.request.fields.validIdempotencyKey ?? ""
        return "m-" + hexadecimal(SHA256.hash(data: Array("\(owner)\n\(key)".utf8)).prefix(12))
    }
}
