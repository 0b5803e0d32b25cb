import DossierDomain
import DossierRouting

/// The deadline ledger, the control sheet, the itinerary and events as JSON.
struct LedgerView {
    let naming: Naming

    private var wording: DeadlineWording { DeadlineWording(language: naming.language) }

    func clock(_ ledger: DeadlineLedger, number: DossierNumber?, now: Timestamp) -> JSONValue {
        let sentence = ClockWording(naming: naming).sentence(ledger)
        return [
            "number": number.map { .string($0.text) }, "receivedAt": .instant(ledger.receivedAt),
            "dueAt": .instant(ledger.dueAt), "dueReasons": wording.reasons(ledger.deadline.reasons),
            "until": .instant(ledger.until), "closed": .bool(ledger.isClosed),
            "punctuality": ledger.punctuality.map { .name($0) },
            "sentence": ["vi": .string(sentence.vi), "en": .string(sentence.en)],
            "projection": ledger.projection.map { projection in
                [
                    "withWholeShares": .instant(projection.withWholeShares),
                    "ifAnsweredToday": .instant(projection.ifAnsweredNow),
                    "dueIfSupplementedToday": .optional(projection.dueIfSupplementedNow),
                ]
            },
            "segments": .list(ledger.mainLine, segment), "sideSegments": .list(ledger.sideLines, segment),
            "consultations": .list(ledger.consultations, segment),
            "steps": .list(ledger.steps) { account in
                [
                    "branch": .identifier(account.branch), "step": .identifier(account.step),
                    "agency": naming.agency(account.agency), "receivedAt": .instant(account.receivedAt),
                    "dueAt": .instant(account.dueAt), "completedAt": .optional(account.completedAt),
                    "punctuality": account.punctuality(at: now).map { .name($0) },
                    "dueReasons": wording.reasons(account.deadline.reasons),
                ]
            },
        ]
    }

    private func segment(_ segment: DeadlineLedger.Segment) -> JSONValue {
        [
            "branch": .optional(segment.branch), "holder": naming.custodian(segment.holder),
            "activity": .name(segment.activity), "step": .optional(segment.step),
            "from": .instant(segment.from), "to": .instant(segment.to), "open": .bool(segment.isOpen),
            "workingMinutes": .count(segment.workingMinutes), "share": segment.share?.json,
            "dueAt": .optional(segment.deadline?.dueAt),
            "dueReasons": segment.deadline.map { wording.reasons($0.reasons) },
            "punctuality": segment.punctuality.map { .name($0) },
        ]
    }

    func controlSheet(_ sheet: ControlSheet, state: DossierState) -> JSONValue {
        [
            "number": state.number.map { .string($0.text) }, "procedure": naming.procedure(state.procedure),
            "rows": .list(sheet.rows) { row in
                [
                    "from": party(row.from), "to": party(row.to), "handover": .optional(row.handover),
                    "givenAt": .instant(row.givenAt), "givenBy": row.givenBy.map(naming.actor),
                    "receivedAt": .optional(row.receivedAt), "receivedBy": row.receivedBy.map(naming.actor),
                    "returnedAt": .optional(row.returnedAt), "carrier": .optional(row.carriage?.carrier),
                    "trackingCode": .optional(row.carriage?.trackingCode),
                    "dispatchedAt": .optional(row.dispatchedAt), "result": row.result.map { .name($0) },
                ]
            },
        ]
    }

    private func party(_ party: ControlSheet.Row.Party) -> JSONValue {
        switch party {
        case .applicant: ["kind": "applicant"]
        case .body(let body): naming.body(body)
        }
    }

    func itinerary(_ itinerary: Itinerary, actual: [DeadlineLedger.StepAccount]) -> JSONValue {
        [
            "procedure": naming.procedure(itinerary.procedure.reference),
            "route": ["id": .identifier(itinerary.route.id), "version": .count(itinerary.route.version)],
            "receivedAt": .instant(itinerary.receivedAt), "passOnBy": .instant(itinerary.passOnBy),
            "timeLimit": itinerary.procedure.timeLimit.json, "dueAt": .instant(itinerary.deadline.dueAt),
            "dueReasons": wording.reasons(itinerary.deadline.reasons),
            "chainEndsAt": .instant(itinerary.chainEndsAt),
            "steps": .list(itinerary.steps) { planned in
                let account = actual.last { $0.step == planned.step.id }
                return [
                    "stage": .identifier(planned.stage), "branch": .identifier(planned.branch),
                    "lead": .bool(planned.isLead), "step": naming.step(planned.step),
                    "agency": naming.agency(account?.agency ?? planned.agency.id),
                    "monitoredBy": planned.monitor.map { naming.office($0) }, "share": planned.step.share.json,
                    "decides": .bool(planned.step.decides == true), "plannedFrom": .instant(planned.startsAt),
                    "plannedDueAt": .instant(planned.deadline.dueAt),
                    "plannedReasons": wording.reasons(planned.deadline.reasons),
                    "receivedAt": .optional(account?.receivedAt), "dueAt": .optional(account?.dueAt),
                    "completedAt": .optional(account?.completedAt),
                ]
            },
        ]
    }
}
