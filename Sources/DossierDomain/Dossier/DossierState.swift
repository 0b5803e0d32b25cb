/// A branch of the current stage, on its way (RTE-04: exactly one holder each).
public struct BranchProgress: Hashable, Codable, Sendable {
    /// How far the current step is.
    public enum Status: String, Codable, Sendable, CaseIterable {
        /// Waiting for its holder to pass it on.
        case toOffer
        /// Offered to the step's agency; still the holder's.
        case offered
        /// Held by the step's agency.
        case held
        /// The branch has ended.
        case completed
        /// At the receiving office, which is to give form 02 to the citizen (SUP-01).
        case toRequest
        /// With the citizen, who is to bring what form 02 asks for (SUP-01).
        case awaitingApplicant
    }

    /// The branch.
    public let branch: BranchID
    /// Its current step.
    public var step: StepID
    /// How far that is.
    public var status: Status
    /// Who is responsible now.
    public var holder: Body
    /// The piece of work; `nil` until offered.
    public var assignment: AssignmentID?
    /// Since when the agency holds it.
    public var heldSince: Timestamp?
    /// When the step is due.
    public var dueAt: Timestamp?
    /// Who passed the step on to its agency, and gets it when it is sent back (RTE-06).
    public var forwarder: Body?

    /// A branch on its way.
    public init(branch: BranchID, step: StepID, status: Status, holder: Body) {
        self.branch = branch
        self.step = step
        self.status = status
        self.holder = holder
    }
}

/// A handover that is under way.
public struct OpenHandover: Hashable, Codable, Sendable {
    /// The handover.
    public let handover: Handover
    /// When it was offered.
    public let offeredAt: Timestamp
    /// The carrier, once one has it.
    public var carriage: Carriage?
    /// When the carrier took it.
    public var dispatchedAt: Timestamp?
    /// By when it is to be answered where no carrier needs time to bring it (HND-01).
    public let acknowledgeBy: Timestamp?
    /// The work that is on its way back; `nil` where nothing is sent back.
    public var sentBack: HeldWork?

    /// When its answer is due: when a carrier is to bring it, but not before the end of the day on which it is offered.
    public var dueAt: Timestamp? { [carriage?.arriveBy, acknowledgeBy].compactMap(\.self).max() }

    /// A handover under way.
    public init(
        handover: Handover, offeredAt: Timestamp, carriage: Carriage? = nil, dispatchedAt: Timestamp? = nil,
        acknowledgeBy: Timestamp? = nil
    ) {
        self.handover = handover
        self.offeredAt = offeredAt
        self.carriage = carriage
        self.dispatchedAt = dispatchedAt
        self.acknowledgeBy = acknowledgeBy
    }
}

extension OpenHandover {
    /// The same between other bodies, where an office was taken over by another.
    package func readdressed(from: Body, to: Body) -> OpenHandover {
        var open = OpenHandover(
            handover: Handover(
                id: handover.id, purpose: handover.purpose, branch: handover.branch, step: handover.step, from: from,
                to: to, carriesPaper: handover.carriesPaper, monitor: handover.monitor),
            offeredAt: offeredAt, carriage: carriage, dispatchedAt: dispatchedAt, acknowledgeBy: acknowledgeBy)
        open.sentBack = sentBack
        return open
    }
}

/// What a dossier's events add up to (AUD-02); before reception it is a submission (RCV-02).
public struct DossierState: Hashable, Codable, Sendable {
    /// What the reception fixed.
    public struct Reception: Hashable, Codable, Sendable {
        /// The number; `nil` only until the store assigns it in the same commit.
        public var number: DossierNumber?
        /// When it was received.
        public let receivedAt: Timestamp
        /// The agency on whose behalf.
        public let agency: AgencyID
        /// The pinned route.
        public let route: RouteReference
        /// What form 01 promised; kept for ever (LAT-02).
        public let firstDueAt: Timestamp
        /// When it is due now.
        public var dueAt: Timestamp
        /// By when it was to be passed on.
        public var passOnBy: Timestamp
        /// Who received it.
        public let receivedBy: Actor
        /// Whether an official's confirmation is awaited.
        public var confirmationAwaited: Bool
        /// Whether form 01 was issued.
        public let slipIssued: Bool
        /// The office the result goes back to.
        public var returnOffice: OfficeID
        /// When the time limit began anew, after a supplement (SUP-02); `nil` where it counts from reception.
        public var countedFrom: Timestamp?
        /// What was due before the one new appointment (LAT-02); `nil` where none was given since.
        public var lawfulDueAt: Timestamp?
        /// When the one new appointment was given; `nil` while it is unused (LAT-02).
        public var rescheduledAt: Timestamp?

        /// What the reception fixed.
        public init(
            number: DossierNumber?, receivedAt: Timestamp, agency: AgencyID, route: RouteReference,
            firstDueAt: Timestamp, dueAt: Timestamp, passOnBy: Timestamp, receivedBy: Actor,
            confirmationAwaited: Bool, slipIssued: Bool, returnOffice: OfficeID
        ) {
            self.number = number
            self.receivedAt = receivedAt
            self.agency = agency
            self.route = route
            self.firstDueAt = firstDueAt
            self.dueAt = dueAt
            self.passOnBy = passOnBy
            self.receivedBy = receivedBy
            self.confirmationAwaited = confirmationAwaited
            self.slipIssued = slipIssued
            self.returnOffice = returnOffice
        }
    }

    /// Internal identity.
    public let id: DossierID
    /// Count of its events: the version that ETags and preconditions compare.
    public var version: Int
    /// Where it stands.
    public var status: DossierStatus
    /// The procedure version it is checked against, pinned when it is received.
    public var procedure: ProcedureReference
    /// The office it was brought to.
    public let office: OfficeID
    /// The office that took it over when the receiving one ceased; `nil` while that is in charge (RTE-05).
    public var successor: OfficeID?
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
    /// Person or organisation.
    public let applicantKind: ApplicantKind?
    /// The post as carrier that brings it (RCV-08).
    public var consignment: Consignment?
    /// A refusal at the counter, proposed or made (RCV-03).
    public var counterRefusal: CounterRefusal?
    /// All papers handed in, added up.
    public var documents: [SubmittedDocument]
    /// Pictures of the papers, in the order in which they came; `nil` while there are none (OFF-03).
    public var scans: [AttachedScan]?
    /// When it was brought.
    public let submittedAt: Timestamp
    /// What form 02 asked for the first time; later ones may ask no more (RCV-02).
    public var firstSupplementRequest: [MissingDocument]?
    /// The supplement asked for during handling (SUP-01).
    public var handlingSupplement: HandlingSupplement?
    /// What the reception fixed; `nil` for a submission.
    public var reception: Reception?
    /// The stage it is in.
    public var stage: StageID?
    /// The branch that leads.
    public var lead: BranchID?
    /// The branches of the stage.
    public var branches: [BranchProgress]
    /// Who holds the main line, which follows the lead.
    public var holder: Body
    /// Who has the paper file.
    public var custodian: Custodian
    /// Handovers under way.
    public var openHandovers: [OpenHandover]
    /// Questions to other agencies that wait for their answers.
    public var consultations: [Consultation]
    /// Agencies that a person named for steps (RTE-05).
    public var plannedAgencies: [PlannedAgency]
    /// Why it can't go on as planned; empty where it can.
    public var planProblems: [PlanProblem]
    /// The office that is to plan it anew, where it can't go on.
    public var flaggedTo: OfficeID?
    /// The due date for which lateness was foreseen and told (LAT-03).
    public var latenessForeseenFor: Timestamp?
    /// The decision.
    public var decision: Decision?
    /// When it was decided.
    public var decidedAt: Timestamp?
    /// Which agency decided.
    public var decidedBy: Body?
    /// When the result arrived at the office that hands it over: what form 01's date is judged by (TIM-08).
    public var readyAt: Timestamp?
    /// When the citizen got the result.
    public var handedOverAt: Timestamp?
    /// The result on its way to the citizen by post (RES-03).
    public var delivery: Delivery?
    /// When it was withdrawn or stopped.
    public var endedAt: Timestamp?
    /// The originals that were given back; `nil` while none was (NĐ61/2018 Article 20.2).
    public var originalsGivenBack: [DocumentID]?
    /// What stands in registers about it; `nil` while nothing does.
    public var registers: Registers?
    /// Bodies that take part, in order of joining; with ``monitors`` those who may see it.
    public var participants: [Body]
    /// Offices that see it pass (RTE-03).
    public var monitors: [OfficeID]
    /// When its personal data was erased; `nil` while it is there (AUD-03).
    public var personalDataErasedAt: Timestamp?
    /// When its last event happened.
    public var lastOccurredAt: Timestamp

    /// The state that a first event makes.
    public init(id: DossierID, submitted: DossierEvent.Submitted, at occurredAt: Timestamp) {
        self.id = id
        version = 1
        status = submitted.consignment == nil ? .submitted : .entrusted
        procedure = submitted.procedure
        office = submitted.office
        counter = submitted.counter
        channel = submitted.channel
        applicantUnit = submitted.applicantUnit
        applicant = submitted.applicant
        representative = submitted.representative
        applicantKind = submitted.applicantKind
        consignment = submitted.consignment
        documents = submitted.documents
        submittedAt = occurredAt
        branches = []
        holder = .office(submitted.office)
        custodian =
            submitted.consignment.map { .carrier($0.carriage.carrier) } ?? .body(.office(submitted.office))
        openHandovers = []
        consultations = []
        plannedAgencies = []
        planProblems = []
        participants = [.office(submitted.office)]
        if let from = submitted.consignment?.from, from != submitted.office { participants.append(.office(from)) }
        monitors = []
        lastOccurredAt = occurredAt
    }

    /// The office that does what the receiving office has to do: that office itself, or the one that took it over.
    public var officeInCharge: OfficeID { successor ?? office }

    /// The printed number; `nil` for a submission.
    public var number: DossierNumber? { reception?.number }

    /// Whether it was late at that instant: the result not at the counter by its due date, or there too late.
    ///
    /// A property of dates, never a status (TIM-06); `false` for a submission.
    public func isLate(at instant: Timestamp) -> Bool {
        guard let dueAt = reception?.dueAt, status.isJudged else { return false }
        return (readyAt ?? instant) > dueAt
    }

    /// When it was or is legally submitted: the post as a carrier hands in when the record is signed (RCV-08).
    public var legallySubmittedAt: Timestamp? {
        consignment == nil ? submittedAt : consignment?.recordSignedAt
    }

    /// When it is due by law, whatever new appointment was given (LAT-02); `nil` for a submission.
    public var lawfulDueAt: Timestamp? {
        reception.map { $0.lawfulDueAt ?? $0.dueAt }
    }

    /// The originals that the authorities still have.
    public var originalsHeld: [DocumentID] {
        documents.filter { $0.originals > 0 && originalsGivenBack?.contains($0.document) != true }.map(\.document)
    }

    /// The last day on which an apology is in time: the day before the due date (LAT-01, NĐ61/2018 Article 19.9).
    public var apologyDueOn: CivilDate? {
        reception.map { lastDayForApology(before: $0.dueAt) }
    }

    /// The agency that decides or, before that, that the main line is with.
    public var leadAgency: AgencyID? {
        let body = decidedBy ?? branches.first { $0.branch == lead }?.holder
        if case .agency(let id)? = body { return id }
        if case .agency(let id) = holder { return id }
        return reception?.agency
    }

    /// Whether that body takes part or monitors.
    public func isVisible(to body: Body) -> Bool {
        participants.contains(body) || monitors.contains { Body.office($0) == body }
    }
}

/// The last day on which an apology is in time: the day before something is due (NĐ61/2018 Article 19.9).
///
/// The one definition, by which breaches are recorded and from which offices are told by when to apologise.
public func lastDayForApology(before dueAt: Timestamp) -> CivilDate {
    dueAt.date.adding(days: -1)
}

extension DossierStatus {
    /// Whether its due date is judged: not while the citizen has it, nor after it ended without a result.
    public var isJudged: Bool {
        switch self {
        case .received, .handling, .decided, .readyToHandOver, .handedOver: true
        case .entrusted, .submitted, .supplementRequested, .refusalProposed, .receptionRefused, .awaitingSupplement,
            .withdrawn, .stopped:
            false
        }
    }
}
