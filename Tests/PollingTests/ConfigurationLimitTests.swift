import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import HTTPTypes
import Testing

/// What an administrator can't make too large.
@Suite("Limits of the configuration", .timeLimit(.minutes(20)))
struct ConfigurationLimitTests {
    private static let person = "/v1/config/people/one-more"
    private static let body = "people: [{ id: one-more, name: Người thêm (mẫu), fictional: true }]"

    private func keep(_ id: String, _ people: [Person], in house: House) async throws {
        let changes = people.map { person in
            ConfigurationDraft.Change(
                ConfigurationObject(.people, person.id.text), from: ConfigurationDocument(),
                to: ConfigurationDocument(people: [person]))
        }
        let administrator = Actor(
            credential: CredentialID("admin"), role: .administrator, body: nil, employer: .agency)
        let draft = ConfigurationDraft(
            id: DraftID(id), version: 1, changes: changes, changedBy: administrator, changedAt: house.now)
        let commit = DraftCommit(
            id: draft.id, previous: 0, draft: draft, recordedAt: house.now, configurationVersion: 1,
            idempotencyKey: nil)
        #expect(try await house.store.commit(commit) == .committed)
    }

    private func people(_ count: Int, name: String = "Người mẫu") -> [Person] {
        (0..<count).map { Person(id: PersonID("p-\($0)"), name: name, fictional: true) }
    }

    private func put(draft: String, in house: House) async throws -> House.Reply {
        try await house.configure(
            .put, Self.person + "?draft=\(draft)", body: Self.body, type: "application/yaml", ifNoneMatch: "*")
    }

    @Test("CFG-01 drafts are so many, change so many things and have so many bytes at most")
    func drafts() async throws {
        let house = try await House.configured()
        try await keep("many", people(ConfigurationDraft.changeLimit - 1), in: house)
        let last = try await put(draft: "many", in: house)
        #expect(last.status == 200 && last.number("changeCount") == 2_000, "\(last.text.prefix(300))")
        let other = try await house.configure(
            .put, "/v1/config/people/another?draft=many", body: Self.body.replacing("one-more", with: "another"),
            type: "application/yaml", ifNoneMatch: "*")
        #expect(other.status == 422 && other.text.contains("changes at most 2000 things"), "\(other.text.prefix(300))")
        let long = String(repeating: "x", count: 4 * 1_024 * 1_024)
        try await keep("long", people(1, name: long), in: house)
        let longer = try await put(draft: "long", in: house)
        #expect(longer.status == 422 && longer.text.contains("has at most 4194304 bytes"), "\(longer.text.prefix(300))")
        for number in 2..<ConfigurationDraft.countLimit { try await keep("d-\(number)", [], in: house) }
        let list = try await house.configure(.get, "/v1/config/drafts")
        #expect(list.json["drafts"]?.asArray?.count == 50 && list.bytes.count < 100_000)
        let more = try await put(draft: "more", in: house)
        #expect(more.status == 422 && more.text.contains("there are 50 drafts already"), "\(more.text.prefix(300))")
        #expect(try await put(draft: "d-2", in: house).status == 200, "one that is there may go on")
        house.close()
    }

    @Test("CFG-01 the whole has so many rows of a kind and so many bytes at most, whichever way it grows")
    func whole() async throws {
        let house = try await House.configured()
        try await keep("long", people(1, name: String(repeating: "x", count: 16 * 1_024 * 1_024)), in: house)
        let long = try await house.configure(
            .post, "/v1/config/drafts/long/publication", body: #"{"reason": "x"}"#, ifMatch: "*")
        #expect(long.status == 422 && long.text.contains("longer than the 16777216 bytes"), "\(long.text.prefix(300))")
        let known = house.service.catalogue.document.people.count
        try await keep("many", people(10_001 - known), in: house)
        let many = try await house.configure(
            .post, "/v1/config/drafts/many/publication", body: #"{"reason": "x"}"#, ifMatch: "*")
        #expect(many.status == 422 && many.text.contains("has 10001 rows; at most 10000"), "\(many.text.prefix(300))")
        let blank = try await house.configure(
            .put, "/v1/config?dryRun=true", body: String(repeating: " ", count: 16 * 1_024 * 1_024 + 1),
            type: "application/yaml", ifMatch: "*")
        #expect(blank.status == 422 && blank.text.contains("is longer than"), "\(blank.text.prefix(300))")
        let reason = String(repeating: "x", count: 501)
        let wordy = try await house.configure(
            .put, Self.person + "?reason=\(reason)", body: Self.body, type: "application/yaml", ifNoneMatch: "*")
        #expect(wordy.status == 400, "\(wordy.text.prefix(300))")
        #expect(house.service.catalogue.version == 1)
        house.close()
    }
}
