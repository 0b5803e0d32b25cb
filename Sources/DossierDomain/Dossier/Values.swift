/// A paper handed in with a dossier, by kind and count (form 01's list).
public struct SubmittedDocument: Hashable, Codable, Sendable {
    /// Which paper of the procedure's list.
    public let document: DocumentID
    /// How many originals.
    public let originals: Int
    /// How many copies.
    public let copies: Int

    /// A paper that was handed in.
    public init(document: DocumentID, originals: Int, copies: Int) {
        self.document = document
        self.originals = originals
        self.copies = copies
    }
}

/// A paper that is still to be brought (form 02's table).
public struct MissingDocument: Hashable, Codable, Sendable {
    /// Which paper of the procedure's list.
    public let document: DocumentID
    /// How many originals are missing.
    public let originals: Int
    /// How many copies are missing.
    public let copies: Int

    /// A paper that is missing.
    public init(document: DocumentID, originals: Int, copies: Int) {
        self.document = document
        self.originals = originals
        self.copies = copies
    }
}

/// Who has a dossier's paper file; exactly one at every moment (RTE-04, HND-04).
public enum Custodian: Hashable, Sendable {
    /// An office or agency.
    case body(Body)
    /// A carrier between them.
    case carrier(String)
    /// The citizen: while a supplement is awaited, and after everything was given back.
    case applicant
}

extension Custodian: Codable {
    /// `office:ID`, `agency:ID`, `carrier:NAME` or `applicant`.
    public var key: String {
        switch self {
        case .body(let body): body.key
        case .carrier(let name): "carrier:" + name
        case .applicant: "applicant"
        }
    }

    /// Reads ``key`` from a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let key = try container.decode(String.self)
        if key == "applicant" {
            self = .applicant
        } else if key.hasPrefix("carrier:") {
            self = .carrier(String(key.dropFirst("carrier:".count)))
        } else if let body = Body(key: key) {
            self = .body(body)
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such custodian")
        }
    }

    /// Writes ``key`` as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(key)
    }
}

/// Who carries a handover, and under which code it can be followed (HND-02).
public struct Carriage: Hashable, Codable, Sendable {
    /// Name of the carrier, such as `VNPost`.
    public let carrier: String
    /// Tracking code, where the carrier gives one.
    public let trackingCode: String?
    /// By when the postal norm wants it there (HND-03); set by the engine when the carrier takes it.
    public let arriveBy: Timestamp?

    /// A carriage.
    public init(carrier: String, trackingCode: String? = nil, arriveBy: Timestamp? = nil) {
        self.carrier = carrier
        self.trackingCode = trackingCode
        self.arriveBy = arriveBy
    }
}

/// What a handover is for.
public enum HandoverPurpose: String, Codable, Sendable, CaseIterable {
    /// To the agency of the next step.
    case step
    /// The result, back to the office that hands it to the citizen (RTE-02).
    case result
    /// A step sent back to whoever passed it on (RTE-06).
    case sendBack
    /// Back to the receiving office, which gives form 02 to the citizen (SUP-01).
    case supplement
    /// The papers, back to the receiving office after a withdrawal or a stop (WDR-01).
    case papers
}

/// A handover between two bodies: offered, perhaps carried, then acknowledged or returned (HND-01).
public struct Handover: Hashable, Codable, Sendable {
    /// Identity.
    public let id: HandoverID
    /// What it is for.
    public let purpose: HandoverPurpose
    /// The branch it moves; `nil` for a result.
    public let branch: BranchID?
    /// The step it leads to; `nil` for a result.
    public let step: StepID?
    /// Who hands over.
    public let from: Body
    /// Who is to receive.
    public let to: Body
    /// Whether the paper goes with it; in parallel branches only the lead's has it (NĐ61/2018 Article 19.6).
    public let carriesPaper: Bool
    /// The office that sees it pass (RTE-03).
    public let monitor: OfficeID?

    /// A handover.
    public init(
        id: HandoverID, purpose: HandoverPurpose, branch: BranchID?, step: StepID?, from: Body, to: Body,
        carriesPaper: Bool, monitor: OfficeID?
    ) {
        self.id = id
        self.purpose = purpose
        self.branch = branch
        self.step = step
        self.from = from
        self.to = to
        self.carriesPaper = carriesPaper
        self.monitor = monitor
    }
}

/// What an agency decided (RES-01).
public struct Decision: Hashable, Codable, Sendable {
    /// Whether the citizen gets what was asked for.
    public enum Outcome: String, Codable, Sendable, CaseIterable {
        /// Granted.
        case granted
        /// Refused, with reasons in writing (NĐ61/2018 Article 19.8).
        case refused
    }

    /// Granted or refused.
    public let outcome: Outcome
    /// Number of the decision or certificate.
    public let number: String
    /// Its date.
    public let date: CivilDate
    /// Name and position of who signed it.
    public let signer: PrivateReference
    /// Reasons, required where refused.
    public let reasons: PrivateReference?
    /// The files that hold it, by digest.
    public let files: [ResultFile]

    /// A decision.
    public init(
        outcome: Outcome, number: String, date: CivilDate, signer: PrivateReference,
        reasons: PrivateReference? = nil, files: [ResultFile] = []
    ) {
        self.outcome = outcome
        self.number = number
        self.date = date
        self.signer = signer
        self.reasons = reasons
        self.files = files
    }
}

/// A file of a result, named by what proves it.
public struct ResultFile: Hashable, Codable, Sendable {
    /// What it is, such as `decision`.
    public let kind: String
    /// SHA-256 of its bytes in lower-case hexadecimal.
    public let sha256: String
    /// Its size in bytes.
    public let byteCount: Int

    /// A file of a result.
    public init(kind: String, sha256: String, byteCount: Int) {
        self.kind = kind
        self.sha256 = sha256
        self.byteCount = byteCount
    }
}

/// How a result reached the citizen (RES-02).
public enum HandingOverMethod: String, Codable, Sendable, CaseIterable {
    /// Collected at the counter.
    case counter
    /// Delivered by post.
    case post
    /// Taken over online.
    case online
}

/// To whom a result was handed (RES-02).
public enum RecipientKind: String, Codable, Sendable, CaseIterable {
    /// The applicant in person.
    case applicant
    /// A representative with an authorisation.
    case representative
}

/// Whether an applicant is a person or an organisation (RCV-09, national object kinds 1 and 2).
public enum ApplicantKind: String, Codable, Sendable, CaseIterable {
    /// A person.
    case person
    /// An organisation, for which a representative acts.
    case organisation
}

/// Where a dossier stands.
public enum DossierStatus: String, Codable, Sendable, CaseIterable {
    /// With the post as a carrier; the authority doesn't have it yet (RCV-08).
    case entrusted
    /// Brought to a counter, not yet received; a `Submission`.
    case submitted
    /// Incomplete: form 02 was given; still a `Submission`.
    case supplementRequested
    /// Postal staff propose a refusal, on which an official decides; still a `Submission` (RCV-03).
    case refusalProposed
    /// Refused at the counter (form 03); it never becomes a dossier.
    case receptionRefused
    /// Received: it has a number and form 01.
    case received
    /// With the agencies.
    case handling
    /// Form 02 was given during handling; the citizen has it (SUP-01).
    case awaitingSupplement
    /// Decided, on its way back to the office.
    case decided
    /// The result lies at the office for the citizen.
    case readyToHandOver
    /// The citizen has the result.
    case handedOver
    /// Taken back by the citizen (WDR-01).
    case withdrawn
    /// Stopped without a decision (WDR-01).
    case stopped

    /// The status code of the National Public Service Portal, 1–10 (STA-01); ``DossierState/nationalCode`` knows 6.
    public var nationalCode: Int {
        switch self {
        case .entrusted, .submitted, .refusalProposed: 1
        case .received: 2
        case .receptionRefused: 3
        case .handling: 4
        case .supplementRequested, .awaitingSupplement: 5
        case .withdrawn: 7
        case .stopped: 8
        case .decided, .readyToHandOver: 9
        case .handedOver: 10
        }
    }

    /// Whether it is a submission still, without a number.
    public var isSubmission: Bool {
        switch self {
        case .entrusted, .submitted, .supplementRequested, .refusalProposed, .receptionRefused: true
        case .received, .handling, .awaitingSupplement, .decided, .readyToHandOver, .handedOver, .withdrawn, .stopped:
            false
        }
    }
}
