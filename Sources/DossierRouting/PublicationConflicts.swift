import DossierDomain

/// What a new configuration would change in what was published before (CAT-01, ORG-01): versions of procedures, routes
/// and forms, and units, agencies, offices, counters and postings that have begun.
///
/// Every version published before must still stand there as it was, because dossiers are pinned to it; only an
/// end that was open may be given a date, and none before the day before `date`. What is still to come can be taken back as long as nobody has been received by
/// it: a version whose first day lies after `date`, and an end that does. All findings are errors, and say which number a
/// new version gets.
public func publicationConflicts(
    from old: ConfigurationDocument, to new: ConfigurationDocument, on date: CivilDate
) -> [ReviewFinding] {
    let procedures = conflicts(
        from: old.procedures, to: new.procedures, on: date, key: \.code.text, version: \.version,
        ending: { $0.ending(on: $1) })
    let routes = conflicts(
        from: old.routes, to: new.routes, on: date, key: \.id.text, version: \.version,
        ending: { $0.ending(on: $1) })
    let versions =
        procedures.map { ReviewFinding(.error, .init(kind: .procedure, id: $0.id), $0.reason) }
        + routes.map { ReviewFinding(.error, .init(kind: .route, id: $0.id), $0.reason) }
        + conflicts(
            from: old.forms, to: new.forms, on: date, key: \.id.text, version: \.version,
            ending: { $0.ending(on: $1) }
        ).map { ReviewFinding(.error, .init(kind: .form, id: $0.id), $0.reason) }
    return versions
        + vanished(.unit, from: old.units, to: new.units, on: date) { $0.id.text }
        + vanished(.agency, from: old.agencies, to: new.agencies, on: date) { $0.id.text }
        + vanished(.office, from: old.offices, to: new.offices, on: date) { $0.id.text }
        + vanished(.counter, from: old.counters, to: new.counters, on: date) { $0.id.text }
        + handedOn(from: old.postings, to: new.postings, on: date)
}

/// Postings that have begun and would be somebody else's: sessions and tokens live on under them, and the record names them.
private func handedOn(from old: [Posting], to new: [Posting], on date: CivilDate) -> [ReviewFinding] {
    var holders: [PostingID: PersonID] = [:]
    for posting in old where posting.validFrom <= date { holders[posting.id] = posting.person }
    return new.compactMap { posting in
        guard let holder = holders[posting.id], holder != posting.person else { return nil }
        return ReviewFinding(
            .error, .init(kind: .posting, id: posting.id.text),
            "is \(holder)'s and would be \(posting.person)'s: end it with a validTo, and give the other a posting of their"
                + " own")
    }
}

private func conflicts<Version: EffectiveDated & Equatable>(
    from old: [Version], to new: [Version], on date: CivilDate, key: (Version) -> String, version: (Version) -> Int,
    ending: (Version, CivilDate?) -> Version
) -> [(id: String, reason: String)] {
    let yesterday = date.adding(days: -1)
    var newest: [String: Int] = [:]
    for row in old + new { newest[key(row)] = max(newest[key(row), default: 0], version(row)) }
    let successors = Dictionary(grouping: new, by: { "\(key($0))@\(version($0))" })
    var found: [(id: String, reason: String)] = []
    for row in old {
        let id = "\(key(row))@\(version(row))"
        let next = newest[key(row), default: 0] + 1
        guard let rows = successors[id] else {
            if row.validFrom > date { continue }
            found.append((id, "was published and is gone: put it back; to end it, give it a validTo"))
            continue
        }
        for other in rows where other != row {
            let isOpen = row.validTo.map { $0 >= date && other.validTo ?? date >= date } ?? true
            let isEnding = isOpen && ending(row, other.validTo) == other
            if isEnding, let end = other.validTo, end != row.validTo, end < yesterday {
                found.append(
                    (
                        id,
                        "would have ended on \(end), when it was in force and dossiers may have been received by it: end it"
                            + " on \(yesterday) at the earliest"
                    ))
            }
            if isEnding { continue }
            let change =
                ending(row, other.validTo) == other
                ? "its end, which was published as \(row.validTo?.description ?? "open"), would be another"
                : "it would say something else"
            found.append((id, "was published and must stay as it is, but \(change): make it version \(next)"))
        }
    }
    return found
}

/// What was in force and would be as if it had never been, or since a later day: dossiers may be of it for ever.
private func vanished<Row: EffectiveDated>(
    _ kind: ReviewFinding.Kind, from old: [Row], to new: [Row], on date: CivilDate, key: (Row) -> String
) -> [ReviewFinding] {
    func firstDays(_ rows: [Row]) -> [String: CivilDate] {
        Dictionary(rows.filter { $0.validFrom <= date }.map { (key($0), $0.validFrom) }, uniquingKeysWith: min)
    }
    let kept = firstDays(new)
    return firstDays(old).sorted { $0.key < $1.key }.compactMap { id, first in
        let reason: String
        if let later = kept[id] {
            guard later > first else { return nil }
            reason =
                "has been in force since \(first), so that dossiers may be of it, and would begin on \(later): keep its"
                + " rows from \(first) on"
        } else {
            reason =
                "has been in force, so that dossiers may be of it, and would never have been: put it back; to end it, give"
                + " it a validTo"
        }
        return ReviewFinding(.error, .init(kind: kind, id: id), reason)
    }
}
