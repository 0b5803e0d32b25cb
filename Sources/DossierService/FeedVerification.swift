import DossierDomain
import DossierRouting
import DossierStore

/// Checks the feeds of a dossier's bodies against its events (POL-04): from the commit on that brought a body there it
/// sees every event, each once; before, none.
///
/// Which events were committed together is told by the stretches alone, so these are checked for what they must be
/// whatever the commits were: without overlap, without gap, and begun early enough.
struct FeedChecker<Reader: PollingReader> {
    let reader: Reader

    /// Checks one dossier's events, of which `joined` says after how many each body could see it; answers how many
    /// stretches of feeds they have.
    func check(
        _ dossier: DossierID, _ events: [RecordedEvent], joined: [Body: Int], report: inout VerificationReport
    ) throws(StoreError) -> Int {
        var stretchCount = 0
        for (body, count) in joined.sorted(by: { $0.key < $1.key }) {
            var next: Int?
            var problem: String?
            for (index, recorded) in events.enumerated() {
                guard let first = try reader.feedStretch(of: body, endingAt: recorded.position) else { continue }
                stretchCount += 1
                let begin = events[...index].firstIndex { $0.position == first }
                if begin == nil || events[index].position - first != index - (begin ?? 0) {
                    problem = "the stretch that ends at event \(recorded.position) has events of other dossiers"
                } else if let begin, let expected = next, begin != expected {
                    problem = "events are missing or doubled before event \(events[begin].position)"
                } else if let begin, next == nil, begin >= count {
                    problem = "it begins at event \(first), later than the body could see the dossier"
                }
                next = index + 1
            }
            if next != events.count { problem = problem ?? "its last events are missing" }
            if let problem { report.add("dossier \(dossier)", "the feed of \(body.key) is not its events: \(problem)") }
        }
        return stretchCount
    }
}

extension VerificationReport {
    /// Checks what is kept of all bodies together: that no feed has more than its events, of which `stretchCount`
    /// stretches were found up to `end`, and that no list's version was lost.
    mutating func checkFeeds(_ reader: some PollingReader, stretchCount: Int, upTo end: Int) throws(StoreError) {
        let strays = try reader.feedStretchCount(upTo: end) - stretchCount
        if strays != 0 { add("feeds", "\(strays) stretches of feeds are of no event that their body may see") }
        for tally in try reader.workTallies() {
            guard let version = tally.version else {
                add("work of \(tally.body)", "the version of its list is missing: polls would miss changes")
                continue
            }
            // Each dossier's work came in a commit of its own, and each moved the version.
            if version < tally.dossierCount {
                add(
                    "work of \(tally.body)",
                    "its list has version \(version), though work of \(tally.dossierCount) dossiers has come")
            }
        }
    }
}
