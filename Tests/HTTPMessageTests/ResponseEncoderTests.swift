import HTTPTypes
import Testing

@testable import HTTPMessage

@Suite("The response encoder")
struct ResponseEncoderTests {
    static func encode(
        _ status: HTTPResponse.Status, _ fields: HTTPFields = [:], body: String = "", isHead: Bool = false,
        version: HTTPVersion = .http11, keepsAlive: Bool = true
    ) throws -> String {
        var output: [UInt8] = []
        try ResponseEncoder.append(
            status: status, fields: fields, body: Array(body.utf8),
            context: ResponseEncoder.Context(
                isHead: isHead, version: version, keepsAlive: keepsAlive, date: Array("D".utf8)),
            to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("Head and body are one run of bytes")
    func plain() throws {
        #expect(
            try Self.encode(.ok, [.contentType: "text/plain", .eTag: "\"1\""], body: "hồ")
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\nhồ"
        )
    }

    @Test("An empty body has a length")
    func empty() throws {
        #expect(
            try Self.encode(.notFound) == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("HEAD is told the length and gets no body")
    func head() throws {
        #expect(
            try Self.encode(.ok, body: "hello", isHead: true)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 5\r\n\r\n")
    }

    @Test("204 and 304 have neither body nor length", arguments: [204, 304])
    func withoutBody(code: Int) throws {
        let text = try Self.encode(HTTPResponse.Status(code: code), body: "hello")
        #expect(text == "HTTP/1.1 \(code) \r\nDate: D\r\n\r\n" || text.hasSuffix("Date: D\r\n\r\n"))
        #expect(!text.contains("Content-Length"))
    }

    @Test("Connection tells what the version does not imply")
    func connection() throws {
        #expect(try Self.encode(.ok, keepsAlive: false).contains("\r\nConnection: close\r\n"))
        #expect(try Self.encode(.ok, version: .http10).contains("\r\nConnection: keep-alive\r\n"))
        #expect(try !Self.encode(.ok).contains("Connection"))
        #expect(
            try Self.encode(.ok, version: .http10, keepsAlive: false).contains("\r\nConnection: close\r\n"))
    }

    @Test("Framing fields of the application are left out")
    func ownedFields() throws {
        let fields: HTTPFields = [
            .contentLength: "99", .transferEncoding: "chunked", .connection: "close", .date: "x",
            .allow: "GET",
        ]
        #expect(
            try Self.encode(.ok, fields, body: "a")
                == "HTTP/1.1 200 OK\r\nDate: D\r\nAllow: GET\r\nContent-Length: 1\r\n\r\na")
    }

    @Test("A final answer is never informational", arguments: [100, 101, 103])
    func informational(code: Int) {
        #expect(throws: ResponseEncodingError.informationalStatus(code)) {
            try Self.encode(HTTPResponse.Status(code: code))
        }
    }

    @Test(
        "Bytes that would split an answer are refused",
        arguments: ["a\r\nB: c", "a\nb", "a\rb", "a\0b", "a\u{7F}"])
    func splitting(value: String) {
        var output: [UInt8] = []
        #expect(
            !Array(value.utf8).withUnsafeBufferPointer { ResponseEncoder.appendFieldValue($0, to: &output) })
        #expect(output.isEmpty)
    }

    @Test(
        "Dates are IMF-fixdate",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func date(seconds: Int64, text: String) {
        #expect(String(decoding: HTTPDate.bytes(unixSeconds: seconds), as: UTF8.self) == text)
    }
}
