import DossierAPI
import DossierDomain
import DossierService
import DossierStoreSQLite
import HTTPTypes
import Testing

@Suite("An office that takes another's dossiers over", .timeLimit(.minutes(20)))
struct TakenOverTests {
    /// A house in which Văn An's office has ceased and the district's took its dossiers over.
    private func takenOver(dossiers count: Int) async throws -> (house: House, numbers: [String]) {
        let former = try House()
        var numbers: [String] = []
        for _ in 0..<count { numbers.append(try await former.offerToCommittee()) }
        former.close()
        let house = try House(in: former.directory) { document in
            document.offices = document.offices.map { office in
                var office = office
                if office.id == OfficeID("van-quan.van-an.one-stop") { office.validTo = CivilDate("2019-08-21") }
                return office
            }
        }
        house.pass(seconds: 2 * 86_400)
        _ = try await house.service.watch(reader: try house.store.makeReader())
        return (house, numbers)
    }

    @Test("LAT-03 RTE-05 has what will be late among them in its own list, page by page; the former office no more")
    func lateness() async throws {
        let (house, numbers) = try await takenOver(dossiers: 3)
        house.pass(seconds: 25 * 86_400)
        let path = "/v1/offices/van-quan.one-stop/lateness"
        var after: String?
        var found: [String] = []
        var pages = 0
        repeat {
            let page = try await house.send(
                .get, path + "?limit=2" + (after.map { "&after=\($0)" } ?? ""), as: House.district)
            #expect(page.status == 200, "\(page.json)")
            found += (page.json["dossiers"]?.asArray ?? []).map { $0.text("number") }
            after = page.json["next"]?.asString
            pages += 1
        } while after != nil && pages < 10
        #expect(found.sorted() == numbers.sorted() && pages == 2, "\(pages): \(found)")
        let theirs = try await house.send(
            .get, "/v1/offices/van-quan.van-an.one-stop/lateness", as: House.clerk)
        #expect(theirs.json["dossiers"]?.asArray?.isEmpty == true, "\(theirs.json)")
        for cursor in ["nowhere!", "van-quan.van-an.one-stop!x"] {
            let wrong = try await house.send(.get, path + "?after=" + cursor, as: House.district)
            #expect(wrong.problem == "/problems/invalid-query", "\(wrong.json)")
        }
        house.close()
    }

    @Test("RTE-05 has them in its due list, and prints their slips with the code; the former office no more")
    func takenOver() async throws {
        let (house, numbers) = try await takenOver(dossiers: 1)
        let number = try #require(numbers.first)
        let theirs = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk)
        #expect(theirs.status == 200 && theirs.json["slipCode"]?.asString == nil, "\(theirs.json)")
        let now = try await house.send(.get, "/v1/dossiers/\(number)", as: House.district)
        let code = try #require(now.json["slipCode"]?.asString, "\(now.json)")
        let receipt = "/v1/dossiers/\(number)/slips/01"
        #expect(try await house.send(.get, receipt, as: House.district, accept: "text/html").text.contains(code))
        #expect(try await !house.send(.get, receipt, as: House.clerk, accept: "text/html").text.contains(code))
        for (who, office, isTheirs) in [
            (House.district, "van-quan.one-stop", true), (House.clerk, "van-quan.van-an.one-stop", false),
        ] {
            let list = try await house.send(
                .get, "/v1/offices/\(office)/due-list?date=2019-12-31", as: who, accept: "text/csv")
            #expect(list.status == 200 && list.text.contains(number) == isTheirs, "\(office): \(list.text)")
        }
        house.close()
    }
}
