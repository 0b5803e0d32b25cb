import DossierConfiguration
import DossierDomain
import DossierRouting
import Foundation
import Testing

/// What the pilot of August 2019 must find in its own configuration.
@Suite struct PilotConfigurationTests {
    let document: ConfigurationDocument
    let catalogue: Catalogue
    let conference: CivilDate

    init() throws {
        document = try loadConfiguration(from: pilotDirectory)
        catalogue = Catalogue(document, version: 1)
        conference = try day("2019-08-20")
    }

    @Test("the pilot's configuration has nothing to mend")
    func reviewsClean() {
        #expect(review(document, on: conference) == [])
    }

    @Test("ORG-03 the pilot has 1 province, 11 districts and 226 communes, some of one name")
    func units() {
        let counts = Dictionary(grouping: document.units, by: \.level).mapValues(\.count)
        #expect(counts == [LevelID("province"): 1, LevelID("district"): 11, LevelID("commune"): 226])
        let namesakes = Dictionary(grouping: document.units, by: \.name)["Xã Hòa Bình", default: []]
        #expect(namesakes.count == 4)
        #expect(Set(namesakes.compactMap(\.parent)).count == 4)
    }

    @Test("ORG-05 ORG-04 thirteen offices are post-hosted on 20 August 2019, none on 31 July")
    func postHosted() throws {
        func hosted(on date: CivilDate) throws -> Set<String> {
            let offices = catalogue.offices(on: date).filter { $0.premises(on: date)?.kind == .post }
            return Set(try offices.map { try #require(catalogue.unit($0.serves[0], on: date)).name })
        }
        #expect(
            try hosted(on: conference) == [
                "Tỉnh Lạng Sơn", "Huyện Cao Lộc", "Huyện Đình Lập", "Huyện Lộc Bình", "Huyện Văn Quan",
                "Xã Văn An",
                "Xã Yên Phúc", "Xã Châu Sơn", "Xã Bắc Lãng", "Xã Tân Liên", "Xã Bình Trung", "Xã Quan Bản",
                "Xã Tĩnh Bắc",
            ])
        #expect(try hosted(on: day("2019-07-31")).isEmpty)
    }

    @Test("CAT-02 every procedure of the pilot plans an itinerary from every office that receives it")
    func itineraries() throws {
        let procedures = catalogue.procedures(on: conference)
        #expect(procedures.count >= 25)
        let receivedAt = Timestamp(conference, try #require(TimeOfDay("09:00")))
        var planned = 0
        var received: Set<ProcedureCode> = []
        for office in catalogue.offices(on: conference) {
            let counters = catalogue.counters(of: office.id, on: conference)
            for procedure in procedures
            where counters.contains(where: { catalogue.receives(procedure, at: $0, on: conference) }) {
                let route = try #require(catalogue.route(procedure.route, on: conference))
                for unit in office.serves {
                    let itinerary = try catalogue.itinerary(
                        of: procedure, along: route, from: office, applicantUnit: unit, receivedAt: receivedAt
                    )
                    #expect(itinerary.steps.last?.step.decides == true)
                    planned += 1
                }
                received.insert(procedure.code)
            }
        }
        #expect(received == Set(procedures.map(\.code)))
        #expect(planned > 4_000)
    }

    @Test("ORG-06 a counter receives its level's procedures and those assigned to it")
    func receptionLists() throws {
        func codes(at counter: String) throws -> Set<String> {
            let counter = try #require(catalogue.counter(CounterID(counter), on: conference))
            let received = document.procedures.filter { catalogue.receives($0, at: counter, on: conference) }
            return Set(received.map(\.code.text))
        }
        let commune = try codes(at: "van-quan.yen-phuc.counter-1")
        let pilotCommune = try codes(at: "van-quan.van-an.counter-1")
        let district = try codes(at: "van-quan.counter-1")
        #expect(pilotCommune.subtracting(commune) == ["1.001612"])
        #expect(district.intersection(commune) == ["2.000815", "2.000884"])
        #expect(try codes(at: "lang-son.counter-1").isDisjoint(with: commune))
    }

    @Test("the pilot's configuration survives export and canonical form")
    func roundTrips() throws {
        #expect(try loadConfiguration(files: export(document)) == document)
        #expect(try loadConfiguration(document: canonicalJSON(document), name: "document") == document)
    }
}
