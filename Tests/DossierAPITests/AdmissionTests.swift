import DossierDomain
import HTTPTypes
import Synchronization
import Testing

@testable import DossierAPI

/// Rates and turns of requests.
@Suite("Admission", .timeLimit(.minutes(20)))
struct AdmissionTests {
    /// Who had their turn, first first.
    private final class Order: Sendable {
        let names = Mutex<[String]>([])
    }

    private static func actor(_ name: String, posting: PostingID? = nil) -> Actor {
        Actor(
            credential: CredentialID(name), role: .administrator, body: nil, employer: .agency, posting: posting)
    }

    private static func request(from address: String?) -> APIRequest {
        APIRequest(method: .get, segments: ["v1", "me"], address: address)
    }

    @Test("what is too fast for its credential or its address is told how long to wait, and costs nobody else anything")
    func rates() throws {
        let rate = RequestRate(burst: 2, perMinute: 60)
        let admission = Admission(Admission.Limits(perCredential: rate, perAddress: rate))
        let now = Timestamp(milliseconds: 0)
        let request = Self.request(from: "192.0.2.1")
        for caller in [Self.actor("a"), Self.actor("b"), nil] {
            for _ in 0..<2 { try admission.count(request, of: caller, at: now) }
            let problem = #expect(throws: Problem.self) { try admission.count(request, of: caller, at: now) }
            #expect(problem?.kind == .tooFast && problem?.fields[.retryAfter] == "1")
        }
        try admission.count(Self.request(from: "192.0.2.2"), of: nil, at: now)
        for _ in 0..<100 { try admission.count(Self.request(from: nil), of: nil, at: now) }
        try admission.count(request, of: Self.actor("a"), at: Timestamp(milliseconds: 1_000))
    }

    @Test("all sessions under one posting share its rate")
    func posting() throws {
        let admission = Admission(Admission.Limits(perCredential: RequestRate(burst: 2, perMinute: 60)))
        let request = Self.request(from: nil)
        let now = Timestamp(milliseconds: 0)
        for name in ["s-1", "s-2"] {
            try admission.count(request, of: Self.actor(name, posting: PostingID("demo.lan")), at: now)
        }
        let problem = #expect(throws: Problem.self) {
            try admission.count(request, of: Self.actor("s-3", posting: PostingID("demo.lan")), at: now)
        }
        #expect(problem?.kind == .tooFast)
        try admission.count(request, of: Self.actor("s-4", posting: PostingID("demo.an")), at: now)
    }

    @Test("behind changes that are under way, credentials take turns")
    func turns() async throws {
        var limits = Admission.Limits()
        limits.changesUnderWay = 1
        limits.changesWaitingPerCredential = 3
        let admission = Admission(limits)
        let request = Self.request(from: nil)
        let held = try await admission.turn(of: request, by: Self.actor("greedy"))
        let order = Order()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, name) in ["greedy", "greedy", "greedy", "counter"].enumerated() {
                group.addTask {
                    let turn = try await admission.turn(of: request, by: Self.actor(name))
                    order.names.withLock { $0.append(name) }
                    admission.end(turn)
                }
                // In this order: the next comes once this one waits.
                while admission.changeCounts.waiting <= index {
                    if Task.isCancelled {
                        admission.end(held)
                        throw CancellationError()
                    }
                    await Task.yield()
                }
            }
            let refused = await #expect(throws: Problem.self) {
                try await admission.turn(of: request, by: Self.actor("greedy"))
            }
            #expect(refused?.kind == .tooFast)
            admission.end(held)
            try await group.waitForAll()
        }
        #expect(order.names.withLock { $0 } == ["greedy", "counter", "greedy", "greedy"])
        #expect(admission.changeCounts == (0, 0))
        // All turns were given back.
        admission.end(try await admission.turn(of: request, by: Self.actor("counter")))
    }
}
