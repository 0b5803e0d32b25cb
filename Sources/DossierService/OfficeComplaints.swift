import DossierDomain
import DossierRouting
import DossierStore

extension DossierService {
    /// Takes a complaint about an office or agency that has nothing to do with any dossier (CMP-01).
    ///
    /// `occurredAt` is when it was brought, now where `nil`. Throws ``ServiceError``; a rejection is recorded under the
    /// caller's key.
    public func takeComplaint(
        _ complaint: DossierCommand.Complain, sealing sealed: SealedValues, occurredAt: Timestamp? = nil,
        by caller: Caller, reader: Store.Reader
    ) async throws(ServiceError) -> PerformedApart<OfficeComplaint> {
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
    ) async throws(ServiceError) -> PerformedApart<OfficeComplaint> {
        let complaint = try complaint(id, for: caller.actor, reader: reader)
        return try await change(
            complaint, of: id, sealing: sealed, occurredAt: occurredAt, by: caller, reader: reader
        ) { [catalogue] instant, recordedAt throws(CommandRejection) in
            try decide(answer, to: complaint, by: caller.actor, at: instant, now: recordedAt, under: catalogue)
        }
    }

    /// The complaint of that identity, where the actor may see it: staff of whom it is about or of where it was brought,
    /// of the office that looks after it once both have ceased, and overseers. Throws ``ServiceError/notFound`` otherwise.
    public func complaint(
        _ id: DossierID, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> OfficeComplaint {
        guard id.text.hasPrefix(OfficeComplaint.prefix), let complaint = try complaint(id, reader: reader),
            authorizeReading(complaint, by: actor, on: now().date, under: catalogue).isAllowed
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
    ) async throws(ServiceError) -> PerformedApart<OfficeComplaint> {
        try await performApart(
            on: id, at: state?.version ?? 0, sealing: sealed, occurredAt: occurredAt, by: caller, reader: reader,
            reading: { id throws(ServiceError) in try self.complaint(id, reader: reader) },
            deciding: { instant, recordedAt throws(CommandRejection) in
                let event = try decide(instant, recordedAt)
                guard let next = OfficeComplaint(state, with: event, of: id, at: instant, by: caller.actor) else {
                    preconditionFailure("what was decided about a complaint follows it")
                }
                return (event, next, RecordApart(next))
            })
    }
}
