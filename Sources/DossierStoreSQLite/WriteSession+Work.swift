import DossierDomain
import DossierStore

/// What a commit does to a dossier's waiting work and to the leases on it; found out before anything is written.
struct WorkChange {
    /// A row of work_item as it lies.
    struct Row {
        let values: [SQLValue]
        let body: String
        let id: String
        let kind: String
        let since: Int64

        init(_ row: StatementRow) {
            values = (0..<WorkItem.columnCount).map { row.value($0) }
            body = row.text(0)
            id = row.text(2)
            kind = row.text(6)
            since = row.integer(10)
        }
    }

    /// What waited before.
    let before: [Row]
    /// The dossier's leases, oldest first.
    let leases: [LeaseRow]
    /// Why the commit may not be made; `nil` where it may.
    let rejection: CommandRejection?

    /// The newest lease of a piece of work.
    func newestLease(of item: String) -> LeaseRow? {
        leases.last { $0.item == item }
    }
}

extension WriteSession {
    /// Finds out what a commit does to waiting work, and whether its leases allow it (POL-01).
    func workChange(of commit: DossierCommit) throws(StoreError) -> WorkChange {
        guard commit.expectedVersion > 0 else {
            let rejection = commit.leases.first.map { CommandRejection.leaseStale($0, .unknown) }
            return WorkChange(before: [], leases: [], rejection: rejection)
        }
        let id: [SQLValue] = [.text(commit.state.id.text)]
        let before = try work.waitingWork.all(id) { WorkChange.Row($0) }
        let leases = try work.leasesOfDossier.all(id) { row throws(StoreError) in try LeaseRow(row) }
        if leases.isEmpty, commit.leases.isEmpty {
            return WorkChange(before: before, leases: [], rejection: nil)
        }
        let after = commit.state.workItems
        let done = before.filter { row in !after.contains { $0.id == row.id && $0.kind.rawValue == row.kind } }
        return WorkChange(
            before: before, leases: leases,
            rejection: stale(commit, before: before, done: done, leases: leases)
                ?? taken(commit, done: done, leases: leases))
    }

    /// A lease of the caller's that isn't the newest for work that the commit does.
    private func stale(
        _ commit: DossierCommit, before: [WorkChange.Row], done: [WorkChange.Row], leases: [LeaseRow]
    ) -> CommandRejection? {
        for token in commit.leases {
            guard let lease = leases.first(where: { $0.token == token }), lease.body == commit.actor.body?.key,
                let newest = leases.last(where: { $0.item == lease.item })
            else { return .leaseStale(token, .unknown) }
            let standing = lease.standing(
                newest: newest, isWaiting: before.contains { $0.id == lease.item }, at: commit.recordedAt)
            guard standing.isGood else { return .leaseStale(token, standing) }
            guard done.contains(where: { $0.id == lease.item }) else { return .leaseForOtherWork(token) }
        }
        return nil
    }

    /// Work that the commit does while another worker of the same body has it.
    private func taken(
        _ commit: DossierCommit, done: [WorkChange.Row], leases: [LeaseRow]
    ) -> CommandRejection? {
        for row in done where row.body == commit.actor.body?.key {
            if let lease = leases.last(where: { $0.item == row.id }), lease.runs(at: commit.recordedAt),
                !commit.leases.contains(lease.token)
            {
                return .leasedToOther(worker: lease.worker, until: lease.expiresAt)
            }
        }
        return nil
    }

    /// Brings the waiting work in line with the state, ends leases whose work is gone, and moves the versions of
    /// those bodies whose work has changed.
    func write(_ change: WorkChange, of state: DossierState, by commit: DossierCommit) throws(StoreError) {
        let items = state.workItems
        let after = items.map(\.sqlValues)
        var bodies: Set<String> = []
        for row in change.before where !after.contains(row.values) {
            try work.deleteWork.run([row.values[0], row.values[1], row.values[2]])
            bodies.insert(row.body)
        }
        for (item, values) in zip(items, after) where !change.before.contains(where: { $0.values == values }) {
            try work.insertWork.run(values)
            frontiers.lower(item.body.key, to: WorkCursor(item))
            bodies.insert(item.body.key)
            let isNew = !change.before.contains {
                $0.id == item.id && $0.body == item.body.key && $0.kind == item.kind.rawValue
            }
            if isNew { news.add(claimable: 1, to: item.body) }
        }
        for body in bodies {
            try work.bumpVersion.run([.text(body)])
            if let body = Body(key: body) { news.addWork(to: body) }
        }
        for row in change.before {
            let follower = items.first { $0.id == row.id }
            if follower?.kind.rawValue != row.kind {
                try noteDone(row, change: change, isGone: follower == nil, by: commit)
            }
            if let follower, follower.body.key != row.body { try noteMoved(row, change: change, by: commit) }
        }
    }

    /// A piece of work has become another body's: what one body's workers had of it, or failed in, is nothing to the
    /// other's.
    private func noteMoved(
        _ row: WorkChange.Row, change: WorkChange, by commit: DossierCommit
    ) throws(StoreError) {
        if let lease = change.newestLease(of: row.id), lease.state == .held || lease.state == .expired {
            try end(lease.token, as: .overtaken, at: commit.recordedAt)
        }
        try work.forgetTrouble.run([.text(row.id)])
    }

    /// A piece of work was done: ends its lease, and counts the work as collected where nobody ever claimed it.
    private func noteDone(
        _ row: WorkChange.Row, change: WorkChange, isGone: Bool, by commit: DossierCommit
    ) throws(StoreError) {
        guard let lease = change.newestLease(of: row.id) else {
            let isHandover = row.kind == WorkItem.Kind.acknowledgeHandover.rawValue
            guard isHandover, row.body == commit.actor.body?.key else { return }
            return try collected(
                row.body, of: commit.state.id, waitingSince: row.since, at: commit.recordedAt)
        }
        // A lease on a handover goes on for the step that follows from it.
        guard isGone else { return }
        if lease.state == .held || lease.state == .expired {
            let state: LeaseRow.State = commit.leases.contains(lease.token) ? .completed : .overtaken
            try end(lease.token, as: state, at: commit.recordedAt)
        }
        try work.forgetTrouble.run([.text(row.id)])
    }

    func end(
        _ token: FencingToken, as state: LeaseRow.State, at instant: Timestamp, reason: SQLValue = .null
    ) throws(StoreError) {
        switch state {
        case .held: break
        case .expired: news.leases.expired += 1
        case .completed: news.leases.completed += 1
        case .released: news.leases.released += 1
        case .returned: news.leases.returned += 1
        case .revoked: news.leases.revoked += 1
        case .overtaken: news.leases.overtaken += 1
        }
        try work.endLease.run([
            .text(state.rawValue), .integer(instant.milliseconds), reason, .integer(token.serial),
        ])
    }

    /// A body has collected work of a dossier, which had waited since then.
    func collected(
        _ body: String, of dossier: DossierID, waitingSince since: Int64, at instant: Timestamp
    ) throws(StoreError) {
        try work.collect.run([
            .text(body), .text(instant.date.description), .integer(max(0, instant.milliseconds - since)),
            .text(dossier.text),
        ])
    }

    /// Enters the commit's events into the feeds of all bodies that may see the dossier now.
    func writeFeed(of state: DossierState, from first: Int, to last: Int) throws(StoreError) {
        for key in state.partyKeys {
            try work.insertFeed.run([.text(key), .integer(last), .integer(first)])
            if let body = Body(key: key) { news.addEvents(to: body) }
        }
    }
}

/// What the pieces of a batch bring to whom, until COMMIT has returned.
struct PendingNews {
    private(set) var bodies: [Body: BodyNews] = [:]
    /// What happened to leases.
    var leases = LeaseCounts()

    mutating func addEvents(to body: Body) {
        bodies[body, default: BodyNews()].events = true
    }

    mutating func addWork(to body: Body) {
        bodies[body, default: BodyNews()].work = true
    }

    mutating func add(claimable count: Int, to body: Body) {
        bodies[body, default: BodyNews()].claimable += count
    }
}

extension WorkItem {
    /// How many columns ``columns`` names.
    static let columnCount: Int32 = 12
}
