/// Cuts a rendered paper into tags and text, with character references resolved.
struct PaperMarkup {
    typealias Attributes = [Substring: String]

    enum Token {
        case text(ArraySlice<UInt8>)
        case opening(Substring, Attributes)
        case closing(Substring)
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ html: String) {
        bytes = Array(html.utf8)
    }

    /// The next piece; `nil` at the end.
    mutating func next() -> Token? {
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else { return .text(readText()) }
            index += 1
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "!") {
                skip(past: UInt8(ascii: ">"))
                continue
            }
            let isClosing = bytes[index] == UInt8(ascii: "/")
            if isClosing { index += 1 }
            let name = readName()
            guard !isClosing else {
                skip(past: UInt8(ascii: ">"))
                return .closing(name)
            }
            return .opening(name, readAttributes())
        }
        return nil
    }

    private mutating func skip(past byte: UInt8) {
        while index < bytes.count, bytes[index] != byte { index += 1 }
        index = min(index + 1, bytes.count)
    }

    private mutating func readText() -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        return Self.resolved(bytes[start..<index])
    }

    private mutating func readName() -> Substring {
        let start = index
        while index < bytes.count, Self.isNameByte(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self).lowercased()[...]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private mutating func readAttributes() -> Attributes {
        var attributes: Attributes = [:]
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ">") {
                index += 1
                break
            }
            let name = readName()
            guard !name.isEmpty else {
                index += 1
                continue
            }
            guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "="), bytes[index + 1] == UInt8(ascii: "\"")
            else {
                attributes[name] = ""
                continue
            }
            index += 2
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
            attributes[name] = String(decoding: Self.resolved(bytes[start..<index]), as: UTF8.self)
            index = min(index + 1, bytes.count)
        }
        return attributes
    }

    // MARK: Character references

    /// The references that templates may use and that the renderer writes.
    static let references: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]

    /// The scalar of a reference without `&` and `;`; `nil` where it is none.
    static func scalar(of reference: String) -> Unicode.Scalar? {
        if let known = references[reference] { return known }
        guard reference.hasPrefix("#") else { return nil }
        let digits = reference.dropFirst()
        let value =
            digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init)
    }

    private static func resolved(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(UInt8(ascii: "&")) else { return text }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var rest = text
        while let first = rest.first {
            if first == UInt8(ascii: "&"), let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(of: String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self))
            {
                plain.append(contentsOf: String(scalar).utf8)
                rest = rest[(end + 1)...]
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        return plain[...]
    }
}

/// Reads an SVG path of straight lines as areas; it ends where it isn't one.
enum PaperPath {
    /// More corners than any code has.
    private static let limit = 40_000

    static func areas(of path: String) -> [[PaperPicture.Point]] {
        var areas: [[PaperPicture.Point]] = []
        var corners: [PaperPicture.Point] = []
        var (x, y) = (0.0, 0.0)
        var numbers = PathNumbers(path)
        var count = 0
        while let command = numbers.command(), count < limit {
            count += 1
            switch command {
            case "M", "m", "L", "l":
                guard let first = numbers.number(), let second = numbers.number() else { return areas }
                if command == "M" || command == "m" { corners = [] }
                let isRelative = command == "m" || command == "l"
                (x, y) = isRelative ? (x + first, y + second) : (first, second)
            case "H", "h":
                guard let first = numbers.number() else { return areas }
                x = command == "h" ? x + first : first
            case "V", "v":
                guard let first = numbers.number() else { return areas }
                y = command == "v" ? y + first : first
            case "Z", "z":
                if corners.count > 2 { areas.append(corners) }
                if let start = corners.first { (x, y) = (start.x, start.y) }
                corners = []
                continue
            default: return areas
            }
            corners.append(.init(x: x, y: y))
        }
        return areas
    }
}

private struct PathNumbers {
    private var rest: Substring.UTF8View

    init(_ path: String) {
        rest = path[...].utf8
    }

    private mutating func skipSeparators() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }
    }

    mutating func command() -> Character? {
        skipSeparators()
        return rest.popFirst().map { Character(Unicode.Scalar($0)) }
    }

    mutating func number() -> Double? {
        skipSeparators()
        let digits = rest.prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        rest = rest.dropFirst(digits.count)
        guard let number = Double(Substring(digits)), abs(number) < 1e6 else { return nil }
        return number
    }
}
