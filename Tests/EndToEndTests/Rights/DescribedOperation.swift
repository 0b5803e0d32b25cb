import DossierAPI

/// An operation as the running server describes it, and the smallest requests that it allows.
struct DescribedOperation {
    /// A parameter of the query.
    struct Parameter {
        let name: String
        let isRequired: Bool
        let schema: JSONValue
    }

    let name: String
    let method: String
    let path: String
    let parameters: [Parameter]
    let roles: [String]
    private let body: JSONValue?
    private let schemas: JSONValue

    /// All operations of a description, by path and method.
    static func all(of description: JSONValue) -> [DescribedOperation] {
        let schemas = description["components"]?["schemas"] ?? .null
        var found: [DescribedOperation] = []
        for path in description["paths"]?.asObject?.members ?? [] {
            for item in path.value.asObject?.members ?? [] {
                guard let name = item.value["operationId"]?.asString else { continue }
                let parameters = (item.value["parameters"]?.asArray ?? []).filter { $0["in"]?.asString == "query" }
                found.append(
                    DescribedOperation(
                        name: name, method: item.name.uppercased(), path: path.name,
                        parameters: parameters.map {
                            Parameter(
                                name: $0["name"]?.asString ?? "", isRequired: $0["required"]?.asBool == true,
                                schema: $0["schema"] ?? .null)
                        }, roles: (item.value["x-roles"]?.asArray ?? []).compactMap(\.asString),
                        body: item.value["requestBody"]?["content"]?["application/json"]?["schema"], schemas: schemas))
            }
        }
        return found.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }

    /// A change of the configuration is rehearsed, so that the next one finds it as it was.
    var isChangeOfConfiguration: Bool { path.hasPrefix("/v1/config") && method != "GET" }

    /// Whether it answers something and changes nothing: all that is got, and the questions that stand in a body.
    var isQuestion: Bool { method == "GET" || Self.questions.contains(name) }

    private static let questions = [
        "searchDossiers", "reconcileCounterDay", "previewRoute", "lookUp", "exportPersonalData",
    ]

    // MARK: A request

    /// The path and query of the smallest request for what `things` name, with `more` parameters.
    func target(_ things: Things, with more: [(name: String, value: String)] = []) -> String {
        var path = path
        for segment in self.path.split(separator: "/") where segment.hasPrefix("{") {
            path = path.replacing(segment, with: things.segment(String(segment.dropFirst().dropLast()), in: self.path))
        }
        var query = parameters.filter { parameter in
            parameter.isRequired && !more.contains { $0.name == parameter.name }
        }.map { parameter in
            (name: parameter.name, value: Self.text(sample(parameter.schema, named: parameter.name, things, [])))
        }
        if isChangeOfConfiguration { query.append(("dryRun", "true")) }
        let pairs = (query + more).map { "\($0.name)=\($0.value.replacing("+", with: "%2B"))" }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// The smallest body for what `things` name, and those members of `optional` that it may have; `nil` where it takes none.
    func body(_ things: Things, with optional: Set<String> = []) -> JSONValue? {
        body.map { sample($0, named: "", things, optional) }
    }

    /// The values that a parameter is worth asking with: all where they are few.
    func values(of parameter: Parameter, _ things: Things) -> [String] {
        if let choices = parameter.schema["enum"]?.asArray { return choices.compactMap(\.asString) }
        if parameter.schema["type"]?.asString == "boolean" { return ["true", "false"] }
        return [Self.text(sample(parameter.schema, named: parameter.name, things, []))]
    }

    private static func text(_ value: JSONValue) -> String {
        value.asString ?? String(decoding: value.encoded(), as: UTF8.self)
    }

    private static func isObject(_ schema: JSONValue) -> Bool { schema["type"]?.asString == "object" }

    /// The smallest value of a schema: what is required, by what `things` name and by its examples where it has some.
    private func sample(
        _ schema: JSONValue, named member: String, _ things: Things, _ optional: Set<String>
    ) -> JSONValue {
        if let name = schema["$ref"]?.asString?.split(separator: "/").last {
            if name == "DossierNumber" { return .string(things.number) }
            return sample(schemas[String(name)] ?? .null, named: member, things, optional)
        }
        if !Self.isObject(schema), let name = things.member(member) { return name }
        if let example = schema["examples"]?.asArray?.first { return example }
        if let choice = schema["enum"]?.asArray?.first { return choice }
        switch schema["type"]?.asString {
        case "object":
            let required = (schema["required"]?.asArray ?? []).compactMap(\.asString)
            let members = (schema["properties"]?.asObject?.members ?? []).filter {
                required.contains($0.name) || optional.contains($0.name)
            }
            return .object(
                JSONObject(
                    members.map {
                        JSONObject.Member(name: $0.name, value: sample($0.value, named: $0.name, things, optional))
                    }))
        case "array":
            let count = schema["minItems"]?.asInteger ?? (optional.contains(member) ? 1 : 0)
            return .array(
                (0..<count).map { _ in sample(schema["items"] ?? .null, named: "\(member)[]", things, optional) })
        case "integer": return .integer(max(1, schema["minimum"]?.asInteger ?? 1))
        case "boolean": return true
        default: return "x"
        }
    }
}

/// What a request is about, by the names that paths, queries and bodies have for it.
struct Things {
    var number = "none"
    var submission = "none"
    var handover = "none"
    var assignment = "none"
    var office = "van-quan.van-an.one-stop"
    var agency = "van-quan.labour"
    var counter = "van-quan.van-an.counter-1"
    var unit = "van-quan.van-an"
    var complaint = "none"
    var officeComplaint = "none"
    var consultation = "none"
    var notice = "none"
    var manifest = "none"
    var block = "none"
    var upload = "none"
    var emergency = "none"
    var credential = "none"
    var document = "none"
    var page = "none"
    var lease: Int64 = 1
    /// An idempotency key.
    var key = "none"
    /// The digest of a scan's content.
    var sha256 = String(repeating: "0", count: 64)

    /// What a path has in place of a parameter.
    fileprivate func segment(_ name: String, in path: String) -> String {
        switch name {
        case "number": number
        case "handover": handover
        case "assignment": assignment
        case "consultation": consultation
        case "notice": notice
        case "block": block
        case "upload": upload
        case "document": document
        case "page": page
        case "credential": credential
        case "complaint": path.hasPrefix("/v1/office-complaints/") ? officeComplaint : complaint
        case "kind": path.hasPrefix("/v1/config/") ? "counters" : "payment"
        case "form": "01"
        case "code": "2.002307"
        case "slug": "not-found"
        case "version": "1"
        case "id":
            switch path.split(separator: "/").dropFirst().first {
            case "submissions": submission
            case "offices": office
            case "agencies": agency
            case "manifests": manifest
            case "emergency-readings": emergency
            case "config": "van-quan.van-an.counter-1"
            default: "none"
            }
        default: "none"
        }
    }

    /// What a body or query has in a member of that name, where that names a thing.
    fileprivate func member(_ name: String) -> JSONValue? {
        switch name {
        case "submission", "submissions[]": .string(submission)
        case "handover": .string(handover)
        case "assignment": .string(assignment)
        case "consultation": .string(consultation)
        case "complaint": .string(complaint)
        case "block": .string(block)
        case "office", "returnOffice", "aboutOffice": .string(office)
        case "counter": .string(counter)
        case "applicantUnit": .string(unit)
        case "procedure", "procedures[]": "2.002307"
        case "credential", "issuedBy": .string(credential)
        case "leaseToken", "leaseTokens[]": .integer(lease)
        case "sha256", "digest": .string(sha256)
        case "key": .string(key)
        case "q": .string(number)
        case "identityNumber": .string(RightsServer.identityNumber)
        // A day's item may be anything, says the description.
        case "items[]":
            [
                "key": .string(key), "path": .string("/v1/dossiers/\(number)/incidents"),
                "body": ["kind": "damaged", "description": "Rách.", "occurredAt": "2019-08-20T07:00:00+07:00"],
            ]
        case "fields": "number,status"
        default: nil
        }
    }
}
