import DossierDomain
import DossierStore
import Glibc

/// The writer's connection with its statements and the counters it keeps in memory.
///
/// Used by the writer's thread alone, after whoever opened it has handed it over.
final class WriteSession {
    /// What must be serial and isn't read from a table for each commit.
    struct Counters {
        var position: Int
        var hash: [UInt8]
    }

    let connection: Connection
    let statements: WriteStatements
    let work: WorkStatements
    let numbers: NumberStatements
    /// Statements of claims, by their text.
    var claimStatements: [String: PreparedStatement] = [:]
    /// How far waiting work is given out.
    var frontiers = ClaimFrontiers()
    /// What the batch brings to whom.
    var news = PendingNews()
    private let log = WriteAheadLog()
    private let checkpointer: Checkpointer
    /// How long the log was when it was last moved; 0 since it began again.
    private var checkpointedAt = 0
    private let logPages: Int
    /// How often it is tried still to empty the log, because something in it was erased; 0 where nothing was.
    private var triesToEmpty = 0
    private var isMovingForEmptying = false
    private let tally: StoreTally
    private var dataVersion: Int64 = -1
    /// `nil` where they have to be read again: at first, and after anything was rolled back as a whole.
    private var known: Counters?
    /// Where the sweep of recorded requests goes on; `nil` at the beginning.
    var sweptUpTo: (owner: String, key: String)?

    /// Opens the writer's connection to a database that the migrations have brought up to date.
    ///
    /// `wakeWriter` has ``emptyLogWhereErased()`` called soon by the writer's thread.
    init(
        path: String, options: SQLiteStore.Options, tally: StoreTally, wakeWriter: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        self.tally = tally
        connection = try Connection(path: path, access: .readWrite, cacheKiB: options.cacheKiB)
        logPages = options.logPages
        statements = try WriteStatements(connection)
        work = try WorkStatements(connection)
        numbers = try NumberStatements(connection)
        // Last, because it begins a thread.
        checkpointer = try Checkpointer(
            path: path, tally: tally, emptyingPause: options.emptyingPause, wakeWriter: wakeWriter)
        connection.observeLog(log)
        // What a crash has left in the log may have been erased. Beside a server it is that server's, who needs it.
        var status = stat()
        if options.isAlone, stat(path + "-wal", &status) == 0, status.st_size > 0 {
            triesToEmpty = Self.triesToEmpty
            emptyLogWhereErased()
        }
    }

    /// The counters; only within a transaction.
    var counters: Counters {
        get {
            guard let known else { preconditionFailure("counters are known from begin() on") }
            return known
        }
        set { known = newValue }
    }

    /// Pages in the write-ahead log after the last commit.
    var logPageCount: Int { log.frames }

    /// Opens the batch's transaction.
    func begin() throws(StoreError) {
        try statements.begin.run()
        // Another process (a command-line tool) may have committed meanwhile; nobody can from here on.
        let version = try statements.dataVersion.first { $0.integer(0) } ?? 0
        if version != dataVersion {
            known = nil
            frontiers = ClaimFrontiers()
        }
        if known == nil {
            known =
                try statements.chainHead.first { Counters(position: $0.int(0), hash: $0.bytes(1)) }
                ?? Counters(position: 0, hash: EventChain.genesis)
        }
        dataVersion = version
    }

    /// Makes the batch durable: when this returns, it is on disk.
    func commit() throws(StoreError) {
        try statements.commit.run()
    }

    /// What the batch has brought to whom, once; called after COMMIT has returned.
    func takeNews() -> PendingNews {
        defer { news = PendingNews() }
        return news
    }

    /// Gives the batch up.
    func abandon() {
        known = nil
        news = PendingNews()
        frontiers = ClaimFrontiers()
        // SQLite may have rolled back by itself, then there is nothing left to do; and where even ROLLBACK
        // fails, the next BEGIN fails as well and says so.
        if connection.isInTransaction { _ = try? statements.rollback.run() }
    }

    /// Does one piece of work so that its failure leaves its neighbours in the batch alone.
    ///
    /// Throws only where the whole transaction is gone; the work's own failure is returned.
    func isolate(_ work: () throws(StoreError) -> Void) throws(StoreError) -> StoreError? {
        let before = counters
        let newsBefore = news
        try statements.savepoint.run()
        do throws(StoreError) {
            try work()
            try statements.release.run()
            return nil
        } catch {
            counters = before
            news = newsBefore
            frontiers = ClaimFrontiers()
            // A full disk or an I/O error makes SQLite roll back everything; going on would quietly commit
            // the rest without the neighbours that came before.
            guard connection.isInTransaction else { throw error }
            try statements.rollbackToSavepoint.run()
            try statements.release.run()
            return error
        }
    }

    /// Keeps the write-ahead log short; called when nobody waits for an answer.
    ///
    /// While commits come without a pause, the log never starts again by itself. Then the rest is moved here, while
    /// commits wait: once the checkpoints' thread has left little, or the log is too long. Readers are waited for briefly.
    func checkpointWhereDue() {
        let frames = log.frames
        if frames < checkpointedAt { checkpointedAt = 0 }
        let isLong = frames >= 3 * logPages
        guard frames - checkpointedAt >= (isLong ? logPages / 4 : logPages) else { return }
        checkpointedAt = frames
        let isNearlyMoved = checkpointer.movedPages.map { frames - $0 <= logPages / 2 } ?? false
        guard isLong, isNearlyMoved || frames >= 4 * logPages else { return checkpointer.request() }
        let start = tally.now
        connection.checkpoint(restarting: true)
        tally.noteCheckpoint(since: start)
    }

    /// How often it is tried to empty the log after an erasure, with a pause before each.
    private static let triesToEmpty = 60

    /// Does what erases: pages that become free by it are overwritten as well, and the log is emptied soon (AUD-03).
    func erasing<Value>(_ work: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        triesToEmpty = Self.triesToEmpty
        try connection.execute("PRAGMA secure_delete = ON")
        // Where this fails more is overwritten than need be.
        defer { try? connection.execute("PRAGMA secure_delete = FAST") }
        return try work()
    }

    /// Empties the log soon after something was erased that may stand in it; called when nobody waits for an answer.
    ///
    /// The checkpoints' thread moves it first, so that commits wait for little. A reader that needs the log is waited for
    /// briefly and then later again, a bounded number of times; the log begins again by itself in the end.
    func emptyLogWhereErased() {
        guard triesToEmpty > 0 else { return }
        if isMovingForEmptying {
            guard checkpointer.takeMovedForEmptying() else { return }
            isMovingForEmptying = false
            let start = tally.now
            let isEmpty = connection.emptyLog()
            tally.noteCheckpoint(since: start)
            triesToEmpty = isEmpty ? 0 : triesToEmpty - 1
            if isEmpty { (log.frames, checkpointedAt) = (0, 0) }
        }
        guard triesToEmpty > 0 else { return }
        isMovingForEmptying = true
        checkpointer.requestForEmptying()
    }

    /// Moves the whole log into the database; the session is used no more.
    func close() {
        checkpointer.close()
        connection.emptyLog()
    }
}

/// The writer's statements, prepared once.
struct WriteStatements {
    let begin, commit, rollback, savepoint, release, rollbackToSavepoint: PreparedStatement
    let dataVersion, chainHead: PreparedStatement
    let findRequest, insertRequest: PreparedStatement
    let findDossier, insertDossier, receiveDossier, updateDossier: PreparedStatement
    let countParties, insertParty, countEvents, insertEvent: PreparedStatement
    let insertSubject, insertValue, oldestKey, keepRegisterEntry: PreparedStatement

    init(_ connection: Connection) throws(StoreError) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        rollback = try connection.prepare("ROLLBACK")
        savepoint = try connection.prepare("SAVEPOINT piece")
        release = try connection.prepare("RELEASE piece")
        rollbackToSavepoint = try connection.prepare("ROLLBACK TO piece")
        dataVersion = try connection.prepare("PRAGMA data_version")
        chainHead = try connection.prepare(
            "SELECT position, hash FROM dossier_event ORDER BY position DESC LIMIT 1")
        findRequest = try connection.prepare(
            """
            SELECT fingerprint, dossier, version, rejection, leases, number_block FROM idempotency_record
            WHERE owner = ? AND key = ?
            """
        )
        insertRequest = try connection.prepare(
            """
            INSERT INTO idempotency_record
                (owner, key, fingerprint, dossier, version, rejection, leases, number_block, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        findDossier = try connection.prepare("SELECT version, ordinal FROM dossier WHERE id = ?")
        let columns = DossierRow.columns
        let parameters = repeatElement("?", count: Int(DossierRow.columnCount)).joined(separator: ", ")
        insertDossier = try connection.prepare(
            """
            INSERT INTO dossier (\(columns), state, ordinal)
            VALUES (\(parameters), ?, ?)
            """)
        receiveDossier = try connection.prepare(
            """
            UPDATE dossier SET \(Self.assignments(DossierRow.receptionColumns)), state = ?, ordinal = ?
            WHERE id = ? AND version = ?
            """)
        updateDossier = try connection.prepare(
            """
            UPDATE dossier SET \(Self.assignments(DossierRow.movingColumns)), state = ?
            WHERE id = ? AND version = ?
            """)
        countParties = try connection.prepare("SELECT count(*), total(joined) FROM dossier_party WHERE ordinal = ?")
        insertParty = try connection.prepare(
            """
            INSERT INTO dossier_party (body, ordinal, joined) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET joined = excluded.joined
            """)
        keepRegisterEntry = try connection.prepare(
            """
            INSERT INTO register_entry (\(RegisterEntry.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET detail = excluded.detail, settled_at = excluded.settled_at,
            number = excluded.number
            WHERE detail IS NOT excluded.detail OR settled_at IS NOT excluded.settled_at
            OR number IS NOT excluded.number
            """)
        countEvents = try connection.prepare("SELECT count(*) FROM dossier_event WHERE dossier = ?")
        insertEvent = try connection.prepare(
            """
            INSERT INTO dossier_event
                (position, dossier, sequence, kind, occurred_at, recorded_at, canonical, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertSubject = try connection.prepare(
            "INSERT INTO personal_subject (id, dossier, wrapped_key, key_version, person) VALUES (?, ?, ?, ?, ?)")
        oldestKey = try connection.prepare("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?")
        insertValue = try connection.prepare(
            "INSERT INTO personal_value (id, subject, ciphertext) VALUES (?, ?, ?)")
    }

    private static func assignments(_ columns: String) -> String {
        columns.split(separator: ", ").map { "\($0) = ?" }.joined(separator: ", ")
    }

    /// All of them, to be looked at together.
    var all: [PreparedStatement] {
        [
            begin, commit, rollback, savepoint, release, rollbackToSavepoint, dataVersion, chainHead, findRequest,
            insertRequest, findDossier, insertDossier, receiveDossier, updateDossier, countParties, insertParty,
            countEvents, insertEvent, insertSubject, insertValue, oldestKey, keepRegisterEntry,
        ]
    }
}
