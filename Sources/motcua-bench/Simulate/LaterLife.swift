import DossierAPI
import DossierDomain
import DossierTesting

/// What somebody does beside what waits, as a request: its path below the dossier, and the first members of its body.
struct LaterDeed {
    let name: String
    let path: String
    let fields: String
    let token: String
}

/// What people do with a dossier beside what waits for them: ask for papers, withdraw, stop, apologise, complain, lose
/// papers, plan anew, correct, post results that nobody takes in. The same kinds as the simulation in memory.
struct LaterLife {
    let province: RunningProvince
    /// Results that were given to the post, with how often nobody was found.
    private var posted: [String: Int] = [:]
    /// Complaints that wait for their answer, by dossier.
    private(set) var complaints: [(number: String, complaint: String, office: OfficeID)] = []

    private static let signer = "{\"name\":\"Hoàng Văn Mẫu\",\"position\":\"Công chức\"}"
    private static let words = "\"reason\":\"Cần xác minh thêm\","

    init(province: RunningProvince) {
        self.province = province
    }

    /// Something that is done in place of, or before, what waits; `nil` mostly.
    mutating func deed(
        about row: JSONValue, kind: WorkItem.Kind, number: String, for body: Body,
        using generator: inout SeededGenerator
    ) -> LaterDeed? {
        switch (body, kind) {
        case (.office(let office), .handOverResult): return result(number, at: office, using: &generator)
        case (.office(let office), .offerHandover), (.office(let office), .issueSupplementRequest):
            return atTheOffice(row, number, office, using: &generator)
        case (.agency(let agency), .completeStep): return duringHandling(row, number, agency, using: &generator)
        default: return nil
        }
    }

    /// What is to be said to give form 02, take papers in or give them back; `nil` for other work.
    func answer(
        to deed: Deed, about row: JSONValue, number: String, token: String, using generator: inout SeededGenerator
    ) -> LaterDeed? {
        let person = person(using: &generator)
        switch deed {
        case .issueForm:
            return LaterDeed(name: "give form 02", path: "/supplement-requests/issue", fields: "{", token: token)
        case .takeSupplement:
            guard let paper = paper(of: row) else { return nil }
            let fields = "{\"documents\":[{\"document\":\"\(paper)\",\"originals\":1,\"copies\":1}],"
            return LaterDeed(name: "take papers in", path: "/supplements", fields: fields, token: token)
        case .giveBack:
            return LaterDeed(
                name: "give papers back", path: "/paper-returns", fields: "{\"recipient\":\(person),", token: token)
        default: return nil
        }
    }

    /// Learns from what was done: what the post has, and what waits for an answer.
    mutating func note(_ deed: LaterDeed, on number: String, at body: Body, answer: JSONValue) {
        switch deed.name {
        case "post a result": posted[number] = 0
        case "leave an invitation": posted[number, default: 0] += 1
        case "take a result back": posted[number] = nil
        case "complain":
            guard case .office(let office) = body,
                let complaint = answer["complaints"]?.asArray?.last?["id"]?.asString
            else { return }
            complaints.append((number, complaint, office))
        default: break
        }
    }

    /// The next complaint that is to be answered.
    mutating func nextAnswer() -> (number: String, deed: LaterDeed)? {
        guard let next = complaints.popLast() else { return nil }
        let deed = LaterDeed(
            name: "answer a complaint", path: "/complaints/\(next.complaint)/answer",
            fields: "{\"answer\":\"Đã kiểm tra và xin lỗi ông, bà\",\"upheld\":true,",
            token: province.staff.officials[next.office] ?? "")
        return (next.number, deed)
    }

    /// How a result is handed over: what the post has it delivers.
    func method(of number: String) -> String {
        posted[number] == nil ? "" : "\"method\":\"post\","
    }

    private mutating func result(
        _ number: String, at office: OfficeID, using generator: inout SeededGenerator
    ) -> LaterDeed? {
        let token = province.staff.clerks[office] ?? ""
        guard let invitations = posted[number] else {
            guard generator.below(100) < 3 else { return nil }
            return LaterDeed(
                name: "post a result", path: "/result-delivery", fields: "{\"carrier\":\"VNPost\",", token: token)
        }
        if invitations < 2 {
            guard generator.below(100) < 60 else { return nil }
            return LaterDeed(name: "leave an invitation", path: "/result-delivery/attempts", fields: "{", token: token)
        }
        return LaterDeed(name: "take a result back", path: "/result-delivery/return", fields: "{", token: token)
    }

    private func atTheOffice(
        _ row: JSONValue, _ number: String, _ office: OfficeID, using generator: inout SeededGenerator
    ) -> LaterDeed? {
        let clerk = province.staff.clerks[office] ?? ""
        switch generator.below(1_000) {
        case 0..<10:
            let fields = "{\"requester\":\(person(using: &generator)),"
            return LaterDeed(name: "withdraw", path: "/withdrawal", fields: fields, token: clerk)
        case 10..<20:
            return LaterDeed(
                name: "complain", path: "/complaints", fields: "{\"content\":\"Phải chờ quá lâu\",", token: clerk)
        case 20..<25:
            return LaterDeed(
                name: "report a loss", path: "/incidents",
                fields: "{\"kind\":\"damaged\",\"description\":\"Ướt mưa một góc\",", token: clerk)
        case 25..<30:
            guard let step = laterStep(of: row) else { return nil }
            let fields = "{\"steps\":[{\"step\":\"\(step)\",\"agency\":\"lang-son.committee\"}],\(Self.words)"
            return LaterDeed(
                name: "plan anew", path: "/replanning", fields: fields, token: province.staff.officials[office] ?? "")
        default: return nil
        }
    }

    private func duringHandling(
        _ row: JSONValue, _ number: String, _ agency: AgencyID, using generator: inout SeededGenerator
    ) -> LaterDeed? {
        let token = province.staff.systems[agency] ?? ""
        switch generator.below(1_000) {
        case 0..<20:
            guard let paper = paper(of: row), let assignment = row["assignment"]?.asString else { return nil }
            let fields = """
                {"assignment":"\(assignment)","missing":[{"document":"\(paper)","originals":1,"copies":1}],\
                "guidance":"Bản nộp bị mờ, đề nghị nộp lại",
                """
            return LaterDeed(name: "ask for papers", path: "/supplement-requests", fields: fields, token: token)
        case 20..<30:
            let fields =
                "{\(Self.words)\"signer\":\(Self.signer),\"newDueOn\":\"\(province.now.date.adding(days: 60))\","
            return LaterDeed(name: "apologise", path: "/apology", fields: fields, token: token)
        case 30..<34:
            let fields = "{\(Self.words)\"signer\":\(Self.signer),"
            return LaterDeed(name: "stop", path: "/stop", fields: fields, token: token)
        default: return nil
        }
    }

    private func person(using generator: inout SeededGenerator) -> String {
        """
        {"name":"\(province.people.name(&generator))",\
        "identityDocument":{"kind":"identity-card","number":"\(80_000_000 + generator.below(9_999_999))"}}
        """
    }

    private func procedure(of row: JSONValue) -> Procedure? {
        row["procedure"]?.asString.flatMap {
            province.catalogue.procedure(ProcedureCode($0), on: province.now.date)
        }
    }

    private func paper(of row: JSONValue) -> DocumentID? {
        procedure(of: row)?.documents.first { $0.required }?.id
    }

    /// The last step of a route of several, which isn't anybody's turn yet.
    private func laterStep(of row: JSONValue) -> StepID? {
        guard let procedure = procedure(of: row),
            let route = province.catalogue.route(procedure.route, on: province.now.date), route.stages.count > 1
        else { return nil }
        return route.stages.last?.branches.first?.steps.last?.id
    }
}
