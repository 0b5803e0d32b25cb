extension DossierCommand {
    /// Form 03 at the counter (RCV-03).
    public struct RefuseReception: Hashable, Sendable {
        /// Why.
        public let reason: PrivateReference
        /// Name and position of the official who signs; postal staff have none and only propose.
        public let signer: PrivateReference?
        /// Number of the form.
        public let number: String?

        /// Form 03 at the counter (RCV-03).
        public init(reason: PrivateReference, signer: PrivateReference? = nil, number: String? = nil) {
            self.reason = reason
            self.signer = signer
            self.number = number
        }
    }

    /// The record by which a carrier hands papers to the authority (RCV-08).
    public struct SignHandoverRecord: Hashable, Sendable {
        /// Number of the record.
        public let number: String?
        /// What the consignment note lists and the parcel lacks.
        public let missing: [MissingDocument]

        /// The record by which a carrier hands papers to the authority (RCV-08).
        public init(number: String? = nil, missing: [MissingDocument] = []) {
            self.number = number
            self.missing = missing
        }
    }

    /// A same-day procedure, received, decided and handed over in one request (NĐ61/2018 Articles 17.4, 17.5).
    public struct SettleAtOnce: Hashable, Sendable {
        /// The papers.
        public let submit: Submit
        /// The reception.
        public let receive: Receive
        /// What was found, in words.
        public let opinion: PrivateReference?
        /// The decision.
        public let decision: Decision
        /// To whom the result was handed.
        public let handingOver: HandOverResult

        /// A same-day procedure, received, decided and handed over in one request (NĐ61/2018 Articles 17.4, 17.5).
        public init(
            submit: Submit, receive: Receive, opinion: PrivateReference? = nil, decision: Decision,
            handingOver: HandOverResult
        ) {
            self.submit = submit
            self.receive = receive
            self.opinion = opinion
            self.decision = decision
            self.handingOver = handingOver
        }
    }

    /// Papers that an agency lacks while it handles the dossier (SUP-01).
    public struct AskSupplement: Hashable, Sendable {
        /// The work in which it was found.
        public let assignment: AssignmentID
        /// The papers to bring, complete at once.
        public let missing: [MissingDocument]
        /// Reasons and guidance in words.
        public let guidance: PrivateReference
        /// The carrier, where it leaves with one at once.
        public let carriage: Carriage?

        /// Papers that an agency lacks while it handles the dossier (SUP-01).
        public init(
            assignment: AssignmentID, missing: [MissingDocument], guidance: PrivateReference, carriage: Carriage? = nil
        ) {
            self.assignment = assignment
            self.missing = missing
            self.guidance = guidance
            self.carriage = carriage
        }
    }

    /// Form 04: the apology for being late, with the one new appointment (LAT-01).
    public struct Apologise: Hashable, Sendable {
        /// Why.
        public let reason: PrivateReference
        /// Name and position of who signs it.
        public let signer: PrivateReference
        /// The day of the new appointment; the second apology has none.
        public let newDueOn: CivilDate?

        /// Form 04: the apology for being late, with the one new appointment (LAT-01).
        public init(reason: PrivateReference, signer: PrivateReference, newDueOn: CivilDate? = nil) {
            self.reason = reason
            self.signer = signer
            self.newDueOn = newDueOn
        }
    }

    /// The citizen takes the dossier back (WDR-01).
    public struct Withdraw: Hashable, Sendable {
        /// Applicant or representative.
        public let by: RecipientKind
        /// Who asks, with identity document and authorisation.
        public let requester: PrivateReference
        /// Why, if the citizen says so.
        public let reason: PrivateReference?
        /// What whoever asks showed.
        public let standing: RecipientStanding

        /// The citizen takes the dossier back (WDR-01).
        public init(
            by: RecipientKind, requester: PrivateReference, reason: PrivateReference? = nil,
            standing: RecipientStanding = RecipientStanding()
        ) {
            self.by = by
            self.requester = requester
            self.reason = reason
            self.standing = standing
        }
    }

    /// Handling is stopped (WDR-01).
    public struct Stop: Hashable, Sendable {
        /// Why.
        public let reason: PrivateReference
        /// Name and position of who signs the notice.
        public let signer: PrivateReference

        /// Handling is stopped (WDR-01).
        public init(reason: PrivateReference, signer: PrivateReference) {
            self.reason = reason
            self.signer = signer
        }
    }

    /// Papers go back to the citizen, apart from a result.
    public struct GiveBackPapers: Hashable, Sendable {
        /// To whom.
        public let to: RecipientKind
        /// Name, identity document and authorisation of whoever takes them.
        public let recipient: PrivateReference
        /// How.
        public let method: HandingOverMethod
        /// Tracking code, where they go by post.
        public let trackingCode: String?
        /// The originals among them.
        public let originals: [DocumentID]
        /// What the recipient showed.
        public let standing: RecipientStanding

        /// Papers go back to the citizen, apart from a result.
        public init(
            to: RecipientKind, recipient: PrivateReference, method: HandingOverMethod, trackingCode: String? = nil,
            originals: [DocumentID] = [], standing: RecipientStanding = RecipientStanding()
        ) {
            self.to = to
            self.recipient = recipient
            self.method = method
            self.trackingCode = trackingCode
            self.originals = originals
            self.standing = standing
        }
    }

    /// Loss or damage of papers (HND-04).
    public struct ReportIncident: Hashable, Sendable {
        /// What happened to them.
        public let kind: Incident.Kind
        /// Which papers; all of them where empty.
        public let documents: [DocumentID]
        /// What happened, in words.
        public let description: PrivateReference

        /// Loss or damage of papers (HND-04).
        public init(kind: Incident.Kind, documents: [DocumentID] = [], description: PrivateReference) {
            self.kind = kind
            self.documents = documents
            self.description = description
        }
    }
}

/// What whoever takes something showed: the documents themselves are personal data and lie apart.
public struct RecipientStanding: Hashable, Sendable {
    /// Whether an identity document was shown and its number taken down.
    public let isIdentified: Bool
    /// Whether an authorisation was shown; it takes one to act for somebody else.
    public let isAuthorised: Bool

    /// What whoever takes something showed: the documents themselves are personal data and lie apart.
    public init(isIdentified: Bool = true, isAuthorised: Bool = true) {
        self.isIdentified = isIdentified
        self.isAuthorised = isAuthorised
    }
}

/// What applicant and representative showed when they handed in (RCV-09); the documents themselves lie apart.
public struct PartyStanding: Hashable, Sendable {
    /// Person or organisation.
    public let kind: ApplicantKind
    /// Whether the applicant's identity document, or the organisation's registration, was taken down.
    public let isIdentified: Bool
    /// What the representative showed; `nil` where none came.
    public let representative: RecipientStanding?

    /// What applicant and representative showed when they handed in (RCV-09); the documents themselves lie apart.
    public init(
        kind: ApplicantKind = ApplicantKind.person, isIdentified: Bool = true, representative: RecipientStanding? = nil
    ) {
        self.kind = kind
        self.isIdentified = isIdentified
        self.representative = representative
    }
}
