import Dispatch
import Testing

@testable import DossierService

/// Passwords as they are kept, and the threads that look at them.
@Suite("Passwords", .timeLimit(.minutes(20)))
struct PasswordTests {
    private static let cheap = PasswordDigest.Cost(roundsLog2: 4, blockSize: 8, parallelism: 3)

    @Test("SEC-06 a password is kept as a digest under a salt of its own, with what it cost")
    func digest() throws {
        let first = try PasswordDigest(of: "con trâu đi qua đồng", cost: Self.cheap)
        let second = try PasswordDigest(of: "con trâu đi qua đồng", cost: Self.cheap)
        #expect(first.text != second.text, "two people with one password")
        #expect(first.text.hasPrefix("scrypt$4$8$3$") && !first.text.contains("trâu"))
        let kept = try #require(PasswordDigest(first.text))
        #expect(kept == first)
        #expect(try kept.isOf("con trâu đi qua đồng"))
        #expect(try !kept.isOf("con trâu đi qua đồn"))
        // The same letters with combining marks, as some keyboards write them.
        #expect(try kept.isOf("con tra\u{302}u đi qua đo\u{302}\u{300}ng"))
    }

    @Test(
        "what is no digest is none",
        arguments: [
            "", "scrypt$15$8$3", "bcrypt$15$8$3$00$00", "scrypt$40$8$3$" + String(repeating: "0", count: 32) + "$00",
            "scrypt$15$8$3$" + String(repeating: "0", count: 31) + "$" + String(repeating: "0", count: 64),
            "scrypt$15$8$3$" + String(repeating: "0", count: 32) + "$" + String(repeating: "G", count: 64),
        ])
    func noDigest(_ text: String) {
        #expect(PasswordDigest(text) == nil)
    }

    @Test("who guesses a lot fills its own places alone, and what finds no place is told so at once")
    func busy() async throws {
        let workers = PasswordWorkers(threads: 1, waiting: 3, waitingPerAddress: 2)
        let begun = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        async let first = workers.run(for: "greedy") { () -> Int in
            begun.signal()
            gate.wait()
            return 0
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        let taken = await withTaskGroup(of: Int?.self) { group in
            for index in 1...4 {
                group.addTask { try? await workers.run(for: "greedy") { index }?.get() }
            }
            // Two have places behind the first, two are refused at once, while the thread is still busy.
            var refused = 0
            while refused < 2, let outcome = await group.next() {
                if outcome == nil { refused += 1 }
            }
            group.addTask { try? await workers.run(for: "counter") { 100 }?.get() }
            gate.signal()
            var taken: [Int] = []
            for await outcome in group { if let outcome { taken.append(outcome) } }
            return taken
        }
        #expect(taken.count == 3 && taken.contains(100), "\(taken)")
        #expect(try await first?.get() == 0)
    }
}
