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
        var terms = ["kind = ?"]
        var values: [SQLValue] = [.text(filter.kind.rawValue)]
        if let body = filter.body {
            // Who sent a manifest reads it as well; both ways have an index that ends like the list.
            if filter.kind == .manifest {
                terms.append("(body = ? OR counterpart = ?)")
                values += [.text(body.key), .text(body.key)]
            } else {
                terms.append("body = ?")
                values.append(.text(body.key))
            }
        }
        if let group = filter.group {
            terms.append("group_id = ?")
            values.append(.text(group))
        }
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
        values.append(.integer(filter.limit + 1))
        let index = filter.group == nil ? "register_entry_by_body" : "register_entry_by_group"
        let source =
            filter.body == nil || filter.kind == .manifest || filter.group != nil
            ? "register_entry" : "register_entry INDEXED BY \(index)"
        var rows = try statement(
            """
            SELECT \(RegisterEntry.columns) FROM \(source) WHERE \(terms.joined(separator: " AND ")) \
            ORDER BY at, id LIMIT ?
            """
        ).all(values) { row throws(StoreError) in try RegisterEntry(row) }
        let isLast = rows.count <= filter.limit
        if !isLast { rows.removeLast() }
        return Page(
            elements: rows,
            next: isLast ? nil : rows.last.map { WorkCursor(dueAt: $0.at.milliseconds, id: $0.id).text })
    }
}
