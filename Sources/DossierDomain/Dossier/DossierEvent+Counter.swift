extension DossierEvent {
    /// The handover record that carrier and authority sign together (QĐ45/2016 Article 7.3).
    public struct HandoverRecordSigned: Hashable, Codable, Sendable {
        /// Number of the record, where it has one.
        public let number: String?
        /// What the consignment note lists and the parcel lacks.
        public let missing: [MissingDocument]

        /// The handover record that carrier and authority sign together (QĐ45/2016 Article 7.3).
        public init(number: String?, missing: [MissingDocument]) {
            self.number = number
            self.missing = missing
        }
    }

    /// A refusal that postal staff propose; an official decides on it (RCV-03).
    public struct RefusalProposed: Hashable, Codable, Sendable {
        /// Why.
        public let reason: PrivateReference

        /// A refusal that postal staff propose; an official decides on it (RCV-03).
        public init(reason: PrivateReference) {
            self.reason = reason
        }
    }

    /// Form 03 at the counter: the papers go back to whoever brought them (NĐ61/2018 Article 17.1b).
    public struct ReceptionRefused: Hashable, Codable, Sendable {
        /// Number of the form, where the office numbers them.
        public let number: String?
        /// Why.
        public let reason: PrivateReference
        /// Name and position of the official who signs it.
        public let signer: PrivateReference

        /// Form 03 at the counter: the papers go back to whoever brought them (NĐ61/2018 Article 17.1b).
        public init(number: String?, reason: PrivateReference, signer: PrivateReference) {
            self.number = number
            self.reason = reason
            self.signer = signer
        }
    }
}
