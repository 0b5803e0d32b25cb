import DossierDomain
import DossierStore

/// What every store must do, as checks that any store's tests can run; each throws ``ContractViolation``.
///
/// Checks take no time from a clock, and bring about what is rare through the ``StoreUnderTest``.
public struct StoreContract<Subject: StoreUnderTest>: Sendable {
    /// The store to check; empty at the beginning of every check.
    public let subject: Subject

    /// The contract for that store, which must be empty.
    public init(_ subject: Subject) {
        self.subject = subject
    }

    /// Noon of 20 August 2019 in Viet Nam, and so many minutes later.
    static func instant(_ minutes: Int = 0) -> Timestamp {
        Timestamp(milliseconds: 1_566_277_200_000).adding(minutes: minutes)
    }

    /// A key of a terminal; its fingerprint follows from `body`.
    static func key(_ key: String, body: UInt8 = 1) -> IdempotencyKey {
        IdempotencyKey(owner: "terminal-1", key: key, fingerprint: [UInt8](repeating: body, count: 32))
    }

    /// Makes the next commit of a life, which must succeed, and adopts it.
    func advance(
        _ life: inout DossierLife, in store: Subject.Store, at instant: Timestamp, key: IdempotencyKey? = nil
    ) async throws {
        let outcome = try await store.commit(life.next(at: instant, key: key))
        guard case .committed(let state) = outcome else {
            throw ContractViolation("not committed: \(outcome)", file: #fileID, line: #line)
        }
        life.adopt(state)
    }

    /// Receives dossiers of those identities, one commit each.
    func receive(_ ids: [DossierID], in store: Subject.Store) async throws -> [DossierLife] {
        var lives: [DossierLife] = []
        for id in ids {
            var life = DossierLife(id)
            try await advance(&life, in: store, at: Self.instant())
            lives.append(life)
        }
        return lives
    }
}

/// A kind of store with what the contract needs beside the port.
public protocol StoreUnderTest: Sendable {
    /// The store.
    associatedtype Store: DossierStore

    /// Opens the store, or opens it again with what was committed before.
    func open() async throws -> Store
    /// Closes it.
    func close(_ store: Store) async throws
    /// Starts the commits in this order, so that all end up in one transaction, and answers their outcomes.
    func together(_ commits: [DossierCommit], in store: Store) async throws -> [Result<
        CommitOutcome, StoreError
    >]
    /// Makes as if so many serials had been given for that agency and day.
    func giveSerials(_ count: Int, of request: NumberRequest, in store: Store) async throws
    /// From now on, makes COMMIT itself fail for every batch that has events.
    func breakCommits(in store: Store) async throws
    /// Lets COMMIT succeed again.
    func mendCommits(in store: Store) async throws
}
