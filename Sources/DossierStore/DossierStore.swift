import DossierDomain

/// What a store must do to keep dossiers: commit durably, and let itself be read.
///
/// No transaction closure crosses this seam, so that another database fits behind it with the same contract.
public protocol DossierStore: Sendable {
    /// The type of its readers.
    associatedtype Reader: DossierReader

    /// Makes one change durable, together with its neighbours in the queue (group commit).
    ///
    /// Returns only after the commit is on disk. What must be serial — dossier number, feed position,
    /// previous hash — is filled in inside the transaction. A rejection that the store itself finds is recorded
    /// under the idempotency key like any other. Where an event is `personalDataErased`, the same transaction destroys the keys
    /// of all personal values of that dossier, and the values (AUD-03). Throws ``StoreError`` where nothing was changed.
    func commit(_ commit: DossierCommit) async throws(StoreError) -> CommitOutcome

    /// Makes one change to a record apart from any dossier durable, in the same chain of events (CMP-01, EVA-01).
    ///
    /// Throws ``StoreError`` where nothing was changed.
    func commit(_ commit: ApartCommit) async throws(StoreError) -> ApartOutcome

    /// Records that a request was rejected, so that its retry gets the same answer (IDM-01).
    ///
    /// Returns what was recorded before where the key is known already.
    func record(
        _ rejection: CommandRejection, for key: IdempotencyKey, at recordedAt: Timestamp
    ) async throws(StoreError) -> CommitOutcome

    /// Reserves a block of numbers, behind all that were given of that agency and day before (OFF-01).
    ///
    /// Serials given later, online or in blocks, go on behind it. A rejection is recorded under the key.
    func reserve(_ reservation: BlockReservation) async throws(StoreError) -> NumberOutcome

    /// Declares reserved numbers void for ever (OFF-02).
    ///
    /// Where one of those named is a dossier's, none is; those that are void already stay as they are.
    func void(_ voiding: NumberVoiding) async throws(StoreError) -> NumberOutcome

    /// Keeps that the record was put back from a backup: from here on no number is given, and no lease, that may have been
    /// given before. Throws ``StoreError/inconsistent(_:)`` where the restoration is of another record.
    func note(_ restoration: Restoration) async throws(StoreError)

    /// Keeps that a day was uploaded, where its key is new, and answers the day that is kept under it: this one, or that
    /// of an earlier request.
    func keep(_ day: CounterDay) async throws(StoreError) -> CounterDay

    /// Forgets recorded requests from before that instant, and answers how many.
    ///
    /// Looks at no more than `limit` (1–1,000) records, each call going on where the one before ended and beginning
    /// anew after the last: a sweep never holds up commits for long, and everything is looked at in the end.
    func forgetRequests(recordedBefore instant: Timestamp, lookingAt limit: Int) async throws(StoreError) -> Int

    /// Keeps a new version of the configuration, with its event in the chain (CFG-01).
    ///
    /// Throws ``StoreError`` where nothing was changed.
    func commit(_ commit: ConfigurationCommit) async throws(StoreError) -> ApartOutcome

    /// Keeps a draft, or discards it. Throws ``StoreError`` where nothing was changed.
    func commit(_ commit: DraftCommit) async throws(StoreError) -> ApartOutcome

    /// Changes who may come in: credentials and logins, with the events that tell of it in the chain (SEC-06, AUD-01).
    ///
    /// Throws ``StoreError/versionConflict`` where the rows aren't as they were read any more, and nothing was changed.
    func commit(_ commit: AccessCommit) async throws(StoreError)

    /// Notes when credentials were last used; an older instant than the one that is kept changes nothing.
    func noteUse(of credentials: [CredentialID: Timestamp]) async throws(StoreError)

    /// Forgets sessions that ended before that instant, at most `limit` (1–1,000), and answers how many.
    func forgetSessions(endedBefore instant: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Keeps a new session of somebody whose login still stands as they proved it, and ends their oldest ones beyond the
    /// limit when it begins, in one commit.
    ///
    /// Throws ``StoreError/versionConflict`` where the login is gone, its password or codes are others by now, or there is
    /// a credential of that identity: a login that was reset meanwhile opens nothing.
    func open(
        _ session: StoredCredential, provenBy login: StoredLogin, within limit: SessionsLimit
    ) async throws(StoreError)

    /// Ends a session from that instant on, because its bearer logs out; `false` where there is none of that identity.
    ///
    /// One that ended before stays so from the earlier instant on.
    func end(_ session: CredentialID, at instant: Timestamp) async throws(StoreError) -> Bool

    /// Appends who was shown personal data, with the sealed reason of a reading in an emergency (`subjects`, `values`).
    ///
    /// Throws ``StoreError/versionConflict`` where there is a reading in an emergency of that identity, or where the dossier that
    /// a reason belongs to was erased.
    func append(
        _ reads: [PersonalDataRead], _ subjects: [SealedSubject], _ values: [NewSealedValue]
    ) async throws(StoreError)

    /// Puts keys in place that were wrapped by another master key, and answers how many: one that is another by now, or was
    /// erased, stays as it is (AUD-03). Whatever is given is done in one commit.
    func rewrap(_ subjects: [RewrappedSubject]) async throws(StoreError) -> Int

    /// Forgets who was shown personal data before that instant, with the reasons of readings in an emergency, at most `limit`
    /// (1–1,000) records; answers how many.
    ///
    /// Each call goes by its own instant: where a rule was corrected, what is younger stays from then on.
    func forgetReads(before instant: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Keeps a fact about the database itself, in place of what was kept under that key before.
    func keep(_ value: String, for key: MetaKey) async throws(StoreError)

    /// A reader for the use of one thread at a time, such as an event loop's own.
    func makeReader() throws(StoreError) -> Reader
}

/// Short reads on a connection of its own; sees every commit that was acknowledged before the call.
///
/// Not `Sendable`: a reader belongs to one thread at a time.
public protocol DossierReader {
    /// A number that is another one after each commit, by whichever process.
    ///
    /// While it stays the same, every read answers the same: what was read after one call holds if the next call
    /// answers the same number. A commit that was acknowledged before a call is in its answer.
    func dataVersion() throws(StoreError) -> Int64

    /// Does several reads on one snapshot, which is cheaper and consistent; within another one, on that.
    ///
    /// The work can't suspend, so no snapshot outlives a turn of its thread.
    func snapshot<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value

    /// The dossier or submission of that identity, where it is among these rows (SEC-02).
    func dossier(_ id: DossierID, among rows: RowFilter) throws(StoreError) -> DossierState?

    /// The dossier of that number, in whichever form it is written, where it is among these rows (SEC-02).
    func dossier(_ number: DossierNumber, among rows: RowFilter) throws(StoreError) -> DossierState?

    /// All events of a dossier, in order.
    func events(of id: DossierID) throws(StoreError) -> [RecordedEvent]

    /// The dossiers that match, newest reception first; submissions by when they were brought.
    ///
    /// The order is that of recording, except where `receivedFrom` or `receivedBefore` narrows: then it is that
    /// of reception itself. Throws ``StoreError/invalidCursor`` for a cursor of another list.
    func dossiers(matching filter: DossierFilter) throws(StoreError) -> Page<DossierState>

    /// The work that waits for a body, by due date.
    func work(matching filter: WorkFilter) throws(StoreError) -> Page<WorkItem>

    /// The rows of a register, in the order in which they were entered.
    func register(matching filter: RegisterFilter) throws(StoreError) -> Page<RegisterEntry>

    /// Encrypted values with the wrapped keys of their subjects; those that were erased are left out.
    func sealedValues(_ ids: [PrivateValueID]) throws(StoreError) -> [SealedValue]

    /// Subjects whose keys weren't erased, by identity, with one of their values, at most `limit` (1–1,000).
    func subjects(afterID id: SubjectID?, limit: Int) throws(StoreError) -> [StoredSubject]

    /// One subject for each master key that wraps any, with one of its values, by the key's version.
    func subjectOfEachKey() throws(StoreError) -> [StoredSubject]

    /// How many keys that weren't erased each master key wraps, by its version.
    func keyCounts() throws(StoreError) -> [Int: Int]

    /// Dossiers and submissions that are over, or weren't received, whose personal data is there, and that were brought
    /// before that instant: oldest first, at most `limit` (1–200).
    ///
    /// Throws ``StoreError/invalidCursor`` for a cursor of another list.
    func keptDossiers(
        submittedBefore instant: Timestamp, after: String?, limit: Int
    ) throws(StoreError) -> Page<DossierState>

    /// What was recorded under an idempotency key; `nil` where nothing was.
    func outcome(of key: IdempotencyKey) throws(StoreError) -> RecordedRequest?

    /// The rejected ones among the requests that are remembered, by owner and key.
    ///
    /// Looks at no more than `limit` (1–1,000) remembered requests: a page may have fewer rows, even none, and still have
    /// a next one. Throws ``StoreError/invalidCursor`` for a cursor of another list.
    func rejections(after: String?, lookingAt limit: Int) throws(StoreError) -> Page<RejectedRequest>

    /// The block of that identity.
    func numberBlock(_ id: NumberBlockID) throws(StoreError) -> NumberBlock?

    /// The blocks of an office and day whose first serial comes after that one, in their order, at most `limit` (1–200).
    func numberBlocks(
        of office: OfficeID, on date: CivilDate, after serial: Int, limit: Int
    ) throws(StoreError) -> [NumberBlock]

    /// What has become of the serials of an agency and day after that one, in their order, at most `limit` (1–200).
    func numbers(of request: NumberRequest, after serial: Int, limit: Int) throws(StoreError) -> [NumberEntry]

    /// Agencies and days with the last serial given, in the order of their short forms and dates, at most `limit` (1–1,000).
    func lastSerials(
        after request: NumberRequest?, limit: Int
    ) throws(StoreError) -> [(request: NumberRequest, last: Int)]

    /// How often the record was put back from a backup, oldest first.
    func restorations() throws(StoreError) -> [Restoration]

    /// The day that a terminal uploaded under that key.
    func counterDay(of terminal: String, key: String) throws(StoreError) -> CounterDay?

    /// The days that were uploaded at an office, newest first, at most `limit` (1–200).
    ///
    /// Throws ``StoreError/invalidCursor`` for a cursor of another list.
    func counterDays(of office: OfficeID, after: String?, limit: Int) throws(StoreError) -> Page<CounterDay>

    /// The credential of that identity.
    func credential(_ id: CredentialID) throws(StoreError) -> StoredCredential?

    /// Credentials, oldest first.
    ///
    /// Throws ``StoreError/invalidCursor`` where there is none of the identity after which they are to come.
    func credentials(matching filter: CredentialFilter) throws(StoreError) -> [StoredCredential]

    /// What somebody logs in with.
    func login(of person: PersonID) throws(StoreError) -> StoredLogin?

    /// The login of that name.
    func login(named userName: String) throws(StoreError) -> StoredLogin?

    /// All logins, by name.
    func logins() throws(StoreError) -> [StoredLogin]

    /// Who was shown personal data, newest record first.
    ///
    /// Throws ``StoreError/invalidCursor`` for a cursor of another list.
    func reads(matching filter: ReadFilter) throws(StoreError) -> Page<PersonalDataRead>

    /// The records of reading that were last added to within that time: how many, and the oldest of them, at most `limit`
    /// (1–200).
    func oldReads(
        endedIn range: Range<Timestamp>, limit: Int
    ) throws(StoreError) -> (count: Int, oldest: [PersonalDataRead])

    /// The reading in an emergency of that identity.
    func emergencyRead(_ id: String) throws(StoreError) -> PersonalDataRead?

    /// The newest configuration and its version; `nil` before the first.
    func configuration() throws(StoreError) -> (version: Int, document: ConfigurationDocument)?

    /// A version of the configuration as it was kept; `nil` where there is none of that number.
    func configuration(version: Int) throws(StoreError) -> StoredConfiguration?

    /// What was done to the configuration, or to one thing in it, newest first, at most `limit` (1–200).
    func configurations(
        changing object: ConfigurationObject?, before version: Int?, limit: Int
    ) throws(StoreError) -> [ConfigurationRecord]

    /// The draft of that name.
    func draft(_ id: DraftID) throws(StoreError) -> ConfigurationDraft?

    /// All drafts, by name, without their contents.
    func drafts() throws(StoreError) -> [DraftSummary]

    /// Dossiers and submissions of one status that stand in lists after an ordinal and up to another, in that order, at
    /// most `limit` (1–1,000): what a rehearsal looks at.
    func dossiers(
        standing status: DossierStatus, after ordinal: Int, upTo last: Int, limit: Int
    ) throws(StoreError) -> [(ordinal: Int, state: DossierState)]

    /// A fact about the database itself; `nil` where none was kept.
    func meta(_ key: MetaKey) throws(StoreError) -> String?

    /// The end of the chain of all events.
    func chainHead() throws(StoreError) -> ChainHead

    /// The events after a position of the feed, as the chain covers them, at most `limit` (1–1000).
    func chain(after position: Int, limit: Int) throws(StoreError) -> [ChainLink]

    /// Dossiers as they are stored, by identity, at most `limit` (1–200): what verification compares.
    func dossiers(afterID id: DossierID?, limit: Int) throws(StoreError) -> [StoredDossier]

    /// The records apart from any dossier that have rows in registers, by identity, at most `limit` (1–200).
    func recordsApart(afterID id: DossierID?, limit: Int) throws(StoreError) -> [StoredApart]

    /// The records of credentials and logins that have events, by identity, at most `limit` (1–200).
    func accessRecords(afterID id: DossierID?, limit: Int) throws(StoreError) -> [DossierID]
}

extension DossierReader {
    /// Whichever dossier or submission has that identity: for the system itself, never on behalf of a caller.
    public func dossier(_ id: DossierID) throws(StoreError) -> DossierState? { try dossier(id, among: .everything) }

    /// Whichever dossier has that number: for the system itself, and after its slip's code was checked.
    public func dossier(_ number: DossierNumber) throws(StoreError) -> DossierState? {
        try dossier(number, among: .everything)
    }
}
