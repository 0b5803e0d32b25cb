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
                "headers": .object(headers(other.headers.map(\.rawValue))),
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
                    "headers": .object(headers(["ETag"])),
                ])
        }
        for set in problemSets(of: endpoint) { replies.append(String(set.status), set.reference) }
        replies.append("default", ["$ref": "#/components/responses/refused"])
        return replies
    }

    /// The problems that an endpoint may answer, by status.
    private func problemSets(of endpoint: Endpoint<Context>) -> [ProblemSet] {
        let kinds = endpoint.possibleProblems
        return Set(kinds.map(\.status)).sorted().map { status in
            var seen: Set<String> = []
            return ProblemSet(
                status: status, kinds: kinds.filter { $0.status == status && seen.insert($0.slug).inserted },
                isRecorded: endpoint.needsKey && [404, 409, 422].contains(status))
        }
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

    /// Answers that many endpoints share, by name: nearly all problems.
    func sharedResponses(of endpoints: [Endpoint<Context>]) -> JSONObject {
        var shared: JSONObject = [
            "refused": [
                "description": .string(
                    "What the HTTP server refuses by itself (/problems/\(ProblemKind.protocolError.slug))."),
                "content": ["application/problem+json": ["schema": ProblemSet.schema(of: [.protocolError])]],
            ]
        ]
        var known: Set<String> = []
        for set in endpoints.flatMap({ problemSets(of: $0) }) where known.insert(set.name).inserted {
            shared.append(set.name, set.response)
        }
        return shared
    }

    /// The header fields of answers, by name.
    static var headerComponents: JSONObject {
        let always = [
            ("X-Request-Id", "The request's identity, for the log."),
            ("ETag", "The version: for If-None-Match when read again, for If-Match when changed."),
            ("Idempotency-Replayed", "true where an earlier request under the key had done it, or was told so."),
            ("Retry-After", "After how many seconds to try again, where that may help."),
            ("WWW-Authenticate", "How to authenticate."),
        ]
        let others = AnswerHeader.allCases.map { ($0.rawValue, $0.meaning) }
        return JSONObject(
            (always + others).map { name, meaning in
                JSONObject.Member(
                    name: name, value: ["description": .string(meaning), "schema": ["type": "string"]])
            })
    }

    private func headers(of endpoint: Endpoint<Context>) -> JSONValue {
        var names = ["X-Request-Id"]
        if endpoint.entityTag != .none { names.append("ETag") }
        if endpoint.needsKey { names.append("Idempotency-Replayed") }
        return .object(headers(names + endpoint.headers.map(\.rawValue)))
    }

    private func headers(_ names: [String]) -> JSONObject { JSONObject(headersNamed: names) }

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

extension JSONObject {
    /// Header fields as references to their components.
    fileprivate init(headersNamed names: [String]) {
        self.init(
            names.map { Member(name: $0, value: ["$ref": .string("#/components/headers/\($0)")]) })
    }
}

/// The problems that an endpoint may answer under one status.
private struct ProblemSet {
    let status: Int
    let kinds: [ProblemKind]
    /// Whether it is told again where the request is sent again under its key.
    let isRecorded: Bool

    /// The same for the same problems, whatever the endpoint; short, for some endpoints may meet thirty.
    var name: String {
        let slugs = kinds.map(\.slug).sorted()
        let list = slugs.count <= 3 ? slugs.joined(separator: ".") : "\(slugs[0]).\(slugs.count).\(digest(of: slugs))"
        return "\(status).\(list)" + (isRecorded ? ".recorded" : "")
    }

    var reference: JSONValue { ["$ref": .string("#/components/responses/\(name)")] }

    var response: JSONValue {
        var headers = ["X-Request-Id"]
        let passing: [ProblemKind] = [
            .contention, .unavailable, .pressBusy, .tooManyUploads, .uploadBusy, .tooFast, .loginBarred, .loginBusy,
        ]
        if kinds.contains(where: { passing.contains($0) }) { headers.append("Retry-After") }
        if status == 401 { headers.append("WWW-Authenticate") }
        if isRecorded { headers.append("Idempotency-Replayed") }
        let list = kinds.map(\.title.en).joined(separator: "; ")
        // With these the HTTP server itself refuses as well, before any endpoint.
        let isServers = [400, 413, 415, 500, 503].contains(status)
        let content: JSONValue = [
            "schema": Self.schema(of: isServers ? kinds + [.protocolError] : kinds), "example": example,
        ]
        return [
            "description": .string(list), "headers": .object(JSONObject(headersNamed: headers)),
            "content": ["application/problem+json": content],
        ]
    }

    /// A problem of one of those kinds and no other.
    static func schema(of kinds: [ProblemKind]) -> JSONValue {
        [
            "allOf": [
                ["$ref": "#/components/schemas/Problem"],
                ["properties": ["type": ["enum": .list(kinds) { .string("/problems/\($0.slug)") }]]],
            ]
        ]
    }

    private var example: JSONValue {
        [
            "type": .string("/problems/\(kinds[0].slug)"), "title": .string(kinds[0].title.vi),
            "status": .count(status), "detail": .string(kinds[0].advice.vi),
            "requestId": "6f0f6c1e-2b1c-4a55-9d3e-0a8a3f1f7b11",
        ]
    }

    /// FNV-1a: the name has only to be the same in every process.
    private func digest(of slugs: [String]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in slugs.joined(separator: " ").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 36)
    }
}
