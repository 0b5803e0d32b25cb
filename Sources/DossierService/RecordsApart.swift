import DossierDomain
import DossierRouting
import DossierStore

/// What a change to a record apart from any dossier came to.
public struct PerformedApart<Value: Sendable>: Sendable {
    /// The record afterwards (for a replay: as it is now).
    public let value: Value
    /// Whether an earlier request under the same key had done it.
    public let isReplay: Bool
}

extension DossierService {
    /// Makes one change to a record apart from any dossier, by the steps of
    /// ``perform(_:on:sealing:occurredAt:by:reader:)``: replay, decide, one commit.
    ///
    /// `version` is what the record has before; `decide` answers the event and the record after it. Throws ``ServiceError``; a
    /// rejection is recorded under the caller's key.
    func performApart<Value: Sendable>(
        on id: DossierID, at version: Int, sealing sealed: SealedValues = SealedValues(), occurredAt: Timestamp?,
        by caller: Caller, reader: Store.Reader, reading read: (DossierID) throws(ServiceError) -> Value?,
        deciding decide: (_ instant: Timestamp, _ recordedAt: Timestamp) throws(CommandRejection) -> (
            event: DossierEvent, value: Value, record: RecordApart
        )
    ) async throws(ServiceError) -> PerformedApart<Value> {
        func replayed(_ outcome: RecordedOutcome) throws(ServiceError) -> PerformedApart<Value> {
            guard let value = try read(changed(by: outcome)) else {
                throw .store(.corrupt("a recorded request names a record that is not there"))
            }
            return PerformedApart(value: value, isReplay: true)
        }
        if let earlier = try earlierOutcome(of: caller, reader: reader) { return try replayed(earlier) }
        if let accepted = caller.acceptedVersions, version > 0, !accepted.contains(version) {
            throw .versionMismatch(current: version)
        }
        let recordedAt = now()
        let instant = occurredAt ?? recordedAt
        let decided: (event: DossierEvent, value: Value, record: RecordApart)
        do {
            decided = try decide(instant, recordedAt)
        } catch {
            throw try await reject(error, caller: caller, at: recordedAt)
        }
        let commit = ApartCommit(
            event: decided.event, record: decided.record, occurredAt: instant, recordedAt: recordedAt,
            actor: caller.actor, configurationVersion: catalogue.version, requestID: caller.requestID,
            newSubjects: sealed.subjects(of: id), newValues: sealed.values, idempotencyKey: caller.idempotencyKey)
        switch try await storing({ () async throws(StoreError) in try await self.store.commit(commit) }) {
        case .committed: return PerformedApart(value: decided.value, isReplay: false)
        // Somebody else has changed it meanwhile: sent again, that is said.
        case .versionConflict(let current):
            if caller.acceptedVersions != nil { throw .versionMismatch(current: current) }
            throw .contention
        case .replayed(let outcome): return try replayed(outcome)
        case .keyReused: throw .keyReused
        }
    }
}
