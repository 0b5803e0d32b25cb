/// What a value of a request or an answer looks like: it checks what comes in and describes itself.
///
/// One value for both, so that the description can't promise what the check does not hold.
public struct Shape: Sendable {
    /// The kinds of shapes.
    public indirect enum Kind: Sendable {
        /// An object with those fields and no others.
        case object([Field])
        /// An object whose members all have one shape, under names of the caller's choice.
        case dictionary(of: Shape, maximum: Int)
        /// A list.
        case array(of: Shape, minimum: Int, maximum: Int)
        /// A string of one line, of that many characters, perhaps of a certain form.
        case string(minimum: Int, maximum: Int, form: StringForm?)
        /// Free text that shows something, without control characters but for line breaks.
        case text(maximum: Int)
        /// A whole number.
        case integer(ClosedRange<Int64>)
        /// `true` or `false`.
        case boolean
        /// One of those strings.
        case enumeration([String])
        /// One of several objects, told apart by the values of one member, which each takes from others.
        case choice(by: String, [Shape])
        /// Any JSON value, checked elsewhere.
        case anything
    }

    /// What it is.
    public var kind: Kind
    /// Its name in the description; objects that appear in many places deserve one.
    public var name: String?
    /// What it means.
    public var meaning: Wording?
    /// What a value looks like.
    public var example: JSONValue?
    /// Fields of an object of which one at least has to be there.
    private(set) var oneOf: [String] = []

    /// A shape of that kind.
    public init(_ kind: Kind) {
        self.kind = kind
    }
}

extension Shape {
    /// An object with those fields and no others.
    public static func object(_ fields: [Field]) -> Shape {
        let names = Set(fields.map(\.name))
        precondition(names.count == fields.count, "two fields of one name among \(fields.map(\.name))")
        return Shape(.object(fields))
    }

    /// An object with those fields, under a name of its own in the description.
    public static func object(_ name: String, _ fields: [Field]) -> Shape {
        object(fields).named(name)
    }

    /// An object whose members all have one shape.
    public static func dictionary(of shape: Shape, maximum: Int) -> Shape {
        Shape(.dictionary(of: shape, maximum: maximum))
    }

    /// A list of at most that many elements.
    public static func array(of shape: Shape, min minimum: Int = 0, max maximum: Int) -> Shape {
        Shape(.array(of: shape, minimum: minimum, maximum: maximum))
    }

    /// A string of one line, of `min` to `max` characters.
    public static func string(min: Int = 1, max: Int, _ form: StringForm? = nil) -> Shape {
        Shape(.string(minimum: min, maximum: max, form: form))
    }

    /// A string of one of the well-known forms.
    public static func form(_ form: StringForm) -> Shape {
        Shape(.string(minimum: form.length.lowerBound, maximum: form.length.upperBound, form: form))
    }

    /// Free text of at most that many characters.
    public static func text(max: Int) -> Shape {
        Shape(.text(maximum: max))
    }

    /// A whole number within those bounds.
    public static func integer(_ range: ClosedRange<Int64>) -> Shape {
        Shape(.integer(range))
    }

    /// `true` or `false`.
    public static var boolean: Shape { Shape(.boolean) }
    /// An instant with offset (RFC 3339).
    public static var instant: Shape { form(.instant) }
    /// A day, `YYYY-MM-DD`.
    public static var date: Shape { form(.date) }
    /// An identity of our own making.
    public static var identifier: Shape { form(.identifier) }
    /// The printed number of a dossier, in either form.
    public static var dossierNumber: Shape { form(.dossierNumber).named("DossierNumber") }
    /// A SHA-256 digest in lower-case hexadecimal.
    public static var sha256: Shape { form(.sha256) }
    /// Any JSON value, for answers and for documents that are checked elsewhere.
    public static var anything: Shape { Shape(.anything) }

    /// One of several objects: the one whose field `member` takes the value that is there.
    public static func choice(by member: String, _ shapes: [Shape]) -> Shape {
        precondition(shapes.allSatisfy { $0.hasField(member) }, "all objects of a choice have “\(member)”")
        return Shape(.choice(by: member, shapes))
    }

    /// One of those strings.
    public static func enumeration(_ values: [String]) -> Shape {
        precondition(!values.isEmpty, "an enumeration offers something")
        return Shape(.enumeration(values))
    }

    /// One of the raw values of that type.
    public static func enumeration<Choice>(_ type: Choice.Type) -> Shape
    where Choice: CaseIterable & RawRepresentable<String> {
        .enumeration(type.allCases.map(\.rawValue))
    }
}

extension Shape {
    /// Whether it is an object that may have a field of that name.
    public func hasField(_ name: String) -> Bool { field(name) != nil }

    /// The field of that name; `nil` where it is no object or has none.
    func field(_ name: String) -> Field? {
        guard case .object(let fields) = kind else { return nil }
        return fields.first { $0.name == name }
    }

    /// The same object with one more field.
    func adding(_ field: Field) -> Shape {
        guard case .object(let fields) = kind else { preconditionFailure("only objects have fields") }
        var copy = self
        copy.kind = .object(fields + [field])
        return copy
    }

    /// The same object with all fields optional, under another name: where the caller says which members it wants.
    func withAllOptional(_ name: String) -> Shape {
        guard case .object(let fields) = kind else { preconditionFailure("only objects have fields") }
        let optional = fields.map { Field.optional($0.name, $0.shape, $0.meaning.vi, $0.meaning.en) }
        return .object(name, optional)
    }

    /// The same, under a name of its own in the description.
    public func named(_ name: String) -> Shape {
        var copy = self
        copy.name = name
        return copy
    }

    /// The same, saying what it means.
    public func meaning(_ vi: String, _ en: String) -> Shape {
        var copy = self
        copy.meaning = Wording(vi: vi, en: en)
        return copy
    }

    /// The same, with that example.
    public func example(_ example: JSONValue) -> Shape {
        var copy = self
        copy.example = example
        return copy
    }

    /// The same object, of whose optional fields one of these at least has to be there.
    func needingOne(of names: [String]) -> Shape {
        precondition(names.allSatisfy(hasField), "an object has the fields that it needs")
        var copy = self
        copy.oneOf = names
        return copy
    }
}

/// A field of an object, or a parameter of a path or a query.
public struct Field: Sendable {
    /// Its name.
    public let name: String
    /// What its value looks like.
    public let shape: Shape
    /// Whether it has to be there.
    public let isRequired: Bool
    /// What it means.
    public let meaning: Wording
    /// Another field that has to be there with it, in objects that have such a one.
    private(set) var needed: String?
    /// Another field that can't be there with it.
    private(set) var excluded: String?

    /// The same, where it is nothing without that other field.
    func needing(_ name: String) -> Field {
        var copy = self
        copy.needed = name
        return copy
    }

    /// The same, whatever else is there: what it needs is checked with the one of many that it belongs to.
    var alone: Field {
        var copy = self
        copy.needed = nil
        return copy
    }

    /// The same, where one of both is there and not the other.
    func excluding(_ name: String) -> Field {
        var copy = self
        copy.excluded = name
        return copy
    }

    /// A field that has to be there.
    public static func required(_ name: String, _ shape: Shape, _ vi: String, _ en: String) -> Field {
        Field(name: name, shape: shape, isRequired: true, meaning: Wording(vi: vi, en: en))
    }

    /// A field that may be left out.
    public static func optional(_ name: String, _ shape: Shape, _ vi: String, _ en: String) -> Field {
        Field(name: name, shape: shape, isRequired: false, meaning: Wording(vi: vi, en: en))
    }
}
