import DossierDomain
import DossierStore

extension WriteSession {
    /// Appends who has read what, and what else belongs to it.
    func write(
        _ reads: [PersonalDataRead], _ subjects: [SealedSubject], _ values: [NewSealedValue]
    ) throws(StoreError) {
        // Reasons come without their dossier's version: what was erased meanwhile takes none in, for nothing would erase it.
        for subject in subjects {
            let erased = try connection.prepare(
                "SELECT 1 FROM dossier WHERE id = ? AND personal_data_erased_at IS NOT NULL"
            ).first([.text(subject.dossier.text)]) { $0.int(0) }
            guard erased == nil else { throw .versionConflict }
        }
        let append = try connection.prepare(
            """
            INSERT INTO personal_read
                (dossier, scope, credential, actor, operation, first_at, last_at, count, emergency, reason, until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (emergency) DO NOTHING
            """)
        for read in reads {
            let reason = try read.emergency?.reason.map { reason throws(StoreError) in
                SQLValue.utf8([UInt8](try JSONText.encode(reason)))
            }
            let appended = try append.run([
                .text(read.dossier?.text), .text(read.scope), .text(read.actor.credential.text),
                .utf8([UInt8](try JSONText.encode(read.actor))), .text(read.operation),
                .integer(read.firstAt.milliseconds), .integer(read.lastAt.milliseconds), .integer(read.count),
                .text(read.emergency?.id), reason ?? .null, .instant(read.emergency?.until.milliseconds),
            ])
            guard appended == 1 else { throw .versionConflict }
        }
        // After what they belong to.
        try write(subjects, values)
    }
}

extension SQLiteReader {
    private static let readColumns = """
        position, dossier, scope, actor, operation, first_at, last_at, count, emergency, reason, until
        """

    /// Who has read what, newest first.
    public func reads(matching filter: ReadFilter) throws(StoreError) -> Page<PersonalDataRead> {
        precondition((1...200).contains(filter.limit), "a page has 1–200 records")
        let (sql, values) = try Self.listing(of: filter)
        var rows = try statement(sql).all(values) { row throws(StoreError) in
            (position: row.integer(0), read: try Self.read(row))
        }
        let isLast = rows.count <= filter.limit
        if !isLast { rows.removeLast() }
        return Page(
            elements: rows.map(\.read),
            next: isLast ? nil : rows.last.map { ReadCursor(firstAt: $0.read.firstAt, position: $0.position).text })
    }

    /// The SQL of a page, and one row more: along the index of what is asked for, which has them by when they began.
    static func listing(of filter: ReadFilter) throws(StoreError) -> (sql: String, values: [SQLValue]) {
        let end = try filter.after.map { text throws(StoreError) in try ReadCursor(text) }
        var terms = ["(first_at, position) < (?, ?)"]
        var values: [SQLValue] = [.integer(end?.firstAt ?? .max), .integer(end?.position ?? .max)]
        if let dossier = filter.dossier {
            terms.append("dossier = ?")
            values.append(.text(dossier.text))
        }
        if let credential = filter.credential {
            terms.append("credential = ?")
            values.append(.text(credential.text))
        }
        if filter.isEmergency { terms.append("emergency IS NOT NULL") }
        if let from = filter.from {
            terms.append("first_at >= ?")
            values.append(.integer(from.milliseconds))
        }
        if let before = filter.before {
            terms.append("first_at < ?")
            values.append(.integer(before.milliseconds))
        }
        let index =
            filter.dossier != nil
            ? "dossier" : filter.isEmergency ? "emergency" : filter.credential != nil ? "credential" : "time"
        let sql = """
            SELECT \(readColumns) FROM personal_read INDEXED BY personal_read_by_\(index) WHERE \(terms.joined(separator: " AND ")) \
            ORDER BY first_at DESC, position DESC LIMIT ?
            """
        return (sql, values + [.integer(filter.limit + 1)])
    }

    /// Who has read what within a time that is long ago: how many records, and the oldest.
    public func oldReads(
        endedIn range: Range<Timestamp>, limit: Int
    ) throws(StoreError) -> (count: Int, oldest: [PersonalDataRead]) {
        precondition((1...200).contains(limit), "1–200 records")
        // What ended within it had begun before its end.
        let old = """
            FROM personal_read INDEXED BY personal_read_by_time WHERE first_at < ?1 AND last_at < ?1 AND last_at >= ?2
            """
        let bounds: [SQLValue] = [
            .integer(range.upperBound.milliseconds), .integer(range.lowerBound.milliseconds),
        ]
        let count = try statement("SELECT count(*) \(old)").first(bounds) { $0.int(0) }
        let oldest = try statement("SELECT \(Self.readColumns) \(old) ORDER BY first_at, position LIMIT ?3")
            .all(bounds + [.integer(limit)], Self.read)
        return (count ?? 0, oldest)
    }

    /// The reading in an emergency of that identity.
    public func emergencyRead(_ id: String) throws(StoreError) -> PersonalDataRead? {
        try statement("SELECT \(Self.readColumns) FROM personal_read WHERE emergency = ?").first([.text(id)], Self.read)
    }

    private static func read(_ row: StatementRow) throws(StoreError) -> PersonalDataRead {
        var emergency: PersonalDataRead.Emergency?
        if let id = row.optionalText(8) {
            emergency = PersonalDataRead.Emergency(
                id: id,
                reason: row.isNull(9)
                    ? nil
                    : try JSONText.decode(
                        PrivateReference.self, from: row.bytes(9), what: "the reason of a reading in an emergency"),
                until: Timestamp(milliseconds: row.integer(10)))
        }
        return PersonalDataRead(
            dossier: row.optionalText(1).map { DossierID($0) }, scope: row.optionalText(2),
            actor: try row.withBytes(3) { bytes throws(StoreError) in
                try JSONText.decode(Actor.self, record: bytes, what: "who read personal data")
            },
            operation: row.text(4), firstAt: Timestamp(milliseconds: row.integer(5)),
            lastAt: Timestamp(milliseconds: row.integer(6)), count: row.int(7), emergency: emergency)
    }
}
