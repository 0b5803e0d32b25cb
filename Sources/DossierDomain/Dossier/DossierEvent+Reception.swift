extension DossierEvent {
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
        /// Person or organisation; `nil` in records from before it was kept.
        public let applicantKind: ApplicantKind?
        /// The post as carrier that has it, where it wasn't brought to the office itself (RCV-08).
        public let consignment: Consignment?
        /// The group of interlinked dossiers that it was brought with, if any (PIL-03).
        public let group: InterlinkedGroupID?

        /// Papers brought to a counter.
        public init(
            procedure: ProcedureReference, office: OfficeID, counter: CounterID, channel: Procedure.Channel,
            applicantUnit: UnitID, applicant: PrivateReference, representative: PrivateReference?,
            documents: [SubmittedDocument], applicantKind: ApplicantKind? = nil, consignment: Consignment? = nil,
            group: InterlinkedGroupID? = nil
        ) {
            self.procedure = procedure
            self.office = office
            self.counter = counter
            self.channel = channel
            self.applicantUnit = applicantUnit
            self.applicant = applicant
            self.representative = representative
            self.documents = documents
            self.applicantKind = applicantKind
            self.consignment = consignment
            self.group = group
        }
    }

    /// Form 02 at the counter.
    public struct SupplementRequested: Hashable, Codable, Sendable {
        /// The papers to bring.
        public let missing: [MissingDocument]
        /// Reasons and guidance in words.
        public let guidance: PrivateReference?
        /// Given later than the law allows; done all the same.
        public let breach: Breach?

        /// Form 02 at the counter.
        public init(missing: [MissingDocument], guidance: PrivateReference?, breach: Breach? = nil) {
            self.missing = missing
            self.guidance = guidance
            self.breach = breach
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
}
