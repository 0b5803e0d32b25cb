import DossierDomain

/// An object that has passed its shape's check: its accessors give typed values without asking again.
///
/// They trap where the shape never promised what is asked for. That is a mistake in the endpoint, which its
/// first test finds, and nothing a client can cause.
public struct CheckedObject: Sendable {
    /// The members as they were sent.
    public let object: JSONObject

    /// Takes an object that a shape has checked.
    init(_ object: JSONObject) {
        self.object = object
    }

    /// Whether there is a value, other than `null`, of that name.
    public func has(_ name: String) -> Bool {
        value(name) != nil
    }

    /// The value as it was sent; `nil` where it is left out or `null`.
    public func value(_ name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    // MARK: Values that have to be there

    /// The string of that name.
    public func string(_ name: String) -> String {
        required(optionalString(name), name)
    }

    /// The integer of that name.
    public func integer(_ name: String) -> Int {
        required(optionalInteger(name), name)
    }

    /// The truth value of that name.
    public func boolean(_ name: String) -> Bool {
        required(optionalBoolean(name), name)
    }

    /// The instant of that name.
    public func instant(_ name: String) -> Timestamp {
        required(optionalInstant(name), name)
    }

    /// The day of that name.
    public func date(_ name: String) -> CivilDate {
        required(optionalDate(name), name)
    }

    /// The identity of that name.
    public func identifier<Subject>(
        _ name: String, _ type: Identifier<Subject>.Type = Identifier<Subject>.self
    ) -> Identifier<Subject> {
        required(optionalIdentifier(name, type), name)
    }

    /// The dossier number of that name.
    public func dossierNumber(_ name: String) -> DossierNumber {
        required(optionalDossierNumber(name), name)
    }

    /// The closed choice of that name.
    public func choice<Choice: RawRepresentable<String>>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice {
        required(optionalChoice(name, type), name)
    }

    /// The object of that name.
    public func object(_ name: String) -> CheckedObject {
        required(optionalObject(name), name)
    }

    // MARK: Values that may be left out

    /// The string of that name, if there is one.
    public func optionalString(_ name: String) -> String? {
        read(name, "a string") { $0.asString }
    }

    /// The integer of that name, if there is one.
    public func optionalInteger(_ name: String) -> Int? {
        read(name, "an integer") { $0.asInteger.map(Int.init) }
    }

    /// The truth value of that name, if there is one.
    public func optionalBoolean(_ name: String) -> Bool? {
        read(name, "a truth value") { $0.asBool }
    }

    /// The instant of that name, if there is one.
    public func optionalInstant(_ name: String) -> Timestamp? {
        read(name, "an instant") { $0.asString.flatMap { Timestamp($0) } }
    }

    /// The day of that name, if there is one.
    public func optionalDate(_ name: String) -> CivilDate? {
        read(name, "a date") { $0.asString.flatMap { CivilDate($0) } }
    }

    /// The identity of that name, if there is one.
    public func optionalIdentifier<Subject>(
        _ name: String, _ type: Identifier<Subject>.Type = Identifier<Subject>.self
    ) -> Identifier<Subject>? {
        read(name, "an identifier") { $0.asString.flatMap { type.init(validating: $0) } }
    }

    /// The dossier number of that name, if there is one.
    public func optionalDossierNumber(_ name: String) -> DossierNumber? {
        read(name, "a dossier number") { $0.asString.flatMap { DossierNumber($0) } }
    }

    /// The closed choice of that name, if there is one.
    public func optionalChoice<Choice: RawRepresentable<String>>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? {
        read(name, "one of \(Choice.self)") { $0.asString.flatMap { type.init(rawValue: $0) } }
    }

    /// The object of that name, if there is one.
    public func optionalObject(_ name: String) -> CheckedObject? {
        read(name, "an object") { $0.asObject.map { CheckedObject($0) } }
    }

    // MARK: Lists; empty where they are left out

    /// The strings of the list of that name.
    public func strings(_ name: String) -> [String] {
        elements(name, "strings") { $0.asString }
    }

    /// The objects of the list of that name.
    public func objects(_ name: String) -> [CheckedObject] {
        elements(name, "objects") { $0.asObject.map { CheckedObject($0) } }
    }

    /// The identities of the list of that name.
    public func identifiers<Subject>(
        _ name: String, _ type: Identifier<Subject>.Type = Identifier<Subject>.self
    ) -> [Identifier<Subject>] {
        elements(name, "identifiers") { $0.asString.flatMap { type.init(validating: $0) } }
    }

    /// The closed choices of the list of that name.
    public func choices<Choice: RawRepresentable<String>>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> [Choice] {
        elements(name, "choices of \(Choice.self)") { $0.asString.flatMap { type.init(rawValue: $0) } }
    }

    private func elements<Element>(
        _ name: String, _ kind: String, _ read: (JSONValue) -> Element?
    ) -> [Element] {
        guard let value = value(name) else { return [] }
        guard let elements = value.asArray else {
            preconditionFailure("the shape of “\(name)” does not promise a list of \(kind)")
        }
        return elements.map { element in
            guard let element = read(element) else {
                preconditionFailure("the shape of “\(name)” does not promise a list of \(kind)")
            }
            return element
        }
    }

    private func read<Value>(_ name: String, _ kind: String, _ read: (JSONValue) -> Value?) -> Value? {
        guard let value = value(name) else { return nil }
        guard let value = read(value) else {
            preconditionFailure("the shape of “\(name)” does not promise \(kind)")
        }
        return value
    }

    private func required<Value>(_ value: Value?, _ name: String) -> Value {
        guard let value else { preconditionFailure("the shape does not promise that “\(name)” is there") }
        return value
    }
}
