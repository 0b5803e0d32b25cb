/// What somebody wants to change about who may come in (SEC-06).
public enum AccessCommand: Hashable, Sendable {
    /// To issue a credential to whoever acts so.
    case issue(to: Actor, expiresAt: Timestamp)
    /// To issue a credential in place of another one, which ends at that instant unless it ends before.
    case replace(HeldCredential, by: CredentialID, expiresAt: Timestamp, oldEndsAt: Timestamp)
    /// To revoke a credential or a session.
    case revoke(HeldCredential)
    /// To give somebody a first password, in place of the login that they have, if they have one.
    case giveLogin(to: PersonID, inPlaceOf: HeldLogin?)
    /// To choose a password or set up codes, as its owner.
    case changeLogin(of: PersonID, password: Bool, codes: Bool)
    /// To take somebody's login away.
    case removeLogin(of: PersonID)
    /// To lock a login out, where these wrong tries in a row are so many.
    case bar(PersonID, atHome: Bool, after: FailedAttempts)

    /// A credential as it is before.
    public struct HeldCredential: Hashable, Sendable {
        /// As whom it acts.
        public let holder: Actor
        /// Whether it is a session.
        public let isSession: Bool
        /// When it was issued.
        public let issuedAt: Timestamp
        /// When it stops being accepted.
        public let expiresAt: Timestamp
        /// Whether it was revoked.
        public let isRevoked: Bool

        /// A credential.
        public init(
            holder: Actor, isSession: Bool, issuedAt: Timestamp, expiresAt: Timestamp, isRevoked: Bool
        ) {
            self.holder = holder
            self.isSession = isSession
            self.issuedAt = issuedAt
            self.expiresAt = expiresAt
            self.isRevoked = isRevoked
        }
    }

    /// A login as it is before.
    public struct HeldLogin: Hashable, Sendable {
        /// Whether one-time codes are asked for.
        public let usesCodes: Bool

        /// A login.
        public init(usesCodes: Bool) {
            self.usesCodes = usesCodes
        }
    }
}
