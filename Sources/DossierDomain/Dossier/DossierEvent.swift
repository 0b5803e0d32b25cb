/// Something that happened to a dossier: the truth, of which the state is the fold (AUD-01, AUD-02).
///
/// Payloads hold references and commitments, never personal data (AUD-03).
public enum DossierEvent: Hashable, Sendable {
    /// A citizen brought papers to a counter.
    case submitted(Submitted)
    /// The papers were incomplete; form 02 was given.
    case supplementRequested(SupplementRequested)
    /// The citizen brought more papers.
    case supplemented(Supplemented)
    /// The papers were complete; number and form 01 were given.
    case received(Received)
    /// An official confirmed what postal staff received.
    case receptionConfirmed(ReceptionConfirmed)
    /// The dossier came to a stage of its route.
    case stageEntered(StageEntered)
    /// A handover was offered to the next body.
    case handoverOffered(HandoverOffered)
    /// A carrier took an offered handover.
    case handoverDispatched(HandoverDispatched)
    /// The receiving body acknowledged a handover.
    case handoverAcknowledged(HandoverAcknowledged)
    /// The receiving body sent a handover back.
    case handoverReturned(HandoverReturned)
    /// An agency went on with its next step without a handover, because it holds the dossier already.
    case stepStarted(StepStarted)
    /// An agency completed its step.
    case stepCompleted(StepCompleted)
    /// An agency decided.
    case decided(Decided)
    /// The citizen got the result.
    case resultHandedOver(ResultHandedOver)
    /// A change of the calendar moved a due date that was not yet past (TIM-01).
    case deadlineMoved(DeadlineMoved)
    /// An agency asked another for its opinion.
    case consultationRequested(ConsultationRequested)
    /// The agency that was asked answered.
    case consultationAnswered(ConsultationAnswered)
    /// Nobody answered in time; the forwarding office was told.
    case consultationSilent(ConsultationSilent)
    /// An agency sent its step back to whoever passed it on.
    case stepSentBack(StepSentBack)
    /// The dossier can't go on as planned and waits for a person to plan it anew (RTE-05).
    case planFlagged(PlanFlagged)
    /// A person planned the dossier anew.
    case replanned(Replanned)
    /// It was seen that the dossier will be late unless somebody hurries (LAT-03).
    case latenessForeseen(LatenessForeseen)

    /// Papers brought to a counter.
    public struct Submitted: Hashable, Codable, Sendable {
        /// The procedure version it is checked against.
        public let procedure: ProcedureReference
        /// The office.
        public let office: OfficeID
        /// The counter.
        public let counter: CounterID
        /// How it was handed in.
        public let channel: Procedure.Channel
        /// Where the applicant lives.
        public let applicantUnit: UnitID
        /// The applicant.
        public let applicant: PrivateReference
        /// The representative, where one came.
        public let representative: PrivateReference?
        /// The papers.
        public let documents: [SubmittedDocument]

        /// Papers brought to a counter.
        public init(
            procedure: ProcedureReference, office: OfficeID, counter: CounterID, channel: Procedure.Channel,
            applicantUnit: UnitID, applicant: PrivateReference, representative: PrivateReference?,
            documents: [SubmittedDocument]
        ) {
            self.procedure = procedure
            self.office = office
            self.counter = counter
            self.channel = channel
            self.applicantUnit = applicantUnit
            self.applicant = applicant
            self.representative = representative
            self.documents = documents
        }
    }

    /// Form 02 at the counter.
    public struct SupplementRequested: Hashable, Codable, Sendable {
        /// The papers to bring.
        public let missing: [MissingDocument]
        /// Reasons and guidance in words.
        public let guidance: PrivateReference?

        /// Form 02 at the counter.
        public init(missing: [MissingDocument], guidance: PrivateReference?) {
            self.missing = missing
            self.guidance = guidance
        }
    }

    /// More papers.
    public struct Supplemented: Hashable, Codable, Sendable {
        /// The papers brought this time.
        public let documents: [SubmittedDocument]

        /// More papers.
        public init(documents: [SubmittedDocument]) {
            self.documents = documents
        }
    }

    /// The reception, with what form 01 says.
    public struct Received: Hashable, Codable, Sendable {
        /// The number; `nil` only until the store assigns it in the same commit.
        public var number: DossierNumber?
        /// The procedure version that is pinned from here on (ORG-01).
        public let procedure: ProcedureReference
        /// The agency on whose behalf it was received.
        public let agency: AgencyID
        /// The route it follows.
        public let route: RouteReference
        /// When the result is promised.
        public let dueAt: Timestamp
        /// By when it is to be passed on (TIM-03).
        public let passOnBy: Timestamp
        /// Whether an official must confirm it before it is passed on (RCV-01).
        public let confirmationRequired: Bool
        /// Whether form 01 is issued (RCV-06).
        public let slipIssued: Bool
        /// The office the result goes back to (RTE-02).
        public let returnOffice: OfficeID

        /// The reception, with what form 01 says.
        public init(
            number: DossierNumber?, procedure: ProcedureReference, agency: AgencyID, route: RouteReference,
            dueAt: Timestamp, passOnBy: Timestamp, confirmationRequired: Bool, slipIssued: Bool,
            returnOffice: OfficeID
        ) {
            self.number = number
            self.procedure = procedure
            self.agency = agency
            self.route = route
            self.dueAt = dueAt
            self.passOnBy = passOnBy
            self.confirmationRequired = confirmationRequired
            self.slipIssued = slipIssued
            self.returnOffice = returnOffice
        }
    }

    /// An official's confirmation.
    public struct ReceptionConfirmed: Hashable, Codable, Sendable {
        /// An official's confirmation.
        public init() {}
    }

    /// A stage of the route, with its branches waiting to be passed on.
    public struct StageEntered: Hashable, Codable, Sendable {
        /// A branch and its first step.
        public struct Branch: Hashable, Codable, Sendable {
            /// The branch.
            public let branch: BranchID
            /// Its first step.
            public let step: StepID

            /// A branch and its first step.
            public init(branch: BranchID, step: StepID) {
                self.branch = branch
                self.step = step
            }
        }
        /// The stage.
        public let stage: StageID
        /// The branch that leads.
        public let lead: BranchID
        /// Its branches.
        public let branches: [Branch]
        /// Who passes them on.
        public let holder: Body

        /// A stage of the route.
        public init(stage: StageID, lead: BranchID, branches: [Branch], holder: Body) {
            self.stage = stage
            self.lead = lead
            self.branches = branches
            self.holder = holder
        }
    }

    /// A handover offered.
    public struct HandoverOffered: Hashable, Codable, Sendable {
        /// The handover.
        public let handover: Handover
        /// The carrier, where it left with one at once.
        public let carriage: Carriage?

        /// A handover offered.
        public init(handover: Handover, carriage: Carriage?) {
            self.handover = handover
            self.carriage = carriage
        }
    }

    /// A handover in a carrier's hands.
    public struct HandoverDispatched: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// The carrier.
        public let carriage: Carriage

        /// A handover in a carrier's hands.
        public init(handover: HandoverID, carriage: Carriage) {
            self.handover = handover
            self.carriage = carriage
        }
    }

    /// A handover acknowledged.
    public struct HandoverAcknowledged: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// When the step is due, counted from this receipt (TIM-08); `nil` for a result.
        public let dueAt: Timestamp?

        /// A handover acknowledged.
        public init(handover: HandoverID, dueAt: Timestamp?) {
            self.handover = handover
            self.dueAt = dueAt
        }
    }

    /// A handover sent back.
    public struct HandoverReturned: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// Why.
        public let reason: PrivateReference

        /// A handover sent back.
        public init(handover: HandoverID, reason: PrivateReference) {
            self.handover = handover
            self.reason = reason
        }
    }

    /// A step begun by the body that holds the dossier already.
    public struct StepStarted: Hashable, Codable, Sendable {
        /// The work.
        public let assignment: AssignmentID
        /// The branch.
        public let branch: BranchID
        /// The step.
        public let step: StepID
        /// The agency.
        public let agency: AgencyID
        /// When it is due.
        public let dueAt: Timestamp

        /// A step begun without a handover.
        public init(assignment: AssignmentID, branch: BranchID, step: StepID, agency: AgencyID, dueAt: Timestamp) {
            self.assignment = assignment
            self.branch = branch
            self.step = step
            self.agency = agency
            self.dueAt = dueAt
        }
    }

    /// A step completed.
    public struct StepCompleted: Hashable, Codable, Sendable {
        /// The work.
        public let assignment: AssignmentID
        /// The branch.
        public let branch: BranchID
        /// The step.
        public let step: StepID
        /// The branch's next step; `nil` where the branch has ended.
        public let next: StepID?
        /// What the agency found, in words.
        public let opinion: PrivateReference?

        /// A step completed.
        public init(
            assignment: AssignmentID, branch: BranchID, step: StepID, next: StepID?, opinion: PrivateReference?
        ) {
            self.assignment = assignment
            self.branch = branch
            self.step = step
            self.next = next
            self.opinion = opinion
        }
    }

    /// A decision.
    public struct Decided: Hashable, Codable, Sendable {
        /// What was decided.
        public let decision: Decision

        /// A decision.
        public init(decision: Decision) {
            self.decision = decision
        }
    }

    /// Due dates moved by a change of the calendar; the first one, which form 01 promised, is kept.
    public struct DeadlineMoved: Hashable, Codable, Sendable {
        /// A step whose due date moved.
        public struct Step: Hashable, Codable, Sendable {
            /// Its branch.
            public let branch: BranchID
            /// When it is due now.
            public let dueAt: Timestamp

            /// A step whose due date moved.
            public init(branch: BranchID, dueAt: Timestamp) {
                self.branch = branch
                self.dueAt = dueAt
            }
        }
        /// When the whole is due now.
        public let dueAt: Timestamp
        /// The steps under way whose own dates moved.
        public let steps: [Step]

        /// Due dates moved by a change of the calendar.
        public init(dueAt: Timestamp, steps: [Step]) {
            self.dueAt = dueAt
            self.steps = steps
        }
    }

    /// A result in the citizen's hands.
    public struct ResultHandedOver: Hashable, Codable, Sendable {
        /// To whom.
        public let to: RecipientKind
        /// Name, identity document and authorisation of whoever took it.
        public let recipient: PrivateReference
        /// How.
        public let method: HandingOverMethod
        /// Tracking code, where it went by post.
        public let trackingCode: String?
        /// The originals that were given back.
        public let originalsReturned: [DocumentID]

        /// A result in the citizen's hands.
        public init(
            to: RecipientKind, recipient: PrivateReference, method: HandingOverMethod, trackingCode: String?,
            originalsReturned: [DocumentID]
        ) {
            self.to = to
            self.recipient = recipient
            self.method = method
            self.trackingCode = trackingCode
            self.originalsReturned = originalsReturned
        }
    }
}
