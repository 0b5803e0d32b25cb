import DossierDomain
import DossierRouting
import DossierStore

/// Why a use-case ended without its effect.
public enum ServiceError: Error, Hashable, Sendable {
    /// There is no such thing, or the caller may not see it: both look the same (SEC-02).
    case notFound
    /// The engine rejected the command.
    case rejected(CommandRejection, replayed: Bool)
    /// The caller's `If-Match` names another version than the current one (IDM-02).
    case versionMismatch(current: Int)
    /// The idempotency key was used for another request (IDM-01).
    case keyReused
    /// Others changed the dossier faster than this command could be decided.
    case contention
    /// A reader of a feed asks for what comes after a place that isn't in the record: it was given out after the backup from
    /// which the record was put back. `last` is the last place before it that there is.
    case placeNotInRecord(last: Int)
    /// There is more to add up than so many rows; nothing was, because a part would pass for the whole.
    case tooManyRows(limit: Int)
    /// No credential is issued to that actor.
    case credentialRefused(CredentialRefusal)
    /// Somebody isn't logged in, or a login isn't kept.
    case loginRefused(LoginRefusal)
    /// Too much was asked or guessed; after so many seconds again.
    case tooFast(seconds: Int)
    /// The configuration can't be published; what is wrong with it, never empty (CFG-01).
    case configurationRefused([ReviewFinding])
    /// The store could not do it.
    case store(StoreError)
}

extension ServiceError {
    /// Turns what a store throws into what a use-case throws.
    public static func reading<Value>(_ read: () throws(StoreError) -> Value) throws(ServiceError) -> Value {
        do {
            return try read()
        } catch {
            throw .store(error)
        }
    }
}
