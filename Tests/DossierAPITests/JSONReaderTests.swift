import Testing

@testable import DossierAPI

@Suite("A body of JSON")
struct JSONReaderTests {
    static func read(_ text: String) throws(JSONError) -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    static func reason(_ bytes: [UInt8]) -> JSONError.Reason? {
        do throws(JSONError) {
            _ = try JSONReader.read(bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    static let accepted: [(String, JSONValue)] = [
        ("null", .null), ("true", true), ("false", false), (" \t\r\n1 \n", 1), ("0", 0), ("-0", 0),
        ("-1", -1),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .decimal("9223372036854775808")), ("1.0", .decimal("1.0")),
        ("1e2", .decimal("1e2")),
        ("1E+2", .decimal("1E+2")), ("-0.5e-3", .decimal("-0.5e-3")), ("0.10", .decimal("0.10")),
        ("\"\"", ""), ("\"a\"", "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041""#, "A"),
        (#""\u00e9""#, "é"), (#""\uD83D\uDE00""#, "😀"), (#""\ud83d\ude00x""#, "😀x"), (#""\u0000""#, "\0"),
        ("\"Lạng Sơn\"", "Lạng Sơn"), ("\"\u{7f}\"", "\u{7f}"), ("\"😀\"", "😀"),
        ("\"\u{10FFFF}\"", "\u{10FFFF}"),
        ("[]", []), ("[ ]", []), ("[1,2]", [1, 2]), ("[ 1 , [ ] ]", [1, []]), ("{}", [:]), ("{ }", [:]),
        (#"{"a":1}"#, ["a": 1]), (#"{ "a" : 1 , "b" : [null] }"#, ["a": 1, "b": [.null]]),
        (#"{"":0}"#, ["": 0]),
        (#"{"b":1,"a":2}"#, ["b": 1, "a": 2]),
    ]

    @Test("is taken where RFC 8259 allows it", arguments: accepted)
    func accepts(text: String, value: JSONValue) throws {
        #expect(try Self.read(text) == value)
    }

    static let refused: [(String, JSONError.Reason)] = [
        ("", .endedBefore(.value)), ("  ", .endedBefore(.value)), ("nul", .endedBefore(.word)),
        ("nulL", .expected(.word)),
        ("True", .expected(.value)), ("NaN", .expected(.value)), ("Infinity", .expected(.value)),
        ("undefined", .expected(.value)),
        ("+1", .expected(.value)), (".5", .expected(.value)), ("-", .endedBefore(.digit)),
        ("-a", .expected(.digit)), ("01", .trailing),
        ("-01", .trailing), ("1.", .endedBefore(.digit)), ("1.e1", .expected(.digit)),
        ("1e", .endedBefore(.digit)),
        ("1e+", .endedBefore(.digit)), ("1e+-1", .expected(.digit)), ("0x1", .trailing), ("1_000", .trailing),
        ("1 2", .trailing),
        ("[1] x", .trailing), ("[1]]", .trailing), ("[", .endedBefore(.value)),
        ("[1", .endedBefore(.commaOrArrayEnd)),
        ("[1,", .endedBefore(.value)), ("[1,]", .expected(.value)), ("[,1]", .expected(.value)),
        ("[1 2]", .expected(.commaOrArrayEnd)), ("[1}", .expected(.commaOrArrayEnd)),
        ("{", .endedBefore(.nameOrEnd)),
        ("{,}", .expected(.nameOrEnd)), ("{a:1}", .expected(.nameOrEnd)), ("{'a':1}", .expected(.nameOrEnd)),
        (#"{"a""#, .endedBefore(.colon)), (#"{"a" 1}"#, .expected(.colon)), (#"{"a":}"#, .expected(.value)),
        (#"{"a":1"#, .endedBefore(.commaOrObjectEnd)), (#"{"a":1,"#, .endedBefore(.name)),
        (#"{"a":1,}"#, .expected(.name)),
        (#"{"a":1 "b":2}"#, .expected(.commaOrObjectEnd)), (#"{"a":1]"#, .expected(.commaOrObjectEnd)),
        ("{1:2}", .expected(.nameOrEnd)),
        (#"{"a":1,"a":2}"#, .duplicateName("a")), (#"{"a":1,"\u0061":2}"#, .duplicateName("a")),
        ("{\"\u{1EC7}\":1,\"e\u{323}\u{302}\":2}", .duplicateName("\u{1EC7}")), ("\"", .endedBefore(.quote)),
        ("\"a", .endedBefore(.quote)),
        ("\"\\", .endedBefore(.escape)), (#""\x""#, .expected(.escape)), (#""\'""#, .expected(.escape)),
        (#""\u12"#, .endedBefore(.hexadecimal)),
        (#""\u12G4""#, .expected(.hexadecimal)), (#""\uD800""#, .loneSurrogate),
        (#""\uDC00""#, .loneSurrogate),
        (#""\uD800\uD800""#, .loneSurrogate), (#""\uD800\n""#, .loneSurrogate),
        (#""\uDE00\uD83D""#, .loneSurrogate),
        ("\"a\nb\"", .controlCharacter), ("\"a\tb\"", .controlCharacter), ("\"\u{0}\"", .controlCharacter),
        ("\u{FEFF}1", .expected(.value)),
        ("/* */1", .expected(.value)), ("1//", .trailing), ("\u{A0}1", .expected(.value)),
        ("[1]\0", .trailing),
    ]

    @Test("is refused with the reason where it only looks like JSON", arguments: refused)
    func refuses(text: String, reason: JSONError.Reason) {
        #expect(Self.reason(Array(text.utf8)) == reason)
    }

    static let notUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF],
        [0xE1, 0xBA], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE1, 0x28, 0xA1],
    ]

    @Test("is refused where its strings are not UTF-8", arguments: notUTF8)
    func refusesOtherEncodings(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(Self.reason([quote] + bytes + [quote]) == .notUTF8)
        #expect(UTF8Check.accepts(bytes) == false)
    }

    @Test("is refused, not crashed on, when it breaks off anywhere")
    func refusesEveryPrefix() {
        let document =
            #"{"tên":"Lạng \u0053ơn \uD83D\uDE00","số":[-1.5e+3,0,true,false,null,{}],"rỗng":[],"x":{"y":"\n"}}"#
        let bytes = Array(document.utf8)
        #expect(Self.reason(bytes) == nil)
        for length in 0..<bytes.count {
            #expect(Self.reason(Array(bytes[..<length])) != nil, "the first \(length) bytes")
        }
    }

    @Test("survives any single byte being changed")
    func survivesChangedBytes() {
        let bytes = Array(#"{"a":"\u00e9\n","b":[1.5e3,true,{"c":null}]}"#.utf8)
        for place in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed[place] = byte
                // Whatever the verdict is, what was read can be written and read again.
                guard let value = Self.value(changed) else { continue }
                #expect(Self.value(value.encoded()) == value)
            }
        }
    }

    private static func value(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONError) { return try JSONReader.read(bytes) } catch { return nil }
    }

    @Test("says line and column, counted in characters")
    func saysWhere() {
        #expect(throws: JSONError(reason: .expected(.value), line: 1, column: 1)) { try Self.read("x") }
        #expect(throws: JSONError(reason: .expected(.name), line: 3, column: 1)) {
            try Self.read("{\n\"a\": 1,\n}")
        }
        #expect(throws: JSONError(reason: .duplicateName("ệ"), line: 2, column: 8)) {
            try Self.read("{\n\"ệ\": 1,\"ệ\": 2}")
        }
    }

    @Test("explains itself in both languages")
    func explains() throws {
        let error = JSONError(reason: .duplicateName("số"), line: 2, column: 5)
        #expect(error.wording.vi == "Dòng 2, cột 5: trường “số” có hai lần.")
        #expect(error.wording.en == "Line 2, column 5: the member “số” is there twice.")
        for (_, reason) in Self.refused {
            #expect(!reason.wording.vi.isEmpty && !reason.wording.en.isEmpty)
        }
    }

    @Test("may nest 32 levels and no more")
    func boundsDepth() {
        let nested = { (depth: Int) in
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(Self.reason(nested(32)) == nil)
        #expect(Self.reason(nested(33)) == .tooDeep(32))
        #expect(Self.reason(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == .tooDeep(32))
        // Side by side is not within each other.
        #expect(
            Self.reason(Array("[\(Array(repeating: "[]", count: 100).joined(separator: ","))]".utf8)) == nil)
    }

    @Test("may hold strings, numbers, lists and objects up to their bounds")
    func boundsSizes() {
        var limits = JSONLimits()
        limits.stringBytes = 4
        limits.numberCharacters = 5
        limits.elements = 3
        let rows: [(String, JSONError.Reason?)] = [
            ("\"abcd\"", nil), ("\"abcde\"", .stringTooLong(4)), ("\"ệx\"", nil),
            ("\"ệxy\"", .stringTooLong(4)),
            (#""\u0041bcd""#, nil), (#""\u0041bcde""#, .stringTooLong(4)), ("12345", nil),
            ("123456", .numberTooLong(5)),
            ("[1,2,3]", nil), ("[1,2,3,4]", .tooManyElements(3)), (#"{"a":1,"b":2,"c":3}"#, nil),
            (#"{"a":1,"b":2,"c":3,"d":4}"#, .tooManyElements(3)),
        ]
        for (text, expected) in rows {
            var found: JSONError.Reason?
            do throws(JSONError) {
                _ = try JSONReader.read(Array(text.utf8), limits: limits)
            } catch {
                found = error.reason
            }
            #expect(found == expected, "\(text)")
        }
    }

    @Test("finds a duplicate among many names")
    func findsDuplicateAmongMany() {
        let names = (0..<1_000).map { "\"n\($0)\":0" }
        #expect(Self.reason(Array("{\(names.joined(separator: ","))}".utf8)) == nil)
        #expect(
            Self.reason(Array("{\((names + [names[500]]).joined(separator: ","))}".utf8))
                == .duplicateName("n500"))
    }

    @Test("comes out in normal form C, names included")
    func normalises() throws {
        let decomposed = "{\"te\u{302}n\":\"Nguye\u{302}\u{303}n\"}"
        let value = try Self.read(decomposed)
        let scalars = value["tên"]?.asString.map { Array($0.unicodeScalars.map(\.value)) }
        #expect(scalars == [0x4E, 0x67, 0x75, 0x79, 0x1EC5, 0x6E])
        #expect(value.asObject?.members.first?.name.utf8.count == "tên".utf8.count)
        // The same through escapes.
        #expect(try Self.read(#""e\u0323\u0302""#).asString?.utf8.count == 3)
    }
}
