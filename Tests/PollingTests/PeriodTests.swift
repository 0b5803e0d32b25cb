import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

/// A week of a small office, its indicators reckoned by hand (TT01/2018 Articles 13–15).
@Suite("A small office's period")
struct PeriodTests {
    private let house: House

    init() throws {
        house = try House()
    }

    private static let declaration: JSONValue = ["document": "declaration", "originals": 1]
    private static let identity: JSONValue = ["document": "identity", "originals": 1]

    /// A certificate of marital status: three working days, all of them the committee's.
    private static func papers(_ documents: JSONValue) -> JSONValue {
        [
            "procedure": "1.004873", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
            "applicant": [
                "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
            ], "documents": documents,
        ]
    }

    @discardableResult
    private func post(_ path: String, as who: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await house.send(.post, path, as: who, body: body)
        #expect(answer.status == 201, "\(path): \(answer.json)")
        return answer.json
    }

    private func receive() async throws -> String {
        let received = try await post(
            "/v1/dossiers", as: House.clerk, Self.papers([Self.declaration, Self.identity]))
        return try #require(received["number"]?.asString)
    }

    /// Brought without the identity document: form 02, and received when it was fetched.
    private func receiveAtTheSecondTime() async throws -> String {
        let submitted = try await post("/v1/submissions", as: House.clerk, Self.papers([Self.declaration]))
        let path = "/v1/submissions/\(submitted["submission"]?.asString ?? "")"
        try await post(path + "/supplement-requests", as: House.clerk, ["missing": [Self.identity]])
        try await post(path + "/supplements", as: House.clerk, ["documents": [Self.identity]])
        let received = try await post(path + "/reception", as: House.clerk, [:])
        return try #require(received["number"]?.asString)
    }

    private func handover(of number: String) async throws -> String {
        let dossier = try await house.send(.get, "/v1/dossiers/\(number)", as: House.clerk)
        return try #require(dossier.json["handovers"]?[0]?["id"]?.asString, "\(dossier.json)")
    }

    private func passOn(_ number: String) async throws {
        let path = "/v1/dossiers/\(number)/handovers"
        try await post(path, as: House.clerk, [:])
        try await post("\(path)/\(handover(of: number))/acknowledgement", as: House.committee, [:])
    }

    /// The committee decides, and the counter has the result at once.
    private func settle(_ number: String) async throws {
        let path = "/v1/dossiers/\(number)"
        let dossier = try await house.send(.get, path, as: House.clerk)
        let assignment = try #require(dossier.json["branches"]?[0]?["assignment"]?.asString, "\(dossier.json)")
        try await post(
            "\(path)/assignments/\(assignment)/completion", as: House.committee,
            [
                "decision": [
                    "outcome": "granted", "number": "7/XN", "date": .date(house.now.date),
                    "signer": ["name": "Lương Văn Ký", "position": "Chủ tịch"],
                ]
            ])
        try await post("\(path)/handovers/\(handover(of: number))/acknowledgement", as: House.clerk, [:])
    }

    private func rate(_ number: String, _ scores: [(indicator: Int64, score: Int64)]) async throws {
        let scores: [JSONValue] = scores.map {
            ["indicator": .integer($0.indicator), "score": .integer($0.score)]
        }
        try await post("/v1/dossiers/\(number)/ratings", as: House.clerk, ["scores": .array(scores)])
    }

    private struct Row: Equatable, CustomStringConvertible {
        let indicator: Int
        let tenths: Int
        let count: Int

        init(_ indicator: Int, _ tenths: Int, of count: Int) {
            self.indicator = indicator
            self.tenths = tenths
            self.count = count
        }

        var description: String { "\(indicator): \(tenths) of \(count)" }
    }

    private func assess(_ path: String, as who: String) async throws -> (rows: [Row], json: JSONValue) {
        let answer = try await house.send(
            .get, path + "/assessment?from=2019-08-20&to=2019-08-26", as: who)
        #expect(answer.status == 200, "\(answer.json)")
        func number(_ row: JSONValue, _ name: String) -> Int { row[name]?.asInteger.map(Int.init) ?? -1 }
        let rows = answer.json["indicators"]?.asArray ?? []
        return (
            rows.map { Row(number($0, "indicator"), number($0, "tenths"), of: number($0, "count")) }, answer.json
        )
    }

    /// The committee is inspected: 2 points for organisation, 1 for publication, 1 for services online.
    private func inspect() async throws {
        let path = House.committeePath + "/inspections"
        let minutes: JSONValue = ["minutes": "12/BB-KT", "indicator5": 2, "indicator6": 1, "indicator9": 1]
        let first = try await house.send(.post, path, as: House.administrator, key: "inspection", body: minutes)
        let again = try await house.send(.post, path, as: House.administrator, key: "inspection", body: minutes)
        #expect(first.status == 201 && first.json["scores"]?.asArray?.count == 3, "\(first.json)")
        #expect(again.status == 201 && again.isReplay && again.json == first.json, "a retry happens once")
        let empty = try await house.send(.post, path, as: House.administrator, body: ["minutes": "13/BB-KT"])
        #expect(empty.status == 422 && empty.json["errors"]?[0]?["pointer"] == "/indicator5", "\(empty.json)")
        let much = try await house.send(
            .post, path, as: House.administrator, body: ["minutes": "13/BB-KT", "indicator5": 3])
        #expect(much.status == 422 && much.json["errors"]?[0]?["pointer"] == "/indicator5", "\(much.json)")
        #expect(try await house.send(.post, path, as: House.committee, body: minutes).status == 403)
        let nowhere = try await house.send(
            .post, "/v1/agencies/nowhere/inspections", as: House.administrator, body: minutes)
        #expect(nowhere.status == 422 && nowhere.problem == "/problems/unknown-agency", "\(nowhere.json)")
        let register = try await house.send(
            .get, House.committeePath + "/registers/inspection", as: House.committee)
        #expect(register.json["entries"]?.asArray?.count == 1, "\(register.json)")
    }

    @Test("EVA-01 CMP-01 the indicators of a small office's week and of its committee are those reckoned by hand")
    func week() async throws {
        // Tuesday 20 August: all of them are due on Friday, at the counter and at the committee.
        let early = try await receive()
        let onTime = try await receive()
        let late = try await receiveAtTheSecondTime()
        let unfinished = try await receive()
        for number in [early, onTime, late, unfinished] { try await passOn(number) }
        try await post(
            "/v1/dossiers/\(unfinished)/complaints", as: House.clerk,
            ["content": "Chưa thấy trả lời điện thoại.", "aboutAgency": "van-quan.van-an.committee"])

        house.pass(seconds: 86_400 + 3_600)
        try await settle(early)
        house.pass(seconds: 2 * 86_400)
        try await settle(onTime)
        try await rate(onTime, [(4, 0), (7, 0)])
        house.pass(seconds: 3 * 86_400)
        try await settle(late)
        try await rate(late, [(4, 1)])
        let complained = try await post(
            "/v1/dossiers/\(late)/complaints", as: House.clerk,
            ["content": "Trả chậm ba ngày.", "aboutAgency": "van-quan.van-an.committee"])
        let complaint = complained["complaints"]?.asArray?.last?["id"]?.asString ?? ""
        try await post(
            "/v1/dossiers/\(late)/complaints/\(complaint)/answer", as: House.official,
            ["answer": "Xin nhận lỗi.", "upheld": true])

        // 1 and 2: (2 + 1 + 0) / 3; 3: (2 + 2 + 1) / 3, rounded; 4: (0 + 1) / 2, those who said so; 7: early without a
        // complaint 2, rated 0, a complaint that was right 0.
        let inspected = [Row(5, 20, of: 1), Row(6, 10, of: 1), Row(9, 10, of: 1)]
        let dossiers = [Row(1, 10, of: 3), Row(2, 10, of: 3), Row(3, 17, of: 3), Row(4, 5, of: 2), Row(7, 7, of: 3)]
        let office = "/v1/offices/van-quan.van-an.one-stop"
        let atOffice = try await assess(office, as: House.clerk)
        #expect(atOffice.rows == dossiers + [Row(8, 20, of: 0)], "nobody complained of the office")
        #expect(atOffice.json["dossierCount"] == 3, "the fourth has no result yet")
        #expect(atOffice.json["staffFulfilment"] == ["value": "most", "missing": []], "4.9 points, not 5")
        #expect(atOffice.json["grade"] == ["missing": [5, 6, 9]], "no grade without all nine")

        // Of the committee two complaints: one answered in time, one with a day left that counts neither way.
        let atCommittee = try await assess(House.committeePath, as: House.committee)
        #expect(atCommittee.rows == dossiers + [Row(8, 20, of: 2)])
        try await inspect()
        // 1.0 + 1.0 + 1.7 + 0.5 + 2 + 1 + 0.7 + 2 + 1
        let graded = try await assess(House.committeePath, as: House.committee)
        #expect(graded.json["grade"] == ["value": "fair", "missing": []], "10.9 points of 18")
        #expect(graded.json["inspections"]?[0]?["minutes"] == "12/BB-KT")
        house.pass(seconds: 2 * 86_400)
        let overdue = try await assess(House.committeePath, as: House.committee)
        let rows = Array(dossiers[..<4]) + inspected[..<2] + [dossiers[4], Row(8, 0, of: 2), inspected[2]]
        #expect(overdue.rows == rows, "one drags on")
        house.close()
    }
}
