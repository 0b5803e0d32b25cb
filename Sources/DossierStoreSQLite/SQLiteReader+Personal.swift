import DossierDomain
import DossierStore

extension SQLiteReader {
    /// Encrypted values with the wrapped keys of their subjects, in the order asked for; erased and unknown
    /// ones are left out.
    public func sealedValues(_ ids: [PrivateValueID]) throws(StoreError) -> [SealedValue] {
        let find = try statement(
            """
            SELECT v.subject, s.wrapped_key, v.ciphertext, s.key_version
            FROM personal_value AS v JOIN personal_subject AS s ON s.id = v.subject
            WHERE v.id = ? AND s.wrapped_key IS NOT NULL
            """)
        var values: [SealedValue] = []
        for id in ids {
            let value = try find.first([.text(id.text)]) {
                SealedValue(
                    id: id, subject: SubjectID($0.text(0)), wrappedKey: $0.bytes(1), keyVersion: $0.int(3),
                    ciphertext: $0.bytes(2))
            }
            if let value { values.append(value) }
        }
        return values
    }

    /// Subjects whose keys weren't erased, by identity, with one of their values.
    public func subjects(afterID id: SubjectID?, limit: Int) throws(StoreError) -> [StoredSubject] {
        precondition((1...1_000).contains(limit), "1–1,000 subjects")
        return try statement(
            """
            SELECT s.id, s.wrapped_key, s.key_version, s.person, v.id, v.ciphertext
            FROM personal_subject AS s
            CROSS JOIN personal_value AS v ON v.id = (SELECT min(id) FROM personal_value WHERE subject = s.id)
            WHERE s.id > ? AND s.wrapped_key IS NOT NULL ORDER BY s.id LIMIT ?
            """
        ).all([.text(id?.text ?? ""), .integer(limit)], Self.subject)
    }

    /// One subject for each master key that wraps any, with one of its values: as many searches as there are such keys.
    public func subjectOfEachKey() throws(StoreError) -> [StoredSubject] {
        let next = try statement(
            "SELECT min(key_version) FROM personal_subject WHERE wrapped_key IS NOT NULL AND key_version > ?")
        let subject = try statement(
            """
            SELECT s.id, s.wrapped_key, s.key_version, s.person, v.id, v.ciphertext
            FROM personal_subject AS s INDEXED BY personal_subject_by_key
            CROSS JOIN personal_value AS v ON v.id = (SELECT min(id) FROM personal_value WHERE subject = s.id)
            WHERE s.wrapped_key IS NOT NULL AND s.key_version = ? ORDER BY s.id LIMIT 1
            """)
        var subjects: [StoredSubject] = []
        var version = 0
        while let found = try next.first([.integer(version)], { $0.isNull(0) ? nil : $0.int(0) }) ?? nil {
            version = found
            if let one = try subject.first([.integer(version)], Self.subject) { subjects.append(one) }
        }
        return subjects
    }

    private static func subject(_ row: StatementRow) -> StoredSubject {
        StoredSubject(
            value: SealedValue(
                id: PrivateValueID(row.text(4)), subject: SubjectID(row.text(0)), wrappedKey: row.bytes(1),
                keyVersion: row.int(2), ciphertext: row.bytes(5)),
            person: row.isNull(3) ? nil : PersonDigest(row.bytes(3)))
    }

    /// How many keys that weren't erased each master key wraps.
    public func keyCounts() throws(StoreError) -> [Int: Int] {
        let counts = try statement(
            "SELECT key_version, count(*) FROM personal_subject WHERE wrapped_key IS NOT NULL GROUP BY key_version"
        ).all([]) { ($0.int(0), $0.int(1)) }
        return Dictionary(counts, uniquingKeysWith: +)
    }

    /// What is over, or wasn't received, and still has personal data; oldest first.
    public func keptDossiers(
        submittedBefore instant: Timestamp, after: String?, limit: Int
    ) throws(StoreError) -> Page<DossierState> {
        precondition((1...200).contains(limit), "a page has 1–200 dossiers")
        var start: (at: Int64, ordinal: Int64) = (.min, 0)
        if let after {
            guard case .submission(let at, let ordinal) = try DossierCursor(after) else { throw .invalidCursor }
            start = (at, ordinal)
        }
        var rows = try statement(
            """
            SELECT submitted_at, ordinal, state FROM dossier INDEXED BY dossier_kept
            WHERE personal_data_erased_at IS NULL AND status IN (
                'entrusted', 'submitted', 'supplementRequested', 'refusalProposed', 'receptionRefused', 'handedOver',
                'withdrawn', 'stopped')
            AND submitted_at < ? AND (submitted_at, ordinal) > (?, ?) ORDER BY submitted_at, ordinal LIMIT ?
            """
        ).all([
            .integer(instant.milliseconds), .integer(start.at), .integer(start.ordinal), .integer(limit + 1),
        ]) { row throws(StoreError) in
            (
                cursor: DossierCursor.submission(at: row.integer(0), ordinal: row.integer(1)),
                state: try row.state(2)
            )
        }
        let isLast = rows.count <= limit
        if !isLast { rows.removeLast() }
        return Page(elements: rows.map(\.state), next: isLast ? nil : rows.last?.cursor.text)
    }
}
