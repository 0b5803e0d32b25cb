import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// Workers that die, freeze and lose answers at random while counters receive.
struct ChaosTests {
    private static let leaseSeconds: Int64 = 60

    /// What happens in one run.
    private final class Run: Sendable {
        let house: House
        let seed: UInt64
        let workerCount = 20
        let dossierCount: Int
        /// Workers that hold work and don't move, until the clock says so.
        let frozen = Atomic<Int>(0)
        let received = Atomic<Int>(0)
        let completions = Mutex<[String: Int]>([:])
        let staleCount = Atomic<Int>(0)
        let killCount = Atomic<Int>(0)
        let freezeCount = Atomic<Int>(0)
        let lostCount = Atomic<Int>(0)

        init(seed: UInt64, dossierCount: Int) throws {
            house = try House(failureLimit: 1_000)
            self.seed = seed
            self.dossierCount = dossierCount
        }

        /// Everything is done, or somebody has failed and the others are to give up.
        var isDone: Bool { Task.isCancelled || completions.withLock { $0.count } == dossierCount }
    }

    @Test(
        "POL-01 POL-03 workers killed, frozen and cut off: each step is done exactly once, nothing stuck beyond its lease"
    )
    func chaos() async throws {
        let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"
        var sum = Sum()
        for seed in 0..<UInt64(isFull ? 100 : 3) {
            try await run(seed: seed, dossierCount: isFull ? 60 : 25, into: &sum)
            // Told now and then, so that a run that is cut short says how far it came.
            if sum.seeds.isMultiple(of: 10) { print(sum.text) }
        }
        print(sum.text)
    }

    /// What all runs have come to.
    private struct Sum {
        var seeds = 0
        var kills = 0
        var freezes = 0
        var lost = 0
        var completions = 0
        var doubled = 0
        var stale = 0
        /// The longest that a piece of work stayed with a worker that didn't do it, in milliseconds.
        var longestHeld: Int64 = 0

        var text: String {
            """
            chaos: \(seeds) seeds, \(kills) kills, \(freezes) freezes, \(lost) answers lost, \(completions) completions, \
            \(doubled) doubled, \(stale) stale tokens refused, longest held \(Double(longestHeld) / 1_000) s of a lease \
            of \(ChaosTests.leaseSeconds) s
            """
        }

        mutating func add(_ run: Run, longestHeld: Int64) {
            seeds += 1
            kills += run.killCount.load(ordering: .relaxed)
            freezes += run.freezeCount.load(ordering: .relaxed)
            lost += run.lostCount.load(ordering: .relaxed)
            stale += run.staleCount.load(ordering: .relaxed)
            let counts = run.completions.withLock { $0 }
            completions += counts.count
            doubled += counts.values.count { $0 > 1 }
            self.longestHeld = max(self.longestHeld, longestHeld)
        }
    }

    private func run(seed: UInt64, dossierCount: Int, into sum: inout Sum) async throws {
        let run = try Run(seed: seed, dossierCount: dossierCount)
        try await run.house.issueCredentials()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<run.workerCount { group.addTask { try await work(worker, in: run) } }
            for _ in 0..<2 {
                group.addTask {
                    while run.received.add(1, ordering: .relaxed).newValue <= dossierCount {
                        _ = try await run.house.offerToCommittee()
                    }
                }
            }
            group.addTask { try await keepTime(in: run) }
            do {
                for try await _ in group {}
            } catch {
                // Nobody would end the others' waits any more.
                group.cancelAll()
                run.house.store.waitingPolls.close()
                throw error
            }
        }
        let counts = run.completions.withLock { $0 }
        #expect(counts.count == dossierCount && counts.values.allSatisfy { $0 == 1 }, "seed \(seed): \(counts)")
        sum.add(run, longestHeld: try expectNothingStuck(in: run))
        run.house.close()
    }

    /// Lets time pass only while every worker waits or is frozen and nothing can be claimed: what stays longer under a
    /// dead worker's lease than that lease would show.
    private func keepTime(in run: Run) async throws {
        let reader = try run.house.store.makeReader()
        let selection = WorkSelection(body: .agency(AgencyID("van-quan.van-an.committee")))
        while !run.isDone {
            let frozen = run.frozen.load(ordering: .relaxed)
            // Leases run out while counters receive, too; but without any there is nothing that time could bring.
            if frozen + run.house.store.waitingPolls.parkedCount == run.workerCount,
                frozen > 0 || run.received.load(ordering: .relaxed) >= run.dossierCount,
                try !reader.claimable(selection, at: run.house.now).any
            {
                run.house.pass(seconds: 1)
                try await run.house.tend()
            }
            await Task.yield()
        }
        run.house.store.waitingPolls.close()
    }

    private func work(_ worker: Int, in run: Run) async throws {
        var generator = SeededGenerator(seed: run.seed &* 1_000 &+ UInt64(worker))
        var claims = 0
        while !run.isDone {
            claims += 1
            let key = "w\(worker)-\(claims)"
            let count = Int64.random(in: 1...4, using: &generator)
            var answer = try await run.house.claim(
                "w\(worker)", key: key, count: count, seconds: Self.leaseSeconds, wait: 60)
            guard answer.status == 201 else { continue }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<2:
                // Killed, and its memory with it: the leases run out.
                run.killCount.add(1, ordering: .relaxed)
                continue
            case 2..<4:
                // Cut off: the answer was lost, and the same request is sent again.
                run.lostCount.add(1, ordering: .relaxed)
                let again = try await run.house.claim(
                    "w\(worker)", key: key, count: count, seconds: Self.leaseSeconds, wait: 60)
                #expect(again.isReplay && again.tokens == answer.tokens, "seed \(run.seed)")
                answer = again
            case 4..<6:
                // Frozen for longer than its leases run, then it goes on as if nothing had been.
                let until = run.house.now.milliseconds + (Self.leaseSeconds + 5) * 1_000
                // The last one stays awake: with nobody left, nothing could be claimed however the leases stand.
                if run.frozen.add(1, ordering: .relaxed).newValue < run.workerCount {
                    run.freezeCount.add(1, ordering: .relaxed)
                    while run.house.now.milliseconds < until, !run.isDone { await Task.yield() }
                }
                run.frozen.subtract(1, ordering: .relaxed)
            default: break
            }
            for lease in answer.leases {
                try await complete(lease, by: worker, losesAnswer: .random(using: &generator), in: run)
            }
        }
    }

    private func complete(_ lease: JSONValue, by worker: Int, losesAnswer: Bool, in run: Run) async throws {
        let number = lease["number"]?.asString ?? ""
        let key = "done-\(lease["leaseToken"]?.asInteger ?? 0)"
        var (_, completed) = try await run.house.acknowledgeAndComplete(lease, key: key)
        let wasDone = completed.status == 201 && !completed.isReplay
        if losesAnswer {
            let (_, again) = try await run.house.acknowledgeAndComplete(lease, key: key)
            #expect(again.status == completed.status && again.isReplay, "seed \(run.seed): \(again.json)")
            completed = again
        }
        if wasDone {
            run.completions.withLock { $0[number, default: 0] += 1 }
        } else {
            #expect(completed.problem == "/problems/lease-stale", "seed \(run.seed): \(completed.json)")
            run.staleCount.add(1, ordering: .relaxed)
        }
    }

    /// Every lease of every dossier: the next one, or the end of the work, came at most two seconds after it ran out.
    /// Answers the longest time that one was held before the next.
    private func expectNothingStuck(in run: Run) throws -> Int64 {
        var longest: Int64 = 0
        let reader = try run.house.store.makeReader()
        for number in run.completions.withLock({ Array($0.keys) }) {
            guard let parsed = DossierNumber(number), let state = try reader.dossier(parsed) else {
                throw Failure("no dossier \(number)")
            }
            let steps = try reader.events(of: state.id).count { $0.event.kind == .stepCompleted }
            #expect(steps == 1, "seed \(run.seed): \(number) has \(steps) completions")
            let leases = try reader.leases(of: state.id, at: run.house.now)
            for (lease, next) in zip(leases, leases.dropFirst()) where lease.item == next.item {
                let held = next.claimedAt.milliseconds - lease.claimedAt.milliseconds
                longest = max(longest, held)
                #expect(held <= (Self.leaseSeconds + 2) * 1_000, "seed \(run.seed): \(number) was stuck for \(held) ms")
            }
        }
        return longest
    }
}
