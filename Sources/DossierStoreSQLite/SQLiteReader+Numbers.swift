import DossierDomain
import DossierStore

extension SQLiteReader {
    /// The block of that identity.
    public func numberBlock(_ id: NumberBlockID) throws(StoreError) -> NumberBlock? {
        try statement("SELECT \(NumberBlock.columns) FROM number_block WHERE id = ?")
            .first([.text(id.text)], NumberBlock.init(row:))
    }

    /// The blocks of an office and day, by their first serial.
    public func numberBlocks(
        of office: OfficeID, on date: CivilDate, after serial: Int, limit: Int
    ) throws(StoreError) -> [NumberBlock] {
        precondition((1...200).contains(limit), "1–200 blocks")
        return try statement(
            """
            SELECT \(NumberBlock.columns) FROM number_block WHERE office = ? AND date = ? AND first > ?
            ORDER BY first LIMIT ?
            """
        ).all(
            [.text(office.text), .text(date.description), .integer(serial), .integer(limit)], NumberBlock.init(row:))
    }

    /// What has become of the serials of an agency and day.
    public func numbers(
        of request: NumberRequest, after serial: Int, limit: Int
    ) throws(StoreError) -> [NumberEntry] {
        precondition((1...200).contains(limit), "1–200 serials")
        return try snapshot { () throws(StoreError) in
            let day: [SQLValue] = [.text(request.agency.shortForm), .text(request.date.description)]
            let last = try statement("SELECT last FROM serial WHERE agency = ? AND date = ?").first(day) { $0.int(0) }
            let end = min(last ?? 0, serial + limit)
            guard end > serial else { return [] }
            let page: [SQLValue] = day + [.integer(serial + 1), .integer(end)]
            let voids = try statement(
                """
                SELECT \(NumberVoid.columns) FROM number_void WHERE agency = ? AND date = ? AND serial BETWEEN ? AND ?
                """
            ).all(page, NumberVoid.init(row:))
            let blocks = try statement(
                """
                SELECT \(NumberBlock.columns) FROM number_block WHERE agency = ? AND date = ? AND first <= ?
                AND last >= ?
                """
            ).all(day + [.integer(end), .integer(serial + 1)], NumberBlock.init(row:))
            return try (serial + 1...end).map { serial throws(StoreError) in
                NumberEntry(
                    serial: serial, standing: try standing(of: serial, request, voids: voids, blocks: blocks))
            }
        }
    }

    private func standing(
        of serial: Int, _ request: NumberRequest, voids: [NumberVoid], blocks: [NumberBlock]
    ) throws(StoreError) -> NumberStanding {
        guard let number = DossierNumber(agency: request.agency, date: request.date, serial: serial) else {
            throw .corrupt("a serial of \(request.date) is outside 1–9999")
        }
        let isTaken = try statement("SELECT 1 FROM dossier WHERE canonical_number = ?")
            .first([.text(number.sortedByDay)]) { _ in true }
        if isTaken != nil { return .dossier }
        if let void = voids.first(where: { $0.serial == serial }) { return .void(void) }
        if let block = blocks.first(where: { $0.serials.contains(serial) }) {
            return .reserved(block.id, terminal: block.terminal)
        }
        let isSkipped = try statement(
            "SELECT 1 FROM number_skipped WHERE agency = ?1 AND date = ?2 AND first <= ?3 AND last >= ?3"
        ).first([.text(request.agency.shortForm), .text(request.date.description), .integer(serial)]) { _ in true }
        return isSkipped == nil ? .unexplained : .skipped
    }

    /// How often the record was put back from a backup, oldest first.
    public func restorations() throws(StoreError) -> [Restoration] {
        try statement("SELECT \(Restoration.columns) FROM restoration ORDER BY ordinal").all([]) {
            row throws(StoreError) in try Restoration(row: row)
        }
    }

    /// Agencies and days with the last serial given, in their order.
    public func lastSerials(
        after request: NumberRequest?, limit: Int
    ) throws(StoreError) -> [(request: NumberRequest, last: Int)] {
        precondition((1...1_000).contains(limit), "1–1,000 days")
        return try statement(
            "SELECT agency, date, last FROM serial WHERE (agency, date) > (?, ?) ORDER BY agency, date LIMIT ?"
        ).all([
            .text(request?.agency.shortForm ?? ""), .text(request?.date.description ?? ""), .integer(limit),
        ]) { row throws(StoreError) in
            guard let agency = AgencyIdentifier(row.text(0)), let date = CivilDate(row.text(1)) else {
                throw .corrupt("a row of serials can't be read")
            }
            return (NumberRequest(agency: agency, date: date), row.int(2))
        }
    }

    /// The day that a terminal uploaded under that key.
    public func counterDay(of terminal: String, key: String) throws(StoreError) -> CounterDay? {
        try statement("SELECT \(CounterDay.columns) FROM counter_day WHERE terminal = ? AND key = ?")
            .first([.text(terminal), .text(key)]) { CounterDay(row: $0) }
    }

    /// The days that were uploaded at an office, newest first.
    public func counterDays(of office: OfficeID, after: String?, limit: Int) throws(StoreError) -> Page<CounterDay> {
        precondition((1...200).contains(limit), "a page has 1–200 days")
        let before: Int64
        if let after {
            guard case .ordinal(let ordinal) = try DossierCursor(after) else { throw .invalidCursor }
            before = ordinal
        } else {
            before = .max
        }
        var rows = try statement(
            """
            SELECT \(CounterDay.columns), ordinal FROM counter_day WHERE office = ? AND ordinal < ?
            ORDER BY ordinal DESC LIMIT ?
            """
        ).all([.text(office.text), .integer(before), .integer(limit + 1)]) {
            (day: CounterDay(row: $0), ordinal: $0.integer(11))
        }
        let isLast = rows.count <= limit
        if !isLast { rows.removeLast() }
        return Page(
            elements: rows.map(\.day), next: isLast ? nil : rows.last.map { DossierCursor.ordinal($0.ordinal).text })
    }
}
