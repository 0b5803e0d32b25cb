import DossierDomain

extension Catalogue {
    /// Why somebody may do nothing at all on that day: the posting isn't in force, or says something else (ORG-07).
    ///
    /// A terminal or an agency's system has no posting, and is refused by none. Whoever it names as the performer was
    /// posted where it stands, as what it acts (SEC-03): nothing is told that the teller couldn't do.
    public func refusalByPosting(of actor: Actor, on date: CivilDate) -> Verdict? {
        if let id = actor.posting {
            guard posting(id, on: date)?.covers(actor, at: actor.counter) == true else {
                return .refused(.actUnderPosting)
            }
        }
        if let id = actor.performer {
            guard posting(id, on: date)?.covers(actor, at: counter(of: actor, on: date)) == true else {
                return .refused(.performByColleague)
            }
        }
        return nil
    }

    /// The counter that somebody stands at: a posting binds to its counter, whether or not the credential names it.
    func counter(of actor: Actor, on date: CivilDate) -> CounterID? {
        actor.counter ?? counter(of: actor.posting, on: date)
    }

    /// The counter that a posting is tied to.
    func counter(of posting: PostingID?, on date: CivilDate) -> CounterID? {
        posting.flatMap { self.posting($0, on: date) }?.counter
    }

    /// Whether the competent authority has delegated the procedure to the acting official (NĐ61/2018 Article 17.5).
    func isDelegated(
        _ procedure: ProcedureCode, to actor: Actor, at office: OfficeID, on date: CivilDate
    ) -> Bool {
        guard Staff.official.includes(actor), actor.office == office,
            let posting = actor.posting.flatMap({ posting($0, on: date) }), posting.office == actor.office
        else { return false }
        return posting.decides?.contains(procedure) == true
    }

    /// Why somebody is refused before anything is looked up: as by the posting; and an official's credential is
    /// somebody's or a counter's (ORG-07).
    public func refusalAtDoor(of actor: Actor, on date: CivilDate) -> Verdict? {
        actor.isUnnamed ? .refused(.actUnderPosting) : refusalByPosting(of: actor, on: date)
    }

    /// Whoever received doesn't decide, but for an official with a delegation (SEC-03).
    ///
    /// An official decides under a posting: of a nameless one nobody can tell that another received.
    func separation(of actor: Actor, in state: DossierState, on date: CivilDate) -> Verdict {
        if isDelegated(state.procedure.code, to: actor, at: state.office, on: date) {
            return .allowed(.decideByDelegation)
        }
        let isNameless = actor.role == .official && actor.posting == nil
        return Verdict(isAllowed: !isNameless && !mayHaveReceived(actor, state, on: date), rule: .decideByAnother)
    }

    /// Whether the acting official received the dossier, told it, or may have done: one person, under whichever
    /// credential.
    ///
    /// What a terminal received that stands for several, anybody may have received who was posted there then, in its role
    /// and employment. A performer whom it names is one more, and takes nobody away: nobody can tell who named them.
    private func mayHaveReceived(_ actor: Actor, _ state: DossierState, on date: CivilDate) -> Bool {
        guard let reception = state.reception else { return false }
        let (receiver, then) = (reception.receivedBy, reception.receivedAt.date)
        if receiver.credential == actor.credential { return true }
        guard let mine = actor.posting else { return false }
        let named = [receiver.performer, receiver.posting].compactMap(\.self)
        if named.contains(mine) { return true }
        guard let me = posting(mine, on: date)?.person else { return false }
        if named.contains(where: { posting($0, on: then)?.person == me }) { return true }
        guard receiver.posting == nil else { return false }
        return document.postings.contains { posting in
            posting.person == me && posting.validity.contains(then) && posting.covers(receiver, at: receiver.counter)
        }
    }
}

extension Posting {
    /// Whether whoever acts so acts as the posting says: there, in that role, in that employment, at that counter.
    func covers(_ actor: Actor, at own: CounterID?) -> Bool {
        guard actor.role == role, actor.employer == employer else { return false }
        let places = [office.map(Body.office), agency.map(Body.agency)]
        return (actor.body == nil || places.contains(actor.body))
            && (counter == nil || own == nil || counter == own)
    }
}
