import DossierAPI
import DossierDomain
import Testing

@Suite("An answer in JSON")
struct JSONWriterTests {
    static func write(_ value: JSONValue) -> String {
        String(decoding: value.encoded(), as: UTF8.self)
    }

    static let rows: [(JSONValue, String)] = [
        (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-1, "-1"),
        (1_234_567_890, "1234567890"),
        (.integer(.min), "-9223372036854775808"), (.integer(.max), "9223372036854775807"),
        (.decimal("1.50"), "1.50"),
        ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\u{8}\u{9}\n\u{c}\r", #""\b\t\n\f\r""#),
        ("\0\u{1f}", #""\u0000\u001f""#),
        ("Lạng Sơn 😀", #""Lạng Sơn 😀""#), ("\u{7f}/", "\"\u{7f}/\""), ([], "[]"),
        ([1, "a", [.null]], #"[1,"a",[null]]"#), ([:], "{}"),
        (["a": 1, "b": ["c": []]], #"{"a":1,"b":{"c":[]}}"#), (["\"": 1], #"{"\"":1}"#),
    ]

    @Test("is written without white space and with the fewest escapes", arguments: rows)
    func writes(value: JSONValue, text: String) {
        #expect(Self.write(value) == text)
    }

    @Test("reads back as what was written", arguments: rows)
    func roundTrips(value: JSONValue, text: String) throws {
        #expect(try JSONReader.read(value.encoded()) == value)
    }

    @Test("shows instants with Viet Nam's offset and days as they are printed elsewhere")
    func writesTimes() {
        for milliseconds in [
            0, 1_566_262_800_000, -1, 951_782_399_999, 4_102_444_800_000, -62_135_596_800_000 + 1,
        ] as [Int64] {
            let instant = Timestamp(milliseconds: milliseconds)
            #expect(Self.write(.instant(instant)) == "\"\(instant)\"")
            #expect(Self.write(.date(instant.date)) == "\"\(instant.date)\"")
        }
    }

    @Test("leaves out members without a value")
    func leavesOut() {
        let nobody: String? = nil
        let never: Timestamp? = nil
        let office: OfficeID? = OfficeID("dong-dang")
        let value: JSONValue = [
            "name": .optional(nobody), "until": .optional(never), "office": .optional(office),
            "count": .optional(3), "kept": .null, "status": .name(DossierStatus.received),
            "list": .list([1, 2]) { .count($0) },
        ]
        #expect(
            Self.write(value)
                == #"{"office":"dong-dang","count":3,"kept":null,"status":"received","list":[1,2]}"#)
    }

    @Test("counts 2.0 as the integer it is, and 2.5 or 1e400 as none")
    func knowsIntegers() {
        #expect(JSONValue.decimal("2.0").asInteger == 2)
        #expect(JSONValue.decimal("1e3").asInteger == 1_000)
        #expect(JSONValue.decimal("2.5").asInteger == nil)
        #expect(JSONValue.decimal("1e400").asInteger == nil)
        #expect(JSONValue.decimal("9007199254740994.0").asInteger == nil)
    }
}
