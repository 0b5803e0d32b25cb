import DossierDomain
import DossierRouting
import DossierService

/// What forms 01–04 say, as data for whoever prints them (TT01/2018 Article 9); read from the events that issued them.
struct FormView {
    let naming: Naming
    let opened: OpenedValues

    func forms(of state: DossierState, events: [RecordedEvent]) -> JSONValue {
        var forms: [JSONValue] = []
        var before: DossierState?
        for recorded in events {
            let after = evolve(
                before, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
            if let form = form(recorded, of: state, before: before, after: after) { forms.append(form) }
            before = after
        }
        return ["forms": .array(forms)]
    }

    private func form(
        _ recorded: RecordedEvent, of state: DossierState, before: DossierState?, after: DossierState
    ) -> JSONValue? {
        switch recorded.event {
        case .received(let received) where received.slipIssued:
            return fields("01", recorded, of: state) { object in
                let papers = after.documents.filter { $0.originals + $0.copies > 0 }
                object.append("documents", .list(papers) { paper($0.document, $0.originals, $0.copies, state) })
                object.append("receivedAt", .instant(recorded.occurredAt))
                object.append("returnAt", .instant(received.dueAt))
                object.append("returnOffice", naming.office(received.returnOffice))
                let procedure = naming.catalogue.procedure(state.procedure)
                object.append("timeLimit", ifPresent: procedure?.timeLimit.json)
                object.append(
                    "fees",
                    .list(procedure?.fees ?? []) {
                        ["name": .string($0.name), "amountVND": .count($0.amountVND), "per": .name($0.per)]
                    })
            }
        case .supplementRequested(let request):
            return fields("02", recorded, of: state) { object in
                object.append(
                    "documents", .list(request.missing) { paper($0.document, $0.originals, $0.copies, state) })
                object.append("reason", ifPresent: .optional(request.guidance.flatMap(text)))
            }
        case .receptionRefused(let refused):
            return fields("03", recorded, of: state) { object in
                object.append("formNumber", ifPresent: .optional(refused.number))
                object.append("reason", ifPresent: .optional(text(refused.reason)))
                object.append("signer", ifPresent: signer(refused.signer))
            }
        case .decided(let decided) where decided.decision.outcome == .refused:
            return refusal(decided.decision, recorded, of: state)
        case .decisionReplaced(let replaced) where replaced.decision.outcome == .refused:
            return refusal(replaced.decision, recorded, of: state)
        case .rescheduled(let rescheduled):
            return fields("04", recorded, of: state) { object in
                object.append("by", naming.body(rescheduled.by))
                object.append("receivedAt", ifPresent: .optional(state.reception?.receivedAt))
                object.append("originalReturnAt", ifPresent: .optional(before?.reception?.dueAt))
                object.append("newReturnAt", ifPresent: .optional(rescheduled.dueAt))
                object.append("reason", ifPresent: .optional(text(rescheduled.reason)))
                object.append("signer", ifPresent: signer(rescheduled.signer))
            }
        default: return nil
        }
    }

    private func refusal(_ decision: Decision, _ recorded: RecordedEvent, of state: DossierState) -> JSONValue {
        fields("03", recorded, of: state) { object in
            object.append("formNumber", .string(decision.number))
            object.append("date", .date(decision.date))
            object.append("reason", ifPresent: .optional(decision.reasons.flatMap(text)))
            object.append("signer", ifPresent: signer(decision.signer))
        }
    }

    /// What every form begins with: authority, office, number, applicant, content requested.
    private func fields(
        _ form: String, _ recorded: RecordedEvent, of state: DossierState, _ add: (inout JSONObject) -> Void
    ) -> JSONValue {
        let office = naming.catalogue.office(state.office, on: recorded.occurredAt.date)
        let procedure = naming.catalogue.procedure(state.procedure)
        let party = opened.parties[state.applicant.value]
        var object: JSONObject = [
            "form": .string(form), "number": state.number.map { .string($0.text) },
            "issuedAt": .instant(recorded.occurredAt), "issuedBy": naming.actor(recorded.actor),
            "authority": office.map { naming.agency($0.agency) }, "office": naming.office(state.office),
            "officeAddress": .optional(office?.address), "officePhone": .optional(office?.phone),
            "procedure": naming.procedure(state.procedure), "field": .optional(procedure?.field),
            "applicant": party.map {
                [
                    "name": .string($0.name), "address": .optional($0.address), "phone": .optional($0.phone),
                    "email": .optional($0.email),
                ]
            },
        ]
        add(&object)
        return .object(object)
    }

    private func paper(_ id: DocumentID, _ originals: Int, _ copies: Int, _ state: DossierState) -> JSONValue {
        let name = naming.catalogue.procedure(state.procedure)?.documents.first { $0.id == id }?.name
        return [
            "document": .identifier(id), "name": .optional(name), "originals": .count(originals),
            "copies": .count(copies),
        ]
    }

    private func text(_ reference: PrivateReference) -> String? { opened.remarks[reference.value]?.text }

    private func signer(_ reference: PrivateReference) -> JSONValue? {
        opened.signers[reference.value].map { ["name": .string($0.name), "position": .string($0.position)] }
    }
}

extension RecordedEvent {
    /// Texts and signers of forms that this event issued.
    var formReferences: (texts: [PrivateReference], signers: [PrivateReference], isForCounter: Bool) {
        switch event {
        case .supplementRequested(let request): (request.guidance.map { [$0] } ?? [], [], true)
        case .receptionRefused(let refused): ([refused.reason], [refused.signer], true)
        case .decided(let decided): (decided.decision.reasons.map { [$0] } ?? [], [decided.decision.signer], false)
        case .decisionReplaced(let replaced):
            (replaced.decision.reasons.map { [$0] } ?? [], [replaced.decision.signer], false)
        case .rescheduled(let rescheduled): ([rescheduled.reason], [rescheduled.signer], false)
        case .stopped(let stopped): ([stopped.reason], [stopped.signer], false)
        default: ([], [], false)
        }
    }
}
