import DossierDomain
import DossierFiles
import DossierRouting
import DossierStore
import Synchronization

/// What `verify` found: nothing, or what differs.
public struct VerificationReport: Sendable {
    /// One thing that is not as it must be.
    public struct Difference: Hashable, Sendable {
        /// Where: a feed position or a dossier.
        public let place: String
        /// What is wrong there.
        public let fact: String
    }

    /// How many events were checked.
    public var eventCount = 0
    /// How many dossiers were refolded.
    public var dossierCount = 0
    /// How many scans were compared with their digests.
    public var scanCount = 0
    /// How many personal keys were opened; 0 where no keys were given.
    public var keyCount = 0
    /// Files of scans, older than a day, that no dossier names: left behind by a database that was put back, or put there
    /// by somebody. No difference, and for a person to look at; at most ``maximumDifferences`` are listed.
    public var strayScans: [String] = []
    /// What differs; at most ``maximumDifferences`` are listed.
    public var differences: [Difference] = []
    /// How many differences there are in all.
    public var differenceCount = 0
    /// Hash of the last event, as slips print it.
    public var head: String = ""

    /// How many differences are listed.
    public static let maximumDifferences = 100

    /// Whether everything is as it must be.
    public var isClean: Bool { differenceCount == 0 }

    /// Takes over what differs elsewhere.
    mutating func add(all other: VerificationReport) {
        differenceCount += other.differenceCount
        differences += other.differences.prefix(Self.maximumDifferences - differences.count)
    }

    mutating func add(_ place: String, _ fact: String) {
        differenceCount += 1
        if differences.count < Self.maximumDifferences { differences.append(Difference(place: place, fact: fact)) }
    }
}

/// Checks the record against itself (AUD-01, AUD-02): every hash of the chain, every position, and every
/// stored state, index and piece of waiting work against the fold of its events; and that no number is missing
/// without an explanation.
///
/// The chain is cut into pieces, each checked from the stored hash before it, and so are the dossiers; `workers`
/// (at least 1) take them one after the other, each with a reader of its own. Where `scans` is given, each scan's file is
/// compared with its digest, and files from more than a day before `now` (in seconds since 1970) that no dossier names are
/// told of. Where `keys` is given, each personal key has to be opened by what it answers. `hash` gives the hash of a link from
/// the one before and its canonical line. `progress` is told the counts now and then, by one at a time. May run
/// beside a server that goes on writing. Throws ``StoreError`` where the store can't be read at all.
public func verify<Store: PollingStore>(
    _ store: Store, genesis: [UInt8], hash: @escaping @Sendable (_ previous: [UInt8], _ canonical: String) -> [UInt8],
    workers: Int, scans: ScanFolder? = nil, keys: (@Sendable () -> KeyRing)? = nil, now: Int = 0,
    progress: @escaping @Sendable (VerificationReport) -> Void = { _ in }
) async throws(StoreError) -> VerificationReport {
    let tally = VerificationTally(progress: progress)
    let head = try store.makeReader().chainHead()
    let pieces = stride(from: 0, to: head.position, by: pieceLength).map {
        ChainPiece(after: $0, upTo: min($0 + pieceLength, head.position))
    }
    try await spread(pieces, over: workers) { next throws(StoreError) in
        let checker = ChainChecker(reader: try store.makeReader(), genesis: genesis, hash: hash, tally: tally)
        while let piece = next() { try checker.check(piece) }
    }
    // What a server added meanwhile is checked too; it isn't much.
    let checker = ChainChecker(reader: try store.makeReader(), genesis: genesis, hash: hash, tally: tally)
    let end = try checker.checkToTheEnd(from: head)
    try await spread(tally.dossierPieces(), over: workers) { next throws(StoreError) in
        let checker = DossierChecker(
            reader: try store.makeReader(), chainEnd: end.position, scans: scans, tally: tally)
        while let piece = next() { try checker.check(piece) }
    }
    try checkRecordsApart(try store.makeReader(), chainEnd: end.position, tally: tally)
    try checkConfigurations(try store.makeReader(), chainEnd: end.position, tally: tally)
    try checkAccess(try store.makeReader(), chainEnd: end.position, tally: tally)
    if let keys { try checkKeys(try store.makeReader(), keys: keys, tally: tally) }
    var numbers = VerificationReport()
    try numbers.checkNumbers(try store.makeReader())
    tally.add(numbers)
    if let scans { try tally.addStrays(in: scans, before: now - 86_400) }
    return try tally.finished(head: end, reader: try store.makeReader())
}

/// How many events a piece of the chain has.
private let pieceLength = 20_000

/// Has pieces taken by so many at once: `work` asks for one after the other until there is none left.
func spread<Piece: Sendable>(
    _ pieces: [Piece], over workers: Int,
    _ work: @escaping @Sendable (_ next: () -> Piece?) throws(StoreError) -> Void
) async throws(StoreError) {
    let left = PiecesLeft(pieces)
    let failures = await withTaskGroup(of: StoreError?.self) { group in
        for _ in 0..<max(1, min(workers, pieces.count)) {
            group.addTask {
                do throws(StoreError) {
                    try work { left.next() }
                    return nil
                } catch {
                    return error
                }
            }
        }
        return await group.reduce(into: [StoreError]()) { failures, failure in
            if let failure { failures.append(failure) }
        }
    }
    if let failure = failures.first { throw failure }
}

/// The pieces that nobody has taken yet.
final class PiecesLeft<Piece: Sendable>: Sendable {
    private let pieces: Mutex<ArraySlice<Piece>>

    init(_ pieces: [Piece]) {
        self.pieces = Mutex(pieces[...])
    }

    func next() -> Piece? { pieces.withLock { $0.popFirst() } }
}

/// What all workers have found so far.
final class VerificationTally: Sendable {
    private struct Findings {
        var report = VerificationReport()
        var foldedEventCount = 0
        var stretchCount = 0
        /// Identities of dossiers here and there, by which the dossiers are cut into pieces.
        var landmarks: [DossierID] = []
        /// The files that dossiers name, by the beginnings of their digests.
        var named: Set<UInt64> = []
    }

    private let findings = Mutex(Findings())
    private let progress: @Sendable (VerificationReport) -> Void

    init(progress: @escaping @Sendable (VerificationReport) -> Void) {
        self.progress = progress
    }

    func add(_ part: VerificationReport, folded: Int = 0, stretches: Int = 0, landmark: DossierID? = nil) {
        findings.withLock { findings in
            findings.report.eventCount += part.eventCount
            findings.report.dossierCount += part.dossierCount
            findings.report.scanCount += part.scanCount
            findings.report.keyCount += part.keyCount
            findings.report.add(all: part)
            findings.foldedEventCount += folded
            findings.stretchCount += stretches
            if let landmark { findings.landmarks.append(landmark) }
            progress(findings.report)
        }
    }

    func note(named file: String) {
        guard let mark = UInt64(file.prefix(16), radix: 16) else { return }
        findings.withLock { _ = $0.named.insert(mark) }
    }

    func addStrays(in scans: ScanFolder, before: Int) throws(StoreError) {
        do throws(FileError) {
            try scans.forEachStored(before: before) { file in
                findings.withLock { findings in
                    let mark = UInt64(file.prefix(16), radix: 16)
                    if mark.map(findings.named.contains) == true { return }
                    guard findings.report.strayScans.count < VerificationReport.maximumDifferences else { return }
                    findings.report.strayScans.append(file)
                }
            }
        } catch {
            throw .unavailable("the folder of scans: \(error)")
        }
    }

    fileprivate func dossierPieces() -> [DossierPiece] {
        let bounds = Set(findings.withLock { $0.landmarks }).sorted()
        return zip([nil] + bounds, bounds + [nil]).map { DossierPiece(after: $0, upTo: $1) }
    }

    func finished(head: ChainHead, reader: some PollingReader) throws(StoreError) -> VerificationReport {
        let stretchCount = findings.withLock { $0.stretchCount }
        var feeds = VerificationReport()
        try feeds.checkFeeds(reader, stretchCount: stretchCount, upTo: head.position)
        add(feeds)
        return findings.withLock { findings in
            let strays = findings.report.eventCount - findings.foldedEventCount
            if strays != 0 { findings.report.add("chain", "\(strays) events belong to no stored dossier") }
            findings.report.head = hexadecimal(head.hash)
            return findings.report
        }
    }
}

/// The events after a position, up to another.
private struct ChainPiece: Sendable {
    let after: Int
    let upTo: Int
}

private struct ChainChecker<Reader: DossierReader> {
    let reader: Reader
    let genesis: [UInt8]
    let hash: @Sendable (_ previous: [UInt8], _ canonical: String) -> [UInt8]
    let tally: VerificationTally

    func check(_ piece: ChainPiece) throws(StoreError) {
        var previous = ChainHead(position: 0, hash: genesis)
        if piece.after > 0 {
            // Where that one is missing, the piece before says so, and this one finds its first hash amiss.
            let before = try reader.chain(after: piece.after - 1, limit: 1).first
            previous = ChainHead(position: piece.after, hash: before?.hash ?? genesis)
        }
        while previous.position < piece.upTo {
            let limit = min(1_000, piece.upTo - previous.position)
            let links = try reader.chain(after: previous.position, limit: limit).filter { $0.position <= piece.upTo }
            guard !links.isEmpty else {
                var part = VerificationReport()
                part.add("event \(piece.upTo)", "the events up to it from \(previous.position + 1) on are missing")
                return tally.add(part)
            }
            // One dossier of each piece is a landmark by which the dossiers are cut.
            let landmark = previous.position == piece.after ? links.first?.event?.dossier : nil
            check(links, after: &previous, landmark: landmark)
        }
    }

    /// Goes on after a position to wherever the chain ends, and answers its end.
    func checkToTheEnd(from start: ChainHead) throws(StoreError) -> ChainHead {
        var previous = start
        while true {
            let links = try reader.chain(after: previous.position, limit: 1_000)
            if links.isEmpty { return previous }
            check(links, after: &previous)
        }
    }

    private func check(_ links: [ChainLink], after previous: inout ChainHead, landmark: DossierID? = nil) {
        var part = VerificationReport()
        for link in links {
            part.eventCount += 1
            let place = "event \(link.position)"
            if link.position != previous.position + 1 {
                part.add(place, "follows position \(previous.position): events are missing between them")
            }
            if hash(previous.hash, link.canonical) != link.hash {
                part.add(place, "its hash does not follow from the event before: one of them was changed")
            }
            if link.event == nil { part.add(place, "its line can't be read, or its columns say something else") }
            previous = ChainHead(position: link.position, hash: link.hash)
        }
        tally.add(part, landmark: landmark)
    }
}

/// The dossiers after an identity, up to another; `nil` for from the first and to the last.
private struct DossierPiece: Sendable {
    let after: DossierID?
    let upTo: DossierID?
}

private struct DossierChecker<Reader: PollingReader> {
    let reader: Reader
    let chainEnd: Int
    let scans: ScanFolder?
    let tally: VerificationTally

    func check(_ piece: DossierPiece) throws(StoreError) {
        var last = piece.after
        while true {
            let page = try reader.dossiers(afterID: last, limit: 200)
            let own = page.prefix { stored in piece.upTo.map { stored.id <= $0 } ?? true }
            var part = VerificationReport()
            var folded = 0
            var stretches = 0
            for stored in own {
                part.dossierCount += 1
                let found = try compare(stored, reader, upTo: chainEnd, report: &part)
                if let scans { try check(stored.state?.scans ?? [], of: stored.id, in: scans, report: &part) }
                folded += found.events
                stretches += found.stretches
            }
            if !own.isEmpty { tally.add(part, folded: folded, stretches: stretches) }
            guard own.count == page.count, let end = page.last?.id else { return }
            last = end
        }
    }
}

extension DossierChecker {
    /// Compares each scan's file with its digest. One whose key was destroyed may be gone (AUD-03).
    private func check(
        _ attached: [AttachedScan], of dossier: DossierID, in folder: ScanFolder, report: inout VerificationReport
    ) throws(StoreError) {
        guard !attached.isEmpty else { return }
        let readable = Set(try reader.sealedValues(attached.map(\.content.value)).map(\.id))
        for scan in attached {
            tally.note(named: scan.file)
            guard readable.contains(scan.content.value) else { continue }
            report.scanCount += 1
            do throws(FileError) {
                if let fault = try folder.fault(of: scan.file, byteCount: scan.byteCount) {
                    report.add("dossier \(dossier)", "scan \(scan.document)/\(scan.page) (\(scan.file)) \(fault)")
                }
            } catch {
                throw .unavailable("the folder of scans: \(error)")
            }
        }
    }
}

/// Refolds the records apart from any dossier, and compares all their rows in registers (CMP-01, EVA-01).
private func checkRecordsApart(
    _ reader: some DossierReader, chainEnd: Int, tally: VerificationTally
) throws(StoreError) {
    var last: DossierID?
    while true {
        // Rows and events of one moment: a server that goes on writing changes both together.
        let page = try reader.snapshot { () throws(StoreError) in
            try reader.recordsApart(afterID: last, limit: 200).map { stored throws(StoreError) in
                (stored, try reader.events(of: stored.id))
            }
        }
        guard let end = page.last?.0.id else { return }
        var part = VerificationReport()
        var folded = 0
        for (stored, events) in page {
            // What the server added meanwhile is not counted.
            folded += events.count { $0.position <= chainEnd }
            let rows = RecordApart(of: events)?.registerEntries ?? []
            if Set(rows) != Set(stored.registerEntries) || rows.count != stored.registerEntries.count {
                part.add("record \(stored.id)", "its rows in registers are not what its events add up to")
            }
        }
        tally.add(part, folded: folded)
        last = end
    }
}

/// Refolds one dossier as far as its stored version; answers how many of its events the chain had, and how many
/// stretches of feeds these have.
private func compare(
    _ stored: StoredDossier, _ reader: some PollingReader, upTo chainEnd: Int, report: inout VerificationReport
) throws(StoreError) -> (events: Int, stretches: Int) {
    let place = "dossier \(stored.id)"
    let all = try reader.events(of: stored.id)
    let chainedCount = all.count { $0.position <= chainEnd }
    // What the server added after the row was read belongs to the next version.
    let events = all.prefix(stored.version)
    guard case .submitted = events.first?.event else {
        report.add(place, "it has no submission as its first event")
        return (chainedCount, 0)
    }
    var folded: DossierState?
    var joined: [Body: Int] = [:]
    for (index, recorded) in events.enumerated() {
        if recorded.sequence != index + 1 { report.add(place, "event \(index + 1) is missing") }
        folded = evolve(
            folded, with: recorded.event, of: stored.id, at: recorded.occurredAt, by: recorded.actor)
        for body in folded?.visibleTo ?? [] where joined[body] == nil { joined[body] = index + 1 }
    }
    guard let folded else { return (chainedCount, 0) }
    if stored.state != folded || stored.version != folded.version {
        report.add(place, "its stored state is not what its events add up to")
    }
    if !stored.indexAgrees { report.add(place, "its columns for look-ups don't say what its state says") }
    if Set(stored.workItems) != Set(folded.workItems) || stored.workItems.count != folded.workItems.count {
        report.add(place, "the stored waiting work is not what its state says")
    }
    if Set(stored.registerEntries) != Set(folded.registerEntries) {
        report.add(place, "its rows in registers are not what its state says")
    }
    if Set(stored.visibleTo) != folded.visibleTo {
        report.add(place, "the bodies that may see it are not those its events name")
    }
    let chained = Array(all.prefix(chainedCount))
    let stretches = try FeedChecker(reader: reader).check(
        stored.id, chained, joined: joined.filter { $0.value <= chainedCount }, report: &report)
    return (chainedCount, stretches)
}

extension DossierState {
    /// The bodies that may see it.
    fileprivate var visibleTo: Set<Body> { Set(participants + monitors.map(Body.office)) }
}
