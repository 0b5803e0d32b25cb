import DossierAPI
import DossierService
import Foundation
import Testing

/// What a process writes about people: nothing that is theirs (SEC-06).
@Suite("Secrets", .serialized)
struct SecretsTests {
    private let access: AccessProcess
    private let server: ServerProcess

    init() throws {
        access = try AccessProcess()
        // As much as it can be made to say.
        server = try access.serve(at: "2019-08-20T08:00:00+07:00", ["--log-level", "trace"])
    }

    private static let name = "Lương Thị Thanh Huyền"
    private static let people = [name, "Thanh Huyền", "Phùng Văn Đại", "Hoàng Thị Mẫu"]
    private static let figures = ["020175009876", "0987654321", "số 12 đường Trần Đăng Ninh"]
    private static let texts = ["con dâu của người mất", "gửi thiếu giấy chứng tử"]

    @Test("SEC-06 neither secrets nor personal data stand in any line of log or metrics, nor secrets in the database")
    func nothingIsWritten() throws {
        var secrets = access.tokens.values.map { String($0.suffix(72)) }
        secrets += try people()
        secrets += try citizens()
        try strangers(secrets)

        let metrics = try #require(access.client("ADMINISTRATOR", at: server).send("GET", "/metrics"))
        #expect(metrics.status == 200 && metrics.text.contains("motcua_access_total{event=\"login-wrong\"} 2\n"))
        #expect(server.terminate() == 0)
        let log = try server.logText()
        #expect(log.contains("operation=logIn method=POST status=401"), "the log does tell of logins")
        for (place, text) in [("the log", log), ("the metrics", metrics.text)] {
            let folded = Self.folded(text)
            for secret in secrets + Self.people + Self.figures + Self.texts {
                #expect(!folded.contains(Self.folded(secret)), "\(place) tells '\(secret)'")
            }
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: access.installation.folder.path)
        where file.hasPrefix("motcua.db") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: access.installation.folder.path + "/" + file))
            for secret in secrets where secret.utf8.count > 12 {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file) holds '\(secret)'")
            }
            for person in Self.people.prefix(3) + Self.figures + Self.texts {
                #expect(bytes.range(of: Data(person.utf8)) == nil, "\(file) holds '\(person)'")
            }
        }
    }

    /// Letters alone, as somebody would search who doesn't know how a text was escaped or broken.
    private static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .filter { $0.isLetter || $0.isNumber }
    }

    /// A clerk's first login, wrong ones, codes, rotation and revocation; answers every secret that went over the wire.
    private func people() throws -> [String] {
        let administrator = access.client("ADMINISTRATOR", at: server)
        try access.give("demo.an", named: "an.vanan", at: server)
        let opened = try access.logIn(
            "an.vanan", AccessProcess.first, #", "newPassword": "\#(AccessProcess.own)""#, at: server)
        let session = try access.bearing(opened, at: server)
        let offered = try #require(session.send("POST", "/v1/me/one-time-secrets"))
        let secret = try #require(OneTimeSecret(offered.field("secret") ?? ""), "\(offered.text)")
        let code = try AccessProcess.code(of: secret, after: offered)
        let set = session.send(
            "PUT", "/v1/me/one-time-codes", body: #"{"secret": "\#(secret.text)", "code": "\#(code)"}"#)
        #expect(set?.status == 204)
        let wrong = "tôi quên mật khẩu rồi"
        #expect(try access.logIn("an.vanan", wrong, at: server).status == 401)
        #expect(try access.logIn("nobody.here", wrong, at: server).status == 401)
        let issued = try #require(
            administrator.send(
                "POST", "/v1/credentials", key: "k-1",
                body: #"{"role": "agency-system", "agency": "van-quan.labour", "name": "Máy chủ phòng Lao động"}"#))
        let id = try #require(issued.json["credential"]?["id"]?.asString, "\(issued.text)")
        let rotated = try #require(
            administrator.send("POST", "/v1/credentials/\(id)/rotation", key: "k-2", body: "{}"))
        #expect(rotated.status == 201, "\(rotated.text)")
        #expect(administrator.send("DELETE", "/v1/credentials/\(id)")?.status == 200)
        let tokens = [opened, issued, rotated].compactMap { $0.field("token").map { String($0.suffix(72)) } }
        #expect(tokens.count == 3)
        return tokens + [AccessProcess.first, AccessProcess.own, wrong, secret.text]
    }

    /// Receptions, right and wrong bodies, look-ups and complaints; answers the slip's code.
    private func citizens() throws -> [String] {
        let clerk = access.client("VAN_AN_CLERK", at: server)
        func body(_ procedure: String) -> String {
            """
            {"procedure": "\(procedure)", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
             "applicant": {"name": "\(Self.name)", "phone": "\(Self.figures[1])", "address": "\(Self.figures[2])",
              "identityDocument": {"kind": "citizen-id", "number": "\(Self.figures[0])"}},
             "documents": [{"document": "declaration", "originals": 1}, {"document": "death-certificate", "originals": 1}]}
            """
        }
        let received = try #require(clerk.send("POST", "/v1/dossiers", key: "r-1", body: body("2.002307")))
        #expect(received.status == 201, "\(received.text)")
        #expect(clerk.send("POST", "/v1/dossiers", key: "r-2", body: body("9.999999"))?.status == 422)
        let broken = clerk.send("POST", "/v1/dossiers", key: "r-3", body: String(body("2.002307").dropLast(5)))
        #expect(broken?.status == 400)
        let number = try #require(received.field("number"))
        let code = try #require(received.field("slipCode"))
        #expect(clerk.send("GET", "/v1/dossiers/\(number)")?.status == 200)
        let nobody = access.client(nil, at: server)
        func lookUp(_ code: String) -> Int? {
            nobody.send("POST", "/v1/lookup", body: #"{"number": "\#(number)", "slipCode": "\#(code)"}"#)?.status
        }
        #expect(lookUp(code) == 200)
        #expect(lookUp("0000-0000") == 404)
        let complaint = try #require(
            nobody.send(
                "POST", "/v1/complaints", key: "c-1",
                body: #"{"number": "\#(number)", "slipCode": "\#(code)", "content": "\#(Self.texts[0])"}"#))
        #expect(complaint.status == 201, "\(complaint.text)")
        let shown = access.client("VAN_AN_OFFICIAL", at: server).send("GET", "/v1/dossiers/\(number)")
        #expect(shown?.text.contains(Self.texts[0]) == true, "\(shown?.text ?? "-")")

        let brought = try #require(
            clerk.send(
                "POST", "/v1/submissions", key: "s-1",
                body: """
                    {"procedure": "2.002307", "counter": "van-quan.van-an.counter-1", "applicantUnit": "van-quan.van-an",
                     "applicant": {"name": "\(Self.people[2])",
                      "identityDocument": {"kind": "citizen-id", "number": "\(Self.figures[0])"}},
                     "documents": [{"document": "declaration", "originals": 1}]}
                    """))
        let submission = try #require(brought.field("submission"), "\(brought.text)")
        let asked = try #require(
            clerk.send(
                "POST", "/v1/submissions/\(submission)/supplement-requests", key: "s-2",
                body: """
                    {"missing": [{"document": "death-certificate", "originals": 1}], "guidance": "\(Self.texts[1])"}
                    """))
        #expect(asked.status == 201, "\(asked.text)")
        return [code]
    }

    /// Secrets where they don't belong: in paths, queries, request identities, methods and broken heads.
    private func strangers(_ secrets: [String]) throws {
        let token = try #require(access.tokens["VAN_AN_CLERK"])
        let encoded = try #require(Self.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let nobody = access.client(nil, at: server)
        for path in ["/v1/\(token)", "/v1/dossiers?token=\(token)", "/v1/sessions?userName=\(encoded)", "/\(encoded)"] {
            #expect(nobody.send("GET", path) != nil, "\(path)")
        }
        let clerk = access.client("VAN_AN_CLERK", at: server)
        #expect(clerk.send("GET", "/v1/me", fields: ["X-Request-Id: \(token)"])?.status == 200)
        #expect(clerk.send("GET", "/v1/me", fields: ["X-\(Self.name): \(Self.name)"])?.status == 400)
        #expect(clerk.send(token, "/v1/me") != nil)
        #expect(clerk.send("GET", "/v1/me", fields: ["Content-Length: \(token)"])?.status == 400)
        var other = nobody
        other.token = String(token.dropLast()) + "x"
        #expect(other.send("GET", "/v1/me")?.status == 401)
    }
}
