import DossierAPI

/// Every operation asked by everybody, of dossiers that stand where the operation makes sense.
final class RightsMatrix {
    /// Where a dossier of Văn An stands when it is asked about.
    enum Stage: String, CaseIterable {
        case submission, received, offered, district, decided, ready

        init(of operation: DescribedOperation) {
            self =
                switch operation.name {
                case "confirmReception", "offerHandover", "makeManifest": .received
                case "dispatchHandover", "acknowledgeHandover", "returnHandover": .offered
                case "correctDecision": .decided
                case "handOverResult", "postResult", "recordFailedDelivery", "takeBackResult", "rate", "giveBackPapers",
                    "readResult":
                    .ready
                default: operation.path.hasPrefix("/v1/submissions/") ? .submission : .district
                }
        }
    }

    /// What everybody gets for an operation.
    typealias Row = [(caller: String, things: Things, answer: Answer)]

    let server: RightsServer
    private var subjects: [Stage: Things] = [:]

    init(on server: RightsServer) {
        self.server = server
    }

    /// What everybody gets for an operation: a cell each, in the order of `callers`.
    func row(_ operation: DescribedOperation, callers: [String] = RightsServer.callers) throws -> Row {
        var row: Row = []
        let stage = Stage(of: operation)
        for caller in callers {
            var things = try things(at: stage)
            things.key = "act-of-" + caller.replacing(" ", with: "-")
            var body = operation.body(things)
            // A name that was tried too often is barred for a while, whoever tries it.
            if operation.name == "logIn" {
                body = ["userName": .string(caller.replacing(" ", with: ".")), "password": "x"]
            }
            let answer = try server.send(
                operation.method, operation.target(things), as: caller, body: body, fields: Self.fields(of: operation))
            row.append((caller, things, answer))
            // Whatever was done to it, the next one finds a dossier as it should be.
            if !operation.isQuestion, answer.status < 300 { subjects[stage] = nil }
        }
        return row
    }

    static func fields(of operation: DescribedOperation) -> [String] {
        var fields: [String] = []
        if operation.name == "printSlip" || operation.path.hasSuffix("/docs") { fields.append("Accept: text/html") }
        if operation.isChangeOfConfiguration { fields.append("If-Match: *") }
        return fields
    }

    /// The status, and by which rule or why not; of a list of dossiers, what came of each.
    static func cell(_ answer: Answer, of operation: DescribedOperation) -> String {
        let json = answer.json
        if answer.status < 300, !operation.isQuestion, let items = (json["outcomes"] ?? json["items"])?.asArray {
            let problems = items.map { item in
                (item["problem"]?.asString ?? item["problem"]?["type"]?.asString)
                    .flatMap { $0.split(separator: "/").last.map(String.init) } ?? "done"
            }
            return "\(answer.status) [\(problems.joined(separator: ", "))]"
        }
        let problem = json["type"]?.asString?.split(separator: "/").last
        guard answer.status >= 400, answer.status != 404, let problem else { return "\(answer.status)" }
        return "\(answer.status) \(json["rule"]?.asString ?? String(problem))"
    }

    // MARK: Dossiers at their stages

    func things(at stage: Stage) throws -> Things {
        if let known = subjects[stage] { return known }
        let things = try bring(to: stage)
        subjects[stage] = things
        return things
    }

    /// The next one who asks finds another at that stage.
    func forget(_ stage: Stage) {
        subjects[stage] = nil
    }

    static let newDossier: JSONValue = [
        "procedure": "2.002307", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
        "applicant": [
            "name": "Hoàng Thị Mẫu",
            "identityDocument": ["kind": "citizen-id", "number": .string(RightsServer.identityNumber)],
        ],
        "documents": [
            ["document": "declaration", "originals": 1], ["document": "death-certificate", "originals": 1],
        ],
    ]

    /// The same with some members in place of its own.
    static func newDossier(_ changes: JSONObject, without left: [String] = []) -> JSONValue {
        let changed = changes.members.map(\.name) + left
        let members = (newDossier.asObject?.members ?? []).filter { !changed.contains($0.name) }
        return .object(JSONObject(members + changes.members))
    }

    private func bring(to stage: Stage) throws -> Things {
        if stage == .submission {
            let json = try server.act(
                "/v1/submissions", as: "clerk",
                Self.newDossier(["documents": [["document": "declaration", "originals": 1]]]))
            var things = Things()
            things.submission = json["submission"]?.asString ?? ""
            return things
        }
        // The citizen chose another office for the result, and changed their mind: that one is a past office.
        var json = try server.act(
            "/v1/dossiers", as: "clerk", Self.newDossier(["returnOffice": "cao-loc.tan-lien.one-stop"]))
        let path = "/v1/dossiers/" + (json["number"]?.asString ?? "")
        json = try server.act(
            path + "/replanning", as: "own official",
            ["returnOffice": "van-quan.van-an.one-stop", "reason": "Công dân xin nhận tại xã."])
        func acknowledge(as caller: String) throws {
            let handover = json["handovers"]?[0]?["id"]?.asString ?? ""
            json = try server.act(path + "/handovers/\(handover)/acknowledgement", as: caller)
        }
        func complete(as caller: String, _ body: JSONValue = [:]) throws {
            let assignment = json["branches"]?[0]?["assignment"]?.asString ?? ""
            json = try server.act(path + "/assignments/\(assignment)/completion", as: caller, body)
        }
        for step in Stage.allCases.prefix(while: { $0 != stage }).dropFirst() {
            switch step {
            case .submission: break
            case .received:
                json = try server.act(path + "/handovers", as: "clerk")
                try acknowledge(as: "committee")
                try complete(as: "committee")
            case .offered: try acknowledge(as: "labour")
            case .district:
                try complete(as: "labour")
                try acknowledge(as: "province")
                try complete(
                    as: "province",
                    [
                        "decision": [
                            "outcome": "granted", "number": "12/QĐ", "date": "2019-08-20",
                            "signer": ["name": "Người Ký (mẫu)", "position": "Giám đốc"],
                        ]
                    ])
            case .decided: try acknowledge(as: "clerk")
            case .ready: break
            }
        }
        var things = Things()
        things.number = json["number"]?.asString ?? ""
        things.submission = json["submission"]?.asString ?? ""
        things.handover = json["handovers"]?[0]?["id"]?.asString ?? "none"
        things.assignment = json["branches"]?[0]?["assignment"]?.asString ?? "none"
        return things
    }
}
