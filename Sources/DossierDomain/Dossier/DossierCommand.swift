/// What somebody wants to happen to a dossier; the engine decides whether and how it does.
public enum DossierCommand: Hashable, Sendable {
    /// Bring papers to a counter.
    case submit(Submit)
    /// Bring papers that are complete and have them received at once.
    case submitAndReceive(Submit, Receive)
    /// Ask for what is missing (form 02 at the counter).
    case requestSupplement(RequestSupplement)
    /// Bring what was missing.
    case supplement(documents: [SubmittedDocument])
    /// Receive a complete submission.
    case receive(Receive)
    /// Confirm what postal staff received.
    case confirmReception
    /// Pass a received or returned dossier on.
    case offerHandover(OfferHandover)
    /// Give an offered handover to a carrier, perhaps with others on a manifest.
    case dispatchHandover(HandoverID, Carriage, manifest: ManifestID? = nil)
    /// Acknowledge an offered handover, with what differs from what it says.
    case acknowledgeHandover(HandoverID, discrepancies: [Discrepancy] = [])
    /// Send an offered handover back.
    case returnHandover(HandoverID, reason: PrivateReference)
    /// Complete a step, with the decision where the step decides.
    case completeStep(CompleteStep)
    /// Hand the result to the citizen.
    case handOverResult(HandOverResult)
    /// Move the due dates that a changed calendar moves (TIM-01); the system's own, after a configuration is loaded.
    case applyCalendar
    /// Ask another agency for its opinion, with a time limit.
    case consult(Consult)
    /// Answer a question.
    case answerConsultation(ConsultationID, answer: PrivateReference)
    /// Tell the forwarding office that nobody answered in time; the system's own.
    case reportSilence(ConsultationID)
    /// Send a step back to whoever passed it on.
    case sendBack(SendBack)
    /// Flag the dossier where it can't go on as planned (RTE-05); the system's own.
    case checkPlan
    /// Plan the dossier anew.
    case replan(Replan)
    /// Tell that the dossier will be late (LAT-03); the system's own.
    case warnOfLateness
    /// Refuse the papers at the counter (form 03).
    case refuseReception(RefuseReception)
    /// Sign the record by which a carrier hands papers over (RCV-08).
    case signHandoverRecord(SignHandoverRecord)
    /// Receive, decide and hand over at once, by an official with a delegation (NĐ61/2018 Article 17.5).
    case settleAtOnce(SettleAtOnce)
    /// Ask, through the one-stop office, for papers that are lacking (SUP-01).
    case askSupplement(AskSupplement)
    /// Give the agency's form 02 to the citizen (SUP-01).
    case issueSupplementRequest
    /// Apologise for being late, with the one new appointment (LAT-01).
    case apologise(Apologise)
    /// Take the dossier back at the citizen's wish (WDR-01).
    case withdraw(Withdraw)
    /// Stop handling, with a reason (WDR-01).
    case stop(Stop)
    /// Give papers back to the citizen.
    case giveBackPapers(GiveBackPapers)
    /// Report loss or damage (HND-04).
    case reportIncident(ReportIncident)
    /// Give the result to the post (RES-03).
    case postResult(Carriage)
    /// Record that the post found nobody and left an invitation (RES-03).
    case recordFailedDelivery
    /// Take back a result that the post could not deliver (RES-03).
    case takeBackResult
    /// Replace a wrong result (RES-04).
    case correctDecision(CorrectDecision)
    /// Demand a payment beyond the published fees.
    case demandPayment(DemandPayment)
    /// Take money against a receipt (FEE-01).
    case collectFee(CollectFee)
    /// Record what became of a notice (NTC-01).
    case recordNotice(RecordNotice)
    /// Rate how it was handled (EVA-01).
    case rate(Rate)
    /// Complain (CMP-01).
    case complain(Complain)
    /// Answer a complaint (CMP-01).
    case answerComplaint(AnswerComplaint)
    /// Attach a scan that was uploaded (OFF-03).
    case attachScan(AttachScan)
    /// Destroy the keys of its personal data (AUD-03).
    case erasePersonalData(ErasureGround)

    /// Papers brought to a counter.
    public struct Submit: Hashable, Sendable {
        /// Identity of the new submission.
        public let id: DossierID
        /// The procedure.
        public let procedure: ProcedureCode
        /// The counter.
        public let counter: CounterID
        /// How it is handed in.
        public let channel: Procedure.Channel
        /// Where the applicant lives.
        public let applicantUnit: UnitID
        /// The applicant.
        public let applicant: PrivateReference
        /// The representative, where one came.
        public let representative: PrivateReference?
        /// The papers.
        public let documents: [SubmittedDocument]
        /// What applicant and representative showed (RCV-09).
        public let standing: PartyStanding
        /// The consignment note, where the post takes it as a carrier (RCV-08).
        public let consignment: Consignment?
        /// The group of interlinked dossiers that it is brought with, if any (PIL-03).
        public let group: InterlinkedGroupID?

        /// Papers brought to a counter.
        public init(
            id: DossierID, procedure: ProcedureCode, counter: CounterID, channel: Procedure.Channel,
            applicantUnit: UnitID, applicant: PrivateReference, representative: PrivateReference? = nil,
            documents: [SubmittedDocument], standing: PartyStanding = PartyStanding(),
            consignment: Consignment? = nil, group: InterlinkedGroupID? = nil
        ) {
            self.id = id
            self.procedure = procedure
            self.counter = counter
            self.channel = channel
            self.applicantUnit = applicantUnit
            self.applicant = applicant
            self.representative = representative
            self.documents = documents
            self.standing = standing
            self.consignment = consignment
            self.group = group
        }
    }

    /// A reception.
    public struct Receive: Hashable, Sendable {
        /// Whether the citizen asks for form 01 where it isn't always printed (RCV-06).
        public let slipAsked: Bool
        /// Another office to return the result to, where the citizen chose one (RTE-02).
        public let returnOffice: OfficeID?
        /// The number that the slip bears already, from a block of the terminal's (OFF-01); the next one where `nil`.
        public let number: DossierNumber?

        /// A reception.
        public init(slipAsked: Bool = false, returnOffice: OfficeID? = nil, number: DossierNumber? = nil) {
            self.slipAsked = slipAsked
            self.returnOffice = returnOffice
            self.number = number
        }
    }

    /// Form 02 at the counter.
    public struct RequestSupplement: Hashable, Sendable {
        /// The papers to bring.
        public let missing: [MissingDocument]
        /// Reasons and guidance in words.
        public let guidance: PrivateReference?

        /// Form 02 at the counter.
        public init(missing: [MissingDocument], guidance: PrivateReference? = nil) {
            self.missing = missing
            self.guidance = guidance
        }
    }

    /// Passing on.
    public struct OfferHandover: Hashable, Sendable {
        /// Which branch; all that wait where `nil`.
        public let branch: BranchID?
        /// The carrier, where it leaves with one at once.
        public let carriage: Carriage?
        /// The manifest it goes with.
        public let manifest: ManifestID?

        /// Passing on.
        public init(branch: BranchID? = nil, carriage: Carriage? = nil, manifest: ManifestID? = nil) {
            self.branch = branch
            self.carriage = carriage
            self.manifest = manifest
        }
    }

    /// A step's completion.
    public struct CompleteStep: Hashable, Sendable {
        /// The work.
        public let assignment: AssignmentID
        /// What the agency found, in words.
        public let opinion: PrivateReference?
        /// The decision, where the step decides.
        public let decision: Decision?
        /// The carrier, where it leaves with one at once.
        public let carriage: Carriage?

        /// A step's completion.
        public init(
            assignment: AssignmentID, opinion: PrivateReference? = nil, decision: Decision? = nil,
            carriage: Carriage? = nil
        ) {
            self.assignment = assignment
            self.opinion = opinion
            self.decision = decision
            self.carriage = carriage
        }
    }

    /// Handing a result to the citizen.
    public struct HandOverResult: Hashable, Sendable {
        /// To whom.
        public let to: RecipientKind
        /// Name, identity document and authorisation of whoever takes it.
        public let recipient: PrivateReference
        /// How.
        public let method: HandingOverMethod
        /// Tracking code, where it goes by post.
        public let trackingCode: String?
        /// The originals that are given back.
        public let originalsReturned: [DocumentID]
        /// What whoever takes it showed.
        public let standing: RecipientStanding

        /// Handing a result to the citizen.
        public init(
            to: RecipientKind, recipient: PrivateReference, method: HandingOverMethod, trackingCode: String? = nil,
            originalsReturned: [DocumentID] = [], standing: RecipientStanding = RecipientStanding()
        ) {
            self.to = to
            self.recipient = recipient
            self.method = method
            self.trackingCode = trackingCode
            self.originalsReturned = originalsReturned
            self.standing = standing
        }
    }

    /// Name of a command, as answers list what would be allowed.
    public enum Name: String, Codable, Sendable, CaseIterable {
        /// See the cases of ``DossierCommand``.
        case submit, requestSupplement, supplement, receive, confirmReception
        /// See the cases of ``DossierCommand``.
        case offerHandover, dispatchHandover, acknowledgeHandover, returnHandover
        /// See the cases of ``DossierCommand``.
        case completeStep, handOverResult, applyCalendar, attachScan, erasePersonalData
        /// See the cases of ``DossierCommand``.
        case consult, answerConsultation, reportSilence, sendBack, checkPlan, replan, warnOfLateness
        case refuseReception, signHandoverRecord, askSupplement, issueSupplementRequest, apologise, withdraw, stop
        /// See the cases of ``DossierCommand``.
        case giveBackPapers, reportIncident, postResult, recordFailedDelivery, takeBackResult, correctDecision
        /// See the cases of ``DossierCommand``.
        case demandPayment, collectFee, recordNotice, rate, complain, answerComplaint
    }

    /// Its name; submitting and receiving (and settling) at once is a `submit`.
    public var name: Name {
        switch self {
        case .submit, .submitAndReceive, .settleAtOnce: .submit
        case .requestSupplement: .requestSupplement
        case .supplement: .supplement
        case .receive: .receive
        case .confirmReception: .confirmReception
        case .offerHandover: .offerHandover
        case .dispatchHandover: .dispatchHandover
        case .acknowledgeHandover: .acknowledgeHandover
        case .returnHandover: .returnHandover
        case .completeStep: .completeStep
        case .handOverResult: .handOverResult
        case .applyCalendar: .applyCalendar
        case .consult: .consult
        case .answerConsultation: .answerConsultation
        case .reportSilence: .reportSilence
        case .sendBack: .sendBack
        case .checkPlan: .checkPlan
        case .replan: .replan
        case .warnOfLateness: .warnOfLateness
        case .refuseReception: .refuseReception
        case .signHandoverRecord: .signHandoverRecord
        case .askSupplement: .askSupplement
        case .issueSupplementRequest: .issueSupplementRequest
        case .apologise: .apologise
        case .withdraw: .withdraw
        case .stop: .stop
        case .giveBackPapers: .giveBackPapers
        case .reportIncident: .reportIncident
        case .postResult: .postResult
        case .recordFailedDelivery: .recordFailedDelivery
        case .takeBackResult: .takeBackResult
        case .correctDecision: .correctDecision
        case .demandPayment: .demandPayment
        case .collectFee: .collectFee
        case .recordNotice: .recordNotice
        case .rate: .rate
        case .complain: .complain
        case .answerComplaint: .answerComplaint
        case .attachScan: .attachScan
        case .erasePersonalData: .erasePersonalData
        }
    }
}

extension DossierCommand {
    /// The number that the slip of a reception bears already (OFF-01).
    public var reservedNumber: DossierNumber? {
        switch self {
        case .submitAndReceive(_, let receive), .receive(let receive): receive.number
        case .settleAtOnce(let settlement): settlement.receive.number
        default: nil
        }
    }
}
