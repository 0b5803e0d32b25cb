/// On which ground personal data is erased (Decree 13/2023/NĐ-CP Article 16).
public enum ErasureGround: String, Codable, Sendable, CaseIterable {
    /// The person whose data it is asked for it (Article 16.1).
    case personRequest
    /// They need not be kept any longer (Article 16.1b).
    case retentionExpired
}

/// What is still to be done about a dossier that has ended, so that nothing of it may be erased.
public enum OpenMatter: String, Codable, Sendable, CaseIterable {
    /// Papers or originals of the applicant are with the authorities.
    case papersHeld
    /// A complaint waits for its answer.
    case complaintUnanswered
}

extension DossierEvent {
    /// The keys of a dossier's personal values and scans were destroyed; its events and their chain stay (AUD-03).
    public struct PersonalDataErased: Hashable, Codable, Sendable {
        /// On which ground.
        public let ground: ErasureGround
        /// Until when the law wanted them kept.
        public let keptUntil: CivilDate

        /// An erasure.
        public init(ground: ErasureGround, keptUntil: CivilDate) {
            self.ground = ground
            self.keptUntil = keptUntil
        }
    }
}

extension DossierState {
    /// What keeps its personal data from being erased although nothing goes on any more.
    ///
    /// A submission that nobody came back for isn't over: its papers are to be given back, by refusing it.
    public var openMatter: OpenMatter? {
        if registers?.complaints.contains(where: { $0.answeredAt == nil }) == true { return .complaintUnanswered }
        switch status {
        case .handedOver: return originalsHeld.isEmpty ? nil : .papersHeld
        default: return custodian == .applicant ? nil : .papersHeld
        }
    }

    /// When there was nothing left to do: result handed over, withdrawn, stopped or refused; `nil` while it goes on.
    public var finishedAt: Timestamp? {
        switch status {
        case .handedOver: handedOverAt
        case .withdrawn, .stopped: endedAt
        case .receptionRefused: lastOccurredAt
        case .entrusted, .submitted, .supplementRequested, .refusalProposed, .received, .handling,
            .awaitingSupplement, .decided, .readyToHandOver:
            nil
        }
    }
}
