import DossierDomain
import DossierStore

/// A due date that a changed calendar moved.
public struct MovedDeadline: Hashable, Sendable {
    /// The dossier.
    public let number: DossierNumber
    /// When the whole was due.
    public let from: Timestamp
    /// When it is due now.
    public let to: Timestamp
}

extension DossierService {
    /// Moves the due dates of open dossiers that the calendar in force moves and that are not yet past (TIM-01),
    /// and says which.
    ///
    /// Runs once for each configuration; interrupted, it goes on with what is left the next time. Throws
    /// ``ServiceError`` where the store can't do it.
    public func applyCalendar(reader: Store.Reader) async throws(ServiceError) -> [MovedDeadline] {
        let version = String(catalogue.version)
        let applied = try ServiceError.reading { () throws(StoreError) in try reader.meta(.appliedConfiguration) }
        if applied == version { return [] }
        let system = Caller(actor: .system, requestID: "configuration-\(version)", idempotencyKey: nil)
        var moved: [MovedDeadline] = []
        var last: DossierID?
        while true {
            let page = try ServiceError.reading { () throws(StoreError) in
                try reader.dossiers(afterID: last, limit: 200)
            }
            guard let end = page.last else { break }
            for case let state? in page.map(\.state) where state.status.allowedCommands.contains(.applyCalendar) {
                guard let number = state.number, let reception = state.reception else { continue }
                do throws(ServiceError) {
                    let after = try await perform(.applyCalendar, on: .identity(state.id), by: system, reader: reader)
                    moved.append(
                        MovedDeadline(
                            number: number, from: reception.dueAt, to: after.state.reception?.dueAt ?? reception.dueAt))
                } catch {
                    guard error == .rejected(.deadlinesStand, replayed: false) else { throw error }
                }
            }
            last = end.id
        }
        do {
            try await store.keep(version, for: .appliedConfiguration)
        } catch {
            throw .store(error)
        }
        return moved
    }
}
