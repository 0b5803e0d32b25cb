import DossierAPI
import Foundation
import Synchronization
import Testing

@Suite("Killed under load", .serialized)
struct KillTests {
    /// What the counters were promised, over all lives of the server.
    private final class Promises: Sendable {
        private let numbers = Mutex<[String: String]>([:])

        func note(_ number: String, under key: String) {
            numbers.withLock { $0[key] = number }
        }

        var all: [String: String] { numbers.withLock { $0 } }
    }

    @Test("IDM-01 AUD-02 kill -9 under load: what was acknowledged is there, what was retried is there once")
    func kills() throws {
        let (installation, tokens) = try Installation.pilot()
        let promises = Promises()
        let clerk = tokens["VAN_AN_CLERK"]
        for life in 1...4 {
            let server = try installation.serve()
            let client = Client(port: server.port, token: clerk)
            let acknowledged = Atomic<Int>(0)
            let goal = 100 + life * 70
            let isReached = DispatchSemaphore(value: 0)
            let counters = DispatchGroup()
            for counter in 1...8 {
                Thread.detachNewThread(in: counters) {
                    // Every life sends the keys of the one before again: some were acknowledged, some were cut off.
                    for attempt in 1...(life * 60) {
                        let key = "\(counter)-\(attempt)"
                        guard let answer = client.receive(key: key) else { return }
                        if answer.status == 201, let number = answer.field("number") {
                            promises.note(number, under: key)
                            if acknowledged.add(1, ordering: .relaxed).newValue == goal { isReached.signal() }
                        }
                    }
                }
            }
            // The kill comes in the middle of the load, by what was done and not by the clock.
            #expect(isReached.wait(timeout: .now() + 240) == .success, "life \(life): no \(goal) receptions in minutes")
            server.kill()
            try #require(counters.wait(timeout: .now() + 240) == .success, "a counter never came back")
        }

        let server = try installation.serve()
        let client = Client(port: server.port, token: clerk)
        for (key, number) in promises.all {
            #expect(client.receive(key: key)?.field("number") == number, "key \(key)")
        }
        #expect(Set(promises.all.values).count == promises.all.count, "no number was given twice")
        for number in promises.all.values.prefix(20) {
            let events = client.send("GET", "/v1/dossiers/\(number)/events")?.json["events"]?.asArray ?? []
            #expect(events.count == 3)
        }
        let whileServing = try installation.run(["verify"])
        #expect(whileServing.status == 0, "\(whileServing.output)")
        #expect(server.terminate() == 0)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(promises.all.count >= 300)
    }
}

extension Thread {
    /// A thread of its own for what waits, which the group counts.
    static func detachNewThread(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
        group.enter()
        detachNewThread {
            work()
            group.leave()
        }
    }
}
