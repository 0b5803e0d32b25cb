import DossierAPI
import Foundation
import Testing

/// A dossier's later life over HTTP, as counters and citizens meet it.
@Suite("A dossier's life over HTTP", .serialized)
struct LifeTests {
    private let installation: Installation
    private let server: ServerProcess
    private let tokens: [String: String]
    private let office = "/v1/offices/van-quan.van-an.one-stop"

    init() throws {
        (installation, tokens) = try Installation.pilot()
        // A morning far from midnight: what is asked of a day is of this one.
        server = try installation.serve(["--clock", "2019-08-20T08:00:00+07:00"])
    }

    private func client(_ name: String?) -> Client {
        Client(port: server.port, token: name.flatMap { tokens[$0] })
    }

    private static let person =
        "{\"name\": \"Hoàng Thị Mẫu\", \"identityDocument\": {\"kind\": \"identity-card\", \"number\": \"080000001\"}}"

    private static func copies(_ applicant: String, more: String = "") -> String {
        """
        {"procedure": "2.000635", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
         "applicant": \(applicant), \(more)
         "documents": [{"document": "declaration", "originals": 1}, {"document": "identity", "originals": 1}]}
        """
    }

    private func post(_ who: String?, _ path: String, _ key: String, _ body: String) throws -> Answer {
        try #require(client(who).send("POST", path, key: key, body: body))
    }

    @Test("FEE-01 money taken at an office adds up by the day, what the post took apart")
    func fees() throws {
        let received = try post("VAN_AN_CLERK", "/v1/dossiers", "a", Self.copies(Self.person))
        #expect(received.status == 201, "\(received.text)")
        let number = try #require(received.field("number"))
        let path = "/v1/dossiers/\(number)/fees"
        let paid = try post(
            "VAN_AN_CLERK", path, "b",
            "{\"receipt\": \"BL-1\", \"fees\": [{\"fee\": \"phi-ban-sao\", \"quantity\": 3}]}")
        #expect(paid.status == 201, "\(paid.text)")
        let again = try post(
            "VAN_AN_OFFICIAL", path, "c", "{\"receipt\": \"BL-2\", \"fees\": [{\"fee\": \"phi-ban-sao\"}]}")
        #expect(again.status == 201)
        let tip = try post("VAN_AN_CLERK", path, "d", "{\"receipt\": \"BL-3\", \"fees\": [{\"fee\": \"tip\"}]}")
        #expect(tip.status == 422 && tip.field("type") == "/problems/unknown-fee")
        let day = try #require(received.field("receivedAt")?.prefix(10))
        let account = try #require(client("VAN_AN_OFFICIAL").send("GET", office + "/fees?date=\(day)"))
        #expect(account.json["collectedByPostVND"]?.asInteger == 24_000)
        #expect(account.json["collectedByAgencyVND"]?.asInteger == 8_000)
        #expect(account.json["receipts"]?.asArray?.count == 2)
        #expect(client("VAN_QUAN_CLERK").send("GET", office + "/fees?date=\(day)")?.status == 404)
    }

    @Test("EVA-01 SEC-04 a citizen rates and complains with number and slip code, and with nothing else")
    func citizen() throws {
        let received = try post("VAN_AN_CLERK", "/v1/dossiers", "a", Self.copies(Self.person))
        let number = try #require(received.field("number"))
        let code = try #require(received.field("slipCode"))
        let rating = "\"scores\": [{\"indicator\": 7, \"score\": 1}], \"comment\": \"Chờ hơi lâu.\"}"
        let wrong = try post(
            nil, "/v1/ratings", "r0", "{\"number\": \"\(number)\", \"slipCode\": \"0000-0000\", \(rating)")
        #expect(wrong.status == 404)
        let mine = "{\"number\": \"\(number)\", \"slipCode\": \"\(code)\", "
        #expect(try post(nil, "/v1/ratings", "r1", mine + rating).status == 201)
        #expect(try post(nil, "/v1/ratings", "r1", mine + rating).status == 201, "a retry happens once")
        let twice = try post(nil, "/v1/ratings", "r2", mine + rating)
        #expect(twice.status == 409 && twice.field("type") == "/problems/already-rated")
        let complaint = try post(nil, "/v1/complaints", "c1", mine + "\"content\": \"Thái độ chưa đúng mực.\"}")
        #expect(complaint.status == 201 && !complaint.text.contains("Hoàng"))
        let open = try #require(client("VAN_AN_OFFICIAL").send("GET", office + "/registers/complaint?settled=false"))
        let id = try #require(open.json["entries"]?.asArray?.first?["id"]?.asString)
        let answered = try post(
            "VAN_AN_OFFICIAL", "/v1/dossiers/\(number)/complaints/\(id)/answer", "c2",
            "{\"answer\": \"Đã nhắc nhở.\", \"upheld\": true}")
        #expect(answered.status == 201, "\(answered.text)")
        #expect(answered.text.contains("Đã nhắc nhở."))
        let clerk = try #require(client("VAN_AN_CLERK").send("GET", "/v1/dossiers/\(number)"))
        #expect(!clerk.text.contains("Đã nhắc nhở.") && !clerk.text.contains("Chờ hơi lâu."), "SEC-03")
        let day = try #require(received.field("receivedAt")?.prefix(10))
        let scores = try #require(client("VAN_AN_OFFICIAL").send("GET", office + "/assessment?from=\(day)&to=\(day)"))
        #expect(scores.status == 200 && scores.json["complaintCount"]?.asInteger == 1, "\(scores.text)")
        let long = client("VAN_AN_OFFICIAL").send("GET", office + "/assessment?from=2019-01-01&to=2019-12-31")
        #expect(long?.status == 400 && long?.text.contains("không quá 92 ngày; chọn kỳ ngắn hơn") == true)
        let quarter = "/assessment?from=2019-07-01&to="
        #expect(client("VAN_AN_OFFICIAL").send("GET", office + quarter + "2019-09-30")?.status == 200)
        #expect(client("VAN_AN_OFFICIAL").send("GET", office + quarter + "2019-10-01")?.status == 400)
    }

    @Test("RCV-06 RES-03 settled at once, or posted, not found twice, taken back; forms and registers say so")
    func settled() throws {
        let decision = """
            "decision": {"outcome": "granted", "number": "1/TL", "date": "2019-08-20",
                         "signer": {"name": "Bình", "position": "Công chức"}},
            "handingOver": {"recipient": \(Self.person)},
            """
        let body = Self.copies(Self.person, more: decision)
        let clerk = try post("VAN_AN_CLERK", "/v1/settled-dossiers", "a", body)
        #expect(clerk.status == 403)
        let settled = try post("VAN_AN_OFFICIAL", "/v1/settled-dossiers", "b", body)
        #expect(settled.status == 201 && settled.field("status") == "handedOver", "\(settled.text)")
        let forms = try #require(
            client("VAN_AN_OFFICIAL").send("GET", "/v1/dossiers/\(settled.field("number") ?? "")/forms"))
        #expect(forms.json["forms"]?.asArray?.isEmpty == true, "same-day procedures give no slip unless asked")
        let unauthorised = try post(
            "VAN_AN_CLERK", "/v1/dossiers", "c", Self.copies("{\"name\": \"Hoàng Thị Mẫu\"}"))
        #expect(unauthorised.field("type") == "/problems/applicant-unidentified")
        let organisation = try post(
            "VAN_AN_CLERK", "/v1/dossiers", "d",
            Self.copies(
                Self.person.replacingOccurrences(of: "{\"name\"", with: "{\"kind\": \"organisation\", \"name\"")))
        #expect(organisation.field("type") == "/problems/organisation-unrepresented")
        #expect(try installation.run(["verify"]).status == 0)
    }

    @Test("RCV-08 a post office carries papers to another commune, where the record is signed and they are received")
    func carried() throws {
        let issued = try installation.run([
            "credential", "issue", "--role", "official", "--office", "van-quan.yen-phuc.one-stop",
            "--counter", "van-quan.yen-phuc.counter-1",
        ])
        let official = Client(
            port: server.port, token: issued.output.trimmingCharacters(in: .whitespacesAndNewlines))
        let body = """
            {"procedure": "2.002307", "counter": "van-quan.yen-phuc.counter-1", "applicantUnit": "van-quan.yen-phuc",
             "applicant": \(Self.person), "documents": [{"document": "declaration", "originals": 1},
               {"document": "death-certificate", "originals": 1}],
             "consignment": {"number": "PG-1", "carrier": "VNPost", "trackingCode": "EG1VN"}}
            """
        let entrusted = try post("VAN_AN_CLERK", "/v1/submissions", "a", body)
        #expect(entrusted.status == 201 && entrusted.field("status") == "entrusted", "\(entrusted.text)")
        #expect(entrusted.field("legallySubmittedAt") == nil)
        let id = try #require(entrusted.field("submission"))
        let early = try #require(official.send("POST", "/v1/submissions/\(id)/reception", key: "b", body: "{}"))
        #expect(early.status == 409)
        let signed = try #require(
            official.send("POST", "/v1/submissions/\(id)/handover-record", key: "c", body: "{\"number\": \"BB-1\"}"))
        #expect(signed.status == 201 && signed.field("status") == "submitted", "\(signed.text)")
        #expect(signed.field("legallySubmittedAt") != nil)
        let received = try #require(official.send("POST", "/v1/submissions/\(id)/reception", key: "d", body: "{}"))
        #expect(received.status == 201, "\(received.text)")
        #expect(client("VAN_AN_CLERK").send("GET", "/v1/submissions/\(id)")?.status == 200, "it can tell the citizen")
    }

    @Test("IDM-02 CMP-01 a stale If-Match leaves a complaint as it is and says the current version")
    func staleComplaint() throws {
        let taken = try post("VAN_AN_CLERK", "/v1/office-complaints", "s1", "{\"content\": \"Quầy mở cửa muộn.\"}")
        let path = "/v1/office-complaints/\(try #require(taken.field("id")))"
        let official = client("VAN_AN_OFFICIAL")
        let body = "{\"answer\": \"Đã nhắc nhở.\", \"upheld\": true}"
        func answer(_ key: String, _ match: String) throws -> Answer {
            try #require(official.send("POST", path + "/answer", key: key, body: body, fields: ["If-Match: \(match)"]))
        }
        let stale = try answer("s2", "\"7-1-vi\"")
        #expect(stale.status == 412 && stale.json["currentVersion"]?.asInteger == 1, "\(stale.text)")
        let before = try #require(official.send("GET", path))
        #expect(before.json["version"]?.asInteger == 1 && before.field("answeredAt") == nil)
        // Nothing was recorded under the key either.
        let done = try answer("s2", try #require(before.fields["etag"]))
        #expect(done.status == 201 && done.json["version"]?.asInteger == 2, "\(done.text)")
        #expect(done.fields["etag"] != nil && done.fields["etag"] != before.fields["etag"])
        let again = try answer("s3", try #require(before.fields["etag"]))
        #expect(again.status == 412 && again.json["currentVersion"]?.asInteger == 2, "\(again.text)")
    }

    @Test("the description promises ETag, 304 and If-Match only where an endpoint keeps that")
    func promises() throws {
        let description = try #require(client(nil).send("GET", "/openapi.json")).json
        var unchanged: Set<String> = []
        var matched: Set<String> = []
        for path in description["paths"]?.asObject?.members ?? [] {
            for operation in path.value.asObject?.members ?? [] {
                let replies = operation.value["responses"]
                let names = operation.value["parameters"]?.asArray?.compactMap { $0["name"]?.asString } ?? []
                let status = ["200", "201"].first { replies?[$0] != nil } ?? "200"
                let isTagged = replies?[status]?["headers"]?["ETag"] != nil
                if replies?["304"] != nil { unchanged.insert(path.name) }
                if names.contains("If-Match") { matched.insert(path.name) }
                #expect(replies?["304"] == nil || isTagged, "\(path.name)")
                #expect(!names.contains("If-Match") || (isTagged && replies?["412"] != nil), "\(path.name)")
            }
        }
        #expect(
            unchanged == [
                "/v1/submissions/{id}", "/v1/dossiers/{number}", "/v1/agencies/{id}/assignments",
                "/v1/offices/{id}/assignments", "/v1/office-complaints/{complaint}",
                "/v1/submissions/{id}/documents", "/v1/submissions/{id}/documents/{document}/{page}",
                "/v1/dossiers/{number}/documents", "/v1/dossiers/{number}/documents/{document}/{page}",
                "/v1/offices/{id}/pack", "/v1/config", "/v1/config/{kind}/{id}", "/v1/config/versions/{version}",
                "/v1/config/{kind}/{id}/versions/{version}",
            ])
        #expect(matched.contains("/v1/office-complaints/{complaint}/answer"))
        #expect(matched.contains("/v1/dossiers/{number}/handovers"))
        #expect(matched.isDisjoint(with: ["/v1/manifests", "/v1/agencies/{id}/claims", "/v1/ratings", "/v1/dossiers"]))
    }

    @Test("CMP-01 a complaint about an office without any dossier has its term, its answer and its row, once")
    func officeComplaint() throws {
        let body = "{\"content\": \"Quầy mở cửa muộn.\", \"aboutAgency\": \"van-quan.labour\"}"
        let taken = try post("VAN_AN_CLERK", "/v1/office-complaints", "o1", body)
        #expect(taken.status == 201, "\(taken.text)")
        #expect(!taken.text.contains("mở cửa muộn"), "SEC-03: postal staff see that and by when")
        let id = try #require(taken.field("id"))
        let path = "/v1/office-complaints/\(id)"
        #expect(taken.fields["location"] == path)
        let again = try post("VAN_AN_CLERK", "/v1/office-complaints", "o1", body)
        #expect(again.status == 201 && again.field("id") == id && again.fields["idempotency-replayed"] == "true")
        let other = try post("VAN_AN_CLERK", "/v1/office-complaints", "o1", "{\"content\": \"Khác.\"}")
        #expect(other.status == 422 || other.status == 409, "\(other.text)")
        #expect(client("VAN_QUAN_OFFICIAL").send("GET", path)?.status == 404, "nobody else's business")
        let both = try post(
            "VAN_AN_CLERK", "/v1/office-complaints", "o2",
            "{\"content\": \"A\", \"aboutAgency\": \"van-quan.labour\", \"aboutOffice\": \"van-quan.one-stop\"}")
        #expect(both.status == 422 && both.text.contains("/aboutOffice"))
        let nobody = try post(
            "VAN_AN_CLERK", "/v1/office-complaints", "o3", "{\"content\": \"A\", \"aboutAgency\": \"nobody\"}")
        #expect(nobody.status == 422 && nobody.field("type") == "/problems/unknown-agency", "\(nobody.text)")
        let retried = try post(
            "VAN_AN_CLERK", "/v1/office-complaints", "o3", "{\"content\": \"A\", \"aboutAgency\": \"nobody\"}")
        #expect(retried.status == 422 && retried.field("type") == "/problems/unknown-agency")
        let tag = try #require(taken.fields["etag"])
        let current = try #require(client("VAN_AN_CLERK").send("GET", path))
        #expect(current.status == 200 && current.fields["etag"] == tag)
        #expect(client("VAN_AN_CLERK").send("GET", path, fields: ["If-None-Match: \(tag)"])?.status == 304)
        let answered = try post(
            "VAN_AN_OFFICIAL", path + "/answer", "o4", "{\"answer\": \"Đã nhắc nhở.\", \"upheld\": true}")
        #expect(answered.status == 201 && answered.text.contains("mở cửa muộn"), "\(answered.text)")
        let twice = try post(
            "VAN_AN_OFFICIAL", path + "/answer", "o5", "{\"answer\": \"Lần nữa.\", \"upheld\": true}")
        #expect(twice.status == 409 && twice.field("type") == "/problems/unknown-complaint", "\(twice.text)")
        let own = try post("VAN_AN_OFFICIAL", "/v1/office-complaints", "o6", "{\"content\": \"Thiếu ghế ngồi.\"}")
        #expect(own.status == 201)
        let register = try #require(
            client("VAN_AN_OFFICIAL").send("GET", office + "/registers/complaint?settled=false"))
        let row = try #require(register.json["entries"]?.asArray?.first)
        #expect(row["id"]?.asString == own.field("id") && row["submission"]?.asString == nil)
        let verified = try installation.run(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }
}
