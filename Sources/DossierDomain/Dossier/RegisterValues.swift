/// A notice that the law owes the citizen, and what became of it (NTC-01).
public struct Notice: Hashable, Codable, Sendable {
    /// What a notice says.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Papers are to be brought (form 02 during handling).
        case supplement
        /// It will be late: apology and new appointment (form 04).
        case lateness
        /// The result is there before its time (NĐ61/2018 Article 20.4).
        case earlyResult
        /// The result is there.
        case result
        /// The result came back from the post and waits at the office.
        case undelivered
        /// Handling has been stopped.
        case stop
    }

    /// How a notice reaches somebody (NĐ61/2018 Articles 19.9, 20.4).
    public enum Channel: String, Codable, Sendable, CaseIterable {
        /// Text message.
        case sms
        /// Electronic mail.
        case email
        /// Telephone.
        case phone
        /// A social network that the authority allows.
        case social
        /// A letter.
        case letter
        /// Told at the counter.
        case counter
    }

    /// Whether it arrived.
    public enum Outcome: String, Codable, Sendable, CaseIterable {
        /// It did.
        case delivered
        /// It didn't; it is owed still.
        case failed
    }

    /// One attempt to tell it.
    public struct Trial: Hashable, Codable, Sendable {
        /// How.
        public let channel: Channel
        /// Whether it arrived.
        public let outcome: Outcome
        /// When.
        public let at: Timestamp

        /// One attempt to tell it.
        public init(channel: Channel, outcome: Outcome, at: Timestamp) {
            self.channel = channel
            self.outcome = outcome
            self.at = at
        }
    }
    /// Identity.
    public let id: NoticeID
    /// What it says.
    public let kind: Kind
    /// Since when it is owed.
    public let owedAt: Timestamp
    /// How it was tried, in order.
    public var trials: [Trial]
    /// Since when nobody needs to be told any more.
    public var obsoleteAt: Timestamp?

    /// A notice that the law owes the citizen, and what became of it (NTC-01).
    public init(
        id: NoticeID, kind: Kind, owedAt: Timestamp, trials: [Trial] = [], obsoleteAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.owedAt = owedAt
        self.trials = trials
        self.obsoleteAt = obsoleteAt
    }
}

/// A payment that was demanded beyond the published fees.
public struct Obligation: Hashable, Codable, Sendable {
    /// Identity.
    public let id: ObligationID
    /// Amount in đồng.
    public let amountVND: Int
    /// What for, on which legal basis.
    public let basis: PrivateReference
    /// Who demands it.
    public let by: Body
    /// When.
    public let demandedAt: Timestamp
    /// When it was paid.
    public var paidAt: Timestamp?

    /// A payment that was demanded beyond the published fees.
    public init(
        id: ObligationID, amountVND: Int, basis: PrivateReference, by: Body, demandedAt: Timestamp,
        paidAt: Timestamp? = nil
    ) {
        self.id = id
        self.amountVND = amountVND
        self.basis = basis
        self.by = by
        self.demandedAt = demandedAt
        self.paidAt = paidAt
    }
}

/// A published fee, so many times.
public struct Charge: Hashable, Codable, Sendable {
    /// Identity of the fee within the procedure.
    public let fee: String
    /// How many copies or pages; 1 for a fee for the dossier.
    public let quantity: Int
    /// Amount in đồng, quantity counted in.
    public let amountVND: Int

    /// A published fee, so many times.
    public init(fee: String, quantity: Int, amountVND: Int) {
        self.fee = fee
        self.quantity = quantity
        self.amountVND = amountVND
    }
}

/// Money taken from the citizen.
public struct Payment: Hashable, Codable, Sendable {
    /// How something is paid (NĐ61/2018 Article 22).
    public enum Method: String, Codable, Sendable, CaseIterable {
        /// In cash.
        case cash
        /// By transfer to the authority's account.
        case transfer
        /// Online.
        case online
    }
    /// Number of the receipt.
    public let receipt: String
    /// How it was paid.
    public let method: Method
    /// The published fees it covers.
    public let charges: [Charge]
    /// The demanded payment it covers.
    public let obligation: ObligationID?
    /// The whole, in đồng.
    public let amountVND: Int
    /// Where it was taken.
    public let at: Body
    /// Who employs whoever took it.
    public let employer: Employer
    /// When.
    public let takenAt: Timestamp

    /// Money taken from the citizen.
    public init(
        receipt: String, method: Method, charges: [Charge], obligation: ObligationID?, amountVND: Int, at: Body,
        employer: Employer, takenAt: Timestamp
    ) {
        self.receipt = receipt
        self.method = method
        self.charges = charges
        self.obligation = obligation
        self.amountVND = amountVND
        self.at = at
        self.employer = employer
        self.takenAt = takenAt
    }
}

/// Points for one of the nine indicators (TT01/2018 Article 13).
public struct IndicatorScore: Hashable, Codable, Sendable {
    /// Number of the indicator, 1–9.
    public let indicator: Int
    /// 0, 1 or 2.
    public let score: Int

    /// Points for one of the nine indicators (TT01/2018 Article 13).
    public init(indicator: Int, score: Int) {
        self.indicator = indicator
        self.score = score
    }
}

/// What a citizen thinks of how the dossier was handled.
public struct Rating: Hashable, Codable, Sendable {
    /// How a rating is given (TT01/2018 Article 12).
    public enum Channel: String, Codable, Sendable, CaseIterable {
        /// On the slip handed out with forms 01, 02 and 03.
        case slip
        /// On a device at the counter.
        case device
        /// By the link on the receipt.
        case link
    }
    /// How it was given.
    public let channel: Channel
    /// Points by indicator.
    public let scores: [IndicatorScore]
    /// In words.
    public let comment: PrivateReference?
    /// When.
    public let ratedAt: Timestamp

    /// What a citizen thinks of how the dossier was handled.
    public init(
        channel: Channel, scores: [IndicatorScore], comment: PrivateReference?, ratedAt: Timestamp
    ) {
        self.channel = channel
        self.scores = scores
        self.comment = comment
        self.ratedAt = ratedAt
    }
}

/// A complaint, and its answer (CMP-01).
public struct Complaint: Hashable, Codable, Sendable {
    /// Identity.
    public let id: ComplaintID
    /// What is complained of.
    public let content: PrivateReference
    /// Whom it is about.
    public let about: Body
    /// When it came.
    public let receivedAt: Timestamp
    /// By when it is to be answered.
    public let dueAt: Timestamp
    /// What was found.
    public var answer: PrivateReference?
    /// When it was answered.
    public var answeredAt: Timestamp?
    /// Whether it was right.
    public var upheld: Bool?

    /// A complaint, and its answer (CMP-01).
    public init(
        id: ComplaintID, content: PrivateReference, about: Body, receivedAt: Timestamp, dueAt: Timestamp,
        answer: PrivateReference? = nil, answeredAt: Timestamp? = nil, upheld: Bool? = nil
    ) {
        self.id = id
        self.content = content
        self.about = about
        self.receivedAt = receivedAt
        self.dueAt = dueAt
        self.answer = answer
        self.answeredAt = answeredAt
        self.upheld = upheld
    }
}

/// Loss or damage of papers (HND-04).
public struct Incident: Hashable, Codable, Sendable {
    /// What can happen to papers.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// They are lost.
        case lost
        /// They are damaged.
        case damaged
    }
    /// What happened to them.
    public let kind: Kind
    /// Who had them at that moment.
    public let custodian: Custodian
    /// The handover under way, if any.
    public let handover: HandoverID?
    /// Which papers; all of them where empty.
    public let documents: [DocumentID]
    /// What happened, in words.
    public let description: PrivateReference
    /// When it was reported.
    public let reportedAt: Timestamp

    /// Loss or damage of papers (HND-04).
    public init(
        kind: Kind, custodian: Custodian, handover: HandoverID?, documents: [DocumentID], description: PrivateReference,
        reportedAt: Timestamp
    ) {
        self.kind = kind
        self.custodian = custodian
        self.handover = handover
        self.documents = documents
        self.description = description
        self.reportedAt = reportedAt
    }
}

/// A breach with when it happened and whose it is.
public struct RecordedBreach: Hashable, Codable, Sendable {
    /// Which.
    public let breach: Breach
    /// When.
    public let at: Timestamp
    /// Whose; `nil` where no body's.
    public let by: Body?

    /// A breach with when it happened and whose it is.
    public init(breach: Breach, at: Timestamp, by: Body?) {
        self.breach = breach
        self.at = at
        self.by = by
    }
}

/// A decision that was replaced by a later one (RES-04).
public struct ReplacedDecision: Hashable, Codable, Sendable {
    /// What was decided first.
    public let decision: Decision
    /// When.
    public let decidedAt: Timestamp
    /// When the citizen got it, if so.
    public let handedOverAt: Timestamp?
    /// When it was replaced.
    public let replacedAt: Timestamp
    /// What was wrong.
    public let reason: PrivateReference

    /// A decision that was replaced by a later one (RES-04).
    public init(
        decision: Decision, decidedAt: Timestamp, handedOverAt: Timestamp?, replacedAt: Timestamp,
        reason: PrivateReference
    ) {
        self.decision = decision
        self.decidedAt = decidedAt
        self.handedOverAt = handedOverAt
        self.replacedAt = replacedAt
        self.reason = reason
    }
}

extension Notice {
    /// When it stopped being owed: told, or needed no more; `nil` while it is owed.
    public var settledAt: Timestamp? {
        trials.first { $0.outcome == .delivered }?.at ?? obsoleteAt
    }
}
