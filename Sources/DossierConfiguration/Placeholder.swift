/// Stand-ins for values that could not be read, so that reading goes on to the next problem.
///
/// They never leave this module: a load with problems answers no document.
enum Placeholder {
    private static let texts = [
        "x", "2019-01-01", "08:00", "08:00-09:00", "000.00.00.H00", "receivingAgency",
    ]

    /// Some value of that type; throws where none can be made.
    static func value<T: Decodable>(of type: T.Type) throws -> T {
        if let first = (type as? any CaseIterable.Type).flatMap({ firstCase(of: $0) }) as? T { return first }
        var lastError: any Error = DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "no stand-in for \(type)"))
        for text in texts {
            do {
                return try T(from: PlaceholderDecoder(text: text))
            } catch {
                lastError = error
            }
        }
        throw lastError
    }

    /// The words a closed vocabulary accepts; empty for other types.
    static func words(of type: any Decodable.Type) -> [String] {
        guard let type = type as? any CaseIterable.Type else { return [] }
        return texts(of: type)
    }

    private static func firstCase<T: CaseIterable>(of type: T.Type) -> Any? {
        type.allCases.first
    }

    private static func texts<T: CaseIterable>(of type: T.Type) -> [String] {
        type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }
}

private struct PlaceholderDecoder: Decoder, SingleValueDecodingContainer, UnkeyedDecodingContainer {
    let text: String
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(PlaceholderKeys<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { self }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
    func decodeNil() -> Bool { false }
    func superDecoder() throws -> any Decoder { self }
    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { self }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<
        Nested
    > {
        try container(keyedBy: type)
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let text = text as? T { return text }
        if let number = 1 as? T { return number }
        if let truth = true as? T { return truth }
        return try T(from: self)
    }
}

private struct PlaceholderKeys<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: PlaceholderDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try Placeholder.value(of: type) }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { decoder }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder.container(keyedBy: type)
    }
}
