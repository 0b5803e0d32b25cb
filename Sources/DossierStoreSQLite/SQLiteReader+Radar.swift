import DossierDomain
import DossierStore

extension SQLiteReader {
    /// What waits where, by body.
    public func backlogs(_ scope: BacklogScope, at now: Timestamp) throws(StoreError) -> [Backlog] {
        let week = now.adding(minutes: -7 * 1_440).date
        var values: [SQLValue] = [.integer(now.milliseconds), .text(week.description)]
        var source = "work_item AS w"
        var condition = ""
        var collection = "c.body = w.body AND c.day >= ?2"
        switch scope {
        case .everywhere: break
        case .body(let body):
            condition = "WHERE w.body = ?3"
            values.append(.text(body.key))
        case .dossiers(let office):
            // An office's open dossiers are few beside all that waits in the province.
            source = """
                dossier AS d INDEXED BY dossier_by_office_status CROSS JOIN work_item AS w ON w.dossier = d.id
                """
            condition = "WHERE d.office = ?3 AND d.status IN ('received', 'handling', 'decided', 'readyToHandOver')"
            collection += " AND c.office = ?3"
            values.append(.text(office.text))
        }
        // A row for each holder of leases, for what is set aside, and for what is there to be claimed: so that all
        // figures are of one moment. The oldest is found together with its number, as text that sorts by time.
        let sql = """
            SELECT w.body, l.credential, l.worker, l.token IS NULL AND t.item IS NOT NULL, count(*),
                min(printf('%0\(BacklogRow.instantLength)d', w.since) || w.number), min(l.claimed_at), max(l.expires_at),
                (SELECT sum(c.count) FROM collection AS c WHERE \(collection)),
                (SELECT sum(c.milliseconds) FROM collection AS c WHERE \(collection)),
                count(*) FILTER (WHERE w.kind = 'acknowledgeHandover' AND w.due_at < ?1)
            FROM \(source)
            LEFT JOIN lease AS l ON l.item = w.id AND l.state = 'held'
                AND l.renewed_at <= ?1 + \(LeaseRow.slew) AND l.expires_at > ?1
            LEFT JOIN work_trouble AS t ON t.item = w.id AND t.set_aside_at IS NOT NULL
            \(condition) GROUP BY 1, 2, 3, 4
            """
        let rows = try statement(sql).all(values) { row throws(StoreError) in try BacklogRow(row) }
        return Dictionary(grouping: rows, by: \.body).compactMap { Backlog($0, $1) }.sorted { $0.body < $1.body }
    }
}

/// Work of one body that is in the same hands.
private struct BacklogRow {
    /// How many digits of milliseconds stand before a number: enough until the year 33658.
    static let instantLength = 15

    let body: Body
    let holder: Backlog.Holder?
    let isSetAside: Bool
    let count: Int
    let oldest: Backlog.Oldest
    let collected: Int
    let collectedMilliseconds: Int
    let overdueHandovers: Int

    init(_ row: StatementRow) throws(StoreError) {
        let oldest = row.text(5)
        guard let body = Body(key: row.text(0)), let since = Int64(oldest.prefix(Self.instantLength)),
            let number = DossierNumber(String(oldest.dropFirst(Self.instantLength)))
        else { throw .corrupt("work of \(row.text(0)) has no body, instant or number: \(oldest)") }
        self.body = body
        self.oldest = Backlog.Oldest(number: number, since: Timestamp(milliseconds: since))
        count = row.int(4)
        holder = row.optionalText(1).map { credential in
            Backlog.Holder(
                credential: CredentialID(credential), worker: row.text(2), leased: row.int(4),
                since: Timestamp(milliseconds: row.integer(6)), until: Timestamp(milliseconds: row.integer(7)))
        }
        isSetAside = row.int(3) == 1
        collected = row.int(8)
        collectedMilliseconds = row.int(9)
        overdueHandovers = row.int(10)
    }
}

extension Backlog {
    /// Adds up a body's rows, at least one.
    fileprivate init?(_ body: Body, _ rows: [BacklogRow]) {
        func isOlder(_ one: Oldest, _ other: Oldest) -> Bool {
            (one.since, one.number.text) < (other.since, other.number.text)
        }
        guard let first = rows.first, let oldest = rows.map(\.oldest).min(by: isOlder) else { return nil }
        let unclaimed = rows.first { $0.holder == nil && !$0.isSetAside }
        self.init(
            body: body, waiting: rows.reduce(0) { $0 + $1.count }, oldestWaiting: oldest,
            unclaimed: unclaimed?.count ?? 0, oldestUnclaimed: unclaimed?.oldest,
            holders: rows.compactMap(\.holder).sorted {
                ($0.since, $0.credential.text, $0.worker) < ($1.since, $1.credential.text, $1.worker)
            },
            setAside: rows.first(where: \.isSetAside)?.count ?? 0, collected: first.collected,
            collectedMilliseconds: first.collectedMilliseconds,
            overdueHandovers: rows.reduce(0) { $0 + $1.overdueHandovers })
    }
}
