import DossierDomain
import DossierRouting
import DossierStore

extension DossierService {
    /// Enters what an inspection of an office or agency found (EVA-01).
    ///
    /// `occurredAt` is when it took place, now where `nil`. Throws ``ServiceError``; a rejection is recorded under the
    /// caller's key.
    public func inspect(
        _ inspection: Inspect, occurredAt: Timestamp?, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> PerformedApart<Inspection> {
        let id = DossierID(Inspection.prefix + newID())
        return try await performApart(
            on: id, at: 0, occurredAt: occurredAt, by: caller, reader: reader,
            reading: { id throws(ServiceError) in try self.inspection(id, reader: reader) },
            deciding: { [catalogue] instant, recordedAt throws(CommandRejection) in
                let inspected = try decide(
                    inspection, by: caller.actor, at: instant, now: recordedAt, under: catalogue)
                let value = Inspection(inspected, of: id, at: instant, by: caller.actor)
                return (.inspected(inspected), value, RecordApart(value))
            })
    }

    /// The inspection of that identity; `nil` where there is none.
    func inspection(_ id: DossierID, reader: Store.Reader) throws(ServiceError) -> Inspection? {
        Inspection(of: try ServiceError.reading { () throws(StoreError) in try reader.events(of: id) })
    }
}
