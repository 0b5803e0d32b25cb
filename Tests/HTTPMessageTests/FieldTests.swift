import HTTPMessage
import Testing

@Suite("Fields that files need")
struct FieldTests {
    @Test(
        "Names in Content-Disposition survive every client",
        arguments: [
            ("a.pdf", "attachment; filename=\"a.pdf\""),
            ("a b;c.pdf", "attachment; filename=\"a b;c.pdf\""),
            ("Giấy hẹn.pdf", "attachment; filename=\"Gi_y h_n.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20h%E1%BA%B9n.pdf"),
            ("../../etc/passwd", "attachment; filename=\".._.._etc_passwd\""),
            ("a\\b", "attachment; filename=\"a_b\""), ("a\r\nB: c", "attachment; filename=\"a__B: c\""),
            ("a\"b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%22b"),
            ("50%.pdf", "attachment; filename=\"50_.pdf\"; filename*=UTF-8''50%25.pdf"),
            ("", "attachment; filename=\"\""),
        ])
    func disposition(name: String, value: String) {
        #expect(ContentDisposition.value(fileName: name) == value)
    }

    @Test("A name may be shown instead of saved")
    func inline() {
        #expect(ContentDisposition.value(fileName: "a", isInline: true) == "inline; filename=\"a\"")
    }

    @Test(
        "Ranges of ten bytes",
        arguments: [
            (nil, .whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<10)), ("bytes=9-9", .part(9..<10)),
            ("bytes=3-99999999999999999999", .part(3..<10)), ("BYTES= 1-2 ", .part(1..<3)),
            ("bytes=-1", .part(9..<10)), ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=", .whole),
            ("bytes=-", .whole), ("bytes", .whole), ("bytes=1", .whole), ("bytes=2-1", .whole),
            ("bytes=1-2,4-5", .whole), ("bytes=+1-2", .whole), ("bytes=1--2", .whole), ("bytes=0x1-2", .whole),
            ("chars=1-2", .whole), ("=1-2", .whole), ("bytes=1-2" + String(repeating: " ", count: 99), .whole),
        ] as [(String?, ByteRange)])
    func range(field: String?, range: ByteRange) {
        #expect(ByteRange.read(field, size: 10) == range)
    }

    @Test("Nothing has no range")
    func emptyRange() {
        #expect(ByteRange.read("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange.read("bytes=-5", size: 0) == .unsatisfiable)
    }

    @Test(
        "Entity tags compare weakly for If-None-Match and strongly for If-Match",
        arguments: [
            ("*", true, true), ("\"a\"", true, true), ("W/\"a\"", true, false), ("\"b\", \"a\"", true, true),
            ("\"b\",W/\"a\"", true, false), ("\"b\"", false, false), ("a", false, false), ("\"a", false, false),
            ("", false, false), ("\"x,\"a\",y\"", false, false), ("\"A\"", false, false), ("w/\"a\"", true, true),
        ])
    func tags(field: String, isWeakMatch: Bool, isStrongMatch: Bool) {
        #expect(EntityTags(field).matchesWeakly("\"a\"") == isWeakMatch)
        #expect(EntityTags(field).matchesStrongly("\"a\"") == isStrongMatch)
    }
}
