import DossierDomain
import DossierStore

extension SQLiteStore: PollingStore {
    /// Gives leases on waiting work; see ``DossierStore/PollingStore/claim(_:)``.
    public func claim(_ claim: WorkClaim) async throws(StoreError) -> ClaimOutcome {
        try await write { session throws(StoreError) in try session.write(claim) }
    }

    /// Renews, releases or returns leases.
    public func change(_ change: LeaseChange) async throws(StoreError) -> LeaseChangeOutcome {
        try await write { session throws(StoreError) in try session.write(change) }
    }

    /// Frees a piece of work.
    public func free(_ freeing: WorkFreeing) async throws(StoreError) -> LeaseChangeOutcome {
        try await write { session throws(StoreError) in try session.write(freeing) }
    }

    /// Takes back the leases that have run out, and forgets those long ended.
    public func sweepLeases(at now: Timestamp, policy: LeasePolicy) async throws(StoreError) -> SweptLeases {
        try await write { session throws(StoreError) in try session.sweepLeases(at: now, policy: policy) }
    }

    /// Keeps a consumer's position in a body's feed.
    public func keep(
        _ position: Int, of consumer: String, in body: Body, at now: Timestamp
    ) async throws(StoreError) {
        try await write { session throws(StoreError) in
            try session.write(position, of: consumer, in: body, at: now)
        }
    }

    /// Keeps when credentials last polled.
    public func note(_ polls: [PollRecord]) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.write(polls) }
    }
}
