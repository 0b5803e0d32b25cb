import DossierService
import DossierStore
import DossierStoreSQLite
import HTTPServer
import Synchronization

/// What `/metrics` tells of polls that wait and of leases.
final class PollingMetrics: Sendable {
    private let service: DossierService<SQLiteStore>
    /// What was counted last; `nil` where the database couldn't be read.
    private let gauges = Mutex<(held: Int, setAside: Int)?>(nil)

    init(service: DossierService<SQLiteStore>) {
        self.service = service
    }

    /// Counts what has to be read from the database, so that telling it makes no event loop wait.
    func count(by reader: SQLiteReader) {
        let counted = try? reader.leaseGauges(at: service.now())
        gauges.withLock { $0 = counted }
    }

    func write(to metrics: inout MetricsText) {
        let polls = service.store.waitingPolls
        metrics.add("motcua_polls_parked", .gauge, "Polls that wait for news.", polls.parkedCount)
        metrics.begin("motcua_poll_wakes_total", .counter, "Waits of polls that have ended, by why.")
        let wakes = polls.wakes
        for wake in WaitingPolls.Wake.allCases {
            metrics.sample("motcua_poll_wakes_total", [("why", wake.rawValue)], wakes[wake] ?? 0)
        }
        let counts = service.store.leaseTally.counts
        metrics.begin("motcua_leases_total", .counter, "What has happened to leases, by what.")
        for (event, count) in [
            ("granted", counts.granted), ("completed", counts.completed), ("expired", counts.expired),
            ("released", counts.released), ("returned", counts.returned), ("revoked", counts.revoked),
            ("overtaken", counts.overtaken),
        ] { metrics.sample("motcua_leases_total", [("event", event)], count) }
        metrics.add(
            "motcua_stale_tokens_total", .counter, "Fencing tokens that were refused because they were good no more.",
            counts.stale)
        metrics.add(
            "motcua_work_set_aside_total", .counter, "Work that was set aside after failing again and again.",
            counts.setAside)
        // Where the database can't be read there are other metrics that say so; these two are left out.
        guard let gauges = gauges.withLock({ $0 }) else { return }
        metrics.add("motcua_leases_held", .gauge, "Leases that run.", gauges.held)
        metrics.add(
            "motcua_work_set_aside", .gauge, "Work that is set aside until an official frees it.", gauges.setAside)
    }
}
