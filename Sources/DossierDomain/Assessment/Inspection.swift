extension Assessment {
    /// The indicators that somebody finds by going there: no record of dossiers has them (TT01/2018 Article 14.3c).
    public enum InspectedIndicator: Int, Sendable, CaseIterable {
        /// How reception, handling and return are organised at the one-stop office.
        case organisation = 5
        /// Whether procedures are published, correct, complete and in time.
        case publication = 6
        /// How far services are offered and used online.
        case onlineServices = 9
    }
}

/// What an inspection of an office or agency found, to be entered.
public struct Inspect: Hashable, Sendable {
    /// Who was inspected.
    public let about: Body
    /// Points by indicator, in order of the indicators.
    public let scores: [IndicatorScore]
    /// Number of the minutes that were taken, or of the decision that approved them.
    public let minutes: String

    /// What an inspection found; `nil` without points, or with others than 0, 1 and 2.
    public init?(about: Body, points: [Assessment.InspectedIndicator: Int], minutes: String) {
        guard !points.isEmpty, points.values.allSatisfy((0...2).contains) else { return nil }
        self.about = about
        scores = points.map { IndicatorScore(indicator: $0.key.rawValue, score: $0.value) }
            .sorted { $0.indicator < $1.indicator }
        self.minutes = minutes
    }
}

/// An inspection of an office or agency on record: who found which points, and when (EVA-01).
///
/// Its record is one event, `inspected`, in the chain of all events. The dossier that it names is ``id``, which no dossier has.
public struct Inspection: Hashable, Sendable {
    /// What the identity of each begins with, so that nobody takes it for a dossier's.
    public static let prefix = "inspection-"

    /// Identity of its record.
    public let id: DossierID
    /// Who was inspected.
    public let about: Body
    /// Points by indicator, in order of the indicators.
    public let scores: [IndicatorScore]
    /// Number of the minutes.
    public let minutes: String
    /// When it took place.
    public let inspectedAt: Timestamp
    /// Who entered it.
    public let enteredBy: Actor

    /// An inspection.
    public init(_ inspected: DossierEvent.Inspected, of id: DossierID, at occurredAt: Timestamp, by actor: Actor) {
        self.id = id
        about = inspected.about
        scores = inspected.scores
        minutes = inspected.minutes
        inspectedAt = occurredAt
        enteredBy = actor
    }

    /// What its event says; `nil` where these aren't an inspection's.
    public init?(of events: [RecordedEvent]) {
        guard let only = events.first, events.count == 1, case .inspected(let inspected) = only.event else {
            return nil
        }
        self.init(inspected, of: only.dossier, at: only.occurredAt, by: only.actor)
    }

    /// Its row in the register of the body that was inspected.
    public var registerEntries: [RegisterEntry] {
        [
            RegisterEntry(
                id: "\(id).inspection.0", kind: .inspection, body: about, dossier: id, number: nil, group: minutes,
                detail: "inspected", at: inspectedAt)
        ]
    }
}
