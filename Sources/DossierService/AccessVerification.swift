import DossierDomain
import DossierStore

/// Compares every credential and login with what its events add up to (AUD-01, AUD-02, SEC-06).
///
/// Names, secrets and last uses stand in no event, nor do sessions, which their owners open and end: whether one was revoked
/// by somebody else is compared.
func checkAccess(
    _ reader: some DossierReader, chainEnd: Int, tally: VerificationTally
) throws(StoreError) {
    var last: DossierID?
    while true {
        var part = VerificationReport()
        var folded = 0
        // Rows and events of one moment: a server that goes on writing changes both together.
        let end = try reader.snapshot { () throws(StoreError) in
            let page = try reader.accessRecords(afterID: last, limit: 200)
            for record in page {
                let events = try reader.events(of: record)
                // What the server added meanwhile is not counted.
                folded += events.count { $0.position <= chainEnd }
                if try !agrees(record, events, reader) { part.add("record \(record)", "it is not what its events say") }
            }
            return page.last
        }
        tally.add(part, folded: folded)
        guard let end else { break }
        last = end
    }
    try checkRows(reader, tally: tally)
}

private func agrees(
    _ record: DossierID, _ events: [RecordedEvent], _ reader: some DossierReader
) throws(StoreError) -> Bool {
    if let history = CredentialHistory(of: events) {
        let stored = try reader.credential(history.holder.credential)
        guard let issuedAt = history.issuedAt else {
            // Sessions that are long over are forgotten.
            guard let stored else { return true }
            return stored.kind == .session && stored.actor == history.holder && stored.revokedAt == history.revokedAt
        }
        guard let stored, stored.kind == .machine else { return false }
        return stored.actor == history.holder && stored.issuedAt == issuedAt && stored.issuedBy == history.issuedBy
            && stored.expiresAt == history.expiresAt && stored.replaces == history.replaces
            && stored.revokedAt == history.revokedAt
    }
    guard let history = LoginHistory(of: events) else { return false }
    guard let stored = try reader.login(of: history.person) else { return !history.stands }
    return history.stands && stored.mustChange == history.mustChange
        && (stored.codeSecret != nil) == history.usesCodes && stored.changedAt == history.changedAt
        && stored.setBy == history.setBy
}

/// Finds credentials and logins that no event tells of: put in by somebody who writes the database.
private func checkRows(_ reader: some DossierReader, tally: VerificationTally) throws(StoreError) {
    var part = VerificationReport()
    var filter = CredentialFilter(now: Timestamp(milliseconds: 0), limit: 200)
    filter.kind = .machine
    repeat {
        let wanted = filter
        let page = try reader.snapshot { () throws(StoreError) in
            try reader.credentials(matching: wanted).map { stored throws(StoreError) in
                (stored.id, try reader.events(of: AccessEvent.record(of: stored.id)).isEmpty)
            }
        }
        for (id, isUntold) in page where isUntold { part.add("credential \(id)", "there is no event of it") }
        filter.after = page.count < filter.limit ? nil : page.last?.0
    } while filter.after != nil
    let logins = try reader.snapshot { () throws(StoreError) in
        try reader.logins().map { login throws(StoreError) in
            (login.person, try reader.events(of: AccessEvent.record(of: login.person)).isEmpty)
        }
    }
    for (person, isUntold) in logins where isUntold { part.add("login of \(person)", "there is no event of it") }
    tally.add(part)
}
