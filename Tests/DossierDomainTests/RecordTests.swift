import DossierDomain
import DossierTesting
import Foundation
import Testing

/// The written form by hand against the written form by `Codable`: two ways that know nothing of each other.
@Suite("Records")
struct RecordTests {
    private static let seeds = 0..<(ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full" ? 5_000 : 60)

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Both forms are the same bytes, and the one reads what the other wrote.
    private func agree<Value: Record & Codable & Equatable>(_ value: Value) throws {
        let bytes = value.recordBytes
        let coded = try Self.encoder.encode(value)
        #expect(
            String(decoding: bytes, as: UTF8.self) == String(decoding: coded, as: UTF8.self),
            """
            \(Value.self) is written otherwise by hand than by Codable: add what is missing to its writeFields(to:) and \
            init(fieldsOf:), in the order of the fields' names (docs/architecture.md, Add an event)
            """)
        #expect(try read(Value.self, bytes) == value)
        #expect(try JSONDecoder().decode(Value.self, from: Data(bytes)) == value)
    }

    private func read<Value: Recordable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        try bytes.withUnsafeBytes { try Value(recordBytes: $0) }
    }

    private func agree(payloadOf event: DossierEvent) throws {
        try agree(event.payload)
    }

    @Test("AUD-01 every event's written form is that of its Codable form", arguments: DossierEvent.Kind.allCases)
    func events(kind: DossierEvent.Kind) throws {
        try agree(payloadOf: FullEvents.event(kind))
        for seed in Self.seeds {
            var decoder = PayloadFrom { try RandomDecoder(seed: seed, absence: seed % 3 * 40).anyValue($0) }
            let event = try DossierEvent(kind, decode: &decoder)
            try agree(payloadOf: event)
        }
    }

    @Test("AUD-02 a state's written form is that of its Codable form, with every field it has")
    func states() throws {
        for seed in Self.seeds {
            try agree(RandomDecoder(seed: seed, absence: seed % 3 * 40).value(DossierState.self))
            try agree(RandomDecoder(seed: seed, absence: 50).value(Actor.self))
        }
    }

    @Test(
        "AUD-01 SEC-03 whoever tells for a colleague is written with both; the bytes of everybody else stay as they were"
    )
    func performers() throws {
        let terminal = Actor(
            credential: CredentialID("t-1"), role: .postalClerk, body: .office(OfficeID("van-an")), employer: .post,
            counter: CounterID("van-an-1"), posting: PostingID("binh"))
        let head = #"{"body":"office:van-an","counter":"van-an-1","credential":"t-1","employer":"post","#
        let tail = #""posting":"binh","role":"postal-clerk"}"#
        #expect(String(decoding: terminal.recordBytes, as: UTF8.self) == head + tail)
        let told = terminal.telling(of: PostingID("an"))
        #expect(String(decoding: told.recordBytes, as: UTF8.self) == head + #""performer":"an","# + tail)
        for actor in [terminal, told] { try agree(actor) }
    }

    @Test("AUD-01 fields of a later version are passed over, wherever they stand")
    func unknownFields() throws {
        let state = try RandomDecoder(seed: 1, absence: 0).value(DossierState.self)
        for name in ["", "aaa", "mmm", "dueAt2", "zzz", "a\\\"b"] {
            for value in [#""x""#, "1", "-1.5e3", "null", "true", "[]", "{}", #"{"a":[1,{"b":"}"}],"c":"\"]"}"#] {
                let changed = inserting("\"\(name)\":\(value)", intoEveryObjectOf: state.recordBytes, before: name)
                #expect(try read(DossierState.self, changed) == state)
            }
        }
    }

    /// Puts a field into every object, where the order of names wants it.
    private func inserting(_ field: String, intoEveryObjectOf bytes: [UInt8], before name: String) -> [UInt8] {
        // At the beginning or at the end of each object; both are places that a sorted name may have.
        let isFirst = name.isEmpty || name.hasPrefix("a")
        var text = String(decoding: bytes, as: UTF8.self)
        guard let opening = text.firstIndex(of: "{"), let closing = text.lastIndex(of: "}") else { return bytes }
        if isFirst {
            text.insert(contentsOf: field + ",", at: text.index(after: opening))
        } else {
            text.insert(contentsOf: "," + field, at: closing)
        }
        return Array(text.utf8)
    }

    @Test("AUD-01 bytes that were damaged never crash the reader, and what it reads is a value")
    func hostileBytes() throws {
        for seed in Self.seeds.prefix(20) {
            let state = try RandomDecoder(seed: seed, absence: 30).value(DossierState.self)
            let bytes = state.recordBytes
            for length in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: RecordError.self) { try read(DossierState.self, Array(bytes[..<length])) }
            }
            var generator = SeededGenerator(seed: UInt64(seed))
            for _ in 0..<300 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let index = Int.random(in: 0..<damaged.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: damaged[index] = .random(in: 0 ... .max, using: &generator)
                    case 1: damaged.remove(at: index)
                    default: damaged.insert(Array(#"{}[],:"\0"#.utf8).randomElement(using: &generator) ?? 0, at: index)
                    }
                }
                // What can be read is a state like any other: it can be written and read again.
                if let survivor = try? read(DossierState.self, damaged) {
                    #expect(try read(DossierState.self, survivor.recordBytes) == survivor)
                }
            }
        }
    }

    @Test(
        "AUD-01 what isn't the canonical form is refused",
        arguments: [
            "", "{", "}", "{}", "[]", "null", "{,}", #"{"carrier"}"#, #"{"carrier":}"#, #"{"carrier":1}"#,
            #"{"carrier":"a""#, #"{"carrier":"a"}x"#, #"{"carrier":"a",}"#, #"{ "carrier":"a"}"#, #"{,"carrier":"a"}"#,
            #"{"carrier":"\u0041"}"#, #"{"carrier":"\x"}"#, "{\"carrier\":\"\n\"}", #"{"Carrier":"a"}"#,
            #"{"carrier":"a","zzz":}"#, #"{"carrier":"a" ,"zzz":1}"#, "{\"carrier\":\"\u{0}\"}",
        ])
    func refused(text: String) {
        #expect(throws: RecordError.self) { try read(Carriage.self, Array(text.utf8)) }
    }

    @Test("AUD-01 deep nesting in an unknown field ends with an error, not with the stack")
    func deepNesting() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: RecordError.self) { try read(Carriage.self, Array(#"{"aaa":\#(deep),"carrier":"a"}"#.utf8)) }
    }

    @Test(
        "AUD-01 numbers of 64 bits read back, larger ones are refused",
        arguments: [
            ("0", 0), ("-1", -1), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("01", nil), ("1.0", nil), ("-", nil),
            ("", nil), ("1e3", nil),
        ] as [(String, Int?)])
    func numbers(text: String, value: Int?) throws {
        #expect((try? read(Int.self, Array(text.utf8))) == value)
    }
}

extension RandomDecoder {
    fileprivate func anyValue(_ type: any Decodable.Type) throws -> any Decodable {
        try value(type)
    }
}
