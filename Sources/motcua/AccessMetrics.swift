import DossierAPI
import DossierService
import DossierStoreSQLite
import HTTPServer

/// What `/metrics` tells of who came in, who was refused and who waits. Numbers alone: neither names nor addresses.
struct AccessMetrics: Sendable {
    let service: DossierService<SQLiteStore>
    let admission: Admission

    func write(to metrics: inout MetricsText) {
        metrics.begin("motcua_access_total", .counter, "Log-ins, wrong tries and refusals by rate, by what happened.")
        let counts = service.accessTally.counts
        for event in AccessTally.Event.allCases {
            metrics.sample("motcua_access_total", [("event", event.rawValue)], counts[event] ?? 0)
        }
        let changes = admission.changeCounts
        metrics.add("motcua_changes_under_way", .gauge, "Changes that have their turn.", changes.underWay)
        metrics.add("motcua_changes_waiting_turn", .gauge, "Changes that wait for their turn.", changes.waiting)
        metrics.add(
            "motcua_passwords_waiting", .gauge, "Passwords that wait for a thread.", service.passwords.waitingCount)
    }
}
