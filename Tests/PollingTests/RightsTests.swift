import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import Foundation
import HTTPTypes
import Testing

/// Who may do and see what, asked of the whole service.
@Suite("Rights", .timeLimit(.minutes(20)))
struct RightsTests {
    @Test("SEC-02 SEC-05 every endpoint, asked by every role of every office, is as the committed matrix says")
    func matrix() async throws {
        let matrix = try await RightsMatrix()
        var lines = [(["operation", "method", "path", "stage"] + RightsMatrix.callers).joined(separator: " | ")]
        for operation in try await matrix.operations() {
            let row = try await matrix.row(operation)
            lines.append(
                ([operation.name, operation.method.rawValue, operation.path, operation.stage.rawValue]
                    + row.map { RightsMatrix.cell($0.answer) }).joined(separator: " | "))
            for (caller, _, answer) in row where answer.status == 403 {
                #expect(answer.json["rule"] != nil, "\(operation.name) refuses \(caller) by no rule")
            }
            for (caller, subject, answer) in row where RightsMatrix.foreign.contains(caller) {
                for secret in [subject.number, subject.submission] where secret.count > 8 {
                    #expect(!answer.text.contains(secret), "\(operation.name) tells \(caller) of \(secret)")
                }
            }
        }
        matrix.house.close()
        let text = lines.joined(separator: "\n") + "\n"
        let path = House.root + "/Tests/PollingTests/rights-matrix.txt"
        if ProcessInfo.processInfo.environment["MOTCUA_WRITE_GOLDENS"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOfFile: path, encoding: .utf8)), "MOTCUA_WRITE_GOLDENS=1 writes it anew")
    }

    @Test(
        "SEC-02 what a foreign credential is told of a dossier is what it is told of one that isn't there, byte for byte"
    )
    func nothingForeign() async throws {
        let matrix = try await RightsMatrix()
        let house = matrix.house
        for operation in try await matrix.operations()
        where operation.path.contains("{number}") || operation.path.hasPrefix("/v1/submissions/") {
            let subject = try await matrix.subject(at: operation.stage)
            let absent = RightsMatrix.Subject(
                number: "000.00.19.H37-190820-9999", submission: "id-none", handover: subject.handover,
                assignment: subject.assignment)
            for caller in RightsMatrix.foreign {
                var told: [String] = []
                for asked in [subject, absent] {
                    let answer = try await matrix.send(
                        operation.method, matrix.path(operation, of: asked) + operation.query, as: caller,
                        body: operation.body)
                    let body = answer.json.asObject.map { object in
                        JSONObject(object.members.filter { $0.name != "requestId" }).encodedText
                    }
                    let fields = answer.fields.filter { $0.name.rawName.lowercased() != "x-request-id" }
                    told.append("\(answer.status) \(body ?? answer.text) \(fields.map(\.description).sorted())")
                    #expect(answer.status >= 400, "\(operation.name) as \(caller)")
                }
                #expect(told[0] == told[1], "\(operation.name) as \(caller)")
            }
        }
        house.close()
    }

    @Test("SEC-05 a right explains itself, for a role and for a dossier")
    func rightsExplained() async throws {
        let matrix = try await RightsMatrix()
        let house = matrix.house
        let number = try await matrix.subject(at: .district).number
        func can(_ action: String, _ caller: String, of dossier: String? = nil) async throws -> JSONValue {
            let query = "action=\(action)" + (dossier.map { "&dossier=\($0)" } ?? "")
            return try await house.send(.get, "/v1/me/can?" + query, as: caller).json
        }
        #expect(try await can("completeStep", House.labour, of: number)["allowed"] == true)
        let clerk = try await can("completeStep", House.clerk, of: number)
        #expect(clerk["allowed"] == false && clerk["rule"] == "completeByHolder" && clerk["relation"] == "own")
        #expect(clerk["sentence"]?.asString?.contains("postal staff never decide") == true)
        #expect(clerk["inStatus"] == true)
        let past = try await can("completeStep", House.committee, of: number)
        #expect(past["allowed"] == false && past["relation"] == "downstream")
        #expect(try await can("readParties", House.district, of: number)["rule"] == "readPartiesByTask")
        #expect(try await can("readDossier", House.district, of: number)["rule"] == "seeAsMonitor")
        #expect(try await can("readRemarks", House.clerk)["allowed"] == false)
        #expect(try await can("receive", House.clerk)["allowed"] == true)
        #expect(try await can("completeStep", "neighbour", of: number)["type"] == "/problems/not-found")
        #expect(try await can("fly", House.clerk)["type"] == "/problems/invalid-query")
        let erasing = try await can("erasePersonalData", House.clerk)
        #expect(erasing["allowed"] == false && erasing["rule"] == "eraseByAdministrator")
        #expect(try await can("erasePersonalData", House.administrator)["allowed"] == true)
        let me = try await house.send(.get, "/v1/me", as: House.clerk).json
        #expect(me["role"] == "postal-clerk" && me["sees"]?["rule"] == "seeAsParticipant")
        let actions = (me["actions"]?.asArray ?? []).compactMap(\.asString)
        #expect(actions.contains("receive") && !actions.contains("decide") && !actions.contains("readRemarks"))
        house.close()
    }

    @Test("SEC-05 who can see a dossier: its bodies with what each role reads there, overseers, and the citizen")
    func onlookers() async throws {
        let matrix = try await RightsMatrix()
        let house = matrix.house
        let number = try await matrix.subject(at: .district).number
        let told = try await house.send(.get, "/v1/dossiers/\(number)/who-can-see", as: House.clerk).json
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
        #expect(try await house.send(.get, "/v1/dossiers/\(number)/who-can-see", as: "neighbour").status == 404)
        house.close()
    }

    @Test("RTE-05 SEC-02 an office that only monitors can't plan dossiers into its own hands, neither one nor many")
    func monitorsPlanNothing() async throws {
        let matrix = try await RightsMatrix()
        let house = matrix.house
        let number = try await matrix.subject(at: .district).number
        let one = try await house.send(
            .post, "/v1/dossiers/\(number)/replanning", as: House.district,
            body: ["returnOffice": "van-quan.one-stop", "reason": "Cần xem."])
        #expect(one.status == 403 && one.json["rule"] == "replanByOfficial", "\(one.json)")
        let many = try await house.send(
            .post, "/v1/replannings", as: House.district,
            body: ["numbers": [.string(number)], "returnOffice": "van-quan.one-stop", "reason": "Cần xem."])
        #expect(many.json["outcomes"]?[0]?["problem"] == "/problems/forbidden-by-rule", "\(many.json)")
        #expect(try await house.send(.get, "/v1/dossiers/\(number)", as: House.district).json["applicant"] == nil)
        house.close()
    }

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

    @Test("SEC-03 identity numbers are whole for whoever handles the dossier now, and masked for everybody else")
    func identityNumbers() async throws {
        let matrix = try await RightsMatrix()
        let house = matrix.house
        let number = try await matrix.subject(at: .district).number
        func shown(_ caller: String) async throws -> String? {
            let json = try await house.send(.get, "/v1/dossiers/\(number)", as: caller).json
            return json["applicant"]?["identityDocument"]?["number"]?.asString
        }
        for caller in [House.labour, "labour official", "own official"] {
            #expect(try await shown(caller) == "020175001234", "\(caller)")
        }
        for caller in [House.clerk, House.committee, House.official] {
            #expect(try await shown(caller) == "••••1234", "\(caller)")
        }
        for caller in [House.district, House.administrator, "inspector"] {
            let json = try await house.send(.get, "/v1/dossiers/\(number)", as: caller).json
            #expect(json["number"]?.asString == number && json["applicant"] == nil, "\(caller)")
        }
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

extension JSONObject {
    fileprivate var encodedText: String { String(decoding: JSONValue.object(self).encoded(), as: UTF8.self) }
}
