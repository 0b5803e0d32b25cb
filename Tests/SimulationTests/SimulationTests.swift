import DossierDomain
import DossierTesting
import Foundation
import Testing

/// Simulated years of a made-up province, seed by seed; `MOTCUA_TEST_DEPTH=full` takes a thousand seeds, and
/// `MOTCUA_SIMULATION_SEED` one alone, to see a failure again.
@Suite("Simulated years")
struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    private static var seeds: [UInt64] {
        if let seed = environment["MOTCUA_SIMULATION_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        return Array(1...(environment["MOTCUA_TEST_DEPTH"] == "full" ? 1_000 : 20))
    }

    @Test(
        "RTE-04 RTE-05 TIM-05 AUD-02 IDM-01 whatever happens, nothing is lost, doubled, stuck, or held by two at once"
    )
    func simulatedYears() {
        let clock = ContinuousClock()
        let start = clock.now
        var report = SimulationReport()
        var failureCount = 0
        for seed in Self.seeds where failureCount < 10 {
            var simulation = Simulation(seed: seed)
            do {
                try simulation.run()
            } catch {
                failureCount += 1
                Issue.record(error)
            }
            report = report + simulation.report
        }
        let seconds = Double((clock.now - start).components.seconds + 1)
        print(
            """
            \(Self.seeds.count) seeds: \(report.dossierCount) dossiers in \(report.dayCount) days, \
            \(report.requestCount) requests (\(report.rejectionCount) rejected, \(report.lostCount) lost, \
            \(report.duplicateCount) sent again), \(report.restartCount) restarts, \(report.replannedCount) plans; \
            about \(Int(Double(report.dossierCount) / seconds)) dossiers a second
            """)
        guard Self.seeds.count > 1 else { return }
        let unseen = Set(DossierEvent.Kind.allCases).subtracting([.inspected, .configurationChanged])
            .subtracting(DossierEvent.Kind.ofAccess).map(\.rawValue)
        #expect(Set(unseen).subtracting(report.kinds) == [], "every kind of event of a dossier happens somewhere")
        let undone = Set(DossierCommand.Name.allCases.map(\.rawValue)).subtracting(report.commands)
        #expect(undone == [], "every command is done somewhere")
        #expect(report.replannedCount > 0 && report.lostCount > 0 && report.restartCount > 0)
        #expect(
            report.endedCount * 10 > report.dossierCount * 9, "all but what could never be received comes to its end")
    }

    @Test("the same seed makes the same years")
    func reproducible() throws {
        var first = Simulation(seed: 7)
        var second = Simulation(seed: 7)
        try first.run()
        try second.run()
        #expect(first.registry.order == second.registry.order)
        for id in first.registry.order {
            #expect(first.registry.entries[id]?.events == second.registry.entries[id]?.events)
        }
    }

    @Test("a broken rule is told with the seed and how to see it again")
    func failure() {
        let failure = SimulationFailure(
            seed: 17, requestCount: 233, dossier: "d1", fact: "it is lost", trace: ["submitted"])
        #expect(failure.description.contains("MOTCUA_SIMULATION_SEED=17 swift test --filter SimulationTests"))
    }
}
