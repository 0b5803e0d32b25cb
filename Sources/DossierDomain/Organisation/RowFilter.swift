/// Which dossiers somebody may see at all: the one filter of every way to a dossier (SEC-02).
///
/// What `Authorization` makes of a caller's rights is this value, and nothing else reaches the store: there it becomes
/// one condition, in the look-up of one dossier as in every list. ``admits(_:)`` says the same of a state in memory.
public enum RowFilter: Hashable, Sendable {
    /// Whatever there is: for the system itself, and for whoever oversees without personal data.
    case everything
    /// Nothing, not even that it exists.
    case nothing
    /// What that body takes part in or monitors.
    case seen(by: Body)
    /// What that body takes part in: what it may be asked for by whose it is (RTE-03 shows monitors nobody's name).
    case joined(by: Body)

    /// Whether a dossier in that state passes.
    public func admits(_ state: DossierState) -> Bool {
        switch self {
        case .everything: true
        case .nothing: false
        case .seen(let body): state.isVisible(to: body)
        case .joined(let body): state.participants.contains(body)
        }
    }
}
