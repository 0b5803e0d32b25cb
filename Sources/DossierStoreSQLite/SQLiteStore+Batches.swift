import DossierDomain
import DossierStore

/// A commit that was checked and encoded beforehand, by whichever thread had time for it.
package struct PreparedCommit: Sendable {
    let encoded: EncodedCommit

    /// Checks and encodes a commit; throws ``StoreError/inconsistent(_:)`` where it contradicts itself.
    package init(_ commit: DossierCommit) throws(StoreError) {
        encoded = try EncodedCommit(commit)
    }
}

extension SQLiteStore {
    /// Makes many changes in that order and in one transaction, all or none; for filling a database.
    ///
    /// Each goes through the same ``WriteSession`` as a single one, so that the record comes out the same.
    package func commit(_ prepared: [PreparedCommit]) async throws(StoreError) -> [CommitOutcome] {
        try await write { session throws(StoreError) in
            var outcomes: [CommitOutcome] = []
            outcomes.reserveCapacity(prepared.count)
            for commit in prepared { outcomes.append(try session.write(commit.encoded)) }
            return outcomes
        }
    }
}
