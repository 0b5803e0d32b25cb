import DossierDomain
import DossierStore
import Foundation

/// Claims, and what workers do with their leases.
extension WriteSession {
    /// Gives leases on waiting work, earliest due first (POL-01, POL-02).
    func write(_ claim: WorkClaim) throws(StoreError) -> ClaimOutcome {
        if let earlier = try earlierRequest(of: claim.key) {
            return earlier.fingerprint == claim.key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        let body = claim.selection.body
        let available = try expire(of: body.key, at: claim.now, policy: claim.policy)
        let listing = ClaimListing(
            claim.selection, limit: min(1_000, claim.limit * (claim.sharers + 1)), at: claim.now,
            from: frontiers[claim.selection])
        var found = try claimListing(listing.sql).all(listing.values) { row throws(StoreError) in
            try WorkItem(row)
        }
        // Where others wait, nobody takes more than an equal share of what there is.
        let share = (found.count + claim.sharers) / (claim.sharers + 1)
        found = Array(found.prefix(min(claim.limit, share)))
        if available > found.count { news.add(claimable: available - found.count, to: body) }
        guard let last = found.last else { return .nothing }
        var tokens: [FencingToken] = []
        for item in found {
            let isHandedOver = item.kind == .acknowledgeHandover || item.kind == .completeStep
            if isHandedOver, try work.hasLease.first([.text(item.dossier.text), .text(item.id)], { _ in true }) == nil {
                try collected(
                    body.key, of: item.dossier, waitingSince: item.since.milliseconds, at: claim.now)
            }
            tokens.append(try lease(item, to: claim))
        }
        frontiers.advance(claim.selection, to: WorkCursor(last))
        frontiers.granted(at: claim.now.milliseconds)
        news.leases.granted += tokens.count
        try work.bumpVersion.run([.text(body.key)])
        try record(.leases(tokens), for: claim.key, at: claim.now)
        return .granted(tokens)
    }

    private func lease(_ item: WorkItem, to claim: WorkClaim) throws(StoreError) -> FencingToken {
        let token = try work.insertLease.first([
            .text(item.body.key), .text(item.id), .text(item.dossier.text), .text(claim.worker),
            .text(claim.credential.text), .integer(claim.now.milliseconds), .integer(claim.now.milliseconds),
            .integer(claim.expiresAt.milliseconds),
        ]) { FencingToken($0.int(0)) }
        guard let token else { throw .unavailable("a lease was given no token") }
        return token
    }

    /// Takes back what has run out; answers how many pieces can be claimed again.
    func expire(of body: String, at now: Timestamp, policy: LeasePolicy) throws(StoreError) -> Int {
        var expired: [(item: String, isFailure: Bool)] = []
        // First, so that it isn't taken for a failure.
        if try isSetBack(to: now) {
            expired += try work.unbegunLeases.all([.integer(now.milliseconds), .text(body)]) { ($0.text(0), false) }
        }
        expired += try work.expireLeases.all([.integer(now.milliseconds), .text(body)]) { ($0.text(0), true) }
        news.leases.expired += expired.count
        var available = 0
        for lease in expired {
            let setAside = lease.isFailure ? try addTrouble(to: lease.item, of: body, at: now, policy: policy) : false
            if !setAside { available += 1 }
        }
        if !expired.isEmpty { try work.bumpVersion.run([.text(body)]) }
        if available > 0 { frontiers.forget(body) }
        return available
    }

    /// Whether the clock was set back to before the last lease began.
    private func isSetBack(to now: Timestamp) throws(StoreError) -> Bool {
        if let latest = frontiers.latestGrant { return now.milliseconds + LeaseRow.slew < latest }
        let latest = try work.latestGrant.first { $0.integer(0) } ?? 0
        frontiers.recall(latestGrant: latest)
        return now.milliseconds + LeaseRow.slew < latest
    }

    /// Work that was given out can be claimed again.
    private func becameClaimable(in body: Body) {
        frontiers.forget(body.key)
        news.add(claimable: 1, to: body)
    }

    /// Counts a failure; answers whether the work is set aside now.
    private func addTrouble(
        to item: String, of body: String, at now: Timestamp, policy: LeasePolicy
    ) throws(StoreError) -> Bool {
        let setAsideAt =
            try work.addTrouble.first([
                .text(item), .text(body), .integer(policy.failureLimit), .integer(now.milliseconds),
            ]) { $0.isNull(0) ? nil : $0.integer(0) } ?? nil
        if setAsideAt == now.milliseconds { news.leases.setAside += 1 }
        return setAsideAt != nil
    }

    /// Renews, releases or returns leases; stale ones are left as they are.
    func write(_ change: LeaseChange) throws(StoreError) -> LeaseChangeOutcome {
        if let earlier = try earlierRequest(of: change.key) {
            return earlier.fingerprint == change.key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        var firstStale: CommandRejection?
        var changedCount = 0
        for token in change.tokens {
            let (lease, standing) = try standing(of: token, in: change.body, at: change.now)
            guard let lease, standing.isGood else {
                firstStale = firstStale ?? .leaseStale(token, standing)
                news.leases.stale += 1
                continue
            }
            try apply(change, to: lease)
            changedCount += 1
        }
        if changedCount == 0, let firstStale {
            try record(.rejected(firstStale), for: change.key, at: change.now)
            return .rejected(firstStale)
        }
        try work.bumpVersion.run([.text(change.body.key)])
        try record(.leases(change.tokens), for: change.key, at: change.now)
        return .changed
    }

    private func apply(_ change: LeaseChange, to lease: LeaseRow) throws(StoreError) {
        switch change.kind {
        case .renew(let until):
            try work.renewLease.run([
                .integer(change.now.milliseconds), .integer(until.milliseconds), .integer(lease.token.serial),
            ])
            frontiers.granted(at: change.now.milliseconds)
        case .release:
            try end(lease.token, as: .released, at: change.now)
            becameClaimable(in: change.body)
        case .giveBack(let reason):
            try write(change.sealed.subjects, change.sealed.values)
            let json = SQLValue.utf8([UInt8](try JSONText.encode(reason)))
            try end(lease.token, as: .returned, at: change.now, reason: json)
            let setAside = try addTrouble(to: lease.item, of: lease.body, at: change.now, policy: change.policy)
            if !setAside { becameClaimable(in: change.body) }
        }
    }

    /// The lease of a token, where it is the body's, and what has become of it.
    private func standing(
        of token: FencingToken, in body: Body, at now: Timestamp
    ) throws(StoreError) -> (LeaseRow?, LeaseStanding) {
        let lease = try work.findLease.first([.integer(token.serial)]) { row throws(StoreError) in try LeaseRow(row) }
        guard let lease, lease.body == body.key else { return (nil, .unknown) }
        let siblings = try work.leasesOfDossier.all([.text(lease.dossier)]) { row throws(StoreError) in
            try LeaseRow(row)
        }
        let isWaiting =
            try work.findItem.first([.text(lease.dossier), .text(lease.item), .text(lease.body)]) { $0.int(0) } != nil
        let newest = siblings.last { $0.item == lease.item } ?? lease
        return (lease, lease.standing(newest: newest, isWaiting: isWaiting, at: now))
    }

    /// Takes work from whoever has it, and lets work that was set aside be claimed again.
    func write(_ freeing: WorkFreeing) throws(StoreError) -> LeaseChangeOutcome {
        if let earlier = try earlierRequest(of: freeing.key) {
            return earlier.fingerprint == freeing.key.fingerprint ? .replayed(earlier.outcome) : .keyReused
        }
        let isWaiting =
            try connection.prepare("SELECT 1 FROM work_item WHERE body = ? AND id = ?")
            .first([.text(freeing.body.key), .text(freeing.item)]) { $0.int(0) } != nil
        guard isWaiting else { throw .versionConflict }
        let held = try connection.prepare("SELECT token FROM lease WHERE item = ? AND state = 'held'")
            .first([.text(freeing.item)]) { FencingToken($0.int(0)) }
        if let held { try end(held, as: .revoked, at: freeing.now) }
        try work.forgetTrouble.run([.text(freeing.item)])
        try work.bumpVersion.run([.text(freeing.body.key)])
        becameClaimable(in: freeing.body)
        try record(.leases(held.map { [$0] } ?? []), for: freeing.key, at: freeing.now)
        return .changed
    }

    /// Takes back what has run out anywhere, and forgets leases that ended long ago, at most 10,000 at a time.
    func sweepLeases(at now: Timestamp, policy: LeasePolicy) throws(StoreError) -> SweptLeases {
        let bodies = try connection.prepare(
            """
            SELECT DISTINCT body FROM lease
            WHERE state = 'held' AND (expires_at <= ?1 OR renewed_at > ?1 + \(LeaseRow.slew))
            """
        ).all([.integer(now.milliseconds)]) { $0.text(0) }
        var expired = 0
        for key in bodies {
            let available = try expire(of: key, at: now, policy: policy)
            expired += available
            if available > 0, let body = Body(key: key) { news.add(claimable: available, to: body) }
        }
        let horizon = now.milliseconds - Int64(policy.memoryDays) * 86_400_000
        let forgotten = try connection.prepare(
            """
            DELETE FROM lease WHERE token IN (
                SELECT token FROM lease WHERE ended_at IS NOT NULL AND ended_at < ? LIMIT 10000)
            """
        ).run([.integer(horizon)])
        return SweptLeases(expired: expired, forgotten: forgotten)
    }

    /// Keeps a consumer's position in a feed.
    func write(
        _ position: Int, of consumer: String, in body: Body, at now: Timestamp
    ) throws(StoreError) {
        try connection.prepare(
            """
            INSERT INTO feed_position (body, consumer, position, kept_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (body, consumer) DO UPDATE SET position = excluded.position, kept_at = excluded.kept_at
            """
        ).run([.text(body.key), .text(consumer), .integer(position), .integer(now.milliseconds)])
    }

    /// Keeps when credentials last polled.
    func write(_ polls: [PollRecord]) throws(StoreError) {
        let keep = try connection.prepare(
            """
            INSERT INTO poll (credential, body, at, client) VALUES (?, ?, ?, ?)
            ON CONFLICT (credential, body) DO UPDATE SET at = excluded.at, client = excluded.client
            """)
        for poll in polls {
            try keep.run([
                .text(poll.credential.text), .text(poll.body.key), .integer(poll.at.milliseconds),
                .text(poll.client),
            ])
        }
    }

    private func claimListing(_ sql: String) throws(StoreError) -> PreparedStatement {
        if let known = claimStatements[sql] { return known }
        let statement = try connection.prepare(sql)
        // Their number is that of the shapes of selections, but for lists of procedures of many lengths.
        if claimStatements.count >= 64 { claimStatements = [:] }
        claimStatements[sql] = statement
        return statement
    }
}

/// The SQL for what a worker may claim, earliest due first.
struct ClaimListing {
    let sql: String
    let values: [SQLValue]

    /// `frontier`: nothing before it can be claimed.
    init(_ selection: WorkSelection, limit: Int, at now: Timestamp, from frontier: WorkCursor? = nil) {
        var terms = ["w.body = ?"]
        var values: [SQLValue] = [.text(selection.body.key)]
        if let frontier {
            terms.append("(w.due_at, w.id) >= (?, ?)")
            values += [.integer(frontier.dueAt), .text(frontier.id)]
        }
        if !selection.kinds.isEmpty {
            terms.append("w.kind IN (\(placeholders(selection.kinds.count)))")
            values += selection.kinds.map { .text($0.rawValue) }
        }
        if !selection.procedures.isEmpty {
            terms.append("w.procedure IN (\(placeholders(selection.procedures.count)))")
            values += selection.procedures.map { .text($0.text) }
        }
        if let step = selection.step {
            terms.append("w.step = ?")
            values.append(.text(step.text))
        }
        terms.append(
            """
            NOT EXISTS (SELECT 1 FROM lease AS l WHERE l.item = w.id AND l.state = 'held'
                AND l.renewed_at <= ? + \(LeaseRow.slew) AND l.expires_at > ?)
            """)
        values += [.integer(now.milliseconds), .integer(now.milliseconds)]
        terms.append(
            "NOT EXISTS (SELECT 1 FROM work_trouble AS t WHERE t.item = w.id AND t.set_aside_at IS NOT NULL)")
        values.append(.integer(limit))
        let columns = WorkItem.columns.split(separator: ", ").map { "w." + $0 }.joined(separator: ", ")
        sql = """
            SELECT \(columns) FROM work_item AS w WHERE \(terms.joined(separator: " AND "))
            ORDER BY w.due_at, w.id LIMIT ?
            """
        self.values = values
    }
}

private func placeholders(_ count: Int) -> String {
    repeatElement("?", count: count).joined(separator: ", ")
}
