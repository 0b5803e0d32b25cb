extension DossierEvent {
    /// The citizen takes the dossier back before it is decided.
    public struct Withdrawn: Hashable, Codable, Sendable {
        /// Applicant or representative.
        public let by: RecipientKind
        /// Who asked, with identity document and authorisation.
        public let requester: PrivateReference
        /// Why, if the citizen said so.
        public let reason: PrivateReference?

        /// The citizen takes the dossier back before it is decided.
        public init(by: RecipientKind, requester: PrivateReference, reason: PrivateReference?) {
            self.by = by
            self.requester = requester
            self.reason = reason
        }
    }

    /// Handling ends without a decision.
    public struct Stopped: Hashable, Codable, Sendable {
        /// Who stopped it.
        public let by: Body
        /// Why.
        public let reason: PrivateReference
        /// Name and position of who signs the notice.
        public let signer: PrivateReference

        /// Handling ends without a decision.
        public init(by: Body, reason: PrivateReference, signer: PrivateReference) {
            self.by = by
            self.reason = reason
            self.signer = signer
        }
    }

    /// Papers given back to the citizen, apart from a result.
    public struct PapersGivenBack: Hashable, Codable, Sendable {
        /// To whom.
        public let to: RecipientKind
        /// Name, identity document and authorisation of whoever took them.
        public let recipient: PrivateReference
        /// How.
        public let method: HandingOverMethod
        /// Tracking code, where they went by post.
        public let trackingCode: String?
        /// The originals among them.
        public let originals: [DocumentID]

        /// Papers given back to the citizen, apart from a result.
        public init(
            to: RecipientKind, recipient: PrivateReference, method: HandingOverMethod, trackingCode: String?,
            originals: [DocumentID]
        ) {
            self.to = to
            self.recipient = recipient
            self.method = method
            self.trackingCode = trackingCode
            self.originals = originals
        }
    }

    /// Loss or damage of papers, with who had them at that moment (NĐ61/2018 Article 21).
    public struct IncidentReported: Hashable, Codable, Sendable {
        /// What happened to them.
        public let kind: Incident.Kind
        /// Who had them.
        public let custodian: Custodian
        /// The handover under way, if any.
        public let handover: HandoverID?
        /// Which papers; all of them where empty.
        public let documents: [DocumentID]
        /// What happened, in words.
        public let description: PrivateReference

        /// Loss or damage of papers, with who had them at that moment (NĐ61/2018 Article 21).
        public init(
            kind: Incident.Kind, custodian: Custodian, handover: HandoverID?, documents: [DocumentID],
            description: PrivateReference
        ) {
            self.kind = kind
            self.custodian = custodian
            self.handover = handover
            self.documents = documents
            self.description = description
        }
    }
}
