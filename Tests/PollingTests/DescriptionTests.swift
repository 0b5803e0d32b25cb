import DossierAPI
import HTTPTypes
import Testing

@Suite("The description of the API")
struct DescriptionTests {
    private struct Operation {
        let path: String
        let method: String
        let value: JSONValue

        var name: String { "\(method) \(path)" }
        /// What it may answer, references followed.
        func responses(in document: JSONValue) -> [JSONObject.Member] {
            (value["responses"]?.asObject?.members ?? []).map { response in
                guard let reference = response.value["$ref"]?.asString else { return response }
                let found = DescriptionTests.place(of: reference, in: document) ?? .null
                return JSONObject.Member(name: response.name, value: found)
            }
        }
    }

    /// Where a `$ref` leads.
    private static func place(of reference: String, in document: JSONValue) -> JSONValue? {
        reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) { $0?[String($1)] }
    }

    private func document() async throws -> JSONValue {
        let house = try House()
        defer { house.close() }
        return try await house.send(.get, "/openapi.json", as: House.clerk).json
    }

    private func operations(of document: JSONValue) -> [Operation] {
        (document["paths"]?.asObject?.members ?? []).flatMap { path in
            (path.value.asObject?.members ?? []).map {
                Operation(path: path.name, method: $0.name, value: $0.value)
            }
        }
    }

    /// Every `$ref` at or below a value.
    private func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member -> [String] in
                if member.name == "$ref", let text = member.value.asString { return [text] }
                return references(in: member.value)
            }
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }

    @Test("every JSON answer has a shape and an example, other successes a media type, and problems their document")
    func complete() async throws {
        let document = try await document()
        let operations = operations(of: document)
        #expect(operations.count >= 100)
        for operation in operations {
            let responses = operation.responses(in: document)
            let successes = responses.filter { $0.name.hasPrefix("2") }
            #expect(!successes.isEmpty, "\(operation.name)")
            for success in successes where success.name != "204" {
                let content = success.value["content"]?.asObject?.members ?? []
                #expect(!content.isEmpty, "\(operation.name) \(success.name)")
                for medium in content {
                    #expect(medium.value["schema"] != nil, "\(operation.name) \(medium.name)")
                    guard medium.name == "application/json" else { continue }
                    #expect(!references(in: medium.value["schema"] ?? .null).isEmpty, "\(operation.name)")
                    #expect(medium.value["examples"]?["sample"] != nil, "\(operation.name)")
                }
            }
            let problems = responses.filter { $0.name.hasPrefix("4") || $0.name.hasPrefix("5") }
            #expect(problems.contains { $0.name == "503" }, "\(operation.name)")
            for problem in problems {
                let content = problem.value["content"]?["application/problem+json"]
                #expect(content?["schema"] != nil, "\(operation.name) \(problem.name)")
            }
        }
    }

    @Test("every reference leads somewhere, and no component is there for nothing")
    func references() async throws {
        let document = try await document()
        let found = Set(references(in: document))
        for reference in found {
            #expect(Self.place(of: reference, in: document) != nil, "\(reference)")
        }
        let schemas = document["components"]?["schemas"]?.asObject?.members.map(\.name) ?? []
        #expect(Set(schemas).count == schemas.count)
        for name in schemas { #expect(found.contains("#/components/schemas/\(name)"), "\(name)") }
    }

    @Test("the header fields of answers are described where they occur")
    func headers() async throws {
        let document = try await document()
        func headers(_ path: String, _ method: String, _ status: String) -> [String] {
            let value = document["paths"]?[path]?[method] ?? .null
            let response = Operation(path: path, method: method, value: value).responses(in: document)
                .first { $0.name == status }
            return response?.value["headers"]?.asObject?.members.map(\.name) ?? []
        }
        let received = headers("/v1/dossiers", "post", "201")
        for name in ["Location", "ETag", "Idempotency-Replayed", "Preference-Applied", "X-Request-Id"] {
            #expect(received.contains(name), "\(name)")
        }
        #expect(headers("/v1/dossiers", "get", "200").contains("Link"))
        #expect(headers("/v1/dossiers", "post", "503").contains("Retry-After"))
        #expect(headers("/v1/dossiers", "get", "401").contains("WWW-Authenticate"))
        let upload = "/v1/submissions/{id}/uploads/{upload}"
        #expect(headers(upload, "patch", "204").contains("Upload-Offset"))
    }
}
