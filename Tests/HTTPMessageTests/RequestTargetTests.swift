import HTTPMessage
import Testing

@Suite("Request targets")
struct RequestTargetTests {
    static func parse(_ text: String) throws(ParseError) -> RequestTarget {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { bytes throws(ParseError) in
            try RequestTargetParser.parse(bytes, isConnect: false, isOptions: false, limits: HTTPLimits())
                .target
        }
    }

    @Test(
        "Paths are split first and decoded once",
        arguments: [
            ("/", []), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("//a", ["", "a"]),
            ("/a%20b", ["a b"]), ("/h%E1%BB%93", ["hồ"]), ("/%2541", ["%41"]), ("/a+b", ["a+b"]),
            ("/a;b=c", ["a;b=c"]), ("/-._~!$&'()*+,;=:@", ["-._~!$&'()*+,;=:@"]), ("/...", ["..."]),
            ("/.a", [".a"]),
            ("/a?b/../c", ["a"]), ("http://h/a", ["a"]), ("http://h", []), ("http://h?q", []),
        ])
    func path(text: String, segments: [String]) throws {
        #expect(try Self.parse(text).path == segments)
    }

    @Test(
        "Whatever two readers could understand differently is refused",
        arguments: [
            "/.", "/..", "/a/../b", "/a/./b", "/a/..", "/%2e", "/%2E%2e", "/.%2e/x", "/a%2Fb", "/a%2fb",
            "/a%5Cb",
            "/a\\b", "/%00", "/a%0Ab", "/%7F", "/%", "/%4", "/%4g", "/%g4", "/%FF", "/%C0%AF", "/%ED%A0%80",
            "/a b",
            "/a#b", "/a\"b", "/a<b", "/a>b", "/a[b", "/a^b", "/a`b", "/a{b", "/a|b", "/é", "/?a b", "/?a#b",
            "/?é",
            "/?%", "/?a=%zz", "/?%00", "/?a=%00", "/?a=%FF", "/?[", "", "a", "?", "#",
        ])
    func refused(text: String) {
        let error = #expect(throws: ParseError.self) { try Self.parse(text) }
        #expect(error?.status == 400)
    }

    @Test(
        "Queries keep their order; a plus is a space",
        arguments: [
            ("/?a=1&b=2", ["a=1", "b=2"]), ("/?b=2&a=1&b=3", ["b=2", "a=1", "b=3"]), ("/?a", ["a="]),
            ("/?a=", ["a="]), ("/?=a", ["=a"]), ("/?", []), ("/?&&a=1&", ["a=1"]), ("/?a=b=c", ["a=b=c"]),
            ("/?q=h%E1%BB%93+s%C6%A1", ["q=hồ sơ"]), ("/?a%3Db=c%26d", ["a=b=c&d"]), ("/?a=%2B", ["a=+"]),
            ("/?a=/?:@", ["a=/?:@"]), ("/?a=%0A", ["a=\n"]), ("/?a=%2541", ["a=%41"]),
        ])
    func query(text: String, pairs: [String]) throws {
        #expect(try Self.parse(text).query.map { "\($0.name)=\($0.value)" } == pairs)
    }
}
