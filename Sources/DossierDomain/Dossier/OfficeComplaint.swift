/// A complaint or feedback that stands apart from any dossier: about an office or an agency (CMP-01).
///
/// Its record is a short stream of its own in the same chain of events: `complaintReceived`, then `complaintAnswered`.
/// The dossier that these events name is ``id``, which no dossier has.
public struct OfficeComplaint: Hashable, Sendable {
    /// What the identity of each begins with, so that nobody takes it for a dossier's.
    public static let prefix = "complaint-"

    /// Identity of its record.
    public let id: DossierID
    /// Count of its events: 1, and 2 once it is answered.
    public let version: Int
    /// What is complained of, whom it is about, its term and its answer.
    public let complaint: Complaint
    /// The office at whose counter it was brought.
    public let takenAt: Body
    /// The breach of its term, where it was answered too late.
    public let breach: RecordedBreach?

    /// The state after one more event; `nil` where it can't follow, which no record has.
    public init?(
        _ state: OfficeComplaint?, with event: DossierEvent, of id: DossierID, at occurredAt: Timestamp, by actor: Actor
    ) {
        switch (state, event) {
        case (nil, .complaintReceived(let received)):
            guard let office = actor.body else { return nil }
            self.id = id
            version = 1
            complaint = Complaint(
                id: ComplaintID(id.text), content: received.content, about: received.about, receivedAt: occurredAt,
                dueAt: received.dueAt)
            takenAt = office
            breach = nil
        case (.some(let state), .complaintAnswered(let answered)):
            guard state.complaint.answeredAt == nil else { return nil }
            self.id = id
            version = 2
            var complaint = state.complaint
            complaint.answer = answered.answer
            complaint.answeredAt = occurredAt
            complaint.upheld = answered.upheld
            self.complaint = complaint
            takenAt = state.takenAt
            breach = answered.breach.map { RecordedBreach(breach: $0, at: occurredAt, by: complaint.about) }
        default: return nil
        }
    }

    /// What its events add up to; `nil` where they aren't a complaint's.
    public init?(of events: [RecordedEvent]) {
        var state: OfficeComplaint?
        for recorded in events {
            state = OfficeComplaint(
                state, with: recorded.event, of: recorded.dossier, at: recorded.occurredAt, by: recorded.actor)
            guard state != nil else { return nil }
        }
        guard let state else { return nil }
        self = state
    }

    /// Whether that body may see it: whom it is about, and where it was brought.
    public func isVisible(to body: Body) -> Bool {
        body == complaint.about || body == takenAt
    }

    /// Its rows in the registers of the body it is about.
    public var registerEntries: [RegisterEntry] {
        let row = RegisterEntry(
            id: "\(id).complaint.0", kind: .complaint, body: complaint.about,
            counterpart: takenAt == complaint.about ? nil : takenAt, dossier: id, number: nil, group: id.text,
            detail: complaint.upheld.map { $0 ? "upheld" : "dismissed" } ?? "received", at: complaint.receivedAt,
            dueAt: complaint.dueAt, settledAt: complaint.answeredAt)
        guard let breach else { return [row] }
        return [
            row,
            RegisterEntry(
                id: "\(id).breach.0", kind: .breach, body: complaint.about, dossier: id, number: nil, group: id.text,
                detail: breach.breach.rawValue, at: breach.at),
        ]
    }
}
