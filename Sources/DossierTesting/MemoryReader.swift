import DossierDomain
import DossierStore
import Synchronization

/// Reads what memory stores have committed.
public final class MemoryReader: DossierReader {
    private let disk: MemoryDisk
    /// What is read while a snapshot lasts.
    private var held: MemoryContent?

    init(disk: MemoryDisk) {
        self.disk = disk
    }

    var content: MemoryContent { held ?? disk.content.withLock { $0 } }

    /// A number that is another one after each commit.
    public func dataVersion() -> Int64 { content.version }

    /// Does several reads on one snapshot.
    public func snapshot<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        guard held == nil else { return try work() }
        held = content
        defer { held = nil }
        return try work()
    }

    /// The dossier or submission of that identity, where it is among these rows.
    public func dossier(_ id: DossierID, among rows: RowFilter) -> DossierState? {
        content.dossiers[id].flatMap { rows.admits($0.state) ? $0.state : nil }
    }

    /// The dossier of that number, where it is among these rows.
    public func dossier(_ number: DossierNumber, among rows: RowFilter) -> DossierState? {
        content.numbers[number].flatMap { dossier($0, among: rows) }
    }

    /// All events of a dossier, in order.
    public func events(of id: DossierID) -> [RecordedEvent] {
        let content = content
        return content.eventsByDossier[id, default: []].compactMap { content.links[$0 - 1].event }
    }

    /// The dossiers that match, newest reception first.
    public func dossiers(matching filter: DossierFilter) throws(StoreError) -> Page<DossierState> {
        let isByReception = filter.receivedFrom != nil || filter.receivedBefore != nil
        let content = content
        var found = content.dossiers.values.filter { placed in
            filter.matches(placed.state)
                && filter.person.map { people in
                    content.subjects.values.contains { subject in
                        subject.dossier == placed.state.id && subject.person.map(people.contains) == true
                    }
                } ?? true
        }
        func key(_ placed: MemoryContent.Placed) -> (Int64, Int) {
            (isByReception ? placed.state.reception?.receivedAt.milliseconds ?? 0 : 0, placed.ordinal)
        }
        found.sort { key($0) > key($1) }
        if let after = filter.after {
            let parts = after.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == (isByReception ? 3 : 2), parts[0] == (isByReception ? "r" : "d") else {
                throw .invalidCursor
            }
            let at = isByReception ? try number(parts[1]) : 0
            let ordinal = Int(try number(parts[parts.count - 1]))
            found.removeAll { key($0) >= (at, ordinal) }
        }
        return page(found, limit: filter.limit, row: \.state) { placed in
            isByReception
                ? "r.\(base36(key(placed).0)).\(base36(Int64(placed.ordinal)))" : "d.\(base36(Int64(placed.ordinal)))"
        }
    }

    /// The work that waits for a body, by due date.
    public func work(matching filter: WorkFilter) throws(StoreError) -> Page<WorkItem> {
        func key(_ item: WorkItem) -> (Int64, String) { (item.dueAt.milliseconds, item.id) }
        var found = content.dossiers.values.flatMap(\.state.workItems).filter { item in
            (filter.isSent ? item.sender : item.body) == filter.body && filter.kind.map { item.kind == $0 } ?? true
                && filter.procedure.map { item.procedure == $0 } ?? true
                && filter.dueBefore.map { item.dueAt < $0 } ?? true
        }
        found.sort { key($0) < key($1) }
        if let after = filter.after {
            let parts = after.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "w", (1...256).contains(parts[2].utf8.count) else {
                throw .invalidCursor
            }
            let dueAt = try number(parts[1])
            found.removeAll { key($0) <= (dueAt, String(parts[2])) }
        }
        return page(found, limit: filter.limit, row: \.self) { "w.\(base36($0.dueAt.milliseconds)).\($0.id)" }
    }

    /// The rows of a register, in the order in which they were entered.
    public func register(matching filter: RegisterFilter) throws(StoreError) -> Page<RegisterEntry> {
        func key(_ entry: RegisterEntry) -> (Int64, String) { (entry.at.milliseconds, entry.id) }
        let content = content
        let entries =
            content.dossiers.values.flatMap(\.state.registerEntries)
            + content.recordsApart.values.flatMap(\.registerEntries)
        var found = entries.filter { entry in
            let isSides = filter.body.map { entry.body == $0 || (entry.kind == .manifest && entry.counterpart == $0) }
            return entry.kind == filter.kind && isSides ?? true && filter.group.map { entry.group == $0 } ?? true
                && filter.from.map { entry.at >= $0 } ?? true && filter.before.map { entry.at < $0 } ?? true
                && filter.isSettled.map { (entry.settledAt != nil) == $0 } ?? true
        }
        found.sort { key($0) < key($1) }
        if let after = filter.after {
            let parts = after.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "w", (1...256).contains(parts[2].utf8.count) else {
                throw .invalidCursor
            }
            let at = try number(parts[1])
            found.removeAll { key($0) <= (at, String(parts[2])) }
        }
        return page(found, limit: filter.limit, row: \.self) { "w.\(base36($0.at.milliseconds)).\($0.id)" }
    }

    /// Encrypted values with the wrapped keys of their subjects.
    public func sealedValues(_ ids: [PrivateValueID]) -> [SealedValue] {
        let content = content
        return ids.compactMap { id in
            guard let value = content.values[id], let subject = content.subjects[value.subject] else { return nil }
            return SealedValue(
                id: id, subject: subject.id, wrappedKey: subject.wrappedKey, keyVersion: subject.keyVersion,
                ciphertext: value.ciphertext)
        }
    }

    /// Subjects whose keys weren't erased, by identity, with one of their values.
    public func subjects(afterID id: SubjectID?, limit: Int) -> [StoredSubject] {
        let content = content
        let found = content.subjects.values.filter { subject in id.map { subject.id > $0 } ?? true }
        return found.sorted { $0.id < $1.id }.prefix(limit).compactMap { subject in
            guard let value = content.values.values.filter({ $0.subject == subject.id }).min(by: { $0.id < $1.id })
            else { return nil }
            return StoredSubject(
                value: SealedValue(
                    id: value.id, subject: subject.id, wrappedKey: subject.wrappedKey,
                    keyVersion: subject.keyVersion, ciphertext: value.ciphertext),
                person: subject.person)
        }
    }

    /// One subject for each master key that wraps any.
    public func subjectOfEachKey() -> [StoredSubject] {
        let all = subjects(afterID: nil, limit: .max)
        return Set(all.map(\.value.keyVersion)).sorted().compactMap { version in
            all.first { $0.value.keyVersion == version }
        }
    }

    /// How many keys that weren't erased each master key wraps.
    public func keyCounts() -> [Int: Int] {
        Dictionary(grouping: content.subjects.values, by: \.keyVersion).mapValues(\.count)
    }

    /// What is over, or wasn't received, and still has personal data; oldest first.
    public func keptDossiers(
        submittedBefore instant: Timestamp, after: String?, limit: Int
    ) throws(StoreError) -> Page<DossierState> {
        func key(_ placed: MemoryContent.Placed) -> (Int64, Int) {
            (placed.state.submittedAt.milliseconds, placed.ordinal)
        }
        var found = content.dossiers.values.filter { placed in
            let state = placed.state
            let isOver = state.reception == nil || state.finishedAt != nil
            return isOver && state.personalDataErasedAt == nil && state.submittedAt < instant
        }
        found.sort { key($0) < key($1) }
        if let after {
            let parts = after.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "s" else { throw .invalidCursor }
            let end = (try number(parts[1]), Int(try number(parts[2])))
            found.removeAll { key($0) <= end }
        }
        return page(found, limit: limit, row: \.state) {
            "s.\(base36(key($0).0)).\(base36(Int64($0.ordinal)))"
        }
    }

    /// What was recorded under an idempotency key.
    public func outcome(of key: IdempotencyKey) -> RecordedRequest? {
        content.requests[MemoryContent.RequestKey(key)]?.request
    }

    /// The rejected ones among the requests that are remembered, by owner and key.
    public func rejections(after: String?, lookingAt limit: Int) throws(StoreError) -> Page<RejectedRequest> {
        let place = try after.map(RejectedRequest.place)
        let requests = content.requests
        let keys = requests.keys.sorted().filter { key in
            place.map { (key.owner, key.key) > ($0.owner, $0.key) } ?? true
        }
        .prefix(limit)
        let rejected = keys.compactMap { key -> RejectedRequest? in
            guard let (request, recordedAt) = requests[key], case .rejected(let rejection) = request.outcome else {
                return nil
            }
            return RejectedRequest(owner: key.owner, key: key.key, rejection: rejection, recordedAt: recordedAt)
        }
        let next = keys.count < limit ? nil : keys.last.map { RejectedRequest.cursor(behind: $0.owner, $0.key) }
        return Page(elements: rejected, next: next)
    }

    /// The credential of that identity.
    public func credential(_ id: CredentialID) -> StoredCredential? { content.credentials.first { $0.id == id } }

    /// All credentials, oldest first.
    public func credentials(matching filter: CredentialFilter) throws(StoreError) -> [StoredCredential] {
        var found = content.credentials.sorted { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) }
        if let after = filter.after {
            guard let place = found.firstIndex(where: { $0.id == after }) else { throw .invalidCursor }
            found.removeFirst(place + 1)
        }
        found.removeAll { credential in
            !((filter.body == nil || credential.actor.body == filter.body)
                && (filter.kind == nil || credential.kind == filter.kind)
                && (filter.issuedBy == nil || credential.issuedBy == filter.issuedBy)
                && (filter.standing == nil || credential.standing(at: filter.now) == filter.standing))
        }
        return Array(found.prefix(filter.limit))
    }

    /// Who was shown personal data, newest record first.
    public func reads(matching filter: ReadFilter) throws(StoreError) -> Page<PersonalDataRead> {
        let end = try filter.after.map { text throws(StoreError) in try ReadCursor(text) }
        let placed = content.reads.enumerated().compactMap { row in
            row.element.map { (cursor: ReadCursor(firstAt: $0.firstAt, position: Int64(row.offset + 1)), read: $0) }
        }
        func isBefore(_ one: ReadCursor, _ other: ReadCursor) -> Bool {
            (one.firstAt, one.position) < (other.firstAt, other.position)
        }
        let found = placed.sorted { isBefore($1.cursor, $0.cursor) }.filter { row in
            (end.map { isBefore(row.cursor, $0) } ?? true) && filter.matches(row.read)
        }
        return page(found, limit: filter.limit, row: \.read, cursor: \.cursor.text)
    }

    /// Who has read what within a time that is long ago: how many records, and the oldest.
    public func oldReads(endedIn range: Range<Timestamp>, limit: Int) -> (count: Int, oldest: [PersonalDataRead]) {
        let old = content.reads.compactMap(\.self).filter { range.contains($0.lastAt) }
        let sorted = old.enumerated().sorted { ($0.element.firstAt, $0.offset) < ($1.element.firstAt, $1.offset) }
        return (old.count, sorted.prefix(limit).map(\.element))
    }

    /// The reading in an emergency of that identity.
    public func emergencyRead(_ id: String) -> PersonalDataRead? {
        content.reads.compactMap(\.self).first { $0.emergency?.id == id }
    }

    /// A fact about the database itself.
    public func meta(_ key: MetaKey) -> String? { content.meta[key] }

    /// The end of the chain of all events.
    public func chainHead() -> ChainHead { content.head }

    /// The events after a position of the feed.
    public func chain(after position: Int, limit: Int) -> [ChainLink] {
        Array(content.links.dropFirst(position).prefix(limit))
    }

    /// Dossiers as they are stored, by identity.
    public func dossiers(afterID id: DossierID?, limit: Int) -> [StoredDossier] {
        let placed = content.dossiers.values.filter { placed in id.map { placed.state.id > $0 } ?? true }
        return placed.sorted { $0.state.id < $1.state.id }.prefix(limit).map { placed in
            let state = placed.state
            return StoredDossier(
                id: state.id, version: state.version, state: state, indexAgrees: true,
                workItems: state.workItems.sorted { $0.id < $1.id },
                visibleTo: Set(state.participants + state.monitors.map { .office($0) }).sorted(),
                registerEntries: state.registerEntries)
        }
    }

    /// The records apart from any dossier, by identity.
    public func recordsApart(afterID id: DossierID?, limit: Int) -> [StoredApart] {
        let found = content.recordsApart.values.filter { record in id.map { record.id > $0 } ?? true }
        return found.sorted { $0.id < $1.id }.prefix(limit).map {
            StoredApart(id: $0.id, registerEntries: $0.registerEntries)
        }
    }

    /// The records of credentials and logins that have events.
    public func accessRecords(afterID id: DossierID?, limit: Int) -> [DossierID] {
        let prefixes = [AccessEvent.credentialPrefix, AccessEvent.loginPrefix]
        let found = content.eventsByDossier.keys.filter { record in
            prefixes.contains { record.text.hasPrefix($0) } && id.map { record > $0 } ?? true
        }
        return Array(found.sorted().prefix(limit))
    }

    private func page<Found, Row: Sendable>(
        _ found: [Found], limit: Int, row: (Found) -> Row, cursor: (Found) -> String
    ) -> Page<Row> {
        let shown = found.prefix(limit)
        return Page(elements: shown.map(row), next: found.count > limit ? shown.last.map(cursor) : nil)
    }
}

extension ReadFilter {
    /// Whether a record is in the list, but for the page.
    fileprivate func matches(_ read: PersonalDataRead) -> Bool {
        dossier.map { read.dossier == $0 } ?? true && credential.map { read.actor.credential == $0 } ?? true
            && (!isEmergency || read.emergency != nil) && from.map { read.firstAt >= $0 } ?? true
            && before.map { read.firstAt < $0 } ?? true
    }
}

extension DossierFilter {
    /// Whether a dossier is in the list, but for the page.
    fileprivate func matches(_ state: DossierState) -> Bool {
        let reception = state.reception
        func isReceived(_ holds: (DossierState.Reception) -> Bool) -> Bool { reception.map(holds) ?? false }
        return rows.admits(state)
            && office.map { state.office == $0 } ?? true && status.map { state.status == $0 } ?? true
            && procedure.map { state.procedure.code == $0 } ?? true
            && dueBefore.map { limit in isReceived { $0.dueAt < limit } } ?? true
            && receivedFrom.map { limit in isReceived { $0.receivedAt >= limit } } ?? true
            && receivedBefore.map { limit in isReceived { $0.receivedAt < limit } } ?? true
            && lateAt.map { state.isLate(at: $0) } ?? true
            && (!isPending || isReceived { _ in state.readyAt == nil })
    }
}

private func base36(_ value: Int64) -> String { String(value, radix: 36) }

private func number(_ text: Substring) throws(StoreError) -> Int64 {
    guard let value = Int64(text, radix: 36), base36(value) == text else { throw .invalidCursor }
    return value
}
