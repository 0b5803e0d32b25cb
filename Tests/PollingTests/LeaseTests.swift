import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Synchronization
import Testing

/// What an agency's workers see of claims and leases.
struct LeaseTests {
    private let house: House

    init() throws {
        house = try House(failureLimit: 2)
    }

    @Test("POL-01 a claim gives the earliest due, two workers never the same, and a completion moves the dossier on")
    func claimAndComplete() async throws {
        let numbers = [try await house.offerToCommittee(), try await house.offerToCommittee()]
        let first = try await house.claim("a", count: 1)
        let second = try await house.claim("b")
        #expect(first.status == 201 && second.status == 201)
        #expect(Set((first.leases + second.leases).compactMap { $0["number"]?.asString }) == Set(numbers))
        #expect(first.leases[0]["standing"]?["state"] == "held")
        #expect(first.leases[0]["work"]?["kind"] == "acknowledgeHandover")
        #expect(try await house.claim("c").status == 204, "nothing is left")
        let (acknowledged, completed) = try await house.acknowledgeAndComplete(first.leases[0], key: "done")
        #expect(acknowledged.status == 201, "\(acknowledged.json)")
        #expect(completed.status == 201, "\(completed.json)")
        let next = try await house.send(.get, "/v1/agencies/van-quan.labour/assignments", as: House.labour)
        #expect(next.json["assignments"]?[0]?["number"] == first.leases[0]["number"], "the district has it at once")
        let list = try await house.send(.get, House.committeePath + "/assignments", as: House.committee)
        #expect(list.json["assignments"]?.asArray?.count == 1)
        #expect(list.json["assignments"]?[0]?["lease"]?["worker"] == "b")
    }

    @Test("POL-02 the answer was lost after the claim: the same key gives the same leases, as they stand now")
    func lostAnswer() async throws {
        for _ in 0..<3 { _ = try await house.offerToCommittee() }
        #expect(try await house.claim("a", key: "early", count: 2).status == 201)
        let lost = try await house.claim("a", key: "early", count: 2)
        #expect(lost.isReplay && lost.tokens.count == 2)
        _ = try await house.acknowledgeAndComplete(lost.leases[0], key: "k")
        let again = try await house.claim("a", key: "early", count: 2)
        #expect(again.tokens == lost.tokens)
        #expect(again.leases[0]["standing"]?["state"] == "completed")
        #expect(again.leases[0]["work"] == nil)
        #expect(again.leases[1]["standing"]?["state"] == "held")
        let other = try await house.claim("a", key: "early", count: 3)
        #expect(other.status == 422 && other.problem == "/problems/idempotency-key-reused")
    }

    @Test("SEC-02 whatever tokens a body sends, it is told of its own leases alone, again where it asks again")
    func foreignTokens() async throws {
        _ = try await house.offerToCommittee()
        let earlier = try await house.claim("a", count: 1)
        _ = try await house.acknowledgeAndComplete(earlier.leases[0], key: "done")
        let foreign = try await house.send(
            .post, "/v1/agencies/van-quan.labour/claims", as: House.labour,
            body: ["count": 1, "leaseSeconds": 60, "worker": "secret-worker"])
        #expect(foreign.status == 201 && foreign.tokens.count == 1, "\(foreign.json)")
        _ = try await house.offerToCommittee()
        let own = try await house.claim("b", count: 1)
        let guessed = own.tokens + (1...40).filter { !own.tokens.contains($0) }
        for isReplay in [false, true] {
            let renewed = try await house.send(
                .post, House.committeePath + "/claims/renewal", as: House.committee, key: "renewal",
                body: ["leaseTokens": .array(guessed.map { .integer(Int64($0)) }), "leaseSeconds": 60])
            #expect(renewed.status == 200 && renewed.isReplay == isReplay, "\(renewed.json)")
            #expect(Set(renewed.tokens) == Set(earlier.tokens + own.tokens))
            #expect(!String(decoding: renewed.json.encoded(), as: UTF8.self).contains("secret-worker"))
        }
        let refused = try await house.send(
            .post, House.committeePath + "/claims/renewal", as: House.committee,
            body: ["leaseTokens": .array(foreign.tokens.map { .integer(Int64($0)) })])
        #expect(refused.status == 409 && refused.json["lease"]?["state"] == "unknown", "\(refused.json)")
    }

    @Test("POL-02 a claim that found nothing leaves its key unused")
    func emptyClaim() async throws {
        #expect(try await house.claim("a", key: "once").status == 204)
        _ = try await house.offerToCommittee()
        let found = try await house.claim("a", key: "once")
        #expect(found.status == 201 && !found.isReplay)
    }

    @Test("POL-01 the lease runs out during completion: good until taken, then refused with who has the work")
    func expiryDuringCompletion() async throws {
        let number = try await house.offerToCommittee()
        let slow = try await house.claim("slow", seconds: 60)
        house.pass(seconds: 61)
        let id = slow.leases[0]["id"]?.asString ?? ""
        let acknowledgement = "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement"
        let late = try await house.send(
            .post, acknowledgement, as: House.committee, body: ["leaseToken": .integer(Int64(slow.tokens[0]))])
        #expect(late.status == 201, "nobody else has it: \(late.json)")
        house.pass(seconds: 61)
        let quick = try await house.claim("quick", seconds: 60)
        #expect(quick.leases[0]["work"]?["kind"] == "completeStep")
        let completion = "/v1/dossiers/\(number)/assignments/\(id)/completion"
        for language in ["vi", "en"] {
            let stale = try await house.send(
                .post, completion, as: House.committee, body: ["leaseToken": .integer(Int64(slow.tokens[0]))],
                language: language)
            #expect(stale.status == 409 && stale.problem == "/problems/lease-stale")
            #expect(stale.json["lease"]?["state"] == "taken-over" && stale.json["lease"]?["by"] == "quick")
            #expect(stale.json["detail"]?.asString?.contains("quick") == true)
        }
        let bare = try await house.send(.post, completion, as: House.official, body: [:])
        #expect(bare.status == 409 && bare.problem == "/problems/leased-to-other")
        let done = try await house.send(
            .post, completion, as: House.committee, body: ["leaseToken": .integer(Int64(quick.tokens[0]))])
        #expect(done.status == 201, "\(done.json)")
        let after = try await house.send(
            .post, completion, as: House.committee, body: ["leaseToken": .integer(Int64(quick.tokens[0]))])
        #expect(after.status == 409 && after.json["lease"]?["state"] == "completed")
    }

    @Test("POL-01 a person without a lease acts as ever, and may free work that somebody holds")
    func personsAct() async throws {
        let number = try await house.offerToCommittee()
        let held = try await house.claim("robot")
        let id = held.leases[0]["id"]?.asString ?? ""
        let byRobot = try await house.send(.post, "/v1/assignments/\(id)/release", as: House.committee, body: [:])
        #expect(byRobot.status == 403)
        let freed = try await house.send(.post, "/v1/assignments/\(id)/release", as: House.official, body: [:])
        #expect(freed.status == 200)
        let acknowledged = try await house.send(
            .post, "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", as: House.official, body: [:])
        #expect(acknowledged.status == 201, "\(acknowledged.json)")
        let completed = try await house.send(
            .post, "/v1/dossiers/\(number)/assignments/\(id)/completion", as: House.official, body: [:])
        #expect(completed.status == 201, "\(completed.json)")
        let robot = try await house.send(
            .post, "/v1/dossiers/\(number)/assignments/\(id)/completion", as: House.committee,
            body: ["leaseToken": .integer(Int64(held.tokens[0]))])
        #expect(robot.json["lease"]?["state"] == "revoked")
    }

    @Test("POL-03 work that fails again and again is set aside with its reasons, in list and radar, until freed")
    func setAside() async throws {
        _ = try await house.offerToCommittee()
        let first = try await house.claim("a")
        let id = first.leases[0]["id"]?.asString ?? ""
        let returned = try await house.send(
            .post, "/v1/assignments/\(id)/return", as: House.committee,
            body: ["leaseToken": .integer(Int64(first.tokens[0])), "reason": "Không mở được tệp."])
        #expect(returned.json["leases"]?[0]?["standing"]?["state"] == "returned")
        _ = try await house.claim("a", seconds: 30)
        house.pass(seconds: 31)
        try await house.tend()
        #expect(try await house.claim("a").status == 204, "set aside after two failures")
        let path = House.committeePath + "/assignments?standing=setAside"
        let aside = try await house.send(.get, path, as: House.official).json["assignments"]?[0]
        #expect(aside?["trouble"]?["failures"] == 2)
        #expect(aside?["trouble"]?["reasons"] == ["Không mở được tệp."])
        let overseen = try await house.send(.get, path, as: House.seatedAdministrator).json["assignments"]?[0]
        #expect(overseen?["trouble"]?["failures"] == 2)
        #expect(overseen?["trouble"]?["reasons"] == [], "SEC-03: an administrator reads no reasons, whatever its body")
        let radar = try await house.send(.get, "/v1/radar", as: House.committee).json["radar"]?[0]
        #expect(radar?["setAsideWork"]?[0]?["id"]?.asString == id && radar?["setAside"] == 1)
        _ = try await house.send(.post, "/v1/assignments/\(id)/release", as: House.official, body: [:])
        #expect(try await house.claim("a").status == 201)
    }

    @Test("POL-01 leases are renewed one by one or together, and given back")
    func renewAndRelease() async throws {
        for _ in 0..<2 { _ = try await house.offerToCommittee() }
        let held = try await house.claim("a", seconds: 60)
        house.pass(seconds: 50)
        let tokens = JSONValue.array(held.tokens.map { .integer(Int64($0)) } + [99])
        let renewed = try await house.send(
            .post, House.committeePath + "/claims/renewal", as: House.committee,
            body: ["leaseTokens": tokens, "leaseSeconds": 60])
        #expect(renewed.status == 200 && renewed.leases.count == 2)
        house.pass(seconds: 50)
        #expect(try await house.claim("b").status == 204, "they run on")
        let id = held.leases[0]["id"]?.asString ?? ""
        let other = held.leases[1]["id"]?.asString ?? ""
        let token = JSONValue.integer(Int64(held.tokens[0]))
        let wrong = try await house.send(
            .post, "/v1/assignments/\(other)/renewal", as: House.committee, body: ["leaseToken": token])
        #expect(wrong.status == 422 && wrong.problem == "/problems/lease-for-other-work")
        let released = try await house.send(
            .post, "/v1/assignments/\(id)/release", as: House.committee, body: ["leaseToken": token])
        #expect(released.status == 200, "\(released.json)")
        let foreign = try await house.send(
            .post, "/v1/assignments/\(id)/renewal", as: House.labour, body: ["leaseToken": token])
        #expect(foreign.status == 409 && foreign.json["lease"]?["state"] == "unknown", "a foreign one shows nothing")
        #expect(try await house.claim("b").leases.count == 1)
    }

    @Test("POL-01 many completions in one request, each with its own outcome; sent again nothing happens twice")
    func manyCompletions() async throws {
        for _ in 0..<3 { _ = try await house.offerToCommittee() }
        let held = try await house.claim("a")
        var completions: [JSONValue] = []
        for (index, lease) in held.leases.enumerated() {
            let number = lease["number"]?.asString ?? ""
            let id = lease["id"]?.asString ?? ""
            let token = lease["leaseToken"] ?? .null
            // The second isn't acknowledged, and the third comes with a stale lease.
            if index != 1 {
                _ = try await house.send(
                    .post, "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", as: House.committee,
                    body: ["leaseToken": token])
            }
            completions.append([
                "number": .string(number), "assignment": .string(id), "leaseToken": index == 2 ? 99 : token,
            ])
        }
        for round in 0..<2 {
            let answer = try await house.send(
                .post, House.committeePath + "/completions", as: House.committee, key: "many",
                body: ["completions": .array(completions)])
            #expect(answer.status == 200)
            let outcomes = answer.json["outcomes"]?.asArray ?? []
            #expect(outcomes.compactMap { $0["status"]?.asInteger } == [201, 409, 409], "\(answer.json)")
            #expect(outcomes[0]["dossier"]?["status"] == "handling")
            #expect(outcomes[0]["replayed"] == (round == 0 ? nil : true))
            #expect(outcomes[1]["problem"]?["type"] == "/problems/not-in-status")
            #expect(outcomes[1]["problem"]?["dossierStatus"] == "received")
            #expect(outcomes[2]["problem"]?["type"] == "/problems/lease-stale")
        }
    }

    @Test("SEC-02 a foreign credential claims, lists, reads and renews nothing of another body's")
    func foreignCredentials() async throws {
        _ = try await house.offerToCommittee()
        for path in ["/assignments", "/events", "/events/position"] {
            let answer = try await house.send(.get, House.committeePath + path, as: House.labour)
            #expect(answer.status == 404, "\(path)")
        }
        let claim = try await house.send(.post, House.committeePath + "/claims", as: House.labour, body: [:])
        #expect(claim.status == 404)
        let many = try await house.send(
            .post, House.committeePath + "/completions", as: House.labour,
            body: ["completions": [["number": "000.11.30.H37-190820-0001", "assignment": "x"]]])
        #expect(many.status == 404)
        let position = try await house.send(
            .put, House.committeePath + "/events/position", as: House.labour, body: ["after": 1])
        #expect(position.status == 404)
        let events = try await house.send(.get, "/v1/agencies/van-quan.labour/events", as: House.labour)
        #expect(events.json["events"]?.asArray?.isEmpty == true, "a feed has nothing of what it may not see")
    }
}
