import DossierDomain
import HTTPTypes

/// The API's description, made from the endpoint table itself: OpenAPI 3.1 and a readable page.
struct APIDescription<Context: Sendable>: Sendable {
    private let described: [Endpoint<Context>]
    private let version: String

    init(endpoints: [Endpoint<Context>], version: String) {
        self.version = version
        described = endpoints
    }

    /// The two endpoints that serve it.
    var endpoints: [Endpoint<Context>] {
        let document = openAPI.encoded()
        let html = page
        return [
            Endpoint(
                operation: "readDescription", method: .get, path: "/openapi.json", tag: "description",
                summary: Wording(vi: "Mô tả API theo OpenAPI 3.1.", en: "The description, OpenAPI 3.1."), access: .open,
                success: Wording(vi: "Mô tả.", en: "The description.")
            ) { _ in
                APIReply(
                    status: .ok, fields: [.contentType: "application/json", .cacheControl: "no-cache"], body: document)
            },
            Endpoint(
                operation: "readDocumentation", method: .get, path: "/docs", tag: "description",
                summary: Wording(vi: "Trang đọc.", en: "A readable page."), access: .open,
                mediaType: "text/html", success: Wording(vi: "Trang.", en: "The page.")
            ) { _ in .page(html) },
        ]
    }

    var openAPI: JSONValue {
        var paths = JSONObject()
        var order: [String] = []
        for endpoint in described where !order.contains(endpoint.path) { order.append(endpoint.path) }
        for path in order {
            var item = JSONObject()
            for endpoint in described where endpoint.path == path {
                item.append(endpoint.method.rawValue.lowercased(), operation(endpoint))
            }
            paths.append(path, .object(item))
        }
        var schemas = JSONObject()
        for shape in described.compactMap(\.body) { collect(shape, into: &schemas) }
        schemas.append("Problem", problemSchema)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "MotCua", "version": .string(version),
                "description":
                    "One-stop processing of administrative dossiers (một cửa liên thông). Messages are Vietnamese unless Accept-Language prefers English.",
            ],
            "servers": [["url": "/"]], "paths": .object(paths),
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]], "schemas": .object(schemas),
            ],
        ]
    }

    private func operation(_ endpoint: Endpoint<Context>) -> JSONValue {
        var replies = JSONObject()
        var success: JSONObject = [
            "description": .string("\(endpoint.success.vi) / \(endpoint.success.en)"),
            "headers": headers(of: endpoint),
        ]
        if endpoint.mediaType != "application/json" {
            var content = JSONObject()
            for mediaType in [endpoint.mediaType] + endpoint.otherMediaTypes { content.append(mediaType, [:]) }
            success.append("content", .object(content))
        }
        replies.append(String(endpoint.successStatus), .object(success))
        if endpoint.method == .get, endpoint.entityTag == .heeded {
            replies.append("304", ["description": "Unchanged since the ETag in If-None-Match."])
        }
        let problems = endpoint.problems + general(for: endpoint)
        for status in Set(problems.map(\.status)).sorted() {
            let kinds = problems.filter { $0.status == status }.map { "\($0.title.en) (/problems/\($0.slug))" }
            replies.append(
                String(status),
                [
                    "description": .string(kinds.joined(separator: "; ")),
                    "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                ])
        }
        var operation: JSONObject = [
            "operationId": .string(endpoint.operation), "tags": [.string(endpoint.tag)],
            "summary": .string("\(endpoint.summary.vi) / \(endpoint.summary.en)"),
            "parameters": .array(parameters(of: endpoint)), "responses": .object(replies),
        ]
        if let body = endpoint.body {
            operation.append(
                "requestBody",
                [
                    "required": .bool(!body.check([:]).isEmpty),
                    "content": ["application/json": ["schema": body.schema]],
                ])
        }
        if !endpoint.bodyTypes.isEmpty {
            var content = JSONObject()
            for type in endpoint.bodyTypes { content.append(type, ["schema": [:]]) }
            operation.append("requestBody", ["required": true, "content": .object(content)])
        }
        if let mediaType = endpoint.streamedMediaType {
            operation.append(
                "requestBody",
                [
                    "required": false,
                    "content": [mediaType: ["schema": ["type": "string", "format": "binary"]]],
                ])
        }
        if case .roles(let roles) = endpoint.access {
            operation.append("security", [["bearer": []]])
            operation.append("x-roles", .list(roles.map(\.rawValue).sorted()) { .string($0) })
        } else {
            operation.append("security", [])
        }
        return .object(operation)
    }

    /// What any endpoint of this form may answer.
    private func general(for endpoint: Endpoint<Context>) -> [ProblemKind] {
        var kinds: [ProblemKind] = [.invalidQuery, .notAcceptable, .internalError, .unavailable, .storageDamaged]
        if case .roles = endpoint.access { kinds += [.unauthenticated, .forbidden, .forbiddenByRule] }
        if endpoint.body != nil { kinds += [.malformedBody, .invalidBody, .unsupportedMediaType] }
        if !endpoint.bodyTypes.isEmpty { kinds += [.malformedBody, .invalidBody, .unsupportedMediaType] }
        if endpoint.needsKey { kinds += [.keyMissing, .storageFull] }
        return kinds
    }

    private func headers(of endpoint: Endpoint<Context>) -> JSONValue {
        func header(_ text: String) -> JSONValue {
            ["description": .string(text), "schema": ["type": "string"]]
        }
        var headers: JSONObject = ["X-Request-Id": header("The request's identity, for the log.")]
        if endpoint.entityTag != .none {
            let use = endpoint.method == .get ? "The version, for If-None-Match." : "The version, for If-Match."
            headers.append("ETag", header(use))
        }
        if endpoint.needsKey {
            headers.append("Idempotency-Replayed", header("true where an earlier request under the key had done it."))
        }
        return .object(headers)
    }

    private func parameters(of endpoint: Endpoint<Context>) -> [JSONValue] {
        func parameter(_ name: String, _ place: String, required: Bool, _ text: String, _ schema: JSONValue)
            -> JSONValue
        {
            [
                "name": .string(name), "in": .string(place), "required": .bool(required),
                "description": .string(text), "schema": schema,
            ]
        }
        var parameters = endpoint.segments.filter { $0.hasPrefix("{") }.map { segment in
            parameter(
                String(segment.dropFirst().dropLast()), "path", required: true, "In the path.", ["type": "string"])
        }
        parameters += endpoint.query.map {
            parameter($0.name, "query", required: $0.isRequired, "\($0.meaning.vi) / \($0.meaning.en)", $0.shape.schema)
        }
        if endpoint.needsKey {
            parameters.append(
                parameter(
                    "Idempotency-Key", "header", required: true, "A new key for each act; sent again, it happens once.",
                    ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"]))
        }
        if endpoint.needsKey {
            parameters.append(
                parameter(
                    "Prefer", "header", required: false,
                    "return=minimal: of a dossier that was changed only number, status and version (and what form 01 says).",
                    ["type": "string"]))
        }
        if endpoint.streamedMediaType != nil {
            parameters += [
                parameter(
                    "Upload-Offset", "header", required: true, "The bytes sent so far.",
                    ["type": "integer", "minimum": 0]),
                parameter(
                    "Upload-Complete", "header", required: true, "?1 for the last piece, ?0 for others.",
                    ["type": "string", "enum": ["?0", "?1"]]),
            ]
        }
        if endpoint.needsKey, endpoint.entityTag == .heeded {
            let isRequired = endpoint.problems.contains(.preconditionRequired)
            parameters.append(
                parameter(
                    "If-Match", "header", required: isRequired && endpoint.method != .put,
                    isRequired
                        ? "The version it is made from (428 without, 412 where it is another); PUT of something new sends"
                            + " If-None-Match: * instead."
                        : "Do it only at this version (412 otherwise).",
                    ["type": "string"]))
        }
        return parameters
    }

    /// Named shapes, with those they contain, each once.
    private func collect(_ shape: Shape, into schemas: inout JSONObject) {
        if let name = shape.name {
            if schemas[name] != nil { return }
            schemas.append(name, shape.inlineSchema)
        }
        switch shape.kind {
        case .object(let fields): for field in fields { collect(field.shape, into: &schemas) }
        case .array(let element, _, _), .dictionary(let element, _): collect(element, into: &schemas)
        case .string, .text, .integer, .boolean, .enumeration, .anything: break
        }
    }

    private var problemSchema: JSONValue {
        [
            "type": "object", "description": "RFC 9457",
            "required": ["type", "title", "status", "detail", "requestId"],
            "properties": [
                "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                "detail": ["type": "string", "description": "What is the matter, and what to do next."],
                "errors": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": [
                            "pointer": ["type": "string"], "parameter": ["type": "string"],
                            "header": ["type": "string"],
                            "code": ["type": "string"], "message": ["type": "string"],
                        ],
                    ],
                ],
                "allowed": ["type": "array", "items": ["type": "string"]], "requestId": ["type": "string"],
            ],
        ]
    }

    private var page: String {
        let rows = described.map { endpoint in
            """
            <section><h2><code>\(endpoint.method.rawValue) \(endpoint.path)</code></h2>
            <p>\(endpoint.summary.vi)</p><p lang="en">\(endpoint.summary.en)</p>
            <pre>\(example(endpoint))</pre></section>
            """
        }
        return """
            <!doctype html><html lang="vi"><meta charset="utf-8"><title>MotCua API</title>
            <style>body{font:17px/1.5 sans-serif;max-width:56em;margin:2em auto;padding:0 1em}pre{background:#f4f4f4;padding:.7em;overflow-x:auto}</style>
            <h1>MotCua \(version)</h1><p><a href="/openapi.json">openapi.json</a> · <a href="/problems">problems</a></p>
            \(rows.joined(separator: "\n"))</html>
            """
    }

    private func example(_ endpoint: Endpoint<Context>) -> String {
        var lines = ["curl -sS \"$MOTCUA\(endpoint.path)\""]
        if case .roles = endpoint.access { lines.append("  -H \"Authorization: Bearer $TOKEN\"") }
        if endpoint.needsKey { lines.append("  -H \"Idempotency-Key: $(uuidgen)\"") }
        if let type = endpoint.bodyTypes.first {
            lines += ["  -X \(endpoint.method.rawValue)", "  -H 'Content-Type: \(type)'", "  --data-binary @FILE"]
        }
        if let body = endpoint.body {
            lines.append("  -H 'Content-Type: application/json'")
            let names =
                if case .object(let fields) = body.kind { fields.filter(\.isRequired).map(\.name) } else { [String]() }
            lines.append("  -d '{\(names.map { "\"\($0)\": …" }.joined(separator: ", "))}'")
        }
        return lines.joined(separator: " \\\n")
    }
}
