import DossierDomain
import DossierService

/// What of a dossier's private values the reader may see, opened.
struct OpenedValues {
    var parties: [PrivateValueID: Party] = [:]
    var remarks: [PrivateValueID: Remark] = [:]
    var signers: [PrivateValueID: Signer] = [:]
}

/// A dossier or submission as JSON.
struct DossierView {
    let naming: Naming
    let opened: OpenedValues
    /// The code printed on the slip; only for the counter that prints it.
    var slipCode: String?

    /// A row of a list, of all members or of those that are wanted.
    func summary(_ state: DossierState, of wanted: Set<String>? = nil) -> JSONValue {
        let members = summaryMembers(state)
        return .object(wanted.map(members.narrowed(to:)) ?? members)
    }

    private func summaryMembers(_ state: DossierState) -> JSONObject {
        [
            "number": state.number.map { .string($0.text) }, "submission": .identifier(state.id),
            "status": .name(state.status), "nationalStatus": .count(state.nationalCode),
            "procedure": naming.procedure(state.procedure), "office": naming.office(state.office),
            "holder": naming.custodian(state.currentHolder), "receivedAt": .optional(state.reception?.receivedAt),
            "dueAt": .optional(state.reception?.dueAt), "readyAt": .optional(state.readyAt),
            "handedOverAt": .optional(state.handedOverAt),
            "personalDataErasedAt": .optional(state.personalDataErasedAt), "version": .count(state.version),
        ]
    }

    func full(_ state: DossierState) -> JSONObject {
        var object = summaryMembers(state)
        object.reserve(48)
        object.append("counter", .identifier(state.counter))
        object.append("channel", .name(state.channel))
        object.append("applicantUnit", naming.unit(state.applicantUnit))
        object.append("applicant", ifPresent: party(state.applicant))
        object.append("representative", ifPresent: state.representative.flatMap(party))
        object.append("submittedAt", .instant(state.submittedAt))
        object.append("documents", .list(state.documents) { document($0.document, $0.originals, $0.copies, in: state) })
        object.append(
            "supplementRequested",
            ifPresent: state.firstSupplementRequest.map { missing in
                .list(missing) { document($0.document, $0.originals, $0.copies, in: state) }
            })
        if let reception = state.reception { append(reception, of: state, to: &object) }
        object.append("custodian", naming.custodian(state.custodian))
        appendLife(of: state, to: &object)
        object.append("decision", ifPresent: state.decision.map { decision($0, at: state.decidedAt) })
        let allowed = state.personalDataErasedAt == nil ? state.status.allowedCommands : []
        object.append("allowed", .list(allowed.filter { !$0.isSystems }) { .name($0) })
        return object
    }

    private func append(
        _ reception: DossierState.Reception, of state: DossierState, to object: inout JSONObject
    ) {
        object.append("slipCode", ifPresent: .optional(slipCode))
        object.append("onBehalfOf", naming.agency(reception.agency))
        object.append("receivedBy", naming.actor(reception.receivedBy))
        object.append("firstDueAt", .instant(reception.firstDueAt))
        object.append("passOnBy", .instant(reception.passOnBy))
        object.append("confirmationAwaited", .bool(reception.confirmationAwaited))
        object.append("slipIssued", .bool(reception.slipIssued))
        object.append("returnOffice", naming.office(reception.returnOffice))
        object.append("fees", naming.fees(of: state.procedure))
        object.append("stage", ifPresent: .optional(state.stage))
        object.append("branches", .list(state.branches) { branch($0, of: state) })
        object.append("handovers", .list(state.openHandovers) { handover($0, of: state) })
        object.append("consultations", .list(state.consultations, naming.consultation))
        object.append("officeInCharge", ifPresent: state.successor.map(naming.office))
        if let office = state.flaggedTo {
            object.append("planProblems", .list(state.planProblems, \.json))
            object.append("flaggedTo", naming.office(office))
        }
    }

    func handover(_ open: OpenHandover, of state: DossierState) -> JSONValue {
        [
            "id": .identifier(open.handover.id), "purpose": .name(open.handover.purpose),
            "branch": .optional(open.handover.branch),
            "step": open.handover.step.map { naming.step($0, of: state.reception?.route) },
            "from": naming.body(open.handover.from), "to": naming.body(open.handover.to),
            "carriesPaper": .bool(open.handover.carriesPaper),
            "monitoredBy": open.handover.monitor.map { naming.office($0) }, "offeredAt": .instant(open.offeredAt),
            "carrier": .optional(open.carriage?.carrier), "trackingCode": .optional(open.carriage?.trackingCode),
            "dispatchedAt": .optional(open.dispatchedAt), "arriveBy": .optional(open.carriage?.arriveBy),
            "acknowledgeBy": .optional(open.dueAt),
        ]
    }

    private func branch(_ progress: BranchProgress, of state: DossierState) -> JSONValue {
        [
            "branch": .identifier(progress.branch), "lead": .bool(progress.branch == state.lead),
            "step": naming.step(progress.step, of: state.reception?.route), "status": .name(progress.status),
            "holder": naming.body(progress.holder), "assignment": .optional(progress.assignment),
            "heldSince": .optional(progress.heldSince), "dueAt": .optional(progress.dueAt),
        ]
    }

    func decision(_ decision: Decision, at decidedAt: Timestamp?) -> JSONValue {
        [
            "outcome": .name(decision.outcome), "number": .string(decision.number), "date": .date(decision.date),
            "decidedAt": .optional(decidedAt),
            "signer": opened.signers[decision.signer.value].map {
                ["name": .string($0.name), "position": .string($0.position)]
            },
            "reasons": .optional(decision.reasons.flatMap { opened.remarks[$0.value]?.text }),
            "files": .list(decision.files) {
                ["kind": .string($0.kind), "sha256": .string($0.sha256), "byteCount": .count($0.byteCount)]
            },
        ]
    }

    private func party(_ reference: PrivateReference) -> JSONValue? {
        guard let party = opened.parties[reference.value] else { return nil }
        return [
            "kind": .name(party.kind), "name": .string(party.name),
            "identityDocument": party.identityDocument.map {
                ["kind": .string($0.kind), "number": .string($0.number)]
            },
            "address": .optional(party.address), "phone": .optional(party.phone), "email": .optional(party.email),
            "authorisation": .optional(party.authorisation),
        ]
    }

    func document(_ id: DocumentID, _ originals: Int, _ copies: Int, in state: DossierState) -> JSONValue {
        let required = naming.catalogue.procedure(state.procedure)?.documents.first { $0.id == id }
        return [
            "document": .identifier(id), "name": .optional(required?.name), "originals": .count(originals),
            "copies": .count(copies),
        ]
    }
}

extension DossierState {
    /// Who holds the main line now.
    var currentHolder: Custodian {
        if let leading = branches.first(where: { $0.branch == lead }) { return .body(leading.holder) }
        return .body(holder)
    }
}
