import DossierDomain
import DossierStore

/// The writer's statements for waiting work, leases and the feed, prepared once.
struct WorkStatements {
    let waitingWork, deleteWork, insertWork, bumpVersion, insertFeed: PreparedStatement
    let leasesOfDossier, findLease, insertLease, endLease, renewLease: PreparedStatement
    let expireLeases, unbegunLeases, latestGrant, hasLease: PreparedStatement
    let addTrouble, forgetTrouble, findItem, collect: PreparedStatement

    init(_ connection: Connection) throws(StoreError) {
        waitingWork = try connection.prepare("SELECT \(WorkItem.columns) FROM work_item WHERE dossier = ?")
        deleteWork = try connection.prepare("DELETE FROM work_item WHERE body = ? AND due_at = ? AND id = ?")
        insertWork = try connection.prepare(
            "INSERT INTO work_item (\(WorkItem.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        bumpVersion = try connection.prepare(
            """
            INSERT INTO work_version (body, version) VALUES (?, 1)
            ON CONFLICT (body) DO UPDATE SET version = version + 1
            """)
        insertFeed = try connection.prepare(
            "INSERT INTO feed_entry (body, last_position, first_position) VALUES (?, ?, ?)")
        leasesOfDossier = try connection.prepare(
            "SELECT \(LeaseRow.columns) FROM lease WHERE dossier = ? ORDER BY token")
        findLease = try connection.prepare("SELECT \(LeaseRow.columns) FROM lease WHERE token = ?")
        insertLease = try connection.prepare(
            """
            INSERT INTO lease
                (body, item, dossier, worker, credential, claimed_at, renewed_at, expires_at, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'held') RETURNING token
            """)
        endLease = try connection.prepare(
            "UPDATE lease SET state = ?, ended_at = ?, reason = ? WHERE token = ?")
        renewLease = try connection.prepare(
            "UPDATE lease SET state = 'held', ended_at = NULL, renewed_at = ?, expires_at = ? WHERE token = ?")
        expireLeases = try connection.prepare(
            """
            UPDATE lease SET state = 'expired', ended_at = ?1
            WHERE state = 'held' AND body = ?2 AND expires_at <= ?1 RETURNING item
            """)
        // Where the clock was set back before a lease began, it ends as well, though not by its own fault.
        unbegunLeases = try connection.prepare(
            """
            UPDATE lease SET state = 'expired', ended_at = ?1
            WHERE state = 'held' AND body = ?2 AND renewed_at > ?1 + \(LeaseRow.slew) RETURNING item
            """)
        latestGrant = try connection.prepare("SELECT max(renewed_at) FROM lease WHERE state = 'held'")
        hasLease = try connection.prepare("SELECT 1 FROM lease WHERE dossier = ? AND item = ? LIMIT 1")
        addTrouble = try connection.prepare(
            """
            INSERT INTO work_trouble (item, body, failures, set_aside_at)
            VALUES (?1, ?2, 1, CASE WHEN ?3 <= 1 THEN ?4 END)
            ON CONFLICT (item) DO UPDATE SET failures = failures + 1,
                set_aside_at = coalesce(set_aside_at, CASE WHEN failures + 1 >= ?3 THEN ?4 END)
            RETURNING set_aside_at
            """)
        forgetTrouble = try connection.prepare("DELETE FROM work_trouble WHERE item = ?")
        findItem = try connection.prepare(
            "SELECT 1 FROM work_item WHERE dossier = ? AND id = ? AND body = ?")
        collect = try connection.prepare(
            """
            INSERT INTO collection (body, day, office, count, milliseconds)
            SELECT ?1, ?2, office, 1, ?3 FROM dossier WHERE id = ?4
            ON CONFLICT (body, day, office) DO UPDATE
                SET count = count + excluded.count, milliseconds = milliseconds + excluded.milliseconds
            """)
    }
}

extension WorkStatements {
    /// All of them, to be looked at together.
    var all: [PreparedStatement] {
        [
            waitingWork, deleteWork, insertWork, bumpVersion, insertFeed, leasesOfDossier, findLease, insertLease,
            endLease, renewLease, expireLeases, unbegunLeases, latestGrant, hasLease, addTrouble, forgetTrouble,
            findItem, collect,
        ]
    }
}

/// A lease as it lies in the table.
struct LeaseRow: Hashable {
    enum State: String {
        case held, expired, completed, released, returned, revoked, overtaken
    }

    static let columns = """
        token, body, item, dossier, worker, claimed_at, renewed_at, expires_at, state, ended_at, reason
        """

    /// Milliseconds that are no setting back of the clock: it is slewed that far, and who asks reads it before it is
    /// their turn, so that a lease may begin after they ask.
    static let slew: Int64 = 1_000

    let token: FencingToken
    let body: String
    let item: String
    let dossier: String
    let worker: String
    let claimedAt: Timestamp
    let renewedAt: Timestamp
    let expiresAt: Timestamp
    let state: State
    let endedAt: Timestamp
    let reason: [UInt8]?

    /// Reads a row of ``columns``, which may stand after others.
    init(_ row: StatementRow, from first: Int32 = 0) throws(StoreError) {
        guard let state = State(rawValue: row.text(first + 8)) else {
            throw .corrupt("lease \(row.integer(first)) has no known state")
        }
        token = FencingToken(row.int(first))
        body = row.text(first + 1)
        item = row.text(first + 2)
        dossier = row.text(first + 3)
        worker = row.text(first + 4)
        claimedAt = Timestamp(milliseconds: row.integer(first + 5))
        renewedAt = Timestamp(milliseconds: row.integer(first + 6))
        expiresAt = Timestamp(milliseconds: row.integer(first + 7))
        self.state = state
        endedAt = Timestamp(milliseconds: row.integer(first + 9))
        reason = row.isNull(first + 10) ? nil : row.bytes(first + 10)
    }

    /// Whether its worker has the work to itself at that instant.
    func runs(at now: Timestamp) -> Bool {
        state == .held && renewedAt.milliseconds <= now.milliseconds + Self.slew && now < expiresAt
    }

    /// What has become of it, given the newest lease of the same work and whether the work still waits.
    func standing(newest: LeaseRow, isWaiting: Bool, at now: Timestamp) -> LeaseStanding {
        switch state {
        case .completed: return .completed(at: endedAt)
        case .released: return .released(at: endedAt)
        case .returned: return .returned(at: endedAt)
        case .revoked: return .revoked(at: endedAt)
        case .overtaken: return .overtaken(at: endedAt)
        case .held, .expired:
            if newest.token != token { return .takenOver(by: newest.worker, at: newest.claimedAt) }
            if !isWaiting { return .overtaken(at: state == .held ? now : endedAt) }
            return runs(at: now) ? .held(until: expiresAt) : .expired(at: state == .held ? expiresAt : endedAt)
        }
    }
}

extension LeaseStanding {
    /// Whether work may still be done under it: nobody else has got it since.
    var isGood: Bool {
        switch self {
        case .held, .expired: true
        case .takenOver, .completed, .released, .returned, .revoked, .overtaken, .unknown: false
        }
    }
}
