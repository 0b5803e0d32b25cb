extension DossierEvent {
    /// A question to another agency.
    public struct ConsultationRequested: Hashable, Codable, Sendable {
        /// The question, with its time limit.
        public let consultation: Consultation

        /// A question to another agency.
        public init(consultation: Consultation) {
            self.consultation = consultation
        }
    }

    /// The answer of an agency that was asked.
    public struct ConsultationAnswered: Hashable, Codable, Sendable {
        /// Which question.
        public let consultation: ConsultationID
        /// The answer, in words.
        public let answer: PrivateReference

        /// An answer.
        public init(consultation: ConsultationID, answer: PrivateReference) {
            self.consultation = consultation
            self.answer = answer
        }
    }

    /// Silence past the limit of a question, reported to the office that forwarded the dossier (NĐ61/2018 19.5).
    public struct ConsultationSilent: Hashable, Codable, Sendable {
        /// Which question.
        public let consultation: ConsultationID
        /// Who was asked.
        public let asked: AgencyID
        /// The office that is told.
        public let reportedTo: OfficeID

        /// Silence past the limit.
        public init(consultation: ConsultationID, asked: AgencyID, reportedTo: OfficeID) {
            self.consultation = consultation
            self.asked = asked
            self.reportedTo = reportedTo
        }
    }

    /// A step on its way back to whoever passed it on.
    public struct StepSentBack: Hashable, Codable, Sendable {
        /// The work that ends thereby.
        public let work: HeldWork
        /// The handover back.
        public let handover: Handover
        /// The carrier, where it left with one at once.
        public let carriage: Carriage?
        /// Why.
        public let reason: PrivateReference
        /// By when it is to be answered where no carrier needs time to bring it (HND-01).
        public let acknowledgeBy: Timestamp?

        /// A step on its way back.
        public init(
            work: HeldWork, handover: Handover, carriage: Carriage?, reason: PrivateReference,
            acknowledgeBy: Timestamp? = nil
        ) {
            self.work = work
            self.handover = handover
            self.carriage = carriage
            self.reason = reason
            self.acknowledgeBy = acknowledgeBy
        }
    }

    /// A dossier that can't go on as planned.
    public struct PlanFlagged: Hashable, Codable, Sendable {
        /// What is the matter.
        public let problems: [PlanProblem]
        /// The office whose officials are to plan it anew.
        public let reportedTo: OfficeID

        /// Whether the office that is told takes the dossier over from the receiving one, which has ceased.
        public var isTakenOver: Bool { problems.contains { $0.cause == .officeCeased } }

        /// A dossier that can't go on as planned.
        public init(problems: [PlanProblem], reportedTo: OfficeID) {
            self.problems = problems
            self.reportedTo = reportedTo
        }
    }

    /// Another plan, made by a person; number, first due date and history stay as they are.
    public struct Replanned: Hashable, Codable, Sendable {
        /// Agencies named for steps.
        public let steps: [PlannedAgency]
        /// The new office to return the result to.
        public let returnOffice: OfficeID?
        /// Branches that were taken from a body that has ceased, to be passed on again.
        public let released: [BranchID]
        /// Handovers that nobody will answer any more.
        public let withdrawn: [HandoverID]
        /// Why.
        public let reason: PrivateReference

        /// Another plan.
        public init(
            steps: [PlannedAgency], returnOffice: OfficeID?, released: [BranchID], withdrawn: [HandoverID],
            reason: PrivateReference
        ) {
            self.steps = steps
            self.returnOffice = returnOffice
            self.released = released
            self.withdrawn = withdrawn
            self.reason = reason
        }
    }

    /// Lateness seen before it happens (LAT-03).
    public struct LatenessForeseen: Hashable, Codable, Sendable {
        /// The due date that is in danger.
        public let dueAt: Timestamp
        /// When the result would be at the counter if everybody took the whole share from now on.
        public let projectedAt: Timestamp
        /// Until when an apology is in time (LAT-01).
        public let apologiseBy: Timestamp
        /// Who holds the main line, and is to apologise.
        public let holder: Body

        /// Lateness seen before it happens.
        public init(dueAt: Timestamp, projectedAt: Timestamp, apologiseBy: Timestamp, holder: Body) {
            self.dueAt = dueAt
            self.projectedAt = projectedAt
            self.apologiseBy = apologiseBy
            self.holder = holder
        }
    }
}
