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

    private func data(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .submitted(let submitted):
            [
                "procedure": naming.procedure(submitted.procedure), "office": naming.office(submitted.office),
                "counter": .identifier(submitted.counter), "channel": .name(submitted.channel),
                "applicantUnit": naming.unit(submitted.applicantUnit),
                "applicantKind": submitted.applicantKind.map { .name($0) },
                "consignment": submitted.consignment.map(consignment), "group": .optional(submitted.group),
                "documents": .list(submitted.documents) { papers($0.document, $0.originals, $0.copies) },
            ]
        case .supplementRequested(let request):
            [
                "breach": .breach(request.breach),
                "missing": .list(request.missing) { papers($0.document, $0.originals, $0.copies) },
            ]
        case .supplemented(let supplement):
            ["documents": .list(supplement.documents) { papers($0.document, $0.originals, $0.copies) }]
        case .received(let received):
            [
                "number": received.number.map { .string($0.text) },
                "procedure": naming.procedure(received.procedure), "onBehalfOf": naming.agency(received.agency),
                "dueAt": .instant(received.dueAt), "passOnBy": .instant(received.passOnBy),
                "confirmationRequired": .bool(received.confirmationRequired),
                "slipIssued": .bool(received.slipIssued), "returnOffice": naming.office(received.returnOffice),
            ]
        case .receptionConfirmed: [:]
        case .stageEntered(let entered):
            [
                "stage": .identifier(entered.stage), "lead": .identifier(entered.lead),
                "branches": .list(entered.branches) { .identifier($0.branch) },
                "holder": naming.body(entered.holder),
            ]
        case .handoverOffered, .handoverDispatched, .handoverAcknowledged, .handoverReturned:
            handover(event)
        case .stepStarted(let started):
            [
                "assignment": .identifier(started.assignment), "branch": .identifier(started.branch),
                "step": .identifier(started.step), "agency": naming.agency(started.agency),
                "dueAt": .instant(started.dueAt),
            ]
        case .stepCompleted(let completed):
            [
                "assignment": .identifier(completed.assignment), "branch": .identifier(completed.branch),
                "step": .identifier(completed.step), "next": .optional(completed.next),
            ]
        case .decided(let decided):
            [
                "outcome": .name(decided.decision.outcome), "number": .string(decided.decision.number),
                "date": .date(decided.decision.date), "breach": .breach(decided.breach),
            ]
        case .deadlineMoved(let moved):
            [
                "dueAt": .instant(moved.dueAt),
                "steps": .list(moved.steps) { ["branch": .identifier($0.branch), "dueAt": .instant($0.dueAt)] },
            ]
        case .consultationRequested, .consultationAnswered, .consultationSilent, .stepSentBack, .planFlagged,
            .replanned, .latenessForeseen:
            routing(event)
        case .resultHandedOver(let handedOver):
            [
                "to": .name(handedOver.to), "method": .name(handedOver.method),
                "trackingCode": .optional(handedOver.trackingCode),
                "originalsReturned": .list(handedOver.originalsReturned) { .identifier($0) },
            ]
        case .handoverRecordSigned, .refusalProposed, .receptionRefused, .supplementAsked, .timeLimitReset,
            .rescheduled, .withdrawn, .stopped, .papersGivenBack, .incidentReported, .resultPosted,
            .deliveryFailed, .resultReturned, .decisionReplaced, .paymentDemanded, .feeCollected, .noticeRecorded,
            .rated, .complaintReceived, .complaintAnswered, .inspected:
            life(event)
        case .scanAttached(let attached): scan(attached.scan)
        case .personalDataErased(let erased):
            ["ground": .name(erased.ground), "keptUntil": .date(erased.keptUntil)]
        case .configurationChanged(let changed):
            [
                "act": .name(changed.act), "version": .count(changed.version),
                "document": .string(changed.document), "reason": .optional(changed.reason),
            ]
        case .access(let event): access(event)
        }
    }

    private func handover(_ event: DossierEvent) -> JSONValue {
        switch event {
        case .handoverOffered(let offered):
            [
                "handover": .identifier(offered.handover.id), "purpose": .name(offered.handover.purpose),
                "branch": .optional(offered.handover.branch), "step": .optional(offered.handover.step),
                "from": naming.body(offered.handover.from), "to": naming.body(offered.handover.to),
                "carriesPaper": .bool(offered.handover.carriesPaper),
                "monitoredBy": offered.handover.monitor.map { naming.office($0) },
                "carrier": .optional(offered.carriage?.carrier),
                "trackingCode": .optional(offered.carriage?.trackingCode), "manifest": .optional(offered.manifest),
            ]
        case .handoverDispatched(let dispatched):
            [
                "handover": .identifier(dispatched.handover), "carrier": .string(dispatched.carriage.carrier),
                "trackingCode": .optional(dispatched.carriage.trackingCode), "manifest": .optional(dispatched.manifest),
            ]
        case .handoverAcknowledged(let acknowledged):
            [
                "handover": .identifier(acknowledged.handover), "dueAt": .optional(acknowledged.dueAt),
                "discrepancies": acknowledged.discrepancies.map { .list($0, discrepancy) },
            ]
        case .handoverReturned(let returned):
            ["handover": .identifier(returned.handover)]
        default: preconditionFailure("not an event of a handover")
        }
    }

    func papers(_ id: DocumentID, _ originals: Int, _ copies: Int) -> JSONValue {
        ["document": .identifier(id), "originals": .count(originals), "copies": .count(copies)]
    }
}
