extension Shape {
    /// Beyond that many errors the answer would help nobody.
    public static let maximumErrors = 100
    /// The longest name a caller may choose for a member of a dictionary, in characters.
    public static let maximumNameLength = 64

    /// Everything that is wrong with a body; empty where it has this shape.
    ///
    /// Collects all errors, so that a clerk mends a form once, up to ``maximumErrors``.
    public func check(_ value: JSONValue) -> [FieldError] {
        var check = ShapeCheck()
        check.run(self, value, at: .root)
        return check.errors
    }

    /// What is wrong with how an object's fields go together, each of which is right.
    func checkTogether(_ object: JSONObject) -> [FieldError] {
        guard case .object(let fields) = kind else { return [] }
        var check = ShapeCheck()
        check.checkTogether(fields, oneOf, .object(object), at: .root)
        return check.errors
    }

    /// Everything that is wrong with one parameter.
    func check(_ value: JSONValue, of place: FieldError.Place) -> [FieldError] {
        check(value).map { FieldError(place, $0.code, $0.message) }
    }

    /// Whether a value has this shape.
    func accepts(_ value: JSONValue) -> Bool {
        check(value).isEmpty
    }
}

/// One walk over a value beside its shape.
private struct ShapeCheck {
    var errors: [FieldError] = []

    mutating func run(_ shape: Shape, _ value: JSONValue, at place: JSONPointer) {
        if errors.count >= Shape.maximumErrors { return }
        switch shape.kind {
        case .object(let fields):
            checkObject(fields, value, at: place)
            checkTogether(fields, shape.oneOf, value, at: place)
        case .dictionary(let element, let maximum): checkDictionary(element, maximum, value, at: place)
        case .array(let element, let minimum, let maximum):
            checkArray(element, minimum, maximum, value, at: place)
        case .string(let minimum, let maximum, let form):
            checkString(minimum, maximum, form, value, at: place)
        case .text(let maximum): checkText(maximum, value, at: place)
        case .integer(let range): checkInteger(range, value, at: place)
        case .boolean:
            if value.asBool == nil { add(.wrongType, Messages.type("true/false", "true or false"), place) }
        case .enumeration(let values): checkEnumeration(values, value, at: place)
        case .choice(let member, let shapes): checkChoice(member, shapes, value, at: place)
        case .anything: break
        }
    }

    private mutating func add(_ code: FieldError.Code, _ message: Wording, _ place: JSONPointer) {
        guard errors.count < Shape.maximumErrors else { return }
        errors.append(FieldError(pointer: place.text, code, message))
    }

    private mutating func checkObject(_ fields: [Field], _ value: JSONValue, at place: JSONPointer) {
        guard let object = value.asObject else {
            return add(.wrongType, Messages.type("một đối tượng JSON", "a JSON object"), place)
        }
        for member in object.members where !fields.contains(where: { $0.name == member.name }) {
            let known = fields.map(\.name)
            add(
                .unknownField, Messages.unknown(member.name, known),
                .member(Messages.short(member.name), of: place))
        }
        for field in fields {
            if let member = object[field.name] {
                run(field.shape, member, at: .member(field.name, of: place))
            } else if field.isRequired {
                add(.missing, Messages.missing(field.name, field.meaning), .member(field.name, of: place))
            }
        }
    }

    /// What fields have to do with each other.
    mutating func checkTogether(
        _ fields: [Field], _ oneOf: [String], _ value: JSONValue, at place: JSONPointer
    ) {
        guard let object = value.asObject else { return }
        for field in fields where object[field.name] != nil {
            if let needed = fields.first(where: { $0.name == field.needed }), object[needed.name] == nil {
                add(.missing, Messages.needed(needed, by: field.name), .member(needed.name, of: place))
            }
            if let excluded = field.excluded, object[excluded] != nil {
                add(.notOneOf, Messages.excluded(excluded, field.name), .member(field.name, of: place))
            }
        }
        if let first = oneOf.first, oneOf.allSatisfy({ object[$0] == nil }) {
            add(.missing, Messages.oneNeeded(oneOf), .member(first, of: place))
        }
    }

    private mutating func checkChoice(_ member: String, _ shapes: [Shape], _ value: JSONValue, at place: JSONPointer) {
        guard let object = value.asObject else {
            return add(.wrongType, Messages.type("một đối tượng JSON", "a JSON object"), place)
        }
        let known = object[member] ?? .null
        if let shape = shapes.first(where: { $0.field(member)?.shape.accepts(known) == true }) {
            return run(shape, value, at: place)
        }
        let values = shapes.flatMap { shape -> [String] in
            if case .enumeration(let values)? = shape.field(member)?.shape.kind { values } else { [] }
        }
        add(.notOneOf, Messages.notOneOf(values), .member(member, of: place))
    }

    private mutating func checkDictionary(
        _ element: Shape, _ maximum: Int, _ value: JSONValue, at place: JSONPointer
    ) {
        guard let object = value.asObject else {
            return add(.wrongType, Messages.type("một đối tượng JSON", "a JSON object"), place)
        }
        if object.members.count > maximum { add(.tooLong, Messages.atMost(maximum, .elements), place) }
        for member in object.members.prefix(maximum) {
            let isTooLong = member.name.unicodeScalars.count > Shape.maximumNameLength
            let place = JSONPointer.member(Messages.short(member.name), of: place)
            if isTooLong { add(.tooLong, Messages.atMost(Shape.maximumNameLength, .characters), place) }
            run(element, member.value, at: place)
        }
    }

    private mutating func checkArray(
        _ element: Shape, _ minimum: Int, _ maximum: Int, _ value: JSONValue, at place: JSONPointer
    ) {
        guard let elements = value.asArray else {
            return add(.wrongType, Messages.type("một danh sách", "an array"), place)
        }
        if elements.count < minimum { add(.tooShort, Messages.atLeast(minimum, .elements), place) }
        if elements.count > maximum { add(.tooLong, Messages.atMost(maximum, .elements), place) }
        for (index, value) in elements.prefix(maximum).enumerated() {
            run(element, value, at: .element(index, of: place))
        }
    }

    private mutating func checkString(
        _ minimum: Int, _ maximum: Int, _ form: StringForm?, _ value: JSONValue, at place: JSONPointer
    ) {
        guard let text = value.asString else {
            return add(.wrongType, Messages.type("một chuỗi", "a string"), place)
        }
        if let form {
            if !form.accepts(text) { add(.badFormat, Messages.format(form.rule), place) }
            // The length a form takes is part of its rule; only a narrower bound is told apart.
            if form.length == minimum...maximum { return }
        } else if text.unicodeScalars.contains(where: {
            VisibleText.isForbidden($0, allowingLineBreaks: false)
        }) {
            add(.badFormat, Messages.controlCharacters(allowingLineBreaks: false), place)
        }
        checkLength(text, minimum, maximum, at: place)
    }

    private mutating func checkText(_ maximum: Int, _ value: JSONValue, at place: JSONPointer) {
        guard let text = value.asString else {
            return add(.wrongType, Messages.type("một chuỗi", "a string"), place)
        }
        if text.unicodeScalars.contains(where: { VisibleText.isForbidden($0, allowingLineBreaks: true) }) {
            add(.badFormat, Messages.controlCharacters(allowingLineBreaks: true), place)
        } else if text.unicodeScalars.allSatisfy(VisibleText.isBlank) {
            add(.tooShort, Messages.blank, place)
        }
        checkLength(text, 0, maximum, at: place)
    }

    /// Characters are code points here, as JSON Schema counts them.
    private mutating func checkLength(_ text: String, _ minimum: Int, _ maximum: Int, at place: JSONPointer) {
        let count =
            text.utf8.count <= maximum && minimum <= 1
            ? min(text.utf8.count, maximum) : text.unicodeScalars.count
        if count < minimum { add(.tooShort, Messages.atLeast(minimum, .characters), place) }
        if count > maximum { add(.tooLong, Messages.atMost(maximum, .characters), place) }
    }

    private mutating func checkInteger(_ range: ClosedRange<Int64>, _ value: JSONValue, at place: JSONPointer) {
        if let integer = value.asInteger {
            if !range.contains(integer) { add(.outOfRange, Messages.range(range), place) }
        } else if case .decimal(let digits) = value,
            digits.utf8.allSatisfy({ Byte.isDigit($0) || $0 == Byte.minus })
        {
            // Whole, but beyond 64 bits.
            add(.outOfRange, Messages.range(range), place)
        } else {
            add(.wrongType, Messages.type("một số nguyên", "a whole number"), place)
        }
    }

    private mutating func checkEnumeration(_ values: [String], _ value: JSONValue, at place: JSONPointer) {
        guard let text = value.asString else {
            return add(.wrongType, Messages.type("một chuỗi", "a string"), place)
        }
        if !values.contains(text) { add(.notOneOf, Messages.notOneOf(values), place) }
    }
}

/// What the check says to people.
enum Messages {
    enum Unit {
        case characters, elements

        var wording: Wording {
            switch self {
            case .characters: Wording(vi: "ký tự", en: "characters")
            case .elements: Wording(vi: "phần tử", en: "elements")
            }
        }
    }

    /// The name as it is shown: it is a stranger's text, and must not fill the answer.
    static func short(_ name: String) -> String {
        guard name.utf8.count > Shape.maximumNameLength else { return name }
        return String(String.UnicodeScalarView(name.unicodeScalars.prefix(Shape.maximumNameLength)))
    }

    static func unknown(_ name: String, _ known: [String]) -> Wording {
        let shown = short(name)
        let list = known.joined(separator: ", ")
        return Wording(
            vi: "Không có trường “\(shown)”. "
                + (known.isEmpty ? "Hãy bỏ trường này." : "Các trường dùng được: \(list)."),
            en: "There is no “\(shown)”. " + (known.isEmpty ? "Leave it out." : "What there is: \(list)."))
    }

    static func missing(_ name: String, _ meaning: Wording) -> Wording {
        Wording(
            vi: "Thiếu “\(name)” (\(meaning.vi)). Hãy bổ sung.",
            en: "“\(name)” is missing (\(meaning.en)). Add it.")
    }

    static func needed(_ field: Field, by other: String) -> Wording {
        Wording(
            vi: "Có “\(other)” thì phải có “\(field.name)” (\(field.meaning.vi)). Hãy bổ sung.",
            en: "“\(other)” needs “\(field.name)” (\(field.meaning.en)). Add it.")
    }

    static func excluded(_ name: String, _ other: String) -> Wording {
        Wording(
            vi: "Chỉ ghi một trong hai: “\(name)” hoặc “\(other)”.", en: "Name one of both, “\(name)” or “\(other)”.")
    }

    static func oneNeeded(_ names: [String]) -> Wording {
        let list = names.joined(separator: ", ")
        return Wording(vi: "Ghi ít nhất một trong: \(list).", en: "Give at least one of: \(list).")
    }

    static func duplicate(_ name: String) -> Wording {
        Wording(vi: "“\(name)” có hai lần. Chỉ gửi một lần.", en: "“\(name)” is there twice. Send it once.")
    }

    static func type(_ vi: String, _ en: String) -> Wording {
        Wording(vi: "Giá trị phải là \(vi).", en: "The value must be \(en).")
    }

    static func atLeast(_ count: Int, _ unit: Unit) -> Wording {
        Wording(
            vi: "Cần ít nhất \(count) \(unit.wording.vi).",
            en: "At least \(count) \(unit.wording.en) are needed.")
    }

    static func atMost(_ count: Int, _ unit: Unit) -> Wording {
        Wording(
            vi: "Nhiều nhất là \(count) \(unit.wording.vi). Hãy rút ngắn.",
            en: "At most \(count) \(unit.wording.en) are taken. Make it shorter.")
    }

    static func range(_ range: ClosedRange<Int64>) -> Wording {
        Wording(
            vi: "Giá trị phải từ \(range.lowerBound) đến \(range.upperBound).",
            en: "The value must be from \(range.lowerBound) to \(range.upperBound).")
    }

    static func format(_ rule: Wording) -> Wording {
        Wording(vi: "Giá trị phải là \(rule.vi).", en: "The value must be \(rule.en).")
    }

    static func notOneOf(_ values: [String]) -> Wording {
        let list = values.joined(separator: ", ")
        return Wording(vi: "Giá trị phải là một trong: \(list).", en: "The value must be one of: \(list).")
    }

    static let blank = Wording(
        vi: "Nội dung đang để trống. Hãy nhập nội dung.", en: "The text is blank. Write something.")

    static func controlCharacters(allowingLineBreaks: Bool) -> Wording {
        allowingLineBreaks
            ? Wording(
                vi: "Không dùng ký tự điều khiển hoặc ký tự ẩn (trừ xuống dòng). Hãy xóa chúng.",
                en: "No control or hidden characters but for line breaks. Remove them.")
            : Wording(
                vi: "Không dùng ký tự điều khiển, ký tự ẩn hoặc xuống dòng. Hãy xóa chúng.",
                en: "No control or hidden characters and no line breaks. Remove them.")
    }
}
