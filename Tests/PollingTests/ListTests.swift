import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

/// What whoever passes dossiers on and adds up lists is told.
struct ListTests {
    private let house: House

    init() throws {
        house = try House()
    }

    private func expectNoCarrier(_ problem: JSONValue?, _ what: String) {
        #expect(problem?["type"] == "/problems/invalid-body", "\(what): \(problem ?? .null)")
        #expect(problem?["errors"]?[0]?["pointer"] == "/carrier", "\(what): \(problem ?? .null)")
        let message = problem?["errors"]?[0]?["message"]?.asString
        #expect(message?.hasPrefix("“trackingCode” needs “carrier”") == true, "\(what)")
    }

    @Test("a tracking code without its carrier is refused wherever a carrier may be named, and nothing is passed on")
    func carrier() async throws {
        let received = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        let number = try #require(received.json["number"]?.asString)
        let path = "/v1/dossiers/\(number)"
        let handover = try await house.send(
            .post, path + "/handovers", as: House.clerk, body: ["trackingCode": "EG1VN"])
        #expect(handover.status == 422)
        expectNoCarrier(handover.json, "a handover")
        let manifest = try await house.send(
            .post, "/v1/manifests", as: House.clerk,
            body: ["items": [["number": .string(number)]], "trackingCode": "EG1VN"])
        #expect(manifest.status == 422)
        expectNoCarrier(manifest.json, "a manifest")
        #expect(try await house.send(.get, path, as: House.clerk).json["version"] == received.json["version"])
        let carried = try await house.send(
            .post, "/v1/manifests", as: House.clerk,
            body: ["items": [["number": .string(number)]], "carrier": "VNPost", "trackingCode": "EG1VN"])
        #expect(carried.status == 200 && carried.json["items"]?[0]?["done"] == true, "\(carried.json)")
        // What is handed to the citizen by post has a code and no carrier: the method says it.
        let shown = try await house.send(
            .post, path + "/handing-over", as: House.clerk,
            body: ["recipient": ["name": "Hoàng Thị Mẫu"], "method": "post", "trackingCode": "EG2VN"])
        #expect(shown.problem != "/problems/invalid-body", "\(shown.json)")
    }

    @Test(
        "RTE-03 RTE-07 the way of a dossier ends where its result is returned, and names no monitor at the office itself"
    )
    func way() async throws {
        var ends: [String] = []
        for office in ["van-quan.van-an.one-stop", "lang-son.one-stop"] {
            let path = try await house.received(House.newDossier.with("returnOffice", .string(office)))
            let way = try await house.send(.get, path + "/route", as: House.clerk)
            #expect(way.status == 200, "\(way.json)")
            ends.append(way.json.text("chainEndsAt"))
            let monitors = (way.json["steps"]?.asArray ?? []).map { $0["monitoredBy"]?.text("id") }
            #expect(monitors == [nil, "van-quan.one-stop", "lang-son.one-stop"], "\(way.json)")
        }
        #expect(ends[1] < ends[0], "the province decides: nothing is carried back to the commune")
    }

    @Test("a completion among many that has a tracking code without its carrier says so by itself")
    func carrierOfOneAmongMany() async throws {
        for _ in 0..<2 { _ = try await house.offerToCommittee() }
        let leases = try await house.claim("a").leases
        var completions: [JSONValue] = []
        for (index, lease) in leases.enumerated() {
            let number = lease["number"]?.asString ?? ""
            let id = lease["id"]?.asString ?? ""
            _ = try await house.send(
                .post, "/v1/dossiers/\(number)/handovers/\(id)/acknowledgement", as: House.committee,
                body: ["leaseToken": lease["leaseToken"] ?? .null])
            var completion: JSONObject = [
                "number": .string(number), "assignment": .string(id), "leaseToken": lease["leaseToken"] ?? .null,
            ]
            if index == 0 { completion.append("trackingCode", "EG1VN") }
            completions.append(.object(completion))
        }
        let done = try await house.send(
            .post, House.committeePath + "/completions", as: House.committee,
            body: ["completions": .array(completions)])
        #expect(done.status == 200, "\(done.json)")
        #expect(done.json["outcomes"]?[0]?["status"] == 422)
        expectNoCarrier(done.json["outcomes"]?[0]?["problem"], "one of many")
        #expect(done.json["outcomes"]?[1]?["status"] == 201, "\(done.json)")
    }

    @Test("FEE-01 EVA-01 what has more rows than are added up is refused, with what to do, and never added up in part")
    func rowLimit() async throws {
        let house = try House(registerRowLimit: 2)
        let office = "/v1/offices/van-quan.van-an.one-stop"
        for count in 1...3 {
            let received = try await house.send(
                .post, "/v1/dossiers", as: House.clerk,
                body: [
                    "procedure": "2.000635", "counter": "van-quan.van-an.counter-1",
                    "applicantUnit": "van-quan.van-an",
                    "applicant": [
                        "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
                    ],
                    "documents": [
                        ["document": "declaration", "originals": 1], ["document": "identity", "originals": 1],
                    ],
                ])
            let number = try #require(received.json["number"]?.asString, "\(received.json)")
            let paid = try await house.send(
                .post, "/v1/dossiers/\(number)/fees", as: House.clerk,
                body: ["receipt": .string("BL-\(count)"), "fees": [["fee": "phi-ban-sao"]]])
            #expect(paid.status == 201, "\(paid.json)")
            for path in ["/fees?date=2019-08-20", "/assessment?from=2019-08-20&to=2019-08-20"] {
                let whole = try await house.send(.get, office + path, as: House.clerk)
                guard count > 2 else {
                    #expect(whole.status == 200, "\(whole.json)")
                    #expect(whole.json["totalVND"] == (path.hasPrefix("/fees") ? .integer(Int64(8_000 * count)) : nil))
                    continue
                }
                #expect(whole.status == 422 && whole.problem == "/problems/too-many-rows", "\(path)")
                for (language, words) in [
                    ("vi", ["hơn 2 dòng", "Chọn kỳ ngắn hơn"]),
                    ("en", ["more than 2 rows", "Choose a shorter period"]),
                ] {
                    let told = try await house.send(.get, office + path, as: House.clerk, language: language)
                    for word in words { #expect(told.json["detail"]?.asString?.contains(word) == true, "\(told.json)") }
                }
            }
        }
        // What the problem sends whoever reconciles to has them all.
        let printed = try await house.send(
            .get, office + "/fee-reconciliation?date=2019-08-20", as: House.clerk, accept: "text/csv")
        for receipt in ["BL-1", "BL-2", "BL-3"] { #expect(printed.text.contains(receipt)) }
        house.close()
    }

    @Test("the tag of a list of late work names its contents by sixteen digits, whichever they are")
    func lateTag() async throws {
        for _ in 0..<12 { _ = try await house.offerToCommittee() }
        house.pass(seconds: 60 * 86_400)
        var tags: Set<String> = []
        for limit in 1...12 {
            let path = House.committeePath + "/assignments?late=true&limit=\(limit)"
            let list = try await house.send(.get, path, as: House.committee)
            let tag = try #require(list.fields[.eTag])
            #expect(tag.utf8.count == 18, "\(tag)")
            tags.insert(tag)
            #expect(try await house.send(.get, path, as: House.committee, ifNoneMatch: tag).status == 304)
        }
        #expect(tags.count == 12)
    }
}
