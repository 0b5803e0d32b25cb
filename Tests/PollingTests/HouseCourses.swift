import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

/// Ways to bring a dossier to where something can be done with it; each act must succeed.
extension House {
    @discardableResult
    func must(_ path: String, _ who: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        let answer = try await send(.post, path, as: who, body: body)
        guard (200..<300).contains(answer.status) else { throw Failure("\(path) as \(who): \(answer.json)") }
        return answer.json
    }

    /// A submission with those papers; its path.
    func submitted(_ documents: [String]) async throws -> String {
        let made = try await must("/v1/submissions", House.clerk, .object(UnsafeRequests.papers(documents)))
        return "/v1/submissions/\(made.text("submission"))"
    }

    /// Papers that an official refused at the counter; their path.
    func refused() async throws -> String {
        let path = try await submitted(["declaration"])
        let signer: JSONValue = ["name": "Hoàng Văn Bình", "position": "Công chức"]
        try await must(
            path + "/refusal", House.counterOfficial, ["reason": "Không thuộc thẩm quyền.", "signer": signer])
        return path
    }

    /// A dossier that the citizen withdrew, the papers given back; its path.
    func withdrawn(_ body: JSONValue = .object(UnsafeRequests.papers())) async throws -> String {
        let path = try await received(body)
        let person: JSONValue = [
            "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
        ]
        try await must(path + "/withdrawal", House.clerk, ["requester": person])
        try await must(path + "/paper-returns", House.clerk, ["recipient": person])
        return path
    }

    /// Lets years pass.
    func pass(years: Int) { pass(seconds: years * 366 * 86_400) }

    /// A received dossier; its path.
    func received(_ body: JSONValue = .object(UnsafeRequests.papers())) async throws -> String {
        "/v1/dossiers/\(try await must("/v1/dossiers", House.clerk, body).text("number"))"
    }

    /// A dossier offered to the committee; its path and the handover.
    func offered(_ body: JSONValue = .object(UnsafeRequests.papers())) async throws -> (String, String) {
        let path = try await received(body)
        let told = try await must(path + "/handovers", House.clerk)
        return (path, told["handovers"]?[0]?.text("id") ?? "")
    }

    /// A dossier held by the committee; its path and the assignment.
    func held(_ body: JSONValue = .object(UnsafeRequests.papers())) async throws -> (String, String) {
        let (path, handover) = try await offered(body)
        try await must(path + "/handovers/\(handover)/acknowledgement", House.official)
        return (path, handover)
    }

    /// A dossier whose result lies at the counter; its path.
    func ready() async throws -> String {
        let (path, assignment) = try await held(UnsafeRequests.certification)
        let decision: JSONValue = [
            "outcome": "granted", "number": "1/CT", "date": "2019-08-20",
            "signer": ["name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"],
        ]
        let decided = try await must(
            path + "/assignments/\(assignment)/completion", House.official, ["decision": decision])
        let back = decided["handovers"]?[0]?.text("id") ?? ""
        try await must(path + "/handovers/\(back)/acknowledgement", House.clerk)
        return path
    }

    /// A dossier whose result the post has; its path.
    func posted() async throws -> String {
        let path = try await ready()
        try await must(path + "/result-delivery", House.clerk, ["carrier": "VNPost"])
        return path
    }

    /// A dossier for which the committee asked for a paper, back at the counter; its path.
    func asked() async throws -> String {
        let (path, assignment) = try await held()
        let asked = try await must(
            path + "/supplement-requests", House.official,
            [
                "assignment": .string(assignment), "missing": [["document": "veteran-file", "originals": 1]],
                "guidance": "Thân nhân đang giữ.",
            ])
        let back = asked["handovers"]?[0]?.text("id") ?? ""
        try await must(path + "/handovers/\(back)/acknowledgement", House.clerk)
        return path
    }

    /// A lease of the committee's on a handover.
    func claimed() async throws -> JSONValue {
        _ = try await offered()
        let claimed = try await must(House.committeePath + "/claims", House.committee, ["count": 1, "worker": "w"])
        return try #require(claimed["leases"]?[0], "\(claimed)")
    }
}
