import DossierDomain

/// Why no credential is issued to somebody.
public enum CredentialRefusal: Hashable, Sendable {
    /// Citizens prove themselves with the slip's code.
    case citizensHaveNone
    /// The role acts at an office, and none is named.
    case officeMissing
    /// The role acts for an agency, and none is named.
    case agencyMissing
    /// The role acts at an office or for an agency, and neither is named.
    case bodyMissing
    /// An official's credential is somebody's, by a posting, or a counter's: neither is named.
    case postingMissing
    /// No such office is in force.
    case unknownOffice(OfficeID)
    /// No such agency is in force.
    case unknownAgency(AgencyID)
    /// There is no such counter at that office.
    case unknownCounter(CounterID)
    /// There is no such posting there, or not in that role.
    case unknownPosting(PostingID)
}

extension Catalogue {
    /// Why no credential is issued to that actor on that day; `nil` where one may be (SEC-01).
    ///
    /// A credential is scoped to one office or agency and one role; only administrators and inspectors act for none.
    public func refusal(toIssueTo actor: Actor, on date: CivilDate) -> CredentialRefusal? {
        switch (actor.role, actor.body) {
        case (.citizen, _): return .citizensHaveNone
        case (.administrator, _), (.inspector, _): break
        case (.postalClerk, .office(let id)), (.official, .office(let id)):
            guard office(id, on: date) != nil else { return .unknownOffice(id) }
        case (.official, .agency(let id)), (.agencySystem, .agency(let id)):
            guard agency(id, on: date) != nil else { return .unknownAgency(id) }
        case (.postalClerk, _): return .officeMissing
        case (.official, nil): return .bodyMissing
        case (.agencySystem, _): return .agencyMissing
        }
        guard !actor.isUnnamed else { return .postingMissing }
        if let id = actor.counter {
            guard let found = counter(id, on: date), Body.office(found.office) == actor.body else {
                return .unknownCounter(id)
            }
        }
        if let id = actor.posting {
            // The door refuses whoever acts otherwise than the posting says (ORG-07).
            guard posting(id, on: date)?.covers(actor, at: actor.counter) == true else { return .unknownPosting(id) }
        }
        return nil
    }

    /// The postings under which somebody may log in on that day: each is one thing that they may act as.
    public func postings(of person: PersonID, on date: CivilDate) -> [Posting] {
        document.postings.filter { $0.person == person && $0.isForLogIn(on: date) }
    }

    /// The postings under which people may log in on that day, by person: of everybody in one pass.
    public func postingsByPerson(on date: CivilDate) -> [PersonID: [Posting]] {
        Dictionary(grouping: document.postings.filter { $0.isForLogIn(on: date) }, by: \.person)
    }
}

extension Posting {
    fileprivate func isForLogIn(on date: CivilDate) -> Bool { validity.contains(date) && role != .citizen }

    /// Who acts under this posting with that credential.
    public func actor(with credential: CredentialID) -> Actor {
        Actor(
            credential: credential, role: role, body: body, employer: employer, counter: counter, posting: id)
    }
}
