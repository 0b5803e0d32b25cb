import DossierDomain
import HTTPTypes

/// The API's description, made from the endpoint table itself: OpenAPI 3.1 and a readable page.
struct APIDescription<Context: Sendable>: Sendable {
    private let described: [Endpoint<Context>]
    private let version: String

    init(endpoints: [Endpoint<Context>], version: String) {
        self.version = version
        described = endpoints + Self.serving([], page: "")
    }

    /// The two endpoints that serve it.
    var endpoints: [Endpoint<Context>] { Self.serving(openAPI.encoded(), page: page) }

    private static func serving(_ document: [UInt8], page: String) -> [Endpoint<Context>] {
        [
            Endpoint(
                operation: "readDescription", method: .get, path: "/openapi.json", tag: "description",
                summary: Wording(vi: "Mô tả API theo OpenAPI 3.1.", en: "The description, OpenAPI 3.1."), access: .open,
                success: Wording(vi: "Mô tả.", en: "The description."), answer: AnswerShape.openAPI
            ) { _ in
                APIReply(
                    status: .ok, fields: [.contentType: "application/json", .cacheControl: "no-cache"], body: document)
            },
            Endpoint(
                operation: "readDocumentation", method: .get, path: "/docs", tag: "description",
                summary: Wording(vi: "Trang đọc.", en: "A readable page."), access: .open,
                mediaType: "text/html", success: Wording(vi: "Trang.", en: "The page.")
            ) { _ in .page(page) },
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
        schemas.append("Problem", Self.problemSchema)
        for shape in described.compactMap(\.body) { collect(shape, for: .request, into: &schemas) }
        for endpoint in described {
            for shape in [endpoint.answer, endpoint.narrowedAnswer].compactMap(\.self) {
                collect(shape, for: .answer, into: &schemas)
            }
        }
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
                "examples": .object(examples(of: described)),
                "responses": .object(sharedResponses(of: described)), "headers": .object(Self.headerComponents),
            ],
        ]
    }

    private func operation(_ endpoint: Endpoint<Context>) -> JSONValue {
        let replies = responses(of: endpoint)
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
            for type in endpoint.bodyTypes { content.append(type, ["schema": ["type": "object"]]) }
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
            let name = String(segment.dropFirst().dropLast())
            let schema: JSONValue =
                name == "number"
                ? Shape.dossierNumber.schema : ["type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"]
            return parameter(name, "path", required: true, "In the path.", schema)
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
        let wishes = wishes(of: endpoint)
        if !wishes.isEmpty {
            parameters.append(
                parameter("Prefer", "header", required: false, wishes.joined(separator: " "), ["type": "string"]))
        }
        if endpoint.method == .get, endpoint.entityTag == .heeded {
            parameters.append(
                parameter(
                    "If-None-Match", "header", required: false, "304 where it is still this version.",
                    ["type": "string"]))
        }
        if endpoint.headers.contains(.acceptRanges) {
            parameters.append(
                parameter(
                    "Range", "header", required: false, "One range of bytes, such as bytes=0-65535.",
                    ["type": "string"]))
        }
        if endpoint.streamedMediaType != nil {
            parameters += [
                parameter(
                    "Upload-Offset", "header", required: true, "The bytes sent so far.",
                    ["type": "integer", "minimum": 0, "maximum": 999_999_999_999_999]),
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

    /// What `Prefer` may ask of an endpoint (RFC 7240).
    private func wishes(of endpoint: Endpoint<Context>) -> [String] {
        var wishes: [String] = []
        if endpoint.needsKey, endpoint.narrowedAnswer != nil {
            wishes.append(
                "return=minimal: of the dossier that was changed only number, submission, status and version"
                    + " (and what form 01 says).")
        }
        if endpoint.otherAnswers.contains(where: { $0.headers.contains(.preferenceApplied) }) {
            wishes.append("wait=N: waits up to N seconds, 60 at most, where there is nothing yet.")
        }
        return wishes
    }

    /// Named shapes, with those they contain, each once.
    private func collect(_ shape: Shape, for use: SchemaUse, into schemas: inout JSONObject) {
        if let name = shape.name {
            if schemas[name] != nil { return }
            schemas.append(name, shape.inlineSchema(for: use))
        }
        switch shape.kind {
        case .object(let fields): for field in fields { collect(field.shape, for: use, into: &schemas) }
        case .array(let element, _, _), .dictionary(let element, _): collect(element, for: use, into: &schemas)
        case .choice(_, let shapes): for shape in shapes { collect(shape, for: use, into: &schemas) }
        case .string, .text, .integer, .boolean, .enumeration, .anything: break
        }
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
