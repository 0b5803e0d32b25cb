import DossierAPI
import DossierConfiguration
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import HTTPTypes
import Testing

/// What tests of counters on a bad line have in common.
extension House {
    static let vanAn = "/v1/offices/van-quan.van-an.one-stop"

    /// A house whose office at Văn An has a second counter, on a configuration changed besides.
    static func withTwoCounters(
        counterPolicy: CounterPolicy = CounterPolicy(),
        changing change: @escaping (inout ConfigurationDocument) -> Void = { _ in }
    ) throws -> House {
        let directory = try TemporaryDirectory()
        try Migrations(directory: root + "/migrations/sqlite").apply(to: directory.file("motcua.sqlite"))
        return try House(in: directory, counterPolicy: counterPolicy) { document in
            document.counters.append(
                Counter(
                    id: CounterID("van-quan.van-an.counter-2"), office: OfficeID("van-quan.van-an.one-stop"),
                    name: "Quầy số 2", confirmation: .notRequired,
                    validity: Validity(from: CivilDate(dayNumber: document.counters[0].validFrom.dayNumber))))
            change(&document)
        }
    }

    /// Reserves so many numbers, which must be given; answers the block.
    func reserve(
        _ count: Int64, on date: String = "2019-08-20", as name: String = House.clerk, key: String? = nil
    ) async throws -> JSONValue {
        let answer = try await send(
            .post, "/v1/number-blocks", as: name, key: key, body: ["date": .string(date), "count": .integer(count)])
        guard answer.status == 201 else { throw Failure("no block: \(answer.json)") }
        return answer.json
    }

    /// Uploads items that a terminal did, on its clock.
    func upload(
        _ items: [JSONValue], as name: String = House.clerk, key: String? = nil, sentAt: String? = nil,
        pack: String? = nil
    ) async throws -> Answer {
        var body: JSONObject = ["sentAt": .string(sentAt ?? now.description), "items": .array(items)]
        if let pack { body.append("pack", .string(pack)) }
        return try await send(.post, "/v1/counter-days", as: name, key: key, body: .object(body))
    }

    /// What became of each item, in a word.
    static func outcomes(_ answer: Answer) -> [String] {
        (answer.json["outcomes"]?.asArray ?? []).map { row in
            guard row["outcome"] == "rejected" else { return row["outcome"]?.asString ?? "?" }
            return row["problem"]?["type"]?.asString?.replacing("/problems/", with: "") ?? "?"
        }
    }

    /// A reception at a counter, with what is done to its body.
    static func reception(
        _ key: String, number: String? = nil, at occurredAt: String, counter: String = "van-quan.van-an.counter-1",
        procedure: String = "2.002307", documents: [String] = ["declaration", "death-certificate"]
    ) -> JSONValue {
        var body: JSONObject = [
            "procedure": .string(procedure), "counter": .string(counter), "applicantUnit": "van-quan.van-an",
            "applicant": [
                "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
            ],
            "documents": .list(documents) { ["document": .string($0), "originals": 1] },
        ]
        if let number { body.append("number", .string(number)) }
        body.append("occurredAt", .string(occurredAt))
        return ["key": .string(key), "path": "/v1/dossiers", "body": .object(body)]
    }

    /// An act on a dossier.
    static func act(
        _ key: String, _ path: String, at occurredAt: String, _ body: JSONObject = [:], follows: String? = nil
    ) -> JSONValue {
        var members = body
        members.append("occurredAt", .string(occurredAt))
        var item: JSONObject = ["key": .string(key), "path": .string(path)]
        if let follows { item.append("follows", .string(follows)) }
        item.append("body", .object(members))
        return .object(item)
    }

    /// The numbers of a block.
    static func numbers(of block: JSONValue) -> [String] {
        (block["numbers"]?.asArray ?? []).compactMap { $0["number"]?.asString }
    }

    /// What has become of the numbers of a day at Văn An, in a word each.
    func standings(on date: String = "2019-08-20") async throws -> [String] {
        let answer = try await send(.get, Self.vanAn + "/numbers?date=\(date)", as: House.clerk)
        return (answer.json["numbers"]?.asArray ?? []).map { row in
            [row["standing"]?.asString, row["reason"]?.asString].compactMap { $0 }.joined(separator: " ")
        }
    }

    /// How many events there are: whether anything has changed.
    func eventCount() throws -> Int { try store.makeReader().chainHead().position }

    /// The whole record checked against itself.
    func verified() async throws -> VerificationReport {
        try await verify(
            store, genesis: EventChain.genesis, hash: { EventChain.hash(after: $0, canonical: $1) }, workers: 1)
    }

    /// Nothing in the record contradicts anything else.
    func expectSound() async throws {
        let report = try await verified()
        #expect(report.isClean, "\(report.differences)")
    }
}
