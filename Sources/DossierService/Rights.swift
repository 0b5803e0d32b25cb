import DossierDomain
import DossierRouting
import DossierStore

extension DossierService {
    /// Whether somebody may do that to a dossier, or know that of it, today; and by which rule (SEC-05).
    public func verdict(on action: Action, of state: DossierState, by actor: Actor) -> Verdict {
        authorize(action, in: state, by: actor, on: now().date, under: catalogue)
    }

    /// Whether somebody may know that of a dossier (SEC-03).
    public func mayRead(_ reading: Reading, of state: DossierState, by actor: Actor) -> Bool {
        verdict(on: .read(reading), of: state, by: actor).isAllowed
    }

    /// Whether somebody's role has to do with that at all, whichever dossier it is.
    public func verdict(on action: Action, by actor: Actor) -> Verdict {
        authorize(action, by: actor, on: now().date, under: catalogue)
    }

    /// Refuses whoever may not do that with the configuration, by the rule that says so (CFG-01).
    public func require(_ use: ConfigurationUse, by actor: Actor) throws(ServiceError) {
        let verdict = authorize(use, by: actor, on: now().date, under: catalogue)
        guard verdict.isAllowed else { throw .rejected(.forbidden(verdict.rule), replayed: false) }
    }

    /// Refuses whoever may not do that with the service as a whole, by the rule that says so (SEC-05).
    public func require(_ use: ServiceUse, by actor: Actor) throws(ServiceError) {
        let verdict = authorize(use, by: actor, on: now().date, under: catalogue)
        guard verdict.isAllowed else { throw .rejected(.forbidden(verdict.rule), replayed: false) }
    }

    /// Only the body's own staff and systems, and overseers for reading, see its work, its lists and its feed (SEC-02).
    public func requireAccess(to body: Body, by actor: Actor, for use: BookUse) throws(ServiceError) {
        guard authorize(use, ofBooksOf: body, by: actor).isAllowed else { throw .notFound }
    }
}

extension Party {
    /// The same for whoever needs no more of identity numbers than to tell two people apart: the last digits (SEC-03).
    public var withoutIdentityNumber: Party {
        guard let document = identityDocument else { return self }
        let shown = document.number.count > 2 * Self.shownDigits ? document.number.suffix(Self.shownDigits) : ""
        return Party(
            kind: kind, name: name,
            identityDocument: IdentityDocument(kind: document.kind, number: Self.mask + shown), address: address,
            phone: phone, email: email, authorisation: authorisation)
    }

    private static var mask: String { "••••" }
    private static var shownDigits: Int { 4 }
}
