import DossierDomain

/// Events of supplements, endings, delivery, money and registers as JSON.
extension EventView {
    func payload(_ record: DossierEvent.HandoverRecordSigned) -> JSONValue {
        [
            "recordNumber": .optional(record.number),
            "missing": .list(record.missing) { papers($0.document, $0.originals, $0.copies) },
        ]
    }

    func payload(_ refused: DossierEvent.ReceptionRefused) -> JSONValue {
        ["formNumber": .optional(refused.number)]
    }

    func payload(_ asked: DossierEvent.SupplementAsked) -> JSONValue {
        [
            "assignment": .identifier(asked.assignment), "branch": .identifier(asked.branch),
            "step": .identifier(asked.step), "breach": .breach(asked.breach),
            "missing": .list(asked.missing) { papers($0.document, $0.originals, $0.copies) },
        ]
    }

    func payload(_ reset: DossierEvent.TimeLimitReset) -> JSONValue {
        [
            "dueAt": .instant(reset.dueAt), "passOnBy": .instant(reset.passOnBy),
            "steps": .list(reset.steps) { ["branch": .identifier($0.branch), "dueAt": .instant($0.dueAt)] },
        ]
    }

    func payload(_ rescheduled: DossierEvent.Rescheduled) -> JSONValue {
        [
            "by": naming.body(rescheduled.by), "dueAt": .optional(rescheduled.dueAt),
            "breach": .breach(rescheduled.breach),
        ]
    }

    func payload(_ withdrawn: DossierEvent.Withdrawn) -> JSONValue {
        ["by": .name(withdrawn.by)]
    }

    func payload(_ stopped: DossierEvent.Stopped) -> JSONValue {
        ["by": naming.body(stopped.by)]
    }

    func payload(_ given: DossierEvent.PapersGivenBack) -> JSONValue {
        [
            "to": .name(given.to), "method": .name(given.method), "trackingCode": .optional(given.trackingCode),
            "originals": .list(given.originals) { .identifier($0) },
        ]
    }

    func payload(_ incident: DossierEvent.IncidentReported) -> JSONValue {
        [
            "kind": .name(incident.kind), "custodian": naming.custodian(incident.custodian),
            "handover": .optional(incident.handover),
            "documents": .list(incident.documents) { .identifier($0) },
        ]
    }

    func payload(_ posted: DossierEvent.ResultPosted) -> JSONValue {
        [
            "carrier": .string(posted.carriage.carrier), "trackingCode": .optional(posted.carriage.trackingCode),
        ]
    }

    func payload(_ failed: DossierEvent.DeliveryFailed) -> JSONValue {
        ["attempt": .count(failed.attempt)]
    }

    func payload(_ returned: DossierEvent.ResultReturned) -> JSONValue {
        ["breach": .breach(returned.breach)]
    }

    func payload(_ replaced: DossierEvent.DecisionReplaced) -> JSONValue {
        [
            "outcome": .name(replaced.decision.outcome), "number": .string(replaced.decision.number),
            "date": .date(replaced.decision.date),
        ]
    }

    func payload(_ demand: DossierEvent.PaymentDemanded) -> JSONValue {
        ["amountVND": .count(demand.amountVND), "by": naming.body(demand.by)]
    }

    func payload(_ collected: DossierEvent.FeeCollected) -> JSONValue {
        [
            "receipt": .string(collected.receipt), "method": .name(collected.method),
            "charges": .list(collected.charges, charge), "obligation": .optional(collected.obligation),
            "amountVND": .count(collected.amountVND), "at": naming.body(collected.at),
            "employer": .name(collected.employer),
        ]
    }

    func payload(_ recorded: DossierEvent.NoticeRecorded) -> JSONValue {
        [
            "notice": .identifier(recorded.notice), "channel": .name(recorded.channel),
            "outcome": .name(recorded.outcome),
        ]
    }

    func payload(_ rated: DossierEvent.Rated) -> JSONValue {
        [
            "channel": .name(rated.channel),
            "scores": .list(rated.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
        ]
    }

    func payload(_ complaint: DossierEvent.ComplaintReceived) -> JSONValue {
        ["about": naming.body(complaint.about), "dueAt": .instant(complaint.dueAt)]
    }

    func payload(_ answered: DossierEvent.ComplaintAnswered) -> JSONValue {
        [
            "complaint": .identifier(answered.complaint), "upheld": .bool(answered.upheld),
            "breach": .breach(answered.breach),
        ]
    }

    func payload(_ inspected: DossierEvent.Inspected) -> JSONValue {
        [
            "about": naming.body(inspected.about), "minutes": .string(inspected.minutes),
            "scores": .list(inspected.scores) { ["indicator": .count($0.indicator), "score": .count($0.score)] },
        ]
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
