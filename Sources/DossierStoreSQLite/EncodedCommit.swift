import DossierDomain
import DossierStore

/// A commit with everything encoded that doesn't depend on its place in the queue.
struct EncodedCommit: Sendable {
    let commit: DossierCommit
    let lines: [EventLine]
    let state: NumberedRecord

    /// Checks and encodes a commit; throws ``StoreError/inconsistent(_:)`` where it contradicts itself.
    init(_ commit: DossierCommit) throws(StoreError) {
        try Self.check(commit)
        let placeholder = try Self.placeholder(for: commit)
        let origin = EventLine.Origin(
            dossier: commit.state.id, actor: commit.actor, configurationVersion: commit.configurationVersion,
            occurredAt: commit.occurredAt, recordedAt: commit.recordedAt, requestID: commit.requestID)
        var lines: [EventLine] = []
        for (offset, event) in commit.events.enumerated() {
            lines.append(
                try EventLine(
                    event, sequence: commit.expectedVersion + offset + 1, of: origin, placeholder: placeholder))
        }
        var state = commit.state
        if let placeholder { state.reception?.number = placeholder }
        self.commit = commit
        self.lines = lines
        var record = RecordWriter(capacity: 2_048, placeholder: placeholder)
        state.write(to: &record)
        self.state = try NumberedRecord(record, isNumbered: placeholder != nil)
    }

    private static func check(_ commit: DossierCommit) throws(StoreError) {
        guard commit.expectedVersion >= 0, !commit.events.isEmpty,
            commit.state.version == commit.expectedVersion + commit.events.count
        else { throw .inconsistent("a dossier's version is the count of its events") }
        let unnumbered = commit.events.count { event in
            if case .received(let received) = event { return received.number == nil }
            return false
        }
        guard unnumbered == (commit.numbering == nil ? 0 : 1) else {
            throw .inconsistent("a number is asked for exactly where a reception lacks one")
        }
        guard let reception = commit.state.reception else { return }
        guard (reception.number == nil) == (commit.numbering != nil) else {
            throw .inconsistent("the state's number and the request for one contradict each other")
        }
    }

    private static func placeholder(for commit: DossierCommit) throws(StoreError) -> DossierNumber? {
        guard let request = commit.numbering else { return nil }
        guard commit.state.reception != nil,
            let number = DossierNumber(agency: request.agency, date: request.date, serial: 1)
        else { throw .inconsistent("a number is asked for without a reception") }
        return number
    }
}
