import DossierTesting
import Testing

/// The store contract, on SQLite.
struct SQLiteContractTests {
    private let contract: StoreContract<SQLiteUnderTest>

    init() throws {
        contract = StoreContract(try SQLiteUnderTest())
    }

    @Test("AUD-01 AUD-02 every kind of event comes back as recorded, and the state is their fold")
    func everyEventKindRoundTrips() async throws { try await contract.everyEventKindRoundTrips() }

    @Test("SEC-03 IDM-01 who did it and who told it are kept, once")
    func toldActsKeepBoth() async throws { try await contract.toldActsKeepBoth() }

    @Test("IDM-02 a stale version changes nothing")
    func staleVersionsChangeNothing() async throws { try await contract.staleVersionsChangeNothing() }

    @Test("IDM-01 the same key gives the first outcome again, across restarts; another request is refused")
    func keysReplay() async throws { try await contract.keysReplay() }

    @Test("IDM-01 two requests of one key in one batch are one commit and one replay")
    func keysReplayWithinOneBatch() async throws { try await contract.keysReplayWithinOneBatch() }

    @Test("IDM-01 a rejection is recorded and given again")
    func rejectionsReplay() async throws { try await contract.rejectionsReplay() }

    @Test("AUD-01 rejected requests are listed as long as they are remembered, a few at a time")
    func rejectionsAreListed() async throws { try await contract.rejectionsAreListed() }

    @Test("IDM-01 old keys are forgotten a few at a time, younger ones stay")
    func oldRequestsAreForgotten() async throws { try await contract.oldRequestsAreForgotten() }

    @Test("a change that contradicts itself changes nothing")
    func contradictionsChangeNothing() async throws { try await contract.contradictionsChangeNothing() }

    @Test("a bad neighbour in the batch does no harm")
    func badNeighboursDoNoHarm() async throws { try await contract.badNeighboursDoNoHarm() }

    @Test("AUD-01 a COMMIT that fails fails its batch and leaves no gap in positions, chain or serials")
    func failingCommitsRestoreEverything() async throws {
        try await contract.failingCommitsRestoreEverything()
    }

    @Test("opened again, chain, positions and serials go on")
    func reopeningGoesOn() async throws { try await contract.reopeningGoesOn() }

    @Test("every reader sees what was acknowledged")
    func readersSeeWhatWasAcknowledged() async throws { try await contract.readersSeeWhatWasAcknowledged() }

    @Test("a reader is told of every commit, whoever made it, so that nothing it remembers outlives one")
    func dataVersionsTellOfCommits() async throws { try await contract.dataVersionsTellOfCommits() }

    @Test("two dossiers' changes in every order and every cut into transactions are seen as acknowledged")
    func everyInterleavingIsSeen() async throws { try await contract.everyInterleavingIsSeen() }

    @Test("sixty-four committers at once lose and double nothing")
    func concurrentCommittersDoNoHarm() async throws { try await contract.concurrentCommittersDoNoHarm() }

    @Test("RCV-05 numbers are consecutive per agency and day, and found in both forms")
    func numbersAreConsecutive() async throws { try await contract.numbersAreConsecutive() }

    @Test("RCV-05 the 10,000th number of a day is refused")
    func serialsEndAt9999() async throws { try await contract.serialsEndAt9999() }

    @Test("OFF-01 RCV-05 online numbers skip what is reserved, and a reserved one is given once, also after a restart")
    func blocksAreSkippedOnline() async throws { try await contract.blocksAreSkippedOnline() }

    @Test("OFF-01 RCV-05 only the terminal that has a block takes its numbers, each once")
    func reservedNumbersAreTheTerminals() async throws { try await contract.reservedNumbersAreTheTerminals() }

    @Test("OFF-02 RCV-05 void numbers are never given, and every gap is explained")
    func voidNumbersStayVoid() async throws { try await contract.voidNumbersStayVoid() }

    @Test("RCV-05 OFF-02 after a restoration no number is given that may be on a slip, and who bears one may bring it")
    func restorationsSkipNumbers() async throws { try await contract.restorationsSkipNumbers() }

    @Test("RCV-05 a day that is nearly full at a restoration gives no number twice")
    func restorationsEndAt9999() async throws { try await contract.restorationsEndAt9999() }

    @Test("OFF-01 blocks end at a terminal's limit and at serial 9,999, and are wished for once")
    func blocksHaveLimits() async throws { try await contract.blocksHaveLimits() }

    @Test("OFF-01 TIM-09 days that were uploaded are kept once, and listed")
    func counterDaysAreKept() async throws { try await contract.counterDaysAreKept() }

    @Test("RCV-02 a submission spends no number")
    func submissionsSpendNoNumber() async throws { try await contract.submissionsSpendNoNumber() }

    @Test("lists filter and page like filtering in memory")
    func listsFilterAndPage() async throws { try await contract.listsFilterAndPage() }

    @Test("work is listed by due date")
    func workIsListedByDueDate() async throws { try await contract.workIsListedByDueDate() }

    @Test("FEE-01 NTC-01 registers list what the states say, with every filter, page by page")
    func registersSayWhatTheStatesSay() async throws { try await contract.registersSayWhatTheStatesSay() }

    @Test("CMP-01 a complaint that stands apart is in the chain, in the register and under its key, once")
    func complaintsStandApart() async throws { try await contract.complaintsStandApart() }

    @Test("EVA-01 an inspection is in the chain and in the register, and told apart from complaints")
    func inspectionsStandApart() async throws { try await contract.inspectionsStandApart() }

    @Test("pages are stable while dossiers are received")
    func pagesAreStableUnderInserts() async throws { try await contract.pagesAreStableUnderInserts() }

    @Test("a body that takes no part sees nothing")
    func foreignBodiesSeeNothing() async throws { try await contract.foreignBodiesSeeNothing() }

    @Test("SEC-02 for any rights, a list is what is found one by one")
    func listIsWhatIsFoundOneByOne() async throws { try await contract.listIsWhatIsFoundOneByOne() }

    @Test("who was shown personal data is kept, and an emergency is one")
    func readsAreKept() async throws { try await contract.readsAreKept() }

    @Test("cursors that were never given are refused")
    func foreignCursorsAreRefused() async throws { try await contract.foreignCursorsAreRefused() }

    @Test("credentials are kept, revoked and seen at once")
    func credentialsAreKept() async throws { try await contract.credentialsAreKept() }

    @Test("credentials are replaced, and their last use is noted")
    func credentialsAreReplaced() async throws { try await contract.credentialsAreReplaced() }

    @Test("credentials are listed")
    func credentialsAreListed() async throws { try await contract.credentialsAreListed() }

    @Test("logins are kept")
    func loginsAreKept() async throws { try await contract.loginsAreKept() }

    @Test("AUD-01 changes of who may come in are in the chain with their rows, or neither is")
    func accessIsOnRecord() async throws { try await contract.accessIsOnRecord() }

    @Test("a session is opened only by a login that still stands as it was proved")
    func sessionsFollowTheLogin() async throws { try await contract.sessionsFollowTheLogin() }

    @Test("with each session beyond the limit the oldest one ends")
    func sessionsAreLimited() async throws { try await contract.sessionsAreLimited() }

    @Test("configurations are versioned")
    func configurationsAreVersioned() async throws { try await contract.configurationsAreVersioned() }

    @Test("TIM-01 what was decided under a configuration that isn't in force any more changes nothing")
    func changesFollowTheConfiguration() async throws { try await contract.changesFollowTheConfiguration() }

    @Test("CFG-01 drafts are kept, changed at their version, and end with what they publish")
    func draftsAreKept() async throws { try await contract.draftsAreKept() }

    @Test("facts about the database are kept")
    func metaIsKept() async throws { try await contract.metaIsKept() }

    @Test("AUD-03 personal values are kept sealed, apart from the events")
    func personalValuesAreKeptSealed() async throws { try await contract.personalValuesAreKeptSealed() }

    @Test("AUD-03 what was erased is gone, what stands beside it stays")
    func erasedValuesAreGone() async throws { try await contract.erasedValuesAreGone() }

    @Test("AUD-03 people are found by their digests, among the rows that the reader may see")
    func peopleAreFoundByTheirDigests() async throws { try await contract.peopleAreFoundByTheirDigests() }

    @Test("AUD-03 keys are wrapped anew unless they changed meanwhile, and a retired master key is refused")
    func keysAreWrappedAnew() async throws { try await contract.keysAreWrappedAnew() }

    @Test("AUD-03 what is over and still has personal data is listed, oldest first")
    func keptDossiersAreListed() async throws { try await contract.keptDossiersAreListed() }

    @Test("AUD-03 records of reading are forgotten when their time has come, and not before")
    func oldReadsAreForgotten() async throws { try await contract.oldReadsAreForgotten() }

    @Test("AUD-03 the reason of a reading goes with its record, and none is taken in of what was erased")
    func reasonsGoWithTheirRecords() async throws { try await contract.reasonsGoWithTheirRecords() }
}
