import DossierDomain
import DossierStore
import DossierTesting
import Testing

/// The store contract, on memory: what tests above the store stand on is held to the same as the real one.
struct MemoryContractTests {
    private typealias Contract = StoreContract<MemoryUnderTest>

    private static let checks: [(name: String, run: @Sendable (Contract) async throws -> Void)] = [
        ("every kind of event", { try await $0.everyEventKindRoundTrips() }),
        ("told acts", { try await $0.toldActsKeepBoth() }),
        ("stale versions", { try await $0.staleVersionsChangeNothing() }),
        ("keys", { try await $0.keysReplay() }),
        ("keys in one batch", { try await $0.keysReplayWithinOneBatch() }),
        ("rejections", { try await $0.rejectionsReplay() }),
        ("rejections listed", { try await $0.rejectionsAreListed() }),
        ("old requests", { try await $0.oldRequestsAreForgotten() }),
        ("data versions", { try await $0.dataVersionsTellOfCommits() }),
        ("contradictions", { try await $0.contradictionsChangeNothing() }),
        ("bad neighbours", { try await $0.badNeighboursDoNoHarm() }),
        ("failing commits", { try await $0.failingCommitsRestoreEverything() }),
        ("opening again", { try await $0.reopeningGoesOn() }),
        ("readers", { try await $0.readersSeeWhatWasAcknowledged() }),
        ("many committers", { try await $0.concurrentCommittersDoNoHarm() }),
        ("numbers", { try await $0.numbersAreConsecutive() }),
        ("the last serial", { try await $0.serialsEndAt9999() }),
        ("blocks", { try await $0.blocksAreSkippedOnline() }),
        ("reserved numbers", { try await $0.reservedNumbersAreTheTerminals() }),
        ("void numbers", { try await $0.voidNumbersStayVoid() }),
        ("restorations", { try await $0.restorationsSkipNumbers() }),
        ("restorations of a full day", { try await $0.restorationsEndAt9999() }),
        ("limits of blocks", { try await $0.blocksHaveLimits() }),
        ("counter days", { try await $0.counterDaysAreKept() }),
        ("submissions", { try await $0.submissionsSpendNoNumber() }),
        ("lists", { try await $0.listsFilterAndPage() }),
        ("work", { try await $0.workIsListedByDueDate() }),
        ("registers", { try await $0.registersSayWhatTheStatesSay() }),
        ("complaints", { try await $0.complaintsStandApart() }),
        ("inspections", { try await $0.inspectionsStandApart() }),
        ("pages", { try await $0.pagesAreStableUnderInserts() }),
        ("foreign bodies", { try await $0.foreignBodiesSeeNothing() }),
        ("list and look-up", { try await $0.listIsWhatIsFoundOneByOne() }),
        ("reads", { try await $0.readsAreKept() }),
        ("cursors", { try await $0.foreignCursorsAreRefused() }),
        ("credentials", { try await $0.credentialsAreKept() }),
        ("credentials replaced", { try await $0.credentialsAreReplaced() }),
        ("credentials listed", { try await $0.credentialsAreListed() }),
        ("logins", { try await $0.loginsAreKept() }),
        ("access on record", { try await $0.accessIsOnRecord() }),
        ("sessions", { try await $0.sessionsFollowTheLogin() }),
        ("sessions' limit", { try await $0.sessionsAreLimited() }),
        ("configurations", { try await $0.configurationsAreVersioned() }),
        ("changes under an older configuration", { try await $0.changesFollowTheConfiguration() }),
        ("drafts", { try await $0.draftsAreKept() }),
        ("facts", { try await $0.metaIsKept() }),
        ("erased values", { try await $0.erasedValuesAreGone() }),
        ("people", { try await $0.peopleAreFoundByTheirDigests() }),
        ("wrapped keys", { try await $0.keysAreWrappedAnew() }),
        ("what is kept", { try await $0.keptDossiersAreListed() }),
        ("old reads", { try await $0.oldReadsAreForgotten() }),
        ("reasons of readings", { try await $0.reasonsGoWithTheirRecords() }),
        ("personal values", { try await $0.personalValuesAreKeptSealed() }),
        ("interleavings", { try await $0.everyInterleavingIsSeen() }),
    ]

    @Test("the memory store fulfils the contract", arguments: checks.indices)
    func fulfils(_ index: Int) async throws {
        try await Self.checks[index].run(Contract(MemoryUnderTest()))
    }
}

/// Memory stores on one disk.
private struct MemoryUnderTest: StoreUnderTest {
    private let disk = MemoryDisk()

    func open() -> MemoryStore { MemoryStore(disk: disk) }

    func close(_ store: MemoryStore) { store.close() }

    func together(
        _ commits: [DossierCommit], in store: MemoryStore
    ) async throws -> [Result<CommitOutcome, StoreError>] {
        do throws(StoreError) {
            return try store.together(commits)
        } catch {
            let failure = error
            return commits.map { _ in .failure(failure) }
        }
    }

    func giveSerials(_ count: Int, of request: NumberRequest, in store: MemoryStore) {
        disk.giveSerials(count, of: request)
    }

    func breakCommits(in store: MemoryStore) { disk.setBroken(true) }

    func mendCommits(in store: MemoryStore) { disk.setBroken(false) }
}
