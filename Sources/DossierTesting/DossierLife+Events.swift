import DossierDomain

/// The events of the life, with made-up references in place of personal data.
extension DossierLife {
    var submission: [DossierEvent] {
        [
            .submitted(
                .init(
                    procedure: procedure, office: office, counter: CounterID("counter-1"), channel: .counter,
                    applicantUnit: UnitID("van-an"), applicant: reference("applicant"), representative: nil,
                    documents: [SubmittedDocument(document: DocumentID("form"), originals: 1, copies: 0)]))
        ]
    }

    var supplementRequest: [DossierEvent] {
        let missing = [MissingDocument(document: DocumentID("death-certificate"), originals: 0, copies: 1)]
        return [.supplementRequested(.init(missing: missing, guidance: reference("guidance")))]
    }

    var supplement: [DossierEvent] {
        let brought = [SubmittedDocument(document: DocumentID("death-certificate"), originals: 0, copies: 1)]
        return [.supplemented(.init(documents: brought))]
    }

    func reception(at instant: Timestamp) -> [DossierEvent] {
        let step = StepID("check")
        return [
            .received(
                .init(
                    number: nil, procedure: procedure, agency: Self.receivingAgency,
                    route: RouteReference(id: RouteID("veteran-funeral-allowance"), version: 1),
                    dueAt: instant.adding(minutes: timeLimit), passOnBy: instant.adding(minutes: 1_440),
                    confirmationRequired: true, slipIssued: true, returnOffice: office)),
            .stageEntered(
                .init(
                    stage: StageID("commune"), lead: Self.leadBranch,
                    branches: [
                        .init(branch: Self.leadBranch, step: step),
                        .init(branch: Self.otherBranch, step: step),
                    ], holder: .office(office))),
        ]
    }

    func offer(_ serial: Int, manifest: ManifestID? = nil) -> DossierEvent {
        .handoverOffered(
            .init(
                handover: Handover(
                    id: handover(serial), purpose: .step, branch: Self.leadBranch, step: StepID("appraise"),
                    from: .office(office), to: .agency(Self.leadAgency), carriesPaper: true,
                    monitor: Self.monitor), carriage: nil, manifest: manifest))
    }

    func otherBranch(at instant: Timestamp) -> [DossierEvent] {
        let assignment = AssignmentID("\(id).other")
        let step = StepID("opine")
        return [
            .stepStarted(
                .init(
                    assignment: assignment, branch: Self.otherBranch, step: step, agency: Self.otherAgency,
                    dueAt: instant.adding(minutes: 2_880))),
            .stepCompleted(
                .init(
                    assignment: assignment, branch: Self.otherBranch, step: step, next: nil,
                    opinion: reference("opinion"))),
        ]
    }

    var decision: [DossierEvent] {
        let file = ResultFile(kind: "decision", sha256: String(repeating: "a", count: 64), byteCount: 54_321)
        return [
            .stepCompleted(
                .init(
                    assignment: AssignmentID(handover(2).text), branch: Self.leadBranch,
                    step: StepID("appraise"),
                    next: nil, opinion: nil)),
            .decided(
                .init(
                    decision: Decision(
                        outcome: .granted, number: "17/QĐ-LĐTBXH", date: CivilDate(dayNumber: 18_140),
                        signer: reference("signer"), files: [file]))),
        ]
    }

    var resultOffer: DossierEvent {
        .handoverOffered(
            .init(
                handover: Handover(
                    id: handover(3), purpose: .result, branch: nil, step: nil, from: .agency(Self.leadAgency),
                    to: .office(office), carriesPaper: true, monitor: nil),
                carriage: Carriage(carrier: "VNPost", trackingCode: "EA 123 456 789 VN")))
    }

    /// A question of the leading branch's agency.
    var question: ConsultationID { ConsultationID("\(id).question") }

    func question(at instant: Timestamp) -> DossierEvent {
        .consultationRequested(
            .init(
                consultation: Consultation(
                    id: question, branch: Self.leadBranch, step: StepID("appraise"), from: .agency(Self.leadAgency),
                    asked: Self.otherAgency, question: reference("question"), askedAt: instant,
                    dueAt: instant.adding(minutes: 2_880))))
    }

    var silence: [DossierEvent] {
        [
            .consultationSilent(.init(consultation: question, asked: Self.otherAgency, reportedTo: office)),
            .latenessForeseen(
                .init(
                    dueAt: state?.reception?.dueAt ?? Timestamp(milliseconds: 0),
                    projectedAt: Timestamp(milliseconds: 1_600_000_000_000),
                    apologiseBy: Timestamp(milliseconds: 1_500_000_000_000), holder: .agency(Self.leadAgency))),
        ]
    }

    func sendingBack(at instant: Timestamp) -> DossierEvent {
        .stepSentBack(
            .init(
                work: HeldWork(
                    assignment: AssignmentID(handover(2).text), heldSince: instant,
                    dueAt: instant.adding(minutes: 10 * 1_440)),
                handover: Handover(
                    id: handover(4), purpose: .sendBack, branch: Self.leadBranch, step: StepID("appraise"),
                    from: .agency(Self.leadAgency), to: .office(office), carriesPaper: true, monitor: nil),
                carriage: Carriage(carrier: "VNPost", arriveBy: instant.adding(minutes: 1_440)),
                reason: reference("reason")))
    }

    var flag: [DossierEvent] {
        [
            .planFlagged(
                .init(
                    problems: [PlanProblem(.returnOfficeCeased, step: nil, body: .office(office))],
                    reportedTo: Self.monitor))
        ]
    }

    var anotherPlan: DossierEvent {
        .replanned(
            .init(
                steps: [PlannedAgency(step: StepID("appraise"), agency: Self.leadAgency)], returnOffice: nil,
                released: [], withdrawn: [], reason: reference("ground")))
    }

    var handingOver: DossierEvent {
        .resultHandedOver(
            .init(
                to: .representative, recipient: reference("recipient"), method: .counter, trackingCode: nil,
                originalsReturned: [DocumentID("form")]))
    }

    func handover(_ serial: Int) -> HandoverID {
        HandoverID("\(id).handover-\(serial)")
    }

    /// A reference to a made-up private value of this dossier.
    public func reference(_ name: String) -> PrivateReference {
        PrivateReference(
            subject: SubjectID("\(id).subject"), value: PrivateValueID("\(id).\(name)"),
            commitment: Commitment(String(repeating: "c", count: 64)))
    }

    static let leadBranch = BranchID("lead")
    static let otherBranch = BranchID("other")
}
