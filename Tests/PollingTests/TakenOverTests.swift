import DossierAPI
import DossierDomain
import DossierService
import DossierStoreSQLite
import HTTPTypes
import Testing

@Suite("An office that takes another's dossiers over", .timeLimit(.minutes(20)))
struct TakenOverTests {
    @Test("RTE-05 has them in its due list, and prints their slips with the code; the former office no more")
    func takenOver() async throws {
        let former = try House()
        let number = try await former.offerToCommittee()
        former.close()
        let house = try House(in: former.directory) { document in
            document.offices = document.offices.map { office in
                guard office.id == OfficeID("van-quan.van-an.one-stop") else { return office }
                return Office(
                    id: office.id, name: office.name, nameEnglish: office.nameEnglish, agency: office.agency,
                    serves: office.serves, calendar: office.calendar, premises: office.premises,
                    validity: Validity(from: office.validFrom, to: CivilDate("2019-08-21")))
            }
        }
        house.pass(seconds: 2 * 86_400)
        _ = try await house.service.watch(reader: try house.store.makeReader())
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
