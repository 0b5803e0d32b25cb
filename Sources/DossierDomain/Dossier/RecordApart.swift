/// A short record in the chain of all events that is no dossier's: a complaint about a body (CMP-01), an inspection (EVA-01).
///
/// What a store needs of it.
public struct RecordApart: Hashable, Sendable {
    /// What the identities of such records begin with, in order.
    public static let prefixes = [OfficeComplaint.prefix, Inspection.prefix]

    /// Identity, where events name their dossier.
    public let id: DossierID
    /// Count of its events.
    public let version: Int
    /// Its rows in registers.
    public let registerEntries: [RegisterEntry]

    /// A complaint's.
    public init(_ complaint: OfficeComplaint) {
        id = complaint.id
        version = complaint.version
        registerEntries = complaint.registerEntries
    }

    /// An inspection's.
    public init(_ inspection: Inspection) {
        id = inspection.id
        version = 1
        registerEntries = inspection.registerEntries
    }

    /// What its events add up to; `nil` where they are no such record's.
    public init?(of events: [RecordedEvent]) {
        if let complaint = OfficeComplaint(of: events) {
            self.init(complaint)
        } else if let inspection = Inspection(of: events) {
            self.init(inspection)
        } else {
            return nil
        }
    }
}

extension RegisterEntry {
    /// Whether it stands apart from any dossier.
    public var standsApart: Bool { RecordApart.prefixes.contains { dossier.text.hasPrefix($0) } }
}
