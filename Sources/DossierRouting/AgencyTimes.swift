import DossierDomain

extension Catalogue {
    /// How each agency kept its share of a dossier's time, by the ledger's steps and by the questions that it was asked
    /// (TT01/2018 Article 14.1, indicator 2: each body, those that cooperate included).
    ///
    /// What still goes on in time says nothing yet, nor does a question that nobody waits for any more.
    public func agencyTimes(of events: [RecordedEvent], at now: Timestamp) -> [AgencyTime] {
        let steps = ledger(of: events, now: now)?.steps ?? []
        var times = steps.compactMap { step in
            step.punctuality(at: now).map { AgencyTime(step.agency, $0) }
        }
        var asked: [ConsultationID: Consultation] = [:]
        for recorded in events {
            switch recorded.event {
            case .consultationRequested(let requested): asked[requested.consultation.id] = requested.consultation
            case .consultationSilent(let silent): times.append(AgencyTime(silent.asked, .late))
            case .consultationAnswered(let answered):
                guard let question = asked[answered.consultation] else { continue }
                let punctuality = Punctuality(doneAt: recorded.occurredAt, dueAt: question.dueAt)
                times.append(AgencyTime(question.asked, punctuality))
            default: continue
            }
        }
        return times
    }
}
