import DossierDomain

/// Why who may come in isn't changed.
public enum AccessRefusal: Error, Hashable, Sendable {
    /// Not by that actor, by that rule.
    case forbidden(AuthorizationRule)
    /// No credential is issued to that actor.
    case place(CredentialRefusal)
    /// The credential isn't accepted any more, or is a session: nothing takes its place.
    case over
    /// There is no such person in the configuration.
    case unknownPerson
}

/// Decides what happens when somebody changes who may come in (SEC-06): administrators and the machine itself, and each
/// person their own password and codes.
///
/// Answers nothing where nothing changes: what was revoked stays revoked, and a login that is locked out already isn't
/// locked out again. Throws ``AccessRefusal``.
public func decide(
    _ command: AccessCommand, by actor: Actor, now: Timestamp, under catalogue: Catalogue,
    lockingOutBy policy: LockOutPolicy = LockOutPolicy()
) throws(AccessRefusal) -> [AccessEvent] {
    switch command {
    case .issue(let holder, let expiresAt):
        try requireIssuing(to: holder, by: actor, now: now, under: catalogue)
        return [.credentialIssued(.init(holder: holder, expiresAt: expiresAt))]
    case .replace(let old, let new, let expiresAt, let oldEndsAt):
        try requireIssuing(to: old.holder, by: actor, now: now, under: catalogue)
        guard !old.isSession, !old.isRevoked, now < old.expiresAt else { throw .over }
        // Never before it began: it was there.
        let end = max(min(old.expiresAt, oldEndsAt), Timestamp(milliseconds: old.issuedAt.milliseconds + 1))
        let id = old.holder.credential
        return [
            .credentialIssued(.init(holder: old.holder.bearing(new), expiresAt: expiresAt, replaces: id)),
            .credentialReplaced(.init(credential: id, by: new, expiresAt: end)),
        ]
    case .revoke(let credential):
        try require(by: actor, now: now, under: catalogue)
        return credential.isRevoked ? [] : [.credentialRevoked(.init(holder: credential.holder))]
    case .giveLogin(let person, let known):
        try require(by: actor, now: now, under: catalogue)
        guard catalogue.document.people.contains(where: { $0.id == person }) else { throw .unknownPerson }
        return [.loginGiven(.init(person: person, anew: known != nil, codesEnded: known?.usesCodes == true))]
    case .changeLogin(let person, let password, let codes):
        guard let posting = actor.posting.flatMap({ catalogue.posting($0, on: now.date) }), posting.person == person
        else { throw .forbidden(.actUnderPosting) }
        return password || codes ? [.loginChanged(.init(person: person, password: password, codes: codes))] : []
    case .removeLogin(let person):
        try require(by: actor, now: now, under: catalogue)
        return [.loginRemoved(.init(person: person))]
    case .bar(let person, let atHome, let failures):
        guard actor == .system else { throw .forbidden(.watchBySystem) }
        // Once for all tries in a row: those after it lengthen what is on record, as often as a stranger likes.
        guard failures.count == policy.lockOutAttempts, let until = policy.barredUntil(failures, at: now) else {
            return []
        }
        return [
            .loginBarred(.init(person: person, atHome: atHome, failures: failures.count, until: until))
        ]
    }
}

private func require(by actor: Actor, now: Timestamp, under catalogue: Catalogue) throws(AccessRefusal) {
    let verdict = authorize(.operating, by: actor, on: now.date, under: catalogue)
    guard verdict.isAllowed else { throw .forbidden(verdict.rule) }
}

private func requireIssuing(
    to holder: Actor, by actor: Actor, now: Timestamp, under catalogue: Catalogue
) throws(AccessRefusal) {
    try require(by: actor, now: now, under: catalogue)
    if let refusal = catalogue.refusal(toIssueTo: holder, on: now.date) { throw .place(refusal) }
}

extension Actor {
    /// The same with another credential.
    public func bearing(_ credential: CredentialID) -> Actor {
        Actor(
            credential: credential, role: role, body: body, employer: employer, counter: counter, posting: posting)
    }
}
