/// Whom a schema is for.
public enum SchemaUse: Sendable {
    /// Who sends: what there is may be sent and nothing else, up to the limits.
    case request
    /// Who reads: members may be added later, and no limit is promised.
    case answer
}

extension Shape {
    /// JSON Schema of what is sent; see ``schema(for:)``.
    public var schema: JSONValue { schema(for: .request) }

    /// JSON Schema of the shape itself as it is sent, with references only below it.
    public var inlineSchema: JSONValue { inlineSchema(for: .request) }

    /// JSON Schema (2020-12), with named shapes as references into the components of an OpenAPI document.
    public func schema(for use: SchemaUse) -> JSONValue {
        guard let name else { return inlineSchema(for: use) }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// JSON Schema of the shape itself, with references only below it.
    public func inlineSchema(for use: SchemaUse) -> JSONValue {
        var object = JSONObject()
        switch kind {
        case .object(let fields):
            describe(fields, for: use, into: &object)
            if !oneOf.isEmpty { object.append("anyOf", .list(oneOf) { ["required": [.string($0)]] }) }
        case .dictionary(let element, let maximum):
            object.append("type", "object")
            object.append("additionalProperties", element.schema(for: use))
            object.append("propertyNames", ["maxLength": .count(Shape.maximumNameLength)])
            if use == .request { object.append("maxProperties", .count(maximum)) }
        case .array(let element, let minimum, let maximum):
            object.append("type", "array")
            object.append("items", element.schema(for: use))
            if minimum > 0 { object.append("minItems", .count(minimum)) }
            if use == .request { object.append("maxItems", .count(maximum)) }
        case .string, .text: describeString(for: use, into: &object)
        case .integer(let range):
            object.append("type", "integer")
            object.append("minimum", .integer(range.lowerBound))
            if use == .request { object.append("maximum", .integer(range.upperBound)) }
        case .boolean: object.append("type", "boolean")
        case .enumeration(let values):
            object.append("type", "string")
            object.append("enum", .list(values) { .string($0) })
        case .choice(let member, let shapes):
            object.append("type", "object")
            object.append("anyOf", .list(shapes) { $0.schema(for: use) })
            object.append("discriminator", ifPresent: Self.discriminator(member, of: shapes))
        case .anything: break
        }
        object.append("description", ifPresent: .optional(meaning) { .string("\($0.vi) / \($0.en)") })
        object.append("examples", ifPresent: .optional(exampleWithoutSamples(for: use)) { [$0] })
        return .object(object)
    }

    private func describeString(for use: SchemaUse, into object: inout JSONObject) {
        object.append("type", "string")
        if use == .answer, hasKnownFormat { return object.append("format", ifPresent: .optional(form?.name)) }
        switch kind {
        case .string(let minimum, let maximum, let form):
            object.append("format", ifPresent: .optional(form?.name))
            let pattern = form == nil ? (use == .request ? VisibleText.linePattern : nil) : form?.pattern
            object.append("pattern", ifPresent: .optional(pattern))
            object.append("minLength", .count(minimum))
            if use == .request { object.append("maxLength", .count(maximum)) }
        case .text(let maximum):
            if use == .request { object.append("pattern", .string(VisibleText.textPattern)) }
            object.append("minLength", 1)
            if use == .request { object.append("maxLength", .count(maximum)) }
        default: preconditionFailure("not a string")
        }
    }

    private func describe(_ fields: [Field], for use: SchemaUse, into object: inout JSONObject) {
        object.append("type", "object")
        object.append(
            "properties",
            .object(JSONObject(fields.map { JSONObject.Member(name: $0.name, value: $0.schema(for: use)) })))
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { object.append("required", .array(required)) }
        guard use == .request else { return }
        object.append("additionalProperties", false)
        let needs = fields.compactMap { field -> JSONObject.Member? in
            guard let needed = fields.first(where: { $0.name == field.needed }), !needed.isRequired else { return nil }
            return JSONObject.Member(name: field.name, value: [.string(needed.name)])
        }
        if !needs.isEmpty { object.append("dependentRequired", .object(JSONObject(needs))) }
        if let field = fields.first(where: { $0.excluded != nil }), let excluded = field.excluded {
            object.append("not", ["required": [.string(excluded), .string(field.name)]])
        }
    }

    /// Which value of the member means which component, as OpenAPI has it.
    private static func discriminator(_ member: String, of shapes: [Shape]) -> JSONValue? {
        var mapping = JSONObject()
        for shape in shapes {
            guard let name = shape.name, case .enumeration(let values)? = shape.field(member)?.shape.kind else {
                return nil
            }
            for value in values { mapping.append(value, .string("#/components/schemas/\(name)")) }
        }
        return ["propertyName": .string(member), "mapping": .object(mapping)]
    }

    private func exampleWithoutSamples(for use: SchemaUse) -> JSONValue? {
        if let example { return example }
        return use == .answer && hasKnownFormat ? nil : form.map { .string($0.example) }
    }

    private var form: StringForm? {
        if case .string(_, _, let form) = kind { form } else { nil }
    }

    /// Whether JSON Schema knows the form: then its name says all that a reader has to know, hundreds of times.
    private var hasKnownFormat: Bool { form?.name != nil }
}

extension Field {
    /// JSON Schema of the value, with what the field means here.
    func schema(for use: SchemaUse) -> JSONValue {
        let schema = shape.schema(for: use)
        guard let object = schema.asObject else { return schema }
        let description = JSONObject.Member(
            name: "description", value: .string("\(meaning.vi) / \(meaning.en)"))
        return .object(JSONObject(object.members.filter { $0.name != "description" } + [description]))
    }
}

extension Shape {
    /// A value of this shape, for the description: the example given, else one made from the kind.
    public var sample: JSONValue {
        if let example { return example }
        switch kind {
        case .object(let fields):
            return .object(
                JSONObject(fields.map { JSONObject.Member(name: $0.name, value: $0.shape.sample) }))
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
        case .choice(_, let shapes): return shapes[0].sample
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
        case .choice(_, let shapes): for shape in shapes { shape.collectNamed(into: &found) }
        case .string, .text, .integer, .boolean, .enumeration, .anything: break
        }
    }
}
