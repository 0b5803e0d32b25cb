/// A question to another agency that waits for its answer (lấy ý kiến; NĐ61/2018 Article 19.5).
///
/// It doesn't stop the clock: whoever asks stays the holder of the branch.
public struct Consultation: Hashable, Codable, Sendable {
    /// Identity.
    public let id: ConsultationID
    /// The branch whose holder asks.
    public let branch: BranchID
    /// The step during which it is asked.
    public let step: StepID
    /// Who asks.
    public let from: Body
    /// Who is asked.
    public let asked: AgencyID
    /// What is asked, in words.
    public let question: PrivateReference
    /// When it was asked.
    public let askedAt: Timestamp
    /// By when the answer is due.
    public let dueAt: Timestamp
    /// When silence past the limit was reported to the forwarding office.
    public var silenceReportedAt: Timestamp?

    /// A question that waits for its answer.
    public init(
        id: ConsultationID, branch: BranchID, step: StepID, from: Body, asked: AgencyID,
        question: PrivateReference, askedAt: Timestamp, dueAt: Timestamp
    ) {
        self.id = id
        self.branch = branch
        self.step = step
        self.from = from
        self.asked = asked
        self.question = question
        self.askedAt = askedAt
        self.dueAt = dueAt
    }
}

/// An agency named by a person for a step, in place of whom the selector finds (RTE-05).
public struct PlannedAgency: Hashable, Codable, Sendable {
    /// The step.
    public let step: StepID
    /// The agency.
    public let agency: AgencyID

    /// An agency named for a step.
    public init(step: StepID, agency: AgencyID) {
        self.step = step
        self.agency = agency
    }
}

/// Why a dossier can't go on as planned, until a person plans it anew (RTE-05).
public struct PlanProblem: Hashable, Codable, Sendable {
    /// What is the matter.
    public enum Cause: String, Codable, Sendable, CaseIterable {
        /// A body that holds the dossier, or is to receive it, has ceased.
        case bodyCeased
        /// No agency answers for a step that is still to be done.
        case stepUnresolved
        /// The office that is to return the result has ceased.
        case returnOfficeCeased
        /// The office that received it, or that took it over, is no more; the office that is told takes it over.
        case officeCeased
    }

    /// What is the matter.
    public let cause: Cause
    /// The step it concerns; `nil` where the result is concerned.
    public let step: StepID?
    /// The body that has ceased.
    public let body: Body?

    /// A problem with a plan.
    public init(_ cause: Cause, step: StepID?, body: Body? = nil) {
        self.cause = cause
        self.step = step
        self.body = body
    }
}

/// A step that is held, kept while it is on its way back, so that a refusal to take it back restores it.
public struct HeldWork: Hashable, Codable, Sendable {
    /// The piece of work.
    public let assignment: AssignmentID
    /// Since when it is held.
    public let heldSince: Timestamp
    /// When it is due.
    public let dueAt: Timestamp

    /// Held work.
    public init(assignment: AssignmentID, heldSince: Timestamp, dueAt: Timestamp) {
        self.assignment = assignment
        self.heldSince = heldSince
        self.dueAt = dueAt
    }
}
