import DossierDomain
import DossierStore

extension WriteSession {
    /// Keeps encrypted values with the wrapped keys of their subjects.
    ///
    /// A key that was wrapped by a master key which has been retired meanwhile would be lost with it: that commit is given up.
    func write(_ subjects: [SealedSubject], _ values: [NewSealedValue]) throws(StoreError) {
        if !subjects.isEmpty {
            let oldest =
                try statements.oldestKey.first([.text(MetaKey.oldestMasterKey.rawValue)]) { $0.int(0) } ?? 1
            guard subjects.allSatisfy({ $0.keyVersion >= oldest }) else {
                throw .unavailable("the master key was replaced while this was under way: send it again")
            }
        }
        for subject in subjects {
            try statements.insertSubject.run([
                .text(subject.id.text), .text(subject.dossier.text), .blob(subject.wrappedKey),
                .integer(subject.keyVersion), subject.person.map { .blob($0.bytes) } ?? .null,
            ])
        }
        for value in values {
            try statements.insertValue.run([
                .text(value.id.text), .text(value.subject.text), .blob(value.ciphertext),
            ])
        }
    }

    /// Destroys the keys of all personal values of a dossier, and the values.
    ///
    /// Seldom, so the statements are prepared when they are needed.
    func erasePersonalData(of id: DossierID, at instant: Timestamp) throws(StoreError) {
        try erasing { () throws(StoreError) in
            try connection.prepare(
                "DELETE FROM personal_value WHERE subject IN (SELECT id FROM personal_subject WHERE dossier = ?)"
            ).run([.text(id.text)])
            try connection.prepare(
                """
                UPDATE personal_subject SET wrapped_key = NULL, person = NULL, erased_at = ?
                WHERE dossier = ? AND wrapped_key IS NOT NULL
                """
            ).run([.integer(instant.milliseconds), .text(id.text)])
        }
    }

    /// Puts keys in place that were wrapped anew; answers how many were still what they were.
    ///
    /// What the former master key wrapped is erased by that: it may be known to somebody.
    func rewrap(_ subjects: [RewrappedSubject]) throws(StoreError) -> Int {
        try erasing { () throws(StoreError) in try rewrapErasing(subjects) }
    }

    private func rewrapErasing(_ subjects: [RewrappedSubject]) throws(StoreError) -> Int {
        let rewrap = try connection.prepare(
            "UPDATE personal_subject SET wrapped_key = ?, key_version = ?, person = ? WHERE id = ? AND wrapped_key = ?")
        var count = 0
        for subject in subjects {
            count += try rewrap.run([
                .blob(subject.wrappedKey), .integer(subject.keyVersion),
                subject.person.map { .blob($0.bytes) } ?? .null, .text(subject.id.text), .blob(subject.former),
            ])
        }
        return count
    }

    /// Forgets the oldest records of reading from before that instant, and the reasons that some of them state.
    ///
    /// How far back the trigger lets records go is only ever moved on; what goes now is what is asked for now.
    func forgetReads(before instant: Timestamp, limit: Int) throws(StoreError) -> Int {
        let kept = try connection.prepare("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?")
            .first([.text(MetaKey.readsKeptFrom.rawValue)]) { $0.integer(0) }
        try write("\(max(kept ?? 0, instant.milliseconds))", for: .readsKeptFrom)
        // By time and not by position: what was recorded while a clock was ahead keeps nothing else. What ended before that
        // instant began before it, which is what there is an index for.
        let old = """
            FROM (SELECT position, reason FROM personal_read WHERE first_at < ?2 AND last_at < ?2 ORDER BY first_at LIMIT ?1)
            """
        let bounds: [SQLValue] = [.integer(limit), .integer(instant.milliseconds)]
        let reasons = "SELECT json_extract(reason, '$.subject') \(old) WHERE reason IS NOT NULL"
        if try connection.prepare("SELECT EXISTS (\(reasons))").first(bounds, { $0.int(0) }) == 1 {
            try erasing { () throws(StoreError) in
                try connection.prepare("DELETE FROM personal_value WHERE subject IN (\(reasons))").run(bounds)
                try connection.prepare("DELETE FROM personal_subject WHERE id IN (\(reasons))").run(bounds)
            }
        }
        return try connection.prepare(
            "DELETE FROM personal_read WHERE position IN (SELECT position \(old))"
        ).run(bounds)
    }
}
