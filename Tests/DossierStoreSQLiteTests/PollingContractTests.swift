import DossierStoreSQLite
import DossierTesting
import Foundation
import Testing

/// The contract of a store for agencies that poll, on SQLite.
struct PollingContractTests {
    private let contract: StoreContract<SQLiteUnderTest>
    private let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    init() throws {
        contract = StoreContract(try SQLiteUnderTest())
    }

    @Test("POL-01 work is one worker's at a time; a stale token changes nothing and says what happened")
    func leasesAreFenced() async throws { try await contract.leasesAreFenced() }

    @Test("POL-01 a lease that ran out is good until somebody else has the work")
    func expiredLeasesAreGoodUntilTaken() async throws { try await contract.expiredLeasesAreGoodUntilTaken() }

    @Test("POL-01 a lease binds its own body, and never holds up another one's acts")
    func leasesBindTheirOwnBodyOnly() async throws { try await contract.leasesBindTheirOwnBodyOnly() }

    @Test("POL-01 a lease on a handover goes on for the step, and is for its own work only")
    func leasesGoOnForTheStep() async throws { try await contract.leasesGoOnForTheStep() }

    @Test("POL-02 a claim under a used key gives its leases again, also after a restart, as they stand now")
    func claimsReplay() async throws { try await contract.claimsReplay() }

    @Test("POL-03 work that fails again and again is set aside with its reasons and freed by a person")
    func failingWorkIsSetAside() async throws { try await contract.failingWorkIsSetAside() }

    @Test("POL-01 leases are renewed, released, and told apart in a batch")
    func leasesAreRenewedAndReleased() async throws { try await contract.leasesAreRenewedAndReleased() }

    @Test("POL-03 a clock that jumps gives work back, and the fence holds")
    func clockJumpsDoNoHarm() async throws { try await contract.clockJumpsDoNoHarm() }

    @Test("POL-03 who read the clock a moment before a lease was given takes nothing away")
    func aMomentIsNoSettingBack() async throws { try await contract.aMomentIsNoSettingBack() }

    @Test("POL-01 RTE-05 work that passes to another body is unclaimed there at once, whoever had it")
    func movedWorkIsUnclaimed() async throws { try await contract.movedWorkIsUnclaimed() }

    @Test("POL-01 claims take the earliest due first, and leave a share to others who wait")
    func claimsAreFair() async throws { try await contract.claimsAreFair() }

    @Test("POL-01 POL-03 however much is given out, a claim finds what becomes claimable")
    func claimsFindWhatBecomesClaimable() async throws { try await contract.claimsFindWhatBecomesClaimable() }

    @Test("POL-04 a feed has every event of what the body may see, in order, and no other")
    func feedsAreCompleteAndFiltered() async throws { try await contract.feedsAreCompleteAndFiltered() }

    @Test("POL-04 a feed read while 64 writers commit has no gap, no double, and is in order")
    func feedsAreReadWhileManyWrite() async throws {
        // A life has more than 22 events.
        try await contract.feedsAreReadWhileManyWrite(
            writers: 64, dossiers: isFull ? 750 : 3, atLeast: isFull ? 1_000_001 : 64 * 3 * 22)
    }

    @Test("POL-05 the version of a body's work moves with every change to it and with nothing else")
    func workVersionsMoveWithTheWork() async throws { try await contract.workVersionsMoveWithTheWork() }

    @Test("POL-06 what waits where, since when, and how long it took to be collected")
    func backlogsAreCounted() async throws { try await contract.backlogsAreCounted() }

    @Test("POL-05 no wake-up is missed, wherever the commit comes")
    func noWakeUpIsMissed() async throws { try await contract.noWakeUpIsMissed() }

    @Test("POL-05 a commit wakes those whom it concerns, and nobody else")
    func onlyThoseConcernedAreWoken() async throws { try await contract.onlyThoseConcernedAreWoken() }

    @Test("POL-05 claims are woken one by one, in the order of their coming")
    func claimsAreWokenOneByOne() async throws { try await contract.claimsAreWokenOneByOne() }

    @Test("POL-05 no claim sleeps beside work, under random orders")
    func noClaimSleepsBesideWork() async throws {
        for seed in 0..<UInt64(isFull ? 300 : 6) {
            try await StoreContract(try SQLiteUnderTest()).noClaimSleepsBesideWork(seeds: seed..<seed + 1)
        }
    }
}
