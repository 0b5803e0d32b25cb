import DossierDomain

/// Decides what happens when an inspection of an office or agency is entered, by an administrator (EVA-01).
///
/// The body is in force on the day on which it was inspected. Throws ``CommandRejection``.
public func decide(
    _ inspection: Inspect, by actor: Actor, at occurredAt: Timestamp, now: Timestamp, under catalogue: Catalogue
) throws(CommandRejection) -> DossierEvent.Inspected {
    guard occurredAt <= now else { throw .occurredInFuture(now: now) }
    let verdict = authorizeInspection(by: actor, on: occurredAt.date, under: catalogue)
    guard verdict.isAllowed else { throw .forbidden(verdict.rule) }
    guard catalogue.isInForce(inspection.about, on: occurredAt.date) else {
        switch inspection.about {
        case .office(let id): throw .unknownOffice(id)
        case .agency(let id): throw .unknownAgency(id)
        }
    }
    return DossierEvent.Inspected(inspection)
}
