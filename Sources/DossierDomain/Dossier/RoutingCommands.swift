extension DossierCommand {
    /// A question to another agency, with a time limit (NĐ61/2018 Article 19.5).
    public struct Consult: Hashable, Sendable {
        /// The work during which it is asked.
        public let assignment: AssignmentID
        /// Who is asked.
        public let asked: AgencyID
        /// How long the answer may take.
        public let limit: TimeLimit
        /// What is asked, in words.
        public let question: PrivateReference

        /// A question to another agency.
        public init(assignment: AssignmentID, asked: AgencyID, limit: TimeLimit, question: PrivateReference) {
            self.assignment = assignment
            self.asked = asked
            self.limit = limit
            self.question = question
        }
    }

    /// Sending a step back to whoever passed it on (RTE-06).
    public struct SendBack: Hashable, Sendable {
        /// The work.
        public let assignment: AssignmentID
        /// Why.
        public let reason: PrivateReference
        /// The carrier, where it leaves with one at once.
        public let carriage: Carriage?

        /// Sending a step back.
        public init(assignment: AssignmentID, reason: PrivateReference, carriage: Carriage? = nil) {
            self.assignment = assignment
            self.reason = reason
            self.carriage = carriage
        }
    }

    /// Another plan for a dossier that can't go on as its route says (RTE-05).
    public struct Replan: Hashable, Sendable {
        /// Agencies named for steps that are still to be done.
        public let steps: [PlannedAgency]
        /// Another office to return the result to.
        public let returnOffice: OfficeID?
        /// Why, in words.
        public let reason: PrivateReference

        /// Another plan.
        public init(steps: [PlannedAgency] = [], returnOffice: OfficeID? = nil, reason: PrivateReference) {
            self.steps = steps
            self.returnOffice = returnOffice
            self.reason = reason
        }
    }
}
