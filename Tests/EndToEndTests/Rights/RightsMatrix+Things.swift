import Crypto
import DossierAPI
import DossierTesting

extension RightsMatrix {
    /// The key under which the clerk sends a complaint on.
    static let clerksKey = "complaint-of-a-clerk"

    /// Has something of every kind at Văn An that a path, a query or a body could name, and answers the names.
    func furnish() throws -> Things {
        var things = try things(at: .district)
        let path = "/v1/dossiers/\(things.number)"
        let complained = try server.send(
            "POST", path + "/complaints", as: "clerk", body: ["content": "Chậm."], key: Self.clerksKey)
        things.complaint = try id(in: complained.json, "complaints")
        things.consultation = try id(
            in: server.act(
                path + "/assignments/\(things.assignment)/consultations", as: "labour",
                ["asked": "van-quan.justice", "answerWithinWorkingDays": 3, "question": "Có đúng không?"]),
            "consultations")
        let picture = Pictures.jpeg([UInt8](repeating: 7, count: 400))
        things.sha256 = SHA256.hash(data: picture).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let plan: JSONValue = [
            "document": "declaration", "mediaType": "image/jpeg", "byteCount": .integer(Int64(picture.count)),
            "sha256": .string(things.sha256),
        ]
        let begun = try server.send("POST", path + "/documents", as: "clerk", body: plan, key: "scan-of-a-clerk")
        try server.upload(picture, to: begun.fields["location"] ?? "", as: "clerk", isLast: true)
        (things.document, things.page) = ("declaration", "1")
        things.submission = try self.things(at: .submission).submission
        let open = try server.send(
            "POST", "/v1/submissions/\(things.submission)/documents", as: "clerk", body: plan, key: "upload-of-a-clerk")
        things.upload = open.fields["location"]?.split(separator: "/").last.map(String.init) ?? "none"
        let claimed = try server.act("/v1/agencies/van-quan.labour/claims", as: "labour", ["count": 1])
        things.lease = claimed["leases"]?[0]?["leaseToken"]?.asInteger ?? 0
        let passed = try server.act(
            "/v1/manifests", as: "clerk", ["items": [["number": .string(try self.things(at: .received).number)]]])
        things.manifest = passed["manifest"]?.asString ?? ""
        forget(.received)
        let block = try server.act("/v1/number-blocks", as: "clerk", ["date": "2019-08-20", "count": 2])
        things.block = block["id"]?.asString ?? ""
        let told = try server.act("/v1/office-complaints", as: "clerk", ["content": "Chờ lâu."])
        things.officeComplaint = told["id"]?.asString ?? ""
        let read = try server.act(
            "/v1/emergency-readings", as: "official", ["number": .string(things.number), "reason": "Cấp cứu."])
        things.emergency = read["id"]?.asString ?? ""
        things.credential = try server.send("GET", "/v1/me", as: "clerk").field("credential") ?? ""
        things.notice =
            try server.send("GET", "/v1/dossiers/\(try self.things(at: .ready).number)", as: "clerk")
            .json["notices"]?[0]?["id"]?.asString ?? "none"
        things.key = Self.clerksKey
        return things
    }

    /// Has things at Yên Phúc, so that a stranger's lists aren't empty, and answers their names.
    func furnishStranger() throws -> Things {
        let place: JSONObject = ["counter": "van-quan.yen-phuc.counter-1", "applicantUnit": "van-quan.yen-phuc"]
        var things = Things()
        (things.office, things.agency) = ("van-quan.yen-phuc.one-stop", "van-quan.yen-phuc.committee")
        (things.counter, things.unit) = ("van-quan.yen-phuc.counter-1", "van-quan.yen-phuc")
        // One waits at the commune, one is worked on at the district, like Văn An's.
        for isAtDistrict in [false, true] {
            let received = try server.act("/v1/dossiers", as: "foreign clerk", Self.newDossier(place))
            things.number = received["number"]?.asString ?? ""
            let path = "/v1/dossiers/" + things.number
            var passed = try server.act(path + "/handovers", as: "foreign clerk")
            guard isAtDistrict else { continue }
            for caller in ["foreign system", "labour"] {
                let handover = passed["handovers"]?[0]?["id"]?.asString ?? ""
                passed = try server.act(path + "/handovers/\(handover)/acknowledgement", as: caller)
                guard caller != "labour" else { break }
                let assignment = passed["branches"]?[0]?["assignment"]?.asString ?? ""
                passed = try server.act(path + "/assignments/\(assignment)/completion", as: caller)
            }
            // Nobody else claims it meanwhile.
            _ = try server.act(
                "/v1/agencies/van-quan.labour/claims", as: "labour", ["count": 1, "leaseSeconds": 600])
        }
        var papers = place
        papers.append("documents", [["document": "declaration", "originals": 1]])
        let submitted = try server.act("/v1/submissions", as: "foreign clerk", Self.newDossier(papers))
        things.submission = submitted["submission"]?.asString ?? ""
        let told = try server.act("/v1/office-complaints", as: "foreign clerk", ["content": "Chờ lâu."])
        things.officeComplaint = told["id"]?.asString ?? ""
        return things
    }

    private func id(in dossier: JSONValue, _ list: String) throws -> String {
        guard let id = dossier[list]?[0]?["id"]?.asString else {
            throw ProcessFailure(description: "no \(list) in \(dossier)")
        }
        return id
    }
}

extension Things {
    /// Names of the same form and length that nothing has.
    var absent: Things {
        var absent = self
        func unused(_ id: String) -> String {
            let cut = id.lastIndex(of: "-").map { id.index(after: $0) } ?? id.startIndex
            return id[..<cut] + String(repeating: "0", count: id[cut...].count)
        }
        absent.number = number.dropLast(4) + "9999"
        absent.submission = unused(submission)
        absent.handover = unused(handover)
        absent.assignment = unused(assignment)
        absent.complaint = unused(complaint)
        absent.officeComplaint = unused(officeComplaint)
        absent.consultation = unused(consultation)
        absent.notice = unused(notice)
        absent.manifest = unused(manifest)
        absent.block = unused(block)
        absent.upload = unused(upload)
        absent.emergency = unused(emergency)
        absent.credential = unused(credential)
        absent.office = "van-quan.xxx-xx.one-stop"
        absent.agency = "van-quan.xxxxxx"
        absent.lease = 9
        absent.key = "complaint-of-b-clerk"
        absent.sha256 = String(repeating: "0", count: 64)
        return absent
    }

    /// All its names, longest first, so that one that another begins with is said for itself.
    var names: [String] {
        [
            number, submission, handover, assignment, complaint, officeComplaint, consultation, notice, manifest, block,
            upload, emergency, credential, office, agency, key, sha256,
        ].filter { $0.count > 8 }.sorted { ($1.count, $0) < ($0.count, $1) }
    }
}
