import DossierDomain
import DossierStore

extension WriteSession {
    /// Writes one commit, or says why not; called within ``isolate(_:)``.
    func write(_ encoded: EncodedCommit) throws(StoreError) -> CommitOutcome {
        let commit = encoded.commit
        if let key = commit.idempotencyKey, let earlier = try earlierOutcome(of: key) { return earlier }
        let id = commit.state.id
        let known = try statements.findDossier.first([.text(id.text)]) { (version: $0.int(0), ordinal: $0.int(1)) }
        let version = known?.version ?? 0
        guard version == commit.expectedVersion, commit.configurationVersion >= (try newestConfiguration()) else {
            return .versionConflict(current: version)
        }

        let change = try workChange(of: commit)
        if let rejection = change.rejection {
            if case .leaseStale = rejection { news.leases.stale += 1 }
            if let key = commit.idempotencyKey { try record(.rejected(rejection), for: key, at: commit.recordedAt) }
            return .rejected(rejection)
        }

        var state = commit.state
        var serial: Int?
        if let request = commit.numbering {
            switch try number(for: request, of: commit.actor) {
            case .failure(let rejection):
                if let key = commit.idempotencyKey {
                    try record(.rejected(rejection), for: key, at: commit.recordedAt)
                }
                return .rejected(rejection)
            case .success(let number):
                serial = number.serial
                state.reception?.number = number
            }
        }
        try writeRow(
            of: state, json: encoded.state.filled(serial: serial), events: encoded.lines, after: known)
        let start = counters.position + 1
        try append(
            encoded.lines, of: id, after: version, occurredAt: commit.occurredAt, recordedAt: commit.recordedAt,
            serial: serial)
        try writeFeed(of: state, from: start, to: counters.position)
        try write(change, of: state, by: commit)
        if state.registers != nil { try writeRegisters(of: state) }
        try write(commit.newSubjects, commit.newValues)
        if encoded.lines.contains(where: { $0.kind == .personalDataErased }) {
            try erasePersonalData(of: id, at: commit.recordedAt)
        }
        if let key = commit.idempotencyKey {
            try record(.committed(id, version: state.version), for: key, at: commit.recordedAt)
        }
        return .committed(state)
    }

    /// Rows are added once and settled once, so that writing all of them again is writing what changed.
    private func writeRegisters(of state: DossierState) throws(StoreError) {
        for entry in state.registerEntries {
            try statements.keepRegisterEntry.run(entry.sqlValues)
        }
    }

    /// Records a rejection under its key, or answers what was recorded before.
    func write(
        _ rejection: CommandRejection, for key: IdempotencyKey, at recordedAt: Timestamp
    ) throws(StoreError) -> CommitOutcome {
        if let earlier = try earlierOutcome(of: key) { return earlier }
        try record(.rejected(rejection), for: key, at: recordedAt)
        return .rejected(rejection)
    }

    /// What was recorded under a key, whatever its fingerprint.
    func earlierRequest(of key: IdempotencyKey) throws(StoreError) -> RecordedRequest? {
        try statements.findRequest.first([.text(key.owner), .text(key.key)]) {
            row throws(StoreError) in try RecordedRequest(row)
        }
    }

    private func earlierOutcome(of key: IdempotencyKey) throws(StoreError) -> CommitOutcome? {
        guard let earlier = try earlierRequest(of: key) else { return nil }
        return earlier.fingerprint == key.fingerprint ? .replayed(earlier.outcome) : .keyReused
    }

    /// Records what a request came to.
    func record(
        _ outcome: RecordedOutcome, for key: IdempotencyKey, at recordedAt: Timestamp
    ) throws(StoreError) {
        let values: [SQLValue]
        switch outcome {
        case .committed(let dossier, let version):
            values = [.text(dossier.text), .integer(version), .null, .null, .null]
        case .rejected(let rejection):
            values = [.null, .null, .utf8([UInt8](try JSONText.encode(rejection))), .null, .null]
        case .leases(let tokens):
            values = [.null, .null, .null, .utf8([UInt8](try JSONText.encode(tokens))), .null]
        case .numberBlock(let block):
            values = [.null, .null, .null, .null, .text(block.text)]
        }
        try statements.insertRequest.run(
            [.text(key.owner), .text(key.key), .blob(key.fingerprint)] + values
                + [.integer(recordedAt.milliseconds)])
    }

    private func writeRow(
        of state: DossierState, json: [UInt8], events: [EventLine], after known: (version: Int, ordinal: Int)?
    ) throws(StoreError) {
        let row = DossierRow(state)
        // Lists go by reception: a submission moves to the top once, when it is received.
        let received = events.firstIndex { $0.kind == .received }.map { counters.position + 1 + $0 }
        let ordinal = received ?? known?.ordinal ?? counters.position + 1
        let changed: Int
        if let known {
            let version: [SQLValue] = [.text(state.id.text), .integer(known.version)]
            changed =
                received == nil
                ? try statements.updateDossier.run(row.movingValues + [.utf8(json)] + version)
                : try statements.receiveDossier.run(row.receptionValues + [.utf8(json), .integer(ordinal)] + version)
        } else {
            changed = try statements.insertDossier.run(row.values + [.utf8(json), .integer(ordinal)])
        }
        guard changed == 1 else { throw .unavailable("the dossier changed within its own transaction") }
        let parties = state.parties
        // Bodies only join, so where there are as many as there should be, they are the right ones.
        let counts =
            known == nil ? nil : try statements.countParties.first([.integer(ordinal)]) { ($0.int(0), $0.int(1)) }
        guard counts?.0 != parties.count || counts?.1 != parties.count(where: \.joined) else { return }
        for (key, joined) in parties {
            try statements.insertParty.run([.text(key), .integer(ordinal), .integer(joined ? 1 : 0)])
        }
    }

    /// Appends events to the chain, after so many of the same dossier or complaint.
    func append(
        _ lines: [EventLine], of id: DossierID, after version: Int, occurredAt: Timestamp, recordedAt: Timestamp,
        serial: Int?
    ) throws(StoreError) {
        var end = counters
        for (offset, line) in lines.enumerated() {
            end.position += 1
            let canonical = line.bytes(position: end.position, serial: serial)
            end.hash = EventChain.hash(after: end.hash, canonical: canonical)
            try statements.insertEvent.run([
                .integer(end.position), .text(id.text), .integer(version + offset + 1),
                .text(line.kind.rawValue), .integer(occurredAt.milliseconds),
                .integer(recordedAt.milliseconds), .utf8(canonical), .blob(end.hash),
            ])
        }
        counters = end
    }

}

extension RecordedRequest {
    /// Reads fingerprint, dossier, version, rejection, leases and block of numbers.
    init(_ row: StatementRow) throws(StoreError) {
        let outcome: RecordedOutcome
        if let block = row.optionalText(5) {
            outcome = .numberBlock(NumberBlockID(block))
        } else if !row.isNull(4) {
            outcome = .leases(
                try JSONText.decode([FencingToken].self, from: row.bytes(4), what: "recorded leases"))
        } else if row.isNull(1) {
            outcome = .rejected(
                try JSONText.decode(CommandRejection.self, from: row.bytes(3), what: "a recorded rejection"))
        } else {
            outcome = .committed(DossierID(row.text(1)), version: row.int(2))
        }
        self.init(fingerprint: row.bytes(0), outcome: outcome)
    }
}
