import DossierDomain
import DossierRouting
import DossierStore

/// What a command about a complaint came to.
public struct ComplaintPerformed: Sendable {
    /// The complaint afterwards (for a replay: as it is now).
    public let complaint: OfficeComplaint
    /// Whether an earlier request under the same key had done it.
    public let isReplay: Bool
}

extension DossierService {
    /// Takes a complaint about an office or agency that has nothing to do with any dossier (CMP-01).
    ///
    /// `occurredAt` is when it was brought, now where `nil`. Throws ``ServiceError``; a rejection is recorded under the
    /// caller's key.
    public func takeComplaint(
        _ complaint: DossierCommand.Complain, sealing sealed: SealedValues, occurredAt: Timestamp? = nil,
        by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> ComplaintPerformed {
        let id = DossierID(OfficeComplaint.prefix + newID())
        return try await change(
            nil, of: id, sealing: sealed, occurredAt: occurredAt, by: caller, reader: reader
        ) { [catalogue] instant, recordedAt throws(CommandRejection) in
            try decide(complaint, by: caller.actor, at: instant, now: recordedAt, under: catalogue)
        }
    }

    /// Answers such a complaint, once (CMP-01). Throws ``ServiceError``.
    public func answerComplaint(
        _ id: DossierID, with answer: DossierCommand.AnswerComplaint, sealing sealed: SealedValues,
        occurredAt: Timestamp? = nil, by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> ComplaintPerformed {
        let complaint = try complaint(id, for: caller.actor, reader: reader)
        return try await change(
            complaint, of: id, sealing: sealed, occurredAt: occurredAt, by: caller, reader: reader
        ) { [catalogue] instant, recordedAt throws(CommandRejection) in
            try decide(answer, to: complaint, by: caller.actor, at: instant, now: recordedAt, under: catalogue)
        }
    }

    /// The complaint of that identity, where the actor may see it: staff of whom it is about or of where it was brought,
    /// of the office that looks after it once both have ceased, and administrators. Throws ``ServiceError/notFound`` otherwise.
    public func complaint(
        _ id: DossierID, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> OfficeComplaint {
        guard id.text.hasPrefix(OfficeComplaint.prefix), let complaint = try complaint(id, reader: reader),
            actor.role == .administrator
                || actor.body.map({ catalogue.isVisible(complaint, to: $0, on: now().date) }) == true
        else { throw .notFound }
        return complaint
    }

    private func complaint(_ id: DossierID, reader: Store.Reader) throws(ServiceError) -> OfficeComplaint? {
        OfficeComplaint(of: try ServiceError.reading { () throws(StoreError) in try reader.events(of: id) })
    }

    private func change(
        _ state: OfficeComplaint?, of id: DossierID, sealing sealed: SealedValues, occurredAt: Timestamp?,
        by caller: Caller, reader: Store.Reader,
        _ decide: (_ instant: Timestamp, _ recordedAt: Timestamp) throws(CommandRejection) -> DossierEvent
    ) async throws(ServiceError) -> ComplaintPerformed {
        if let key = caller.idempotencyKey {
            let recorded = try ServiceError.reading { () throws(StoreError) in try reader.outcome(of: key) }
            if let recorded {
                guard recorded.fingerprint == key.fingerprint else { throw .keyReused }
                return try replayed(recorded.outcome, reader: reader)
            }
        }
        if let accepted = caller.acceptedVersions, let state, !accepted.contains(state.version) {
            throw .versionMismatch(current: state.version)
        }
        let recordedAt = now()
        let instant = occurredAt ?? recordedAt
        let event: DossierEvent
        do {
            event = try decide(instant, recordedAt)
        } catch {
            throw try await reject(error, caller: caller, at: recordedAt)
        }
        guard let next = OfficeComplaint(state, with: event, of: id, at: instant, by: caller.actor) else {
            preconditionFailure("what was decided about a complaint follows it")
        }
        let commit = ComplaintCommit(
            event: event, complaint: next, occurredAt: instant, recordedAt: recordedAt, actor: caller.actor,
            configurationVersion: catalogue.version, requestID: caller.requestID,
            newSubjects: sealed.subjects.map { SealedSubject(id: $0.id, dossier: id, wrappedKey: $0.wrappedKey) },
            newValues: sealed.values, idempotencyKey: caller.idempotencyKey)
        switch try await storing({ () async throws(StoreError) in try await self.store.commit(commit) }) {
        case .committed: return ComplaintPerformed(complaint: next, isReplay: false)
        // Somebody else has answered it meanwhile: sent again, that is said.
        case .versionConflict(let current):
            if caller.acceptedVersions != nil { throw .versionMismatch(current: current) }
            throw .contention
        case .replayed(let outcome): return try replayed(outcome, reader: reader)
        case .keyReused: throw .keyReused
        }
    }

    private func replayed(_ outcome: RecordedOutcome, reader: Store.Reader) throws(ServiceError) -> ComplaintPerformed {
        switch outcome {
        case .rejected(let rejection): throw .rejected(rejection, replayed: true)
        case .committed(let id, _):
            guard let complaint = try complaint(id, reader: reader) else {
                throw .store(.corrupt("a recorded request names a complaint that is not there"))
            }
            return ComplaintPerformed(complaint: complaint, isReplay: true)
        case .leases, .numberBlock: throw .store(.corrupt("a complaint is recorded as a request of another kind"))
        }
    }
}
