extension Shape {
    /// JSON Schema (2020-12), with named shapes as references into the components of an OpenAPI document.
    public var schema: JSONValue {
        guard let name else { return inlineSchema }
        let reference: JSONValue = ["$ref": .string("#/components/schemas/\(name)")]
        return isNullable ? ["anyOf": [reference, ["type": "null"]]] : reference
    }

    /// JSON Schema of the shape itself, with references only below it.
    public var inlineSchema: JSONValue {
        // Under its own name a shape is never nullable: the places that refer to it say so.
        let takesNull = isNullable && name == nil
        var object = JSONObject()
        switch kind {
        case .object(let fields): describe(fields, into: &object)
        case .dictionary(let element, let maximum):
            object.append("type", "object")
            object.append("additionalProperties", element.schema)
            object.append("maxProperties", .count(maximum))
        case .array(let element, let minimum, let maximum):
            object.append("type", "array")
            object.append("items", element.schema)
            if minimum > 0 { object.append("minItems", .count(minimum)) }
            object.append("maxItems", .count(maximum))
        case .string(let minimum, let maximum, let form):
            object.append("type", "string")
            object.append("format", ifPresent: .optional(form?.name))
            let pattern = form == nil ? VisibleText.linePattern : form?.pattern
            object.append("pattern", ifPresent: .optional(pattern))
            object.append("minLength", .count(minimum))
            object.append("maxLength", .count(maximum))
        case .text(let maximum):
            object.append("type", "string")
            object.append("pattern", .string(VisibleText.textPattern))
            object.append("minLength", 1)
            object.append("maxLength", .count(maximum))
        case .integer(let range):
            object.append("type", "integer")
            object.append("minimum", .integer(range.lowerBound))
            object.append("maximum", .integer(range.upperBound))
        case .boolean: object.append("type", "boolean")
        case .enumeration(let values):
            object.append("type", "string")
            object.append("enum", .list(values) { .string($0) })
        case .anything: break
        }
        if takesNull { object = Self.takingNull(object) }
        object.append("description", ifPresent: .optional(meaning) { .string("\($0.vi) / \($0.en)") })
        object.append("examples", ifPresent: .optional(exampleWithoutSamples) { [$0] })
        return .object(object)
    }

    private func describe(_ fields: [Field], into object: inout JSONObject) {
        object.append("type", "object")
        object.append(
            "properties",
            .object(JSONObject(fields.map { JSONObject.Member(name: $0.name, value: $0.schema) })))
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { object.append("required", .array(required)) }
        object.append("additionalProperties", false)
    }

    private static func takingNull(_ object: JSONObject) -> JSONObject {
        // An enumeration must name null, everything else only widens its type.
        JSONObject(
            object.members.map { member in
                switch (member.name, member.value) {
                case ("type", let type): JSONObject.Member(name: "type", value: [type, "null"])
                case ("enum", .array(let values)): JSONObject.Member(name: "enum", value: .array(values + [.null]))
                default: member
                }
            })
    }

    private var exampleWithoutSamples: JSONValue? {
        if let example { return example }
        if case .string(_, _, let form?) = kind { return .string(form.example) }
        return nil
    }
}

extension Field {
    /// JSON Schema of the value, with what the field means here.
    var schema: JSONValue {
        let schema = shape.schema
        guard let object = schema.asObject else { return schema }
        let description = JSONObject.Member(name: "description", value: .string("\(meaning.vi) / \(meaning.en)"))
        return .object(JSONObject(object.members.filter { $0.name != "description" } + [description]))
    }
}

extension Shape {
    /// A value of this shape, for the description: the example given, else one made from the kind.
    public var sample: JSONValue {
        if let example { return example }
        switch kind {
        case .object(let fields):
            return .object(JSONObject(fields.map { JSONObject.Member(name: $0.name, value: $0.shape.sample) }))
        case .dictionary(let element, _): return ["key": element.sample]
        case .array(let element, _, _): return [element.sample]
        case .string(let minimum, let maximum, let form):
            let text = form?.example ?? "…"
            let padding = String(repeating: "x", count: max(0, minimum - text.unicodeScalars.count))
            return .string(String((text + padding).prefix(maximum)))
        case .text: return "…"
        case .integer(let range): return .integer(range.contains(1) ? 1 : range.lowerBound)
        case .boolean: return true
        case .enumeration(let values): return .string(values[0])
        case .anything: return [:]
        }
    }

    /// Every named shape at or below this one, each name once.
    func collectNamed(into found: inout [String: Shape]) {
        if let name {
            if found[name] != nil { return }
            found[name] = self
        }
        switch kind {
        case .object(let fields): for field in fields { field.shape.collectNamed(into: &found) }
        case .dictionary(let element, _), .array(let element, _, _): element.collectNamed(into: &found)
        case .string, .text, .integer, .boolean, .enumeration, .anything: break
        }
    }
}
