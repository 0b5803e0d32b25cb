import DossierAPI
import HTTPTypes
import Testing

@Suite("Answers for thin lines")
struct ThinLineTests {
    private let desk: ScanDesk

    init() throws {
        desk = try ScanDesk()
    }

    private func members(_ value: JSONValue?) -> [String] {
        value?.asObject?.members.map(\.name) ?? []
    }

    @Test("RCV-06 a reception answered in the least holds all that form 01 says, also when it is sent again later")
    func slip() async throws {
        let request = ["Prefer": "wait=5, return=minimal", "Idempotency-Key": "r1"]
        let received = try await desk.send(.post, "/v1/dossiers", request, body: House.newDossier)
        #expect(received.status == 201 && received.field("Preference-Applied") == "return=minimal")
        #expect(members(received.json) == ["number", "submission", "status", "version", "slip"])
        let slip = try #require(received.json["slip"])
        #expect(slip["office"] == "Bộ phận Tiếp nhận và Trả kết quả xã Văn An", "\(slip)")
        #expect(slip["documents"]?[1]?["name"] == "Giấy chứng tử")
        #expect(slip["returnAt"] == "2019-09-16T17:00:00+07:00" && slip["timeLimit"] != nil && slip["fees"] != nil)
        let number = try #require(received.json["number"]?.asString)
        #expect(received.location == "/v1/dossiers/\(number)")
        let full = try await desk.send(.get, "/v1/dossiers/\(number)")
        #expect(slip["slipCode"] == full.json["slipCode"] && slip["slipCode"]?.asString != nil)

        let passed = try await desk.send(
            .post, "/v1/dossiers/\(number)/handovers", ["Prefer": "return=minimal", "Idempotency-Key": "h1"], body: [:])
        #expect(passed.status == 201 && members(passed.json) == ["number", "submission", "status", "version"])
        let again = try await desk.send(.post, "/v1/dossiers", request, body: House.newDossier)
        #expect(again.field("Idempotency-Replayed") == "true")
        #expect(again.json["slip"]?.encoded() == slip.encoded(), "what was printed is printed again")
        #expect(again.json["version"] == passed.json["version"])

        let whole = try await desk.send(.post, "/v1/dossiers", ["Idempotency-Key": "r2"], body: House.newDossier)
        #expect(members(whole.json).contains("slip") && members(whole.json).contains("allowed"))
        #expect(whole.field("Preference-Applied") == nil)
    }

    @Test("fields= narrows a dossier, a submission and a list's rows, and a misspelt name is refused")
    func fields() async throws {
        let (number, id) = try await desk.dossier()
        let path = "/v1/dossiers/\(number)"
        let whole = try await desk.house.send(.get, path, as: House.clerk).json
        let narrow = try await desk.house.send(.get, path + "?fields=dueAt,status", as: House.clerk).json
        #expect(members(narrow) == ["status", "dueAt"] && narrow["dueAt"] == whole["dueAt"])
        #expect(members(try await desk.house.send(.get, path, as: House.clerk).json) == members(whole))
        let all = members(whole).joined(separator: ",")
        let same = try await desk.house.send(.get, path + "?fields=" + all, as: House.clerk)
        #expect(same.json.encoded() == whole.encoded(), "each member has its name")
        let submission = try await desk.house.send(.get, "/v1/submissions/\(id)?fields=number", as: House.clerk).json
        #expect(members(submission) == ["number"])
        let list = try await desk.house.send(.get, "/v1/dossiers?fields=number", as: House.clerk).json
        #expect(list["dossiers"]?.asArray?.map(members) == [["number"]])
        for wrong in ["statsu", "status,", ",", "status,%20dueAt"] {
            let refused = try await desk.house.send(.get, path + "?fields=" + wrong, as: House.clerk)
            #expect(refused.status == 400 && refused.json["errors"]?[0]?["parameter"] == "fields", "\(wrong)")
        }
        let beyond = try await desk.house.send(.get, "/v1/dossiers?fields=allowed", as: House.clerk)
        #expect(beyond.status == 400, "a row has no such member")
    }
}
