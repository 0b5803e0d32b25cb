import Synchronization

/// Counts what happened at the door: who came in, who was refused, who was told to wait.
public final class AccessTally: Sendable {
    /// What is counted.
    public enum Event: String, CaseIterable, Sendable {
        /// Somebody logged in.
        case sessionOpened = "session-opened"
        /// Name, password or code was wrong.
        case loginWrong = "login-wrong"
        /// A login wasn't looked at, because too much was wrong before.
        case loginBarred = "login-barred"
        /// A login wasn't looked at, because too many waited.
        case loginBusy = "login-busy"
        /// A login was right, but more is needed, such as a new password.
        case loginIncomplete = "login-incomplete"
        /// Number and slip code weren't a slip's.
        case slipCodeWrong = "slip-code-wrong"
        /// A look-up wasn't answered, because too much was wrong before.
        case lookUpBarred = "look-up-barred"
        /// A person wasn't searched for, because too many numbers were tried before that nobody has.
        case searchBarred = "search-barred"
        /// A request was refused by its credential's rate.
        case credentialTooFast = "credential-too-fast"
        /// A request was refused by its address's rate.
        case addressTooFast = "address-too-fast"
        /// A change was refused, because too many of its credential's waited.
        case changeTooMany = "change-too-many"
    }

    /// Refusals are few and logging in is slow: a lock for each costs nothing that counts.
    private let counted = Mutex<[Event: Int]>([:])

    /// Nothing has happened yet.
    public init() {}

    /// It has happened once more.
    public func note(_ event: Event) {
        counted.withLock { $0[event, default: 0] += 1 }
    }

    /// How often each has happened; what never did is missing.
    public var counts: [Event: Int] { counted.withLock { $0 } }
}
