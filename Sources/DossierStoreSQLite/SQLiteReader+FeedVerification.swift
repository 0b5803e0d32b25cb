import DossierDomain
import DossierStore

extension SQLiteReader {
    /// The first position of the stretch of a body's feed that ends at that position.
    public func feedStretch(of body: Body, endingAt last: Int) throws(StoreError) -> Int? {
        try statement("SELECT first_position FROM feed_entry WHERE body = ? AND last_position = ?")
            .first([.text(body.key), .integer(last)]) { $0.int(0) }
    }

    /// How many stretches all feeds have together, up to a position.
    public func feedStretchCount(upTo last: Int) throws(StoreError) -> Int {
        try statement("SELECT count(*) FROM feed_entry WHERE last_position <= ?").first([.integer(last)]) { $0.int(0) }
            ?? 0
    }

    /// For each body where work waits: how many dossiers' work that is, and the version of the list.
    public func workTallies() throws(StoreError) -> [WorkTally] {
        try statement(
            """
            SELECT w.body, count(DISTINCT w.dossier), v.version FROM work_item AS w
            LEFT JOIN work_version AS v ON v.body = w.body GROUP BY w.body ORDER BY w.body
            """
        ).all { row in
            WorkTally(body: row.text(0), dossierCount: row.int(1), version: row.isNull(2) ? nil : row.int(2))
        }
    }
}
