import DossierDomain
import DossierService

extension DossierState {
    /// Texts that are written to the citizen or taken from them: whoever takes part reads them.
    var citizenTexts: [PrivateReference] {
        [counterRefusal?.reason, handlingSupplement?.guidance].compactMap(\.self)
            + (registers?.obligations.map(\.basis) ?? [])
    }

    /// Texts that officials write to each other; postal staff's task doesn't need them (SEC-03).
    var officialTexts: [PrivateReference] {
        guard let registers else { return [] }
        return registers.incidents.map(\.description) + registers.complaints.map(\.content)
            + registers.complaints.compactMap(\.answer) + registers.ratings.compactMap(\.comment)
            + registers.replacedDecisions.map(\.reason)
    }
}

extension DossierView {
    /// What came up in a dossier's later life; nothing where nothing did.
    func appendLife(of state: DossierState, to object: inout JSONObject) {
        object.append("applicantKind", ifPresent: state.applicantKind.map { .name($0) })
        object.append("consignment", ifPresent: state.consignment.map(EventView(naming: naming).consignment))
        object.append("legallySubmittedAt", ifPresent: .optional(state.legallySubmittedAt))
        object.append("counterRefusal", ifPresent: state.counterRefusal.map(refusal))
        object.append("handlingSupplement", ifPresent: state.handlingSupplement.map(supplement))
        object.append("lawfulDueAt", ifPresent: .optional(state.lawfulDueAt))
        object.append("rescheduledAt", ifPresent: .optional(state.reception?.rescheduledAt))
        object.append("countedFrom", ifPresent: .optional(state.reception?.countedFrom))
        object.append("apologyDueOn", ifPresent: .optional(state.apologyDueOn))
        object.append("endedAt", ifPresent: .optional(state.endedAt))
        object.append("delivery", ifPresent: state.delivery.map(delivery))
        object.append("originalsHeld", .list(state.originalsHeld) { .identifier($0) })
        if let registers = state.registers { append(registers, to: &object) }
    }

    private func refusal(_ refusal: CounterRefusal) -> JSONValue {
        [
            "reason": .optional(opened.remarks[refusal.reason.value]?.text), "formNumber": .optional(refusal.number),
            "proposedBy": naming.actor(refusal.proposedBy), "signed": .bool(refusal.signer != nil),
        ]
    }

    private func supplement(_ supplement: HandlingSupplement) -> JSONValue {
        func missing(_ document: MissingDocument) -> JSONValue {
            [
                "document": .identifier(document.document), "originals": .count(document.originals),
                "copies": .count(document.copies),
            ]
        }
        return [
            "askedBy": naming.body(supplement.askedBy), "askedAt": .instant(supplement.askedAt),
            "missing": .list(supplement.missing, missing), "outstanding": .list(supplement.outstanding, missing),
            "guidance": .optional(opened.remarks[supplement.guidance.value]?.text),
            "issuedAt": .optional(supplement.issuedAt), "completedAt": .optional(supplement.completedAt),
        ]
    }

    private func delivery(_ delivery: Delivery) -> JSONValue {
        [
            "carrier": .string(delivery.carriage.carrier), "trackingCode": .optional(delivery.carriage.trackingCode),
            "postedAt": .instant(delivery.postedAt), "invitations": .list(delivery.invitations) { .instant($0) },
        ]
    }

    private func append(_ registers: Registers, to object: inout JSONObject) {
        object.append("notices", .list(registers.notices, notice))
        object.append("obligations", .list(registers.obligations, obligation))
        object.append("payments", .list(registers.payments, payment))
        object.append("ratings", .list(registers.ratings, rating))
        object.append("complaints", .list(registers.complaints, complaint))
        object.append("incidents", .list(registers.incidents, incident))
        object.append(
            "breaches",
            .list(registers.breaches) { breach in
                ["breach": .name(breach.breach), "at": .instant(breach.at), "by": breach.by.map(naming.body)]
            })
        object.append("discrepancies", .list(registers.discrepancies, discrepancy))
        object.append(
            "replacedDecisions",
            .list(registers.replacedDecisions) { replaced in
                [
                    "number": .string(replaced.decision.number), "outcome": .name(replaced.decision.outcome),
                    "decidedAt": .instant(replaced.decidedAt), "handedOverAt": .optional(replaced.handedOverAt),
                    "replacedAt": .instant(replaced.replacedAt),
                    "reason": .optional(opened.remarks[replaced.reason.value]?.text),
                ]
            })
    }

    private func notice(_ notice: Notice) -> JSONValue {
        [
            "id": .identifier(notice.id), "kind": .name(notice.kind), "owedAt": .instant(notice.owedAt),
            "settledAt": .optional(notice.settledAt),
            "trials": .list(notice.trials) { trial in
                ["channel": .name(trial.channel), "outcome": .name(trial.outcome), "at": .instant(trial.at)]
            },
        ]
    }

    private func obligation(_ owed: Obligation) -> JSONValue {
        [
            "id": .identifier(owed.id), "amountVND": .count(owed.amountVND), "by": naming.body(owed.by),
            "basis": .optional(opened.remarks[owed.basis.value]?.text), "demandedAt": .instant(owed.demandedAt),
            "paidAt": .optional(owed.paidAt),
        ]
    }

    private func payment(_ payment: Payment) -> JSONValue {
        [
            "receipt": .string(payment.receipt), "method": .name(payment.method),
            "amountVND": .count(payment.amountVND), "charges": .list(payment.charges, EventView(naming: naming).charge),
            "obligation": .optional(payment.obligation), "at": naming.body(payment.at),
            "employer": .name(payment.employer), "takenAt": .instant(payment.takenAt),
        ]
    }

    private func rating(_ rating: Rating) -> JSONValue {
        [
            "channel": .name(rating.channel), "ratedAt": .instant(rating.ratedAt),
            "scores": .list(rating.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
            "comment": .optional(rating.comment.flatMap { opened.remarks[$0.value]?.text }),
        ]
    }

    private func complaint(_ complaint: Complaint) -> JSONValue {
        [
            "id": .identifier(complaint.id), "about": naming.body(complaint.about),
            "content": .optional(opened.remarks[complaint.content.value]?.text),
            "receivedAt": .instant(complaint.receivedAt), "dueAt": .instant(complaint.dueAt),
            "answer": .optional(complaint.answer.flatMap { opened.remarks[$0.value]?.text }),
            "answeredAt": .optional(complaint.answeredAt), "upheld": complaint.upheld.map { .bool($0) },
        ]
    }

    private func incident(_ incident: Incident) -> JSONValue {
        [
            "kind": .name(incident.kind), "custodian": naming.custodian(incident.custodian),
            "handover": .optional(incident.handover), "documents": .list(incident.documents) { .identifier($0) },
            "description": .optional(opened.remarks[incident.description.value]?.text),
            "reportedAt": .instant(incident.reportedAt),
        ]
    }

    private func discrepancy(_ discrepancy: HandoverDiscrepancy) -> JSONValue {
        [
            "handover": .identifier(discrepancy.handover), "from": naming.body(discrepancy.from),
            "to": naming.body(discrepancy.to), "at": .instant(discrepancy.at),
            "items": .list(discrepancy.items, EventView(naming: naming).discrepancy),
        ]
    }
}

extension Narrowing {
    /// The members that a dossier's later life adds.
    static let ofLaterLife = [
        "applicantKind", "consignment", "legallySubmittedAt", "counterRefusal", "handlingSupplement", "lawfulDueAt",
        "rescheduledAt", "countedFrom", "apologyDueOn", "endedAt", "delivery", "originalsHeld", "notices",
        "obligations", "payments", "ratings", "complaints", "incidents", "breaches", "discrepancies",
        "replacedDecisions",
    ]
}
