/// What stands in the registers (sổ) of offices and agencies about one dossier: `nil` in the state until anything does.
public struct Registers: Hashable, Codable, Sendable {
    /// Notices that the law owes the citizen.
    public var notices: [Notice] = []
    /// Payments demanded beyond the published fees.
    public var obligations: [Obligation] = []
    /// Money taken.
    public var payments: [Payment] = []
    /// What citizens thought of it.
    public var ratings: [Rating] = []
    /// Complaints and feedback.
    public var complaints: [Complaint] = []
    /// Loss and damage.
    public var incidents: [Incident] = []
    /// What the law asks and somebody failed to do in time: recorded, never swallowed.
    public var breaches: [RecordedBreach] = []
    /// What differed when a handover was acknowledged.
    public var discrepancies: [HandoverDiscrepancy] = []
    /// Manifests that it was passed on with.
    public var manifestItems: [ManifestItem] = []
    /// Decisions that were replaced by later ones.
    public var replacedDecisions: [ReplacedDecision] = []

    /// Empty registers.
    public init() {}
}

/// Something that the law asks and that was done too late, or not as it asks; the act stands all the same.
public enum Breach: String, Codable, Sendable, CaseIterable {
    /// The agency asked for a supplement later than three working days after reception (NĐ61/2018 Article 19.4).
    case supplementAskedLate
    /// The office gave form 02 to the citizen later than that.
    case supplementIssuedLate
    /// The apology came later than one day before the due date (NĐ61/2018 Article 19.9).
    case apologyLate
    /// The refusal came after the due date (NĐ61/2018 Article 19.8).
    case refusedLate
    /// An undeliverable result came back before two invitations two working days apart (TT17/2017 Article 5.2h).
    case returnedTooSoon
    /// A complaint was answered after its limit.
    case complaintAnsweredLate
}

/// A paper that isn't as the handover says (TT01/2018 form 05, QĐ45/2016 Article 7.3).
public struct Discrepancy: Hashable, Codable, Sendable {
    /// What can be the matter with a paper.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// It isn't there.
        case missing
        /// It is damaged.
        case damaged
        /// It isn't on the list.
        case surplus
    }
    /// Which paper.
    public let document: DocumentID
    /// What is the matter with it.
    public let kind: Kind
    /// How many.
    public let count: Int
    /// In words.
    public let note: PrivateReference?

    /// A paper that isn't as the handover says (TT01/2018 form 05, QĐ45/2016 Article 7.3).
    public init(
        document: DocumentID, kind: Kind, count: Int, note: PrivateReference? = nil
    ) {
        self.document = document
        self.kind = kind
        self.count = count
        self.note = note
    }
}

/// What differed when a handover was acknowledged (HND-02).
public struct HandoverDiscrepancy: Hashable, Codable, Sendable {
    /// Which handover.
    public let handover: HandoverID
    /// Who gave it.
    public let from: Body
    /// Who received it.
    public let to: Body
    /// The papers.
    public let items: [Discrepancy]
    /// When it was noticed.
    public let at: Timestamp

    /// What differed when a handover was acknowledged (HND-02).
    public init(
        handover: HandoverID, from: Body, to: Body, items: [Discrepancy], at: Timestamp
    ) {
        self.handover = handover
        self.from = from
        self.to = to
        self.items = items
        self.at = at
    }
}

/// A handover that went with a manifest of many (HND-02).
public struct ManifestItem: Hashable, Codable, Sendable {
    /// What became of it at the other end.
    public enum Answer: String, Codable, Sendable, CaseIterable {
        /// Acknowledged as listed.
        case acknowledged
        /// Acknowledged, with discrepancies.
        case withDiscrepancies
        /// Sent back.
        case returned
        /// Overtaken: the dossier was withdrawn, stopped or decided meanwhile.
        case overtaken
    }
    /// The manifest.
    public let manifest: ManifestID
    /// The handover.
    public let handover: HandoverID
    /// Who gave it.
    public let from: Body
    /// Who is to receive it.
    public let to: Body
    /// When it was put on the manifest.
    public let listedAt: Timestamp
    /// When it was acknowledged or returned.
    public var answeredAt: Timestamp?
    /// Whether it was acknowledged or returned.
    public var answer: Answer?

    /// A handover that went with a manifest of many (HND-02).
    public init(
        manifest: ManifestID, handover: HandoverID, from: Body, to: Body, listedAt: Timestamp,
        answeredAt: Timestamp? = nil,
        answer: Answer? = nil
    ) {
        self.manifest = manifest
        self.handover = handover
        self.from = from
        self.to = to
        self.listedAt = listedAt
        self.answeredAt = answeredAt
        self.answer = answer
    }
}
