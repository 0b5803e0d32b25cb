import DossierAPI
import DossierDomain
import DossierService
import HTTPTypes
import Testing

/// Many dossiers handed over together, as both sides see it.
@Suite("Manifests", .timeLimit(.minutes(2)))
struct ManifestTests {
    private static let missing: JSONValue = [["document": "declaration", "kind": "missing", "count": 1]]

    /// Passes dossiers on to the committee by one manifest; answers its path and the handovers.
    private func passedOn(_ count: Int, in house: House) async throws -> (String, [(path: String, handover: String)]) {
        var paths: [String] = []
        for _ in 0..<count { paths.append(try await house.received()) }
        let made = try await house.must(
            "/v1/manifests", House.clerk, ["items": .list(paths) { ["number": .string(Self.number($0))] }])
        var handovers: [(path: String, handover: String)] = []
        for path in paths {
            let dossier = try await house.send(.get, path, as: House.official).json
            handovers.append((path, dossier["handovers"]?[0]?.text("id") ?? ""))
        }
        return ("/v1/manifests/\(made.text("manifest"))/acknowledgement", handovers)
    }

    private static func number(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

    private func openCount(_ handovers: [(path: String, handover: String)], in house: House) async throws -> Int {
        var count = 0
        for (path, _) in handovers {
            count += try await house.send(.get, path, as: House.official).json["handovers"]?.asArray?.count ?? 0
        }
        return count
    }

    @Test(
        "HND-02 what differs is recorded against its handover; what is named wrongly stops the acknowledgement of all")
    func exceptions() async throws {
        let house = try House()
        let (path, handovers) = try await passedOn(2, in: house)
        func refused(_ exceptions: JSONValue, _ pointer: String, _ code: String) async throws {
            let answer = try await house.send(.post, path, as: House.official, body: ["exceptions": exceptions])
            #expect(answer.status == 422, "\(answer.json)")
            #expect(answer.json["errors"]?[0]?["pointer"]?.asString == pointer, "\(answer.json)")
            #expect(answer.json["errors"]?[0]?["code"]?.asString == code, "\(answer.json)")
            #expect(try await openCount(handovers, in: house) == 2, "nothing was acknowledged")
        }
        let first = JSONValue.string(handovers[0].handover)
        try await refused(
            [
                ["handover": first, "discrepancies": Self.missing],
                ["handover": "typo", "discrepancies": Self.missing],
            ],
            "/exceptions/1/handover", "notOneOf")
        try await refused(
            [["handover": first, "discrepancies": Self.missing], ["handover": first, "returned": "Nhầm nơi."]],
            "/exceptions/1/handover", "duplicate")
        try await refused([["handover": first]], "/exceptions/0/returned", "missing")
        let both = try await house.send(
            .post, path, as: House.official,
            body: ["exceptions": [["handover": first, "returned": "Nhầm nơi.", "discrepancies": Self.missing]]])
        #expect(both.status == 422, "what differs would be lost: \(both.json)")

        let body: JSONValue = [
            "exceptions": [
                ["handover": first, "discrepancies": Self.missing],
                ["handover": .string(handovers[1].handover), "returned": "Nhầm nơi."],
            ]
        ]
        let done = try await house.send(.post, path, as: House.official, key: "m-1", body: body)
        #expect(done.status == 200, "\(done.json)")
        #expect(done.json["items"]?.asArray?.allSatisfy { $0["done"] == true } == true, "\(done.json)")
        let again = try await house.send(.post, path, as: House.official, key: "m-1", body: body)
        #expect(again.isReplay, "\(again.json)")
        let register = try await house.send(
            .get, House.committeePath + "/registers/discrepancy", as: House.official)
        #expect(register.json["entries"]?.asArray?.count == 1, "\(register.json)")
        #expect(register.json["entries"]?[0]?.text("number") == Self.number(handovers[0].path))
        let listed = try await house.send(
            .get, path.replacing("/acknowledgement", with: ""), as: House.official)
        #expect(
            listed.json["items"]?.asArray?.map { $0.text("detail") }.sorted() == ["returned", "withDiscrepancies"],
            "\(listed.json)")
        house.close()
    }

    @Test("HND-02 two branches of a dossier leave by one manifest, and each agency acknowledges its own handover")
    func branches() async throws {
        let house = try House()
        let police = Body.agency(AgencyID("van-quan.van-an.police"))
        let insurance = Body.agency(AgencyID("van-quan.social-insurance"))
        house.introduce("police", .agencySystem, police)
        house.introduce("insurance", .agencySystem, insurance)
        let papers = UnsafeRequests.papers(
            "2.000986", ["declaration", "birth-record", "household-change", "household-book", "insurance-declaration"])
        let (path, assignment) = try await house.held(.object(papers))
        let offered = try await house.must(
            path + "/assignments/\(assignment)/completion", House.official, ["opinion": "Đã đăng ký."])
        let number = JSONValue.string(Self.number(path))
        let items = (offered["handovers"]?.asArray ?? []).map { handover -> JSONValue in
            ["number": number, "handover": .string(handover.text("id"))]
        }
        #expect(items.count == 2, "\(offered)")
        let made = try await house.must(
            "/v1/manifests", House.official, ["items": .array(items), "carrier": "VNPost"])
        #expect(made["items"]?.asArray?.allSatisfy { $0["done"] == true } == true, "\(made)")
        for who in ["insurance", "police"] {
            let answer = try await house.send(
                .post, "/v1/manifests/\(made.text("manifest"))/acknowledgement", as: who)
            #expect(answer.json["items"]?.asArray?.count == 1, "\(who): \(answer.json)")
            #expect(answer.json["items"]?[0]?["done"] == true, "\(who): \(answer.json)")
        }
        house.close()
    }

    @Test("HND-02 a handover that is offered already is listed with its carrier, or nothing is passed on")
    func handoverWithoutCarrier() async throws {
        let house = try House()
        let (path, handover) = try await house.offered()
        let other = try await house.received()
        let answer = try await house.send(
            .post, "/v1/manifests", as: House.clerk,
            body: [
                "items": [
                    ["number": .string(Self.number(other))],
                    ["number": .string(Self.number(path)), "handover": .string(handover)],
                ]
            ])
        #expect(answer.status == 422, "\(answer.json)")
        #expect(answer.json["errors"]?[0]?["pointer"] == "/carrier", "\(answer.json)")
        let still = try await house.send(.get, other, as: House.clerk)
        #expect(still.json["handovers"]?.asArray?.isEmpty != false, "\(still.json)")
        house.close()
    }

    @Test("HND-02 two people at one office who take the same key have a manifest each")
    func names() async throws {
        let former = try House()
        former.close()
        let committee = AgencyID("van-quan.committee")
        let house = try House(in: former.directory) { document in
            document.postings.append(
                Posting(
                    id: PostingID("colleague"), person: PersonID("demo.hoa"), agency: committee, role: .official,
                    employer: .agency, validity: Validity(from: CivilDate(dayNumber: 0))))
        }
        house.introduce("dung", .official, .agency(committee), posting: "demo.dung.van-quan")
        house.introduce("colleague", .official, .agency(committee), posting: "colleague")
        let number = JSONValue.string(Self.number(try await house.received()))
        var names: Set<String> = []
        for who in ["dung", "colleague"] {
            for _ in 0..<2 {
                let made = try await house.send(
                    .post, "/v1/manifests", as: who, key: "k-1", body: ["items": [["number": number]]])
                names.insert(made.json.text("manifest"))
            }
        }
        #expect(names.count == 2, "a retry names the same one, another person another: \(names)")
        house.close()
    }
}
