extension DossierEvent {
    /// Name of the kind of event, as the store, the chain and the API write it.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// See the cases of ``DossierEvent``.
        case submitted, supplementRequested, supplemented, received, receptionConfirmed, stageEntered
        /// See the cases of ``DossierEvent``.
        case handoverOffered, handoverDispatched, handoverAcknowledged, handoverReturned
        /// See the cases of ``DossierEvent``.
        case stepStarted, stepCompleted, decided, resultHandedOver, deadlineMoved
        /// See the cases of ``DossierEvent``.
        case consultationRequested, consultationAnswered, consultationSilent, stepSentBack
        /// See the cases of ``DossierEvent``.
        case planFlagged, replanned, latenessForeseen
        case handoverRecordSigned, refusalProposed, receptionRefused, supplementAsked, timeLimitReset, rescheduled
        /// See the cases of ``DossierEvent``.
        case withdrawn, stopped, papersGivenBack, incidentReported, resultPosted, deliveryFailed, resultReturned
        /// See the cases of ``DossierEvent``.
        case decisionReplaced, paymentDemanded, feeCollected, noticeRecorded, rated, complaintReceived
        /// See the cases of ``DossierEvent``.
        case complaintAnswered, scanAttached, personalDataErased, inspected, configurationChanged
        /// See the cases of ``AccessEvent``.
        case credentialIssued, credentialReplaced, credentialRevoked, loginGiven, loginChanged, loginRemoved,
            loginBarred
    }

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .submitted: .submitted
        case .supplementRequested: .supplementRequested
        case .supplemented: .supplemented
        case .received: .received
        case .receptionConfirmed: .receptionConfirmed
        case .stageEntered: .stageEntered
        case .handoverOffered: .handoverOffered
        case .handoverDispatched: .handoverDispatched
        case .handoverAcknowledged: .handoverAcknowledged
        case .handoverReturned: .handoverReturned
        case .stepStarted: .stepStarted
        case .stepCompleted: .stepCompleted
        case .decided: .decided
        case .resultHandedOver: .resultHandedOver
        case .deadlineMoved: .deadlineMoved
        case .consultationRequested: .consultationRequested
        case .consultationAnswered: .consultationAnswered
        case .consultationSilent: .consultationSilent
        case .stepSentBack: .stepSentBack
        case .planFlagged: .planFlagged
        case .replanned: .replanned
        case .latenessForeseen: .latenessForeseen
        case .handoverRecordSigned: .handoverRecordSigned
        case .refusalProposed: .refusalProposed
        case .receptionRefused: .receptionRefused
        case .supplementAsked: .supplementAsked
        case .timeLimitReset: .timeLimitReset
        case .rescheduled: .rescheduled
        case .withdrawn: .withdrawn
        case .stopped: .stopped
        case .papersGivenBack: .papersGivenBack
        case .incidentReported: .incidentReported
        case .resultPosted: .resultPosted
        case .deliveryFailed: .deliveryFailed
        case .resultReturned: .resultReturned
        case .decisionReplaced: .decisionReplaced
        case .paymentDemanded: .paymentDemanded
        case .feeCollected: .feeCollected
        case .noticeRecorded: .noticeRecorded
        case .rated: .rated
        case .complaintReceived: .complaintReceived
        case .complaintAnswered: .complaintAnswered
        case .scanAttached: .scanAttached
        case .personalDataErased: .personalDataErased
        case .inspected: .inspected
        case .configurationChanged: .configurationChanged
        case .access(let event): event.kind
        }
    }

    /// What it says, to be written under its ``kind``.
    package var payload: any Record & Codable & Hashable {
        switch self {
        case .submitted(let payload): payload
        case .supplementRequested(let payload): payload
        case .supplemented(let payload): payload
        case .received(let payload): payload
        case .receptionConfirmed(let payload): payload
        case .stageEntered(let payload): payload
        case .handoverOffered(let payload): payload
        case .handoverDispatched(let payload): payload
        case .handoverAcknowledged(let payload): payload
        case .handoverReturned(let payload): payload
        case .stepStarted(let payload): payload
        case .stepCompleted(let payload): payload
        case .decided(let payload): payload
        case .resultHandedOver(let payload): payload
        case .deadlineMoved(let payload): payload
        case .consultationRequested(let payload): payload
        case .consultationAnswered(let payload): payload
        case .consultationSilent(let payload): payload
        case .stepSentBack(let payload): payload
        case .planFlagged(let payload): payload
        case .replanned(let payload): payload
        case .latenessForeseen(let payload): payload
        case .handoverRecordSigned(let payload): payload
        case .refusalProposed(let payload): payload
        case .receptionRefused(let payload): payload
        case .supplementAsked(let payload): payload
        case .timeLimitReset(let payload): payload
        case .rescheduled(let payload): payload
        case .withdrawn(let payload): payload
        case .stopped(let payload): payload
        case .papersGivenBack(let payload): payload
        case .incidentReported(let payload): payload
        case .resultPosted(let payload): payload
        case .deliveryFailed(let payload): payload
        case .resultReturned(let payload): payload
        case .decisionReplaced(let payload): payload
        case .paymentDemanded(let payload): payload
        case .feeCollected(let payload): payload
        case .noticeRecorded(let payload): payload
        case .rated(let payload): payload
        case .complaintReceived(let payload): payload
        case .complaintAnswered(let payload): payload
        case .scanAttached(let payload): payload
        case .personalDataErased(let payload): payload
        case .inspected(let payload): payload
        case .configurationChanged(let payload): payload
        case .access(let event): event.payload
        }
    }

    /// The event of that kind with the payload that `decode` gives; throws what it throws.
    package init<Reader: PayloadReader>(_ kind: Kind, decode: inout Reader) throws(Reader.Failure) {
        switch kind {
        case .submitted: self = .submitted(try decode(Submitted.self))
        case .supplementRequested: self = .supplementRequested(try decode(SupplementRequested.self))
        case .supplemented: self = .supplemented(try decode(Supplemented.self))
        case .received: self = .received(try decode(Received.self))
        case .receptionConfirmed: self = .receptionConfirmed(try decode(ReceptionConfirmed.self))
        case .stageEntered: self = .stageEntered(try decode(StageEntered.self))
        case .handoverOffered: self = .handoverOffered(try decode(HandoverOffered.self))
        case .handoverDispatched: self = .handoverDispatched(try decode(HandoverDispatched.self))
        case .handoverAcknowledged: self = .handoverAcknowledged(try decode(HandoverAcknowledged.self))
        case .handoverReturned: self = .handoverReturned(try decode(HandoverReturned.self))
        case .stepStarted: self = .stepStarted(try decode(StepStarted.self))
        case .stepCompleted: self = .stepCompleted(try decode(StepCompleted.self))
        case .decided: self = .decided(try decode(Decided.self))
        case .resultHandedOver: self = .resultHandedOver(try decode(ResultHandedOver.self))
        case .deadlineMoved: self = .deadlineMoved(try decode(DeadlineMoved.self))
        case .consultationRequested: self = .consultationRequested(try decode(ConsultationRequested.self))
        case .consultationAnswered: self = .consultationAnswered(try decode(ConsultationAnswered.self))
        case .consultationSilent: self = .consultationSilent(try decode(ConsultationSilent.self))
        case .stepSentBack: self = .stepSentBack(try decode(StepSentBack.self))
        case .planFlagged: self = .planFlagged(try decode(PlanFlagged.self))
        case .replanned: self = .replanned(try decode(Replanned.self))
        case .latenessForeseen: self = .latenessForeseen(try decode(LatenessForeseen.self))
        case .handoverRecordSigned: self = .handoverRecordSigned(try decode(HandoverRecordSigned.self))
        case .refusalProposed: self = .refusalProposed(try decode(RefusalProposed.self))
        case .receptionRefused: self = .receptionRefused(try decode(ReceptionRefused.self))
        case .supplementAsked: self = .supplementAsked(try decode(SupplementAsked.self))
        case .timeLimitReset: self = .timeLimitReset(try decode(TimeLimitReset.self))
        case .rescheduled: self = .rescheduled(try decode(Rescheduled.self))
        case .withdrawn: self = .withdrawn(try decode(Withdrawn.self))
        case .stopped: self = .stopped(try decode(Stopped.self))
        case .papersGivenBack: self = .papersGivenBack(try decode(PapersGivenBack.self))
        case .incidentReported: self = .incidentReported(try decode(IncidentReported.self))
        case .resultPosted: self = .resultPosted(try decode(ResultPosted.self))
        case .deliveryFailed: self = .deliveryFailed(try decode(DeliveryFailed.self))
        case .resultReturned: self = .resultReturned(try decode(ResultReturned.self))
        case .decisionReplaced: self = .decisionReplaced(try decode(DecisionReplaced.self))
        case .paymentDemanded: self = .paymentDemanded(try decode(PaymentDemanded.self))
        case .feeCollected: self = .feeCollected(try decode(FeeCollected.self))
        case .noticeRecorded: self = .noticeRecorded(try decode(NoticeRecorded.self))
        case .rated: self = .rated(try decode(Rated.self))
        case .complaintReceived: self = .complaintReceived(try decode(ComplaintReceived.self))
        case .complaintAnswered: self = .complaintAnswered(try decode(ComplaintAnswered.self))
        case .scanAttached: self = .scanAttached(try decode(ScanAttached.self))
        case .personalDataErased: self = .personalDataErased(try decode(PersonalDataErased.self))
        case .inspected: self = .inspected(try decode(Inspected.self))
        case .configurationChanged: self = .configurationChanged(try decode(ConfigurationChanged.self))
        case .credentialIssued: self = .access(.credentialIssued(try decode(AccessEvent.CredentialIssued.self)))
        case .credentialReplaced: self = .access(.credentialReplaced(try decode(AccessEvent.CredentialReplaced.self)))
        case .credentialRevoked: self = .access(.credentialRevoked(try decode(AccessEvent.CredentialRevoked.self)))
        case .loginGiven: self = .access(.loginGiven(try decode(AccessEvent.LoginGiven.self)))
        case .loginChanged: self = .access(.loginChanged(try decode(AccessEvent.LoginChanged.self)))
        case .loginRemoved: self = .access(.loginRemoved(try decode(AccessEvent.LoginRemoved.self)))
        case .loginBarred: self = .access(.loginBarred(try decode(AccessEvent.LoginBarred.self)))
        }
    }
}

/// Gives the payload of an event of which only the kind is known.
package protocol PayloadReader {
    /// What it throws.
    associatedtype Failure: Error
    /// The payload, of the type that the kind has.
    mutating func callAsFunction<Payload: Record & Decodable>(_ type: Payload.Type) throws(Failure) -> Payload
}

/// An event as it is recorded: with who, when, from where, on whose behalf (AUD-01, TIM-09).
public struct RecordedEvent: Hashable, Sendable {
    /// Place in the feed of all events, from 1, without gaps.
    public let position: Int
    /// The dossier.
    public let dossier: DossierID
    /// Place among the dossier's events, from 1.
    public let sequence: Int
    /// What happened.
    public let event: DossierEvent
    /// When it happened in the world; dates, number and configuration follow it.
    public let occurredAt: Timestamp
    /// When the system recorded it; feed and chain follow it.
    public let recordedAt: Timestamp
    /// Who did it.
    public let actor: Actor
    /// The configuration it was decided under (ORG-01).
    public let configurationVersion: Int
    /// The request that brought it.
    public let requestID: String

    /// A recorded event.
    public init(
        position: Int, dossier: DossierID, sequence: Int, event: DossierEvent, occurredAt: Timestamp,
        recordedAt: Timestamp, actor: Actor, configurationVersion: Int, requestID: String
    ) {
        self.position = position
        self.dossier = dossier
        self.sequence = sequence
        self.event = event
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.actor = actor
        self.configurationVersion = configurationVersion
        self.requestID = requestID
    }
}
