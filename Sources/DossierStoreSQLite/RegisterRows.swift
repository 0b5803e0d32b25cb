import DossierDomain
import DossierStore

extension RegisterEntry {
    /// The columns of `register_entry`, in the order of ``sqlValues``.
    static let columns = """
        body, kind, at, id, counterpart, dossier, number, group_id, detail, employer, amount_vnd, due_at, settled_at
        """

    var sqlValues: [SQLValue] {
        [
            .text(body.key), .text(kind.rawValue), .integer(at.milliseconds), .text(id), .text(counterpart?.key),
            .text(dossier.text), .text(number?.text), .text(group), .text(detail), .text(employer?.rawValue),
            amountVND.map { SQLValue.integer($0) } ?? .null, .instant(dueAt?.milliseconds),
            .instant(settledAt?.milliseconds),
        ]
    }

    /// Reads a row of ``columns``.
    init(_ row: StatementRow) throws(StoreError) {
        guard let body = Body(key: row.text(0)), let kind = Kind(rawValue: row.text(1)) else {
            throw .corrupt("a register's row of dossier \(row.text(5)) can't be read")
        }
        func instant(_ column: Int32) -> Timestamp? {
            row.isNull(column) ? nil : Timestamp(milliseconds: row.integer(column))
        }
        self.init(
            id: row.text(3), kind: kind, body: body, counterpart: row.optionalText(4).flatMap { Body(key: $0) },
            dossier: DossierID(row.text(5)), number: row.optionalText(6).flatMap { DossierNumber($0) },
            group: row.text(7), detail: row.text(8), employer: row.optionalText(9).flatMap { Employer(rawValue: $0) },
            amountVND: row.isNull(10) ? nil : row.int(10), at: Timestamp(milliseconds: row.integer(2)),
            dueAt: instant(11), settledAt: instant(12))
    }
}

extension SQLiteReader {
    /// The rows of a register, in the order in which they were entered.
    public func register(matching filter: RegisterFilter) throws(StoreError) -> Page<RegisterEntry> {
        precondition((1...200).contains(filter.limit), "a page has 1–200 rows")
        let searches = try Search.all(of: filter)
        let sql = searches.map { "SELECT \(RegisterEntry.columns) FROM \($0.source) WHERE \($0.terms)" }
        var rows = try statement(sql.joined(separator: " UNION ALL ") + " ORDER BY at, id LIMIT ?")
            .all(searches.flatMap(\.values) + [.integer(filter.limit + 1)]) { row throws(StoreError) in
                try RegisterEntry(row)
            }
        let isLast = rows.count <= filter.limit
        if !isLast { rows.removeLast() }
        return Page(
            elements: rows,
            next: isLast ? nil : rows.last.map { WorkCursor(dueAt: $0.at.milliseconds, id: $0.id).text })
    }
}

/// A search along one index; a list is one, or two that are merged in their common order.
private struct Search {
    let source: String
    let terms: String
    let values: [SQLValue]

    /// The index is named, so that the plan is the same with any statistics; it ends like the list.
    static func all(of filter: RegisterFilter) throws(StoreError) -> [Search] {
        let rest = try shared(filter)
        func search(_ index: String?, _ terms: [String], _ values: [SQLValue]) -> Search {
            Search(
                source: index.map { "register_entry INDEXED BY register_entry_by_\($0)" } ?? "register_entry",
                terms: (terms + rest.terms).joined(separator: " AND "), values: values + rest.values)
        }
        let kind = SQLValue.text(filter.kind.rawValue)
        let body = filter.body.map { SQLValue.text($0.key) }
        let isManifest = filter.kind == .manifest
        switch (filter.group, body) {
        case (let group?, let body?):
            return [
                search(
                    "group", ["kind = ?", "group_id = ?", isManifest ? "? IN (body, counterpart)" : "body = ?"],
                    [kind, .text(group), body])
            ]
        case (let group?, nil): return [search("group", ["kind = ?", "group_id = ?"], [kind, .text(group)])]
        case (nil, let body?):
            let own = search("body", ["body = ?", "kind = ?"], [body, kind])
            // A manifest is read by both sides; a register lists what its own body has to do with.
            return isManifest
                ? [own, search("sender", ["kind = 'manifest'", "counterpart = ?", "body <> ?"], [body, body])] : [own]
        case (nil, nil): return [search(nil, ["kind = ?"], [kind])]
        }
    }

    private static func shared(
        _ filter: RegisterFilter
    ) throws(StoreError) -> (terms: [String], values: [SQLValue]) {
        var terms: [String] = []
        var values: [SQLValue] = []
        if let instant = filter.from {
            terms.append("at >= ?")
            values.append(.integer(instant.milliseconds))
        }
        if let instant = filter.before {
            terms.append("at < ?")
            values.append(.integer(instant.milliseconds))
        }
        if let isSettled = filter.isSettled { terms.append("settled_at IS \(isSettled ? "NOT NULL" : "NULL")") }
        if let after = filter.after {
            let cursor = try WorkCursor(after)
            terms.append("(at, id) > (?, ?)")
            values += [.integer(cursor.dueAt), .text(cursor.id)]
        }
        return (terms, values)
    }
}
