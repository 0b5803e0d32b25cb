import DossierDomain
import DossierTesting
import Foundation

/// Makes random values of any `Codable` type of ours out of nothing: every field that the type decodes gets some
/// value, an optional one now and then none.
///
/// A field that is added to a type is thus filled without anybody's doing. A type whose written form is a text of
/// a closed grammar needs a line in ``leaf(_:)``, and says so by failing to decode.
final class RandomDecoder: Decoder {
    var generator: SeededGenerator
    /// How often an optional value is absent, of a hundred times.
    let absence: Int
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(seed: Int, absence: Int) {
        generator = SeededGenerator(seed: UInt64(seed))
        self.absence = absence
    }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let leaf = try leaf(type) as? Value { return leaf }
        return try Value(from: self)
    }

    private func leaf(_ type: any Decodable.Type) throws -> Any? {
        switch type {
        case is Timestamp.Type:
            return Timestamp(milliseconds: .random(in: -1_000_000...4_000_000_000_000, using: &generator))
        case is CivilDate.Type: return CivilDate(dayNumber: .random(in: -10_000...50_000, using: &generator))
        case is DossierNumber.Type: return number()
        case is AgencyIdentifier.Type: return number().agency
        case is Body.Type: return body()
        case is Custodian.Type:
            return [Custodian.body(body()), .carrier(text()), .applicant].randomElement(using: &generator)
        case is String.Type: return text()
        case is Int.Type:
            return [0, 1, -1, .max, .min, .random(in: 0..<100_000, using: &generator)].randomElement(using: &generator)
        case is Bool.Type: return Bool.random(using: &generator)
        case let type as any CaseIterable.Type: return randomCase(of: type)
        default: return nil
        }
    }

    private func randomCase<Cases: CaseIterable>(of type: Cases.Type) -> Any? {
        type.allCases.randomElement(using: &generator)
    }

    private func number() -> DossierNumber {
        let forms = ["000.00.19.H37", "H37.19", "000.19.34.H37", "A01", "123.45.67.Z99"]
        guard let agency = AgencyIdentifier(forms.randomElement(using: &generator) ?? forms[0]),
            let number = DossierNumber(
                agency: agency, date: CivilDate(dayNumber: .random(in: 18_000...40_000, using: &generator)),
                serial: .random(in: 1...9_999, using: &generator))
        else { preconditionFailure("well formed") }
        return number
    }

    private func body() -> Body {
        let id = String(UInt64.random(in: 0 ... .max, using: &generator), radix: 36)
        return Bool.random(using: &generator) ? .office(OfficeID(id)) : .agency(AgencyID("x-" + id))
    }

    /// Texts of all lengths, with everything that has to be escaped, and Vietnamese.
    func text() -> String {
        let parts = [
            "a", "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{c}", "\u{1}", "\u{1f}", "\u{7f}", "ệ", "Đ", "🏛", "x-1",
            "}", ",", ":",
        ]
        return (0..<Int.random(in: 0...20, using: &generator)).map { _ in
            parts.randomElement(using: &generator) ?? ""
        }.joined()
    }

    func isAbsent() -> Bool {
        Int.random(in: 0..<100, using: &generator) < absence
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Fields<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        Elements(decoder: self, count: Int.random(in: 0...3, using: &generator))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { One(decoder: self) }

    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: RandomDecoder
        let codingPath: [any CodingKey] = []
        let allKeys: [Key] = []

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) throws -> Bool { decoder.isAbsent() }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try decoder.value(type) }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try decoder.container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder.unkeyedContainer()
        }
        func superDecoder() throws -> any Decoder { decoder }
        func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
    }

    private struct Elements: UnkeyedDecodingContainer {
        let decoder: RandomDecoder
        let codingPath: [any CodingKey] = []
        let count: Int?
        var currentIndex = 0
        var isAtEnd: Bool { currentIndex >= count ?? 0 }

        init(decoder: RandomDecoder, count: Int) {
            self.decoder = decoder
            self.count = count
        }

        mutating func decodeNil() throws -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            currentIndex += 1
            return try decoder.value(type)
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try decoder.container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try decoder.unkeyedContainer() }
        mutating func superDecoder() throws -> any Decoder { decoder }
    }

    private struct One: SingleValueDecodingContainer {
        let decoder: RandomDecoder
        let codingPath: [any CodingKey] = []

        func decodeNil() -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
    }
}
