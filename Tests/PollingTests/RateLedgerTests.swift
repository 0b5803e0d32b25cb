import DossierDomain
import Testing

@testable import DossierService

/// What is remembered of who comes: enough to slow them down, and never more than there is room for.
@Suite("What is remembered of names", .timeLimit(.minutes(20)))
struct RateLedgerTests {
    @Test("however many names come, those used longest ago are forgotten and the rest is not")
    func bounded() {
        var names = RecentNames<Int>(limit: 100)
        for stranger in 0..<10_000 {
            names.change("stranger \(stranger)", initial: 0) { $0 += 1 }
            names.change("regular", initial: 0) { $0 += 1 }
            #expect(names.count <= 201)
        }
        #expect(names["regular"] == 10_000)
        #expect(names["stranger 9999"] == 1 && names["stranger 0"] == nil)
    }

    @Test("names are counted apart, whichever share a shard, and asking costs nothing")
    func apart() {
        let ledger = RateLedger(RequestRate(burst: 2, perMinute: 60), limit: 1_000, shards: 4)
        let now = Timestamp(milliseconds: 0)
        for name in (0..<100).map({ "name \($0)" }) {
            #expect(ledger.take(name, at: now) == nil)
            for _ in 0..<5 { #expect(ledger.secondsToWait(name, at: now) == nil) }
            #expect(ledger.take(name, at: now) == nil)
            #expect(ledger.take(name, at: now) == 1)
            #expect(ledger.secondsToWait(name, at: now) == 1)
        }
        #expect(ledger.secondsToWait("somebody else", at: now) == nil)
    }

    @Test("an address that guesses from an unlimited number of names stays bounded and slow")
    func guessing() {
        let guessing = Guessing(GuessingPolicy(perAddress: 10))
        let now = Timestamp(milliseconds: 0)
        for index in 0..<20 {
            #expect(guessing.secondsToWait(from: "192.0.2.1", at: now) == nil, "\(index)")
            guessing.noteWrongPassword(from: "192.0.2.1", at: now)
        }
        #expect(guessing.secondsToWait(from: "192.0.2.1", at: now) == 6)
        #expect(guessing.secondsToWait(from: nil, at: now) == nil)
        let open = Guessing(GuessingPolicy(perAddress: 0))
        for _ in 0..<1_000 { open.noteWrongPassword(from: "192.0.2.1", at: now) }
        #expect(open.secondsToWait(from: "192.0.2.1", at: now) == nil, "0 sets no limit")
    }
}
