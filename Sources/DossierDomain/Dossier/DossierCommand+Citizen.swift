extension DossierCommand {
    /// A new result in place of a wrong one (RES-04).
    public struct CorrectDecision: Hashable, Sendable {
        /// The new decision.
        public let decision: Decision
        /// What was wrong.
        public let reason: PrivateReference
        /// The carrier, where it leaves with one at once.
        public let carriage: Carriage?

        /// A new result in place of a wrong one (RES-04).
        public init(decision: Decision, reason: PrivateReference, carriage: Carriage? = nil) {
            self.decision = decision
            self.reason = reason
            self.carriage = carriage
        }
    }

    /// A payment beyond the published fees (national status 6).
    public struct DemandPayment: Hashable, Sendable {
        /// Amount in đồng.
        public let amountVND: Int
        /// What for, on which legal basis.
        public let basis: PrivateReference

        /// A payment beyond the published fees (national status 6).
        public init(amountVND: Int, basis: PrivateReference) {
            self.amountVND = amountVND
            self.basis = basis
        }
    }

    /// Money taken from the citizen (FEE-01).
    public struct CollectFee: Hashable, Sendable {
        /// Number of the receipt.
        public let receipt: String
        /// How it is paid.
        public let method: Payment.Method
        /// The published fees it covers; the engine knows their amounts.
        public let fees: [FeeQuantity]
        /// The demanded payment it covers.
        public let obligation: ObligationID?

        /// Money taken from the citizen (FEE-01).
        public init(
            receipt: String, method: Payment.Method, fees: [FeeQuantity] = [], obligation: ObligationID? = nil
        ) {
            self.receipt = receipt
            self.method = method
            self.fees = fees
            self.obligation = obligation
        }
    }

    /// What became of a notice (NTC-01).
    public struct RecordNotice: Hashable, Sendable {
        /// Which.
        public let notice: NoticeID
        /// How it was tried.
        public let channel: Notice.Channel
        /// Whether it arrived.
        public let outcome: Notice.Outcome

        /// What became of a notice (NTC-01).
        public init(notice: NoticeID, channel: Notice.Channel, outcome: Notice.Outcome) {
            self.notice = notice
            self.channel = channel
            self.outcome = outcome
        }
    }

    /// What a citizen thinks of it (EVA-01).
    public struct Rate: Hashable, Sendable {
        /// How it is given.
        public let channel: Rating.Channel
        /// Points by indicator.
        public let scores: [IndicatorScore]
        /// In words.
        public let comment: PrivateReference?

        /// What a citizen thinks of it (EVA-01).
        public init(channel: Rating.Channel, scores: [IndicatorScore], comment: PrivateReference? = nil) {
            self.channel = channel
            self.scores = scores
            self.comment = comment
        }
    }

    /// A complaint or feedback (CMP-01).
    public struct Complain: Hashable, Sendable {
        /// What is complained of.
        public let content: PrivateReference
        /// Whom it is about; the receiving office where `nil`.
        public let about: Body?

        /// A complaint or feedback (CMP-01).
        public init(content: PrivateReference, about: Body? = nil) {
            self.content = content
            self.about = about
        }
    }

    /// The answer to a complaint (CMP-01).
    public struct AnswerComplaint: Hashable, Sendable {
        /// Which.
        public let complaint: ComplaintID
        /// What was found.
        public let answer: PrivateReference
        /// Whether the complaint was right.
        public let upheld: Bool

        /// The answer to a complaint (CMP-01).
        public init(complaint: ComplaintID, answer: PrivateReference, upheld: Bool) {
            self.complaint = complaint
            self.answer = answer
            self.upheld = upheld
        }
    }
}

/// A published fee to be collected, so many times.
public struct FeeQuantity: Hashable, Sendable {
    /// Identity of the fee within the procedure.
    public let fee: String
    /// How many copies or pages; 1 for a fee for the dossier.
    public let quantity: Int

    /// A published fee to be collected, so many times.
    public init(fee: String, quantity: Int = 1) {
        self.fee = fee
        self.quantity = quantity
    }
}
