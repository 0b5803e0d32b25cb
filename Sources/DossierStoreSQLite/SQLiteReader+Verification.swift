import DossierDomain
import DossierStore

extension SQLiteReader {
    /// The end of the chain of all events.
    public func chainHead() throws(StoreError) -> ChainHead {
        try statement("SELECT position, hash FROM dossier_event ORDER BY position DESC LIMIT 1")
            .first { ChainHead(position: $0.int(0), hash: $0.bytes(1)) }
            ?? ChainHead(position: 0, hash: EventChain.genesis)
    }

    /// The events after a position of the feed, as the chain covers them, at most `limit` (1–1000).
    public func chain(after position: Int, limit: Int) throws(StoreError) -> [ChainLink] {
        precondition((1...1_000).contains(limit), "1–1000 links at a time")
        return try statement(
            """
            SELECT position, canonical, hash, dossier, sequence, kind, occurred_at, recorded_at
            FROM dossier_event WHERE position > ? ORDER BY position LIMIT ?
            """
        ).all([.integer(position), .integer(limit)], Self.link)
    }

    /// Dossiers as they are stored, by identity, at most `limit` (1–200); all of one moment.
    public func dossiers(afterID id: DossierID?, limit: Int) throws(StoreError) -> [StoredDossier] {
        precondition((1...200).contains(limit), "1–200 dossiers at a time")
        return try snapshot { () throws(StoreError) in
            let rows = try statement(
                """
                SELECT \(DossierRow.columns), state, ordinal FROM dossier
                INDEXED BY sqlite_autoindex_dossier_1 WHERE id > ? ORDER BY id LIMIT ?
                """
            ).all([.text(id?.text ?? ""), .integer(limit)]) { row in Stored(row) }
            return try rows.map { row throws(StoreError) in try storedDossier(row) }
        }
    }

    /// The records apart from any dossier that have rows in registers, by identity, at most `limit` (1–200); all of one
    /// moment.
    public func recordsApart(afterID id: DossierID?, limit: Int) throws(StoreError) -> [StoredApart] {
        precondition((1...200).contains(limit), "1–200 records at a time")
        return try snapshot { () throws(StoreError) in
            var ids: [String] = []
            for prefix in RecordApart.prefixes {
                ids += try statement(
                    """
                    SELECT DISTINCT dossier FROM register_entry INDEXED BY register_entry_by_dossier
                    WHERE dossier > ? AND dossier < ? ORDER BY dossier LIMIT ?
                    """
                ).all([
                    .text(max(id?.text ?? prefix, prefix)), .text(prefix + "~"), .integer(limit - ids.count),
                ]) { $0.text(0) }
            }
            return try ids.map { id throws(StoreError) in
                StoredApart(id: DossierID(id), registerEntries: try registerEntries(of: id).compactMap(\.self))
            }
        }
    }

    /// The records of credentials and logins that have events.
    public func accessRecords(afterID id: DossierID?, limit: Int) throws(StoreError) -> [DossierID] {
        precondition((1...200).contains(limit), "1–200 records at a time")
        var found: [DossierID] = []
        for prefix in [AccessEvent.credentialPrefix, AccessEvent.loginPrefix] where found.count < limit {
            found += try statement(
                """
                SELECT dossier FROM dossier_event INDEXED BY sqlite_autoindex_dossier_event_1
                WHERE dossier > ? AND dossier < ? AND sequence = 1 ORDER BY dossier LIMIT ?
                """
            ).all([
                .text(max(id?.text ?? prefix, prefix)), .text(prefix + "~"), .integer(limit - found.count),
            ]) { DossierID($0.text(0)) }
        }
        return found
    }

    private func registerEntries(of id: String) throws(StoreError) -> [RegisterEntry?] {
        try statement("SELECT \(RegisterEntry.columns) FROM register_entry WHERE dossier = ?")
            .all([.text(id)]) { row in readable { () throws(StoreError) in try RegisterEntry(row) } }
    }

    /// A row with the columns as they lie.
    private struct Stored {
        let columns: [SQLValue]
        let id: String
        let version: Int
        let state: DossierState?
        let ordinal: Int

        init(_ row: StatementRow) {
            columns = (0..<DossierRow.columnCount).map { row.value($0) }
            id = row.text(0)
            version = row.int(1)
            state = readable { () throws(StoreError) in try row.state(DossierRow.columnCount) }
            ordinal = row.int(DossierRow.columnCount + 1)
        }
    }

    private func storedDossier(_ row: Stored) throws(StoreError) -> StoredDossier {
        let work = try statement("SELECT \(WorkItem.columns) FROM work_item WHERE dossier = ? ORDER BY id")
            .all([.text(row.id)]) { row in readable { () throws(StoreError) in try WorkItem(row) } }
        let entries = try registerEntries(of: row.id)
        let parties = try statement("SELECT body, joined FROM dossier_party WHERE ordinal = ? ORDER BY body")
            .all([.integer(row.ordinal)]) { (key: $0.text(0), joined: $0.int(1) == 1) }
        let placed = try statement(
            """
            SELECT position FROM dossier_event WHERE dossier = ? AND (sequence = 1 OR kind = 'received')
            ORDER BY sequence DESC LIMIT 1
            """
        ).first([.text(row.id)]) { $0.int(0) }
        let state = row.state
        let items = work.compactMap { $0 }
        let bodies = parties.compactMap { Body(key: $0.key) }
        let joined = Set(parties.filter(\.joined).map(\.key))
        let agrees =
            state.map { DossierRow($0).values == row.columns } ?? false && placed == row.ordinal
            && items.count == work.count && bodies.count == parties.count
            && state.map { joined == Set($0.parties.filter(\.joined).map(\.key)) } ?? false
        return StoredDossier(
            id: DossierID(row.id), version: row.version, state: state, indexAgrees: agrees, workItems: items,
            visibleTo: bodies, registerEntries: entries.compactMap { $0 })
    }

    private static func link(_ row: StatementRow) -> ChainLink {
        let event = readable { () throws(StoreError) in
            try row.event(1, position: row.int(0))
        }
        let agrees =
            event.map { event in
                event.position == row.int(0) && event.dossier.text == row.text(3)
                    && event.sequence == row.int(4) && event.event.kind.rawValue == row.text(5)
                    && event.occurredAt.milliseconds == row.integer(6)
                    && event.recordedAt.milliseconds == row.integer(7)
            } ?? false
        return ChainLink(
            position: row.int(0), canonical: row.text(1), hash: row.bytes(2), event: agrees ? event : nil)
    }
}

/// What was read; `nil` where it can't be: for verification that is a finding, not a reason to stop.
private func readable<Value>(_ read: () throws(StoreError) -> Value) -> Value? {
    do {
        return try read()
    } catch {
        return nil
    }
}
