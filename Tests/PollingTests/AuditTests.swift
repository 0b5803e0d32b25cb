import Crypto
import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// The record of everything as inspectors get it, and what administrators change in the process itself.
@Suite("The record of everything", .timeLimit(.minutes(20)))
struct AuditTests {
    private static let inspector = "inspector"
    private let house: House

    init() throws {
        house = try House()
        house.introduce(Self.inspector, .inspector, nil)
    }

    private func get(_ path: String, as who: String = inspector, accept: String? = nil) async throws -> House.Answer {
        try await house.send(.get, path, as: who, accept: accept)
    }

    /// Every row of a list, in pages.
    private func all(_ path: String, limit: Int) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var after = ""
        for _ in 0..<10_000 {
            let page = try await get("\(path)limit=\(limit)\(after)")
            #expect(page.status == 200, "\(page.json)")
            rows += page.json["events"]?.asArray ?? page.json["rejections"]?.asArray ?? []
            guard let next = page.json["next"]?.asString else { return rows }
            after = "&after=" + (next.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? next)
        }
        throw Failure("the list never ends")
    }

    private func positions(_ path: String, limit: Int = 200) async throws -> [Int] {
        try await all(path, limit: limit).compactMap { $0["position"]?.asInteger.map(Int.init) }
    }

    private func types(_ path: String) async throws -> Set<String> {
        Set(try await all(path, limit: 200).compactMap { $0["event"]?["type"]?.asString })
    }

    @Test("AUD-01 inspectors list every event with its hash, in pages, narrowed by whatever they look for")
    func pages() async throws {
        _ = try await house.token(of: Self.inspector)
        let first = try await house.offerToCommittee()
        house.pass(seconds: 3_600)
        let second = try await house.offerToCommittee()
        let lease = try #require(try await house.claim(count: 1).leases.first)
        _ = try await house.acknowledgeAndComplete(lease, key: "k")
        let end = try house.store.makeReader().chainHead().position
        for limit in [1, 2, 3, 7, 200] {
            #expect(try await positions("/v1/audit?", limit: limit) == Array(1...end), "by \(limit)")
        }
        let row = try #require(try await get("/v1/audit?type=submitted&limit=200").json["events"]?[0])
        #expect(row["event"]?["type"] == "submitted" && row["hash"]?.asString?.count == 64)
        #expect(row["event"]?["by"]?["credential"] == "test-clerk")
        #expect(!row.encoded().contains(Array("Hoàng".utf8)), "no personal data")

        #expect(try await types("/v1/audit?type=received&") == ["received"])
        #expect(try await positions("/v1/audit?type=received&", limit: 1).count == 2)
        let byCommittee = try await types("/v1/audit?credential=test-committee&")
        #expect(byCommittee.contains("handoverAcknowledged") && !byCommittee.contains("received"))
        #expect(try await positions("/v1/audit?posting=demo.an.van-an&").isEmpty)
        let ofFirst = try await positions("/v1/audit?dossier=\(first)&")
        let ofSecond = try await positions("/v1/audit?dossier=\(second)&")
        let ofAccess = try await positions("/v1/audit?type=credentialIssued&")
        #expect((ofFirst + ofSecond + ofAccess).sorted() == Array(1...end))
        let record = try #require(row["record"]?.asString)
        #expect(try await positions("/v1/audit?record=\(record)&") == ofFirst)
        let later = "2019-08-20T08:30:00%2B07:00"
        let before = try await positions("/v1/audit?before=\(later)&")
        #expect((before + (try await positions("/v1/audit?from=\(later)&"))).sorted() == Array(1...end))
        #expect(!before.isEmpty && before.count < end)
        #expect(try await positions("/v1/audit?after=\(end - 1)&") == [end])
        house.close()
    }

    @Test("AUD-01 SEC-02 the record is for administrators and inspectors alone, and bad questions are told apart")
    func refused() async throws {
        for path in ["/v1/audit", "/v1/audit/rejections"] {
            #expect(try await get(path, as: House.administrator).status == 200)
            for who in [House.counterOfficial, House.clerk, House.committee] {
                #expect(try await get(path, as: who).status == 403, "\(path) \(who)")
            }
            #expect(try await get(path, as: House.nobody).status == 401)
        }
        for query in ["type=flown", "after=-1", "after=x", "from=yesterday", "limit=0", "limit=201", "size=3"] {
            #expect(try await get("/v1/audit?\(query)").problem == "/problems/invalid-query", "\(query)")
        }
        #expect(try await get("/v1/audit/rejections?after=k-1").problem == "/problems/invalid-query")
        #expect(try await get("/v1/audit/rejections?limit=1001").problem == "/problems/invalid-query")
        #expect(try await get("/v1/audit?dossier=000.00.19.H37-190820-0009").status == 404)
        #expect(try await get("/v1/audit", accept: "text/html").status == 406)
        // A page of an export would pass for the whole.
        let limited = try await get("/v1/audit?limit=3", accept: "text/csv")
        #expect(limited.problem == "/problems/invalid-query" && limited.text.contains("limit"))
        house.close()
    }

    @Test("AUD-01 an export has every event up to its beginning, and its lines prove the chain without this code")
    func exports() async throws {
        _ = try await house.token(of: Self.inspector)
        for _ in 0..<70 { _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier) }
        let head = try house.store.makeReader().chainHead()
        #expect(head.position > DossierService<SQLiteStore>.auditStepSize, "more than a step")
        let lines = try await get("/v1/audit", accept: "application/x-ndjson")
        #expect(lines.status == 200 && lines.fields[.contentType] == "application/x-ndjson")
        var hash = String(repeating: "0", count: 64)
        var count = 0
        for line in lines.text.split(separator: "\n") {
            let row = try JSONReader.read(Array(line.utf8))
            let covered = Data((hash + "\n" + (row["line"]?.asString ?? "") + "\n").utf8)
            hash = SHA256.hash(data: covered).map { String(format: "%02x", $0) }.joined()
            count += 1
            #expect(row["hash"]?.asString == hash && row["position"]?.asInteger == Int64(count))
        }
        #expect(count == head.position && hash == head.hash.map { String(format: "%02x", $0) }.joined())

        let table = try await get("/v1/audit?type=received", accept: "text/csv")
        #expect(table.fields[.contentDisposition]?.contains("audit-\(head.position).csv") == true)
        let rows = table.text.split(separator: "\r\n")
        #expect(rows.count == 71 && rows[0].contains(#""position","recordedAt","occurredAt","record""#))
        #expect(rows[1].contains(#""received","test-clerk","postal-clerk","post""#), "\(rows[1])")
        house.close()
    }

    @Test("an export is written a step at a time, and a page looks through so many events and no more")
    func bounded() async throws {
        _ = try await house.token(of: Self.inspector)
        for _ in 0..<140 { _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier) }
        let end = try house.store.makeReader().chainHead().position
        let request = APIRequest(
            method: .get, segments: ["v1", "audit"],
            fields: [
                .accept: "application/x-ndjson",
                .authorization: "Bearer " + (try await house.token(of: Self.inspector)),
            ])
        let reply = await house.api.respond(to: request, at: try house.makeDesk(), newID: { "r" })
        let sizes = Mutex<[Int]>([])
        // What is recorded meanwhile isn't in it, so that it ends.
        let house = house
        try await reply.stream?({ bytes in
            sizes.withLock { $0.append(bytes.filter { $0 == UInt8(ascii: "\n") }.count) }
            _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        })
        let written = sizes.withLock { $0 }
        #expect(written.reduce(0, +) == end && written.max() == 200, "\(written)")
        // Whoever's token is revoked meanwhile gets no further step.
        let other = await house.api.respond(to: request, at: try house.makeDesk(), newID: { "r" })
        let credential = try #require(
            try house.store.makeReader().credentials(matching: CredentialFilter(now: house.now, limit: 200))
                .first { $0.name == Self.inspector })
        let steps = Mutex(0)
        await #expect(throws: ServiceError.notFound) {
            try await other.stream?({ _ in
                steps.withLock { $0 += 1 }
                _ = try await house.store.revoke(credential, at: house.now)
            })
        }
        #expect(steps.withLock { $0 } == 1)

        var question = AuditQuestion()
        question.kind = .inspected
        let actor = Actor(credential: CredentialID("i"), role: .inspector, body: nil, employer: .agency)
        let reader = try house.store.makeReader()
        let page = try await house.service.audit(question, limit: 10, stepCount: 2, for: actor, reader: reader)
        #expect(page.links.isEmpty && page.next == 400)
        let clerk = Actor(credential: CredentialID("c"), role: .postalClerk, body: nil, employer: .post)
        await #expect(throws: ServiceError.rejected(.forbidden(.auditByInspector), replayed: false)) {
            try await house.service.audit(question, limit: 10, for: clerk, reader: try house.store.makeReader())
        }
        house.close()
    }

    @Test("AUD-01 what was tried and rejected is listed with its reason and rule, as long as it is remembered")
    func rejections() async throws {
        let number = try await house.offerToCommittee()
        let path = "/v1/dossiers/\(number)"
        let dossier = try await house.send(.get, path, as: House.clerk).json
        let handover = try #require(dossier["handovers"]?[0]?["id"]?.asString)
        let forbidden = try await house.send(
            .post, path + "/handovers/\(handover)/acknowledgement", as: House.clerk, key: "tried-1", body: [:])
        #expect(forbidden.status == 403, "\(forbidden.json)")
        let early = try await house.send(
            .post, path + "/handing-over", as: House.clerk, key: "tried-2",
            body: ["recipient": ["name": "A", "identityDocument": ["kind": "citizen-id", "number": "020175001234"]]])
        #expect(early.status == 409, "\(early.json)")
        let listed = try await all("/v1/audit/rejections?", limit: 1_000)
        #expect(listed.compactMap { $0["key"]?.asString }.sorted() == ["tried-1", "tried-2"], "\(listed)")
        let first = try #require(listed.first { $0["key"] == "tried-1" })
        #expect(first["type"]?.asString == forbidden.problem && first["rule"] == forbidden.json["rule"])
        #expect(first["detail"] == forbidden.json["detail"] && first["terminal"]?.asString?.isEmpty == false)
        #expect(try await all("/v1/audit/rejections?", limit: 1) == listed, "in pages")
        let none = try await all("/v1/audit/rejections?from=2019-08-21T00:00:00Z&", limit: 1_000)
        #expect(none.isEmpty)
        house.close()
    }

    @Test("administrators read and change the log level at once, nobody else")
    func logLevel() async throws {
        let path = "/v1/log-level"
        #expect(try await get(path, as: House.administrator).json == ["level": "info"])
        let set = try await house.send(.put, path, as: House.administrator, body: ["level": "debug"])
        #expect(set.status == 200 && set.json == ["level": "debug"])
        #expect(try await get(path, as: House.administrator).json == ["level": "debug"])
        let bodies: [JSONValue] = [["level": "loud"], [:], ["level": 3], ["level": "info", "for": "me"]]
        for body in bodies {
            let refused = try await house.send(.put, path, as: House.administrator, body: body)
            #expect(refused.problem == "/problems/invalid-body", "\(body)")
        }
        for who in [Self.inspector, House.counterOfficial, House.clerk] {
            #expect(try await get(path, as: who).status == 403)
            #expect(try await house.send(.put, path, as: who, body: ["level": "error"]).status == 403)
        }
        #expect(try await get(path, as: House.administrator).json == ["level": "debug"])
        house.close()
    }
}
