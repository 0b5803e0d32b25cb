/// A dossier in the hands of the post as a carrier, before the authority has it (QĐ45/2016 Articles 6, 7).
public struct Consignment: Hashable, Codable, Sendable {
    /// Number of the consignment note (phiếu gửi hồ sơ).
    public let number: String
    /// The carrier.
    public let carriage: Carriage
    /// Where it was handed to the post.
    public let from: OfficeID
    /// When the handover record was signed: the legal moment of submission (Article 7.4).
    public var recordSignedAt: Timestamp?

    /// A dossier in the hands of the post as a carrier, before the authority has it (QĐ45/2016 Articles 6, 7).
    public init(
        number: String, carriage: Carriage, from: OfficeID, recordSignedAt: Timestamp? = nil
    ) {
        self.number = number
        self.carriage = carriage
        self.from = from
        self.recordSignedAt = recordSignedAt
    }
}

/// A refusal at the counter (form 03).
public struct CounterRefusal: Hashable, Codable, Sendable {
    /// Why.
    public let reason: PrivateReference
    /// Who proposed or made it.
    public let proposedBy: Actor
    /// Who signed it; `nil` while it is only proposed.
    public var signer: PrivateReference?
    /// Number of the form.
    public var number: String?

    /// A refusal at the counter (form 03).
    public init(
        reason: PrivateReference, proposedBy: Actor, signer: PrivateReference? = nil, number: String? = nil
    ) {
        self.reason = reason
        self.proposedBy = proposedBy
        self.signer = signer
        self.number = number
    }
}

/// The one supplement that may be asked for during handling (SUP-01).
public struct HandlingSupplement: Hashable, Codable, Sendable {
    /// The branch that waits for it.
    public let branch: BranchID
    /// The step that asked.
    public let step: StepID
    /// The agency that asked.
    public let askedBy: Body
    /// When it asked.
    public let askedAt: Timestamp
    /// What it asked for.
    public let missing: [MissingDocument]
    /// Why, in words.
    public let guidance: PrivateReference
    /// What the citizen has still to bring.
    public var outstanding: [MissingDocument]
    /// When the office gave form 02 to the citizen.
    public var issuedAt: Timestamp?
    /// When everything was there.
    public var completedAt: Timestamp?

    /// The one supplement that may be asked for during handling (SUP-01).
    public init(
        branch: BranchID, step: StepID, askedBy: Body, askedAt: Timestamp, missing: [MissingDocument],
        guidance: PrivateReference, outstanding: [MissingDocument], issuedAt: Timestamp? = nil,
        completedAt: Timestamp? = nil
    ) {
        self.branch = branch
        self.step = step
        self.askedBy = askedBy
        self.askedAt = askedAt
        self.missing = missing
        self.guidance = guidance
        self.outstanding = outstanding
        self.issuedAt = issuedAt
        self.completedAt = completedAt
    }
}

/// A result on its way to the citizen by post.
public struct Delivery: Hashable, Codable, Sendable {
    /// The carrier.
    public let carriage: Carriage
    /// When the post took it.
    public let postedAt: Timestamp
    /// When nobody was found and an invitation was left.
    public var invitations: [Timestamp]

    /// A result on its way to the citizen by post.
    public init(carriage: Carriage, postedAt: Timestamp, invitations: [Timestamp] = []) {
        self.carriage = carriage
        self.postedAt = postedAt
        self.invitations = invitations
    }
}
