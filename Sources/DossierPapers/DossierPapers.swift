import DossierDomain
import DossierRouting

/// Why a paper can't be printed.
public enum PaperRefusal: Error, Hashable, Sendable {
    /// The dossier hasn't come to it.
    case notIssued(Paper)
    /// It says something that its reader may not read, or that was erased: it isn't printed with a hole.
    case unreadable(Paper)
    /// No set of forms in force on that day has it.
    case noForm(Paper, CivilDate)
}

/// A paper ready to be rendered.
public struct FilledPaper: Sendable {
    /// Which.
    public let paper: Paper
    /// The set whose form it is.
    public let set: FormSet
    /// What it is filled with.
    public let fields: [String: PaperValue]
}

extension PaperRecord {
    /// Fills a paper from the record (TT01/2018 Article 9, QĐ45/2016 Articles 6.4 and 7.3).
    ///
    /// Where it was issued more than once, `issue` counts from 1; the newest otherwise.
    public func fill(
        _ paper: Paper, _ variant: PaperVariant = PaperVariant(), issue: Int? = nil
    ) throws(PaperRefusal) -> FilledPaper {
        guard let (set, form) = catalogue.form(paper, on: formDate) else { throw .noForm(paper, formDate) }
        let issues = events.compactMap { own(paper, $0) }
        let index = issue.map { $0 - 1 } ?? issues.count - 1
        guard issues.indices.contains(index) else { throw .notIssued(paper) }
        let (issuedAt, particulars) = issues[index]
        guard isReadable(paper, particulars) else { throw .unreadable(paper) }
        let shared = variant.shared(
            set, form, office: state.office, agency: state.reception?.agency, on: issuedAt.date, printedAt: now,
            by: catalogue)
        return FilledPaper(
            paper: paper, set: set, fields: shared.merging(dossierFields()) { $1 }.merging(particulars) { $1 })
    }

    /// Form 05 names nobody but staff; every other paper has its applicant, and a reason where the law wants one.
    private func isReadable(_ paper: Paper, _ particulars: [String: PaperValue]) -> Bool {
        switch paper {
        case .controlSheet: return true
        case .refusal, .apology, .stopNotice:
            return person(state.applicant) != nil && particulars["reason"] != .absent
                && particulars["signer"] != .absent
        case .receipt, .supplementRequest, .consignmentNote, .handoverRecord, .register, .manifest, .feeReconciliation,
            .dueList:
            return person(state.applicant) != nil
        }
    }

    /// What an event puts on that paper, and when; `nil` where it doesn't issue it.
    private func own(_ paper: Paper, _ recorded: RecordedEvent) -> (Timestamp, [String: PaperValue])? {
        let fields: [String: PaperValue]? =
            switch (paper, recorded.event) {
            case (.receipt, .received(let received)) where received.slipIssued: receipt(received, recorded)
            case (.supplementRequest, .supplementRequested(let request)): supplementRequest(request, recorded)
            case (.refusal, .receptionRefused(let refused)):
                [
                    "refusalNumber": .optional(refused.number), "reason": text(refused.reason),
                    "signer": signer(refused.signer), "atCounter": .flag(true),
                    "decidedBy": .optional(catalogue.office(state.office, on: recorded.occurredAt.date)?.name),
                ]
            case (.refusal, .decided(let decided)) where decided.decision.outcome == .refused:
                refusal(decided.decision, recorded)
            case (.refusal, .decisionReplaced(let replaced)) where replaced.decision.outcome == .refused:
                refusal(replaced.decision, recorded)
            case (.apology, .rescheduled(let rescheduled)): apology(rescheduled, recorded)
            case (.stopNotice, .stopped(let stopped)):
                [
                    "stoppedBy": .text(name(of: stopped.by, on: recorded.occurredAt.date)),
                    "reason": text(stopped.reason), "signer": signer(stopped.signer),
                ]
            case (.controlSheet, .received): controlSheet()
            case (.consignmentNote, .submitted(let submitted)):
                submitted.consignment.map { consignment($0, submitted.documents, recorded) }
            case (.handoverRecord, .handoverRecordSigned(let signed)): handoverRecord(signed, recorded)
            default: nil
            }
        // The control sheet is of the moment it is printed at.
        return fields.map { (paper == .controlSheet ? now : recorded.occurredAt, $0) }
    }

    private func receipt(
        _ received: DossierEvent.Received, _ recorded: RecordedEvent
    ) -> [String: PaperValue] {
        let procedure = catalogue.procedure(state.procedure)
        // Form 01 lists what was there by then, not what came later, nor what the parcel lacked (RCV-08).
        let papers = (DossierState(of: events.prefix { $0.sequence <= recorded.sequence })?.documents ?? [])
            .filter { $0.originals + $0.copies > 0 }.map { ($0.document, $0.originals, $0.copies) }
        let date = recorded.occurredAt.date
        return [
            "documents": documents(papers), "documentCount": documentCount(papers),
            "receivedAt": .text(VietnameseWording.instant(recorded.occurredAt)),
            "returnAt": .text(VietnameseWording.instant(received.dueAt)),
            "returnOffice": .optional(catalogue.office(received.returnOffice, on: date)?.name),
            "timeLimit": .optional(procedure.map { VietnameseWording.timeLimit($0.timeLimit) }),
            "receivedBy": name(of: recorded.actor, on: date), "byPost": .flag(recorded.actor.employer == .post),
            "bookYear": .text(String(date.components.year)),
            "fees": .list(
                (procedure?.fees ?? []).map {
                    [
                        "name": .text($0.name), "amount": .text(VietnameseWording.grouped($0.amountVND)),
                        "per": .text($0.per.vietnamese),
                    ]
                }),
            "paid": paid(on: date),
        ]
    }

    /// What was paid up to the day of the receipt: fees are taken at the counter once there is a number, and what is printed
    /// again later says nothing of later money.
    private func paid(on date: CivilDate) -> PaperValue {
        let payments = (state.registers?.payments ?? []).filter { $0.takenAt.date <= date }
        guard !payments.isEmpty else { return .absent }
        let sum = payments.reduce(0) { $0 + $1.amountVND }
        return .object([
            "amount": .text(VietnameseWording.grouped(sum)), "words": .text(VietnameseWording.money(sum)),
            "receipts": .text(payments.map(\.receipt).joined(separator: ", ")),
        ])
    }

    private func supplementRequest(
        _ request: DossierEvent.SupplementRequested, _ recorded: RecordedEvent
    ) -> [String: PaperValue] {
        [
            "documents": documents(request.missing.map { ($0.document, $0.originals, $0.copies) }),
            "reason": text(request.guidance), "askedBy": name(of: recorded.actor, on: recorded.occurredAt.date),
        ]
    }

    private func refusal(_ decision: Decision, _ recorded: RecordedEvent) -> [String: PaperValue] {
        [
            "refusalNumber": .text(decision.number), "reason": text(decision.reasons),
            "signer": signer(decision.signer), "atCounter": .flag(false),
            "decidedBy": .optional(recorded.actor.body.map { name(of: $0, on: recorded.occurredAt.date) }),
        ]
    }

    private func apology(
        _ rescheduled: DossierEvent.Rescheduled, _ recorded: RecordedEvent
    ) -> [String: PaperValue] {
        [
            "lateBody": .text(name(of: rescheduled.by, on: recorded.occurredAt.date)),
            "receivedAt": .optional(state.reception.map { VietnameseWording.instant($0.receivedAt) }),
            "originalReturnAt": .optional(due(before: recorded).map(VietnameseWording.instant)),
            "newReturnAt": .optional(rescheduled.dueAt.map(VietnameseWording.instant)),
            "reason": text(rescheduled.reason), "signer": signer(rescheduled.signer),
        ]
    }

    /// What was promised before an apology.
    private func due(before end: RecordedEvent) -> Timestamp? {
        DossierState(of: events.prefix { $0.sequence < end.sequence })?.reception?.dueAt
    }

    private func controlSheet() -> [String: PaperValue] {
        let sheet = ControlSheet(events: events)
        let lead = state.leadAgency
        let others = state.participants.filter { body in
            if case .agency(let id) = body { return id != lead }
            return false
        }
        return [
            "leadAgency": .optional(lead.map { name(of: .agency($0), on: now.date) }),
            "otherAgencies": .optional(others.map { name(of: $0, on: now.date) }.joined(separator: "; ")),
            "handovers": .list(sheet.rows.enumerated().map { row($1, index: $0 + 1) }),
        ]
    }

    private func row(_ row: ControlSheet.Row, index: Int) -> [String: PaperValue] {
        let date = row.givenAt.date
        func party(_ party: ControlSheet.Row.Party) -> String {
            switch party {
            case .applicant: "Người nộp hồ sơ"
            case .body(let body): name(of: body, on: date)
            }
        }
        return [
            "index": .text(String(index)), "from": .text(party(row.from)), "to": .text(party(row.to)),
            "givenAt": .text(VietnameseWording.instant(row.givenAt)), "givenBy": name(of: row.givenBy, on: date),
            "receivedAt": .optional(row.receivedAt.map(VietnameseWording.instant)),
            "receivedBy": name(of: row.receivedBy, on: date), "result": .optional(row.result?.vietnamese),
            "carrier": .optional(
                row.carriage.map { [$0.carrier, $0.trackingCode].compactMap(\.self).joined(separator: " ") }),
            "note": .optional(row.returnedAt.map { "Trả lại lúc " + VietnameseWording.instant($0) }),
        ]
    }

    private func consignment(
        _ consignment: Consignment, _ brought: [SubmittedDocument], _ recorded: RecordedEvent
    ) -> [String: PaperValue] {
        let papers = brought.map { ($0.document, $0.originals, $0.copies) }
        return [
            "noteNumber": .text(consignment.number), "carrier": .text(consignment.carriage.carrier),
            "trackingCode": .optional(consignment.carriage.trackingCode),
            "postOffice": .text(name(of: .office(consignment.from), on: recorded.occurredAt.date)),
            "entrustedAt": .text(VietnameseWording.instant(state.submittedAt)), "documents": documents(papers),
            "documentCount": documentCount(papers),
        ]
    }

    private func handoverRecord(
        _ signed: DossierEvent.HandoverRecordSigned, _ recorded: RecordedEvent
    ) -> [String: PaperValue]? {
        for first in events {
            guard case .submitted(let submitted) = first.event, let note = submitted.consignment else { continue }
            return consignment(note, submitted.documents, first).merging([
                "recordNumber": .optional(signed.number),
                "signedAt": .text(VietnameseWording.instant(recorded.occurredAt)),
                "missing": documents(signed.missing.map { ($0.document, $0.originals, $0.copies) }),
                "receivedBy": name(of: recorded.actor, on: recorded.occurredAt.date),
            ]) { $1 }
        }
        return nil
    }
}

extension Fee.Unit {
    /// What the amount is for.
    var vietnamese: String {
        switch self {
        case .dossier: "hồ sơ"
        case .copy: "bản"
        case .page: "trang"
        }
    }
}

extension Punctuality {
    /// As form 05 has it.
    public var vietnamese: String {
        switch self {
        case .early: "Trước hạn"
        case .onTime: "Đúng hạn"
        case .late: "Quá hạn"
        }
    }
}
