import DossierAPI
import DossierDomain
import HTTPTypes
import Testing

/// Form 01 as whoever received the papers gave it, however much later it is asked for.
@Suite("Form 01 confirms the papers that were there at reception")
struct IssuedFormTests {
    private let house: House

    init() throws {
        house = try House()
    }

    private static let veteranFile: JSONValue = ["document": "veteran-file", "originals": 1]

    private func receipt(_ number: String, as who: String) async throws -> (paper: String, documents: [String]) {
        let path = "/v1/dossiers/\(number)"
        let paper = try await house.send(.get, path + "/slips/01", as: who, accept: "text/html")
        let forms = try await house.send(.get, path + "/forms", as: who).json["forms"]?.asArray ?? []
        let form = try #require(forms.first { $0["form"] == "01" }, "\(forms)")
        return (paper.text, (form["documents"]?.asArray ?? []).compactMap { $0["document"]?.asString })
    }

    @Test("RCV-08 form 01 leaves out what the handover record says was not in the parcel, on paper and as data")
    func missingFromParcel() async throws {
        let entrusted = try await house.send(
            .post, "/v1/submissions", as: House.clerk,
            body: [
                "procedure": "2.002307", "counter": "van-quan.yen-phuc.counter-1",
                "applicantUnit": "van-quan.yen-phuc", "consignment": ["number": "PG-1", "carrier": "VNPost"],
                "applicant": [
                    "name": "Hoàng Thị Mẫu", "identityDocument": ["kind": "citizen-id", "number": "020175001234"],
                ],
                "documents": [
                    ["document": "declaration", "originals": 1], ["document": "death-certificate", "originals": 1],
                    Self.veteranFile,
                ],
            ])
        let id = try #require(entrusted.json["submission"]?.asString, "\(entrusted.json)")
        let signed = try await house.send(
            .post, "/v1/submissions/\(id)/handover-record", as: House.neighbour,
            body: ["missing": [Self.veteranFile]])
        #expect(signed.status == 201, "\(signed.json)")
        let received = try await house.send(
            .post, "/v1/submissions/\(id)/reception", as: House.neighbour, body: [:])
        let number = try #require(received.json["number"]?.asString, "\(received.json)")
        let receipt = try await receipt(number, as: House.neighbour)
        #expect(receipt.paper.contains("Giấy chứng tử") && !receipt.paper.contains("Hồ sơ của người có công"))
        #expect(receipt.documents == ["declaration", "death-certificate"])
    }

    @Test("form 01 leaves out what was brought after reception, on paper and as data")
    func broughtLater() async throws {
        let number = try await house.offerToCommittee()
        let path = "/v1/dossiers/\(number)"
        let offered = try await house.send(.get, path, as: House.clerk)
        let handover = try #require(offered.json["handovers"]?[0]?["id"]?.asString, "\(offered.json)")
        for (who, path, body) in [
            (House.official, "/handovers/\(handover)/acknowledgement", [:]),
            (
                House.official, "/supplement-requests",
                [
                    "assignment": .string(handover), "missing": [Self.veteranFile],
                    "guidance": "Thân nhân đang giữ hồ sơ.",
                ]
            ),
        ] as [(String, String, JSONValue)] {
            let done = try await house.send(.post, "/v1/dossiers/\(number)" + path, as: who, body: body)
            #expect(done.status == 201, "\(done.json)")
        }
        let asked = try await house.send(.get, path, as: House.clerk)
        let back = try #require(asked.json["handovers"]?[0]?["id"]?.asString, "\(asked.json)")
        for (step, body) in [
            ("/handovers/\(back)/acknowledgement", [:]), ("/supplement-requests/issue", [:]),
            ("/supplements", ["documents": [Self.veteranFile]]),
        ] as [(String, JSONValue)] {
            let done = try await house.send(.post, path + step, as: House.clerk, body: body)
            #expect(done.status == 201, "\(step): \(done.json)")
        }
        let receipt = try await receipt(number, as: House.clerk)
        #expect(receipt.paper.contains("Giấy chứng tử") && !receipt.paper.contains("Hồ sơ của người có công"))
        #expect(receipt.documents == ["declaration", "death-certificate"])
    }
}
