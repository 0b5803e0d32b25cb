import DossierDomain
import DossierPapers
import Yams

/// Reads values of the domain from a YAML tree by their own `Codable`, so that a row of YAML is a row of JSON.
///
/// Unlike the decoders that stop at the first error, this one writes every problem down with its line and goes
/// on with a stand-in (``Placeholder``); whoever starts it looks at the session's problems in the end. It also
/// knows which keys were asked for: what nobody asked for is refused instead of passed over in silence.
struct NodeDecoder: Decoder {
    let node: Node
    let codingPath: [any CodingKey]
    let session: DecodingSession
    private let asked = AskedKeys()

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ node: Node, at path: [any CodingKey], in session: DecodingSession) {
        self.node = node
        codingPath = path
        self.session = session
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping(let mapping) = node else { throw mismatch("keys with values are expected here") }
        var entries: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw mismatch("a key must be a plain word") }
            entries[name] = value
        }
        return KeyedDecodingContainer(KeyedNodes(decoder: self, entries: entries, asked: asked))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .sequence(let sequence) = node else { throw mismatch("a list is expected here") }
        let limit = ConfigurationLimits.listCount(at: codingPath)
        guard sequence.count <= limit else {
            throw mismatch("has \(sequence.count) elements; at most \(limit) are accepted")
        }
        return UnkeyedNodes(decoder: self, nodes: Array(sequence))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    /// Refuses the keys that nobody asked for; to be called once the value has been read.
    func reportSurplusKeys() {
        guard case .mapping(let mapping) = node, !asked.names.isEmpty else { return }
        for (key, _) in mapping {
            guard let name = key.scalar?.string, !asked.names.contains(name) else { continue }
            session.record(
                at: codingPath + [PathKey(name)], node: key,
                "is no key of this place, or doesn't go with its other keys; known here: "
                    + asked.names.sorted().joined(separator: ", "))
        }
    }

    func mismatch(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
}

extension NodeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value: Any
        switch type {
        case is String.Type: value = try text()
        case is Int.Type: value = try number()
        case is Bool.Type: value = try truth()
        default: return try T(from: self)
        }
        guard let value = value as? T else { throw mismatch("is of another kind") }
        return value
    }

    private func scalar(_ expected: String) throws -> Node.Scalar {
        guard case .scalar(let scalar) = node else { throw mismatch("\(expected) is expected here") }
        let isEmpty =
            scalar.string.isEmpty
            || scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(scalar.string)
        guard !isEmpty else { throw mismatch("is empty: give a value or leave the key out") }
        return scalar
    }

    private func text() throws -> String {
        let text = try scalar("a text").string
        let isTemplate = codingPath.last?.stringValue == "template"
        let isNote = isTemplate || codingPath.last?.stringValue == "notes"
        let limit =
            isTemplate
            ? TemplateLimits.byteCount : isNote ? ConfigurationLimits.noteLength : ConfigurationLimits.nameLength
        // Counting characters is slow, and no text has more of them than bytes.
        if text.utf8.count > limit, text.count > limit {
            throw mismatch("has \(text.count) characters; at most \(limit) are accepted")
        }
        let newline: Unicode.Scalar = "\n"
        guard text.unicodeScalars.allSatisfy({ $0.isWritten || isNote && $0 == newline }) else {
            throw mismatch("has a control character, such as a line break: write it on one line")
        }
        if ConfigurationLimits.isKey(at: codingPath), Identifier<Never>(validating: text) == nil {
            throw mismatch("“\(text)” " + DecodingSession.grammar)
        }
        return text
    }

    private func number() throws -> Int {
        let scalar = try scalar("a number")
        // YAML reads 010 as eight and 1_000 as a thousand; here a number is what a clerk reads.
        guard scalar.style == .plain, let number = Int(scalar.string), String(number) == scalar.string else {
            throw mismatch("“\(scalar.string)” is not a whole number: write digits only, without quotes")
        }
        if let key = codingPath.last?.stringValue, let range = ConfigurationLimits.numbers[key],
            !range.contains(number)
        {
            throw mismatch(
                "\(number) is out of range: \(range.lowerBound) to \(range.upperBound) are accepted")
        }
        return number
    }

    private func truth() throws -> Bool {
        let scalar = try scalar("true or false")
        switch scalar.style == .plain ? scalar.string : "" {
        case "true": return true
        case "false": return false
        default: throw mismatch("“\(scalar.string)” is neither true nor false")
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is part of a text and not a control character, a line break or a byte-order mark; YAML and
    /// JSON disagree about the latter, and nobody can see them.
    var isWritten: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF: false
        default: true
        }
    }
}

/// The keys that somebody asked a mapping for; shared by all containers over it.
private final class AskedKeys {
    var names: Set<String> = []
}

private struct KeyedNodes<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder
    let entries: [String: Node]
    let asked: AskedKeys

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { entries.keys.sorted().compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool {
        asked.names.insert(key.stringValue)
        return entries[key.stringValue] != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        asked.names.insert(key.stringValue)
        let path = codingPath + [key]
        guard let node = entries[key.stringValue] else {
            decoder.session.record(at: path, node: decoder.node, "is missing")
            return try Placeholder.value(of: type)
        }
        return try decoder.session.value(of: type, at: path, from: node)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        asked.names.insert(key.stringValue)
        guard let node = entries[key.stringValue] else {
            throw decoder.mismatch("\(key.stringValue) is missing")
        }
        return NodeDecoder(node, at: codingPath + [key], in: decoder.session)
    }
}

private struct UnkeyedNodes: UnkeyedDecodingContainer {
    let decoder: NodeDecoder
    let nodes: [Node]
    var currentIndex = 0

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex >= nodes.count }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (node, path) = try next()
        return try decoder.session.value(of: type, at: path, from: node)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        let (node, path) = try next()
        return NodeDecoder(node, at: path, in: decoder.session)
    }

    private mutating func next() throws -> (Node, [any CodingKey]) {
        guard !isAtEnd else { throw decoder.mismatch("the list is too short") }
        defer { currentIndex += 1 }
        return (nodes[currentIndex], codingPath + [PathKey(index: currentIndex)])
    }
}

/// A key or a position of a list, for paths.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(index: intValue) }
}
