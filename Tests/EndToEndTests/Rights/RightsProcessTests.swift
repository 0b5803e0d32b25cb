import Crypto
import DossierAPI
import Foundation
import Testing

/// How rights explain themselves and what they show, on the real process.
@Suite("Rights on the real process", .serialized, .timeLimit(.minutes(5)))
struct RightsProcessTests {
    @Test("SEC-05 a right explains itself, for a role and for a dossier")
    func rightsExplained() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let number = try matrix.things(at: .district).number
        func can(_ action: String, _ caller: String, of dossier: String? = nil) throws -> JSONValue {
            let query = "action=\(action)" + (dossier.map { "&dossier=\($0)" } ?? "")
            return try server.send("GET", "/v1/me/can?" + query, as: caller).json
        }
        #expect(try can("completeStep", "labour", of: number)["allowed"] == true)
        let clerk = try can("completeStep", "clerk", of: number)
        #expect(clerk["allowed"] == false && clerk["rule"] == "completeByHolder" && clerk["relation"] == "own")
        #expect(clerk["sentence"]?.asString?.contains("postal staff never decide") == true)
        #expect(clerk["inStatus"] == true)
        let past = try can("completeStep", "committee", of: number)
        #expect(past["allowed"] == false && past["relation"] == "downstream")
        #expect(try can("readParties", "district", of: number)["rule"] == "readPartiesByTask")
        #expect(try can("readDossier", "district", of: number)["rule"] == "seeAsMonitor")
        #expect(try can("readRemarks", "clerk")["allowed"] == false)
        #expect(try can("receive", "clerk")["allowed"] == true)
        #expect(try can("completeStep", "foreign terminal", of: number)["type"] == "/problems/not-found")
        #expect(try can("fly", "clerk")["type"] == "/problems/invalid-query")
        let erasing = try can("erasePersonalData", "clerk")
        #expect(erasing["allowed"] == false && erasing["rule"] == "eraseByAdministrator")
        #expect(try can("erasePersonalData", "administrator")["allowed"] == true)
        let me = try server.send("GET", "/v1/me", as: "clerk").json
        #expect(me["role"] == "postal-clerk" && me["sees"]?["rule"] == "seeAsParticipant")
        let actions = (me["actions"]?.asArray ?? []).compactMap(\.asString)
        #expect(actions.contains("receive") && !actions.contains("decide") && !actions.contains("readRemarks"))
    }

    @Test("SEC-05 who can see a dossier: its bodies with what each role reads there, overseers, and the citizen")
    func onlookers() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let number = try matrix.things(at: .district).number
        let told = try server.send("GET", "/v1/dossiers/\(number)/who-can-see", as: "clerk").json
        let bodies = told["bodies"]?.asArray ?? []
        let relations = Dictionary(
            bodies.map { ($0["body"]?["id"]?.asString ?? "", $0["relation"]?.asString ?? "") }, uniquingKeysWith: { $1 }
        )
        #expect(relations["van-quan.van-an.one-stop"] == "own" && relations["van-quan.labour"] == "own")
        #expect(relations["van-quan.van-an.committee"] == "downstream")
        #expect(relations["van-quan.one-stop"] == "upstream")
        func reads(_ body: String, _ role: String) -> [String] {
            let roles = bodies.first { $0["body"]?["id"]?.asString == body }?["roles"]?.asArray ?? []
            let found = roles.first { $0["role"]?.asString == role }?["reads"]?.asArray ?? []
            return found.compactMap { $0["what"]?.asString }
        }
        #expect(reads("van-quan.van-an.one-stop", "postal-clerk") == ["readDossier", "readParties", "readSlipCode"])
        #expect(reads("van-quan.one-stop", "official") == ["readDossier"])
        #expect(reads("van-quan.labour", "agency-system").contains("readIdentityNumber"))
        #expect(!reads("van-quan.van-an.committee", "agency-system").contains("readIdentityNumber"))
        let overseer = told["overseers"]?[0]?["reads"]?.asArray ?? []
        #expect(overseer.map { $0["what"] } == ["readDossier"])
        #expect(try server.send("GET", "/v1/dossiers/\(number)/who-can-see", as: "foreign terminal").status == 404)
    }

    @Test("RTE-05 SEC-02 an office that only monitors can't plan dossiers into its own hands, neither one nor many")
    func monitorsPlanNothing() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let number = try matrix.things(at: .district).number
        let one = try server.send(
            "POST", "/v1/dossiers/\(number)/replanning", as: "district",
            body: ["returnOffice": "van-quan.one-stop", "reason": "Cần xem."])
        #expect(one.status == 403 && one.json["rule"] == "replanByOfficial", "\(one.json)")
        let many = try server.send(
            "POST", "/v1/replannings", as: "district",
            body: ["numbers": [.string(number)], "returnOffice": "van-quan.one-stop", "reason": "Cần xem."])
        #expect(many.json["outcomes"]?[0]?["problem"] == "/problems/forbidden-by-rule", "\(many.json)")
        #expect(try server.send("GET", "/v1/dossiers/\(number)", as: "district").json["applicant"] == nil)
    }

    @Test("RTE-03 SEC-02 an office that monitors a dossier finds it by its number, and not by whose it is")
    func monitored() throws {
        let server = try RightsServer()
        let number = try RightsMatrix(on: server).things(at: .district).number
        func found(_ text: String, as caller: String) throws -> JSONValue? {
            try server.send("POST", "/v1/dossiers/search", as: caller, body: ["q": .string(text)]).json["dossiers"]
        }
        #expect(try found(number, as: "district")?[0]?["number"] == .string(number))
        #expect(try found(RightsServer.identityNumber, as: "district") == [])
        #expect(try found(RightsServer.identityNumber, as: "clerk")?[0]?["number"] == .string(number))
    }

    @Test("SEC-03 identity numbers are whole for whoever handles the dossier now, and masked for everybody else")
    func identityNumbers() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let number = try matrix.things(at: .district).number
        func shown(_ caller: String) throws -> String? {
            let json = try server.send("GET", "/v1/dossiers/\(number)", as: caller).json
            return json["applicant"]?["identityDocument"]?["number"]?.asString
        }
        for caller in ["labour", "labour official", "own official"] {
            #expect(try shown(caller) == "020175001234", "\(caller)")
        }
        for caller in ["clerk", "committee", "official"] {
            #expect(try shown(caller) == "••••1234", "\(caller)")
        }
        for caller in ["district", "administrator", "inspector"] {
            let json = try server.send("GET", "/v1/dossiers/\(number)", as: caller).json
            #expect(json["number"]?.asString == number && json["applicant"] == nil, "\(caller)")
        }
    }

    @Test("SEC-02 what is another office's is not there either where a request about one's own names it")
    func namedAmongOwn() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let own = try matrix.furnishStranger()
        var things = try matrix.furnish()
        things.handover = try matrix.things(at: .offered).handover
        let claimed = try server.act(
            "/v1/agencies/van-quan.yen-phuc.committee/claims", as: "foreign system", ["count": 1])
        let lease = try #require(claimed["leases"]?[0]?["leaseToken"])
        let block = try server.act("/v1/number-blocks", as: "foreign clerk", ["date": "2019-08-20", "count": 2])["id"]
        let blocked = try server.send("GET", "/v1/number-blocks/\(things.block)", as: "clerk").json
        let free = try #require(blocked["numbers"]?[1]?["number"]?.asString)
        let place: JSONObject = ["counter": .string(own.counter), "applicantUnit": .string(own.unit)]
        let piece = ["Upload-Offset: 0", "Upload-Complete: ?1", "Content-Type: application/partial-upload"]

        func expectSame(
            _ status: Int, _ method: String, as caller: String, of things: Things, fields: [String] = [],
            _ request: (Things) -> (target: String, body: JSONValue?)
        ) throws {
            let told = try [things, things.absent].map { things in
                let (target, body) = request(things)
                let answer = try server.send(method, target, as: caller, body: body, fields: fields)
                #expect(answer.status == status, "\(method) \(target): \(answer.text)")
                return answer.told(of: things)
            }
            #expect(told[0] == told[1], "\(method) \(request(things).target)")
        }
        // Uploads and scans: by identity, and by a digest that the server knows.
        for (method, status) in [("GET", 404), ("HEAD", 404), ("PATCH", 404), ("DELETE", 204)] {
            try expectSame(status, method, as: "foreign clerk", of: things, fields: method == "PATCH" ? piece : []) {
                ("/v1/submissions/\(own.submission)/uploads/\($0.upload)", nil)
            }
        }
        try expectSame(201, "POST", as: "foreign clerk", of: things) {
            (
                "/v1/submissions/\(own.submission)/documents",
                ["document": "declaration", "mediaType": "image/jpeg", "byteCount": 433, "sha256": .string($0.sha256)]
            )
        }
        // Numbers: a dossier's and a reserved one, in a reception and in one's own block.
        for number in [things.number, free] {
            var named = things
            named.number = number
            try expectSame(422, "POST", as: "foreign clerk", of: named) {
                var papers = place
                papers.append("number", .string($0.number))
                return ("/v1/dossiers", RightsMatrix.newDossier(papers))
            }
        }
        try expectSame(422, "POST", as: "foreign clerk", of: things) {
            (
                "/v1/number-blocks/\(block?.asString ?? "")/voids",
                ["reason": "unused", "numbers": [.string($0.number)]]
            )
        }
        // Work: handovers, assignments, leases.
        let path = "/v1/dossiers/\(own.number)"
        try expectSame(409, "POST", as: "foreign system", of: things) {
            (path + "/handovers/\($0.handover)/acknowledgement", [:])
        }
        try expectSame(409, "POST", as: "labour", of: things) {
            (path + "/assignments/\($0.assignment)/completion", [:])
        }
        try expectSame(409, "POST", as: "foreign terminal", of: things) {
            (path + "/complaints/\($0.complaint)/answer", ["answer": "Đã rõ.", "upheld": false])
        }
        try expectSame(409, "POST", as: "foreign terminal", of: things) {
            (path + "/consultations/\($0.consultation)/answer", ["answer": "Đúng."])
        }
        try expectSame(200, "POST", as: "foreign system", of: things) {
            ("/v1/agencies/\(own.agency)/claims/renewal", ["leaseTokens": [lease, .integer($0.lease)]])
        }
    }

    @Test("SEC-02 IDM-01 another office's key is nobody's: it brings no replay, and nothing is known of what it did")
    func othersKeys() throws {
        let server = try RightsServer()
        let matrix = RightsMatrix(on: server)
        let things = try matrix.furnish()
        let target = "/v1/dossiers/\(things.number)/complaints"
        let content: JSONValue = ["content": "Chậm."]
        let again = try server.send("POST", target, as: "clerk", body: content, key: things.key)
        #expect(again.status == 201 && again.fields["idempotency-replayed"] == "true")
        let tried = try server.send("POST", target, as: "foreign clerk", body: content, key: things.key)
        #expect(tried.status == 404 && tried.fields["idempotency-replayed"] == nil)
        let digest = SHA256.hash(data: Array("POST \(target)\n".utf8) + content.encoded())
        let act: JSONValue = [
            "key": .string(things.key),
            "digest": .string(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
        ]
        for (caller, standing) in [("clerk", "movedOn"), ("foreign clerk", "missing")] {
            let told = try server.send(
                "POST", "/v1/counter-days/reconciliation", as: caller, body: ["items": [act]])
            #expect(told.json["items"]?[0]?["standing"]?.asString == standing, "\(told.text)")
        }
        let own = try server.send(
            "POST", "/v1/office-complaints", as: "foreign clerk", body: content, key: things.key)
        #expect(own.status == 201 && own.fields["idempotency-replayed"] == nil)
    }
}
