/// Why bytes are no JSON document we take, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// Something else should stand there.
        case expected(Expectation)
        /// The document ends too soon; this should have followed.
        case endedBefore(Expectation)
        /// Bytes that are not UTF-8.
        case notUTF8
        /// Half of a surrogate pair in a `\u` escape.
        case loneSurrogate
        /// A character below U+0020 that stands in a string without an escape.
        case controlCharacter
        /// The same name twice in an object.
        case duplicateName(String)
        /// Arrays and objects within each other beyond that depth.
        case tooDeep(Int)
        /// A string beyond that many bytes.
        case stringTooLong(Int)
        /// A number beyond that many characters.
        case numberTooLong(Int)
        /// An array or object beyond that many elements.
        case tooManyElements(Int)
        /// Something after the document's end.
        case trailing
    }

    /// What should have stood there.
    public enum Expectation: String, Hashable, Sendable {
        /// Any value.
        case value
        /// A digit of a number.
        case digit
        /// A name in quotes, or the object's end.
        case nameOrEnd
        /// A name in quotes.
        case name
        /// The colon after a name.
        case colon
        /// The comma between members, or the object's end.
        case commaOrObjectEnd
        /// The comma between elements, or the array's end.
        case commaOrArrayEnd
        /// The quotes that end a string.
        case quote
        /// What may follow a backslash.
        case escape
        /// Four hexadecimal digits.
        case hexadecimal
        /// The word `true`, `false` or `null`.
        case word
    }

    /// What is wrong.
    public let reason: Reason
    /// The line, from 1.
    public let line: Int
    /// The column, in characters from 1.
    public let column: Int
}

extension JSONError {
    /// What is wrong and where, for the person who wrote the client.
    public var wording: Wording {
        let fact = reason.wording
        return Wording(
            vi: "Dòng \(line), cột \(column): \(fact.vi)",
            en: "Line \(line), column \(column): \(fact.en)")
    }
}

extension JSONError.Reason {
    var wording: Wording {
        switch self {
        case .expected(let what):
            Wording(vi: "ở đây phải là \(what.wording.vi).", en: "expected \(what.wording.en).")
        case .endedBefore(let what):
            Wording(
                vi: "nội dung kết thúc quá sớm, còn thiếu \(what.wording.vi).",
                en: "the document ends too soon, expected \(what.wording.en).")
        case .notUTF8:
            Wording(vi: "byte không đúng mã UTF-8.", en: "bytes that are not UTF-8.")
        case .loneSurrogate:
            Wording(
                vi: "mã \\u chỉ có một nửa của cặp surrogate.",
                en: "a \\u escape with only half of a surrogate pair.")
        case .controlCharacter:
            Wording(
                vi: "ký tự điều khiển trong chuỗi phải viết bằng mã \\u.",
                en: "a control character in a string has to be escaped.")
        case .duplicateName(let name):
            Wording(vi: "trường “\(name)” có hai lần.", en: "the member “\(name)” is there twice.")
        case .tooDeep(let limit):
            Wording(vi: "lồng nhau sâu quá \(limit) cấp.", en: "nested deeper than \(limit) levels.")
        case .stringTooLong(let limit):
            Wording(vi: "chuỗi dài quá \(limit) byte.", en: "a string longer than \(limit) bytes.")
        case .numberTooLong(let limit):
            Wording(vi: "số dài quá \(limit) ký tự.", en: "a number longer than \(limit) characters.")
        case .tooManyElements(let limit):
            Wording(vi: "nhiều hơn \(limit) phần tử.", en: "more than \(limit) elements.")
        case .trailing:
            Wording(vi: "còn nội dung thừa sau khi tài liệu đã hết.", en: "something follows the document's end.")
        }
    }
}

extension JSONError.Expectation {
    var wording: Wording {
        switch self {
        case .value: Wording(vi: "một giá trị JSON", en: "a JSON value")
        case .digit: Wording(vi: "một chữ số", en: "a digit")
        case .nameOrEnd: Wording(vi: "tên trường trong ngoặc kép hoặc “}”", en: "a member name in quotes or “}”")
        case .name: Wording(vi: "tên trường trong ngoặc kép", en: "a member name in quotes")
        case .colon: Wording(vi: "dấu hai chấm", en: "a colon")
        case .commaOrObjectEnd: Wording(vi: "dấu phẩy hoặc “}”", en: "a comma or “}”")
        case .commaOrArrayEnd: Wording(vi: "dấu phẩy hoặc “]”", en: "a comma or “]”")
        case .quote: Wording(vi: "dấu ngoặc kép đóng chuỗi", en: "the quotes that end the string")
        case .escape: Wording(vi: "ký tự được phép sau “\\”", en: "a character that may follow “\\”")
        case .hexadecimal: Wording(vi: "bốn chữ số thập lục phân", en: "four hexadecimal digits")
        case .word: Wording(vi: "true, false hoặc null", en: "true, false or null")
        }
    }
}
