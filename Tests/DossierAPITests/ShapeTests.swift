import DossierDomain
import Testing

@testable import DossierAPI

@Suite("The fields of a body")
struct ShapeTests {
    static let shape = Shape.object([
        .required("name", .string(max: 10), "họ tên", "name"),
        .optional("note", .text(max: 20), "ghi chú", "note"),
        .optional("office", .identifier, "bộ phận một cửa", "office"),
        .optional("count", .integer(1...5), "số bản", "count"),
        .optional("sure", .boolean, "chắc chắn", "sure"),
        .optional("at", .instant, "lúc", "at"),
        .optional("on", .date, "ngày", "on"),
        .optional("kind", .enumeration(["a", "b"]), "loại", "kind"),
        .optional("number", .dossierNumber, "mã hồ sơ", "number"),
        .optional("digest", .sha256, "mã băm", "digest"),
        .optional(
            "many", .array(of: .object([.required("a/b", .integer(0...9), "x", "x")]), min: 1, max: 2),
            "nhiều", "many"),
        .optional("free", .dictionary(of: .boolean, maximum: 2), "tự do", "free"),
    ])

    /// A body, and what is wrong with it as `pointer code`.
    static let rows: [(String, [String])] = [
        (#"{"name":"A"}"#, []), (#"{}"#, ["/name missing"]), ("[]", [" wrongType"]), ("null", [" wrongType"]),
        (#"{"name":null}"#, ["/name wrongType"]), (#"{"name":1}"#, ["/name wrongType"]),
        (#"{"name":""}"#, ["/name tooShort"]),
        (#"{"name":"12345678901"}"#, ["/name tooLong"]), (#"{"name":"ệệệệệệệệệệ"}"#, []),
        (#"{"name":"ệệệệệệệệệệệ"}"#, ["/name tooLong"]),
        (#"{"name":"a\nb"}"#, ["/name badFormat"]), (#"{"name":"a\u202eb"}"#, ["/name badFormat"]),
        (#"{"name":"A","other":1}"#, ["/other unknownField"]),
        (#"{"name":"A","a/b~c":1}"#, ["/a~1b~0c unknownField"]),
        (#"{"name":"A","note":null}"#, ["/note wrongType"]), (#"{"name":"A","note":"a\nb"}"#, []),
        (#"{"name":"A","note":"a\tb"}"#, ["/note badFormat"]),
        (#"{"name":"A","note":" \n "}"#, ["/note tooShort"]),
        (#"{"name":"A","note":"123456789012345678901"}"#, ["/note tooLong"]),
        (#"{"name":"A","note":[]}"#, ["/note wrongType"]), (#"{"name":"A","office":"dong-dang"}"#, []),
        (#"{"name":"A","office":"Dong Dang"}"#, ["/office badFormat"]),
        (#"{"name":"A","office":null}"#, ["/office wrongType"]), (#"{"name":"A","count":5}"#, []),
        (#"{"name":"A","count":5.0}"#, []),
        (#"{"name":"A","count":0}"#, ["/count outOfRange"]),
        (#"{"name":"A","count":99999999999999999999}"#, ["/count outOfRange"]),
        (#"{"name":"A","count":1.5}"#, ["/count wrongType"]),
        (#"{"name":"A","count":"1"}"#, ["/count wrongType"]),
        (#"{"name":"A","sure":false}"#, []), (#"{"name":"A","sure":"true"}"#, ["/sure wrongType"]),
        (#"{"name":"A","sure":0}"#, ["/sure wrongType"]),
        (#"{"name":"A","at":"2019-08-20T08:00:00+07:00"}"#, []),
        (#"{"name":"A","at":"2019-08-20T08:00:00"}"#, ["/at badFormat"]),
        (#"{"name":"A","at":"2019-02-30T08:00:00Z"}"#, ["/at badFormat"]),
        (#"{"name":"A","on":"2020-02-29"}"#, []),
        (#"{"name":"A","on":"2019-02-29"}"#, ["/on badFormat"]),
        (#"{"name":"A","on":20190229}"#, ["/on wrongType"]),
        (#"{"name":"A","kind":"b"}"#, []), (#"{"name":"A","kind":"c"}"#, ["/kind notOneOf"]),
        (#"{"name":"A","kind":1}"#, ["/kind wrongType"]),
        (#"{"name":"A","number":"H37.19-190820-0001"}"#, []),
        (#"{"name":"A","number":"000.00.19.H37-190820-0001"}"#, []),
        (#"{"name":"A","number":"H37.19-190820-0000"}"#, ["/number badFormat"]),
        (#"{"name":"A","digest":"AB"}"#, ["/digest badFormat"]),
        (#"{"name":"A","many":[]}"#, ["/many tooShort"]), (#"{"name":"A","many":{}}"#, ["/many wrongType"]),
        (#"{"name":"A","many":[{"a/b":1},{"a/b":10}]}"#, ["/many/1/a~1b outOfRange"]),
        (#"{"name":"A","many":[{"a/b":1},{},{}]}"#, ["/many tooLong", "/many/1/a~1b missing"]),
        (#"{"name":"A","free":{"x":true,"y":1}}"#, ["/free/y wrongType"]),
        (#"{"name":"A","free":{"x":true,"y":true,"z":true}}"#, ["/free tooLong"]),
        (#"{"name":"A","free":[]}"#, ["/free wrongType"]),
        (
            #"{"x":1,"count":9,"sure":1}"#,
            ["/x unknownField", "/name missing", "/count outOfRange", "/sure wrongType"]
        ),
    ]

    @Test("are told apart one by one, with pointer and code", arguments: rows)
    func finds(body: String, expected: [String]) throws {
        let errors = Self.shape.check(try JSONReader.read(Array(body.utf8)))
        let found = errors.map { error in
            guard case .body(let pointer) = error.place else { return "?" }
            return "\(pointer) \(error.code.rawValue)"
        }
        #expect(found == expected)
    }

    @Test("every error says in both languages what is wrong")
    func speaksBoth() throws {
        for (body, _) in Self.rows {
            for error in Self.shape.check(try JSONReader.read(Array(body.utf8))) {
                #expect(error.message.vi.hasSuffix(".") && error.message.en.hasSuffix("."))
                #expect(error.message.vi != error.message.en)
            }
        }
    }

    @Test("an unknown field is refused by name, with the known ones")
    func namesUnknown() {
        let error = Shape.object([.optional("a", .boolean, "x", "x")]).check(["b": 1])[0]
        #expect(
            error.message
                == Wording(
                    vi: "Không có trường “b”. Các trường dùng được: a.",
                    en: "There is no “b”. What there is: a."))
        #expect(
            error.json(in: .english) == [
                "pointer": "/b", "code": "unknownField", "message": "There is no “b”. What there is: a.",
            ])
    }

    @Test("stop being counted at 100 errors, and long names are shown short")
    func boundsErrors() {
        let long = String(repeating: "ệ", count: 60_000)
        let object = JSONValue.object(JSONObject([.init(name: long, value: 1)]))
        for shape in [Shape.object([]), .dictionary(of: .integer(0...9), maximum: 9)] {
            let errors = shape.check(object)
            #expect(errors.map(\.code) == [shape.schema["properties"] == nil ? .tooLong : .unknownField])
            #expect(errors.allSatisfy { $0.json(in: .vietnamese).encoded().count < 1_000 })
        }
        let list = Shape.array(of: .boolean, max: 10_000)
        #expect(list.check(.array(Array(repeating: 1, count: 10_000))).count == Shape.maximumErrors)
    }

    @Test("reach the handler as typed values")
    func givesTypedValues() {
        let object = CheckedObject([
            "name": "A", "office": "dong-dang", "count": .decimal("2.0"), "sure": true,
            "at": "2019-08-20T08:00:00+07:00",
            "on": "2019-08-20", "kind": "received", "number": "H37.19-190820-0001", "gone": .null,
            "ids": ["a", "b"],
            "inner": ["x": 1], "list": [["x": 2]],
        ])
        #expect(object.string("name") == "A")
        #expect(object.identifier("office", OfficeID.self) == OfficeID("dong-dang"))
        #expect(object.integer("count") == 2)
        #expect(object.boolean("sure"))
        #expect(object.instant("at") == Timestamp("2019-08-20T01:00:00Z"))
        #expect(object.date("on") == CivilDate("2019-08-20"))
        #expect(object.choice("kind", DossierStatus.self) == .received)
        #expect(object.dossierNumber("number").serial == 1)
        #expect(object.optionalString("gone") == nil && !object.has("gone"))
        #expect(object.identifiers("ids", AgencyID.self).map(\.text) == ["a", "b"])
        #expect(object.object("inner").integer("x") == 1)
        #expect(object.objects("list").map { $0.integer("x") } == [2])
        #expect(object.objects("none").isEmpty && object.optionalInstant("none") == nil)
    }

    @Test("a handler that asks for what the shape never promised ends the program")
    func trapsOnMistakes() async {
        await #expect(processExitsWith: .failure) { _ = CheckedObject(["a": 1]).string("a") }
        await #expect(processExitsWith: .failure) { _ = CheckedObject([:]).string("a") }
    }

    @Test("are described by what checks them")
    func describes() {
        let schema = Self.shape.schema
        #expect(
            schema["type"] == "object" && schema["additionalProperties"] == false
                && schema["required"] == ["name"])
        #expect(schema["properties"]?["name"]?["maxLength"] == 10)
        #expect(schema["properties"]?["note"]?["type"] == "string")
        #expect(schema["properties"]?["at"]?["format"] == "date-time")
        #expect(schema["properties"]?["count"]?["maximum"] == 5)
        #expect(schema["properties"]?["kind"]?["enum"] == ["a", "b"])
        #expect(schema["properties"]?["many"]?["maxItems"] == 2)
        #expect(Shape.object("Thing", []).schema == ["$ref": "#/components/schemas/Thing"])
    }

    @Test("what fields have to do with each other is checked and described")
    func together() {
        let shape = Shape.object([
            .optional("carrier", .string(max: 9), "x", "x"),
            Field.optional("code", .string(max: 9), "x", "x").needing("carrier"),
            .optional("agency", .string(max: 9), "x", "x"),
            Field.optional("office", .string(max: 9), "x", "x").excluding("agency"),
        ]).needingOne(of: ["carrier", "office"])
        #expect(shape.check(["carrier": "a", "code": "b", "office": "c"]).isEmpty)
        let needed = shape.check(["office": "c", "code": "b"])
        #expect(needed.map(\.code) == [.missing] && needed[0].place == .body(pointer: "/carrier"))
        let both = shape.check(["agency": "a", "office": "c"])
        #expect(both.map(\.code) == [.notOneOf] && both[0].place == .body(pointer: "/office"))
        let none = shape.check(["agency": "a"])
        #expect(none.map(\.code) == [.missing] && none[0].message.vi.contains("carrier, office"))
        let schema = shape.inlineSchema
        #expect(schema["dependentRequired"] == ["code": ["carrier"]])
        #expect(schema["not"] == ["required": ["agency", "office"]])
        #expect(schema["anyOf"] == [["required": ["carrier"]], ["required": ["office"]]])
        let alone = Shape.object([Field.optional("code", .string(max: 9), "x", "x").needing("carrier")])
        #expect(alone.accepts(["code": "b"]) && alone.inlineSchema["dependentRequired"] == nil)
    }

    @Test("every form's example has the form, and its pattern's length bounds hold it")
    func examplesFit() throws {
        for form in [StringForm.instant, .date, .identifier, .dossierNumber, .sha256] {
            #expect(form.accepts(form.example) && form.length.contains(form.example.count))
            guard let pattern = form.pattern else { continue }
            #expect(form.example.wholeMatch(of: try Regex(pattern)) != nil)
        }
        for (text, isText) in [
            ("a", true), (" ", false), ("", false), ("a\nb", true), ("\u{202e}a", false), ("\u{200b}", false),
            ("\u{7f}a", false),
        ] {
            #expect(Shape.text(max: 9).accepts(.string(text)) == isText)
        }
        #expect(Self.shape.accepts(Self.shape.sample))
    }
}
