import DossierDomain
import DossierStore
import Glibc

/// Dossiers in an SQLite database: one writer with group commit, and as many readers as are asked for.
///
/// Durable means durable: WAL with `synchronous=FULL`, and no answer before COMMIT has returned. Several
/// processes may have the database open, but only one should serve (see ``DatabaseLock``).
public final class SQLiteStore: DossierStore {
    /// The number of the newest migration that this code was written for.
    public static let schemaVersion = 7

    /// Limits of the writer.
    public struct Options: Sendable {
        /// How many changes share one transaction at the most.
        public var batchLimit = 128
        /// How many changes may wait; more are refused as ``StoreError/unavailable(_:)``.
        public var queueLimit = 10_000
        /// Pages of 4 KiB in the write-ahead log from which on it is moved into the database: a page that many commits
        /// change is moved once for all of them.
        public var logPages = 4_000
        /// How long after an erasure, or after a try that failed, the write-ahead log is emptied.
        public var emptyingPause = Duration.seconds(1)
        /// Whether nobody else has the database open: what stands in its log then, a crash has left, and it is emptied soon.
        public var isAlone = false
        /// Memory for the writer's pages, in KiB.
        public var cacheKiB = 32_768
        /// The clock that waits are measured by; never set, from any beginning.
        public var waitingClock: @Sendable () -> Duration = WaitingPolls.sinceStart()

        /// The usual limits.
        public init() {}

        /// Limits for filling a database with nobody waiting: the log is moved seldom, and many pages are kept.
        package static var filling: Options {
            var options = Options()
            options.logPages = 100_000
            options.cacheKiB = 1_048_576
            return options
        }
    }

    /// Where the database lies.
    public let path: String
    /// The polls that wait for what is committed here.
    public let waitingPolls: WaitingPolls
    /// What has happened to leases since it was opened.
    public let leaseTally = LeaseTally()
    private let queue: CommitQueue
    private let tally = StoreTally()

    /// Opens a database that exists and has been migrated, and starts the writer.
    ///
    /// Throws ``StoreError/unavailable(_:)`` where there is none, where its schema isn't
    /// ``schemaVersion``, or where it can't be written durably.
    public init(path: String, options: Options = Options()) throws(StoreError) {
        try Self.requireSchema(at: path)
        self.path = path
        waitingPolls = WaitingPolls(now: options.waitingClock)
        queue = CommitQueue(
            batchLimit: options.batchLimit, queueLimit: options.queueLimit, polls: waitingPolls,
            leases: leaseTally, tally: tally)
        queue.start(
            try WriteSession(path: path, options: options, tally: tally, wakeWriter: queue.wakeWriter))
    }

    deinit {
        queue.close()
    }

    /// Finishes what waits, moves the write-ahead log into the database and ends the writer; blocks until then.
    ///
    /// Later changes are refused as ``StoreError/unavailable(_:)``; readers stay usable. May be called again.
    public func close() {
        queue.close()
    }

    /// What the writer has done since the store was opened.
    public var statistics: StoreStatistics {
        var statistics = tally.snapshot
        statistics.waitingCount = queue.count
        return statistics
    }

    /// Makes one change durable; see ``DossierStore/DossierStore/commit(_:)``.
    public func commit(_ commit: DossierCommit) async throws(StoreError) -> CommitOutcome {
        let encoded = try EncodedCommit(commit)
        return try await write { session throws(StoreError) in try session.write(encoded) }
    }

    /// Records that a request was rejected.
    public func record(
        _ rejection: CommandRejection, for key: IdempotencyKey, at recordedAt: Timestamp
    ) async throws(StoreError) -> CommitOutcome {
        try await write { session throws(StoreError) in try session.write(rejection, for: key, at: recordedAt)
        }
    }

    /// Reserves a block of numbers.
    public func reserve(_ reservation: BlockReservation) async throws(StoreError) -> NumberOutcome {
        precondition(reservation.count > 0, "a block has numbers")
        return try await write { session throws(StoreError) in try session.write(reservation) }
    }

    /// Declares reserved numbers void for ever.
    public func void(_ voiding: NumberVoiding) async throws(StoreError) -> NumberOutcome {
        try await write { session throws(StoreError) in try session.write(voiding) }
    }

    /// Keeps that the record was put back from a backup.
    public func note(_ restoration: Restoration) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.write(restoration) }
    }

    /// Keeps that a day was uploaded.
    public func keep(_ day: CounterDay) async throws(StoreError) -> CounterDay {
        try await write { session throws(StoreError) in try session.write(day) }
    }

    /// Forgets recorded requests from before that instant.
    public func forgetRequests(
        recordedBefore instant: Timestamp, lookingAt limit: Int
    ) async throws(StoreError) -> Int {
        precondition((1...1_000).contains(limit), "1–1,000 records at a time")
        return try await write { session throws(StoreError) in
            try session.forgetRequests(recordedBefore: instant, lookingAt: limit)
        }
    }

    /// Notes when credentials were last used.
    public func noteUse(of credentials: [CredentialID: Timestamp]) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.noteUse(of: credentials) }
    }

    /// Forgets sessions that ended before that instant.
    public func forgetSessions(endedBefore instant: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await write { session throws(StoreError) in
            try session.forgetSessions(endedBefore: instant, limit: limit)
        }
    }

    /// Changes who may come in.
    public func commit(_ commit: AccessCommit) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.write(commit) }
    }

    /// Keeps a new session of somebody whose login still stands as they proved it.
    public func open(
        _ session: StoredCredential, provenBy login: StoredLogin, within limit: SessionsLimit
    ) async throws(StoreError) {
        try await write { writing throws(StoreError) in try writing.open(session, provenBy: login, within: limit) }
    }

    /// Ends a session from that instant on.
    public func end(_ session: CredentialID, at instant: Timestamp) async throws(StoreError) -> Bool {
        try await write { writing throws(StoreError) in try writing.end(session, at: instant) }
    }

    /// Appends who was shown personal data.
    public func append(
        _ reads: [PersonalDataRead], _ subjects: [SealedSubject], _ values: [NewSealedValue]
    ) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.write(reads, subjects, values) }
    }

    /// Puts keys in place that were wrapped anew, and answers how many.
    public func rewrap(_ subjects: [RewrappedSubject]) async throws(StoreError) -> Int {
        try await write { session throws(StoreError) in try session.rewrap(subjects) }
    }

    /// Forgets who was shown personal data before that instant, a few at a time.
    public func forgetReads(before instant: Timestamp, limit: Int) async throws(StoreError) -> Int {
        precondition((1...1_000).contains(limit), "1–1,000 records")
        return try await write { session throws(StoreError) in
            try session.forgetReads(before: instant, limit: limit)
        }
    }

    /// Keeps a fact about the database itself.
    public func keep(_ value: String, for key: MetaKey) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.write(value, for: key) }
    }

    /// A reader with a connection of its own.
    public func makeReader() throws(StoreError) -> SQLiteReader {
        try SQLiteReader(path: path)
    }

    func write<Value: Sendable>(
        _ work: @escaping @Sendable (WriteSession) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            do throws(StoreError) {
                try queue.submit(PendingWrite(continuation, work: work))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try outcome.get()
    }

    /// Throws where the database at that path isn't of the schema this code was written for.
    static func requireSchema(at path: String) throws(StoreError) {
        // Opening would create an empty file, and a typing error in a path would look like a fresh start.
        guard access(path, F_OK) == 0 else { throw .unavailable("there is no database at \(path)") }
        let connection = try Connection(path: path, access: .readOnly)
        let applied = try Migrations.appliedCount(on: connection)
        guard applied == schemaVersion else {
            throw .unavailable(
                applied < schemaVersion
                    ? "the database has schema \(applied), \(schemaVersion) is needed: run the migrations"
                    : "the database has schema \(applied), this program knows \(schemaVersion): use a newer one"
            )
        }
    }
}

/// What tests need to bring about what is rare: a batch of given content, a COMMIT that fails.
extension SQLiteStore {
    /// How many changes wait for the writer.
    package var waitingCount: Int { queue.count }

    /// Holds the writer until ``WriterHold/release()``: what is queued meanwhile becomes one batch.
    package func holdWriter() async throws(StoreError) -> WriterHold {
        var hold: WriterHold?
        var refusal: StoreError?
        await withCheckedContinuation { started in
            let work = WriterHold(started: started)
            hold = work
            do throws(StoreError) {
                try queue.submit(work)
            } catch {
                refusal = error
                started.resume()
            }
        }
        guard let hold, refusal == nil else { throw refusal ?? .unavailable("the writer wasn't held") }
        return hold
    }

    /// How many rows the writer's statements have read in scans of whole tables.
    package func scannedRowCount() async throws(StoreError) -> Int {
        try await write { session in
            (session.statements.all + session.work.all + session.numbers.all).reduce(0) { $0 + $1.scannedRowCount }
        }
    }

    /// Runs SQL on the writer's connection, in a batch.
    package func executeOnWriter(_ sql: String) async throws(StoreError) {
        try await write { session throws(StoreError) in try session.connection.execute(sql) }
    }
}
