import DossierAPI
import DossierDomain
import DossierService
import HTTPTypes
import Testing

/// How to bring a house to where each operation of the endpoint table can be done. A new endpoint that changes something
/// needs a row here, or the test of all of them fails.
enum UnsafeRequests {
    typealias Preparation = @Sendable (House) async throws -> UnsafeRequest

    static let all: [String: Preparation] = submissions.merging(passing) { $1 }.merging(leases) { $1 }
        .merging(handling) { $1 }.merging(scans) { $1 }.merging(citizens) { $1 }.merging(counters) { $1 }
        .merging(configuration) { $1 }.merging(readings) { $1 }.merging(credentials) { $1 }.merging(erasures) { $1 }

    private static let person: JSONValue = [
        "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
    ]
    private static let signer: JSONValue = ["name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"]
    private static let certificate: JSONValue = ["document": "death-certificate", "originals": 1]

    /// Complete papers of the veteran's procedure at Văn An, or those named.
    static func papers(_ documents: [String] = ["declaration", "death-certificate"]) -> JSONObject {
        papers("2.002307", documents)
    }

    static func papers(
        _ procedure: String, at counter: String = "van-quan.van-an.counter-1",
        from unit: String = "van-quan.van-an", _ documents: [String]
    ) -> JSONObject {
        [
            "procedure": .string(procedure), "counter": .string(counter), "applicantUnit": .string(unit),
            "applicant": person, "documents": .list(documents) { ["document": .string($0), "originals": 1] },
        ]
    }

    static let certification = JSONValue.object(papers("2.000884", ["identity", "paper"]))
    private static let decision: JSONValue = [
        "outcome": "granted", "number": "12/QĐ", "date": "2019-08-20", "signer": signer,
    ]

    // MARK: At the counter, before reception

    private static let submissions: [String: Preparation] = [
        "submit": { _ in UnsafeRequest(House.clerk, "/v1/submissions", .object(papers(["declaration"]))) },
        "receive": { _ in UnsafeRequest(House.clerk, "/v1/dossiers", .object(papers())) },
        "requestSupplement": { house in
            UnsafeRequest(
                House.clerk, try await house.submitted(["declaration"]) + "/supplement-requests",
                ["missing": [certificate]])
        },
        "supplement": { house in
            UnsafeRequest(
                House.clerk, try await house.submitted(["declaration"]) + "/supplements", ["documents": [certificate]])
        },
        "receiveSubmission": { house in
            UnsafeRequest(House.clerk, try await house.submitted(["declaration", "death-certificate"]) + "/reception")
        },
        "refuseReception": { house in
            UnsafeRequest(
                House.clerk, try await house.submitted(["declaration"]) + "/refusal",
                ["reason": "Không thuộc thẩm quyền."])
        },
        "signHandoverRecord": { house in
            var body = papers(
                "2.002307", at: "van-quan.yen-phuc.counter-1", from: "van-quan.yen-phuc",
                ["declaration", "death-certificate"])
            body.append("consignment", ["number": "PG-1", "carrier": "VNPost"])
            let entrusted = try await house.must("/v1/submissions", House.clerk, .object(body))
            return UnsafeRequest(
                House.neighbour, "/v1/submissions/\(entrusted.text("submission"))/handover-record", ["number": "BB-1"])
        },
        "settleAtOnce": { _ in
            var body = papers("2.000635", ["declaration", "identity"])
            body.append("decision", decision)
            body.append("handingOver", ["recipient": person])
            return UnsafeRequest(House.delegated, "/v1/settled-dossiers", .object(body))
        },
    ]

    // MARK: Credentials

    private static let terminal: JSONValue = [
        "role": "postal-clerk", "office": "van-quan.van-an.one-stop", "counter": "van-quan.van-an.counter-1",
        "name": "Máy quầy 1",
    ]
    private static let credentials: [String: Preparation] = [
        "issueCredential": { _ in
            UnsafeRequest(
                House.administrator, "/v1/credentials", terminal,
                other: ["role": "administrator", "name": "Quản trị viên 2"])
        },
        "rotateCredential": { house in
            let issued = try await house.must("/v1/credentials", House.administrator, terminal)
            let id = issued["credential"]?["id"]?.asString ?? ""
            return UnsafeRequest(
                House.administrator, "/v1/credentials/\(id)/rotation", ["overlapMinutes": 60],
                other: ["overlapMinutes": 61])
        },
    ]

    // MARK: Scans

    private static func scan(_ byteCount: Int) -> JSONValue {
        [
            "document": "declaration", "mediaType": "image/jpeg", "byteCount": .count(byteCount),
            "sha256": .string(String(repeating: "0f", count: 32)),
        ]
    }

    private static let scans: [String: Preparation] = [
        "beginUpload": { house in
            UnsafeRequest(House.clerk, try await house.received() + "/documents", scan(1_000), other: scan(1_001))
        },
        "beginUploadForSubmission": { house in
            UnsafeRequest(
                House.clerk, try await house.submitted(["declaration"]) + "/documents", scan(1_000), other: scan(1_001))
        },
    ]

    // MARK: Passing on

    private static let passing: [String: Preparation] = [
        "confirmReception": { house in
            let procedure = try #require(
                house.service.catalogue.procedure(ProcedureCode("1.002010"), on: house.now.date))
            let body = papers(
                "1.002010", at: "lang-son.counter-1",
                procedure.documents.filter(\.required).map(\.id.text))
            let received = try await house.must("/v1/dossiers", House.provinceClerk, .object(body))
            return UnsafeRequest(House.provinceOfficial, "/v1/dossiers/\(received.text("number"))/confirmation")
        },
        "offerHandover": { house in UnsafeRequest(House.clerk, try await house.received() + "/handovers") },
        "dispatchHandover": { house in
            let (path, handover) = try await house.offered()
            return UnsafeRequest(House.clerk, path + "/handovers/\(handover)/dispatch", ["carrier": "VNPost"])
        },
        "acknowledgeHandover": { house in
            let (path, handover) = try await house.offered()
            return UnsafeRequest(House.official, path + "/handovers/\(handover)/acknowledgement")
        },
        "returnHandover": { house in
            let (path, handover) = try await house.offered()
            return UnsafeRequest(House.official, path + "/handovers/\(handover)/return", ["reason": "Nhầm nơi."])
        },
        "completeStep": { house in
            let (path, assignment) = try await house.held()
            return UnsafeRequest(House.official, path + "/assignments/\(assignment)/completion", ["opinion": "Đúng."])
        },
        "handOverResult": { house in
            UnsafeRequest(House.clerk, try await house.ready() + "/handing-over", ["recipient": person])
        },
        "makeManifest": { house in
            let number = try await house.received().split(separator: "/").last.map(String.init) ?? ""
            return UnsafeRequest(House.clerk, "/v1/manifests", ["items": [["number": .string(number)]]])
        },
        "acknowledgeManifest": { house in
            let number = try await house.received().split(separator: "/").last.map(String.init) ?? ""
            let made = try await house.must("/v1/manifests", House.clerk, ["items": [["number": .string(number)]]])
            return UnsafeRequest(House.official, "/v1/manifests/\(made.text("manifest"))/acknowledgement")
        },
        "consult": { house in
            let (path, assignment) = try await house.held()
            return UnsafeRequest(
                House.official, path + "/assignments/\(assignment)/consultations",
                ["asked": "van-quan.labour", "answerWithinWorkingDays": 3, "question": "Có đúng không?"])
        },
        "answerConsultation": { house in
            let (path, assignment) = try await house.held()
            let asked = try await house.must(
                path + "/assignments/\(assignment)/consultations", House.official,
                ["asked": "van-quan.labour", "answerWithinWorkingDays": 3, "question": "Có đúng không?"])
            let consultation = asked["consultations"]?[0]?.text("id") ?? ""
            return UnsafeRequest(
                House.labour, path + "/consultations/\(consultation)/answer", ["answer": "Đúng."])
        },
        "sendStepBack": { house in
            let (path, assignment) = try await house.held()
            let passed = try await house.must(
                path + "/assignments/\(assignment)/completion", House.official, ["opinion": "Đúng."])
            let next = passed["handovers"]?[0]?.text("id") ?? ""
            _ = try await house.must(path + "/handovers/\(next)/acknowledgement", House.labour)
            return UnsafeRequest(House.labour, path + "/assignments/\(next)/return", ["reason": "Thiếu xác nhận."])
        },
        "replan": { house in
            UnsafeRequest(
                House.counterOfficial, try await house.received() + "/replanning",
                ["returnOffice": "van-quan.one-stop", "reason": "Theo yêu cầu."])
        },
        "replanMany": { house in
            let number = try await house.received().split(separator: "/").last.map(String.init) ?? ""
            func body(_ reason: JSONValue) -> JSONValue {
                ["numbers": [.string(number)], "returnOffice": "van-quan.one-stop", "reason": reason]
            }
            return UnsafeRequest(
                House.counterOfficial, "/v1/replannings", body("Theo yêu cầu."), other: body("Lý do khác."))
        },
    ]

    // MARK: Work under leases

    private static let committeeClaim: JSONValue = ["count": 1, "worker": "w"]

    private static let leases: [String: Preparation] = [
        "claimAgencyWork": { house in
            _ = try await house.offered()
            return UnsafeRequest(
                House.committee, House.committeePath + "/claims", committeeClaim, other: ["count": 2, "worker": "w"])
        },
        "claimOfficeWork": { house in
            _ = try await house.received()
            return UnsafeRequest(
                House.clerk, House.vanAn + "/claims", committeeClaim, other: ["count": 2, "worker": "w"])
        },
        "renewAgencyLeases": { house in
            let lease = try await house.claimed()
            return UnsafeRequest(
                House.committee, House.committeePath + "/claims/renewal",
                ["leaseTokens": [lease["leaseToken"] ?? .null]],
                other: ["leaseTokens": [lease["leaseToken"] ?? .null], "leaseSeconds": 90])
        },
        "renewOfficeLeases": { house in
            _ = try await house.received()
            let claimed = try await house.must(House.vanAn + "/claims", House.clerk, committeeClaim)
            let token = claimed["leases"]?[0]?["leaseToken"] ?? .null
            return UnsafeRequest(
                House.clerk, House.vanAn + "/claims/renewal", ["leaseTokens": [token]],
                other: ["leaseTokens": [token], "leaseSeconds": 90])
        },
        "renewLease": { house in
            let lease = try await house.claimed()
            return UnsafeRequest(
                House.committee, "/v1/assignments/\(lease.text("id"))/renewal",
                ["leaseToken": lease["leaseToken"] ?? .null],
                other: ["leaseToken": lease["leaseToken"] ?? .null, "leaseSeconds": 90])
        },
        "releaseWork": { house in
            let lease = try await house.claimed()
            return UnsafeRequest(
                House.committee, "/v1/assignments/\(lease.text("id"))/release",
                ["leaseToken": lease["leaseToken"] ?? .null], other: ["leaseToken": 99])
        },
        "returnWork": { house in
            let lease = try await house.claimed()
            func body(_ reason: JSONValue) -> JSONValue {
                ["leaseToken": lease["leaseToken"] ?? .null, "reason": reason]
            }
            return UnsafeRequest(
                House.committee, "/v1/assignments/\(lease.text("id"))/return", body("Không mở được."),
                other: body("Lý do khác."))
        },
        "completeAgencySteps": { house in
            let (path, assignment) = try await house.held()
            return completions(of: assignment, path, House.official, House.committeePath)
        },
        "completeOfficeSteps": { house in
            // No step is an office's: what comes of it is a rejection, and that happens once as well.
            let (path, assignment) = try await house.held()
            return completions(of: assignment, path, House.counterOfficial, House.vanAn)
        },
    ]

    private static func completions(
        of assignment: String, _ path: String, _ who: String, _ address: String
    ) -> UnsafeRequest {
        let number = path.split(separator: "/").last.map(String.init) ?? ""
        func body(_ opinion: JSONValue) -> JSONValue {
            [
                "completions": [
                    ["number": .string(number), "assignment": .string(assignment), "opinion": opinion]
                ]
            ]
        }
        return UnsafeRequest(who, address + "/completions", body("Đúng."), other: body("Sai."))
    }

    // MARK: Handling

    private static let handling: [String: Preparation] = [
        "askSupplement": { house in
            let (path, assignment) = try await house.held()
            return UnsafeRequest(House.official, path + "/supplement-requests", ask(assignment))
        },
        "issueSupplementRequest": { house in
            UnsafeRequest(House.clerk, try await house.asked() + "/supplement-requests/issue")
        },
        "bringSupplement": { house in
            let path = try await house.asked()
            _ = try await house.must(path + "/supplement-requests/issue", House.clerk)
            return UnsafeRequest(
                House.clerk, path + "/supplements", ["documents": [["document": "veteran-file", "originals": 1]]])
        },
        "refuse": { house in
            let (path, assignment) = try await house.held(certification)
            return UnsafeRequest(
                House.official, path + "/assignments/\(assignment)/refusal",
                ["number": "1/TB", "date": "2019-08-20", "signer": signer, "reasons": "Không đúng người."])
        },
        "apologise": { house in
            let (path, _) = try await house.held(certification)
            house.pass(seconds: 3 * 86_400)
            return UnsafeRequest(
                House.official, path + "/apology",
                ["reason": "Mất điện.", "signer": signer, "newDueOn": "2019-08-30"],
                other: ["reason": "Mất mạng.", "signer": signer, "newDueOn": "2019-08-30"])
        },
        "withdraw": { house in
            UnsafeRequest(House.clerk, try await house.received() + "/withdrawal", ["requester": person])
        },
        "stop": { house in
            let (path, _) = try await house.held()
            return UnsafeRequest(House.official, path + "/stop", ["reason": "Trùng hồ sơ.", "signer": signer])
        },
        "giveBackPapers": { house in
            let path = try await house.received()
            _ = try await house.must(path + "/withdrawal", House.clerk, ["requester": person])
            return UnsafeRequest(House.clerk, path + "/paper-returns", ["recipient": person])
        },
        "reportIncident": { house in
            UnsafeRequest(
                House.clerk, try await house.received() + "/incidents", ["kind": "lost", "description": "Lũ quét."])
        },
        "correctDecision": { house in
            UnsafeRequest(
                House.official, try await house.ready() + "/result-corrections",
                ["decision": decision, "reason": "Sai năm sinh."])
        },
        "demandPayment": { house in
            let (path, _) = try await house.held()
            return UnsafeRequest(
                House.official, path + "/payment-demands", ["amountVND": 50_000, "basis": "Nghị quyết."])
        },
    ]

    private static func ask(_ assignment: String) -> JSONValue {
        [
            "assignment": .string(assignment), "missing": [["document": "veteran-file", "originals": 1]],
            "guidance": "Thân nhân đang giữ.",
        ]
    }

    // MARK: Citizens

    private static let scores: JSONValue = [["indicator": 7, "score": 1]]

    private static let citizens: [String: Preparation] = [
        "postResult": { house in
            UnsafeRequest(House.clerk, try await house.ready() + "/result-delivery", ["carrier": "VNPost"])
        },
        "recordFailedDelivery": { house in
            UnsafeRequest(House.clerk, try await house.posted() + "/result-delivery/attempts")
        },
        "takeBackResult": { house in
            UnsafeRequest(House.clerk, try await house.posted() + "/result-delivery/return")
        },
        "collectFee": { house in
            UnsafeRequest(
                House.clerk, try await house.received(certification) + "/fees",
                ["receipt": "BL-1", "fees": [["fee": "phi"]]])
        },
        "recordNotice": { house in
            let path = try await house.asked()
            let told = try await house.must(path + "/supplement-requests/issue", House.clerk)
            let owed = told["notices"]?.asArray?.first { $0["settledAt"] == nil }
            let notice = try #require(owed, "\(told)")
            return UnsafeRequest(
                House.clerk, path + "/notices/\(notice.text("id"))/outcome", ["channel": "sms", "outcome": "delivered"])
        },
        "rate": { house in
            UnsafeRequest(House.clerk, try await house.received() + "/ratings", ["scores": scores])
        },
        "complain": { house in
            UnsafeRequest(House.clerk, try await house.received() + "/complaints", ["content": "Chờ lâu."])
        },
        "answerComplaint": { house in
            let path = try await house.received()
            let told = try await house.must(path + "/complaints", House.clerk, ["content": "Chờ lâu."])
            let complaint = told["complaints"]?[0]?.text("id") ?? ""
            return UnsafeRequest(
                House.counterOfficial, path + "/complaints/\(complaint)/answer", ["answer": "Đã nhắc.", "upheld": true])
        },
        "rateByCode": { house in
            let slip = try await house.must("/v1/dossiers", House.clerk, .object(papers()))
            func body(_ comment: JSONValue) -> JSONValue {
                [
                    "number": slip["number"], "slipCode": slip["slipCode"], "scores": scores, "comment": comment,
                ]
            }
            return UnsafeRequest(House.clerk, "/v1/ratings", body("Nhanh."), other: body("Chậm."))
        },
        "complainByCode": { house in
            let slip = try await house.must("/v1/dossiers", House.clerk, .object(papers()))
            func body(_ content: JSONValue) -> JSONValue {
                ["number": slip["number"], "slipCode": slip["slipCode"], "content": content]
            }
            return UnsafeRequest(House.clerk, "/v1/complaints", body("Chờ lâu."), other: body("Chờ quá lâu."))
        },
        "inspectOffice": { _ in
            UnsafeRequest(
                House.administrator, House.vanAn + "/inspections", ["indicator5": 2, "minutes": "BB-01/KT"])
        },
        "inspectAgency": { _ in
            UnsafeRequest(
                House.administrator, House.committeePath + "/inspections", ["indicator5": 2, "minutes": "BB-02/KT"])
        },
        "takeComplaint": { _ in UnsafeRequest(House.clerk, "/v1/office-complaints", ["content": "Đóng cửa sớm."]) },
        "answerOfficeComplaint": { house in
            let taken = try await house.must("/v1/office-complaints", House.clerk, ["content": "Đóng cửa sớm."])
            return UnsafeRequest(
                House.counterOfficial, "/v1/office-complaints/\(taken.text("id"))/answer",
                ["answer": "Đã nhắc.", "upheld": true])
        },
    ]
}
