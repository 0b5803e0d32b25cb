import DossierDomain

/// A JSON value as the API reads and writes it.
///
/// Members keep their order, so that an answer looks the same every time and a person can read it.
/// Instants and days are cases of their own only so that the writer needs no string in between: the reader
/// never makes them, it makes ``string(_:)``.
public enum JSONValue: Hashable, Sendable {
    /// An object.
    case object(JSONObject)
    /// An array.
    case array([JSONValue])
    /// A string, in Unicode's normal form C where the reader made it.
    case string(String)
    /// A number without fraction and exponent that 64 bits can hold.
    case integer(Int64)
    /// Any other number, as the digits that wrote it: nothing is rounded on the way through.
    case decimal(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
    /// An instant, written as RFC 3339 with Viet Nam's offset. For answers only.
    case instant(Timestamp)
    /// A day, written as `YYYY-MM-DD`. For answers only.
    case date(CivilDate)
    /// A value that was written before and is the same again, as its JSON. For answers only.
    case written([UInt8])
}

/// The members of a JSON object, in order.
public struct JSONObject: Sendable {
    /// One member.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: JSONValue

        /// A member.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members as a literal lists them: those without a value are none. Kept as they come, because an answer is
    /// made of some thirty literals, and taking each apart costs as much as writing it.
    private(set) var listed: [(name: String, value: JSONValue?)]

    /// An object with those members, whose names the caller knows to differ.
    public init(_ members: [Member] = []) {
        listed = members.map { ($0.name, $0.value) }
    }

    /// The members, in order.
    public var members: [Member] {
        listed.compactMap { member in member.value.map { Member(name: member.name, value: $0) } }
    }

    /// The value of the member of that name; `nil` where there is none.
    ///
    /// Objects of the API are small, so looking through them in order is quicker than hashing.
    public subscript(name: String) -> JSONValue? {
        for member in listed where member.name == name {
            if let value = member.value { return value }
        }
        return nil
    }

    /// Adds a member at the end; the name must be new.
    public mutating func append(_ name: String, _ value: JSONValue) {
        listed.append((name, value))
    }

    /// Adds a member at the end, unless there is nothing to add.
    public mutating func append(_ name: String, ifPresent value: JSONValue?) {
        if let value { append(name, value) }
    }

    /// Makes room for so many members in all.
    mutating func reserve(_ count: Int) {
        listed.reserveCapacity(count)
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members == right.members
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(members)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object with those members; the ones whose value is `nil` are left out.
    public init(dictionaryLiteral elements: (String, JSONValue?)...) {
        self.init(listing: elements)
    }

    fileprivate init(listing elements: [(String, JSONValue?)]) {
        listed = elements
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    /// An object with those members; the ones whose value is `nil` are left out.
    public init(dictionaryLiteral elements: (String, JSONValue?)...) {
        self = .object(JSONObject(listing: elements))
    }

    /// An array of those elements.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// A string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// An integer.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A truth value.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue {
    /// An identity of our own, as its key.
    public static func identifier<Subject>(_ identifier: Identifier<Subject>) -> JSONValue {
        .string(identifier.text)
    }

    /// A count or an amount.
    public static func count(_ value: Int) -> JSONValue {
        .integer(Int64(value))
    }

    /// A closed choice, as its raw value.
    public static func name<Choice: RawRepresentable<String>>(_ choice: Choice) -> JSONValue {
        .string(choice.rawValue)
    }

    /// A list, each element made by the closure.
    public static func list<Elements: Sequence>(
        _ elements: Elements, _ make: (Elements.Element) -> JSONValue
    ) -> JSONValue {
        .array(elements.map(make))
    }

    /// The object's members; `nil` for anything else.
    public var asObject: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The array's elements; `nil` for anything else.
    public var asArray: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The string; `nil` for anything else.
    public var asString: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The integer, also where it was written as `2.0` or `2e0`, which JSON Schema counts as integers.
    public var asInteger: Int64? {
        switch self {
        case .integer(let value):
            return value
        case .decimal(let text):
            guard let double = Double(text) else { return nil }
            // Beyond 2^53 a Double no longer tells neighbours apart, so what it says is a guess.
            guard double.magnitude <= 9_007_199_254_740_992 else { return nil }
            return Int64(exactly: double)
        default:
            return nil
        }
    }

    /// The truth value; `nil` for anything else.
    public var asBool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The member of that name; `nil` where this is no object or has none.
    public subscript(name: String) -> JSONValue? {
        asObject?[name]
    }

    /// The element at that index; `nil` where this is no array or is shorter.
    public subscript(index: Int) -> JSONValue? {
        guard let elements = asArray, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}

extension Optional where Wrapped == JSONValue {
    /// A member that is left out where there is no value: `"until": .optional(end, JSONValue.instant)`.
    public static func optional<Value>(_ value: Value?, _ make: (Value) -> JSONValue) -> JSONValue? {
        value.map(make)
    }

    /// A string member that is left out where there is no value.
    public static func optional(_ text: String?) -> JSONValue? {
        text.map(JSONValue.string)
    }

    /// An instant that is left out where there is none.
    public static func optional(_ instant: Timestamp?) -> JSONValue? {
        instant.map(JSONValue.instant)
    }

    /// A day that is left out where there is none.
    public static func optional(_ date: CivilDate?) -> JSONValue? {
        date.map(JSONValue.date)
    }

    /// A count that is left out where there is none.
    public static func optional(_ count: Int?) -> JSONValue? {
        count.map(JSONValue.count)
    }

    /// An identity that is left out where there is none.
    public static func optional<Subject>(_ identifier: Identifier<Subject>?) -> JSONValue? {
        identifier.map { .string($0.text) }
    }
}
