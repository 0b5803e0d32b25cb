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
    /// Carrier and authority signed the handover record (RCV-08).
    case handoverRecordSigned(HandoverRecordSigned)
    /// Postal staff propose to refuse the papers (RCV-03).
    case refusalProposed(RefusalProposed)
    /// The papers were refused at the counter (form 03).
    case receptionRefused(ReceptionRefused)
    /// An agency asks for papers while it handles the dossier (SUP-01).
    case supplementAsked(SupplementAsked)
    /// The supplement is complete; the time limit begins anew (SUP-02).
    case timeLimitReset(TimeLimitReset)
    /// A late body apologised, and gave a new appointment (LAT-01).
    case rescheduled(Rescheduled)
    /// The citizen took the dossier back (WDR-01).
    case withdrawn(Withdrawn)
    /// Handling was stopped with a reason (WDR-01).
    case stopped(Stopped)
    /// Papers were given back to the citizen.
    case papersGivenBack(PapersGivenBack)
    /// Papers were lost or damaged (HND-04).
    case incidentReported(IncidentReported)
    /// The post took the result for the citizen.
    case resultPosted(ResultPosted)
    /// The post found nobody, and left an invitation (RES-03).
    case deliveryFailed(DeliveryFailed)
    /// The undeliverable result came back (RES-03).
    case resultReturned(ResultReturned)
    /// A wrong result was replaced (RES-04).
    case decisionReplaced(DecisionReplaced)
    /// A payment beyond the published fees was demanded.
    case paymentDemanded(PaymentDemanded)
    /// Money was taken against a receipt (FEE-01).
    case feeCollected(FeeCollected)
    /// A notice was tried (NTC-01).
    case noticeRecorded(NoticeRecorded)
    /// A citizen rated how it was handled (EVA-01).
    case rated(Rated)
    /// A complaint came (CMP-01).
    case complaintReceived(ComplaintReceived)
    /// A complaint was answered (CMP-01).
    case complaintAnswered(ComplaintAnswered)
    /// A scan was uploaded whole (OFF-03).
    case scanAttached(ScanAttached)
    /// The keys of its personal data were destroyed (AUD-03).
    case personalDataErased(PersonalDataErased)
    /// An office or agency was inspected; never of a dossier (EVA-01).
    case inspected(Inspected)
    /// The configuration was changed; in a record of its own (CFG-01).
    case configurationChanged(ConfigurationChanged)
    /// Who may come in was changed; in a record of the credential or login (SEC-06).
    case access(AccessEvent)

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
        /// A refusal after the due date; it stands all the same (REF-01).
        public let breach: Breach?

        /// A decision.
        public init(decision: Decision, breach: Breach? = nil) {
            self.decision = decision
            self.breach = breach
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
