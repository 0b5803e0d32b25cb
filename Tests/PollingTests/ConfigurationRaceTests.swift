import DossierAPI
import DossierConfiguration
import DossierDomain
import DossierService
import DossierStoreSQLite
import HTTPTypes
import Testing

/// Several at once, and every kind of thing.
@Suite("The configuration while others work", .timeLimit(.minutes(20)))
struct ConfigurationRaceTests {
    @Test("CFG-01 every kind of thing is read, written, validated, and told in versions and differences")
    func everyKind() async throws {
        let house = try await House.configured()
        for kind in ConfigurationKind.allCases {
            let list = try await house.configure(.get, "/v1/config/\(kind.rawValue)?limit=1")
            let row = try #require(list.json[kind.rawValue]?[0], "\(list.text.prefix(300))")
            let path = "/v1/config/\(kind.rawValue)/\(try #require(row["id"]?.asString))"
            for type in ["application/json", "application/yaml"] {
                let read = try await house.configure(.get, path, accept: type)
                #expect(read.status == 200 && read.fields[.contentType] == type, "\(path)")
                #expect(try await house.configure(.get, path, accept: type, ifNoneMatch: read.tag).status == 304)
                let blind = try await house.configure(.put, path + "?reason=x", body: read.text, type: type)
                #expect(blind.status == 428, "\(path)")
                let stale = try await house.configure(
                    .put, path + "?reason=x", body: read.text, type: type, ifMatch: "\"older\"")
                #expect(stale.status == 412, "\(path)")
                let same = try await house.configure(
                    .put, path + "?reason=x", body: read.text, type: type, ifMatch: read.tag)
                #expect(same.status == 200 && same.number("changeCount") == 0, "\(same.text.prefix(300))")
                #expect(try await house.configure(.get, path + "/versions/1", accept: type).bytes == read.bytes)
            }
            #expect(try await house.configure(.get, path).tag == row["etag"]?.asString)
            let wrong = try await house.configure(
                .put, path + "?dryRun=true", body: "{\"\(kind.rawValue)\": [{}]}", ifMatch: "*")
            #expect(wrong.status == 422 && wrong.text.contains("is missing"), "\(wrong.text.prefix(300))")
            let history = try await house.configure(.get, path + "/versions")
            #expect(history.json["versions"]?.asArray?.count == 1, "\(history.text.prefix(300))")
        }
        #expect(house.service.catalogue.version == 1)
        house.close()
    }

    @Test("CFG-01 a thing that begins later is in force from its first day on")
    func firstDay() async throws {
        let house = try await House.configured()
        let market = """
            counters: [{ id: market, office: van-quan.van-an.one-stop, name: Quầy chợ, confirmation: not-required, \
            validFrom: 2019-08-21 }]
            """
        let made = try await house.configure(
            .put, "/v1/config/counters/market?reason=x", body: market, type: "application/yaml", ifNoneMatch: "*")
        #expect(made.status == 200, "\(made.text)")
        var papers = House.newDossier.asObject?.members ?? []
        papers.removeAll { $0.name == "counter" }
        papers.append(.init(name: "counter", value: "market"))
        let body = JSONValue.object(JSONObject(papers))
        house.introduce("market clerk", .postalClerk, .office(OfficeID("van-quan.van-an.one-stop")))
        let early = try await house.send(.post, "/v1/dossiers", as: "market clerk", body: body)
        #expect(early.problem == "/problems/unknown-counter", "\(early.json)")
        house.pass(seconds: 86_400)
        let there = try await house.send(.post, "/v1/dossiers", as: "market clerk", body: body)
        #expect(there.status == 201, "\(there.json)")
        house.close()
    }

    @Test("CFG-01 of two who change one thing from the same tag one is told so; of two things both change")
    func twoWriters() async throws {
        let house = try await House.configured()
        let counters = ["counters/van-quan.van-an.counter-1", "counters/dinh-lap.chau-son.counter-1"]
        let first = try await house.configure(.get, "/v1/config/\(counters[0])")
        let second = try await house.configure(.get, "/v1/config/\(counters[1])")
        func put(_ read: House.Reply, _ counter: String, _ name: String) async throws -> Int {
            try await house.configure(
                .put, "/v1/config/\(counter)?reason=\(name)", body: read.text.replacing("Quầy số 1", with: name),
                ifMatch: read.tag
            ).status
        }
        async let one = put(first, counters[0], "A")
        async let other = put(first, counters[0], "B")
        async let elsewhere = put(second, counters[1], "C")
        let answers = try await [one, other].sorted()
        #expect(answers == [200, 412])
        #expect(try await elsewhere == 200)
        #expect(house.service.catalogue.version == 3)
        let history = try await house.configure(.get, "/v1/config/versions")
        let versions = history.json["versions"]?.asArray?.compactMap { $0["version"]?.asInteger }
        #expect(versions == [3, 2, 1], "\(history.text)")
        house.close()
    }

    @Test("TIM-01 CFG-01 whoever is received while a holiday is published gets the date by the calendar with it")
    func receptionMeanwhile() async throws {
        let house = try await House.configured()
        let earlier = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        // Its credential is issued before the writer is held.
        _ = try await house.configure(.get, "/v1/config/versions")
        let hold = try await house.store.holdWriter()
        defer { hold.release() }
        async let published = house.change(
            "calendars/lang-son", #""daysOff":["#,
            to: #""daysOff":[{"basis":"assumed","date":"2019-09-16","kind":"holiday","name":"Nghỉ"},"#)
        try await house.until("the publication waits") { house.store.waitingCount >= 1 }
        async let received = house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        try await house.until("the reception waits") { house.store.waitingCount >= 2 }
        hold.release()
        #expect(try await published.status == 200)
        let dossier = try await received
        #expect(dossier.status == 201, "\(dossier.json)")
        let number = try #require(dossier.json["number"]?.asString)
        let events = try await house.send(.get, "/v1/dossiers/\(number)/events", as: House.clerk)
        for event in events.json["events"]?.asArray ?? [] {
            #expect(event["configurationVersion"]?.asInteger == 2, "\(event)")
        }
        let first = try await house.send(
            .get, "/v1/dossiers/\(try #require(earlier.json["number"]?.asString))", as: House.clerk)
        #expect(first.json["dueAt"] != nil && first.json["dueAt"] == dossier.json["dueAt"], "\(first.json)")
        #expect(first.json["dueAt"] != earlier.json["dueAt"], "the holiday moves it")
        house.close()
    }

    @Test("CFG-01 ORG-01 an office that has dossiers can't be taken away, whichever way; it stays readable")
    func officeWithDossiers() async throws {
        let house = try await House.configured()
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        let number = try #require(received.json["number"]?.asString)
        var document = house.service.catalogue.document
        let office = OfficeID("van-quan.van-an.one-stop")
        let agencies = document.agencies.filter { $0.office == office }.map(\.id)
        document.offices.removeAll { $0.id == office }
        document.counters.removeAll { $0.office == office }
        document.agencies.removeAll { $0.office == office }
        document.postings.removeAll { $0.office == office || $0.agency.map(agencies.contains) == true }
        let body = String(decoding: try canonicalJSON(document), as: UTF8.self)
        for query in ["dryRun=true", "reason=closed"] {
            let refused = try await house.configure(.put, "/v1/config?\(query)", body: body, ifMatch: "*")
            #expect(refused.status == 422 && refused.text.contains("has been in force"), "\(refused.text.prefix(400))")
        }
        // Its history may be mended; dossiers of days on which it isn't told of any more go on by what is.
        let object = "/v1/config/offices/\(office)"
        let read = try await house.configure(.get, object)
        let mended = try await house.configure(
            .put, object + "?dryRun=true",
            body: read.text.replacing(#""validFrom":"2019-01-01""#, with: #""validFrom":"2019-08-21""#),
            ifMatch: read.tag)
        #expect(mended.status == 422, "\(mended.text.prefix(400))")
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk).status == 200)
        let unknown = try await house.configure(.get, "/v1/config/office")
        #expect(unknown.status == 404 && unknown.text.contains("levels, units, agencies, offices"), "\(unknown.text)")
        house.close()
    }
}
