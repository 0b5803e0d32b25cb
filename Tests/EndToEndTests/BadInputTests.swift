import DossierAPI
import Foundation
import Testing

/// An endpoint as the server itself describes it.
private struct Described {
    let method: String
    let path: String
    let needsCredential: Bool
    let roles: [String]
    let takesBody: Bool
    let requiresBodyFields: Bool
    let needsKey: Bool

    /// The path with parameters filled in by `number` and well-formed identities.
    func path(number: String) -> String {
        path.split(separator: "/").map { segment in
            switch segment {
            case "{number}": number
            case "{slug}": "not-found"
            case "{kind}": "counters"
            case let other where other.hasPrefix("{"): "nothing-like-this"
            default: String(segment)
            }
        }.reduce("") { $0 + "/" + $1 }
    }
}

@Suite("Bad input", .serialized)
struct BadInputTests {
    private let installation: Installation
    private let tokens: [String: String]
    private let server: ServerProcess
    private let number: String
    private let endpoints: [Described]

    init() throws {
        let (installation, issued) = try Installation.pilot()
        var tokens = issued
        let official = try installation.run([
            "credential", "issue", "--role", "official", "--office", "van-quan.van-an.one-stop",
            "--counter", "van-quan.van-an.counter-1",
        ])
        tokens["VAN_AN_OFFICIAL"] = official.output.trimmingCharacters(in: .whitespacesAndNewlines)
        self.installation = installation
        self.tokens = tokens
        server = try installation.serve()
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        number = try #require(clerk.receive(key: "first")?.field("number"))
        let description = try #require(Client(port: server.port).send("GET", "/openapi.json")).json
        endpoints = (description["paths"]?.asObject?.members ?? []).flatMap { path in
            (path.value.asObject?.members ?? []).map { operation in
                let body = operation.value["requestBody"]
                let parameters = operation.value["parameters"]?.asArray ?? []
                return Described(
                    method: operation.name.uppercased(), path: path.name,
                    needsCredential: operation.value["security"]?.asArray?.isEmpty == false,
                    roles: operation.value["x-roles"]?.asArray?.compactMap(\.asString) ?? [],
                    takesBody: body?["content"]?["application/json"] != nil,
                    requiresBodyFields: body?["required"]?.asBool == true,
                    needsKey: parameters.contains { $0["name"]?.asString == "Idempotency-Key" })
            }
        }
        #expect(endpoints.count >= 30)
    }

    /// A client in a role that the endpoint admits.
    private func admitted(to endpoint: Described) -> Client {
        let names = [
            "postal-clerk": "VAN_AN_CLERK", "official": "VAN_AN_OFFICIAL", "agency-system": "VAN_AN_COMMITTEE",
            "administrator": "ADMINISTRATOR",
        ]
        let role = endpoint.roles.contains("postal-clerk") ? "postal-clerk" : endpoint.roles.first ?? ""
        return Client(port: server.port, token: names[role].flatMap { tokens[$0] })
    }

    /// A problem document that says what is the matter, in Vietnamese and in English.
    private func expectProblem(
        _ statuses: Set<Int>, _ endpoint: Described, _ what: String, _ send: (Client) -> Answer?, as client: Client
    ) throws {
        var client = client
        var details: [String] = []
        for language in ["vi", "en"] {
            client.language = language
            let answer = try #require(send(client), "\(endpoint.method) \(endpoint.path), \(what): no answer")
            #expect(
                statuses.contains(answer.status),
                "\(endpoint.method) \(endpoint.path), \(what): \(answer.status) \(answer.text)")
            #expect(answer.fields["content-type"] == "application/problem+json")
            #expect(answer.field("type")?.hasPrefix("/problems/") == true)
            #expect(answer.field("requestId")?.isEmpty == false)
            details.append(answer.field("detail") ?? "")
        }
        #expect(details[0] != details[1] && !details[0].isEmpty, "\(endpoint.path), \(what): \(details)")
    }

    @Test("every endpoint answers bad input with what to do, in either language, and nothing changes")
    func everyEndpoint() throws {
        let before = try installation.run(["verify"]).output
        for endpoint in endpoints {
            let path = endpoint.path(number: number)
            let client = admitted(to: endpoint)
            try expectProblem(
                [400], endpoint, "unknown parameter",
                { $0.send(endpoint.method, path + "?surprise=1", key: "q") }, as: client)
            try expectProblem(
                [406], endpoint, "impossible wish",
                { $0.send(endpoint.method, path, key: "g", fields: ["Accept: audio/ogg"]) }, as: client)
            if endpoint.takesBody {
                try expectProblem(
                    [400], endpoint, "wrong JSON", { $0.send(endpoint.method, path, key: "a", body: "{\"a\": ") },
                    as: client)
                try expectProblem(
                    [422], endpoint, "wrong type", { $0.send(endpoint.method, path, key: "b", body: "[1]") }, as: client
                )
                try expectProblem(
                    [422], endpoint, "unknown field",
                    { $0.send(endpoint.method, path, key: "c", body: "{\"surprise\": true}") }, as: client)
                try expectProblem(
                    [415], endpoint, "wrong media type",
                    { $0.send(endpoint.method, path, key: "d", body: "{}", fields: ["Content-Type: text/plain"]) },
                    as: client)
            }
            if endpoint.requiresBodyFields {
                try expectProblem(
                    [422], endpoint, "missing fields", { $0.send(endpoint.method, path, key: "e", body: "{}") },
                    as: client)
            }
            if endpoint.needsKey {
                try expectProblem(
                    [400], endpoint, "no key", { $0.send(endpoint.method, path, body: "{}") }, as: client)
            }
        }
        #expect(try installation.run(["verify"]).output == before, "nothing changed")
    }

    @Test("an unknown number, a foreign credential and a stale version change nothing, at every endpoint of a dossier")
    func everyEndpointOfADossier() throws {
        let before = try installation.run(["verify"]).output
        let unknown = "000.11.30.H37-190820-0001"
        for endpoint in endpoints where endpoint.path.contains("{number}") {
            let body = try validBody(for: endpoint)
            let client = admitted(to: endpoint)
            try expectProblem(
                [404], endpoint, "unknown number",
                { $0.send(endpoint.method, endpoint.path(number: unknown), key: "f", body: body) }, as: client)
            let foreign = foreign(to: endpoint)
            // Administrators are foreign to nothing; whoever else asks for what is theirs alone is refused by role.
            let isForAdministrators = endpoint.roles == ["administrator"]
            try expectProblem(
                [isForAdministrators ? 403 : 404], endpoint, "foreign credential",
                { $0.send(endpoint.method, endpoint.path(number: number), key: "h", body: body) }, as: foreign)
            let seen = foreign.send(endpoint.method, endpoint.path(number: number), key: "i", body: body)
            let absent = foreign.send(endpoint.method, endpoint.path(number: unknown), key: "j", body: body)
            #expect(seen?.field("detail") == absent?.field("detail"), "nothing betrays that the dossier exists")
            // An upload that begins changes nothing of the dossier yet: its last piece does.
            if endpoint.needsKey, !endpoint.path.hasSuffix("/documents") {
                try expectProblem(
                    [412], endpoint, "stale version",
                    {
                        $0.send(
                            endpoint.method, endpoint.path(number: number), key: "l", body: body,
                            fields: ["If-Match: \"1-1-vi\""])
                    }, as: client)
            }
        }
        for endpoint in endpoints where endpoint.path.contains("/submissions/{id}") {
            let body = try validBody(for: endpoint)
            try expectProblem(
                [404], endpoint, "unknown submission",
                { $0.send(endpoint.method, endpoint.path(number: number), key: "m", body: body) },
                as: admitted(to: endpoint))
        }
        #expect(try installation.run(["verify"]).output == before, "nothing changed")
    }

    /// A body that the endpoint's shape accepts; a new endpoint with required fields has to be added here.
    private func validBody(for endpoint: Described) throws -> String? {
        guard endpoint.takesBody else { return nil }
        guard endpoint.requiresBodyFields else { return "{}" }
        let bodies = [
            "/v1/submissions/{id}/refusal":
                "{\"reason\": \"A\"}",
            "/v1/dossiers/{number}/supplement-requests":
                "{\"assignment\": \"a\", \"guidance\": \"A\", \"missing\": [{\"document\": \"declaration\", \"originals\": 1}]}",
            "/v1/dossiers/{number}/assignments/{assignment}/refusal":
                "{\"number\": \"1\", \"date\": \"2019-09-05\", \"reasons\": \"A\", \"signer\": {\"name\": \"A\", \"position\": \"B\"}}",
            "/v1/dossiers/{number}/apology":
                "{\"reason\": \"A\", \"signer\": {\"name\": \"A\", \"position\": \"B\"}}",
            "/v1/dossiers/{number}/withdrawal":
                "{\"requester\": {\"name\": \"A\", \"identityDocument\": {\"kind\": \"other\", \"number\": \"1\"}}}",
            "/v1/dossiers/{number}/stop":
                "{\"reason\": \"A\", \"signer\": {\"name\": \"A\", \"position\": \"B\"}}",
            "/v1/dossiers/{number}/paper-returns":
                "{\"recipient\": {\"name\": \"A\", \"identityDocument\": {\"kind\": \"other\", \"number\": \"1\"}}}",
            "/v1/dossiers/{number}/incidents":
                "{\"kind\": \"lost\", \"description\": \"A\"}",
            "/v1/dossiers/{number}/result-delivery":
                "{\"carrier\": \"VNPost\"}",
            "/v1/dossiers/{number}/result-corrections":
                "{\"reason\": \"A\", \"decision\": {\"outcome\": \"granted\", \"number\": \"1\", \"date\": \"2019-09-05\", \"signer\": {\"name\": \"A\", \"position\": \"B\"}}}",
            "/v1/dossiers/{number}/payment-demands":
                "{\"amountVND\": 1000, \"basis\": \"A\"}",
            "/v1/dossiers/{number}/fees":
                "{\"receipt\": \"1\"}",
            "/v1/dossiers/{number}/notices/{notice}/outcome":
                "{\"channel\": \"sms\", \"outcome\": \"delivered\"}",
            "documents":
                "{\"document\": \"declaration\", \"mediaType\": \"image/png\", \"byteCount\": 1, \"sha256\": \"\(String(repeating: "a", count: 64))\"}",
            "/v1/dossiers/{number}/ratings":
                "{\"scores\": [{\"indicator\": 7, \"score\": 2}]}",
            "/v1/office-complaints": "{\"content\": \"A\"}",
            "/v1/office-complaints/{complaint}/answer":
                "{\"answer\": \"A\", \"upheld\": false}",
            "/v1/dossiers/{number}/complaints":
                "{\"content\": \"A\"}",
            "/v1/dossiers/{number}/complaints/{complaint}/answer":
                "{\"answer\": \"A\", \"upheld\": false}",
            "erasure": "{\"ground\": \"personRequest\"}",
            "dispatch": "{\"carrier\": \"VNPost\"}", "return": "{\"reason\": \"Thiếu tờ khai\"}",
            "handing-over":
                "{\"recipient\": {\"name\": \"Hoàng Thị Mẫu\", \"identityDocument\": {\"kind\": \"other\", \"number\": \"1\"}}}",
            "supplement-requests": "{\"missing\": [{\"document\": \"declaration\", \"originals\": 1}]}",
            "replanning": "{\"reason\": \"Sáp nhập xã\"}", "answer": "{\"answer\": \"Đồng ý\"}",
            "consultations":
                "{\"asked\": \"van-quan.justice\", \"answerWithinWorkingDays\": 3, \"question\": \"Có đúng không?\"}",
            "supplements": "{\"documents\": [{\"document\": \"declaration\", \"originals\": 1}]}",
        ]
        let verb = endpoint.path.split(separator: "/").last.map { String($0) } ?? ""
        let body: String = try #require(
            bodies[endpoint.path] ?? bodies[verb], "no valid body is known for \(endpoint.path)")
        return body
    }

    /// A client in a role that the endpoint admits, at a body that takes no part in the dossier; an official's where
    /// only administrators are admitted.
    private func foreign(to endpoint: Described) -> Client {
        let name =
            endpoint.roles.contains("agency-system")
            ? "LANG_SON_LABOUR" : endpoint.roles.contains("postal-clerk") ? "VAN_QUAN_CLERK" : "VAN_QUAN_OFFICIAL"
        return Client(port: server.port, token: tokens[name])
    }

    @Test("SEC-01 nothing is open but health, the look-up and the description")
    func openEndpoints() throws {
        let open = Set(endpoints.filter { !$0.needsCredential }.map(\.path))
        #expect(
            open == [
                "/healthz", "/readyz", "/tra-cuu", "/v1/lookup", "/v1/ratings", "/v1/complaints", "/v1/sessions",
                "/problems", "/problems/{slug}", "/openapi.json", "/docs",
            ])
        for endpoint in endpoints where endpoint.needsCredential {
            for token in [nil, "nonsense", "motcua_demo-van-an-clerk_" + String(repeating: "0", count: 72)] {
                let answer = try #require(
                    Client(port: server.port, token: token).send(
                        endpoint.method, endpoint.path(number: number), key: "k"))
                #expect(answer.status == 401, "\(endpoint.method) \(endpoint.path)")
                #expect(answer.fields["www-authenticate"]?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test("a foreign credential finds nothing of a dossier in any list")
    func foreignCredential() throws {
        let foreign = Client(port: server.port, token: tokens["LANG_SON_LABOUR"])
        let list = try #require(foreign.send("GET", "/v1/dossiers"))
        #expect(list.json["dossiers"]?.asArray?.isEmpty == true)
        let work = try #require(foreign.send("GET", "/v1/agencies/van-quan.van-an.committee/assignments"))
        #expect(work.status == 404)
    }

    @Test("the citizen's look-up needs number and code, and shows no personal data")
    func lookUp() throws {
        let clerk = Client(port: server.port, token: tokens["VAN_AN_CLERK"])
        let code = try #require(clerk.send("GET", "/v1/dossiers/\(number)")?.field("slipCode"))
        let citizen = Client(port: server.port)
        let found = try #require(
            citizen.send(
                "POST", "/v1/lookup", body: "{\"number\": \"\(number)\", \"slipCode\": \"\(code.lowercased())\"}"))
        #expect(found.status == 200, "\(found.text)")
        #expect(found.field("status") == "received")
        #expect(!found.text.contains("Hoàng"))
        let wrong = try #require(
            citizen.send("POST", "/v1/lookup", body: "{\"number\": \"\(number)\", \"slipCode\": \"0000-0000\"}"))
        #expect(wrong.status == 404)
    }
}
