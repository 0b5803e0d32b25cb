extension DossierEvent {
    /// What an agency finds lacking while it handles the dossier; it goes to the office first (NĐ61/2018 Article 19.4).
    public struct SupplementAsked: Hashable, Codable, Sendable {
        /// The work in which it was found.
        public let assignment: AssignmentID
        /// Its branch.
        public let branch: BranchID
        /// Its step.
        public let step: StepID
        /// The papers to bring, complete at once.
        public let missing: [MissingDocument]
        /// Reasons and guidance in words.
        public let guidance: PrivateReference
        /// Asked later than three working days after reception; done all the same.
        public let breach: Breach?

        /// What an agency finds lacking while it handles the dossier; it goes to the office first (NĐ61/2018 Article 19.4).
        public init(
            assignment: AssignmentID, branch: BranchID, step: StepID, missing: [MissingDocument],
            guidance: PrivateReference, breach: Breach? = nil
        ) {
            self.assignment = assignment
            self.branch = branch
            self.step = step
            self.missing = missing
            self.guidance = guidance
            self.breach = breach
        }
    }

    /// The time limit begins anew, because the papers are complete (NĐ61/2018 Article 19.4).
    public struct TimeLimitReset: Hashable, Codable, Sendable {
        /// When the whole is due now; the first due date is kept.
        public let dueAt: Timestamp
        /// By when it is passed on to the body that asked.
        public let passOnBy: Timestamp
        /// Steps at work on other branches, whose dates are counted anew as well.
        public let steps: [DeadlineMoved.Step]

        /// The time limit begins anew, because the papers are complete (NĐ61/2018 Article 19.4).
        public init(dueAt: Timestamp, passOnBy: Timestamp, steps: [DeadlineMoved.Step]) {
            self.dueAt = dueAt
            self.passOnBy = passOnBy
            self.steps = steps
        }
    }

    /// Form 04: the apology, and the one new appointment (NĐ61/2018 Article 19.9).
    public struct Rescheduled: Hashable, Codable, Sendable {
        /// The body that is late.
        public let by: Body
        /// Why.
        public let reason: PrivateReference
        /// Name and position of who signs it.
        public let signer: PrivateReference
        /// The new appointment; `nil` for an apology after it was used up.
        public let dueAt: Timestamp?
        /// Told later than one day before the due date; done all the same.
        public let breach: Breach?

        /// Form 04: the apology, and the one new appointment (NĐ61/2018 Article 19.9).
        public init(
            by: Body, reason: PrivateReference, signer: PrivateReference, dueAt: Timestamp?, breach: Breach? = nil
        ) {
            self.by = by
            self.reason = reason
            self.signer = signer
            self.dueAt = dueAt
            self.breach = breach
        }
    }
}
