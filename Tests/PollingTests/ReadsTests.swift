import DossierAPI
import DossierDomain
import DossierStore
import HTTPTypes
import Testing

@testable import DossierService

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

    @Test("AUD-03 an act sent again shows the dossier as it is now, and is a reading on record; the act itself isn't")
    func replays() async throws {
        let complaint: JSONValue = ["content": "Mở cửa muộn.", "aboutOffice": "van-quan.van-an.one-stop"]
        for _ in 0..<3 {
            _ = try await house.send(.post, "/v1/dossiers", as: House.clerk, key: "k", body: House.newDossier)
            _ = try await house.send(
                .post, "/v1/office-complaints", as: House.counterOfficial, key: "k2", body: complaint)
        }
        let told = try await reads().map { row in
            "\(row["by"]?["credential"]?.asString ?? "") \(row["operation"]?.asString ?? "") \(row["count"]?.asInteger ?? 0)"
        }
        #expect(Set(told) == ["test-clerk receive 2", "test-counter-official takeComplaint 2"], "\(told)")
        house.close()
    }

    @Test("one credential's readings can't use up the room of all others")
    func roomForEach() async throws {
        func read(_ number: Int, by credential: String) throws {
            try house.service.noteRead(
                of: nil, scope: "\(number)",
                by: Actor(
                    credential: CredentialID(credential), role: .postalClerk,
                    body: .office(OfficeID("van-quan.one-stop")), employer: .post), operation: "printRegister")
        }
        for number in 0..<ReadLedger.limitForOne { try read(number, by: "greedy") }
        #expect(throws: ServiceError.self) { try read(-1, by: "greedy") }
        try read(0, by: "greedy")
        try read(0, by: "other")
        try await house.service.keepReads()
        try read(-1, by: "greedy")
        house.close()
    }

    @Test("what couldn't be appended goes back, however much was read meanwhile: no record, no reading")
    func putBack() {
        let ledger = ReadLedger()
        func read(_ number: Int) -> PersonalDataRead {
            PersonalDataRead(
                dossier: DossierID("d\(number)"), scope: nil,
                actor: Actor(
                    credential: CredentialID("c\(number % 10)"), role: .official, body: nil, employer: .agency),
                operation: "readDossier", firstAt: house.now, lastAt: house.now, count: 1)
        }
        for number in 0..<ReadLedger.limit { #expect(ledger.note(read(number))) }
        let taken = ledger.takeUnwritten()
        #expect(taken.count == ReadLedger.limit)
        #expect(!ledger.note(read(-1)), "what is being appended may have to come back")
        ledger.putBack(taken[...])
        #expect(!ledger.note(read(-1)))
        #expect(ledger.note(read(0)), "known already")
        let again = ledger.takeUnwritten()
        #expect(again.count == ReadLedger.limit && again.reduce(0) { $0 + $1.count } == ReadLedger.limit + 1)
        ledger.confirm(again.count)
        #expect(ledger.note(read(-1)))
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
        #expect(
            begun.json["dossier"]?["applicant"]?["identityDocument"]?["number"] == "••••1234",
            "whole numbers are for whoever has the dossier")
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
        // The dossier's staff are told while it lasts.
        func readers() async throws -> [JSONValue] {
            let told = try await house.send(.get, "/v1/dossiers/\(number)/who-can-see", as: House.clerk).json
            return told["emergencies"]?.asArray ?? []
        }
        let running = try await readers()
        #expect(running.map { $0["person"] } == ["Triệu Thị Hòa (mẫu)"])
        #expect(running.first?["until"] == begun.json["until"])
        house.pass(seconds: 20 * 60)
        #expect(try await readers().isEmpty)
        #expect(try await house.send(.get, path, as: "hoa").status == 404, "its time is up")
        #expect(
            try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "k", body: wish).status == 404)
        // It opens nothing else: no list, no act, and not the dossier's own address.
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: "hoa").status == 404)
        #expect(try await reads("?emergency=true").count == 1)
        let told = try await reads("?credential=test-hoa").compactMap { $0["operation"]?.asString }
        #expect(
            told.sorted() == ["beginEmergencyReading", "beginEmergencyReading", "goOnReading"],
            "what was sent again showed it again")
        house.close()
    }

    @Test("SEC-02 whoever tries numbers is on record, also where the personal data was erased, and when trying again")
    func emergencyErased() async throws {
        let path = try await house.withdrawn()
        house.pass(years: 21)
        try await house.must(path + "/erasure", House.administrator, ["ground": "personRequest"])
        let number = path.replacing("/v1/dossiers/", with: "")
        let wish: JSONValue = ["number": .string(number), "reason": "Thử số."]
        for isReplay in [false, true] {
            let told = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "erased", body: wish)
            #expect(told.status == 410 && told.problem == "/problems/personal-data-erased", "\(told.json)")
            #expect(told.isReplay == isReplay)
        }
        let record = try await reads("?emergency=true")
        #expect(record.map { $0["scope"]?.asString } == [number])
        #expect(record.first?["emergency"]?["reason"] == "Thử số.")
        house.close()
    }

    @Test("a number that nothing has is recorded too; without a posting, or by the post, nobody reads in an emergency")
    func emergencyRefused() async throws {
        let wish: JSONValue = ["number": "000.11.30.H37-190820-0777", "reason": "Thử số."]
        let missed = try await house.send(.post, "/v1/emergency-readings", as: "hoa", body: wish)
        #expect(missed.status == 404)
        let record = try await reads("?emergency=true")
        #expect(record.map { $0["scope"] } == ["000.11.30.H37-190820-0777"])
        #expect(record.first?["emergency"]?["reason"] == "Thử số.", "why is kept, also where there was nothing")
        let again = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "miss", body: wish)
        let repeated = try await house.send(.post, "/v1/emergency-readings", as: "hoa", key: "miss", body: wish)
        #expect(again.status == 404 && repeated.status == 404)
        let unnamed = try await house.send(.post, "/v1/emergency-readings", as: House.district, body: wish)
        #expect(unnamed.status == 403 && unnamed.json["rule"] == "readInEmergencyByOfficial", "\(unnamed.json)")
        let clerk = try await house.send(.post, "/v1/emergency-readings", as: House.clerk, body: wish)
        #expect(clerk.status == 403 && clerk.json["rule"] == "callByRole")
        #expect(try await reads("?emergency=true").count == 2)
        house.close()
    }
}
