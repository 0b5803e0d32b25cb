import DossierDomain

/// Events as JSON: the envelope, and the payload as the record keeps it (references, never personal data).
struct EventView {
    let naming: Naming

    func event(_ recorded: RecordedEvent) -> JSONValue {
        [
            "sequence": .count(recorded.sequence), "position": .count(recorded.position),
            "type": .name(recorded.event.kind), "occurredAt": .instant(recorded.occurredAt),
            "recordedAt": .instant(recorded.recordedAt), "by": naming.actor(recorded.actor),
            "configurationVersion": .count(recorded.configurationVersion),
            "requestId": .string(recorded.requestID), "data": data(recorded.event),
        ]
    }

    /// By the type of the payload, so that a kind of event without a view doesn't compile.
    func data(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .submitted(let it): payload(it)
        case .supplementRequested(let it): payload(it)
        case .supplemented(let it): payload(it)
        case .received(let it): payload(it)
        case .receptionConfirmed: [:]
        case .stageEntered(let it): payload(it)
        case .handoverOffered(let it): payload(it)
        case .handoverDispatched(let it): payload(it)
        case .handoverAcknowledged(let it): payload(it)
        case .handoverReturned(let it): payload(it)
        case .stepStarted(let it): payload(it)
        case .stepCompleted(let it): payload(it)
        case .decided(let it): payload(it)
        case .resultHandedOver(let it): payload(it)
        case .deadlineMoved(let it): payload(it)
        case .consultationRequested(let it): payload(it)
        case .consultationAnswered(let it): payload(it)
        case .consultationSilent(let it): payload(it)
        case .stepSentBack(let it): payload(it)
        case .planFlagged(let it): payload(it)
        case .replanned(let it): payload(it)
        case .latenessForeseen(let it): payload(it)
        case .handoverRecordSigned(let it): payload(it)
        case .refusalProposed: [:]
        case .receptionRefused(let it): payload(it)
        case .supplementAsked(let it): payload(it)
        case .timeLimitReset(let it): payload(it)
        case .rescheduled(let it): payload(it)
        case .withdrawn(let it): payload(it)
        case .stopped(let it): payload(it)
        case .papersGivenBack(let it): payload(it)
        case .incidentReported(let it): payload(it)
        case .resultPosted(let it): payload(it)
        case .deliveryFailed(let it): payload(it)
        case .resultReturned(let it): payload(it)
        case .decisionReplaced(let it): payload(it)
        case .paymentDemanded(let it): payload(it)
        case .feeCollected(let it): payload(it)
        case .noticeRecorded(let it): payload(it)
        case .rated(let it): payload(it)
        case .complaintReceived(let it): payload(it)
        case .complaintAnswered(let it): payload(it)
        case .scanAttached(let it): payload(it)
        case .personalDataErased(let it): payload(it)
        case .inspected(let it): payload(it)
        case .configurationChanged(let it): payload(it)
        case .access(let it): access(it)
        }
    }

    func payload(_ submitted: DossierEvent.Submitted) -> JSONValue {
        [
            "procedure": naming.procedure(submitted.procedure), "office": naming.office(submitted.office),
            "counter": .identifier(submitted.counter), "channel": .name(submitted.channel),
            "applicantUnit": naming.unit(submitted.applicantUnit),
            "applicantKind": submitted.applicantKind.map { .name($0) },
            "consignment": submitted.consignment.map(consignment), "group": .optional(submitted.group),
            "documents": .list(submitted.documents) { papers($0.document, $0.originals, $0.copies) },
        ]
    }

    func payload(_ request: DossierEvent.SupplementRequested) -> JSONValue {
        [
            "breach": .breach(request.breach),
            "missing": .list(request.missing) { papers($0.document, $0.originals, $0.copies) },
        ]
    }

    func payload(_ supplement: DossierEvent.Supplemented) -> JSONValue {
        ["documents": .list(supplement.documents) { papers($0.document, $0.originals, $0.copies) }]
    }

    func payload(_ received: DossierEvent.Received) -> JSONValue {
        [
            "number": received.number.map { .string($0.text) },
            "procedure": naming.procedure(received.procedure), "onBehalfOf": naming.agency(received.agency),
            "dueAt": .instant(received.dueAt), "passOnBy": .instant(received.passOnBy),
            "confirmationRequired": .bool(received.confirmationRequired),
            "slipIssued": .bool(received.slipIssued), "returnOffice": naming.office(received.returnOffice),
        ]
    }

    func payload(_ entered: DossierEvent.StageEntered) -> JSONValue {
        [
            "stage": .identifier(entered.stage), "lead": .identifier(entered.lead),
            "branches": .list(entered.branches) { .identifier($0.branch) },
            "holder": naming.body(entered.holder),
        ]
    }

    func payload(_ started: DossierEvent.StepStarted) -> JSONValue {
        [
            "assignment": .identifier(started.assignment), "branch": .identifier(started.branch),
            "step": .identifier(started.step), "agency": naming.agency(started.agency),
            "dueAt": .instant(started.dueAt),
        ]
    }

    func payload(_ completed: DossierEvent.StepCompleted) -> JSONValue {
        [
            "assignment": .identifier(completed.assignment), "branch": .identifier(completed.branch),
            "step": .identifier(completed.step), "next": .optional(completed.next),
        ]
    }

    func payload(_ decided: DossierEvent.Decided) -> JSONValue {
        [
            "outcome": .name(decided.decision.outcome), "number": .string(decided.decision.number),
            "date": .date(decided.decision.date), "breach": .breach(decided.breach),
        ]
    }

    func payload(_ moved: DossierEvent.DeadlineMoved) -> JSONValue {
        [
            "dueAt": .instant(moved.dueAt),
            "steps": .list(moved.steps) { ["branch": .identifier($0.branch), "dueAt": .instant($0.dueAt)] },
        ]
    }

    func payload(_ handedOver: DossierEvent.ResultHandedOver) -> JSONValue {
        [
            "to": .name(handedOver.to), "method": .name(handedOver.method),
            "trackingCode": .optional(handedOver.trackingCode),
            "originalsReturned": .list(handedOver.originalsReturned) { .identifier($0) },
        ]
    }

    func payload(_ attached: DossierEvent.ScanAttached) -> JSONValue {
        scan(attached.scan)
    }

    func payload(_ erased: DossierEvent.PersonalDataErased) -> JSONValue {
        ["ground": .name(erased.ground), "keptUntil": .date(erased.keptUntil)]
    }

    func payload(_ changed: DossierEvent.ConfigurationChanged) -> JSONValue {
        [
            "act": .name(changed.act), "version": .count(changed.version),
            "document": .string(changed.document), "reason": .optional(changed.reason),
        ]
    }

    func payload(_ offered: DossierEvent.HandoverOffered) -> JSONValue {
        [
            "handover": .identifier(offered.handover.id), "purpose": .name(offered.handover.purpose),
            "branch": .optional(offered.handover.branch), "step": .optional(offered.handover.step),
            "from": naming.body(offered.handover.from), "to": naming.body(offered.handover.to),
            "carriesPaper": .bool(offered.handover.carriesPaper),
            "monitoredBy": offered.handover.monitor.map { naming.office($0) },
            "carrier": .optional(offered.carriage?.carrier),
            "trackingCode": .optional(offered.carriage?.trackingCode), "manifest": .optional(offered.manifest),
        ]
    }

    func payload(_ dispatched: DossierEvent.HandoverDispatched) -> JSONValue {
        [
            "handover": .identifier(dispatched.handover), "carrier": .string(dispatched.carriage.carrier),
            "trackingCode": .optional(dispatched.carriage.trackingCode), "manifest": .optional(dispatched.manifest),
        ]
    }

    func payload(_ acknowledged: DossierEvent.HandoverAcknowledged) -> JSONValue {
        [
            "handover": .identifier(acknowledged.handover), "dueAt": .optional(acknowledged.dueAt),
            "discrepancies": acknowledged.discrepancies.map { .list($0, discrepancy) },
        ]
    }

    func payload(_ returned: DossierEvent.HandoverReturned) -> JSONValue {
        ["handover": .identifier(returned.handover)]
    }

    func papers(_ id: DocumentID, _ originals: Int, _ copies: Int) -> JSONValue {
        ["document": .identifier(id), "originals": .count(originals), "copies": .count(copies)]
    }
}
