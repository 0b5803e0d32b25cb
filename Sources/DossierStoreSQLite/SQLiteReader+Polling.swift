import DossierDomain
import DossierStore

extension SQLiteReader: PollingReader {
    /// Counts the changes to a body's waiting work and its leases.
    public func workVersion(of body: Body) throws(StoreError) -> Int {
        try statement("SELECT version FROM work_version WHERE body = ?").first([.text(body.key)]) { $0.int(0) } ?? 0
    }

    /// The waiting work of a body with its leases, by due date.
    public func assignments(matching filter: AssignmentFilter) throws(StoreError) -> Page<Assignment> {
        precondition((1...200).contains(filter.work.limit), "a page has 1–200 pieces of work")
        let listing = try AssignmentListing(filter)
        let now = filter.now
        var rows = try statement(listing.sql).all(listing.values) { row throws(StoreError) in
            let item = try WorkItem(row)
            let lease = row.isNull(WorkItem.columnCount) ? nil : try LeaseRow(row, from: WorkItem.columnCount)
            let trouble = WorkItem.columnCount + LeaseRow.columnCount
            return (
                item: item, lease: lease.flatMap { $0.runs(at: now) ? $0 : nil },
                failures: row.int(trouble), setAsideAt: row.isNull(trouble + 1) ? nil : row.integer(trouble + 1)
            )
        }
        let isLast = rows.count <= filter.work.limit
        if !isLast { rows.removeLast() }
        let assignments = try rows.map { row throws(StoreError) in
            Assignment(
                work: row.item,
                lease: row.lease.map { $0.lease(of: row.item, standing: .held(until: $0.expiresAt)) },
                trouble: row.failures == 0
                    ? nil
                    : WorkTrouble(
                        failures: row.failures, setAsideAt: row.setAsideAt.map { Timestamp(milliseconds: $0) },
                        reasons: try reasons(of: row.item)))
        }
        return Page(elements: assignments, next: isLast ? nil : rows.last.map { WorkCursor($0.item).text })
    }

    private func reasons(of item: WorkItem) throws(StoreError) -> [PrivateReference] {
        try statement(
            """
            SELECT reason FROM lease WHERE dossier = ? AND item = ? AND reason IS NOT NULL ORDER BY token
            """
        ).all([.text(item.dossier.text), .text(item.id)]) { row throws(StoreError) in
            try JSONText.decode(PrivateReference.self, from: row.bytes(0), what: "the reason of a return")
        }
    }

    /// Whether something can be claimed at that instant: of that selection, and of the body at all.
    public func claimable(
        _ selection: WorkSelection, at now: Timestamp
    ) throws(StoreError) -> (matching: Bool, any: Bool) {
        func isThere(_ selection: WorkSelection) throws(StoreError) -> Bool {
            let listing = ClaimListing(selection, limit: 1, at: now)
            return try statement(listing.sql).first(listing.values) { _ in true } ?? false
        }
        if try isThere(selection) { return (true, true) }
        return (false, try isThere(WorkSelection(body: selection.body)))
    }

    /// Whether anything waits at a body, whoever has it.
    public func hasWork(of body: Body) throws(StoreError) -> Bool {
        try statement("SELECT 1 FROM work_item WHERE body = ? LIMIT 1").first([.text(body.key)]) { _ in true } ?? false
    }

    /// Leases as they stand at that instant, in the order asked for.
    public func leases(_ tokens: [FencingToken], at now: Timestamp) throws(StoreError) -> [Lease] {
        var found: [Lease] = []
        for token in tokens {
            let row = try statement("SELECT \(LeaseRow.columns) FROM lease WHERE token = ?")
                .first([.integer(token.serial)]) { row throws(StoreError) in try LeaseRow(row) }
            guard let row else { continue }
            // A lease that is held is its work's newest: there is one at a time.
            let siblings = row.state == .held ? [row] : try leaseRows(of: row.dossier)
            found.append(try lease(row, among: siblings, at: now))
        }
        return found
    }

    /// All leases of a dossier as they stand at that instant, oldest first.
    public func leases(of dossier: DossierID, at now: Timestamp) throws(StoreError) -> [Lease] {
        let rows = try leaseRows(of: dossier.text)
        return try rows.map { row throws(StoreError) in try lease(row, among: rows, at: now) }
    }

    private func leaseRows(of dossier: String) throws(StoreError) -> [LeaseRow] {
        try statement("SELECT \(LeaseRow.columns) FROM lease WHERE dossier = ? ORDER BY token")
            .all([.text(dossier)]) { row throws(StoreError) in try LeaseRow(row) }
    }

    private func lease(_ row: LeaseRow, among siblings: [LeaseRow], at now: Timestamp) throws(StoreError) -> Lease {
        let work = try statement("SELECT \(WorkItem.columns) FROM work_item WHERE dossier = ? AND id = ?")
            .first([.text(row.dossier), .text(row.item)]) { row throws(StoreError) in try WorkItem(row) }
        // Where it has passed to another body, it isn't this lease's any more.
        let isWaiting = work?.body.key == row.body
        let standing = row.standing(
            newest: siblings.last { $0.item == row.item } ?? row, isWaiting: isWaiting, at: now)
        if let work, isWaiting { return row.lease(of: work, standing: standing) }
        let number = try statement("SELECT number FROM dossier WHERE id = ?").first([.text(row.dossier)]) {
            DossierNumber($0.text(0))
        }
        guard let body = Body(key: row.body), let number = number ?? nil else {
            throw .corrupt("lease \(row.token.serial) is of no dossier with a number")
        }
        return Lease(
            token: row.token, body: body, item: row.item, dossier: DossierID(row.dossier), number: number,
            worker: row.worker, claimedAt: row.claimedAt, standing: standing, work: nil)
    }

    /// Whether a lease has run out at that instant and wasn't taken back yet.
    public func hasExpiredLeases(at now: Timestamp) throws(StoreError) -> Bool {
        try statement("SELECT 1 FROM lease WHERE state = 'held' AND expires_at <= ? LIMIT 1")
            .first([.integer(now.milliseconds)]) { _ in true } ?? false
    }

    /// The events after a position that a body may see, in order.
    public func feed(of body: Body, after position: Int, limit: Int) throws(StoreError) -> [FeedEvent] {
        precondition((1...1_000).contains(limit), "1–1,000 events at a time")
        let entries = try statement(
            """
            SELECT first_position, last_position FROM feed_entry WHERE body = ? AND last_position > ?
            ORDER BY last_position LIMIT ?
            """
        ).all([.text(body.key), .integer(position), .integer(limit)]) { (first: $0.int(0), last: $0.int(1)) }
        let events = try statement(
            """
            SELECT e.position, e.canonical, d.number FROM dossier_event AS e JOIN dossier AS d ON d.id = e.dossier
            WHERE e.position BETWEEN ? AND ? ORDER BY e.position
            """)
        var found: [FeedEvent] = []
        for entry in entries where found.count < limit {
            found += try events.all([.integer(max(entry.first, position + 1)), .integer(entry.last)]) {
                row throws(StoreError) in
                FeedEvent(
                    recorded: try row.event(1, position: row.int(0)),
                    number: row.optionalText(2).flatMap { DossierNumber($0) })
            }
        }
        return Array(found.prefix(limit))
    }

    /// How many leases run at that instant, and how much work is set aside, everywhere.
    public func leaseGauges(at now: Timestamp) throws(StoreError) -> (held: Int, setAside: Int) {
        let held = try statement("SELECT count(*) FROM lease WHERE state = 'held' AND expires_at > ?")
            .first([.integer(now.milliseconds)]) { $0.int(0) }
        let setAside = try statement("SELECT count(*) FROM work_trouble WHERE set_aside_at IS NOT NULL")
            .first { $0.int(0) }
        return (held ?? 0, setAside ?? 0)
    }

    /// A consumer's position in a body's feed.
    public func position(of consumer: String, in body: Body) throws(StoreError) -> Int? {
        try statement("SELECT position FROM feed_position WHERE body = ? AND consumer = ?")
            .first([.text(body.key), .text(consumer)]) { $0.int(0) }
    }

    /// Who has polled when.
    public func polls() throws(StoreError) -> [PollRecord] {
        try statement("SELECT credential, body, at, client FROM poll").all { row in
            Body(key: row.text(1)).map { body in
                PollRecord(
                    credential: CredentialID(row.text(0)), body: body,
                    at: Timestamp(milliseconds: row.integer(2)), client: row.optionalText(3))
            }
        }.compactMap { $0 }
    }
}

extension LeaseRow {
    /// How many columns ``columns`` names.
    static let columnCount: Int32 = 11

    fileprivate func lease(of work: WorkItem, standing: LeaseStanding) -> Lease {
        Lease(
            token: token, body: work.body, item: item, dossier: work.dossier, number: work.number, worker: worker,
            claimedAt: claimedAt, standing: standing, work: work)
    }
}

/// The SQL of a list of assignments: work by due date, beside it the lease that is held and the trouble there was.
struct AssignmentListing {
    let sql: String
    let values: [SQLValue]

    init(_ filter: AssignmentFilter) throws(StoreError) {
        let work = filter.work
        let now = filter.now.milliseconds
        var terms = ["w.body = ?"]
        var values: [SQLValue] = [.text(work.body.key)]
        func add(_ term: String, _ value: SQLValue...) {
            terms.append(term)
            values += value
        }
        if let after = work.after {
            let cursor = try WorkCursor(after)
            add("(w.due_at, w.id) > (?, ?)", .integer(cursor.dueAt), .text(cursor.id))
        }
        if let kind = work.kind { add("w.kind = ?", .text(kind.rawValue)) }
        if let procedure = work.procedure { add("w.procedure = ?", .text(procedure.text)) }
        if let instant = work.dueBefore { add("w.due_at < ?", .integer(instant.milliseconds)) }
        if let step = filter.step { add("w.step = ?", .text(step.text)) }
        let runs = "(l.token IS NOT NULL AND l.renewed_at <= ? + \(LeaseRow.slew) AND l.expires_at > ?)"
        switch filter.standing {
        case .claimed: add(runs, .integer(now), .integer(now))
        case .unclaimed: add("t.set_aside_at IS NULL AND NOT \(runs)", .integer(now), .integer(now))
        case .setAside: add("t.set_aside_at IS NOT NULL AND NOT \(runs)", .integer(now), .integer(now))
        case nil: break
        }
        values.append(.integer(work.limit + 1))
        func columns(_ names: String, of table: String) -> String {
            names.split(separator: ", ").map { "\(table).\($0)" }.joined(separator: ", ")
        }
        sql = """
            SELECT \(columns(WorkItem.columns, of: "w")), \(columns(LeaseRow.columns, of: "l")),
                coalesce(t.failures, 0), t.set_aside_at
            FROM work_item AS w
            LEFT JOIN lease AS l ON l.item = w.id AND l.state = 'held'
            LEFT JOIN work_trouble AS t ON t.item = w.id
            WHERE \(terms.joined(separator: " AND ")) ORDER BY w.due_at, w.id LIMIT ?
            """
        self.values = values
    }
}
