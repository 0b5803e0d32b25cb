import DossierDomain
import DossierRouting
import DossierStore

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

    mutating func add(_ place: String, _ fact: String) {
        differenceCount += 1
        if differences.count < Self.maximumDifferences { differences.append(Difference(place: place, fact: fact)) }
    }
}

/// Checks the record against itself (AUD-01, AUD-02): every hash of the chain, every position, and every
/// stored state, index and piece of waiting work against the fold of its events.
///
/// `hash` gives the hash of a link from the one before and its canonical line. `progress` is told the counts
/// now and then. Throws ``StoreError`` where the store can't be read at all.
public func verify(
    _ reader: some DossierReader, genesis: [UInt8], hash: (_ previous: [UInt8], _ canonical: String) -> [UInt8],
    progress: (VerificationReport) -> Void = { _ in }
) throws(StoreError) -> VerificationReport {
    var report = VerificationReport()
    var previous = ChainHead(position: 0, hash: genesis)
    while true {
        var links = try reader.chain(after: previous.position, limit: 1_000)
        if links.isEmpty {
            let head = try reader.chainHead()
            // The server may have gone on writing in between; what it added is checked too.
            if head.position > previous.position { links = try reader.chain(after: previous.position, limit: 1_000) }
            if links.isEmpty, head != previous {
                report.add("chain", "the kept head (position \(head.position)) is not the last event's")
            }
            if links.isEmpty { break }
        }
        for link in links {
            report.eventCount += 1
            let place = "event \(link.position)"
            if link.position != previous.position + 1 {
                report.add(place, "follows position \(previous.position): events are missing between them")
            }
            if hash(previous.hash, link.canonical) != link.hash {
                report.add(place, "its hash does not follow from the event before: one of them was changed")
            }
            if link.event == nil { report.add(place, "its line can't be read, or its columns say something else") }
            previous = ChainHead(position: link.position, hash: link.hash)
        }
        progress(report)
    }
    report.head = hexadecimal(previous.hash)
    try verifyDossiers(reader, upTo: previous.position, report: &report, progress: progress)
    return report
}

private func verifyDossiers(
    _ reader: some DossierReader, upTo chainEnd: Int, report: inout VerificationReport,
    progress: (VerificationReport) -> Void
) throws(StoreError) {
    var last: DossierID?
    var foldedEventCount = 0
    while true {
        let page = try reader.dossiers(afterID: last, limit: 200)
        if page.isEmpty { break }
        for stored in page {
            report.dossierCount += 1
            foldedEventCount += try compare(stored, reader, upTo: chainEnd, report: &report)
            last = stored.id
        }
        progress(report)
    }
    if foldedEventCount != report.eventCount {
        report.add("chain", "\(report.eventCount - foldedEventCount) events belong to no stored dossier")
    }
}

/// Refolds one dossier as far as its stored version; answers how many of its events the chain had.
private func compare(
    _ stored: StoredDossier, _ reader: some DossierReader, upTo chainEnd: Int, report: inout VerificationReport
) throws(StoreError) -> Int {
    let place = "dossier \(stored.id)"
    let all = try reader.events(of: stored.id)
    let chainedCount = all.count { $0.position <= chainEnd }
    // What the server added after the row was read belongs to the next version.
    let events = all.prefix(stored.version)
    guard case .submitted = events.first?.event else {
        report.add(place, "it has no submission as its first event")
        return chainedCount
    }
    var folded: DossierState?
    for (index, recorded) in events.enumerated() {
        if recorded.sequence != index + 1 { report.add(place, "event \(index + 1) is missing") }
        folded = evolve(
            folded, with: recorded.event, of: stored.id, at: recorded.occurredAt, by: recorded.actor)
    }
    guard let folded else { return chainedCount }
    if stored.state != folded || stored.version != folded.version {
        report.add(place, "its stored state is not what its events add up to")
    }
    if !stored.indexAgrees { report.add(place, "its columns for look-ups don't say what its state says") }
    if Set(stored.workItems) != Set(folded.workItems) || stored.workItems.count != folded.workItems.count {
        report.add(place, "the stored waiting work is not what its state says")
    }
    let visibleTo = Set(folded.participants + folded.monitors.map(Body.office))
    if Set(stored.visibleTo) != visibleTo {
        report.add(place, "the bodies that may see it are not those its events name")
    }
    return chainedCount
}
