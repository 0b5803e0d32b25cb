/// One thing wrong with one field of a request.
public struct FieldError: Hashable, Sendable {
    /// What is wrong, stable for programs.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no such field.
        case unknownField
        /// The field has to be there.
        case missing
        /// Another type of value is expected.
        case wrongType
        /// Fewer characters or elements than needed.
        case tooShort
        /// More characters or elements than taken.
        case tooLong
        /// A number outside its bounds.
        case outOfRange
        /// A string that does not have the form it needs.
        case badFormat
        /// None of the values offered.
        case notOneOf
        /// The same thing twice.
        case duplicate
    }

    /// Where the field stands in the request.
    public enum Place: Hashable, Sendable {
        /// In the body, by JSON pointer (RFC 6901); empty for the body as a whole.
        case body(pointer: String)
        /// A parameter of the query.
        case query(String)
        /// A parameter of the path.
        case path(String)
        /// A header field.
        case header(String)
    }

    /// Where it stands.
    public let place: Place
    /// What is wrong, for programs.
    public let code: Code
    /// What is wrong and what would be right, for people.
    public let message: Wording

    /// An error.
    public init(_ place: Place, _ code: Code, _ message: Wording) {
        self.place = place
        self.code = code
        self.message = message
    }

    /// An error of a field of the body, which a handler finds that knows more than the shape.
    public init(pointer: String, _ code: Code, _ message: Wording) {
        self.init(.body(pointer: pointer), code, message)
    }

    /// As a member of `errors` of a problem document.
    func json(in language: Language) -> JSONValue {
        let (key, name) =
            switch place {
            case .body(let pointer): ("pointer", pointer)
            case .query(let name): ("parameter", name)
            case .path(let name): ("parameter", name)
            case .header(let name): ("header", name)
            }
        return [key: .string(name), "code": .name(code), "message": .string(message[language])]
    }
}

/// A place in a JSON document (RFC 6901), grown member by member.
struct JSONPointer {
    private(set) var text = ""

    func appending(_ name: String) -> JSONPointer {
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return JSONPointer(text: text + "/" + escaped)
    }

    func appending(_ index: Int) -> JSONPointer {
        JSONPointer(text: text + "/" + String(index))
    }
}
