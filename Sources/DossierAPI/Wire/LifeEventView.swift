import DossierDomain

extension EventView {
    /// Events of supplements, endings, delivery, money and registers as JSON.
    func life(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .handoverRecordSigned(let record):
            [
                "recordNumber": .optional(record.number),
                "missing": .list(record.missing) { papers($0.document, $0.originals, $0.copies) },
            ]
        case .refusalProposed: [:]
        case .receptionRefused(let refused): ["formNumber": .optional(refused.number)]
        case .supplementAsked(let asked):
            [
                "assignment": .identifier(asked.assignment), "branch": .identifier(asked.branch),
                "step": .identifier(asked.step), "breach": .breach(asked.breach),
                "missing": .list(asked.missing) { papers($0.document, $0.originals, $0.copies) },
            ]
        case .timeLimitReset(let reset):
            [
                "dueAt": .instant(reset.dueAt), "passOnBy": .instant(reset.passOnBy),
                "steps": .list(reset.steps) { ["branch": .identifier($0.branch), "dueAt": .instant($0.dueAt)] },
            ]
        case .rescheduled(let rescheduled):
            [
                "by": naming.body(rescheduled.by), "dueAt": .optional(rescheduled.dueAt),
                "breach": .breach(rescheduled.breach),
            ]
        case .withdrawn(let withdrawn): ["by": .name(withdrawn.by)]
        case .stopped(let stopped): ["by": naming.body(stopped.by)]
        case .papersGivenBack(let given):
            [
                "to": .name(given.to), "method": .name(given.method), "trackingCode": .optional(given.trackingCode),
                "originals": .list(given.originals) { .identifier($0) },
            ]
        case .incidentReported(let incident):
            [
                "kind": .name(incident.kind), "custodian": naming.custodian(incident.custodian),
                "handover": .optional(incident.handover),
                "documents": .list(incident.documents) { .identifier($0) },
            ]
        case .resultPosted, .deliveryFailed, .resultReturned, .decisionReplaced: delivery(event)
        case .paymentDemanded, .feeCollected: money(event)
        case .noticeRecorded, .rated, .complaintReceived, .complaintAnswered, .inspected: citizen(event)
        default: preconditionFailure("not an event of a dossier's later life")
        }
    }

    private func delivery(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .resultPosted(let posted):
            [
                "carrier": .string(posted.carriage.carrier), "trackingCode": .optional(posted.carriage.trackingCode),
            ]
        case .deliveryFailed(let failed): ["attempt": .count(failed.attempt)]
        case .resultReturned(let returned): ["breach": .breach(returned.breach)]
        case .decisionReplaced(let replaced):
            [
                "outcome": .name(replaced.decision.outcome), "number": .string(replaced.decision.number),
                "date": .date(replaced.decision.date),
            ]
        default: preconditionFailure("not an event of a delivery")
        }
    }

    private func money(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .paymentDemanded(let demand):
            ["amountVND": .count(demand.amountVND), "by": naming.body(demand.by)]
        case .feeCollected(let collected):
            [
                "receipt": .string(collected.receipt), "method": .name(collected.method),
                "charges": .list(collected.charges, charge), "obligation": .optional(collected.obligation),
                "amountVND": .count(collected.amountVND), "at": naming.body(collected.at),
                "employer": .name(collected.employer),
            ]
        default: preconditionFailure("not an event of money")
        }
    }

    private func citizen(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .noticeRecorded(let recorded):
            [
                "notice": .identifier(recorded.notice), "channel": .name(recorded.channel),
                "outcome": .name(recorded.outcome),
            ]
        case .rated(let rated):
            [
                "channel": .name(rated.channel),
                "scores": .list(rated.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
            ]
        case .complaintReceived(let complaint):
            ["about": naming.body(complaint.about), "dueAt": .instant(complaint.dueAt)]
        case .complaintAnswered(let answered):
            [
                "complaint": .identifier(answered.complaint), "upheld": .bool(answered.upheld),
                "breach": .breach(answered.breach),
            ]
        case .inspected(let inspected):
            [
                "about": naming.body(inspected.about), "minutes": .string(inspected.minutes),
                "scores": .list(inspected.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
            ]
        default: preconditionFailure("not an event of a citizen")
        }
    }

    func charge(_ charge: Charge) -> JSONValue {
        [
            "fee": .string(charge.fee), "quantity": .count(charge.quantity), "amountVND": .count(charge.amountVND),
        ]
    }

    func discrepancy(_ discrepancy: Discrepancy) -> JSONValue {
        [
            "document": .identifier(discrepancy.document), "kind": .name(discrepancy.kind),
            "count": .count(discrepancy.count),
        ]
    }

    func consignment(_ consignment: Consignment) -> JSONValue {
        [
            "number": .string(consignment.number), "carrier": .string(consignment.carriage.carrier),
            "trackingCode": .optional(consignment.carriage.trackingCode), "from": naming.office(consignment.from),
            "recordSignedAt": .optional(consignment.recordSignedAt),
        ]
    }
}

extension JSONValue {
    /// A breach by name, or nothing.
    static func breach(_ breach: Breach?) -> JSONValue? {
        breach.map { .name($0) }
    }
}
