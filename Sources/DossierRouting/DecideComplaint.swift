import DossierDomain

/// Decides what happens when somebody complains of a body apart from any dossier (CMP-01).
///
/// - `complaint`: what is complained of; about the office where it is brought where it names nobody.
/// - `actor`: staff at the counter of an office that is in force on that day.
///
/// Its term is five working days by that office's calendar (TT17/2017 Article 8.1b). Throws ``CommandRejection``.
public func decide(
    _ complaint: DossierCommand.Complain, by actor: Actor, at occurredAt: Timestamp, now: Timestamp,
    under catalogue: Catalogue
) throws(CommandRejection) -> DossierEvent {
    guard occurredAt <= now else { throw .occurredInFuture(now: now) }
    let date = occurredAt.date
    let verdict = authorize(.act(.complain), by: actor, on: date, under: catalogue)
    guard verdict.isAllowed, let office = actor.office else { throw .forbidden(verdict.rule) }
    guard catalogue.office(office, on: date) != nil else { throw .unknownOffice(office) }
    let about = complaint.about ?? .office(office)
    guard catalogue.isInForce(about, on: date) else {
        switch about {
        case .office(let id): throw .unknownOffice(id)
        case .agency(let id): throw .unknownAgency(id)
        }
    }
    let dueAt = TimeAllowance(.workingDays(Deliberation.complaintWorkingDays))
        .deadline(from: occurredAt, calendar: catalogue.calendar(of: office, on: date)).dueAt
    return .complaintReceived(.init(content: complaint.content, about: about, dueAt: dueAt))
}

extension Catalogue {
    /// Whether that body may see a complaint that stands apart: whom it is about, where it was brought and, once neither is
    /// in force any more, the office that serves their place (CMP-01, RTE-05).
    public func isVisible(_ complaint: OfficeComplaint, to body: Body, on date: CivilDate) -> Bool {
        if complaint.isVisible(to: body) { return true }
        let former = [complaint.complaint.about, complaint.takenAt]
        guard !former.contains(where: { isInForce($0, on: date) }),
            let successor = office(atOrAbove: former.compactMap { place(of: $0, on: date) }, on: date)
        else { return false }
        return body == .office(successor.id)
    }
}

/// Decides what happens when a complaint that stands apart is answered, once, by an official of whom it is about, of where
/// it was brought, or of the office that serves their place once both have ceased; too late is a breach on record (CMP-01).
/// Throws ``CommandRejection``.
public func decide(
    _ answer: DossierCommand.AnswerComplaint, to complaint: OfficeComplaint, by actor: Actor, at occurredAt: Timestamp,
    now: Timestamp, under catalogue: Catalogue
) throws(CommandRejection) -> DossierEvent {
    guard occurredAt <= now else { throw .occurredInFuture(now: now) }
    let received = complaint.complaint
    guard received.answeredAt == nil else { throw .unknownComplaint(received.id) }
    guard occurredAt >= received.receivedAt else { throw .occurredBeforeLastAct(received.receivedAt) }
    let verdict = authorize(.act(.answerComplaint), by: actor, on: occurredAt.date, under: catalogue)
    guard verdict.isAllowed else { throw .forbidden(verdict.rule) }
    guard let body = actor.body, catalogue.isVisible(complaint, to: body, on: occurredAt.date) else {
        throw .forbidden(.answerByOfficial)
    }
    return .complaintAnswered(
        .init(
            complaint: received.id, answer: answer.answer, upheld: answer.upheld,
            breach: occurredAt > received.dueAt ? .complaintAnsweredLate : nil))
}
