import DossierDomain

extension FullEvents {
    /// Events of a dossier's later life, with every optional value given.
    static func laterEvent(_ kind: DossierEvent.Kind) -> DossierEvent {
        switch kind {
        case .handoverRecordSigned: .handoverRecordSigned(.init(number: "BB-1", missing: missing))
        case .refusalProposed: .refusalProposed(.init(reason: secret("reason")))
        case .receptionRefused:
            .receptionRefused(.init(number: "1/TC", reason: secret("reason"), signer: secret("signer")))
        case .supplementAsked:
            .supplementAsked(
                .init(
                    assignment: AssignmentID("d1.4"), branch: BranchID("main"), step: StepID("appraise"),
                    missing: missing, guidance: secret("guidance"), breach: .supplementAskedLate))
        case .timeLimitReset:
            .timeLimitReset(
                .init(dueAt: due, passOnBy: due, steps: [.init(branch: BranchID("card"), dueAt: due)]))
        case .rescheduled:
            .rescheduled(
                .init(
                    by: labour, reason: secret("reason"), signer: secret("signer"), dueAt: due, breach: .apologyLate))
        case .withdrawn:
            .withdrawn(.init(by: .representative, requester: secret("requester"), reason: secret("reason")))
        case .stopped: .stopped(.init(by: labour, reason: secret("reason"), signer: secret("signer")))
        case .papersGivenBack:
            .papersGivenBack(
                .init(
                    to: .applicant, recipient: secret("recipient"), method: .post, trackingCode: "RA2VN",
                    originals: [DocumentID("application")]))
        case .incidentReported:
            .incidentReported(
                .init(
                    kind: .lost, custodian: .carrier("VNPost"), handover: HandoverID("d1.4"),
                    documents: [DocumentID("application")], description: secret("description")))
        case .resultPosted: .resultPosted(.init(carriage: carriage))
        case .deliveryFailed: .deliveryFailed(.init(attempt: 2))
        case .resultReturned: .resultReturned(.init(breach: .returnedTooSoon))
        case .decisionReplaced: .decisionReplaced(.init(decision: decision, reason: secret("reason")))
        case .paymentDemanded:
            .paymentDemanded(.init(amountVND: 150_000, basis: secret("basis"), by: labour))
        default: citizenEvent(kind)
        }
    }

    private static var inspected: DossierEvent.Inspected {
        guard let inspect = Inspect(about: labour, points: [.organisation: 2, .onlineServices: 0], minutes: "12/BB")
        else { preconditionFailure("two indicators have points") }
        return DossierEvent.Inspected(inspect)
    }

    private static func citizenEvent(_ kind: DossierEvent.Kind) -> DossierEvent {
        switch kind {
        case .feeCollected:
            .feeCollected(
                .init(
                    receipt: "BL-1", method: .cash, charges: [Charge(fee: "copy", quantity: 2, amountVND: 16_000)],
                    obligation: ObligationID("d1.9"), amountVND: 166_000, at: office, employer: .post))
        case .noticeRecorded:
            .noticeRecorded(.init(notice: NoticeID("d1.8"), channel: .sms, outcome: .failed))
        case .personalDataErased:
            .personalDataErased(.init(ground: .retentionExpired, keptUntil: CivilDate(dayNumber: 21_798)))
        case .scanAttached:
            .scanAttached(
                .init(
                    scan: AttachedScan(
                        id: ScanID("s1"), document: DocumentID("application"), page: 2, kind: .jpeg, byteCount: 248_312,
                        file: String(repeating: "ab", count: 32), content: secret("content"))))
        case .rated:
            .rated(
                .init(
                    channel: .link, scores: [IndicatorScore(indicator: 7, score: 2)], comment: secret("comment")))
        case .complaintReceived:
            .complaintReceived(.init(content: secret("content"), about: office, dueAt: due))
        case .inspected: .inspected(inspected)
        default:
            .complaintAnswered(
                .init(
                    complaint: ComplaintID("d1.20"), answer: secret("answer"), upheld: true,
                    breach: .complaintAnsweredLate))
        }
    }
}
