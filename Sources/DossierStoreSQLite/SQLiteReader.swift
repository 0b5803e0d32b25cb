import DossierDomain
import DossierStore

/// Reads on a connection of its own, inline on the caller's thread; for one thread at a time.
///
/// Every read takes its own snapshot, unless several are done by ``snapshot(_:)``, so it sees whatever was acknowledged before it began, and no idle reader
/// keeps the write-ahead log from starting again. Statements are prepared once.
public final class SQLiteReader: DossierReader {
    let connection: Connection
    /// Statements by their text.
    private(set) var statements: [String: PreparedStatement] = [:]
    private var isInSnapshot = false

    /// Opens the database for reading, without a store: for tools beside a running server.
    ///
    /// Throws ``StoreError/unavailable(_:)`` where there is no database of this schema.
    public init(path: String) throws(StoreError) {
        try SQLiteStore.requireSchema(at: path)
        connection = try Connection(path: path, access: .readOnly)
    }

    /// The statement of that text, prepared when it is first needed; their number is that of the list shapes.
    func statement(_ sql: String) throws(StoreError) -> PreparedStatement {
        if let statement = statements[sql] { return statement }
        let statement = try connection.prepare(sql)
        statements[sql] = statement
        return statement
    }

    /// A number that is another one after each commit, by whichever process.
    public func dataVersion() throws(StoreError) -> Int64 {
        guard let version = try statement("PRAGMA data_version").first([], { $0.integer(0) }) else {
            throw .unavailable("SQLite told no data version")
        }
        return version
    }

    /// Does several reads on one snapshot.
    public func snapshot<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        if isInSnapshot { return try work() }
        // A failure to begin is no failure of the reads: each then takes a snapshot of its own, or fails itself.
        guard (try? statement("BEGIN").run()) != nil else { return try work() }
        isInSnapshot = true
        defer {
            isInSnapshot = false
            // A read transaction has nothing to lose; where ending it fails, the next BEGIN says so.
            _ = try? statement("COMMIT").run()
        }
        return try work()
    }

    /// The dossier or submission of that identity, where it is among these rows.
    public func dossier(_ id: DossierID, among rows: RowFilter) throws(StoreError) -> DossierState? {
        try dossier(where: "d.id", is: .text(id.text), among: rows)
    }

    /// The dossier of that number, in whichever form it is written, where it is among these rows.
    public func dossier(_ number: DossierNumber, among rows: RowFilter) throws(StoreError) -> DossierState? {
        try dossier(where: "d.canonical_number", is: .text(number.sortedByDay), among: rows)
    }

    /// A row that isn't among these is found no more than one that isn't there: its state isn't even read.
    private func dossier(
        where column: String, is value: SQLValue, among rows: RowFilter
    ) throws(StoreError) -> DossierState? {
        let condition = rows.condition.map { " AND " + $0.sql } ?? ""
        return try statement("SELECT d.state FROM dossier AS d WHERE \(column) = ?\(condition)")
            .first([value] + (rows.condition?.values ?? []), Self.state)
    }

    /// All events of a dossier, in order.
    public func events(of id: DossierID) throws(StoreError) -> [RecordedEvent] {
        try statement("SELECT position, canonical FROM dossier_event WHERE dossier = ? ORDER BY sequence")
            .all([.text(id.text)]) { row throws(StoreError) in
                try row.event(1, position: row.int(0))
            }
    }

    /// The dossiers that match, newest reception first.
    public func dossiers(matching filter: DossierFilter) throws(StoreError) -> Page<DossierState> {
        precondition((1...200).contains(filter.limit), "a page has 1–200 dossiers")
        let listing = try DossierListing(filter)
        var rows = try statement(listing.sql).all(listing.values) { row throws(StoreError) in
            (
                cursor: listing.isByReception
                    ? DossierCursor.reception(at: row.integer(1), ordinal: row.integer(0))
                    : .ordinal(row.integer(0)),
                state: try row.state(2)
            )
        }
        let isLast = rows.count <= filter.limit
        if !isLast { rows.removeLast() }
        return Page(elements: rows.map(\.state), next: isLast ? nil : rows.last?.cursor.text)
    }

    /// The work that waits for a body, by due date.
    public func work(matching filter: WorkFilter) throws(StoreError) -> Page<WorkItem> {
        precondition((1...200).contains(filter.limit), "a page has 1–200 items")
        let listing = try WorkListing(filter)
        var items = try statement(listing.sql).all(listing.values) { row throws(StoreError) in
            try WorkItem(row)
        }
        let isLast = items.count <= filter.limit
        if !isLast { items.removeLast() }
        return Page(elements: items, next: isLast ? nil : items.last.map { WorkCursor($0).text })
    }

    /// What was recorded under an idempotency key, whatever its fingerprint; `nil` where nothing was.
    public func outcome(of key: IdempotencyKey) throws(StoreError) -> RecordedRequest? {
        try statement(
            """
            SELECT fingerprint, dossier, version, rejection, leases, number_block FROM idempotency_record
            WHERE owner = ? AND key = ?
            """
        ).first([.text(key.owner), .text(key.key)]) { row throws(StoreError) in try RecordedRequest(row) }
    }

    /// The rejected ones among the requests that are remembered, by owner and key.
    public func rejections(after: String?, lookingAt limit: Int) throws(StoreError) -> Page<RejectedRequest> {
        precondition((1...1_000).contains(limit), "1–1,000 requests at a time")
        let place: (owner: String, key: String) = try after.map(RejectedRequest.place) ?? ("", "")
        let rows = try statement(
            """
            SELECT owner, key, rejection, recorded_at FROM idempotency_record WHERE (owner, key) > (?, ?)
            ORDER BY owner, key LIMIT ?
            """
        ).all([.text(place.owner), .text(place.key), .integer(limit)]) { row throws(StoreError) in
            let rejection: CommandRejection? =
                row.isNull(2)
                ? nil : try JSONText.decode(CommandRejection.self, from: row.bytes(2), what: "a recorded rejection")
            return (
                owner: row.text(0), key: row.text(1), rejection: rejection,
                recordedAt: Timestamp(milliseconds: row.integer(3))
            )
        }
        let rejected = rows.compactMap { row in
            row.rejection.map {
                RejectedRequest(owner: row.owner, key: row.key, rejection: $0, recordedAt: row.recordedAt)
            }
        }
        let next = rows.count < limit ? nil : rows.last.map { RejectedRequest.cursor(behind: $0.owner, $0.key) }
        return Page(elements: rejected, next: next)
    }

    private static func state(_ row: StatementRow) throws(StoreError) -> DossierState {
        try row.state(0)
    }
}
