extension DossierEvent {
    /// A payment beyond the published fees that the citizen owes, such as a tax (national status 6).
    public struct PaymentDemanded: Hashable, Codable, Sendable {
        /// Amount in đồng.
        public let amountVND: Int
        /// What it is for, and on which legal basis.
        public let basis: PrivateReference
        /// Who demands it.
        public let by: Body

        /// A payment beyond the published fees that the citizen owes, such as a tax (national status 6).
        public init(amountVND: Int, basis: PrivateReference, by: Body) {
            self.amountVND = amountVND
            self.basis = basis
            self.by = by
        }
    }

    /// Money taken from the citizen, against a receipt.
    public struct FeeCollected: Hashable, Codable, Sendable {
        /// Number of the receipt.
        public let receipt: String
        /// How it was paid.
        public let method: Payment.Method
        /// Fees of the procedure's version that it covers.
        public let charges: [Charge]
        /// The demanded payment it covers.
        public let obligation: ObligationID?
        /// The whole, in đồng.
        public let amountVND: Int
        /// Where it was taken.
        public let at: Body
        /// Who employs whoever took it: what the post collects it owes the authority.
        public let employer: Employer

        /// Money taken from the citizen, against a receipt.
        public init(
            receipt: String, method: Payment.Method, charges: [Charge], obligation: ObligationID?, amountVND: Int,
            at: Body,
            employer: Employer
        ) {
            self.receipt = receipt
            self.method = method
            self.charges = charges
            self.obligation = obligation
            self.amountVND = amountVND
            self.at = at
            self.employer = employer
        }
    }
}
