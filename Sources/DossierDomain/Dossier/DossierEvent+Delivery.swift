extension DossierEvent {
    /// A result that was given to the post for the citizen.
    public struct ResultPosted: Hashable, Codable, Sendable {
        /// The carrier.
        public let carriage: Carriage

        /// A result that was given to the post for the citizen.
        public init(carriage: Carriage) {
            self.carriage = carriage
        }
    }

    /// The post found nobody, and left an invitation (TT17/2017 Article 5.2h).
    public struct DeliveryFailed: Hashable, Codable, Sendable {
        /// The how manieth attempt.
        public let attempt: Int

        /// The post found nobody, and left an invitation (TT17/2017 Article 5.2h).
        public init(attempt: Int) {
            self.attempt = attempt
        }
    }

    /// An undeliverable result came back to the authority.
    public struct ResultReturned: Hashable, Codable, Sendable {
        /// It came back before two invitations two working days apart; recorded all the same.
        public let breach: Breach?

        /// An undeliverable result came back to the authority.
        public init(breach: Breach? = nil) {
            self.breach = breach
        }
    }

    /// A wrong result is replaced by a new one; nothing is erased (NĐ61/2018 Article 21.1).
    public struct DecisionReplaced: Hashable, Codable, Sendable {
        /// The new decision.
        public let decision: Decision
        /// What was wrong.
        public let reason: PrivateReference

        /// A wrong result is replaced by a new one; nothing is erased (NĐ61/2018 Article 21.1).
        public init(decision: Decision, reason: PrivateReference) {
            self.decision = decision
            self.reason = reason
        }
    }
}
