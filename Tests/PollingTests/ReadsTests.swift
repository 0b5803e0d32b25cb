import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import HTTPTypes
import Testing

/// Who was shown whose personal data, and reading in an emergency.
@Suite("Reads of personal data")
struct ReadsTests {
    private let house: House

    init() throws {
        house = try House()
        house.introduce("inspector", .inspector, nil)
        house.introduce(
            "dung", .official, .office(OfficeID("van-quan.one-stop")), posting: "demo.dung.van-quan")
        house.introduce("hoa", .official, .agency(AgencyID("van-quan.labour")), posting: "demo.hoa.van-quan-labour")
    }

    private func reads(_ query: String = "", as caller: String = "inspector") async throws -> [JSONValue] {
        try await house.service.keepReads()
        let answer = try await house.send(.get, "/v1/audit/reads" + query, as: caller)
        #expect(answer.status == 200, "\(answer.json)")
        return answer.json["reads"]?.asArray ?? []
    }

    @Test("who was shown personal data is recorded, whether the answer was made anew or remembered; who saw none isn't")
    func recorded() async throws {
        let number = try await house.offerToCommittee()
        let path = "/v1/dossiers/\(number)"
        let desk = try house.makeDesk()
        for _ in 0..<3 { _ = try await house.send(.get, path, as: House.clerk, desk: desk) }
        _ = try await house.send(.get, path + "/forms", as: House.committee)
        _ = try await house.send(.get, path + "/slips/01", as: House.clerk, accept: "text/html")
        _ = try await house.send(
            .get, "/v1/offices/van-quan.van-an.one-stop/due-list?date=2019-12-31", as: House.clerk, accept: "text/csv")
        for caller in [House.administrator, "inspector", House.neighbour] {
            _ = try await house.send(.get, path, as: caller)
        }
        _ = try await house.send(.get, path + "/clock", as: House.clerk)
        let found = try await reads()
        let told = Set(
            found.map { row in
                "\(row["by"]?["credential"]?.asString ?? "") \(row["operation"]?.asString ?? "") \(row["count"]?.asInteger ?? 0)"
            })
        #expect(
            told == [
                "test-clerk readDossier 3", "test-committee readForms 1", "test-clerk printSlip 1",
                "test-clerk printDueList 1",
            ])
        let list = try #require(found.first { $0["operation"] == "printDueList" })
        #expect(list["scope"] == "/v1/offices/van-quan.van-an.one-stop/due-list?date=2019-12-31")
        #expect(try await reads("?dossier=\(number)").count == 3)
        #expect(try await reads("?credential=test-committee").count == 1)
        #expect(try await reads("?emergency=true").isEmpty)
        #expect(try await reads("?before=2019-08-20T08:00:00%2B07:00").isEmpty)
        let first = try await house.send(.get, "/v1/audit/reads?limit=3", as: House.administrator).json
        let next = try #require(first["next"]?.asString)
        #expect(try await reads("?limit=3&after=\(next)").count == 1)
        let refused = try await house.send(.get, "/v1/audit/reads", as: House.clerk)
        #expect(refused.status == 403 && refused.json["rule"] == "callByRole", "\(refused.json)")
        house.close()
    }

    @Test("an official under a posting reads a foreign dossier in an emergency, for a reason, for a time, on record")
    func emergency() async throws {
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        let number = try #require(received.json["number"]?.asString)
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: "hoa").status == 404)
        let wish: JSONValue = ["number": .string(number), "reason": "Công dân cấp cứu.", "minutes": 20]
        let begun = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "k", body: wish)
        #expect(begun.status == 201, "\(begun.json)")
        #expect(begun.json["dossier"]?["applicant"]?["name"] == "Hoàng Thị Mẫu")
        // It is on record before anything else happens.
        let record = try await house.send(.get, "/v1/audit/reads?emergency=true", as: "inspector").json["reads"]?[0]
        #expect(record?["emergency"]?["reason"] == "Công dân cấp cứu." && record?["person"] == "Triệu Thị Hòa (mẫu)")
        #expect(record?["submission"] == received.json["submission"])
        let again = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "k", body: wish)
        #expect(again.isReplay && again.json["id"] == begun.json["id"])
        let other = try await house.send(
            .post, "/v1/emergency-readings", as: "hoa", key: "k",
            body: ["number": .string(number), "reason": "Việc khác.", "minutes": 20])
        #expect(other.status == 422 && other.problem == "/problems/idempotency-key-reused")
        let path = "/v1/emergency-readings/\(begun.json["id"]?.asString ?? "")"
        #expect(try await house.send(.get, path, as: "hoa").status == 200)
        #expect(try await house.send(.get, path, as: "dung").status == 404, "nobody else's")
        house.pass(seconds: 20 * 60)
        #expect(try await house.send(.get, path, as: "hoa").status == 404, "its time is up")
        #expect(
            try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "k", body: wish).status == 404)
        // It opens nothing else: no list, no act, and not the dossier's own address.
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: "hoa").status == 404)
        #expect(try await reads("?emergency=true").count == 1)
        #expect(
            try await reads("?credential=test-hoa").map { $0["operation"] } == ["goOnReading", "beginEmergencyReading"])
        house.close()
    }

    @Test("a number that nothing has is recorded too; without a posting, or by the post, nobody reads in an emergency")
    func emergencyRefused() async throws {
        let wish: JSONValue = ["number": "000.11.30.H37-190820-0777", "reason": "Thử số."]
        let missed = try await house.send(.post, "/v1/emergency-readings", as: "hoa", body: wish)
        #expect(missed.status == 404)
        let record = try await reads("?emergency=true")
        #expect(record.map { $0["scope"] } == ["000.11.30.H37-190820-0777"])
        let unnamed = try await house.send(.post, "/v1/emergency-readings", as: House.district, body: wish)
        #expect(unnamed.status == 403 && unnamed.json["rule"] == "readInEmergencyByOfficial", "\(unnamed.json)")
        let clerk = try await house.send(.post, "/v1/emergency-readings", as: House.clerk, body: wish)
        #expect(clerk.status == 403 && clerk.json["rule"] == "callByRole")
        #expect(try await reads("?emergency=true").count == 1)
        house.close()
    }
}
