extension DossierEvent {
    /// A handover offered.
    public struct HandoverOffered: Hashable, Codable, Sendable {
        /// The handover.
        public let handover: Handover
        /// The carrier, where it left with one at once.
        public let carriage: Carriage?
        /// The manifest it goes with.
        public let manifest: ManifestID?
        /// By when it is to be answered where no carrier needs time to bring it (HND-01).
        public let acknowledgeBy: Timestamp?

        /// A handover offered.
        public init(
            handover: Handover, carriage: Carriage?, manifest: ManifestID? = nil, acknowledgeBy: Timestamp? = nil
        ) {
            self.handover = handover
            self.carriage = carriage
            self.manifest = manifest
            self.acknowledgeBy = acknowledgeBy
        }
    }

    /// A handover in a carrier's hands.
    public struct HandoverDispatched: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// The carrier.
        public let carriage: Carriage
        /// The manifest it goes with.
        public let manifest: ManifestID?

        /// A handover in a carrier's hands.
        public init(handover: HandoverID, carriage: Carriage, manifest: ManifestID? = nil) {
            self.handover = handover
            self.carriage = carriage
            self.manifest = manifest
        }
    }

    /// A handover acknowledged.
    public struct HandoverAcknowledged: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// When the step is due, counted from this receipt (TIM-08); `nil` for a result.
        public let dueAt: Timestamp?
        /// Papers that aren't as the handover says; `nil` where all are (HND-02).
        public let discrepancies: [Discrepancy]?

        /// A handover acknowledged.
        public init(handover: HandoverID, dueAt: Timestamp?, discrepancies: [Discrepancy]? = nil) {
            self.handover = handover
            self.dueAt = dueAt
            self.discrepancies = discrepancies
        }
    }

    /// A handover sent back.
    public struct HandoverReturned: Hashable, Codable, Sendable {
        /// Which handover.
        public let handover: HandoverID
        /// Why.
        public let reason: PrivateReference

        /// A handover sent back.
        public init(handover: HandoverID, reason: PrivateReference) {
            self.handover = handover
            self.reason = reason
        }
    }
}
