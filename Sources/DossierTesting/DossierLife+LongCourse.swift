import DossierDomain

/// What a long life has beside a straight one.
extension DossierLife {
    static let supplementing: [Step] = [
        { life, _ in life.asking },
        { life, _ in [.handoverAcknowledged(.init(handover: life.handover(20), dueAt: nil))] },
        { life, _ in [.supplementRequested(.init(missing: life.lacking, guidance: life.reference("guidance")))] },
        { life, instant in
            [
                .supplemented(.init(documents: [SubmittedDocument(document: life.paper, originals: 0, copies: 1)])),
                .timeLimitReset(
                    .init(
                        dueAt: instant.adding(minutes: life.timeLimit), passOnBy: instant.adding(minutes: 1_440),
                        steps: [])),
            ]
        },
        { life, _ in [life.offer(2, manifest: ManifestID("m-1"))] },
        { life, instant in
            [
                .handoverAcknowledged(
                    .init(
                        handover: life.handover(2), dueAt: instant.adding(minutes: 14_400),
                        discrepancies: [Discrepancy(document: life.paper, kind: .damaged, count: 1)]))
            ]
        },
    ]

    static let late: [Step] = [
        { life, instant in
            [
                .rescheduled(
                    .init(
                        by: .agency(DossierLife.leadAgency), reason: life.reference("reason"),
                        signer: life.reference("signer"),
                        dueAt: (life.state?.reception?.dueAt ?? instant).adding(minutes: 2_880), breach: .apologyLate))
            ]
        },
        { life, _ in
            [
                .paymentDemanded(
                    .init(amountVND: 150_000, basis: life.reference("basis"), by: .agency(DossierLife.leadAgency)))
            ]
        },
        { life, _ in
            [
                .feeCollected(
                    .init(
                        receipt: "BL-1", method: .cash, charges: [Charge(fee: "fee", quantity: 2, amountVND: 16_000)],
                        obligation: life.state?.registers?.obligations.first?.id, amountVND: 166_000,
                        at: .office(life.office), employer: .post))
            ]
        },
        { life, _ in
            [
                .incidentReported(
                    .init(
                        kind: .damaged, custodian: .body(.agency(DossierLife.leadAgency)), handover: nil,
                        documents: [life.paper], description: life.reference("description")))
            ]
        },
        { life, _ in
            [
                .scanAttached(
                    .init(
                        scan: AttachedScan(
                            id: ScanID("scan-\(life.id)"), document: life.paper, page: 1, kind: .png,
                            byteCount: 2_048, file: String(repeating: "a", count: 64),
                            content: life.reference("content"))))
            ]
        },
        { life, _ in
            let notice = life.state?.registers?.notices.last { $0.settledAt == nil }
            return [
                .noticeRecorded(
                    .init(notice: notice?.id ?? NoticeID("none"), channel: .sms, outcome: .delivered))
            ]
        },
    ]

    static let correcting: [Step] = [
        { _, _ in [.resultPosted(.init(carriage: Carriage(carrier: "VNPost")))] },
        { _, _ in [.deliveryFailed(.init(attempt: 1))] },
        { _, _ in [.resultReturned(.init(breach: .returnedTooSoon))] },
        { life, _ in [life.correction, life.resultOffer] },
        { life, _ in [.handoverAcknowledged(.init(handover: life.handover(3), dueAt: nil))] },
        { life, _ in [life.handingOver] },
        { life, _ in
            [
                .rated(
                    .init(
                        channel: .slip, scores: [IndicatorScore(indicator: 7, score: 2)],
                        comment: life.reference("comment")))
            ]
        },
        { life, instant in
            [
                .complaintReceived(
                    .init(
                        content: life.reference("content"), about: .office(life.office),
                        dueAt: instant.adding(minutes: 7_200)))
            ]
        },
        { life, _ in
            [
                .complaintAnswered(
                    .init(
                        complaint: life.state?.registers?.complaints.last?.id ?? ComplaintID("none"),
                        answer: life.reference("answer"), upheld: false))
            ]
        },
    ]

    static let withdrawing: [Step] = [
        { life, _ in
            [.withdrawn(.init(by: .applicant, requester: life.reference("requester"), reason: nil)), life.papersOffer]
        },
        { life, _ in [.handoverAcknowledged(.init(handover: life.handover(21), dueAt: nil))] },
        { life, _ in [life.givingBack] },
    ]

    static let stopping: [Step] = [
        { life, _ in
            [
                .stopped(
                    .init(
                        by: .agency(DossierLife.leadAgency), reason: life.reference("reason"),
                        signer: life.reference("signer"))),
                life.papersOffer,
            ]
        },
        { life, _ in [.handoverAcknowledged(.init(handover: life.handover(21), dueAt: nil))] },
        { life, _ in [life.givingBack] },
    ]

    private var paper: DocumentID { DocumentID("death-certificate") }
    private var lacking: [MissingDocument] { [MissingDocument(document: paper, originals: 0, copies: 1)] }

    var entrusting: [DossierEvent] {
        let consignment = Consignment(
            number: "PG-1", carriage: Carriage(carrier: "VNPost"), from: OfficeID("office-yen-phuc"))
        return [
            .submitted(
                .init(
                    procedure: procedure, office: office, counter: CounterID("counter-1"), channel: .post,
                    applicantUnit: UnitID("van-an"), applicant: reference("applicant"), representative: nil,
                    documents: [SubmittedDocument(document: DocumentID("form"), originals: 1, copies: 0)],
                    applicantKind: .organisation, consignment: consignment))
        ]
    }

    private var asking: [DossierEvent] {
        [
            .supplementAsked(
                .init(
                    assignment: AssignmentID(handover(2).text), branch: DossierLife.leadBranch,
                    step: StepID("appraise"), missing: lacking, guidance: reference("guidance"),
                    breach: .supplementAskedLate)),
            .handoverOffered(
                .init(
                    handover: Handover(
                        id: handover(20), purpose: .supplement, branch: DossierLife.leadBranch,
                        step: StepID("appraise"), from: .agency(DossierLife.leadAgency), to: .office(office),
                        carriesPaper: true, monitor: nil), carriage: nil)),
        ]
    }

    private var correction: DossierEvent {
        .decisionReplaced(
            .init(
                decision: Decision(
                    outcome: .granted, number: "18/QĐ-LĐTBXH", date: CivilDate(dayNumber: 18_141),
                    signer: reference("signer")), reason: reference("reason")))
    }

    private var papersOffer: DossierEvent {
        .handoverOffered(
            .init(
                handover: Handover(
                    id: handover(21), purpose: .papers, branch: nil, step: nil,
                    from: .agency(DossierLife.leadAgency), to: .office(office), carriesPaper: true, monitor: nil),
                carriage: nil))
    }

    private var givingBack: DossierEvent {
        .papersGivenBack(
            .init(
                to: .applicant, recipient: reference("recipient"), method: .counter, trackingCode: nil,
                originals: [DocumentID("form")]))
    }
}
