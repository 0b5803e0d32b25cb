import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import Foundation
import HTTPTypes
import Testing

/// Who is refused at the door, and what overseers read of an office.
@Suite("Rights", .timeLimit(.minutes(20)))
struct RightsTests {
    @Test("OFF-02 an inspector reads numbers, blocks and days of any office, and no slip code")
    func inspectorReadsBooks() async throws {
        let house = try House()
        house.introduce("inspector", .inspector, nil)
        let reserved = try await house.send(
            .post, "/v1/number-blocks", as: House.clerk, body: ["date": "2019-08-20", "count": 2])
        let block = reserved.json["id"]?.asString ?? ""
        let office = "/v1/offices/van-quan.van-an.one-stop"
        for path in [
            "/v1/number-blocks/\(block)", office + "/number-blocks", office + "/numbers", office + "/counter-days",
        ] {
            let read = try await house.send(.get, path, as: "inspector")
            #expect(read.status == 200, "\(path): \(read.json)")
            #expect(!String(decoding: read.json.encoded(), as: UTF8.self).contains("slipCode"), "\(path)")
        }
        #expect(
            try await house.send(
                .post, "/v1/number-blocks", as: "inspector", body: ["date": "2019-08-20", "count": 2]
            ).status == 403)
        house.close()
    }

    @Test("SEC-03 ORG-07 an official's credential is somebody's or a counter's; nobody's is refused at the door")
    func nobodysCredential() async throws {
        let house = try House()
        house.introduce("unnamed", .official, .agency(AgencyID("van-quan.van-an.committee")))
        house.introduce(
            "terminal", .official, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-1")
        let refused = try await house.send(.get, "/v1/me", as: "unnamed")
        #expect(refused.status == 403 && refused.json["rule"] == "actUnderPosting", "\(refused.json)")
        #expect(try await house.send(.get, "/v1/me", as: "terminal").status == 200)
        house.close()
    }

    @Test("ORG-07 whoever's posting has ended is refused at the door, by name of the rule; nothing is said of dossiers")
    func endedPosting() async throws {
        let house = try House()
        house.introduce(
            "binh", .official, .office(OfficeID("van-quan.van-an.one-stop")), counter: "van-quan.van-an.counter-1",
            posting: "demo.binh.van-an")
        house.introduce(
            "an at another office", .postalClerk, .office(OfficeID("van-quan.one-stop")), posting: "demo.an.van-an")
        let number = try await house.offerToCommittee()
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: "binh").status == 200)
        for path in ["/v1/me", "/v1/dossiers", "/v1/dossiers/\(number)", "/v1/dossiers/none"] {
            let refused = try await house.send(.get, path, as: "an at another office")
            #expect(refused.status == 403 && refused.json["rule"] == "actUnderPosting", "\(path)")
        }
        house.close()
    }
}
