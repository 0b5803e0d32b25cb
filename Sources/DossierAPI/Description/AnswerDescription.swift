import HTTPTypes

extension APIDescription {
    /// All that an endpoint may answer, by status.
    func responses(of endpoint: Endpoint<Context>) -> JSONObject {
        var replies = JSONObject()
        var success: JSONObject = [
            "description": .string("\(endpoint.success.vi) / \(endpoint.success.en)"),
            "headers": headers(of: endpoint),
        ]
        success.append("content", ifPresent: content(of: endpoint))
        replies.append(String(endpoint.successStatus), .object(success))
        for other in endpoint.otherAnswers {
            var reply: JSONObject = [
                "description": .string("\(other.meaning.vi) / \(other.meaning.en)"),
                "headers": .object(described(other.headers)),
            ]
            // What is only part of a file is the same kind of file.
            if other.status == 206 { reply.append("content", ifPresent: content(of: endpoint)) }
            replies.append(String(other.status), .object(reply))
        }
        if endpoint.method == .get, endpoint.entityTag == .heeded {
            replies.append(
                "304",
                [
                    "description": "Unchanged since the ETag in If-None-Match.",
                    "headers": ["ETag": header("The version.")],
                ])
        }
        let problems = endpoint.problems + general(for: endpoint)
        for status in Set(problems.map(\.status)).sorted() {
            replies.append(String(status), problem(problems.filter { $0.status == status }, of: endpoint))
        }
        replies.append(
            "default",
            [
                "description": .string(
                    "What the HTTP server refuses by itself (/problems/\(ProblemKind.protocolError.slug))."),
                "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ])
        return replies
    }

    /// What the body of a success is: JSON of a shape, with an example, or something else.
    private func content(of endpoint: Endpoint<Context>) -> JSONValue? {
        guard endpoint.successStatus != 204 else { return nil }
        var content = JSONObject()
        for mediaType in [endpoint.mediaType] + endpoint.otherMediaTypes {
            guard mediaType == "application/json", let answer = endpoint.answer else {
                var schema: JSONObject = ["type": "string"]
                if !mediaType.hasPrefix("text/") { schema.append("format", "binary") }
                content.append(mediaType, ["schema": .object(schema)])
                continue
            }
            var schema = answer.schema(for: .answer)
            if let narrowed = endpoint.narrowedAnswer {
                schema = ["anyOf": .array([schema, narrowed.schema(for: .answer)])]
            }
            var json: JSONObject = ["schema": schema]
            if let name = answer.name {
                json.append("examples", ["sample": ["$ref": .string("#/components/examples/\(name)")]])
            }
            content.append(mediaType, .object(json))
        }
        return .object(content)
    }

    /// What answers look like, by the name of their shape: many endpoints answer alike.
    func examples(of endpoints: [Endpoint<Context>]) -> JSONObject {
        var examples = JSONObject()
        for answer in endpoints.compactMap(\.answer) {
            guard let name = answer.name, examples[name] == nil else { continue }
            examples.append(name, ["value": answer.sample])
        }
        return examples
    }

    private func problem(_ kinds: [ProblemKind], of endpoint: Endpoint<Context>) -> JSONValue {
        var seen: Set<String> = []
        let kinds = kinds.filter { seen.insert($0.slug).inserted }
        var headers: JSONObject = ["X-Request-Id": header("The request's identity, for the log.")]
        let passing = [ProblemKind.contention, .unavailable, .pressBusy, .tooManyUploads, .uploadBusy].map(\.slug)
        if kinds.contains(where: { passing.contains($0.slug) }) {
            headers.append("Retry-After", header("After how many seconds to try again, where that may help."))
        }
        if kinds.contains(where: { $0.status == 401 }) {
            headers.append("WWW-Authenticate", header("How to authenticate."))
        }
        if endpoint.needsKey {
            headers.append("Idempotency-Replayed", header("true where an earlier request under the key was told so."))
        }
        return [
            "description": .string(
                kinds.map { "\($0.title.en) (/problems/\($0.slug))" }.joined(separator: "; ")),
            "headers": .object(headers),
            "content": [
                "application/problem+json": [
                    "schema": ["$ref": "#/components/schemas/Problem"], "example": example(of: kinds[0]),
                ]
            ],
        ]
    }

    private func example(of kind: ProblemKind) -> JSONValue {
        [
            "type": .string("/problems/\(kind.slug)"), "title": .string(kind.title.vi), "status": .count(kind.status),
            "detail": .string(kind.advice.vi), "requestId": "6f0f6c1e-2b1c-4a55-9d3e-0a8a3f1f7b11",
        ]
    }

    /// What any endpoint of this form may answer.
    private func general(for endpoint: Endpoint<Context>) -> [ProblemKind] {
        var kinds: [ProblemKind] = [.invalidQuery, .notAcceptable, .internalError, .unavailable, .storageDamaged]
        if case .roles = endpoint.access { kinds += [.unauthenticated, .forbidden] }
        if endpoint.body != nil {
            kinds += [.malformedBody, .invalidBody, .unsupportedMediaType]
        } else {
            kinds.append(endpoint.streamedMediaType == nil ? .malformedBody : .unsupportedMediaType)
        }
        if endpoint.needsKey { kinds += [.keyMissing, .storageFull] }
        return kinds
    }

    private func header(_ text: String) -> JSONValue {
        ["description": .string(text), "schema": ["type": "string"]]
    }

    private func described(_ headers: [AnswerHeader]) -> JSONObject {
        JSONObject(headers.map { JSONObject.Member(name: $0.rawValue, value: header($0.meaning)) })
    }

    private func headers(of endpoint: Endpoint<Context>) -> JSONValue {
        var headers: JSONObject = ["X-Request-Id": header("The request's identity, for the log.")]
        if endpoint.entityTag != .none {
            let use = endpoint.method == .get ? "The version, for If-None-Match." : "The version, for If-Match."
            headers.append("ETag", header(use))
        }
        if endpoint.needsKey {
            headers.append("Idempotency-Replayed", header("true where an earlier request under the key had done it."))
        }
        for member in described(endpoint.headers).members { headers.append(member.name, member.value) }
        return .object(headers)
    }

    /// RFC 9457, with our extensions; what a kind of problem adds stands beside them.
    static var problemSchema: JSONValue {
        [
            "type": "object", "description": "RFC 9457; kinds of problems add members of their own.",
            "required": ["type", "title", "status", "detail", "requestId"],
            "properties": [
                "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                "detail": ["type": "string", "description": "What is the matter, and what to do next."],
                "errors": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["code", "message"],
                        "properties": [
                            "pointer": ["type": "string"], "parameter": ["type": "string"],
                            "header": ["type": "string"],
                            "code": ["type": "string", "enum": .list(FieldError.Code.allCases) { .name($0) }],
                            "message": ["type": "string"],
                        ],
                    ],
                ],
                "allowed": ["type": "array", "items": ["type": "string"]], "requestId": ["type": "string"],
            ],
        ]
    }
}
